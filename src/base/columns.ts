// Growable typed-array columns for anything counted in millions.

/** A growable column of 32-bit integers. */
export class Int32Column {
  length = 0;
  data: Int32Array;

  constructor(capacity = 1024) {
    this.data = new Int32Array(capacity);
  }

  /** Appends one value and returns its index. */
  push(value: number): number {
    if (this.length === this.data.length) {
      const grown = new Int32Array(this.data.length * 2);
      grown.set(this.data);
      this.data = grown;
    }
    this.data[this.length] = value;
    return this.length++;
  }

  /** The value at `index`; the caller keeps it below `length`. */
  at(index: number): number {
    return this.data[index]!;
  }

  /** A copy of exactly the used part. */
  toArray(): Int32Array {
    return this.data.slice(0, this.length);
  }
}

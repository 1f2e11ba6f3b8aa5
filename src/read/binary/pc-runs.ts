// All runs of one pcvalue stream at once, into arrays that are used again: whole binaries have hundreds of thousands of streams.
// Same format as pc-values.ts, which answers single questions lazily.
import type { Cursor } from '../../base/cursor.ts';

/** A value for every pc of a function, as runs. */
export class PcRuns {
  count: number = 0;
  /** Ends of the runs, relative to the entry. Longer than `count`. */
  ends: Uint32Array = new Uint32Array(64);
  values: Int32Array = new Int32Array(64);

  /**
   * Decodes a stream.
   * @param offset where it begins in `source`; undefined: the value is −1 everywhere
   * @param size bytes of the function
   */
  decode(source: Cursor, offset: number | undefined, size: number, minLC: number): this {
    this.count = 0;
    if (offset === undefined || size === 0) {
      this.#push(size, -1);
      return this;
    }
    const { bytes } = source;
    let { ends, values } = this;
    let at = offset;
    let count = 0;
    let value = -1;
    let end = 0;
    while (end < size) {
      // Both numbers nearly always fit one byte; a read behind the last byte gives undefined, which fails the comparisons below.
      let delta = bytes[at++]!;
      if (delta >= 0x80) {
        delta = source.seek(at - 1).uvarint();
        at = source.offset;
      }
      if (delta === 0 && count > 0) break;
      let step = bytes[at++]!;
      if (step >= 0x80) {
        step = source.seek(at - 1).uvarint();
        at = source.offset;
      }
      // A run of nothing would let a forged stream last as long as the file.
      if (!(step > 0)) throw source.seek(Math.min(at, bytes.length)).error('a pc that advances');
      // Shifts take 32 bits.
      value = (value + (delta <= 0x7fffffff ? (delta >>> 1) ^ -(delta & 1) : delta % 2 === 1 ? -Math.floor(delta / 2) - 1 : delta / 2)) | 0;
      end += step * minLC;
      if (end > size) end = size;
      if (count === ends.length) {
        this.#grow();
        ({ ends, values } = this);
      }
      ends[count] = end;
      values[count++] = value;
    }
    this.count = count;
    if (end < size) this.#push(size, -1);
    return this;
  }

  /** The value at a distance from the entry; −1 outside of the function. */
  at(offset: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.ends[middle]! > offset) high = middle;
      else low = middle + 1;
    }
    return low < this.count && offset >= 0 ? this.values[low]! : -1;
  }

  /** The largest value; −1 when there is none. */
  max(): number {
    let max = -1;
    for (let i = 0; i < this.count; i++) if (this.values[i]! > max) max = this.values[i]!;
    return max;
  }

  #push(end: number, value: number): void {
    if (this.count === this.ends.length) this.#grow();
    this.ends[this.count] = end;
    this.values[this.count++] = value;
  }

  #grow(): void {
    const ends = new Uint32Array(this.ends.length * 2);
    const values = new Int32Array(this.ends.length * 2);
    ends.set(this.ends);
    values.set(this.values);
    this.ends = ends;
    this.values = values;
  }
}

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
    let at = offset;
    let value = -1;
    let end = 0;
    while (end < size) {
      let delta = bytes[at++]!;
      if (delta >= 0x80) {
        delta = source.seek(at - 1).uvarint();
        at = source.offset;
      }
      if (delta === 0 && this.count > 0) break;
      let step = bytes[at++]!;
      if (step >= 0x80) {
        step = source.seek(at - 1).uvarint();
        at = source.offset;
      }
      // Beyond the end of the table both are undefined; a run of nothing would let a forged stream last as long as the file.
      if (!(step > 0)) throw source.seek(Math.min(at, bytes.length)).error('a pc that advances');
      value = (value + (delta % 2 === 1 ? -Math.floor(delta / 2) - 1 : delta / 2)) | 0;
      end = Math.min(end + step * minLC, size);
      this.#push(end, value);
    }
    if (end < size) this.#push(size, -1);
    return this;
  }

  /** The largest value; −1 when there is none. */
  max(): number {
    let max = -1;
    for (let i = 0; i < this.count; i++) if (this.values[i]! > max) max = this.values[i]!;
    return max;
  }

  #push(end: number, value: number): void {
    if (this.count === this.ends.length) {
      const ends = new Uint32Array(this.ends.length * 2);
      const values = new Int32Array(this.ends.length * 2);
      ends.set(this.ends);
      values.set(this.values);
      this.ends = ends;
      this.values = values;
    }
    this.ends[this.count] = end;
    this.values[this.count++] = value;
  }
}

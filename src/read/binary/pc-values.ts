// One pcvalue stream of one function (pcsp, pcfile, pcln or a pcdata table): a value for every pc.
// Go source: src/runtime/symtab.go: pcvalue, step, readvarint, go1.18–go1.27. Pairs of a zig-zag value delta and a pc delta
// in units of the smallest instruction. Decoding resumes where the last question stopped and keeps what it decoded, because
// questions come in rising order except for the jumps back to the call of an inlined function.
import type { Cursor } from '../../base/cursor.ts';

const FIRST_RUNS = 16;

/** A value for every pc of a function. */
export class PcValues {
  readonly #source: Cursor;
  readonly #entry: number;
  readonly #end: number;
  readonly #minLC: number;
  /** Ends of the decoded runs, relative to the entry, and their values. */
  #ends = new Uint32Array(FIRST_RUNS);
  #values = new Int32Array(FIRST_RUNS);
  #count = 0;
  #offset: number;
  #done: boolean;
  #last = 0;

  /** `offset` undefined: no table, the value is −1 everywhere. */
  constructor(source: Cursor, offset: number | undefined, entry: number, end: number, minLC: number) {
    this.#source = source;
    this.#entry = entry;
    this.#end = end;
    this.#minLC = minLC;
    this.#offset = offset ?? 0;
    this.#done = offset === undefined;
  }

  /** The value at an address of the function; −1 where the stream says nothing. */
  at(pc: number): number {
    const offset = pc - this.#entry;
    if (offset < 0 || pc >= this.#end) return -1;
    while (!this.#done && (this.#count === 0 || this.#ends[this.#count - 1]! <= offset)) this.#step();
    if (this.#count === 0 || offset >= this.#ends[this.#count - 1]!) return -1;
    let low = 0;
    let high = this.#count - 1;
    // The run of the last answer, or the one behind it, is nearly always right.
    const guess = this.#last;
    if (guess < this.#count && offset < this.#ends[guess]!) high = guess;
    else low = guess + 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (offset < this.#ends[middle]!) high = middle;
      else low = middle + 1;
    }
    this.#last = low;
    return this.#values[low]!;
  }

  /** All runs as [end offset from the entry, value], in order. */
  runs(): { readonly count: number; readonly ends: Uint32Array; readonly values: Int32Array } {
    while (!this.#done) this.#step();
    return {
      count: this.#count,
      ends: this.#ends.subarray(0, this.#count),
      values: this.#values.subarray(0, this.#count),
    };
  }

  #step(): void {
    const source = this.#source.seek(this.#offset);
    const count = this.#count;
    const delta = source.uvarint();
    if (delta === 0 && count > 0) {
      this.#done = true;
      return;
    }
    const start = count === 0 ? 0 : this.#ends[count - 1]!;
    const end = start + source.uvarint() * this.#minLC;
    this.#offset = source.offset;
    // An empty run would let a forged stream last as long as the file.
    if (end <= start) throw source.error('a pc that advances');
    if (count === this.#ends.length) this.#grow();
    const signed = delta % 2 === 1 ? -Math.floor(delta / 2) - 1 : delta / 2;
    this.#values[count] = ((count === 0 ? -1 : this.#values[count - 1]!) + signed) | 0;
    const size = this.#end - this.#entry;
    this.#ends[count] = Math.min(end, size);
    this.#count++;
    if (end >= size) this.#done = true;
  }

  #grow(): void {
    const ends = new Uint32Array(this.#ends.length * 2);
    const values = new Int32Array(this.#ends.length * 2);
    ends.set(this.#ends);
    values.set(this.#values);
    this.#ends = ends;
    this.#values = values;
  }
}

// Where the report's text is kept: one growing buffer, and a pool that stores each distinct text once.
// A report repeats itself (paths, expressions, callees), so equal texts get equal ids and are compared as numbers; strings are made on demand.
import { Int32Column } from '../../base/columns.ts';

const utf8 = new TextDecoder('utf-8', { fatal: false });

/** A growing byte buffer; ranges of it are decoded when somebody looks. */
export class TextBuffer {
  bytes: Uint8Array;
  length = 0;

  constructor(capacity: number = 1 << 12) {
    this.bytes = new Uint8Array(capacity);
  }

  /** Makes room for `size` more bytes. */
  reserve(size: number): void {
    const wanted = this.length + size;
    if (wanted <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(wanted, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  /** Appends `from[start, end)` and returns where it begins here. */
  append(from: Uint8Array, start: number, end: number): number {
    this.reserve(end - start);
    const at = this.length;
    // Most pieces are short: a byte loop costs less than the view that set() would need.
    if (end - start < 96) {
      const to = this.bytes;
      for (let i = start, j = at; i < end; i++, j++) to[j] = from[i]!;
    } else {
      this.bytes.set(from.subarray(start, end), at);
    }
    this.length = at + (end - start);
    return at;
  }

  /** Appends one byte. */
  push(byte: number): void {
    this.reserve(1);
    this.bytes[this.length++] = byte;
  }

  /** The range as a string; bytes that are not UTF-8 become U+FFFD. */
  decode(start: number, end: number): string {
    return utf8.decode(this.bytes.subarray(start, end));
  }
}

/** Distinct texts with small ids, in order of first appearance. */
export class TextPool {
  readonly buffer: TextBuffer = new TextBuffer();
  readonly #starts: Int32Column = new Int32Column();
  readonly #hashes: Int32Column = new Int32Column();
  readonly #strings: (string | undefined)[] = [];
  #table: Int32Array = new Int32Array(1 << 10).fill(-1);

  /** How many distinct texts there are. */
  get size(): number {
    return this.#starts.length;
  }

  /** The id of `from[start, end)`, new or known. */
  intern(from: Uint8Array, start: number, end: number): number {
    let hash = 0x811c9dc5;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ from[i]!, 0x01000193);
    hash ^= hash >>> 15;
    const mask = this.#table.length - 1;
    let slot = hash & mask;
    for (;;) {
      const id = this.#table[slot]!;
      if (id < 0) break;
      if (this.#hashes.at(id) === hash && this.#equals(id, from, start, end)) return id;
      slot = (slot + 1) & mask;
    }
    const id = this.#starts.push(this.buffer.append(from, start, end));
    this.#hashes.push(hash);
    this.#table[slot] = id;
    if (this.#starts.length * 2 > this.#table.length) this.#grow();
    return id;
  }

  /** The text with this id; the empty string for an id that nobody handed out. */
  text(id: number): string {
    if (id < 0 || id >= this.#starts.length) return '';
    return (this.#strings[id] ??= this.buffer.decode(this.#starts.at(id), this.#end(id)));
  }

  /** Bytes of the text with this id. */
  byteLength(id: number): number {
    return this.#end(id) - this.#starts.at(id);
  }

  /** Byte `offset` of the text with this id, or -1 behind its end. */
  byteAt(id: number, offset: number): number {
    const at = this.#starts.at(id) + offset;
    return at < this.#end(id) ? this.buffer.bytes[at]! : -1;
  }

  #end(id: number): number {
    return id + 1 < this.#starts.length ? this.#starts.at(id + 1) : this.buffer.length;
  }

  #equals(id: number, from: Uint8Array, start: number, end: number): boolean {
    const at = this.#starts.at(id);
    if (this.#end(id) - at !== end - start) return false;
    const own = this.buffer.bytes;
    for (let i = start, j = at; i < end; i++, j++) if (own[j] !== from[i]) return false;
    return true;
  }

  #grow(): void {
    const table = new Int32Array(this.#table.length * 2).fill(-1);
    const mask = table.length - 1;
    for (let id = 0; id < this.#starts.length; id++) {
      let slot = this.#hashes.at(id) & mask;
      while (table[slot]! >= 0) slot = (slot + 1) & mask;
      table[slot] = id;
    }
    this.#table = table;
  }
}

// A table of NUL-terminated strings: names of functions, names of files.
// Names are short, many, and nearly always ASCII, where a TextDecoder call for each costs more than everything else. So the whole table
// becomes one string with a character a byte, of which names are parts.
import type { Cursor } from '../../base/cursor.ts';

const MAX_LENGTH = 1 << 20;
const BEYOND_ASCII = /[\x80-\xff]/;

/** The strings of a table, by their offset. */
export class Strings {
  readonly #source: Cursor;
  readonly #text: string;
  readonly #known = new Map<number, string>();
  /** The linker writes every string once, and none within another: forged ones must not take more than the table. */
  #left: number;

  constructor(source: Cursor) {
    const { bytes } = source;
    this.#source = source;
    this.#left = bytes.length;
    this.#text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  }

  /** The string at an offset; FormatError when none of at most 1 MiB begins there. */
  at(offset: number): string {
    const known = this.#known.get(offset);
    if (known !== undefined) return known;
    const end = this.#text.indexOf('\0', offset);
    if (!(offset >= 0 && end >= offset && end - offset <= MAX_LENGTH)) return this.#source.cstring(offset, MAX_LENGTH);
    this.#left -= end - offset;
    if (this.#left < 0) throw this.#source.error('strings that do not overlap', offset);
    const part = this.#text.slice(offset, end);
    const text = BEYOND_ASCII.test(part) ? this.#source.cstring(offset, MAX_LENGTH) : part;
    this.#known.set(offset, text);
    return text;
  }
}

// The position in front of a report line: `file:line:col: message`.
//
// cmd/internal/src/pos.go (WriteTo, format), cmd/compile/internal/base/print.go (addErrorMsg, FmtPos), Go 1.21–1.27:
// no column for generated code, `//line` without one and -C; `[orig:line:col]` behind it with -L; `<unknown line number>` or no
// prefix at all where the compiler has no position (range-over-func's `#next`). A file name may hold spaces, colons and parentheses.
import type { TextPool } from './report-text.ts';

/** Numbers above this are not positions; they are clamped so that they fit a 32-bit column. */
export const MAX_NUMBER = 0x7fffffff;

const COLON = 0x3a;
const SPACE = 0x20;
const UNKNOWN = new TextEncoder().encode('<unknown line number>:');

/** Reads position prefixes; remembers the last file, since neighbouring lines mostly share it. */
export class PrefixReader {
  readonly #files: TextPool;
  #last: Uint8Array = new Uint8Array(0);
  #lastLength = -1;
  #lastFile = -1;
  /** Results of the last `read`: file id (-1 when the line has no position), line, column (0 when absent), first byte of the message. */
  file = -1;
  line = 0;
  column = 0;
  message = 0;

  constructor(files: TextPool) {
    this.#files = files;
  }

  /** Reads the prefix of `bytes[start, end)`; false when the line has none (then the message is the whole line). */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    const length = this.#lastLength;
    if (length > 0 && end - start > length + 2 && bytes[start + length] === COLON) {
      const last = this.#last;
      let i = length - 1;
      // Backwards: different files of one folder differ at the end of their paths.
      while (i >= 0 && last[i] === bytes[start + i]) i--;
      if (i < 0 && this.#numbers(bytes, start + length, end)) {
        this.file = this.#lastFile;
        return true;
      }
    }
    for (let i = start; i < end; i++) {
      if (bytes[i] !== COLON || i === start || !this.#numbers(bytes, i, end)) continue;
      this.file = this.#files.intern(bytes, start, i);
      this.#remember(bytes, start, i);
      return true;
    }
    this.file = -1;
    this.line = 0;
    this.column = 0;
    this.message = start;
    if (matches(bytes, start, end, UNKNOWN)) {
      const at = start + UNKNOWN.length;
      this.message = bytes[at] === SPACE ? at + 1 : at;
    }
    return false;
  }

  /** `:line[:col][[orig…]]:` at `at`, followed by a blank or the end. */
  #numbers(bytes: Uint8Array, at: number, end: number): boolean {
    let i = at + 1;
    let line = 0;
    let digit = i < end ? bytes[i]! - 0x30 : -1;
    if (digit < 0 || digit > 9) return false;
    while (digit >= 0 && digit <= 9) {
      line = line * 10 + digit;
      digit = ++i < end ? bytes[i]! - 0x30 : -1;
    }
    let column = 0;
    if (i + 1 < end && bytes[i] === COLON) {
      let j = i + 1;
      digit = bytes[j]! - 0x30;
      if (digit >= 0 && digit <= 9) {
        while (digit >= 0 && digit <= 9) {
          column = column * 10 + digit;
          digit = ++j < end ? bytes[j]! - 0x30 : -1;
        }
        i = j;
      }
    }
    if (i < end && bytes[i] === 0x5b) {
      // The original position is a path and two numbers; a bound keeps hostile text linear.
      const limit = Math.min(end, i + 4096);
      while (i < limit && bytes[i] !== 0x5d) i++;
      if (i >= limit) return false;
      i++;
    }
    if (i >= end || bytes[i] !== COLON) return false;
    i++;
    if (i < end && bytes[i] !== SPACE) return false;
    this.line = line > MAX_NUMBER ? MAX_NUMBER : line;
    this.column = column > MAX_NUMBER ? MAX_NUMBER : column;
    this.message = i < end ? i + 1 : i;
    return true;
  }

  #remember(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (this.#last.length < length) this.#last = new Uint8Array(length * 2);
    this.#last.set(bytes.subarray(start, end));
    this.#lastLength = length;
    this.#lastFile = this.file;
  }
}

/** True when `bytes[start, end)` begins with `word`. */
export function matches(bytes: Uint8Array, start: number, end: number, word: Uint8Array): boolean {
  if (end - start < word.length) return false;
  for (let i = 0; i < word.length; i++) if (bytes[start + i] !== word[i]) return false;
  return true;
}

/** True when `bytes[start, end)` ends with `word`. */
export function endsWith(bytes: Uint8Array, start: number, end: number, word: Uint8Array): boolean {
  const from = end - word.length;
  if (from < start) return false;
  for (let i = word.length - 1; i >= 0; i--) if (bytes[from + i] !== word[i]) return false;
  return true;
}

/** First place of `word` in `bytes[start, end)`, or -1. */
export function find(bytes: Uint8Array, start: number, end: number, word: Uint8Array): number {
  const first = word[0]!;
  const last = end - word.length;
  for (let i = start; i <= last; i++) {
    if (bytes[i] !== first) continue;
    let j = 1;
    while (j < word.length && bytes[i + j] === word[j]) j++;
    if (j === word.length) return i;
  }
  return -1;
}

/** Last place of `word` in `bytes[start, end)`, or -1. */
export function findLast(bytes: Uint8Array, start: number, end: number, word: Uint8Array): number {
  const first = word[0]!;
  for (let i = end - word.length; i >= start; i--) {
    if (bytes[i] !== first) continue;
    let j = 1;
    while (j < word.length && bytes[i + j] === word[j]) j++;
    if (j === word.length) return i;
  }
  return -1;
}

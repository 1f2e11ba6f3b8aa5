// Rows by position: which rows of a table stand at a file, line and column. Several rows at one place are chained in report order.
import type { Int32Column } from '../../base/columns.ts';

/** Anything with a file, line and column a row. */
export interface Positioned {
  readonly file: Int32Column;
  readonly line: Int32Column;
  readonly column: Int32Column;
}

/** An open-addressing table from (file, line, column), and a text where one is given, to the rows there; built once, when the table is complete. */
export class PositionIndex {
  readonly #rows: Positioned;
  readonly #texts: Int32Column | undefined;
  readonly #heads: Int32Array;
  readonly #next: Int32Array;

  constructor(rows: Positioned, texts?: Int32Column) {
    const count = rows.line.length;
    let size = 16;
    while (size < count * 2) size *= 2;
    this.#rows = rows;
    this.#texts = texts;
    this.#heads = new Int32Array(size).fill(-1);
    this.#next = new Int32Array(count).fill(-1);
    // From the end, so that the chain of one position runs in report order.
    for (let row = count - 1; row >= 0; row--) {
      const slot = this.#slot(rows.file.at(row), rows.line.at(row), rows.column.at(row), texts?.at(row) ?? 0);
      this.#next[row] = this.#heads[slot]!;
      this.#heads[slot] = row;
    }
  }

  /** The first row at this position (and with this text, when the index has texts), or -1. */
  first(file: number, line: number, column: number, text: number = 0): number {
    return this.#heads[this.#slot(file, line, column, text)]!;
  }

  /** The next row at the same position, or -1. */
  next(row: number): number {
    return this.#next[row]!;
  }

  /** The rows at this position, in report order, at most `limit` of them. */
  at(file: number, line: number, column: number, limit: number = Infinity): number[] {
    const found: number[] = [];
    for (let row = this.first(file, line, column); row >= 0 && found.length < limit; row = this.next(row)) found.push(row);
    return found;
  }

  #slot(file: number, line: number, column: number, text: number): number {
    const { file: files, line: lines, column: columns } = this.#rows;
    const mask = this.#heads.length - 1;
    let hash = Math.imul(line, 0x9e3779b1) ^ Math.imul(column, 0x85ebca6b) ^ Math.imul(file + 1, 0xc2b2ae35) ^ Math.imul(text, 0x27d4eb2f);
    hash ^= hash >>> 15;
    let slot = hash & mask;
    for (;;) {
      const head = this.#heads[slot]!;
      if (head < 0) return slot;
      const here = lines.at(head) === line && columns.at(head) === column && files.at(head) === file;
      if (here && (this.#texts === undefined || this.#texts.at(head) === text)) return slot;
      slot = (slot + 1) & mask;
    }
  }
}

// A profile in the file: a head that counts the rows, then the strings and tables, each in sections of some rows.
import type { Cursor } from '../../../base/cursor.ts';
import { FormatError } from '../../../base/errors.ts';
import type { Events, RecordedProfile } from '../recording.ts';
import { profileShape } from './analysis-shape.ts';
import { checkProfile } from './check-profile.ts';
import { decodeColumn } from './columns.ts';
import { parseJson } from './json-lines.ts';
import { MOST_ROWS, SECTION, STRING_BYTES } from './layout.ts';
import type { Ledger } from './ledger.ts';
import { cursorOf, type Section } from './sections.ts';
import { newColumns, rowBytes, TABLE_NAMES, TABLES, type Columns, type TableName } from './tables.ts';

/** What PROF says. */
export interface ProfileHead extends Readonly<Record<TableName, number>> {
  readonly run: number;
  readonly rate: number;
  readonly strings: number;
  readonly events?: { readonly count: number; readonly frees: boolean };
}

const utf8 = new TextDecoder();

/** Collects the sections of one profile. */
export class ProfileDecoder {
  readonly head: ProfileHead;
  readonly #name: string;
  readonly #offset: number;
  readonly #ledger: Ledger;
  /** Bytes that the whole file can still allow for. */
  readonly #most: number;
  readonly #strings: string[] = [];
  readonly #tables = new Map<TableName, { readonly columns: Columns; rows: number }>();

  /** @throws FormatError when the section is no head of a profile */
  constructor(name: string, section: Section, ledger: Ledger, most: number) {
    const value = parseJson(section.bytes, name, section.offset);
    const wrong = profileShape(value);
    if (wrong !== undefined) throw new FormatError(name, `profile${wrong}`, section.offset);
    this.head = value as ProfileHead;
    this.#name = name;
    this.#offset = section.offset;
    this.#ledger = ledger;
    this.#most = most;
  }

  /** Whether all rows were read. */
  get complete(): boolean {
    return this.#strings.length === this.head.strings && TABLE_NAMES.every((table) => (this.#tables.get(table)?.rows ?? 0) === this.head[table]);
  }

  /** Takes rows of a table or strings; false when the section holds something else. */
  add(section: Section): boolean {
    const table = TABLE_NAMES.find((one) => TABLES[one].tag === section.tag);
    if (table === undefined && section.tag !== SECTION.Strings) return false;
    const cursor = cursorOf(this.#name, section);
    const rows = cursor.u32();
    if (table === undefined) this.#addStrings(cursor, rows);
    else this.#addRows(cursor, table, rows);
    if (cursor.offset !== cursor.bytes.length) throw cursor.error(`the end of the section ${section.tag.trim()}`);
    return true;
  }

  /**
   * The profile, when it is complete.
   * @param sites how many the analysis has
   * @throws FormatError when a number in it is none of a row
   */
  profile(sites: number, events: Events | undefined): RecordedProfile {
    const { frames, places, placeFrames, nodes, stacks } = Object.fromEntries(
      TABLE_NAMES.map((table) => [table, this.#tables.get(table)?.columns ?? newColumns(table, 0)]),
    ) as Record<TableName, Columns>;
    const { run, rate } = this.head;
    const profile = { run, rate, strings: this.#strings, frames, places: { ...places, ...placeFrames }, nodes, stacks } as unknown as RecordedProfile;
    const wrong = checkProfile(profile, sites);
    if (wrong !== undefined) throw new FormatError(this.#name, wrong, this.#offset);
    return events === undefined ? profile : { ...profile, events };
  }

  #addStrings(cursor: Cursor, rows: number): void {
    this.#spend(cursor, rows * STRING_BYTES);
    const left = this.head.strings - this.#strings.length;
    if (rows > left) throw cursor.error(`${left} more strings, found ${rows}`, 0);
    const lengths = new Uint32Array(rows);
    decodeColumn(cursor, lengths);
    for (const length of lengths) this.#strings.push(utf8.decode(cursor.take(length)));
  }

  #addRows(cursor: Cursor, table: TableName, rows: number): void {
    const size = rowBytes(table);
    this.#spend(cursor, rows * size);
    const wanted = this.head[table];
    let found = this.#tables.get(table);
    if (rows > wanted - (found?.rows ?? 0)) throw cursor.error(`${wanted} rows of ${table}, found more`, 0);
    if (found === undefined) {
      // All rows are made room for at the first of them: no more than the rest of the file allows for.
      if (wanted > MOST_ROWS || wanted * size > this.#most) throw cursor.error(`rows that a file of this size can hold, found ${wanted}`, 0);
      this.#tables.set(table, (found = { columns: newColumns(table, wanted), rows: 0 }));
    }
    for (const column of Object.values(found.columns)) decodeColumn(cursor, column.subarray(found.rows, found.rows + rows));
    found.rows += rows;
  }

  #spend(cursor: Cursor, bytes: number): void {
    if (!this.#ledger.spend(bytes)) throw cursor.error('as many rows as a file of this size can hold', 0);
  }
}

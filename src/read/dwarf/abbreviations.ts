// The shapes of debugging entries. Specification: DWARF 5, 7.5.3. Go writes one table for all of its units
// (cmd/internal/dwarf/dwarf.go: GetAbbrev, go1.18–go1.27); C compilers write one for each.
import type { Cursor } from '../../base/cursor.ts';
import { AT, FORM, TAG } from './constants.ts';
import type { Encoding } from './forms.ts';
import { sizeOfForm, sleb } from './forms.ts';

/** Compilers write some 25 at most; a limit keeps forged entries cheap. */
const MAX_ATTRIBUTES = 128;

export interface Attribute {
  readonly name: number;
  readonly form: number;
  /** Bytes of the value, or one of SKIP. */
  readonly size: number;
  /** The value itself, with DW_FORM_implicit_const. */
  readonly implicit: number;
}

export interface Abbreviation {
  readonly tag: number;
  readonly hasChildren: boolean;
  readonly attributes: readonly Attribute[];
  /** Sizes of the values, neighbours of fixed size added up: what skipping an entry takes. */
  readonly skips: readonly number[];
}

/** Codes below this are looked up in an array. */
const DENSE = 256;

/** One table. */
export class AbbreviationTable {
  readonly byCode: ReadonlyMap<number, Abbreviation>;
  /** What skipping an entry of a code takes; codes from DENSE on are only in `byCode`. */
  readonly skips: readonly (readonly number[] | undefined)[];
  /** The codes of functions with code of their own. */
  readonly functionCodes: ReadonlySet<number>;

  constructor(byCode: ReadonlyMap<number, Abbreviation>) {
    this.byCode = byCode;
    const largest = Math.max(0, ...[...byCode.keys()].filter((code) => code < DENSE));
    this.skips = Array.from({ length: largest + 1 }, (_, code) => byCode.get(code)?.skips);
    const isFunction = (one: Abbreviation): boolean => one.tag === TAG.subprogram && one.attributes.some(({ name }) => name === AT.lowPc);
    this.functionCodes = new Set([...byCode].filter(([, one]) => isFunction(one)).map(([code]) => code));
  }
}

/** All tables of a file, decoded on first use. */
export class Abbreviations {
  readonly #cursor: Cursor;
  readonly #tables = new Map<string, AbbreviationTable>();
  /** Real tables do not overlap; a forged file must not have one table decoded over and over from other offsets. */
  #budget: number;

  constructor(cursor: Cursor) {
    this.#cursor = cursor;
    this.#budget = 4 * cursor.bytes.length;
  }

  /** The table at an offset of .debug_abbrev. */
  table(offset: number, encoding: Encoding): AbbreviationTable {
    const { version, addressSize, offsetSize } = encoding;
    const key = `${offset} ${Math.min(version, 3)} ${addressSize} ${offsetSize}`;
    let table = this.#tables.get(key);
    if (table === undefined) {
      table = this.#decode(offset, encoding);
      this.#tables.set(key, table);
    }
    return table;
  }

  #decode(offset: number, encoding: Encoding): AbbreviationTable {
    const cursor = this.#cursor.seek(offset);
    const table = new Map<number, Abbreviation>();
    for (let start = offset; ; start = cursor.offset) {
      const code = cursor.uvarint();
      this.#spend(cursor, start);
      if (code === 0) return new AbbreviationTable(table);
      const tag = cursor.uvarint();
      const hasChildren = cursor.u8() !== 0;
      const attributes = this.#attributes(cursor, encoding);
      // The first of two with the same code counts, as in debug/dwarf and readelf.
      if (!table.has(code)) table.set(code, { tag, hasChildren, attributes, skips: addUp(attributes) });
      this.#spend(cursor, start);
    }
  }

  #spend(cursor: Cursor, start: number): void {
    this.#budget -= cursor.offset - start;
    if (this.#budget < 0) throw cursor.error('abbreviation tables that do not overlap');
  }

  #attributes(cursor: Cursor, encoding: Encoding): Attribute[] {
    const attributes: Attribute[] = [];
    for (;;) {
      const name = cursor.uvarint();
      const form = cursor.uvarint();
      if (name === 0 && form === 0) return attributes;
      const implicit = form === FORM.implicitConst ? sleb(cursor) : 0;
      const size = sizeOfForm(form, encoding);
      if (size === undefined) throw cursor.error(`a known form, found 0x${form.toString(16)}`);
      if (attributes.length === MAX_ATTRIBUTES) throw cursor.error(`at most ${MAX_ATTRIBUTES} attributes of an entry`);
      attributes.push({ name, form, size, implicit });
    }
  }
}

function addUp(attributes: readonly Attribute[]): number[] {
  const skips: number[] = [];
  let fixed = 0;
  for (const { size } of attributes) {
    if (size >= 0) {
      fixed += size;
      continue;
    }
    if (fixed > 0) skips.push(fixed);
    fixed = 0;
    skips.push(size);
  }
  if (fixed > 0) skips.push(fixed);
  return skips;
}

// One debugging entry: where the values of its attributes lie, and their decoding on demand.
// Specification: DWARF 5, 7.5.3 and 7.5.5 (classes of values). What another file would have to tell (supplementary object
// files, type units, split DWARF) is undefined, never guessed.
import type { Cursor } from '../../base/cursor.ts';
import type { Abbreviation, AbbreviationTable } from './abbreviations.ts';
import { FORM } from './constants.ts';
import type { Encoding } from './forms.ts';
import { SKIP, sizeOfForm, skipValue, sleb } from './forms.ts';

const MAX_NAME = 1 << 16;

/** One unit. Offsets are those in .debug_info. */
export interface Unit extends Encoding {
  /** Where the header begins: references within the unit count from here. */
  readonly offset: number;
  /** The unit's own entry. */
  readonly firstEntry: number;
  readonly end: number;
  readonly abbreviations: AbbreviationTable;
}

/** A value as the file holds it. */
interface Value {
  readonly form: number;
  readonly at: number;
  readonly implicit: number;
}

/** An address: itself, or an index into .debug_addr. */
export type AddressValue = { readonly address: number } | { readonly index: number };

/** A string: itself, or where it lies. */
export type StringValue = { readonly text: string } | { readonly section: 'str' | 'line_str'; readonly offset: number } | { readonly index: number };

/** An offset into a section of lists, or an index into the table of such offsets. */
export type ListValue = { readonly offset: number } | { readonly index: number };

/**
 * The entry at an offset of .debug_info; undefined for the empty entry that ends a list of children, with the cursor left behind it.
 */
export function readEntry(info: Cursor, unit: Unit, offset: number): Entry | undefined {
  const cursor = info.seek(offset);
  const code = cursor.uvarint();
  if (code === 0) return undefined;
  const abbreviation = unit.abbreviations.byCode.get(code);
  if (abbreviation === undefined) throw cursor.error(`an abbreviation of the unit, found code ${code}`, offset);
  const values: number[] = [];
  let at = cursor.offset;
  for (const { size } of abbreviation.attributes) {
    values.push(at);
    at = skipValue(info.bytes, at, size, unit);
    if (at < 0 || at > unit.end) throw cursor.error('an entry within its unit', offset);
  }
  return new Entry(info, unit, offset, abbreviation, values, at);
}

export class Entry {
  readonly unit: Unit;
  readonly offset: number;
  readonly abbreviation: Abbreviation;
  /** Where the next entry begins: the first child, if this one has any. */
  readonly end: number;
  readonly #info: Cursor;
  readonly #values: readonly number[];

  constructor(info: Cursor, unit: Unit, offset: number, abbreviation: Abbreviation, values: readonly number[], end: number) {
    this.#info = info;
    this.unit = unit;
    this.offset = offset;
    this.abbreviation = abbreviation;
    this.#values = values;
    this.end = end;
  }

  /** A FormatError at this entry. */
  error(expected: string): Error {
    return this.#info.error(expected, this.offset);
  }

  has(name: number): boolean {
    return this.abbreviation.attributes.some((one) => one.name === name);
  }

  /** A constant or an offset into another section; undefined when absent or of another class. */
  number(name: number): number | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    const cursor = this.#info.seek(value.at);
    switch (value.form) {
      case FORM.data1:
      case FORM.flag:
        return cursor.u8();
      case FORM.data2:
        return cursor.u16();
      case FORM.data4:
        return cursor.u32();
      case FORM.data8:
        return cursor.u64();
      case FORM.udata:
        return cursor.uvarint();
      case FORM.sdata:
        return sleb(cursor);
      case FORM.implicitConst:
        return value.implicit;
      case FORM.flagPresent:
        return 1;
      case FORM.secOffset:
        return this.#offset(cursor);
      default:
        return undefined;
    }
  }

  /** Whether a flag is set. */
  flag(name: number): boolean {
    return (this.number(name) ?? 0) !== 0;
  }

  /** An address; undefined when absent or of another class. */
  address(name: number): AddressValue | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    const cursor = this.#info.seek(value.at);
    switch (value.form) {
      case FORM.addr:
        return { address: this.unit.addressSize === 8 ? cursor.u64() : cursor.u32() };
      case FORM.addrx:
      case FORM.gnuAddrIndex:
        return { index: cursor.uvarint() };
      case FORM.addrx1:
        return { index: cursor.u8() };
      case FORM.addrx2:
        return { index: cursor.u16() };
      case FORM.addrx3:
        return { index: cursor.u16() + cursor.u8() * 0x10000 };
      case FORM.addrx4:
        return { index: cursor.u32() };
      default:
        return undefined;
    }
  }

  /** A string; undefined when absent or in a supplementary file. */
  string(name: number): StringValue | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    const cursor = this.#info.seek(value.at);
    switch (value.form) {
      case FORM.string:
        return { text: cursor.cstring(value.at, MAX_NAME) };
      case FORM.strp:
        return { section: 'str', offset: this.#offset(cursor) };
      case FORM.lineStrp:
        return { section: 'line_str', offset: this.#offset(cursor) };
      case FORM.strx:
      case FORM.gnuStrIndex:
        return { index: cursor.uvarint() };
      case FORM.strx1:
        return { index: cursor.u8() };
      case FORM.strx2:
        return { index: cursor.u16() };
      case FORM.strx3:
        return { index: cursor.u16() + cursor.u8() * 0x10000 };
      case FORM.strx4:
        return { index: cursor.u32() };
      default:
        return undefined;
    }
  }

  /** The offset in .debug_info of another entry; undefined when absent, or outside of this file's .debug_info. */
  reference(name: number): number | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    const cursor = this.#info.seek(value.at);
    switch (value.form) {
      case FORM.ref1:
        return this.unit.offset + cursor.u8();
      case FORM.ref2:
        return this.unit.offset + cursor.u16();
      case FORM.ref4:
        return this.unit.offset + cursor.u32();
      case FORM.ref8:
        return this.unit.offset + cursor.u64();
      case FORM.refUdata:
        return this.unit.offset + cursor.uvarint();
      case FORM.refAddr:
        return this.unit.version <= 2 && this.unit.addressSize === 8 ? cursor.u64() : this.#offset(cursor);
      default:
        return undefined;
    }
  }

  /** The bytes of an expression, as a range of .debug_info; undefined when absent or of another class. */
  block(name: number): { readonly at: number; readonly end: number } | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    const cursor = this.#info.seek(value.at);
    let length: number;
    switch (value.form) {
      case FORM.block1:
        length = cursor.u8();
        break;
      case FORM.block2:
        length = cursor.u16();
        break;
      case FORM.block4:
        length = cursor.u32();
        break;
      case FORM.block:
      case FORM.exprloc:
        length = cursor.uvarint();
        break;
      default:
        return undefined;
    }
    return { at: cursor.offset, end: cursor.offset + length };
  }

  /** A list of locations or ranges; undefined when absent or of another class. Before DWARF 4 constants stood for offsets. */
  list(name: number): ListValue | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    const cursor = this.#info.seek(value.at);
    switch (value.form) {
      case FORM.secOffset:
        return { offset: this.#offset(cursor) };
      case FORM.data4:
        return this.unit.version < 4 ? { offset: cursor.u32() } : undefined;
      case FORM.loclistx:
      case FORM.rnglistx:
        return { index: cursor.uvarint() };
      default:
        return undefined;
    }
  }

  #offset(cursor: Cursor): number {
    return this.unit.offsetSize === 8 ? cursor.u64() : cursor.u32();
  }

  /** The first of an attribute's values; the form behind DW_FORM_indirect. */
  #value(name: number): Value | undefined {
    const index = this.abbreviation.attributes.findIndex((one) => one.name === name);
    if (index < 0) return undefined;
    const { form, size, implicit } = this.abbreviation.attributes[index]!;
    const at = this.#values[index]!;
    if (size !== SKIP.indirect) return { form, at, implicit };
    const cursor = this.#info.seek(at);
    const inner = cursor.uvarint();
    return sizeOfForm(inner, this.unit) === undefined ? undefined : { form: inner, at: cursor.offset, implicit: 0 };
  }
}

// The units of .debug_info. Specification: DWARF 4 and 5, 7.5.1 (headers) and 3.1 (what a unit's own entry says).
// Go writes a unit for each package and one more for types (cmd/link/internal/ld/dwarf.go: writeUnitInfo, go1.18–go1.27);
// with cgo those of the C compiler stand beside them. Only units of Go code are opened: no other describes a Go function.
import type { Cursor } from '../../base/cursor.ts';
import type { Abbreviations } from './abbreviations.ts';
import { AT, DW_LANG_Go, TAG, UT } from './constants.ts';
import type { Entry, Unit } from './entry.ts';
import { readEntry } from './entry.ts';

/** Keeps a forged file of nothing but headers cheap; a program has one unit for each package and each file of C. */
const MAX_UNITS = 1 << 17;

/** A unit of Go code and what its own entry says. */
export interface GoUnit extends Unit {
  /** Its entry. */
  readonly entry: Entry;
  readonly addrBase: number | undefined;
  readonly strOffsetsBase: number | undefined;
  readonly loclistsBase: number | undefined;
  readonly rnglistsBase: number | undefined;
}

/** The units of Go code, in the order of the file. Those of unknown versions are passed over, as those in other languages are. */
export function readGoUnits(info: Cursor, abbreviations: Abbreviations): GoUnit[] {
  const units: GoUnit[] = [];
  for (let at = 0, count = 0; at < info.bytes.length; count++) {
    if (count === MAX_UNITS) throw info.error(`at most ${MAX_UNITS} units`, at);
    const header = readHeader(info.seek(at), abbreviations);
    at = header.end;
    if (header.unit === undefined) continue;
    const entry = readEntry(info, header.unit, header.unit.firstEntry);
    if (entry === undefined || entry.abbreviation.tag !== TAG.compileUnit || entry.number(AT.language) !== DW_LANG_Go) continue;
    units.push({
      ...header.unit,
      entry,
      addrBase: entry.number(AT.addrBase) ?? entry.number(AT.gnuAddrBase),
      strOffsetsBase: entry.number(AT.strOffsetsBase),
      loclistsBase: entry.number(AT.loclistsBase),
      rnglistsBase: entry.number(AT.rnglistsBase),
    });
  }
  return units;
}

function readHeader(cursor: Cursor, abbreviations: Abbreviations): { end: number; unit: Unit | undefined } {
  const offset = cursor.offset;
  const { length, offsetSize } = readLength(cursor);
  if (length > cursor.bytes.length - cursor.offset) {
    throw cursor.error(`a unit of 0x${length.toString(16)} bytes within the section`, offset);
  }
  const end = cursor.offset + length;
  // A filler of less than a header, as linkers leave it, is no unit.
  if (length < 2) return { end, unit: undefined };
  const version = cursor.u16();
  if (version < 2 || version > 5) return { end, unit: undefined };
  const offsetOf = (): number => (offsetSize === 8 ? cursor.u64() : cursor.u32());
  let table: number;
  let addressSize: number;
  if (version >= 5) {
    const type = cursor.u8();
    addressSize = cursor.u8();
    table = offsetOf();
    if (type === UT.skeleton || type === UT.splitCompile) cursor.skip(8);
    else if (type !== UT.compile) return { end, unit: undefined };
  } else {
    table = offsetOf();
    addressSize = cursor.u8();
  }
  if (cursor.offset > end) throw cursor.error('a unit that holds its own header', offset);
  if (addressSize !== 4 && addressSize !== 8) throw cursor.error(`addresses of 4 or 8 bytes, found ${addressSize}`, offset);
  const encoding = { version, addressSize, offsetSize };
  return { end, unit: { ...encoding, offset, firstEntry: cursor.offset, end, abbreviations: abbreviations.table(table, encoding) } };
}

/** The length that begins a unit or a table (DWARF 5, 7.4). */
export function readLength(cursor: Cursor): { length: number; offsetSize: 4 | 8 } {
  const length = cursor.u32();
  if (length === 0xffffffff) return { length: cursor.u64(), offsetSize: 8 };
  if (length >= 0xfffffff0) throw cursor.error(`a length below 0xfffffff0, found 0x${length.toString(16)}`, cursor.offset - 4);
  return { length, offsetSize: 4 };
}

/** The unit that holds an offset of .debug_info; `units` in rising order. */
export function unitAt<T extends Unit>(units: readonly T[], offset: number): T | undefined {
  let low = 0;
  let high = units.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (units[middle]!.offset <= offset) low = middle + 1;
    else high = middle;
  }
  const unit = units[low - 1];
  return unit !== undefined && offset >= unit.firstEntry && offset < unit.end ? unit : undefined;
}

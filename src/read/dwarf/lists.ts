// Location lists and range lists: what holds over which part of the code.
// Specification: DWARF 5, 2.6.2 and 7.7.3 (.debug_loclists), 2.17.3 and 7.25 (.debug_rnglists); DWARF 4, 2.6.2 and 2.17.3
// (.debug_loc, .debug_ranges). Go source: src/cmd/compile/internal/ssa/debug.go: PutLocationListDwarf4, PutLocationListDwarf5
// (until go1.24 PutLocationList), src/cmd/internal/dwarf/dwarf.go: PutRanges, go1.18–go1.27.
import type { Cursor } from '../../base/cursor.ts';
import type { PcRange } from './addresses.ts';
import { indexedAddress, lowPc } from './addresses.ts';
import { LLE, RLE } from './constants.ts';
import type { Budget } from '../../base/budget.ts';
import { spend } from '../../base/budget.ts';
import type { ListValue } from './entry.ts';
import type { DebugSections } from './sections.ts';
import type { GoUnit } from './units.ts';

/** A location of a list: an expression and where it holds. */
export interface ListedLocation {
  /** Undefined for a default location, which holds wherever no other does. */
  readonly range: PcRange | undefined;
  /** The section that holds the expression. */
  readonly cursor: Cursor;
  readonly at: number;
  readonly end: number;
}

/** The locations of a list, in its order; those that hold nowhere are left out. */
export function readLocations(sections: DebugSections, unit: GoUnit, value: ListValue, budget: Budget): ListedLocation[] {
  const locations: ListedLocation[] = [];
  const cursor = seekList(sections, unit, value, unit.version >= 5 ? 'loclists' : 'loc', unit.loclistsBase);
  const add = (range: PcRange | undefined): void => {
    const length = unit.version >= 5 ? cursor.uvarint() : cursor.u16();
    cursor.need(length, 'a location expression');
    const at = cursor.offset;
    cursor.skip(length);
    spend(cursor, budget, length);
    if (range === undefined || range.to > range.from) locations.push({ range, cursor, at, end: cursor.offset });
  };
  if (unit.version >= 5) eachEntry5(sections, unit, cursor, LLE, budget, add);
  else eachEntry4(sections, unit, cursor, budget, add);
  return locations;
}

/** The parts of the code that a list names, in its order; empty ones are left out. */
export function readRanges(sections: DebugSections, unit: GoUnit, value: ListValue, budget: Budget): PcRange[] {
  const ranges: PcRange[] = [];
  const cursor = seekList(sections, unit, value, unit.version >= 5 ? 'rnglists' : 'ranges', unit.rnglistsBase);
  const add = (range: PcRange | undefined): void => {
    if (range !== undefined && range.to > range.from) ranges.push(range);
  };
  if (unit.version >= 5) eachEntry5(sections, unit, cursor, RLE, budget, add);
  else eachEntry4(sections, unit, cursor, budget, add);
  return ranges;
}

function seekList(sections: DebugSections, unit: GoUnit, value: ListValue, name: string, base: number | undefined): Cursor {
  const cursor = sections.get(name);
  if ('offset' in value) return cursor.seek(value.offset);
  if (base === undefined) throw unit.entry.error(`the base of .debug_${name} in a unit that uses its offset table`);
  cursor.seek(base + value.index * unit.offsetSize);
  return cursor.seek(base + (unit.offsetSize === 8 ? cursor.u64() : cursor.u32()));
}

/** What LLE and RLE have in common. */
interface Kinds {
  readonly endOfList: number;
  readonly baseAddressx: number;
  readonly startxEndx: number;
  readonly startxLength: number;
  readonly offsetPair: number;
  readonly defaultLocation?: number;
  readonly baseAddress: number;
  readonly startEnd: number;
  readonly startLength: number;
}

/** DWARF 5. `entry` is called behind the bounds of each entry, and reads what follows them. */
function eachEntry5(sections: DebugSections, unit: GoUnit, cursor: Cursor, kinds: Kinds, budget: Budget, entry: (range: PcRange | undefined) => void): void {
  let base: number | undefined;
  const address = (): number => (unit.addressSize === 8 ? cursor.u64() : cursor.u32());
  const indexed = (): number => indexedAddress(sections, unit, cursor.uvarint());
  for (;;) {
    spend(cursor, budget, 1);
    const kind = cursor.u8();
    switch (kind) {
      case kinds.endOfList:
        return;
      case kinds.baseAddressx:
        base = indexed();
        break;
      case kinds.baseAddress:
        base = address();
        break;
      case kinds.startxEndx:
        entry({ from: indexed(), to: indexed() });
        break;
      case kinds.startxLength: {
        const from = indexed();
        entry({ from, to: from + cursor.uvarint() });
        break;
      }
      case kinds.offsetPair: {
        base ??= unitBase(sections, unit);
        entry({ from: base + cursor.uvarint(), to: base + cursor.uvarint() });
        break;
      }
      case kinds.startEnd:
        entry({ from: address(), to: address() });
        break;
      case kinds.startLength: {
        const from = address();
        entry({ from, to: from + cursor.uvarint() });
        break;
      }
      case kinds.defaultLocation:
        entry(undefined);
        break;
      default:
        throw cursor.error(`a known kind of list entry, found ${kind}`, cursor.offset - 1);
    }
  }
}

/** DWARF 4: pairs relative to the unit's low_pc or to a base that an entry beginning with the largest address sets. */
function eachEntry4(sections: DebugSections, unit: GoUnit, cursor: Cursor, budget: Budget, entry: (range: PcRange) => void): void {
  let base: number | undefined;
  for (;;) {
    spend(cursor, budget, 1);
    const low = cursor.u32();
    const high = unit.addressSize === 8 ? cursor.u32() : 0;
    if (low === 0xffffffff && (unit.addressSize === 4 || high === 0xffffffff)) {
      base = unit.addressSize === 8 ? cursor.u64() : cursor.u32();
      continue;
    }
    if (high > 0x1fffff) throw cursor.error('an address below 2^53', cursor.offset - 8);
    const from = low + high * 0x100000000;
    const to = unit.addressSize === 8 ? cursor.u64() : cursor.u32();
    if (from === 0 && to === 0) return;
    base ??= unitBase(sections, unit);
    entry({ from: base + from, to: base + to });
  }
}

function unitBase(sections: DebugSections, unit: GoUnit): number {
  const base = lowPc(sections, unit, unit.entry);
  if (base === undefined) throw unit.entry.error('DW_AT_low_pc in a unit with relative lists');
  return base;
}

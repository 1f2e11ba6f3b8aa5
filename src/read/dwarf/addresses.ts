// Addresses that entries and lists name by an index into .debug_addr, as Go does since go1.25.
// Specification: DWARF 5, 7.27. Go source: src/cmd/link/internal/ld/dwarf.go: writeDebugAddr, go1.25–go1.27.
import type { Entry } from './entry.ts';
import type { AddressValue } from './entry.ts';
import { AT } from './constants.ts';
import type { DebugSections } from './sections.ts';
import type { GoUnit } from './units.ts';

/** A part of the code: [from, to). */
export interface PcRange {
  readonly from: number;
  readonly to: number;
}

/** The address that a unit's index stands for. */
export function indexedAddress(sections: DebugSections, unit: GoUnit, index: number): number {
  const cursor = sections.get('addr');
  if (unit.addrBase === undefined) throw unit.entry.error('DW_AT_addr_base in a unit that uses .debug_addr');
  cursor.seek(unit.addrBase + index * unit.addressSize);
  return unit.addressSize === 8 ? cursor.u64() : cursor.u32();
}

export function resolveAddress(sections: DebugSections, unit: GoUnit, value: AddressValue): number {
  return 'address' in value ? value.address : indexedAddress(sections, unit, value.index);
}

/** DW_AT_low_pc, the first address. */
export function lowPc(sections: DebugSections, unit: GoUnit, entry: Entry): number | undefined {
  const value = entry.address(AT.lowPc);
  return value === undefined ? undefined : resolveAddress(sections, unit, value);
}

/** DW_AT_low_pc and DW_AT_high_pc: the latter is an address, or since DWARF 4 maybe a length. Undefined when one is missing. */
export function pcRange(sections: DebugSections, unit: GoUnit, entry: Entry): PcRange | undefined {
  const from = lowPc(sections, unit, entry);
  if (from === undefined) return undefined;
  const address = entry.address(AT.highPc);
  const length = entry.number(AT.highPc);
  const to = address !== undefined ? resolveAddress(sections, unit, address) : length !== undefined ? from + length : undefined;
  return to === undefined || to < from || !Number.isSafeInteger(to) ? undefined : { from, to };
}

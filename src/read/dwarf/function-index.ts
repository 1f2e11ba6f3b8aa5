// Where functions and structures are described: one pass over all entries of the units of Go code.
// Go's entries have no DW_AT_sibling, so every one is passed over; only those of functions are looked into.
// Go source: src/cmd/internal/dwarf/dwarf.go: PutDefaultFunc, PutConcreteFunc (entries with code), PutAbstractFunc (without),
// go1.18–go1.27.
import type { Cursor } from '../../base/cursor.ts';
import { AT, TAG } from './constants.ts';
import { skipValue, uleb } from './forms.ts';
import type { GoUnit } from './units.ts';

/** Calls `found` with each entry of a function that has code of its own, and its unit, in the order of the file. */
export function eachFunction(info: Cursor, units: readonly GoUnit[], found: (offset: number, unit: GoUnit) => void): void {
  for (const unit of units) {
    // A unit without code holds types only.
    if (unit.entry.has(AT.lowPc) || unit.entry.has(AT.ranges)) visit(info, unit, unit.abbreviations.functionCodes, found);
  }
}

/** Calls `found` with each entry of a structure, in the order of the file. */
export function eachStructure(info: Cursor, units: readonly GoUnit[], found: (offset: number) => void): void {
  for (const unit of units) {
    const codes = new Set([...unit.abbreviations.byCode].filter(([, { tag }]) => tag === TAG.structureType).map(([code]) => code));
    visit(info, unit, codes, found);
  }
}

function visit(info: Cursor, unit: GoUnit, codes: ReadonlySet<number>, found: (offset: number, unit: GoUnit) => void): void {
  const { bytes } = info;
  const { end } = unit;
  const { byCode, skips } = unit.abbreviations;
  for (let at = unit.firstEntry; at < end;) {
    const offset = at;
    let code = bytes[at++]!;
    if (code === 0) continue;
    if (code >= 0x80) {
      while (bytes[at]! >= 0x80) at++;
      at++;
      code = uleb(bytes, offset);
      if (code === 0) continue;
    }
    const steps = skips[code] ?? byCode.get(code)?.skips;
    if (steps === undefined) throw info.error(`an abbreviation of the unit, found code ${code}`, offset);
    for (let i = 0; i < steps.length; i++) {
      at = skipValue(bytes, at, steps[i]!, unit);
      if (at < 0 || at > end) throw info.error('an entry within its unit', offset);
    }
    if (codes.has(code)) found(offset, unit);
  }
}

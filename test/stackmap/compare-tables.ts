// Holds the tables of every function as the runtime reads them against those that the decoder reads: also of functions that never ran.
import { readFileSync } from 'node:fs';
import { frameCalls, frameTables, readsArgs } from '../../src/read/binary/frame-tables.ts';
import { GoBinary } from '../../src/read/binary/go-binary.ts';
import { PcRuns } from '../../src/read/binary/pc-runs.ts';
import { bitString } from '../../src/read/binary/pointer-maps.ts';
import { maskString } from '../../src/read/binary/stack-objects.ts';
import { PCDATA } from '../../src/read/release/func-record.ts';
import type { Recording, TableRecord } from './records.ts';

/** How much was compared, and what was not equal. */
export interface TableComparison {
  functions: number;
  runs: number;
  maps: number;
  objects: number;
  /** Call instructions, with the map and the depth that hold behind them. */
  calls: number;
  /** Objects whose mask is a GC program. */
  programs: number;
  readonly differences: string[];
}

/** Compares all functions of a recording. */
export function compareTables(recording: Recording): TableComparison {
  const binary = GoBinary.open(readFileSync(recording.binary), recording.binary);
  const result: TableComparison = { functions: 0, runs: 0, maps: 0, objects: 0, calls: 0, programs: 0, differences: [] };
  if (recording.tables.length !== binary.functions.count)
    result.differences.push(`functions: runtime ${recording.tables.length}, decoder ${binary.functions.count}`);
  for (const [index, table] of recording.tables.entries()) compareFunction(binary, index, table, recording.text - binary.textStart, result);
  return result;
}

function compareFunction(binary: GoBinary, index: number, record: TableRecord, slide: number, result: TableComparison): void {
  const equal = (what: string, runtime: unknown, decoder: unknown): void => {
    if (runtime !== decoder) result.differences.push(`${record.function} ${what}: runtime ${String(runtime)}, decoder ${String(decoder)}`);
  };
  const tables = frameTables(binary, index);
  result.functions++;
  // The runtime takes offset 0 for no name (symtab.go: funcName); the linker puts the first name there.
  equal('name', record.function, binary.functions.nameOff[index] === 0 ? '' : tables.name);
  equal('entry', record.entry - slide, tables.entry);
  equal('end', record.end - slide, tables.end);
  equal('argument bytes', record.argsize, tables.argumentBytes ?? -0x80000000);
  const size = tables.end - tables.entry;
  for (const [what, table, own] of [
    ['sp', record.sp, 'sp'],
    ['unsafe points', record.unsafe, PCDATA.UnsafePoint],
    ['index', record.index, PCDATA.StackMapIndex],
  ] as const) {
    const runs = binary.runs(index, own, new PcRuns());
    const decoded: number[] = [];
    for (let i = 0; i < runs.count; i++) decoded.push(runs.ends[i]!, runs.values[i]!);
    const expected = filled(table, size);
    result.runs += expected.length / 2;
    equal(what, expected.join(' '), decoded.join(' '));
  }
  // The runtime finds a frame that called by its return address: the depth there, and the map one before.
  for (const call of frameCalls(binary, index)) {
    result.calls++;
    const back = call.returnPc - tables.entry;
    const at = `+${back}`;
    if (call.map !== undefined) equal(`map of the call before ${at}`, Math.max(0, valueAt(record.index, back - 1)), call.map);
    if (back < size) equal(`depth behind the call before ${at}`, valueAt(record.sp, back), call.spDelta);
  }
  for (const [map, locals, args] of record.maps) {
    result.maps++;
    equal(`locals ${map}`, locals, tables.locals !== undefined && map < tables.locals.count ? bitString(tables.locals, map) : '');
    equal(`args ${map}`, args, readsArgs(tables) ? bitString(tables.args!, map) : '');
  }
  if (record.maps.length === 0) return;
  equal('objects', record.objects.length, tables.objects.length);
  for (const [i, object] of record.objects.entries()) {
    const own = tables.objects[i];
    if (own === undefined) continue;
    result.objects++;
    equal(`object ${i}`, `${object.off} ${object.size} ${object.ptrBytes}`, `${own.offset} ${own.size} ${own.ptrBytes}`);
    if (object.program === true) result.programs++;
    equal(`mask ${i}`, object.mask, maskString(binary, own));
  }
}

/** The value of a table at a distance from the entry. */
function valueAt(table: readonly number[], distance: number): number {
  let low = 0;
  let high = table.length / 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (table[middle * 2]! <= distance) low = middle + 1;
    else high = middle;
  }
  return table[low * 2 + 1] ?? -1;
}

/** Behind the end of a table the runtime reads −1 (symtab.go: pcvalue). */
function filled(table: readonly number[], size: number): number[] {
  const last = table.at(-2) ?? 0;
  return last < size ? [...table, size, -1] : [...table];
}

// The bytes behind one function's frame tables, piece by piece, with what each means and where it lies.
// Go source: src/runtime/runtime2.go: _func, src/runtime/symtab.go: step, stackmapdata, src/runtime/stack.go: stackObjectRecord,
// src/runtime/symtabinl.go: inlinedCall, src/internal/abi/symtab.go, go1.18–go1.27.
import { FUNCDATA, PCDATA, type FuncRecordLayout } from '../release/func-record.ts';
import { inlinedCallLayout } from '../release/inline-tree.ts';
import { stackObjectLayout } from '../release/stack-object.ts';
import type { Cursor } from '../../base/cursor.ts';
import type { GoBinary } from './go-binary.ts';
import { PcRuns } from './pc-runs.ts';
import { argumentMaps, bitString, localsMaps, type PointerMaps } from './pointer-maps.ts';
import { stackObjects } from './stack-objects.ts';

/** A piece. */
export interface RawPiece {
  /** What holds it: `function record`, `pcsp`, `PCDATA 1 StackMapIndex`, `FUNCDATA 1 LocalsPointerMaps`. */
  readonly table: string;
  readonly fileOffset: number;
  readonly bytes: Uint8Array;
  readonly meaning: string;
}

/** Values of a pcvalue stream beyond these are cut off, as is said. */
const MAX_PAIRS = 4096;
const NAMES: Readonly<Record<'pcdata' | 'funcdata', readonly string[]>> = { pcdata: Object.keys(PCDATA), funcdata: Object.keys(FUNCDATA) };

/** All pieces of function `index`. FormatError where a table is damaged. */
export function rawFrame(binary: GoBinary, index: number): RawPiece[] {
  return [...record(binary, index), ...streams(binary, index), ...maps(binary, index), ...objects(binary, index), ...inlineTree(binary, index)];
}

function take(cursor: Cursor, offset: number, size: number): { fileOffset: number; bytes: Uint8Array } {
  return { fileOffset: cursor.fileOffset + offset, bytes: cursor.seek(offset).take(size) };
}

function record(binary: GoBinary, index: number): RawPiece[] {
  const { pclntab } = binary;
  const { layout } = pclntab;
  const cursor = pclntab.recordCursor(index);
  const start = cursor.offset;
  const table = 'function record';
  const entry = binary.functions.entry[index]!;
  const pieces: RawPiece[] = [];
  const field = (name: keyof FuncRecordLayout, size: number, meaning: (value: number) => string): void => {
    const at = layout[name];
    if (typeof at !== 'number') return;
    const value = size === 4 ? cursor.seek(start + at).u32() : cursor.seek(start + at).u8();
    pieces.push({ table, ...take(cursor, start + at, size), meaning: `${name} = ${meaning(value)}` });
  };
  const stream = (value: number): string => (value === 0 ? 'no table' : `stream at pctab+0x${value.toString(16)}`);
  field('entryOff', 4, (v) => `0x${v.toString(16)}: the function begins at runtime.text + that, 0x${entry.toString(16)}`);
  field('nameOff', 4, (v) => `0x${v.toString(16)}: "${binary.functionName(index)}" in the table of names`);
  field('args', 4, (v) => (v === 0x80000000 ? 'unknown (assembly)' : `${v} bytes of arguments, results and spilled registers`));
  field('deferreturn', 4, (v) => (v === 0 ? '0: no deferred calls return here' : `deferreturn is called at entry + 0x${v.toString(16)}`));
  field('pcsp', 4, stream);
  field('pcfile', 4, stream);
  field('pcln', 4, stream);
  field('npcdata', 4, (v) => `${v} pcdata tables follow`);
  field('cuOffset', 4, (v) => `${v}: files of this compilation unit begin at that entry`);
  field('startLine', 4, (v) => `line ${v | 0} of the func keyword`);
  field('funcID', 1, (v) => (v === 0 ? '0: an ordinary function' : `${v}: a function that the runtime treats specially`));
  field('flag', 1, (v) => `${v}${flagWords(v)}`);
  field('nfuncdata', 1, (v) => `${v} funcdata offsets follow the pcdata offsets`);
  const npcdata = pclntab.field(index, layout.npcdata);
  const nfuncdata = cursor.seek(start + layout.nfuncdata).u8();
  for (let i = 0; i < npcdata; i++) {
    const value = pclntab.field(index, layout.size + 4 * i);
    pieces.push({
      table,
      ...take(cursor, start + layout.size + 4 * i, 4),
      meaning: `pcdata[${i}] ${NAMES.pcdata[i] ?? 'of an unknown kind'}: ${stream(value)}`,
    });
  }
  for (let i = 0; i < nfuncdata; i++) {
    const at = layout.size + 4 * (npcdata + i);
    const value = pclntab.field(index, at);
    const where = value === 0xffffffff ? 'absent' : `at go:func.* + 0x${value.toString(16)}, 0x${(binary.moduledata.gofunc + value).toString(16)}`;
    pieces.push({ table, ...take(cursor, start + at, 4), meaning: `funcdata[${i}] ${NAMES.funcdata[i] ?? 'of an unknown kind'}: ${where}` });
  }
  return pieces;
}

function flagWords(flag: number): string {
  const words = [...((flag & 1) !== 0 ? ['outermost frame'] : []), ...((flag & 2) !== 0 ? ['writes SP'] : []), ...((flag & 4) !== 0 ? ['assembly'] : [])];
  return words.length === 0 ? '' : `: ${words.join(', ')}`;
}

function streams(binary: GoBinary, index: number): RawPiece[] {
  const { pclntab } = binary;
  const { layout } = pclntab;
  const found: RawPiece[] = [];
  const add = (table: string, offset: number | undefined): void => {
    if (offset !== undefined && offset !== 0) found.push(...pairs(binary, index, table, offset));
  };
  add('pcsp', pclntab.field(index, layout.pcsp));
  add('pcfile', pclntab.field(index, layout.pcfile));
  add('pcln', pclntab.field(index, layout.pcln));
  for (let i = 0; i < Math.min(pclntab.field(index, layout.npcdata), 64); i++)
    add(`PCDATA ${i} ${NAMES.pcdata[i] ?? ''}`.trim(), pclntab.pcdataOffset(index, i));
  return found;
}

function pairs(binary: GoBinary, index: number, table: string, offset: number): RawPiece[] {
  const cursor = binary.pclntab.streamCursor(offset);
  const { minLC } = binary.pclntab.header;
  const entry = binary.functions.entry[index]!;
  const size = binary.functions.end[index]! - entry;
  const found: RawPiece[] = [];
  let value = -1;
  let pc = 0;
  while (pc < size && found.length < MAX_PAIRS) {
    const start = cursor.offset;
    const delta = cursor.uvarint();
    if (delta === 0 && found.length > 0) {
      found.push({ table, ...take(cursor, start, 1), meaning: 'end of the stream' });
      break;
    }
    const step = cursor.uvarint() * minLC;
    if (step === 0) throw cursor.error('a pc that advances');
    const signed = delta % 2 === 1 ? -Math.floor(delta / 2) - 1 : delta / 2;
    value = (value + signed) | 0;
    const end = cursor.offset;
    const range = `0x${(entry + pc).toString(16)}–0x${(entry + Math.min(pc + step, size)).toString(16)}`;
    found.push({ table, ...take(cursor, start, end - start), meaning: `${signed < 0 ? '' : '+'}${signed} → ${value} for ${step} bytes, ${range}` });
    cursor.seek(end);
    pc += step;
  }
  return found;
}

function maps(binary: GoBinary, index: number): RawPiece[] {
  const piecesOf = (number: number, name: string, area: string, decoded: PointerMaps | undefined): RawPiece[] => {
    const cursor = decoded === undefined ? undefined : binary.funcdata(index, number, name);
    if (decoded === undefined || cursor === undefined) return [];
    const table = `FUNCDATA ${number} ${NAMES.funcdata[number]}`;
    const width = (decoded.bits + 7) >>> 3;
    const found = [
      { table, ...take(cursor, 0, 4), meaning: `n = ${decoded.count} bitmaps` },
      { table, ...take(cursor, 4, 4), meaning: `nbit = ${decoded.bits} words of the ${area} each` },
    ];
    if (width > 0) {
      for (let map = 0; map < decoded.count; map++)
        found.push({ table, ...take(cursor, 8 + map * width, width), meaning: `map ${map}: ${bitString(decoded, map)}` });
    }
    return found;
  };
  return [
    ...piecesOf(FUNCDATA.ArgsPointerMaps, 'argument maps', 'arguments', argumentMaps(binary, index)),
    ...piecesOf(FUNCDATA.LocalsPointerMaps, 'locals maps', 'locals', localsMaps(binary, index)),
  ];
}

function objects(binary: GoBinary, index: number): RawPiece[] {
  const cursor = binary.funcdata(index, FUNCDATA.StackObjects, 'stack objects');
  if (cursor === undefined) return [];
  const table = `FUNCDATA ${FUNCDATA.StackObjects} StackObjects`;
  const word = binary.image.shape.pointerSize;
  const { size } = stackObjectLayout(binary.layoutMinor);
  const decoded = stackObjects(binary, index);
  const found: RawPiece[] = [{ table, ...take(cursor, 0, word), meaning: `${decoded.length} stack objects` }];
  decoded.forEach((object, i) => {
    const at = word + i * size;
    const from = object.offset < 0 ? 'varp' : 'argp';
    found.push(
      { table, ...take(cursor, at, 4), meaning: `object ${i}: off = ${object.offset}, from ${from}` },
      { table, ...take(cursor, at + 4, 4), meaning: `object ${i}: size = ${object.size} bytes` },
      { table, ...take(cursor, at + 8, 4), meaning: `object ${i}: pointers within the first ${object.ptrBytes} bytes` },
      { table, ...take(cursor, at + 12, 4), meaning: `object ${i}: mask at rodata + that, 0x${object.maskAddress.toString(16)}` },
    );
    // A GC program's length is in its first word; what it makes is the mask that is shown elsewhere.
    const length = object.isProgram ? 4 : (object.ptrBytes / word + 7) >>> 3;
    if (length === 0) return;
    const mask = binary.image.cursorAt(object.maskAddress, 'stack object mask', length);
    const meaning = object.isProgram ? 'length of a GC program that makes the mask' : 'one bit a word, bit 0 first';
    found.push({ table: 'stack object mask', ...take(mask, 0, length), meaning: `object ${i}: ${meaning}` });
  });
  return found;
}

function inlineTree(binary: GoBinary, index: number): RawPiece[] {
  const cursor = binary.funcdata(index, FUNCDATA.InlTree, 'inline tree');
  if (cursor === undefined) return [];
  const { size } = inlinedCallLayout(binary.layoutMinor);
  const last = binary.runs(index, PCDATA.InlTreeIndex, new PcRuns()).max();
  const calls = binary.inlinedCalls(index);
  return Array.from({ length: last + 1 }, (_, node) => ({
    table: `FUNCDATA ${FUNCDATA.InlTree} InlTree`,
    ...take(cursor, node * size, size),
    meaning: `node ${node}: ${calls[node]?.function ?? '?'}, called at 0x${(calls[node]?.parentPc ?? 0).toString(16)}`,
  }));
}

// Where in a good binary each table lies that steers a decoder, so that changes reach it and everything in front of it stays good.
// Headers are found here by their specifications; the tables of Go by the decoders themselves, which read the good file right.
import { inflateSync } from 'node:zlib';
import { executableHeaders } from './headers.ts';
import { frameTables } from '../../src/read/binary/frame-tables.ts';
import { GoBinary } from '../../src/read/binary/go-binary.ts';
import { PcRuns } from '../../src/read/binary/pc-runs.ts';
import { Pclntab, findPclnHeaders } from '../../src/read/binary/pclntab.ts';
import { sizeOf } from '../../src/read/binary/pointer-maps.ts';
import { objectMask } from '../../src/read/binary/stack-objects.ts';
import { Abbreviations } from '../../src/read/dwarf/abbreviations.ts';
import { eachFunction } from '../../src/read/dwarf/function-index.ts';
import { lowPc } from '../../src/read/dwarf/addresses.ts';
import { readEntry } from '../../src/read/dwarf/entry.ts';
import { DebugSections } from '../../src/read/dwarf/sections.ts';
import { readGoUnits } from '../../src/read/dwarf/units.ts';
import { FUNCDATA, PCDATA, funcRecordLayout } from '../../src/read/release/func-record.ts';
import { inlinedCallLayout } from '../../src/read/release/inline-tree.ts';
import { moduledataLayout } from '../../src/read/release/moduledata.ts';
import { stackObjectLayout } from '../../src/read/release/stack-object.ts';
import { typeLayout } from '../../src/read/release/type-descriptor.ts';
import { ArgumentReader } from '../../src/read/binary/type-argument.ts';
import { findCalls } from '../../src/read/binary/calls.ts';

/** A part of a table. */
export interface Piece {
  /** Offset in the input. */
  readonly start: number;
  readonly size: number;
  /** What is asked about when the piece is changed: a function's index, a type's address. */
  readonly about?: number;
}

export type Region = readonly Piece[];

/** Functions of the runtime that are changed beside those of the program: one in so many. */
const EVERY = 12;

/** The tables of an executable that begins at `start` of the file. */
export function regionsOf(bytes: Uint8Array, start: number): Map<string, Region> {
  const regions = new Map<string, Piece[]>(executableHeaders(bytes, start));
  const binary = GoBinary.open(bytes, 'good');
  const { image, moduledata } = binary;
  const { pointerSize } = image.shape;
  const offsetOf = (address: number): number => image.cursorAt(address, 'region').fileOffset;
  const add = (name: string, at: number, size: number, about?: number): void => {
    if (size <= 0) return;
    const list = regions.get(name);
    const piece = about === undefined ? { start: at, size } : { start: at, size, about };
    if (list === undefined) regions.set(name, [piece]);
    else list.push(piece);
  };
  const whole = (name: string, from: number, to: number): void => add(name, offsetOf(from), to - from);

  const info = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf('\xff Go buildinf:', start, 'latin1');
  add('build info', info, 320);
  const [header] = findPclnHeaders(image);
  if (header === undefined) throw new Error('no pclntab');
  whole('pclntab header', header.address, header.address + 8 + 8 * pointerSize);
  whole('names', header.funcnametab, header.cutab);
  whole('units', header.cutab, header.filetab);
  whole('files', header.filetab, header.pctab);
  whole('functab', header.functab, header.functab + 8 * header.nfunc + 4);
  whole('moduledata', moduledata.address, moduledata.address + moduledataLayout(binary.layoutMinor, pointerSize).size);
  const layout = funcRecordLayout(binary.layoutMinor);
  const table = new Pclntab(image, header, layout, moduledata.textRanges);
  const pctab = offsetOf(header.pctab);
  for (const index of chosen(binary)) {
    const { entry, end, record } = binary.functions;
    const npcdata = table.field(index, layout.npcdata);
    const nfuncdata = bytes[offsetOf(header.functab + record[index]! + layout.nfuncdata)]!;
    add('functab entry', offsetOf(header.functab + 8 * index), 8, index);
    add('func record', offsetOf(header.functab + record[index]!), layout.size + 4 * (npcdata + nfuncdata), index);
    add('code', offsetOf(entry[index]!), end[index]! - entry[index]!, index);
    const streams: [string, number | undefined][] = [
      ['pcsp', table.field(index, layout.pcsp)],
      ['pcfile', table.field(index, layout.pcfile)],
      ['pcln', table.field(index, layout.pcln)],
      ...[PCDATA.UnsafePoint, PCDATA.StackMapIndex, PCDATA.InlTreeIndex].map((one): [string, number | undefined] => ['pcdata', table.pcdataOffset(index, one)]),
    ];
    for (const [name, offset] of streams) {
      if (offset !== undefined && offset > 0) add(name, pctab + offset, streamSize(bytes, pctab + offset), index);
    }
    const { args, locals, objects } = frameTables(binary, index);
    if (args !== undefined) add('argument maps', args.fileOffset, sizeOf(args), index);
    if (locals !== undefined) add('locals maps', locals.fileOffset, sizeOf(locals), index);
    const records = binary.funcdata(index, FUNCDATA.StackObjects, 'region');
    if (records !== undefined) add('stack objects', records.fileOffset, pointerSize + objects.length * stackObjectLayout(binary.layoutMinor).size, index);
    for (const object of objects) add('object masks', offsetOf(object.maskAddress), objectMask(binary, object).length, index);
    const tree = binary.funcdata(index, FUNCDATA.InlTree, 'region');
    const nodes = binary.runs(index, PCDATA.InlTreeIndex, new PcRuns()).max() + 1;
    if (tree !== undefined) add('inline tree', tree.fileOffset, nodes * inlinedCallLayout(binary.layoutMinor).size, index);
  }
  for (const address of typeAddresses(binary)) add('types', offsetOf(address), typeLayout(pointerSize).size + 4 * pointerSize, address);
  addDwarf(binary, add);
  return regions;
}

/** The program's own functions and some of the runtime's. */
function chosen(binary: GoBinary): number[] {
  return Array.from({ length: binary.functions.count }, (_, i) => i).filter((i) => binary.functionName(i).startsWith('main.') || i % EVERY === 0);
}

function streamSize(bytes: Uint8Array, at: number): number {
  let end = at;
  for (let first = true; ; first = false) {
    if (!first && bytes[end] === 0) return end + 1 - at;
    for (let i = 0; i < 2; i++) {
      while (bytes[end]! >= 0x80) end++;
      end++;
    }
  }
}

/** Types that calls are given, and what they are made of. */
function typeAddresses(binary: GoBinary): Set<number> {
  const found = new Set<number>();
  const add = (address: number | undefined, depth: number): void => {
    if (address === undefined || found.has(address) || depth === 0) return;
    const type = binary.types.find(address);
    if (type === undefined) return;
    found.add(address);
    add(type.elem, depth - 1);
    add(type.key, depth - 1);
    for (const field of binary.types.fields(address)) add(field.type, depth - 1);
  };
  if (binary.goarch === '386' || binary.goarch === 'arm') {
    for (let at = binary.moduledata.types; at < binary.moduledata.etypes && found.size < 300; at += 4) if (plausible(binary, at)) add(at, 2);
    return found;
  }
  const isTarget = new Uint8Array(binary.functions.count);
  for (const name of ['runtime.newobject', 'runtime.makeslice', 'runtime.growslice', 'runtime.makechan', 'runtime.convT']) {
    const index = binary.functionNamed(name);
    if (index >= 0) isTarget[index] = 1;
  }
  const calls = findCalls(binary, isTarget);
  const reader = new ArgumentReader(binary);
  for (let i = 0; i < calls.count; i++) for (const argument of [0, 4]) add(reader.typeArgument(calls.pc[i]!, calls.caller[i]!, argument), 4);
  return found;
}

function plausible(binary: GoBinary, address: number): boolean {
  const type = binary.types.find(address);
  return type !== undefined && type.size < 4096 && /^[\w.*[\]{} ]{3,40}$/.test(type.name);
}

/** Sections that are not compressed, and the entries of single functions. */
function addDwarf(binary: GoBinary, add: (name: string, at: number, size: number, about?: number) => void): void {
  const { image } = binary;
  const sections = new DebugSections(image, (bytes) => inflateSync(bytes));
  for (const name of ['info', 'abbrev', 'loc', 'loclists', 'ranges', 'rnglists', 'addr', 'str', 'line_str']) {
    const section = image.parts.findDebugSection(name);
    if (section?.compression === 'none') add(`debug_${name}`, section.fileOffset, section.size);
    else if (section !== undefined) add('compressed DWARF', section.fileOffset - 24, Math.min(section.bytes.length, 200) + 24);
  }
  const info = sections.find('info');
  const abbrev = sections.find('abbrev');
  if (info === undefined || abbrev === undefined || image.parts.findDebugSection('info')!.compression !== 'none') return;
  const units = readGoUnits(info, new Abbreviations(abbrev));
  for (const unit of units) add('unit headers', info.fileOffset + unit.offset, unit.firstEntry + 60 - unit.offset);
  const starts: [number, number][] = [];
  eachFunction(info, units, (offset, unit) => {
    const address = lowPc(sections, unit, readEntry(info, unit, offset)!);
    const index = address === undefined ? -1 : binary.functionAt(address);
    starts.push([offset, index]);
  });
  starts.forEach(([offset, index], i) => {
    if (index < 0 || !(binary.functionName(index).startsWith('main.') || index % EVERY === 0)) return;
    add('function entries', info.fileOffset + offset, Math.min(4096, (starts[i + 1]?.[0] ?? info.bytes.length) - offset), index);
  });
}

/** What the compiler prints: the dump of each function. */
export function textRegions(bytes: Uint8Array): Map<string, Region> {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const pieces: Piece[] = [];
  for (let at = text.indexOf('liveness: '); at >= 0;) {
    const next = text.indexOf('\nliveness: ', at);
    pieces.push({ start: at, size: (next < 0 ? text.length : next + 1) - at });
    at = next < 0 ? -1 : next + 1;
  }
  return new Map([['dumps', pieces]]);
}

// Finding and reading runtime.moduledata, the linker's list of where everything lies.
// Go source: src/runtime/symtab.go: moduledata; written by src/cmd/link/internal/ld/symtab.go: symtab, go1.18–go1.27.
// Whatever finds it (symbol, the .go.module section of go1.26, a scan), it is accepted only when it points at the pclntab
// that was found independently: that check also tells a right layout from a wrong one.
import type { Cursor } from '../../base/cursor.ts';
import type { ModuledataLayout } from '../release/moduledata.ts';
import { moduledataLayout } from '../release/moduledata.ts';
import type { Image } from './image.ts';
import type { PclnHeader, TextRange } from './pclntab.ts';

const WHERE = 'moduledata';
const SYMBOLS = ['runtime.firstmoduledata', 'local.moduledata', 'local.pluginmoduledata'];
const MAX_TEXT_SECTIONS = 1024;

/** The fields that decoders use. All addresses. */
export interface Moduledata {
  readonly address: number;
  readonly text: number;
  readonly etext: number;
  readonly types: number;
  readonly etypes: number;
  readonly rodata: number;
  /** Base of all funcdata offsets. */
  readonly gofunc: number;
  readonly textRanges: readonly TextRange[];
}

/** Finds moduledata; undefined when nothing in the file has its shape in go1.`minor`. */
export function findModuledata(image: Image, header: PclnHeader, minor: number): Moduledata | undefined {
  const layout = moduledataLayout(minor, image.shape.pointerSize);
  for (const address of candidates(image, header)) {
    const found = decodeAt(image, header, layout, address);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Offset in the file of what is called moduledata, for errors; undefined when nothing is. */
export function namedModuledata(image: Image): number | undefined {
  const address = named(image).next().value;
  return address === undefined ? undefined : image.fileOffsetOf(address);
}

function* named(image: Image): Generator<number, undefined> {
  const section = image.findSection('.go.module', '__go_module');
  if (section !== undefined) yield section.address;
  for (const name of SYMBOLS) {
    const address = image.findSymbol(name);
    if (address !== undefined) yield address;
  }
  return undefined;
}

function* candidates(image: Image, header: PclnHeader): Generator<number> {
  yield* named(image);
  const { pointerSize } = image.shape;
  const low = header.address % 0x100000000;
  const high = Math.floor(header.address / 0x100000000);
  for (const segment of image.parts.segments) {
    if (!segment.writable) continue;
    const view = new DataView(segment.bytes.buffer, segment.bytes.byteOffset, segment.bytes.byteLength);
    for (let at = (pointerSize - (segment.address % pointerSize)) % pointerSize; at + pointerSize <= view.byteLength; at += pointerSize) {
      if (view.getUint32(at, true) !== low) continue;
      if (pointerSize === 4 || view.getUint32(at + 4, true) === high) yield segment.address + at;
    }
  }
}

function decodeAt(image: Image, header: PclnHeader, layout: ModuledataLayout, address: number): Moduledata | undefined {
  const segment = image.segmentAt(address);
  if (segment === undefined || address - segment.address + layout.size > segment.bytes.length) return undefined;
  const cursor = image.cursorAt(address, WHERE, layout.size);
  const word = (name: string, index = 0): number => wordAt(cursor, layout.offsets.get(name)! + index * image.shape.pointerSize);
  const matches =
    word('pcHeader') === header.address &&
    word('funcnametab') === header.funcnametab &&
    word('cutab') === header.cutab &&
    word('filetab') === header.filetab &&
    word('pctab') === header.pctab &&
    word('pclntable') === header.functab &&
    word('ftab') === header.functab &&
    word('ftab', 1) === header.nfunc + 1;
  if (!matches) return undefined;
  const text = word('text');
  const etext = word('etext');
  const types = word('types');
  const etypes = word('etypes');
  const rodata = word('rodata');
  const gofunc = word('gofunc');
  const code = image.segmentAt(text);
  const plausible =
    code?.executable === true &&
    etext > text &&
    etext - code.address <= code.bytes.length &&
    (header.textStart === 0 || header.textStart === text) &&
    etypes > types &&
    image.segmentAt(types) !== undefined &&
    etypes - types <= image.segmentAt(types)!.size &&
    image.segmentAt(rodata) !== undefined &&
    image.segmentAt(gofunc) !== undefined;
  if (!plausible) return undefined;
  const textRanges = readTextRanges(image, word('textsectmap'), word('textsectmap', 1), text, etext);
  return { address, text, etext, types, etypes, rodata, gofunc, textRanges };
}

/** A pointer-sized word; beyond 2^53 it cannot be a field of a real moduledata, and compares unequal to everything. */
function wordAt(cursor: Cursor, offset: number): number {
  const low = cursor.seek(offset).u32();
  return cursor.shape.pointerSize === 8 ? low + cursor.u32() * 0x100000000 : low;
}

/** runtime/symtab.go: textAddr. One section is the rule; arm64 and ppc64 texts beyond the reach of a branch are split. */
function readTextRanges(image: Image, map: number, count: number, text: number, etext: number): TextRange[] {
  if (count <= 1 || count > MAX_TEXT_SECTIONS) return [{ start: 0, end: etext - text, address: text }];
  const size = 3 * image.shape.pointerSize;
  const cursor = image.cursorAt(map, 'text sections', count * size);
  const ranges: TextRange[] = [];
  for (let i = 0, last = 0; i < count; i++) {
    const range = { start: cursor.word(), end: cursor.word(), address: cursor.word() };
    const { start, end, address } = range;
    if (start < last || end < start || address < text || address > etext || end - start > etext - address) {
      throw cursor.error('rising text sections within the text', i * size);
    }
    last = end;
    ranges.push(range);
  }
  return ranges;
}

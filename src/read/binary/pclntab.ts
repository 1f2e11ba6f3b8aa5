// The Go symbol table of a binary: header, function table, names, files and line tables.
// Go source: src/cmd/link/internal/ld/pcln.go (writer), src/runtime/symtab.go: pcHeader, functab, funcname, funcfile
// (reader), go1.18–go1.27. Everything is checked against the table's bounds once, when it is opened; names stay bytes.
import type { Cursor } from '../../base/cursor.ts';
import { FormatError } from '../../base/errors.ts';
import type { PcRuns } from './pc-runs.ts';
import { PcValues } from './pc-values.ts';
import type { FuncRecordLayout } from '../release/func-record.ts';
import type { Image } from './image.ts';
import { Strings } from './strings.ts';

const WHERE = 'pclntab';
const MAGIC_18 = 0xfffffff0;
const MAGIC_20 = 0xfffffff1;
const HEADER_WORDS = 8;
/** Programs may embed Go executables, whose tables lie in their data; more than these are forged. */
const MAX_CANDIDATES = 16;
const FUNCTAB_ENTRY = 8;
const NO_FILE = 0xffffffff;

/** The header: where the tables lie, as addresses. */
export interface PclnHeader {
  readonly address: number;
  /** The oldest go1.N that writes this magic. */
  readonly sinceMinor: 18 | 20;
  /** Bytes of the smallest instruction. */
  readonly minLC: number;
  readonly nfunc: number;
  /** Address of runtime.text; 0 since go1.26, where only moduledata knows it. */
  readonly textStart: number;
  readonly funcnametab: number;
  readonly cutab: number;
  readonly filetab: number;
  readonly pctab: number;
  readonly functab: number;
}

/** Finds plausible headers, the likeliest first: by section, by symbol, then by scanning mapped memory. FormatError when there are none. */
export function* findPclnHeaders(image: Image): Generator<PclnHeader> {
  const section = image.findSection('.gopclntab', '.data.rel.ro.gopclntab', '__gopclntab');
  const known = section?.address ?? image.findSymbol('runtime.pclntab');
  const header = known === undefined ? undefined : decodeHeader(image, known);
  if (header !== undefined) yield header;
  let count = header === undefined ? 0 : 1;
  const { pointerSize } = image.shape;
  const size = 8 + HEADER_WORDS * pointerSize;
  for (const { address, bytes } of image.parts.segments) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = (pointerSize - (address % pointerSize)) % pointerSize; at + size <= view.byteLength; at += pointerSize) {
      if (view.getUint32(at, true) >>> 0 < MAGIC_18 || view.getUint16(at + 4, true) !== 0) continue;
      const found = address + at === known ? undefined : decodeHeader(image, address + at);
      if (found === undefined) continue;
      yield found;
      if (++count === MAX_CANDIDATES) return;
    }
  }
  if (count > 0) return;
  const at = known === undefined ? undefined : image.fileOffsetOf(known);
  throw new FormatError(WHERE, 'a Go symbol table of go1.18 or newer (not a Go executable, or an older one)', at);
}

/** The header at an address when it is a plausible one: right magic, five rising offsets within the segment. */
function decodeHeader(image: Image, address: number): PclnHeader | undefined {
  const segment = image.segmentAt(address);
  if (segment === undefined || address - segment.address + 8 + HEADER_WORDS * image.shape.pointerSize > segment.bytes.length) return undefined;
  const cursor = image.cursorAt(address, WHERE);
  const magic = cursor.u32();
  if ((magic !== MAGIC_18 && magic !== MAGIC_20) || cursor.u16() !== 0) return undefined;
  const minLC = cursor.u8();
  if (cursor.u8() !== image.shape.pointerSize || ![1, 2, 4].includes(minLC)) return undefined;
  const words: number[] = [];
  for (let i = 0; i < HEADER_WORDS; i++) {
    const low = cursor.u32();
    words.push(image.shape.pointerSize === 8 ? low + cursor.u32() * 0x100000000 : low);
  }
  const [nfunc, , textStart, ...offsets] = words as [number, number, number, ...number[]];
  const rising = offsets.every((offset, i) => offset >= (i === 0 ? cursor.offset : offsets[i - 1]!));
  if (!rising || offsets[4]! + nfunc * FUNCTAB_ENTRY + 4 > cursor.bytes.length) return undefined;
  const [funcnametab, cutab, filetab, pctab, functab] = offsets.map((offset) => address + offset) as [number, number, number, number, number];
  const sinceMinor = magic === MAGIC_18 ? 18 : 20;
  return {
    address,
    sinceMinor,
    minLC,
    nfunc,
    textStart,
    funcnametab,
    cutab,
    filetab,
    pctab,
    functab,
  };
}

/** The functions in address order, one column a property. */
export interface FunctionTable {
  readonly count: number;
  /** First address. */
  readonly entry: Float64Array;
  /** One past the last address, padding included. */
  readonly end: Float64Array;
  /** Offset of the function record within the functab. */
  readonly record: Uint32Array;
  readonly nameOff: Uint32Array;
  readonly flag: Uint8Array;
  readonly funcID: Uint8Array;
}

/** Where the runtime maps text offsets to; one range unless the linker split the text. */
export interface TextRange {
  /** Offset of the range in the unsplit text. */
  readonly start: number;
  readonly end: number;
  readonly address: number;
}

/** An opened table. */
export class Pclntab {
  readonly header: PclnHeader;
  readonly layout: FuncRecordLayout;
  readonly functions: FunctionTable;
  readonly #functab: Cursor;
  readonly #names: Cursor;
  readonly #units: Cursor;
  readonly #files: Cursor;
  readonly #pctab: Cursor;
  #nameText: Strings | undefined;
  #fileText: Strings | undefined;

  constructor(image: Image, header: PclnHeader, layout: FuncRecordLayout, text: readonly TextRange[]) {
    this.header = header;
    this.layout = layout;
    const table = (from: number, to: number, name: string): Cursor => image.cursorAt(from, `pclntab ${name}`, to - from);
    this.#names = table(header.funcnametab, header.cutab, 'names');
    this.#units = table(header.cutab, header.filetab, 'units');
    this.#files = table(header.filetab, header.pctab, 'files');
    this.#pctab = table(header.pctab, header.functab, 'pctab');
    this.#functab = image.cursorAt(header.functab, 'pclntab functions');
    this.functions = this.#decodeFunctions(text);
  }

  #decodeFunctions(text: readonly TextRange[]): FunctionTable {
    const count = this.header.nfunc;
    const functab = this.#functab;
    functab.seek(0).need(count * FUNCTAB_ENTRY + 4, 'the function table');
    const { view } = functab;
    const { layout } = this;
    const littleEndian = functab.shape.littleEndian;
    const entry = new Float64Array(count);
    const end = new Float64Array(count);
    const record = new Uint32Array(count);
    const nameOff = new Uint32Array(count);
    const flag = new Uint8Array(count);
    const funcID = new Uint8Array(count);
    const address = textMapping(text);
    const limit = functab.bytes.length - layout.size;
    let last = -1;
    for (let i = 0, at = 0; i < count; i++, at += FUNCTAB_ENTRY) {
      const start = address(view.getUint32(at, littleEndian));
      const offset = view.getUint32(at + 4, littleEndian);
      // C code has several names for one address (the race detector's runtime); all but the last are empty.
      if (!(start >= last)) throw functab.error('function entries in rising order within the text', at);
      if (offset > limit) throw functab.error('a function record within the table', at + 4);
      last = start;
      entry[i] = start;
      record[i] = offset;
      nameOff[i] = view.getUint32(offset + layout.nameOff, littleEndian);
      flag[i] = functab.bytes[offset + layout.flag]!;
      funcID[i] = functab.bytes[offset + layout.funcID]!;
    }
    for (let i = 1; i < count; i++) end[i - 1] = entry[i]!;
    if (count > 0) {
      const stop = address(view.getUint32(count * FUNCTAB_ENTRY, littleEndian), true);
      if (!(stop >= last)) throw functab.error('an end of the last function within the text', count * FUNCTAB_ENTRY);
      end[count - 1] = stop;
    }
    return { count, entry, end, record, nameOff, flag, funcID };
  }

  /** A 32-bit field of a function record. */
  field(index: number, offset: number): number {
    return this.#functab.seek(this.functions.record[index]! + offset).u32();
  }

  /** A cursor at a function's record, and one at a stream of pctab; errors and dumps know where in the file they are. */
  recordCursor(index: number): Cursor {
    return this.#functab.seek(this.functions.record[index]!);
  }

  /** A cursor at an offset into pctab. */
  streamCursor(offset: number): Cursor {
    return this.#pctab.seek(offset);
  }

  /** Offset into pctab of a function's pcdata table; undefined when the function has none. */
  pcdataOffset(index: number, table: number): number | undefined {
    if (table >= this.field(index, this.layout.npcdata)) return undefined;
    const offset = this.field(index, this.layout.size + 4 * table);
    return offset === 0 ? undefined : offset;
  }

  /** Offset from go:func.* of a function's funcdata; undefined when the function has none. */
  funcdataOffset(index: number, table: number): number | undefined {
    const count = this.#functab.seek(this.functions.record[index]! + this.layout.nfuncdata).u8();
    if (table >= count) return undefined;
    const first = this.layout.size + 4 * this.field(index, this.layout.npcdata);
    const offset = this.field(index, first + 4 * table);
    return offset === 0xffffffff ? undefined : offset;
  }

  /** The name at an offset into the name table, as the linker wrote it. */
  nameAt(offset: number): string {
    this.#nameText ??= new Strings(this.#names);
    return this.#nameText.at(offset);
  }

  /** The file behind a pcfile value of a function; "?" where the linker recorded none. */
  fileName(index: number, value: number): string {
    const offset = this.fileOffset(index, value);
    if (offset === undefined) return '?';
    this.#fileText ??= new Strings(this.#files);
    return this.#fileText.at(offset);
  }

  /** Where the name of that file lies in the table of file names: every file has one place. */
  fileOffset(index: number, value: number): number | undefined {
    if (value < 0) return undefined;
    const unit = this.field(index, this.layout.cuOffset);
    const offset = this.#units.seek((unit + value) * 4).u32();
    return offset === NO_FILE ? undefined : offset;
  }

  /** All runs of the stream at an offset into pctab, into an object that is used again. */
  runs(index: number, offset: number | undefined, into: PcRuns): PcRuns {
    const { entry, end } = this.functions;
    return into.decode(this.#pctab, offset, end[index]! - entry[index]!, this.header.minLC);
  }

  /** The stream at an offset into pctab, for one function; `offset` undefined is a table that says −1 everywhere. */
  values(index: number, offset: number | undefined): PcValues {
    const { entry, end } = this.functions;
    return new PcValues(this.#pctab, offset, entry[index]!, end[index]!, this.header.minLC);
  }
}

/** Maps a text offset to an address; `isEnd` lets the offset be the very end of a range. NaN outside. */
function textMapping(ranges: readonly TextRange[]): (offset: number, isEnd?: boolean) => number {
  const only = ranges.length === 1 ? ranges[0] : undefined;
  if (only !== undefined) {
    const { start, end, address } = only;
    return (offset, isEnd) => (offset >= start && (offset < end || (isEnd === true && offset === end)) ? offset - start + address : Number.NaN);
  }
  return (offset, isEnd) => {
    const range = ranges.find((one) => offset >= one.start && (offset < one.end || (isEnd === true && offset === one.end)));
    return range === undefined ? Number.NaN : offset - range.start + range.address;
  };
}

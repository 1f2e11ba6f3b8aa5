// Relocations of ELF files that only need the file itself (gABI "Dynamic Section"; psABI of each processor for the types).
// RELATIVE writes base + addend; the address of a symbol that the file defines is base + value + addend, as plugins have it for
// every type (src/cmd/link/internal/ld/data.go: dynrelocsym, go1.18–go1.27). The Go linker and GNU ld also store RELATIVE
// addends in place on amd64; others leave zero there. DT_REL and DT_RELR keep the addend in place: with base 0, RELATIVE has
// nothing to write.
import type { DataShape } from '../../base/cursor.ts';
import { Cursor } from '../../base/cursor.ts';
import { FormatError } from '../../base/errors.ts';
import type { Architecture, Segment } from './image.ts';

const DT_NULL = 0;
const DT_SYMTAB = 6;
const DT_RELA = 7;
const DT_RELASZ = 8;
const DT_REL = 17;
const DT_RELSZ = 18;

interface Types {
  readonly relative: number;
  /** Symbol plus addend. */
  readonly absolute: number;
  /** Symbol alone. */
  readonly globalData: number;
}

const TYPES: Readonly<Record<Architecture, Types>> = {
  amd64: { relative: 8, absolute: 1, globalData: 6 },
  arm64: { relative: 1027, absolute: 257, globalData: 1025 },
  '386': { relative: 8, absolute: 1, globalData: 6 },
  arm: { relative: 23, absolute: 2, globalData: 21 },
};

/** The segments with all addresses in place; a segment is copied only when a word of it differs. */
export function applyRelocations(segments: readonly Segment[], dynamic: number, architecture: Architecture, shape: DataShape): readonly Segment[] {
  const tables = findTables(segments, dynamic, shape);
  const memory = new Memory(segments, shape);
  if (tables.rela !== undefined) applyTable(memory, tables.rela, tables.symbols, TYPES[architecture], true);
  if (tables.rel !== undefined) applyTable(memory, tables.rel, tables.symbols, TYPES[architecture], false);
  return memory.segments();
}

function applyTable(memory: Memory, table: Cursor, symbols: Cursor | undefined, types: Types, explicit: boolean): void {
  const { pointerSize } = table.shape;
  const entry = (explicit ? 3 : 2) * pointerSize;
  const { view } = table;
  for (let at = 0; at + entry <= table.bytes.length; at += entry) {
    // Elf64_Rela.r_info is symbol << 32 | type, Elf32_Rel.r_info is symbol << 8 | type.
    const info = view.getUint32(at + pointerSize, true);
    const type = pointerSize === 8 ? info : info & 0xff;
    const relative = type === types.relative;
    if (!relative && type !== types.absolute && type !== types.globalData) continue;
    if (relative && !explicit) continue;
    const address = table.seek(at).word();
    if (!memory.enter(address)) continue;
    const symbol = relative ? 0n : definedAt(symbols, pointerSize === 8 ? view.getUint32(at + 12, true) : info >>> 8);
    if (symbol === undefined) continue;
    memory.write(symbol + (explicit ? wordAt(view, at + 2 * pointerSize, pointerSize) : type === types.absolute ? memory.read() : 0n));
  }
}

/** The value of a symbol; undefined when another file defines it. */
function definedAt(symbols: Cursor | undefined, index: number): bigint | undefined {
  if (symbols === undefined || index === 0) return undefined;
  const wide = symbols.shape.pointerSize === 8;
  const at = index * (wide ? 24 : 16);
  symbols.seek(at).need(wide ? 24 : 16, 'a symbol');
  if (symbols.view.getUint16(at + (wide ? 6 : 14), true) === 0) return undefined;
  return wide ? symbols.view.getBigUint64(at + 8, true) : BigInt(symbols.view.getUint32(at + 4, true));
}

interface Patched extends Segment {
  bytes: Uint8Array;
  view: DataView;
  copied: boolean;
}

/** Words of the segments, copied when first changed. */
class Memory {
  readonly #patched: Patched[];
  readonly #size: number;
  #home: Patched | undefined;
  #place = 0;

  constructor(segments: readonly Segment[], shape: DataShape) {
    this.#patched = segments.map((segment) => ({ ...segment, view: viewOf(segment.bytes), copied: false }));
    this.#size = shape.pointerSize;
    this.#home = this.#patched[0];
  }

  /** Chooses the word at an address; false when the file does not hold it. */
  enter(address: number): boolean {
    const holds = (one: Patched): boolean => address >= one.address && address + this.#size <= one.address + one.bytes.length;
    if (this.#home === undefined || !holds(this.#home)) this.#home = this.#patched.find(holds);
    this.#place = address - (this.#home?.address ?? 0);
    return this.#home !== undefined;
  }

  read(): bigint {
    return wordAt(this.#home!.view, this.#place, this.#size);
  }

  write(value: bigint): void {
    const home = this.#home!;
    const wrapped = BigInt.asUintN(this.#size * 8, value);
    if (this.read() === wrapped) return;
    if (!home.copied) {
      home.bytes = home.bytes.slice();
      home.view = viewOf(home.bytes);
      home.copied = true;
    }
    if (this.#size === 8) home.view.setBigUint64(this.#place, wrapped, true);
    else home.view.setUint32(this.#place, Number(wrapped), true);
  }

  segments(): readonly Segment[] {
    return this.#patched;
  }
}

function wordAt(view: DataView, at: number, size: number): bigint {
  return size === 8 ? view.getBigUint64(at, true) : BigInt(view.getUint32(at, true));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

interface Tables {
  readonly rela: Cursor | undefined;
  readonly rel: Cursor | undefined;
  readonly symbols: Cursor | undefined;
}

function findTables(segments: readonly Segment[], dynamic: number, shape: DataShape): Tables {
  const cursor = cursorAt(segments, dynamic, shape);
  const values = new Map<number, number>();
  let at = 0;
  while (cursor !== undefined && cursor.offset + 2 * shape.pointerSize <= cursor.bytes.length) {
    const tag = cursor.word();
    if (tag === DT_RELA || tag === DT_REL) at = cursor.fileOffset + cursor.offset;
    if (tag === DT_NULL) break;
    if ([DT_SYMTAB, DT_RELA, DT_RELASZ, DT_REL, DT_RELSZ].includes(tag)) values.set(tag, cursor.word());
    else cursor.skip(shape.pointerSize);
  }
  const table = (start: number, size: number): Cursor | undefined => {
    const address = values.get(start);
    const length = values.get(size);
    if (address === undefined || length === undefined || length === 0) return undefined;
    const held = cursorAt(segments, address, shape);
    if (held === undefined) throw new FormatError('relocations', `a table at mapped address 0x${address.toString(16)}`, at);
    return new Cursor(held.take(length), shape, 'relocations', held.fileOffset);
  };
  const symbols = values.get(DT_SYMTAB);
  return {
    rela: table(DT_RELA, DT_RELASZ),
    rel: table(DT_REL, DT_RELSZ),
    symbols: symbols === undefined ? undefined : cursorAt(segments, symbols, shape, 'dynamic symbols'),
  };
}

function cursorAt(segments: readonly Segment[], address: number, shape: DataShape, what = 'dynamic section'): Cursor | undefined {
  const home = segments.find((one) => address >= one.address && address < one.address + one.bytes.length);
  if (home === undefined) return undefined;
  const start = address - home.address;
  return new Cursor(home.bytes.subarray(start), shape, what, home.fileOffset + start);
}

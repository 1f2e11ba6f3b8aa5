// Stack maps: for each safepoint of a function, which words of its arguments and of its locals hold live pointers.
// Go source: src/runtime/symtab.go: stackmap, stackmapdata; written by src/cmd/compile/internal/liveness/plive.go: (*liveness).emit,
// go1.18–go1.27: i32 n, i32 nbit, then n bitmaps of (nbit+7)/8 bytes, bit 0 first.
import { Cursor } from '../../base/cursor.ts';
import { FormatError } from '../../base/errors.ts';
import { FUNCDATA } from '../release/func-record.ts';
import { STACK_MAP } from '../release/stack-object.ts';
import type { GoBinary } from './go-binary.ts';

/** The maps of one area (arguments or locals) of one function. */
export interface PointerMaps {
  /** How many maps; PCDATA StackMapIndex chooses one. */
  readonly count: number;
  /** Bits of each map, one a word. */
  readonly bits: number;
  /** The bitmaps, one behind the other, without the header. */
  readonly bytes: Uint8Array;
  /** Where the header begins in the file. */
  readonly fileOffset: number;
}

const HEADER = STACK_MAP.bytedata;
const HAND_WRITTEN = 2;
const ZERO = 0x30;
const ascii = new TextDecoder();
/** A frame is at most 1 GiB (ssagen/pgen.go: maxStackSize is 1e9 bytes), which is 2^27 words of 8 bytes. */
const MAX_BITS = 1 << 28;

/** The maps of a function's arguments and results; undefined when it has none. */
export function argumentMaps(binary: GoBinary, index: number): PointerMaps | undefined {
  return mapsOf(binary, index, FUNCDATA.ArgsPointerMaps, 'argument maps');
}

/** The maps of a function's locals; undefined when it has none. */
export function localsMaps(binary: GoBinary, index: number): PointerMaps | undefined {
  return mapsOf(binary, index, FUNCDATA.LocalsPointerMaps, 'locals maps');
}

function mapsOf(binary: GoBinary, index: number, table: number, what: string): PointerMaps | undefined {
  const offset = binary.funcdataOffset(index, table);
  if (offset === undefined) return undefined;
  const maps = binary.pointerMaps.at(offset);
  // Each map is that of a call, but the first; those that assembly shares (runtime.no_pointers_stackmap) are two.
  const most = binary.functions.end[index]! - binary.functions.entry[index]! + HAND_WRITTEN;
  if (maps.count > most) throw new FormatError(what, `at most ${most} maps, found ${maps.count}`, maps.fileOffset);
  return maps;
}

/** The maps of a binary. Functions share equal ones, which are decoded once and are then the same object. */
export class PointerMapTable {
  readonly #funcdata: Cursor;
  readonly #known = new Map<number, PointerMaps>();
  #bytes = 0;

  constructor(funcdata: Cursor) {
    this.#funcdata = new Cursor(funcdata.bytes, funcdata.shape, 'stack maps', funcdata.fileOffset);
  }

  /** The maps at an offset from go:func.*; FormatError when there are none. */
  at(offset: number): PointerMaps {
    const known = this.#known.get(offset);
    if (known !== undefined) return known;
    const maps = decode(this.#funcdata.seek(offset));
    // They lie side by side in the file: forged ones that overlap would be longer together than what holds them.
    this.#bytes += sizeOf(maps);
    if (this.#bytes > this.#funcdata.bytes.length) throw this.#funcdata.error('stack maps that do not overlap', offset);
    this.#known.set(offset, maps);
    return maps;
  }
}

function decode(cursor: Cursor): PointerMaps {
  const { offset } = cursor;
  const count = cursor.i32();
  const bits = cursor.i32();
  if (count < 0) throw cursor.error(`a number of maps, found ${count}`, offset);
  if (bits < 0 || bits > MAX_BITS) throw cursor.error(`a number of bits below 2^28, found ${bits}`, offset + 4);
  const bytes = cursor.take(count * bytesOf(bits));
  return { count, bits, bytes, fileOffset: cursor.fileOffset + offset };
}

function bytesOf(bits: number): number {
  return (bits + 7) >>> 3;
}

/** Bytes of funcdata, header included. */
export function sizeOf(maps: PointerMaps): number {
  return HEADER + maps.bytes.length;
}

/** Whether a word holds a live pointer. */
export function isLive(maps: PointerMaps, map: number, bit: number): boolean {
  return (maps.bytes[map * bytesOf(maps.bits) + (bit >>> 3)]! & (1 << (bit & 7))) !== 0;
}

/** The bits that are set in a map, rising. */
export function liveBits(maps: PointerMaps, map: number): number[] {
  const found: number[] = [];
  const base = map * bytesOf(maps.bits);
  for (let bit = 0; bit < maps.bits; bit++) if ((maps.bytes[base + (bit >>> 3)]! & (1 << (bit & 7))) !== 0) found.push(bit);
  return found;
}

/** Bits of every byte. */
const ONES = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll('0', '').length);

/** How many bits are set in a map. */
export function countLive(maps: PointerMaps, map: number): number {
  const size = bytesOf(maps.bits);
  let count = 0;
  for (let at = map * size, end = at + size; at < end; at++) count += ONES[maps.bytes[at]!]!;
  return count;
}

/** "0110…", bit 0 first. */
export function bitString(maps: PointerMaps, map: number): string {
  return bitText(maps.bytes.subarray(map * bytesOf(maps.bits)), maps.bits);
}

/** The first `count` bits, bit 0 first, as "0110…". */
export function bitText(bytes: Uint8Array, count: number): string {
  // Not a string that grows by characters: each would be an object, and a large frame has millions.
  const digits = new Uint8Array(count);
  for (let bit = 0; bit < count; bit++) digits[bit] = ZERO + ((bytes[bit >>> 3]! >>> (bit & 7)) & 1);
  return ascii.decode(digits);
}

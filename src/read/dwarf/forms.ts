// How many bytes a value of each form takes. Specification: DWARF 5, 7.5.6; the GNU forms of DWARF 4: binutils' dwarf2.def.
// Skipping is what the reader does most, so that it works on a bare array; reading values is in entry.ts.
import type { Cursor } from '../../base/cursor.ts';
import { FORM } from './constants.ts';

/** What the size of a value depends on. */
export interface Encoding {
  readonly version: number;
  readonly addressSize: number;
  /** 4, or 8 in 64-bit DWARF. */
  readonly offsetSize: number;
}

/** "Sizes" of values that tell their length themselves. */
export const SKIP = { uleb: -1, string: -2, block1: -3, block2: -4, block4: -5, block: -6, indirect: -7 } as const;

const FIXED: ReadonlyMap<number, number> = new Map<number, number>([
  [FORM.data1, 1],
  [FORM.flag, 1],
  [FORM.ref1, 1],
  [FORM.strx1, 1],
  [FORM.addrx1, 1],
  [FORM.data2, 2],
  [FORM.ref2, 2],
  [FORM.strx2, 2],
  [FORM.addrx2, 2],
  [FORM.strx3, 3],
  [FORM.addrx3, 3],
  [FORM.data4, 4],
  [FORM.ref4, 4],
  [FORM.refSup4, 4],
  [FORM.strx4, 4],
  [FORM.addrx4, 4],
  [FORM.data8, 8],
  [FORM.ref8, 8],
  [FORM.refSup8, 8],
  [FORM.refSig8, 8],
  [FORM.data16, 16],
  [FORM.flagPresent, 0],
  [FORM.implicitConst, 0],
  [FORM.udata, SKIP.uleb],
  [FORM.sdata, SKIP.uleb],
  [FORM.refUdata, SKIP.uleb],
  [FORM.strx, SKIP.uleb],
  [FORM.addrx, SKIP.uleb],
  [FORM.loclistx, SKIP.uleb],
  [FORM.rnglistx, SKIP.uleb],
  [FORM.gnuAddrIndex, SKIP.uleb],
  [FORM.gnuStrIndex, SKIP.uleb],
  [FORM.string, SKIP.string],
  [FORM.block1, SKIP.block1],
  [FORM.block2, SKIP.block2],
  [FORM.block4, SKIP.block4],
  [FORM.block, SKIP.block],
  [FORM.exprloc, SKIP.block],
  [FORM.indirect, SKIP.indirect],
]);

/** Bytes of a value, or one of SKIP; undefined for a form that nobody has defined. */
export function sizeOfForm(form: number, encoding: Encoding): number | undefined {
  switch (form) {
    case FORM.addr:
      return encoding.addressSize;
    case FORM.strp:
    case FORM.lineStrp:
    case FORM.secOffset:
    case FORM.strpSup:
    case FORM.gnuRefAlt:
    case FORM.gnuStrpAlt:
      return encoding.offsetSize;
    case FORM.refAddr:
      // An address in DWARF 2, an offset since.
      return encoding.version <= 2 ? encoding.addressSize : encoding.offsetSize;
    default:
      return FIXED.get(form);
  }
}

/**
 * The offset behind a value. Never more than a few bytes are read behind the array's end, as zero, and the result may lie
 * beyond it: callers compare it with the unit's end. −1 when the value names a form that nobody has defined.
 */
export function skipValue(bytes: Uint8Array, at: number, size: number, encoding: Encoding): number {
  if (size >= 0) return at + size;
  let end = at;
  switch (size) {
    case SKIP.uleb:
      while (bytes[end]! >= 0x80) end++;
      return end + 1;
    case SKIP.string:
      while (end < bytes.length && bytes[end] !== 0) end++;
      return end + 1;
    case SKIP.block1:
      return at + 1 + (bytes[at] ?? 0);
    case SKIP.block2:
      return at + 2 + little(bytes, at, 2);
    case SKIP.block4:
      return at + 4 + little(bytes, at, 4);
    case SKIP.block: {
      while (bytes[end]! >= 0x80) end++;
      return end + 1 + uleb(bytes, at);
    }
    default: {
      while (bytes[end]! >= 0x80) end++;
      const form = uleb(bytes, at);
      const inner = form === FORM.indirect || form === FORM.implicitConst ? undefined : sizeOfForm(form, encoding);
      return inner === undefined ? -1 : skipValue(bytes, end + 1, inner, encoding);
    }
  }
}

/** An unsigned LEB128; Infinity where it exceeds what a double holds, so that a bounds check refuses it. */
export function uleb(bytes: Uint8Array, at: number): number {
  let value = 0;
  let scale = 1;
  for (let i = at; ; i++) {
    const byte = bytes[i] ?? 0;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value <= Number.MAX_SAFE_INTEGER ? value : Number.POSITIVE_INFINITY;
    scale *= 128;
    if (i - at >= 10) return Number.POSITIVE_INFINITY;
  }
}

/** Signed LEB128 of at most 64 bits, required to fit ±2^53. */
export function sleb(cursor: Cursor): number {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = cursor.u8();
    value |= BigInt(byte & 0x7f) << shift;
    if (byte >= 0x80) continue;
    const signed = Number(BigInt.asIntN(shift < 63n ? Number(shift) + 7 : 64, value));
    if (!Number.isSafeInteger(signed)) throw cursor.error('a signed varint within 2^53');
    return signed;
  }
  throw cursor.error('a signed varint of at most 10 bytes');
}

function little(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let i = size - 1; i >= 0; i--) value = value * 256 + (bytes[at + i] ?? 0);
  return value;
}

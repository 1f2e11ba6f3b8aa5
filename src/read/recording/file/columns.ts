// Columns of numbers as they lie in a section: {encoding u8, length u32, bytes}. Reading them is what opening a recording takes, so the
// loops are plain and check what they read at the end of the column.
import type { Cursor } from '../../../base/cursor.ts';

/** Arrays that columns become. */
export type Column = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** How the numbers of a column are written. */
export const ENCODING = {
  /** As they are in memory. */
  Raw: 0,
  /** Unsigned LEB128. */
  Varint: 1,
  /** Differences from the number in front, zigzag. */
  Delta: 2,
  /** Runs of one number: its difference from that of the run in front, zigzag, and how often it stands there. */
  Runs: 3,
  /** Of addresses: differences from the last one of an object of that size, zigzag. Objects of one size class follow one another. */
  BySize: 4,
} as const;

/** Added to an encoding: what is written are whole numbers, millionths of those in the column. */
export const MILLIONTHS = 0x80;

const LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/** What a column of that kind can hold at most; whole numbers are exact up to there. */
export function mostOf(column: Column): number {
  return column instanceof Float64Array ? Number.MAX_SAFE_INTEGER : 2 ** (8 * column.BYTES_PER_ELEMENT) - 1;
}

/** Unsigned LEB128, one after the other. Behind the end it gives zeros: whether all was read is seen in `at`. */
export class Varints {
  readonly #bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  next(): number {
    const first = this.#bytes[this.at++]!;
    if (first < 0x80) return first;
    const second = this.#bytes[this.at++]!;
    const low = (first & 0x7f) | ((second & 0x7f) << 7);
    return second >= 0x80 ? this.#longer(low) : low;
  }

  /** A signed number: 0, −1, 1, −2 … */
  zigzag(): number {
    const value = this.next();
    if (value <= 0x7fffffff) return (value >>> 1) ^ -(value & 1);
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  #longer(low: number): number {
    let value = low;
    for (let scale = 0x4000; scale < 2 ** 56; scale *= 0x80) {
      const byte = this.#bytes[this.at++]!;
      value += (byte & 0x7f) * scale;
      if (!(byte >= 0x80)) return value;
    }
    // Nine bytes are more than 53 bits.
    return Number.POSITIVE_INFINITY;
  }
}

/** What the encoding BySize needs of the other columns. */
export interface SizedRows {
  readonly size: Float64Array;
  /** FREE or a stack: what is freed is a slot, whose size is another. */
  readonly stack: Uint32Array;
}

const SIZES = 1 << 12;

/** Where the last address of an object of that size is kept; sizes of one class often share it. */
export function sizeSlot(size: number, stack: number): number {
  return ((size >>> 3) & (SIZES - 1)) | (stack === 0xffffffff ? SIZES : 0);
}

/** The last addresses, before there are any. */
export function newSizeSlots(): Float64Array {
  return new Float64Array(2 * SIZES);
}

/**
 * Reads the next column; `target` has as many rows as it should.
 * @throws FormatError when it has other rows, or numbers that the target cannot hold
 */
export function decodeColumn(cursor: Cursor, target: Column, sized?: SizedRows): void {
  const kind = cursor.u8();
  const length = cursor.u32();
  const start = cursor.offset;
  const bytes = cursor.take(length);
  const wrong = (expected: string) => cursor.error(expected, start);
  const encoding = kind & ~MILLIONTHS;
  const millionths = (kind & MILLIONTHS) !== 0;
  if (millionths && !(target instanceof Float64Array)) throw wrong('whole numbers');
  const rows = target.length;
  if (encoding === ENCODING.Raw) {
    if (length !== target.byteLength) throw wrong(`a column of ${target.byteLength} bytes, found ${length}`);
    if (!decodeRaw(bytes, target)) throw wrong('numbers, found infinity or none');
  } else {
    const varints = new Varints(bytes);
    const most = mostOf(target);
    const least = target instanceof Float64Array ? -most : 0;
    let fits: boolean;
    if (encoding === ENCODING.Varint) fits = decodeVarints(varints, target, rows, most);
    else if (encoding === ENCODING.Delta) fits = decodeDeltas(varints, target, rows, least, most);
    else if (encoding === ENCODING.Runs) fits = decodeRuns(varints, target, rows, least, most);
    else if (encoding === ENCODING.BySize && sized !== undefined) fits = decodeBySize(varints, target, rows, sized, most);
    else throw wrong(`a known encoding, found ${kind}`);
    if (!fits) throw wrong(`numbers from ${least} to ${most}`);
    if (varints.at !== length) throw wrong(`a column of ${rows} rows in ${length} bytes`);
  }
  if (millionths) for (let i = 0; i < rows; i++) target[i]! /= 1e6;
}

function decodeRaw(bytes: Uint8Array, target: Column): boolean {
  if (LITTLE_ENDIAN) new Uint8Array(target.buffer, target.byteOffset, target.byteLength).set(bytes);
  else {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const size = target.BYTES_PER_ELEMENT;
    for (let i = 0; i < target.length; i++) {
      target[i] =
        size === 1 ? view.getUint8(i) : size === 2 ? view.getUint16(i * 2, true) : size === 4 ? view.getUint32(i * 4, true) : view.getFloat64(i * 8, true);
    }
  }
  return !(target instanceof Float64Array) || target.every(Number.isFinite);
}

function decodeVarints(varints: Varints, target: Column, rows: number, most: number): boolean {
  let largest = 0;
  for (let i = 0; i < rows; i++) {
    const value = varints.next();
    if (value > largest) largest = value;
    target[i] = value;
  }
  return largest <= most;
}

function decodeDeltas(varints: Varints, target: Column, rows: number, least: number, most: number): boolean {
  let value = 0;
  for (let i = 0; i < rows; i++) {
    value += varints.zigzag();
    if (!(value >= least && value <= most)) return false;
    target[i] = value;
  }
  return true;
}

function decodeRuns(varints: Varints, target: Column, rows: number, least: number, most: number): boolean {
  let value = 0;
  for (let i = 0; i < rows;) {
    value += varints.zigzag();
    const end = i + varints.next();
    if (!(value >= least && value <= most && end > i && end <= rows)) return false;
    target.fill(value, i, end);
    i = end;
  }
  return true;
}

function decodeBySize(varints: Varints, target: Column, rows: number, { size, stack }: SizedRows, most: number): boolean {
  const last = newSizeSlots();
  for (let i = 0; i < rows; i++) {
    const slot = sizeSlot(size[i]!, stack[i]!);
    const value = last[slot]! + varints.zigzag();
    if (!(value >= 0 && value <= most)) return false;
    last[slot] = value;
    target[i] = value;
  }
  return true;
}

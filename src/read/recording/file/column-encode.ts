// Writes columns of numbers: each in the encoding that takes the fewest bytes, which differs from program to program.
import type { ByteWriter } from './byte-writer.ts';
import { ENCODING, MILLIONTHS, newSizeSlots, sizeSlot, type Column, type SizedRows } from './columns.ts';

/** Differences beyond this are no longer exact when they are doubled. */
const MOST_DIFFERENCE = 2 ** 51;

/** Writes the rows [from, to) of a column. */
export function encodeColumn(writer: ByteWriter, column: Column, from: number, to: number): void {
  const values = column.subarray(from, to);
  const encoding = smallest(values);
  framed(writer, encoding, () => {
    if (encoding === ENCODING.Varint) for (const value of values) writer.uvarint(value);
    else if (encoding === ENCODING.Delta) writeDeltas(writer, values);
    else if (encoding === ENCODING.Runs) writeRuns(writer, values);
    else writeRaw(writer, values);
  });
}

/** Writes milliseconds: as nanoseconds, where they are whole. */
export function encodeTimes(writer: ByteWriter, column: Float64Array, from: number, to: number): void {
  const nanoseconds = new Float64Array(to - from);
  for (let i = 0; i < nanoseconds.length; i++) {
    const time = column[from + i]!;
    const whole = Math.round(time * 1e6);
    if (whole / 1e6 !== time) return encodeColumn(writer, column, from, to);
    nanoseconds[i] = whole;
  }
  const at = writer.length;
  encodeColumn(writer, nanoseconds, 0, nanoseconds.length);
  writer.bytes[at]! |= MILLIONTHS;
}

/** Writes addresses of objects. */
export function encodeAddresses(writer: ByteWriter, column: Float64Array, from: number, to: number, { size, stack }: SizedRows): void {
  for (let i = from; i < to; i++) if (!(isWhole(column[i]!) && column[i]! >= 0 && column[i]! <= MOST_DIFFERENCE)) return encodeColumn(writer, column, from, to);
  framed(writer, ENCODING.BySize, () => {
    const last = newSizeSlots();
    for (let i = from; i < to; i++) {
      const slot = sizeSlot(size[i]!, stack[i]!);
      writer.uvarint(zigzag(column[i]! - last[slot]!));
      last[slot] = column[i]!;
    }
  });
}

function framed(writer: ByteWriter, encoding: number, write: () => void): void {
  writer.u8(encoding);
  const at = writer.length;
  writer.u32(0);
  write();
  writer.patch(at, writer.length - at - 4);
}

/** Whether a varint can say it: no −0, which is another number than 0. */
function isWhole(value: number): boolean {
  return Number.isSafeInteger(value) && (value !== 0 || 1 / value > 0);
}

function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

function uvarintSize(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x200000) return 3;
  return value < 0x10000000 ? 4 : Math.ceil((Math.floor(Math.log2(value)) + 1) / 7);
}

/** The encoding that takes fewest bytes. */
function smallest(values: Column): number {
  let plain = 0;
  let deltas = 0;
  let runs = 0;
  let before = Number.NaN;
  let size = 0;
  let within = true;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    // Most columns repeat themselves.
    if (value === before && (value !== 0 || 1 / value > 0)) {
      plain += size;
      deltas++;
      continue;
    }
    if (!isWhole(value)) return ENCODING.Raw;
    const difference = i === 0 ? value : value - before;
    if (difference > MOST_DIFFERENCE || difference < -MOST_DIFFERENCE) within = false;
    size = value < 0 ? Number.POSITIVE_INFINITY : uvarintSize(value);
    const changed = uvarintSize(zigzag(difference));
    plain += size;
    deltas += changed;
    runs += changed + 3;
    before = value;
  }
  if (!within) [deltas, runs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const least = Math.min(plain, deltas, runs);
  if (least >= values.byteLength) return ENCODING.Raw;
  return least === runs ? ENCODING.Runs : least === plain ? ENCODING.Varint : ENCODING.Delta;
}

function writeDeltas(writer: ByteWriter, values: Column): void {
  let before = 0;
  for (const value of values) {
    writer.uvarint(zigzag(value - before));
    before = value;
  }
}

function writeRuns(writer: ByteWriter, values: Column): void {
  let before = 0;
  for (let i = 0; i < values.length;) {
    const value = values[i]!;
    let end = i + 1;
    while (end < values.length && values[end] === value) end++;
    writer.uvarint(zigzag(value - before));
    writer.uvarint(end - i);
    before = value;
    i = end;
  }
}

function writeRaw(writer: ByteWriter, values: Column): void {
  for (const value of values) {
    if (values.BYTES_PER_ELEMENT === 8) writer.f64(value);
    else if (values.BYTES_PER_ELEMENT === 4) writer.u32(value);
    else if (values.BYTES_PER_ELEMENT === 2) writer.u8(value & 0xff).u8(value >>> 8);
    else writer.u8(value);
  }
}

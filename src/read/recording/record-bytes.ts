// Where the bytes of a record come from: a file, or memory. Records are sparse and can be larger than memory, so they are read in parts.
import { FormatError } from '../../base/errors.ts';

/** Random access to bytes. */
export interface RecordBytes {
  /** As errors name it. */
  readonly name: string;
  readonly size: number;
  /** Exactly these bytes; the range has been checked. Fewer only when the file was cut since it was opened. */
  read(offset: number, length: number): Uint8Array;
}

/** Bytes that are in memory already. */
export function bytesInMemory(bytes: Uint8Array, name: string): RecordBytes {
  return { name, size: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) };
}

/** A part of the record, or a FormatError that says what does not lie in it. */
export function readRange(from: RecordBytes, offset: number, length: number, what: string): DataView {
  if (!(offset >= 0 && length >= 0 && offset + length <= from.size)) {
    throw new FormatError(from.name, `${what} of ${length} bytes within the file's ${from.size}`, Math.max(0, offset));
  }
  const bytes = from.read(offset, length);
  if (bytes.length < length) throw new FormatError(from.name, `${what}: the file ends`, offset + bytes.length);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A number of 64 bits, which has to be below 2^53. */
export function word(view: DataView, at: number, from: RecordBytes, base: number): number {
  const high = view.getUint32(at + 4, true);
  if (high > 0x1fffff) throw new FormatError(from.name, `a number below 2^53, found one with 0x${high.toString(16)} as its upper half`, base + at);
  return high * 0x1_0000_0000 + view.getUint32(at, true);
}

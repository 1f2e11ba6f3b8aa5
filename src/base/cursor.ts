// The only way in which decoders touch bytes: every read is bounds-checked and a failure names section and file offset.
import { FormatError } from './errors.ts';

const utf8 = new TextDecoder('utf-8', { fatal: false });

/** Byte order and pointer size of the target, fixed when a cursor is made. */
export interface DataShape {
  readonly littleEndian: boolean;
  /** Bytes of a pointer: 4 or 8. */
  readonly pointerSize: number;
}

/** A bounds-checked reader over bytes. `fileOffset` is where `bytes` begins in the file, for error messages. */
export class Cursor {
  readonly bytes: Uint8Array;
  readonly shape: DataShape;
  readonly section: string;
  readonly fileOffset: number;
  readonly view: DataView;
  /** Offset of the next read, in `bytes`. */
  offset: number;

  constructor(bytes: Uint8Array, shape: DataShape, section: string, fileOffset = 0, offset = 0) {
    this.bytes = bytes;
    this.shape = shape;
    this.section = section;
    this.fileOffset = fileOffset;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.offset = offset;
  }

  /** A FormatError at the current (or given) offset. */
  error(expected: string, offset: number = this.offset): FormatError {
    return new FormatError(this.section, expected, this.fileOffset + offset);
  }

  /** Throws unless `size` more bytes exist. */
  need(size: number, what: string): void {
    if (size < 0 || this.offset < 0 || this.offset + size > this.bytes.length) {
      throw this.error(`${what} needs ${size} bytes, ${Math.max(0, this.bytes.length - this.offset)} are left`);
    }
  }

  /** Moves to an absolute offset in `bytes`. */
  seek(offset: number): this {
    if (!(offset >= 0 && offset <= this.bytes.length)) {
      throw this.error(`an offset within 0…0x${this.bytes.length.toString(16)}, found ${hex(offset)}`);
    }
    this.offset = offset;
    return this;
  }

  skip(size: number): this {
    this.need(size, 'skip');
    this.offset += size;
    return this;
  }

  u8(): number {
    this.need(1, 'u8');
    return this.bytes[this.offset++]!;
  }

  u16(): number {
    this.need(2, 'u16');
    const value = this.view.getUint16(this.offset, this.shape.littleEndian);
    this.offset += 2;
    return value;
  }

  u32(): number {
    this.need(4, 'u32');
    const value = this.view.getUint32(this.offset, this.shape.littleEndian);
    this.offset += 4;
    return value;
  }

  i32(): number {
    this.need(4, 'i32');
    const value = this.view.getInt32(this.offset, this.shape.littleEndian);
    this.offset += 4;
    return value;
  }

  /** A 64-bit unsigned number that must be below 2^53: addresses, sizes and offsets are. */
  u64(): number {
    this.need(8, 'u64');
    const value = this.view.getBigUint64(this.offset, this.shape.littleEndian);
    if (value > 0x1fffffffffffffn) throw this.error(`a number below 2^53, found 0x${value.toString(16)}`);
    this.offset += 8;
    return Number(value);
  }

  /** A pointer-sized unsigned number. */
  word(): number {
    return this.shape.pointerSize === 8 ? this.u64() : this.u32();
  }

  /** Unsigned LEB128 of at most 64 bits, required to fit 2^53. */
  uvarint(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 10; i++) {
      const byte = this.u8();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        if (value > Number.MAX_SAFE_INTEGER) throw this.error('a varint below 2^53');
        return value;
      }
      scale *= 128;
    }
    throw this.error('a varint of at most 10 bytes');
  }

  /** A view (no copy) of the next `size` bytes. */
  take(size: number): Uint8Array {
    this.need(size, 'bytes');
    const part = this.bytes.subarray(this.offset, this.offset + size);
    this.offset += size;
    return part;
  }

  /** A NUL-terminated UTF-8 string at `offset` (default: here), at most `limit` bytes long. */
  cstring(offset: number = this.offset, limit: number = 1 << 20): string {
    if (!(offset >= 0 && offset < this.bytes.length)) {
      throw this.error(`strings that begin within 0x${this.bytes.length.toString(16)} bytes, found an offset of ${hex(offset)}`, 0);
    }
    const end = this.bytes.indexOf(0, offset);
    if (end < 0 || end - offset > limit) throw this.error('a NUL-terminated string', offset);
    return utf8.decode(this.bytes.subarray(offset, end));
  }
}

function hex(offset: number): string {
  return offset < 0 ? `-0x${(-offset).toString(16)}` : `0x${offset.toString(16)}`;
}

// Bytes of a section while it is made. Little endian.

const encoder = new TextEncoder();

/** A buffer that grows. It can be used again after `clear`, when what it gave is no longer needed. */
export class ByteWriter {
  #bytes: Uint8Array;
  #view: DataView;
  length = 0;

  constructor(capacity: number = 1 << 16) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** What was written: a view of the buffer, until the next write. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }

  clear(): this {
    this.length = 0;
    return this;
  }

  /** Makes room for so many bytes. */
  reserve(size: number): void {
    if (this.length + size <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.length + size, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.length));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }

  u8(value: number): this {
    this.reserve(1);
    this.#bytes[this.length++] = value;
    return this;
  }

  u32(value: number): this {
    this.reserve(4);
    this.#view.setUint32(this.length, value, true);
    this.length += 4;
    return this;
  }

  /** A number below 2^53. */
  u64(value: number): this {
    return this.u32(value % 0x1_0000_0000).u32(Math.floor(value / 0x1_0000_0000));
  }

  f64(value: number): this {
    this.reserve(8);
    this.#view.setFloat64(this.length, value, true);
    this.length += 8;
    return this;
  }

  /** Writes a number of 32 bits over one that is there. */
  patch(at: number, value: number): void {
    this.#view.setUint32(at, value, true);
  }

  /** Unsigned LEB128 of a number below 2^53. */
  uvarint(value: number): void {
    this.reserve(8);
    const bytes = this.#bytes;
    let rest = value;
    // Bit operations take 32 bits.
    while (rest > 0x7fffffff) {
      bytes[this.length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    while (rest >= 0x80) {
      bytes[this.length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    bytes[this.length++] = rest;
  }

  raw(bytes: Uint8Array): this {
    this.reserve(bytes.length);
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
    return this;
  }

  /** UTF-8; returns how many bytes it took. */
  text(text: string): number {
    this.reserve(text.length * 3);
    const { written } = encoder.encodeInto(text, this.#bytes.subarray(this.length));
    this.length += written;
    return written;
  }
}

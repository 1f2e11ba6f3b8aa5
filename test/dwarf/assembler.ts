// Writes DWARF sections by hand, for unit tests.
import type { DebugSection } from '../../src/read/binary/image.ts';
import { Image } from '../../src/read/binary/image.ts';

/** Bytes in the making; every method returns the writer. */
export class Writer {
  readonly bytes: number[] = [];

  get size(): number {
    return this.bytes.length;
  }

  u8(...values: number[]): this {
    this.bytes.push(...values.map((value) => value & 0xff));
    return this;
  }

  u16(value: number): this {
    return this.u8(value, value >> 8);
  }

  u32(value: number): this {
    return this.u8(value, value >> 8, value >> 16, value >> 24);
  }

  u64(value: number | bigint): this {
    const big = BigInt.asUintN(64, BigInt(value));
    return this.u32(Number(big & 0xffffffffn)).u32(Number(big >> 32n));
  }

  uleb(...values: number[]): this {
    for (let value of values) {
      for (; value >= 0x80; value = Math.floor(value / 128)) this.u8((value % 128) | 0x80);
      this.u8(value);
    }
    return this;
  }

  sleb(value: number): this {
    let rest = value;
    for (;;) {
      const low = rest & 0x7f;
      rest >>= 7;
      const isLast = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
      this.u8(isLast ? low : low | 0x80);
      if (isLast) return this;
    }
  }

  string(text: string): this {
    return this.u8(...new TextEncoder().encode(text), 0);
  }

  add(other: Writer): this {
    for (const byte of other.bytes) this.bytes.push(byte);
    return this;
  }

  /** Bytes behind their length. */
  block(other: Writer): this {
    return this.uleb(other.size).add(other);
  }
}

/** code, tag, whether it has children, then attribute and form in turns (behind DW_FORM_implicit_const also the value). */
export type Shape = readonly [code: number, tag: number, hasChildren: boolean, ...attributes: number[]];

/** A table of abbreviations. */
export function abbreviations(...shapes: readonly Shape[]): Writer {
  const writer = new Writer();
  for (const [code, tag, hasChildren, ...attributes] of shapes) {
    writer.uleb(code, tag).u8(hasChildren ? 1 : 0);
    for (let i = 0; i < attributes.length; i += 2) {
      writer.uleb(attributes[i]!, attributes[i + 1]!);
      if (attributes[i + 1] === 0x21) writer.sleb(attributes[i++ + 2]!);
    }
    writer.uleb(0, 0);
  }
  return writer.uleb(0);
}

export interface UnitOptions {
  readonly version?: number;
  readonly wide?: boolean;
  readonly addressSize?: number;
  readonly table?: number;
  /** What the header claims beyond (or below) the truth. */
  readonly excess?: number;
}

/** Bytes of a unit's header, which references within the unit count. */
export function headerSize({ version = 5, wide = false }: UnitOptions = {}): number {
  return (wide ? 12 + 8 : 4 + 4) + (version >= 5 ? 4 : 3);
}

/** A unit around its entries. */
export function unit(entries: Writer, { version = 5, wide = false, addressSize = 8, table = 0, excess = 0 }: UnitOptions = {}): Writer {
  const offset = (writer: Writer): Writer => (wide ? writer.u64(table) : writer.u32(table));
  const body = new Writer().u16(version);
  if (version >= 5) offset(body.u8(1, addressSize));
  else offset(body).u8(addressSize);
  body.add(entries);
  return (wide ? new Writer().u32(0xffffffff).u64(body.size + excess) : new Writer().u32(body.size + excess)).add(body);
}

/** An image of nothing but DWARF sections. */
export function imageOf(sections: Readonly<Record<string, Writer | DebugSection>>): Image {
  return new Image({
    format: 'elf',
    architecture: 'amd64',
    shape: { littleEndian: true, pointerSize: 8 },
    positionIndependent: false,
    segments: [],
    sections: [],
    findSymbol: undefined,
    findDebugSection: (name) => {
      const section = sections[name];
      if (!(section instanceof Writer)) return section;
      return { bytes: Uint8Array.from(section.bytes), fileOffset: 0, compression: 'none', size: section.size };
    },
  });
}

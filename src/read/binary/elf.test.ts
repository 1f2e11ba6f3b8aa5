import { describe, expect, test } from 'vitest';
import { FormatError } from '../../base/errors.ts';
import { findBuildInfo } from './build-info.ts';
import { decodeElf } from './elf.ts';

const BASE = 0x400000;
const DATA = 0x100;

interface Made {
  readonly data: Uint8Array;
  readonly type?: number;
  readonly machine?: number;
  /** Offset in the file of a PT_DYNAMIC. */
  readonly dynamic?: number;
}

/** A file of one header, one writable PT_LOAD that maps all of it at BASE, and `data` at DATA. */
function elf({ data, type = 3, machine = 62, dynamic }: Made): Uint8Array {
  const bytes = new Uint8Array(DATA + data.length);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  bytes.set(data, DATA);
  const view = new DataView(bytes.buffer);
  view.setUint16(16, type, true);
  view.setUint16(18, machine, true);
  view.setBigUint64(32, 64n, true);
  view.setUint16(54, 56, true);
  view.setUint16(56, dynamic === undefined ? 1 : 2, true);
  const program = (at: number, kind: number, offset: number, size: number): void => {
    view.setUint32(at, kind, true);
    view.setUint32(at + 4, 6, true);
    view.setBigUint64(at + 8, BigInt(offset), true);
    view.setBigUint64(at + 16, BigInt(BASE + offset), true);
    view.setBigUint64(at + 32, BigInt(size), true);
    view.setBigUint64(at + 40, BigInt(size), true);
  };
  program(64, 1, 0, bytes.length);
  if (dynamic !== undefined) program(120, 2, dynamic, bytes.length - dynamic);
  return bytes;
}

const words = (...values: number[]): Uint8Array => new Uint8Array(BigUint64Array.from(values, BigInt).buffer);

describe('decodeElf', () => {
  test('maps segments', () => {
    const image = decodeElf(elf({ data: words(7), type: 2 }));
    expect(image.parts).toMatchObject({
      format: 'elf',
      architecture: 'amd64',
      positionIndependent: false,
      sections: [],
    });
    expect(image.cursorAt(BASE + DATA, 'data').u64()).toBe(7);
    expect(image.cursorAt(BASE + DATA, 'data').fileOffset).toBe(DATA);
    expect(image.segmentAt(BASE - 1)).toBeUndefined();
    expect(() => image.cursorAt(BASE + DATA, 'data', 9)).toThrow(FormatError);
    expect(image.findSymbol('runtime.text')).toBeUndefined();
  });

  test('writes the addends of relative relocations, in a copy', () => {
    const dynamic = DATA + 8;
    const table = dynamic + 48;
    const entry = [BASE + DATA, 8, 0x1234];
    const data = words(0, 7, BASE + table, 8, 24, 0, 0, ...entry);
    const bytes = elf({ data, dynamic });
    expect(
      decodeElf(bytes)
        .cursorAt(BASE + DATA, 'data')
        .u64(),
    ).toBe(0x1234);
    expect(bytes[DATA]).toBe(0);
    const other = elf({ data: words(0, 7, BASE + table, 8, 24, 0, 0, BASE + DATA, 6, 0x1234), dynamic });
    expect(
      decodeElf(other)
        .cursorAt(BASE + DATA, 'data')
        .u64(),
    ).toBe(0);
    expect(() => decodeElf(elf({ data: words(0, 7, BASE + table, 8, 1 << 20, 0, 0), dynamic }))).toThrow(FormatError);
  });

  test.each([
    ['another class', (bytes: Uint8Array) => bytes.fill(1, 4, 5)],
    ['another byte order', (bytes: Uint8Array) => bytes.fill(2, 5, 6)],
    ['an object file', (bytes: Uint8Array) => bytes.fill(1, 16, 17)],
    ['another machine', (bytes: Uint8Array) => bytes.fill(3, 18, 19)],
    ['a segment beyond the file', (bytes: Uint8Array) => bytes.fill(0xff, 64 + 32, 64 + 34)],
    ['program headers beyond the file', (bytes: Uint8Array) => bytes.fill(0xff, 56, 58)],
    ['an offset beyond 2^53', (bytes: Uint8Array) => bytes.fill(0xff, 32, 40)],
    ['no segment', (bytes: Uint8Array) => bytes.fill(0, 56, 58)],
  ])('rejects %s', (_what, change) => {
    expect(() => decodeElf(change(elf({ data: words(7) })))).not.toThrow(RangeError);
    expect(() => decodeElf(change(elf({ data: words(7) })))).toThrow(FormatError);
  });
});

/** The same for 32 bits: a header, one PT_LOAD, a PT_DYNAMIC, `data` at DATA. */
function elf32(machine: number, data: Uint8Array, dynamic?: number): Uint8Array {
  const bytes = new Uint8Array(DATA + data.length);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
  bytes.set(data, DATA);
  const view = new DataView(bytes.buffer);
  view.setUint16(16, 3, true);
  view.setUint16(18, machine, true);
  view.setUint32(28, 52, true);
  view.setUint16(42, 32, true);
  view.setUint16(44, dynamic === undefined ? 1 : 2, true);
  const program = (at: number, kind: number, offset: number, size: number): void =>
    [kind, offset, BASE + offset, 0, size, size, 6].forEach((value, i) => view.setUint32(at + 4 * i, value, true));
  program(52, 1, 0, bytes.length);
  if (dynamic !== undefined) program(84, 2, dynamic, bytes.length - dynamic);
  return bytes;
}

const words32 = (...values: number[]): Uint8Array => new Uint8Array(Uint32Array.from(values).buffer);

describe('decodeElf, 32 bits', () => {
  test.each([
    [3, '386'],
    [40, 'arm'],
  ])('machine %d is %s', (machine, architecture) => {
    const image = decodeElf(elf32(machine, words32(7, 8)));
    expect(image.parts).toMatchObject({ architecture, positionIndependent: true, shape: { pointerSize: 4 } });
    const cursor = image.cursorAt(BASE + DATA, 'data');
    expect([cursor.word(), cursor.word()]).toEqual([7, 8]);
    expect(image.parts.segments[0]).toMatchObject({ writable: true, executable: false });
  });

  test.each([
    ['amd64 with 32 bits (x32)', 62],
    ['arm64 with 32 bits', 183],
    ['mips', 8],
  ])('rejects %s', (_what, machine) => {
    expect(() => decodeElf(elf32(machine, words32(7)))).toThrow(/machine amd64, arm64, 386 or arm/);
  });

  test('rejects 386 with 64 bits, and an object file by name', () => {
    expect(() => decodeElf(elf({ data: words(7), machine: 3 }))).toThrow(FormatError);
    expect(() => decodeElf(elf({ data: words(7), type: 1 }))).toThrow(/an executable, found an object file/);
  });

  test('leaves the addends of REL in place, and adds symbols that the file defines', () => {
    const dynamic = DATA + 12;
    const table = dynamic + 32;
    const symbols = table + 24;
    // R_386_RELATIVE of word 0, R_386_32 of symbol 1 at word 1, of symbol 2, which is undefined, at word 2.
    const relocations = [BASE + DATA, 8, BASE + DATA + 4, (1 << 8) | 1, BASE + DATA + 8, (2 << 8) | 1];
    const symbol = (value: number, section: number): number[] => [0, value, 0, section << 16];
    const data = words32(
      0x1111,
      5,
      6,
      17,
      BASE + table,
      18,
      24,
      6,
      BASE + symbols,
      0,
      0,
      ...relocations,
      ...symbol(0, 0),
      ...symbol(0x2000, 1),
      ...symbol(0x3000, 0),
    );
    const cursor = decodeElf(elf32(3, data, dynamic)).cursorAt(BASE + DATA, 'data');
    expect([cursor.word(), cursor.word(), cursor.word()]).toEqual([0x1111, 0x2005, 6]);
  });
});

test('symbols that a 64-bit file defines are added, as plugins have them', () => {
  const dynamic = DATA + 24;
  const table = dynamic + 64;
  const symbols = table + 72;
  // R_X86_64_64 of symbol 1 + 4, R_X86_64_GLOB_DAT of symbol 1, R_X86_64_64 of symbol 2, which is undefined.
  const relocations = [BASE + DATA, 0x100000001, 4, BASE + DATA + 8, 0x100000006, 0, BASE + DATA + 16, 0x200000001, 4];
  const symbol = (value: number, section: number): number[] => [section * 2 ** 48, value, 0];
  const head = [0, 0, 9, 7, BASE + table, 8, 72, 6, BASE + symbols, 0, 0];
  const data = words(...head, ...relocations, ...symbol(0, 0), ...symbol(0x2000, 1), ...symbol(0x3000, 0));
  const cursor = decodeElf(elf({ data, dynamic })).cursorAt(BASE + DATA, 'data');
  expect([cursor.u64(), cursor.u64(), cursor.u64()]).toEqual([0x2004, 0x2000, 9]);
  const far = words(...head, BASE + DATA, 0xffff00000001, 4, ...relocations.slice(3), ...symbol(0, 0));
  expect(() => decodeElf(elf({ data: far, dynamic }))).toThrow(FormatError);
});

test('DT_RELR has nothing to write: addends are in place', () => {
  const dynamic = DATA + 8;
  const data = words(BASE + 0x40, 36, BASE + DATA + 64, 35, 8, 0, 0, 0, BASE + DATA);
  expect(
    decodeElf(elf({ data, dynamic }))
      .cursorAt(BASE + DATA, 'data')
      .u64(),
  ).toBe(BASE + 0x40);
});

describe('findBuildInfo', () => {
  const text = (value: string): number[] => [...new TextEncoder().encode(value)];
  const framed = (value: string): number[] => [...Array(16).fill(0x30), ...text(value), ...Array(16).fill(0x32)];
  const mark = [0xff, ...text(' Go buildinf:')];
  const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, value >> 7]);
  const inline = (version: string, module: string): Uint8Array => {
    const mod = module === '' ? [] : framed(module);
    const strings = [...varint(version.length), ...text(version), ...varint(mod.length), ...mod];
    return Uint8Array.from([...mark, 8, 2, ...Array(16).fill(0), ...strings]);
  };

  test('inline strings', () => {
    const module = [
      'path\texample.com/app/cmd/app',
      'mod\texample.com/app\t(devel)\t',
      'build\tGOOS=linux',
      'build\t-ldflags="-s -w"',
      'build\t"odd key"=`raw`',
      '',
    ].join('\n');
    const info = findBuildInfo(decodeElf(elf({ data: inline('go1.26rc1', module) })))!;
    expect(info).toMatchObject({ goVersion: 'go1.26rc1', path: 'example.com/app/cmd/app', module: 'example.com/app' });
    expect([...info.settings]).toEqual([
      ['GOOS', 'linux'],
      ['-ldflags', '-s -w'],
      ['odd key', 'raw'],
    ]);
  });

  test('pointers to strings', () => {
    const at = BASE + DATA;
    const data = Uint8Array.from([...mark, 8, 0, ...words(at + 32, at + 48), ...words(at + 64, 6), ...words(0, 0), ...text('go1.17')]);
    expect(findBuildInfo(decodeElf(elf({ data })))).toMatchObject({ goVersion: 'go1.17', path: undefined });
  });

  test('none, and one that is cut off', () => {
    expect(findBuildInfo(decodeElf(elf({ data: words(0, 0, 0, 0, 0, 0) })))).toBeUndefined();
    const cut = inline('go1.26.1', 'path\tx\n').subarray(0, 40);
    expect(() => findBuildInfo(decodeElf(elf({ data: cut })))).toThrow(FormatError);
  });
});

import { expect, test } from 'vitest';
import { FormatError } from '../../base/errors.ts';
import { Image } from './image.ts';
import type { Moduledata } from './moduledata.ts';
import { TypeTable } from './types.ts';

const BASE = 0x500000;
const NAMES = 0x300;
const STRUCT = 0x40;
const SLICE = 0xc0;
const FIELDS = 0x140;

/** A types section: struct main.Pair { a *T; b int32 } at STRUCT, []main.Pair at SLICE. */
function section(): { bytes: Uint8Array; view: DataView; table: (minor: number) => TypeTable } {
  const bytes = new Uint8Array(0x400);
  const view = new DataView(bytes.buffer);
  let free = NAMES;
  const name = (text: string): number => {
    const at = free;
    bytes.set([0, text.length, ...new TextEncoder().encode(text)], at);
    free += 2 + text.length;
    return at;
  };
  const header = (at: number, size: number, ptrBytes: number, tflag: number, kind: number, text: string): void => {
    view.setBigUint64(at, BigInt(size), true);
    view.setBigUint64(at + 8, BigInt(ptrBytes), true);
    bytes.set([tflag, 8, 8, kind], at + 20);
    view.setUint32(at + 40, name(text), true);
  };
  header(STRUCT, 16, 8, 2 | 4, 25, '*main.Pair');
  view.setBigUint64(STRUCT + 56, BigInt(BASE + FIELDS), true);
  view.setBigUint64(STRUCT + 64, 2n, true);
  for (const [i, field, offset] of [
    [0, 'a', 0],
    [1, 'b', 8],
  ] as const) {
    view.setBigUint64(FIELDS + i * 24, BigInt(BASE + name(field)), true);
    view.setBigUint64(FIELDS + i * 24 + 8, BigInt(BASE + SLICE), true);
    view.setBigUint64(FIELDS + i * 24 + 16, BigInt(offset), true);
  }
  // The kind byte carried flags up to go1.25.
  header(SLICE, 24, 8, 0, 23 | 0x20, '[]main.Pair');
  view.setBigUint64(SLICE + 48, BigInt(BASE + STRUCT), true);
  const segment = { address: BASE, size: bytes.length, bytes, fileOffset: 0, writable: false, executable: false };
  const image = new Image({
    format: 'elf',
    architecture: 'amd64',
    shape: { littleEndian: true, pointerSize: 8 },
    positionIndependent: false,
    segments: [segment],
    sections: [],
    findSymbol: undefined,
    findDebugSection: () => undefined,
  });
  const moduledata: Partial<Moduledata> = { types: BASE, etypes: BASE + NAMES };
  return { bytes, view, table: (minor) => new TypeTable(image, moduledata as Moduledata, minor) };
}

test('a named struct, its star dropped, and its fields', () => {
  const table = section().table(27);
  expect(table.at(BASE + STRUCT)).toMatchObject({
    name: 'main.Pair',
    kind: 'struct',
    size: 16,
    ptrBytes: 8,
    align: 8,
    named: true,
    fieldCount: 2,
  });
  expect(table.fields(BASE + STRUCT).map(({ name, offset }) => [name, offset])).toEqual([
    ['a', 0],
    ['b', 8],
  ]);
});

test('a slice, flags beside its kind', () => {
  expect(
    section()
      .table(23)
      .at(BASE + SLICE),
  ).toMatchObject({ name: '[]main.Pair', kind: 'slice', elem: BASE + STRUCT });
  expect(
    section()
      .table(23)
      .fields(BASE + SLICE),
  ).toEqual([]);
});

test('addresses outside and between', () => {
  const table = section().table(27);
  for (const address of [0, BASE - 8, BASE + STRUCT + 4, BASE + NAMES - 8, BASE + NAMES]) {
    expect(table.holds(address)).toBe(false);
    expect(table.find(address)).toBeUndefined();
    expect(() => table.at(address)).toThrow(FormatError);
  }
});

test.each([
  ['more pointers than bytes', STRUCT + 8, 24],
  ['no such kind', STRUCT + 20, 0x1f080802],
  ['a size that is no multiple of the alignment', STRUCT, 17],
  ['a name outside', STRUCT + 40, 0x7fffffff],
])('forged: %s', (_what, at, value) => {
  const { view, table } = section();
  view.setUint32(at, value, true);
  expect(table(27).find(BASE + STRUCT)).toBeUndefined();
});

test('forged: fields', () => {
  for (const [at, value] of [
    [STRUCT + 64, 1 << 20],
    [STRUCT + 64, 40],
    [STRUCT + 56, 8],
    [FIELDS + 16, 17],
  ] as const) {
    const { view, table } = section();
    view.setUint32(at, value, true);
    expect(() => table(27).fields(BASE + STRUCT)).toThrow(FormatError);
  }
});

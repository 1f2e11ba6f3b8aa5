import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Cursor } from '../../../base/cursor.ts';
import { FormatError } from '../../../base/errors.ts';
import { FREE } from '../recording.ts';
import { ByteWriter } from './byte-writer.ts';
import { encodeAddresses, encodeColumn, encodeTimes } from './column-encode.ts';
import { decodeColumn, ENCODING, MILLIONTHS, Varints, type Column } from './columns.ts';
import { SHAPE } from './layout.ts';

function cursor(bytes: Uint8Array): Cursor {
  return new Cursor(bytes, SHAPE, 'test');
}

function roundTrip<T extends Column>(column: T): { readonly decoded: T; readonly encoding: number; readonly size: number } {
  const writer = new ByteWriter(1);
  encodeColumn(writer, column, 0, column.length);
  const decoded = new (column.constructor as new (length: number) => T)(column.length);
  decodeColumn(cursor(writer.bytes), decoded);
  return { decoded, encoding: writer.bytes[0]!, size: writer.length };
}

const whole = fc.oneof(fc.nat(200), fc.nat(), fc.maxSafeNat(), fc.maxSafeInteger());
const float = fc.double({ noNaN: true, noDefaultInfinity: true });

describe('columns come back as they were', () => {
  test.each<[string, fc.Arbitrary<Column>]>([
    ['u8', fc.uint8Array({ maxLength: 300 })],
    ['u16', fc.uint16Array({ maxLength: 300 })],
    ['u32', fc.uint32Array({ maxLength: 300 })],
    [
      'runs of u32',
      fc
        .array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 400 })))
        .map((runs) => Uint32Array.from(runs.flatMap(([value, count]) => Array.from({ length: count }, () => value)))),
    ],
    ['rising u32', fc.array(fc.nat(99)).map((steps) => Uint32Array.from(steps.map((_, i) => 1e6 + steps.slice(0, i).reduce((a, b) => a + b, 0))))],
    ['whole f64', fc.array(whole, { maxLength: 300 }).map((list) => Float64Array.from(list))],
    ['f64', fc.array(fc.oneof(float, whole), { maxLength: 300 }).map((list) => Float64Array.from(list))],
  ])('%s', (_name, arbitrary) => {
    const same = (column: Column): void => expect(roundTrip(column).decoded).toEqual(column);
    fc.assert(
      fc.property(arbitrary, (column) => void same(column)),
      { seed: 1 },
    );
  });

  test('negative zero and numbers at the bounds', () => {
    for (const list of [[0, -0], [-0], [2 ** 53 - 1, -(2 ** 53) + 1], [2 ** 51, -(2 ** 51)], [0.1, 1e300], []]) {
      const column = Float64Array.from(list);
      expect([...roundTrip(column).decoded]).toEqual(list);
    }
    expect([...roundTrip(Uint32Array.of(0xffffffff, 0, 0xffffffff)).decoded]).toEqual([0xffffffff, 0, 0xffffffff]);
  });

  test('times, as nanoseconds where they are', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.nat(1e9).map((n) => n / 1e6),
            float,
          ),
        ),
        (list) => {
          const column = Float64Array.from(list);
          const writer = new ByteWriter();
          encodeTimes(writer, column, 0, column.length);
          const decoded = new Float64Array(column.length);
          decodeColumn(cursor(writer.bytes), decoded);
          expect(decoded).toEqual(column);
        },
      ),
      { seed: 2 },
    );
    const writer = new ByteWriter();
    encodeTimes(writer, new Float64Array(1000).fill(123.456789), 0, 1000);
    expect(writer.bytes[0]).toBe(ENCODING.Runs | MILLIONTHS);
    expect(writer.length).toBeLessThan(16);
  });

  test('addresses, by size', () => {
    const row = fc.record({
      size: fc.oneof(fc.nat(64), fc.maxSafeNat()),
      stack: fc.oneof(fc.constant(FREE), fc.nat(5)),
      address: fc.oneof(fc.nat(), fc.maxSafeNat(), float),
    });
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        const sized = { size: Float64Array.from(rows, (r) => r.size), stack: Uint32Array.from(rows, (r) => r.stack) };
        const column = Float64Array.from(rows, (r) => r.address);
        const writer = new ByteWriter();
        encodeAddresses(writer, column, 0, column.length, sized);
        const decoded = new Float64Array(column.length);
        decodeColumn(cursor(writer.bytes), decoded, sized);
        expect(decoded).toEqual(column);
      }),
      { seed: 3 },
    );
    // Objects of two sizes in turn, each behind the last of its size.
    const sized = { size: Float64Array.from({ length: 1000 }, (_, i) => (i % 2 === 0 ? 16 : 64)), stack: new Uint32Array(1000) };
    const column = Float64Array.from({ length: 1000 }, (_, i) => 0xc000000000 + (i % 2) * 0x100000 + (i >> 1) * sized.size[i]!);
    const writer = new ByteWriter();
    encodeAddresses(writer, column, 0, 1000, sized);
    expect(writer.length).toBeLessThan(1600);
  });
});

test('the shortest encoding is chosen', () => {
  expect(roundTrip(new Uint32Array(1000).fill(77777))).toMatchObject({ encoding: ENCODING.Runs });
  expect(roundTrip(Uint32Array.from({ length: 1000 }, (_, i) => 70000 + i))).toMatchObject({ encoding: ENCODING.Delta });
  expect(roundTrip(Uint32Array.from({ length: 1000 }, (_, i) => (i * 37) % 100))).toMatchObject({ encoding: ENCODING.Varint });
  expect(roundTrip(Uint32Array.from({ length: 1000 }, (_, i) => (i * 2654435761) >>> 0))).toMatchObject({ encoding: ENCODING.Raw });
});

describe('a column that is forged', () => {
  const column = (encoding: number, bytes: readonly number[], length = bytes.length): Uint8Array =>
    new ByteWriter().u8(encoding).u32(length).raw(Uint8Array.from(bytes)).bytes;

  test.each<[string, Uint8Array, Column]>([
    ['without an encoding', new Uint8Array(), new Uint8Array(1)],
    ['of an unknown encoding', column(7, [0]), new Uint8Array(1)],
    ['by size without sizes', column(ENCODING.BySize, [0]), new Uint8Array(1)],
    ['longer than the section', column(ENCODING.Varint, [0], 2), new Uint8Array(1)],
    ['with too few rows', column(ENCODING.Varint, [0]), new Uint8Array(2)],
    ['with too many rows', column(ENCODING.Varint, [0, 0]), new Uint8Array(1)],
    ['that ends within a number', column(ENCODING.Varint, [0x80]), new Uint8Array(1)],
    ['with a number too large for 8 bits', column(ENCODING.Varint, [0x80, 2]), new Uint8Array(1)],
    ['with a number too large for 16 bits', column(ENCODING.Varint, [0x80, 0x80, 4]), new Uint16Array(1)],
    ['with a number of 70 bits', column(ENCODING.Varint, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]), new Float64Array(1)],
    ['with a difference below zero', column(ENCODING.Delta, [1]), new Uint32Array(1)],
    ['with an empty run', column(ENCODING.Runs, [2, 0, 2, 1]), new Uint32Array(1)],
    ['with a run that is too long', column(ENCODING.Runs, [2, 5]), new Uint32Array(4)],
    ['raw, of another length', column(ENCODING.Raw, [1, 2, 3]), new Uint32Array(1)],
    ['raw, not a number', column(ENCODING.Raw, [0, 0, 0, 0, 0, 0, 0xf8, 0x7f]), new Float64Array(1)],
    ['of parts of whole numbers', column(ENCODING.Varint | MILLIONTHS, [1]), new Uint32Array(1)],
  ])('%s', (_name, bytes, target) => {
    expect(() => decodeColumn(cursor(bytes), target)).toThrow(FormatError);
  });
});

test('signed numbers come back', () => {
  const writer = new ByteWriter(1);
  const numbers = [0, -1, 1, -64, 64, 2 ** 30, -(2 ** 30) - 1, 2 ** 31, -(2 ** 31), 2 ** 51, -(2 ** 51)];
  for (const value of numbers) writer.uvarint(value < 0 ? -2 * value - 1 : 2 * value);
  const varints = new Varints(writer.bytes);
  expect(numbers.map(() => varints.zigzag())).toEqual(numbers);
  expect(varints.at).toBe(writer.length);
});

import { expect, test } from 'vitest';
import { Cursor } from '../../base/cursor.ts';
import { FormatError } from '../../base/errors.ts';
import { PcValues } from './pc-values.ts';

const shape = { littleEndian: true, pointerSize: 8 };
const stream = (...bytes: number[]): Cursor => new Cursor(new Uint8Array([0xaa, ...bytes]), shape, 'pctab');
const values = (bytes: number[], entry = 0x1000, end = 0x1010, minLC = 1): PcValues => new PcValues(stream(...bytes), 1, entry, end, minLC);

// +11 → 10 for 4 bytes, −3 → 7 for 4, +1 → 8 for 8, end.
const RUNS = [22, 4, 5, 4, 2, 8, 0];

test('holds each value until the next', () => {
  const table = values(RUNS);
  expect([0x1000, 0x1003, 0x1004, 0x1007, 0x1008, 0x100f].map((pc) => table.at(pc))).toEqual([10, 10, 7, 7, 8, 8]);
});

test('answers in any order', () => {
  const table = values(RUNS);
  expect([0x100f, 0x1000, 0x1005, 0x1004, 0x100a, 0x1003].map((pc) => table.at(pc))).toEqual([8, 10, 7, 7, 8, 10]);
});

test('counts in units of the smallest instruction', () => {
  const table = values([22, 1, 5, 1, 2, 2, 0], 0x1000, 0x1010, 4);
  expect([0x1000, 0x1004, 0x1008].map((pc) => table.at(pc))).toEqual([10, 7, 8]);
});

test('says −1 outside, without a table and behind the end', () => {
  expect(values(RUNS).at(0xfff)).toBe(-1);
  expect(values(RUNS).at(0x1010)).toBe(-1);
  expect(values([22, 4, 0]).at(0x1008)).toBe(-1);
  expect(new PcValues(stream(), undefined, 0, 16, 1).at(4)).toBe(-1);
});

test('a first delta of zero is a value, a later one the end', () => {
  expect(values([0, 4, 4, 4, 0]).runs()).toMatchObject({ count: 2, values: new Int32Array([-1, 1]) });
});

test('gives all runs, cut at the end of the function', () => {
  const { ends, values: all } = values([22, 4, 5, 0x7f, 0]).runs();
  expect([[...ends], [...all]]).toEqual([
    [4, 16],
    [10, 7],
  ]);
});

test('rejects a stream that stands still or is cut off', () => {
  expect(() => values([22, 0, 2, 0]).at(0x1000)).toThrow(FormatError);
  expect(() => values([22, 4, 5]).at(0x1008)).toThrow(FormatError);
});

test('grows beyond its first size', () => {
  const bytes = Array.from({ length: 100 }, () => [2, 1]).flat();
  const table = values([...bytes, 0], 0, 100);
  expect([0, 50, 99].map((pc) => table.at(pc))).toEqual([0, 50, 99]);
});

import { expect, test } from 'vitest';
import { moduledataLayout } from './moduledata.ts';

/** As decoded from binaries of each release (64-bit). */
const EXPECTED: [minor: number, types: number, etypes: number, rodata: number, gofunc: number, textsectmap: number][] = [
  [18, 280, 288, 296, 304, 312],
  [20, 296, 304, 312, 320, 328],
  [21, 296, 304, 312, 320, 328],
  [25, 296, 304, 312, 320, 328],
  [26, 296, 304, 312, 320, 336],
  [27, 296, 312, 336, 344, 360],
];

test.each(EXPECTED)('go1.%i', (minor, ...offsets) => {
  const layout = moduledataLayout(minor, 8);
  const names = ['types', 'etypes', 'rodata', 'gofunc', 'textsectmap'];
  expect(names.map((name) => layout.offsets.get(name))).toEqual(offsets);
});

test('go1.27 has no typelinks', () => {
  expect(moduledataLayout(26, 8).offsets.has('typelinks')).toBe(true);
  expect(moduledataLayout(27, 8).offsets.has('typelinks')).toBe(false);
});

test('offsets follow the pointer size', () => {
  expect(moduledataLayout(20, 4).offsets.get('types')).toBe(148);
});

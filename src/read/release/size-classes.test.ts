import { describe, expect, test } from 'vitest';
import { CLASS_TO_PAGES, CLASS_TO_SIZE, roundUpSize, sizeClassOf } from './size-classes.ts';

test('one page count a class', () => {
  expect([CLASS_TO_SIZE.length, CLASS_TO_PAGES.length]).toEqual([68, 68]);
});

describe('sizeClassOf', () => {
  test.each([
    // size, noscan, minor, kind, class, bytes, header
    [0, true, 27, 'zero', 0, 0, 0],
    [1, true, 21, 'tiny', 2, 16, 0],
    [15, true, 27, 'tiny', 2, 16, 0],
    [16, true, 27, 'small', 2, 16, 0],
    [8, false, 27, 'small', 1, 8, 0],
    [9, false, 21, 'small', 2, 16, 0],
    [512, false, 22, 'small', 26, 512, 0],
    [513, false, 21, 'small', 27, 576, 0],
    [520, false, 22, 'small', 27, 576, 8],
    [569, false, 21, 'small', 27, 576, 0],
    [569, false, 22, 'small', 28, 640, 8],
    [569, true, 22, 'small', 27, 576, 0],
    [32760, false, 22, 'small', 67, 32768, 8],
    [32761, false, 22, 'large', 0, 32768, 0],
    [32768, false, 21, 'small', 67, 32768, 0],
    [32769, true, 21, 'large', 0, 40960, 0],
  ] as const)('%i bytes, noscan %s, go1.%i', (size, noscan, minor, kind, index, bytes, header) => {
    const found = sizeClassOf(size, noscan, minor);
    expect(found).toMatchObject({ kind, class: index, bytes, header });
    if (kind !== 'zero') expect(found.spanClass).toBe(index * 2 + (noscan ? 1 : 0));
  });

  test('a span is whole pages', () => {
    expect(sizeClassOf(3000, true, 27).spanBytes).toBe(24576);
    expect(sizeClassOf(100_000, true, 27).spanBytes).toBe(106_496);
  });
});

test('what append grows to', () => {
  expect(roundUpSize(5 * 8, true, 27)).toBe(48);
  expect(roundUpSize(513, false, 21)).toBe(576);
  expect(roundUpSize(513, false, 22)).toBe(568);
  expect(roundUpSize(5, true, 22)).toBe(8);
  expect(roundUpSize(32_769, true, 22)).toBe(40_960);
});

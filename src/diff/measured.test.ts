import { describe, expect, it } from 'vitest';
import { beyondNoise, measureOf } from './measured.ts';

describe('measures of repeated runs', () => {
  it('take the value in the middle, with the range', () => {
    expect(measureOf([30, 10, 20], [5], [3, 1])).toEqual({ before: 20, after: 5, beforeRange: [10, 30] });
    expect(measureOf(undefined, [5, 7], [2, 2])).toEqual({ before: 0, after: 7, beforeRange: [0, 0], afterRange: [5, 7] });
  });
  it('differ only when their ranges do not meet', () => {
    expect(beyondNoise(measureOf([10, 20, 30], [25], [3, 1]))).toBe(false);
    expect(beyondNoise(measureOf([10, 20, 30], [31], [3, 1]))).toBe(true);
    expect(beyondNoise(measureOf([10, 20], [20, 30], [2, 2]))).toBe(false);
    expect(beyondNoise(measureOf([10, 20], [9, 2], [2, 2]))).toBe(true);
  });
  it('differ by anything when there is one run of each', () => {
    expect(beyondNoise(measureOf([10], [11], [1, 1]))).toBe(true);
    expect(beyondNoise(measureOf([10], [10], [1, 1]))).toBe(false);
  });
  it('differ beyond two standard errors when they are estimates', () => {
    expect(beyondNoise(measureOf([1000], [1099], [1, 1]), [40, 30])).toBe(false);
    expect(beyondNoise(measureOf([1000], [1101], [1, 1]), [40, 30])).toBe(true);
  });
});

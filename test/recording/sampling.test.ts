// Samples stand for everything: the mean of many estimates is what was allocated, and their spread is the error that is stated.
import { describe, expect, it } from 'vitest';
import { chance, Estimate } from '../../src/site/recorded/weights.ts';
import { build, SOME_RELEASES } from './recorder.ts';
import { run } from './runs.ts';

/** Bytes and numbers of objects that the case `sizes` allocates. */
const SIZES: readonly (readonly [size: number, count: number])[] = [
  [8, 200_000],
  [24, 100_000],
  [64, 50_000],
  [256, 20_000],
  [1024, 5000],
  [8192, 1000],
  [100_000, 50],
];
const RUNS = 60;
/** Standard deviations: once in two million runs by chance. */
const MANY = 5;

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe.each(SOME_RELEASES)('%s', { timeout: 600_000 }, (toolchain) => {
  it.each([512, 8192])('estimates without bias, one sample in %d bytes', (rate) => {
    const program = build({ toolchain, program: 'cases' });
    const estimates: number[] = [];
    const errors: number[] = [];
    const bySize = SIZES.map((): number[] => []);
    for (let i = 0; i < RUNS; i++) {
      const { records, code } = run(program, { args: ['sizes'], settings: { rate }, env: { GOGC: 'off' } });
      expect(code).toBe(0);
      const [record] = records;
      expect(record!.header.rate).toBe(rate);
      const estimate = new Estimate();
      const counts = new Map<number, number>();
      for (let stack = 1; stack < record!.stackNode.length; stack++) {
        const size = record!.stackSize[stack]!;
        estimate.add(record!.allocations[stack]!, size, chance(size, rate));
        counts.set(size, (counts.get(size) ?? 0) + record!.allocations[stack]!);
        expect(record!.bytes[stack]).toBe(record!.allocations[stack]! * size);
      }
      estimates.push(estimate.bytes);
      errors.push(estimate.error);
      for (const [j, [size]] of SIZES.entries()) bySize[j]!.push((counts.get(size) ?? 0) / chance(size, rate));
    }
    for (const [j, [size, count]] of SIZES.entries()) {
      // An object is in the estimate with 1 / p, and in it with probability p. Others of its size are few: the start of the runtime.
      const p = chance(size, rate);
      const deviation = Math.sqrt((count * (1 - p)) / p / RUNS);
      const off = mean(bySize[j]!) - count;
      expect({ size, off, within: Math.abs(off) < MANY * deviation + 0.002 * count + 20 }).toEqual({ size, off, within: true });
    }
    const spread = Math.sqrt(mean(estimates.map((e) => (e - mean(estimates)) ** 2)) * (RUNS / (RUNS - 1))) / mean(estimates);
    // The deviation of a standard deviation of n values is its share 1 / √(2n).
    expect(spread / mean(errors)).toBeGreaterThan(1 - MANY / Math.sqrt(2 * RUNS));
    expect(spread / mean(errors)).toBeLessThan(1 + MANY / Math.sqrt(2 * RUNS));
  });

  it('samples what is larger than a hundred rates always, and counts all goroutines', () => {
    const program = build({ toolchain, program: 'cases' });
    const result = run(program, { args: ['mixed', '2000', '4'], settings: { rate: 1000 }, env: { GOMAXPROCS: '4' } });
    const exact = run(program, { args: ['mixed', '2000', '4'], env: { GOMAXPROCS: '4' } });
    const [record] = result.records;
    const estimate = new Estimate();
    for (let stack = 1; stack < record!.stackNode.length; stack++)
      estimate.add(record!.allocations[stack]!, record!.stackSize[stack]!, chance(record!.stackSize[stack]!, 1000));
    const truth = exact.records[0]!.bytes.reduce((a, b) => a + b, 0);
    // Collections come at other times: they allocate a little.
    expect(Math.abs(estimate.bytes / truth - 1)).toBeLessThan(MANY * estimate.error + 0.002);
    expect(result.gaps).toEqual([]);
  });

  it('takes events for no sample', () => {
    const program = build({ toolchain, program: 'cases' });
    const { records } = run(program, { args: ['mixed', '100'], settings: { rate: 4096, events: true, frees: true } });
    expect(records[0]!.header).toMatchObject({ rate: 4096, events: false, frees: false });
  });
});

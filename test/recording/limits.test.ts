// Programs with more stacks, or deeper ones, than a record is to hold: time and size are bounded, and the sums stay exact.
import { describe, expect, it } from 'vitest';
import { framesOf, type ProcessRecord } from '../../src/read/recording/process-record.ts';
import { stackNames } from './frames.ts';
import { build, buildText, SOME_RELEASES } from './recorder.ts';
import { expectEventsEqualCounters } from './events.ts';
import { expectExact, run } from './runs.ts';

/** Stacks that counted something, as lengths. */
function depths(record: ProcessRecord): { readonly most: number; readonly cut: number; readonly used: number } {
  let most = 0;
  let cut = 0;
  let used = 0;
  for (let stack = 1; stack < record.stackNode.length; stack++) {
    if (record.allocations[stack] === 0) continue;
    const frames = framesOf(record, record.stackNode[stack]!);
    used++;
    most = Math.max(most, frames.pcs.length);
    if (frames.cut) cut++;
  }
  return { most, cut, used };
}

describe.each(SOME_RELEASES)('%s', { timeout: 600_000 }, (toolchain) => {
  const program = (): string => build({ toolchain, program: 'cases' });

  it('reads a stack of a million frames no further than it was asked to', () => {
    const result = run(program(), { args: ['deep', '1000000'] });
    expectExact(result);
    const [record] = result.records;
    const names = stackNames(record!, program());
    const stacks = Array.from({ length: record!.stackNode.length }, (_, stack) => stack).filter((stack) => names(stack).includes('main.deep'));
    // The call, and one for all the calls below it; the last ten have fewer frames above them than are read.
    expect(stacks.length).toBeLessThan(10);
    expect(stacks.reduce((sum, stack) => sum + record!.allocations[stack]!, 0)).toBe(220);
    expect(result.blocks[0]).toBeLessThan(2e6);
    expect(result.milliseconds).toBeLessThan(20_000);
  });

  it('folds the recursion of a tree with 131,071 nodes', () => {
    const result = run(program(), { args: ['tree', '16'] });
    expect(expectExact(result)).toBeGreaterThan(131_071);
    expect(depths(result.records[0]!).used).toBeLessThan(150);
    expect(result.records[0]!.header.folded).toBe(true);
    expect(result.blocks[0]).toBeLessThan(12e6);
  });

  it('leaves recursion as it is when asked', () => {
    const result = run(program(), { args: ['tree', '10'], settings: { full: true } });
    expectExact(result);
    const { used, most } = depths(result.records[0]!);
    // Every node has its own path of calls.
    expect(used).toBeGreaterThan(2047);
    expect(most).toBeGreaterThan(10);
    expect(result.records[0]!.header.folded).toBe(false);
    expect(result.gaps).toEqual([]);
  });

  it.each([1, 3, 512])('keeps %d frames', (depth) => {
    for (const full of [false, true]) {
      const result = run(program(), { args: ['paths', '500'], settings: { depth, full } });
      expectExact(result);
      const { most, cut } = depths(result.records[0]!);
      expect(most).toBeLessThanOrEqual(depth);
      expect(cut > 0).toBe(depth < 100);
    }
  });

  it('cuts stacks short before their frames run out of room', () => {
    const edit = { file: 'allocpath_layout.go', from: 'allocpathMostNodes  = 1 << 24', to: 'allocpathMostNodes  = 1 << 14' };
    const result = run(build({ toolchain, program: 'cases', edit }), { args: ['paths', '16000'], settings: { full: true } });
    expect(expectExact(result)).toBeGreaterThan(16_000);
    const [record] = result.records;
    expect(record!.header.shortAfter).toBeGreaterThan(0);
    // Nothing is counted without its call.
    expect(record!.allocations[0]).toBe(0);
  });

  it.each([{}, { events: true }, { full: true }])('cuts stacks short when there are too many: %j', (settings) => {
    const result = run(program(), { args: ['paths', '16000'], settings: { ...settings, maxStacks: 1000 } });
    expect(expectExact(result)).toBeGreaterThan(16_000);
    const [record] = result.records;
    expect(record!.header.shortAfter).toBe(1000);
    expect(record!.stackNode.length).toBeLessThan(1500);
    expect(record!.allocations[0]).toBe(0);
    expect(result.gaps).toEqual([expect.objectContaining({ code: 'stacks-short' })]);
    if ('events' in settings) expectEventsEqualCounters(record!, result.events[0]!);
  });

  it('has all stacks where nothing is too much', () => {
    const result = run(program(), { args: ['paths', '16384'] });
    expect(expectExact(result)).toBeGreaterThan(16_384);
    expect(depths(result.records[0]!).used).toBeGreaterThan(16_384);
    expect(result.gaps).toEqual([]);
  });

  it('counts without stacks when the record is full', () => {
    // 8 MB have room for the frames of some ten thousand stacks, when they are not cut short in time.
    const edit = { file: 'allocpath_stacks.go', from: 'allocpath.nodes >= allocpath.nodesMax/4*3', to: 'allocpath.nodes > allocpath.nodesMax' };
    const settings = { maxMegabytes: 8, maxStacks: 1 << 20 };
    const result = run(build({ toolchain, program: 'cases', edit }), { args: ['paths', '16384'], settings, env: { GOMAXPROCS: '1' } });
    expect(expectExact(result)).toBeGreaterThan(16_384);
    const [record] = result.records;
    expect(record!.allocations[0]).toBeGreaterThan(0);
    expect(record!.header.unknownStacks).toBe(record!.allocations[0]);
    expect(result.gaps.map((gap) => gap.code)).toEqual(['stacks-unknown']);
  });

  it('counts on when events have filled the record', () => {
    const result = run(program(), { args: ['mixed', '6000'], settings: { events: true, frees: true, maxMegabytes: 8 } });
    expectExact(result);
    const [record] = result.records;
    const [events] = result.events;
    expect(record!.header.lostEvents).toBeGreaterThan(1000);
    expect(result.gaps.map((gap) => gap.code)).toEqual(['events-lost']);
    expect(record!.allocations[0]).toBe(0);
    const listed = events!.allocations.reduce((a, b) => a + b, 0) + events!.frees;
    expect(listed).toBeGreaterThan(100_000);
  });

  it('counts what the Ps allocate that found no room for counters', () => {
    const result = run(program(), { args: ['wide'], settings: { maxMegabytes: 8 }, env: { GOMAXPROCS: '400' } });
    expectExact(result);
    expect(result.records[0]!.allocations[0]).toBeGreaterThan(1000);
    expect(result.gaps.map((gap) => gap.code)).toContain('counters-full');
  });

  it('keeps apart the calls of one function that differ in place and type', () => {
    // Addresses of code and of types lie close together: some of a million pairs differ by the same bits in both.
    const count = 1500;
    const all = Array.from({ length: count }, (_, i) => i);
    const text = [
      'package main\n\nvar kept any\n',
      ...all.map((i) => `type T${i} struct {\n\ta *int\n\tb [${1 + (i % 5)}]int\n\tc${i} int\n}\n\nvar k${i} *T${i}\n`),
      `//go:noinline\nfunc all() {\n${all.map((i) => `\tk${i} = new(T${i})\n`).join('')}}\n`,
      `func main() {\n\tfor i := 0; i < 10; i++ {\n\t\tall()\n\t}\n${all.map((i) => `\tkept = k${i}\n`).join('')}}\n`,
    ].join('\n');
    const built = buildText(toolchain, text);
    const [record] = run(built).records;
    const names = stackNames(record!, built);
    const counts = Array.from(record!.allocations).filter((_, stack) => stack > 0 && names(stack).includes('main.all'));
    expect(counts).toEqual(all.map(() => 10));
  });

  it('names types that are made while the program runs', () => {
    const result = run(program(), { args: ['types', '200'] });
    expectExact(result);
    const names = [...result.records[0]!.types.values()].map((type) => type.name);
    expect(names).toContain('[7]*struct { F6 int }');
    expect(names).toContain('struct { F199 int }');
    // A type is no allocation, and has a name of its own: reflect's own ones have none.
    expect(names.filter((name) => !/^(?:\*?(?:\[|struct \{|func\())|^$/.test(name))).toEqual([]);
  });
});

// Events are the same allocations as the counters, one by one; with frees they say what is on the heap.
import { describe, expect, it } from 'vitest';
import { expectEventsEqualCounters } from './events.ts';
import { stackNames } from './frames.ts';
import { play } from './heap.ts';
import { build, EVERY, minorOf, NEWEST, SOME_RELEASES, type Build } from './recorder.ts';
import { expectExact, run } from './runs.ts';

const NATIVE = { CGO_ENABLED: '1' };
const BUILDS: readonly (Pick<Build, 'flags' | 'env'> & { readonly since?: number; readonly until?: number })[] = [
  {},
  { flags: ['-race'], env: NATIVE },
  { flags: ['-gcflags=all=-N -l'] },
  { env: { GOEXPERIMENT: 'noallocheaders' }, since: 22, until: 22 },
  { env: { GOEXPERIMENT: 'greenteagc' }, since: 25, until: 25 },
  { env: { GOEXPERIMENT: 'nogreenteagc' }, since: 26 },
  { env: { GOEXPERIMENT: 'sizespecializedmalloc' }, since: 26, until: 26 },
  { env: { GOEXPERIMENT: 'nosizespecializedmalloc' }, since: 27 },
];

describe.each(SOME_RELEASES)('%s', { timeout: 600_000 }, (toolchain) => {
  const minor = minorOf(toolchain);
  const builds = BUILDS.filter(({ since = 0, until = minor }) => since <= minor && minor <= until);

  it('are as many as the counters say, stack by stack', () => {
    const program = build({ toolchain, program: 'cases' });
    for (const args of [['mixed'], ['preempted', '60'], ['types'], ['paths']]) {
      const result = run(program, { args, settings: { events: true } });
      expectExact(result);
      expectEventsEqualCounters(result.records[0]!, result.events[0]!);
      expect(result.events[0]!.frees).toBe(0);
      expect(result.gaps).toEqual([]);
    }
  });

  it.each(EVERY || toolchain === NEWEST ? builds : [{}])('leave taken what MemStats says is taken: %j', ({ flags = [], env = {} }) => {
    const program = build({ toolchain, program: 'cases', flags, env });
    const settings = { events: true, frees: true };
    for (const [args, more] of [
      [['mixed'], { GOGC: '20' }],
      [['mixed', '1500', '8'], { GOGC: '5', GOMAXPROCS: '8' }],
      [['preempted', '40'], { GOMAXPROCS: '3' }],
      [['procs', '10'], {}],
    ] as const) {
      const result = run(program, { args, settings, env: { GORACE: 'atexit_sleep_ms=0', ...more } });
      expectExact(result);
      const [record] = result.records;
      const [events] = result.events;
      expectEventsEqualCounters(record!, events!);
      const [final] = result.finals;
      const { live, slots, shared, odd } = play(record!, events!, program, minor >= 22 && env['GOEXPERIMENT'] !== 'noallocheaders');
      expect(odd.slice(0, 10)).toEqual([]);
      expect(live).toBe(final!.mallocs - final!.frees);
      expect(slots + shared).toBe(final!.mallocs);
      // Whatever shares a block counts as freed at once (mstats.go: readmemstats_m).
      expect(events!.frees).toBe(final!.frees - shared);
      expect(events!.frees).toBeGreaterThan(10_000);
    }
  });

  it('say which goroutine it was', () => {
    const program = build({ toolchain, program: 'cases' });
    const result = run(program, { args: ['mixed', '200', '16'], settings: { events: true } });
    const names = stackNames(result.records[0]!, program);
    const mixed = new Set(
      Array.from({ length: result.records[0]!.stackNode.length }, (_, stack) => stack).filter((stack) => names(stack).includes('main.(*keeper).mixed')),
    );
    const byGoroutine = new Map<number, number>();
    for (const { stack, goroutine } of result.events[0]!.list) if (mixed.has(stack)) byGoroutine.set(goroutine, (byGoroutine.get(goroutine) ?? 0) + 1);
    expect(byGoroutine.size).toBe(16);
    // All do the same; who reflect's caches and collections fall to is a matter of luck.
    const counts = [...byGoroutine.values()];
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThan(150);
  });
});

// A process that is killed in the middle of allocating: its record lacks the allocation that was under way, and nothing else.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { below, stackNames } from './frames.ts';
import { build, SOME_RELEASES } from './recorder.ts';
import { run, scratch } from './runs.ts';

describe.each(SOME_RELEASES)('%s', { timeout: 600_000 }, (toolchain) => {
  it.each([
    ['counters', {}],
    ['events', { events: true }],
    ['events and frees', { events: true, frees: true }],
  ])('%s', (_, settings) => {
    const program = build({ toolchain, program: 'cases' });
    const { path, remove } = scratch();
    try {
      for (const threads of [1, 2, 3]) {
        const file = join(path, `counter-${threads}`);
        writeFileSync(file, new Uint8Array(4096));
        // spawnSync kills it when the time is over.
        const result = run(program, { args: ['tight', file, String(threads)], settings, kill: 150 + threads * 83 });
        expect(result.signal).toBe('SIGKILL');
        const view = new DataView(Uint8Array.from(readFileSync(file)).buffer);
        const published = Array.from({ length: threads }, (_, i) => Number(view.getBigUint64(i * 64, true))).reduce((a, b) => a + b, 0);
        const [record] = result.records;
        const names = stackNames(record!, program);
        // What the runtime allocates while it allocates (a collection begins) is none of the program's.
        const tight = (frames: readonly string[]): boolean => frames.find((f) => !/^runtime\.(?:newobject|mallocgc\w*)$/.test(f)) === 'main.one';
        const { mallocs } = below(record!, names, tight);
        expect(published).toBeGreaterThan(10_000);
        // Each thread tells its number after its allocation.
        expect(mallocs).toBeGreaterThanOrEqual(published);
        expect(mallocs).toBeLessThanOrEqual(published + threads);
        expect(record!.header.exit).toBeUndefined();
        expect(result.gaps).toEqual([]);
        if (!('events' in settings)) continue;
        const { allocations } = result.events[0]!;
        const counted = record!.allocations.reduce((a, b) => a + b, 0);
        const listed = allocations.reduce((a, b) => a + b, 0);
        // Killed between the counter and the event.
        expect(counted - listed).toBeGreaterThanOrEqual(0);
        expect(counted - listed).toBeLessThanOrEqual(threads);
      }
    } finally {
      remove();
    }
  });
});

// A process that is killed in the middle of allocating: its record lacks the allocation that was under way, and nothing else.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, makeRecordDirectory, recordEnvironment, type RecordSettings } from '../../src/drive/record-files.ts';
import { below, stackNames } from './frames.ts';
import { build, SOME_RELEASES } from './recorder.ts';
import { readDirectory, scratch, type RunResult } from './runs.ts';

/** Allocations that each thread has told of. */
function published(file: string, threads: number): number[] {
  const view = new DataView(Uint8Array.from(readFileSync(file)).buffer);
  return Array.from({ length: threads }, (_, i) => Number(view.getBigUint64(i * 64, true)));
}

/** Runs it until every thread is at work, and a little longer. */
async function killed(
  program: string,
  file: string,
  threads: number,
  directory: string,
  settings: Partial<RecordSettings>,
): Promise<Pick<RunResult, 'records' | 'events' | 'gaps'>> {
  writeFileSync(file, new Uint8Array(4096));
  const env = { ...process.env, ...recordEnvironment(directory, { ...DEFAULT_SETTINGS, ...settings }) };
  const child = spawn(program, ['tight', file, String(threads)], { env, stdio: 'ignore' });
  const end = once(child, 'exit');
  while (child.exitCode === null && published(file, threads).some((count) => count < 5000)) await pause(5);
  await pause(Math.random() * 50);
  child.kill('SIGKILL');
  expect((await end)[1]).toBe('SIGKILL');
  return readDirectory(directory);
}

describe.each(SOME_RELEASES)('%s', { timeout: 600_000 }, (toolchain) => {
  it.each([
    ['counters', {}],
    ['events', { events: true }],
    ['events and frees', { events: true, frees: true }],
  ])('%s', async (_, settings) => {
    const program = build({ toolchain, program: 'cases' });
    const { path, remove } = scratch();
    try {
      for (const [round, threads] of [1, 1, 2, 2, 3].entries()) {
        const file = join(path, `counter-${round}`);
        const directory = join(path, `record-${round}`);
        mkdirSync(directory);
        makeRecordDirectory(directory);
        const { records, events, gaps } = await killed(program, file, threads, directory, settings);
        const [record] = records;
        const told = published(file, threads).reduce((a, b) => a + b, 0);
        // What the runtime allocates while it allocates (a collection begins) is none of the program's.
        const tight = (frames: readonly string[]): boolean => frames.find((f) => !/^runtime\.(?:newobject|mallocgc\w*)$/.test(f)) === 'main.one';
        const { mallocs } = below(record!, stackNames(record!, program), tight);
        // Each thread tells its number after its allocation.
        expect(mallocs).toBeGreaterThanOrEqual(told);
        expect(mallocs).toBeLessThanOrEqual(told + threads);
        expect(record!.header.exit).toBeUndefined();
        expect(gaps).toEqual([]);
        if (!('events' in settings)) continue;
        const counted = record!.allocations.reduce((a, b) => a + b, 0);
        const listed = events[0]!.allocations.reduce((a, b) => a + b, 0);
        // Killed between the counter and the event.
        expect(counted - listed).toBeGreaterThanOrEqual(0);
        expect(counted - listed).toBeLessThanOrEqual(threads);
      }
    } finally {
      remove();
    }
  });
});

// The tests of the standard library pass while every allocation and every free is recorded as an event.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listRecords, recordEnvironment, DEFAULT_SETTINGS } from '../../src/drive/record-files.ts';
import { EVERY, goEnvironment, NEWEST, originalGoroot, recordingGoroot, SOME_RELEASES } from './recorder.ts';
import { readDirectory, scratch, sums } from './runs.ts';

const PACKAGES = [
  'bufio',
  'bytes',
  'container/list',
  'encoding/gob',
  'encoding/json',
  'go/parser',
  'os/exec',
  'reflect',
  'regexp',
  'sort',
  'strconv',
  'strings',
  'sync',
  'text/template',
];
const FEW = ['container/list', 'sort', 'sync'];

/** Packages and tests that fail. */
function failures(goroot: string, packages: readonly string[], exec: readonly string[]): string[] {
  const { stdout, stderr } = spawnSync(join(goroot, 'bin', 'go'), ['test', '-count=1', '-short', '-timeout=20m', ...exec, ...packages], {
    cwd: join(goroot, 'src'),
    env: goEnvironment(goroot),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const passed = stdout.match(/^ok\s+\S+/gm) ?? [];
  const failed = stdout.match(/^(?:\s*--- FAIL: \S+|FAIL\t\S+)/gm) ?? [];
  if (passed.length + failed.filter((one) => one.startsWith('FAIL')).length !== packages.length) throw new Error(`${stdout}\n${stderr}`);
  return failed.map((one) => one.trim());
}

describe.each(EVERY ? [SOME_RELEASES[0]!, NEWEST] : [NEWEST])('%s', { timeout: 3_000_000 }, (toolchain) => {
  it(`pass as without recording: ${(EVERY ? PACKAGES : FEW).join(', ')}`, () => {
    const packages = EVERY ? PACKAGES : FEW;
    const { path, remove } = scratch();
    try {
      const settings = { ...DEFAULT_SETTINGS, events: true, frees: true, maxMegabytes: 2048 };
      const words = Object.entries(recordEnvironment(path, settings)).map(([name, value]) => `${name}=${value}`);
      const failed = failures(recordingGoroot(toolchain), packages, [`-exec=env ${words.join(' ')}`]);
      if (failed.length > 0) expect(failed).toEqual(failures(originalGoroot(toolchain), packages, []));
      // Tests that run themselves have more than one process.
      expect(listRecords(path).length).toBeGreaterThanOrEqual(packages.length);
      const { records, events, gaps } = readDirectory(path, false);
      for (const [i, record] of records.entries()) {
        const listed = events[i]!.allocations.reduce((a, b) => a + b, 0);
        // Processes that tests kill may have counted one more on each P.
        const missing = sums(record).mallocs - listed - record.header.lostEvents;
        expect(missing).toBeLessThanOrEqual(record.header.exit === undefined ? 4 : 0);
      }
      // The tests of os/exec kill processes as soon as they begin: before the first allocation there is nothing to read.
      expect(gaps.filter((gap) => !['events-lost', 'record-not-read'].includes(gap.code))).toEqual([]);
      expect(records.length).toBeGreaterThanOrEqual(packages.length);
    } finally {
      remove();
    }
  });
});

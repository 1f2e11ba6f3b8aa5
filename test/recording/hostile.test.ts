// Programs that leave the place, the user and the limits with which they began: they run as always, and what they allocate is counted.
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, mkdirSync, readdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { build, SOME_RELEASES } from './recorder.ts';
import { expectExact, readDirectory, run, scratch, type RunResult } from './runs.ts';

const root = process.getuid?.() === 0;
const NOBODY = 65_534;
const MODES = [{}, { events: true, frees: true }] as const;

/** A limit of the shell, then the program. */
const limited = (limit: string): readonly string[] => ['sh', '-c', `ulimit ${limit} && exec "$@"`, 'sh'];

function withScratch(use: (path: string) => void): void {
  const { path, remove } = scratch();
  try {
    use(path);
  } finally {
    remove();
  }
}

/** It ran to its end, and there is no record of it. */
function expectUnrecorded(result: RunResult): void {
  expect(result.stderr).toMatch(/^FINAL \d+ \d+ \d+ \d+\n$/);
  expect({ code: result.code, signal: result.signal, records: result.records.length }).toEqual({ code: 0, signal: null, records: 0 });
}

describe.each(SOME_RELEASES)('%s', { timeout: 600_000 }, (toolchain) => {
  const program = (): string => build({ toolchain, program: 'cases' });

  it.skipIf(!root).each(['chroot', 'setuid'])('counts on after %s', (name) => {
    withScratch((path) => {
      for (const settings of MODES) expect(expectExact(run(program(), { args: [name, path], settings }))).toBeGreaterThan(28_000);
    });
  });

  it.each(['close', 'chdir', 'nothing'])('counts on after %s', (name) => {
    for (const settings of MODES) expect(expectExact(run(program(), { args: [name], settings }))).toBeGreaterThan(28_000);
  });

  it.skipIf(!root)('leaves the record out of the memory that a program locks', () => {
    const result = run(program(), { args: ['lock'], settings: { maxMegabytes: 4096 } });
    expectExact(result);
    // All of the file would be in memory, and 4 GB on the disk.
    expect(result.blocks[0]).toBeLessThan(20e6);
    expect(result.milliseconds).toBeLessThan(20_000);
  });

  it('runs without a record where it cannot make one', () => {
    withScratch((path) => {
      expectUnrecorded({ ...run(program(), { args: ['mixed', '50'], directory: path, env: { ALLOCPATH_RECORD: join(path, 'missing') } }) });
      expectUnrecorded(run(program(), { args: ['mixed', '50'], directory: path, env: { ALLOCPATH_RECORD: '' } }));
      expectUnrecorded(run(program(), { args: ['mixed', '50'], directory: path, env: { ALLOCPATH_RECORD: `/${'x'.repeat(2000)}` } }));
      expectUnrecorded(run(program(), { args: ['mixed', '50'], directory: path, env: { ALLOCPATH_RECORD: '/proc/self' } }));
    });
  });

  it.skipIf(!root)('runs without a record where its user may not write', () => {
    withScratch((path) => {
      chmodSync(path, 0o755);
      const result = run(program(), { args: ['mixed', '50'], directory: path, user: NOBODY });
      expectUnrecorded(result);
      expect(readdirSync(path)).toEqual([]);
    });
  });

  it('makes no file that a limit forbids', () => {
    withScratch((path) => {
      expectUnrecorded(run(program(), { args: ['mixed', '50'], directory: path, wrapper: limited('-f 1') }));
      expectUnrecorded(run(program(), { args: ['mixed', '50'], directory: path, wrapper: limited('-f 0') }));
    });
    for (const settings of MODES) {
      const result = run(program(), { args: ['nothing'], settings, wrapper: limited('-f 40000') });
      expect(expectExact(result)).toBeGreaterThan(28_000);
    }
  });

  it('keeps no program that is larger than a file may be', () => {
    withScratch((path) => {
      // Another file system takes no second name for the program, so that it would be copied.
      const other = join('/dev/shm', `allocpath-${process.pid}`);
      mkdirSync(other);
      try {
        const large = join(path, 'large');
        copyFileSync(program(), large);
        truncateSync(large, 64 << 20);
        const result = run(large, { args: ['mixed', '50'], directory: other, wrapper: limited('-f 40000') });
        expectExact(result);
        expect(result.records[0]!.header.program).toBe('');
      } finally {
        spawnSync('rm', ['-rf', other]);
      }
    });
  });

  it.each([8_000_000, 2_000_000, 1_500_000])('leaves address space to a program that may have %d KB', (kilobytes) => {
    const result = run(program(), { args: ['nothing'], wrapper: limited(`-v ${kilobytes}`) });
    expect(result.code).toBe(0);
    expect(expectExact(result)).toBeGreaterThan(28_000);
  });

  it.each(['-l 0', '-n 3', '-s 200', '-c 0'])('counts what MemStats counts under ulimit %s', (limit) => {
    const result = run(program(), { args: [limit === '-n 3' ? 'paths' : 'nothing'], wrapper: limited(limit) });
    expect(result.code).toBe(0);
    if (limit === '-n 3') expectUnrecorded(result);
    else expectExact(result);
  });

  it.skipIf(!root)('keeps the counts of a process for another user, who records too', () => {
    withScratch((path) => {
      chmodSync(path, 0o777);
      run(program(), { args: ['mixed', '50'], directory: path });
      const result = run(program(), { args: ['mixed', '50'], directory: path, user: NOBODY });
      expect(result.records.map((r) => r.header.program)).toEqual([expect.stringMatching(/^program-/), result.records[0]!.header.program]);
    });
  });
});

describe.skipIf(!root).each(SOME_RELEASES)('%s, on a file system that is full', { timeout: 600_000 }, (toolchain) => {
  const full = (use: (directory: string, outside: string) => void, size: string): void => {
    withScratch((path) => {
      const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=1777`, 'none', path]);
      if (mounted.status !== 0) throw new Error(String(mounted.stderr));
      try {
        use(path, path);
      } finally {
        spawnSync('umount', ['-l', path]);
      }
    });
  };

  // A kernel before 5.14 does not know the advice that asks for room.
  it.each([
    ['this kernel', undefined],
    ['an older kernel', { file: 'allocpath_system_linux.go', from: 'allocpathPopulateWrite = 23', to: 'allocpathPopulateWrite = 9923' }],
  ])('counts on without room for stacks, on %s', (_, edit) => {
    const program = build({ toolchain, program: 'cases', ...(edit === undefined ? {} : { edit }) });
    for (const settings of MODES) {
      for (const args of [['paths', '16000'], ['mixed', '500'], ['nothing']]) {
        full((directory) => {
          const result = run(program, { args, directory, settings });
          expect({ code: result.code, signal: result.signal }).toEqual({ code: 0, signal: null });
          expect(expectExact(result)).toBeGreaterThan(15_000);
          const [record] = result.records;
          if (args[0] === 'paths') expect(record!.allocations[0]).toBeGreaterThan(1000);
          if (args[0] === 'paths' || 'events' in settings) {
            expect(result.gaps).toContainEqual(expect.objectContaining({ message: expect.stringContaining('there was no room for it (errno 14)') as string }));
          }
        }, '1500k');
      }
    }
  });

  it('counts where there is room for the beginning alone', () => {
    for (const settings of MODES) {
      full((directory) => {
        const result = run(build({ toolchain, program: 'cases' }), { args: ['mixed', '100'], directory, settings });
        const allocations = expectExact(result);
        expect(result.records[0]!.allocations[0]).toBe(allocations);
        expect(result.gaps.map((gap) => gap.code)).toContain('counters-full');
      }, '140k');
    }
  });

  it('runs without a record where not even its beginning has room', () => {
    full((directory) => {
      const program = build({ toolchain, program: 'cases' });
      expectUnrecorded(run(program, { args: ['mixed', '50'], directory }));
      expect(readdirSync(directory)).toEqual([]);
      expect(readDirectory(directory).records).toEqual([]);
    }, '64k');
  });
});

describe.skipIf(!root)('an older kernel', { timeout: 600_000 }, () => {
  it('needs no name of the record again', () => {
    const edit = { file: 'allocpath_system_linux.go', from: 'allocpathPopulateWrite = 23', to: 'allocpathPopulateWrite = 9923' };
    const program = build({ toolchain: SOME_RELEASES.at(-1)!, program: 'cases', edit });
    withScratch((path) => {
      chownSync(path, NOBODY, NOBODY);
      for (const settings of MODES) {
        const result = run(program, { args: ['chroot', path], settings });
        expect(expectExact(result)).toBeGreaterThan(28_000);
        expect(result.gaps).toEqual([]);
      }
    });
  });
});

// A program that could record and is not asked to: it does what it does without the recorder.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { build, SOME_RELEASES } from './recorder.ts';
import { finalsOf, scratch } from './runs.ts';

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function runIn(directory: string, program: string, args: readonly string[], env: Record<string, string>): Ended {
  const { ALLOCPATH_RECORD: _, ALLOCPATH_OPTIONS: __, ...inherited } = process.env;
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: directory,
    encoding: 'utf8',
    env: { ...inherited, GOMAXPROCS: '1', GOGC: 'off', TMPDIR: directory, ...env },
  });
  return { status, stdout, stderr };
}

/** A trace without what differs from build to build: addresses and offsets, process and goroutine numbers. */
function comparable(text: string): string {
  return text
    .replaceAll(/^FINAL.*\n/gm, '')
    .replaceAll(/\+?0x[0-9a-f]+\??/g, '#')
    .replaceAll(/\bgoroutine \d+/g, 'goroutine #')
    .replaceAll(/^\t\S+\/src\//gm, '\t')
    .replaceAll(/\bm=\d+/g, 'm=#');
}

describe.each(SOME_RELEASES)('%s', { timeout: 600_000 }, (toolchain) => {
  const recording = (): string => build({ toolchain, program: 'cases' });
  const plain = (): string => build({ toolchain, program: 'cases', plain: true });

  it.each([{}, { ALLOCPATH_RECORD: '' }, { ALLOCPATH_OPTIONS: 'm3' }, { ALLOCPATH_RECORDS: '/tmp' }])('writes nothing and allocates as much: %j', (env) => {
    const { path, remove } = scratch();
    try {
      for (const args of [
        ['paths', '2000'],
        ['tree', '10'],
        ['types', '50'],
      ]) {
        // How many threads the runtime makes is a matter of time, two allocations each: the fewest of some runs.
        const fewest = (program: string): number =>
          Math.min(
            ...Array.from({ length: 5 }, () => {
              const { status, stdout, stderr } = runIn(path, program, args, env);
              expect({ status, stdout, stderr: comparable(stderr) }).toEqual({ status: 0, stdout: '', stderr: '' });
              return finalsOf(stderr)[0]!.mallocs;
            }),
          );
        expect(Math.abs(fewest(recording()) - fewest(plain()))).toBeLessThan(16);
      }
      expect(readdirSync(path)).toEqual([]);
    } finally {
      remove();
    }
  });

  it('maps nothing', () => {
    const { path, remove } = scratch();
    try {
      // Those of files have one; how many anonymous ones there are is a matter of threads.
      const maps = (program: string): string[] =>
        runIn(path, program, ['maps'], {})
          .stdout.split('\n')
          .flatMap((line) => /(?<=\s)[[/].*$/.exec(line)?.[0].replace(program, 'program') ?? []);
      expect(maps(recording())).toEqual(maps(plain()));
    } finally {
      remove();
    }
  });

  it.each(['panic', 'nil', 'goexit', 'exit'])('ends with the same words and code: %s', (name) => {
    const { path, remove } = scratch();
    try {
      const env = { GOTRACEBACK: 'system' };
      const [off, without] = [runIn(path, recording(), [name, '3'], env), runIn(path, plain(), [name, '3'], env)];
      expect(off.status).toBe(without.status);
      // Lines of the runtime's source are where they were.
      expect(comparable(off.stderr)).toBe(comparable(without.stderr));
      if (name !== 'exit') expect(off.stderr).toMatch(/runtime\/proc\.go:\d+/);
    } finally {
      remove();
    }
  });
});

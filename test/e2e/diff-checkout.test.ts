// `allocpath diff` in one checkout over time: its index, files that are written between two saved analyses, and edits whose direction is plain.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { DiffResult } from '../../src/diff/model.ts';
import { repositoryOf } from '../diff/repository.ts';
import { allocpath, scratch } from './cli.ts';
import { write } from './fixture.ts';

const MAIN = `package main

type item struct{ n int }

var kept any

func held(n int) *item { return &item{n} }

func counter() func() int {
	n := 3
	return func() int { n++; return n }
}

func main() {
	for i := 0; i < 10; i++ {
		kept = held(i)
	}
	next := counter()
	c := make(chan int)
	go func() { c <- next() }()
	println(<-c)
}
`;

const edit =
  (from: string, to: string) =>
  (path: string): void => {
    const file = join(path, 'main.go');
    const text = readFileSync(file, 'utf8');
    expect(text).toContain(from);
    writeFileSync(file, text.replace(from, to));
  };

const revisions = repositoryOf([
  (path) => void write(path, { 'go.mod': 'module example.com/checkout\n\ngo 1.21\n', 'main.go': MAIN }),
  edit('func held', '//go:noinline\nfunc held'),
  edit('next := counter()', 'next := func() int { return 3 }'),
  edit('make(chan int)', 'make(chan int, 8000)'),
]);
const { path: cwd, git } = revisions;
afterAll(revisions.remove);

async function diff(before: string, after: string, env: Record<string, string> = {}): Promise<DiffResult> {
  const { code, stdout, stderr } = await allocpath(['diff', '--json', before, after], { cwd, env });
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as DiffResult;
}

const shown = ({ changes }: DiffResult): string[] => changes.map((c) => `${c.change} ${(c.after ?? c.before)!.expression} ${c.cause.code}`);

describe('diff in a checkout', { timeout: 300_000 }, () => {
  it('does not take a copy in a loop for the function that stands in none', async () => {
    expect(shown(await diff('v1', 'v2'))).toEqual([]);
  });

  it('does not charge for a function that nothing calls any more', async () => {
    expect(shown(await diff('v2', 'v3')).filter((change) => change.startsWith('worse'))).toEqual([]);
  });

  it('sees what a channel is made for', async () => {
    expect(shown(await diff('v3', 'v4'))).toEqual(['worse make(chan int, 8000) size-grew']);
    expect(shown(await diff('v4', 'v3'))).toEqual(['better make(chan int) size-shrank']);
  });

  it('compares saved analyses, whatever was written since', async () => {
    const saved = scratch('saved');
    const save = async (name: string): Promise<string> => {
      const { code, stdout } = await allocpath(['explain', '--json', '.'], { cwd });
      expect(code).toBe(0);
      writeFileSync(join(saved, name), stdout);
      return join(saved, name);
    };
    const before = await save('before.json');
    edit('package main\n', '// Package main.\n\n// Nothing else.\npackage main\n')(cwd);
    const after = await save('after.json');
    expect(shown(await diff(before, after))).toEqual([]);
    git('checkout', '-q', 'main.go');
  });

  it('leaves a split index and its shared files alone', async () => {
    git('config', 'core.splitIndex', 'true');
    writeFileSync(join(cwd, 'staged.go'), 'package main\n');
    git('add', 'staged.go');
    git('update-index', '--split-index');
    const shared = (): string[] => readdirSync(join(cwd, '.git')).filter((name) => name.startsWith('sharedindex.'));
    const before = [shared(), git('diff', '--cached')];
    expect(before[0]).toHaveLength(1);
    await diff('v1', 'v2', { ALLOCPATH_CACHE: scratch('split') });
    expect([shared(), git('diff', '--cached')]).toEqual(before);
  });
});

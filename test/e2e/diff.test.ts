// `allocpath diff` as a user has it: revisions of a repository, releases, flags, files and recordings, and what is wrong with them.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, it } from 'vitest';
import { DIFF_CAUSES } from '../../src/diff/cause-list.ts';
import type { DiffResult } from '../../src/diff/model.ts';
import { repositoryOf } from '../diff/repository.ts';
import { revisionOf } from '../diff/wanted.ts';
import { allocpath, scratch, type Run } from './cli.ts';

const schema = JSON.parse(readFileSync(new URL('../../schema/diff-1.json', import.meta.url), 'utf8')) as object;
const validate: ValidateFunction = new Ajv2020({ strict: true, allErrors: true }).compile(schema);

const revisions = repositoryOf([revisionOf('before'), revisionOf('after')]);
const { path: repository, git } = revisions;
afterAll(revisions.remove);

async function diff(args: readonly string[], cwd: string = repository, code = 0): Promise<DiffResult> {
  const run = await allocpath(['diff', '--json', ...args], { cwd });
  expect(run, run.stderr).toMatchObject({ code, signal: null });
  const result = JSON.parse(run.stdout) as DiffResult;
  validate(result);
  expect(validate.errors).toBeNull();
  return result;
}

const text = async (args: readonly string[], cwd: string = repository): Promise<Run> => await allocpath(['diff', ...args], { cwd });

const status = (): string => git('status', '--porcelain') + git('stash', 'list') + git('branch', '-v') + git('diff', '--cached');

describe('allocpath diff', { timeout: 300_000 }, () => {
  it('has a schema with every cause', () => {
    const { $defs } = schema as { $defs: { change: { properties: { cause: { properties: { code: { enum: string[] } } } } } } };
    expect($defs.change.properties.cause.properties.code.enum).toEqual(Object.keys(DIFF_CAUSES));
  });

  it('compares revisions and leaves the repository as it is', async () => {
    const before = status();
    const { summary, changes } = await diff(['v1', 'v2']);
    expect(status()).toBe(before);
    expect(summary.worse).toBeGreaterThan(5);
    expect(changes).toHaveLength(summary.worse + summary.appeared + summary.better + summary.vanished);
    expect(changes.find((c) => c.cause.code === 'callee-not-inlined')!.cause.sentence).toMatch(/newPoint is no longer inlined \(cost \d+ > 80\)\.$/);
    // Only what was named.
    expect((await diff(['v1', 'v2', './wider'])).changes.map((c) => c.cause.code)).toEqual(['size-grew']);
  });

  it('keeps trees that are what git has, whoever writes or changes them', async () => {
    const cache = scratch('trees');
    const run = async (): Promise<DiffResult['summary']> => {
      const { code, stdout, stderr } = await allocpath(['diff', '--json', 'v1', 'v2', './wider'], { cwd: repository, env: { ALLOCPATH_CACHE: cache } });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      return (JSON.parse(stdout) as DiffResult).summary;
    };
    const [first, ...others] = await Promise.all([run(), run(), run()]);
    expect(first).toMatchObject({ worse: 1, appeared: 0 });
    expect(others).toEqual([first, first]);
    // One tree loses a file, the other has one changed.
    const trees = readdirSync(join(cache, 'trees')).map((name) => join(cache, 'trees', name, 'current/tree'));
    expect(trees).toHaveLength(2);
    rmSync(join(trees[0]!, 'wider/wider.go'));
    writeFileSync(join(trees[1]!, 'wider/wider.go'), 'package wider\n\nfunc Run() int { return 0 }\n');
    expect(await run()).toEqual(first);
    expect(readdirSync(join(trees[0]!, '../..'))).toEqual(['current']);
  });

  it('compares a revision with the working tree, and says that it is dirty', async () => {
    const clean = await diff(['v2']);
    expect(clean.after.label).toBe('working tree');
    expect(clean.changes).toEqual([]);
    const file = join(repository, 'wider/wider.go');
    const source = readFileSync(file, 'utf8');
    writeFileSync(file, source.replace('make([]int, 200)', 'make([]int, 300)'));
    try {
      const { after, changes } = await diff(['HEAD']);
      expect(after.label).toBe('working tree (1 file changed)');
      expect(changes.map((c) => [c.change, c.cause.code, c.before?.size, c.after?.size])).toEqual([['worse', 'size-grew', 1600, 2400]]);
    } finally {
      writeFileSync(file, source);
    }
  });

  it('works from a directory within, with the packages there', async () => {
    const { changes } = await diff(['v1', 'v2'], join(repository, 'hinted'));
    expect(changes.map((c) => c.cause.code)).toEqual(['hint-grew']);
  });

  it('sees no change in text that only reads otherwise', async () => {
    const { path, remove } = repositoryOf([
      [join(import.meta.dirname, '../../examples')],
      (root) => {
        // Everything moves down, names of files change, comments come and go, and functions change their places.
        for (const name of ['slices.go', 'maps.go', 'interfaces.go', 'closures.go', 'strings.go', 'values.go', 'inlining.go']) {
          const source = readFileSync(join(root, name), 'utf8');
          const [head, ...declarations] = source.split(/\n\n(?=(?:\/\/.*\n)*func )/);
          const turned = declarations.map((d) => d.replace(/^\/\/ (?!go:).*\n/gm, '// Another comment.\n').replace(/\{\n/, '{\n\t// Moved.\n\n')).reverse();
          writeFileSync(join(root, name), [head, ...turned].join('\n\n'));
          renameSync(join(root, name), join(root, `z_${name}`));
        }
        execFileSync('gofmt', ['-w', '.'], { cwd: root });
      },
      (root) => {
        // A function with another name, its callers with it.
        for (const name of ['z_slices.go', 'main.go']) {
          const file = join(root, name);
          writeFileSync(file, readFileSync(file, 'utf8').replaceAll('AppendLocal', 'GrowLocally'));
        }
      },
    ]);
    try {
      const { summary, gaps } = await diff(['v1', 'v2'], path);
      expect(gaps).toEqual([]);
      expect(summary).toMatchObject({ worse: 0, appeared: 0, better: 0, vanished: 0, neutral: 0 });
      expect(summary.same).toBeGreaterThan(80);
      expect((await diff(['v2', 'v3'], path)).summary).toEqual(summary);
    } finally {
      remove();
    }
  });

  it('compares saved analyses', async () => {
    const directory = scratch('saved');
    const [a, b] = [join(directory, 'a.json'), join(directory, 'b.json')];
    for (const [tag, file] of [
      ['v1', a],
      ['v2', b],
    ] as const) {
      const tree = join(directory, tag);
      mkdirSync(tree);
      execFileSync('tar', ['-x', '-C', tree], { input: execFileSync('git', ['archive', tag], { cwd: repository }) });
      const saved = await allocpath(['explain', '--json', '-o', file, './...'], { cwd: tree });
      expect(saved, saved.stderr).toMatchObject({ code: 0 });
    }
    const { changes, before } = await diff([a, b], directory);
    expect(before.label).toBe(a);
    // Without the compiler's text of inlining the same changes; but a package without sites on one side is not known to have its variables there.
    const built = await diff(['v1', 'v2']);
    const known = ({ package: name }: DiffResult['changes'][number]): boolean => !/leaking|staying/.test(name);
    const brief = (of: DiffResult['changes']): string[] =>
      of
        .filter(known)
        .map((c) => `${c.change} ${c.package}.${c.function}`)
        .sort();
    expect(brief(changes)).toEqual(brief(built.changes));
    const newer = readFileSync(a, 'utf8').replace('allocpath.analysis/1', 'allocpath.analysis/7');
    writeFileSync(join(directory, 'newer.json'), newer);
    writeFileSync(join(directory, 'cut.json'), newer.slice(0, 5000));
    writeFileSync(join(directory, 'other.json'), '{"schema":"something/1"}');
    writeFileSync(
      join(directory, 'damaged.json'),
      readFileSync(a, 'utf8').replace('"placement":"heap"', '"placement":"moon"').replace('"placement": "heap"', '"placement": "moon"'),
    );
    for (const [name, message] of [
      ['newer.json', /allocpath\.analysis\/7, which this version does not know/],
      ['cut.json', /no JSON/],
      ['other.json', /no analysis of allocpath/],
      ['damaged.json', /damaged: analysis\.sites\[\d+\]/],
      ['missing.json', /There is no file/],
    ] as const) {
      const run = await text([name, 'b.json'], directory);
      expect(run, name).toMatchObject({ code: 2, stdout: '' });
      expect(run.stderr).toMatch(message);
    }
    const strangers = await diff([a, await explained('examples')], directory);
    expect(strangers.gaps.map((g) => g.code)).toContain('different-programs');
  });

  it('compares recordings, with the noise between repeated ones', async () => {
    const directory = scratch('recordings');
    writeFileSync(join(directory, 'go.mod'), 'module example.com/measured\n\ngo 1.21\n');
    const program = (buffers: number): string =>
      `package main\n\nimport "os"\n\nvar kept [][]byte\n\nfunc main() {\n\tfor i := 0; i < ${buffers}+len(os.Args); i++ {\n\t\tkept = append(kept, make([]byte, 1000))\n\t}\n}\n`;
    const run = async (name: string, ...args: string[]): Promise<string> => {
      const recorded = await allocpath(['run', '--out', name, '--build', '.', '--', ...args], { cwd: directory });
      expect(recorded, recorded.stderr).toMatchObject({ code: 0 });
      return name;
    };
    writeFileSync(join(directory, 'main.go'), program(100));
    const first = [await run('a1.allocpath'), await run('a2.allocpath', 'x'), await run('a3.allocpath', 'x', 'y')].join(',');
    const like = await run('b.allocpath', 'x');
    const same = await diff([first, like], directory);
    const make = ({ changes }: DiffResult): DiffResult['changes'][number] | undefined =>
      changes.find((c) => c.kind === 'make-slice' && c.package === 'example.com/measured');
    // 101, 102 and 103 times: 102 is within.
    expect(make(same)).toBeUndefined();
    expect(same.before.runs).toBe(3);
    expect(same.noise!.before).toBeGreaterThan(0);
    const more = await run('c.allocpath', 'a', 'b', 'c', 'd', 'e', 'f');
    const worse = make(await diff([first, more, '--fail-on', 'worse'], directory, 1))!;
    expect(worse).toMatchObject({
      change: 'worse',
      cause: { code: 'runs-more' },
      allocations: { before: 102, after: 107, beforeRange: [101, 103] },
      bytes: { before: 102_000, after: 107_000 },
    });
    expect(make(await diff([more, like], directory))).toMatchObject({ change: 'better', cause: { code: 'runs-less' } });
    const single = await diff([like, more], directory);
    expect(single.gaps.map((g) => g.code)).toContain('noise-unknown');
    const shown = await text([first, more], directory);
    expect(shown.stdout).toContain('102,000 (101,000–103,000) → 107,000 bytes');
    expect(shown.stdout).toMatch(/Repeated runs differ by \d+\.\d %\./);
  });

  it('prints Markdown and SARIF', async () => {
    const { stdout } = await text(['v1', 'v2', '--format', 'markdown']);
    expect(stdout).toMatch(/^\*\*Allocations\*\*: \d+ worse/);
    expect(stdout).toContain('| worse | `wider/wider.go:7` | `make([]int, 200)`, was `make([]int, 100)` |');
    const sarif = JSON.parse((await text(['v1', 'v2', '--format', 'sarif'])).stdout) as { runs: { results: { ruleId: string; level: string }[] }[] };
    const valid = new Ajv({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false }).compile(sarifSchema());
    expect(valid(sarif), JSON.stringify(valid.errors)).toBe(true);
    const { summary } = await diff(['v1', 'v2']);
    expect(sarif.runs[0]!.results).toHaveLength(summary.worse + summary.appeared);
    expect(sarif.runs[0]!.results.filter((r) => r.level === 'warning')).toHaveLength(summary.worse);
  });

  it('fails when it is asked to', async () => {
    expect(await text(['v1', 'v2', '--fail-on', 'worse'])).toMatchObject({ code: 1 });
    expect(await text(['v1', 'v2', './hinted', '--fail-on', 'appeared,better,vanished'])).toMatchObject({ code: 0 });
    expect(await text(['v2', 'v2', '--fail-on', 'any'])).toMatchObject({ code: 0 });
  });

  it('goes on when a side does not build as a whole', async () => {
    const broken = repositoryOf([
      revisionOf('before'),
      (root) => {
        writeFileSync(join(root, 'hinted/hinted.go'), 'package hinted\n\nfunc Run() int { return "text" }\n');
        writeFileSync(join(root, 'wider/wider.go'), readFileSync(join(root, 'wider/wider.go'), 'utf8').replace('100', '200'));
      },
    ]);
    try {
      const run = await text(['v1', 'v2', '--json'], broken.path);
      expect(run.code).toBe(3);
      expect(run.stderr).toMatch(/# after \(v2\) example\.com\/revisions\/hinted/);
      expect(run.stderr).toContain('cannot use "text"');
      const { changes } = JSON.parse(run.stdout) as DiffResult;
      expect(changes.map((c) => c.cause.code)).toContain('size-grew');
    } finally {
      broken.remove();
    }
  });

  it('leaves test binaries out on both sides where the tests of one do not compile', async () => {
    const test =
      (body: string): ((root: string) => void) =>
      (root) => {
        mkdirSync(join(root, 'lib'), { recursive: true });
        writeFileSync(join(root, 'go.mod'), 'module example.com/tested\n\ngo 1.21\n');
        writeFileSync(join(root, 'lib/lib.go'), 'package lib\n\nfunc Up(s string) []byte {\n\tb := make([]byte, len(s))\n\tcopy(b, s)\n\treturn b\n}\n');
        writeFileSync(join(root, 'lib/lib_test.go'), `package lib\n\nimport "testing"\n\nfunc TestUp(t *testing.T) { ${body} }\n`);
      };
    const broken = repositoryOf([test('Up("a")'), test('Up(1)')]);
    try {
      const { gaps, summary } = await diff(['v1', 'v2'], broken.path);
      expect(gaps.map((g) => [g.code, g.affects])).toEqual([['tests-left-out', 'v2']]);
      expect(summary).toMatchObject({ worse: 0, appeared: 0, better: 0, vanished: 0 });
    } finally {
      broken.remove();
    }
  });

  it('says what is wrong with the sides', async () => {
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [['nosuch'], /nosuch is no revision/],
      [['v1', 'nosuch'], /nosuch is no revision/],
      [['--', '-x'], /-x is no revision/],
      [['v1', 'v2', 'v3'], /two sides, and 3 were named/],
      [[], /nothing to compare/],
      [['--go', '1.24'], /nothing to compare/],
      [['--go', '1.2x..1.3'], /Two releases are named/],
      [['--after', '-nonsense=1'], /does not take -nonsense/],
      [['--fail-on', 'sad'], /sad is none of worse/],
      [['--go', '1.24.99..1.25', './wider'], /toolchain go1\.24\.99 could not be had/],
    ];
    for (const [args, message] of cases) {
      const run = await text(args);
      expect(`${args.join(' ')}: ${run.stderr}`).toMatch(message);
      expect(run, args.join(' ')).toMatchObject({ code: 2, stdout: '' });
    }
    const outside = await text(['main'], scratch('outside'));
    expect(outside.stderr).toContain('in no git repository');
    // Before anything is built.
    expect((await text(['v1', 'nosuch', './...'])).stderr).not.toContain('compil');
  });
});

function sarifSchema(): object {
  const file = createRequire(import.meta.url).resolve('schemastore/package.json');
  const path = join(file, '../schemas/json/sarif-2.1.0.json');
  expect(existsSync(path)).toBe(true);
  // It is written for draft 4, of which it uses nothing that later ones read otherwise.
  const { $schema: _, id: __, ...rest } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  return rest;
}

async function explained(name: string): Promise<string> {
  const file = join(scratch('other'), 'other.json');
  await allocpath(['explain', '--json', '-o', file, '.'], { cwd: join(import.meta.dirname, '../..', name) });
  return file;
}

// `allocpath lab` as a user has it: the shipped experiments, own ones, and what is wrong with a directory or a release.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { LabResult } from '../../src/lab/model.ts';
import { allocpath, scratch } from './cli.ts';

const schema = JSON.parse(readFileSync(new URL('../../schema/lab-1.json', import.meta.url), 'utf8')) as object;
const validate: ValidateFunction = new Ajv2020({ strict: true, allErrors: true, strictTypes: false }).compile(schema);

function files(of: Readonly<Record<string, string>>): string {
  const directory = scratch('lab');
  for (const [name, text] of Object.entries(of)) {
    mkdirSync(join(directory, name, '..'), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
  return directory;
}

async function lab(args: readonly string[], options: Parameters<typeof allocpath>[1], code = 0): Promise<LabResult> {
  const run = await allocpath(['lab', '--json', ...args], options);
  expect(run, run.stderr).toMatchObject({ code, signal: null });
  const result = JSON.parse(run.stdout) as LabResult;
  validate(result);
  expect(validate.errors).toBeNull();
  return result;
}

const OWN = `package mine

import "os"

var kept []byte

//lab:claim It allocates once.
//lab:holds allocs=1
//lab:case make4: build(4)
//lab:case nothing: build(0)
func build(n int) {
	if os.Getenv("SPARE") != "" {
		return
	}
	kept = make([]byte, n)
}
`;

describe('allocpath lab', { timeout: 300_000 }, () => {
  it('runs the shipped experiments from any directory', async () => {
    const result = await lab(['--experiment', 'slices/makeVariable', '--go', '1.24,1.25'], { cwd: scratch('anywhere') });
    const [experiment, ...more] = result.experiments;
    expect(more).toEqual([]);
    expect(experiment!.cells.map((c) => [c.go, c.placement, c.happened.map((m) => m.allocations)])).toEqual([
      ['go1.24.13', 'heap', [1, 1]],
      ['go1.25.14', 'conditional', [0, 1]],
    ]);
    expect(experiment!.verdicts.map((v) => v.verdict)).toEqual(['held until 1.24', 'holds since 1.25']);
    expect(result.layouts.find((l) => l.id === 'slice')).toMatchObject({
      type: 'runtime.slice',
      size: 24,
      fields: [{ name: 'array' }, { name: 'len', offset: 8 }, { name: 'cap', offset: 16 }],
    });
  });

  it('prints tables, Markdown, a list, and Chinese', async () => {
    const args = ['lab', '--experiment', 'slices/makeConstant', '--go', 'local'];
    const text = await allocpath([...args, '--source', '--layouts', '--color', 'never'], { cwd: scratch('text') });
    expect(text.stdout).toMatch(/make with a constant size {2}slices\/makeConstant/);
    expect(text.stdout).toMatch(/s := make\(\[\]int, 8\)/);
    expect(text.stdout).toMatch(/▬ stack/);
    expect(text.stdout).toMatch(/holds: The backing array/);
    expect(text.stdout).toMatch(/0 ┌─+┐/);
    const markdown = await allocpath([...args, '--format', 'markdown', '--lang', 'zh'], { cwd: scratch('zh') });
    expect(markdown.stdout).toContain('### 常量长度的 make');
    expect(markdown.stdout).toContain('**成立**');
    const list = await allocpath(['lab', '--list', '--experiment', 'maps/hint*'], { cwd: scratch('list') });
    expect(
      list.stdout
        .trim()
        .split('\n')
        .map((l) => l.split(/\s+/)[0]),
    ).toEqual(['maps/hint0', 'maps/hint1', 'maps/hint8', 'maps/hint9', 'maps/hint100', 'maps/hintVariable']);
  });

  it('runs files without a module, and measures each time anew', async () => {
    const cwd = files({ 'mine.go': OWN });
    const happened = async (env: Readonly<Record<string, string>>): Promise<number[]> =>
      (await lab(['.', '--go', 'local'], { cwd, env })).experiments[0]!.cells[0]!.happened.map((m) => m.allocations);
    expect(await happened({ SPARE: '' })).toEqual([1, 0]);
    expect(await happened({ SPARE: 'yes' })).toEqual([0, 0]);
    expect(readdirSync(cwd)).toEqual(['mine.go']);
    const check = await allocpath(['lab', '.', '--go', 'local', '--check'], { cwd });
    expect(check.code).toBe(1);
    expect(check.stdout).toContain('never held: It allocates once.');
    expect(check.stderr).toContain('1 of 1 claims do not hold');
  });

  it('runs packages of a module, commands among them', async () => {
    const cwd = files({
      'go.mod': 'module example.com/mod\n\ngo 1.21\n',
      'internal/helper/helper.go': 'package helper\n\nfunc New(n int) *int { return &n }\n',
      'internal/exp/exp.go':
        'package exp\n\nimport "example.com/mod/internal/helper"\n\nvar kept *int\n\n//lab:case f(300)\nfunc f(n int) {\n\tkept = helper.New(n)\n}\n',
      'cmd/main.go':
        'package main\n\nimport "fmt"\n\nvar kept []int\n\n//lab:case g()\nfunc g() {\n\tkept = make([]int, 3)\n}\n\nfunc main() { fmt.Println("not this") }\n',
      'broken/broken.go': 'package broken\n\n//lab:case h()\nfunc h() { return 1 }\n',
      'panics/panics.go': 'package panics\n\nvar none []int\n\n//lab:case index()\nfunc index() { none[3] = 1 }\n\n//lab:case fine()\nfunc fine() {}\n',
    });
    const result = await lab(['.', '--go', 'local'], { cwd }, 3);
    const cells = new Map(result.experiments.map((e) => [e.id, e.cells[0]!]));
    expect(cells.get('internal/exp/f')).toMatchObject({ happened: [{ allocations: 1, bytes: 8 }] });
    expect(cells.get('cmd/g')).toMatchObject({ placement: 'heap', happened: [{ allocations: 1, bytes: 24 }] });
    expect(cells.get('broken/h')!.missing).toMatch(/does not compile: .*broken\.go:4/);
    expect(cells.get('panics/index')!.happened[0]!.panicked).toMatch(/index out of range/);
    expect(cells.get('panics/fine')).toMatchObject({ happened: [{ allocations: 0 }] });
  });

  it('measures what is there now', async () => {
    const cwd = files({
      'go.mod': 'module mine\n\ngo 1.21\n',
      'dep/dep.go': 'package dep\n\nfunc New() *int { return nil }\n',
      'exp/exp.go':
        'package exp\n\nimport "mine/dep"\n\nvar kept *int\n\n//lab:claim It allocates nothing.\n//lab:holds allocs=0\n//lab:case f()\nfunc f() { kept = dep.New() }\n',
    });
    expect((await lab(['.', '--go', 'local'], { cwd })).experiments[0]!.verdicts[0]!.verdict).toBe('holds');
    writeFileSync(join(cwd, 'dep/dep.go'), 'package dep\n\nfunc New() *int { return new(int) }\n');
    expect((await lab(['.', '--go', 'local'], { cwd })).experiments[0]!.verdicts[0]!.verdict).toBe('never held');
  });

  it('takes no word of an experiment for a measurement', async () => {
    const cwd = files({
      'go.mod': 'module mine\n\ngo 1.21\n',
      'e.go': [
        'package e',
        '',
        'var kept *int',
        '',
        '//lab:claim It allocates nothing.',
        '//lab:holds allocs=0',
        '//lab:case f()',
        'func f() { kept = new(int); print("x") }',
        '',
        '//lab:claim It allocates nothing.',
        '//lab:holds allocs=0',
        '//lab:case g()',
        'func g() { panic("p\\nallocpath-lab 1 0 0 0") }',
        '',
        'type a struct{}',
        'type b struct{}',
        '',
        '//lab:case a{}.m()',
        'func (a) m() {}',
        '',
        '//lab:case b{}.m()',
        'func (*b) n() {}',
        'func (b) m() { kept = new(int) }',
        '',
        '//lab:case generic[int](7)',
        'func generic[T any](v T) { kept = new(int) }',
        '',
      ].join('\n'),
    });
    const { experiments } = await lab(['.', '--go', 'local'], { cwd });
    const cells = new Map(experiments.map((e) => [e.id, e.cells[0]!]));
    expect(cells.get('f')).toMatchObject({ happened: [{ allocations: 1 }] });
    expect(cells.get('g')!.happened[0]!.panicked).toContain('p');
    expect(experiments.map((e) => e.verdicts[0]?.verdict).slice(0, 2)).toEqual(['never held', 'not measured']);
    expect([...cells.keys()]).toEqual(['f', 'g', 'a.m', 'b.n', 'generic']);
    expect(cells.get('a.m')).toMatchObject({ happened: [{ allocations: 0 }] });
    expect(cells.get('generic')).toMatchObject({ happened: [{ allocations: 1 }] });
  });

  it('goes on when a toolchain cannot be had, and says which cells are missing', async () => {
    const result = await lab(['--experiment', 'slices/makeConstant', '--go', 'local,go1.21.99'], { cwd: scratch('offline'), env: { GOPROXY: 'off' } });
    expect(result.releases.map((r) => r.missing === undefined)).toEqual([true, false]);
    expect(result.gaps.map((g) => g.code)).toEqual(['toolchain-missing']);
    const [have, missing] = result.experiments[0]!.cells;
    expect(have!.happened).toHaveLength(1);
    expect(missing!.missing).toContain('go1.21.99');
    // Whichever of them is missing, the others are judged.
    const first = await lab(['--experiment', 'slices/makeConstant', '--go', 'go1.21.99,local'], { cwd: scratch('offline'), env: { GOPROXY: 'off' } });
    expect(first.experiments[0]!.verdicts[0]!.verdict).toBe('holds');
    const none = await allocpath(['lab', '--go', 'go1.21.99'], { cwd: scratch('offline'), env: { GOPROXY: 'off' } });
    expect(none.code).toBe(2);
    expect(none.stderr).toMatch(/go1\.21\.99 could not be had[\s\S]*--go local/);
  });

  it('reads other processors without running them', async () => {
    const result = await lab(['--experiment', 'slices/makeReturned', '--go', 'local', '--arch', 'amd64,arm64'], { cwd: scratch('arch') });
    const [here, there] = result.experiments[0]!.cells;
    expect(here).toMatchObject({ goarch: 'amd64', placement: 'heap', happened: [{ allocations: 1 }] });
    expect(there).toMatchObject({ goarch: 'arm64', placement: 'heap', emitted: ['runtime.makeslice'], happened: [] });
    expect(there!.unmeasured).toMatch(/linux\/arm64 does not run on this machine/);
  });

  it('says what is wrong', async () => {
    const cwd = files({ 'bad/x.go': 'package bad\n\n//lab:clam it\n//lab:case f()\nfunc f() {}\n', 'none/x.go': 'package none\n' });
    for (const [args, message] of [
      [['bad'], /x\.go:3: \/\/lab:clam is not known/],
      [['none'], /has no experiments/],
      [['nowhere'], /There is no directory nowhere/],
      [['--experiment', 'no/such', '--go', 'local'], /No experiment matches no\/such/],
      [['--go', 'newest'], /named like 1\.24/],
      [['--go', '1.20'], /too old/],
      [['--go', '1.27..1.21'], /named like 1\.24/],
    ] as const) {
      const run = await allocpath(['lab', ...args], { cwd });
      expect(run.stderr, args.join(' ')).toMatch(message);
      expect(run.code, args.join(' ')).toBe(2);
      expect(run.stdout).toBe('');
    }
  });
});

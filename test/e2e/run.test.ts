// `allocpath run` as a user has it: programs and tests in a module, ends of all kinds, what goes to stdout, files and their exports.
import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { Analysis, Site } from '../../src/site/model.ts';
import { allocpath, scratch, sitesAt, type Run, type RunOptions } from './cli.ts';
import { fixture, lineOf } from './fixture.ts';

const schema = JSON.parse(readFileSync(new URL('../../schema/analysis-1.json', import.meta.url), 'utf8')) as object;
const validate: ValidateFunction = new Ajv2020({ strict: true, allErrors: true }).compile(schema);
const module = fixture('recorded');

interface Recorded {
  readonly analysis: Analysis;
  readonly run: Run;
}

/** Runs with --json and checks what holds for every run: one valid document, and every allocation accounted for. */
async function recorded(args: readonly string[], options: Partial<RunOptions> & { readonly code?: number } = {}): Promise<Recorded> {
  const run = await allocpath(['run', '--json', ...args], { cwd: module, ...options });
  expect(run, run.stderr).toMatchObject({ code: options.code ?? 0, signal: null });
  const analysis = JSON.parse(run.stdout) as Analysis;
  validate(analysis);
  expect(validate.errors).toBeNull();
  const { recorded: totals, runs, sites } = analysis;
  // Counts are exact. Estimates are rounded one by one, and their sums agree to what that takes.
  const apart = (a: number, b: number, terms: number): void =>
    expect(Math.abs(a - b), `${a} and ${b}`).toBeLessThanOrEqual(totals!.rate === undefined ? 0 : terms / 2);
  apart(totals!.onSites + totals!.elsewhere + totals!.runtime + totals!.unknown, totals!.allocations, 5);
  expect(totals!.unknown).toBe(0);
  apart(
    runs!.reduce((sum, r) => sum + r.allocations, 0),
    totals!.allocations,
    runs!.length + 1,
  );
  apart(
    sites.reduce((sum, s) => sum + (s.happened?.allocations ?? 0), 0),
    totals!.onSites + totals!.elsewhere,
    sites.length + 2,
  );
  return { analysis, run };
}

function only(analysis: Analysis, file: string, text: string): Site {
  const found = sitesAt(analysis, file, lineOf(join(module, file), text)).filter((s) => s.happened !== undefined);
  expect(found.map((s) => `${s.kind} ${s.expression}`)).toHaveLength(1);
  return found[0]!;
}

// The tests of package slow print a line when they have allocated, and then wait.
function interruptWhenReady(signal: NodeJS.Signals): (child: ChildProcess) => void {
  return (child) => {
    const onText = (chunk: Buffer): void => {
      if (chunk.includes('slow is ready')) setTimeout(() => child.kill(signal), 200);
    };
    child.stdout!.on('data', onText);
    child.stderr!.on('data', onText);
  };
}

describe('allocpath run', { timeout: 300_000 }, () => {
  it('ties every allocation of a program to its site, inlined ones too', async () => {
    const { analysis, run } = await recorded(['--', 'go', 'run', '.']);
    const inlined = only(analysis, 'lib/lib.go', '&Item{Number: n}');
    expect(inlined.happened).toMatchObject({ allocations: 1000, bytes: 16_000, slotBytes: 16_000, types: [{ type: 'lib.Item', allocations: 1000 }] });
    expect(inlined.reason?.sentence).toContain('returned');
    expect(inlined.happened!.stacks[0]!.frames.map((f) => f.function)).toEqual(['example.com/recorded/lib.New', 'main.many', 'main.main', 'runtime.main']);
    const own = sitesAt(analysis, 'main.go', lineOf(join(module, 'main.go'), 'lib.New(i), &lib.Item'));
    expect(own.map((s) => `${s.kind} ${s.happened?.allocations ?? 0}`).sort()).toContain('composite 1000');
    expect(analysis.runs).toMatchObject([{ exit: 0, dropped: 0, binary: 0 }]);
    // stdout is the document's alone.
    expect(run.stderr).toContain('on stdout');
    expect(run.stderr).toContain('on stderr');
  });

  it('keeps two calls on one line apart', async () => {
    const { analysis } = await recorded(['--', 'go', 'test', '-run', 'TestPair', './lib']);
    const pair = sitesAt(analysis, 'lib/lib.go', lineOf(join(module, 'lib/lib.go'), 'a, b := make'));
    expect(pair.map((s) => [s.expression, s.happened?.allocations, s.happened?.bytes])).toEqual(
      expect.arrayContaining([
        ['make([]int, n)', 100, 2400],
        ['make([]int, 2 * n)', 100, 4800],
      ]),
    );
    expect(pair).toHaveLength(2);
  });

  it('ends as the program ends', async () => {
    for (const [how, code, run] of [
      ['exit', 7, { exit: 7 }],
      ['panic', 2, { exit: 2 }],
      ['kill', 137, { signal: 'SIGKILL' }],
    ] as const) {
      const { analysis } = await recorded(['--build', '.', '--', how], { code });
      expect(analysis.runs).toMatchObject([run]);
      expect(only(analysis, 'lib/lib.go', '&Item{Number: n}').happened!.allocations).toBe(1000);
    }
  });

  it('gives each process a record', async () => {
    const { analysis } = await recorded(['--build', '.', '--', 'child']);
    expect(analysis.runs!.map((r) => [r.argv.at(-1), r.exit])).toEqual([
      ['child', 0],
      ['exit', 7],
    ]);
    const site = only(analysis, 'lib/lib.go', '&Item{Number: n}');
    expect(site.happened).toMatchObject({
      allocations: 2000,
      runs: [
        { run: 0, allocations: 1000 },
        { run: 1, allocations: 1000 },
      ],
    });
    expect(site.happened!.stacks).toHaveLength(1);
  });

  it('runs tests of several packages, with what did not compile said', async () => {
    const { analysis, run } = await recorded(['--', 'go', 'test', './lib', './other', './broken'], { code: 3 });
    expect(analysis.runs).toHaveLength(2);
    expect(run.stderr).toContain('ok  \texample.com/recorded/lib');
    expect(run.stderr).toContain('broken.go');
    expect(analysis.gaps.map((g) => g.code)).toContain('package-not-compiled');
    expect(only(analysis, 'other/other.go', 's + s').happened!.allocations).toBe(1);
  });

  it('leaves tests their environment, and fails when they fail', async () => {
    const failing = await recorded(['--', 'go', 'test', '-v', './lib'], { code: 1, env: { RECORDED_FAIL: '1' } });
    expect(failing.run.stderr).toContain('--- FAIL: TestPair');
    expect(failing.run.stderr).toContain('--- PASS: TestEnvironment');
    expect(failing.run.stderr).not.toContain('liveness:');
    expect(failing.run.stderr).not.toContain('escapes to heap');
  });

  it('records benchmarks, whose own numbers stay as they are', async () => {
    const { analysis, run } = await recorded(['--', 'go', 'test', '-run', 'NONE', '-bench', 'Pair', '-benchtime', '50000x', './lib']);
    // Enough turns that a thread of the runtime's, which is charged to them, does not show.
    expect(run.stderr).toMatch(/BenchmarkPair\S*\s+50000\s.*\s72 B\/op\s+2 allocs\/op/);
    const pair = sitesAt(analysis, 'lib/lib.go', lineOf(join(module, 'lib/lib.go'), 'a, b := make'));
    // The first call of a benchmark has N = 1.
    expect(pair.map((s) => s.happened!.allocations)).toEqual([50_001, 50_001]);
  });

  it('shows a server when it is interrupted', async () => {
    const { analysis, run } = await recorded(['--frees', '--build', '.', '--', 'serve'], {
      started: (child) => {
        child.stderr!.on('data', (chunk: Buffer) => {
          if (chunk.includes('ready')) setTimeout(() => child.kill('SIGINT'), 300);
        });
      },
    });
    expect(run.stderr).toContain('bye');
    expect(analysis.runs).toMatchObject([{ exit: 0 }]);
    const { happened } = only(analysis, 'lib/lib.go', '&Item{Number: n}');
    expect(happened!.allocations).toBeGreaterThan(1000);
    expect(happened).toMatchObject({ distinctSizes: 1, sizes: [{ size: 16 }], goroutines: 1 });
    expect(happened!.timeline!.allocated.reduce((a, b) => a + b, 0)).toBe(happened!.bytes);
  });

  it('shows tests as far as they came when they are interrupted', async () => {
    const { analysis, run } = await recorded(['--', 'go', 'test', '-v', '-run', 'Slow', './slow'], { code: 130, started: interruptWhenReady('SIGINT') });
    expect(run.stderr).toContain('interrupted');
    const { happened, reason } = only(analysis, 'slow/slow.go', 'e := &entry{}');
    expect(happened!.allocations).toBeGreaterThan(0);
    expect(reason?.sentence).toContain('kept');
    expect(analysis.runs![0]!.exit).toBeUndefined();
  });

  it('leaves what tests recorded when it is killed, with reasons later', async () => {
    const directory = scratch('killed');
    const out = join(directory, 'r.allocpath');
    const args = ['run', '--out', out, '--', 'go', 'test', '-v', '-run', 'Slow', './slow'];
    const killed = await allocpath(args, { cwd: module, started: interruptWhenReady('SIGKILL') });
    expect(killed.signal).toBe('SIGKILL');
    const [partial, ...others] = readdirSync(directory);
    expect(others).toEqual([]);
    expect(partial).toMatch(/^r\.allocpath\.\d+\.partial$/);
    const shown = await allocpath(['explain', '--json', '--with', join(directory, partial!), './slow'], { cwd: module });
    expect(shown, shown.stderr).toMatchObject({ code: 0 });
    const { happened, reason } = only(JSON.parse(shown.stdout) as Analysis, 'slow/slow.go', 'e := &entry{}');
    expect(happened!.allocations).toBeGreaterThan(0);
    expect(reason?.sentence).toContain('kept');
  });

  it('keeps the exit code when nobody reads what it prints', async () => {
    const { code } = await allocpath(['run', '--build', '.', '--', 'exit'], { cwd: module, started: (child) => child.stdout!.destroy() });
    expect(code).toBe(7);
  });

  it('overwrites neither sources nor the recording that it exports', async () => {
    const directory = scratch('overwrite');
    const out = join(directory, 'r.allocpath');
    await recorded(['--out', out, '--build', '.', '--', 'end']);
    const size = readFileSync(out).length;
    const exported = await allocpath(['export', out, '-o', out], { cwd: module });
    expect(exported).toMatchObject({ code: 2 });
    expect(readFileSync(out).length).toBe(size);
    writeFileSync(join(directory, 'main.go'), 'package main\n');
    const refused = await allocpath(['run', '--out', join(directory, 'main.go'), '--build', '.', '--', 'end'], { cwd: module });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('is no recording');
    expect(readFileSync(join(directory, 'main.go'), 'utf8')).toBe('package main\n');
    // A recording may be made anew.
    await recorded(['--out', out, '--build', '.', '--', 'end']);
  });

  it('ties what C calls back', async () => {
    const directory = scratch('callback');
    writeFileSync(join(directory, 'go.mod'), 'module example.com/callback\n\ngo 1.21\n');
    writeFileSync(join(directory, 'loop.c'), '#include "_cgo_export.h"\nvoid loop(void) { for (int i = 0; i < 1000; i++) called(i); }\n');
    writeFileSync(
      join(directory, 'main.go'),
      'package main\n\n// void loop(void);\nimport "C"\n\nvar kept []byte\n\n//export called\nfunc called(n C.int) { kept = make([]byte, 100+int(n)) }\n\nfunc main() { C.loop() }\n',
    );
    const run = await allocpath(['run', '--json', '--build', '.'], { cwd: directory });
    expect(run, run.stderr).toMatchObject({ code: 0 });
    const [site] = sitesAt(JSON.parse(run.stdout) as Analysis, 'main.go', 9);
    expect(site!.happened!.allocations).toBe(1000);
    expect(site!.reason?.sentence).toContain('kept');
    expect(site!.conflicts).toEqual([]);
  });

  it('says when the race detector ends a process', async () => {
    const { analysis } = await recorded(['--race', '--build', '.', '--', 'end']);
    expect(analysis.runs![0]!.exit).toBeUndefined();
    expect(analysis.runs![0]!.milliseconds).toBeGreaterThan(0);
    const run = await allocpath(['run', '--race', '--build', '.', '--', 'end'], { cwd: module });
    expect(run.stdout).toContain('the race detector ends it');
  });

  it('estimates from samples, and says so', async () => {
    const { analysis } = await recorded(['--sample', '1k', '--build', '.', '--', 'end']);
    expect(analysis.recorded).toMatchObject({ rate: 1024 });
    const { happened } = only(analysis, 'lib/lib.go', '&Item{Number: n}');
    expect(happened!.estimated!.error).toBeGreaterThan(0);
    // 16,000 bytes at one sample in 1,024: fifteen or so, five standard errors are beyond chance.
    expect(Math.abs(happened!.bytes - 16_000)).toBeLessThan(5 * 16_000 * Math.max(happened!.estimated!.error, 0.25));
  });

  it('keeps a recording that explain and export open', async () => {
    const out = join(scratch('run'), 'r.allocpath');
    const { analysis } = await recorded(['--frees', '--out', out, '--', 'go', 'run', '.']);
    expect(existsSync(out)).toBe(true);
    expect(readdirSync(join(out, '..'))).toEqual(['r.allocpath']);
    const again = await allocpath(['explain', '--json', '--all', '--with', out], { cwd: module });
    expect(again.code, again.stderr).toBe(0);
    const opened = JSON.parse(again.stdout) as Analysis;
    expect(opened.sites).toHaveLength(analysis.completeness.sites);
    expect(opened.recorded).toEqual(analysis.recorded);
    expect(opened.runs).toEqual(analysis.runs);
    const text = await allocpath(['explain', '--with', out, '--at', `lib.go:${lineOf(join(module, 'lib/lib.go'), '&Item{Number: n}')}`], { cwd: module });
    expect(text.stdout).toMatch(/happened {2}16\.0 kB in 1,000 allocations, 16 bytes each/);
    const folded = await allocpath(['export', out, '--format', 'folded', '--value', 'objects'], { cwd: module });
    expect(folded.stdout).toMatch(/^runtime\.main;main\.main;main\.many;example\.com\/recorded\/lib\.New 1000$/m);
    for (const format of ['pprof', 'speedscope', 'json', 'parquet']) {
      const exported = await allocpath(['export', out, '--format', format, '-o', join(out, '..', `x.${format}`)], { cwd: module });
      expect(exported, exported.stderr).toMatchObject({ code: 0, stderr: '' });
    }
  });

  it('writes a program that records elsewhere, and reads what it left', async () => {
    const directory = scratch('elsewhere');
    const built = await allocpath(['run', '--build', '.', '--binary', join(directory, 'program')], { cwd: module });
    expect(built, built.stderr).toMatchObject({ code: 0 });
    expect(built.stdout).toContain('ALLOCPATH_RECORD=');
    const { execFileSync } = await import('node:child_process');
    const records = scratch('records');
    execFileSync(join(directory, 'program'), ['end'], { env: { ...process.env, ALLOCPATH_RECORD: records }, stdio: 'ignore' });
    for (const [packages, sentence] of [
      [[], undefined],
      [['.'], 'returned'],
    ] as const) {
      const shown = await allocpath(['explain', '--json', '--with', records, ...packages], { cwd: module });
      expect(shown, shown.stderr).toMatchObject({ code: 0 });
      const site = only(JSON.parse(shown.stdout) as Analysis, 'lib/lib.go', '&Item{Number: n}');
      expect(site.happened!.allocations).toBe(1000);
      if (sentence === undefined) expect(site.reason).toBeUndefined();
      else expect(site.reason?.sentence).toContain(sentence);
    }
  });

  it('streams numbers while it runs', async () => {
    const stream = join(scratch('stream'), 's.jsonl');
    await recorded(['--stream', stream, '--build', '.', '--', 'end']);
    const lines = readFileSync(stream, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { allocations: number; running: number });
    expect(lines.at(-1)!.running).toBe(0);
    expect(lines.at(-1)!.allocations).toBeGreaterThan(2000);
  });

  it('says what is wrong with the command line', async () => {
    const cases: readonly (readonly [readonly string[], RegExp, number?])[] = [
      [['run'], /There is nothing to run/],
      [['run', '--', 'make', 'test'], /takes a go command/],
      [['run', '--', 'go', 'build', '.'], /runs nothing that could be recorded/],
      [['run', '--race', '--', 'go', 'test', '.'], /are for --build/],
      [['run', '--build', './lib'], /is no command/],
      [['run', '--build', './nowhere'], /nowhere/],
      [['run', '--', 'go', 'test', '-run', 'NoSuchTest', './nothing'], /directory not found/, 3],
      [['run', '--events', '--sample', '1k', '--', 'go', 'test', './lib'], /--sample records estimates/],
      [['run', '--goarch', 'arm64', '--build', '.'], /does not run on this machine/],
      [['run', '--buildmode', 'c-shared', '--build', '.'], /no program that runs by itself/],
      [['run', '--out', '/nowhere/x.allocpath', '--build', '.'], /is no directory/],
      [['run', '--depth', '1', '--', 'go', 'test', './lib'], /from 8 to 512/],
      [['run', '--depth', '513', '--', 'go', 'test', './lib'], /from 8 to 512/],
      [['run', '--sample', 'x', '--', 'go', 'test', './lib'], /size such as 512k/],
      [['run', '--out', module, '--', 'go', 'test', './lib'], /is a directory/],
      [['run', '--build', './broken'], /cannot use "text"|is no command/, 3],
      [['explain', '--with', join(module, 'go.mod')], /is no recording/],
      [['explain', '--with', join(module, 'missing')], /There is no file/],
      [['explain', '--with', module], /holds no records/],
      [['export', join(module, 'main.go')], /is no recording/],
    ];
    for (const [args, message, code] of cases) {
      const run = await allocpath(args, { cwd: module });
      expect(`${args.join(' ')}: ${run.stderr}`).toMatch(message);
      expect(run.code, args.join(' ')).toBe(code ?? 2);
      // What the go command prints itself goes where it would go.
      if (code === undefined) expect(run.stdout).toBe('');
    }
  });

  it('leaves nothing behind', async () => {
    const temporary = scratch('temporary');
    await recorded(['--', 'go', 'test', './other'], { env: { TMPDIR: temporary } });
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('reads a heap profile of the go command', async () => {
    const profile = join(scratch('profile'), 'mem.out');
    const { execFileSync } = await import('node:child_process');
    execFileSync('go', ['test', '-run', 'TestPair', '-memprofile', profile, '-memprofilerate', '1', '-o', join(profile, '..', 'test'), './lib'], {
      cwd: module,
      stdio: 'ignore',
    });
    const run = await allocpath(['explain', '--json', '--profile', profile, './...'], { cwd: module, env: {} });
    // The package that does not compile is said.
    expect(run.code, run.stderr).toBe(3);
    const analysis = JSON.parse(run.stdout) as Analysis;
    validate(analysis);
    expect(validate.errors).toBeNull();
    const pair = sitesAt(analysis, 'lib/lib.go', lineOf(join(module, 'lib/lib.go'), 'a, b := make'));
    expect(pair.map((s) => s.happened?.allocations)).toEqual([100, 100]);
    expect(analysis.gaps.map((g) => g.code)).toContain('profile-limits');
    writeFileSync(profile, 'no profile');
    const bad = await allocpath(['explain', '--profile', profile, './other'], { cwd: module });
    expect(bad.code).toBe(2);
    expect(bad.stderr).toMatch(/profile/);
  });
});

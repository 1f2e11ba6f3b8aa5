// What goes wrong at the user's end: each gives one clear message with the next step, and the exit code that docs/exit-codes.md promises.
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allocpath, explain, scratch } from './cli.ts';
import { fixture, write } from './fixture.ts';

const SLOW = 300_000;
const odd = fixture('odd');

async function refused(args: readonly string[], code: number, message: RegExp, env: Record<string, string | undefined> = {}, cwd = odd): Promise<void> {
  const run = await allocpath(['explain', ...args], { cwd, env });
  expect(run, run.stderr).toMatchObject({ code, stdout: '' });
  expect(run.stderr).toMatch(message);
  expect(run.stderr).not.toMatch(/\n\s+at .*\.js:\d+/);
}

/** A `go` in front of the real one: a shell script with `$REAL` as the real command. */
function fakeGo(script: string): string {
  const directory = scratch('fake-go');
  const real = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((d) => join(d, 'go'))
    .find((f) => existsSync(f))!;
  write(directory, { go: `#!/bin/sh\nREAL=${real}\n${script}\n` });
  chmodSync(join(directory, 'go'), 0o755);
  return `${directory}${delimiter}${process.env['PATH']}`;
}

describe('wrong usage', { timeout: SLOW }, () => {
  it.each([
    [['--nope'], /unknown option '--nope'/],
    [['--kind', 'foo'], /is none of: make-slice/],
    [['--at', 'foo'], /file\.go:LINE/],
    [['--top', '0'], /a number from 1/],
    [['--format', 'html'], /Allowed choices/],
    [['--go', 'banana'], /Go release such as/],
    [['--ssa', '.'], /Add --at/],
    [['--saved', '--callers-of-leak'], /Choose one/],
    [['-C', '/nonexistent'], /does not exist/],
    [['./nope'], /directory not found/],
    [['./nope/...'], /Patterns are those of the go command/],
    [['example.com/nope'], /no required module provides/],
    [['./excluded'], /build constraints exclude all Go files/],
    [['--at', 'plain.go:1', './tags'], /Sites nearby: plain\.go:5/],
    [['--format', 'svg', './tags'], /Name one with --at/],
    [['-o', '/nonexistent/x', './tags'], /could not be written/],
  ] as const)('%s', async (args, message) => {
    await refused(args, 2, message);
  });
  it('outside a module', async () => {
    await refused([], 2, /go\.mod/, {}, scratch('empty'));
  });
});

describe('toolchains', { timeout: SLOW }, () => {
  it('that are missing, unknown or too old', async () => {
    await refused(['.'], 2, /go command was not found[\s\S]*Install Go/, { PATH: scratch('no-path') });
    await refused(['--go', 'go1.99.0', '.'], 2, /could not be had[\s\S]*Check the number/);
    await refused(['./tags'], 2, /too old/, {
      PATH: fakeGo(`[ "$1" = env ] && { $REAL "$@" | sed 's/"GOVERSION": ".*"/"GOVERSION": "go1.20.14"/'; exit; }\nexec $REAL "$@"`),
    });
  });
  it('that are newer than known work and are marked', async () => {
    const path = fakeGo(`[ "$1" = env ] && { $REAL "$@" | sed 's/"GOVERSION": ".*"/"GOVERSION": "go1.28.0"/'; exit; }\nexec $REAL "$@"`);
    const { analysis } = await explain(['./tags'], { cwd: odd, env: { PATH: path } });
    expect(analysis.gaps.map((g) => g.code)).toContain('release-unverified');
  });
  it('without a C compiler', async () => {
    const run = await allocpath(['explain', './cgo'], { cwd: odd, env: { CC: '/nonexistent/gcc', CGO_ENABLED: '1' } });
    expect(run.code).toBe(3);
    expect(run.stderr).toMatch(/needs a C compiler/);
  });
});

describe('builds', { timeout: SLOW }, () => {
  it('that print a report which is cut off', async () => {
    const path = fakeGo(`[ "$1" = build ] && { $REAL "$@" 2>&1 | head -c 900 >&2; exit 0; }\nexec $REAL "$@"`);
    const run = await allocpath(['explain', '--json', './cmd/a/tool'], { cwd: odd, env: { PATH: path } });
    expect(run.code).toBe(0);
    expect((JSON.parse(run.stdout) as { gaps: { code: string }[] }).gaps.map((g) => g.code)).toContain('report-cut');
  });
  it('that print a line of ten megabytes and other things that are no report', async () => {
    const path = fakeGo(
      `if [ "$1" = build ]; then $REAL "$@"; status=$?; { head -c 10000000 /dev/zero | tr '\\0' x; printf '\\nliveness: \\nbb#\\n(((\\n\\001\\377:1:1: what\\n'; } >&2; exit $status; fi\nexec $REAL "$@"`,
    );
    const run = await allocpath(['explain', '--json', './cmd/a/tool'], { cwd: odd, env: { PATH: path } });
    expect(run.code, run.stderr).toBe(0);
    expect((JSON.parse(run.stdout) as { completeness: { unparsedReportLines: number } }).completeness.unparsedReportLines).toBeGreaterThan(0);
  });
  it('whose go command is killed', async () => {
    const run = await allocpath(['explain', './tags'], { cwd: odd, env: { PATH: fakeGo(`[ "$1" = build ] && kill -9 $$\nexec $REAL "$@"`) } });
    expect(run.code).toBe(3);
    expect(run.stderr).toMatch(/SIGKILL/);
  });
  it('on a full disk', async () => {
    const run = await allocpath(['explain', './tags'], {
      cwd: odd,
      env: { PATH: fakeGo(`[ "$1" = build ] && { echo 'write /x: no space left on device' >&2; exit 1; }\nexec $REAL "$@"`) },
    });
    expect(run.code).toBe(3);
    expect(run.stderr).toMatch(/disk is full/);
  });
  it.each([
    ['truncated', 'head -c 300000 "$f" > "$f.x" && mv "$f.x" "$f"'],
    ['foreign', 'cp /bin/sh "$f"'],
    ['empty', ': > "$f"'],
  ])('that leave a %s binary', async (_, spoil) => {
    const path = fakeGo(`if [ "$1" = build ]; then $REAL "$@"; for f in "\${3}"*; do ${spoil}; done; exit 0; fi\nexec $REAL "$@"`);
    const { analysis } = await explain(['./cmd/a/tool'], { cwd: odd, env: { PATH: path, ALLOCPATH_CACHE: scratch('spoiled') } });
    expect(analysis.gaps.map((g) => g.code)).toEqual(['binary-not-read']);
    expect(analysis.sites.length).toBeGreaterThan(0);
  });
  it('whose report the build cache has lost are compiled again', async () => {
    const cache = scratch('kept');
    const env = { ALLOCPATH_CACHE: cache, GOCACHE: scratch('gocache') };
    await explain(['./cmd/a/tool'], { cwd: odd, env });
    const { analysis } = await explain(['./cmd/a/tool'], { cwd: odd, env: { ...env, GOCACHE: scratch('gocache') } });
    expect(analysis.completeness.tiedExactly).toBe(analysis.completeness.allocationCalls);
    expect(analysis.completeness.reportLines).toBeGreaterThan(0);
  });
  it('that are interrupted leave nothing behind', async () => {
    const temporary = scratch('tmp');
    const output = join(scratch('out'), 'x.json');
    const run = await allocpath(['explain', '--deps', '--json', '-o', output, './cmd/a/tool'], {
      cwd: odd,
      env: { GOCACHE: scratch('cold'), TMPDIR: temporary },
      started: (child) => void setTimeout(() => child.kill('SIGINT'), 2500),
    });
    expect(run.code).toBe(130);
    expect(run.stdout + run.stderr).toBe('');
    expect(existsSync(output)).toBe(false);
    expect(readdirSync(temporary)).toEqual([]);
  });
  it('in directories with spaces and letters of other scripts', async () => {
    const directory = join(scratch('odd name'), 'mein Modul (ä) 模块');
    mkdirSync(directory, { recursive: true });
    for (const file of ['go.mod', 'cmd/a/tool/main.go']) {
      mkdirSync(join(directory, file, '..'), { recursive: true });
      copyFileSync(join(odd, file), join(directory, file));
    }
    const { analysis } = await explain(['./...'], { cwd: directory });
    expect(analysis.sites.map((s) => `${s.kind} ${s.placement} ${s.position.line}`)).toContain('moved-to-heap heap 5');
  });
});

// What is recorded is what the runtime itself counts: runtime.MemStats.Mallocs and TotalAlloc, to the last allocation and the last byte.
import { describe, expect, it } from 'vitest';
import { below, stackNames } from './frames.ts';
import { build, EVERY, minorOf, NEWEST, SOME_RELEASES, type Build } from './recorder.ts';
import { expectExact, run } from './runs.ts';

const ENDING = /^runtime\.(?:gopanic|preprintpanics|Goexit)$/;

const release = (toolchain: string): Build => ({ toolchain, program: 'cases' });

describe.each(SOME_RELEASES)('%s', { timeout: 600_000 }, (toolchain) => {
  it.each([
    {},
    { GOGC: 'off' },
    { GOGC: '1' },
    { GOMAXPROCS: '1' },
    { GOMAXPROCS: '2' },
    { GOGC: '1', GOMAXPROCS: '64' },
    { GODEBUG: 'gcstoptheworld=1' },
    { GODEBUG: 'inittrace=1' },
  ])('counts what MemStats counts: %j', (env) => {
    const result = run(build(release(toolchain)), { args: ['mixed'], env });
    expect(expectExact(result)).toBeGreaterThan(50_000);
    expect(result.records[0]!.header.exit).toBe(0);
    expect(result.gaps).toEqual([]);
  });

  it.each(['procs', 'preempted'])('counts what MemStats counts while Ps come and go: %s', (name) => {
    const result = run(build(release(toolchain)), { args: [name], env: { GOGC: '5' } });
    expect(expectExact(result)).toBeGreaterThan(50_000);
    // A P that comes again has the counters that it had; the start has some of its own.
    expect(result.owners[0]).toBeLessThanOrEqual(1 + 64);
  });

  it('has counters for more Ps than 1,024', () => {
    const result = run(build(release(toolchain)), { args: ['wide'], env: { GOMAXPROCS: '1500' } });
    expect(expectExact(result)).toBeGreaterThan(1500 * 5 * 20);
    expect(result.owners[0]).toBeGreaterThan(1024);
    expect(result.gaps).toEqual([]);
  });

  it.each([
    ['panic', { exit: 2 }],
    ['nil', { exit: 2 }],
    ['exit', { exit: 7 }],
    ['goexit', { exit: 2 }],
    ['abort', { exit: 2 }],
    ['term', {}],
    ['killed', {}],
  ])('is complete after %s', (name, { exit }: { exit?: number }) => {
    const program = build(release(toolchain));
    // Without a collection the scavenger has nothing to do. It would put off the end of a process whose goroutines are all gone, and allocate.
    const result = run(program, { args: [name], env: { GOGC: 'off' } });
    const record = result.records[0]!;
    // What the runtime allocates on its way to the end: the error of a fault, the text that is printed, and until go1.21 a list of defers.
    const after = below(record, stackNames(record, program), (frames) => frames.some((f) => ENDING.test(f)));
    expect(after.mallocs).toBeLessThan(4);
    expect(expectExact(result, 1, after)).toBeGreaterThan(10_000);
    expect(record.header.exit).toBe(exit);
    expect(result.code).toBe(exit ?? null);
    if (name === 'goexit') expect(result.stderr).toContain('no goroutines (main called runtime.Goexit) - deadlock!');
    if (name === 'panic') expect(result.stderr).toContain('panic: on purpose\n');
  });

  it('has a record for every child process', () => {
    expect(expectExact(run(build(release(toolchain)), { args: ['children', '2'] }), 7)).toBeGreaterThan(7 * 5000);
  });

  it('has a record for every program that a process becomes', () => {
    expect(expectExact(run(build(release(toolchain)), { args: ['exec', '3'] }), 4)).toBeGreaterThan(4 * 2000);
  });
});

const NATIVE = { CGO_ENABLED: '1' };
const VARIANTS: readonly (Omit<Build, 'toolchain' | 'program'> & { readonly since?: number; readonly until?: number })[] = [
  { flags: ['-race'], env: NATIVE },
  { flags: ['-race', '-gcflags=all=-d=checkptr=2'], env: NATIVE },
  { flags: ['-buildmode=pie'] },
  { flags: ['-buildmode=pie', '-ldflags=-linkmode=external'], env: NATIVE },
  { flags: ['-ldflags=-s -w', '-trimpath'] },
  { flags: ['-gcflags=all=-N -l'] },
  { flags: ['-gcflags=all=-l'] },
  { flags: ['-gcflags=all=-N -l', '-race'], env: NATIVE },
  { flags: ['-asan'], env: NATIVE },
  { env: { GOEXPERIMENT: 'staticlockranking' } },
  { env: { GOEXPERIMENT: 'cgocheck2' } },
  { env: { GOEXPERIMENT: 'heapminimum512kib' } },
  { env: { GOEXPERIMENT: 'noregabiargs,noregabiwrappers' } },
  { env: { GOEXPERIMENT: 'noallocheaders' }, since: 22, until: 22 },
  { env: { GOEXPERIMENT: 'noswissmap' }, since: 24, until: 25 },
  { env: { GOEXPERIMENT: 'nospinbitmutex' }, since: 24, until: 24 },
  { env: { GOEXPERIMENT: 'greenteagc' }, since: 25, until: 25 },
  { env: { GOEXPERIMENT: 'nogreenteagc' }, since: 26 },
  { env: { GOEXPERIMENT: 'sizespecializedmalloc' }, since: 26, until: 26 },
  { env: { GOEXPERIMENT: 'nosizespecializedmalloc' }, since: 27 },
  { env: { GOEXPERIMENT: 'nosizespecializedmalloc,nogreenteagc' }, since: 27 },
  { env: { GOEXPERIMENT: 'runtimesecret' }, since: 26 },
  { env: { GOEXPERIMENT: 'runtimefreegc' }, since: 26 },
  { env: { GOEXPERIMENT: 'mapsplitgroup' }, since: 27 },
  { env: { GOAMD64: 'v3' } },
];
/** Those that differ most from what is built without any; the others take EVERY_RELEASE=1. */
const OFTEN = /"-race"\]|pie"\]|all=-l|nosizespecializedmalloc"/;

describe.each(EVERY ? SOME_RELEASES : [NEWEST])('%s, built differently', { timeout: 600_000 }, (toolchain) => {
  const minor = minorOf(toolchain);
  const variants = VARIANTS.filter(({ since = 0, until = minor }) => since <= minor && minor <= until);
  it.each(EVERY ? variants : variants.filter((v) => OFTEN.test(JSON.stringify(v))))('counts what MemStats counts: %j', ({ flags = [], env = {} }) => {
    const program = build({ ...release(toolchain), flags, env });
    for (const args of [['mixed'], ['preempted', '40']]) {
      const result = run(program, { args, env: { GOGC: '20', GORACE: 'atexit_sleep_ms=0', ASAN_OPTIONS: 'detect_leaks=0' } });
      expect(expectExact(result)).toBeGreaterThan(40_000);
      expect(result.code).toBe(0);
      expect(result.gaps).toEqual([]);
      // The race detector ends the process itself (proc.go: main: racefini), with a code of its own.
      expect(result.records[0]!.header.exit).toBe(flags.includes('-race') ? undefined : 0);
    }
  });
});

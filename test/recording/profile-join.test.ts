// Profiles that Go's own tools write, held against what the recorder counts in the same program: for objects of 16 bytes and more they agree to the
// last one; smaller ones without pointers share blocks, of which a profile sees the first object.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inflateProfile, readProfileSource } from '../../src/drive/profile-source.ts';
import { explain } from '../../src/jobs/explain.ts';
import { decodeGoProfile, type GoLocation, type GoProfile } from '../../src/read/recording/pprof-profile.ts';
import { addGoProfile } from '../../src/site/recorded/profile-join.ts';
import type { Analysis, Site } from '../../src/site/model.ts';
import { scratch } from '../e2e/cli.ts';
import { write } from '../e2e/fixture.ts';
import { EXAMPLES, recordCommand } from './recorded.ts';

const PROGRAMS = join(import.meta.dirname, '..', 'programs');
const decode = (bytes: Uint8Array): GoProfile => decodeGoProfile(bytes, 'mem.out', { inflate: inflateProfile });

async function explained(cwd: string, tests: 'all' | 'none', go?: string): Promise<Analysis> {
  const request = { cwd, patterns: ['./...'], build: { deps: false, gcflags: [] }, tests, ...(go === undefined ? {} : { go }) };
  return (await explain(request)).analysis;
}

/** Sites by what they are: ids hold the package, which a test binary of a command names otherwise. */
function byWords(analysis: Analysis): Map<string, Site> {
  const seen = new Map<string, number>();
  return new Map(
    analysis.sites
      .filter((site) => analysis.target.packages.includes(site.package.replace(/\.test$/, '')))
      .map((site) => {
        const words = `${site.position.file.replace(/^.*\//, '')}:${site.position.line}:${site.position.column} ${site.kind} ${site.function.replace(/^.*\./, '')}`;
        const ordinal = (seen.get(words) ?? 0) + 1;
        seen.set(words, ordinal);
        return [`${words} ${ordinal}`, site];
      }),
  );
}

interface Compared {
  readonly profile: GoProfile;
  readonly analysis: Analysis;
  readonly exact: Analysis;
}

/** Runs all cases of a marker program as a test, once with a memory profile and once with the recorder. */
async function compared(name: string, go?: string): Promise<Compared> {
  const directory = scratch(name);
  cpSync(name === 'examples' ? EXAMPLES : join(PROGRAMS, name), directory, { recursive: true });
  const body = name === 'examples' ? 'main()' : 'for _, c := range cases { c.run() }';
  write(directory, { 'all_test.go': `package main\n\nimport "testing"\n\nfunc TestAll(t *testing.T) {\n\tfor i := 0; i < 50; i++ {\n\t\t${body}\n\t}\n}\n` });
  const env = { ...process.env, ...(go === undefined ? {} : { GOTOOLCHAIN: go }) };
  execFileSync('go', ['test', '-run=TestAll', '-memprofile=mem.out', '-memprofilerate=1', '.'], { cwd: directory, env, stdio: 'ignore' });
  const profile = decode(readFileSync(join(directory, 'mem.out')));
  const analysis = await explained(directory, 'all', go);
  const recording = await recordCommand(directory, ['go', 'test', '-run=TestAll', '.'], { events: true }, go);
  return { profile, analysis, exact: recording.analysis };
}

/** Sites of which the profile has another number than the recorder, objects that share blocks left aside. */
function different(joined: Analysis, exact: Analysis): string[] {
  const [left, right] = [byWords(joined), byWords(exact)];
  const wrong: string[] = [];
  for (const words of new Set([...left.keys(), ...right.keys()])) {
    const found = left.get(words)?.happened?.allocations ?? 0;
    const { allocations = 0, sizes = [] } = right.get(words)?.happened ?? {};
    // Package variables are made before the test sets the rate.
    if (/ init(\.\d+)? /.test(`${words} `)) continue;
    const certain = sizes.filter(({ size }) => size >= 16).reduce((sum, s) => sum + s.allocations, 0);
    if (found < certain || found > allocations) wrong.push(`${words}: ${found}, recorded ${allocations}, of them ${certain} of 16 bytes and more`);
  }
  return wrong;
}

const withoutAddresses = (profile: GoProfile): GoProfile => ({
  ...profile,
  samples: profile.samples.map((s) => ({ ...s, locations: s.locations.map((l) => ({ ...l, address: 0 })) })),
});

/** As if another build had been profiled. */
function moved(profile: GoProfile): GoProfile {
  const known = new Map<GoLocation, GoLocation>();
  for (const { locations } of profile.samples) for (const one of locations) known.set(one, { ...one, address: one.address + 0x12345 });
  return { ...profile, samples: profile.samples.map((s) => ({ ...s, locations: s.locations.map((one) => known.get(one)!) })) };
}

function share(analysis: Analysis): { readonly onSites: number; readonly ambiguous: number; readonly unmatched: number } {
  const { onSites, profile } = analysis.recorded!;
  const all = onSites + profile!.ambiguous.allocations + profile!.unmatched.allocations;
  return { onSites: onSites / all, ambiguous: profile!.ambiguous.allocations / all, unmatched: profile!.unmatched.allocations / all };
}

describe.each<[string, string | undefined]>([
  ['slices', undefined],
  ['inlining', undefined],
  ['many-on-a-line', undefined],
  ['sizes', 'go1.21.13'],
])('the memory profile of a test of %s, %s', (name, go) => {
  let all: Compared;
  beforeAll(async () => {
    all = await compared(name, go);
  });

  it('has every allocation at its site, by the addresses', () => {
    const joined = addGoProfile(all.analysis, all.profile);
    expect(different(joined, all.exact)).toEqual([]);
    const { profile, onSites } = joined.recorded!;
    expect(profile!.byAddress).toBe(onSites);
    expect(share(joined).onSites).toBeGreaterThan(0.98);
  });
  it.each([
    ['the addresses of another build', moved, 0.55],
    ['lines alone', withoutAddresses, 0.1],
  ])('has none at a wrong site with %s', (_, other, least) => {
    const joined = addGoProfile(all.analysis, other(all.profile));
    expect(joined.recorded!.profile!.byAddress).toBe(0);
    // What is ambiguous is on no site; what is on one is the same or less.
    const tooMany = different(joined, all.exact).filter((line) => Number(/: (\d+),/.exec(line)![1]) > Number(/recorded (\d+)/.exec(line)![1]));
    expect(tooMany).toEqual([]);
    expect(share(joined).onSites).toBeGreaterThan(name === 'many-on-a-line' ? least : 0.95);
    expect(share(joined).unmatched).toBeLessThan(0.02);
  });
});

const SERVER = {
  'go.mod': 'module example.com/server\n\ngo 1.21\n',
  'main.go': `package main

import (
	"fmt"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"runtime"
	"runtime/pprof"
)

type item struct{ next *item; data [5]int }

var kept []*item
var dropped *item

//go:noinline
func keep(n int) {
	for i := 0; i < n; i++ {
		kept = append(kept, &item{})
	}
}

//go:noinline
func drop(n int) {
	for i := 0; i < n; i++ {
		dropped = new(item)
	}
	dropped = nil
}

func main() {
	runtime.MemProfileRate = 1
	keep(1000)
	drop(500)
	runtime.GC()
	file, _ := os.Create(os.Args[1])
	pprof.WriteHeapProfile(file)
	file.Close()
	listener, _ := net.Listen("tcp", "127.0.0.1:0")
	fmt.Println(listener.Addr())
	http.Serve(listener, nil)
}
`,
};

describe('a program that serves its profiles', () => {
  let process: ChildProcess | undefined;
  let base: string;
  let directory: string;
  let analysis: Analysis;
  beforeAll(async () => {
    directory = write(scratch('server'), SERVER);
    execFileSync('go', ['build', '-o', 'server', '.'], { cwd: directory, stdio: 'ignore' });
    process = spawn(join(directory, 'server'), [join(directory, 'heap.out')], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [address] = (await createInterface(process.stdout!)[Symbol.asyncIterator]().next()).value.split('\n') as [string];
    base = `http://${address}/debug/pprof`;
    analysis = await explained(directory, 'none');
  });
  afterAll(() => {
    process?.kill();
  });

  const numbers = (joined: Analysis): unknown =>
    joined.sites
      .filter((s) => s.function === 'keep' || s.function === 'drop')
      .filter((s) => s.kind !== 'append')
      .map(({ function: name, happened }) => [name, happened?.allocations, happened?.slotBytes, happened?.live?.objects, happened?.joined]);

  it('is read over the network', async () => {
    const { bytes, name } = await readProfileSource(base);
    expect(name).toBe(`${base}/allocs`);
    const profile = decodeGoProfile(bytes, name, { inflate: inflateProfile });
    expect(profile.rate).toBe(1);
    expect(profile.program!.file).toBe(join(directory, 'server'));
    expect(numbers(addGoProfile(analysis, profile))).toEqual([
      ['keep', 1000, 48000, 1000, 'address'],
      ['drop', 500, 24000, 0, 'address'],
    ]);
  });
  it('has written the same into a file', async () => {
    const { bytes } = await readProfileSource(join(directory, 'heap.out'));
    expect(numbers(addGoProfile(analysis, decode(bytes)))).toEqual([
      ['keep', 1000, 48000, 1000, 'address'],
      ['drop', 500, 24000, 0, 'address'],
    ]);
  });
  it('is joined by line when it was built in another way', async () => {
    execFileSync('go', ['build', '-trimpath', '-gcflags=-l', '-o', 'other', '.'], { cwd: directory, stdio: 'ignore' });
    const other = spawn(join(directory, 'other'), [join(directory, 'other.out')], { stdio: ['ignore', 'pipe', 'ignore'] });
    await createInterface(other.stdout!)[Symbol.asyncIterator]().next();
    other.kill();
    const joined = addGoProfile(analysis, decode(readFileSync(join(directory, 'other.out'))));
    expect(joined.recorded!.profile!.byAddress).toBe(0);
    expect(numbers(joined)).toEqual([
      ['keep', 1000, 48000, 1000, 'line'],
      ['drop', 500, 24000, 0, 'line'],
    ]);
  });
  it.each([
    ['/heap?debug=1', 'leave debug out'],
    ['/goroutine', 'a goroutine profile'],
    ['/goroutine?debug=2', 'text'],
    ['/mutex', 'a mutex or block profile'],
    ['/profile?seconds=1', 'a CPU profile'],
    ['/', undefined],
  ])('and says what %s is', async (path, words) => {
    const { bytes, name } = await readProfileSource(`${base}${path}`);
    if (words === undefined) expect(decodeGoProfile(bytes, name, { inflate: inflateProfile }).samples.length).toBeGreaterThan(0);
    else expect(() => decodeGoProfile(bytes, name, { inflate: inflateProfile })).toThrow(words);
  });
  it('can be asked for what was allocated meanwhile', async () => {
    const { bytes } = await readProfileSource(`${base}/allocs?seconds=1`);
    const joined = addGoProfile(analysis, decode(bytes));
    expect(numbers(joined)).toEqual([
      ['keep', undefined, undefined, undefined, undefined],
      ['drop', undefined, undefined, undefined, undefined],
    ]);
  });
});

it('our own export is a profile by Go as well', async () => {
  const { format } = await import('../../src/show/recording/pprof.ts');
  const { collect } = await import('./recorded.ts');
  const recording = await recordCommand(EXAMPLES, ['go', 'run', '.']);
  const path = join(scratch('export'), 'out.pb.gz');
  writeFileSync(path, await collect(format.chunks(recording, {})));
  const { bytes } = await readProfileSource(path);
  const joined = addGoProfile(await explained(EXAMPLES, 'none'), decode(bytes));
  // The recorder is part of its program, so the addresses are others. What the lines can tell is the same, to the last object.
  expect(joined.recorded!.profile!.byAddress).toBe(0);
  const exact = byWords(recording.analysis);
  const found = [...byWords(joined)].filter(([, site]) => site.happened !== undefined);
  expect(found.length).toBeGreaterThan(30);
  for (const [words, { happened }] of found) expect(happened!.allocations, words).toBe(exact.get(words)!.happened!.allocations);
});

// The marked programs, each case a hundred times: what is recorded of a case is what testing.AllocsPerRun measures, and every allocation of it
// stands at a site.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../src/drive/record-files.ts';
import { record, type RecordResult } from '../../src/jobs/record.ts';
import type { Site } from '../../src/site/model.ts';
import { readPrograms, select, type Marker, type Program } from '../markers/markers.ts';
import { stackNames } from './frames.ts';
import { EVERY, NEWEST, SOME_RELEASES } from './recorder.ts';
import { scratch } from './runs.ts';

const ROUNDS = 100;
const programs = readPrograms(join(import.meta.dirname, '..', 'programs'));

/** The cases of a program, in the order of its table. */
function casesOf(program: Program): string[] {
  const text = readFileSync(join(program.directory, 'main.go'), 'utf8');
  return [...text.slice(text.indexOf('var cases = ')).matchAll(/^\t\{"([^"]+)", /gm)].map((m) => m[1]!);
}

/** Runs a copy of the program whose cases are called by functions of their own, after one run of each that is not counted. */
async function recordCases(program: Program, toolchain: string, directory: string): Promise<RecordResult> {
  const module = join(directory, 'module');
  cpSync(program.directory, module, { recursive: true });
  const main = join(module, 'main.go');
  writeFileSync(main, readFileSync(main, 'utf8').replace(/^func main\(\) \{$/m, 'func printed() {'));
  const names = casesOf(program);
  const drives = names.map((_, i) => `//go:noinline\nfunc drive${i}() {\n\tfor i := 0; i < ${ROUNDS}; i++ {\n\t\tcases[${i}].run()\n\t}\n}\n`);
  const body = `\tfor _, c := range cases {\n\t\tc.run()\n\t}\n${names.map((_, i) => `\tdrive${i}()\n`).join('')}`;
  writeFileSync(join(module, 'drive.go'), `package main\n\nvar _ = printed\n\nfunc main() {\n${body}}\n\n${drives.join('\n')}`);
  const settings = { ...DEFAULT_SETTINGS, depth: 512 };
  return await record({
    cwd: module,
    command: ['go', 'run', '.'],
    deps: false,
    go: toolchain,
    settings,
    directory: join(directory, 'records'),
    stdout: 2,
    take: () => {},
  });
}

/** The user's own Go settings must not change what is measured; what else runs must not allocate. */
async function undisturbed<T>(use: () => Promise<T>): Promise<T> {
  const settings = { GOGC: 'off', GOMAXPROCS: '1', GOFLAGS: '', GOEXPERIMENT: '', GODEBUG: '', CGO_ENABLED: '0' };
  const before = Object.keys(settings).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, settings);
  try {
    return await use();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

describe.each(EVERY ? SOME_RELEASES : [NEWEST])('%s', { timeout: 600_000 }, (toolchain) => {
  it.each(programs)('$name', async (program) => {
    const { path, remove } = scratch();
    try {
      const { analysis, processes, binaries, profiles, end } = await undisturbed(() => recordCases(program, toolchain, path));
      expect(end.code).toBe(0);
      const [{ record: one, binary }] = processes as [RecordResult['processes'][number]];
      const [profile] = profiles;
      const names = stackNames(one, binaries[binary!]!.binary);
      const markers = select(program.markers, toolchain.slice(2));
      const measured = new Map(select(program.measurements, toolchain.slice(2)).map((m) => [m.case, m]));
      const allocated = new Map<string, number>();
      const odd: string[] = [];
      for (let stack = 1; stack < one.stackNode.length; stack++) {
        const frames = names(stack);
        const drive = frames.find((f) => /^main\.drive\d+$/.test(f));
        if (drive === undefined) continue;
        allocated.set(drive, (allocated.get(drive) ?? 0) + one.allocations[stack]!);
        const site = analysis.sites[profile!.stacks.site[stack]! - 1];
        if (site === undefined) odd.push(`no site: ${frames.join(' < ')}`);
        // What functions of the standard library allocate is at their lines, which no marker speaks of.
        else if (site.package.startsWith('example.com/') && !markers.some((m) => isMarked(site, m, join(path, 'module')))) {
          odd.push(`no marker: ${site.position.file}:${site.position.line} ${site.kind} ${site.expression}`);
        }
      }
      expect(odd).toEqual([]);
      for (const [i, name] of casesOf(program).entries()) {
        const { allocs, most = allocs } = measured.get(name)!;
        const times = (allocated.get(`main.drive${i}`) ?? 0) / ROUNDS;
        // AllocsPerRun rounds down.
        const within = Math.floor(times) >= allocs && Math.floor(times) <= most;
        expect({ name, times }).toEqual({ name, times: within ? times : allocs });
      }
    } finally {
      remove();
    }
  });
});

// The entries of a map literal are part of its site for a reader of the source; the calls that assign them are sites of their own. What the
// report says of one instance of a generic function is not always said of another.
function isMarked(site: Site, marker: Marker, module: string): boolean {
  if (site.position.file !== join(module, marker.file) || site.position.line !== marker.line) return false;
  if (marker.placement !== 'heap' && marker.placement !== 'conditional') return false;
  return marker.kind === site.kind || site.kind === 'other' || (marker.kind === 'composite' && site.kind === 'map-assign');
}

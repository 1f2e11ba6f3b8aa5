// The profile for pprof, held against what Go's own tool reads from it.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Recording } from '../../src/read/recording/recording.ts';
import { format } from '../../src/show/recording/pprof.ts';
import { countedStacks } from '../../src/show/recording/stacks.ts';
import type { Analysis } from '../../src/site/model.ts';
import { scratch } from '../e2e/cli.ts';
import { write } from '../e2e/fixture.ts';
import { PROGRAM } from './program.ts';
import { collect, functionsOf, recordCommand } from './recorded.ts';

const directory = scratch('pprof');

function goTool(...args: readonly string[]): string {
  return execFileSync('go', ['tool', 'pprof', ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 28 });
}

async function written(recording: Recording<Analysis>, name: string): Promise<string> {
  const path = join(directory, `${name}.pb.gz`);
  writeFileSync(path, await collect(format.chunks(recording, {})));
  return path;
}

interface Top {
  readonly total: number;
  readonly flat: ReadonlyMap<string, number>;
  readonly cum: ReadonlyMap<string, number>;
}

/** What `go tool pprof -top` prints, every function of it. */
function top(path: string, index: string): Top {
  const text = goTool('-top', '-nodecount=1000000', '-nodefraction=0', '-edgefraction=0', '-unit=B', `-sample_index=${index}`, path);
  const total = Number(/(\d+)B? total/.exec(text)![1]);
  const rows = [...text.matchAll(/^\s*(\d+)B?\s+\S+\s+\S+\s+(\d+)B?\s+\S+\s+(.*?)(?: \(inline\)| \(partial-inline\))?$/gm)];
  return { total, flat: new Map(rows.map((m) => [m[3]!, Number(m[1])])), cum: new Map(rows.map((m) => [m[3]!, Number(m[2])])) };
}

/** The same, from the recording. */
function expected(recording: Recording<Analysis>, value: 'objects' | 'bytes' | 'slotBytes'): Top {
  const flat = new Map<string, number>();
  const cum = new Map<string, number>();
  let total = 0;
  const add = (to: Map<string, number>, name: string, more: number): void => void to.set(name, (to.get(name) ?? 0) + more);
  for (const profile of recording.profiles) {
    for (const counts of countedStacks(profile)) {
      const number = Math.round(counts[value]);
      const names = functionsOf(profile, counts.stack);
      if (names.length === 0) names.push('[no-stack]');
      total += number;
      add(flat, names[0]!, number);
      for (const name of new Set(names)) {
        add(cum, name, number);
        add(flat, name, 0);
      }
    }
  }
  return { total, flat, cum };
}

const sorted = (map: ReadonlyMap<string, number>): [string, number][] => [...map].filter(([, n]) => n > 0).sort(([a], [b]) => (a < b ? -1 : 1));

describe('a profile of an exact recording', () => {
  let recording: Recording<Analysis>;
  let path: string;
  beforeAll(async () => {
    recording = await recordCommand(write(scratch('program'), PROGRAM), ['go', 'run', '.'], { events: true, frees: true });
    path = await written(recording, 'exact');
  });

  it.each([
    ['alloc_objects', 'objects'],
    ['alloc_space', 'slotBytes'],
    ['alloc_requested', 'bytes'],
  ] as const)('has the same %s for every function', (index, value) => {
    const wanted = expected(recording, value);
    const found = top(path, index);
    expect(found.total).toBe(wanted.total);
    expect(found.total).toBe(recording.analysis.recorded![value === 'objects' ? 'allocations' : value]);
    expect(sorted(found.flat)).toEqual(sorted(wanted.flat));
    expect(sorted(found.cum)).toEqual(sorted(wanted.cum));
  });

  it('has the numbers of the program', () => {
    const objects = top(path, 'alloc_objects');
    expect(objects.flat.get('main.tree')).toBe(1023 + 31);
    expect(objects.flat.get('main.join')).toBe(100);
    expect(objects.flat.get('main.small')).toBe(2000);
    expect(top(path, 'alloc_requested').flat.get('main.tree')).toBe((1023 + 31) * 48);
  });

  it('knows what is still there', () => {
    const objects = top(path, 'inuse_objects');
    expect(objects.flat.get('main.tree')).toBe(1023 + 31);
    expect(objects.flat.get('main.join')).toBe(100);
    // The last collections can leave some: they sweep when memory is asked for again.
    expect(objects.flat.get('main.sizes') ?? 0).toBeLessThan(300);
    expect(top(path, 'alloc_objects').flat.get('main.sizes')).toBeGreaterThan(1000);
    expect(top(path, 'inuse_space').flat.get('main.tree')).toBe((1023 + 31) * 48);
  });

  it('keeps inlined calls, types, and where it comes from', () => {
    const raw = goTool('-raw', path);
    expect(raw).toMatch(/PeriodType: space bytes\nPeriod: 1\n/);
    expect(raw).toContain('alloc_objects/count alloc_space/bytes[dflt] inuse_objects/count inuse_space/bytes alloc_requested/bytes');
    expect(raw).toContain('type:[main.node]');
    // main.small is inlined into main.tinies: two lines of one location.
    expect(raw).toMatch(/0x[0-9a-f]+ M=1 main\.small \S+main\.go:27:0 s=0\n\s+main\.tinies \S+main\.go:49/);
    expect(raw).toMatch(/Mappings\n1: .*program/);
    expect(goTool('-comments', path)).toContain('alloc_requested');
    // Source lines come from the files, without the program.
    expect(goTool('-list', 'main.tree', '-sample_index=alloc_objects', path)).toMatch(/1054\s+\S+\s+\d+:\s+return &node/);
  });
});

it('scales what was sampled, and says the size of one object', async () => {
  const recording = await recordCommand(write(scratch('program'), PROGRAM), ['go', 'run', '.'], { rate: 4096 });
  const path = await written(recording, 'sampled');
  const raw = goTool('-raw', path);
  expect(raw).toContain('Period: 4096\n');
  expect(raw).toMatch(/bytes:\[48\]/);
  const { recorded } = recording.analysis;
  const rows = recording.profiles[0]!.stacks.node.length;
  expect(Math.abs(top(path, 'alloc_space').total - recorded!.slotBytes)).toBeLessThan(rows);
  expect(sorted(top(path, 'alloc_space').flat)).toEqual(sorted(expected(recording, 'slotBytes').flat));
  // 1.05 MB of byte slices, 50 of each size: the estimate is near.
  const real = 20 * 64 * ((50 * 51) / 2);
  expect(top(path, 'alloc_requested').flat.get('main.sizes')).toBeGreaterThan(real * 0.7);
  expect(top(path, 'alloc_requested').flat.get('main.sizes')).toBeLessThan(real * 1.5);
});

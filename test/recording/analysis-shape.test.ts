// What is checked of an analysis from a file is what the model says: every field there is, of the kind that it is. A field that the model gains
// fails to compile here, and then to be refused, until analysis-shape.ts knows it.
import { describe, expect, test } from 'vitest';
import { FormatError } from '../../src/base/errors.ts';
import { RECORDING_ZLIB } from '../../src/drive/recording-file.ts';
import { decodeRecording } from '../../src/read/recording/file/decode.ts';
import { encodeRecording } from '../../src/read/recording/file/encode.ts';
import { bytesInMemory } from '../../src/read/recording/record-bytes.ts';
import type { Recording } from '../../src/read/recording/recording.ts';
import { PLACEMENTS, SITE_KINDS, type Analysis } from '../../src/site/model.ts';

type Full<T> = T extends readonly (infer E)[] ? readonly Full<E>[] : T extends object ? { readonly [K in keyof T]-?: Full<T[K]> } : T;

const position = { file: '/example/p.go', line: 7, column: 3 };
const timeline = { step: 1, allocated: [1, 2], live: [1, 0] };
const slots = { allocations: 1, bytes: 8, slotBytes: 8 };

const FULL: Full<Analysis> = {
  schema: 'allocpath.analysis/1',
  target: { goVersion: 'go1.27.4', goos: 'linux', goarch: 'amd64', flags: ['-race'], packages: ['./...'] },
  gaps: [{ code: 'no-dwarf', message: 'none', affects: 'p' }],
  completeness: {
    allocationCalls: 1,
    tiedExactly: 1,
    tiedByRule: 0,
    notReportedByCompiler: 0,
    unexplained: 0,
    textOnlyCalls: 0,
    reportLines: 1,
    unparsedReportLines: 0,
    sites: 1,
  },
  binaries: [{ package: 'p', test: false, allocationCalls: 1, tiedExactly: 1, tiedByRule: 0, unexplained: 0 }],
  sites: [
    {
      id: '1',
      package: 'p',
      function: 'F',
      kind: 'make-slice',
      expression: 'make([]int, n)',
      variable: 's',
      type: '[]int',
      position,
      placement: 'heap',
      bound: 'up to 32 bytes',
      frequency: 'always',
      reason: { cause: 'returned', sentence: 'It is returned.', steps: [{ flow: 'a ← b', from: 'b', why: 'return', position, folded: false }] },
      said: [{ message: 'escapes', position, package: 'p' }],
      emitted: [
        {
          pc: 4096,
          binary: 0,
          alsoIn: [{ binary: 0, pc: 8192 }],
          function: 'p.F',
          inlinedAt: [position],
          entry: 'runtime.makeslice',
          type: 'int',
          size: 8,
          elementSize: 8,
          pointerFree: true,
          sizeClass: 8,
          ssa: { value: 'v1', op: 'CALLstatic', text: 'v1 = …', function: 'p.F' },
          slot: { offset: -8, size: 8, variable: 's', type: '[]int', live: { from: 1, to: 2, fromLine: 7, toLine: 8, calls: 1 } },
          tie: 'rule',
          rule: 'same-line',
          placement: 'heap',
          bound: 'up to 32 bytes',
          loopDepth: 1,
          panicPath: false,
        },
      ],
      conflicts: [{ code: 'not-reported', message: 'no' }],
      happened: {
        ...slots,
        frees: 1,
        stacks: [{ frames: [{ function: 'p.F', file: '/example/p.go', line: 7 }], cut: true, ...slots }],
        moreStacks: { stacks: 1, allocations: 1, bytes: 8 },
        types: [{ type: 'int', allocations: 1, bytes: 8 }],
        runs: [{ run: 0, allocations: 1, bytes: 8 }],
        sizes: [{ size: 8, allocations: 1 }],
        distinctSizes: 1,
        goroutines: 1,
        lifetimes: { freed: 1, temporary: 1, median: 0.5, p90: 1 },
        timeline,
        estimated: { error: 0.1, samples: 1 },
        joined: 'address',
        live: { objects: 1, bytes: 8 },
      },
      loopDepth: 1,
      panicPath: false,
    },
  ],
  leakingParameters: [{ package: 'p', function: 'F', parameter: 'x', to: '{heap}', position, sites: ['1'] }],
  runs: [{ pid: 1, argv: ['p'], exit: 0, signal: 'SIGKILL', ...slots, frees: 1, dropped: 0, binary: 0, started: 1, milliseconds: 2, timeline }],
  recorded: {
    ...slots,
    onSites: 1,
    elsewhere: 0,
    runtime: 0,
    unknown: 0,
    estimated: { error: 0.1, allocationsError: 0.2, samples: 3 },
    rate: 512,
    folded: true,
    depth: 128,
    runtimeBy: [{ entry: 'runtime.newproc', allocations: 1, bytes: 8 }],
    profile: {
      name: 'heap.pprof',
      taken: 1,
      program: 'p',
      byAddress: 1,
      byLine: 0,
      ambiguous: { allocations: 0, bytes: 0 },
      unmatched: { allocations: 0, bytes: 0 },
    },
  },
  ssa: [
    {
      function: 'F',
      sites: ['1'],
      values: [{ id: 'v1', op: 'Const', type: 'int', names: ['x'], line: 1, text: 'v1', ofSite: true }],
      instructions: [{ index: 0, value: 'v1', line: 1, text: 'MOVQ', names: ['x'], ofSite: true }],
    },
  ],
  unparsed: [{ package: 'p', text: 'what' }],
};

/** Fields that the model lets be absent. */
const OPTIONAL = [
  '.recorded .recorded.depth .recorded.estimated .recorded.folded .recorded.profile .recorded.profile.program .recorded.profile.taken .recorded.rate .runs .ssa',
  '.leakingParameters[0].position.column .ssa[0].instructions[0].value',
  '.runs[0].binary .runs[0].exit .runs[0].frees .runs[0].milliseconds .runs[0].signal .runs[0].started .runs[0].timeline .runs[0].timeline.live',
  '.sites[0].bound .sites[0].frequency .sites[0].happened .sites[0].loopDepth .sites[0].panicPath .sites[0].position.column .sites[0].reason .sites[0].type',
  '.sites[0].variable .sites[0].reason.steps[0].position.column .sites[0].said[0].package .sites[0].said[0].position.column',
  'alsoIn binary bound elementSize inlinedAt[0].column loopDepth panicPath pc pointerFree rule size sizeClass slot slot.live slot.offset slot.size slot.type slot.variable ssa ssa.function ssa.text type'
    .split(' ')
    .map((field) => `.sites[0].emitted[0].${field}`)
    .join(' '),
  'distinctSizes estimated frees goroutines joined lifetimes live moreStacks runs sizes stacks[0].cut timeline timeline.live types'
    .split(' ')
    .map((field) => `.sites[0].happened.${field}`)
    .join(' '),
]
  .join(' ')
  .split(' ');

type Json = null | string | number | boolean | Json[] | { [name: string]: Json };

function accepted(analysis: unknown): boolean {
  const recording = {
    meta: { allocpath: '1', created: 1, command: [], goVersion: '', goos: '', goarch: '', directory: '' },
    analysis: analysis as Analysis,
    profiles: [],
    gaps: [],
  } satisfies Recording<Analysis>;
  try {
    decodeRecording(bytesInMemory(Buffer.concat([...encodeRecording(recording, RECORDING_ZLIB)]), 'test'), RECORDING_ZLIB);
    return true;
  } catch (error) {
    if (error instanceof FormatError) return false;
    throw error;
  }
}

/** Every value within another one, with the way to it and how to put something in its place. */
function* places(value: Json, path: string): Generator<{ readonly path: string; readonly holder: Record<string, Json>; readonly name: string }> {
  if (typeof value !== 'object' || value === null) return;
  for (const name of Object.keys(value)) {
    const inner = Array.isArray(value) ? `${path}[${name}]` : `${path}.${name}`;
    yield { path: inner, holder: value as Record<string, Json>, name };
    yield* places((value as Record<string, Json>)[name]!, inner);
  }
}

const kindOf = (value: Json): string => (value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value);
const copy = (): Json => JSON.parse(JSON.stringify(FULL)) as Json;

test('everything that the model has is accepted, and what it does not know', () => {
  expect(accepted(FULL)).toBe(true);
  const more = copy() as { target: Json; sites: { [name: string]: Json }[] };
  more.target = { ...(more.target as object), later: 1 };
  more.sites[0]!['later'] = [{}];
  expect(accepted(more)).toBe(true);
});

describe('a value of another kind is refused', () => {
  test.each([null, 'x', 7, true, [], {}].map((value) => [JSON.stringify(value), value as Json]))('%s', (_name, wrong) => {
    const analysis = copy();
    const taken: string[] = [];
    for (const { path, holder, name } of places(analysis, '')) {
      // The writer itself reads the sites.
      if (path === '.sites' || kindOf(holder[name]!) === kindOf(wrong)) continue;
      const good = holder[name]!;
      holder[name] = wrong;
      if (accepted(analysis)) taken.push(path);
      holder[name] = good;
    }
    expect(taken).toEqual([]);
  });
});

test('only what the model lets be absent may be absent', () => {
  const analysis = copy();
  const taken: string[] = [];
  for (const { path, holder, name } of places(analysis, '')) {
    if (Array.isArray(holder) || path === '.sites') continue;
    const good = holder[name]!;
    delete holder[name];
    if (accepted(analysis)) taken.push(path);
    holder[name] = good;
  }
  // Without its runs, sites must not name any.
  expect(taken.concat('.runs').sort()).toEqual([...OPTIONAL].sort());
});

test('words are those of the model', () => {
  for (const kind of SITE_KINDS) expect(accepted({ ...FULL, sites: [{ ...FULL.sites[0], kind }] })).toBe(true);
  for (const placement of PLACEMENTS) expect(accepted({ ...FULL, sites: [{ ...FULL.sites[0], placement }] })).toBe(true);
  for (const change of [{ kind: 'none' }, { placement: 'none' }, { frequency: 'sometimes' }])
    expect(accepted({ ...FULL, sites: [{ ...FULL.sites[0], ...change }] })).toBe(false);
  expect(accepted({ ...FULL, schema: 'allocpath.analysis/2' })).toBe(false);
});

test('binaries and runs that are named are there', () => {
  const [site] = FULL.sites;
  const [emitted] = site!.emitted;
  const changed: unknown[] = [
    { ...site, emitted: [{ ...emitted, binary: 1 }] },
    { ...site, emitted: [{ ...emitted, alsoIn: [{ binary: 1, pc: 1 }] }] },
    { ...site, emitted: [{ ...emitted, binary: -1 }] },
    { ...site, emitted: [{ ...emitted, binary: 0.5 }] },
    { ...site, happened: { ...site!.happened, runs: [{ run: 1, allocations: 1, bytes: 1 }] } },
  ];
  for (const one of changed) expect(accepted({ ...FULL, sites: [one] })).toBe(false);
  expect(accepted({ ...FULL, runs: [{ ...FULL.runs[0], binary: 1 }] })).toBe(false);
});

test('what is nested too deep is refused', () => {
  const deep = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
  expect(accepted({ ...FULL, later: deep(60) })).toBe(true);
  expect(accepted({ ...FULL, later: deep(70) })).toBe(false);
  expect(accepted({ ...FULL, later: '[['.repeat(1000) })).toBe(true);
});

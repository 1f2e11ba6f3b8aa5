import { describe, expect, it } from 'vitest';
import type { GoLocation, GoProfile, GoSample } from '../../read/recording/pprof-profile.ts';
import { emptyAnalysis } from '../empty-analysis.ts';
import type { Analysis, Emitted, Site, SiteKind } from '../model.ts';
import { addGoProfile } from './profile-join.ts';

interface Call {
  readonly entry?: string;
  readonly sizeClass?: number;
  readonly elementSize?: number;
  readonly callers?: readonly number[];
  readonly pc?: number;
  readonly function?: string;
}

function site(id: string, line: number, kind: SiteKind, calls: readonly Call[], more: Partial<Site> = {}): Site {
  const name = more.function ?? 'F';
  const emitted = calls.map((call): Emitted => ({
    ...(call.pc === undefined ? {} : { pc: call.pc, binary: 0 }),
    function: call.function ?? `main.${name}`,
    inlinedAt: (call.callers ?? []).map((at) => ({ file: '/src/x/main.go', line: at })),
    entry: call.entry ?? 'runtime.newobject',
    ...(call.sizeClass === undefined ? {} : { sizeClass: call.sizeClass, size: call.sizeClass }),
    ...(call.elementSize === undefined ? {} : { elementSize: call.elementSize }),
    tie: 'exact',
    placement: 'heap',
  }));
  return {
    id,
    package: 'example.com/x',
    function: name,
    kind,
    expression: id,
    position: { file: '/src/x/main.go', line, column: 2 },
    placement: calls.length === 0 ? 'stack' : 'heap',
    said: [],
    emitted,
    conflicts: [],
    ...more,
  };
}

function analysisOf(sites: readonly Site[], goVersion = 'go1.26.8'): Analysis {
  return emptyAnalysis({
    target: { goVersion, packages: ['example.com/x'] },
    binaries: [{ package: 'example.com/x', test: false, allocationCalls: 0, tiedExactly: 0, tiedByRule: 0, unexplained: 0 }],
    sites,
  });
}

/** Frames as `function:line`, innermost first, of one call; `@` and an address before them. */
function at(text: string, file = '/home/ci/build/x/main.go'): GoLocation {
  const [, address, list = ''] = /^(?:@(\w+) )?(.*)$/.exec(text)!;
  const frames = list.split(' ').map((frame, index, all) => {
    const [name = '', line] = frame.split(':');
    const owner = name.includes('.') ? name : `main.${name}`;
    return { function: owner, file: owner.startsWith('runtime.') ? '/go/src/runtime/malloc.go' : file, line: Number(line), inlined: index < all.length - 1 };
  });
  return { address: address === undefined ? 0 : parseInt(address, 16), frames };
}

const sample = (locations: readonly (GoLocation | string)[], objects: number, objectBytes: number): GoSample => ({
  locations: locations.map((one) => (typeof one === 'string' ? at(one) : one)),
  objects,
  bytes: objects * objectBytes,
  inuseObjects: 1,
  inuseBytes: objectBytes,
  objectBytes,
});

const profileOf = (samples: readonly GoSample[], rate = 1): GoProfile => ({ name: 'mem.out', sampleTypes: [], rate, samples, taken: 0 });

/** What the sites got: `id` → allocations. */
function counted(analysis: Analysis): Record<string, number> {
  return Object.fromEntries(analysis.sites.flatMap((s) => (s.happened === undefined ? [] : [[s.id, s.happened.allocations]])));
}

describe('a stack belongs to the site', () => {
  it('on its line, wherever the file lies', () => {
    const joined = addGoProfile(analysisOf([site('a', 3, 'new', [{}]), site('b', 4, 'new', [{}])]), profileOf([sample(['F:3', 'main:9'], 7, 16)]));
    expect(counted(joined)).toEqual({ a: 7 });
    expect(joined.sites[0]!.happened).toMatchObject({ bytes: 112, slotBytes: 112, joined: 'line', live: { objects: 1, bytes: 16 } });
    expect(joined.sites[0]!.happened!.stacks[0]!.frames).toEqual([
      { function: 'main.F', file: '/home/ci/build/x/main.go', line: 3 },
      { function: 'main.main', file: '/home/ci/build/x/main.go', line: 9 },
    ]);
    expect(joined.recorded).toMatchObject({ allocations: 7, onSites: 7, unknown: 0, profile: { byLine: 7, byAddress: 0 } });
  });
  it('that was inlined there, although another of the same line was not', () => {
    const sites = [site('inlined', 3, 'new', [{ callers: [9] }]), site('other', 3, 'new', [{ callers: [12] }])];
    expect(counted(addGoProfile(analysisOf(sites), profileOf([sample(['F:3 main:9'], 7, 16)])))).toEqual({ inlined: 7 });
    // Inlined otherwise than in the analysed build: the line alone cannot tell.
    expect(addGoProfile(analysisOf(sites), profileOf([sample(['F:3 main:50'], 7, 16)])).recorded!.profile!.ambiguous).toEqual({ allocations: 7, bytes: 112 });
  });
  it('whose parameter is moved to the heap before the inlined body', () => {
    const sites = [
      site('moved', 3, 'moved-to-heap', [{ callers: [9], function: 'main.main' }]),
      site('here', 9, 'new', [{ sizeClass: 48 }], { function: 'main' }),
    ];
    expect(counted(addGoProfile(analysisOf(sites), profileOf([sample(['main:9'], 7, 8), sample(['main:9'], 2, 48)])))).toEqual({ moved: 7, here: 2 });
  });
  it('whose parameter stands below the func line', () => {
    const sites = [
      site('moved', 5, 'moved-to-heap', [{ sizeClass: 8 }]),
      site('far', 90, 'moved-to-heap', [{ sizeClass: 8 }]),
      site('other', 5, 'new', [{}], { function: 'G' }),
    ];
    expect(counted(addGoProfile(analysisOf(sites), profileOf([sample(['F:3'], 7, 8)])))).toEqual({ moved: 7 });
  });
  it('with the size, of several on a line', () => {
    const sites = [
      site('small', 3, 'new', [{ sizeClass: 16 }]),
      site('large', 3, 'new', [{ sizeClass: 48 }]),
      site('slice', 3, 'make-slice', [{ entry: 'runtime.makeslice', elementSize: 64 }]),
    ];
    const joined = addGoProfile(
      analysisOf(sites),
      profileOf([sample(['F:3'], 1, 16), sample(['F:3'], 2, 48), sample(['F:3'], 4, 128), sample(['F:3'], 8, 24)]),
    );
    expect(counted(joined)).toEqual({ small: 1, large: 2, slice: 4 });
    expect(joined.recorded).toMatchObject({ onSites: 7, unknown: 8, profile: { unmatched: { allocations: 8, bytes: 192 } } });
  });
  it('of the kind, where the runtime function is there', () => {
    const sites = [site('append', 3, 'append', [{ entry: 'runtime.growslice' }]), site('concat', 3, 'string-concat', [{ entry: 'runtime.concatstring2' }])];
    const below = (entry: string): GoSample => sample([`runtime.${entry}:1`, 'F:3'], 5, 64);
    expect(counted(addGoProfile(analysisOf(sites), profileOf([below('growslice')])))).toEqual({ append: 5 });
    expect(counted(addGoProfile(analysisOf(sites), profileOf([below('concatstring2')])))).toEqual({ concat: 5 });
    expect(counted(addGoProfile(analysisOf(sites), profileOf([sample(['F:3'], 5, 64)])))).toEqual({});
  });
  it('of the function, and of the generic function whatever its instance', () => {
    const sites = [site('here', 3, 'new', [{}]), site('there', 3, 'new', [{}], { function: '(*T[...]).M' })];
    expect(counted(addGoProfile(analysisOf(sites), profileOf([sample(['main.(*T[go.shape.int]).M:3'], 5, 64)])))).toEqual({ there: 5 });
    // Named by its import path, as in a test binary.
    expect(counted(addGoProfile(analysisOf(sites), profileOf([sample(['example.com/x.F:3'], 5, 64)])))).toEqual({ here: 5 });
  });
  it('even if it should be on the stack: that is a conflict', () => {
    const joined = addGoProfile(analysisOf([site('a', 3, 'new', [])]), profileOf([sample(['F:3'], 7, 16)]));
    expect(joined.sites[0]!.conflicts).toEqual([{ code: 'happened-against-placement', message: 'placed as stack; 7 heap allocations' }]);
    // Up to go1.25 the line can be that of a call to what allocated.
    expect(counted(addGoProfile(analysisOf([site('a', 3, 'new', [])], 'go1.25.14'), profileOf([sample(['F:3'], 7, 16)])))).toEqual({});
  });
});

describe('addresses of the analysed binary', () => {
  const sites = [
    site('first', 3, 'new', [{ pc: 0x1000, sizeClass: 16 }]),
    site('second', 3, 'new', [{ pc: 0x1010, sizeClass: 16 }]),
    site('third', 7, 'new', [{ pc: 0x1020 }]),
  ];
  const samples = (slide: number): GoSample[] => {
    const address = (pc: number): string => `@${(pc + 4 + slide).toString(16)}`;
    return [sample([`${address(0x1000)} F:3`], 1, 16), sample([`${address(0x1010)} F:3`], 2, 16), sample([`${address(0x1020)} F:7`], 4, 16)];
  };
  it.each([
    ['where it was linked', 0],
    ['moved, as position-independent code is', 0x5555_5000],
  ])('tell two calls of a line apart, %s', (_, slide) => {
    const joined = addGoProfile(analysisOf(sites), profileOf(samples(slide)));
    expect(counted(joined)).toEqual({ first: 1, second: 2, third: 4 });
    expect(joined.sites[0]!.happened!.joined).toBe('address');
    expect(joined.recorded!.profile).toMatchObject({ byAddress: 7, byLine: 0 });
  });
  it('are not taken from another binary', () => {
    const joined = addGoProfile(analysisOf(sites), profileOf(samples(0x123)));
    expect(joined.recorded!.profile).toMatchObject({ byAddress: 0, byLine: 7 });
  });
  it('leave out what the runtime allocated meanwhile', () => {
    const joined = addGoProfile(analysisOf(sites), profileOf([...samples(0), sample(['@1004 F:3'], 1, 96)]));
    expect(counted(joined)).toEqual({ first: 1, second: 2, third: 4 });
    expect(joined.recorded!.profile!.unmatched.allocations).toBe(1);
    // A size of which no object was seen is one that the analysis has wrong.
    expect(counted(addGoProfile(analysisOf(sites), profileOf([...samples(0).slice(1), sample(['@1004 F:3'], 1, 96)])))).toEqual({
      first: 1,
      second: 2,
      third: 4,
    });
  });
  it('are those of calls: another call on the line of a site is not its', () => {
    const more = [site('fourth', 8, 'new', [{ pc: 0x1030 }]), site('fifth', 9, 'new', [{ pc: 0x1040 }])];
    const calls = [...samples(0), sample(['@1034 F:8'], 1, 16), sample(['@1044 F:9'], 1, 16), sample(['@1099 F:7'], 9, 16)];
    const joined = addGoProfile(analysisOf([...sites, ...more]), profileOf(calls));
    expect(counted(joined)).toMatchObject({ third: 4, fourth: 1, fifth: 1 });
    expect(joined.recorded!.profile!.unmatched.allocations).toBe(9);
  });
});

describe('addresses of another build', () => {
  const append = site('append', 3, 'append', [{ entry: 'runtime.growslice', elementSize: 8, pc: 0x1010 }]);
  const item = site('item', 3, 'composite', [{ sizeClass: 48, pc: 0x1000 }]);
  const grown = [8, 16, 32, 48, 64].map((size) => sample(['@9030 F:3'], 1, size));

  it('tell a call of one size from one of many', () => {
    const joined = addGoProfile(analysisOf([append, item]), profileOf([...grown, sample(['@9010 F:3'], 1000, 48)]));
    expect(counted(joined)).toEqual({ append: 5, item: 1000 });
    expect(joined.recorded!.profile).toMatchObject({ byAddress: 0, byLine: 1005 });
    // The other way round: what is one call is not the other, although its size would fit both.
    expect(counted(addGoProfile(analysisOf([append, item]), profileOf([...grown, sample(['@9050 F:3'], 1000, 48)])))).toEqual({ append: 5, item: 1000 });
    // What the runtime allocates meanwhile has the stack of the call.
    expect(counted(addGoProfile(analysisOf([append, item]), profileOf([...grown, sample(['@9010 F:3'], 1000, 48), sample(['@9010 F:3'], 2, 96)])))).toEqual({
      append: 5,
      item: 1000,
    });
  });
  it('tell equal calls by their order, if all were seen', () => {
    const sites = [1, 2, 3].map((n) => site(`n${n}`, 3, 'new', [{ sizeClass: 16, pc: 0x1000 * n }]));
    const samples = [0x9030, 0x9010, 0x9020].map((address) => sample([`@${address.toString(16)} F:3`], address - 0x9000, 16));
    expect(counted(addGoProfile(analysisOf(sites), profileOf(samples)))).toEqual({ n1: 16, n2: 32, n3: 48 });
    const some = addGoProfile(analysisOf(sites), profileOf(samples.slice(1)));
    expect(counted(some)).toEqual({});
    expect(some.recorded!.profile!.ambiguous.allocations).toBe(48);
  });
  it('tell instances of a generic function apart', () => {
    const sites = ['int', 'string'].map((of) =>
      site(of, 3, 'new', [{ pc: of === 'int' ? 0x1000 : 0x2000, function: `main.F[go.shape.${of}]` }], { function: 'F[...]' }),
    );
    const samples = ['int', 'string'].map((of, i) => sample([`@${(0x9000 - i).toString(16)} main.F[go.shape.${of}]:3`], i + 1, 16));
    expect(counted(addGoProfile(analysisOf(sites), profileOf(samples)))).toEqual({ int: 1, string: 2 });
  });
});

describe('everything is accounted for', () => {
  const samples = [
    sample(['F:3'], 1, 16),
    sample(['F:99'], 2, 32),
    sample(['runtime.malg:1', 'runtime.newproc1:2'], 4, 64),
    sample([], 8, 128),
    sample([at('fmt.Sprint:20', '/go/src/fmt/print.go'), at('F:3')], 16, 256),
    sample([at('fmt.Sprint:20', '/go/src/fmt/print.go'), at('F:5')], 32, 512),
    sample([{ address: 5, frames: [] }], 64, 1024),
  ];
  const joined = addGoProfile(analysisOf([site('a', 3, 'new', [{}])]), profileOf(samples));

  it('once', () => {
    const { recorded } = joined;
    expect(recorded).toMatchObject({ allocations: 127, onSites: 1, elsewhere: 48, runtime: 4, unknown: 74 });
    expect(recorded!.onSites + recorded!.elsewhere + recorded!.runtime + recorded!.unknown).toBe(recorded!.allocations);
    expect(recorded!.runtimeBy).toEqual([{ entry: 'runtime.newproc1', allocations: 4, bytes: 256 }]);
    expect(recorded!.profile).toMatchObject({ unmatched: { allocations: 2, bytes: 64 } });
    expect('rate' in recorded!).toBe(false);
  });
  it('code that was not analysed has a site for each line', () => {
    expect(joined.sites).toHaveLength(2);
    expect(joined.sites[1]).toMatchObject({
      package: 'fmt',
      function: 'Sprint',
      kind: 'other',
      position: { file: '/go/src/fmt/print.go', line: 20 },
      happened: { allocations: 48, joined: 'line' },
    });
    expect(joined.sites[1]!.happened!.stacks).toHaveLength(2);
    expect(joined.completeness.sites).toBe(2);
  });
  it('and said', () => {
    const [limits, unmatched] = joined.gaps;
    expect(limits).toMatchObject({ code: 'profile-limits', affects: 'mem.out' });
    expect(unmatched).toMatchObject({
      code: 'profile-unmatched',
      message: expect.stringContaining('2 of 3 allocations in the analysed packages (66.7 %) are on no site: 2 (64 bytes) on lines where none does.'),
    });
    expect(unmatched!.message).toContain('Is the program built from this source');
  });
  it('keeps what is computed when it is asked for', () => {
    let asked = 0;
    const lazy = Object.defineProperty(analysisOf([site('a', 3, 'new', [{}])]), 'leakingParameters', {
      enumerable: true,
      configurable: true,
      get: () => (asked++, []),
    });
    const result = addGoProfile(lazy, profileOf(samples));
    expect(asked).toBe(0);
    expect(result.leakingParameters).toEqual([]);
  });
});

it('what was sampled is an estimate', () => {
  const rate = 512 * 1024;
  const objects = Math.round(3 / -Math.expm1(-1024 / rate));
  const joined = addGoProfile(analysisOf([site('a', 3, 'new', [{}])]), profileOf([sample(['F:3'], objects, 1024)], rate));
  const { estimated, allocations } = joined.sites[0]!.happened!;
  expect(allocations).toBe(objects);
  expect(estimated!.samples).toBe(3);
  // Three samples: the error is 1 / √3.
  expect(estimated!.error).toBeCloseTo(0.577, 2);
  expect(joined.recorded!.rate).toBe(rate);
  expect(joined.gaps[0]!.message).toContain('one sample in 524,288 bytes');
});

import { describe, expect, test } from 'vitest';
import { emptyAnalysis } from './empty-analysis.ts';
import type { Analysis, LeakingParameter, Site } from './model.ts';
import { leakRows } from './query-leaks.ts';
import { savedBy, savedRows } from './query-saved.ts';
import { ALLOCATING_PLACEMENTS, groupSites, nearestSites, parsePlace, querySites, type Query } from './query.ts';
import { knownSize, largestKnownSize, SORT_ORDERS, sortSites } from './sort.ts';

function site(id: string, more: Partial<Site> = {}): Site {
  return {
    id,
    package: 'example.com/a',
    function: 'f',
    kind: 'new',
    expression: id,
    position: { file: '/w/a.go', line: 1, column: 1 },
    placement: 'heap',
    said: [],
    emitted: [],
    conflicts: [],
    ...more,
  };
}

function call(entry: string, more: object = {}): Site['emitted'][number] {
  return { function: 'f', inlinedAt: [], entry, tie: 'exact', placement: 'heap', ...more };
}

function analysis(sites: readonly Site[], leakingParameters: readonly LeakingParameter[] = []): Analysis {
  return emptyAnalysis({ target: { goVersion: 'go1.26.1' }, sites, leakingParameters });
}

const ids = (sites: readonly Site[]): string => sites.map((one) => one.id).join(' ');
const select = (sites: readonly Site[], query: Query): string => ids(querySites(analysis(sites), query).sites);

describe('order', () => {
  const sites = [
    site('panic', { loopDepth: 3, panicPath: true }),
    site('flat-big', { loopDepth: 0, emitted: [call('runtime.newobject', { size: 4096 })] }),
    site('deep-unknown', { loopDepth: 2, emitted: [call('runtime.makeslice', { elementSize: 8 })] }),
    site('deep-small', { loopDepth: 2, emitted: [call('runtime.newobject', { size: 16 })] }),
    site('no-depth', { emitted: [call('runtime.newobject', { size: 9999 })] }),
    site('flat-small', { loopDepth: 0, emitted: [call('runtime.newobject', { size: 8 }), call('runtime.newobject', { size: 8 })] }),
  ];

  test('the default is loop depth, then known size, with unknown ones after and panics last', () => {
    expect(ids(sortSites(sites))).toBe('deep-small deep-unknown flat-big flat-small no-depth panic');
  });
  test('size puts unknown sizes after known ones', () => {
    expect(ids(sortSites(sites, 'size'))).toBe('no-depth flat-big deep-small flat-small deep-unknown panic');
  });
  test('copies', () => {
    expect(ids(sortSites(sites, 'copies')).startsWith('flat-small')).toBe(true);
  });
  test('does not depend on the order given', () => {
    for (const order of SORT_ORDERS) expect(ids(sortSites([...sites].reverse(), order))).toBe(ids(sortSites(sites, order)));
  });
  test('position is by file, line, column', () => {
    const at = (file: string, line: number, column: number): Site => site(`${file}${line}.${column}`, { position: { file, line, column } });
    expect(ids(sortSites([at('b', 1, 1), at('a', 10, 1), at('a', 9, 2), at('a', 9, 1)], 'position'))).toBe('a9.1 a9.2 a10.1 b1.1');
  });
  test('where checkouts and module caches lie decides nothing, and code of others comes after', () => {
    const order = (own: string, cache: string): string => {
      const at = (id: string, path: string, root: string, file: string): Site => site(id, { package: path, position: { file: `${root}/${file}`, line: 1 } });
      const sites = [at('std', 'bytes', cache, 'z.go'), at('own', 'example.com/a', own, 'm.go'), at('sub', 'example.com/a/b', own, 'b/a.go')];
      return SORT_ORDERS.filter((o) => o !== 'package')
        .map((o) => ids(sortSites(sites, o, ['example.com/a', 'example.com/a/b'])))
        .join();
    };
    expect(order('/a', '/b')).toBe(order('/b', '/a'));
    expect(new Set(order('/a', '/b').split(','))).toEqual(new Set(['own sub std']));
  });
  test('the size of one element is not the size of the allocation', () => {
    expect(knownSize(call('runtime.growslice', { elementSize: 24 }))).toBeUndefined();
    expect(knownSize(call('runtime.makeslice', { elementSize: 8, sizeClass: 64 }))).toBe(64);
    expect(largestKnownSize(site('x', { emitted: [call('runtime.makeslice', { elementSize: 8 }), call('runtime.newobject', { size: 16 })] }))).toBe(16);
    expect(largestKnownSize(site('x'))).toBeUndefined();
  });
});

describe('filters', () => {
  const sites = [
    site('a', {
      package: 'example.com/a',
      function: '(*Parser).next',
      kind: 'append',
      placement: 'heap',
      reason: { cause: 'returned', sentence: '', steps: [] },
    }),
    site('b', { package: 'example.com/a/b', function: 'Parse', kind: 'interface', placement: 'stack', conflicts: [{ code: 'c', message: 'm' }] }),
    site('c', { package: 'other.org/c', function: 'Map[...]', kind: 'append', placement: 'conditional' }),
  ];
  const cases: [Query, string][] = [
    [{}, 'a b c'],
    [{ kinds: ['append'] }, 'a c'],
    [{ placements: ALLOCATING_PLACEMENTS }, 'a c'],
    [{ packages: ['example.com/a/...'] }, 'a b'],
    [{ packages: ['example.com/a/b'] }, 'b'],
    [{ packages: ['*/c'] }, 'c'],
    [{ packages: ['nothing', 'other'] }, 'c'],
    [{ functions: ['(*Parser).next'] }, 'a'],
    [{ functions: ['*next'] }, 'a'],
    [{ functions: ['Parse'] }, 'a b'],
    [{ functions: ['Parse*'] }, 'b'],
    [{ functions: ['Map[...]'] }, 'c'],
    [{ functions: ['.*'] }, ''],
    [{ causes: ['returned'] }, 'a'],
    [{ conflicts: true }, 'b'],
    [{ conflicts: false }, 'a b c'],
    [{ kinds: ['append'], packages: ['other'] }, 'c'],
    [{ kinds: [] }, ''],
    [{ top: 0 }, ''],
    [{ top: 2 }, 'a b'],
  ];
  test.each(cases)('%j', (query, expected) => {
    expect(select(sites, { sort: 'package', ...query })).toBe(expected);
  });
  test('counts what only the placement hides, and what top hides', () => {
    const selection = querySites(analysis(sites), { placements: ['heap'], top: 0 });
    expect(selection).toMatchObject({ sites: [], matched: 1, otherPlacements: { stack: 1, conditional: 1 } });
  });
  test('a pattern of many stars takes no long time', () => {
    const start = performance.now();
    select([site('x', { function: 'a'.repeat(5_000) })], { functions: [`${'*a'.repeat(12)}*b`, '*'.repeat(100)] });
    expect(performance.now() - start).toBeLessThan(2_000);
  });
  test('groups keep the order of sites', () => {
    expect(groupSites(sites, 'kind').map((group) => [group.name, ids(group.sites)])).toEqual([
      ['append', 'a c'],
      ['interface', 'b'],
    ]);
    expect(groupSites(sites, 'cause').map((group) => group.name)).toEqual(['returned', 'no reason reported']);
    expect(groupSites(sites, 'function').map((group) => group.name)[0]).toBe('example.com/a.(*Parser).next');
    expect(querySites(analysis(sites), { group: 'package', top: 1 }).groups).toHaveLength(1);
  });
});

describe('places', () => {
  test.each([
    ['a.go:3', { file: 'a.go', line: 3 }],
    ['C:\\x\\a.go:3:4', { file: 'C:\\x\\a.go', line: 3, column: 4 }],
    ['a.go', undefined],
    [':3', undefined],
    ['a.go:x', undefined],
  ])('%s', (text, place) => expect(parsePlace(text)).toEqual(place));

  const sites = [
    site('one', { position: { file: '/w/p/a.go', line: 3, column: 5 } }),
    site('two', { position: { file: '/w/p/a.go', line: 3, column: 9 } }),
    site('copy', { position: { file: '/w/q/b.go', line: 7 }, emitted: [call('runtime.newobject', { inlinedAt: [{ file: '/w/p/a.go', line: 8 }] })] }),
    site('else', { position: { file: '/w/xa.go', line: 3 } }),
  ];
  test('a name, a part of it, or a column', () => {
    expect(select(sites, { at: { file: 'a.go', line: 3 } })).toBe('one two');
    expect(select(sites, { at: { file: './p/a.go', line: 3, column: 9 } })).toBe('two');
    expect(select(sites, { at: { file: '/w/p/a.go', line: 4 } })).toBe('');
  });
  test('a line that sites are inlined to', () => {
    expect(querySites(analysis(sites), { at: { file: 'a.go', line: 8 } })).toMatchObject({ inlinedHere: true, matched: 1 });
  });
  test('the nearest in the file', () => {
    expect(ids(nearestSites(analysis(sites), { file: 'p/a.go', line: 30 }, 1))).toBe('one');
  });
});

test('leaking parameters: most sites first, each site once, missing ones named', () => {
  const leak = (name: string, sites: string[]): LeakingParameter => ({
    package: 'p',
    function: name,
    parameter: 'x',
    to: '{heap}',
    position: { file: 'p.go', line: 1 },
    sites,
  });
  const value = analysis([site('a'), site('b', { function: 'g' })], [leak('none', []), leak('one', ['a', 'a', 'gone']), leak('two', ['b', 'a'])]);
  expect(leakRows(value).map((row) => [row.leak.function, ids(row.sites), row.callers, row.missing])).toEqual([
    ['two', 'a b', 2, []],
    ['one', 'a', 1, ['gone']],
  ]);
  expect(leakRows(value, { all: true })).toHaveLength(3);
  expect(leakRows(value, { of: 'p.one' })).toHaveLength(1);
  expect(leakRows(value, { at: { file: 'p.go', line: 2 } })).toHaveLength(0);
});

test('what was saved, by mechanism', () => {
  const slot = call('frame', { slot: { size: 24 }, placement: 'stack' });
  const sites = [
    site('slot', { placement: 'stack', emitted: [slot, call('frame', { placement: 'stack' })] }),
    site('regs', { placement: 'gone', emitted: [call('registers', { placement: 'gone' })] }),
    site('dead', { placement: 'gone' }),
    site('zero', { placement: 'stack', said: [{ message: 'zero-copy string->[]byte conversion', position: { file: 'a', line: 1 } }] }),
    site('const', { placement: 'static' }),
    site('cond', { placement: 'conditional' }),
    site('heap'),
    site('unknown', { placement: 'unknown' }),
  ];
  expect(sites.map(savedBy)).toEqual(['stack', 'registers', 'gone', 'zero-copy', 'static', 'up-to-bound', undefined, undefined]);
  expect(savedRows(analysis(sites))[0]).toMatchObject({ mechanism: 'stack', copies: 2, slotBytes: 24, unknownSlots: 1 });
  expect(savedRows(analysis([]))).toEqual([]);
});

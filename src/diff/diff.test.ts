import { describe, expect, it } from 'vitest';
import { emptyAnalysis } from '../site/empty-analysis.ts';
import type { Emitted, Site } from '../site/model.ts';
import { diffAnalyses } from './diff.ts';
import type { DiffResult, Side } from './model.ts';

function site(line: number, more: Partial<Site> = {}): Site {
  return {
    id: `${more.function ?? 'f'} ${more.expression ?? 'append'} ${line}`,
    package: 'example.com/p',
    function: 'f',
    kind: 'append',
    expression: 'append',
    position: { file: '/w/a.go', line },
    placement: 'heap',
    said: [],
    emitted: [],
    conflicts: [],
    ...more,
  };
}

function side(
  sites: readonly Site[],
  more: Partial<Side> & { readonly go?: string; readonly lines?: readonly string[]; readonly targetFlags?: readonly string[] } = {},
): Side {
  const { go = 'go1.26.11', lines, targetFlags = [], ...rest } = more;
  const analysis = emptyAnalysis({ target: { goVersion: go, flags: targetFlags, packages: ['example.com/p'] }, sites });
  return { analysis, label: 'side', root: '/w', source: () => lines, flags: [], ...rest };
}

const brief = ({ changes }: DiffResult): string[] => changes.map((c) => `${c.change} ${(c.after ?? c.before!).position.line} ${c.cause.code}`);

function copy(placement: Emitted['placement'], more: Partial<Emitted> = {}): Emitted {
  return { function: 'example.com/p.f', inlinedAt: [], entry: 'runtime.growslice', tie: 'exact', placement, ...more };
}

describe('sites that read alike', () => {
  const lines = ['', 'a = append(a, 1)', 'b = append(b, 1)', 'c = append(c, 1)'];
  it('are told apart by their lines when one of them goes', () => {
    const [all, two] = [
      [site(2), site(3), site(4)],
      [site(2), site(3)],
    ];
    const result = diffAnalyses(side(all, { lines, root: '/w' }), side(two, { lines: ['', 'b = append(b, 1)', 'c = append(c, 1)'], root: '/x' }));
    expect(brief(result)).toEqual(['vanished 2 removed-code']);
    expect(result.summary.same).toBe(2);
  });
  it('are paired in order when all are there', () => {
    const moved = [site(12), site(13), site(14, { placement: 'stack' })];
    expect(brief(diffAnalyses(side([site(2), site(3), site(4)]), side(moved, { root: '/x' })))).toEqual(['better 14 unknown']);
  });
  it('in function literals are found under another number', () => {
    const before = side([site(2, { function: 'f.func1', expression: 'make([]int, n)', kind: 'make-slice' })], { lines: ['', 'x'] });
    const after = side([site(9, { function: 'f.func2', expression: 'make([]int, n)', kind: 'make-slice' })], { lines: ['', 'y'], root: '/x' });
    expect(diffAnalyses(before, after).changes).toEqual([]);
  });
});

describe('what changed', () => {
  const one = (before: Partial<Site>, after: Partial<Site>, more: Parameters<typeof side>[1] = {}): DiffResult =>
    diffAnalyses(side([site(2, before)]), side([site(2, after)], more));
  it('is the placement, in its order', () => {
    expect(brief(one({ placement: 'stack' }, { placement: 'conditional' }))).toEqual(['worse 2 unknown']);
    expect(brief(one({ placement: 'heap' }, { placement: 'conditional' }))).toEqual(['better 2 unknown']);
    expect(one({ placement: 'static' }, { placement: 'gone' }).changes).toEqual([]);
    expect(one({ placement: 'unknown' }, { placement: 'heap' }).changes).toEqual([]);
  });
  it('is the bound of what is conditional', () => {
    expect(
      brief(one({ placement: 'conditional', bound: 'up to 4 elements (32 bytes)' }, { placement: 'conditional', bound: 'up to 2 elements (16 bytes)' })),
    ).toEqual(['worse 2 unknown']);
  });
  it('is a copy that stayed in the frame of its caller', () => {
    const inlined = copy('stack', { function: 'example.com/p.g', inlinedAt: [{ file: '/w/a.go', line: 9 }] });
    expect(brief(one({ emitted: [inlined, copy('heap')] }, { emitted: [copy('heap')] }))).toEqual(['worse 2 unknown']);
    expect(brief(one({ emitted: [copy('heap')] }, { emitted: [inlined, copy('heap')] }))).toEqual(['better 2 unknown']);
    // Callers that were removed with their copies cost nobody anything.
    expect(one({ emitted: [inlined] }, { emitted: [] }).changes).toEqual([]);
  });
  it('is the release, when nothing else is known', () => {
    expect(brief(one({ kind: 'new', placement: 'heap' }, { kind: 'new', placement: 'stack' }, { go: 'go1.27.4' }))).toEqual(['better 2 release']);
  });
  it('is counted without sites that cannot allocate', () => {
    const { summary, changes } = diffAnalyses(side([site(2, { placement: 'stack' })]), side([site(3, { placement: 'gone', function: 'g' })], { root: '/x' }));
    expect(changes).toEqual([]);
    expect(summary.neutral).toBe(2);
  });
});

describe('what is compared', () => {
  const far = site(5, { package: 'strings', position: { file: '/go/src/strings/a.go', line: 5 }, emitted: [copy('heap', { function: 'strings.f' })] });
  it('is what both sides were asked to report', () => {
    const result = diffAnalyses(side([site(2)]), side([site(2), far], { targetFlags: ['-gcflags=all=-m=2 -live=2'] }));
    expect(result.changes).toEqual([]);
    expect(result.gaps.map((g) => g.code)).toEqual(['one-side-deeper']);
  });
  it('is everything when both were', () => {
    const flags = { targetFlags: ['-gcflags=all=-m=2 -live=2'] };
    expect(brief(diffAnalyses(side([site(2)], flags), side([site(2), far], { ...flags, go: 'go1.27.4' })))).toEqual(['appeared 5 library-changed']);
  });
});

describe('analyses that were saved', () => {
  it('may name a variable by anything', () => {
    const lines = ['func f() {', '\tx := 1', '\tkeep(&x)', '}'];
    const files = new Map([['/w/a.go', 'example.com/p']]);
    for (const expression of ['*(', '[', 'x', '$&']) {
      const result = diffAnalyses(
        side([site(2, { kind: 'moved-to-heap', expression, emitted: [copy('heap')] })], { lines, files }),
        side([], { lines, files }),
      );
      expect(result.changes.map((c) => c.change)).toEqual([expression === 'x' ? 'better' : 'vanished']);
    }
  });
});

describe('recordings that are samples', () => {
  it('differ where it is more than chance, and are said to be estimates', () => {
    const totals = { allocations: 0, bytes: 0, slotBytes: 0, onSites: 0, elsewhere: 0, runtime: 0, unknown: 0, runtimeBy: [] };
    const run = (amount: number, rate?: number): Side => {
      const happened = {
        allocations: amount,
        bytes: amount,
        slotBytes: amount,
        stacks: [],
        ...(rate === undefined ? {} : { estimated: { error: 0.1, samples: 100 } }),
      };
      const one = side([site(2, { happened })]);
      return { ...one, analysis: { ...one.analysis, recorded: { ...totals, ...(rate === undefined ? {} : { rate }) } } };
    };
    const outcome = (a: Side, b: Side): unknown[] => {
      const { changes, gaps } = diffAnalyses(a, b);
      return [changes.map((c) => `${c.change} ${c.cause.sentence}`), gaps.map((g) => g.code)];
    };
    expect(outcome(run(1000), run(1100))).toEqual([['worse The same code, 1,000 allocations before, 1,100 after.'], ['noise-unknown']]);
    expect(outcome(run(1000, 512), run(1100, 512))).toEqual([[], ['estimates', 'noise-unknown']]);
    expect(outcome(run(1000), run(2000, 512))).toEqual([['worse The same code, 1,000 allocations before, about 2,000 after.'], ['estimates', 'noise-unknown']]);
  });
});

describe('code that no report has', () => {
  it('is no site that appears or goes when one run does not come to it', () => {
    const totals = { allocations: 0, bytes: 0, slotBytes: 0, onSites: 0, elsewhere: 0, runtime: 0, unknown: 0, runtimeBy: [] };
    const happened = { allocations: 7, bytes: 112, slotBytes: 112, stacks: [] };
    const known = site(2, { happened, emitted: [copy('heap', { tie: 'rule', rule: 'line-and-entry' })] });
    const recorded = (sites: readonly Site[]): Side => {
      const one = side(sites);
      return { ...one, analysis: { ...one.analysis, recorded: totals } };
    };
    const [change] = diffAnalyses(recorded([known]), recorded([])).changes;
    expect(change).toMatchObject({ change: 'better', after: null, cause: { code: 'runs-less' } });
    expect(change!.cause.sentence).toBe('Code that no report has, 7 allocations before, 0 after.');
    // What a report has is gone when it is not there.
    expect(brief(diffAnalyses(recorded([site(2, { happened, emitted: [copy('heap')] })]), recorded([])))).toEqual([expect.stringMatching(/^vanished 2/)]);
  });
});

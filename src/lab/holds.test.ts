import { describe, expect, it } from 'vitest';
import { holds, parseHolds } from './holds.ts';
import type { Cell } from './model.ts';

const plain: Cell = {
  go: 'go1.27.4',
  goarch: 'amd64',
  flags: '',
  said: ['make([]int, n) does not escape'],
  emitted: ['runtime.makeslice', 'slot of 32 bytes'],
  happened: [
    { case: '4 elements', allocations: 0, bytes: 0 },
    { case: '5 elements', allocations: 1, bytes: 48 },
  ],
  placement: 'conditional',
};
const unoptimised: Cell = {
  ...plain,
  flags: '-gcflags=-N',
  placement: 'heap',
  happened: [{ case: '4 elements', allocations: 1, bytes: 32 }, plain.happened[1]!],
};
const cells = new Map([
  ['', plain],
  ['-gcflags=-N', unoptimised],
]);

const parse = (text: string): ReturnType<typeof parseHolds> => parseHolds(text, ['4 elements', '5 elements'], ['-gcflags=-N', '-race'], 'x.go: f');
const check = (text: string): boolean | undefined => holds(parse(text), cells);

describe('claims', () => {
  it('are true, false, or without evidence', () => {
    for (const [text, wanted] of [
      ['placement=conditional', true],
      ['placement=stack|conditional', true],
      ['placement!=heap', true],
      ['placement=heap', false],
      ['allocs=0', false],
      ['allocs[4 elements]=0 allocs[5 elements]=1', true],
      ['allocs[5 elements]>=2', false],
      ['bytes[5 elements]<=48', true],
      ['growth=1', true],
      ['growth!=1', false],
      ['entry=runtime.makeslice', true],
      ['entry=runtime.make', false],
      ['entry=runtime.*', true],
      ['said=*escapes*', false],
      ['said=make(*escape', true],
      ['differs[-gcflags=-N]=yes', true],
      ['differs[-gcflags=-N]=no', false],
      ['allocs[-gcflags=-N]=1', true],
      ['differs[-race]=yes', undefined],
      ['allocs[-race]=0', undefined],
      // One false term is enough.
      ['allocs[-race]=0 placement=heap', false],
    ] as const)
      expect(check(text), text).toBe(wanted);
  });

  it('are without evidence where nothing was measured', () => {
    const missing = new Map([['', { ...plain, happened: [], missing: 'no toolchain' }]]);
    expect(holds(parse('placement=heap'), missing)).toBeUndefined();
    const panicked = new Map([['', { ...plain, happened: [{ case: '4 elements', allocations: 0, bytes: 0, panicked: 'index out of range' }] }]]);
    expect(holds(parse('allocs=0'), panicked)).toBeUndefined();
    expect(holds(parse('placement=conditional'), panicked)).toBe(true);
    // Some of the cases show nothing of every case, and a case that one build did not come to is no difference.
    const partial = { ...plain, happened: [plain.happened[0]!], unmeasured: 'the program did not come to it' };
    expect(holds(parse('allocs=0'), new Map([['', partial]]))).toBeUndefined();
    expect(holds(parse('growth=0'), new Map([['', partial]]))).toBeUndefined();
    expect(holds(parse('allocs=1'), new Map([['', partial]]))).toBe(false);
    expect(holds(parse('allocs[4 elements]=0'), new Map([['', partial]]))).toBe(true);
    const half = new Map([
      ['', plain],
      ['-gcflags=-N', partial],
    ] as const);
    expect(holds(parse('differs[-gcflags=-N]=yes'), half)).toBeUndefined();
  });

  it('are refused with their place when they are not understood', () => {
    for (const text of ['', 'allocs', 'allocs=none', 'allocs[6 elements]=0', 'placement=stack and more', 'differs=yes', 'differs[-race]=maybe', 'speed=fast'])
      expect(() => parse(text), text).toThrow(/^x\.go: f: /);
  });
});

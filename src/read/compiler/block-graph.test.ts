import { describe, expect, it } from 'vitest';
import { loopDepths, panicOnlyBlocks, parseBlockHeaders } from './block-graph.ts';

function graphOf(text: string): ReturnType<typeof parseBlockHeaders> {
  const bytes = new TextEncoder().encode(text);
  const starts: number[] = [];
  for (let at = text.indexOf('bb#'); at >= 0; at = text.indexOf('bb#', at + 1)) starts.push(at);
  return parseBlockHeaders(bytes, starts);
}

describe('block graph of -live=2', () => {
  // The layout of `for i := 0; i < n; i++ { xs = append(xs, i) }`: the body comes before the header.
  const loop = graphOf('bb#1 pred= succ=2\nbb#4 pred=3,11 succ=2\nbb#2 pred=1,4 succ=3,5\nbb#3 pred=2 succ=11,4\nbb#11 pred=3 succ=4\nbb#5 pred=2 succ=\n');

  it('maps ids to layout order', () => {
    expect(loop.count).toBe(6);
    expect(loop.successors[2]).toEqual([3, 5]);
  });
  it('counts the loop around its body only', () => {
    expect([...loopDepths(loop)]).toEqual([0, 1, 1, 1, 1, 0]);
  });
  it('nests', () => {
    const nested = graphOf('bb#1 pred= succ=2\nbb#2 pred= succ=3,6\nbb#3 pred= succ=4,5\nbb#4 pred= succ=3\nbb#5 pred= succ=2\nbb#6 pred= succ=\n');
    expect([...loopDepths(nested)]).toEqual([0, 1, 2, 2, 1, 0]);
  });
  it('marks blocks that only lead to a panic', () => {
    const g = graphOf('bb#1 pred= succ=2,3\nbb#2 pred=1 succ=4\nbb#4 pred=2 succ=\nbb#3 pred=1 succ=\n');
    expect([...panicOnlyBlocks(g, (b) => b === 2)]).toEqual([0, 1, 1, 0]);
  });
  it('does not call an endless loop a panic', () => {
    const g = graphOf('bb#1 pred= succ=1\n');
    expect([...panicOnlyBlocks(g, () => true)]).toEqual([0]);
    expect([...loopDepths(g)]).toEqual([1]);
  });
  it('survives a cut-off header', () => {
    expect(graphOf('bb#1 pred= succ=7,9\nbb#').count).toBe(2);
  });
});

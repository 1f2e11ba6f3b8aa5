// The control-flow graph that `-live=2` prints (`bb#4 pred=3,10,11 succ=2`): loop depth of each block, and which blocks lie
// only on the way to a panic. Source: cmd/compile/internal/liveness/plive.go: (*liveness).printDebug, Go 1.21 – 1.27.
// Invariant: every answer is indexed like the blocks that were handed in, in layout order.

/** Blocks of one function in layout order; ids as the compiler numbers them. */
export interface BlockGraph {
  readonly count: number;
  /** Successors of each block, as indexes into the layout order. */
  readonly successors: readonly (readonly number[])[];
}

/**
 * Parses `bb#N pred=… succ=…` header lines.
 * @param starts offsets of the header lines in `bytes`, in layout order
 * @returns the graph; ids that no header defines are dropped (a cut-off dump)
 */
export function parseBlockHeaders(bytes: Uint8Array, starts: readonly number[]): BlockGraph {
  const idToIndex = new Map<number, number>();
  const succIds: number[][] = [];
  for (let index = 0; index < starts.length; index++) {
    let at = starts[index]! + 3;
    let id = 0;
    for (let c = bytes[at]!; c >= 48 && c <= 57; c = bytes[++at]!) id = id * 10 + (c - 48);
    idToIndex.set(id, index);
    const ids: number[] = [];
    const marker = findSucc(bytes, at);
    if (marker >= 0) {
      let value = -1;
      for (at = marker; ; at++) {
        const c = bytes[at];
        if (c !== undefined && c >= 48 && c <= 57) value = (value < 0 ? 0 : value) * 10 + (c - 48);
        else {
          if (value >= 0) ids.push(value);
          value = -1;
          if (c !== 44) break;
        }
      }
    }
    succIds.push(ids);
  }
  const successors = succIds.map((ids) => ids.map((id) => idToIndex.get(id) ?? -1).filter((i) => i >= 0));
  return { count: starts.length, successors };
}

// Offset just behind `succ=` on the line at `at`, or -1.
function findSucc(bytes: Uint8Array, at: number): number {
  for (; at + 5 <= bytes.length; at++) {
    const c = bytes[at];
    if (c === 10) return -1;
    if (c === 115 && bytes[at + 1] === 117 && bytes[at + 2] === 99 && bytes[at + 3] === 99 && bytes[at + 4] === 61) return at + 5;
  }
  return -1;
}

/**
 * Number of natural loops around each block (0 outside loops). Irreducible cycles count as one loop of their entry.
 * Dominators after Cooper, Harvey, Kennedy, "A Simple, Fast Dominance Algorithm".
 */
export function loopDepths(graph: BlockGraph): Int32Array {
  const depth = new Int32Array(graph.count);
  if (graph.count === 0) return depth;
  const { order, number } = reversePostorder(graph);
  const preds: number[][] = Array.from({ length: graph.count }, () => []);
  for (let b = 0; b < graph.count; b++) for (const s of graph.successors[b]!) preds[s]!.push(b);
  const idom = immediateDominators(order, number, preds);
  const bodies = new Map<number, Set<number>>();
  for (const b of order) {
    for (const header of graph.successors[b]!) {
      if (!dominates(idom, number, header, b)) continue;
      const body = bodies.get(header) ?? new Set([header]);
      bodies.set(header, body);
      const work = [b];
      for (let x = work.pop(); x !== undefined; x = work.pop()) {
        if (body.has(x)) continue;
        body.add(x);
        for (const p of preds[x]!) if (number[p]! >= 0) work.push(p);
      }
    }
  }
  for (const body of bodies.values()) for (const b of body) depth[b] = depth[b]! + 1;
  return depth;
}

/**
 * Blocks from which every way out ends in a panic.
 * @param panics for each block without successors: does it end by panicking?
 * @returns 1 where a block can only end in a panic (blocks in endless loops are not)
 */
export function panicOnlyBlocks(graph: BlockGraph, panics: (block: number) => boolean): Uint8Array {
  const preds: number[][] = Array.from({ length: graph.count }, () => []);
  const returning: number[] = [];
  const panicking: number[] = [];
  for (let b = 0; b < graph.count; b++) {
    for (const s of graph.successors[b]!) preds[s]!.push(b);
    if (graph.successors[b]!.length === 0) (panics(b) ? panicking : returning).push(b);
  }
  const reaches = (seeds: number[]): Uint8Array => {
    const seen = new Uint8Array(graph.count);
    const work = [...seeds];
    for (let b = work.pop(); b !== undefined; b = work.pop()) {
      if (seen[b]) continue;
      seen[b] = 1;
      for (const p of preds[b]!) work.push(p);
    }
    return seen;
  };
  const canReturn = reaches(returning);
  const canPanic = reaches(panicking);
  const only = new Uint8Array(graph.count);
  for (let b = 0; b < graph.count; b++) only[b] = canPanic[b]! && !canReturn[b]! ? 1 : 0;
  return only;
}

function reversePostorder(graph: BlockGraph): { order: number[]; number: Int32Array } {
  const seen = new Uint8Array(graph.count);
  const post: number[] = [];
  // Explicit stack: functions with 100,000 blocks exist and would overflow the call stack.
  const stack: number[] = [0];
  const next = new Int32Array(graph.count);
  seen[0] = 1;
  while (stack.length > 0) {
    const b = stack[stack.length - 1]!;
    const succ = graph.successors[b]!;
    if (next[b]! < succ.length) {
      const s = succ[next[b]!]!;
      next[b] = next[b]! + 1;
      if (!seen[s]) {
        seen[s] = 1;
        stack.push(s);
      }
    } else {
      post.push(b);
      stack.pop();
    }
  }
  const order = post.reverse();
  const number = new Int32Array(graph.count).fill(-1);
  order.forEach((b, i) => (number[b] = i));
  return { order, number };
}

function immediateDominators(order: readonly number[], number: Int32Array, preds: readonly number[][]): Int32Array {
  const idom = new Int32Array(number.length).fill(-1);
  const entry = order[0]!;
  idom[entry] = entry;
  for (let changed = true; changed;) {
    changed = false;
    for (const b of order) {
      if (b === entry) continue;
      let best = -1;
      for (const p of preds[b]!) {
        if (idom[p] === -1) continue;
        best = best === -1 ? p : intersect(idom, number, p, best);
      }
      if (best !== -1 && idom[b] !== best) {
        idom[b] = best;
        changed = true;
      }
    }
  }
  return idom;
}

function intersect(idom: Int32Array, number: Int32Array, a: number, b: number): number {
  while (a !== b) {
    while (number[a]! > number[b]!) a = idom[a]!;
    while (number[b]! > number[a]!) b = idom[b]!;
  }
  return a;
}

function dominates(idom: Int32Array, number: Int32Array, a: number, b: number): boolean {
  if (number[a]! < 0 || number[b]! < 0) return false;
  while (number[b]! > number[a]!) b = idom[b]!;
  return a === b;
}

// Basic blocks of a function's machine code and the ways between them.
// Go source: src/cmd/compile/internal/ssa/_gen/{AMD64,ARM64}Ops.go: JUMPTABLE (amd64 jumps through (table)(index*8), arm64 loads
// the target into a register first; tables are arrays of addresses in read-only data), go1.19–go1.27;
// src/runtime/panic.go: recovery (resumes behind deferproc with result 1 until go1.24, at _func.deferreturn since go1.17 for
// open-coded and since go1.25 for all defers).
import type { Step } from './step.ts';

/** Steps [first, end) of a function, entered only at the first and left only behind the last. */
export interface Block {
  readonly first: number;
  readonly end: number;
  readonly successors: number[];
  readonly predecessors: number[];
  /** Control can come here from a recovered panic: from within any call, or from any fault. */
  readonly recovers: boolean;
}

/** The blocks in address order; the function is entered at block 0. */
export interface Graph {
  readonly blocks: readonly Block[];
  /** Block of every step. */
  readonly blockOf: Int32Array;
  /** Addresses of jumps whose targets are not known, and which therefore have no successors. */
  readonly unresolved: readonly number[];
  readonly resolvedTables: number;
}

/** What the graph needs to know besides the steps. */
export interface GraphSource {
  /** Whether the call at a step never returns. */
  readonly exits: (step: Step) => boolean;
  /** Targets of an indirect jump; undefined when they are not known. `first` is a step from which control comes straight to it. */
  readonly targets: (jump: number, first: number) => readonly number[] | undefined;
  /** Whether a recovered panic resumes behind the call at a step. */
  readonly resumes: (step: Step) => boolean;
  /** Address of the other place where a recovered panic resumes; −1 when there is none. */
  readonly deferReturn: number;
}

/** How many steps behind a call of deferproc its result is tested. */
const TEST_WITHIN = 4;

/** Step that begins at an address; −1 when none does. */
export function stepAt(steps: readonly Step[], pc: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (steps[middle]!.pc < pc) low = middle + 1;
    else high = middle;
  }
  return steps[low]?.pc === pc ? low : -1;
}

/** Builds the graph. */
export function buildGraph(steps: readonly Step[], source: GraphSource): Graph {
  const leaders = new Uint8Array(steps.length + 1);
  const ends = new Uint8Array(steps.length);
  const jumps: number[] = [];
  leaders[0] = 1;
  const lead = (pc: number): void => {
    const at = stepAt(steps, pc);
    if (at >= 0) leaders[at] = 1;
  };
  lead(source.deferReturn);
  for (const [i, step] of steps.entries()) {
    if (!leaves(step, source)) continue;
    ends[i] = 1;
    leaders[i + 1] = 1;
    if (step.flow === 'indirect-jump') jumps.push(i);
    else if (step.flow !== 'call') lead(step.target);
  }
  const tables = new Map<number, readonly number[]>();
  const unresolved: number[] = [];
  for (const jump of jumps) {
    let first = jump;
    while (leaders[first] === 0) first--;
    const targets = source.targets(jump, first)?.map((pc) => stepAt(steps, pc));
    if (targets === undefined || targets.includes(-1)) unresolved.push(steps[jump]!.pc);
    else tables.set(jump, targets);
  }
  for (const targets of tables.values()) for (const target of targets) leaders[target] = 1;
  return connect(steps, source, leaders, ends, tables, unresolved);
}

function leaves(step: Step, source: GraphSource): boolean {
  switch (step.flow) {
    case 'next':
    case 'indirect-call':
      return false;
    case 'call':
      return source.exits(step);
    default:
      return true;
  }
}

function connect(
  steps: readonly Step[],
  source: GraphSource,
  leaders: Uint8Array,
  ends: Uint8Array,
  tables: ReadonlyMap<number, readonly number[]>,
  unresolved: readonly number[],
): Graph {
  const resuming = resumptions(steps, source);
  const blockOf = new Int32Array(steps.length);
  const blocks: Block[] = [];
  for (let i = 0; i < steps.length; i++) {
    if (leaders[i] === 1) {
      let end = i + 1;
      while (end < steps.length && leaders[end] === 0) end++;
      const recovers = resuming.has(steps[i]!.pc) || steps[i]!.pc === source.deferReturn;
      blocks.push({ first: i, end, successors: [], predecessors: [], recovers });
    }
    blockOf[i] = blocks.length - 1;
  }
  const link = (from: number, to: number): void => {
    blocks[from]!.successors.push(to);
    blocks[to]!.predecessors.push(from);
  };
  for (const [number, block] of blocks.entries()) {
    const last = block.end - 1;
    const step = steps[last]!;
    if (ends[last] === 0 || step.flow === 'branch') {
      if (number + 1 < blocks.length) link(number, number + 1);
    }
    if (step.flow === 'branch' || step.flow === 'jump') {
      // Jumps out of the function are tail calls.
      const target = stepAt(steps, step.target);
      if (target >= 0) link(number, blockOf[target]!);
    } else if (step.flow === 'indirect-jump') {
      const targets = tables.get(last);
      if (targets !== undefined) for (const target of new Set(targets)) link(number, blockOf[target]!);
    }
  }
  return { blocks, blockOf, unresolved, resolvedTables: tables.size };
}

/** Addresses where panics resume because a branch tests the result of deferproc. */
function resumptions(steps: readonly Step[], source: GraphSource): Set<number> {
  const found = new Set<number>();
  for (const [i, step] of steps.entries()) {
    if (step.flow !== 'call' || !source.resumes(step)) continue;
    const test = steps.slice(i + 1, i + 1 + TEST_WITHIN).find((one) => one.flow !== 'next');
    if (test?.flow === 'branch') found.add(test.target);
  }
  return found;
}

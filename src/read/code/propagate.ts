// Register values at the start of every block that control can reach: a forward fixpoint over the graph.
import type { Graph } from './blocks.ts';
import type { Callee } from './callees.ts';
import type { Machine } from './machine.ts';
import type { Evaluator } from './register-values.ts';
import { FOREIGN, OTHER, RegisterValues } from './register-values.ts';
import type { Step } from './step.ts';

/** A function's steps and what their calls are. */
export interface Code {
  readonly steps: readonly Step[];
  readonly graph: Graph;
  readonly machine: Machine;
  /** What is known of the function that a call step calls. */
  readonly callee: (step: Step) => Callee;
  /** The straight code that a call of duffzero or duffcopy runs. */
  readonly followed: (step: Step) => readonly Step[];
  /** Offset of SP from the CFA in front of a step; undefined where it is not known. */
  readonly stack: (step: Step) => number | undefined;
}

/** Visits of a block per block and register; the lattice is lower, so that only a forged function is given up. */
const VISITS = 64;

/** What registers hold at the start of every block. */
export type BlockValues = readonly (RegisterValues | undefined)[];

/** Applies one step, calls included. */
export function advance(code: Code, evaluator: Evaluator, values: RegisterValues, step: Step): void {
  if (step.flow !== 'call' && step.flow !== 'indirect-call') {
    evaluator.apply(values, step, code.stack(step));
    return;
  }
  const { machine } = code;
  const callee = code.callee(step);
  if (callee.flow === 'duff') {
    for (const one of code.followed(step)) evaluator.apply(values, one, undefined);
  } else if (callee.flow === 'barrier') {
    if (callee.fresh === true) values.set(machine.barrierResult, { kind: FOREIGN, value: 0 });
  } else {
    for (let r = 0; r < values.kinds.length; r++) {
      if (r === machine.framePointer || r === machine.goroutine) continue;
      values.kinds[r] = callee.growsStack === true || (callee.fresh === true && r === machine.firstResult) ? FOREIGN : OTHER;
      values.values[r] = 0;
    }
  }
}

/**
 * Values at the start of every block; undefined for blocks that cannot be reached. Undefined when it does not settle. `exits` has
 * what is known of the values at the end of blocks that repeat themselves, when they are left.
 */
export function propagate(code: Code, evaluator: Evaluator, exits: ReadonlyMap<number, RegisterValues>): BlockValues | undefined {
  const { blocks } = code.graph;
  const start: (RegisterValues | undefined)[] = blocks.map(() => undefined);
  const queue: number[] = [];
  const queued = new Uint8Array(blocks.length);
  const enqueue = (block: number): void => {
    if (queued[block] === 1) return;
    queued[block] = 1;
    queue.push(block);
  };
  for (let block = blocks.length - 1; block >= 0; block--) {
    if (block > 0 && !blocks[block]!.recovers) continue;
    const values = new RegisterValues();
    values.fill(block === 0 ? FOREIGN : OTHER);
    start[block] = values;
    enqueue(block);
  }
  let budget = blocks.length * VISITS;
  while (queue.length > 0) {
    if (budget-- === 0) return undefined;
    const number = queue.pop()!;
    queued[number] = 0;
    const block = blocks[number]!;
    const values = atEnd(code, evaluator, number, start[number]!);
    for (const next of block.successors) {
      const known = start[next];
      const out = next === number ? values : (exits.get(number) ?? values);
      if (known === undefined) start[next] = out.copy();
      else if (!known.meet(out, evaluator.regions)) continue;
      enqueue(next);
    }
  }
  return start;
}

/** Values at the end of a block. */
export function atEnd(code: Code, evaluator: Evaluator, number: number, start: RegisterValues): RegisterValues {
  const values = start.copy();
  const { first, end } = code.graph.blocks[number]!;
  for (let i = first; i < end; i++) advance(code, evaluator, values, code.steps[i]!);
  // The stack has grown: the arguments are loaded again and the function starts anew.
  if (growsStack(code, number)) values.fill(FOREIGN);
  return values;
}

/** Whether a block is the cold end of the prologue, which calls morestack between saving and loading register arguments. */
export function growsStack(code: Code, number: number): boolean {
  const { first, end } = code.graph.blocks[number]!;
  for (let i = first; i < end; i++) {
    const step = code.steps[i]!;
    if (step.flow === 'call' && code.callee(step).growsStack === true) return true;
  }
  return false;
}

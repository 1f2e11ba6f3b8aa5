// Loops of one block that clear or copy a known number of bytes of the frame, run through with the values at their start.
// Go source: src/cmd/compile/internal/{amd64,arm64}/ssa.go: LoweredZeroLoop, LoweredMoveLoop (counter in a register,
// since go1.26), LoweredZero and LoweredMove of arm64 (compare with the last address, until go1.25).
import type { StoreEvent, StoreKind } from './frame-events.ts';
import { kindOf } from './frame-events.ts';
import type { BlockValues, Code } from './propagate.ts';
import { atEnd } from './propagate.ts';
import type { Evaluator, RegisterValues, Value } from './register-values.ts';
import { CONSTANT, FRAME, fromFrame, outside } from './register-values.ts';
import type { Comparison, Step } from './step.ts';

/** What a loop does as a whole. */
export interface CountedLoop {
  /** In place of the block's own; they hold when the loop is left. */
  readonly stores: readonly StoreEvent[];
  /** Values when it is left. */
  readonly exit: RegisterValues;
}

/** Instructions run through per function: enough for a few large arrays. */
const BUDGET = 1 << 18;

/** Bytes that the steps of a loop write, while they are one range. */
interface Written {
  lo: number;
  hi: number;
}

/** Finds the loops, by block. */
export class LoopFinder {
  readonly #code: Code;
  readonly #evaluator: Evaluator;
  #budget = BUDGET;

  constructor(code: Code, evaluator: Evaluator) {
    this.#code = code;
    this.#evaluator = evaluator;
  }

  find(values: BlockValues): Map<number, CountedLoop> {
    const found = new Map<number, CountedLoop>();
    const { blocks } = this.#code.graph;
    for (const [number, block] of blocks.entries()) {
      if (values[number] === undefined || block.recovers || number === 0 || !block.successors.includes(number)) continue;
      const start = this.#entered(number, values);
      const loop = start === undefined ? undefined : this.#run(block.first, block.end, start);
      if (loop !== undefined) found.set(number, loop);
    }
    return found;
  }

  /** Values when control comes to a block from elsewhere. */
  #entered(number: number, values: BlockValues): RegisterValues | undefined {
    let entered: RegisterValues | undefined;
    for (const from of this.#code.graph.blocks[number]!.predecessors) {
      const start = values[from];
      if (from === number || start === undefined) continue;
      const end = atEnd(this.#code, this.#evaluator, from, start);
      if (entered === undefined) entered = end;
      else entered.meet(end, this.#evaluator.regions);
    }
    return entered;
  }

  #run(first: number, end: number, values: RegisterValues): CountedLoop | undefined {
    const { steps } = this.#code;
    const body = steps.slice(first, end);
    const branch = body.at(-1)!;
    if (branch.flow !== 'branch' || branch.target !== body[0]!.pc || body.slice(0, -1).some((step) => step.flow !== 'next')) return undefined;
    const flags = branch.condition?.kind === 'not-zero' ? { left: branch.condition.left, right: -1 } : lastFlags(body);
    if (flags === undefined || branch.condition === undefined) return undefined;
    const written = new Map<number, StoreKind>();
    const range: Written = { lo: Number.POSITIVE_INFINITY, hi: Number.NEGATIVE_INFINITY };
    for (;;) {
      this.#budget -= body.length;
      if (this.#budget < 0) return undefined;
      for (const [i, step] of body.entries()) {
        if (!this.#writes(first + i, step, values, written, range)) return undefined;
        this.#evaluator.apply(values, step, this.#code.stack(step));
      }
      const again = holds(branch.condition.kind, flags, values);
      if (again === undefined) return undefined;
      if (!again) break;
    }
    if (written.size === 0) return undefined;
    // Not as arguments of one call: a hundred thousand do not fit on the stack.
    let last = -1;
    for (const step of written.keys()) last = Math.max(last, step);
    const stores = [...written].map(([step, kind]): StoreEvent => ({ step, kind, reach: 'range', ...range, must: step === last, whole: true }));
    return { stores: stores.sort((a, b) => a.step - b.step), exit: values };
  }

  /** Notes what a step writes to the frame; false when that cannot be told or does not join what was written before. */
  #writes(index: number, step: Step, values: RegisterValues, written: Map<number, StoreKind>, range: Written): boolean {
    for (const write of step.writes) {
      const to = this.#evaluator.sum(values, write.address, this.#code.stack(step));
      if (outside(to)) continue;
      if (to.kind !== FRAME || !write.certain || write.size === 0 || write.repeat >= 0) return false;
      for (let r = 0, left = write.sources; left !== 0; r++, left >>>= 1) if ((left & 1) === 1 && fromFrame(values.get(r))) return false;
      const end = to.value + write.size;
      if (range.lo > range.hi) Object.assign(range, { lo: to.value, hi: end });
      else if (to.value > range.hi || end < range.lo) return false;
      range.lo = Math.min(range.lo, to.value);
      range.hi = Math.max(range.hi, end);
      written.set(index, kindOf(write, values));
    }
    return true;
  }
}

/** What the flags compare at the end of a loop's body. */
function lastFlags(body: readonly Step[]): Comparison | undefined {
  // Only where nothing but the branch follows: other instructions may set flags, too.
  return body.at(-2)?.flags;
}

/** Whether a condition holds; undefined when it is not known. */
function holds(kind: 'not-zero' | 'not-equal' | 'less-equal', flags: Comparison, values: RegisterValues): boolean | undefined {
  const left = values.get(flags.left);
  const right: Value = flags.right < 0 ? { kind: CONSTANT, value: 0 } : values.get(flags.right);
  if (left.kind !== right.kind || (left.kind !== CONSTANT && left.kind !== FRAME)) return undefined;
  return kind === 'less-equal' ? left.value <= right.value : left.value !== right.value;
}

// Where a jump through a table goes. Go source: src/cmd/compile/internal/amd64/ssa.go and arm64/ssa.go: JUMPTABLE,
// src/cmd/compile/internal/ssagen/ssa.go (tables are read-only symbols of absolute addresses), go1.19–go1.27.
// The length of a table is not recorded: it is read on while its words are instructions of this function. Where two tables of a
// function lie side by side, the first would seem to go on into the second, so it ends where another one is known to begin.
import { FormatError } from '../../base/errors.ts';
import type { Image } from '../binary/image.ts';
import type { Evaluator } from './register-values.ts';
import { CONSTANT, RegisterValues, TABLE } from './register-values.ts';
import type { Step } from './step.ts';
import { stepAt } from './blocks.ts';

const WORD = 8;
/** Words read for all tables of a function together; the largest switch has a case for each instruction at most. */
const BUDGET = 1 << 18;

/** The table that an indirect jump uses, as far as the straight code in front of it says; −1 when it does not. */
function tableOf(steps: readonly Step[], jump: number, first: number, evaluator: Evaluator): number {
  const values = new RegisterValues();
  for (let i = first; i < jump; i++) {
    if (steps[i]!.flow !== 'next') values.fill(0);
    else evaluator.apply(values, steps[i]!, undefined);
  }
  const { through } = steps[jump]!;
  if (through === undefined) return -1;
  const { base, index, scale, displacement } = through.sum;
  if (base < 0) return -1;
  const value = values.get(base);
  if (through.kind === 'sum') return value.kind === TABLE ? value.value : -1;
  return index >= 0 && scale === WORD && value.kind === CONSTANT ? value.value + displacement : -1;
}

/** Looks tables up for one function. */
export class JumpTables {
  readonly #image: Pick<Image, 'cursorAt'>;
  readonly #steps: readonly Step[];
  readonly #evaluator: Evaluator;
  readonly #begins = new Set<number>();
  #budget = BUDGET;

  constructor(image: Pick<Image, 'cursorAt'>, steps: readonly Step[], evaluator: Evaluator) {
    this.#image = image;
    this.#steps = steps;
    this.#evaluator = evaluator;
    for (const [i, step] of steps.entries()) {
      if (step.flow !== 'indirect-jump') continue;
      let first = i;
      while (first > 0 && (steps[first - 1]!.flow === 'next' || steps[first - 1]!.flow === 'branch')) first--;
      const table = tableOf(steps, i, first, evaluator);
      if (table >= 0) this.#begins.add(table);
    }
  }

  /** Targets of the indirect jump at step `jump`, which control reaches straight from step `first`; undefined when not known. */
  targets(jump: number, first: number): readonly number[] | undefined {
    const table = tableOf(this.#steps, jump, first, this.#evaluator);
    if (table < 0) return undefined;
    const found: number[] = [];
    try {
      const cursor = this.#image.cursorAt(table, 'jump table');
      while (this.#budget-- > 0 && (found.length === 0 || !this.#begins.has(table + found.length * WORD))) {
        if (cursor.bytes.length - cursor.offset < WORD) break;
        const low = cursor.u32();
        const target = cursor.u32() * 2 ** 32 + low;
        if (stepAt(this.#steps, target) < 0) break;
        found.push(target);
      }
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      return undefined;
    }
    return found.length === 0 || this.#budget < 0 ? undefined : found;
  }
}

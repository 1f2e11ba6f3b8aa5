// Adds up what happened at one site.
import type { Happened, HappenedStack, StackFrame } from '../model.ts';
import { Estimate } from './weights.ts';

/** Stacks that a site carries at most; what is beyond is counted. */
export const STACKS_KEPT = 20;
const TYPES_KEPT = 8;

/** A stack of user code. */
export interface TallyStack {
  /** Equal for equal stacks of one program. */
  readonly key: string;
  /** Decoded when asked for: most stacks are never shown. */
  readonly frames: () => readonly StackFrame[];
  readonly cut: boolean;
}

/** Some allocations on one stack of one process. */
export interface TallyShare {
  readonly run: number;
  readonly allocations: number;
  readonly bytes: number;
  readonly slotBytes: number;
  /** Sampled objects, their size and their chance; samples = allocations when nothing is sampled. */
  readonly samples: number;
  readonly size: number;
  readonly p: number;
}

interface Sum {
  allocations: number;
  bytes: number;
  slotBytes: number;
}

/** The sums of one site. */
export class Tally {
  readonly #sum: Sum = { allocations: 0, bytes: 0, slotBytes: 0 };
  readonly #stacks = new Map<string, Sum & { readonly stack: TallyStack }>();
  readonly #types = new Map<string, Sum>();
  readonly #runs = new Map<number, Sum>();
  readonly #estimate = new Estimate();

  add(share: TallyShare, stack: TallyStack | undefined, type: string | undefined): void {
    plus(this.#sum, share);
    if (share.p < 1) this.#estimate.add(share.samples, share.size, share.p);
    plus(sumOf(this.#runs, share.run), share);
    if (type !== undefined) plus(sumOf(this.#types, type), share);
    if (stack === undefined) return;
    let known = this.#stacks.get(stack.key);
    if (known === undefined) this.#stacks.set(stack.key, (known = { stack, allocations: 0, bytes: 0, slotBytes: 0 }));
    plus(known, share);
  }

  /** @param runs processes of the whole run: shares are listed only when there are several */
  happened(runs: number): Happened {
    const { listed, more } = this.#topStacks();
    const types = [...this.#types].sort((a, b) => b[1].bytes - a[1].bytes || compare(a[0], b[0])).slice(0, TYPES_KEPT);
    return {
      ...rounded(this.#sum),
      stacks: listed,
      ...(more.stacks === 0 ? {} : { moreStacks: { stacks: more.stacks, allocations: Math.round(more.allocations), bytes: Math.round(more.bytes) } }),
      ...(types.length === 0 ? {} : { types: types.map(([type, sum]) => ({ type, allocations: Math.round(sum.allocations), bytes: Math.round(sum.bytes) })) }),
      ...(runs < 2 ? {} : { runs: [...this.#runs].map(([run, sum]) => ({ run, allocations: Math.round(sum.allocations), bytes: Math.round(sum.bytes) })) }),
      ...(this.#estimate.samples === 0 ? {} : { estimated: { error: this.#estimate.error, samples: this.#estimate.samples } }),
    };
  }

  // The same stack of another program (the test binary of another package) has other addresses and reads alike.
  #topStacks(): { readonly listed: HappenedStack[]; readonly more: Sum & { stacks: number } } {
    const sorted = [...this.#stacks.values()].sort(byBytes);
    const merged = new Map<string, Sum & { readonly frames: readonly StackFrame[]; readonly cut: boolean }>();
    for (const { stack, ...sum } of sorted.slice(0, STACKS_KEPT * 4)) {
      const frames = stack.frames();
      const key = frames.map((f) => `${f.function}:${f.line}`).join('|');
      const known = merged.get(key);
      if (known === undefined) merged.set(key, { ...sum, frames, cut: stack.cut });
      else plus(known, sum);
    }
    const shown = [...merged.values()].sort(byBytes);
    const more = { stacks: 0, allocations: 0, bytes: 0, slotBytes: 0 };
    for (const one of [...shown.slice(STACKS_KEPT), ...sorted.slice(STACKS_KEPT * 4)]) {
      more.stacks++;
      plus(more, one);
    }
    const listed = shown.slice(0, STACKS_KEPT).map(({ frames, cut, ...sum }) => ({ frames, ...(cut ? { cut: true } : {}), ...rounded(sum) }));
    return { listed, more };
  }
}

function byBytes(a: Sum, b: Sum): number {
  return b.bytes - a.bytes || b.allocations - a.allocations;
}

function plus(sum: Sum, more: Readonly<Sum>): void {
  sum.allocations += more.allocations;
  sum.bytes += more.bytes;
  sum.slotBytes += more.slotBytes;
}

function sumOf<K>(map: Map<K, Sum>, key: K): Sum {
  let sum = map.get(key);
  if (sum === undefined) map.set(key, (sum = { allocations: 0, bytes: 0, slotBytes: 0 }));
  return sum;
}

function rounded({ allocations, bytes, slotBytes }: Sum): { allocations: number; bytes: number; slotBytes: number } {
  return { allocations: Math.round(allocations), bytes: Math.round(bytes), slotBytes: Math.round(slotBytes) };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

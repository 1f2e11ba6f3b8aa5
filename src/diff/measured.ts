// Bytes and allocations of sites in recorded runs, with the range of repeated ones.
import type { Analysis } from '../site/model.ts';
import type { Measure, Side } from './model.ts';

/** Sums of one side by site id, for each of its recordings. */
export interface Runs {
  readonly count: number;
  readonly bytes: ReadonlyMap<string, readonly number[]>;
  readonly allocations: ReadonlyMap<string, readonly number[]>;
  /** Of sites whose numbers are estimates from samples: the standard error of the bytes, the largest of the runs. */
  readonly errors: ReadonlyMap<string, number>;
  /** Sums of each run. */
  readonly totals: readonly number[];
}

/** What happened on a side; undefined when nothing was recorded. */
export function runsOf({ analysis, repeats = [] }: Side): Runs | undefined {
  const all = [analysis, ...repeats];
  if (all.every((a) => a.recorded === undefined)) return undefined;
  const bytes = new Map<string, number[]>();
  const allocations = new Map<string, number[]>();
  const errors = new Map<string, number>();
  for (const [run, one] of all.entries()) {
    for (const { id, happened } of one.sites) {
      if (happened === undefined) continue;
      at(bytes, id, all.length)[run] = happened.bytes;
      at(allocations, id, all.length)[run] = happened.allocations;
      if (happened.estimated !== undefined) errors.set(id, Math.max(errors.get(id) ?? 0, happened.estimated.error * happened.bytes));
    }
  }
  return { count: all.length, bytes, allocations, errors, totals: all.map(totalOf) };
}

function at(map: Map<string, number[]>, id: string, runs: number): number[] {
  let list = map.get(id);
  if (list === undefined) map.set(id, (list = Array.from({ length: runs }, () => 0)));
  return list;
}

function totalOf({ recorded }: Analysis): number {
  return recorded?.bytes ?? 0;
}

/** Before and after, as the middle of repeated runs. */
export function measureOf(before: readonly number[] | undefined, after: readonly number[] | undefined, runs: readonly [number, number]): Measure {
  const [a, b] = [before ?? [0], after ?? [0]];
  return {
    before: middle(a),
    after: middle(b),
    ...(runs[0] < 2 ? {} : { beforeRange: [Math.min(...a), Math.max(...a)] as const }),
    ...(runs[1] < 2 ? {} : { afterRange: [Math.min(...b), Math.max(...b)] as const }),
  };
}

/**
 * Whether the difference is beyond what repeated runs of a side differ, and beyond two standard errors of estimates; with single exact runs
 * every difference counts.
 */
export function beyondNoise({ before, after, beforeRange, afterRange }: Measure, errors: readonly [number, number] = [0, 0]): boolean {
  if (before === after || Math.abs(after - before) <= 2 * Math.hypot(...errors)) return false;
  const [lowA, highA] = beforeRange ?? [before, before];
  const [lowB, highB] = afterRange ?? [after, after];
  // One run that went another way is no change either: ranges that hardly miss one another say little beside their own width.
  return (highA < lowB || highB < lowA) && Math.abs(after - before) > Math.max(highA - lowA, highB - lowB) / 2;
}

/** How far apart repeated runs are: the largest total less the smallest, as a share of it. */
export function noiseOf({ totals }: Runs): number | undefined {
  if (totals.length < 2) return undefined;
  const most = Math.max(...totals);
  return most === 0 ? 0 : (most - Math.min(...totals)) / most;
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}

// What a rule for causes is given, and what it answers.
import type { Site } from '../site/model.ts';
import type { DiffCause } from './cause-list.ts';
import type { Difference } from './change.ts';
import type { Change, Side } from './model.ts';
import type { SourceChange } from './source-change.ts';

/** A cause, with a sentence that names its evidence. */
export interface FoundCause {
  readonly code: DiffCause;
  readonly sentence: string;
}

/** The question. */
export interface Changed {
  readonly change: Change;
  readonly by?: Difference;
  readonly before: Site | undefined;
  readonly after: Site | undefined;
  readonly rewritten: boolean;
  readonly source: SourceChange;
}

/** Looks at evidence of both sides; undefined when it finds none. */
export type Rule = (changed: Changed, before: Side, after: Side) => FoundCause | undefined;

/** The minor number of a side's release. */
export function minorOf({ analysis }: Side): number {
  return Number(/go1\.(\d+)/.exec(analysis.target.goVersion)?.[1] ?? 0);
}

/** Whether both sides were built from the same files. */
export function sameTree(a: Side, b: Side): boolean {
  return a.root === b.root;
}

/** An expression within a sentence. */
export function code(text: string): string {
  return `\`${text}\``;
}

/** A name without its import path. */
export function short(name: string): string {
  return name.replace(/^.*\//, '');
}

/** A sentence for the middle of another. */
export function lower(sentence: string): string {
  return /^[A-Z][a-z]/.test(sentence) ? sentence[0]!.toLowerCase() + sentence.slice(1) : sentence;
}

/** `131,072`. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A sentence with its full stop. */
export function ended(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}

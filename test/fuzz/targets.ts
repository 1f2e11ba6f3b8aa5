// One target for each decoder: what is changed, and what the decoder is then asked. A question may only fail with a FormatError or a
// UserError; `ask` lets it, so that one refusal does not hide what the next question does.
import type { BaseName } from './bases.ts';
import { base } from './bases.ts';
import { binaryTargets } from './binary-targets.ts';
import { frameTargets } from './frame-targets.ts';
import { recordTargets } from './record-targets.ts';

/** Asks one question: its answer, or undefined where it is refused. */
export interface Ask {
  <T>(question: () => T): T | undefined;
  later<T>(question: () => Promise<T>): Promise<T | undefined>;
}

/** A decoder under test. */
export interface Target {
  readonly name: string;
  readonly bases: readonly BaseName[];
  /** Tables that are changed, those of them that a base has. */
  readonly regions: readonly string[];
  /** Changes of one input at most; 4 when absent. */
  readonly edits?: number;
  /** Share of the inputs of a run. */
  readonly weight: number;
  /** `about`: what the changed tables are about (functions by index, types by address). */
  run(bytes: Uint8Array, about: readonly number[], ask: Ask): void | Promise<void>;
}

export const TARGETS: readonly Target[] = [...binaryTargets, ...frameTargets, ...recordTargets];

/** What is spliced into a base besides its own tables. */
export function otherOf(name: BaseName): BaseName {
  return name === 'elf-amd64' ? 'macho-arm64' : 'elf-amd64';
}

/** The target of a name. */
export function targetNamed(name: string): Target {
  const found = TARGETS.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no target ${name}; there are ${TARGETS.map((one) => one.name).join(', ')}`);
  return found;
}

/** Builds what a target needs; builds are slow, and no part of an input's time. */
export function prepareTarget(target: Target): void {
  for (const name of target.bases) {
    base(name);
    base(otherOf(name));
  }
}

// What names the words of a function's frame. A source of names answers for one function; several are asked in turn.
import type { SlotName } from './model.ts';

/** A variable that lies in the frame as a whole. */
export interface PlacedVariable {
  readonly name: string;
  readonly type?: string;
  readonly fpOffset: number;
  readonly size: number;
}

/** Where a callee was called from. */
export interface CallAddress {
  readonly pc: number;
  readonly returnPc: number;
}

/** Names for the frame of one function. */
export interface FrameNames {
  /** The variable in the word at an offset from fp while a callee runs; several when the source cannot tell which. */
  wordAt(fpOffset: number, call: CallAddress): readonly SlotName[];
  /** The variable that fills [fpOffset, fpOffset + size). */
  objectAt(fpOffset: number, size: number): SlotName | undefined;
  /** Variables with one home in memory for the whole function or part of it, for the picture. */
  variables(): readonly PlacedVariable[];
  /** How many variables have that name; 0: none that is known. */
  count(name: string): number;
}

/** Knows nothing. */
export const NO_NAMES: FrameNames = { wordAt: () => [], objectAt: () => undefined, variables: () => [], count: () => 0 };

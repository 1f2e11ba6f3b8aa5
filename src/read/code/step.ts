// One machine instruction, reduced to what an analysis of the stack frame needs to know, whatever the processor.
// amd64-steps.ts and arm64-steps.ts make them. General registers are numbered as the processor does (amd64: 0 AX, 1 CX, 2 DX,
// 3 BX, 4 SP, …; arm64: X0 is 0, SP is 31), masks have one bit a register, and −1 stands for no register.

/** How control leaves an instruction. 'stop': never (UD2, BRK, padding). */
export type Flow = 'next' | 'jump' | 'branch' | 'indirect-jump' | 'call' | 'indirect-call' | 'return' | 'stop' | 'undecoded';

/** An address or a number: base + index·scale + displacement. Without base and index a constant. */
export interface Sum {
  readonly base: number;
  readonly index: number;
  readonly scale: number;
  readonly displacement: number;
}

/** Memory that an instruction writes. */
export interface Write {
  readonly address: Sum;
  /** Bytes; of one element when repeated; 0 when not known. */
  readonly size: number;
  /** Register that holds how often it is repeated upwards (REP), else −1. */
  readonly repeat: number;
  /** Whether it is always written: not by compare-and-swap, masked or conditional forms. */
  readonly certain: boolean;
  /** General registers whose values are written. */
  readonly sources: number;
  /** Whether nothing but the sources is written: not by read-modify-write forms. */
  readonly plain: boolean;
  /** Whether the encoding alone says that zero is written. */
  readonly zero: boolean;
  /** Moved from other memory by the same instruction. */
  readonly copy: boolean;
}

/** What a register becomes. */
export interface Assignment {
  readonly register: number;
  /**
   * 'sum': the sum. 'narrow': its low 32 bits. 'load': what is at the sum, 8 bytes. 'insert': its old value with 16 bits replaced by the displacement at bit
   * `scale`. 'mix': anything made of `sources`.
   */
  readonly kind: 'sum' | 'narrow' | 'load' | 'insert' | 'mix';
  readonly sum: Sum;
  readonly sources: number;
}

/** What flags say: how `left` compares with `right`, or with zero when that is −1. */
export interface Comparison {
  readonly left: number;
  readonly right: number;
}

/** One instruction. */
export interface Step {
  readonly pc: number;
  readonly length: number;
  readonly flow: Flow;
  /** Where a direct jump or call goes; −1 for all others. */
  readonly target: number;
  /** Where an indirect jump finds its target: in a register ('sum' of it alone) or in memory ('load'). */
  readonly through: Assignment | undefined;
  readonly writes: readonly Write[];
  /** General registers that change; those without assignment hold something new that is no address in the frame. */
  readonly kills: number;
  readonly assignments: readonly Assignment[];
  /** What the flags say afterwards, of forms that end counted loops. */
  readonly flags?: Comparison;
  /** When a branch is taken: register `left` is not zero ('not-zero'), or the flags say so. */
  readonly condition?: { readonly kind: 'not-zero' | 'not-equal' | 'less-equal'; readonly left: number };
}

/** A sum of nothing. */
export const NOTHING: Sum = { base: -1, index: -1, scale: 1, displacement: 0 };

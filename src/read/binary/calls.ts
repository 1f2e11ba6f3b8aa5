// Direct calls to chosen functions, exactly, over a whole binary.
// Go source: src/cmd/internal/obj/x86/asm6.go, src/cmd/internal/obj/arm64/asm7.go and src/cmd/internal/obj/arm/asm5.go (how CALL
// and BL are encoded), go1.18–go1.27.
// amd64, 386: a byte E8 whose rel32 hits a target is only a candidate, as it can be part of another instruction; the function is
// then disassembled from its entry, and the candidate counts when an instruction begins there.
// arm64: instructions are words, BL is certain. arm: a word may be a constant within the text (arm-constants.ts).
import { unreachable } from '../../base/errors.ts';
import type { GoBinary } from './go-binary.ts';
import { decode386, decodeAmd64, newAmd64Instruction } from './amd64-length.ts';
import { armConstants } from './arm-constants.ts';

/** Calls in address order, one column a property. */
export interface Calls {
  readonly count: number;
  /** Address of the call instruction. */
  readonly pc: Float64Array;
  /** Index of the function that it is in. */
  readonly caller: Int32Array;
  /** Index of the called function. */
  readonly target: Int32Array;
}

/** All direct calls to a set of functions. */
export interface FoundCalls extends Calls {
  /** Jumps from other functions to a target's entry: tail calls, which leave no return address in the jumping function. */
  readonly tailCalls: Calls;
  /** Bytes that looked like a call or jump to a target and are not: they lie inside another instruction. */
  readonly rejected: number;
  /** Functions that could not be disassembled up to the candidate, whose candidates are kept unverified. */
  readonly unverified: readonly number[];
}

/** What of a binary holds code. */
export type Code = Pick<GoBinary, 'goarch' | 'textStart' | 'textEnd' | 'image' | 'functions' | 'functionAt'>;

interface Candidates {
  readonly pc: number[];
  readonly target: number[];
}

/** Finds the calls to all functions whose index is non-zero in `isTarget`. */
export function findCalls(binary: Code, isTarget: Uint8Array): FoundCalls {
  const lookup = targetLookup(binary, isTarget);
  switch (binary.goarch) {
    case 'amd64':
    case '386':
      return findOnX86(binary, lookup);
    case 'arm64':
      return findOnArm64(binary, lookup);
    case 'arm':
      return findOnArm(binary, lookup);
    default:
      return unreachable(binary.goarch);
  }
}

/** Maps an address to the index of the target that begins there, −1 for all others. */
function targetLookup(binary: Code, isTarget: Uint8Array): (address: number) => number {
  const { entry, count } = binary.functions;
  const indexes: number[] = [];
  for (let i = 0; i < count; i++) if (isTarget[i]) indexes.push(i);
  const first = indexes.length === 0 ? 1 : entry[indexes[0]!]!;
  const last = indexes.length === 0 ? 0 : entry[indexes.at(-1)!]!;
  const byAddress = new Map(indexes.map((index) => [entry[index]!, index]));
  return (address) => (address < first || address > last ? -1 : (byAddress.get(address) ?? -1));
}

function findOnX86(binary: Code, lookup: (address: number) => number): FoundCalls {
  const { textStart, textEnd } = binary;
  const { bytes, view } = binary.image.cursorAt(textStart, 'text', textEnd - textStart);
  const found: Candidates = { pc: [], target: [] };
  for (let at = 0, last = bytes.length - 5; at <= last; at++) {
    // E8 is CALL rel32, E9 JMP rel32.
    if ((bytes[at]! & 0xfe) !== 0xe8) continue;
    const target = lookup(textStart + at + 5 + view.getInt32(at + 1, true));
    if (target < 0) continue;
    found.pc.push(textStart + at);
    found.target.push(target);
  }
  return sort(binary, found, (pc) => bytes[pc - textStart] === 0xe8, verifier(binary, bytes));
}

/** Says whether an instruction begins at a pc; undefined when the function cannot be decoded up to there. */
function verifier(binary: Code, text: Uint8Array): (pc: number, caller: number) => boolean | undefined {
  const { entry, end } = binary.functions;
  const instruction = newAmd64Instruction();
  const decode = binary.goarch === '386' ? decode386 : decodeAmd64;
  let current = -1;
  let at = 0;
  return (pc, caller) => {
    if (caller !== current) {
      current = caller;
      at = entry[caller]! - binary.textStart;
    }
    const goal = pc - binary.textStart;
    const stop = Math.min(end[caller]! - binary.textStart, text.length);
    while (at < goal) {
      const length = decode(text, at, stop, instruction);
      if (length === 0) return undefined;
      at += length;
    }
    return at === goal;
  };
}

function findOnArm64(binary: Code, lookup: (address: number) => number): FoundCalls {
  const { textStart, textEnd } = binary;
  const { bytes, view } = binary.image.cursorAt(textStart, 'text', textEnd - textStart);
  const found: Candidates = { pc: [], target: [] };
  for (let at = 0, last = bytes.length - 4; at <= last; at += 4) {
    const word = view.getInt32(at, true);
    // BL is 100101 imm26, B is 000101 imm26.
    if (((word >>> 26) & 0x1f) !== 5) continue;
    const target = lookup(textStart + at + ((word << 6) >> 4));
    if (target < 0) continue;
    found.pc.push(textStart + at);
    found.target.push(target);
  }
  return sort(
    binary,
    found,
    (pc) => view.getInt32(pc - textStart, true) < 0,
    () => true,
  );
}

function findOnArm(binary: Code, lookup: (address: number) => number): FoundCalls {
  const { textStart, textEnd } = binary;
  const { bytes, view } = binary.image.cursorAt(textStart, 'text', textEnd - textStart);
  const found: Candidates = { pc: [], target: [] };
  for (let at = 0, last = bytes.length - 4; at <= last; at += 4) {
    const word = view.getInt32(at, true);
    // BL is cond 1011 imm24, B is cond 1010 imm24, relative to the instruction after the next; cond 1111 is BLX, which Go does not emit.
    if (((word >>> 25) & 7) !== 5 || word >>> 28 === 0xf) continue;
    const target = lookup(textStart + at + 8 + ((word << 8) >> 6));
    if (target < 0) continue;
    found.pc.push(textStart + at);
    found.target.push(target);
  }
  const { entry, end } = binary.functions;
  let current = -1;
  let constants: ReadonlySet<number> = new Set();
  return sort(
    binary,
    found,
    (pc) => ((view.getInt32(pc - textStart, true) >>> 24) & 1) === 1,
    (pc, caller) => {
      if (caller !== current) constants = armConstants(view, entry[caller]! - textStart, Math.min(end[caller]! - textStart, bytes.length));
      current = caller;
      return !constants.has(pc - textStart);
    },
  );
}

function sort(binary: Code, found: Candidates, isCall: (pc: number) => boolean, verify: (pc: number, caller: number) => boolean | undefined): FoundCalls {
  const calls = new CallList();
  const tailCalls = new CallList();
  const unverified = new Set<number>();
  let rejected = 0;
  const { end } = binary.functions;
  let caller = -1;
  for (let i = 0; i < found.pc.length; i++) {
    const pc = found.pc[i]!;
    const target = found.target[i]!;
    if (caller < 0 || pc >= end[caller]!) caller = binary.functionAt(pc);
    if (caller < 0) continue;
    const certain = verify(pc, caller);
    if (certain === undefined) unverified.add(caller);
    if (certain === false) rejected++;
    else if (isCall(pc)) calls.push(pc, caller, target);
    // A jump to the function's own entry restarts it, as after growing the stack.
    else if (target !== caller) tailCalls.push(pc, caller, target);
  }
  return {
    ...calls.freeze(),
    tailCalls: tailCalls.freeze(),
    rejected,
    unverified: [...unverified],
  };
}

class CallList {
  readonly #pc: number[] = [];
  readonly #caller: number[] = [];
  readonly #target: number[] = [];

  push(pc: number, caller: number, target: number): void {
    this.#pc.push(pc);
    this.#caller.push(caller);
    this.#target.push(target);
  }

  freeze(): Calls {
    return {
      count: this.#pc.length,
      pc: Float64Array.from(this.#pc),
      caller: Int32Array.from(this.#caller),
      target: Int32Array.from(this.#target),
    };
  }
}

// What the frame analysis needs to know of a processor and Go's calling convention.
// Go source: src/cmd/compile/abi-internal.md (argument registers, closure context, what calls keep),
// src/runtime/traceback.go: resolveInternal (frame pointer, caller's SP), go1.18–go1.27.
import type { Architecture } from '../binary/image.ts';

/** Processors whose code is followed. */
export type FollowedArchitecture = Extract<Architecture, 'amd64' | 'arm64'>;

/** A processor. Register numbers as in step.ts. */
export interface Machine {
  readonly stackPointer: number;
  /** Set in every prologue: its value is an address in the frame that nobody stores through. */
  readonly framePointer: number;
  /** Integer argument registers in order. */
  readonly arguments: readonly number[];
  /** All registers in which a callee finds arguments: those and the closure context. */
  readonly passed: number;
  readonly firstResult: number;
  /** Keeps its value over calls besides SP and the frame pointer. */
  readonly goroutine: number;
  /** Bytes that a call pushes: what lies between the caller's SP at the call and the callee's SP at its entry. */
  readonly pushed: number;
  /** Bytes at SP that belong to no outgoing argument: where arm64 keeps the link register. */
  readonly linkSlot: number;
  /** gcWriteBarrier returns where to write pointers in it; it keeps all other registers. */
  readonly barrierResult: number;
}

const AMD64_ARGUMENTS: readonly number[] = [0, 3, 1, 7, 6, 8, 9, 10, 11];
const ARM64_ARGUMENTS: readonly number[] = Array.from({ length: 16 }, (_, i) => i);

function mask(registers: readonly number[]): number {
  return registers.reduce((bits, register) => bits | (1 << register), 0);
}

const MACHINES: Readonly<Record<FollowedArchitecture, Machine>> = {
  amd64: {
    stackPointer: 4,
    framePointer: 5,
    arguments: AMD64_ARGUMENTS,
    passed: mask([...AMD64_ARGUMENTS, 2]),
    firstResult: 0,
    goroutine: 14,
    pushed: 8,
    linkSlot: 0,
    barrierResult: 11,
  },
  arm64: {
    stackPointer: 31,
    framePointer: 29,
    arguments: ARM64_ARGUMENTS,
    passed: mask([...ARM64_ARGUMENTS, 26]),
    firstResult: 0,
    goroutine: 28,
    pushed: 0,
    linkSlot: 8,
    barrierResult: 25,
  },
};

/** The processor of a binary. */
export function machineOf(architecture: FollowedArchitecture): Machine {
  return MACHINES[architecture];
}

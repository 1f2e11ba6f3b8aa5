// Where things lie in a function's frame, relative to the caller's stack pointer (fp of the runtime, CFA of DWARF).
// Go source: src/runtime/traceback.go: (*unwinder).resolveInternal (go1.21–go1.27), gentraceback (go1.18–go1.20);
// src/runtime/stkframe.go: getStackMap, argBytes; src/internal/goarch: MinFrameSize, StackAlign. The same go1.18–go1.27.
import type { Architecture } from './image.ts';

/** Distances of one architecture, in bytes. */
export interface FrameShape {
  readonly pointerSize: number;
  /** What the call instruction itself pushes: fp is SP + spDelta + this. */
  readonly returnAddress: number;
  /** The saved frame pointer lies below the return address (runtime2.go: framepointer_enabled); 0: not saved. */
  readonly savedFramePointer: number;
  /** First byte of the arguments, from fp. */
  readonly argp: number;
  /** A frame whose locals area is not larger than this has no locals map. */
  readonly smallestLocals: number;
}

const SHAPES: Readonly<Record<Architecture, FrameShape>> = {
  amd64: { pointerSize: 8, returnAddress: 8, savedFramePointer: 8, argp: 0, smallestLocals: 0 },
  arm64: { pointerSize: 8, returnAddress: 0, savedFramePointer: 8, argp: 8, smallestLocals: 16 },
  // Without frame pointers (runtime2.go: framepointer_enabled).
  '386': { pointerSize: 4, returnAddress: 4, savedFramePointer: 0, argp: 0, smallestLocals: 0 },
  arm: { pointerSize: 4, returnAddress: 0, savedFramePointer: 0, argp: 4, smallestLocals: 4 },
};

/** The distances of an architecture. */
export function frameShape(architecture: Architecture): FrameShape {
  return SHAPES[architecture];
}

/** Bytes from SP to fp. */
export function frameBytes(shape: FrameShape, spDelta: number): number {
  return spDelta + shape.returnAddress;
}

/** Offset of varp, one past the locals, from fp, in a frame of that spDelta. */
export function varpOffset(shape: FrameShape, spDelta: number): number {
  const below = -shape.returnAddress;
  // Only a frame that holds something saves the frame pointer.
  return below > -frameBytes(shape, spDelta) ? below - shape.savedFramePointer : below;
}

/** Whether the runtime looks at the locals map of a frame of that spDelta. */
export function hasLocals(shape: FrameShape, spDelta: number): boolean {
  return varpOffset(shape, spDelta) + frameBytes(shape, spDelta) > shape.smallestLocals;
}

/** Offset from fp of bit `bit` of a locals map of `bits` bits. */
export function localsOffset(shape: FrameShape, spDelta: number, bits: number, bit: number): number {
  return varpOffset(shape, spDelta) - (bits - bit) * shape.pointerSize;
}

/** Offset from fp of bit `bit` of an arguments map. */
export function argsOffset(shape: FrameShape, bit: number): number {
  return shape.argp + bit * shape.pointerSize;
}

/** Offset from fp of a stack object: records below 0 count from varp, others from argp (runtime/stack.go: stackObjectRecord). */
export function objectOffset(shape: FrameShape, spDelta: number, recorded: number): number {
  return recorded < 0 ? varpOffset(shape, spDelta) + recorded : shape.argp + recorded;
}

// The record of one stack object, and the header of stack maps.
// Go source: src/runtime/stack.go: stackObjectRecord; written by src/cmd/compile/internal/liveness/plive.go: emitStackObjects;
// src/runtime/symtab.go: stackmap; go1.18–go1.27. The same with 4-byte pointers.
import type { ReleaseRow } from './releases.ts';
import { rowFor } from './releases.ts';

/** Byte offsets within stackObjectRecord. */
export interface StackObjectLayout extends ReleaseRow {
  readonly off: number;
  readonly objectSize: number;
  /** Negative: the mask is a GC program (runtime/stack.go: useGCProg); only where `gcPrograms`. */
  readonly ptrBytes: number;
  readonly gcdataoff: number;
  readonly size: number;
  readonly gcPrograms: boolean;
}

const SAME = { off: 0, objectSize: 4, ptrBytes: 8, gcdataoff: 12, size: 16 } as const;

const ROWS: readonly [StackObjectLayout, ...StackObjectLayout[]] = [
  { since: 'go1.18', ...SAME, gcPrograms: true },
  { since: 'go1.24', ...SAME, gcPrograms: false },
];

/** The layout in binaries of go1.`minor`. */
export function stackObjectLayout(minor: number): StackObjectLayout {
  return rowFor(ROWS, minor);
}

/** Byte offsets within stackmap; the bitmaps follow at `bytedata`. */
export const STACK_MAP = { n: 0, nbit: 4, bytedata: 8 } as const;

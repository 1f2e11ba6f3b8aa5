// The record of one stack object.
// Go source: src/runtime/stack.go: stackObjectRecord; written by src/cmd/compile/internal/liveness/plive.go: emitStackObjects,
// go1.18–go1.27: i32 off, i32 size, i32 ptrdata (ptrBytes), u32 gcdataoff; the same with 4-byte pointers.
import type { ReleaseRow } from './releases.ts';
import { rowFor } from './releases.ts';

export interface StackObjectLayout extends ReleaseRow {
  readonly size: number;
  /** Whether a negative ptrdata says that the mask is a GC program (runtime/stack.go: useGCProg). */
  readonly gcPrograms: boolean;
}

const ROWS: readonly [StackObjectLayout, ...StackObjectLayout[]] = [
  { since: 'go1.18', size: 16, gcPrograms: true },
  { since: 'go1.24', size: 16, gcPrograms: false },
];

/** The layout in binaries of go1.`minor`. */
export function stackObjectLayout(minor: number): StackObjectLayout {
  return rowFor(ROWS, minor);
}

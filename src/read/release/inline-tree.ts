// Where the fields of an inline-tree node lie.
// Go source: src/runtime/symtab.go: inlinedCall (go1.18, go1.19), src/runtime/symtabinl.go: inlinedCall (go1.20–go1.27).
import type { ReleaseRow } from './releases.ts';
import { rowFor } from './releases.ts';

/** Byte offsets within inlinedCall. */
export interface InlinedCallLayout extends ReleaseRow {
  readonly size: number;
  readonly funcID: number;
  readonly nameOff: number;
  readonly parentPc: number;
  /** Index of the parent node (i16); since go1.20 the parent is what pcdata says at parentPc. */
  readonly parent?: number;
  /** Absent before go1.20. */
  readonly startLine?: number;
}

const ROWS: readonly [InlinedCallLayout, ...InlinedCallLayout[]] = [
  { since: 'go1.18', parent: 0, funcID: 2, nameOff: 12, parentPc: 16, size: 20 },
  { since: 'go1.20', funcID: 0, nameOff: 4, parentPc: 8, startLine: 12, size: 16 },
];

/** The layout in binaries of go1.`minor`. */
export function inlinedCallLayout(minor: number): InlinedCallLayout {
  return rowFor(ROWS, minor);
}

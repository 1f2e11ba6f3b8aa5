// Where the fields of a pclntab function record lie.
// Go source: src/runtime/runtime2.go: _func, go1.18–go1.27 (written by cmd/link/internal/ld/pcln.go: writeFuncs).
// Same on every architecture. The arrays of pcdata and funcdata offsets follow at `size`.
import type { ReleaseRow } from './releases.ts';
import { rowFor } from './releases.ts';

/** Byte offsets within _func. */
export interface FuncRecordLayout extends ReleaseRow {
  readonly size: number;
  readonly entryOff: number;
  readonly nameOff: number;
  readonly args: number;
  readonly deferreturn: number;
  readonly pcsp: number;
  readonly pcfile: number;
  readonly pcln: number;
  readonly npcdata: number;
  readonly cuOffset: number;
  /** Absent before go1.20. */
  readonly startLine?: number;
  readonly funcID: number;
  readonly flag: number;
  readonly nfuncdata: number;
}

const SAME = {
  entryOff: 0,
  nameOff: 4,
  args: 8,
  deferreturn: 12,
  pcsp: 16,
  pcfile: 20,
  pcln: 24,
  npcdata: 28,
  cuOffset: 32,
} as const;

const ROWS: readonly [FuncRecordLayout, ...FuncRecordLayout[]] = [
  { since: 'go1.18', ...SAME, funcID: 36, flag: 37, nfuncdata: 39, size: 40 },
  { since: 'go1.20', ...SAME, startLine: 36, funcID: 40, flag: 41, nfuncdata: 43, size: 44 },
];

/** The layout in binaries of go1.`minor`. */
export function funcRecordLayout(minor: number): FuncRecordLayout {
  return rowFor(ROWS, minor);
}

/** Indexes of pcdata tables (src/internal/abi/symtab.go), the same go1.18–go1.27; PanicBounds is new in go1.26. */
export const PCDATA = {
  UnsafePoint: 0,
  StackMapIndex: 1,
  InlTreeIndex: 2,
  ArgLiveIndex: 3,
  PanicBounds: 4,
} as const;

/** Indexes of funcdata (src/internal/abi/symtab.go), the same go1.18–go1.27. */
export const FUNCDATA = {
  ArgsPointerMaps: 0,
  LocalsPointerMaps: 1,
  StackObjects: 2,
  InlTree: 3,
  OpenCodedDeferInfo: 4,
  ArgInfo: 5,
  ArgLiveInfo: 6,
  WrapInfo: 7,
} as const;

/** Bits of _func.flag (src/internal/abi/symtab.go: FuncFlag). */
export const FUNC_FLAG = { TopFrame: 1, SPWrite: 2, Asm: 4 } as const;

/**
 * Until go1.24 a recovered panic resumes behind deferproc with result 1, which a branch tests; since go1.25 at _func.deferreturn
 * (src/runtime/panic.go: recovery, src/cmd/compile/internal/{amd64,arm64}/ssa.go: BlockDefer).
 */
export const DEFERPROC_TESTED_UNTIL = 24;

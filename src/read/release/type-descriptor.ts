// Where the fields of a type descriptor lie and what its flag bits mean.
// Go source: src/runtime/type.go: _type (go1.18–go1.20), src/internal/abi/type.go: Type, TFlag, Kind (go1.21–go1.27).
// The header has the same order in all of them; the meaning of flag bits moved.
import type { ReleaseRow } from './releases.ts';
import { rowFor } from './releases.ts';

/** Flag bits of one range of releases; 0 stands for "no such bit". */
export interface TypeFlags extends ReleaseRow {
  /** Bits of Kind_ that are the kind. */
  readonly kindMask: number;
  /** Bit of Kind_: the value is stored in the interface word itself. */
  readonly kindDirectIface: number;
  /** Bit of Kind_: GCData is a program, not a mask. */
  readonly kindGCProg: number;
  readonly tflagUncommon: number;
  readonly tflagExtraStar: number;
  readonly tflagNamed: number;
  readonly tflagRegularMemory: number;
  /** Bit of TFlag: GCData is the address of a mask that the runtime builds. */
  readonly tflagGCMaskOnDemand: number;
  readonly tflagDirectIface: number;
}

const SAME = { kindMask: 0x1f, tflagUncommon: 1, tflagExtraStar: 2, tflagNamed: 4, tflagRegularMemory: 8 } as const;

const ROWS: readonly [TypeFlags, ...TypeFlags[]] = [
  { since: 'go1.18', ...SAME, kindDirectIface: 0x20, kindGCProg: 0x40, tflagGCMaskOnDemand: 0, tflagDirectIface: 0 },
  { since: 'go1.24', ...SAME, kindDirectIface: 0x20, kindGCProg: 0, tflagGCMaskOnDemand: 0x10, tflagDirectIface: 0 },
  { since: 'go1.26', ...SAME, kindDirectIface: 0, kindGCProg: 0, tflagGCMaskOnDemand: 0x10, tflagDirectIface: 0x20 },
];

/** The flag bits in binaries of go1.`minor`. */
export function typeFlags(minor: number): TypeFlags {
  return rowFor(ROWS, minor);
}

/** Byte offsets within abi.Type; the part of each kind follows at `size`. */
export interface TypeLayout {
  readonly Size_: number;
  readonly PtrBytes: number;
  readonly Hash: number;
  readonly TFlag: number;
  readonly Align_: number;
  readonly FieldAlign_: number;
  readonly Kind_: number;
  readonly Equal: number;
  readonly GCData: number;
  readonly Str: number;
  readonly PtrToThis: number;
  readonly size: number;
}

/** The header's layout, the same go1.18–go1.27. */
export function typeLayout(pointerSize: number): TypeLayout {
  const w = pointerSize;
  return {
    Size_: 0,
    PtrBytes: w,
    Hash: 2 * w,
    TFlag: 2 * w + 4,
    Align_: 2 * w + 5,
    FieldAlign_: 2 * w + 6,
    Kind_: 2 * w + 7,
    Equal: 2 * w + 8,
    GCData: 3 * w + 8,
    Str: 4 * w + 8,
    PtrToThis: 4 * w + 12,
    size: 4 * w + 16,
  };
}

/** abi.Kind by number, spelled as reflect prints it; the same go1.18–go1.27. */
export const KINDS = [
  'invalid',
  'bool',
  'int',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'uintptr',
  'float32',
  'float64',
  'complex64',
  'complex128',
  'array',
  'chan',
  'func',
  'interface',
  'map',
  'ptr',
  'slice',
  'string',
  'struct',
  'unsafe.Pointer',
] as const;

/** A kind of type, as reflect prints it. */
export type Kind = (typeof KINDS)[number];

// A binary of one function of given code, as far as the analysis of frames looks at it.
import { Cursor } from '../../src/base/cursor.ts';
import { FormatError } from '../../src/base/errors.ts';
import type { FollowedArchitecture } from '../../src/read/code/machine.ts';
import type { FunctionTable } from '../../src/read/binary/pclntab.ts';
import type { GoType } from '../../src/read/binary/types.ts';
import type { FrameSource } from '../../src/read/code/frame-stores.ts';
import { FUNCDATA } from '../../src/read/release/func-record.ts';

export const TEXT = 0x401000;
/** Functions that can be called, by address. */
export const OTHERS: readonly string[] = ['main.other', 'runtime.panicdivide', 'runtime.memclrNoHeapPointers', 'runtime.gcWriteBarrier1', 'runtime.newobject'];
export const DATA = 0x500000;
const SHAPE = { littleEndian: true, pointerSize: 8 };
export const SP: Readonly<Record<FollowedArchitecture, number>> = { amd64: -0x48, arm64: -0x40 };

export interface CodeOptions {
  readonly objects?: readonly [offset: number, size: number][];
  readonly data?: readonly number[];
  readonly stack?: number;
  readonly deferReturn?: number;
}

/** One function at TEXT, small ones behind it, and words at DATA. */
export function codeSource(goarch: FollowedArchitecture, code: Uint8Array, options: CodeOptions): FrameSource {
  const end = TEXT + code.length;
  const bytes = Buffer.concat([code, Buffer.alloc(OTHERS.length * 16)]);
  const data = Buffer.alloc(((options.data ?? []).length + 1) * 8);
  for (const [i, word] of (options.data ?? []).entries()) data.writeBigUInt64LE(BigInt(word), i * 8);
  const entry = [TEXT, ...OTHERS.map((_, i) => end + i * 16)];
  const ends = [end, ...OTHERS.map((_, i) => end + i * 16 + 16)];
  const functions: Partial<FunctionTable> = {
    count: entry.length,
    entry: Float64Array.from(entry),
    end: Float64Array.from(ends),
    flag: new Uint8Array(entry.length),
  };
  const locals = Buffer.alloc(8);
  locals.writeInt32LE(1, 0);
  locals.writeInt32LE(6, 4);
  const objects = Buffer.alloc(8 + 16 * (options.objects ?? []).length);
  objects.writeBigUInt64LE(BigInt((options.objects ?? []).length), 0);
  for (const [i, [offset, size]] of (options.objects ?? []).entries()) {
    objects.writeInt32LE(offset, 8 + i * 16);
    objects.writeInt32LE(size, 12 + i * 16);
  }
  return {
    goarch,
    layoutMinor: 27,
    textEnd: TEXT + bytes.length,
    functions: functions as FunctionTable,
    functionAt: (pc) => entry.findIndex((one, i) => pc >= one && pc < ends[i]!),
    functionName: (index) => ['main.f', ...OTHERS][index]!,
    funcdata: (_, table, what) => {
      if (table === FUNCDATA.LocalsPointerMaps) return new Cursor(locals, SHAPE, what);
      return table === FUNCDATA.StackObjects && options.objects !== undefined ? new Cursor(objects, SHAPE, what) : undefined;
    },
    argumentBytes: () => 0,
    deferReturn: () => (options.deferReturn === undefined ? undefined : TEXT + options.deferReturn),
    spDeltas: () => ({ at: () => options.stack ?? 0x40 }),
    types: { find: (): GoType | undefined => undefined },
    image: {
      cursorAt: (address, what, size) => {
        const from = address >= DATA ? data.subarray(address - DATA) : bytes.subarray(address - TEXT);
        if (from.length === 0 || from.length < (size ?? 0)) throw new FormatError(what, 'mapped bytes');
        return new Cursor(from.subarray(0, size), SHAPE, what);
      },
    },
  };
}

// Which part of a frame a pointer can reach that was made from an address in it.
// Go source: src/cmd/compile/internal/ssagen/pgen.go: AllocFrame, cmpstackvarlt (variables with pointers lie nearest to the
// caller), src/cmd/compile/internal/liveness/plive.go: emitStackObjects (variables with pointers whose address is taken, 16-byte
// records), src/runtime/stack.go: stackObjectRecord, stackmap, go1.18–go1.27.
// Offsets are bytes from the CFA, as everywhere in this folder.
import type { FollowedArchitecture } from './machine.ts';
import type { GoBinary } from '../binary/go-binary.ts';
import { MAX_OBJECTS } from '../binary/stack-objects.ts';
import { FUNCDATA } from '../release/func-record.ts';

/** Bytes [lo, hi) of the frame. */
export interface Region {
  readonly lo: number;
  readonly hi: number;
}

/** What of a binary tells the regions. */
export type RegionSource = Pick<GoBinary, 'funcdata' | 'argumentBytes'> & { readonly goarch: FollowedArchitecture };

/** Offset of varp: above it lie the saved frame pointer and, on amd64, the return address. */
const VARP = { amd64: -16, arm64: -8 } as const;
/** Offset of the first argument: arm64 has the caller's saved link register below it. */
const ARGP = { amd64: 0, arm64: 8 } as const;
const WORD = 8;
const RECORD = 16;
/** The largest frame is far smaller (ir.MaxStackVarSize, 128 KiB or 10 MiB a variable). */
const FAR = 2 ** 40;

/** The whole frame and all around it. */
export const WHOLE: Region = { lo: -FAR, hi: FAR };

/** The regions of one function. */
export class FrameRegions {
  /** Variables with pointers whose address is taken, overlapping ones as one, rising. */
  readonly objects: readonly Region[];
  /** Where variables with pointers begin. */
  readonly pointersFrom: number;
  /** Where local variables end and the saved frame pointer begins. */
  readonly localsTo: number;
  /** Where arguments, results and spill area end. */
  readonly argumentsTo: number;

  constructor(binary: RegionSource, index: number) {
    this.localsTo = VARP[binary.goarch];
    const argp = ARGP[binary.goarch];
    const locals = binary.funcdata(index, FUNCDATA.LocalsPointerMaps, 'locals map');
    const bits = locals === undefined ? 0 : Math.max(0, locals.skip(4).i32());
    this.pointersFrom = this.localsTo - bits * WORD;
    const size = binary.argumentBytes(index);
    this.argumentsTo = size === undefined ? FAR : argp + size;
    this.objects = this.#objects(binary, index, argp);
  }

  #objects(binary: RegionSource, index: number, argp: number): Region[] {
    const cursor = binary.funcdata(index, FUNCDATA.StackObjects, 'stack objects');
    if (cursor === undefined) return [];
    const count = cursor.word();
    if (count > MAX_OBJECTS) throw cursor.error(`at most ${MAX_OBJECTS} stack objects, found ${count}`, 0);
    cursor.need(count * RECORD, 'stack objects');
    const found: Region[] = [];
    for (let i = 0; i < count; i++) {
      const offset = cursor.i32();
      const size = cursor.i32();
      cursor.skip(RECORD - 8);
      if (size <= 0) throw cursor.error('a stack object of positive size', cursor.offset - RECORD);
      const lo = offset + (offset < 0 ? this.localsTo : argp);
      found.push({ lo, hi: lo + size });
    }
    found.sort((a, b) => a.lo - b.lo);
    const merged: Region[] = [];
    for (const one of found) {
      const last = merged.at(-1);
      if (last !== undefined && one.lo < last.hi) merged[merged.length - 1] = { lo: last.lo, hi: Math.max(last.hi, one.hi) };
      else merged.push(one);
    }
    return merged;
  }

  /** What a pointer made from the address at `offset` can reach. */
  at(offset: number): Region {
    const object = this.#object(offset);
    if (object !== undefined) return object;
    // A parameter or result without pointers, or one that only bulk instructions address: no record says where it ends.
    if (offset >= this.localsTo) return { lo: offset, hi: Math.max(offset, this.argumentsTo) };
    // A variable with pointers that only bulk instructions address.
    if (offset >= this.pointersFrom) return { lo: offset, hi: this.localsTo };
    // A variable without pointers: all of them lie together.
    return { lo: -FAR, hi: this.pointersFrom };
  }

  /** The smallest region that holds both; undefined when a pointer cannot be made from one to reach the other. */
  join(a: Region, b: Region): Region | undefined {
    if (a.lo === b.lo && a.hi === b.hi) return a;
    if (a.hi !== b.hi || this.#object(a.lo) !== undefined || this.#object(b.lo) !== undefined) return undefined;
    return a.lo < b.lo ? a : b;
  }

  #object(offset: number): Region | undefined {
    let low = 0;
    let high = this.objects.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.objects[middle]!.hi <= offset) low = middle + 1;
      else high = middle;
    }
    const found = this.objects[low];
    return found !== undefined && offset >= found.lo ? found : undefined;
  }
}

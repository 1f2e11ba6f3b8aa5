// A recording: what processes allocated, in names instead of addresses, so that it can be read where their programs are gone. Columns, because a
// run has millions of events and tens of thousands of stacks. Every table of a profile is complete in itself.
import type { Gap } from '../../base/gap.ts';

/** Index into `strings`. */
export type StringIndex = number;

/** Source frames: one row for each different one. */
export interface FrameTable {
  readonly function: Uint32Array;
  readonly file: Uint32Array;
  readonly line: Uint32Array;
}

/** Return addresses: each stands for its function and the calls inlined there, `frameCount` rows of `frame` from `firstFrame` on, innermost first. */
export interface PlaceTable {
  /** The return address in the program's file. */
  readonly pc: Float64Array;
  /** Rows of FrameTable, of all places one behind the other. */
  readonly frame: Uint32Array;
  readonly firstFrame: Uint32Array;
  readonly frameCount: Uint16Array;
  /** 1 for code of the runtime. */
  readonly runtime: Uint8Array;
}

/** The tree of stacks, callers before the frames that they called. Node 0 is the bottom, node 1 stands for frames that were not recorded. */
export interface NodeTable {
  readonly place: Uint32Array;
  readonly parent: Uint32Array;
}

/** Stacks with what was counted on them. Row 0 is what has no known stack. */
export interface StackTable {
  /** The innermost frame. */
  readonly node: Uint32Array;
  /** Frames from the innermost one to the one whose call allocated: those of the runtime. */
  readonly skip: Uint16Array;
  /** Name of the type + 1; 0 where the allocator was given none. */
  readonly type: Uint32Array;
  /** Index into Analysis.sites + 1; 0 for the runtime's own and unknown ones. */
  readonly site: Uint32Array;
  readonly allocations: Float64Array;
  /** Bytes requested, and taken from the heap. */
  readonly bytes: Float64Array;
  readonly slotBytes: Float64Array;
  /** Bytes of one object, in sampled profiles, which have a row for each size; 0 otherwise. */
  readonly size: Float64Array;
}

/** Some events of one P, in the order in which they happened. Generations do not fall. */
export interface EventBlock {
  /** Rows; columns may be longer. */
  count: number;
  /** Row of StackTable; `FREE` for a free, whose size is that of the slot. */
  readonly stack: Uint32Array;
  readonly size: Float64Array;
  readonly address: Float64Array;
  /** Milliseconds since the process started; noted every 256 events of a P. */
  readonly time: Float64Array;
  /** Twice the collections whose sweep had begun, plus 1 while the next one marks. Objects are freed in a later generation than that of their allocation. */
  readonly generation: Uint32Array;
  readonly goroutine: Float64Array;
}

/** The events of a process. They can be more than memory holds, so they are read block by block, when they are asked for. */
export interface Events {
  /** Allocations and frees together. */
  readonly count: number;
  /** Whether frees were recorded. */
  readonly frees: boolean;
  /** Which P wrote each block (a number of its own, not the P's id); blocks of one P follow one another in time, those of several overlap. */
  readonly owners: readonly number[];
  /** Decodes a block; into the columns of `into` where they are long enough. */
  readonly read: (index: number, into?: EventBlock) => EventBlock;
}

/** An empty block with room for some rows. */
export function newEventBlock(rows: number): EventBlock {
  return {
    count: 0,
    stack: new Uint32Array(rows),
    size: new Float64Array(rows),
    address: new Float64Array(rows),
    time: new Float64Array(rows),
    generation: new Uint32Array(rows),
    goroutine: new Float64Array(rows),
  };
}

export const FREE = 0xffffffff;

/** What one process allocated. */
export interface RecordedProfile {
  /** Index into Analysis.runs. */
  readonly run: number;
  readonly strings: readonly string[];
  readonly frames: FrameTable;
  readonly places: PlaceTable;
  readonly nodes: NodeTable;
  readonly stacks: StackTable;
  /** Bytes between samples; 0: every allocation is counted. */
  readonly rate: number;
  readonly events?: Events;
}

/** Where a recording comes from. */
export interface RecordingMeta {
  /** Version of allocpath that wrote it. */
  readonly allocpath: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  /** What was run. */
  readonly command: readonly string[];
  readonly goVersion: string;
  readonly goos: string;
  readonly goarch: string;
  /** Directory that file names are shown relative to. */
  readonly directory: string;
}

/** A recording as commands and views have it. `analysis` is an Analysis of site/model.ts, which readers know nothing of. */
export interface Recording<A = unknown> {
  readonly meta: RecordingMeta;
  readonly analysis: A;
  readonly profiles: readonly RecordedProfile[];
  readonly gaps: readonly Gap[];
}

/** The source frames of a stack from the allocating call outwards: rows of FrameTable. `cut`: there were more. */
export function stackFrames(profile: RecordedProfile, stack: number): { readonly frames: number[]; readonly cut: boolean } {
  const { nodes, places, stacks } = profile;
  const frames: number[] = [];
  let node = stacks.node[stack]!;
  for (let skip = stacks.skip[stack]!; node > 1; node = nodes.parent[node]!, skip--) {
    if (skip > 0) continue;
    const place = nodes.place[node]!;
    const first = places.firstFrame[place]!;
    for (let i = 0; i < places.frameCount[place]!; i++) frames.push(places.frame[first + i]!);
  }
  return { frames, cut: node === 1 };
}

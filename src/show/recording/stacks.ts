// What the exports have in common: the processes to write, the stacks of each with what was counted on them, and the frames that have no name.
import type { RecordedProfile, Recording } from '../../read/recording/recording.ts';
import type { Analysis, RunFacts } from '../../site/model.ts';
import { chance } from '../../site/recorded/weights.ts';
import type { RecordingFormatOptions, StackValue } from './format.ts';

/** Stands at the bottom of stacks that were deeper than what was recorded. */
export const CUT_FRAME = '[frames-not-recorded]';
/** Stands for the stack of what has none. */
export const NO_STACK = '[no-stack]';

/** A process to write. */
export interface ExportedProcess {
  readonly profile: RecordedProfile;
  readonly run: RunFacts | undefined;
  /** Name of its program, without the directory. */
  readonly name: string;
}

/** The processes that were asked for. */
export function exportedProcesses({ profiles, analysis }: Recording<Analysis>, options: RecordingFormatOptions): ExportedProcess[] {
  const chosen = options.process === undefined ? profiles : profiles.slice(options.process, options.process + 1);
  return chosen.map((profile) => {
    const run = analysis.runs?.[profile.run];
    return { profile, run, name: run?.argv[0]?.replace(/^.*[/\\](?=.)/, '') || `process ${profile.run}` };
  });
}

/** What was counted on a stack. Sampled stacks stand for more than was seen: their numbers are estimates. */
export interface StackCounts {
  readonly stack: number;
  readonly objects: number;
  readonly bytes: number;
  readonly slotBytes: number;
  /** Objects really seen. */
  readonly seen: number;
}

/** Stacks on which something was allocated. */
export function* countedStacks({ stacks, rate }: RecordedProfile): Generator<StackCounts> {
  for (let stack = 0; stack < stacks.node.length; stack++) {
    const seen = stacks.allocations[stack]!;
    if (seen === 0) continue;
    const p = chance(stacks.size[stack]!, rate) || 1;
    yield { stack, objects: seen / p, bytes: stacks.bytes[stack]! / p, slotBytes: stacks.slotBytes[stack]! / p, seen };
  }
}

/** The node of the frame whose call allocated: frames of the runtime below it are left out, as Go's own profiles do. */
export function allocatingNode({ nodes, stacks }: RecordedProfile, stack: number): number {
  let node = stacks.node[stack]!;
  for (let skip = stacks.skip[stack]!; skip > 0 && node > 1; skip--) node = nodes.parent[node]!;
  return node;
}

/**
 * The number that was asked for, by the node of the frame whose call allocated: stacks that differ in type, size or the runtime's own frames
 * are one. Whole numbers; nodes that come to nothing are left out.
 */
export function* sumsByNode(profile: RecordedProfile, value: StackValue): Generator<{ readonly node: number; readonly sum: number }> {
  const sums = new Float64Array(Math.max(2, profile.nodes.parent.length));
  for (const counts of countedStacks(profile)) {
    const more = value === 'objects' ? counts.objects : value === 'slot' ? counts.slotBytes : counts.bytes;
    sums[allocatingNode(profile, counts.stack)]! += more;
  }
  for (let node = 0; node < sums.length; node++) {
    const sum = Math.round(sums[node]!);
    if (sum > 0) yield { node, sum };
  }
}

/** The places of a stack, innermost first, without runtime.goexit at its bottom. */
export interface StackPlaces {
  readonly places: readonly number[];
  readonly cut: boolean;
}

/** Reads stacks of one profile. */
export class StackReader {
  readonly #profile: RecordedProfile;
  readonly #goexit: Uint8Array;

  constructor(profile: RecordedProfile) {
    this.#profile = profile;
    const { places, frames, strings } = profile;
    const goexit = strings.indexOf('runtime.goexit');
    this.#goexit = new Uint8Array(places.pc.length);
    for (let place = 0; place < this.#goexit.length; place++) {
      if (places.frameCount[place] === 1 && frames.function[places.frame[places.firstFrame[place]!]!] === goexit) this.#goexit[place] = 1;
    }
  }

  /** The places from a node outwards. */
  placesFrom(node: number): StackPlaces {
    const { nodes } = this.#profile;
    const places: number[] = [];
    let at = node;
    for (; at > 1; at = nodes.parent[at]!) {
      const place = nodes.place[at]!;
      if (nodes.parent[at] !== 0 || this.#goexit[place] === 0) places.push(place);
    }
    return { places, cut: at === 1 };
  }
}

/** Rows of FrameTable at a place, innermost first. */
export function framesAt({ places }: RecordedProfile, place: number): Uint32Array {
  const first = places.firstFrame[place]!;
  return places.frame.subarray(first, first + places.frameCount[place]!);
}

/** How an address is written that no function is known of. */
export function addressName(pc: number): string {
  return pc > 0 ? `0x${(pc - 1).toString(16)}` : '[unknown]';
}

// Whether the rows of a profile that comes from a file refer to rows that are there, so that nobody who reads it later has to ask.
import type { NodeTable, PlaceTable, RecordedProfile, StackTable } from '../recording.ts';
import { MAX_STACK_FRAMES } from './layout.ts';

/** What is wrong; undefined when nothing is. */
export function checkProfile(profile: RecordedProfile, sites: number): string | undefined {
  const { frames, places, nodes, stacks, strings } = profile;
  if (!below(frames.function, strings.length) || !below(frames.file, strings.length)) return `frames that name one of ${strings.length} strings`;
  if (!below(places.frame, frames.function.length)) return `places that name one of ${frames.function.length} frames`;
  return checkPlaces(places) ?? checkStacks(stacks, nodes, places, strings.length, sites);
}

function below(column: Uint32Array, limit: number): boolean {
  for (let i = 0; i < column.length; i++) if (column[i]! >= limit) return false;
  return true;
}

// Frames of places lie one behind the other: forged ones that share them could be more than there are.
function checkPlaces({ firstFrame, frameCount, frame }: PlaceTable): string | undefined {
  let end = 0;
  for (let i = 0; i < firstFrame.length; i++) {
    const first = firstFrame[i]!;
    if (first < end) return `frames of place ${i} behind those of the places before`;
    end = first + frameCount[i]!;
    if (end > frame.length) return `frames of place ${i} among ${frame.length}`;
  }
  return undefined;
}

function checkStacks(stacks: StackTable, nodes: NodeTable, places: PlaceTable, strings: number, sites: number): string | undefined {
  const { place, parent } = nodes;
  const depth = new Uint16Array(Math.max(2, place.length));
  const frames = new Uint32Array(depth.length);
  for (let node = 2; node < place.length; node++) {
    const caller = parent[node]!;
    if (caller >= node) return `a caller's node before node ${node}, found ${caller}`;
    if (place[node]! >= places.pc.length) return `nodes that name one of ${places.pc.length} places`;
    const count = frames[caller]! + Math.max(1, places.frameCount[place[node]!]!);
    if (count > MAX_STACK_FRAMES) return `stacks of at most ${MAX_STACK_FRAMES} frames`;
    frames[node] = count;
    depth[node] = depth[caller]! + 1;
  }
  for (let stack = 0; stack < stacks.node.length; stack++) {
    const node = stacks.node[stack]!;
    if (node >= depth.length) return `stacks that name one of ${place.length} nodes`;
    if (stacks.skip[stack]! > depth[node]!) return `at most ${depth[node]} frames of the runtime on stack ${stack}`;
    if (stacks.type[stack]! > strings) return `types that name one of ${strings} strings`;
    if (stacks.site[stack]! > sites) return `stacks that name one of ${sites} sites`;
  }
  return undefined;
}

// The frames of a whole binary in numbers.
import { frameTables, mapCount } from '../read/binary/frame-tables.ts';
import type { GoBinary } from '../read/binary/go-binary.ts';
import { InlineNodes } from '../read/binary/inline-tree.ts';
import { PcRuns } from '../read/binary/pc-runs.ts';
import { countLive, sizeOf, type PointerMaps } from '../read/binary/pointer-maps.ts';
import { PCDATA } from '../read/release/func-record.ts';

/** A function with a number that ranks it. */
export interface Ranked {
  readonly index: number;
  readonly name: string;
  readonly value: number;
}

/** Counts over all functions. */
export interface FrameOverview {
  readonly functions: number;
  readonly assembly: number;
  /** Runs of instructions with the same line. */
  readonly lineRuns: number;
  readonly files: number;
  readonly inlinedCalls: number;
  /** Most inlined calls around one instruction. */
  readonly deepestInlining: number;
  /** Functions with at least one map that has bits. */
  readonly withMaps: number;
  /** Bitmaps of locals and of arguments. */
  readonly maps: number;
  /** Places at which another map begins to hold. */
  readonly mapChanges: number;
  /** Different bitmap tables, as functions share equal ones. */
  readonly distinctTables: number;
  /** Bytes of the different tables in the file. */
  readonly mapBytes: number;
  readonly objects: number;
  /** Bytes of all objects, summed. */
  readonly objectBytes: number;
  /** Bytes of the object records in the file. */
  readonly objectTableBytes: number;
  readonly largestFrames: readonly Ranked[];
  /** Most live pointers at one call. */
  readonly mostLive: readonly Ranked[];
  readonly mostObjects: readonly Ranked[];
  /** Most calls inlined into one function. */
  readonly mostInlined: readonly Ranked[];
}

const RECORD = 16;

/** Counts; `shown` functions a ranking. Decodes everything that the binary has for its functions, so that damage anywhere is found. */
export function frameOverview(binary: GoBinary, shown: number): FrameOverview {
  const frames = new Ranking(shown);
  const live = new Ranking(shown);
  const most = new Ranking(shown);
  const inlined = new Ranking(shown);
  const peaks = new Map<PointerMaps, number>();
  const positions = new Positions(binary);
  const runs = new PcRuns();
  const nodes = new InlineNodes();
  let [assembly, withMaps, maps, mapChanges, mapBytes, objects, objectBytes, objectTables] = [0, 0, 0, 0, 0, 0, 0, 0];
  let [inlinedCalls, deepest] = [0, 0];
  /** Most bits of one of the maps. */
  const peakOf = (area: PointerMaps): number => {
    let peak = peaks.get(area);
    if (peak !== undefined) return peak;
    peak = 0;
    for (let map = 0; map < area.count; map++) peak = Math.max(peak, countLive(area, map));
    peaks.set(area, peak);
    mapBytes += sizeOf(area);
    return peak;
  };
  for (let index = 0; index < binary.functions.count; index++) {
    const frame = frameTables(binary, index);
    positions.add(index);
    binary.inlineNodes(index, runs, nodes);
    inlinedCalls += nodes.count;
    for (let node = 0; node < nodes.count; node++) if (nodes.depth[node]! > deepest) deepest = nodes.depth[node]!;
    inlined.offer(index, nodes.count);
    mapChanges += binary.runs(index, PCDATA.StackMapIndex, runs).count - 1;
    if (frame.assembly) {
      // Its frames are as large as their writer says: runtime.call1073741824 stands for a size, it is never that large.
      assembly++;
      continue;
    }
    frames.offer(index, frame.maxSpDelta);
    const { args, locals } = frame;
    if (args !== undefined) peakOf(args);
    if (locals !== undefined) live.offer(index, peakOf(locals));
    maps += (args?.count ?? 0) + (locals?.count ?? 0);
    if ((args?.bits ?? 0) + (locals?.bits ?? 0) > 0 && mapCount(frame) > 0) withMaps++;
    if (frame.objects.length > 0) {
      objects += frame.objects.length;
      objectTables += binary.image.shape.pointerSize + RECORD * frame.objects.length;
      for (const object of frame.objects) objectBytes += object.size;
      most.offer(index, frame.objects.length);
    }
  }
  const named = (ranking: Ranking): Ranked[] => ranking.best.map(({ index, value }) => ({ index, name: binary.functionName(index), value }));
  return {
    functions: binary.functions.count,
    assembly,
    lineRuns: positions.runs,
    files: positions.files.size,
    inlinedCalls,
    deepestInlining: deepest,
    withMaps,
    maps,
    mapChanges,
    distinctTables: peaks.size,
    mapBytes,
    objects,
    objectBytes,
    objectTableBytes: objectTables,
    largestFrames: named(frames),
    mostLive: named(live),
    mostObjects: named(most),
    mostInlined: named(inlined),
  };
}

/** Lines and files of all functions. */
class Positions {
  /** Offsets of their names. */
  readonly files = new Set<number>();
  runs = 0;
  readonly #binary: GoBinary;
  readonly #line = new PcRuns();
  readonly #file = new PcRuns();

  constructor(binary: GoBinary) {
    this.#binary = binary;
  }

  /** Decodes both tables of a function. */
  add(index: number): void {
    const line = this.#binary.runs(index, 'line', this.#line);
    const file = this.#binary.runs(index, 'file', this.#file);
    for (let i = 0; i < line.count; i++) if (line.values[i]! > 0) this.runs++;
    for (let i = 0; i < file.count; i++) {
      const offset = this.#binary.fileOffset(index, file.values[i]!);
      if (offset !== undefined) this.files.add(offset);
    }
  }
}

class Ranking {
  readonly best: { index: number; value: number }[] = [];
  readonly #size: number;

  constructor(size: number) {
    this.#size = size;
  }

  offer(index: number, value: number): void {
    const { best } = this;
    if (value === 0 || (best.length === this.#size && value <= best[best.length - 1]!.value)) return;
    let at = best.length;
    while (at > 0 && best[at - 1]!.value < value) at--;
    best.splice(at, 0, { index, value });
    if (best.length > this.#size) best.pop();
  }
}

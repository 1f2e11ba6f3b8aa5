// The frames of a whole binary in numbers.
import { frameTables, mapCount } from '../read/binary/frame-tables.ts';
import type { GoBinary } from '../read/binary/go-binary.ts';
import { countLive, sizeOf } from '../read/binary/pointer-maps.ts';

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
  /** Functions with at least one map that has bits. */
  readonly withMaps: number;
  /** Bitmaps of locals and of arguments. */
  readonly maps: number;
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
}

const RECORD = 16;

/** Counts; `shown` functions a ranking. */
export function frameOverview(binary: GoBinary, shown: number): FrameOverview {
  const tables = new Map<number, number>();
  const frames = new Ranking(shown);
  const live = new Ranking(shown);
  const most = new Ranking(shown);
  let [assembly, withMaps, maps, objects, objectBytes, objectTables] = [0, 0, 0, 0, 0, 0];
  const known = new Map<number, number>();
  for (let index = 0; index < binary.functions.count; index++) {
    const frame = frameTables(binary, index);
    if (frame.assembly) {
      // Its frames are as large as their writer says: runtime.call1073741824 stands for a size, it is never that large.
      assembly++;
      continue;
    }
    frames.offer(index, frame.maxSpDelta);
    let largest = 0;
    let bits = 0;
    for (const area of [frame.args, frame.locals]) {
      if (area === undefined) continue;
      bits += area.bits;
      maps += area.count;
      tables.set(area.fileOffset, sizeOf(area));
      let peak = known.get(area.fileOffset);
      if (peak === undefined) {
        peak = 0;
        for (let map = 0; map < area.count; map++) peak = Math.max(peak, countLive(area, map));
        known.set(area.fileOffset, peak);
      }
      largest += area === frame.locals ? peak : 0;
    }
    if (bits > 0 && mapCount(frame) > 0) withMaps++;
    live.offer(index, largest);
    if (frame.objects.length > 0) {
      objects += frame.objects.length;
      objectTables += binary.image.shape.pointerSize + RECORD * frame.objects.length;
      for (const object of frame.objects) objectBytes += object.size;
      most.offer(index, frame.objects.length);
    }
  }
  let mapBytes = 0;
  for (const size of tables.values()) mapBytes += size;
  const named = (ranking: Ranking): Ranked[] => ranking.best.map(({ index, value }) => ({ index, name: binary.functionName(index), value }));
  return {
    functions: binary.functions.count,
    assembly,
    withMaps,
    maps,
    distinctTables: tables.size,
    mapBytes,
    objects,
    objectBytes,
    objectTableBytes: objectTables,
    largestFrames: named(frames),
    mostLive: named(live),
    mostObjects: named(most),
  };
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

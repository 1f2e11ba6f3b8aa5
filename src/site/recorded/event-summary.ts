// What events tell of each site: sizes, goroutines, what was freed and after how long, and how it went over time.
//
// Events of several Ps have no common order, and need none: what is allocated in one sweep generation is freed in a later one, and a slot that is
// freed and taken again in the same generation is freed first (src/runtime/mgcsweep.go: a span is swept before anything is allocated from
// it). So each generation's frees are taken first, then its allocations.
import { FREE, type Events } from '../../read/recording/recording.ts';
import type { Happened, Timeline } from '../model.ts';
import { AddressTable } from './address-table.ts';
import { byGeneration, sweepOf, type EventPart } from './event-parts.ts';
import { TimeHistogram } from './time-histogram.ts';

/** Whom a stack belongs to, and whether its objects can share a block of the tiny allocator. */
export interface StackFacts {
  /** Index of the site; −1 for the runtime's own. */
  readonly site: Int32Array;
  /** 1: the type holds no pointers. */
  readonly pointerFree: Uint8Array;
}

/** Parts of a timeline. */
const STEPS = 60;
const SIZES_KEPT = 16;
const MOST_SIZES = 1 << 12;
const MOST_GOROUTINES = 1 << 16;
const TINY = 16;

class SiteEvents {
  readonly sizes = new Map<number, number>();
  readonly goroutines = new Set<number>();
  readonly lifetimes: TimeHistogram = new TimeHistogram();
  frees = 0;
  temporary = 0;
  readonly allocated: Float64Array = new Float64Array(STEPS);
  readonly change: Float64Array = new Float64Array(STEPS);
}

/** What the events of one process came to. */
export interface ProcessEvents {
  /** Frees of all objects, those of the runtime included. */
  readonly frees?: number;
  readonly timeline: Timeline;
}

/** Sums of the events of all processes, by site. */
export class EventSummary {
  readonly #sites = new Map<number, SiteEvents>();
  #processes = 0;
  #withFrees = false;
  #step = 1;

  /** @param milliseconds how long the process ran, for the timelines */
  add(events: Events, facts: StackFacts, milliseconds: number): ProcessEvents {
    // Addresses mean nothing beyond their process.
    const live = new AddressTable();
    const whole: SiteEvents = new SiteEvents();
    this.#step = Math.max(milliseconds, 0.001) / STEPS;
    this.#withFrees ||= events.frees;
    this.#processes++;
    byGeneration(
      events,
      (part, generation) => this.#free(part, generation, live, whole),
      (part) => this.#allocate(part, facts, live, whole, events.frees),
    );
    return { timeline: this.#timeline(whole), ...(events.frees ? { frees: whole.frees } : {}) };
  }

  /** What the events tell of a site. */
  happened(site: number): Partial<Happened> {
    const found = this.#sites.get(site);
    if (found === undefined) return {};
    const { sizes, goroutines, lifetimes } = found;
    const common = [...sizes].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, SIZES_KEPT);
    return {
      ...(sizes.size >= MOST_SIZES ? {} : { sizes: common.map(([size, allocations]) => ({ size, allocations })), distinctSizes: sizes.size }),
      ...(goroutines.size === 0 || goroutines.size >= MOST_GOROUTINES ? {} : { goroutines: goroutines.size }),
      ...(this.#withFrees ? { frees: found.frees } : {}),
      ...(found.frees === 0
        ? {}
        : { lifetimes: { freed: found.frees, temporary: found.temporary, median: lifetimes.quantile(0.5), p90: lifetimes.quantile(0.9) } }),
      ...(this.#processes > 1 ? {} : { timeline: this.#timeline(found) }),
    };
  }

  #timeline({ allocated, change }: SiteEvents): Timeline {
    let sum = 0;
    const live = Array.from(change, (value) => Math.max(0, Math.round((sum += value))));
    return { step: this.#step, allocated: Array.from(allocated), ...(this.#withFrees ? { live } : {}) };
  }

  #of(site: number): SiteEvents {
    let found = this.#sites.get(site);
    if (found === undefined) this.#sites.set(site, (found = new SiteEvents()));
    return found;
  }

  #at(time: number): number {
    return Math.min(STEPS - 1, Math.max(0, Math.floor(time / this.#step)));
  }

  #allocate({ block, from, to }: EventPart, facts: StackFacts, live: AddressTable, whole: SiteEvents, withFrees: boolean): void {
    for (let i = from; i < to; i++) {
      const stack = block.stack[i]!;
      if (stack === FREE) continue;
      const site = facts.site[stack]!;
      const size = block.size[i]!;
      const step = this.#at(block.time[i]!);
      whole.allocated[step]! += size;
      whole.change[step]! += size;
      const sums = site < 0 ? undefined : this.#of(site);
      if (sums !== undefined) {
        if (sums.sizes.size < MOST_SIZES) sums.sizes.set(size, (sums.sizes.get(size) ?? 0) + 1);
        if (sums.goroutines.size < MOST_GOROUTINES) sums.goroutines.add(this.#processes * 0x1_0000_0000 + block.goroutine[i]!);
        sums.allocated[step]! += size;
        sums.change[step]! += size;
      }
      if (!withFrees) continue;
      const row = newObject(live, block.address[i]!, size < TINY && facts.pointerFree[stack] === 1);
      live.owner[row] = site + 1;
      live.generation[row] = block.generation[i]!;
      live.time[row] = block.time[i]!;
      live.size[row] = size;
    }
  }

  #free({ block, from, to }: EventPart, generation: number, live: AddressTable, whole: SiteEvents): void {
    for (let i = from; i < to; i++) {
      if (block.stack[i] !== FREE) continue;
      const address = block.address[i]!;
      const first = live.find(address);
      if (first < 0) continue;
      const now = block.time[i]!;
      const step = this.#at(now);
      for (let row = first; row >= 0; row = live.next[row]! - 1) {
        whole.frees++;
        const size = live.size[row]!;
        whole.change[step]! -= size;
        const owner = live.owner[row]!;
        if (owner === 0) continue;
        const sums = this.#of(owner - 1);
        sums.frees++;
        sums.change[step]! -= size;
        sums.lifetimes.add(now - live.time[row]!);
        // What is allocated while the collector marks is marked: the next collection is the first that can free it.
        const born = live.generation[row]!;
        if (generation === sweepOf(born) + 1 + (born & 1)) sums.temporary++;
      }
      live.remove(address);
    }
  }
}

// Objects of the tiny allocator share a block of 16 bytes, which is freed as one; the first of them lies at its beginning.
function newObject(live: AddressTable, address: number, tiny: boolean): number {
  if (!tiny) return live.add(address);
  const start = address - (address % TINY);
  const first = address === start ? -1 : live.find(start);
  return first < 0 ? live.add(start) : live.addToChain(first);
}

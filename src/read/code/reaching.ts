// Which stores reach a point: a walk backwards over the blocks from it, ending at stores that certainly write the bytes.
import type { Graph } from './blocks.ts';
import type { Escapes } from './escapes.ts';
import type { BlockEvents, StoreEvent } from './frame-events.ts';
import type { Region } from './frame-regions.ts';

/** What reaches a point. */
export interface Reached {
  /** Step → event. */
  readonly stores: Map<number, StoreEvent>;
  fromEntry: boolean;
  /** Control may come from a recovered panic whose deferred calls knew the address. */
  fromDeferred: boolean;
  /** There are more ways through the code than are searched. */
  gaveUp: boolean;
}

/** The stores that matter to an interval that every store covers wholly or not at all, by block and in order. */
interface Interval {
  readonly stores: ReadonlyMap<number, readonly StoreEvent[]>;
  readonly taken: boolean;
}

/** Remembered slots; a function has few. */
const MAX_SLOTS = 4096;
/** Blocks and stores looked at for all questions together: what forged code can make of them takes a second or two. */
const BUDGET = 1 << 27;
const KEPT = 8;

/** Answers for one function. */
export class ReachingStores {
  readonly #graph: Graph;
  readonly #events: readonly (BlockEvents | undefined)[];
  readonly #escapes: Escapes;
  readonly #regions: readonly Region[];
  /** The walk that came to a block last. */
  readonly #seen: Float64Array;
  #round = 0;
  #budget = BUDGET;
  readonly #intervals = new Map<string, readonly Interval[]>();

  constructor(graph: Graph, events: readonly (BlockEvents | undefined)[], escapes: Escapes, regions: readonly Region[]) {
    this.#graph = graph;
    this.#seen = new Float64Array(graph.blocks.length);
    this.#events = events;
    this.#escapes = escapes;
    this.#regions = regions;
  }

  /** Whether control can come to a block at all. */
  isReachable(block: number): boolean {
    return this.#events[block] !== undefined;
  }

  /** What reaches the front of a step for the bytes [lo, hi). */
  at(step: number, lo: number, hi: number): Reached {
    const reached: Reached = { stores: new Map(), fromEntry: false, fromDeferred: false, gaveUp: false };
    if (this.#budget > 0) for (const interval of this.#intervalsOf(lo, hi)) this.#walk(step, interval, reached);
    reached.gaveUp = this.#budget <= 0;
    return reached;
  }

  /** Cuts bytes so that every store covers an interval wholly or not at all. */
  #intervalsOf(lo: number, hi: number): readonly Interval[] {
    const key = `${lo} ${hi}`;
    const known = this.#intervals.get(key);
    if (known !== undefined) return known;
    const cuts = new Set([lo, hi]);
    for (const events of this.#events) {
      this.#budget -= 1 + (events?.stores.length ?? 0);
      for (const store of events?.stores ?? []) {
        if (store.reach !== 'range' || store.hi <= lo || store.lo >= hi) continue;
        if (store.lo > lo) cuts.add(store.lo);
        if (store.hi < hi) cuts.add(store.hi);
      }
    }
    for (const region of this.#regions) {
      if (region.lo > lo && region.lo < hi) cuts.add(region.lo);
      if (region.hi > lo && region.hi < hi) cuts.add(region.hi);
    }
    const bounds = [...cuts].sort((a, b) => a - b);
    const found: Interval[] = [];
    for (let i = 1; i < bounds.length; i++) found.push(this.#collect(bounds[i - 1]!, bounds[i]!));
    if (this.#intervals.size >= MAX_SLOTS) this.#intervals.clear();
    this.#intervals.set(key, found);
    return found;
  }

  #collect(lo: number, hi: number): Interval {
    const wanted = new Uint32Array((this.#regions.length + 31) >>> 5);
    let taken = false;
    for (const [i, region] of this.#regions.entries()) {
      if (region.lo >= hi || region.hi <= lo) continue;
      wanted[i >>> 5]! |= 1 << (i & 31);
      taken = true;
    }
    const stores = new Map<number, StoreEvent[]>();
    for (const [block, events] of this.#events.entries()) {
      if (events === undefined || events.stores.length === 0) continue;
      this.#budget -= 1 + events.stores.length + events.escapes.length;
      const from = taken ? this.#escapes.from(block, events.escapes, wanted, this.#graph.blocks[block]!.first) : Number.POSITIVE_INFINITY;
      const some = events.stores.filter((one) => (one.reach === 'range' ? one.lo < hi && one.hi > lo : taken && (one.reach === 'taken' || one.step >= from)));
      // What is kept takes memory, not only time.
      this.#budget -= KEPT * some.length;
      if (some.length > 0) stores.set(block, some);
    }
    return { stores, taken };
  }

  #walk(step: number, interval: Interval, reached: Reached): void {
    const { blocks, blockOf } = this.#graph;
    const start = blockOf[step]!;
    const seen = this.#seen;
    const round = ++this.#round;
    const queue: number[] = [];
    const before = (block: number): void => {
      if (block === 0) reached.fromEntry = true;
      if (blocks[block]!.recovers) recovered(interval, reached);
      this.#budget -= blocks[block]!.predecessors.length;
      for (const one of blocks[block]!.predecessors) {
        if (seen[one] === round || !this.isReachable(one)) continue;
        seen[one] = round;
        queue.push(one);
      }
    };
    if (!this.#scan(interval, start, step, reached)) before(start);
    for (let block = queue.pop(); block !== undefined && this.#budget > 0; block = queue.pop()) {
      this.#budget -= 1 + (interval.stores.get(block)?.length ?? 0);
      if (!this.#scan(interval, block, Number.POSITIVE_INFINITY, reached)) before(block);
    }
  }

  /** Goes back through a block from in front of a step. Returns whether a store ends the walk. */
  #scan(interval: Interval, block: number, step: number, reached: Reached): boolean {
    const stores = interval.stores.get(block);
    if (stores === undefined) return false;
    for (let i = stores.length - 1; i >= 0; i--) {
      const store = stores[i]!;
      if (store.whole === true) return this.#leave(stores, step, reached);
      if (store.step >= step) continue;
      reached.stores.set(store.step, store);
      if (store.must) return true;
    }
    return false;
  }

  /** Goes back through a counted loop, of which every store may have written any of the bytes. Within it, others may as well. */
  #leave(stores: readonly StoreEvent[], step: number, reached: Reached): boolean {
    for (const store of stores) reached.stores.set(store.step, store);
    return step === Number.POSITIVE_INFINITY && stores.some((store) => store.must);
  }
}

/** A recovered panic leaves the frame as any call or fault found it. */
function recovered(interval: Interval, reached: Reached): void {
  for (const stores of interval.stores.values()) for (const store of stores) reached.stores.set(store.step, store);
  reached.fromEntry = true;
  if (interval.taken) reached.fromDeferred = true;
}

// Walks through events by generation: of each P the part of its blocks that belongs to one generation. Blocks of a P follow one another and their
// generations do not fall, so one decoded block a P is enough.
import type { EventBlock, Events } from '../../read/recording/recording.ts';

/** Rows [from, to) of a block, all of one generation. */
export interface EventPart {
  readonly block: EventBlock;
  readonly from: number;
  readonly to: number;
}

/** What stands in `generation` beside the marking bit. */
export function sweepOf(generation: number): number {
  return generation >>> 1;
}

/** One P's events. */
class Stream {
  readonly #events: Events;
  readonly #blocks: readonly number[];
  #next = 0;
  #row = 0;
  #loaded = -1;
  #block: EventBlock | undefined;

  constructor(events: Events, blocks: readonly number[]) {
    this.#events = events;
    this.#blocks = blocks;
  }

  /** Generation of the next event; undefined at the end. */
  peek(): number | undefined {
    for (; this.#next < this.#blocks.length; this.#next++, this.#row = 0) {
      const block = this.#load(this.#next);
      if (this.#row < block.count) return sweepOf(block.generation[this.#row]!);
    }
    return undefined;
  }

  /** The parts of a generation; moves behind them when `take` is set. */
  *parts(generation: number, take: boolean): Generator<EventPart> {
    let next = this.#next;
    let row = this.#row;
    for (; next < this.#blocks.length; next++, row = 0) {
      const block = this.#load(next);
      const from = row;
      while (row < block.count && sweepOf(block.generation[row]!) === generation) row++;
      if (row > from) yield { block, from, to: row };
      if (row < block.count) break;
    }
    if (take) {
      this.#next = next;
      this.#row = row;
    }
  }

  #load(at: number): EventBlock {
    if (this.#loaded !== at || this.#block === undefined) {
      this.#block = this.#events.read(this.#blocks[at]!, this.#block);
      this.#loaded = at;
    }
    return this.#block;
  }
}

/**
 * Generation after generation: first the frees, then the allocations.
 * @param free gets every part of a generation before `allocate` gets any; not called when no frees were recorded
 */
export function byGeneration(
  events: Events,
  free: (part: EventPart, generation: number) => void,
  allocate: (part: EventPart, generation: number) => void,
): void {
  const blocks = new Map<number, number[]>();
  for (const [index, owner] of events.owners.entries()) {
    const known = blocks.get(owner);
    if (known === undefined) blocks.set(owner, [index]);
    else known.push(index);
  }
  const streams = [...blocks.values()].map((list) => new Stream(events, list));
  for (;;) {
    let generation = Number.POSITIVE_INFINITY;
    for (const stream of streams) generation = Math.min(generation, stream.peek() ?? Number.POSITIVE_INFINITY);
    if (generation === Number.POSITIVE_INFINITY) return;
    if (events.frees) for (const stream of streams) for (const part of stream.parts(generation, false)) free(part, generation);
    for (const stream of streams) for (const part of stream.parts(generation, true)) allocate(part, generation);
  }
}

// Which regions' addresses may be known outside of registers at the start of every block: a forward union over the graph.
import type { Graph } from './blocks.ts';
import type { BlockEvents, Escape } from './frame-events.ts';

/** Above this many bits for all blocks together, every region counts as escaped everywhere. */
const MAX_BITS = 1 << 25;

/** Escaped regions by block. */
export class Escapes {
  readonly #words: number;
  /** A row of `#words` words a block; undefined: everything has escaped everywhere. */
  readonly #rows: Uint32Array | undefined;

  constructor(graph: Graph, events: readonly (BlockEvents | undefined)[], regionCount: number) {
    const { blocks } = graph;
    this.#words = (regionCount + 31) >>> 5;
    if (blocks.length * this.#words * 32 > MAX_BITS) return;
    const words = this.#words;
    const rows = new Uint32Array(blocks.length * words);
    const out = new Uint32Array(words);
    const queued = new Uint8Array(blocks.length).fill(1);
    const queue = blocks.map((_, i) => i).reverse();
    for (const [number, block] of blocks.entries()) if (block.recovers) rows.fill(0xffffffff, number * words, (number + 1) * words);
    while (queue.length > 0) {
      const number = queue.pop()!;
      queued[number] = 0;
      const found = events[number];
      if (found === undefined) continue;
      out.set(rows.subarray(number * words, (number + 1) * words));
      for (const { region } of found.escapes) {
        if (region < 0) out.fill(0xffffffff);
        else out[region >>> 5]! |= 1 << (region & 31);
      }
      for (const next of blocks[number]!.successors) {
        let grown = 0;
        for (let w = 0; w < words; w++) {
          const old = rows[next * words + w]!;
          grown |= out[w]! & ~old;
          rows[next * words + w] = old | out[w]!;
        }
        if (grown === 0 || queued[next] === 1) continue;
        queued[next] = 1;
        queue.push(next);
      }
    }
    this.#rows = rows;
  }

  /** Whether one of the regions (a bit each) has escaped at the start of a block. */
  before(block: number, wanted: Uint32Array): boolean {
    for (let w = 0; w < this.#words; w++) {
      if (((this.#rows?.[block * this.#words + w] ?? 0xffffffff) & wanted[w]!) !== 0) return true;
    }
    return false;
  }

  /** The step from which on one of the regions has escaped within a block; Infinity when none has. */
  from(block: number, escapes: readonly Escape[], wanted: Uint32Array, first: number): number {
    if (this.before(block, wanted)) return first;
    const any = wanted.some((word) => word !== 0);
    for (const { step, region } of escapes) {
      if (region < 0 ? any : ((wanted[region >>> 5]! >>> (region & 31)) & 1) === 1) return step;
    }
    return Number.POSITIVE_INFINITY;
  }
}

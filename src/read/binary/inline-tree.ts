// The inline tree of one function: which source function the code at a pc came from.
// Go source: src/runtime/symtabinl.go: inlineUnwinder, inlinedCall (go1.20–go1.27); src/runtime/symtab.go (go1.18, go1.19).
// The tree has no count: pcdata InlTreeIndex names nodes, −1 is the function itself.
import type { Cursor } from '../../base/cursor.ts';
import type { InlinedCallLayout } from '../release/inline-tree.ts';
import type { PcRuns } from './pc-runs.ts';

/** Deeper than the inliner goes; ends forged cycles. */
export const MAX_INLINE_DEPTH = 256;

/** One inlined call. */
export interface InlinedCall {
  readonly nameOff: number;
  /** Offset from the entry of an instruction whose position is the inlined call. */
  readonly parentPc: number;
  /** Index of the parent node where the release records one; otherwise pcdata at `parentPc` tells. */
  readonly parent: number | undefined;
  readonly startLine: number | undefined;
}

/** Decodes node `index` of the tree that begins at `start` of `tree`. */
export function decodeInlinedCall(tree: Cursor, layout: InlinedCallLayout, index: number, start: number = 0): InlinedCall {
  const at = start + index * layout.size;
  tree.seek(at).need(layout.size, 'an inlined call');
  const { view, shape } = tree;
  const i32 = (offset: number): number => view.getInt32(at + offset, shape.littleEndian);
  return {
    nameOff: i32(layout.nameOff),
    parentPc: i32(layout.parentPc),
    parent: layout.parent === undefined ? undefined : view.getInt16(at + layout.parent, shape.littleEndian),
    startLine: layout.startLine === undefined ? undefined : i32(layout.startLine),
  };
}

/** All nodes of one function's tree, in arrays that are used again: whole binaries have hundreds of thousands. */
export class InlineNodes {
  count: number = 0;
  /** Longer than `count`, as all of them. */
  nameOff: Int32Array = new Int32Array(64);
  parentPc: Int32Array = new Int32Array(64);
  /** Inlined calls around the code of a node, its own included: from 1. */
  depth: Uint16Array = new Uint16Array(64);
  #parent = new Int32Array(64);

  /**
   * Decodes a tree.
   * @param start where it begins in `tree`; undefined: the function has none
   * @param runs pcdata InlTreeIndex of the function, which names the nodes
   * @param size bytes of the function
   */
  decode(tree: Cursor, start: number | undefined, layout: InlinedCallLayout, runs: PcRuns, size: number): this {
    this.count = start === undefined ? 0 : runs.max() + 1;
    if (start === undefined || this.count === 0) return this;
    tree.seek(start);
    // Every inlined call leaves at least one instruction (ssagen/ssa.go: genssa, inline marks); a forged index would make a tree of the whole file.
    if (this.count > size) throw tree.error(`at most ${size} inlined calls, as the function has bytes, found ${this.count}`);
    tree.need(this.count * layout.size, 'the inline tree');
    if (this.count > this.depth.length) this.#grow(this.count);
    const { view, shape } = tree;
    const { littleEndian } = shape;
    for (let node = 0, at = start; node < this.count; node++, at += layout.size) {
      const parentPc = view.getInt32(at + layout.parentPc, littleEndian);
      this.nameOff[node] = view.getInt32(at + layout.nameOff, littleEndian);
      this.parentPc[node] = parentPc;
      this.#parent[node] = parentPc < 0 ? -1 : layout.parent === undefined ? runs.at(parentPc) : view.getInt16(at + layout.parent, littleEndian);
    }
    this.depth.fill(0, 0, this.count);
    for (let node = 0; node < this.count; node++) this.#measure(tree, node);
    return this;
  }

  #measure(tree: Cursor, first: number): void {
    let above = 0;
    let node = first;
    while (node >= 0 && node < this.count && this.depth[node] === 0 && above <= MAX_INLINE_DEPTH) {
      above++;
      node = this.#parent[node]!;
    }
    let depth = above + (node >= 0 && node < this.count ? this.depth[node]! : 0);
    if (depth > MAX_INLINE_DEPTH || node >= this.count) throw tree.error(`at most ${MAX_INLINE_DEPTH} inlined calls around one pc`);
    for (node = first; above > 0; above--, node = this.#parent[node]!) this.depth[node] = depth--;
  }

  #grow(count: number): void {
    const size = 2 ** Math.ceil(Math.log2(count));
    this.nameOff = new Int32Array(size);
    this.parentPc = new Int32Array(size);
    this.depth = new Uint16Array(size);
    this.#parent = new Int32Array(size);
  }
}

// The inline tree of one function: which source function the code at a pc came from.
// Go source: src/runtime/symtabinl.go: inlineUnwinder, inlinedCall (go1.20–go1.27); src/runtime/symtab.go (go1.18, go1.19).
// The tree has no count: pcdata InlTreeIndex names nodes, −1 is the function itself.
import type { Cursor } from '../../base/cursor.ts';
import type { InlinedCallLayout } from '../release/inline-tree.ts';

/** One inlined call. */
export interface InlinedCall {
  readonly nameOff: number;
  /** Offset from the entry of an instruction whose position is the inlined call. */
  readonly parentPc: number;
  /** Index of the parent node where the release records one; otherwise pcdata at `parentPc` tells. */
  readonly parent: number | undefined;
  readonly startLine: number | undefined;
}

/** Decodes node `index` of the tree at the start of `tree`. */
export function decodeInlinedCall(tree: Cursor, layout: InlinedCallLayout, index: number): InlinedCall {
  const at = index * layout.size;
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

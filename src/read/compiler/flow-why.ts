// The words with which the compiler explains one hop of a flow, complete from source.
//
// cmd/compile/internal/escape/{assign,call,expr,stmt,escape,utils}.go: every note(), deref(), addr(), spill(), assignList(), assignHeap()
// and HeapAllocReason, Go 1.21–1.27. `non-constant size` is gone since 1.25 (make of unknown size no longer escapes by itself), when
// `zero-sized element` came.

/** What a word is good for when one reads a flow. */
export type WhyRole = 'decides' | 'moves' | 'noise' | 'size';

const WHY: ReadonlyMap<string, WhyRole> = new Map<string, WhyRole>([
  ['return', 'decides'],
  ['send', 'decides'],
  ['call parameter', 'decides'],
  ['callee operand', 'decides'],
  ['assign', 'decides'],
  ['assign-pair', 'decides'],
  ['assign-pair-dot-type', 'decides'],
  ['assign-pair-mapr', 'decides'],
  ['assign-pair-receive', 'decides'],
  ['captured by a closure', 'decides'],
  ['appendee slice', 'decides'],
  ['appended slice...', 'decides'],
  ['copied slice', 'decides'],
  ['key of map put', 'decides'],
  ['map literal key', 'decides'],
  ['map literal value', 'decides'],
  ['conversion to unsafe.Pointer', 'decides'],
  ['reflect.Header.Data', 'decides'],
  ['//go:uintptrescapes', 'decides'],
  ['interface-converted', 'moves'],
  ['slice-literal-element', 'moves'],
  ['array literal element', 'moves'],
  ['struct literal element', 'moves'],
  ['range', 'moves'],
  ['range-deref', 'moves'],
  ['switch case', 'moves'],
  ['dot', 'moves'],
  ['dot of pointer', 'moves'],
  ['indirection', 'moves'],
  ['slice', 'moves'],
  ['fixed-array-index-of', 'moves'],
  ['slice-to-array', 'moves'],
  ['address-of', 'moves'],
  ['reference', 'moves'],
  ['spill', 'noise'],
  ['too large for stack', 'size'],
  ['too aligned for stack', 'size'],
  ['non-constant size', 'size'],
  ['zero-sized element', 'size'],
]);

/** The role of a word, undefined for a word that no known release prints. */
export function whyRole(why: string): WhyRole | undefined {
  return WHY.get(why);
}

/** All words, for tests and documentation. */
export const WHY_WORDS: readonly string[] = [...WHY.keys()];

// What calls of runtime functions do to the caller's frame and registers, as far as compiled code relies on it.
// Go source: src/cmd/compile/internal/ssagen/ssa.go (calls that end a block with BlockExit: panics, throw, goexit, block),
// src/cmd/compile/internal/ssa/writebarrier.go (wbZero and wbMove only fill the write barrier's buffer),
// src/runtime/{memclr,memmove,mbarrier}.go, src/runtime/panic.go (panicCheck1 and panicCheck2 return), go1.18–go1.27.
// Argument numbers count integer argument registers (ABIInternal).

/** What a call does besides what its arguments allow. */
export interface Callee {
  /**
   * 'exit': never returns. 'duff': straight code, to be followed. 'barrier': keeps all registers but its result.
   * 'recovers': a recovered panic may resume behind it.
   */
  readonly flow?: 'exit' | 'duff' | 'barrier' | 'recovers';
  /** What straight code does. */
  readonly follows?: 'zero' | 'copy';
  /** Clears or copies exactly this: the number of the argument that holds the start, and where the size comes from. */
  readonly bulk?: { readonly kind: 'zero' | 'copy'; readonly start: number; readonly size?: number; readonly type?: number };
  /** Writes nothing through its arguments and keeps none of them. */
  readonly reads?: true;
  /** The result is no address in the caller's frame: fresh heap memory, the write barrier's buffer (since go1.21). */
  readonly fresh?: true;
  readonly growsStack?: true;
}

const NOTHING_SPECIAL: Callee = {};
const EXIT: Callee = { flow: 'exit' };
const READS: Callee = { reads: true };
const FRESH: Callee = { reads: true, fresh: true };

const BY_NAME: ReadonlyMap<string, Callee> = new Map<string, Callee>([
  ['gopanic', EXIT],
  ['goPanicValue', EXIT],
  ['throw', EXIT],
  ['throwinit', EXIT],
  ['goexit', EXIT],
  ['goexit1', EXIT],
  ['block', EXIT],
  ['sigpanic', EXIT],
  ['unreachableMethod', EXIT],
  ['panicCheck1', NOTHING_SPECIAL],
  ['panicCheck2', NOTHING_SPECIAL],
  ['duffzero', { flow: 'duff', follows: 'zero' }],
  ['duffcopy', { flow: 'duff', follows: 'copy' }],
  ['deferproc', { flow: 'recovers' }],
  ['deferprocStack', { flow: 'recovers' }],
  ['deferprocat', { flow: 'recovers' }],
  ['morestack', { growsStack: true }],
  ['morestack_noctxt', { growsStack: true }],
  ['memclrNoHeapPointers', { bulk: { kind: 'zero', start: 0, size: 1 } }],
  ['memclrHasPointers', { bulk: { kind: 'zero', start: 0, size: 1 } }],
  ['memmove', { bulk: { kind: 'copy', start: 0, size: 2 } }],
  ['typedmemmove', { bulk: { kind: 'copy', start: 1, type: 0 } }],
  ['typedmemclr', { bulk: { kind: 'zero', start: 1, type: 0 } }],
  ['wbZero', READS],
  ['wbMove', READS],
  ['memequal', READS],
  ['memequal_varlen', READS],
  ['strequal', READS],
  ['interequal', READS],
  ['nilinterequal', READS],
  ['efaceeq', READS],
  ['ifaceeq', READS],
  ['cmpstring', READS],
  ['chansend1', READS],
  ['newproc', READS],
  ['newobject', FRESH],
  ['mallocgc', FRESH],
  ['makeslice', FRESH],
  ['makeslice64', FRESH],
  ['makechan', FRESH],
  ['makemap_small', FRESH],
  ['convT', FRESH],
  ['convTnoptr', FRESH],
]);

/** What is known of a function by its full name. */
export function calleeOf(name: string): Callee {
  if (!name.startsWith('runtime.')) return NOTHING_SPECIAL;
  const bare = name.slice('runtime.'.length);
  const known = BY_NAME.get(bare);
  if (known !== undefined) return known;
  if (bare.startsWith('panic')) return EXIT;
  if (bare.startsWith('gcWriteBarrier')) return /\d$/.test(bare) ? { flow: 'barrier', fresh: true } : { flow: 'barrier' };
  return /^mallocgc(?:Small|Tiny)/.test(bare) ? FRESH : NOTHING_SPECIAL;
}

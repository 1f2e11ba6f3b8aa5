// Lays the compiler's text of a function beside its machine code. Both are in final schedule order: call k of the text is call k of the
// code, and between two calls the addresses of frame variables follow each other alike.
import { frameBytes } from '../read/binary/frame.ts';
import type { FrameCall, FrameTables } from '../read/binary/frame-tables.ts';
import type { FrameAccess } from '../read/binary/frame-accesses.ts';
import type { DumpedAccess, DumpedCall, FrameDump } from '../read/compiler/frame-dump.ts';

/** A call in both. */
export interface AlignedCall {
  readonly code: FrameCall;
  readonly text: DumpedCall;
}

/** An address or store in both. */
export interface AlignedAccess {
  readonly code: FrameAccess;
  readonly text: DumpedAccess;
}

/** The pairs. */
export interface Alignment {
  readonly calls: readonly AlignedCall[];
  readonly accesses: readonly AlignedAccess[];
}

/**
 * Pairs the calls; undefined when the two are not of the same code.
 * @param calls the function's calls that have a stack map, in address order
 * @param isDeferReturn whether a call is the one that the assembler adds to functions with defers; the text does not have it
 */
export function align(
  dump: FrameDump,
  calls: readonly FrameCall[],
  accesses: readonly FrameAccess[],
  isDeferReturn: (call: FrameCall) => boolean,
): Alignment | undefined {
  const texts = dump.events.filter((event) => event.kind === 'call');
  let codes = calls.filter((call) => call.map !== undefined);
  if (codes.length !== texts.length) codes = codes.filter((call) => !isDeferReturn(call));
  if (codes.length !== texts.length) return undefined;
  if (texts.some((text, k) => isDirect(text) !== (codes[k]!.target !== undefined))) return undefined;
  return {
    calls: texts.map((text, k) => ({ code: codes[k]!, text })),
    accesses: [...pairAccesses(dump, codes, accesses, 'address'), ...pairAccesses(dump, codes, accesses, 'store')],
  };
}

/** Where variables begin whose address the code computes, from fp. A name that stands for several places is left out. */
export function basesOf(tables: Pick<FrameTables, 'maxSpDelta' | 'shape'>, alignment: Alignment): Map<string, number> {
  const bases = new Map<string, number>();
  const several = new Set<string>();
  for (const { code, text } of alignment.accesses) {
    if (text.symbol === undefined) continue;
    const base = code.spOffset - text.offset - frameBytes(tables.shape, tables.maxSpDelta);
    if ((bases.get(text.symbol) ?? base) !== base) several.add(text.symbol);
    bases.set(text.symbol, base);
  }
  for (const name of several) bases.delete(name);
  return bases;
}

/** Words that the code stores into, from fp, with the variables that the text names for them. */
export function storedWords(tables: Pick<FrameTables, 'maxSpDelta' | 'shape'>, alignment: Alignment): Map<number, Set<string>> {
  const words = new Map<number, Set<string>>();
  for (const { code, text } of alignment.accesses) {
    if (text.symbol === undefined) continue;
    const word = code.spOffset - frameBytes(tables.shape, tables.maxSpDelta) - (text.kind === 'store' ? 0 : text.offset);
    words.set(word, (words.get(word) ?? new Set()).add(text.symbol));
  }
  return words;
}

function isDirect(call: DumpedCall): boolean {
  return call.op !== 'CALLclosure' && call.op !== 'CALLinter';
}

// Within a stretch without calls the counts must be equal; where they are not, nothing in the stretch is paired.
function pairAccesses(dump: FrameDump, codes: readonly FrameCall[], all: readonly FrameAccess[], kind: FrameAccess['kind']): AlignedAccess[] {
  const accesses = all.filter((access) => access.kind === kind);
  const found: AlignedAccess[] = [];
  let stretch: DumpedAccess[] = [];
  let next = 0;
  let call = 0;
  const close = (before: number): void => {
    const first = next;
    while (next < accesses.length && accesses[next]!.pc < before) next++;
    if (next - first === stretch.length) stretch.forEach((text, k) => found.push({ code: accesses[first + k]!, text }));
    stretch = [];
  };
  for (const event of dump.events) {
    if (event.kind === 'call') close(codes[call++]!.pc);
    else if (event.kind === kind) stretch.push(event);
  }
  close(Number.POSITIVE_INFINITY);
  return found;
}

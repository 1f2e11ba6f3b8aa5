// Holds the decoded stack maps of a binary against the compiler's own words: at every call, the words that the map marks must be the
// words of exactly the variables that -live=2 lists there.
import { align, type Alignment } from '../../src/frame/align.ts';
import { solveOwnership, type LiveWords } from '../../src/frame/compiler-names.ts';
import { argsOffset, localsOffset } from '../../src/read/binary/frame.ts';
import { frameAddresses } from '../../src/read/binary/frame-addresses.ts';
import { frameCalls, frameTables, readsArgs, readsLocals, type FrameCall, type FrameTables } from '../../src/read/binary/frame-tables.ts';
import type { GoBinary } from '../../src/read/binary/go-binary.ts';
import { liveBits } from '../../src/read/binary/pointer-maps.ts';
import { readFrameDump, type FrameDump } from '../../src/read/compiler/frame-dump.ts';
import { printableName, symbolPrefix } from '../../src/site/symbol-names.ts';

/** Calls counted by what came out. */
export interface Tally {
  /** Functions of the binary that are compiled Go code and make calls. */
  functions: number;
  /** Of these, laid beside their text. */
  paired: number;
  /** Calls with a stack map in paired functions. */
  calls: number;
  /** Calls at which the words are those of the listed variables. */
  bitsAgree: number;
  /** Live words at these calls. */
  words: number;
  /** Live words that have exactly one possible owner. */
  certain: number;
  unpairedCalls: number;
  readonly unpaired: string[];
  readonly disagree: string[];
}

interface Candidate {
  readonly dump: FrameDump;
  readonly line: number;
}

/** The text's functions by symbol. */
export class Texts {
  readonly #bySymbol = new Map<string, Candidate[]>();

  add(header: string, dump: Buffer): void {
    const text = dump.toString('latin1');
    const name = text.slice('liveness: '.length, text.indexOf('\n'));
    const path = header.split(' ')[0]!;
    const own = `${symbolPrefix(path)}.${printableName(name)}`;
    const line = Number(/^\((?:.*):(\d+):\d+\) function entry/m.exec(text)?.[1] ?? 0);
    const entry = { dump: readFrameDump(text), line };
    for (const symbol of new Set([own, printableName(name)])) {
      const list = this.#bySymbol.get(symbol) ?? [];
      list.push(entry);
      this.#bySymbol.set(symbol, list);
    }
  }

  candidates(symbol: string): readonly Candidate[] {
    return this.#bySymbol.get(symbol) ?? this.#bySymbol.get(symbol.replace(/^main\./, 'command-line-arguments.')) ?? [];
  }
}

/** Compares every function of a binary. */
export function compareLiveness(binary: GoBinary, texts: Texts, mains: readonly string[]): Tally {
  const tally: Tally = { functions: 0, paired: 0, calls: 0, bitsAgree: 0, words: 0, certain: 0, unpairedCalls: 0, unpaired: [], disagree: [] };
  for (let index = 0; index < binary.functions.count; index++) {
    const tables = frameTables(binary, index);
    if (tables.assembly || (tables.args === undefined && tables.locals === undefined)) continue;
    const calls = frameCalls(binary, index).filter((call) => call.map !== undefined);
    if (calls.length === 0) continue;
    tally.functions++;
    const best = choose(binary, index, tables, calls, texts, mains);
    if (best === undefined) {
      tally.unpairedCalls += calls.length;
      tally.unpaired.push(tables.name);
      continue;
    }
    tally.paired++;
    count(tally, tables, best);
  }
  return tally;
}

interface Pair {
  readonly alignment: Alignment;
  readonly words: LiveWords;
  readonly dump: FrameDump;
}

function choose(binary: GoBinary, index: number, tables: FrameTables, calls: readonly FrameCall[], texts: Texts, mains: readonly string[]): Pair | undefined {
  const isDeferReturn = (call: FrameCall): boolean =>
    call.target !== undefined && binary.functionAt(call.target) >= 0 && binary.functionName(binary.functionAt(call.target)) === 'runtime.deferreturn';
  const addresses = frameAddresses(binary, index);
  let best: Pair | undefined;
  let bestScore = -1;
  const names = [tables.name, ...mains.map((path) => tables.name.replace(/^main\./, `${symbolPrefix(path)}.`)), tables.name.replace(/\.abi0$/, '')];
  const start = binary.startLine(index);
  for (const candidate of new Set(names.flatMap((name) => texts.candidates(name)))) {
    const alignment = align(candidate.dump, calls, addresses, isDeferReturn);
    if (alignment === undefined) continue;
    let score = start === undefined || candidate.line === start ? 1 : 0;
    for (const { code, text } of alignment.calls) {
      if (text.line === 0 || binary.outermostLine(index, code.pc) === text.line) score += 1;
      if (code.target !== undefined && text.target !== undefined && sameTarget(binary, code.target, text.target)) score += 1;
    }
    const share = score / (1 + 2 * alignment.calls.length);
    if (share < 0.5 || share <= bestScore) continue;
    bestScore = share;
    best = { alignment, words: wordsOf(tables, alignment), dump: candidate.dump };
  }
  return best;
}

function sameTarget(binary: GoBinary, address: number, symbol: string): boolean {
  const callee = binary.functionAt(address);
  return callee >= 0 && binary.functionName(callee) === printableName(symbol);
}

function wordsOf(tables: FrameTables, alignment: Alignment): LiveWords {
  return {
    at: alignment.calls.map(({ code }) => {
      const found: number[] = [];
      if (readsLocals(tables, code.spDelta))
        for (const bit of liveBits(tables.locals!, code.map!)) found.push(localsOffset(tables.shape, code.spDelta, tables.locals!.bits, bit));
      if (readsArgs(tables)) for (const bit of liveBits(tables.args!, code.map!)) found.push(argsOffset(tables.shape, bit));
      return found;
    }),
  };
}

function count(tally: Tally, tables: FrameTables, pair: Pair): void {
  const { alignment, words } = pair;
  const bases = new Map<string, number>();
  for (const { code, text } of alignment.addresses) {
    if (text.symbol !== undefined) bases.set(text.symbol, code.spOffset - text.offset - tables.maxSpDelta - tables.shape.returnAddress);
  }
  const solved = solveOwnership(alignment, words, bases);
  alignment.calls.forEach(({ text }, k) => {
    tally.calls++;
    const live = words.at[k]!;
    tally.words += live.length;
    const agrees = solved.consistent || (live.length === 0) === (text.live.length === 0);
    if (agrees && solved.consistent) tally.bitsAgree++;
    else tally.disagree.push(`${tables.name} at 0x${alignment.calls[k]!.code.pc.toString(16)}: ${live.length} words, ${text.live.join(' ')}`);
    for (const word of live) if (solved.ownersAt(k, word).length === 1) tally.certain++;
  });
}

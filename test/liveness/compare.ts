// Holds the decoded stack maps of a binary against the compiler's own words: at every call, the words that the map marks must be the
// words of exactly the variables that -live=2 lists there.
import type { Alignment } from '../../src/frame/align.ts';
import { alignFunction, liveWords, ownershipOf } from '../../src/frame/built-names.ts';
import { dwarfNames } from '../../src/frame/dwarf-names.ts';
import { NO_NAMES, type FrameNames } from '../../src/frame/namer.ts';
import type { Dwarf } from '../../src/read/dwarf/dwarf.ts';
import type { LiveWords, Ownership } from '../../src/frame/compiler-names.ts';
import { frameCalls, frameTables, type FrameTables } from '../../src/read/binary/frame-tables.ts';
import type { GoBinary } from '../../src/read/binary/go-binary.ts';
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
  /** Words whose only name by DWARF is one that the compiler lists at the call. */
  named: number;
  /** Words with several names by DWARF, one of them listed. */
  ambiguous: number;
  /** Words without a name by DWARF at calls where a temporary is listed. */
  temporaries: number;
  /** Words without a name by DWARF at calls where the compiler lists no temporary. */
  unnamed: number;
  /** Words whose names by DWARF are all not listed. */
  misnamed: number;
  /** Listed variables (no temporaries), and those that some word has the name of. */
  listed: number;
  found: number;
  readonly wrong: string[];
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
export function compareLiveness(
  binary: GoBinary,
  texts: Texts,
  mains: readonly string[],
  dwarf: Dwarf | undefined,
  onSolved?: (tables: FrameTables, pair: Pair, solved: Ownership) => void,
): Tally {
  const tally: Tally = {
    functions: 0,
    paired: 0,
    calls: 0,
    bitsAgree: 0,
    words: 0,
    certain: 0,
    unpairedCalls: 0,
    named: 0,
    ambiguous: 0,
    temporaries: 0,
    unnamed: 0,
    misnamed: 0,
    listed: 0,
    found: 0,
    wrong: [],
    unpaired: [],
    disagree: [],
  };
  for (let index = 0; index < binary.functions.count; index++) {
    const tables = frameTables(binary, index);
    if (tables.assembly || (tables.args === undefined && tables.locals === undefined)) continue;
    const calls = frameCalls(binary, index).filter((call) => call.map !== undefined);
    if (calls.length === 0) continue;
    tally.functions++;
    const best = choose(binary, index, tables, texts, mains);
    if (best === undefined) {
      tally.unpairedCalls += calls.length;
      tally.unpaired.push(tables.name);
      continue;
    }
    tally.paired++;
    const names = (dwarf === undefined ? undefined : dwarfNames(dwarf, tables.entry, tables.shape.pointerSize)) ?? NO_NAMES;
    const solved = count(tally, tables, best, names);
    countNames(tally, tables, best, names);
    onSolved?.(tables, best, solved);
  }
  return tally;
}

export interface Pair {
  readonly alignment: Alignment;
  readonly words: LiveWords;
  readonly dump: FrameDump;
}

function choose(binary: GoBinary, index: number, tables: FrameTables, texts: Texts, mains: readonly string[]): Pair | undefined {
  let best: Pair | undefined;
  let bestScore = -1;
  const names = [tables.name, ...mains.map((path) => tables.name.replace(/^main\./, `${symbolPrefix(path)}.`)), tables.name.replace(/\.abi0$/, '')];
  const start = binary.startLine(index);
  for (const candidate of new Set(names.flatMap((name) => texts.candidates(name)))) {
    const alignment = alignFunction(binary, index, candidate.dump);
    if (alignment === undefined) continue;
    let score = start === undefined || candidate.line === start ? 1 : 0;
    for (const { code, text } of alignment.calls) {
      if (text.line === 0 || binary.outermostLine(index, code.pc) === text.line) score += 1;
      if (code.target !== undefined && text.target !== undefined && sameTarget(binary, code.target, text.target)) score += 1;
    }
    const share = score / (1 + 2 * alignment.calls.length);
    if (share < 0.5 || share <= bestScore) continue;
    bestScore = share;
    best = { alignment, words: liveWords(tables, alignment), dump: candidate.dump };
  }
  return best;
}

function sameTarget(binary: GoBinary, address: number, symbol: string): boolean {
  const callee = binary.functionAt(address);
  return callee >= 0 && binary.functionName(callee) === printableName(symbol);
}

function count(tally: Tally, tables: FrameTables, pair: Pair, names: FrameNames): Ownership {
  const { alignment, words } = pair;
  const solved = ownershipOf(tables, alignment, words, names);
  alignment.calls.forEach(({ code, text }, k) => {
    tally.calls++;
    const owners = words[k]!.map((word) => solved.ownersAt(k, word));
    tally.words += owners.length;
    tally.certain += owners.filter((list) => list.length === 1).length;
    const agrees = owners.every((list) => list.length > 0) && text.live.every((name) => owners.some((list) => list.includes(name)));
    if (agrees) tally.bitsAgree++;
    else
      tally.disagree.push(
        `${tables.name} at 0x${code.pc.toString(16)}: ${words[k]!.map((w, i) => `${w}=${owners[i]!.join('|')}`).join(' ')} of ${text.live.join(' ')}`,
      );
  });
  return solved;
}

function countNames(tally: Tally, tables: FrameTables, pair: Pair, names: FrameNames): void {
  pair.alignment.calls.forEach(({ code, text }, k) => {
    const listed = new Set(text.live.map(plain));
    const variables = [...listed].filter((name) => !name.startsWith('.'));
    const temporary = variables.length < listed.size;
    const seen = new Set<string>();
    for (const word of pair.words[k]!) {
      const found = names.wordAt(word, code).map((name) => name.variable);
      for (const name of found) seen.add(plain(name));
      const right = found.filter((name) => listed.has(plain(name)));
      if (found.length === 0) {
        if (temporary) tally.temporaries++;
        else tally.unnamed++;
      } else if (right.length === 0) tally.misnamed++;
      else if (found.length === 1) tally.named++;
      else tally.ambiguous++;
      if ((found.length > 0 && right.length === 0) || (found.length === 0 && !temporary))
        tally.wrong.push(`${tables.name} at 0x${code.pc.toString(16)} fp${word}: ${found.join('|')} not in ${text.live.join(' ')}`);
    }
    tally.listed += variables.length;
    tally.found += variables.filter((name) => seen.has(name)).length;
  });
}

// Parts of a variable that the compiler took apart have names of their own (`s.ptr`); one that moved to the heap is named by its pointer.
function plain(name: string): string {
  return name.replace(/^&/, '').replace(/(.)\..*$/, '$1');
}

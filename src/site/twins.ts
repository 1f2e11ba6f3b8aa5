// Finds, for every function of a binary that calls allocation entries, the SSA text it was compiled to. The text prints values in
// final schedule order, so call k of the machine code is call k of the text: equal sequences of entries prove the pair.
// Names alone do not: generic shapes share one name in pclntab, 1.27 prints closures twice (once with a content hash), linkname'd
// functions have another name in the binary. Declaration positions find the candidates, names and call lines choose among them.
import type { GoBinary } from '../read/binary/go-binary.ts';
import type { FoundCalls } from '../read/binary/calls.ts';
import type { FunctionDump } from '../read/compiler/function-dump.ts';
import { printableName } from './symbol-names.ts';

/** A function's SSA text with the package whose compile printed it. */
export interface CompiledFunction {
  readonly dump: FunctionDump;
  /** Header of the compile: `p`, `p [p.test]`. */
  readonly header: string;
  /** Symbol as pclntab spells it, when the package is the compile's own: `main.f`. */
  readonly symbol: string;
  /** Canonical number of the file of its declaration, -1 when it has none. */
  readonly file: number;
}

/** A binary function and its text. */
export interface Twin {
  readonly functionIndex: number;
  /** Range in the binary's list of allocation calls. */
  readonly firstCall: number;
  readonly endCall: number;
  readonly compiled: CompiledFunction | undefined;
  /** How the text was chosen: order (sequence equal), or none. */
  readonly match: 'order' | 'none';
  /** True when, beyond the sequence, the line of every call is equal. */
  readonly linesAgree: boolean;
}

/** Index of all function texts. */
export class CompiledFunctions {
  private readonly byDeclaration: Map<string, CompiledFunction[]> = new Map();
  private readonly bySymbol: Map<string, CompiledFunction[]> = new Map();

  add(compiled: CompiledFunction): void {
    if (compiled.file >= 0) push(this.byDeclaration, `${compiled.file}:${compiled.dump.position.line}`, compiled);
    push(this.bySymbol, compiled.symbol, compiled);
  }

  /** Candidates for a binary function, those found by name first. */
  candidates(symbol: string, file: number, startLine: number | undefined): CompiledFunction[] {
    const named = this.bySymbol.get(symbol) ?? [];
    const declared = startLine === undefined ? [] : (this.byDeclaration.get(`${file}:${startLine}`) ?? []);
    if (named.length === 0) return declared;
    return [...named, ...declared.filter((d) => !named.includes(d))];
  }

  named(symbol: string): readonly CompiledFunction[] {
    return this.bySymbol.get(symbol) ?? [];
  }
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/**
 * Pairs the functions of one binary.
 * @param fileId canonical number of a file name of the binary
 * @param command import path of its package main
 */
export function pairFunctions(
  binary: GoBinary,
  calls: FoundCalls,
  compiled: CompiledFunctions,
  fileId: (name: string) => number,
  preferred: (header: string) => boolean,
  command: string,
): Twin[] {
  const twins: Twin[] = [];
  for (let first = 0; first < calls.count;) {
    const functionIndex = calls.caller[first]!;
    let end = first + 1;
    while (end < calls.count && calls.caller[end] === functionIndex) end++;
    twins.push(pairFunction(binary, calls, functionIndex, first, end, compiled, fileId, preferred, command));
    first = end;
  }
  return twins;
}

function pairFunction(
  binary: GoBinary,
  calls: FoundCalls,
  functionIndex: number,
  first: number,
  end: number,
  compiled: CompiledFunctions,
  fileId: (name: string) => number,
  preferred: (header: string) => boolean,
  command: string,
): Twin {
  const symbol = binary.functionName(functionIndex);
  const entry = binary.functions.entry[functionIndex]!;
  const file = fileId(binary.position(functionIndex, entry).file);
  const count = end - first;
  const targets: string[] = [];
  for (let k = first; k < end; k++) targets.push(binary.functionName(calls.target[k]!));
  let best: CompiledFunction | undefined;
  let bestScore = -1;
  let bestAgrees = false;
  let lines: number[] | undefined;
  for (const candidate of compiled.candidates(symbol, file, binary.startLine(functionIndex))) {
    const { calls: said } = candidate.dump;
    if (said.length !== count || said.some((call, k) => call.entry !== targets[k])) continue;
    lines ??= Array.from({ length: count }, (_, k) => binary.outermostLine(functionIndex, calls.pc[first + k]!));
    const agree = said.every((call, k) => call.position.line === 0 || call.position.line === lines![k]);
    const score =
      // Commands all have the package main: the file tells theirs apart.
      (file >= 0 && candidate.file === file ? 16 : 0) +
      (symbol.startsWith('main.') && candidate.header.split(' ')[0] === command ? 8 : 0) +
      (agree ? 8 : 0) +
      (candidate.symbol === symbol ? 4 : 0) +
      (printableName(candidate.dump.name) === candidate.dump.name ? 1 : 0) +
      (preferred(candidate.header) ? 2 : 0);
    if (score > bestScore) {
      best = candidate;
      bestScore = score;
      bestAgrees = agree;
    }
  }
  return { functionIndex, firstCall: first, endCall: end, compiled: best, match: best === undefined ? 'none' : 'order', linesAgree: bestAgrees };
}

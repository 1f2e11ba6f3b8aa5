// Joins what the compiler said with what it emitted: report entries become drafts, every allocation call of every binary is tied to
// one, and what calls nothing gets its frame slot or read-only data. Order of the work: own entries, calls of binaries, calls of
// functions that no binary holds, storage of the rest. Judging and wording come afterwards (assemble.ts).
import type { GoBinary, Frame } from '../read/binary/go-binary.ts';
import type { FoundCalls } from '../read/binary/calls.ts';
import type { CompilerText } from '../read/compiler/compiler-text.ts';
import type { DumpCall } from '../read/compiler/function-dump.ts';
import type { PackageReport } from '../read/compiler/package-report.ts';
import { findAllocationEntry } from '../read/release/allocation-entries.ts';
import type { Gap } from '../base/gap.ts';
import type { Position } from '../base/position.ts';
import type { JsonLog } from '../read/compiler/json-log.ts';
import { Compile, isCgoExport } from './compile.ts';
import { posKey, fileOfKey } from './position-key.ts';
import { Drafts, type DraftCall } from './draft.ts';
import { unreportedKind } from './kind.ts';
import { mergeLineOnly } from './merge-copies.ts';
import { PackagePaths, type PackageRoots } from './package-paths.ts';
import { SourceFiles } from './source-files.ts';
import { printableName, splitSymbol } from './symbol-names.ts';
import { packageName, tieCall, unqualified } from './tie-calls.ts';
import { tieStorage } from './tie-storage.ts';
import { CompiledFunctions, pairFunctions, type CompiledFunction, type Twin } from './twins.ts';

/** A binary with its allocation calls. */
export interface JoinedBinary {
  readonly binary: GoBinary;
  readonly calls: FoundCalls;
  readonly package: string;
  readonly test: boolean;
}

export interface JoinInput {
  /** Minor version of the release. */
  readonly minor: number;
  /** Absolute directory of the go command. */
  readonly cwd: string;
  /** What files are called instead, where the build had them under another name. */
  readonly rename?: (file: string) => string;
  readonly texts: readonly CompilerText<PackageReport>[];
  readonly binaries: readonly JoinedBinary[];
  readonly roots: PackageRoots;
  readonly mains: ReadonlySet<string>;
  /** Packages whose calls are counted and whose sites are shown. */
  readonly selected: (importPath: string) => boolean;
  /** The compiler's JSON log by import path, where it was collected. */
  readonly logs?: ReadonlyMap<string, readonly JsonLog[]>;
  /** Whether functions of _test.go files count. */
  readonly includeTests: boolean;
  /** True when every package of the build printed its report, the standard library's too. */
  readonly everythingReported: boolean;
  /** Packages that the user named: their functions are explained even when nothing links them. */
  readonly named: (importPath: string) => boolean;
}

/** Accounting of one binary. */
export interface BinaryCount {
  allocationCalls: number;
  tiedExactly: number;
  tiedByRule: number;
  notReported: number;
  unexplained: number;
}

export interface Joined {
  readonly files: SourceFiles;
  readonly compiles: readonly Compile[];
  readonly drafts: Drafts;
  readonly counts: readonly BinaryCount[];
  readonly textOnlyCalls: number;
  readonly textOnlyNotReported: number;
  /** True when the linker kept the function in one of the binaries. */
  readonly linked: (symbol: string) => boolean;
  readonly paths: PackagePaths;
  readonly gaps: readonly Gap[];
}

/** Joins everything; deterministic for the same input. */
export function join(input: JoinInput): Joined {
  const files = new SourceFiles(input.cwd, input.rename);
  const compiles = readCompiles(input, files);
  const gaps = addChains(input, compiles);
  const byHeader = new Map(compiles.map((c) => [c.header, c]));
  const paths = new PackagePaths(files, input.roots);
  const drafts = new Drafts();
  for (const compile of compiles) ownDrafts(drafts, compile, paths);

  const compiled = new CompiledFunctions();
  for (const compile of compiles) for (const f of compile.functions) if (f.dump.calls.length > 0) compiled.add(f);
  const linked = linkedFunctions(input.binaries);
  const reached = new Set<string>();
  const counts = input.binaries.map((b, index) => tieBinary(input, b, index, compiled, byHeader, drafts, files, reached));
  const { calls, notReported } = tieTextOnly(files, input, compiles, drafts, reached, linked);
  mergeLineOnly(drafts);
  tieStorage(drafts, compiles, (file) => input.includeTests || !isTestFile(file));
  return { files, compiles, drafts, counts, textOnlyCalls: calls, textOnlyNotReported: notReported, linked, paths, gaps };
}

function readCompiles(input: JoinInput, files: SourceFiles): Compile[] {
  const compiles: Compile[] = [];
  // The go command prints packages as they get ready; the outcome does not depend on it.
  for (const name of input.texts.flatMap((text) => text.files).sort()) files.id(name);
  for (const text of input.texts) {
    const ids = text.files.map((name) => files.id(name));
    for (const p of text.packages.values()) {
      compiles.push(new Compile(p.header, p.report.escape, p.functions, ids, files, input.mains.has(p.header.split(' ')[0]!)));
    }
  }
  return compiles.sort((a, b) => (a.header < b.header ? -1 : a.header > b.header ? 1 : 0));
}

// Test variants are not in the logs: one directory holds the log of the package itself.
function addChains(input: JoinInput, compiles: readonly Compile[]): Gap[] {
  const gaps: Gap[] = [];
  for (const compile of compiles) {
    const logs = compile.header === compile.package ? input.logs?.get(compile.package) : undefined;
    if (logs !== undefined) gaps.push(...compile.addLog(logs));
  }
  return gaps;
}

function ownDrafts(drafts: Drafts, compile: Compile, paths: PackagePaths): void {
  for (const entry of compile.entries) {
    if (entry.inlined) continue;
    const found = paths.of(fileOfKey(entry.at));
    // An external test package shares its directory with the package it tests.
    const owner = found === undefined || compile.package === `${found}_test` ? compile.package : found;
    // An instance of another package's generic function is printed with that package's name in front of its own.
    const expression = owner === compile.package ? entry.expression : unqualified(entry.expression, packageName(owner));
    const draft = drafts.findOrCreate(entry.at, entry.kind, expression, { columnKnown: true, unreported: false, package: owner });
    draft.own.push(entry);
    if (draft.function === undefined) {
      const name = compile.ownership.functionOf(draft);
      if (name !== undefined) drafts.setFunction(draft, owner, owner === compile.package ? name : unqualified(name, packageName(owner)));
    }
  }
}

function linkedFunctions(binaries: readonly JoinedBinary[]): (symbol: string) => boolean {
  const known = new Map<string, boolean>();
  return (symbol) => {
    let answer = known.get(symbol);
    if (answer === undefined) known.set(symbol, (answer = binaries.some((b) => b.binary.functionNamed(symbol) >= 0)));
    return answer;
  };
}

/** Whether the calls of a function count: its package, by symbol, is selected. The package of a command's symbols is `main`. */
function isSelected(input: JoinInput, joined: JoinedBinary, symbol: string): boolean {
  const { package: owner } = splitSymbol(symbol);
  if (owner === 'main')
    return (
      input.selected(joined.test ? `${joined.package}.test` : joined.package) ||
      (joined.test && input.mains.has(joined.package) && input.selected(joined.package))
    );
  return input.selected(owner);
}

function tieBinary(
  input: JoinInput,
  joined: JoinedBinary,
  index: number,
  compiled: CompiledFunctions,
  byHeader: ReadonlyMap<string, Compile>,
  drafts: Drafts,
  files: SourceFiles,
  reached: Set<string>,
): BinaryCount {
  const { binary, calls } = joined;
  const count: BinaryCount = { allocationCalls: 0, tiedExactly: 0, tiedByRule: 0, notReported: 0, unexplained: 0 };
  const variant = `[${joined.package}.test]`;
  const preferred = (header: string): boolean => header.endsWith(']') === joined.test && (!joined.test || header.endsWith(variant));
  for (const twin of pairFunctions(binary, calls, compiled, (name) => files.id(name), preferred, joined.package)) {
    const symbol = binary.functionName(twin.functionIndex);
    const counted =
      isCgoExport(symbol) && twin.compiled !== undefined ? input.selected(byHeader.get(twin.compiled.header)!.package) : isSelected(input, joined, symbol);
    if (twin.compiled !== undefined) reached.add(declarationKey(twin.compiled));
    if (!counted || (!input.includeTests && isTestFile(binary.position(twin.functionIndex, binary.functions.entry[twin.functionIndex]!).file))) continue;
    count.allocationCalls += twin.endCall - twin.firstCall;
    if (twin.compiled === undefined) {
      tieWithoutText(input, joined, index, twin, symbol, drafts, files, count);
      continue;
    }
    const compile = byHeader.get(twin.compiled.header)!;
    tieTwin(input, joined, index, twin, twin.compiled, compile, symbol, drafts, files, count);
  }
  return count;
}

function tieTwin(
  input: JoinInput,
  joined: JoinedBinary,
  index: number,
  twin: Twin,
  compiled: CompiledFunction,
  compile: Compile,
  symbol: string,
  drafts: Drafts,
  files: SourceFiles,
  count: BinaryCount,
): void {
  const { binary, calls } = joined;
  const turns = new Map<string, number>();
  for (let k = twin.firstCall; k < twin.endCall; k++) {
    const call = compiled.dump.calls[k - twin.firstCall]!;
    const pc = calls.pc[k]!;
    const frames = binary.inlineFrames(twin.functionIndex, pc).map((f) => ({ ...f, function: printableName(f.function), fileId: files.id(f.file) }));
    const entry = findAllocationEntry(call.entry, input.minor)!;
    const at = positionKey(compile, compiled, call);
    const turnKey = `${at} ${entry.family} ${frames.length > 1 ? `${frames[0]!.function}:${frames[0]!.line}` : ''}`;
    const repeat = turns.get(turnKey) ?? 0;
    turns.set(turnKey, repeat + 1);
    const tie = tieCall(drafts, { compile, call, entry, at, frames, repeat, function: compiled.dump.name });
    nameOwner(drafts, tie.draft, frames[0]!.function, joined);
    const exact = twin.linesAgree;
    if (exact) count.tiedExactly++;
    else count.tiedByRule++;
    if (tie.draft.unreported) count.notReported++;
    const rule = exact ? tie.rule : (tie.rule ?? 'order-without-lines');
    const draftCall: DraftCall = {
      compiled,
      call,
      entry,
      symbol,
      pc,
      binary: index,
      caller: twin.functionIndex,
      inlinedAt: tie.copy === true && frames.length === 1 ? [compile.positionOf(at)] : withColumns(inlineChain(frames, call), compile.chainsAt(at)),
      tie: exact ? 'exact' : 'rule',
      said: tie.said,
      alsoIn: [],
      ...(rule === undefined ? {} : { rule }),
    };
    const known = tie.draft.calls.find(
      (c) =>
        c.call !== undefined &&
        c.symbol === symbol &&
        c.call.value === call.value &&
        c.call.position.line === call.position.line &&
        c.binary !== index &&
        c.pc !== undefined,
    );
    // The same function in another binary is not another copy.
    if (known === undefined) tie.draft.calls.push(draftCall);
    else known.alsoIn.push({ binary: index, pc });
  }
}

function positionKey(compile: Compile, compiled: CompiledFunction, call: DumpCall): number {
  return posKey(call.position.file < 0 ? compiled.file : compile.dumpFileId(call.position.file), call.position.line, call.position.column);
}

function nameOwner(drafts: Drafts, draft: { package: string | undefined; function: string | undefined }, symbol: string, joined: JoinedBinary): void {
  if (draft.function !== undefined && draft.package !== undefined) return;
  const owner = splitSymbol(symbol);
  draft.package ??= owner.package === 'main' ? joined.package : owner.package;
  drafts.setFunction(draft as Parameters<Drafts['setFunction']>[0], draft.package, owner.name);
}

// Call positions from the outermost function inwards; only the outermost has a column, from the SSA value.
function inlineChain(frames: readonly Frame[], call: DumpCall): { file: string; line: number; column?: number }[] {
  const chain: { file: string; line: number; column?: number }[] = [];
  for (let i = frames.length - 1; i >= 1; i--) {
    const { file, line } = frames[i]!;
    chain.push(
      i === frames.length - 1 && call.position.line === line && call.position.column > 0 ? { file, line, column: call.position.column } : { file, line },
    );
  }
  return chain;
}

// The log has columns for inner positions, the binary has lines only: they are put together where file and line agree.
function withColumns(chain: readonly Position[], logged: readonly (readonly Position[])[]): Position[] {
  return chain.map((position) => {
    if (position.column !== undefined) return position;
    for (const positions of logged) {
      const same = positions.find((p) => p.line === position.line && p.file === position.file);
      if (same?.column !== undefined) return { ...position, column: same.column };
    }
    return position;
  });
}

// No text has this function's sequence of calls (assembly, or a linker-made function): file, line and entry of the inline tree are
// all there is. The sites are named by them, and counted as tied by rule.
function tieWithoutText(
  input: JoinInput,
  joined: JoinedBinary,
  index: number,
  twin: Twin,
  symbol: string,
  drafts: Drafts,
  files: SourceFiles,
  count: BinaryCount,
): void {
  const { binary, calls } = joined;
  for (let k = twin.firstCall; k < twin.endCall; k++) {
    const pc = calls.pc[k]!;
    const entry = findAllocationEntry(binary.functionName(calls.target[k]!), input.minor);
    const frames = binary.inlineFrames(twin.functionIndex, pc);
    const inner = frames[0] === undefined ? undefined : { ...frames[0], function: printableName(frames[0].function) };
    if (entry === undefined || inner === undefined || inner.line <= 0) {
      count.unexplained++;
      continue;
    }
    count.tiedByRule++;
    count.notReported++;
    const owner = splitSymbol(inner.function);
    const words = unreportedKind(entry.family, undefined);
    const draft = drafts.findOrCreate(posKey(files.id(inner.file), inner.line, 0), words.kind, words.expression, {
      columnKnown: false,
      unreported: true,
      package: owner.package === 'main' ? joined.package : owner.package,
      function: owner.name,
    });
    draft.calls.push({
      compiled: undefined,
      call: undefined,
      entry,
      symbol,
      pc,
      binary: index,
      caller: twin.functionIndex,
      inlinedAt: frames
        .slice(1)
        .reverse()
        .map(({ file, line }) => ({ file, line })),
      tie: 'rule',
      rule: 'line-and-entry',
      said: [],
      alsoIn: [],
    });
  }
}

/** Whether code was made by the compiler: `<autogenerated>`, without lines of its own. */
export function isGenerated(file: string): boolean {
  return file.endsWith('<autogenerated>');
}

/** Whether a file belongs to the tests of its package. */
export function isTestFile(file: string): boolean {
  return file.endsWith('_test.go') || file.endsWith('_testmain.go');
}

function declarationKey(compiled: CompiledFunction): string {
  return `${compiled.file}:${compiled.dump.position.line}:${compiled.dump.position.column}:${compiled.symbol.slice(compiled.symbol.lastIndexOf('/') + 1)}`;
}

// Functions that the linker dropped, or that nothing links: the SSA text alone says what they call. A function that another variant
// of its package brought into a binary (`p [p.test]` for p) is not told twice.
function tieTextOnly(
  files: SourceFiles,
  input: JoinInput,
  compiles: readonly Compile[],
  drafts: Drafts,
  reached: Set<string>,
  linked: (symbol: string) => boolean,
): { calls: number; notReported: number } {
  let calls = 0;
  let notReported = 0;
  for (const compile of compiles) {
    if (!input.named(compile.package)) continue;
    for (const compiled of compile.functions) {
      // Wrappers of methods that the compiler makes are nobody's code where no binary holds them; they all have one position.
      if (compiled.file >= 0 && isGenerated(files.name(compiled.file))) continue;
      if (compiled.dump.calls.length === 0 || (!input.includeTests && compiled.file >= 0 && isTestFile(files.name(compiled.file)))) continue;
      const key = declarationKey(compiled);
      if (reached.has(key) || linked(compiled.symbol)) continue;
      reached.add(key);
      const turns = new Map<string, number>();
      for (const call of compiled.dump.calls) {
        const entry = findAllocationEntry(call.entry, input.minor)!;
        const at = positionKey(compile, compiled, call);
        const turnKey = `${at} ${entry.family}`;
        const repeat = turns.get(turnKey) ?? 0;
        turns.set(turnKey, repeat + 1);
        const tie = tieCall(drafts, { compile, call, entry, at, repeat, function: compiled.dump.name });
        if (tie.draft.function === undefined) drafts.setFunction(tie.draft, compile.package, splitSymbol(compiled.symbol).name);
        calls++;
        if (tie.draft.unreported) notReported++;
        // Without a binary the log alone tells the inner positions; the last one is the expression's own.
        const chain = compile.chainsAt(at)[0]?.slice(0, -1) ?? [];
        const inlinedAt = compile.inlinedAt(at) === undefined ? [] : [compile.positionOf(at), ...chain];
        tie.draft.calls.push({
          compiled,
          call,
          entry,
          symbol: compiled.symbol,
          inlinedAt,
          tie: 'text',
          said: tie.said,
          alsoIn: [],
          ...(tie.rule === undefined ? {} : { rule: tie.rule }),
        });
      }
    }
  }
  return { calls, notReported };
}

// Gives every report entry that no call was tied to the memory that the SSA text names at its position: a frame temporary, read-only
// data, or nothing (the value lives in registers or the code is gone).
import type { Compile, Entry, Reference } from './compile.ts';
import { posKey, fileOfKey, lineOfKey, columnOfKey } from './position-key.ts';
import type { Draft, DraftCall, Drafts, DraftStorage } from './draft.ts';
import { storageFits } from './placement.ts';
import { printableName } from './symbol-names.ts';
import { shareArguments } from './tie-arguments.ts';
import { draftOfCallee, onlyDraftOfCallee } from './tie-calls.ts';

/**
 * Completes the drafts after all calls are tied.
 * @param counts whether code of a file counts: copies in test code do not, unless it is asked for
 */
export function tieStorage(drafts: Drafts, compiles: readonly Compile[], counts: (file: string) => boolean): void {
  mergedVariables(drafts);
  for (const draft of drafts.all) ownStorage(draft, drafts);
  shareArguments(drafts);
  const covered = new Set<string>();
  for (const draft of drafts.all) for (const call of draft.calls) for (const entry of call.said) covered.add(coverKey(entry));
  const seen = new Set<string>();
  for (const compile of compiles) inlinedStorage(drafts, compile, covered, seen, counts);
  silentCopies(drafts, compiles, counts);
}

// The same words of both variants of a package speak of the same code.
function coverKey({ compile, at, expression, verdict }: Entry): string {
  return `${compile.package} ${at} ${verdict} ${expression}`;
}

function packageOf(header: string): string {
  return header.split(' ')[0]!;
}

// A variable that the function itself moves to the heap may stay in registers where the function is inlined; the report has no line
// for that. It matters when the linker kept only the copies.
function silentCopies(drafts: Drafts, compiles: readonly Compile[], counts: (file: string) => boolean): void {
  const wanted = drafts.all.filter(
    (d) => d.kind === 'moved-to-heap' && d.function !== undefined && d.calls.length > 0 && d.storage.length === 0 && d.calls.every((c) => c.tie === 'text'),
  );
  if (wanted.length === 0) return;
  const byFunction = new Map<string, Draft[]>();
  for (const draft of wanted) byFunction.set(draft.function!, [...(byFunction.get(draft.function!) ?? []), draft]);
  for (const compile of compiles) {
    for (const [at, callees] of compile.inlinedPositions()) {
      if (!counts(compile.positionOf(at).file)) continue;
      for (const callee of callees) {
        const name = printableName(callee);
        for (const draft of byFunction.get(name) ?? []) {
          if (draft.package !== compile.package || compile.entriesAt(at).some((e) => e.expression === draft.expression)) continue;
          draft.storage.push({
            compiled: undefined,
            symbol: enclosingSymbol(compile, at),
            storage: 'registers',
            inlinedAt: [compile.positionOf(at)],
            said: [],
          });
        }
      }
    }
  }
}

// Since 1.25 several escaping pointer-free variables of one function share one mallocgc(size, nil) of at most 16 bytes
// (ssagen/ssa.go: flushPendingHeapAllocations); the call has the position of one of them.
function mergedVariables(drafts: Drafts): void {
  for (const draft of drafts.all) {
    if (draft.kind !== 'moved-to-heap') continue;
    if (draft.calls.length > 0 || draft.own.every((e) => e.verdict === 1)) continue;
    for (const other of sameFunctionDrafts(drafts, draft)) {
      if (other === draft || Math.abs(lineOfKey(other.at) - lineOfKey(draft.at)) > 200) continue;
      for (const shared of other.calls) {
        if (
          shared.call?.type?.kind !== 'constant' ||
          shared.call.type.value !== 0 ||
          shared.entry.family !== 'object' ||
          shared.call.size?.kind !== 'constant' ||
          shared.call.size.value > 16 ||
          shared.rule === 'merged-variables'
        )
          continue;
        if (shared.compiled === undefined || !draft.own.some((e) => e.compile.header === shared.compiled!.header)) continue;
        draft.calls.push({ ...shared, tie: shared.tie === 'exact' ? 'rule' : shared.tie, rule: 'merged-variables', said: draft.own });
      }
      if (draft.calls.length > 0) break;
    }
  }
}

function sameFunctionDrafts(drafts: Drafts, draft: Draft): readonly Draft[] {
  if (draft.function === undefined) return [];
  return [...drafts.ofFunction(draft.function)]
    .filter((d) => d.package === draft.package)
    .sort((a, b) => Math.abs(a.at - draft.at) - Math.abs(b.at - draft.at));
}

function ownStorage(draft: Draft, drafts: Drafts): void {
  const seen = new Set<string>();
  for (const entry of draft.own) {
    const { compile } = entry;
    // A package and its test variant are two compiles of the same function, of which binaries hold one.
    if (
      draft.calls.some(
        (c) =>
          c.compiled !== undefined && (c.compiled.header === compile.header || (c.inlinedAt.length === 0 && packageOf(c.compiled.header) === compile.package)),
      )
    )
      continue;
    const found = storageOf(draft, entry, drafts);
    for (const item of found) {
      const key = `${item.compiled?.symbol} ${item.reference?.symbol}`;
      if (seen.has(key)) continue;
      seen.add(key);
      draft.storage.push(item);
    }
    if (found.length === 0 && !seen.has('') && !entry.ambiguous) {
      seen.add('');
      draft.storage.push({
        compiled: undefined,
        symbol: draft.function === undefined ? '' : `${symbolHead(compile)}${draft.function}`,
        storage: 'registers',
        inlinedAt: [],
        said: [entry],
      });
    }
  }
}

// Certain first: values at the very position, or the static closure of the literal that begins there. Stores into a composite literal
// have the positions of its elements, and a value that is boxed or assigned that of the assignment: then the rest of the line counts,
// as far as no other expression stands nearer.
function storageOf(draft: Draft, entry: Entry, drafts: Drafts): DraftStorage[] {
  const { compile } = entry;
  const literal = draft.kind === 'closure' || draft.kind === 'go-defer' ? compile.literalAt(draft.at) : undefined;
  const here = compile.referencesAt(draft.at).filter((r) => fits(draft, compile, r) && !compile.isBuffer(r));
  const closures = literal === undefined ? [] : compile.usesOfLiteral(literal);
  const statics = draft.kind === 'interface' ? here.filter((r) => r.reference.storage === 'static') : [];
  const certain = statics.length > 0 ? statics : here.length > 0 ? here : closures;
  const { found, rule } = certain.length > 0 ? { found: certain, rule: undefined } : guessStorage(draft, compile, drafts);
  return found.map(({ compiled, reference }) => {
    const type = typeOf(compile, { compiled, reference });
    return {
      compiled,
      symbol: compiled.symbol,
      storage: reference.storage,
      reference,
      inlinedAt: [],
      said: [entry],
      ...(type === undefined ? {} : { type }),
      ...(rule === undefined ? {} : { rule }),
    };
  });
}

function guessStorage(draft: Draft, compile: Compile, drafts: Drafts): { found: readonly Reference[]; rule?: string } {
  const near = nearest(draft, compile, drafts);
  if (near.length > 0) return { found: near, rule: 'same-line' };
  const below = elementsBelow(draft, compile, drafts);
  if (below.length > 0) return { found: below, rule: 'literal-elements' };
  const zero = zeroSized(draft, compile);
  if (zero.length > 0) return { found: zero, rule: 'zero-base' };
  return { found: byteSized(draft, compile), rule: 'byte-table' };
}

function typeOf(compile: Compile, { compiled, reference }: Reference): string | undefined {
  return reference.type ?? compile.typeOfTemporary(compiled, reference.symbol);
}

function fits(draft: Draft, compile: Compile, { compiled, reference }: Reference): boolean {
  if (reference.symbol.endsWith('·f')) return draft.kind === 'closure' || draft.kind === 'go-defer' || draft.kind === 'interface';
  // The pointer of a converted string is compared with zerobase; that is not its memory (1.22 – 1.25).
  if (reference.storage === 'static') return draft.kind !== 'closure' && draft.kind !== 'variadic' && draft.kind !== 'string-convert';
  const type = typeOf(compile, { compiled, reference });
  // The values of a variadic call are stored into its slice; that is not their own memory.
  if (draft.kind === 'interface' && type !== undefined && /^\[\d+\](?:any|interface \{\})$/.test(type)) return false;
  return storageFits(draft.kind, draft.expression, type);
}

// The address of a variable without size is that of runtime.zerobase, wherever it is taken.
function zeroSized(draft: Draft, compile: Compile): Reference[] {
  if (draft.function === undefined) return [];
  const symbol = `${symbolHead(compile)}${draft.function}`;
  const line = lineOfKey(draft.at);
  // An empty literal is used within its own statement, a variable anywhere in its function.
  const empty = (draft.kind === 'composite' || draft.kind === 'new') && /\{\}\)?$/.test(draft.expression);
  if (draft.kind !== 'moved-to-heap' && !empty) return [];
  return compile.zeroBases.filter((r) => r.compiled.symbol === symbol && (!empty || Math.abs(r.reference.position.line - line) <= 3)).slice(0, 1);
}

// The table's address is taken once for all values of one byte that are boxed for a call.
function byteSized(draft: Draft, compile: Compile): Reference[] {
  if (draft.kind !== 'interface' || draft.function === undefined) return [];
  const symbol = `${symbolHead(compile)}${draft.function}`;
  const line = lineOfKey(draft.at);
  return compile.byteTables.filter((r) => r.compiled.symbol === symbol && Math.abs(r.reference.position.line - line) <= 3).slice(0, 1);
}

// The elements of a literal that spans lines are stored at their own positions, below the literal's.
function elementsBelow(draft: Draft, compile: Compile, drafts: Drafts): Reference[] {
  if (draft.kind !== 'composite' || draft.function === undefined) return [];
  // Only a literal that was printed with elements has any.
  if (!draft.expression.includes('{...}')) return [];
  const symbol = `${symbolHead(compile)}${draft.function}`;
  const file = fileOfKey(draft.at);
  for (let line = lineOfKey(draft.at) + 1; line <= lineOfKey(draft.at) + 60; line++) {
    if (drafts.onLine(file, line).some((d) => d.kind === 'composite' && d.own.length > 0)) return [];
    const here = compile
      .referencesOnLine(posKey(file, line, 0))
      .filter((r) => r.compiled.symbol === symbol && !r.reference.symbol.endsWith('·f') && fits(draft, compile, r) && !compile.isBuffer(r));
    if (here.length > 0) return here.slice(0, 1);
  }
  return [];
}

function nearest(draft: Draft, compile: Compile, drafts: Drafts): Reference[] {
  const column = columnOfKey(draft.at);
  const others = drafts.onLine(fileOfKey(draft.at), lineOfKey(draft.at)).filter((d) => d !== draft && d.columnKnown);
  const candidates = compile.referencesOnLine(draft.at).filter((r) => {
    if (!fits(draft, compile, r) || r.reference.symbol.endsWith('·f') || compile.isBuffer(r)) return false;
    // A slot in the frame holds the boxed value itself; only read-only data is charged to the assignment.
    if (draft.kind === 'interface' && r.reference.storage === 'frame') return false;
    if (draft.kind === 'string-concat' || draft.kind === 'string-convert' || draft.kind === 'append') return false;
    const distance = Math.abs(r.reference.position.column - column);
    return others.every((o) => !fits(o, compile, r) || Math.abs(r.reference.position.column - columnOfKey(o.at)) > distance);
  });
  const best = Math.min(...candidates.map((r) => Math.abs(r.reference.position.column - column)));
  return candidates.filter((r) => Math.abs(r.reference.position.column - column) === best);
}

// `main.` or `example.com/p.` as this compile's symbols begin.
function symbolHead(compile: Compile): string {
  const first = compile.functions[0];
  if (first === undefined) return '';
  return first.symbol.slice(0, first.symbol.length - printableName(first.dump.name).length);
}

function inlinedStorage(drafts: Drafts, compile: Compile, covered: ReadonlySet<string>, seen: Set<string>, counts: (file: string) => boolean): void {
  for (const entry of compile.entries) {
    const { file } = compile.positionOf(entry.at);
    // All wrappers that the compiler makes have one position: what is said there is of any of them.
    if (!entry.inlined || covered.has(coverKey(entry)) || entry.ambiguous || !counts(file) || file.endsWith('<autogenerated>')) continue;
    const callees = compile.inlinedAt(entry.at) ?? [];
    const key = coverKey(entry);
    if (seen.has(key)) continue;
    seen.add(key);
    let references = compile.referencesAt(entry.at).filter((r) => storageFits(entry.kind, entry.expression, typeOf(compile, r)));
    if (entry.kind === 'interface') {
      const statics = compile.referencesOnLine(entry.at).filter((r) => r.reference.storage === 'static' && !r.reference.symbol.endsWith('·f'));
      if (statics.length > 0) references = statics;
    }
    const here = compile.positionOf(entry.at);
    const isHere = ({ compiled: of, inlinedAt: [outer] }: DraftCall | DraftStorage): boolean =>
      outer !== undefined &&
      outer.line === here.line &&
      outer.file === here.file &&
      (outer.column === undefined || outer.column === here.column) &&
      (of === undefined || packageOf(of.header) === compile.package);
    const taken = (d: Draft): boolean => d.calls.some(isHere) || d.storage.some(isHere);
    let draft =
      draftOfCallee(drafts, compile.package, callees, entry.expression, entry.kind, taken) ?? onlyDraftOfCallee(drafts, compile.package, callees, entry.kind);
    if (draft === undefined) {
      // The callee's own report is not at hand. Without storage of its own there is nothing to show.
      if (references.length === 0 || entry.kind === 'interface') continue;
      draft = drafts.findOrCreate(entry.at, entry.kind, entry.expression, {
        columnKnown: true,
        unreported: false,
        package: compile.package,
        function: printableName(callees[callees.length - 1] ?? ''),
      });
    }
    const position = compile.positionOf(entry.at);
    const first: Reference | undefined = references.find((r) => r.reference.type !== undefined) ?? references[0];
    draft.storage.push({
      compiled: first?.compiled,
      symbol: first?.compiled.symbol ?? enclosingSymbol(compile, entry.at),
      storage: first?.reference.storage ?? 'registers',
      inlinedAt: [position],
      said: [entry],
      ...(first === undefined ? {} : { reference: first.reference }),
    });
  }
}

function enclosingSymbol(compile: Compile, at: number): string {
  const name = compile.ownership.enclosing(at);
  return name === undefined ? '' : `${symbolHead(compile)}${name}`;
}

/** A draft's position as a sortable pair, for ordinals. */
export function compareDrafts(a: Draft, b: Draft): number {
  return fileOfKey(a.at) - fileOfKey(b.at) || lineOfKey(a.at) - lineOfKey(b.at) || columnOfKey(a.at) - columnOfKey(b.at);
}

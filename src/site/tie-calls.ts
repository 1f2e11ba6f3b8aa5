// Ties each allocation call to its source expression. The call's SSA value has the outermost position with column; the binary's inline
// tree has the innermost function, file and line. Together they name the expression; where two remain, the report's words at the outer
// position decide, and every such choice is named as a rule.
import type { Frame } from '../read/binary/go-binary.ts';
import type { DumpCall } from '../read/compiler/function-dump.ts';
import { VERDICT } from '../read/compiler/report-tables.ts';
import type { AllocationEntry } from '../read/release/allocation-entries.ts';
import { calledFor, type Compile, type Entry } from './compile.ts';
import { posKey, fileOfKey, lineOfKey, columnOfKey } from './position-key.ts';
import type { Draft, Drafts } from './draft.ts';
import { fit, refineKind, unreportedKind } from './kind.ts';
import { printableName, splitSymbol } from './symbol-names.ts';
import type { SiteKind } from './model.ts';
import { storageFits } from './placement.ts';

/** Where a call was found to belong. */
export interface Tie {
  readonly draft: Draft;
  /** Rule by which the report line was chosen; undefined when position decides. */
  readonly rule?: string;
  readonly said: readonly Entry[];
  /** True when the call is a copy although the binary charges it to the caller itself. */
  readonly copy?: boolean;
}

/** What is known of one call when it is tied. */
export interface CallFacts {
  readonly compile: Compile;
  readonly call: DumpCall;
  readonly entry: AllocationEntry;
  /** posKey of the outermost position. */
  readonly at: number;
  /** Inline frames from the binary, innermost first, with canonical file numbers; undefined for functions that no binary holds. */
  readonly frames?: readonly (Frame & { readonly fileId: number })[];
  /** Name of the calling function in the SSA text. */
  readonly function: string;
  /** How many calls of the same family were already tied with the same position and frames. */
  readonly repeat: number;
}

/** Finds or makes the draft of a call. */
export function tieCall(drafts: Drafts, facts: CallFacts): Tie {
  const tie = chooseDraft(drafts, facts);
  return { ...tie, draft: ofKind(drafts, tie.draft, facts) };
}

// One expression can be two sites: `a + b` that is boxed is a concatenation and an interface value, printed alike and once.
function ofKind(drafts: Drafts, draft: Draft, facts: CallFacts): Draft {
  if (draft.unreported) return draft;
  const header = facts.entry.name === 'runtime.convTslice' && (draft.kind === 'make-slice' || draft.kind === 'composite');
  const kind = header ? 'interface' : refineKind(draft.kind, facts.entry.family, typeNameOf(facts.call));
  if (kind === draft.kind) return draft;
  if (draft.calls.length === 0) {
    draft.kind = kind;
    return draft;
  }
  const other = drafts.at(draft.at).find((d) => d.kind === kind && d.expression === draft.expression && !d.unreported);
  if (other !== undefined) return other;
  const sibling = drafts.create(draft.at, kind, draft.expression, { columnKnown: draft.columnKnown, unreported: false });
  sibling.own.push(...draft.own);
  if (draft.function !== undefined) drafts.setFunction(sibling, draft.package, draft.function);
  else sibling.package = draft.package;
  return sibling;
}

function chooseDraft(drafts: Drafts, facts: CallFacts): Tie {
  const inner = facts.frames !== undefined && facts.frames.length > 1 ? facts.frames[0] : undefined;
  const callees = facts.compile.inlinedAt(facts.at);
  if (inner === undefined && callees === undefined) return tieOwn(drafts, facts);
  const outer = facts.compile.entriesAt(facts.at).filter((e) => e.inlined && fit(facts.entry.family, e.kind) > 0);
  if (inner !== undefined) return tieInlined(drafts, facts, inner, outer);
  return tieByCallee(drafts, facts, callees ?? [], outer);
}

// Whether the type that a call allocates can be that of the expression. Unknown types can.
function canHold({ kind, expression }: Pick<Draft, 'kind' | 'expression'>, { call, compile }: CallFacts): boolean {
  // A constant is boxed as read-only data, but in the packages that FIPS 140-3 asks to be of one piece (cmd/compile/internal/walk/order.go: addrTemp,
  // cmd/internal/obj/fips140.go: IsFIPS, 1.24+).
  const constants = !/^crypto\/internal\/fips140(?:\/|$)/.test(compile.package);
  if (constants && kind === 'interface' && /^(?:["`']|[-+]?\d|(?:true|false)$)/.test(expression)) return false;
  const converted = kind === 'interface' ? /^([a-z]+\d*)\(/.exec(expression)?.[1] : undefined;
  if (converted !== undefined && Object.hasOwn(BOXED_BY, converted) && call.entry.startsWith('runtime.convT') && call.entry !== BOXED_BY[converted])
    return false;
  const result = /^v\d+ = \w+ <(map\[.*|chan .*),mem> /.exec(call.text)?.[1];
  if (result !== undefined) {
    const [own, made] = [bare(expression), bare(result)];
    // Shapes of generic code are not printed, and a type with a name of its own may be any.
    if (own.includes('…')) return true;
    if (own.startsWith('make(')) return own.startsWith(`make(${made}`) || /^make\([\p{L}_][\p{L}\p{N}_]*[,)]/u.test(own);
    return own.startsWith('map[') ? own.startsWith(`${made}{`) : !own.startsWith('&');
  }
  const type = typeNameOf(call);
  if (type === undefined || kind === 'make-slice' || kind === 'append' || kind === 'interface')
    return kind !== 'interface' || type === undefined || !OF_ANOTHER.test(type);
  if (kind === 'moved-to-heap') return !/^(?:noalg\.)?struct \{ F uintptr/.test(type);
  return storageFits(kind, expression, type.replace(/^noalg\./, ''));
}

// Closures, and the arrays of variadic arguments: they are no boxed value's.
const OF_ANOTHER = /^(?:(?:noalg\.)?struct \{ F uintptr; X|\[\d+\](?:any|interface \{\})$)/;

// What boxes a value of a basic type (cmd/compile/internal/walk/convert.go: dataWordFuncName); one of a byte is in a table.
const BOXED_BY: Readonly<Record<string, string | undefined>> = {
  ...Object.fromEntries(['bool', 'byte', 'int8', 'uint8'].map((type) => [type, undefined])),
  ...Object.fromEntries(['int16', 'uint16'].map((type) => [type, 'runtime.convT16'])),
  ...Object.fromEntries(['int32', 'uint32', 'rune', 'float32'].map((type) => [type, 'runtime.convT32'])),
  ...Object.fromEntries(['int', 'uint', 'int64', 'uint64', 'uintptr', 'float64'].map((type) => [type, 'runtime.convT64'])),
  string: 'runtime.convTstring',
};

// Those of an inlined body that a call is likeliest for: whose own type it allocates, or for which their own function makes the same call; then
// those of which that is not known.
function likeliest<T extends Pick<Draft, 'kind' | 'expression'> & Partial<Pick<Draft, 'at' | 'own'>>>(
  candidates: readonly T[],
  { call }: CallFacts,
): readonly T[] {
  if (candidates.length < 2) return candidates;
  const type = typeNameOf(call);
  const wanted = calledFor(call);
  const score = ({ kind, expression, at, own }: T): number => {
    if (type !== undefined && (kind === 'new' || kind === 'composite') && !/^&?(?:\[|map\[)/.test(expression)) return 2;
    const compiles = own === undefined ? [] : [...new Set(own.map((e) => e.compile))];
    const calls = compiles.flatMap((c) => c.callsAt(at!));
    if (calls.length > 0) return calls.includes(wanted) ? 2 : 0;
    return compiles.some((c) => c.referencesAt(at!).some((r) => r.reference.storage === 'static')) ? 0 : 1;
  };
  const scores = candidates.map(score);
  const top = Math.max(...scores);
  return candidates.filter((_, i) => scores[i] === top);
}

// Without qualifiers: a package prints its own names without them.
function bare(text: string): string {
  return text.replace(/(?:[\w-]+[./])+(?=[\p{L}_])/gu, '');
}

function typeNameOf(call: DumpCall): string | undefined {
  return call.type?.kind === 'symbol' && call.type.name.startsWith('type:') ? call.type.name.slice(5) : undefined;
}

function tieOwn(drafts: Drafts, facts: CallFacts): Tie {
  const { entry, at, compile } = facts;
  if (entry.family === 'chan') return { draft: unreported(drafts, facts, at), said: [] };
  const here = best(
    drafts.at(at).filter((d) => !d.unreported && d.columnKnown && canHold(d, facts)),
    entry,
    facts.repeat,
  );
  if (here !== undefined) return { draft: here, said: ownOf(here, compile) };
  // growslice carries the assignment's column and the report the append's; concatenations, map literals and moved variables differ
  // in the same way (walk gives the call the position of the statement).
  const column = columnOfKey(at);
  const near = drafts
    .onLine(fileOfKey(at), lineOfKey(at))
    .filter((d) => !d.unreported && d.columnKnown && d.own.some((e) => e.compile === compile) && canHold(d, facts))
    .filter(
      (d) =>
        fit(entry.family, d.kind) >= (entry.family === 'object' ? 1 : 95) &&
        // Inlined copies have the columns of their calls.
        d.calls.every((c) => c.inlinedAt.length > 0 || (c.call?.position.column === column && c.call !== facts.call)),
    )
    // One call a function: a second one of the same function is another expression's.
    .filter((d) => entry.family === 'grow' || d.calls.every((c) => c.compiled?.header !== compile.header || c.compiled.dump.name !== facts.function))
    .sort((a, b) => Math.abs(columnOfKey(a.at) - column) - Math.abs(columnOfKey(b.at) - column));
  const nearest = near[0];
  if (nearest !== undefined) return { draft: nearest, rule: 'same-line', said: ownOf(nearest, compile) };
  return { draft: unreported(drafts, facts, at), said: [] };
}

function ownOf(draft: Draft, compile: Compile): Entry[] {
  return draft.own.filter((e) => e.compile === compile);
}

function unreported(drafts: Drafts, facts: CallFacts, at: number, owner?: { package: string; name: string }): Draft {
  const words = unreportedKind(facts.entry.family, typeNameOf(facts.call));
  return drafts.findOrCreate(at, words.kind, words.expression, {
    columnKnown: owner === undefined,
    unreported: true,
    ...(owner === undefined ? {} : { package: owner.package, function: owner.name }),
  });
}

function tieInlined(drafts: Drafts, facts: CallFacts, inner: Frame & { readonly fileId: number }, outer: readonly Entry[]): Tie {
  const { entry } = facts;
  const symbol = splitSymbol(inner.function);
  // Nobody imports a command, so that its functions are inlined into itself alone.
  const owner = symbol.package === 'main' ? { ...symbol, package: facts.compile.package } : symbol;
  // The report never speaks of channels.
  if (entry.family === 'chan') return { draft: unreported(drafts, facts, posKey(inner.fileId, inner.line, 0), owner), said: [] };
  const candidates = drafts.onLine(inner.fileId, inner.line).filter((d) => fit(entry.family, d.kind) > 0 && !d.unreported && sameFunction(d, owner));
  const logged = facts.compile
    .chainsAt(facts.at)
    .map((chain) => chain.at(-1))
    .filter((p) => p?.line === inner.line && p.file === inner.file);
  const exact = best(
    likeliest(
      logged.flatMap((p) => drafts.at(posKey(inner.fileId, inner.line, p?.column ?? 0))).filter((d) => canHold(d, facts)),
      facts,
    ),
    entry,
    facts.repeat,
  );
  const speaksOf = (d: Draft, e: Entry): boolean => sameExpression(d.expression, e.expression, d.package) || (d.kind === 'append' && e.expression === 'append');
  const typed = candidates.filter((d) => canHold(d, facts));
  const confirmed = typed.filter((d) => outer.some((e) => speaksOf(d, e)));
  if (exact !== undefined && logged.length === 1) return { draft: exact, said: ofCall(outer.filter((e) => speaksOf(exact, e))) };
  const at = posKey(inner.fileId, inner.line, 0);
  const holding = likeliest(
    outer.filter((e) => canHold(e, facts)),
    facts,
  );
  // Of a function whose own report is not at hand, what the report says at the call decides, not what copies elsewhere have left on the line.
  const reported = (list: readonly Draft[]): boolean => list.some((d) => d.own.length > 0);
  const pool = likeliest(confirmed.length > 0 ? confirmed : typed.length > 0 ? typed : candidates, facts);
  if (pool.length > 0 && (reported(pool) || holding.length === 0)) {
    const draft = best(pool, entry, facts.repeat)!;
    const speaking = outer.filter((e) => speaksOf(draft, e));
    const said = ofCall(speaking.length > 0 ? speaking : onlyOneOfKind(outer, draft.kind));
    if (pool.length > 1) return { draft, rule: 'inlined-order', said };
    return confirmed.length > 0 || outer.length === 0 ? { draft, said } : { draft, rule: 'inlined-line', said };
  }
  const spoken = bestEntry(holding.length > 0 ? holding : outer, entry, facts.repeat);
  if (spoken === undefined) return { draft: unreported(drafts, facts, at, owner), said: [] };
  const draft = drafts.findOrCreate(at, spoken.kind, spoken.expression, {
    columnKnown: false,
    unreported: false,
    package: owner.package,
    function: owner.name,
  });
  return { draft, said: [spoken], ...(outer.length > 1 ? { rule: 'inlined-report' } : {}) };
}

// `make([]T, 0, 3)` where the callee has `make([]T, 0, n)`: a constant took the place of a parameter. The only one of its kind is meant.
function onlyOneOfKind(entries: readonly Entry[], kind: SiteKind): Entry[] {
  const alike = entries.filter((e) => e.kind === kind);
  return alike.every((e) => e.expression === alike[0]!.expression) ? alike : [];
}

// Of two copies at one position one may escape and the other not: the call belongs to the one that does.
function ofCall(said: readonly Entry[]): Entry[] {
  const escaping = said.filter((e) => e.verdict !== VERDICT.stays);
  return escaping.length > 0 ? escaping : [...said];
}

// A draft without a known function is not excluded; closures inside an inlined function count as that function's.
function sameFunction(draft: Draft, owner: { package: string; name: string }): boolean {
  if (draft.function === undefined) return true;
  return draft.function === owner.name || draft.function.startsWith(`${owner.name}.`) || owner.name.startsWith(`${draft.function}.`);
}

// No binary holds the function, or the instruction itself is charged to the caller (a parameter of an inlined function that is
// moved to the heap): the report names the callees at the position, and their own reports the expression.
function tieByCallee(drafts: Drafts, facts: CallFacts, callees: readonly string[], outer: readonly Entry[]): Tie {
  const { entry, at } = facts;
  const own = best(
    drafts.at(at).filter((d) => !d.unreported && d.columnKnown && d.own.length > 0),
    entry,
    facts.repeat,
  );
  const spoken = bestEntry(
    likeliest(
      outer.filter((e) => canHold(e, facts)),
      facts,
    ),
    entry,
    facts.repeat,
  );
  if (spoken !== undefined && (own === undefined || fit(entry.family, spoken.kind) > fit(entry.family, own.kind))) {
    const found = draftOfCallee(drafts, facts.compile.package, callees, spoken.expression, spoken.kind);
    if (found !== undefined) return { draft: found, said: [spoken], copy: true, ...(outer.length > 1 ? { rule: 'callee-order' } : {}) };
    const draft = drafts.findOrCreate(at, spoken.kind, spoken.expression, {
      columnKnown: true,
      unreported: false,
      package: facts.compile.package,
      function: printableName(facts.function),
    });
    return { draft, said: [spoken], copy: true, rule: 'callee' };
  }
  if (own !== undefined) return { draft: own, said: ownOf(own, facts.compile) };
  // What no report mentions, such as an assignment to a map, in the only place where copies of the callee have it.
  const silent = onlyDraftOfCallee(drafts, facts.compile.package, callees, unreportedKind(entry.family, typeNameOf(facts.call)).kind, true);
  if (silent !== undefined) return { draft: silent, said: [], copy: true, rule: 'callee' };
  return { draft: unreported(drafts, facts, at), said: [] };
}

/** Whether two prints are of one expression: a caller in another package qualifies the callee's own names (`&lib.Item{...}`, `lib.n`). */
export function sameExpression(own: string, printed: string, importPath: string | undefined): boolean {
  if (own === printed) return true;
  if (importPath === undefined || printed.length <= own.length) return false;
  const name = packageName(importPath);
  return unqualified(printed, name) === unqualified(own, name);
}

/** The usual name of a package: the last element of its path, or the one before a version. */
export function packageName(importPath: string): string {
  const elements = importPath.split('/');
  const last = elements.at(-1)!;
  return /^v\d+$/.test(last) && elements.length > 1 ? elements.at(-2)! : last.replace(/\.v\d+$/, '');
}

/** An expression without the qualifier `name.`. */
export function unqualified(expression: string, name: string): string {
  if (!expression.includes(name)) return expression;
  let pattern = qualifiers.get(name);
  if (pattern === undefined) qualifiers.set(name, (pattern = new RegExp(`(?<![\\w.])${name.replace(/[^\w]/g, '\\$&')}\\.`, 'g')));
  return expression.replaceAll(pattern, '');
}

// One expression a package name; they are asked for ten thousands of times.
const qualifiers = new Map<string, RegExp>();

/** The draft of an expression in one of the functions that were inlined at a position. @param local package of the report that names them */
export function draftOfCallee(
  drafts: Drafts,
  local: string,
  callees: readonly string[],
  expression: string,
  kind: SiteKind,
  taken?: (draft: Draft) => boolean,
): Draft | undefined {
  let first: Draft | undefined;
  for (const callee of callees) {
    for (const [name, packageName] of calleeSpellings(callee)) {
      for (const d of drafts.ofFunction(name)) {
        if (!sameExpression(d.expression, expression, d.package) || (d.kind === 'moved-to-heap') !== (kind === 'moved-to-heap')) continue;
        if (!packageMatches(d.package, packageName, local)) continue;
        // Several callees may have such an expression: one that has its copy at this position is not meant again.
        if (taken?.(d) !== true) return d;
        first ??= d;
      }
    }
  }
  return first;
}

/** The only expression of a kind in the functions that were inlined at a position: constants take the place of its parameters there. */
export function onlyDraftOfCallee(drafts: Drafts, local: string, callees: readonly string[], kind: SiteKind, unreported = false): Draft | undefined {
  const found = new Set<Draft>();
  for (const callee of callees) {
    for (const [name, packageName] of calleeSpellings(callee)) {
      for (const d of drafts.ofFunction(name))
        if (d.kind === kind && d.unreported === unreported && packageMatches(d.package, packageName, local)) found.add(d);
    }
  }
  return found.size === 1 ? [...found][0] : undefined;
}

// `NewInt`, `lib.NewInt`, `strings.(*Builder).Grow`, `(*T).M`: the report qualifies by package name, not by path.
function calleeSpellings(callee: string): [string, string | undefined][] {
  const name = printableName(callee);
  const qualified = /^([\p{L}_][\p{L}\p{N}_]*)\.(.+)$/u.exec(name);
  return qualified === null
    ? [[name, undefined]]
    : [
        [name, undefined],
        [qualified[2]!, qualified[1]!],
      ];
}

// A callee without a qualifier is of the package that the report is of.
function packageMatches(importPath: string | undefined, packageName: string | undefined, local: string): boolean {
  if (importPath === undefined) return true;
  if (packageName === undefined) return importPath === local;
  const last = importPath.slice(importPath.lastIndexOf('/') + 1);
  return last === packageName || last.includes(packageName) || /^v\d+$/.test(last);
}

// The candidate that fits best; of several that fit equally, the one that the call's turn falls on, in source order.
function best(candidates: readonly Draft[], entry: AllocationEntry, repeat: number): Draft | undefined {
  const fitting = candidates.map((draft) => ({ draft, score: fit(entry.family, draft.kind) })).filter((c) => c.score > 0);
  if (fitting.length === 0) return undefined;
  const family = entry.family;
  // Several objects at one position (an inlined body): each call takes the next one. Kinds of the object family are equally likely.
  const top = Math.max(...fitting.map((c) => c.score));
  const equal = family === 'object' ? fitting : fitting.filter((c) => c.score === top);
  equal.sort((a, b) => columnOfKey(a.draft.at) - columnOfKey(b.draft.at));
  return equal[repeat % equal.length]!.draft;
}

function bestEntry(entries: readonly Entry[], entry: AllocationEntry, repeat: number): Entry | undefined {
  const seen = new Set<string>();
  const distinct = entries.filter((e) => !seen.has(e.expression) && seen.add(e.expression) !== undefined);
  if (distinct.length === 0) return undefined;
  const top = Math.max(...distinct.map((e) => fit(entry.family, e.kind)));
  const equal = entry.family === 'object' ? distinct.filter((e) => fit(entry.family, e.kind) > 0) : distinct.filter((e) => fit(entry.family, e.kind) === top);
  // An object call belongs to something that escapes.
  const escaping = equal.filter((e) => e.verdict !== VERDICT.stays);
  const pool = escaping.length > 0 ? escaping : equal;
  return pool[repeat % pool.length];
}

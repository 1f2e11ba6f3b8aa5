// Judges the drafts and puts them into words: Site values, leaking parameters, completeness.
import { formatPosition } from '../base/position.ts';
import { parseFlow, type FlowBlock } from '../read/compiler/flow.ts';
import { VERDICT } from '../read/compiler/report-tables.ts';
import { firstVariable } from './cause.ts';
import { CalleeIndex } from './cause-callees.ts';
import { reportLookup } from './cause-lookup.ts';
import { reasonOf, type ReasonInput } from './cause-reason.ts';
import type { Entry } from './compile.ts';
import { fileOfKey, lineOfKey, columnOfKey } from './position-key.ts';
import { findConflicts } from './conflicts.ts';
import type { Draft, DraftCall } from './draft.ts';
import { Emitter, type Judged } from './emit.ts';
import { siteId } from './identity.ts';
import { isTestFile, type Joined, type JoinInput } from './join.ts';
import { kindOfStorage, refineKind } from './kind.ts';
import { worstPlacement, type PlacementFact } from './placement.ts';
import type { Reason, Said, Site } from './model.ts';
import { compareDrafts } from './tie-storage.ts';
import { isCall } from './emitted.ts';

/** How many report lines and copies one site carries at most; what is beyond is a gap, not silence. */
export const MAX_SAID = 40;

type LookupOf = ReturnType<typeof reportLookup>;

/** All sites, in source order. */
export function assembleSites(input: JoinInput, joined: Joined): Site[] {
  const emitter = new Emitter(input.minor, input.binaries, joined.compiles);
  const lookups = new Map<object, LookupOf>();
  const callees = new CalleeIndex(
    joined.compiles.map((c) => c.report),
    input.everythingReported,
  );
  const lookupOf = (entry: Entry): LookupOf => {
    let lookup = lookups.get(entry.compile.report);
    if (lookup === undefined)
      lookups.set(entry.compile.report, (lookup = reportLookup(entry.compile.report, (name) => callees.find(entry.compile.package, name))));
    return lookup;
  };
  const ordinals = new Map<string, number>();
  const drafts = joined.drafts.all
    .filter(
      (d) =>
        d.package !== undefined &&
        hasEvidence(d) &&
        (input.named(d.package) || isLinked(d, joined)) &&
        (input.includeTests || !isTestFile(joined.files.name(fileOfKey(d.at)))),
    )
    .sort(compareDrafts);
  const sites: Site[] = [];
  for (const draft of drafts) {
    const site = assembleSite(joined, draft, emitter, lookupOf, ordinals);
    if (site !== undefined) sites.push(site);
  }
  return sites;
}

function hasEvidence(draft: Draft): boolean {
  return draft.calls.length > 0 || draft.storage.length > 0;
}

// What nobody named counts only as far as it is in a binary.
function isLinked(draft: Draft, joined: Joined): boolean {
  return (
    draft.calls.some((c) => c.pc !== undefined || c.tie !== 'text' || c.inlinedAt.length > 0) ||
    draft.storage.some((s) => s.symbol !== '' && joined.linked(s.symbol))
  );
}

function assembleSite(joined: Joined, draft: Draft, emitter: Emitter, lookupOf: (entry: Entry) => LookupOf, ordinals: Map<string, number>): Site | undefined {
  const judged: Judged[] = [...draft.calls.map((c) => emitter.call(draft, c)), ...draft.storage.map((s) => emitter.storage(draft, s, joined.linked))];
  // `V does not escape` that no code stands behind is a parameter's summary, not an allocation.
  if (draft.calls.length === 0 && draft.own.length > 0 && draft.own.every((e) => e.ambiguous) && draft.storage.every((s) => s.storage === 'registers'))
    return undefined;
  const relevant = judged.some((j) => j.linked) ? judged.filter((j) => j.linked) : judged;
  const verdict: PlacementFact = worstPlacement(relevant.map((j) => j.fact)) ?? { placement: 'unknown', frequency: 'always' };
  const first = draft.calls[0];
  const type = typeOf(draft, judged);
  const kind = draft.unreported ? draft.kind : first === undefined ? kindOfStorage(draft.kind, type) : refineKind(draft.kind, first.entry.family, type);
  const owner = draft.package!;
  const name = draft.function ?? '';
  const expression = draft.kind === 'make-chan' ? withCapacity(draft.expression, draft.calls) : draft.expression;
  const ordinalKey = [owner, name, kind, draft.expression].join('\0');
  const ordinal = ordinals.get(ordinalKey) ?? 0;
  ordinals.set(ordinalKey, ordinal + 1);
  const speaking = speakingEntry(draft);
  const flows = speaking === undefined ? [] : blocksOf(speaking);
  const variable =
    draft.kind === 'moved-to-heap'
      ? draft.expression
      : (draft.calls.find((c) => c.call?.variable !== undefined)?.call?.variable ??
        draft.storage.find((s) => s.reference?.variable !== undefined)?.reference?.variable ??
        (flows[0] === undefined ? undefined : firstVariable(flows[0])));
  const calls = relevant.filter((j) => isCall(j.emitted));
  const panicPath = calls.length > 0 && calls.every((j) => j.emitted.panicPath === true);
  const depths = calls.map((j) => j.emitted.loopDepth).filter((d): d is number => d !== undefined);
  const reason = reasonFor(draft, speaking, flows, verdict, { kind, expression, variable, panicPath, judged: relevant, lookupOf });
  const file = joined.files.name(fileOfKey(draft.at));
  const column = columnOfKey(draft.at);
  const base = {
    id: siteId([owner, name, kind, draft.expression, String(ordinal)]),
    package: owner,
    function: name,
    kind,
    expression,
    ...(variable === undefined ? {} : { variable }),
    ...(type === undefined ? {} : { type }),
    position: { file, line: lineOfKey(draft.at), ...(draft.columnKnown && column > 0 ? { column } : {}) },
    placement: verdict.placement,
    ...(verdict.bound === undefined ? {} : { bound: verdict.bound }),
    frequency: verdict.frequency,
    reason,
    said: saidOf(draft),
    emitted: judged.map((j) => j.emitted),
    ...(depths.length === 0 ? {} : { loopDepth: Math.max(...depths) }),
    ...(panicPath ? { panicPath } : {}),
  };
  return { ...base, conflicts: findConflicts(base, draft.unreported) };
}

// Of calls first. Read-only data that a boxed value is in tells its type only where no call boxes it, and the runtime's table of bytes never does.
function typeOf({ kind }: Draft, judged: readonly Judged[]): string | undefined {
  const typed = judged.filter(({ emitted }) => emitted.type !== undefined && !(kind === 'interface' && emitted.type === BYTE_TABLE));
  const called = typed.find(({ emitted }) => isCall(emitted));
  if (called !== undefined || (kind === 'interface' && judged.some(({ emitted }) => isCall(emitted)))) return called?.emitted.type;
  return typed[0]?.emitted.type;
}

/** Type of runtime.staticuint64s. */
const BYTE_TABLE = '[2048]uint8';

// Whether how many elements it makes is known only when running; how large one is may be unknown here all the same.
function isCounted({ call, entry }: DraftCall): boolean {
  if (entry.family !== 'slice' && entry.family !== 'slice-copy') return call?.size !== undefined && call.size.kind !== 'constant';
  const count = call?.capacity ?? call?.length;
  return count !== undefined && count.kind !== 'constant';
}

// The report never speaks of channels, so that their words are made from the calls. A capacity that is not the same constant in every copy
// is left open.
function withCapacity(expression: string, calls: readonly DraftCall[]): string {
  const lengths = calls.flatMap(({ call }) => (call?.length === undefined ? [] : [call.length]));
  const [first] = lengths;
  if (first === undefined) return expression;
  const same = first.kind === 'constant' && lengths.every((l) => l.kind === 'constant' && l.value === first.value);
  return same && first.value === 0 ? expression : expression.replace(/\)$/, `, ${same ? first.value : '…'})`);
}

// The entry whose words explain the site: one that escapes, with a flow, before one that stays.
function speakingEntry(draft: Draft): Entry | undefined {
  const own = draft.own.length > 0 ? draft.own : [...draft.calls.flatMap((c) => c.said), ...draft.storage.flatMap((s) => s.said)];
  return (
    own.find((e) => e.verdict === VERDICT.moved || (e.verdict === VERDICT.escapes && e.block >= 0)) ?? own.find((e) => e.verdict === VERDICT.escapes) ?? own[0]
  );
}

function blocksOf(entry: Entry): FlowBlock[] {
  return entry.block < 0 ? [] : [parseFlow(entry.compile.report, entry.block)];
}

interface Circumstances {
  readonly kind: Site['kind'];
  readonly expression: string;
  readonly variable: string | undefined;
  readonly panicPath: boolean;
  readonly judged: readonly Judged[];
  readonly lookupOf: (entry: Entry) => LookupOf;
}

function reasonFor(draft: Draft, speaking: Entry | undefined, flows: readonly FlowBlock[], fact: PlacementFact, c: Circumstances): Reason {
  const sized = c.judged.find((j) => isCall(j.emitted))?.emitted;
  const verdict: ReasonInput['verdict'] =
    speaking === undefined ? 'none' : speaking.verdict === VERDICT.moved ? 'moved' : speaking.verdict === VERDICT.escapes ? 'escapes' : 'stays';
  const bytes = sized?.size ?? c.judged.find((j) => j.emitted.slot?.size !== undefined)?.emitted.slot?.size;
  const dynamic = sized !== undefined && sized.size === undefined && c.kind === 'make-slice' && draft.calls.some((call) => isCounted(call));
  const statics = draft.storage.find((s) => s.storage === 'static')?.reference?.symbol;
  const staticBecause =
    fact.placement !== 'static'
      ? undefined
      : statics === undefined || statics.startsWith('runtime.zerobase')
        ? 'zero-size'
        : statics.startsWith('runtime.staticuint64s')
          ? 'small-value'
          : 'constant';
  // An append that escapes has a buffer in the frame only where the result is moved to the heap afterwards (slice.go: moveSlice, 1.26+).
  const movedAtReturn =
    draft.calls.some((call) => call.entry.family === 'move-slice') || (c.kind === 'append' && fact.placement === 'conditional' && verdict === 'escapes');
  const input: ReasonInput = {
    kind: c.kind,
    expression: c.expression,
    placement: fact.placement,
    verdict,
    flows,
    ...(c.variable === undefined ? {} : { variable: c.variable }),
    ...(draft.function === undefined ? {} : { function: draft.function }),
    ...(fact.bound === undefined ? {} : { bound: fact.bound }),
    ...(bytes === undefined ? {} : { bytes }),
    ...(sized === undefined ? {} : { sizeKnown: !dynamic }),
    ...(c.panicPath ? { panicPath: true } : {}),
    ...(staticBecause === undefined ? {} : { staticBecause }),
    ...(movedAtReturn ? { movedAtReturn } : {}),
  };
  if (speaking === undefined) return reasonOf(input);
  return reasonOf(input, { ...c.lookupOf(speaking)(flows[0]), statement: (position) => speaking.compile.statementAt(position) });
}

function saidOf(draft: Draft): Said[] {
  const seen = new Set<string>();
  const said: Said[] = [];
  for (const entry of [...draft.own, ...draft.calls.flatMap((c) => c.said), ...draft.storage.flatMap((s) => s.said)]) {
    if (said.length >= MAX_SAID) break;
    const position = entry.compile.positionOf(entry.at);
    const message = messageOf(entry);
    const key = `${formatPosition(position)} ${message} ${entry.compile.package}`;
    if (seen.has(key)) continue;
    seen.add(key);
    said.push({ message, position, ...(entry.compile.package === draft.package ? {} : { package: entry.compile.package }) });
  }
  return said;
}

function messageOf(entry: Entry): string {
  switch (entry.verdict) {
    case VERDICT.moved:
      return `moved to heap: ${entry.printed}`;
    case VERDICT.escapes:
      return `${entry.printed} escapes to heap`;
    default:
      return `${entry.printed} does not escape`;
  }
}

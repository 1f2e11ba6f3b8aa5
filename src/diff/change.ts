// Whether a site got worse or better: by how often it can allocate, by its copies, and by its size.
import { largestKnownSize } from '../site/sort.ts';
import type { Analysis, Emitted, Placement, Site } from '../site/model.ts';
import type { Change, SiteState } from './model.ts';

/** How much a placement costs; what has no allocation is all the same. */
const COST: Readonly<Record<Placement, number | undefined>> = { heap: 2, conditional: 1, stack: 0, static: 0, gone: 0, unknown: undefined };

/** Whether a site can allocate; sites that nothing is known of can. */
export function allocates(site: Site): boolean {
  return (COST[site.placement] ?? 1) > 0;
}

/** The state of a site, as the document has it. */
export function stateOf(site: Site): SiteState {
  const allocating = site.emitted.filter((e) => COST[e.placement] !== 0).length;
  const size = largestKnownSize(site);
  return {
    id: site.id,
    expression: site.expression,
    position: site.position,
    placement: site.placement,
    ...(site.bound === undefined ? {} : { bound: site.bound }),
    ...(site.frequency === undefined ? {} : { frequency: site.frequency }),
    ...(size === undefined ? {} : { size }),
    ...(site.loopDepth === undefined ? {} : { loopDepth: site.loopDepth }),
    copies: { allocating, other: site.emitted.length - allocating },
    ...(site.reason === undefined ? {} : { cause: site.reason.cause }),
  };
}

/** What is looked at first when it differs. */
export type Difference = 'placement' | 'shared' | 'copies' | 'bound' | 'loop' | 'size';

/** Tells sites whose variable shares its allocation with others: small ones of one function, since Go 1.25. */
export function sharesAllocation({ sites }: Analysis): (site: Site) => boolean {
  const keyOf = ({ function: holder, ssa }: Emitted): string => `${holder} ${ssa?.value ?? ''}`;
  const shared = new Set(sites.flatMap((s) => s.emitted.filter((e) => e.rule === 'merged-variables').map(keyOf)));
  return (site) => shared.size > 0 && site.kind === 'moved-to-heap' && site.emitted.some((e) => e.ssa !== undefined && shared.has(keyOf(e)));
}

/** What is known beside the two sites. */
export interface ChangeContext {
  /** Whether its allocation is shared with others, before and after. */
  readonly shared: readonly [boolean, boolean];
  /** The same compiler made both: how deep a call is in loops then is the source's doing. */
  readonly sameCompiler: boolean;
  /** The expression is another. */
  readonly rewritten: boolean;
  /** Of the side after it there is the compiler's text alone: no binary tells what is linked. */
  readonly textOnly: boolean;
}

/** How a site changed; undefined when it did not, or when nothing can be said. */
export function changeOf(
  before: Site,
  after: Site,
  { shared, sameCompiler, rewritten, textOnly }: ChangeContext,
): { readonly change: Change; readonly by: Difference } | undefined {
  const [a, b] = [COST[before.placement], COST[after.placement]];
  if (a === undefined || b === undefined) return undefined;
  // A function that nothing calls any more is in no binary: what the text says of it costs nobody anything.
  if (isLinked(before) && after.emitted.length > 0 && !isLinked(after) && !textOnly) return undefined;
  if (a !== b) return { change: b > a ? 'worse' : 'better', by: 'placement' };
  if (shared[0] !== shared[1]) return { change: shared[1] ? 'better' : 'worse', by: 'shared' };
  // What allocates nowhere got neither better nor worse.
  if (a === 0) return undefined;
  const copies = copiesChange(before, after);
  if (copies !== undefined) return { change: copies, by: 'copies' };
  const [boundBefore, boundAfter] = [boundOf(before.bound), boundOf(after.bound)];
  if (a === 1 && boundBefore !== undefined && boundAfter !== undefined && boundBefore !== boundAfter)
    return { change: boundAfter < boundBefore ? 'worse' : 'better', by: 'bound' };
  const deeper = sameCompiler ? depthChange(before, after) : 0;
  if (deeper !== 0) return { change: deeper > 0 ? 'worse' : 'better', by: 'loop' };
  // The size of a shared allocation is that of all its variables.
  if (shared[0]) return undefined;
  const [sizeBefore, sizeAfter] = [largestKnownSize(before), largestKnownSize(after)];
  if (sizeBefore !== undefined && sizeAfter !== undefined && sizeBefore !== sizeAfter)
    return { change: sizeAfter > sizeBefore ? 'worse' : 'better', by: 'size' };
  // Of maps and channels the size is not known, but what they are made for.
  const [roomBefore, roomAfter] = [roomOf(before.expression), roomOf(after.expression)];
  if ((rewritten || after.kind === 'make-chan') && roomBefore !== undefined && roomAfter !== undefined && roomBefore !== roomAfter)
    return { change: roomAfter > roomBefore ? 'worse' : 'better', by: 'size' };
  return undefined;
}

/** Whether code of it is in a binary. */
export function isLinked({ emitted }: Site): boolean {
  return emitted.some(({ pc, tie }) => pc !== undefined || tie !== 'text');
}

/** The last number of a make: size, capacity or hint; 0 for a channel without a capacity. */
export function roomOf(expression: string): number | undefined {
  if (/^make\(chan [^,]*\)$/.test(expression)) return 0;
  const match = /^make\(.*,\s*(\d+)\)$/.exec(expression);
  return match === null ? undefined : Number(match[1]);
}

// How much deeper in loops it is in the functions that hold it on both sides. A copy is in the loops of its caller as well, so that a function
// which is no longer inlined tells nothing.
function depthChange(before: Site, after: Site): number {
  const [a, b] = [deepest(before), deepest(after)];
  const differences = [...a].flatMap(([holder, depth]) => (b.has(holder) ? [b.get(holder)! - depth] : []));
  return Math.max(0, ...differences) || Math.min(0, ...differences);
}

function deepest({ emitted }: Site): Map<string, number> {
  const found = new Map<string, number>();
  for (const { function: holder, inlinedAt, loopDepth } of emitted) {
    if (loopDepth === undefined) continue;
    const key = inlinedAt.length === 0 ? '' : holder;
    found.set(key, Math.max(found.get(key) ?? 0, loopDepth));
  }
  return found;
}

// A function that is no longer inlined leaves its own copy alone: what stayed in the frames of its callers is then allocated by it.
function copiesChange(before: Site, after: Site): Change | undefined {
  const [a, b] = [inlinedCopies(before), inlinedCopies(after)];
  // The same caller with as many copies, of which one now allocates: other copies may have done so before.
  let [worse, better] = [false, false];
  for (const [holder, { count, cost }] of a) {
    const other = b.get(holder);
    if (other?.count !== count || other.cost === cost) continue;
    if (other.cost > cost) worse = true;
    else better = true;
  }
  if (worse || better) return worse ? 'worse' : 'better';
  const lost = [...a].filter(([holder, { cost }]) => cost === 0 && !b.has(holder)).length;
  const won = [...b].filter(([holder, { cost }]) => cost === 0 && !a.has(holder)).length;
  const own = (site: Site): Emitted | undefined => site.emitted.find((e) => e.inlinedAt.length === 0);
  // Only where the own copy is left and allocates; otherwise callers were removed, and nobody pays.
  if (lost > won && own(after) !== undefined && COST[own(after)!.placement] !== 0) return 'worse';
  if (won > lost && own(before) !== undefined && COST[own(before)!.placement] !== 0) return 'better';
  return undefined;
}

// Inlined copies by the function that holds them: how many, and how often they allocate together.
function inlinedCopies(site: Site): Map<string, { count: number; cost: number }> {
  const found = new Map<string, { count: number; cost: number }>();
  for (const { function: holder, inlinedAt, placement } of site.emitted) {
    if (inlinedAt.length === 0) continue;
    const sum = found.get(holder) ?? { count: 0, cost: 0 };
    found.set(holder, { count: sum.count + 1, cost: sum.cost + (COST[placement] ?? 0) });
  }
  return found;
}

// `up to 4 elements (32 bytes)`, `up to 8 entries`, `for values below 256`.
function boundOf(bound: string | undefined): number | undefined {
  const match = /\((\d+) bytes\)/.exec(bound ?? '') ?? /(\d+)/.exec(bound ?? '');
  return match === null ? undefined : Number(match[1]);
}

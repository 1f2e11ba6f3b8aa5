// The order of sites. The default rank answers "what should I look at first": work done most often, then most bytes.
import type { Emitted, Placement, Site } from './model.ts';

export const SORT_ORDERS = ['loop', 'size', 'position', 'package', 'kind', 'copies', 'bytes', 'count', 'waste'] as const;
export type SortOrder = (typeof SORT_ORDERS)[number];

/** Bytes of one allocation where that is known when compiling; absent is not small. */
export function knownSize(emitted: Emitted): number | undefined {
  return emitted.size ?? emitted.sizeClass;
}

/** The largest known size over everything emitted for the site. */
export function largestKnownSize(site: Site): number | undefined {
  let largest: number | undefined;
  for (const emitted of site.emitted) {
    const size = knownSize(emitted);
    if (size !== undefined && (largest === undefined || size > largest)) largest = size;
  }
  return largest;
}

const PLACEMENT_RANK: Readonly<Record<Placement, number>> = { heap: 0, conditional: 1, unknown: 2, stack: 3, static: 4, gone: 5 };

interface Keyed {
  readonly site: Site;
  readonly size: number;
  readonly loop: number;
  readonly panic: number;
  /** 0 in the packages that were asked for, 1 in code of others that was inlined into them. */
  readonly foreign: number;
}

/** What has a place in the source of a package. */
type Placed = Pick<Site, 'package' | 'position'>;
type Compare = (a: Keyed, b: Keyed) => number;

const byLoop: Compare = (a, b) => b.loop - a.loop;
const bySize: Compare = (a, b) => b.size - a.size;
const byPanic: Compare = (a, b) => a.panic - b.panic;
const byPlacement: Compare = (a, b) => PLACEMENT_RANK[a.site.placement] - PLACEMENT_RANK[b.site.placement];
const byCopies: Compare = (a, b) => b.site.emitted.length - a.site.emitted.length;
const byPackage: Compare = (a, b) => compareText(a.site.package, b.site.package);
const byKind: Compare = (a, b) => compareText(a.site.kind, b.site.kind);
const byBytes: Compare = (a, b) => (b.site.happened?.bytes ?? -1) - (a.site.happened?.bytes ?? -1);
const byCount: Compare = (a, b) => (b.site.happened?.allocations ?? -1) - (a.site.happened?.allocations ?? -1);
const byWaste: Compare = (a, b) => wasteOf(b.site) - wasteOf(a.site);
/**
 * By package and name of the file before the path: where a module cache or a checkout lies must not decide what comes first.
 * @returns negative, 0 or positive, as for Array.prototype.sort
 */
export function comparePlaces(a: Placed, b: Placed): number {
  return (
    compareText(a.package, b.package) ||
    compareText(baseName(a.position.file), baseName(b.position.file)) ||
    compareText(a.position.file, b.position.file) ||
    a.position.line - b.position.line ||
    (a.position.column ?? 0) - (b.position.column ?? 0)
  );
}

const byPosition: Compare = (a, b) => a.foreign - b.foreign || comparePlaces(a.site, b.site) || compareText(a.site.id, b.site.id);

// Unknown loop depths and sizes come after known ones of the same rank: what is known to be hot is the better first look.
// Sites that only run on the way to a panic come last in the two orders that are about cost.
const ORDERS: Readonly<Record<SortOrder, readonly Compare[]>> = {
  loop: [byPanic, byLoop, bySize, byPlacement, byCopies, byPosition],
  size: [byPanic, bySize, byLoop, byPlacement, byCopies, byPosition],
  position: [byPosition],
  package: [byPackage, byPanic, byLoop, bySize, byPlacement, byPosition],
  kind: [byKind, byPanic, byLoop, bySize, byPlacement, byPosition],
  copies: [byCopies, byPanic, byLoop, bySize, byPlacement, byPosition],
  // What a run measured; sites that it did not reach come last.
  bytes: [byBytes, byCount, byPanic, byLoop, bySize, byPosition],
  count: [byCount, byBytes, byPanic, byLoop, bySize, byPosition],
  waste: [byWaste, byBytes, byPanic, byLoop, bySize, byPosition],
};

function wasteOf({ happened }: Site): number {
  return happened === undefined ? Number.MIN_SAFE_INTEGER : happened.slotBytes - happened.bytes;
}

/**
 * A sorted copy. The order is total, so equal input gives equal output whatever its order was, and the same code the same order on
 * every machine.
 * @param packages the packages that were asked for: their sites come first among equals
 */
export function sortSites(sites: readonly Site[], order: SortOrder = 'loop', packages: readonly string[] = []): Site[] {
  const own = new Set(packages);
  const compares = ORDERS[order];
  const keyed = sites.map((site): Keyed => ({
    site,
    size: largestKnownSize(site) ?? -1,
    loop: site.loopDepth ?? -1,
    panic: site.panicPath === true ? 1 : 0,
    foreign: own.has(site.package) ? 0 : 1,
  }));
  keyed.sort((a, b) => {
    for (const compare of compares) {
      const order = compare(a, b);
      if (order !== 0) return order;
    }
    return 0;
  });
  return keyed.map((entry) => entry.site);
}

function baseName(file: string): string {
  return file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
}

// By code unit, not by locale: the order must not depend on the machine.
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

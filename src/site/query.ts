// Which sites, in which order. Every view of an analysis starts here, so a filter means the same in a table and in JSON.
import type { Analysis, Placement, Site, SiteKind } from './model.ts';
import { sortSites, type SortOrder } from './sort.ts';

export const GROUPINGS = ['package', 'function', 'kind', 'cause', 'placement'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** Placements that can reach the allocator: what a table shows when nothing else was asked for. */
export const ALLOCATING_PLACEMENTS: readonly Placement[] = ['heap', 'conditional', 'unknown'];

/** What to keep. Lists are alternatives; the fields narrow one another. */
export interface Query {
  readonly kinds?: readonly SiteKind[];
  readonly placements?: readonly Placement[];
  /** Import paths: a part of it, a pattern with `*`, or a Go pattern with `...`. */
  readonly packages?: readonly string[];
  /** Function names: a part of it, or a pattern with `*`. */
  readonly functions?: readonly string[];
  readonly causes?: readonly string[];
  /** Only sites whose evidence disagrees. */
  readonly conflicts?: boolean;
  /** Only sites that a recorded run allocated at, or only those that it did not. */
  readonly happened?: boolean;
  readonly at?: Place;
  readonly sort?: SortOrder;
  readonly group?: Grouping;
  readonly top?: number;
}

/** A place in the source as a user names it. */
export interface Place {
  /** The whole name or its last part, as in `lex.go` for `internal/parse/lex.go`. */
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}

export interface SiteGroup {
  readonly name: string;
  readonly sites: readonly Site[];
}

/** The answer to a query. */
export interface Selection {
  /** In order, after `top`. */
  readonly sites: readonly Site[];
  /** The same sites in groups, ordered by their first site. */
  readonly groups?: readonly SiteGroup[];
  /** How many sites match, before `top`. */
  readonly matched: number;
  /** Of the sites that match but for their placement: how many have which. */
  readonly otherPlacements: Readonly<Partial<Record<Placement, number>>>;
  /** True when no site starts on the place asked for, and these are the ones that were inlined to it or reported on it. */
  readonly inlinedHere?: boolean;
  readonly query: Query;
}

/** Selects, sorts, cuts and groups the sites of an analysis. */
export function querySites(analysis: Analysis, query: Query): Selection {
  const keep = siteFilter(query);
  const placements = query.placements === undefined ? undefined : new Set(query.placements);
  const otherPlacements: Partial<Record<Placement, number>> = {};
  let matching: Site[] = [];
  for (const site of analysis.sites) {
    if (!keep(site)) continue;
    if (placements === undefined || placements.has(site.placement)) matching.push(site);
    else otherPlacements[site.placement] = (otherPlacements[site.placement] ?? 0) + 1;
  }
  let inlinedHere = false;
  if (query.at !== undefined) {
    const at = query.at;
    const starting = matching.filter((site) => isAt(site, at));
    inlinedHere = starting.length === 0;
    matching = inlinedHere ? matching.filter((site) => isInlinedAt(site, at)) : starting;
    inlinedHere &&= matching.length > 0;
  }
  const sorted = sortSites(matching, query.sort ?? (query.at === undefined ? 'loop' : 'position'), analysis.target.packages);
  const sites = query.top === undefined ? sorted : sorted.slice(0, Math.max(0, query.top));
  return {
    sites,
    ...(query.group === undefined ? {} : { groups: groupSites(sites, query.group) }),
    matched: sorted.length,
    otherPlacements,
    ...(inlinedHere ? { inlinedHere } : {}),
    query,
  };
}

/** The sites under the names that they share, in the order of the first site of each. */
export function groupSites(sites: readonly Site[], by: Grouping): SiteGroup[] {
  const groups = new Map<string, Site[]>();
  for (const site of sites) {
    const name = groupName(site, by);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [site]);
    else group.push(site);
  }
  return [...groups].map(([name, members]) => ({ name, sites: members }));
}

/** `file:line` or `file:line:column`; undefined when the text is neither. */
export function parsePlace(text: string): Place | undefined {
  const match = /^(.+?):(\d{1,9})(?::(\d{1,9}))?$/.exec(text);
  if (match === null) return undefined;
  const file = match[1]!;
  const line = Number(match[2]);
  return match[3] === undefined ? { file, line } : { file, line, column: Number(match[3]) };
}

/** The sites of the file that lie nearest to a place, nearest first: the hint when nothing lies on it. */
export function nearestSites(analysis: Analysis, at: Place, count: number): Site[] {
  return analysis.sites
    .filter((site) => isSameFile(site.position.file, at.file))
    .sort((a, b) => Math.abs(a.position.line - at.line) - Math.abs(b.position.line - at.line) || a.position.line - b.position.line)
    .slice(0, count);
}

function siteFilter(query: Query): (site: Site) => boolean {
  const kinds = query.kinds === undefined ? undefined : new Set(query.kinds);
  const causes = query.causes === undefined ? undefined : new Set(query.causes);
  const packages = query.packages?.map(nameMatcher);
  const functions = query.functions?.map(nameMatcher);
  return (site) =>
    (kinds === undefined || kinds.has(site.kind)) &&
    (causes === undefined || (site.reason !== undefined && causes.has(site.reason.cause))) &&
    (packages === undefined || packages.some((matches) => matches(site.package))) &&
    (functions === undefined || functions.some((matches) => matches(site.function))) &&
    (query.conflicts !== true || site.conflicts.length > 0) &&
    (query.happened === undefined || query.happened === (site.happened !== undefined));
}

// `(*T).Method` holds a star that is no pattern, so the plain text always counts as well.
function nameMatcher(pattern: string): (name: string) => boolean {
  if (!pattern.includes('*') && !pattern.includes('...')) return (name) => name.includes(pattern);
  // As in Go patterns, `x/...` is also x itself.
  const parent = pattern.endsWith('/...') ? pattern.slice(0, -'/...'.length) : undefined;
  const parts = pattern.split(/(?:\.\.\.|\*)+/);
  return (name) => name.includes(pattern) || name === parent || matchesParts(name, parts);
}

// Each part as early as it fits: linear in time, where a regular expression with many stars is not.
function matchesParts(name: string, parts: readonly string[]): boolean {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}

function isAt(site: Site, at: Place): boolean {
  return isPosition(site.position, at);
}

function isInlinedAt(site: Site, at: Place): boolean {
  const isHere = (position: Place): boolean => isPosition(position, at);
  return site.emitted.some((emitted) => emitted.inlinedAt.some(isHere)) || site.said.some((said) => isHere(said.position));
}

function isPosition(position: Place, at: Place): boolean {
  return position.line === at.line && (at.column === undefined || position.column === at.column) && isSameFile(position.file, at.file);
}

/** True when `asked` names the file: the same name, or its last part from a folder boundary on. */
export function isSameFile(file: string, asked: string): boolean {
  const whole = file.replaceAll('\\', '/');
  const part = asked.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
  return whole === part || whole.endsWith(`/${part}`);
}

function groupName(site: Site, by: Grouping): string {
  switch (by) {
    case 'package':
      return site.package;
    case 'function':
      return `${site.package}.${site.function}`;
    case 'kind':
      return site.kind;
    case 'cause':
      return site.reason?.cause ?? 'no reason reported';
    case 'placement':
      return site.placement;
  }
}

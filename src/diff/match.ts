// Which site of one analysis is which of the other: by identity first, then by what identity cannot see.
import type { Analysis, Site } from '../site/model.ts';
import { FunctionBodies } from './bodies.ts';
import type { Side } from './model.ts';

/** A site before and after. */
export interface Pair {
  readonly before: Site;
  readonly after: Site;
  /** The expression is another: `make(map[int]int, 100)` for `make(map[int]int, 8)`. */
  readonly rewritten?: boolean;
}

/** The outcome. */
export interface Matched {
  readonly pairs: readonly Pair[];
  readonly vanished: readonly Site[];
  readonly appeared: readonly Site[];
}

/** Matches sites. Positions count only where both sides have the same source. */
export function matchSites(before: Side, after: Side): Matched {
  const left = new Rest(before.analysis);
  const right = new Rest(after.analysis);
  const pairs: Pair[] = [];
  const take = (a: Site, b: Site, rewritten = false): void => {
    left.remove(a);
    right.remove(b);
    pairs.push(rewritten ? { before: a, after: b, rewritten } : { before: a, after: b });
  };
  // 1. Identity: package, function, kind and expression. Of several that read alike, those on lines that read alike.
  const lineText = (side: Side, { position }: Site): string => side.source(position.file)?.[position.line - 1]?.trim() ?? '';
  const groups = new Map<string, Site[]>();
  for (const b of after.analysis.sites) push(groups, nameOf(b), b);
  for (const [key, list] of groupsOf(before.analysis.sites, nameOf)) {
    const others = groups.get(key) ?? [];
    const pairsOf =
      list.length === others.length ? list.map((a, i) => [a, others[i]!] as const) : common(list, others, (a, b) => lineText(before, a) === lineText(after, b));
    for (const [a, b] of pairsOf) take(a, b);
  }
  // 2. The same place in the same source: releases and flags spell expressions differently.
  const sameText = sameSource(before, after);
  for (const key of [placeOf, lineOf]) {
    const places = new Map<string, Site[]>();
    for (const b of right.sites) if (sameText(b.position.file)) push(places, key(b, after.root), b);
    for (const a of left.sites) {
      const b = sameText(a.position.file) ? places.get(key(a, before.root))?.shift() : undefined;
      if (b !== undefined) take(a, b);
    }
  }
  // 3. A function with another name, or in another package, and the same body: one that the other side does not have by its own name.
  const [bodiesBefore, bodiesAfter] = [new FunctionBodies(before.source), new FunctionBodies(after.source)];
  const [functionsBefore, functionsAfter] = [functionsOf(before), functionsOf(after)];
  // A saved analysis does not know functions without sites: one in another package may be there on both sides.
  const owners = before.facts === undefined || after.facts === undefined ? [ownPackage] : [ownPackage, anyPackage];
  for (const owner of owners) {
    const sameBody = new Map<string, Site[]>();
    const keyOf = (site: Site, body: string): string => [owner(site), site.kind, site.expression, body].join('\0');
    for (const b of right.sites) {
      const body = functionsBefore.has(outerFunction(b)) ? undefined : bodiesAfter.bodyAt(b.position);
      if (body !== undefined) push(sameBody, keyOf(b, body), b);
    }
    for (const a of left.sites) {
      const body = functionsAfter.has(outerFunction(a)) ? undefined : bodiesBefore.bodyAt(a.position);
      const b = body === undefined ? undefined : sameBody.get(keyOf(a, body))?.shift();
      if (b !== undefined) take(a, b);
    }
  }
  // 4. What is left of those that read alike, in order; and in function literals, which are numbered anew when one comes before them.
  for (const key of [nameOf, nameWithoutNumbers]) {
    const rest = groupsOf(right.sites, key);
    for (const a of left.sites) {
      const b = rest.get(key(a))?.shift();
      if (b !== undefined) take(a, b);
    }
  }
  // 5. An expression of the same kind in the same function that reads otherwise: a size, a hint, a name.
  const sameFunction = new Map<string, Site[]>();
  for (const b of right.sites) push(sameFunction, [b.package, b.function, b.kind, headOf(b)].join('\0'), b);
  for (const a of left.sites) {
    const b = sameFunction.get([a.package, a.function, a.kind, headOf(a)].join('\0'))?.shift();
    if (b !== undefined) take(a, b, true);
  }
  return { pairs, vanished: left.sites, appeared: right.sites };
}

class Rest {
  readonly #sites: Set<Site>;

  constructor(analysis: Analysis) {
    this.#sites = new Set(analysis.sites);
  }

  get sites(): readonly Site[] {
    return [...this.#sites];
  }

  has(site: Site): boolean {
    return this.#sites.has(site);
  }

  remove(site: Site): void {
    this.#sites.delete(site);
  }
}

// Every function is in the report, also one that allocates nothing; a saved analysis has those with sites alone.
function functionsOf({ analysis, facts }: Side): ReadonlySet<string> {
  return new Set([...analysis.sites.map(outerFunction), ...(facts?.functions.keys() ?? [])]);
}

function outerFunction({ package: name, function: inner }: Site): string {
  return `${name}.${inner.replace(/(?:\.(?:func|gowrap|deferwrap)?\d+|-range\d+)+$/, '')}`;
}

const ownPackage = (site: Site): string => site.package;
const anyPackage = (): string => '';

function nameOf(site: Site): string {
  return [site.package, site.function, site.kind, site.expression].join('\0');
}

function nameWithoutNumbers(site: Site): string {
  return [site.package, site.function.replace(/(?<=\.(?:func|gowrap|deferwrap))\d+/g, ''), site.kind, site.expression].join('\0');
}

function groupsOf(sites: readonly Site[], key: (site: Site) => string): Map<string, Site[]> {
  const groups = new Map<string, Site[]>();
  for (const site of sites) push(groups, key(site), site);
  return groups;
}

// The longest common subsequence. Lists are short: sites of one function that read alike; longer ones are paired from the front.
function common(a: readonly Site[], b: readonly Site[], same: (a: Site, b: Site) => boolean): (readonly [Site, Site])[] {
  if (a.length * b.length > 250_000) return a.slice(0, b.length).map((site, i) => [site, b[i]!] as const);
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i]![j] = same(a[i]!, b[j]!) ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
  const pairs: (readonly [Site, Site])[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (same(a[i]!, b[j]!)) pairs.push([a[i++]!, b[j++]!]);
    else if (lengths[i + 1]![j]! >= lengths[i]![j + 1]!) i++;
    else j++;
  }
  return pairs;
}

function push<K>(map: Map<K, Site[]>, key: K, site: Site): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [site]);
  else list.push(site);
}

/** Name of a file below the root of its side. */
export function relativeName(file: string, root: string): string {
  return file.startsWith(`${root}/`) ? file.slice(root.length + 1) : file;
}

function placeOf({ kind, position, package: name }: Site, root: string): string {
  return [name, kind, relativeName(position.file, root), position.line, position.column ?? 0].join('\0');
}

function lineOf({ kind, position, package: name }: Site, root: string): string {
  return [name, kind, relativeName(position.file, root), position.line].join('\0');
}

// Files are compared once each; a file that is not there on one side is not the same.
function sameSource(before: Side, after: Side): (file: string) => boolean {
  const known = new Map<string, boolean>();
  return (file) => {
    const name = relativeName(relativeName(file, before.root), after.root);
    let same = known.get(name);
    if (same === undefined) {
      const inTree = name !== file || before.root === after.root;
      const [a, b] =
        inTree && name !== file ? [before.source(`${before.root}/${name}`), after.source(`${after.root}/${name}`)] : [before.source(file), after.source(file)];
      same =
        before.root === after.root && !file.startsWith(`${before.root}/`)
          ? true
          : a !== undefined && b !== undefined && a.length === b.length && a.every((line, i) => line === b[i]);
      known.set(name, same);
    }
    return same;
  };
}

// What an expression begins with, up to what may vary: `make(map[int]int` of `make(map[int]int, 100)`.
function headOf({ kind, expression }: Site): string {
  return /^(?:make|new)\(/.test(expression)
    ? (/^[^,)]*/.exec(expression)?.[0] ?? '')
    : kind === 'composite'
      ? (/^&?[^{]*/.exec(expression)?.[0] ?? '')
      : expression;
}

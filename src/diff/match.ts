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
  // 1. Identity: package, function, kind, expression and ordinal.
  const byId = new Map(after.analysis.sites.map((s) => [s.id, s]));
  for (const a of before.analysis.sites) {
    const b = byId.get(a.id);
    if (b !== undefined && right.has(b)) take(a, b);
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
  // 3. A function with another name and the same body, or a literal outside of functions, which is numbered anew.
  const [bodiesBefore, bodiesAfter] = [new FunctionBodies(before.source), new FunctionBodies(after.source)];
  const sameBody = new Map<string, Site[]>();
  for (const b of right.sites) {
    const body = bodiesAfter.bodyAt(b.position);
    if (body !== undefined) push(sameBody, [b.package, b.kind, b.expression, body].join('\0'), b);
  }
  for (const a of left.sites) {
    const body = bodiesBefore.bodyAt(a.position);
    const b = body === undefined ? undefined : sameBody.get([a.package, a.kind, a.expression, body].join('\0'))?.shift();
    if (b !== undefined) take(a, b);
  }
  // 4. An expression of the same kind in the same function that reads otherwise: a size, a hint, a name.
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

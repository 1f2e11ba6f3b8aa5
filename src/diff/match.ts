// Which site of one analysis is which of the other: by function, kind, expression and line, each as the source spells it; positions count
// only where both sides have the same source.
import type { Analysis, Site } from '../site/model.ts';
import type { Side } from './model.ts';
import { declaredIn, findRenames, type Renames } from './renames.ts';
import { shapeOf, SourceText, type Declaration } from './source-text.ts';

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
  readonly context: MatchContext;
}

/** What is known of the source of both sides. */
export interface MatchContext {
  readonly texts: readonly [SourceText, SourceText];
  readonly declared: readonly [ReadonlyMap<string, Declaration>, ReadonlyMap<string, Declaration>];
  readonly renames: Renames;
  /** GOROOT of each side. */
  readonly goroots: readonly [string | undefined, string | undefined];
  /** `package.function` that a site stands in, with the names of the second side. */
  readonly ownerOf: (site: Site, side: 0 | 1) => string;
}

/** Matches sites. */
export function matchSites(before: Side, after: Side): Matched {
  const context = contextOf(before, after);
  const { texts, renames, ownerOf } = context;
  const left = new Rest(before.analysis);
  const right = new Rest(after.analysis);
  const pairs: Pair[] = [];
  const renamed = (text: string, side: 0 | 1): string => (side === 0 ? renames.text(text) : text);
  const line = (site: Site, side: 0 | 1, offset = 0): string => renamed(texts[side].line(site.position, offset), side);
  const base = (site: Site, side: 0 | 1): string => `${ownerOf(site, side)}\0${site.kind}\0`;
  const spelled = (site: Site, side: 0 | 1): string => renamed(site.expression, side).replace(/\binterface \{\}/g, 'any');
  const named = (site: Site, side: 0 | 1): string => `${base(site, side)}${spelled(site, side)}\0`;
  const pass = (key: (site: Site, side: 0 | 1) => string | undefined, rewritten = false): void => {
    const places = new Map<string, Site[]>();
    for (const b of right.sites) push(places, key(b, 1), b);
    for (const a of left.sites) {
      const name = key(a, 0);
      const b = name === undefined ? undefined : places.get(name)?.shift();
      if (b === undefined) continue;
      left.remove(a);
      right.remove(b);
      pairs.push(rewritten ? { before: a, after: b, rewritten } : { before: a, after: b });
    }
  };
  // The line reads the same, first with its neighbours: sites that read alike are told apart by where they stand.
  pass((site, side) => `${named(site, side)}${line(site, side, -1)}\0${line(site, side)}\0${line(site, side, 1)}`);
  pass((site, side) => `${named(site, side)}${line(site, side)}`);
  // The same place in the same source: releases and flags spell expressions differently.
  const sameText = sameSource(before, after);
  for (const withColumn of [true, false])
    pass(({ kind, position, package: name }, side) =>
      sameText(position.file)
        ? [name, kind, relativeName(position.file, (side === 0 ? before : after).root), position.line, withColumn ? (position.column ?? 0) : ''].join('\0')
        : undefined,
    );
  // What reads alike in a function, in order; then an expression that is spelled otherwise on a line that is not: inlining does that.
  pass(named);
  pass((site, side) => (line(site, side) === '' ? undefined : `${base(site, side)}${line(site, side)}`));
  // The same with another size, hint or name.
  pass((site, side) => `${base(site, side)}${headOf(spelled(site, side), site)}`, true);
  pass((site, side) => (line(site, side) === '' ? undefined : `${base(site, side)}${shapeOf(line(site, side))}`), true);
  return { pairs, vanished: left.sites, appeared: right.sites, context };
}

function contextOf(before: Side, after: Side): MatchContext {
  const texts = [new SourceText(before.source), new SourceText(after.source)] as const;
  const declared = [declaredIn(before, texts[0]), declaredIn(after, texts[1])] as const;
  const anywhere = before.files !== undefined && after.files !== undefined;
  const renames = findRenames(declared[0], declared[1], anywhere);
  const known = [new Map<Site, string>(), new Map<Site, string>()] as const;
  const ownerOf = (site: Site, side: 0 | 1): string => {
    let owner = known[side].get(site);
    if (owner === undefined) {
      // The compiler numbers literals, and names them after the functions that they were inlined into.
      const name = texts[side].declarationAt(site.position)?.name ?? withoutNumbers(site);
      owner = `${site.package}.${name}`;
      if (side === 0) owner = renames.functions.get(owner) ?? owner;
      known[side].set(site, owner);
    }
    return owner;
  };
  return { texts, declared, renames, goroots: [before.goroot, after.goroot], ownerOf };
}

function withoutNumbers({ function: name, position }: Site): string {
  // Of the wrappers that the compiler makes, either may hold what was inlined.
  if (position.file.includes('<autogenerated>')) return position.file;
  const bare = name.replace(/^\(\*?([^)]*)\)/, '$1').replace(/^\w*\.\.?(?=func\d)/, '');
  return bare.replace(/(?<=\.|^)(func|gowrap|deferwrap|init\.?)\d+/g, '$1').replace(/\.\d+(?=\.|$)/g, '');
}

class Rest {
  readonly #sites: Set<Site>;

  constructor(analysis: Analysis) {
    this.#sites = new Set(analysis.sites);
  }

  get sites(): readonly Site[] {
    return [...this.#sites];
  }

  remove(site: Site): void {
    this.#sites.delete(site);
  }
}

function push(map: Map<string, Site[]>, key: string | undefined, site: Site): void {
  if (key === undefined) return;
  const list = map.get(key);
  if (list === undefined) map.set(key, [site]);
  else list.push(site);
}

/** Name of a file below the root of its side. */
export function relativeName(file: string, root: string): string {
  return file.startsWith(`${root}/`) ? file.slice(root.length + 1) : file;
}

// Files are compared once each; a file that is not there on one side is not the same.
function sameSource(before: Side, after: Side): (file: string) => boolean {
  const known = new Map<string, boolean>();
  return (file) => {
    const name = relativeName(relativeName(file, before.root), after.root);
    let same = known.get(name);
    if (same === undefined) {
      const [a, b] =
        name === file ? [before.source(file), after.source(file)] : [before.source(`${before.root}/${name}`), after.source(`${after.root}/${name}`)];
      same =
        name === file && before.root === after.root ? true : a !== undefined && b !== undefined && a.length === b.length && a.every((line, i) => line === b[i]);
      known.set(name, same);
    }
    return same;
  };
}

// What an expression begins with, up to what may vary: `make(map[int]int` of `make(map[int]int, 100)`.
function headOf(expression: string, { kind }: Site): string {
  return /^(?:make|new)\(/.test(expression)
    ? (/^[^,)]*/.exec(expression)?.[0] ?? '')
    : kind === 'composite'
      ? (/^&?[^{]*/.exec(expression)?.[0] ?? '')
      : expression;
}

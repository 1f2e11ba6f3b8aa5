// Reads the expectations that the Go programs under test/programs state in their own comments. The rules behind them
// are in test/programs/README.md.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { PLACEMENTS, SITE_KINDS, type Placement, type Site, type SiteKind } from '../../src/site/model.ts';
import { type Directive, MarkerError, parseDirectives } from './directive.ts';
import { minor } from './releases.ts';

/** What is expected of the allocation sites of one source line. */
export interface Marker {
  /** alloc: the site itself, at its own line. copy: one inlined copy of a site, at the line of the outermost call. */
  readonly role: 'alloc' | 'copy';
  /** Path inside the program's module, with slashes. */
  readonly file: string;
  readonly line: number;
  /** The declared function around the line: `makeLocal`, `(*list).add`; `init` for package-level variables. */
  readonly function: string;
  readonly kind: SiteKind;
  readonly placement: Placement;
  /** As the compiler's report spells it, or the source text where the compiler reports nothing. */
  readonly expression?: string;
  readonly bound?: string;
  readonly frequency?: NonNullable<Site['frequency']>;
  /** Runtime function that is called at the line: `makeslice`. */
  readonly entry?: string;
  /** True when the compiler's report has no line for it, so that explain may leave the site out. */
  readonly silent?: true;
  /** Minor numbers of the first and the last release the marker holds for. */
  readonly minGo?: number;
  readonly maxGo?: number;
}

/** What one run of a case is expected to allocate. */
export interface Measurement {
  readonly file: string;
  readonly line: number;
  readonly case: string;
  readonly allocs: number;
  /** Where the number depends on chance (`allocs=12-20`): the largest that is expected. */
  readonly most?: number;
  readonly minGo?: number;
  readonly maxGo?: number;
}

export interface Program {
  readonly name: string;
  readonly directory: string;
  /** The kinds that the program says it covers. */
  readonly claims: readonly SiteKind[];
  readonly markers: readonly Marker[];
  readonly measurements: readonly Measurement[];
}

const FREQUENCIES: readonly NonNullable<Site['frequency']>[] = ['always', 'on-growth', 'above-bound', 'unless-empty', 'never'];
const NEEDS_BOUND: Placement = 'conditional';

/** All programs below a directory, by name. */
export function readPrograms(root: string): Program[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => readProgram(join(root, entry.name)))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

export function readProgram(directory: string): Program {
  const found: Found = { claims: [], markers: [], measurements: [] };
  for (const path of goFiles(directory)) {
    parseMarkers(relative(directory, path).split(sep).join('/'), readFileSync(path, 'utf8'), found);
  }
  return { name: basename(directory), directory, ...found };
}

/** The markers, or measurements, that hold for a release. */
export function select<T extends { readonly minGo?: number; readonly maxGo?: number }>(all: readonly T[], release: string): T[] {
  const version = minor(release);
  return all.filter((one) => version >= (one.minGo ?? 0) && version <= (one.maxGo ?? Infinity));
}

/**
 * Whether a site's expression is the one a marker means: spaces do not count, `{...}` stands for any braces, a bare
 * `append` for any append.
 */
export function matchesExpression(marker: Marker, expression: string): boolean {
  if (marker.expression === undefined) return true;
  const [wanted, got] = [marker.expression, expression].map((text) => text.replaceAll(/\s+/g, '').replaceAll(/\{[^{}]*\}/g, '{...}'));
  return wanted === got || (marker.kind === 'append' && (got === 'append' || wanted === 'append'));
}

interface Found {
  readonly claims: SiteKind[];
  readonly markers: Marker[];
  readonly measurements: Measurement[];
}

/** Adds what one file states to `found`; a `//go:build go1.N` line is the min_go of all of it. Exported for the tests of the syntax. */
export function parseMarkers(file: string, text: string, found: Found): void {
  let func = 'init';
  let pending: { directive: Directive; line: number }[] = [];
  const since = /^\/\/go:build go(1\.\d+)$/m.exec(text)?.[1];
  for (const [index, source] of text.split('\n').entries()) {
    const line = index + 1;
    func = declaredFunction(source) ?? (source.startsWith('}') ? 'init' : func);
    const start = source.indexOf('//@');
    const code = (start < 0 ? source : source.slice(0, start)).trim();
    const here = start < 0 ? [] : at(file, line, () => parseDirectives(source.slice(start + 3)));
    const waiting = [...pending, ...here.map((directive) => ({ directive, line }))];
    pending = [];
    for (const one of waiting) {
      if (one.directive.name === 'measure') found.measurements.push(at(file, one.line, () => measurement(one.directive, file, one.line, since)));
      else if (one.directive.name === 'claims') found.claims.push(...at(file, one.line, () => one.directive.positional.map(kindOf)));
      else if (code === '') pending.push(one);
      else found.markers.push(at(file, one.line, () => marker(one.directive, file, line, func, since)));
    }
    const [lost] = pending;
    if (lost !== undefined && start < 0) throw new MarkerError(file, lost.line, 'the marker stands above an empty line');
  }
  const [lost] = pending;
  if (lost !== undefined) throw new MarkerError(file, lost.line, 'no code follows the marker');
}

function at<T>(file: string, line: number, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new MarkerError(file, line, error instanceof Error ? error.message : String(error));
  }
}

function marker(directive: Directive, file: string, line: number, func: string, since: string | undefined): Marker {
  if (directive.name !== 'alloc' && directive.name !== 'copy') throw new Error(`unknown marker ${directive.name}`);
  const [kind = '', placement = '', expression, ...more] = directive.positional;
  if (more.length > 0) throw new Error(`too many arguments: ${more.join(', ')}`);
  const { bound, frequency, entry, silent, min_go, max_go } = options(directive, ['bound', 'frequency', 'entry', 'silent', 'min_go', 'max_go']);
  const known = PLACEMENTS.find((candidate) => candidate === placement);
  if (known === undefined) throw new Error(`unknown placement ${JSON.stringify(placement)}`);
  if ((known === NEEDS_BOUND) !== (bound !== undefined)) throw new Error(`a bound is stated for ${NEEDS_BOUND}, and only there`);
  const often = FREQUENCIES.find((candidate) => candidate === frequency);
  if (silent !== undefined && silent !== 'yes') throw new Error(`silent is yes or left out, not ${silent}`);
  if (frequency !== undefined && often === undefined) throw new Error(`unknown frequency ${frequency}`);
  return {
    role: directive.name,
    file,
    line,
    function: func,
    kind: kindOf(kind),
    placement: known,
    ...(expression === undefined ? {} : { expression }),
    ...(bound === undefined ? {} : { bound }),
    ...(often === undefined ? {} : { frequency: often }),
    ...(entry === undefined ? {} : { entry }),
    ...(silent === undefined ? {} : { silent: true }),
    ...range(min_go ?? since, max_go),
  };
}

function measurement(directive: Directive, file: string, line: number, since: string | undefined): Measurement {
  if (directive.positional.length > 0) throw new Error('measure takes key=value only');
  const { case: name, allocs, min_go, max_go } = options(directive, ['case', 'allocs', 'min_go', 'max_go']);
  if (name === undefined || name === '') throw new Error('measure needs a case');
  const [, least, most] = /^(\d+)(?:-(\d+))?$/.exec(allocs ?? '') ?? [];
  if (least === undefined) throw new Error('measure needs a number of allocs');
  return { file, line, case: name, allocs: Number(least), ...(most === undefined ? {} : { most: Number(most) }), ...range(min_go ?? since, max_go) };
}

function options(directive: Directive, known: readonly string[]): Record<string, string | undefined> & { readonly [K in OptionName]?: string } {
  for (const key of directive.named.keys()) if (!known.includes(key)) throw new Error(`unknown option ${key}`);
  return Object.fromEntries(directive.named);
}

type OptionName = 'bound' | 'frequency' | 'entry' | 'silent' | 'min_go' | 'max_go' | 'case' | 'allocs';

function range(min: string | undefined, max: string | undefined): { minGo?: number; maxGo?: number } {
  const minGo = min === undefined ? undefined : minor(min);
  const maxGo = max === undefined ? undefined : minor(max);
  if (minGo !== undefined && maxGo !== undefined && minGo > maxGo) throw new Error(`no release is ${min} or later and ${max} or earlier`);
  return { ...(minGo === undefined ? {} : { minGo }), ...(maxGo === undefined ? {} : { maxGo }) };
}

function kindOf(name: string): SiteKind {
  const kind = SITE_KINDS.find((candidate) => candidate === name);
  if (kind === undefined) throw new Error(`unknown kind ${JSON.stringify(name)}`);
  return kind;
}

/** `(*list).add` for `func (l *list[T]) add(…)`. */
function declaredFunction(source: string): string | undefined {
  const match = /^func (?:\((?:\w+ )?(\*?)(\w+)(?:\[[^\]]*\])?\) )?(\w+)/.exec(source);
  if (match === null) return undefined;
  const [, star, receiver, name = ''] = match;
  if (receiver === undefined) return name;
  return star === '*' ? `(*${receiver}).${name}` : `${receiver}.${name}`;
}

function goFiles(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.go'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

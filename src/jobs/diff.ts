// `diff`: two sides, each built or read, and what differs between their sites.
import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../base/errors.ts';
import type { Gap } from '../base/gap.ts';
import { diffAnalyses } from '../diff/diff.ts';
import { inlineFacts } from '../diff/facts.ts';
import type { DiffResult, Side } from '../diff/model.ts';
import { readSavedAnalysis } from './saved-analysis.ts';
import { changedFiles, checkOut, findRepository, resolveRevision, type Repository } from '../drive/git.ts';
import type { BuildFailure } from '../drive/failures.ts';
import type { BuildOptions } from '../drive/build-flags.ts';
import { isRecordingFile } from '../drive/recording-file.ts';
import type { ListedPackage } from '../drive/packages.ts';
import type { Analysis } from '../site/model.ts';
import { explain, type ExplainRequest, type ExplainResult } from './explain.ts';
import { openRun } from './open-recording.ts';

/** How one side is built, beside what both have in common. */
export interface SideBuild {
  readonly go?: string;
  readonly goos?: string;
  readonly goarch?: string;
  readonly build: Partial<BuildOptions>;
  /** The flags as given, for the label and for causes. */
  readonly flags: readonly string[];
}

/** What to compare. */
export interface DiffRequest {
  readonly cwd: string;
  /** Revisions, saved analyses or recordings; absent: the working tree. */
  readonly names: readonly [string | undefined, string | undefined];
  readonly sides: readonly [SideBuild, SideBuild];
  readonly patterns: readonly string[];
  readonly build: BuildOptions;
  readonly tests: ExplainRequest['tests'];
  /** Of allocpath, for recordings. */
  readonly version: string;
  readonly signal?: AbortSignal;
  readonly progress?: (message: string) => void;
}

/** The differences, and build errors that were left out. */
export interface DiffOutcome {
  readonly result: DiffResult;
  /** Directories that file names of the sides are shown relative to. */
  readonly roots: readonly [string, string];
  readonly failures: readonly (BuildFailure & { readonly side: string })[];
}

interface Opened {
  readonly side: Side;
  readonly failures: readonly (BuildFailure & { readonly side: string })[];
  readonly gaps: readonly Gap[];
  /** When it was saved, in milliseconds since 1970. */
  readonly made?: number;
  /** Its tests, and nothing else, did not compile. */
  readonly testsFailed?: boolean;
  readonly dispose: () => void;
}

/**
 * Compares.
 * @throws UserError when a side cannot be had
 */
export async function diff(request: DiffRequest): Promise<DiffOutcome> {
  const opened: Opened[] = [];
  try {
    // Names that mean nothing are said before anything is built.
    const ofGit = request.names.some((name) => name !== undefined && !isSaved(name, request.cwd));
    const repository = ofGit ? await findRepository(request.cwd) : undefined;
    const places = [await placeOf(request, request.names[0], repository), await placeOf(request, request.names[1], repository)] as const;
    // One after the other: each build takes all processors by itself.
    for (const index of [0, 1] as const) opened.push(await openSide(request, index, places[index], repository));
    const gaps: Gap[] = [];
    // Functions that only test binaries hold are compared where both have them.
    if (request.tests === 'auto' && opened.some((o) => o.testsFailed) && !opened.every((o) => o.testsFailed)) {
      gaps.push({
        code: 'tests-left-out',
        affects: opened
          .filter((o) => o.testsFailed)
          .map((o) => o.side.label)
          .join(', '),
        message: 'Its tests do not compile; functions that only test binaries hold are explained from the compiler’s text on both sides.',
      });
      for (const { dispose } of opened.splice(0)) dispose();
      for (const index of [0, 1] as const) opened.push(await openSide({ ...request, tests: 'none' }, index, places[index], repository));
    }
    const [before, after] = opened as [Opened, Opened];
    request.progress?.('comparing');
    const source = sourceBefore(opened);
    const result = diffAnalyses({ ...before.side, ...source }, { ...after.side, ...source }, [...before.gaps, ...after.gaps, ...gaps]);
    return { result, roots: [before.side.root, after.side.root], failures: [...before.failures, ...after.failures] };
  } finally {
    for (const { dispose } of opened) dispose();
  }
}

/** Whether a name is that of a file that was saved: an analysis or recordings. */
export function isSaved(name: string, cwd: string): boolean {
  return name.split(',').every((part) => {
    const stat = statSync(resolve(cwd, part), { throwIfNoEntry: false });
    return stat?.isFile() === true && (/\.(?:json|allocpath)$/.test(part) || isRecordingFile(resolve(cwd, part)));
  });
}

/** What a side is, before anything is built. */
type Place = { readonly kind: 'saved' } | { readonly kind: 'tree' } | { readonly kind: 'revision'; readonly commit: string; readonly repository: Repository };

async function placeOf(request: DiffRequest, name: string | undefined, repository: Repository | undefined): Promise<Place> {
  if (name === undefined) return { kind: 'tree' };
  if (isSaved(name, request.cwd)) return { kind: 'saved' };
  if (repository === undefined)
    throw new UserError(
      'no-revision',
      `${name} is no saved analysis or recording, and ${request.cwd} is in no git repository.`,
      'Compare revisions inside a repository, or files of explain --json or run --out.',
    );
  const commit = await resolveRevision(repository, name);
  if (commit === undefined)
    throw new UserError(
      'no-revision',
      `${name} is no revision of this repository, and no file.`,
      'git log --oneline lists revisions. A shallow clone has few: git fetch --unshallow.',
    );
  return { kind: 'revision', commit, repository };
}

async function openSide(request: DiffRequest, index: 0 | 1, place: Place, repository: Repository | undefined): Promise<Opened> {
  const name = request.names[index];
  const which = index === 0 ? 'before' : 'after';
  if (place.kind === 'saved') return openSaved(name!, request);
  if (place.kind === 'tree')
    return await openTree(request, index, request.cwd, await workingTreeLabel(request, repository, index), [], () => {}, which, repository);
  request.progress?.(`${name}: writing out`);
  const revision = await checkOut(place.repository, place.commit, request.signal);
  const gaps: Gap[] = revision.submodules.map((path) => ({
    code: 'submodule-left-out',
    affects: path,
    message: `The submodule ${path} is not part of what git has of ${name}; packages in it are missing.`,
  }));
  const { prefix } = place.repository;
  const cwd = join(revision.path, prefix);
  if (statSync(cwd, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new UserError(
      'no-directory',
      `${prefix} is not there in ${name}.`,
      'Run it from a directory that both revisions have, or point it there with -C DIR.',
    );
  const label = /^[0-9a-f]{40}$/.test(name!) ? name!.slice(0, 12) : name!;
  return await openTree(request, index, cwd, label, gaps, revision.dispose, which, undefined, { top: place.repository.top, path: revision.path });
}

async function workingTreeLabel(request: DiffRequest, repository: Repository | undefined, index: 0 | 1): Promise<string> {
  const [a, b] = request.names;
  if (a !== undefined || b !== undefined) {
    const changed = repository === undefined ? 0 : await changedFiles(repository);
    return changed === 0 ? 'working tree' : `working tree (${changed} ${changed === 1 ? 'file' : 'files'} changed)`;
  }
  const { go, flags } = request.sides[index];
  return [...(go === undefined ? [] : [go]), ...flags].join(' ') || 'plain';
}

async function openTree(
  request: DiffRequest,
  index: 0 | 1,
  cwd: string,
  label: string,
  gaps: readonly Gap[],
  dispose: () => void,
  which: string,
  repository: Repository | undefined,
  tree?: { readonly top: string; readonly path: string },
): Promise<Opened> {
  const { build, flags, ...target } = request.sides[index];
  const merged: BuildOptions = { ...request.build, ...build, gcflags: [...request.build.gcflags, ...(build.gcflags ?? [])] };
  const result = await explainTree({
    cwd,
    patterns: request.patterns,
    build: merged,
    tests: request.tests,
    ...target,
    ...workspaceOf(tree?.top, tree?.path),
    ...(request.signal === undefined ? {} : { signal: request.signal }),
    ...(request.progress === undefined ? {} : { progress: (message: string) => request.progress!(`${label}: ${message}`) }),
  });
  const { analysis, failures, texts } = result;
  return {
    side: {
      analysis,
      label,
      root: cwd,
      facts: inlineFacts(texts),
      source: sourceReader(),
      goroot: result.toolchain.goroot,
      files: goFiles(result.packages),
      flags: [...flags, ...commonFlags(request.build)],
    },
    testsFailed: failures.length > 0 && failures.every((f) => f.test === true),
    failures: failures.map((f) => ({ ...f, side: `${which} (${label})` })),
    gaps: [
      ...analysis.gaps.map((gap) => ({ ...gap, affects: `${label}: ${gap.affects}` })),
      ...gaps,
      ...workspaceGap(result.toolchain.goWork, label, repository, tree),
    ],
    dispose,
  };
}

// What is beside a repository is not beside the tree of a revision.
async function explainTree(request: ExplainRequest): Promise<ExplainResult> {
  try {
    return await explain(request);
  } catch (error) {
    if (!(error instanceof UserError) || !/replacement directory|replaced by/.test(error.message)) throw error;
    throw new UserError(
      error.code,
      error.message,
      'A replace directive points outside of the repository, and revisions are written out elsewhere. Compare analyses instead: allocpath explain --json -o before.json in each.',
      error.exitCode,
    );
  }
}

// A workspace around the repository is there for its working tree alone.
function workspaceGap(goWork: string, label: string, repository: Repository | undefined, tree: object | undefined): Gap[] {
  if (tree !== undefined || repository === undefined || goWork === '' || goWork === 'off' || goWork.startsWith(`${repository.top}/`)) return [];
  return [
    {
      code: 'workspace-outside',
      affects: label,
      message: `It is built with the workspace ${goWork}, which lies outside of the repository: revisions are built without it, and differ where it replaces modules. GOWORK=off builds both without.`,
    },
  ];
}

// A workspace file that the environment names is the one of the tree that is built.
function workspaceOf(top: string | undefined, tree: string | undefined): { readonly env?: Record<string, string> } {
  const named = process.env['GOWORK'];
  if (named === undefined || named === '' || named === 'off' || top === undefined || tree === undefined) return {};
  return named.startsWith(`${top}/`) ? { env: { GOWORK: join(tree, named.slice(top.length + 1)) } } : {};
}

function commonFlags({ race, pgo, gcflags }: BuildOptions): string[] {
  return [...(race === true ? ['-race'] : []), ...(pgo === undefined ? [] : [`-pgo=${pgo}`]), ...gcflags.map((f) => `-gcflags=${f}`)].filter(
    (f, i, all) => all.indexOf(f) === i,
  );
}

function openSaved(names: string, request: DiffRequest): Opened {
  const all = names.split(',').map((name) => openOne(resolve(request.cwd, name), name, request.version));
  const [first, ...repeats] = all;
  const strange = repeats.find((r) => r.analysis.recorded === undefined);
  if (strange !== undefined || (repeats.length > 0 && first!.analysis.recorded === undefined))
    throw new UserError('usage', `${names}: only recordings can be repeated.`, 'Name one saved analysis for each side.');
  const named = (one: (typeof all)[number]): string => [...one.analysis.target.packages].sort().join(' ');
  const stranger = repeats.findIndex((r) => named(r) !== named(first!));
  if (stranger >= 0)
    throw new UserError(
      'usage',
      `${names}: the recordings are of different programs (${named(first!)} and ${named(repeats[stranger]!)}).`,
      'Those of one side are repetitions of one run.',
    );
  return {
    side: {
      analysis: first!.analysis,
      label: names,
      root: first!.root,
      source: sourceReader(),
      flags: first!.analysis.target.flags.filter((f) => !/-m=2/.test(f)),
      repeats: repeats.map((r) => r.analysis),
    },
    made: first!.made,
    failures: [],
    gaps: all.flatMap((one) => one.gaps),
    dispose: () => {},
  };
}

interface Saved {
  readonly analysis: Analysis;
  readonly root: string;
  readonly gaps: readonly Gap[];
  /** Milliseconds since 1970. */
  readonly made: number;
}

function openOne(path: string, name: string, version: string): Saved {
  if (isRecordingFile(path)) {
    const { analysis, gaps, meta } = openRun(path, version);
    return { analysis, root: meta.directory, gaps, made: meta.created };
  }
  const analysis = readSavedAnalysis(path, name);
  return { analysis, root: commonDirectory(analysis), gaps: [], made: statSync(path).mtimeMs };
}

// The directory that all files of the analysed packages share; those of other modules and of Go lie elsewhere.
function commonDirectory({ sites, target }: Analysis): string {
  const own = sites.filter((s) => target.packages.includes(s.package)).map((s) => s.position.file.split('/').slice(0, -1));
  const [first = [], ...others] = own;
  let length = first.length;
  for (const other of others) {
    let i = 0;
    while (i < length && first[i] === other[i]) i++;
    length = i;
  }
  return first.slice(0, length).join('/');
}

// Test files are part of their package's directory; a package of external tests is another one, whose functions nobody renames into this.
function goFiles(packages: readonly ListedPackage[]): Map<string, string> {
  const names = ({ GoFiles = [], CgoFiles = [], TestGoFiles = [] }: ListedPackage): readonly string[] => [...GoFiles, ...CgoFiles, ...TestGoFiles];
  return new Map(packages.flatMap((p) => (p.Dir === undefined ? [] : names(p).map((name) => [join(p.Dir!, name), p.ImportPath] as const))));
}

const MAX_SOURCE = 16 << 20;
/** File systems note times by a clock that ticks every few milliseconds; a build takes longer than that. */
const CLOCK = 20;

// What was written after an analysis was saved is not what it speaks of. Both sides do without it: a file that one alone has is no comparison.
function sourceBefore(opened: readonly Opened[]): Partial<Pick<Side, 'source'>> {
  const first = Math.min(...opened.map(({ made }) => made ?? Infinity));
  return first === Infinity ? {} : { source: sourceReader(first) };
}

function sourceReader(until = Infinity): (file: string) => readonly string[] | undefined {
  const known = new Map<string, readonly string[] | undefined>();
  return (file) => {
    if (!known.has(file)) known.set(file, readLines(file, until));
    return known.get(file);
  };
}

function readLines(file: string, until: number): readonly string[] | undefined {
  try {
    const stat = statSync(file);
    return stat.isFile() && stat.size <= MAX_SOURCE && stat.mtimeMs < until - CLOCK ? readFileSync(file, 'utf8').split('\n') : undefined;
  } catch {
    return undefined;
  }
}

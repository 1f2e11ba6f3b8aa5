// `lab`: builds experiments with several releases and sets of flags, runs them, and puts the evidence side by side.
import { cpus } from 'node:os';
import pLimit from 'p-limit';
import { UserError } from '../base/errors.ts';
import type { Gap } from '../base/gap.ts';
import { readExperiments } from '../lab/directives.ts';
import { parseHolds } from '../lab/holds.ts';
import { mergeLayouts } from '../lab/layouts.ts';
import type { Cell, Experiment, LabRelease, LabResult, Layout } from '../lab/model.ts';
import { verdictsOn } from '../lab/verdict.ts';
import { OWN_ENV, ownLab, readLabTree, type LabDirectory, type LabTree } from '../drive/lab-files.ts';
import { readToolchain, type Toolchain } from '../drive/toolchain.ts';
import { measureBuild, type LabBuild, type LabEvidence } from './lab-build.ts';

/** What to run. */
export interface LabRequest {
  /** A directory of Go files with directives; absent: the experiments that come with allocpath. */
  readonly directory?: string;
  /** Patterns for ids: a part of one, or with `*`. */
  readonly experiments: readonly string[];
  /** Releases for the go command's toolchain switch, from old to new. */
  readonly releases: readonly string[];
  readonly architectures: readonly string[];
  /** Compiler flags for every build. */
  readonly gcflags: readonly string[];
  /** Builds at a time; absent: half of the processors, at least two. */
  readonly jobs?: number;
  /** Build anew, and take nothing from the cache. */
  readonly fresh?: boolean;
  readonly signal?: AbortSignal;
  readonly progress?: (message: string) => void;
}

/** Package of experiments. */
export interface LabChapter {
  readonly directory: LabDirectory;
  readonly packageName: string;
  readonly experiments: readonly Experiment[];
}

/** @throws UserError when there is nothing to run, or a directive is not understood */
export function listExperiments(request: Pick<LabRequest, 'directory' | 'experiments'>): Experiment[] {
  const tree = openTree(request.directory);
  try {
    return chaptersOf(tree, request.experiments).flatMap((c) => [...c.experiments]);
  } finally {
    tree.dispose();
  }
}

/**
 * Runs experiments.
 * @throws UserError when nothing could be run at all
 */
export async function runLab(request: LabRequest): Promise<LabResult> {
  const tree = openTree(request.directory);
  try {
    return await run(request, tree, chaptersOf(tree, request.experiments));
  } finally {
    tree.dispose();
  }
}

async function run(request: LabRequest, tree: LabTree, chapters: readonly LabChapter[]): Promise<LabResult> {
  const { signal } = request;
  const limit = pLimit(request.jobs ?? Math.max(2, cpus().length >> 1));
  const gaps: Gap[] = [];
  const targets = request.architectures.flatMap((goarch) => request.releases.map((go) => ({ go, goarch })));
  const toolchains = await Promise.all(targets.map((target) => limit(() => toolchainOf(tree, target, signal))));
  const releases: LabRelease[] = targets.map(({ go, goarch }, i) => {
    const found = toolchains[i]!;
    const shown = goarch === '' ? (('goarch' in found ? found.goarch : undefined) ?? 'native') : goarch;
    return 'missing' in found ? { go, goarch: shown, missing: found.missing } : { go, goarch: shown, version: found.goVersion };
  });
  if (toolchains.every((t) => 'missing' in t)) throw new UserError('no-toolchain', releases[0]!.missing ?? 'No toolchain could be had.', OFFLINE);
  const variants = variantsOf(chapters);
  const builds = targets.flatMap(({ go, goarch }, i) =>
    variants.map((variant): LabBuild => ({
      tree,
      go,
      goarch,
      toolchain: toolchains[i]!,
      variant,
      chapters: chaptersWith(chapters, variant),
      gcflags: request.gcflags,
    })),
  );
  let done = 0;
  const evidence = await Promise.all(
    builds.map((build) =>
      limit(async () => {
        const result = await measureBuild(build, request);
        request.progress?.(`${++done} of ${builds.length} builds measured, last ${build.go}${build.variant === '' ? '' : ` ${build.variant}`}`);
        return result;
      }),
    ),
  );
  for (const { gaps: more } of evidence) gaps.push(...more.filter((gap) => !gaps.some((g) => g.code === gap.code && g.message === gap.message)));
  for (const r of releases) if (r.missing !== undefined) gaps.push({ code: 'toolchain-missing', affects: r.go, message: r.missing });
  const layouts = evidence.flatMap((e): readonly Layout[] => e.layouts);
  return {
    schema: 'allocpath.lab/1',
    releases,
    experiments: chapters.flatMap((c) => c.experiments.map((experiment) => resultOf(experiment, builds, evidence))),
    layouts: mergeLayouts(layouts),
    gaps,
  };
}

const OFFLINE = 'The go command fetches other releases through GOPROXY; without a network, name one that is installed: --go local.';

function openTree(directory: string | undefined): LabTree {
  return directory === undefined ? readLabTree(ownLab(), true) : readLabTree(directory, false);
}

function chaptersOf(tree: LabTree, patterns: readonly string[]): LabChapter[] {
  const all = tree.directories.map((directory): LabChapter => {
    const experiments = directory.files.flatMap(({ name, text }) => {
      const file = directory.name === '' ? name : `${directory.name}/${name}`;
      return readExperiments(text, file, directory.name);
    });
    for (const e of experiments)
      for (const claim of e.claims)
        if (claim.holds !== undefined)
          parseHolds(
            claim.holds,
            e.cases.map((c) => c.label),
            e.variants,
            `${e.file}: ${e.function}`,
          );
    return { directory, packageName: packageNameOf(directory), experiments: withDistinctIds(experiments) };
  });
  const chapters = all.map((c) => ({ ...c, experiments: c.experiments.filter((e) => patterns.length === 0 || patterns.some((p) => matchesId(e.id, p))) }));
  const some = chapters.filter((c) => c.experiments.length > 0);
  if (some.length === 0) {
    const ids = all.flatMap((c) => c.experiments.map((e) => e.id));
    throw new UserError(
      'no-experiment',
      `No experiment matches ${patterns.join(', ')}.`,
      `There are ${ids.length}, for example ${ids.slice(0, 3).join(', ')}; --list shows them all.`,
    );
  }
  return some;
}

// Files for several systems may have a function of one name.
function withDistinctIds(experiments: readonly Experiment[]): Experiment[] {
  const count = new Map<string, number>();
  for (const { id } of experiments) count.set(id, (count.get(id) ?? 0) + 1);
  return experiments.map((e) => (count.get(e.id)! > 1 ? { ...e, id: `${e.id}@${e.file.replace(/^.*\//, '')}` } : e));
}

function packageNameOf({ files, path }: LabDirectory): string {
  for (const { text } of files) {
    const name = /^package\s+(\w+)/m.exec(text)?.[1];
    if (name !== undefined) return name;
  }
  throw new UserError('lab-directive', `${path} has no package clause.`);
}

function matchesId(id: string, pattern: string): boolean {
  if (!pattern.includes('*')) return id.toLowerCase().includes(pattern.toLowerCase());
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\/]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i').test(id);
}

async function toolchainOf(
  tree: LabTree,
  { go, goarch }: { readonly go: string; readonly goarch: string },
  signal: AbortSignal | undefined,
): Promise<Toolchain | { readonly missing: string }> {
  const env = { ...(tree.own ? OWN_ENV : {}), GOTOOLCHAIN: go, ...(goarch === '' ? {} : { GOARCH: goarch }) };
  try {
    return await readToolchain({ cwd: tree.root, env, ...(signal === undefined ? {} : { signal }) });
  } catch (error) {
    if (!(error instanceof UserError) || error.code === 'interrupted' || error.code === 'no-go') throw error;
    return { missing: error.message };
  }
}

function variantsOf(chapters: readonly LabChapter[]): string[] {
  return ['', ...new Set(chapters.flatMap((c) => c.experiments.flatMap((e) => e.variants)))];
}

function chaptersWith(chapters: readonly LabChapter[], variant: string): LabChapter[] {
  if (variant === '') return [...chapters];
  return chapters.map((c) => ({ ...c, experiments: c.experiments.filter((e) => e.variants.includes(variant)) })).filter((c) => c.experiments.length > 0);
}

function resultOf(experiment: Experiment, builds: readonly LabBuild[], evidence: readonly LabEvidence[]): LabResult['experiments'][number] {
  const cells: Cell[] = [];
  for (const [i, build] of builds.entries()) {
    if (build.variant !== '' && !experiment.variants.includes(build.variant)) continue;
    const { toolchain } = build;
    const known = evidence[i]!.cells.get(experiment.id);
    const where = {
      go: 'missing' in toolchain ? build.go : toolchain.goVersion,
      goarch: 'missing' in toolchain ? build.goarch : toolchain.goarch,
      flags: build.variant,
    };
    cells.push(
      known === undefined ? { ...where, said: [], emitted: [], happened: [], missing: evidence[i]!.missing ?? 'not measured' } : { ...where, ...known },
    );
  }
  return { ...experiment, cells, verdicts: verdictsOn(experiment, cells) };
}

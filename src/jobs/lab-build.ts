// One build of experiments: with one release, one processor and one set of flags. What is read of it is kept in a cache, by everything that
// it depends on; what happens is measured every time.
import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { FormatError, UserError } from '../base/errors.ts';
import type { Gap } from '../base/gap.ts';
import { hotProfile } from '../lab/hot-profile.ts';
import { MARK, mainHarness, ownMainHarness, packageHarness, readMeasurements, type Measurement } from '../lab/harness.ts';
import { readEvidence, type ReadEvidence } from '../lab/cells.ts';
import { readLayouts } from '../lab/layouts.ts';
import type { Cell, Experiment, Layout } from '../lab/model.ts';
import { openDwarf } from '../read/dwarf/dwarf.ts';
import { openBinaryDirectory } from '../drive/cache-directory.ts';
import { OWN_ENV, writeOverlay, type LabTree } from '../drive/lab-files.ts';
import { runLabProgram } from '../drive/lab-program.ts';
import { listPackages, type ListedPackage } from '../drive/packages.ts';
import type { Toolchain } from '../drive/toolchain.ts';
import { explain, type ExplainRequest } from './explain.ts';
import type { LabChapter, LabRequest } from './lab.ts';

/** What to build. */
export interface LabBuild {
  readonly tree: LabTree;
  readonly go: string;
  /** Empty: the machine's own. */
  readonly goarch: string;
  readonly toolchain: Toolchain | { readonly missing: string };
  /** Flags of the variant; empty for the plain build. */
  readonly variant: string;
  readonly chapters: readonly LabChapter[];
  readonly gcflags: readonly string[];
}

/** What became of it. */
export interface LabEvidence {
  /** By id of the experiment; absent: `missing` says why. */
  readonly cells: ReadonlyMap<string, Omit<Cell, 'go' | 'goarch' | 'flags'>>;
  readonly layouts: readonly Layout[];
  readonly gaps: readonly Gap[];
  readonly missing?: string;
}

/** What reading a build gives, as it is kept in the cache. */
interface Kept {
  /** One for each program: experiments whose cases it runs, by id. */
  readonly programs: readonly { readonly file: string; readonly size: number; readonly experiments: readonly string[] }[];
  readonly read: Readonly<Record<string, ReadEvidence>>;
  readonly missing: Readonly<Record<string, string>>;
  readonly layouts: readonly Layout[];
  readonly gaps: readonly Gap[];
}

/** Changes when what is kept, or how it is found, changes. */
const FORMAT = 2;
const HARNESS = 'zz_allocpath_lab';

/** Builds, or takes what was built before, and measures. */
export async function measureBuild(build: LabBuild, request: Pick<LabRequest, 'signal' | 'fresh' | 'progress'>): Promise<LabEvidence> {
  const { toolchain, tree } = build;
  if ('missing' in toolchain) return { cells: new Map(), layouts: [], gaps: [], missing: toolchain.missing };
  if (request.signal?.aborted === true) throw new UserError('interrupted', 'Interrupted.', undefined, 130);
  const key = keyOf(build, toolchain);
  const directory = openBinaryDirectory(key, 'lab');
  try {
    // What the user's own experiments depend on is the go command's to know, and it has a cache of its own.
    let kept = request.fresh === true || !tree.own ? undefined : readKept(directory.path);
    if (kept === undefined) {
      request.progress?.(`${build.go}${build.variant === '' ? '' : ` ${build.variant}`}: building`);
      kept = await make(build, toolchain, directory.path, request);
      const written = join(directory.path, `evidence.json.${process.pid}`);
      writeFileSync(written, JSON.stringify(kept));
      renameSync(written, join(directory.path, 'evidence.json'));
    }
    return await measure(build, toolchain, kept, directory.path, tree.root, request.signal);
  } catch (error) {
    if (!(error instanceof UserError) || error.code === 'interrupted') throw error;
    return { cells: new Map(), layouts: [], gaps: [], missing: error.message };
  } finally {
    directory.dispose();
  }
}

function keyOf(build: LabBuild, toolchain: Toolchain): string[] {
  const sources = createHash('sha256');
  for (const { directory } of build.chapters)
    for (const { name, text } of directory.files) sources.update(`${directory.name}/${name}\0${text.length}\0${text}`);
  const chosen = build.chapters.flatMap((c) => c.experiments.map((e) => e.id));
  const env = ['GOAMD64', 'GOARM64', 'GOEXPERIMENT', 'CGO_ENABLED'].map((name) => process.env[name] ?? '');
  const { goVersion, goroot, goos, goarch, goFlags, cgo, cc } = toolchain;
  return [
    String(FORMAT),
    build.tree.root,
    goVersion,
    goroot,
    goos,
    goarch,
    goFlags,
    String(cgo),
    cc,
    ...env,
    build.variant,
    ...build.gcflags,
    sources.digest('hex'),
    ...chosen,
  ];
}

function readKept(directory: string): Kept | undefined {
  try {
    const kept = JSON.parse(readFileSync(join(directory, 'evidence.json'), 'utf8')) as Kept;
    if (!Array.isArray(kept.programs) || !Array.isArray(kept.layouts) || !Array.isArray(kept.gaps)) return undefined;
    if (typeof kept.read !== 'object' || typeof kept.missing !== 'object') return undefined;
    // A program that was cut off is no program.
    return kept.programs.every((p) => statSync(join(directory, p.file), { throwIfNoEntry: false })?.size === p.size) ? kept : undefined;
  } catch {
    return undefined;
  }
}

interface Planned {
  readonly chapter: LabChapter;
  readonly listed: ListedPackage;
  readonly experiments: readonly Experiment[];
}

async function make(build: LabBuild, toolchain: Toolchain, directory: string, request: Pick<LabRequest, 'signal'>): Promise<Kept> {
  const { tree, chapters, variant, go, goarch } = build;
  const env = { ...(tree.own ? OWN_ENV : {}), GOTOOLCHAIN: go, ...(goarch === '' ? {} : { GOARCH: goarch }) };
  const signal = request.signal === undefined ? {} : { signal: request.signal };
  const patterns = chapters.map((c) => `./${c.directory.name}`);
  const listed = await listPackages(patterns, variant.includes('-race') ? ['-race'] : [], false, { cwd: tree.root, env, ...signal });
  const missing: Record<string, string> = {};
  const planned: Planned[] = [];
  for (const chapter of chapters) {
    const found = listed.find((p) => p.Dir === chapter.directory.path);
    const error = found?.Error?.Err ?? (found === undefined ? 'the go command does not list its package' : undefined);
    const experiments: Experiment[] = [];
    for (const e of chapter.experiments) {
      if (error !== undefined) missing[e.id] = error;
      else if (![...(found!.GoFiles ?? []), ...(found!.CgoFiles ?? [])].includes(e.file.replace(/^.*\//, '')))
        missing[e.id] = `${e.file} is not built with this release or these flags (build constraints; without CGO_ENABLED=1 files that import "C" are left out)`;
      else experiments.push(e);
    }
    if (experiments.length > 0) planned.push({ chapter, listed: found!, experiments });
  }
  const kept: Built = { programs: [], read: {}, missing, layouts: [], gaps: [] };
  // A package that does not compile keeps the others from being linked with it: they are built again without it.
  for (let left = planned; left.length > 0;) {
    const failed = await buildAll(build, toolchain, directory, left, kept, { env, ...signal });
    if (failed.size === 0) break;
    left = left.filter((p) => !failed.has(p));
  }
  return kept;
}

interface Built extends Kept {
  readonly programs: { readonly file: string; readonly size: number; readonly experiments: readonly string[] }[];
  readonly read: Record<string, ReadEvidence>;
  readonly missing: Record<string, string>;
  readonly layouts: Layout[];
  readonly gaps: Gap[];
}

/** Builds and reads; what it finds goes into `kept`. Returns packages that did not compile, when there are others to build without them. */
async function buildAll(
  build: LabBuild,
  toolchain: Toolchain,
  directory: string,
  planned: readonly Planned[],
  kept: Built,
  context: Pick<ExplainRequest, 'env' | 'signal'>,
): Promise<Set<Planned>> {
  const { tree, variant } = build;
  const overlay = writeOverlay(harnessFiles(tree, planned));
  const profile = variant.includes('-pgo') ? writeProfile(planned, directory) : undefined;
  try {
    const libraries = planned.filter((p) => p.listed.Name !== 'main');
    const result = await explain({
      cwd: tree.root,
      patterns: [...planned.map((p) => `./${p.chapter.directory.name}`), ...(libraries.length > 0 ? [`./${HARNESS}`] : [])],
      build: {
        gcflags: [...build.gcflags, ...[...variant.matchAll(/-gcflags=(\S+)/g)].map((m) => m[1]!)],
        deps: false,
        overlay: overlay.path,
        ...(variant.includes('-race') ? { race: true } : {}),
        ...(profile === undefined ? { pgo: 'off' } : { pgo: profile }),
      },
      tests: 'none',
      ...(build.goarch === '' ? {} : { goarch: build.goarch }),
      ...context,
    });
    const failed = new Set<Planned>();
    for (const one of planned) {
      const failure = result.failures.find((f) => f.package === one.listed.ImportPath || f.package === '');
      if (failure === undefined) continue;
      failed.add(one);
      for (const e of one.experiments) kept.missing[e.id] = `it does not compile: ${compilerMessage(failure.text)}`;
    }
    if (failed.size > 0) return failed;
    // The program that calls the cases is a package too.
    const [harness] = result.failures;
    if (harness !== undefined) {
      for (const { experiments } of planned) for (const e of experiments) kept.missing[e.id] = `it does not compile: ${compilerMessage(harness.text)}`;
      return failed;
    }
    kept.gaps.push(...result.analysis.gaps.filter((g) => g.code === 'release-unverified'));
    for (const [i, { binary, package: name }] of result.binaries.entries()) {
      const file = `program${i}`;
      // Beside its place: another run may be running what is there.
      const copy = join(directory, `${file}.${process.pid}`);
      copyFileSync(binary.name, copy);
      renameSync(copy, join(directory, file));
      const of = name.endsWith(`/${HARNESS}`) ? libraries : planned.filter((p) => p.listed.ImportPath === name);
      kept.programs.push({ file, size: statSync(join(directory, file)).size, experiments: of.flatMap((p) => p.experiments.map((e) => e.id)) });
      if (variant === '' && i === 0) kept.layouts.push(...layoutsOf(binary, toolchain, kept.gaps));
    }
    for (const { chapter, listed, experiments } of planned) {
      const symbol = listed.Name === 'main' ? 'main' : listed.ImportPath;
      for (const e of experiments) kept.read[e.id] = readEvidence(result.analysis, e, join(chapter.directory.path, e.file.replace(/^.*\//, '')), symbol);
    }
    return failed;
  } catch (error) {
    // Nothing at all could be built.
    if (!(error instanceof UserError) || error.code === 'interrupted') throw error;
    for (const { experiments } of planned) for (const e of experiments) kept.missing[e.id] = `it does not compile: ${compilerMessage(error.message)}`;
    return new Set();
  } finally {
    overlay.dispose();
    if (profile !== undefined) rmSync(profile, { force: true });
  }
}

// The first line with a position. The file that calls the cases is not the user's: what is wrong in it is a case.
function compilerMessage(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  const line = lines.find((l) => /\.go:\d+/.test(l)) ?? lines[0] ?? '';
  return line.replace(/\S*allocpath-overlay-[^/\s]+\/\d+\.go:\d+(?::\d+)?:/, '//lab:case:');
}

function harnessFiles(tree: LabTree, planned: readonly Planned[]): Map<string, string> {
  const files = new Map<string, string>();
  const libraries = planned.filter((p) => p.listed.Name !== 'main');
  let first = 0;
  for (const { chapter, experiments } of libraries) {
    files.set(join(chapter.directory.path, `${HARNESS}.go`), packageHarness(chapter.packageName, experiments, first, plainFunctions(chapter)));
    first += casesOf(experiments);
  }
  // A command runs its own experiments when it starts, and does nothing else then.
  for (const { chapter, experiments } of planned.filter((p) => p.listed.Name === 'main'))
    files.set(join(chapter.directory.path, `${HARNESS}.go`), ownMainHarness(packageHarness('main', experiments, 0, plainFunctions(chapter))));
  if (libraries.length > 0) files.set(join(tree.root, HARNESS, 'main.go'), mainHarness(libraries.map((p) => p.listed.ImportPath)));
  return files;
}

// Functions without a receiver or type parameters.
function plainFunctions({ directory }: LabChapter): Set<string> {
  return new Set(directory.files.flatMap(({ text }) => [...text.matchAll(/^func (\w+)\(/gm)].map((m) => m[1]!)));
}

function casesOf(experiments: readonly Experiment[]): number {
  return experiments.reduce((sum, e) => sum + e.cases.length, 0);
}

function writeProfile(planned: readonly Planned[], directory: string): string | undefined {
  const texts = new Map(
    planned.flatMap((p) =>
      p.chapter.directory.files.map((f) => [p.chapter.directory.name === '' ? f.name : `${p.chapter.directory.name}/${f.name}`, f.text] as const),
    ),
  );
  const symbolOf = (e: Experiment): string => {
    const { listed } = planned.find((p) => p.experiments.includes(e))!;
    return listed.Name === 'main' ? 'main' : listed.ImportPath;
  };
  const bytes = hotProfile(
    planned.flatMap((p) => p.experiments),
    texts,
    symbolOf,
  );
  if (bytes === undefined) return undefined;
  const path = join(directory, 'hot.pgo');
  writeFileSync(path, bytes);
  return path;
}

function layoutsOf(binary: Parameters<typeof openDwarfOf>[0], toolchain: Toolchain, gaps: Gap[]): Layout[] {
  try {
    const dwarf = openDwarfOf(binary);
    return dwarf === undefined ? [] : readLayouts(dwarf, toolchain.goVersion, toolchain.goarch);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    gaps.push({ code: 'dwarf-not-read', affects: toolchain.goVersion, message: error.message });
    return [];
  }
}

function openDwarfOf(binary: { readonly image: Parameters<typeof openDwarf>[0] }): ReturnType<typeof openDwarf> {
  return openDwarf(binary.image, (bytes, size) => inflateSync(bytes, { maxOutputLength: Math.max(1, size) }));
}

async function measure(
  build: LabBuild,
  toolchain: Toolchain,
  kept: Kept,
  directory: string,
  cwd: string,
  signal: AbortSignal | undefined,
): Promise<LabEvidence> {
  const cells = new Map<string, Omit<Cell, 'go' | 'goarch' | 'flags'>>();
  const byId = new Map(build.chapters.flatMap((c) => c.experiments.map((e) => [e.id, e] as const)));
  for (const [id, why] of Object.entries(kept.missing)) cells.set(id, { said: [], emitted: [], happened: [], missing: why });
  const native = toolchain.goos === nativeOs() && toolchain.goarch === nativeArch();
  for (const { file, experiments } of kept.programs) {
    const run = native ? await runLabProgram(join(directory, file), cwd, MARK, signal) : undefined;
    if (signal?.aborted === true) throw new UserError('interrupted', 'Interrupted.', undefined, 130);
    const { measured } = run === undefined ? { measured: new Map<number, Measurement>() } : readMeasurements(run.text);
    const why = run === undefined ? `a program for ${toolchain.goos}/${toolchain.goarch} does not run on this machine` : run.problem;
    let id = 0;
    for (const name of experiments) {
      const experiment = byId.get(name);
      if (experiment === undefined) continue;
      const happened = experiment.cases.flatMap(({ label }) => {
        const m = measured.get(id++);
        return m === undefined ? [] : [{ case: label, ...m }];
      });
      const read = kept.read[name];
      if (read === undefined) continue;
      cells.set(name, { ...read, happened, ...(happened.length < experiment.cases.length ? { unmeasured: why ?? 'the program did not come to it' } : {}) });
    }
  }
  return { cells, layouts: kept.layouts, gaps: kept.gaps };
}

function nativeOs(): string {
  return process.platform === 'win32' ? 'windows' : process.platform;
}

function nativeArch(): string {
  return process.arch === 'x64' ? 'amd64' : process.arch;
}

// The main job: build with the report switched on, read the report and the binaries, join them into one Analysis.
import { UserError } from '../base/errors.ts';
import type { JoinedBinary } from '../site/join.ts';
import type { Analysis } from '../site/model.ts';
import { printableName, symbolPrefix } from '../site/symbol-names.ts';
import { Builder, requireSomething, type BuildText } from '../drive/build.ts';
import { blockedPackages, failureHint, loadErrorOf, nothingBuilt, splitLoadable, type BuildFailure } from '../drive/failures.ts';
import { selectionFlags, type BuildOptions } from '../drive/build-flags.ts';
import { cacheRoot } from '../drive/cache-directory.ts';
import type { GoContext } from '../drive/go-command.ts';
import { listPackages, type ListedPackage } from '../drive/packages.ts';
import { readToolchain, type Toolchain } from '../drive/toolchain.ts';
import { analyse, openBinaries } from './analyse.ts';

/** What to explain. */
export interface ExplainRequest {
  /** Directory in which the go command runs. */
  readonly cwd: string;
  /** Go patterns; `.` when empty. */
  readonly patterns: readonly string[];
  readonly build: BuildOptions;
  /** Release for the go command's toolchain switch: `go1.26.8`. */
  readonly go?: string;
  readonly goos?: string;
  readonly goarch?: string;
  /** More environment for the go command. */
  readonly env?: Readonly<Record<string, string>>;
  /** auto: test binaries hold the functions of packages that no command links; all: for every package; none: never. */
  readonly tests: 'auto' | 'all' | 'none';
  readonly signal?: AbortSignal;
  readonly progress?: (message: string) => void;
}

/** The analysis, with the build errors that it had to leave out. */
export interface ExplainResult {
  readonly analysis: Analysis;
  readonly failures: readonly BuildFailure[];
  readonly hint?: string;
  readonly toolchain: Toolchain;
  /** The packages that were named, as the go command lists them. */
  readonly packages: readonly ListedPackage[];
  /** The binaries that were read, as `binaries` of the analysis lists them. */
  readonly binaries: readonly JoinedBinary[];
  /** What the compiler printed. */
  readonly texts: readonly BuildText[];
}

/**
 * Explains packages.
 * @throws UserError for everything the user can mend; a package that does not compile is a failure in the result instead
 */
export async function explain(request: ExplainRequest): Promise<ExplainResult> {
  const context = contextOf(request);
  const progress = request.progress ?? ((): void => {});
  progress('asking the go command');
  const patterns = request.patterns.length === 0 ? ['.'] : request.patterns;
  const [toolchain, listed] = await Promise.all([
    readToolchain(context),
    // The toolchain's own error is the better one when both fail.
    listPackages(patterns, selectionFlags(request.build), false, context).catch((error: unknown) => error as Error),
  ]);
  if (listed instanceof Error) throw listed;
  const broken = listed.filter((p) => p.Error !== undefined && (p.Dir === undefined || p.Name === undefined || p.Name === ''));
  if (broken.length === listed.length) throw brokenPackages(broken);
  const { loadable: packages, failures: unloaded } = splitLoadable(listed);
  const builder = new Builder(toolchain, request.build, patterns, context, (state) => {
    const what = state.phase === 'compile' ? 'compiling' : 'compiling tests';
    progress(`${what}: ${state.packages} ${state.packages === 1 ? 'package' : 'packages'} reported, ${(state.bytes / 1e6).toFixed(0)} MB of compiler text`);
  });
  try {
    // Where the dependencies are says whose code was inlined or instantiated; it is listed while the build runs.
    const allPackages = listPackages(patterns, selectionFlags(request.build), true, context).catch((error: unknown) => {
      if (request.build.deps || request.signal?.aborted === true) throw error;
      return packages;
    });
    if (request.build.compilerLog === true) builder.collectLogs((request.build.deps ? await allPackages : packages).map((p) => p.ImportPath));
    const [everything] = await Promise.all([allPackages, builder.packages(packages)]);
    const binaries = openBinaries(builder.build.binaries, toolchain, builder.build.gaps, progress);
    const tested = testedPackages(request, packages, binaries, builder);
    if (tested.length > 0) {
      const before = builder.build.binaries.length;
      await builder.tests(tested);
      binaries.push(...openBinaries(builder.build.binaries.slice(before), toolchain, builder.build.gaps, progress));
    }
    requireSomething(builder.build, cacheRoot());
    progress('joining');
    const blocked = await blockedPackages(builder.build.failures, packages, selectionFlags(request.build), context);
    const analysis = analyse(request, toolchain, packages, everything, builder, binaries, [...unloaded, ...blocked]);
    const failures = [...distinct(unloaded), ...builder.build.failures];
    const hint = failureHint(failures, cacheRoot());
    return { analysis, failures, toolchain, packages, binaries, texts: builder.build.texts, ...(hint === undefined ? {} : { hint }) };
  } finally {
    builder.dispose();
  }
}

/** Where and with which environment the go command runs for a request. */
export function contextOf(request: ExplainRequest): GoContext {
  const env: Record<string, string> = { ...request.env };
  if (request.go !== undefined) env['GOTOOLCHAIN'] = request.go;
  if (request.goos !== undefined) env['GOOS'] = request.goos;
  if (request.goarch !== undefined) env['GOARCH'] = request.goarch;
  return { cwd: request.cwd, env, ...(request.signal === undefined ? {} : { signal: request.signal }) };
}

function brokenPackages(broken: readonly ListedPackage[]): UserError {
  const text = broken.map((p) => loadErrorOf(p)).join('\n');
  if (/go\.mod file not found|cannot find main module|outside (?:main )?module|outside available modules/.test(text)) {
    return new UserError('no-module', text.split('\n')[0]!, 'Run allocpath inside a module (where go.mod is), or point it there with -C DIR.');
  }
  // A file that is there and is no Go source is a failed build, not a wrong pattern.
  if (broken.some((p) => /\.go:\d+/.test(p.Error!.Pos ?? '')))
    return nothingBuilt(
      broken.map((p) => ({ package: p.ImportPath, text: loadErrorOf(p)! })),
      cacheRoot(),
    );
  return new UserError('no-packages', text, 'Patterns are those of the go command: ./..., ./cmd/x, example.com/m/pkg.');
}

/** Packages whose test binaries are needed: those that are not commands and have functions that no command's binary holds. */
function testedPackages(request: ExplainRequest, packages: readonly ListedPackage[], binaries: readonly JoinedBinary[], builder: Builder): ListedPackage[] {
  if (request.tests === 'none') return [];
  const failed = new Set(builder.build.failures.map((f) => f.package));
  const withTests = packages.filter((p) => ((p.TestGoFiles?.length ?? 0) > 0 || (p.XTestGoFiles?.length ?? 0) > 0) && !failed.has(p.ImportPath));
  if (request.tests === 'all') return withTests;
  return withTests.filter((p) => p.Name !== 'main' && hasUnlinkedFunctions(p, binaries, builder));
}

function hasUnlinkedFunctions(p: ListedPackage, binaries: readonly JoinedBinary[], builder: Builder): boolean {
  for (const text of builder.build.texts) {
    const compiled = text.packages.get(p.ImportPath);
    if (compiled === undefined) continue;
    return compiled.functions.some(
      // Generic instances are named after their package in every binary; closures follow their function.
      (f) => f.calls.length > 0 && !binaries.some((b) => b.binary.functionNamed(symbolOf(p.ImportPath, f.name)) >= 0),
    );
  }
  return false;
}

function symbolOf(importPath: string, name: string): string {
  return `${symbolPrefix(importPath)}.${printableName(name)}`;
}

// A cause that several packages share is told once.
function distinct(failures: readonly BuildFailure[]): BuildFailure[] {
  return failures.filter((f, i) => failures.findIndex((other) => other.text === f.text) === i);
}

// What goes wrong before and while packages are built, in the go command's own words, and the next step where those words tell one.
import { statfsSync } from 'node:fs';
import { UserError } from '../base/errors.ts';
import { runGoText, type GoContext } from './go-command.ts';
import { parseJsonStream, type ListedPackage, type LoadError } from './packages.ts';

/** What went wrong in a build, in the go command's own words. */
export interface BuildFailure {
  /** Import path; empty when it was the whole run of the go command. */
  readonly package: string;
  readonly text: string;
  /** True when only the tests of the package are affected. */
  readonly test?: boolean;
}

/** Why the go command could not load a package; undefined when it could. */
export function loadErrorOf(p: ListedPackage): string | undefined {
  const errors = p.Error === undefined ? (p.DepsErrors ?? []) : [p.Error];
  return errors.length === 0 ? undefined : [...new Set(errors.map(loadErrorText))].join('\n');
}

function loadErrorText({ Err, Pos, ImportStack }: LoadError): string {
  // As the go command prints it (cmd/go/internal/load/pkg.go: PackageError.Error).
  if (/import cycle/.test(Err) && ImportStack !== undefined) return `package ${ImportStack.join('\n\timports ')}: ${Err.trim()}`;
  return Pos === undefined || Pos === '' ? Err.trim() : `${Pos}: ${Err.trim()}`;
}

/**
 * Packages that can be built, and what keeps the others from it. One package that cannot be loaded makes `go build` refuse all.
 * When none can be loaded, all are handed to the go command, whose message is the best there is.
 */
export function splitLoadable(packages: readonly ListedPackage[]): { readonly loadable: readonly ListedPackage[]; readonly failures: readonly BuildFailure[] } {
  const loadable = packages.filter((p) => loadErrorOf(p) === undefined);
  if (loadable.length === 0) return { loadable: packages, failures: [] };
  const failures = packages.flatMap((p) => {
    const text = loadErrorOf(p);
    return text === undefined ? [] : [{ package: p.ImportPath, text }];
  });
  return { loadable, failures };
}

/** What `go test` could not set up: it says on stdout for which packages, and `go list` says why. */
export async function setupFailures(stdout: string, flags: readonly string[], context: GoContext): Promise<BuildFailure[]> {
  const failed = [...stdout.matchAll(/^FAIL\t(\S+) \[setup failed\]$/gm)].map((m) => m[1]!);
  if (failed.length === 0) return [];
  const listed = await runGoText(['list', '-e', '-test', '-json=ImportPath,Error,DepsErrors', ...flags, '--', ...failed], context);
  const packages = parseJsonStream(listed.stdout);
  return failed.map((path) => {
    const errors = packages.filter((p) => p.ImportPath === `${path}.test` || p.ImportPath.endsWith(`[${path}.test]`)).map(loadErrorOf);
    return { package: path, test: true, text: errors.find((text) => text !== undefined) ?? 'Its tests could not be set up.' };
  });
}

/** Packages that could not be built because one that they import could not; the go command says nothing about them. */
export async function blockedPackages(
  failures: readonly BuildFailure[],
  packages: readonly ListedPackage[],
  flags: readonly string[],
  context: GoContext,
): Promise<BuildFailure[]> {
  const failed = new Set(failures.filter((f) => f.test !== true).map((f) => f.package));
  failed.delete('');
  if (failed.size === 0) return [];
  const listed = await runGoText(['list', '-e', '-json=ImportPath,Deps', ...flags, '--', ...packages.map((p) => p.ImportPath)], context);
  return parseJsonStream(listed.stdout).flatMap((p) => {
    const cause = failed.has(p.ImportPath) ? undefined : p.Deps?.find((d) => failed.has(d));
    return cause === undefined ? [] : [{ package: p.ImportPath, text: `It imports ${cause}, which did not compile.` }];
  });
}

/** The next step for a build that failed, where its words tell one. */
export function failureHint(failures: readonly BuildFailure[], cacheDirectory: string): string | undefined {
  const text = failures.map((f) => f.text).join('\n');
  if (/no space left on device|disk quota exceeded/.test(text))
    return `The disk is full (${freeSpace(cacheDirectory)}): free some space, or point GOCACHE, TMPDIR or ALLOCPATH_CACHE elsewhere.`;
  if (/C compiler "[^"]*" not found|exec: "(?:gcc|clang|cc|[^"]*gcc)": executable file not found/.test(text)) {
    return 'cgo needs a C compiler: install gcc or clang, set CC, or leave cgo out with CGO_ENABLED=0.';
  }
  if (/requires go >= |go\.mod requires go/.test(text)) return 'Choose a newer release with --go go1.N.P.';
  if (/missing go\.sum entry|no required module provides|updates to go\.mod needed/.test(text)) return 'Run `go mod tidy` in the module first.';
  if (/-race (?:requires cgo|is not supported|is only supported)/.test(text)) return 'The race detector needs cgo (CGO_ENABLED=1) and a supported platform.';
  return undefined;
}

function freeSpace(directory: string): string {
  try {
    const stat = statfsSync(directory);
    return `${Math.round((stat.bavail * stat.bsize) / (1 << 20))} MB left`;
  } catch {
    return 'free space unknown';
  }
}

/** The error of a build of which nothing at all could be read. */
export function nothingBuilt(failures: readonly BuildFailure[], cacheDirectory: string): UserError {
  const text = failures.map((f) => (f.package === '' ? f.text : `# ${f.package}\n${f.text}`)).join('\n');
  return new UserError('build-failed', `The build failed:\n${text}`, failureHint(failures, cacheDirectory), 3);
}

// Reads the binaries of a build and joins them with what the compiler printed: the part of `explain` that a recorded run has in common with it.
import { readFileSync } from 'node:fs';
import { FormatError } from '../base/errors.ts';
import type { Gap } from '../base/gap.ts';
import { GoBinary } from '../read/binary/go-binary.ts';
import type { Architecture } from '../read/binary/image.ts';
import { findCalls } from '../read/binary/calls.ts';
import { findAllocationEntry } from '../read/release/allocation-entries.ts';
import { assembleSites } from '../site/assemble.ts';
import { join, type Joined, type JoinedBinary, type JoinInput } from '../site/join.ts';
import { findLeakingParameters } from '../site/leaking-parameters.ts';
import type { Analysis, BinaryFacts, Completeness, LeakingParameter } from '../site/model.ts';
import type { Builder, BuiltBinary } from '../drive/build.ts';
import type { BuildFailure } from '../drive/failures.ts';
import type { ListedPackage } from '../drive/packages.ts';
import type { Toolchain } from '../drive/toolchain.ts';
import type { ExplainRequest } from './explain.ts';

/** Opens what was built and finds its allocation calls; what cannot be read is a gap. */
export function openBinaries(
  built: readonly BuiltBinary[],
  toolchain: Pick<Toolchain, 'release' | 'goos' | 'goarch'>,
  gaps: Gap[],
  progress: (message: string) => void,
): JoinedBinary[] {
  const found: JoinedBinary[] = [];
  for (const one of built) {
    progress(`reading ${one.package}`);
    try {
      const binary = GoBinary.open(readFileSync(one.path), one.path);
      const isTarget = new Uint8Array(binary.functions.count);
      for (let i = 0; i < isTarget.length; i++) {
        const name = binary.functionName(i);
        if (findAllocationEntry(name, toolchain.release.minor) !== undefined) isTarget[i] = 1;
      }
      const calls = findCalls(binary, isTarget);
      gaps.push(...binary.gaps);
      found.push({ binary, calls, ...nameOf(one, binary) });
    } catch (error) {
      // WebAssembly and binaries for other processors are not read; the compiler's text still explains the sites.
      if (!(error instanceof FormatError)) throw error;
      gaps.push({ code: 'binary-not-read', affects: one.package, message: unreadable(one.package, toolchain, error) });
    }
  }
  return found;
}

// A program that was not built here names its main package itself: `x.test` for the tests of x, and x when that is a command.
function nameOf(built: BuiltBinary, binary: GoBinary): { readonly package: string; readonly test: boolean } {
  if (built.package !== '') return { package: built.package, test: built.test };
  const name = binary.mainPackage ?? built.path.replace(/^.*\//, '');
  const main = binary.functionNamed('main.main');
  const test = main >= 0 && binary.position(main, binary.functions.entry[main]!).file.endsWith('_testmain.go');
  return { package: test ? name.replace(/\.test$/, '') : name, test };
}

/**
 * The package of each directory. The generated package of a test binary and the variants of a package for tests (`p [p.test]`,
 * `p_test [p.test]`) lie in the directory of the package itself, which has the shortest name.
 */
export function packageDirectories(packages: readonly ListedPackage[], rename: (file: string) => string = (file) => file): Map<string, string> {
  const directories = new Map<string, string>();
  for (const { Dir, ImportPath } of packages) {
    if (Dir === undefined) continue;
    const name = ImportPath.split(' ')[0]!;
    const known = directories.get(rename(Dir));
    if (known === undefined || name.length < known.length) directories.set(rename(Dir), name);
  }
  return directories;
}

/** GOARCHes whose binaries are read on every system that has ELF, Mach-O or PE. */
const READ_ARCHITECTURES: readonly string[] = ['amd64', 'arm64', '386', 'arm'] satisfies Architecture[];

function unreadable(name: string, { goos, goarch }: Pick<Toolchain, 'goos' | 'goarch'>, error: FormatError): string {
  if (!READ_ARCHITECTURES.includes(goarch)) {
    return `Binaries for ${goos}/${goarch} are not read (those for ${READ_ARCHITECTURES.join(', ')} are): ${name} is explained from the compiler's text alone, unchecked against machine code.`;
  }
  return `The binary of ${name} could not be read, so it is explained from the compiler's text alone: ${error.message}`;
}

/** The analysis of what was built: everything that `explain` shows. */
export function analyse(
  request: Pick<ExplainRequest, 'cwd' | 'patterns' | 'build' | 'tests'>,
  toolchain: Toolchain,
  packages: readonly ListedPackage[],
  everything: readonly ListedPackage[],
  builder: Builder,
  binaries: readonly JoinedBinary[],
  unloaded: readonly BuildFailure[],
  rename: (file: string) => string = (file) => file,
  own: readonly string[] = [],
): Analysis {
  const names = new Set([...packages.map((p) => p.ImportPath), ...own]);
  const logs = builder.readLogs();
  const input: JoinInput = {
    ...(logs === undefined ? {} : { logs }),
    minor: toolchain.release.minor,
    cwd: request.cwd,
    rename,
    texts: builder.build.texts,
    binaries,
    roots: {
      directories: packageDirectories(everything, rename),
      modules: new Map(everything.filter((p) => p.Module?.Dir !== undefined).map((p) => [rename(p.Module!.Dir!), p.Module!.Path])),
      goroot: toolchain.goroot,
      moduleCache: toolchain.moduleCache,
    },
    mains: new Set(packages.filter((p) => p.Name === 'main').map((p) => p.ImportPath)),
    selected: selector(request, names),
    includeTests: request.tests === 'all',
    everythingReported: request.build.deps && builder.build.failures.length === 0,
    named: selector({ ...request, build: { ...request.build, deps: false } }, names),
  };
  const joined = join(input);
  const sites = assembleSites(input, joined);
  const gaps: Gap[] = [...toolchain.gaps, ...builder.build.gaps, ...joined.gaps];
  for (const f of unloaded) gaps.push({ code: 'package-not-loaded', affects: f.package, message: f.text });
  gaps.push(...onlyTests(request, packages));
  for (const f of builder.build.failures) {
    gaps.push({
      code: 'package-not-compiled',
      affects: f.package || request.patterns.join(' '),
      message:
        `${f.test === true ? 'Its tests did not compile; what only they would link is explained from the text alone.' : 'It did not compile; nothing is known about it.'} ${f.text.split('\n')[0] ?? ''}`.trim(),
    });
  }
  let leaks: readonly LeakingParameter[] | undefined;
  return {
    schema: 'allocpath.analysis/1',
    target: { goVersion: toolchain.goVersion, goos: toolchain.goos, goarch: toolchain.goarch, flags: builder.flags, packages: [...names] },
    gaps,
    completeness: completenessOf(joined, sites.length),
    binaries: binaryFacts(input, joined),
    sites,
    // Most views do not show them.
    get leakingParameters() {
      return (leaks ??= findLeakingParameters(joined, sites));
    },
    unparsed: joined.compiles.flatMap((c) => c.report.unparsed.map((line) => ({ package: c.header, text: line.text }))),
  };
}

function onlyTests(request: Pick<ExplainRequest, 'tests'>, packages: readonly ListedPackage[]): Gap[] {
  if (request.tests === 'all') return [];
  return packages
    .filter((p) => (p.GoFiles?.length ?? 0) + (p.CgoFiles?.length ?? 0) === 0)
    .map((p) => ({ code: 'only-tests', affects: p.ImportPath, message: `${p.ImportPath} has only tests; --test explains them.` }));
}

function selector(request: Pick<ExplainRequest, 'build' | 'tests'>, names: ReadonlySet<string>): (importPath: string) => boolean {
  if (request.build.deps) return () => true;
  if (request.tests !== 'all') return (importPath) => names.has(importPath);
  return (importPath) => names.has(importPath) || names.has(importPath.replace(/(?:_test|\.test)$/, ''));
}

function binaryFacts(input: JoinInput, joined: Joined): BinaryFacts[] {
  return input.binaries.map((b, i) => {
    const { allocationCalls, tiedExactly, tiedByRule, unexplained } = joined.counts[i]!;
    return { package: b.package, test: b.test, allocationCalls, tiedExactly, tiedByRule, unexplained };
  });
}

function completenessOf(joined: Joined, sites: number): Completeness {
  const sum = (pick: (c: Joined['counts'][number]) => number): number => joined.counts.reduce((total, c) => total + pick(c), 0);
  return {
    allocationCalls: sum((c) => c.allocationCalls),
    tiedExactly: sum((c) => c.tiedExactly),
    tiedByRule: sum((c) => c.tiedByRule),
    notReportedByCompiler: sum((c) => c.notReported),
    unexplained: sum((c) => c.unexplained),
    textOnlyCalls: joined.textOnlyCalls,
    reportLines: joined.compiles.reduce((n, c) => n + c.report.reportLines, 0),
    unparsedReportLines: joined.compiles.reduce((n, c) => n + c.report.unparsedCount, 0),
    sites,
  };
}

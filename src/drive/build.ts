// Builds the selected packages with the compiler's report switched on, reads the report while it is printed, and keeps the binaries.
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Gap } from '../base/gap.ts';
import { CompilerText } from '../read/compiler/compiler-text.ts';
import { PackageReport } from '../read/compiler/package-report.ts';
import type { JsonLog } from '../read/compiler/json-log.ts';
import { findAllocationEntry } from '../read/release/allocation-entries.ts';
import { CompilerLogs } from './compiler-log.ts';
import { openBinaryDirectory, type BinaryDirectory } from './cache-directory.ts';
import { buildFlags, gcflagsOf, selectionFlags, type BuildOptions } from './build-flags.ts';
import { nothingBuilt, setupFailures, type BuildFailure } from './failures.ts';
import { runGo, type GoContext, type GoResult } from './go-command.ts';
import { executableName, groupsWithDistinctNames, type ListedPackage } from './packages.ts';
import { untilExit } from './until-exit.ts';
import type { Toolchain } from './toolchain.ts';

/** The compiler's text of one run of the go command. */
export type BuildText = CompilerText<PackageReport>;

/** A binary that was built. */
export interface BuiltBinary {
  readonly path: string;
  readonly package: string;
  readonly test: boolean;
}

/** Result of one or several runs of the go command. */
export interface Build {
  readonly texts: BuildText[];
  readonly binaries: BuiltBinary[];
  readonly failures: BuildFailure[];
  readonly gaps: Gap[];
}

/** Told while a build runs, for a progress display. */
export type BuildProgress = (state: { readonly phase: 'compile' | 'compile-tests'; readonly packages: number; readonly bytes: number }) => void;

/** Builds for one toolchain, one set of flags and one working directory. */
export class Builder {
  readonly build: Build = { texts: [], binaries: [], failures: [], gaps: [] };
  private readonly toolchain: Toolchain;
  private readonly options: BuildOptions;
  private readonly patterns: readonly string[];
  private readonly work: string;
  private readonly removeWork: () => void;
  private readonly context: GoContext;
  private readonly progress: BuildProgress;
  private readonly directories: BinaryDirectory[] = [];
  private compilerLogs: CompilerLogs | undefined;

  /** @param patterns what the user named */
  constructor(toolchain: Toolchain, options: BuildOptions, patterns: readonly string[], context: GoContext, progress: BuildProgress) {
    this.patterns = patterns;
    this.toolchain = toolchain;
    this.options = options;
    // An interrupted go command leaves its work directory behind; in one of ours it goes with us.
    this.work = mkdtempSync(join(process.env['GOTMPDIR'] || tmpdir(), 'allocpath-work-'));
    this.removeWork = untilExit(() => rmSync(this.work, { recursive: true, force: true }));
    this.context = { ...context, env: { ...context.env, GOTMPDIR: this.work } };
    this.progress = progress;
  }

  /** The flags handed to `go build`. */
  get flags(): string[] {
    return buildFlags(this.options, this.toolchain.goFlags);
  }

  private get compileFlags(): string[] {
    return this.compilerLogs === undefined
      ? this.flags
      : [...this.flags, ...this.compilerLogs.flags([...gcflagsOf(this.toolchain.goFlags), ...this.options.gcflags])];
  }

  // Go files that are named one by one make a package without a path of its own.
  private argumentsFor(packages: readonly ListedPackage[]): readonly string[] {
    return packages.some((p) => p.ImportPath === 'command-line-arguments') ? this.patterns : packages.map((p) => p.ImportPath);
  }

  /** Compiles packages; those named main are linked and kept. */
  async packages(packages: readonly ListedPackage[]): Promise<void> {
    // A directory that has only tests cannot be built, only tested.
    const buildable = packages.filter((p) => (p.GoFiles?.length ?? 0) + (p.CgoFiles?.length ?? 0) > 0);
    const mains = buildable.filter((p) => p.Name === 'main');
    const others = buildable.filter((p) => p.Name !== 'main');
    for (const group of groupsWithDistinctNames(mains)) {
      // All named packages are named each time: flags without pattern reach named packages only.
      const members = [...group, ...others];
      const directory = this.directory(members, 'build');
      const args = ['build', '-o', `${directory}/`, ...this.compileFlags, '--', ...this.argumentsFor(members)];
      await this.linkReported('compile', args, directory, [...group.map((p) => p.ImportPath), ...(this.options.deps ? ['runtime'] : [])]);
      this.keep(group, directory, '', false);
    }
    // `go build -o DIR/` leaves out what no command imports (cmd/go, package work, build.go: runBuild, pkgsFilter).
    const known = new Set(this.build.texts.flatMap((t) => [...t.packages.keys()]));
    const rest = others.filter((p) => !known.has(p.ImportPath));
    if (rest.length > 0) await this.run('compile', ['build', ...this.compileFlags, '--', ...this.argumentsFor(rest)]);
  }

  /** Compiles and links the test binaries of packages that have tests. */
  async tests(packages: readonly ListedPackage[]): Promise<void> {
    for (const group of groupsWithDistinctNames(packages)) {
      const directory = this.directory(group, 'test');
      // `go test` hands everything behind `--` to the test binary (cmd/go/internal/test/testflag.go: testFlags).
      const args = ['test', '-c', '-o', `${directory}/`, ...this.flags, ...this.argumentsFor(group)];
      await this.linkReported(
        'compile-tests',
        args,
        directory,
        group.map((p) => `${p.ImportPath}.test`),
      );
      this.keep(group, directory, '.test', true);
    }
  }

  /**
   * Runs tests as the user asked for it, and reads what is printed while they are compiled. Failing tests are no failure of the build.
   * @param before flags in front of the packages, @param after what follows them
   * @param onStdout takes what the tests print
   */
  async runTests(
    before: readonly string[],
    patterns: readonly string[],
    after: readonly string[],
    context: GoContext,
    onStdout: (chunk: Buffer) => void,
  ): Promise<GoResult> {
    const failed: string[] = [];
    let line = '';
    const result = await this.compileText(
      'compile-tests',
      ['test', ...this.flags, ...before, ...patterns, ...after],
      { ...context, env: { ...this.context.env, ...context.env } },
      (chunk) => {
        onStdout(chunk);
        // Only what the go command itself says of packages that it could not set up.
        const lines = (line + chunk.toString('latin1')).split('\n');
        line = lines.pop()!.slice(-4096);
        failed.push(...lines.filter((l) => l.startsWith('FAIL\t') && l.endsWith(' [setup failed]')));
      },
    );
    const setup = await setupFailures(`${failed.join('\n')}\n`, selectionFlags(this.options), this.context);
    // Exit code 1 is said of tests that fail, of packages that do not compile, and of a mistake on the command line; the second has its text.
    const stopped = context.interrupt?.aborted === true;
    const ok = stopped
      ? { ...result.result, code: 0, signal: undefined }
      : { ...result.result, code: result.result.code === 1 && result.text.packages.size > 0 ? 0 : result.result.code };
    this.collectFailures(result.text, ok, setup, true);
    if (result.result.code !== 0) this.collectDiagnostics(result.text, true);
    return result.result;
  }

  /** From now on, compiles of these packages write the JSON log as well. */
  collectLogs(packages: readonly string[]): void {
    this.compilerLogs = new CompilerLogs(packages);
  }

  /** The logs by import path; undefined when they were not asked for. */
  readLogs(): Map<string, JsonLog[]> | undefined {
    return this.compilerLogs?.read(this.build.gaps);
  }

  /** Removes temporary directories; binaries in the cache stay. */
  dispose(): void {
    for (const directory of this.directories) directory.dispose();
    this.compilerLogs?.dispose();
    this.removeWork();
  }

  // An up-to-date binary lets the go command leave out compiles whose output its cache has lost (work/buildid.go: useCache, "best
  // effort"): then there is a binary and no report. Without the binary everything is compiled and printed.
  private async linkReported(phase: 'compile' | 'compile-tests', args: readonly string[], directory: string, packages: readonly string[]): Promise<void> {
    await this.link(phase, args, directory);
    if (this.build.failures.length > 0 || packages.every((p) => this.build.texts.some((t) => t.packages.has(p)))) return;
    for (const name of readdirSync(directory)) rmSync(join(directory, name), { recursive: true, force: true });
    await this.link(phase, args, directory);
  }

  // A binary of an earlier run stays where it is when its build fails. It must not be taken for this run's: after a failure everything
  // that this run did not write is removed, and what can be linked is linked again (the compiles are in the go command's cache).
  private async link(phase: 'compile' | 'compile-tests', args: readonly string[], directory: string): Promise<void> {
    const started = Date.now();
    if (await this.run(phase, args)) return;
    let stale = false;
    for (const name of readdirSync(directory)) {
      const path = join(directory, name);
      if (statSync(path).mtimeMs >= started - 1000) continue;
      rmSync(path, { force: true });
      stale = true;
    }
    if (stale) await runGo(args, this.context, () => {}, true);
  }

  private directory(packages: readonly ListedPackage[], mode: string): string {
    const directory = openBinaryDirectory([
      mode,
      this.context.cwd,
      this.context.env['GOROOT'] ?? '',
      this.toolchain.goVersion,
      this.toolchain.goos,
      this.toolchain.goarch,
      ...this.flags,
      ...packages.map((p) => p.ImportPath),
    ]);
    this.directories.push(directory);
    return directory.path;
  }

  private keep(group: readonly ListedPackage[], directory: string, suffix: string, test: boolean): void {
    const extension = this.toolchain.goos === 'windows' ? '.exe' : '';
    const failed = new Set(this.build.failures.map((f) => f.package));
    const files = new Set(existsSync(directory) ? readdirSync(directory) : []);
    for (const member of group) {
      if (failed.has(member.ImportPath)) continue;
      const name = `${executableName(member.ImportPath)}${suffix}${extension}`;
      // `go build x.go` names the binary after the first file, and no other name can then be in the directory.
      const found = files.has(name) ? name : group.length === 1 && files.size === 1 ? [...files][0] : undefined;
      if (found !== undefined) this.build.binaries.push({ path: join(directory, found), package: member.ImportPath, test });
    }
  }

  private async run(phase: 'compile' | 'compile-tests', args: readonly string[]): Promise<boolean> {
    const { text, result } = await this.compileText(phase, args, this.context);
    const setup = phase === 'compile-tests' ? await setupFailures(result.stdout, selectionFlags(this.options), this.context) : [];
    this.collectFailures(text, result, setup, phase === 'compile-tests');
    return result.code === 0;
  }

  private async compileText(
    phase: 'compile' | 'compile-tests',
    args: readonly string[],
    context: GoContext,
    onStdout?: (chunk: Buffer) => void,
  ): Promise<{ readonly text: BuildText; readonly result: GoResult }> {
    const minor = this.toolchain.release.minor;
    const seen = new Set(this.build.texts.flatMap((t) => [...t.packages.keys()]));
    const text: BuildText = new CompilerText(
      (header) => new PackageReport(header),
      (symbol) => findAllocationEntry(symbol, minor),
      { skip: (header) => seen.has(header), ...(this.options.allFrames === true ? { allFrames: true } : {}), rawStrings: minor <= 21 },
    );
    let reported = 0;
    const result = await runGo(
      args,
      context,
      (chunk) => {
        text.push(chunk);
        if (text.bytes - reported > 1 << 20 || reported === 0) {
          reported = text.bytes;
          this.progress({ phase, packages: text.packages.size, bytes: text.bytes });
        }
      },
      true,
      onStdout,
    );
    text.finish();
    this.build.texts.push(text);
    return { text, result };
  }

  private collectDiagnostics(text: BuildText, test: boolean): void {
    for (const { header, report } of text.packages.values()) {
      if (report.escape.diagnostics.length === 0) continue;
      const words = report.escape.diagnostics.map((d) => d.text).join('\n');
      this.build.failures.push({ package: header.split(' ')[0]!, text: words, ...(test ? { test } : {}) });
    }
  }

  private collectFailures(text: BuildText, result: GoResult, setup: readonly BuildFailure[], test: boolean): void {
    const before = this.build.failures.length;
    this.build.failures.push(...setup);
    for (const { report } of text.packages.values()) report.finish();
    if (result.code !== 0) this.collectDiagnostics(text, test);
    if (result.signal !== undefined) {
      this.build.failures.push({
        package: '',
        text: `The go command was ended by ${result.signal} before it was done; what it had printed until then is shown.`,
      });
    } else if (result.code !== 0 && this.build.failures.length === before) {
      // What the go command says itself (a full disk while it copies a binary) stands behind the last package's text.
      const own = [...text.packages.values()].flatMap((p) => p.report.escape.unparsed.map((line) => line.text));
      if (text.preamble.length === 0) text.preamble.push(...own.slice(0, 50));
      this.build.failures.push({ package: '', text: text.preamble.join('\n') || `The go command ended with exit code ${result.code} and no message.` });
    }
    if (text.truncated) {
      this.build.gaps.push({
        code: 'report-cut',
        affects: [...text.packages.keys()].at(-1) ?? '',
        message: "The compiler's report ends in the middle of a line or function; the last package may be incomplete.",
      });
    }
  }
}

/** Throws when nothing at all could be read from the build. */
export function requireSomething(build: Build, cacheDirectory: string): void {
  if (build.failures.length === 0 || build.texts.some((t) => [...t.packages.values()].some((p) => p.functions.length > 0))) return;
  throw nothingBuilt(build.failures, cacheDirectory);
}

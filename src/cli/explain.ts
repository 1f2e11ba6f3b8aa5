// `allocpath explain`: options, help, and the way from a result to a view on stdout.
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { EXIT_BUILD_FAILED, UserError } from '../base/errors.ts';
import type { ExplainRequest } from '../jobs/explain.ts';
import type { RecordResult } from '../jobs/record.ts';
import type { GoProfile } from '../read/recording/pprof-profile.ts';
import type { Analysis, Site } from '../site/model.ts';
import { visibleLines } from '../show/untrusted.ts';
import { addBuildOptions, buildOf, type BuildCliOptions } from './build-options.ts';
import { Progress } from './progress.ts';
import { releaseArgument } from './release-argument.ts';
import { addPrintOptions, addSelectOptions, checkSelectOptions, queryOf, shortened, type SelectOptions } from './select-options.ts';
import { onEnding } from './signals.ts';
import { VERSION } from './version.ts';

/** Options as commander hands them over. */
export interface ExplainOptions extends SelectOptions, BuildCliOptions {
  readonly C?: string;
  readonly with?: string;
  readonly profile?: string;
  readonly ssa?: boolean;
  readonly compilerLog?: boolean;
  readonly test?: boolean;
  readonly testBinaries: boolean;
  readonly go?: string;
  readonly goos?: string;
  readonly goarch?: string;
}

const EXAMPLES = `
Examples:
  allocpath explain ./...                        every allocation site of this module, worst first
  allocpath explain --at main.go:17 ./cmd/x      the whole path of what line 17 allocates
  allocpath explain --at main.go:17 --ssa        ... with the SSA values and final instructions of its function
  allocpath explain --deps --kind make-slice     slices of everything that is linked in
  allocpath explain --go 1.24 ./...         the same with another Go release
  allocpath explain --at main.go:17 --format svg -o site.svg
  allocpath explain --callers-of-leak ./...      parameters that leak, and who allocates because of it
  allocpath explain --saved ./...                what the compiler kept off the heap, and how
  allocpath explain --with run.allocpath         what a recorded run allocated, and why; see allocpath run
  allocpath explain --profile mem.out ./...      the same from a heap profile; or from http://localhost:6060/debug/pprof
  allocpath explain --json ./... | jq '.sites[] | select(.conflicts != [])'

Exit codes: 0 fine, 2 wrong usage, 3 a package did not build (the others are explained), 70 a bug of allocpath.`;

/** The command with its options. */
export function explainCommand(): Command {
  const command = new Command('explain')
    .summary('tie every allocation to its source, its reason and its code')
    .description(
      "Builds Go packages with the compiler's report switched on, reads the report and the binary, and shows every allocation site: where it is, what is allocated, where it is placed, and why.",
    )
    .argument('[packages...]', 'packages as the go command names them; default: the one in the current directory')
    .optionsGroup('What is shown:');
  addSelectOptions(command)
    .option('--with <recording>', 'show a recording of allocpath run --out; nothing is built')
    .option('--profile <file|url>', 'tie a heap profile of pprof to the sites: a file, or http://host/debug/pprof of a running program')
    .option('--all', 'with --with and --profile: sites that did not allocate in the run too')
    .option('--ssa', 'with --at: SSA values and final instructions of the function')
    .optionsGroup('What is built (as the go command has it):')
    .option('-C <dir>', 'run in this directory')
    .option('--deps', 'everything that is linked in, the standard library included')
    .option('--compiler-log', "read the compiler's JSON log as well: inlined positions with columns (compiles the packages anew every time)")
    .option('--test', 'test binaries and test code of the packages too')
    .option('--no-test-binaries', 'do not build test binaries for packages that no command links')
    .option('--go <release>', 'use this Go release, for example 1.24 or go1.24.13')
    .option('--goos <os>', 'build for another operating system')
    .option('--goarch <arch>', 'build for another architecture');
  addBuildOptions(command);
  return addPrintOptions(command).addHelpText('after', EXAMPLES).showHelpAfterError('(allocpath explain --help shows the options)').exitOverride().action(run);
}

async function run(packages: string[], options: ExplainOptions): Promise<void> {
  checkOptions(options, packages);
  if (options.with !== undefined && packages.length === 0) return await showRecording(options.with, options);
  // Loaded here, so that --help and --version need not read the readers and the join.
  const [{ explain }, { show }] = await Promise.all([import('../jobs/explain.ts'), import('./output.ts')]);
  const progress = new Progress(options.progress);
  const abort = new AbortController();
  const off = onEnding(() => abort.abort());
  try {
    const request = requestOf(packages, options, abort.signal, (message) => progress.show(message));
    if (options.with !== undefined) {
      const { analysis, binaries } = await readRecords(options.with, request);
      progress.clear();
      return await show({ analysis, cwd: request.cwd, binaries }, shortened(queryOf(options, true), options), options);
    }
    // Read first: a file that is no profile is said before anything is built.
    const profile = options.profile === undefined ? undefined : await readProfile(options.profile, abort.signal);
    const result = await explain(profile === undefined ? request : { ...request, tests: testsFor(profile, request) });
    const ssa = async (sites: readonly Site[]): Promise<Analysis> => (await import('../jobs/ssa.ts')).addSsa(result, sites, request);
    const analysis = profile === undefined ? result.analysis : (await import('../site/recorded/profile-join.ts')).addGoProfile(result.analysis, profile);
    progress.clear();
    const query = queryOf(options, profile !== undefined);
    await show({ ...result, analysis, cwd: request.cwd, ssa }, profile === undefined ? query : shortened(query, options), options);
    if (result.failures.length > 0) {
      process.exitCode = EXIT_BUILD_FAILED;
      for (const f of result.failures) process.stderr.write(visibleLines(`${f.package === '' ? '' : `# ${f.package}\n`}${f.text}\n`));
      process.stderr.write(
        `allocpath: ${result.failures.length === 1 ? 'one part of the build' : `${result.failures.length} parts of the build`} failed (above); everything else is explained.\n`,
      );
      if (result.hint !== undefined) process.stderr.write(`  ${visibleLines(result.hint)}\n`);
    }
  } finally {
    progress.clear();
    off();
  }
}

async function showRecording(path: string, options: ExplainOptions): Promise<void> {
  const [{ openRun }, { show }] = await Promise.all([import('../jobs/open-recording.ts'), import('./output.ts')]);
  const { analysis, gaps, meta } = openRun(path, VERSION);
  await show({ analysis: { ...analysis, gaps: [...analysis.gaps, ...gaps] }, cwd: meta.directory }, shortened(queryOf(options, true), options), options);
}

async function readProfile(source: string, signal: AbortSignal): Promise<GoProfile> {
  const [{ inflateProfile, readProfileSource }, { decodeGoProfile }] = await Promise.all([
    import('../drive/profile-source.ts'),
    import('../read/recording/pprof-profile.ts'),
  ]);
  const { name, bytes } = await readProfileSource(source, { signal });
  return decodeGoProfile(bytes, name, { inflate: inflateProfile });
}

// The addresses of a test's profile are those of its test binary, not of the commands that link the same package.
function testsFor({ program }: GoProfile, { tests }: ExplainRequest): ExplainRequest['tests'] {
  return tests === 'auto' && program?.file.endsWith('.test') === true ? 'all' : tests;
}

// The records of a program that ran elsewhere: it is built again, for the compiler's words.
async function readRecords(directory: string, request: ExplainRequest): Promise<RecordResult> {
  const [{ record }, { DEFAULT_SETTINGS, isOfTests }] = await Promise.all([import('../jobs/record.ts'), import('../drive/record-files.ts')]);
  const { cwd, patterns, build, go, goarch, signal, progress } = request;
  const target = { ...(go === undefined ? {} : { go }), ...(goarch === undefined ? {} : { goarch }), ...(signal === undefined ? {} : { signal }) };
  return await record({
    ...target,
    purpose: 'read',
    cwd,
    command: isOfTests(resolve(directory)) ? { tests: patterns, build } : { package: patterns[0]!, args: [], build },
    deps: build.deps,
    settings: DEFAULT_SETTINGS,
    directory: resolve(directory),
    stdout: 1,
    ...(progress === undefined ? {} : { progress }),
  });
}

function checkOptions(options: ExplainOptions, packages: readonly string[]): void {
  if (options.with !== undefined && packages.length > 0 && statSync(options.with, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new UserError('usage', '--with shows a recording as it was made; no packages are built.', 'Choose among its sites with --package.');
  if (options.with !== undefined && options.profile !== undefined) throw new UserError('usage', '--with and --profile are two runs.', 'Choose one of them.');
  if (options.with !== undefined && options.ssa === true)
    throw new UserError('usage', 'A recording holds no SSA values.', 'Leave --with out to build and see them.');
  if (options.ssa === true && options.at === undefined) throw new UserError('usage', '--ssa shows the function of one site.', 'Add --at file.go:LINE.');
  checkSelectOptions(options);
}

function requestOf(packages: string[], options: ExplainOptions, signal: AbortSignal, progress: (message: string) => void): ExplainRequest {
  return {
    cwd: resolve(options.C ?? '.'),
    patterns: packages,
    build: { ...buildOf(options), ...(options.compilerLog === true ? { compilerLog: true } : {}) },
    tests: options.test === true ? 'all' : options.testBinaries ? 'auto' : 'none',
    ...(options.go === undefined ? {} : { go: releaseArgument(options.go) }),
    ...(options.goos === undefined ? {} : { goos: options.goos }),
    ...(options.goarch === undefined ? {} : { goarch: options.goarch }),
    signal,
    progress,
  };
}

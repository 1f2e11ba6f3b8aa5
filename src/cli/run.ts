// `allocpath run`: options, help, and the way from a command to a recorded run on stdout.
import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { EXIT_BUILD_FAILED, UserError } from '../base/errors.ts';
import type { RecordRequest, RecordResult } from '../jobs/record.ts';
import type { RecordSettings } from '../drive/record-files.ts';
import { visibleLines } from '../show/untrusted.ts';
import { addBuildOptions, buildOf, type BuildCliOptions } from './build-options.ts';
import { Progress } from './progress.ts';
import { releaseArgument } from './release-argument.ts';
import { addPrintOptions, addSelectOptions, checkSelectOptions, countArgument, queryOf, shortened, type SelectOptions } from './select-options.ts';
import { sizeArgument } from './size-argument.ts';
import { interruptedCode, onEnding } from './signals.ts';
import { VERSION } from './version.ts';
import { wantsColor } from './write.ts';

/** Options as commander hands them over. */
export interface RunOptions extends SelectOptions, BuildCliOptions {
  readonly C?: string;
  readonly build?: string;
  readonly binary?: string;
  readonly exec?: string;
  readonly go?: string;
  readonly goarch?: string;
  readonly events?: boolean;
  readonly frees?: boolean;
  readonly sample?: number;
  readonly depth: number;
  readonly fullStacks?: boolean;
  readonly maxSize: number;
  readonly maxStacks: number;
  readonly out?: string;
  readonly live?: boolean;
  readonly stream?: string;
}

const EXAMPLES = `
Examples:
  allocpath run -- go test ./...                    what the tests allocate, site by site, with the reason of each
  allocpath run -- go test -bench Parse ./parse     ... a benchmark
  allocpath run -- go run ./cmd/x args              a program
  allocpath run --build ./cmd/server -- -port 8080  a server, until Ctrl-C; --live shows it while it runs
  allocpath run --deps -- go test .                 with the reasons in the standard library and other modules too
  allocpath run --frees -- go run .                 every event: sizes, goroutines, how long objects live
  allocpath run --sample 512k --build ./cmd/server  estimates at next to no cost, for long runs
  allocpath run --out run.allocpath -- go test .    keep it: allocpath explain --with run.allocpath, allocpath export
  allocpath run --build ./cmd/server --binary server     a program for another machine, see docs/run.md
  allocpath run --at parse.go:118 -- go test .      the whole path of one site, with the stacks that led there

Exit codes: those of the program (1 when tests fail), 2 wrong usage, 3 a part did not build, 70 a bug of allocpath.`;

/** The command with its options. */
export function runCommand(): Command {
  const command = new Command('run')
    .summary('run a program or tests and count every allocation, inside the allocator')
    .description(
      "Builds the program with a copy of the Go runtime whose allocator counts what it hands out, runs it, and shows every allocation site with what happened there: how often, how many bytes, from which stacks, and why it is on the heap. The user's toolchain, module cache and source stay as they are.",
    )
    .argument('[words...]', '`go test …` or `go run …`; with --build the arguments of the program')
    .usage('[options] -- go test|run …\n       allocpath run --build <package> [options] -- [arguments…]')
    .optionsGroup('What is run:')
    .option('--build <package>', 'build this command and run it with the arguments behind --')
    .option('--binary <file>', 'with --build: write the program there and do not run it; it records wherever the environment says so')
    .option('-C <dir>', 'run in this directory')
    .option('--exec <program>', 'run the binary by this program, for example an emulator')
    .option('--deps', 'explain everything that is linked in, the standard library included')
    .option('--go <release>', 'use this Go release, for example 1.24 or go1.24.13')
    .option('--goarch <arch>', 'build for another architecture (amd64, arm64); needs --exec')
    .optionsGroup('What is recorded:')
    .option('--events', 'every allocation as an event: sizes, goroutines, over time')
    .option('--frees', 'events of frees too: how long objects live, and which die young')
    .addOption(new Option('--sample <size>', 'one allocation in so many bytes on average: estimates, at next to no cost').argParser(sizeArgument))
    .addOption(new Option('--depth <n>', 'frames of a stack that are read at most').argParser(depthArgument).default(128))
    .option('--full-stacks', 'keep recursion as it is on the stack; otherwise circles of calls are left out')
    .addOption(new Option('--max-size <size>', 'most that the record of one process may take').argParser(sizeArgument).default(16 * 2 ** 30, '16G'))
    .addOption(new Option('--max-stacks <n>', 'different stacks after which new ones are cut short').argParser(countArgument).default(1 << 20))
    .option('--out <file>', 'keep the recording in a file')
    .optionsGroup('While it runs:')
    .option('--live', 'a live view on the terminal: rate, bytes, the sites in front (with go test on a terminal always)')
    .option('--no-live', 'no live view')
    .option('--stream <file>', 'the same numbers as JSON lines, for other programs (- is stderr)')
    .optionsGroup('What is shown:');
  addSelectOptions(command)
    .option('--all', 'sites that did not allocate in this run too')
    .optionsGroup('What is built with --build (a go command has its own flags):');
  addBuildOptions(command);
  return addPrintOptions(command)
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError('(the arguments of the program stand behind --; allocpath run --help shows the options)')
    .exitOverride()
    .action(run);
}

async function run(words: string[], options: RunOptions): Promise<void> {
  checkSelectOptions(options);
  const command = commandOf(words, options);
  const cwd = resolve(options.C ?? '.');
  const [{ record }, { shellCode }, { show }, { hasRecords, removeRecords }, { LiveView }, { untilExit }, { isRecordingFile }] = await Promise.all([
    import('../jobs/record.ts'),
    import('../drive/run-program.ts'),
    import('./output.ts'),
    import('../drive/record-files.ts'),
    import('./live-view.ts'),
    import('../drive/until-exit.ts'),
    import('../drive/recording-file.ts'),
  ]);
  if (
    options.buildmode !== undefined &&
    /^(?:c-archive|c-shared|plugin|shared|archive)$/.test(options.buildmode) &&
    (options.binary === undefined || options.buildmode.endsWith('archive'))
  )
    throw new UserError(
      'usage',
      `--buildmode ${options.buildmode} makes no program that runs by itself.`,
      'Libraries and plugins (c-shared, plugin) are written with --binary FILE; they record when the program that loads them does.',
    );
  if (options.binary !== undefined) return await writeBinary(options.binary, command, options, cwd);
  const progress = new Progress(options.progress);
  const abort = new AbortController();
  const interrupt = new AbortController();
  const directory = directoryOf(options, isRecordingFile);
  let recording = false;
  const off = onEnding(() => {
    // Tests that have begun are ended, and what they did is shown; the second time nothing is.
    if (recording && !interrupt.signal.aborted && hasRecords(directory)) {
      process.stderr.write('allocpath: interrupted; what was recorded until now is read (Ctrl-C again leaves at once).\n');
      interrupt.abort();
    } else abort.abort();
  });
  let kept = false;
  let afterwards = (): void => {};
  const leave = untilExit(() => {
    if (kept || options.out === undefined || !hasRecords(directory)) removeRecords(directory);
    else process.stderr.write(`allocpath: what was recorded is in ${directory}; allocpath explain --with shows it.\n`);
  });
  const tests = Array.isArray(command) && command[1] === 'test';
  const terminal = process.stderr.isTTY === true && process.env['TERM'] !== 'dumb';
  const view = terminal && (options.live ?? (tests && options.progress));
  const live = new LiveView({
    view,
    color: wantsColor(options.color === undefined ? {} : { color: options.color }),
    cwd,
    ...(options.stream === undefined ? {} : { stream: options.stream }),
  });
  // A document on stdout must be alone there.
  const document = options.json === true || options.format !== 'text';
  try {
    const request: RecordRequest = {
      cwd,
      command,
      settings: settingsOf(options),
      directory,
      stdout: document ? 2 : 1,
      // The terminal cannot be shared with a program that writes to it as it likes.
      ...(view ? { take: (chunk, stream) => live.print(chunk, stream === 'stderr' || document ? process.stderr : process.stdout) } : {}),
      signal: abort.signal,
      interrupt: interrupt.signal,
      // Once tests run, the terminal is theirs and the live view's.
      progress: (message) => (live.active ? live.note(message) : progress.show(message)),
      // From here on Ctrl-C is the program's; what it recorded is shown.
      running: () => {
        progress.clear();
        live.start(directory);
        recording = tests;
        if (!tests) off();
      },
      ended: () => {
        recording = false;
        live.stop();
        // What is left to do is short, and nothing but this process does it.
        off();
        afterwards = onEnding(() => process.exit(interruptedCode()));
      },
      ...targetOf(options),
    };
    const result = await record(request);
    // Set before anything is printed: the reader of a pipe may be gone.
    process.exitCode = interrupt.signal.aborted ? interruptedCode() : shellCode(result.end);
    if (result.failures.length > 0 && process.exitCode <= 1) process.exitCode = EXIT_BUILD_FAILED;
    let unsaved: UserError | undefined;
    if (options.out !== undefined) {
      progress.show('writing the recording');
      unsaved = await keep(options.out, result, command, cwd, abort.signal).then(() => undefined, asUnsaved);
      kept = unsaved === undefined;
    }
    progress.clear();
    await show(
      { analysis: result.analysis, cwd, binaries: result.binaries, again: options.out === undefined },
      shortened(queryOf(options, true), options),
      options,
    );
    if (result.failures.length > 0) {
      for (const f of result.failures) process.stderr.write(visibleLines(`${f.package === '' ? '' : `# ${f.package}\n`}${f.text}\n`));
      process.stderr.write('allocpath: a part of the build failed (above); everything else was run and is shown.\n');
      if (result.hint !== undefined) process.stderr.write(`  ${visibleLines(result.hint)}\n`);
    }
    if (unsaved !== undefined) {
      process.stderr.write(`allocpath: ${visibleLines(unsaved.message)}\n`);
      if (process.exitCode === 0) process.exitCode = unsaved.exitCode;
    }
  } finally {
    live.stop();
    progress.clear();
    off();
    afterwards();
    leave();
  }
}

// A recording that cannot be written is said below what was recorded; an interruption ends everything.
function asUnsaved(error: unknown): UserError {
  if (error instanceof UserError && error.code !== 'interrupted') return error;
  throw error instanceof Error && error.name === 'AbortError' ? new UserError('interrupted', 'Interrupted.', undefined, interruptedCode()) : error;
}

// For a machine without Node and Go: the program alone, and how it is told to record.
async function writeBinary(path: string, command: RecordRequest['command'], options: RunOptions, cwd: string): Promise<void> {
  if (!('package' in command))
    throw new UserError('usage', '--binary writes the program of --build.', 'For example: allocpath run --build ./cmd/server --binary server.');
  const [{ buildRecordable }, { recordEnvironment }] = await Promise.all([import('../jobs/record.ts'), import('../drive/record-files.ts')]);
  const progress = new Progress(options.progress);
  const abort = new AbortController();
  const off = onEnding(() => abort.abort());
  try {
    const output = resolve(path);
    const settings = settingsOf(options);
    await buildRecordable(
      { ...targetOf(options), cwd, command, settings, directory: '', stdout: 1, signal: abort.signal, progress: (m) => progress.show(m) },
      output,
    );
    progress.clear();
    const { ALLOCPATH_OPTIONS } = recordEnvironment('', settings);
    process.stdout.write(
      `${path} records into a directory that is there when it starts:\n\n` +
        `  mkdir -p /var/tmp/records\n  ALLOCPATH_RECORD=/var/tmp/records ALLOCPATH_OPTIONS=${ALLOCPATH_OPTIONS} ${path.includes('/') ? path : `./${path}`}\n\n` +
        'ALLOCPATH_OPTIONS holds what --events, --sample and the others have chosen.\n' +
        `Bring the directory back to the source, and show it with its reasons:\n\n  allocpath explain --with records ${command.package}\n`,
    );
  } finally {
    progress.clear();
    off();
  }
}

function targetOf(options: RunOptions): Pick<RecordRequest, 'deps' | 'go' | 'goarch' | 'exec'> {
  return {
    deps: options.deps === true,
    ...(options.go === undefined ? {} : { go: releaseArgument(options.go) }),
    ...(options.goarch === undefined ? {} : { goarch: options.goarch }),
    ...(options.exec === undefined ? {} : { exec: options.exec }),
  };
}

async function keep(path: string, result: RecordResult, command: RecordRequest['command'], cwd: string, signal: AbortSignal): Promise<void> {
  const { writeRecording } = await import('../drive/recording-file.ts');
  const { analysis, profiles, toolchain } = result;
  const words = 'package' in command ? ['--build', command.package, '--', ...command.args] : 'tests' in command ? ['go', 'test', ...command.tests] : command;
  const meta = {
    allocpath: VERSION,
    created: Date.now(),
    command: words,
    goVersion: toolchain.goVersion,
    goos: toolchain.goos,
    goarch: toolchain.goarch,
    directory: cwd,
  };
  await writeRecording(path, { meta, analysis, profiles, gaps: [] }, signal);
}

function commandOf(words: readonly string[], options: RunOptions): RecordRequest['command'] {
  if (options.build !== undefined) return { package: options.build, args: words, build: buildOf(options) };
  if (words.length === 0) {
    throw new UserError('usage', 'There is nothing to run.', 'For example: allocpath run -- go test ./..., or allocpath run --build ./cmd/x -- args.');
  }
  const build = buildOf(options);
  const given = Object.keys(build).filter((name) => name !== 'deps' && name !== 'gcflags');
  if (given.length > 0 || build.gcflags.length > 0) {
    throw new UserError(
      'usage',
      'Build flags in front of -- are for --build; a go command has its own.',
      `For example: allocpath run -- go ${words[1] ?? 'test'} -race …`,
    );
  }
  return words;
}

function settingsOf(options: RunOptions): RecordSettings {
  const events = options.events === true || options.frees === true;
  if (events && options.sample !== undefined)
    throw new UserError('usage', '--sample records estimates; events are of every allocation.', 'Choose one of them.');
  return {
    events,
    frees: options.frees === true,
    rate: options.sample ?? 0,
    depth: options.depth,
    full: options.fullStacks === true,
    maxMegabytes: Math.max(8, Math.floor(options.maxSize / (1 << 20))),
    maxStacks: options.maxStacks,
  };
}

// Beside the file that it becomes, on the same disk: what was recorded is found there if allocpath itself is killed.
function directoryOf(options: RunOptions, isRecordingFile: (path: string) => boolean): string {
  if (options.out !== undefined) {
    const out = resolve(options.out);
    if (statSync(out, { throwIfNoEntry: false })?.isDirectory() === true)
      throw new UserError('output', `${options.out} is a directory.`, 'Name a file to write to.');
    const there = statSync(out, { throwIfNoEntry: false });
    if (options.out === '--') throw new UserError('usage', '--out needs a file name.', 'For example: allocpath run --out run.allocpath -- go test .');
    if (there?.isFile() === true && there.size > 0 && !isRecordingFile(out))
      throw new UserError('output', `${options.out} is there and is no recording; it is not overwritten.`, 'Choose another name, or remove it first.');
    // Records are not put beside a device.
    if (there !== undefined && !there.isFile()) return temporaryDirectory();
    if (statSync(dirname(out), { throwIfNoEntry: false })?.isDirectory() !== true)
      throw new UserError('output', `${dirname(options.out)} is no directory, so ${options.out} cannot be written there.`, 'Make the directory first.');
    return `${out}.${process.pid}.partial`;
  }
  return temporaryDirectory();
}

function temporaryDirectory(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'allocpath-run-'));
  } catch (error) {
    throw new UserError('record-directory', `The recording cannot be written: ${(error as Error).message}`, 'Point TMPDIR to a directory that can be written.');
  }
}

/** src/drive/agent/state.go: allocpathMaxDepth. */
const MIN_DEPTH = 8;
const MAX_DEPTH = 512;

function depthArgument(value: string): number {
  const depth = countArgument(value);
  // The innermost frames are the runtime's own.
  if (depth < MIN_DEPTH || depth > MAX_DEPTH) throw new InvalidArgumentError(`It is a number from ${MIN_DEPTH} to ${MAX_DEPTH}.`);
  return depth;
}

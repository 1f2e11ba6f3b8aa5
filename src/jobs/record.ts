// A recorded run: build with the report switched on and the recorder in the runtime, run, read what every process recorded, and join it with what
// the compiler said and emitted.
import { copyFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../base/errors.ts';
import type { Gap } from '../base/gap.ts';
import type { RecordedProfile } from '../read/recording/recording.ts';
import { addRecording, type RecordedProcess } from '../site/recorded/happened.ts';
import type { JoinedBinary } from '../site/join.ts';
import type { Analysis } from '../site/model.ts';
import { Builder, requireSomething } from '../drive/build.ts';
import { selectionFlags, type BuildOptions } from '../drive/build-flags.ts';
import { cacheRoot } from '../drive/cache-directory.ts';
import { blockedPackages, failureHint, nothingBuilt, splitLoadable, type BuildFailure } from '../drive/failures.ts';
import { parseGoArguments, type GoArguments, checkGoFlags } from '../drive/go-arguments.ts';
import type { GoContext } from '../drive/go-command.ts';
import { listPackages, type ListedPackage } from '../drive/packages.ts';
import { patchedGoroot, type PatchedGoroot } from '../drive/patched-goroot.ts';
import { makeRecordDirectory, type RecordSettings } from '../drive/record-files.ts';
import type { ProgramEnd } from '../drive/run-program.ts';
import { readToolchain, type Toolchain } from '../drive/toolchain.ts';
import { analyse, packageDirectories } from './analyse.ts';
import { openPrograms, processesOf, readRun, renamer } from './record-read.ts';
import { buildMain, nothingRecorded, runMain, runTests } from './record-run.ts';

/** What to run and record. */
export interface RecordRequest {
  /** Directory in which the go command and the program run. */
  readonly cwd: string;
  /** `go test …`, `go run …`; or a package to build, with the arguments of its program. */
  readonly command:
    | readonly string[]
    | { readonly package: string; readonly args: readonly string[]; readonly build: BuildOptions }
    | { readonly tests: readonly string[]; readonly build: BuildOptions };
  /** `read`: the records are in the directory already, made by a program that was built before. */
  readonly purpose?: 'read';
  /** Explain everything that is linked in. */
  readonly deps: boolean;
  readonly go?: string;
  readonly goarch?: string;
  /** A program that runs the binary: an emulator, `nice`, `taskset`. */
  readonly exec?: string;
  readonly settings: RecordSettings;
  /** Where records are written while the program runs. Events are read from there as long as the result is used. */
  readonly directory: string;
  readonly stdout: 1 | 2;
  /** Takes what the program prints, for a display that shares the terminal with it. */
  readonly take?: (chunk: Buffer, stream: 'stdout' | 'stderr') => void;
  readonly signal?: AbortSignal;
  /** Ends tests that run; what was recorded until then is the result. */
  readonly interrupt?: AbortSignal;
  readonly progress?: (message: string) => void;
  /** Told when the program starts, with the directory of its records, and when it has ended. */
  readonly running?: (directory: string) => void;
  readonly ended?: () => void;
}

/** What a recorded run gives. */
export interface RecordResult {
  readonly analysis: Analysis;
  readonly failures: readonly BuildFailure[];
  readonly hint?: string;
  readonly end: ProgramEnd;
  readonly toolchain: Toolchain;
  readonly processes: readonly RecordedProcess[];
  readonly binaries: readonly JoinedBinary[];
  readonly profiles: readonly RecordedProfile[];
}

/** What the go command says of the packages, asked of the toolchain as it is: that is faster than a patched one, which no module cache indexes. */
interface Listed {
  readonly named: readonly ListedPackage[];
  /** What is linked in, the packages of tests included; undefined when the go command cannot say. */
  readonly linked: readonly ListedPackage[] | undefined;
}

/** What is settled before anything is built. */
export interface Prepared {
  readonly request: RecordRequest;
  readonly command: GoArguments;
  readonly build: BuildOptions;
  readonly toolchain: Toolchain;
  readonly goroot: PatchedGoroot;
  /** Builds with the patched runtime. */
  readonly context: GoContext;
  readonly listed: Promise<Listed>;
  readonly directory: string;
  readonly progress: (message: string) => void;
}

/**
 * Builds, runs and reads.
 * @throws UserError for everything the user can mend
 */
export async function record(request: RecordRequest): Promise<RecordResult> {
  return await prepared(request, async (ready) => {
    if (request.purpose !== 'read') makeRecordDirectory(request.directory);
    return await recordIn(ready);
  });
}

/**
 * Builds a command that can record, and copies it to `output`: for other machines, where it records when the environment says so.
 * @throws UserError when it does not compile, or cannot be written
 */
export async function buildRecordable(request: RecordRequest, output: string): Promise<Toolchain> {
  return await prepared(request, async (ready) => {
    const { packages, builder } = await open(ready);
    try {
      const program = await buildMain(builder, packages);
      if (program === undefined) throw nothingBuilt(builder.build.failures, cacheRoot());
      copyFileSync(program.path, output);
      return ready.toolchain;
    } catch (error) {
      const { syscall, message } = error as NodeJS.ErrnoException;
      throw syscall === undefined ? error : new UserError('output', `${output} could not be written: ${message}`);
    } finally {
      builder.dispose();
    }
  });
}

async function prepared<T>(request: RecordRequest, use: (ready: Prepared) => Promise<T>): Promise<T> {
  const progress = request.progress ?? ((): void => {});
  const command = commandOf(request);
  const cwd = command.directory === undefined ? request.cwd : resolve(request.cwd, command.directory);
  progress('asking the go command');
  const target: Record<string, string> = request.goarch === undefined ? {} : { GOARCH: request.goarch };
  const signal = request.signal === undefined ? {} : { signal: request.signal };
  const asking: GoContext = { cwd, env: { ...target, ...(request.go === undefined ? {} : { GOTOOLCHAIN: request.go }) }, ...signal };
  const listed = listAll(command, request, asking);
  // Whoever needs it hears of its failure; what the toolchain says of itself comes first.
  listed.catch(() => {});
  const toolchain = await readToolchain(asking);
  progress('preparing the runtime');
  checkGoFlags(toolchain.goFlags);
  const goroot = patchedGoroot(toolchain);
  try {
    return await use({
      request: { ...request, cwd },
      command,
      build: { ...command.build, deps: request.deps },
      toolchain,
      goroot,
      context: { cwd, env: { GOROOT: goroot.path, GOTOOLCHAIN: 'local', ...target }, go: goroot.go, ...signal },
      listed,
      directory: request.directory,
      progress,
    });
  } finally {
    goroot.dispose();
  }
}

function commandOf(request: RecordRequest): GoArguments {
  // To read what tests have recorded, they are compiled again.
  if ('tests' in request.command)
    return { command: 'test', build: request.command.build, patterns: request.command.tests, flags: [], rest: [], counted: false };
  if (!('package' in request.command)) return parseGoArguments(request.command);
  const { package: name, args, build } = request.command;
  return { command: 'run', build, patterns: [name], flags: [], rest: args, counted: false };
}

/** The packages and a builder for them, before anything is built. */
interface Opened {
  readonly patterns: readonly string[];
  readonly packages: readonly ListedPackage[];
  readonly unloaded: readonly BuildFailure[];
  readonly everything: readonly ListedPackage[];
  /** The user's own packages: they are explained wherever they are linked in, not only the one that was named. */
  readonly own: readonly string[];
  /** The toolchain with the patched GOROOT. */
  readonly patched: Toolchain;
  readonly builder: Builder;
}

async function open(ready: Prepared): Promise<Opened> {
  const { command, build, toolchain, context, progress, goroot } = ready;
  const patterns = patternsOf(command);
  const { named, linked } = await ready.listed;
  const { loadable: packages, failures: unloaded } = splitLoadable(named);
  if (packages.length === 0 && unloaded.length > 0) throw new UserError('package', unloaded.map((f) => f.text).join('\n'));
  const everything = linked ?? packages;
  const main = everything.filter((p) => p.Module?.Main === true);
  const reported = [...new Set(main.map((p) => `${p.Module!.Path}/...`))];
  const patched: Toolchain = { ...toolchain, goroot: goroot.path };
  const builder = new Builder(patched, { ...build, reported, extra: command.command === 'run' ? command.flags : [] }, patterns, context, (state) =>
    progress(`compiling: ${state.packages} ${state.packages === 1 ? 'package' : 'packages'} reported, ${(state.bytes / 1e6).toFixed(0)} MB of compiler text`),
  );
  return { patterns, packages, unloaded, everything, own: [...packageDirectories(main).values()], patched, builder };
}

async function recordIn(ready: Prepared): Promise<RecordResult> {
  const { command, build, toolchain, context, progress, request, goroot } = ready;
  if (request.purpose !== 'read' && (command.exec ?? request.exec) === undefined) checkRunsHere(toolchain);
  const { patterns, packages, unloaded, everything, own, patched, builder } = await open(ready);
  try {
    const end = await obtain(ready, builder, packages);
    request.ended?.();
    progress('reading what was recorded');
    const gaps: Gap[] = [];
    const records = readRun(ready.directory, gaps);
    if (records.length === 0 && builder.build.failures.length === 0) throw nothingRecorded(ready, end);
    requireSomething(builder.build, cacheRoot());
    const read = openPrograms(ready, builder, records, patched);
    progress('joining');
    const blocked = await blockedPackages(builder.build.failures, packages, selectionFlags(build), context);
    const rename = renamer(goroot);
    const explained = analyse(
      { cwd: request.cwd, patterns, build, tests: command.command === 'test' ? 'all' : 'none' },
      toolchain,
      packages,
      everything,
      builder,
      read.binaries,
      [...unloaded, ...blocked],
      rename,
      own,
    );
    const processes = processesOf(records, read, end, rename);
    const recorded = addRecording(explained, processes, toolchain.release.minor, gaps);
    const failures = [...unloaded, ...builder.build.failures];
    const hint = failureHint(failures, cacheRoot());
    return { ...recorded, failures, end, toolchain, processes, binaries: read.binaries, ...(hint === undefined ? {} : { hint }) };
  } finally {
    builder.dispose();
  }
}

// Runs it; or only builds it, where the records are there already.
async function obtain(ready: Prepared, builder: Builder, packages: readonly ListedPackage[]): Promise<ProgramEnd> {
  if (ready.command.command === 'test' && ready.request.purpose === 'read') {
    await builder.tests(packages);
    return { pid: 0, code: builder.build.failures.length === 0 ? 0 : 3, signal: undefined };
  }
  if (ready.command.command === 'test') return await runTests(ready, builder);
  if (ready.request.purpose !== 'read') return await runMain(ready, builder, packages);
  const program = await buildMain(builder, packages);
  return { pid: 0, code: program === undefined ? 3 : 0, signal: undefined };
}

// A shell takes a program of another processor for a script.
function checkRunsHere({ goos, goarch }: Toolchain): void {
  const here = { x64: 'amd64', arm64: 'arm64' }[process.arch as string] ?? process.arch;
  if (goos === process.platform && goarch === here) return;
  throw new UserError(
    'foreign-program',
    `A program for ${goos}/${goarch} does not run on this machine (${process.platform}/${here}) by itself.`,
    'Name an emulator with --exec, for example --exec qemu-aarch64-static; or write the program with --binary and run it elsewhere.',
  );
}

async function listAll(command: GoArguments, { signal }: RecordRequest, context: GoContext): Promise<Listed> {
  const flags = selectionFlags(command.build);
  const patterns = patternsOf(command);
  const [named, linked] = await Promise.all([
    listPackages(patterns, flags, false, context),
    listPackages(patterns, command.command === 'test' ? [...flags, '-test'] : flags, true, context).catch((error: unknown) => {
      if (signal?.aborted === true) throw error;
      return undefined;
    }),
  ]);
  return { named, linked };
}

// `go test` alone is about the package it stands in.
function patternsOf({ patterns }: GoArguments): readonly string[] {
  return patterns.length === 0 ? ['.'] : patterns;
}

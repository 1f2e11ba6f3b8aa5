// A recorded run: build with the report switched on and the recorder in the runtime, run, read what every process recorded, and join it with what
// the compiler said and emitted.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../base/errors.ts';
import type { Gap } from '../base/gap.ts';
import { recordEvents } from '../read/recording/record-events.ts';
import { decodeProcessRecord, type ProcessRecord } from '../read/recording/process-record.ts';
import type { RecordedProfile } from '../read/recording/recording.ts';
import { addRecording, type RecordedProcess } from '../site/recorded/happened.ts';
import { RecordedProgram } from '../site/recorded/program.ts';
import type { JoinedBinary } from '../site/join.ts';
import type { Analysis } from '../site/model.ts';
import { Builder, requireSomething } from '../drive/build.ts';
import type { BuildOptions } from '../drive/build-flags.ts';
import { selectionFlags } from '../drive/build-flags.ts';
import { cacheRoot } from '../drive/cache-directory.ts';
import { blockedPackages, failureHint, splitLoadable, type BuildFailure } from '../drive/failures.ts';
import { parseGoArguments, type GoArguments } from '../drive/go-arguments.ts';
import type { GoContext } from '../drive/go-command.ts';
import { listPackages, type ListedPackage } from '../drive/packages.ts';
import { patchedGoroot, type PatchedGoroot } from '../drive/patched-goroot.ts';
import { keptName, makeRecordDirectory, readRecords, recordEnvironment, recordOnDemand, type RecordSettings } from '../drive/record-files.ts';
import { runProgram, type ProgramEnd } from '../drive/run-program.ts';
import { writeTestWrapper } from '../drive/test-wrapper.ts';
import { readToolchain, type Toolchain } from '../drive/toolchain.ts';
import { analyse, openBinaries } from './analyse.ts';

/** What to run and record. */
export interface RecordRequest {
  /** Directory in which the go command and the program run. */
  readonly cwd: string;
  /** `go test …`, `go run …`; or a package to build, with the arguments of its program. */
  readonly command: readonly string[] | { readonly package: string; readonly args: readonly string[]; readonly build: BuildOptions };
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

interface Prepared {
  readonly request: RecordRequest;
  readonly command: GoArguments;
  readonly build: BuildOptions;
  readonly toolchain: Toolchain;
  readonly goroot: PatchedGoroot;
  readonly context: GoContext;
  readonly directory: string;
  readonly progress: (message: string) => void;
}

/** Variables that are changed for the go command and given back to tests. */
const CHANGED = ['GOROOT', 'GOTOOLCHAIN', 'GODEBUG', 'GOTMPDIR'];

/**
 * Builds, runs and reads.
 * @throws UserError for everything the user can mend
 */
export async function record(request: RecordRequest): Promise<RecordResult> {
  const progress = request.progress ?? ((): void => {});
  const command = commandOf(request);
  const cwd = command.directory === undefined ? request.cwd : resolve(request.cwd, command.directory);
  progress('asking the go command');
  const env: Record<string, string> = {};
  if (request.go !== undefined) env['GOTOOLCHAIN'] = request.go;
  if (request.goarch !== undefined) env['GOARCH'] = request.goarch;
  const signal = request.signal === undefined ? {} : { signal: request.signal };
  const toolchain = await readToolchain({ cwd, env, ...signal });
  progress('preparing the runtime');
  const goroot = patchedGoroot(toolchain);
  const settings: Record<string, string> = { GOROOT: goroot.path, GOTOOLCHAIN: 'local', ...(request.goarch === undefined ? {} : { GOARCH: request.goarch }) };
  const prepared: Prepared = {
    request: { ...request, cwd },
    command,
    build: { ...command.build, deps: request.deps },
    toolchain,
    goroot,
    context: { cwd, env: settings, go: goroot.go, ...signal },
    directory: request.directory,
    progress,
  };
  try {
    makeRecordDirectory(request.directory);
    return await recordIn(prepared);
  } finally {
    goroot.dispose();
  }
}

function commandOf(request: RecordRequest): GoArguments {
  if (!('package' in request.command)) return parseGoArguments(request.command);
  const { package: name, args, build } = request.command;
  return { command: 'run', build, patterns: [name], flags: [], rest: args, counted: false };
}

async function recordIn(prepared: Prepared): Promise<RecordResult> {
  const { command, build, toolchain, context, progress, request, goroot } = prepared;
  const patterns = command.patterns.length === 0 ? ['.'] : command.patterns;
  const listed = await listPackages(patterns, selectionFlags(build), false, context);
  const { loadable: packages, failures: unloaded } = splitLoadable(listed);
  // The user's own packages are explained wherever they are linked in, not only the one that was named.
  const everything = await dependencies(prepared, patterns, packages);
  const own = everything.filter((p) => p.Module?.Main === true).map((p) => p.ImportPath);
  const reported = [...new Set(everything.filter((p) => p.Module?.Main === true).map((p) => `${p.Module!.Path}/...`))];
  const patched: Toolchain = { ...toolchain, goroot: goroot.path };
  const builder = new Builder(patched, { ...build, reported, extra: command.command === 'run' ? command.flags : [] }, patterns, context, (state) =>
    progress(`compiling: ${state.packages} packages reported, ${(state.bytes / 1e6).toFixed(0)} MB of compiler text`),
  );
  try {
    const end = command.command === 'test' ? await runTests(prepared, builder) : await runMain(prepared, builder, packages);
    request.ended?.();
    progress('reading what was recorded');
    const gaps: Gap[] = [];
    const records = readRecords(prepared.directory, decodeProcessRecord, gaps);
    if (records.length === 0 && builder.build.failures.length === 0) throw nothingRecorded(prepared, end);
    requireSomething(builder.build, cacheRoot());
    const read = openPrograms(prepared, builder, records, patched);
    progress('joining');
    const blocked = await blockedPackages(builder.build.failures, packages, selectionFlags(build), context);
    const rename = renamer(goroot);
    const explained = analyse(
      { cwd: request.cwd, patterns, build, tests: command.command === 'test' ? 'all' : 'none' },
      { ...toolchain },
      packages,
      everything,
      builder,
      read.binaries,
      [...unloaded, ...blocked],
      rename,
      own,
    );
    const programs = read.binaries.map((b) => new RecordedProgram(b.binary, rename));
    const processes = records.map((one): RecordedProcess => {
      const binary = read.indexOf.get(one.header.program);
      const events = recordEvents(recordOnDemand(one.name), one);
      return {
        record: one,
        ...(events === undefined ? {} : { events }),
        ...(binary === undefined ? {} : { binary, program: programs[binary]! }),
        ...(one.header.pid === end.pid && end.signal !== undefined ? { signal: end.signal } : {}),
      };
    });
    const recorded = addRecording(explained, processes, toolchain.release.minor, gaps);
    const failures = [...unloaded, ...builder.build.failures];
    const hint = failureHint(failures, cacheRoot());
    return { ...recorded, failures, end, toolchain, processes, binaries: read.binaries, ...(hint === undefined ? {} : { hint }) };
  } finally {
    builder.dispose();
  }
}

// What is linked in, the packages of tests included.
async function dependencies({ command, build, context, request }: Prepared, patterns: readonly string[], packages: readonly ListedPackage[]): Promise<readonly ListedPackage[]> {
  const flags = [...selectionFlags(build), ...(command.command === 'test' ? ['-test'] : [])];
  try {
    return await listPackages(patterns, flags, true, context);
  } catch (error) {
    if (request.signal?.aborted === true) throw error;
    return packages;
  }
}

/** Names of files in the patched GOROOT are those of the user's own. */
function renamer({ path, original }: PatchedGoroot): (file: string) => string {
  const prefix = `${path}/`;
  return (file) => (file.startsWith(prefix) ? `${original}/${file.slice(prefix.length)}` : file);
}

async function runTests({ command, context, directory, request }: Prepared, builder: Builder): Promise<ProgramEnd> {
  const exec = writeTestWrapper(directory, recordEnvironment(directory, request.settings), CHANGED, command.exec ?? request.exec);
  // Compiler text in JSON events could not be told from what tests print (cmd/go/internal/cfg: gotestjsonbuildtext, since go1.24).
  const godebug = process.env['GODEBUG'];
  const env = { ...context.env, GODEBUG: [...(godebug === undefined || godebug === '' ? [] : [godebug]), 'gotestjsonbuildtext=1'].join(',') };
  const before = [...command.flags, `-exec=${exec}`, ...(command.counted ? [] : ['-count=1'])];
  const patterns = command.patterns.length === 0 ? [] : command.patterns;
  request.running?.(directory);
  const stream = request.stdout === 1 ? process.stdout : process.stderr;
  const result = await builder.runTests(before, patterns, command.rest, { ...context, env }, (chunk) => {
    if (request.take === undefined) stream.write(Buffer.from(chunk));
    else request.take(Buffer.from(chunk), 'stdout');
  });
  return { pid: 0, code: result.code, signal: result.signal as NodeJS.Signals | undefined };
}

async function runMain({ command, directory, request }: Prepared, builder: Builder, packages: readonly ListedPackage[]): Promise<ProgramEnd> {
  await builder.packages(packages);
  requireSomething(builder.build, cacheRoot());
  const [program, ...others] = builder.build.binaries;
  if (program === undefined || others.length > 0) {
    if (builder.build.failures.length > 0) return { pid: 0, code: 3, signal: undefined };
    const names = packages.map((p) => p.ImportPath).join(', ');
    throw new UserError(
      'no-main',
      program === undefined ? `${names} is no command: its package is not main.` : `${names} are several commands; one can be run.`,
      program === undefined ? 'Name a package main, or run its tests: allocpath run -- go test.' : 'Name one of them.',
    );
  }
  request.running?.(directory);
  const wrapped = [...split(command.exec ?? request.exec), program.path, ...command.rest] as [string, ...string[]];
  return await runProgram(wrapped, {
    cwd: request.cwd,
    env: { ...process.env, ...recordEnvironment(directory, request.settings) },
    stdout: request.stdout,
    ...(request.take === undefined ? {} : { take: request.take }),
  });
}

// As the go command splits -exec: at spaces outside of quotes.
function split(exec: string | undefined): string[] {
  return [...(exec ?? '').matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map((m) => m[1] ?? m[2] ?? m[3]!);
}

function nothingRecorded({ command, directory }: Prepared, end: ProgramEnd): UserError {
  if (command.command === 'test') {
    return new UserError('nothing-recorded', 'No test ran, so nothing was recorded.', end.code === 0 ? 'Do the packages have tests, and does -run match some?' : undefined, end.code === 0 ? 2 : (end.code ?? 1));
  }
  const how = end.signal === undefined ? `ended with exit code ${end.code}` : `was ended by ${end.signal}`;
  return new UserError(
    'nothing-recorded',
    `The program ${how} and left no record in ${directory}.`,
    'Is that directory on a full or read-only file system, or is the limit of file sizes (ulimit -f) below 8 MB? TMPDIR or --out choose another.',
    end.code === 0 ? 2 : (end.code ?? 1),
  );
}

interface OpenedPrograms {
  readonly binaries: readonly JoinedBinary[];
  /** Name of the kept program → index of the binary. */
  readonly indexOf: ReadonlyMap<string, number>;
}

// What was built, and every other program that recorded: test binaries, and programs that these have started.
function openPrograms(prepared: Prepared, builder: Builder, records: readonly ProcessRecord[], toolchain: Toolchain): OpenedPrograms {
  const built = new Map(builder.build.binaries.map((b) => [keptName(b.path) ?? b.path, b]));
  for (const { header } of records) {
    if (header.program === '' || built.has(header.program)) continue;
    const path = join(prepared.directory, header.program);
    if (existsSync(path)) built.set(header.program, { path, package: '', test: false });
  }
  const indexOf = new Map<string, number>();
  const binaries: JoinedBinary[] = [];
  for (const [name, one] of built) {
    const [opened] = openBinaries([one], toolchain, builder.build.gaps, prepared.progress);
    if (opened === undefined) continue;
    indexOf.set(name, binaries.push(opened) - 1);
  }
  return { binaries, indexOf };
}

// Runs what was built, recorded: tests by the go command with a wrapper in front of each test binary, a program by itself.
import { existsSync } from 'node:fs';
import { UserError } from '../base/errors.ts';
import { requireSomething, type Builder, type BuiltBinary } from '../drive/build.ts';
import { cacheRoot } from '../drive/cache-directory.ts';
import type { ListedPackage } from '../drive/packages.ts';
import { recordEnvironment } from '../drive/record-files.ts';
import { runProgram, type ProgramEnd } from '../drive/run-program.ts';
import { writeTestWrapper } from '../drive/test-wrapper.ts';
import type { Prepared } from './record.ts';

/** Variables that are changed for the go command and given back to tests. */
const CHANGED = ['GOROOT', 'GOTOOLCHAIN', 'GODEBUG', 'GOTMPDIR'];

/** Runs tests. Their compilers' text is read while they run. */
export async function runTests({ command, context, directory, request }: Prepared, builder: Builder): Promise<ProgramEnd> {
  const exec = writeTestWrapper(directory, recordEnvironment(directory, request.settings), CHANGED, command.exec ?? request.exec);
  // Compiler text in JSON events could not be told from what tests print (cmd/go/internal/cfg: gotestjsonbuildtext, since go1.24).
  const godebug = process.env['GODEBUG'];
  const env = { ...context.env, GODEBUG: [...(godebug === undefined || godebug === '' ? [] : [godebug]), 'gotestjsonbuildtext=1'].join(',') };
  const before = [...command.flags, `-exec=${exec}`, ...(command.counted ? [] : ['-count=1'])];
  const patterns = command.patterns.length === 0 ? [] : command.patterns;
  const interrupt = request.interrupt === undefined ? {} : { interrupt: request.interrupt };
  request.running?.(directory);
  const stream = request.stdout === 1 ? process.stdout : process.stderr;
  const result = await builder.runTests(before, patterns, command.rest, { ...context, env, ...interrupt }, (chunk) => {
    if (request.take === undefined) stream.write(Buffer.from(chunk));
    else request.take(Buffer.from(chunk), 'stdout');
  });
  return { pid: 0, code: result.code, signal: result.signal as NodeJS.Signals | undefined };
}

/** Builds a command; undefined when it did not compile. @throws UserError when it is none, or several */
export async function buildMain(builder: Builder, packages: readonly ListedPackage[]): Promise<BuiltBinary | undefined> {
  await builder.packages(packages);
  requireSomething(builder.build, cacheRoot());
  const [program, ...others] = builder.build.binaries;
  if (program !== undefined && others.length === 0) return program;
  if (builder.build.failures.length > 0) return undefined;
  const names = packages.map((p) => p.ImportPath).join(', ');
  if (packages.length > 0 && packages.every((p) => (p.GoFiles?.length ?? 0) + (p.CgoFiles?.length ?? 0) === 0))
    throw new UserError(
      'no-files',
      packages.map((p) => `${p.ImportPath}: ${p.Error?.Err ?? 'it has no Go files for this system, architecture and these build tags'}`).join('\n'),
    );
  throw new UserError(
    'no-main',
    program === undefined ? `${names} is no command: its package is not main.` : `${names} are several commands; one can be run.`,
    program === undefined ? 'Name a package main, or run its tests: allocpath run -- go test.' : 'Name one of them.',
  );
}

/** Builds a command and runs it. @throws UserError when it is none, or several */
export async function runMain({ command, directory, request }: Prepared, builder: Builder, packages: readonly ListedPackage[]): Promise<ProgramEnd> {
  const program = await buildMain(builder, packages);
  if (program === undefined) return { pid: 0, code: 3, signal: undefined };
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

/** Why there is no record. */
export function nothingRecorded({ command, directory }: Prepared, end: ProgramEnd): UserError {
  if (command.command === 'test') {
    return new UserError(
      'nothing-recorded',
      'No test ran, so nothing was recorded.',
      end.code === 0 ? 'Do the packages have tests, and does -run match some?' : undefined,
      end.code === 0 ? 2 : (end.code ?? 1),
    );
  }
  const how = end.signal === undefined ? `ended with exit code ${end.code}` : `was ended by ${end.signal}`;
  return new UserError(
    'nothing-recorded',
    `The program ${how} and left no record in ${directory}.`,
    !existsSync(directory)
      ? 'Something removed that directory while the program ran: does it, or a test of it, empty the directory for temporary files? --out keeps records beside the file.'
      : 'Is that directory on a full or read-only file system, or is the limit of file sizes (ulimit -f) below 8 MB? TMPDIR or --out choose another.',
    end.code === 0 ? 2 : (end.code ?? 1),
  );
}

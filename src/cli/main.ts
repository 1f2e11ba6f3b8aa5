// The command line: one file a command, loaded when it is asked for, so that --version and --help stay fast.
import { Command } from 'commander';
import { EXIT_BUG, EXIT_USAGE, FormatError, UserError } from '../base/errors.ts';
import { VERSION } from './version.ts';
import { diffCommand } from './diff.ts';
import { explainCommand } from './explain.ts';
import { exportCommand } from './export.ts';
import { labCommand } from './lab.ts';
import { runCommand } from './run.ts';
import { visibleLines } from '../show/untrusted.ts';
import { interruptedCode } from './signals.ts';
import { stackmapCommand } from './stackmap.ts';

const program = new Command('allocpath')
  .description('From a Go variable to the allocation it became: why it is on the heap, by which path, and what the compiler emitted.')
  .version(VERSION, '--version', 'print the version of allocpath')
  .showHelpAfterError('(add --help for the options)')
  .configureOutput({ outputError: (text, write) => write(text) })
  .exitOverride();
program.addCommand(explainCommand());
program.addCommand(runCommand());
program.addCommand(exportCommand());
program.addCommand(labCommand());
program.addCommand(diffCommand());
program.addCommand(stackmapCommand());

/** Runs the command line and sets the exit code. */
async function main(): Promise<void> {
  try {
    await program.parseAsync(process.argv);
  } catch (error) {
    process.exitCode = report(error);
  }
}

function report(error: unknown): number {
  if (error instanceof UserError) {
    if (error.code === 'interrupted') return interruptedCode();
    process.stderr.write(`allocpath: ${visibleLines(error.message)}\n`);
    if (error.hint !== undefined) process.stderr.write(`  ${visibleLines(error.hint)}\n`);
    return error.exitCode;
  }
  if (error instanceof FormatError) {
    process.stderr.write(`allocpath: ${visibleLines(error.message)}\n  The input is damaged, cut off, or of a format that this version does not know.\n`);
    return EXIT_USAGE;
  }
  if (isCommanderError(error)) return error.exitCode === 0 ? 0 : EXIT_USAGE;
  process.stderr.write(`allocpath: this is a bug of allocpath ${VERSION}; please report it with the command line and this text:\n`);
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return EXIT_BUG;
}

function isCommanderError(error: unknown): error is { exitCode: number } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('commander.');
}

// `allocpath explain | head` closes the pipe early; that is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  process.exit(report(new UserError('output', `stdout could not be written: ${error.message}`)));
});
// Where nobody can be told, the exit code has to do.
process.stderr.on('error', () => {});

// Otherwise Node would open its debugger.
process.on('SIGUSR1', () => {});

await main();

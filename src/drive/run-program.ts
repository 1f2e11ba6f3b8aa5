// Runs the user's program while it records. The program has the terminal and its signals to itself: a Ctrl-C goes to it, and what it recorded
// until it ended is shown.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { UserError } from '../base/errors.ts';

/** How a program ended. */
export interface ProgramEnd {
  readonly pid: number;
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
}

export interface ProgramOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Where its stdout goes: 1 keeps stdout, 2 sends it to stderr, because stdout is for a document. */
  readonly stdout: 1 | 2;
  /** Takes its output instead, for a display that shares the terminal with it. */
  readonly take?: (chunk: Buffer, stream: 'stdout' | 'stderr') => void;
}

/** Signals that are the program's. Those that nobody can catch, and those of a terminal's size and job control, reach it by themselves. */
const HANDED_ON = ['SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGALRM', 'SIGXCPU'] as const;

/** How long a program may take to end after a second request. */
const PATIENCE_MS = 5000;

/**
 * Starts the program and waits for its end.
 * @throws UserError when it cannot be started
 */
export async function runProgram(words: readonly [string, ...string[]], options: ProgramOptions): Promise<ProgramEnd> {
  const [file, ...args] = words;
  return await new Promise<ProgramEnd>((resolve, reject) => {
    const own = options.take === undefined;
    const child = spawn(file, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ['inherit', own ? (options.stdout === 1 ? 'inherit' : 2) : 'pipe', own ? 'inherit' : 'pipe'],
    });
    child.stdout?.on('data', (chunk: Buffer) => options.take!(chunk, 'stdout'));
    child.stderr?.on('data', (chunk: Buffer) => options.take!(chunk, 'stderr'));
    // A terminal sends SIGINT to the whole group; other signals reach allocpath alone and are handed on. The second SIGINT ends a program
    // that ignores the first.
    let interrupts = 0;
    const onInterrupt = (): void => {
      if (process.stdin.isTTY !== true) child.kill('SIGINT');
      if (++interrupts < 2) return;
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS).unref();
    };
    const onTerminate = (signal: NodeJS.Signals): void => void child.kill(signal);
    process.on('SIGINT', onInterrupt);
    for (const signal of HANDED_ON) process.on(signal, onTerminate);
    const done = (): void => {
      process.off('SIGINT', onInterrupt);
      for (const signal of HANDED_ON) process.off(signal, onTerminate);
    };
    child.on('error', (error: NodeJS.ErrnoException) => {
      done();
      reject(
        new UserError(
          'program',
          `The program could not be started: ${error.message}`,
          error.code === 'EACCES' ? 'Is its directory mounted noexec? Point ALLOCPATH_CACHE elsewhere.' : undefined,
        ),
      );
    });
    child.on('close', (code, signal) => {
      done();
      resolve({ pid: child.pid ?? 0, code: code ?? undefined, signal: signal ?? undefined });
    });
  });
}

/** The exit code that a shell gives a program: its own, or 128 and the signal's number. */
export function shellCode({ code, signal }: Pick<ProgramEnd, 'code' | 'signal'>): number {
  return code ?? 128 + (signal === undefined ? 0 : constants.signals[signal]);
}

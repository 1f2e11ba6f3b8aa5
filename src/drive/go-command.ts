// Runs the go command. Everything it prints on stderr is handed on as it arrives; stdout is collected up to a bound.
import { spawn } from 'node:child_process';
import { UserError } from '../base/errors.ts';
import { Spool } from './spool.ts';

/** How one run of the go command ended. */
export interface GoResult {
  /** Exit code, or undefined when a signal ended it. */
  readonly code: number | undefined;
  readonly signal: string | undefined;
  readonly stdout: string;
}

/** Where and with what environment the go command runs. */
export interface GoContext {
  readonly cwd: string;
  /** Added to the process's own environment: GOTOOLCHAIN, GOOS, GOARCH … */
  readonly env: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Ends the command as well, and what it did until then counts. */
  readonly interrupt?: AbortSignal;
  /** The go command; `go` from PATH when absent. */
  readonly go?: string;
}

const MAX_STDOUT = 512 * 1024 * 1024;

/**
 * Runs `go args…`.
 * @param onStderr takes stderr in chunks as it arrives; the bytes are valid during the call only
 * @param large stderr may be hundreds of megabytes: it is spooled through a file
 * @param onStdout takes stdout as it arrives; it is then not collected
 * @throws UserError `no-go` when there is no go command, `interrupted` when the signal aborted it
 */
export async function runGo(
  args: readonly string[],
  context: GoContext,
  onStderr: (chunk: Buffer) => void,
  large = false,
  onStdout?: (chunk: Buffer) => void,
): Promise<GoResult> {
  if (context.signal?.aborted === true) throw interrupted();
  const spool = large ? Spool.open() : undefined;
  try {
    return await runWith(args, context, onStderr, spool, onStdout);
  } finally {
    spool?.close();
  }
}

async function runWith(
  args: readonly string[],
  context: GoContext,
  onStderr: (chunk: Buffer) => void,
  spool: Spool | undefined,
  onStdout: ((chunk: Buffer) => void) | undefined,
): Promise<GoResult> {
  return await new Promise<GoResult>((resolve, reject) => {
    const child = spawn(context.go ?? 'go', [...args], {
      cwd: context.cwd,
      env: { ...process.env, ...context.env },
      stdio: ['ignore', 'pipe', spool?.descriptor ?? 'pipe'],
      // A process group of its own, to be able to stop the compilers that the go command starts.
      detached: process.platform !== 'win32',
    });
    const stdout: Buffer[] = [];
    let size = 0;
    let failure: unknown;
    const signalGroup = (signal: NodeJS.Signals): void => {
      try {
        if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, signal);
        else child.kill(signal);
      } catch {
        // It has ended already.
      }
    };
    const stop = (): void => {
      // Compilers get the signal too, so that the go command need not wait for them. It is killed if it does not end.
      signalGroup('SIGINT');
      setTimeout(() => signalGroup('SIGKILL'), 5000).unref();
    };
    const forget = (): void => {
      for (const signal of [context.signal, context.interrupt]) signal?.removeEventListener('abort', stop);
    };
    const fail = (error: unknown): void => {
      failure ??= error;
      stop();
    };
    for (const signal of [context.signal, context.interrupt]) signal?.addEventListener('abort', stop, { once: true });
    child.stdout!.on('data', (chunk: Buffer) => {
      if (onStdout !== undefined) return onStdout(chunk);
      size += chunk.length;
      if (size > MAX_STDOUT) fail(new UserError('go-output', `go ${args[0]} printed more than ${MAX_STDOUT >> 20} MB on stdout.`));
      else stdout.push(chunk);
    });
    let closed = false;
    const drained = spool?.drain(onStderr, () => closed || failure !== undefined).catch(fail) ?? Promise.resolve();
    child.stderr?.on('data', (chunk: Buffer) => {
      if (failure !== undefined) return;
      try {
        onStderr(chunk);
      } catch (error) {
        fail(error);
      }
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      closed = true;
      forget();
      reject(error.code === 'ENOENT' ? missing(context.cwd, error) : error);
    });
    child.on('close', (code, signal) => {
      closed = true;
      forget();
      void drained.then(() => {
        if (failure !== undefined) reject(failure as Error);
        else if (context.signal?.aborted === true) reject(interrupted());
        else resolve({ code: code ?? undefined, signal: signal ?? undefined, stdout: Buffer.concat(stdout).toString('utf8') });
      });
    });
  });
}

/** Runs a short go command and returns its stdout and stderr as text. */
export async function runGoText(args: readonly string[], context: GoContext): Promise<GoResult & { readonly stderr: string }> {
  const stderr: Buffer[] = [];
  let size = 0;
  const result = await runGo(args, context, (chunk) => {
    if ((size += chunk.length) < 16 * 1024 * 1024) stderr.push(Buffer.from(chunk));
  });
  return { ...result, stderr: Buffer.concat(stderr).toString('utf8') };
}

function missing(cwd: string, error: NodeJS.ErrnoException): UserError {
  // spawn reports a missing working directory as ENOENT too, with the program as `path`.
  if (error.path !== undefined && !/(?:^|\/)go$/.test(error.path)) return new UserError('no-directory', `The directory ${cwd} does not exist.`);
  return new UserError(
    'no-go',
    'The go command was not found.',
    'Install Go 1.21 or newer from go.dev/dl and make sure that `go version` works in this shell.',
  );
}

/** The error of a run that the user stopped. */
export function interrupted(): UserError {
  return new UserError('interrupted', 'Interrupted.', undefined, 130);
}

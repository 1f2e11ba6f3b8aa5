// Bytes to stdout or into a file, and whether they carry colours.
import { closeSync, openSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { EXIT_INTERRUPTED, UserError } from '../base/errors.ts';

/** NO_COLOR (no-color.org) and a stdout that is no terminal switch colours off, --color decides otherwise. */
export function wantsColor(options: { readonly color?: string; readonly output?: string }): boolean {
  if (options.color === 'always') return true;
  if (options.color === 'never' || options.output !== undefined) return false;
  if (process.env['NO_COLOR'] !== undefined && process.env['NO_COLOR'] !== '') return false;
  if (process.env['FORCE_COLOR'] !== undefined && process.env['FORCE_COLOR'] !== '0') return true;
  return process.stdout.isTTY === true && process.env['TERM'] !== 'dumb';
}

/** Whether two names stand for one file that is there: what is read is not written over. */
export function isSameFile(a: string, b: string): boolean {
  const [x, y] = [statSync(a, { throwIfNoEntry: false }), statSync(b, { throwIfNoEntry: false })];
  return x !== undefined && y !== undefined && x.dev === y.dev && x.ino === y.ino;
}

/** Text, or bytes. */
type Pieces = AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;

/** Writes the pieces as they come. A file appears whole, or not at all. */
export async function writeOut(chunks: Pieces, output: string | undefined, beforeFirst: () => void): Promise<void> {
  if (output !== undefined) return writeFile(chunks, output);
  let first = true;
  for await (const chunk of batched(chunks)) {
    if (first) beforeFirst();
    first = false;
    if (!process.stdout.write(chunk)) await new Promise((resolve) => process.stdout.once('drain', resolve));
  }
}

async function writeFile(chunks: Pieces, path: string): Promise<void> {
  let temporary: string | undefined;
  let file: number | undefined;
  let interrupted = false;
  const onSignal = (): void => void (interrupted = true);
  for (const signal of SIGNALS) process.on(signal, onSignal);
  try {
    const target = targetOf(path);
    if (target.replaceable) temporary = `${target.path}.allocpath-${process.pid}`;
    file = openSync(temporary ?? target.path, 'w');
    for await (const chunk of batched(chunks)) {
      if (interrupted) throw new UserError('interrupted', 'Interrupted.', undefined, EXIT_INTERRUPTED);
      // Unlike writeSync, it goes on after a part was written: a disk that gets full would end the file in silence.
      writeFileSync(file, chunk);
    }
    closeSync(file);
    file = undefined;
    if (temporary !== undefined) renameSync(temporary, target.path);
  } catch (error) {
    if (file !== undefined) closeSync(file);
    if (temporary !== undefined) rmSync(temporary, { force: true });
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new UserError('output', `${path} could not be written: ${(error as Error).message}`);
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

// Devices and pipes are written to: a file put in the place of /dev/null would break the machine. Links keep pointing where they point.
function targetOf(path: string): { readonly path: string; readonly replaceable: boolean } {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return { path, replaceable: true };
  if (found.isDirectory()) throw new UserError('output', `${path} is a directory.`, 'Name a file to write to.');
  return found.isFile() ? { path: realpathSync(path), replaceable: true } : { path, replaceable: false };
}

/** Signals are heard only between turns of the event loop, which pieces that are decoded one by one never end on their own. */
const TURN_MS = 50;

// A line per row would mean one system call each.
async function* batched(chunks: Pieces): AsyncGenerator<string | Uint8Array> {
  let batch = '';
  let last = Date.now();
  for await (const chunk of chunks) {
    const waited = Date.now() - last > TURN_MS;
    if (typeof chunk === 'string') batch += chunk;
    if (batch !== '' && (batch.length > 1 << 18 || waited || typeof chunk !== 'string')) {
      yield batch;
      batch = '';
    }
    if (typeof chunk !== 'string') yield chunk;
    if (waited) {
      await turn();
      last = Date.now();
    }
  }
  if (batch !== '') yield batch;
}

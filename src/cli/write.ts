// Bytes to stdout or into a file, and whether they carry colours.
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { UserError } from '../base/errors.ts';

/** NO_COLOR (no-color.org) and a stdout that is no terminal switch colours off, --color decides otherwise. */
export function wantsColor(options: { readonly color?: string; readonly output?: string }): boolean {
  if (options.color === 'always') return true;
  if (options.color === 'never' || options.output !== undefined) return false;
  if (process.env['NO_COLOR'] !== undefined && process.env['NO_COLOR'] !== '') return false;
  if (process.env['FORCE_COLOR'] !== undefined && process.env['FORCE_COLOR'] !== '0') return true;
  return process.stdout.isTTY === true && process.env['TERM'] !== 'dumb';
}

/** Writes the pieces as they come. A file appears whole, or not at all. */
export async function writeOut(chunks: AsyncIterable<string> | Iterable<string>, output: string | undefined, beforeFirst: () => void): Promise<void> {
  if (output !== undefined) return writeFile(chunks, output);
  let first = true;
  for await (const chunk of batched(chunks)) {
    if (first) beforeFirst();
    first = false;
    if (!process.stdout.write(chunk)) await new Promise((resolve) => process.stdout.once('drain', resolve));
  }
}

async function writeFile(chunks: AsyncIterable<string> | Iterable<string>, path: string): Promise<void> {
  const temporary = `${path}.allocpath-${process.pid}`;
  let file: number | undefined;
  try {
    file = openSync(temporary, 'w');
    for await (const chunk of batched(chunks)) writeSync(file, chunk);
    closeSync(file);
    file = undefined;
    renameSync(temporary, path);
  } catch (error) {
    if (file !== undefined) closeSync(file);
    rmSync(temporary, { force: true });
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new UserError('output', `${path} could not be written: ${(error as Error).message}`);
  }
}

// A line per row would mean one system call each.
async function* batched(chunks: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string> {
  let batch = '';
  for await (const chunk of chunks) {
    batch += chunk;
    if (batch.length > 1 << 18) {
      yield batch;
      batch = '';
    }
  }
  if (batch !== '') yield batch;
}

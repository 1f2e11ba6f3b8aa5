// A file, whole, in memory. What it begins with is looked at first: a core dump, a disk image or an endless device is not read for nothing.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { UserError } from '../base/errors.ts';
import { checkStart } from '../read/binary/executable.ts';

/** Files beyond this are not read: Node holds at most 2 GiB in one piece. */
const MAX_FILE = 2 ** 31 - 1;
/** Bytes that tell what a file is: the header of a 64-bit ELF file. */
const START = 64;
/** Bytes to begin with where the size is not known beforehand. */
const PIECE = 1 << 16;

/** Reads a file or pipe. UserError when it cannot be read or is too large, FormatError when it does not begin like an executable. */
export function readExecutable(path: string): Uint8Array {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const stat = fstatSync(file);
    if (stat.isDirectory()) throw new UserError('no-file', `${path} is a directory.`, 'Name the executable in it.');
    if (stat.size > MAX_FILE) throw tooLarge(path, `has ${stat.size} bytes`);
    return readAll(file, path, stat.isFile() ? stat.size : 0);
  } catch (error) {
    const { code, message, syscall } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    if (code === 'ENOENT')
      throw new UserError('no-file', `There is no file ${path}.`, 'Build one with go build -o, or let allocpath build it with --build PACKAGE.');
    throw new UserError('not-read', `${path} could not be read: ${message}`);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function readAll(file: number, path: string, size: number): Uint8Array {
  let held = new Uint8Array(Math.min(START, size === 0 ? START : size));
  let filled = 0;
  let checked = false;
  for (;;) {
    const count = readSync(file, held, filled, held.length - filled, null);
    filled += count;
    if (count === 0 || filled === held.length) {
      if (!checked) checkStart(held.subarray(0, filled), path);
      checked = true;
      // Files of /proc say that they hold nothing.
      if (count === 0 || filled === size) return held.subarray(0, filled);
      if (filled > MAX_FILE) throw tooLarge(path, 'goes on');
      const more = new Uint8Array(Math.max(size, Math.min(MAX_FILE + 1, Math.max(PIECE, 2 * filled))));
      more.set(held);
      held = more;
    }
  }
}

function tooLarge(path: string, size: string): UserError {
  return new UserError('too-large', `${path} ${size}; files up to 2 GiB can be read.`);
}

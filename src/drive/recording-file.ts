// The file of a recording on disk: written beside its place and put there when it is whole, read with sentences about what is wrong with it.
import { closeSync, fstatSync, openSync, readSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { UserError } from '../base/errors.ts';
import { decodeRecording, type DecodeOptions } from '../read/recording/file/decode.ts';
import { encodeRecording } from '../read/recording/file/encode.ts';
import type { Packer, Unpacker } from '../read/recording/file/layout.ts';
import { LOOK_SIZE, lookOf } from '../read/recording/file/look.ts';
import { isRecording } from '../read/recording/file/sections.ts';
import { bytesInMemory, type RecordBytes } from '../read/recording/record-bytes.ts';
import type { Recording } from '../read/recording/recording.ts';
import { openRecord, recordOnDemand } from './record-files.ts';
import { untilExit } from './until-exit.ts';

/** What zlib gives to whoever reads or writes recordings. */
export const RECORDING_ZLIB: Packer & Unpacker = {
  // The usual level, 6, takes 4 % less room and half as long again.
  deflate: (bytes) => deflateSync(bytes, { level: 4 }),
  inflate: (bytes, size) => inflateSync(bytes, { maxOutputLength: Math.max(1, size) }),
  crc32: (bytes, before) => crc32(bytes, before ?? 0),
};

/** Signals and aborts are heard only between turns of the event loop. */
const TURN_MS = 50;
/** Of a pipe. */
const MAX_PIPED = 1 << 30;
const PIECE = 1 << 20;

/**
 * Writes a recording. The file appears whole or not at all; devices and pipes are written to as they are.
 * @param recording its events are read from the records while it is written
 * @param signal ends the writing, and nothing is left behind
 * @throws UserError when it cannot be written
 */
export async function writeRecording(path: string, recording: Recording<{ readonly sites: readonly unknown[] }>, signal?: AbortSignal): Promise<void> {
  let temporary: string | undefined;
  let file: number | undefined;
  let forget = (): void => {};
  try {
    const target = targetOf(path);
    if (target.replaceable) {
      const name = `${target.path}.allocpath-${process.pid}`;
      temporary = name;
      forget = untilExit(() => removeQuietly(name));
    }
    file = openSync(temporary ?? target.path, 'w');
    let last = Date.now();
    for (const piece of encodeRecording(recording, RECORDING_ZLIB)) {
      writeFileSync(file, piece);
      if (Date.now() - last < TURN_MS) continue;
      await turn();
      last = Date.now();
      signal?.throwIfAborted();
    }
    closeSync(file);
    file = undefined;
    if (temporary !== undefined) renameSync(temporary, target.path);
    temporary = undefined;
  } catch (error) {
    if (file !== undefined) closeSync(file);
    const { syscall, message } = error as NodeJS.ErrnoException;
    // Records that cannot be read are no fault of the file that is written.
    if (syscall === undefined || error instanceof UserError) throw error;
    throw new UserError('output', `${path} could not be written: ${message}`);
  } finally {
    forget();
  }
}

// A name that is too long, for example, cannot be removed either.
function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Then it is not there.
  }
}

// Links keep pointing where they point; a file put in the place of a device would break the machine.
function targetOf(path: string): { readonly path: string; readonly replaceable: boolean } {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return { path, replaceable: true };
  if (found.isDirectory()) throw new UserError('output', `${path} is a directory.`, 'Name a file to write to.');
  return found.isFile() ? { path: realpathSync(path), replaceable: true } : { path, replaceable: false };
}

/**
 * Opens a recording. Its events are read from the file when they are asked for, so it has to stay as it is. Of the analysis the shape is
 * checked, whose type the caller names.
 * @throws UserError when there is none or it is newer than what is known, FormatError when it is damaged in front of what can be used
 */
export function openRecording<A = unknown>(path: string, options: DecodeOptions = {}): Recording<A> {
  const { bytes, done } = openBytes(path);
  try {
    return decodeRecording<A>(bytes, RECORDING_ZLIB, options);
  } finally {
    done();
  }
}

/** Whether a file is a recording, going by its first bytes; false when it cannot be read. */
export function isRecordingFile(path: string): boolean {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    return fstatSync(file).isFile() && isRecording(readUpTo(file, LOOK_SIZE));
  } catch {
    return false;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Bytes of a file. After `done` it is opened for each part that is read: nobody says when the last event was. */
function openBytes(path: string): { readonly bytes: RecordBytes; readonly done: () => void } {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const stat = fstatSync(file);
    if (stat.isDirectory()) throw new UserError('no-file', `${path} is a directory.`, 'Name the recording in it.');
    const start = readUpTo(file, LOOK_SIZE);
    const look = lookOf(start);
    if (look !== undefined) throw new UserError('not-a-recording', `${path} is no recording of allocpath: it looks like ${look.what}.`, look.hint);
    if (stat.isFile()) {
      const open = openRecord(path);
      let read = open.read;
      const done = (): void => {
        open.close();
        read = (offset, length) => readLater(path, offset, length);
      };
      return { bytes: { name: path, size: open.size, read: (offset, length) => read(offset, length) }, done };
    }
    // What comes through a pipe can be read once only.
    const rest = readUpTo(file, MAX_PIPED);
    if (rest.length === MAX_PIPED)
      throw new UserError('too-large', `${path} goes on; through a pipe ${MAX_PIPED >> 20} MB are read.`, 'Write it to a file first.');
    return { bytes: bytesInMemory(Buffer.concat([start, rest]), path), done: () => {} };
  } catch (error) {
    const { code, message, syscall } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    if (code === 'ENOENT') throw new UserError('no-file', `There is no file ${path}.`, 'allocpath run --out makes a recording.');
    throw new UserError('not-read', `${path} could not be read: ${message}`);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function readLater(path: string, offset: number, length: number): Uint8Array {
  try {
    return recordOnDemand(path).read(offset, length);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new UserError(
      'not-read',
      `${path} could not be read any more: ${(error as Error).message}`,
      'Events are read when they are needed: leave the file where it is.',
    );
  }
}

/** Reads on until there is nothing more, or so many bytes. */
function readUpTo(file: number, most: number): Buffer {
  const pieces: Buffer[] = [];
  for (let left = most; left > 0;) {
    const piece = Buffer.alloc(Math.min(left, PIECE));
    const count = readSync(file, piece, 0, piece.length, null);
    if (count === 0) break;
    pieces.push(piece.subarray(0, count));
    left -= count;
  }
  return Buffer.concat(pieces);
}

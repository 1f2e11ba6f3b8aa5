// The directory that recording processes write to: one record a process, and the programs that they ran.
import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FormatError, UserError } from '../base/errors.ts';
import type { Gap } from '../base/gap.ts';
import type { RecordBytes } from '../read/recording/record-bytes.ts';

/** What a run records. */
export interface RecordSettings {
  /** Every allocation as an event, with its address and time. */
  readonly events: boolean;
  /** Frees too. */
  readonly frees: boolean;
  /** Bytes between samples; 0 records every allocation. */
  readonly rate: number;
  /** Frames that are read at most. */
  readonly depth: number;
  /** Leave recursion as it is on the stack. */
  readonly full: boolean;
  /** Megabytes that the record of one process may take. */
  readonly maxMegabytes: number;
  /** Different stacks after which new ones are cut short. */
  readonly maxStacks: number;
}

export const DEFAULT_SETTINGS: RecordSettings = { events: false, frees: false, rate: 0, depth: 128, full: false, maxMegabytes: 16 << 10, maxStacks: 1 << 20 };

/** The environment with which a program records (src/drive/agent/start.go: allocpathSettings). */
export function recordEnvironment(directory: string, settings: RecordSettings): Record<string, string> {
  const mode = (settings.events ? 1 : 0) | (settings.frees ? 2 : 0) | (settings.full ? 4 : 0);
  return {
    ALLOCPATH_RECORD: directory,
    ALLOCPATH_OPTIONS: `m${mode},r${settings.rate},d${settings.depth},l${settings.maxMegabytes},s${settings.maxStacks}`,
  };
}

/** Whether `go test` made the records of a directory: the wrapper of test binaries is there (src/drive/test-wrapper.ts). */
export function isOfTests(directory: string): boolean {
  return existsSync(join(directory, TEST_WRAPPER));
}

/** Name of the wrapper. */
export const TEST_WRAPPER = 'record.sh';

/** Longest directory that the recorder takes (src/drive/agent/state.go: allocpathState). */
const MAX_DIRECTORY = 500;

/**
 * Makes the directory. Processes that gave up their user's rights have to write to it as well, so it is open to all where the user is root;
 * records are made so that no existing file or link is followed.
 * @throws UserError when it cannot be made
 */
export function makeRecordDirectory(path: string): void {
  if (Buffer.byteLength(path) > MAX_DIRECTORY) {
    throw new UserError(
      'record-directory',
      `The directory for the recording has a name of more than ${MAX_DIRECTORY} bytes: ${path}`,
      'Point TMPDIR to one with a shorter name.',
    );
  }
  try {
    mkdirSync(path, { recursive: true, mode: process.getuid?.() === 0 ? 0o1777 : 0o700 });
  } catch (error) {
    throw new UserError(
      'record-directory',
      `The recording cannot be written: ${(error as Error).message}`,
      'Point TMPDIR to a directory that can be written, or use --out in one.',
    );
  }
}

/** An open record. */
export interface OpenRecord extends RecordBytes {
  readonly close: () => void;
}

/** Opens a record for reading, also while it is written. */
export function openRecord(path: string): OpenRecord {
  const descriptor = openSync(path, 'r');
  const { size } = fstatSync(descriptor);
  return {
    name: path,
    size,
    read: (offset, length) => {
      const bytes = new Uint8Array(length);
      let done = 0;
      while (done < length) {
        const count = readSync(descriptor, bytes, done, Math.min(length - done, 1 << 30), offset + done);
        if (count === 0) break;
        done += count;
      }
      return bytes.subarray(0, done);
    },
    close: () => closeSync(descriptor),
  };
}

/** A record that is opened for each part that is read: for events, which are read long after everything else. */
export function recordOnDemand(path: string): RecordBytes {
  return {
    name: path,
    size: statSync(path).size,
    read: (offset, length) => {
      const record = openRecord(path);
      try {
        return record.read(offset, length);
      } finally {
        record.close();
      }
    },
  };
}

/** The records in a directory, oldest first. */
export function listRecords(directory: string): string[] {
  // The program may have removed it: it is a directory among others to what cleans up after itself.
  const found = (existsSync(directory) ? readdirSync(directory) : [])
    .filter((name) => /^\d+-\d+\.record$/.test(name))
    .map((name) => ({ name, started: Number(name.slice(name.indexOf('-') + 1, -'.record'.length)) }));
  return found.sort((a, b) => a.started - b.started || (a.name < b.name ? -1 : 1)).map(({ name }) => join(directory, name));
}

/** Reads every record of a directory; one that is damaged is a gap, the others are read. */
export function readRecords<T>(directory: string, read: (record: OpenRecord) => T, gaps: Gap[]): T[] {
  const found: T[] = [];
  for (const path of listRecords(directory)) {
    const record = openRecord(path);
    try {
      found.push(read(record));
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      // A process that was killed while it made its record has left a file without a beginning.
      gaps.push({ code: 'record-not-read', affects: path, message: `One process is missing: ${error.message}` });
    } finally {
      record.close();
    }
  }
  return found;
}

/** The name under which the recorder keeps a program (src/drive/agent/keep.go: allocpathKeepBinary). */
export function keptName(path: string): string | undefined {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? undefined : `program-${stat.ino}-${stat.size}-${stat.mtimeNs}`;
}

/** Whether some process has left a record there. */
export function hasRecords(directory: string): boolean {
  return existsSync(directory) && listRecords(directory).length > 0;
}

/** Removes the directory. */
export function removeRecords(directory: string): void {
  if (existsSync(directory)) rmSync(directory, { recursive: true, force: true });
}

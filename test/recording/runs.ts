// Runs programs that record, and reads their records.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Gap } from '../../src/base/gap.ts';
import {
  DEFAULT_SETTINGS,
  listRecords,
  makeRecordDirectory,
  readRecords,
  recordEnvironment,
  removeRecords,
  type OpenRecord,
  type RecordSettings,
} from '../../src/drive/record-files.ts';
import { decodeProcessRecord, type ProcessRecord } from '../../src/read/recording/process-record.ts';
import { HEADER_SIZE, KIND, OFFSET, WORD } from '../../src/read/recording/record-layout.ts';
import { readEvents, type Events } from './events.ts';
import { CACHE } from './recorder.ts';

/** How a program is run. */
export interface RunOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly settings?: Partial<RecordSettings>;
  /** Words before the program: an emulator, or a shell that sets limits. */
  readonly wrapper?: readonly string[];
  /** Where it records, in place of a directory of its own. */
  readonly directory?: string;
  readonly cwd?: string;
  /** Who runs it: a number. */
  readonly user?: number;
}

/** A line `FINAL` of a program: what the runtime itself had counted. */
export interface Final {
  readonly pid: number;
  readonly mallocs: number;
  readonly bytes: number;
  readonly frees: number;
}

/** What is left of a run. */
export interface RunResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly finals: readonly Final[];
  readonly records: readonly ProcessRecord[];
  readonly events: readonly Events[];
  /** Bytes that the files take, and blocks of Ps that had counters, by process. */
  readonly blocks: readonly number[];
  readonly owners: readonly number[];
  readonly gaps: readonly Gap[];
  readonly milliseconds: number;
}

/** Runs a program and waits for its end. */
export function run(program: string, options: RunOptions = {}): RunResult {
  mkdirSync(CACHE, { recursive: true });
  const directory = options.directory ?? mkdtempSync(join(CACHE, 'run-'));
  if (options.directory === undefined) makeRecordDirectory(directory);
  const settings = { ...DEFAULT_SETTINGS, ...options.settings };
  const words = [...(options.wrapper ?? []), program, ...(options.args ?? [])];
  const began = performance.now();
  try {
    const child = spawnSync(words[0]!, words.slice(1), {
      encoding: 'utf8',
      env: { ...process.env, GOMAXPROCS: '', GOGC: '', GODEBUG: '', ...recordEnvironment(directory, settings), ...options.env },
      timeout: 300_000,
      killSignal: 'SIGABRT',
      maxBuffer: 1 << 28,
      ...(options.user === undefined ? {} : { uid: options.user, gid: options.user }),
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    });
    const milliseconds = performance.now() - began;
    if (child.error !== undefined) throw child.error;
    const read = readDirectory(directory);
    return { code: child.status, signal: child.signal, stdout: child.stdout, stderr: child.stderr, finals: finalsOf(child.stderr), ...read, milliseconds };
  } finally {
    if (options.directory === undefined) removeRecords(directory);
  }
}

/**
 * Everything in a directory of records.
 * @param keep whether to list events one by one
 */
export function readDirectory(directory: string, keep: boolean = true): Pick<RunResult, 'records' | 'events' | 'blocks' | 'owners' | 'gaps'> {
  const gaps: Gap[] = [];
  const events: Events[] = [];
  const owners: number[] = [];
  const records = readRecords(
    directory,
    (file) => {
      const record = decodeProcessRecord(file);
      events.push(readEvents(record, file, keep));
      owners.push(countOwners(file));
      return record;
    },
    gaps,
  );
  return {
    records,
    events,
    owners,
    blocks: listRecords(directory).map((path) => statSync(path).blocks * 512),
    gaps: [...gaps, ...records.flatMap((r) => r.gaps)],
  };
}

// Each block begins with a table of counters (src/drive/agent/chunks.go: allocpathNewBlock).
function countOwners(file: OpenRecord): number {
  const header = new DataView(Uint8Array.from(file.read(0, HEADER_SIZE)).buffer);
  const owners = new Set<number>();
  for (let i = 0; i < header.getUint32(WORD.Chunks * 8, true); i++) {
    const at = OFFSET.Chunks + i * 32;
    if (header.getUint32(at, true) === KIND.Table) owners.add(header.getUint32(at + 4, true));
  }
  return owners.size;
}

/** The lines `FINAL` in what programs have printed. */
export function finalsOf(text: string): Final[] {
  return [...text.matchAll(/FINAL (\d+) (\d+) (\d+) (\d+)/g)].map((m) => ({
    pid: Number(m[1]),
    mallocs: Number(m[2]),
    bytes: Number(m[3]),
    frees: Number(m[4]),
  }));
}

/** Sums over all stacks. */
export function sums(record: ProcessRecord): { readonly mallocs: number; readonly bytes: number } {
  const add = (column: Float64Array): number => column.reduce((a, b) => a + b, 0);
  return { mallocs: add(record.allocations), bytes: add(record.slotBytes) };
}

/**
 * Every process that said what it had allocated has recorded as much, to the last one. Returns the number of allocations.
 * @param after what a process allocated after that
 */
export function expectExact(
  result: RunResult,
  processes: number = 1,
  after: { readonly mallocs: number; readonly bytes: number } = { mallocs: 0, bytes: 0 },
): number {
  const counted = result.finals.map(({ pid, mallocs, bytes }) => ({ pid, mallocs: mallocs + after.mallocs, bytes: bytes + after.bytes }));
  const recorded = result.records.map((record) => ({ pid: record.header.pid, ...sums(record) }));
  const byPid = (a: { pid: number; mallocs: number }, b: { pid: number; mallocs: number }): number => a.pid - b.pid || a.mallocs - b.mallocs;
  expect({ processes: recorded.toSorted(byPid), stderr: result.stderr.replaceAll(/FINAL.*\n/g, '') }).toEqual({
    processes: counted.toSorted(byPid),
    stderr: expect.any(String),
  });
  expect(recorded).toHaveLength(processes);
  return recorded.reduce((sum, one) => sum + one.mallocs, 0);
}

/** Makes a directory for one test. */
export function scratch(): { readonly path: string; readonly remove: () => void } {
  mkdirSync(CACHE, { recursive: true });
  const path = mkdtempSync(join(CACHE, 'scratch-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

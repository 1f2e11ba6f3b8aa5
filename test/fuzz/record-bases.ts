// Bases of what a run leaves: the record of a process, and the file of a recording made of it. Made of a sample, so that everybody has the same.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { encodeRecording } from '../../src/read/recording/file/encode.ts';
import type { Packer } from '../../src/read/recording/file/layout.ts';
import { SECTION_HEADER, START_SIZE } from '../../src/read/recording/file/layout.ts';
import { readHead } from '../../src/read/recording/file/sections.ts';
import { decodeProcessRecord } from '../../src/read/recording/process-record.ts';
import { bytesInMemory } from '../../src/read/recording/record-bytes.ts';
import { recordEvents } from '../../src/read/recording/record-events.ts';
import { COMMAND_SIZE, HEADER_SIZE, KIND, MODULE_SIZE, NODE_SIZE, OFFSET, STACK_SIZE, WORD } from '../../src/read/recording/record-layout.ts';
import type { RecordedProfile, Recording } from '../../src/read/recording/recording.ts';
import type { Analysis } from '../../src/site/model.ts';
import type { CodePlace, RecordedProgram } from '../../src/site/recorded/program.ts';
import { profileOf } from '../../src/site/recorded/profile.ts';
import { addTypes } from '../recording/compact.ts';
import { analysisOf, site } from '../recording/minimal.ts';
import type { Piece, Region } from './regions.ts';

// The path from here, since scripts/fuzz.mjs bundles this file with the directory of the fuzzer as its own.
const SAMPLE = join(import.meta.dirname, '..', 'recording', 'samples', 'allocate.record.gz');
const SITES = 5;

/** The record of a process. */
export function processRecord(): Uint8Array {
  return addTypes(gunzipSync(readFileSync(SAMPLE)));
}

/** Where in it what steers the reader lies. */
export function processRecordRegions(bytes: Uint8Array): Map<string, Region> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (at: number): number => Number(view.getBigUint64(at, true));
  const field = (index: number): number => word(index * 8);
  const { eventChunks } = decodeProcessRecord(bytesInMemory(bytes, 'good'));
  const chunks = Array.from({ length: field(WORD.Chunks) }, (_, i) => OFFSET.Chunks + i * 32).map((at) => ({
    kind: view.getUint32(at, true),
    start: word(at + 8),
    size: word(at + 16),
  }));
  const of = (kind: number): Piece[] => chunks.filter((one) => one.kind === kind).map(({ start, size }) => ({ start, size }));
  return new Map([
    ['words', [{ start: 0, size: Object.keys(WORD).length * 8 }]],
    ['texts', [OFFSET.Version, OFFSET.Exe, OFFSET.Binary, OFFSET.Command].map((start) => ({ start, size: 64 }))],
    ['modules', [{ start: OFFSET.Modules, size: 2 * MODULE_SIZE }]],
    ['directory', [{ start: OFFSET.Chunks, size: (chunks.length + 2) * 32 }]],
    ['nodes', [{ start: field(WORD.NodeArea), size: field(WORD.Nodes) * NODE_SIZE }]],
    ['stacks', [{ start: field(WORD.StackArea), size: field(WORD.Stacks) * STACK_SIZE }]],
    ['tables', of(KIND.Table)],
    ['events', eventChunks.map(({ offset, length }) => ({ start: offset, size: length }))],
    ['types', of(KIND.Types)],
    ['command', [{ start: OFFSET.Command + COMMAND_SIZE - 32, size: 64 }]],
    ['end of header', [{ start: HEADER_SIZE - 64, size: 64 }]],
  ]);
}

/** Leaves contents as they are and knows no checksums, so that changes reach what is behind them. */
export const OPEN: Packer = { deflate: (bytes) => bytes, crc32: () => 0 };

/** A recording of that record, in the file's form. */
export function recordingFile(packer: Packer = OPEN): Uint8Array {
  const bytes = processRecord();
  const from = bytesInMemory(bytes, 'good');
  const record = decodeProcessRecord(from);
  const events = recordEvents(from, record)!;
  const profile: RecordedProfile = {
    ...profileOf(
      record,
      0,
      PROGRAM,
      (stack) => ({ site: (stack % (SITES + 1)) - 1, skip: stack % 2 }),
      (stack) => `type${stack % 7}`,
    ),
    events,
  };
  const analysis = analysisOf(
    Array.from({ length: SITES }, (_, i) => site(`make([]int, ${i})`)),
    2,
  );
  // The second process has other rows than the first.
  const second: RecordedProfile = {
    ...profileOf(
      record,
      1,
      undefined,
      () => ({ site: -1, skip: 0 }),
      () => undefined,
    ),
    events,
  };
  const recording: Recording<Analysis> = {
    meta: { allocpath: '1.2.3', created: 1, command: ['go', 'test'], goVersion: 'go1.27.4', goos: 'linux', goarch: 'amd64', directory: '/example' },
    analysis,
    profiles: [profile, second],
    gaps: [{ code: 'record-cut', message: 'cut', affects: '1' }],
  };
  return new Uint8Array(Buffer.concat([...encodeRecording(recording, packer)]));
}

/** Names for any address, without a program. */
const PROGRAM = {
  slide: () => 0,
  place: (pc: number): Partial<CodePlace> => ({
    returnPc: pc,
    runtime: pc % 3 === 0,
    frames: Array.from({ length: pc % 4 }, (_, i) => ({ function: `main.f${(pc + i) % 50}`, file: `/example/${pc % 5}.go`, line: pc % 300 })),
  }),
} as unknown as RecordedProgram;

/** Sections by name, and their headers. */
export function recordingFileRegions(bytes: Uint8Array): Map<string, Region> {
  const regions = new Map<string, Piece[]>([
    ['start', [{ start: 0, size: START_SIZE }]],
    ['headers', []],
  ]);
  const from = bytesInMemory(bytes, 'good');
  for (let at = START_SIZE; at < bytes.length;) {
    const { tag, stored } = readHead(from, at);
    regions.get('headers')!.push({ start: at, size: SECTION_HEADER });
    const name = tag.trim();
    const pieces = regions.get(name) ?? [];
    pieces.push({ start: at + SECTION_HEADER, size: stored });
    regions.set(name, pieces);
    at += SECTION_HEADER + stored;
  }
  return regions;
}

// Targets for what a run leaves: the record of a process, and the file of a recording.
import { inflateSync } from 'node:zlib';
import { decodeRecording } from '../../src/read/recording/file/decode.ts';
import { encodeRecording } from '../../src/read/recording/file/encode.ts';
import type { Unpacker } from '../../src/read/recording/file/layout.ts';
import { decodeProcessRecord, framesOf } from '../../src/read/recording/process-record.ts';
import { bytesInMemory } from '../../src/read/recording/record-bytes.ts';
import { recordEvents } from '../../src/read/recording/record-events.ts';
import { stackFrames, type Recording } from '../../src/read/recording/recording.ts';
import type { Analysis } from '../../src/site/model.ts';
import { profileOf } from '../../src/site/recorded/profile.ts';
import { analysisOf } from '../recording/minimal.ts';
import { OPEN } from './record-bases.ts';
import { RECORDING_FORMATS } from '../../src/show/recording/registry.ts';
import type { Ask, Target } from './targets.ts';

/** Accepts all checksums: those of changed bytes would be wrong, and nothing behind them would be reached. */
const UNPACKER: Unpacker = { inflate: (bytes, size) => inflateSync(bytes, { maxOutputLength: Math.max(1, size) }), crc32: () => 0 };

function processRecord(bytes: Uint8Array, _about: readonly number[], ask: Ask): void {
  const from = bytesInMemory(bytes, 'forged');
  const record = ask(() => decodeProcessRecord(from));
  if (record === undefined) return;
  for (const node of record.stackNode) framesOf(record, node);
  const events = ask(() => recordEvents(from, record));
  for (let i = 0; i < (events?.owners.length ?? 0); i++) events!.read(i);
  // What is read of a record can be written to a file, and read again.
  const nobody = { site: -1, skip: 0 };
  const profile = profileOf(
    record,
    0,
    undefined,
    () => nobody,
    () => undefined,
  );
  const meta = { allocpath: '', created: 0, command: [...record.header.argv], goVersion: record.header.goVersion, goos: '', goarch: '', directory: '' };
  written({ meta, analysis: analysisOf([], 1), profiles: [events === undefined ? profile : { ...profile, events }], gaps: record.gaps });
}

function recordingFile(bytes: Uint8Array, _about: readonly number[], ask: Ask): void {
  const recording = ask(() => decodeRecording<Analysis>(bytesInMemory(bytes, 'forged'), UNPACKER));
  ask(() => decodeRecording(bytesInMemory(bytes, 'forged'), UNPACKER, { events: false }));
  if (recording === undefined) return;
  let good = true;
  for (const profile of recording.profiles) {
    for (let stack = 0; stack < profile.stacks.node.length; stack++) {
      for (const frame of stackFrames(profile, stack).frames) {
        if (profile.strings[profile.frames.function[frame]!] === undefined) throw new Error(`a frame without a function on stack ${stack}`);
      }
    }
    for (let i = 0; i < (profile.events?.owners.length ?? 0); i++) {
      const block = ask(() => profile.events!.read(i));
      if (block === undefined) good = false;
      else if (block.stack.subarray(0, block.count).some((row) => row !== 0xffffffff && row >= profile.stacks.node.length))
        throw new Error('an event without a stack');
    }
  }
  if (good) written(recording);
}

/** Whatever is accepted can be given to other programs. */
async function recordingExports(bytes: Uint8Array, _about: readonly number[], ask: Ask): Promise<void> {
  const recording = ask(() => decodeRecording<Analysis>(bytesInMemory(bytes, 'forged'), UNPACKER));
  if (recording === undefined) return;
  for (const load of Object.values(RECORDING_FORMATS)) {
    const format = await load();
    await ask.later(async () => {
      for await (const piece of format.chunks(recording, { process: 0 })) if (piece.length === 0 && format.binary) throw new Error('an empty piece');
    });
  }
}

/** Writes a recording and reads it again; nothing may be missing then. */
function written(recording: Recording<Analysis>): void {
  const { gaps } = decodeRecording(bytesInMemory(Buffer.concat([...encodeRecording(recording, OPEN)]), 'written'), UNPACKER);
  if (gaps.length !== recording.gaps.length) throw new Error(`what was read could not be written: ${gaps.at(-1)?.message}`);
}

const CONTENTS = ['META', 'ANLY', 'PROF', 'STRS', 'FRAM', 'PLAC', 'PLFR', 'NODE', 'STAK', 'EVNT'];

export const recordTargets: readonly Target[] = [
  {
    name: 'process-record',
    bases: ['process-record'],
    regions: ['words', 'texts', 'modules', 'directory', 'directory', 'nodes', 'stacks', 'tables', 'events', 'types', 'command', 'end of header'],
    weight: 3,
    run: processRecord,
  },
  {
    name: 'recording-file',
    bases: ['recording-file'],
    regions: ['start', 'headers', 'BLCK', 'END', ...CONTENTS],
    weight: 3,
    run: recordingFile,
  },
  { name: 'recording-exports', bases: ['recording-file'], regions: CONTENTS, weight: 1, run: recordingExports },
];

// A profile for `go tool pprof` and everything else that reads profile.proto (https://github.com/google/pprof/tree/main/proto), with the sample types of
// Go's own heap profiles (src/runtime/pprof/protomem.go: writeHeapProto). Messages of protocol buffers that follow each other are one message, so
// it is encoded in parts: samples and locations as they come, the strings that they refer to at the end.
import { emptyTableToken, Profile, StringTable, type ProfileInput, type SampleInput } from 'pprof-format';
import type { Recording } from '../../read/recording/recording.ts';
import type { Analysis } from '../../site/model.ts';
import { visible } from '../untrusted.ts';
import type { RecordingFormat, RecordingFormatOptions } from './format.ts';
import { gzip } from './gzip.ts';
import { liveObjects, type LiveObjects } from './live.ts';
import { PprofTables } from './pprof-tables.ts';
import { allocatingNode, countedStacks, exportedProcesses, StackReader, type ExportedProcess, type StackCounts } from './stacks.ts';

export const format: RecordingFormat = {
  name: 'pprof',
  extension: 'pb.gz',
  summary: 'a profile for go tool pprof: alloc_objects, alloc_space (bytes of size classes, as Go counts them), alloc_requested; inuse_* with frees',
  binary: true,
  chunks: (recording, options) => gzip(profileParts(recording, options)),
};

/** Samples that are encoded at a time. */
const BATCH = 2048;

/** Shown by pprof above its tables. */
const COMMENT = 'alloc_space: bytes of size classes, as Go counts them; alloc_requested: bytes that were asked for';

/** The parts of the profile, not compressed. */
export function* profileParts(recording: Recording<Analysis>, options: RecordingFormatOptions): Generator<Uint8Array> {
  const processes = exportedProcesses(recording, options);
  // Live objects of one process without those of another would be read as if the other had none.
  const withLive = processes.length > 0 && processes.every(({ profile }) => profile.events?.frees === true);
  const tables = new PprofTables();
  yield encoded(headOf(recording, processes, withLive, tables));
  for (const process of processes) yield* samplesOf(process, processes.length > 1, withLive, tables);
  yield encoded({ mapping: tables.mappings() });
  yield new Profile({ stringTable: tables.strings }).encode();
}

// A table of strings begins with the empty one, unless it is told not to; it must come once.
function encoded(part: ProfileInput): Uint8Array {
  return new Profile({ ...part, stringTable: new StringTable(emptyTableToken) }).encode();
}

function headOf({ meta }: Recording<Analysis>, processes: readonly ExportedProcess[], withLive: boolean, { strings }: PprofTables): ProfileInput {
  const word = (text: string): number => strings.dedup(text);
  const [count, bytes] = [word('count'), word('bytes')];
  const runs = processes.flatMap(({ run }) => run ?? []);
  const milliseconds = Math.max(0, ...runs.map((run) => run.milliseconds ?? 0));
  const live = [
    { type: word('inuse_objects'), unit: count },
    { type: word('inuse_space'), unit: bytes },
  ];
  return {
    sampleType: [
      { type: word('alloc_objects'), unit: count },
      { type: word('alloc_space'), unit: bytes },
      ...(withLive ? live : []),
      { type: word('alloc_requested'), unit: bytes },
    ],
    defaultSampleType: word('alloc_space'),
    periodType: { type: word('space'), unit: bytes },
    period: Math.max(1, ...processes.map(({ profile }) => profile.rate)),
    timeNanos: BigInt(Math.round(Math.min(meta.created, ...runs.map((run) => run.started ?? meta.created)))) * 1_000_000n,
    durationNanos: BigInt(milliseconds) * 1_000_000n,
    comment: [visible(`allocpath ${meta.allocpath}: ${meta.command.join(' ')}`), COMMENT].map(word),
  };
}

function* samplesOf(process: ExportedProcess, named: boolean, withLive: boolean, tables: PprofTables): Generator<Uint8Array> {
  const { profile, run, name } = process;
  const { stacks, strings } = profile;
  const reader = new StackReader(profile);
  const live = withLive ? liveObjects(profile) : undefined;
  const label = named ? [tables.label('process', `${name} (${run?.pid ?? profile.run})`)] : [];
  const locations = tables.locationsOf(process);
  let sample: SampleInput[] = [];
  for (const counts of countedStacks(profile)) {
    const { stack } = counts;
    const type = stacks.type[stack]!;
    const size = stacks.size[stack]!;
    sample.push({
      locationId: locations(reader.placesFrom(allocatingNode(profile, stack))),
      value: [Math.round(counts.objects), Math.round(counts.slotBytes), ...(live === undefined ? [] : liveValues(live, counts)), Math.round(counts.bytes)],
      label: [...(type === 0 ? [] : [tables.label('type', strings[type - 1]!)]), ...(size === 0 ? [] : [tables.bytesLabel(size)]), ...label],
    });
    if (sample.length === BATCH) {
      yield encoded({ sample, ...tables.takeNew() });
      sample = [];
    }
  }
  yield encoded({ sample, ...tables.takeNew() });
}

function liveValues({ objects, bytes }: LiveObjects, counts: StackCounts): [number, number] {
  const { stack } = counts;
  // Of objects of several sizes on one stack the slots of those that live are not known, and of objects that share a block of the tiny
  // allocator only the first takes bytes: they have their share.
  return [objects[stack]!, counts.bytes === 0 ? 0 : Math.round((bytes[stack]! * counts.slotBytes) / counts.bytes)];
}

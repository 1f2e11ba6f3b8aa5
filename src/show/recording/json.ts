// The `allocpath.recording/1` document: who ran, and every stack that allocated with what was counted on it, one stack a line. Frames stand once in a
// table of their process: written out with every stack they would make a document of gigabytes of a recursive program.
import type { RecordedProfile, Recording } from '../../read/recording/recording.ts';
import type { Analysis } from '../../site/model.ts';
import { harmless } from '../json.ts';
import type { RecordingFormat, RecordingFormatOptions } from './format.ts';
import { allocatingNode, countedStacks, exportedProcesses, framesAt, StackReader, type StackCounts } from './stacks.ts';

export const format: RecordingFormat = {
  name: 'json',
  extension: 'json',
  summary: 'the allocpath.recording/1 document, see schema/recording-1.json',
  binary: false,
  *chunks(recording, options) {
    for (const piece of documentPieces(recording, options)) yield harmless(piece);
  },
};

function* documentPieces(recording: Recording<Analysis>, options: RecordingFormatOptions): Generator<string> {
  const { meta, analysis } = recording;
  yield '{"schema":"allocpath.recording/1",\n';
  yield `"meta":${JSON.stringify(meta)},\n`;
  yield* list('runs', analysis.runs ?? []);
  if (analysis.recorded !== undefined) yield `"recorded":${JSON.stringify(analysis.recorded)},\n`;
  yield* list('gaps', recording.gaps);
  yield '"processes":[';
  let separator = '\n';
  for (const { profile } of exportedProcesses(recording, options)) {
    yield `${separator}{"run":${profile.run},"rate":${profile.rate},\n`;
    yield* framesOf(profile);
    yield* stacksOf(profile, analysis);
    separator = ',\n';
  }
  yield '\n]}\n';
}

function* list(name: string, values: readonly unknown[]): Generator<string> {
  yield `"${name}":[`;
  let separator = '\n';
  for (const value of values) {
    yield separator + JSON.stringify(value);
    separator = ',\n';
  }
  yield values.length === 0 ? '],\n' : '\n],\n';
}

function* framesOf({ frames, strings }: RecordedProfile): Generator<string> {
  yield '"frames":[';
  let separator = '\n';
  for (let row = 0; row < frames.function.length; row++) {
    yield separator + JSON.stringify({ function: strings[frames.function[row]!]!, file: strings[frames.file[row]!]!, line: frames.line[row]! });
    separator = ',\n';
  }
  yield '\n],\n';
}

function* stacksOf(profile: RecordedProfile, analysis: Analysis): Generator<string> {
  const reader = new StackReader(profile);
  yield '"stacks":[';
  let separator = '\n';
  for (const counts of countedStacks(profile)) {
    yield separator + stackLine(profile, analysis, reader, counts);
    separator = ',\n';
  }
  yield '\n]}';
}

function stackLine(profile: RecordedProfile, analysis: Analysis, reader: StackReader, { stack, objects, bytes, slotBytes, seen }: StackCounts): string {
  const { stacks, strings, rate } = profile;
  const { places, cut } = reader.placesFrom(allocatingNode(profile, stack));
  const frames: number[] = [];
  for (const place of places) frames.push(...framesAt(profile, place));
  const type = stacks.type[stack]!;
  const site = stacks.site[stack]!;
  const size = stacks.size[stack]!;
  return JSON.stringify({
    frames,
    ...(cut ? { cut: true } : {}),
    ...(type === 0 ? {} : { type: strings[type - 1]! }),
    ...(site === 0 ? {} : { site: analysis.sites[site - 1]?.id }),
    allocations: Math.round(objects),
    bytes: Math.round(bytes),
    slotBytes: Math.round(slotBytes),
    ...(rate === 0 ? {} : { seen, ...(size === 0 ? {} : { size }) }),
  });
}

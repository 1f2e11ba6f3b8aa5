// The file format of https://www.speedscope.app (file-format-schema.json): two sampled profiles for each process, one in bytes and one in objects.
// The frames, which all of them share, stand at the end of the document, when they are known.
import type { RecordedProfile } from '../../read/recording/recording.ts';
import { harmless } from '../json.ts';
import type { RecordingFormat } from './format.ts';
import { addressName, CUT_FRAME, exportedProcesses, framesAt, NO_STACK, StackReader, sumsByNode } from './stacks.ts';

export const format: RecordingFormat = {
  name: 'speedscope',
  extension: 'speedscope.json',
  summary: 'a document for speedscope.app: bytes and objects by stack, for each process',
  binary: false,
  *chunks(recording, options) {
    const processes = exportedProcesses(recording, options);
    const frames = new SharedFrames();
    yield '{"$schema":"https://www.speedscope.app/file-format-schema.json",\n';
    yield `"exporter":${harmless(JSON.stringify(`allocpath ${recording.meta.allocpath}`))},\n`;
    yield `"name":${harmless(JSON.stringify(recording.meta.command.join(' ')))},\n"activeProfileIndex":0,\n"profiles":[`;
    let separator = '\n';
    for (const { profile, run, name } of processes) {
      const title = processes.length === 1 ? name : `${name} (${run?.pid ?? profile.run})`;
      for (const value of ['bytes', 'objects'] as const) {
        yield `${separator}{"type":"sampled","name":${harmless(JSON.stringify(`${title}: ${value}`))},"unit":"${value === 'bytes' ? 'bytes' : 'none'}",\n`;
        yield* samplesOf(profile, value, frames);
        separator = ',\n';
      }
    }
    yield '\n],\n"shared":{"frames":[';
    yield* frames.lines();
    yield '\n]}}\n';
  },
};

function* samplesOf(profile: RecordedProfile, value: 'bytes' | 'objects', frames: SharedFrames): Generator<string> {
  const reader = new StackReader(profile);
  const ofPlace = frames.ofPlaces(profile);
  const weights: number[] = [];
  let total = 0;
  yield '"samples":[';
  for (const { node, sum } of sumsByNode(profile, value)) {
    const { places, cut } = reader.placesFrom(node);
    const stack: number[] = cut ? [frames.index(CUT_FRAME)] : [];
    for (let i = places.length - 1; i > 0; i--) stack.push(...ofPlace(places[i]!));
    if (places.length > 0) stack.push(...frames.ofSite(profile, places[0]!));
    if (stack.length === 0) stack.push(frames.index(NO_STACK));
    yield `${weights.length === 0 ? '' : ',\n'}[${stack.join(',')}]`;
    weights.push(sum);
    total += sum;
  }
  yield '],\n"weights":[';
  for (let i = 0; i < weights.length; i += 4096) yield (i === 0 ? '' : ',\n') + weights.slice(i, i + 4096).join(',');
  yield `],"startValue":0,"endValue":${total}}`;
}

/** Frames of all processes, each once. */
class SharedFrames {
  readonly #known = new Map<string, number>();

  index(name: string, file?: string, line?: number): number {
    const key = JSON.stringify(file === undefined ? { name } : { name, file, line });
    let index = this.#known.get(key);
    if (index === undefined) this.#known.set(key, (index = this.#known.size));
    return index;
  }

  /** Indexes of the frames at the places of a profile, outermost first: a caller is one frame whichever of its lines calls, so that it is one block. */
  ofPlaces(profile: RecordedProfile): (place: number) => readonly number[] {
    const known: (readonly number[] | undefined)[] = [];
    return (place) => (known[place] ??= this.#at(profile, place, false));
  }

  /** The same at the place that allocates: two lines of a function are two sites. */
  ofSite(profile: RecordedProfile, place: number): readonly number[] {
    return this.#at(profile, place, true);
  }

  #at(profile: RecordedProfile, place: number, site: boolean): readonly number[] {
    const { places, frames, strings } = profile;
    const rows = [...framesAt(profile, place)].reverse();
    if (rows.length === 0) return [this.index(addressName(places.pc[place]!))];
    return rows.map((row, i) => {
      const [name, file, line] = [strings[frames.function[row]!]!, strings[frames.file[row]!]!, frames.line[row]!];
      return site && i === rows.length - 1 ? this.index(`${name}:${line}`, file, line) : this.index(name, file);
    });
  }

  *lines(): Generator<string> {
    let separator = '\n';
    for (const key of this.#known.keys()) {
      yield separator + harmless(key);
      separator = ',\n';
    }
  }
}

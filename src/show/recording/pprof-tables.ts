// The tables that samples of profile.proto refer to: strings, functions, locations, mappings. New rows are taken away with the samples that need them.
import { StringTable, type FunctionInput, type LabelInput, type LocationInput, type MappingInput } from 'pprof-format';
import { CUT_FRAME, framesAt, NO_STACK, type ExportedProcess, type StackPlaces } from './stacks.ts';

/** Rows that were not written yet. */
export interface NewRows {
  readonly location: LocationInput[];
  readonly function: FunctionInput[];
}

export class PprofTables {
  readonly strings: StringTable = new StringTable();
  readonly #functions = new Map<string, number>();
  /** Program → its id. */
  readonly #mappings = new Map<string, number>();
  readonly #pseudo = new Map<string, number>();
  #locations = 0;
  #new: NewRows = { location: [], function: [] };

  label(key: string, text: string): LabelInput {
    return { key: this.strings.dedup(key), str: this.strings.dedup(text) };
  }

  /** Size of one object, as Go's own profiles have it (src/runtime/pprof/protomem.go). */
  bytesLabel(size: number): LabelInput {
    return { key: this.strings.dedup('bytes'), num: size };
  }

  /** Location ids for the stacks of a process, innermost first. */
  locationsOf(process: ExportedProcess): (stack: StackPlaces) => number[] {
    const mapping = idOf(this.#mappings, process.run?.argv[0] ?? process.name);
    const known = new Uint32Array(process.profile.places.pc.length);
    return ({ places, cut }) => {
      const ids = places.map((place) => (known[place] ||= this.#add(process, place, mapping)));
      if (cut) ids.push(this.#named(CUT_FRAME));
      if (ids.length === 0) ids.push(this.#named(NO_STACK));
      return ids;
    };
  }

  mappings(): MappingInput[] {
    return [...this.#mappings].map(([file, id]) => ({
      id,
      filename: this.strings.dedup(file),
      hasFunctions: true,
      hasFilenames: true,
      hasLineNumbers: true,
      hasInlineFrames: true,
    }));
  }

  /** What was added since it was last asked for. */
  takeNew(): NewRows {
    const rows = this.#new;
    this.#new = { location: [], function: [] };
    return rows;
  }

  // Inlined calls are lines of one location, innermost first. Its address lies within the call instruction (runtime.Frames.Next does the same).
  #add({ profile }: ExportedProcess, place: number, mappingId: number): number {
    const { frames, places, strings } = profile;
    const line = Array.from(framesAt(profile, place), (row) => ({
      functionId: this.#function(strings[frames.function[row]!]!, strings[frames.file[row]!]!),
      line: frames.line[row]!,
    }));
    this.#new.location.push({ id: ++this.#locations, mappingId, address: Math.max(0, places.pc[place]! - 1), line });
    return this.#locations;
  }

  #named(name: string): number {
    let id = this.#pseudo.get(name);
    if (id === undefined) {
      this.#pseudo.set(name, (id = ++this.#locations));
      this.#new.location.push({ id, line: [{ functionId: this.#function(name, '') }] });
    }
    return id;
  }

  #function(name: string, file: string): number {
    const before = this.#functions.size;
    const id = idOf(this.#functions, `${name}\0${file}`);
    if (id > before) {
      const index = this.strings.dedup(name);
      this.#new.function.push({ id, name: index, systemName: index, filename: this.strings.dedup(file) });
    }
    return id;
  }
}

/** Numbers from 1 on. */
function idOf(map: Map<string, number>, key: string): number {
  let id = map.get(key);
  if (id === undefined) map.set(key, (id = map.size + 1));
  return id;
}

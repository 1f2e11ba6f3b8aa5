// Heap and allocs profiles as Go writes them: gzip around profile.proto. Go source: src/runtime/pprof/protomem.go: writeHeapProto (go1.9–go1.27), which
// has scaled the numbers of sampled profiles already; src/runtime/pprof/proto.go: emitLocation. What the profile says is taken over as it is;
// what it leaves out (runtime frames next to the allocation, types, requested sizes) nobody can know afterwards.
import { Profile, type Location } from 'pprof-format';
import { FormatError } from '../../base/errors.ts';
import { checkProfileWire } from './pprof-wire.ts';

/** A function, or a call that was inlined into the next one, at a line. */
export interface GoFrame {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly inlined: boolean;
}

/** A call instruction of a stack. */
export interface GoLocation {
  /** Within the instruction; 0 when it is not known. */
  readonly address: number;
  /** Innermost first: inlined calls, then the function that they were inlined into. Empty when nobody knows the function. */
  readonly frames: readonly GoFrame[];
}

/** Objects of one size that one stack allocated. */
export interface GoSample {
  /** Innermost first. */
  readonly locations: readonly GoLocation[];
  readonly objects: number;
  /** Bytes of size classes. */
  readonly bytes: number;
  readonly inuseObjects: number;
  readonly inuseBytes: number;
  /** Bytes of the size class of each; absent where the profile does not say. */
  readonly objectBytes?: number;
}

/** A profile of allocations. */
export interface GoProfile {
  readonly name: string;
  readonly sampleTypes: readonly string[];
  /** Bytes between samples; 1 when every allocation was looked at; 0 when the profile does not say. */
  readonly rate: number;
  readonly samples: readonly GoSample[];
  /** The program, as its first mapping names it. */
  readonly program?: { readonly file: string; readonly buildId: string };
  /** Milliseconds since 1970; 0 when the profile does not say. */
  readonly taken: number;
}

export interface GoProfileOptions {
  /** Inflates gzip; throws when the result has more than `limit` bytes. */
  readonly inflate: (bytes: Uint8Array, limit: number) => Uint8Array;
  /** Bytes that a profile may have when it is inflated. */
  readonly limit?: number;
}

export const DEFAULT_PROFILE_LIMIT: number = 1 << 30;

/**
 * Decodes a heap or allocs profile.
 * @throws FormatError when it is another kind of profile, or damaged
 */
export function decodeGoProfile(bytes: Uint8Array, name: string, options: GoProfileOptions): GoProfile {
  const limit = options.limit ?? DEFAULT_PROFILE_LIMIT;
  const plain = inflated(bytes, name, limit, options.inflate);
  if (plain.length > limit) throw new FormatError(name, `a profile of at most ${limit} bytes, found ${plain.length}`);
  refuseText(plain, name);
  checkProfileWire(plain, name);
  let profile: Profile;
  try {
    profile = Profile.decode(plain);
  } catch (error) {
    throw new FormatError(name, `a profile of pprof; it could not be decoded: ${(error as Error).message}`);
  }
  return new Reader(profile, name).read();
}

function inflated(bytes: Uint8Array, name: string, limit: number, inflate: GoProfileOptions['inflate']): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return inflate(bytes, limit);
  } catch (error) {
    throw new FormatError(name, `a gzip file that is whole and has at most ${limit} bytes when it is inflated: ${(error as Error).message}`);
  }
}

// Profiles with ?debug=1 are text (src/runtime/pprof/pprof.go: writeHeapInternal), and so are the pages and errors of servers.
function refuseText(bytes: Uint8Array, name: string): void {
  const start = new TextDecoder('utf-8').decode(bytes.subarray(0, 200));
  const first = /^[^\r\n]*/.exec(start)![0].trim();
  if (/^heap profile: \d+: /.test(first)) {
    throw new FormatError(name, 'a profile as protocol buffers; this is the text for people that ?debug=1 (or WriteTo with debug 1) gives: leave debug out');
  }
  const other = /^(goroutine|threadcreate) profile:|^--- (contention|mutex):/.exec(first);
  if (other !== null) throw new FormatError(name, `a heap or allocs profile; this is the text of a ${other[1] ?? other[2]} profile`);
  // Tags and small numbers of a profile are no characters of a text.
  if (/^[\t\n\r\x20-\x7e]{8,}$/.test(start.slice(0, 64))) throw new FormatError(name, `a profile of pprof, found text: ${harmless(first)}`);
  if (bytes.length === 0) throw new FormatError(name, 'a profile of pprof, found an empty file');
}

/** Kinds of profiles by a sample type that only they have. */
const OTHER_KINDS: Readonly<Record<string, string>> = {
  cpu: 'a CPU profile',
  samples: 'a CPU profile',
  contentions: 'a mutex or block profile',
  delay: 'a mutex or block profile',
  goroutine: 'a goroutine profile',
  goroutineleak: 'a profile of leaked goroutines',
  threadcreate: 'a profile of threads',
};

class Reader {
  readonly #profile: Profile;
  readonly #name: string;
  readonly #strings: readonly string[];

  constructor(profile: Profile, name: string) {
    this.#profile = profile;
    this.#name = name;
    this.#strings = profile.stringTable.strings;
  }

  read(): GoProfile {
    const profile = this.#profile;
    const types = profile.sampleType.map((t) => this.#string(t.type));
    const at = (type: string): number => types.indexOf(type);
    const [objects, space, inuseObjects, inuseSpace] = [at('alloc_objects'), at('alloc_space'), at('inuse_objects'), at('inuse_space')];
    if (objects < 0 || space < 0) throw this.#wrongKind(types);
    const locations = this.#locations();
    const samples = profile.sample.map((sample): GoSample => {
      const { value } = sample;
      if (value.length !== types.length) throw this.#error(`${types.length} values in a sample, found ${value.length}`);
      const size = sample.label.find((label) => this.#string(label.key) === 'bytes')?.num;
      return {
        locations: sample.locationId.map((id) => locations.get(Number(id)) ?? this.#fail(`a location with number ${id}`)),
        objects: signed(value[objects]!),
        bytes: signed(value[space]!),
        inuseObjects: inuseObjects < 0 ? 0 : signed(value[inuseObjects]!),
        inuseBytes: inuseSpace < 0 ? 0 : signed(value[inuseSpace]!),
        ...(size === undefined || Number(size) === 0 ? {} : { objectBytes: signed(size) }),
      };
    });
    const [mapping] = profile.mapping;
    return {
      name: this.#name,
      sampleTypes: types,
      rate: Math.max(0, signed(profile.period)),
      samples,
      ...(mapping === undefined ? {} : { program: { file: this.#string(mapping.filename), buildId: this.#string(mapping.buildId) } }),
      taken: Math.floor(signed(profile.timeNanos) / 1e6),
    };
  }

  #locations(): ReadonlyMap<number, GoLocation> {
    const functions = new Map(this.#profile.function.map((f) => [Number(f.id), { function: this.#string(f.name), file: this.#string(f.filename) }]));
    const frames = ({ line }: Location): GoFrame[] =>
      line.map((one, index) => ({
        ...(functions.get(Number(one.functionId)) ?? this.#fail(`a function with number ${one.functionId}`)),
        line: signed(one.line),
        inlined: index < line.length - 1,
      }));
    return new Map(this.#profile.location.map((location) => [Number(location.id), { address: Number(location.address), frames: frames(location) }]));
  }

  #string(index: number | bigint): string {
    return this.#strings[Number(index)] ?? this.#fail(`an index below ${this.#strings.length} into the strings, found ${index}`);
  }

  #wrongKind(types: readonly string[]): FormatError {
    const kind = types.map((type) => OTHER_KINDS[type]).find((known) => known !== undefined);
    const found = types.length === 0 ? 'a profile without sample types' : `${kind ?? 'a profile'} with ${types.slice(0, 8).map(harmless).join(', ')}`;
    const inuse = types.includes('inuse_space') || types.includes('objects') ? '; without alloc_objects and alloc_space nothing says what was allocated' : '';
    return this.#error(`a heap or allocs profile of Go, which has alloc_objects and alloc_space, found ${found}${inuse}`);
  }

  #fail(expected: string): never {
    throw this.#error(expected);
  }

  #error(expected: string): FormatError {
    return new FormatError(this.#name, expected);
  }
}

/** Words of a file that may come from anywhere, for an error. */
function harmless(text: string): string {
  return text.slice(0, 60).replace(/[^\x20-\x7e]/g, '?');
}

/** int64, of which the library gives the 64 bits. Numbers of real profiles are exact. */
function signed(value: number | bigint): number {
  return typeof value === 'number' ? value : Number(BigInt.asIntN(64, value));
}

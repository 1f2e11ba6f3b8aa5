// The columns of a row group of events.
import type { ColumnSource, SchemaElement } from 'hyparquet-writer';
import { FREE, type EventBlock, type RecordedProfile } from '../../read/recording/recording.ts';
import type { Analysis } from '../../site/model.ts';
import { sweepOf } from '../../site/recorded/event-parts.ts';
import { FoldedStacks } from './folded-stacks.ts';
import { allocatingNode, framesAt } from './stacks.ts';

const required = (name: string, type: 'INT32' | 'INT64' | 'DOUBLE' | 'BOOLEAN'): SchemaElement => ({ name, type, repetition_type: 'REQUIRED' });
const text = (name: string, repetition_type: 'REQUIRED' | 'OPTIONAL' = 'OPTIONAL'): SchemaElement => ({
  name,
  type: 'BYTE_ARRAY',
  converted_type: 'UTF8',
  repetition_type,
});

const COLUMNS: readonly SchemaElement[] = [
  /** Index into the runs of the recording. */
  required('process', 'INT32'),
  /** alloc or free. */
  text('kind', 'REQUIRED'),
  /** Milliseconds since the process started; noted every 256 events of a P. */
  required('time_ms', 'DOUBLE'),
  /** Collections whose sweep had begun, and whether the next one was marking. */
  required('generation', 'INT32'),
  required('marking', 'BOOLEAN'),
  required('goroutine', 'INT64'),
  /** Bytes requested, of allocations. */
  { name: 'size', type: 'INT64', repetition_type: 'OPTIONAL' },
  /** Bytes of the slot, of frees: one free ends the lives of all objects that share a block of the tiny allocator. */
  { name: 'slot', type: 'INT64', repetition_type: 'OPTIONAL' },
  required('address', 'INT64'),
  // Of allocations; null where it is not known.
  text('type'),
  text('site_id'),
  text('function'),
  text('file'),
  { name: 'line', type: 'INT32', repetition_type: 'OPTIONAL' },
  text('stack'),
];

/** The schema of the file. */
export const EVENT_SCHEMA: readonly SchemaElement[] = [{ name: 'event', num_children: COLUMNS.length }, ...COLUMNS];

/** Characters of stacks that are kept for the next row group. */
const KEPT_CHARACTERS = 1 << 25;

/** What stands in the rows of a stack. */
interface StackCells {
  readonly type: string | null;
  readonly site: string | null;
  readonly function: string | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly stack: string;
}

// The first and last word of a group tell nothing: they are not sorted.
const words = (name: string, data: (string | null)[]): ColumnSource => ({ name, data, encoding: 'RLE_DICTIONARY', statistics: false });

/** Gathers rows of one process. */
export class EventRows {
  count = 0;
  readonly #profile: RecordedProfile;
  readonly #analysis: Analysis;
  readonly #folded: FoldedStacks;
  readonly #cells = new Map<number, StackCells>();
  #characters = 0;
  readonly #sizes = new Map<number, bigint>();
  readonly #stack: Uint32Array;
  readonly #size: Float64Array;
  readonly #address: BigInt64Array;
  readonly #time: Float64Array;
  readonly #generation: Uint32Array;
  readonly #goroutine: Float64Array;

  constructor(profile: RecordedProfile, analysis: Analysis, rows: number) {
    this.#profile = profile;
    this.#analysis = analysis;
    this.#folded = new FoldedStacks(profile);
    this.#stack = new Uint32Array(rows);
    this.#size = new Float64Array(rows);
    this.#address = new BigInt64Array(rows);
    this.#time = new Float64Array(rows);
    this.#generation = new Uint32Array(rows);
    this.#goroutine = new Float64Array(rows);
  }

  add(block: EventBlock, row: number): void {
    const at = this.count++;
    this.#stack[at] = block.stack[row]!;
    this.#size[at] = block.size[row]!;
    this.#address[at] = BigInt(block.address[row]!);
    this.#time[at] = block.time[row]!;
    this.#generation[at] = block.generation[row]!;
    this.#goroutine[at] = block.goroutine[row]!;
  }

  /** The columns of what was added since; the arrays are used again for the next rows. */
  take(): ColumnSource[] {
    const { count } = this;
    const stack = this.#stack.subarray(0, count);
    const cells = Array.from(stack, (index) => (index === FREE ? undefined : this.#cellsOf(index)));
    const sizes = Array.from(this.#size.subarray(0, count), (size) => this.#bigint(size));
    const generation = this.#generation.subarray(0, count);
    const of = <K extends keyof StackCells>(key: K): (StackCells[K] | null)[] => cells.map((cell) => cell?.[key] ?? null);
    this.count = 0;
    if (this.#characters > KEPT_CHARACTERS) {
      this.#cells.clear();
      this.#characters = 0;
    }
    return [
      { name: 'process', data: new Int32Array(count).fill(this.#profile.run) },
      words(
        'kind',
        cells.map((cell) => (cell === undefined ? 'free' : 'alloc')),
      ),
      { name: 'time_ms', data: this.#time.subarray(0, count) },
      { name: 'generation', data: Int32Array.from(generation, sweepOf), encoding: 'DELTA_BINARY_PACKED' },
      { name: 'marking', data: Array.from(generation, (value) => (value & 1) === 1) },
      { name: 'goroutine', data: this.#goroutine.subarray(0, count), encoding: 'DELTA_BINARY_PACKED' },
      { name: 'size', data: sizes.map((size, row) => (stack[row] === FREE ? null : size)) },
      { name: 'slot', data: sizes.map((size, row) => (stack[row] === FREE ? size : null)) },
      { name: 'address', data: this.#address.subarray(0, count) },
      words('type', of('type')),
      words('site_id', of('site')),
      words('function', of('function')),
      words('file', of('file')),
      { name: 'line', data: of('line') },
      words('stack', of('stack')),
    ];
  }

  // Sizes are few and events are many.
  #bigint(value: number): bigint {
    let known = this.#sizes.get(value);
    if (known === undefined) {
      known = BigInt(value);
      if (this.#sizes.size < 1 << 16) this.#sizes.set(value, known);
    }
    return known;
  }

  #cellsOf(stack: number): StackCells {
    let cells = this.#cells.get(stack);
    if (cells === undefined) {
      this.#cells.set(stack, (cells = this.#make(stack)));
      this.#characters += cells.stack.length;
    }
    return cells;
  }

  #make(stack: number): StackCells {
    const profile = this.#profile;
    const { stacks, strings, frames, nodes } = profile;
    const node = allocatingNode(profile, stack);
    const type = stacks.type[stack]!;
    const site = stacks.site[stack]!;
    const row = node > 1 ? framesAt(profile, nodes.place[node]!)[0] : undefined;
    return {
      type: type === 0 ? null : strings[type - 1]!,
      site: this.#analysis.sites[site - 1]?.id ?? null,
      function: row === undefined ? null : strings[frames.function[row]!]!,
      file: row === undefined ? null : strings[frames.file[row]!]!,
      line: row === undefined ? null : frames.line[row]!,
      stack: this.#folded.text(node),
    };
  }
}

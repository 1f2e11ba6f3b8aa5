// Turns the record of a process, which speaks in addresses, into a profile that speaks in names.
import type { ProcessRecord } from '../../read/recording/process-record.ts';
import type { RecordedProfile } from '../../read/recording/recording.ts';
import type { CodePlace, RecordedProgram } from './program.ts';

/** Whose a stack is: the index of its site or −1, and how many runtime frames lie below the allocating call. */
export interface StackOwner {
  readonly site: number;
  readonly skip: number;
}

/**
 * The profile of a process.
 * @param ownerOf asked once for each stack that allocated
 * @param typeName name of the type that the allocator was given
 */
export function profileOf(
  record: ProcessRecord,
  run: number,
  program: RecordedProgram | undefined,
  ownerOf: (stack: number) => StackOwner,
  typeName: (stack: number) => string | undefined,
): RecordedProfile {
  const strings = new Interned();
  const places = new PlaceColumns(strings);
  const slide = program?.slide(record.header.pcHeader) ?? 0;
  const { nodePc, nodeParent } = record;
  const place = new Uint32Array(nodePc.length);
  for (let node = 2; node < nodePc.length; node++) {
    const pc = nodePc[node]! - slide;
    place[node] = places.row(pc, program?.place(pc));
  }
  const count = record.stackNode.length;
  const type = new Uint32Array(count);
  const site = new Uint32Array(count);
  const skip = new Uint16Array(count);
  for (let stack = 1; stack < count; stack++) {
    const owner = ownerOf(stack);
    site[stack] = owner.site + 1;
    skip[stack] = owner.skip;
    const name = typeName(stack);
    type[stack] = name === undefined ? 0 : strings.index(name) + 1;
  }
  return {
    run,
    rate: record.header.rate,
    nodes: { place, parent: nodeParent },
    stacks: {
      node: record.stackNode,
      skip,
      type,
      site,
      allocations: record.allocations,
      bytes: record.bytes,
      slotBytes: record.slotBytes,
      size: record.stackSize,
    },
    ...places.tables(),
    strings: strings.list,
  };
}

class Interned {
  readonly list: string[] = [];
  readonly #known = new Map<string, number>();

  index(text: string): number {
    let index = this.#known.get(text);
    if (index === undefined) this.#known.set(text, (index = this.list.push(text) - 1));
    return index;
  }
}

class PlaceColumns {
  readonly #strings: Interned;
  readonly #rows = new Map<number, number>();
  readonly #frameRows = new Map<string, number>();
  readonly #pc: number[] = [];
  readonly #runtime: number[] = [];
  readonly #first: number[] = [];
  readonly #count: number[] = [];
  readonly #frame: number[] = [];
  readonly #function: number[] = [];
  readonly #file: number[] = [];
  readonly #line: number[] = [];

  constructor(strings: Interned) {
    this.#strings = strings;
  }

  row(pc: number, place: CodePlace | undefined): number {
    const known = this.#rows.get(pc);
    if (known !== undefined) return known;
    const row = this.#pc.push(pc) - 1;
    this.#rows.set(pc, row);
    this.#runtime.push(place?.runtime === true ? 1 : 0);
    this.#first.push(this.#frame.length);
    const frames = place?.frames ?? [];
    this.#count.push(frames.length);
    for (const frame of frames) this.#frame.push(this.#frameRow(frame.function, frame.file, frame.line));
    return row;
  }

  #frameRow(name: string, file: string, line: number): number {
    const key = `${name}\0${file}\0${line}`;
    let row = this.#frameRows.get(key);
    if (row === undefined) {
      row = this.#function.push(this.#strings.index(name)) - 1;
      this.#file.push(this.#strings.index(file));
      this.#line.push(line);
      this.#frameRows.set(key, row);
    }
    return row;
  }

  tables(): Pick<RecordedProfile, 'places' | 'frames'> {
    return {
      frames: { function: Uint32Array.from(this.#function), file: Uint32Array.from(this.#file), line: Uint32Array.from(this.#line) },
      places: {
        pc: Float64Array.from(this.#pc),
        frame: Uint32Array.from(this.#frame),
        firstFrame: Uint32Array.from(this.#first),
        frameCount: Uint16Array.from(this.#count),
        runtime: Uint8Array.from(this.#runtime),
      },
    };
  }
}

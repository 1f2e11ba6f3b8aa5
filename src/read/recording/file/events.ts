// Events in the file: blocks of one P, each a section BLCK that tells of it and a section EVNT with its columns. A block is inflated and decoded
// when it is asked for; that its bytes are those that were written is known from the beginning.
import type { Cursor } from '../../../base/cursor.ts';
import { FormatError } from '../../../base/errors.ts';
import type { RecordBytes } from '../record-bytes.ts';
import { FREE, newEventBlock, type EventBlock, type Events } from '../recording.ts';
import type { ByteWriter } from './byte-writer.ts';
import { encodeAddresses, encodeColumn, encodeTimes } from './column-encode.ts';
import { decodeColumn } from './columns.ts';
import { EVENT_ROWS, type Unpacker } from './layout.ts';
import { contentsOf, cursorOf, readStored, type Section, type SectionHead } from './sections.ts';

/** What BLCK says of the block behind it. */
export interface BlockHead {
  readonly profile: number;
  readonly owner: number;
  readonly rows: number;
  /** Generations of the first and the last event; 0 when there is none. */
  readonly first: number;
  readonly last: number;
}

/** Writes the contents of BLCK. */
export function writeBlockHead(writer: ByteWriter, { profile, owner, rows, first, last }: BlockHead): void {
  writer.u32(profile).u32(owner).u32(rows).u32(first).u32(last);
}

/**
 * Reads the contents of BLCK.
 * @throws FormatError when it says what no block is like
 */
export function readBlockHead(cursor: Cursor): BlockHead {
  const head = { profile: cursor.u32(), owner: cursor.u32(), rows: cursor.u32(), first: cursor.u32(), last: cursor.u32() };
  if (head.rows > EVENT_ROWS) throw cursor.error(`a block of at most ${EVENT_ROWS} events, found ${head.rows}`, 8);
  if (head.last < head.first) throw cursor.error('generations that do not fall', 12);
  return head;
}

/** Writes the contents of EVNT: some rows of a block. */
export function writeEvents(writer: ByteWriter, block: EventBlock, from: number, to: number): void {
  const { stack, size, address, time, generation, goroutine } = block;
  // Frees are as frequent as allocations, so their number is a small one: stacks + 1, and 0.
  const stacks = new Uint32Array(to - from);
  for (let i = 0; i < stacks.length; i++) stacks[i] = stack[from + i]! + 1;
  encodeColumn(writer, stacks, 0, stacks.length);
  encodeColumn(writer, size, from, to);
  encodeAddresses(writer, address, from, to, { size, stack });
  encodeTimes(writer, time, from, to);
  encodeColumn(writer, generation, from, to);
  encodeColumn(writer, goroutine, from, to);
}

function readEvents(cursor: Cursor, { rows, first, last }: BlockHead, stacks: number, into: EventBlock): void {
  const stack = into.stack.subarray(0, rows);
  const size = into.size.subarray(0, rows);
  decodeColumn(cursor, stack);
  let highest = 0;
  for (let i = 0; i < rows; i++) {
    const row = stack[i]!;
    if (row > highest) highest = row;
    stack[i] = row === 0 ? FREE : row - 1;
  }
  if (highest > stacks) throw cursor.error(`events that name one of ${stacks} stacks, found ${highest - 1}`);
  decodeColumn(cursor, size);
  decodeColumn(cursor, into.address.subarray(0, rows), { size, stack });
  decodeColumn(cursor, into.time.subarray(0, rows));
  const generation = into.generation.subarray(0, rows);
  decodeColumn(cursor, generation);
  let before = first;
  for (let i = 0; i < rows; i++) {
    const now = generation[i]!;
    if (now < before || now > last) throw cursor.error('generations that do not fall');
    before = now;
  }
  decodeColumn(cursor, into.goroutine.subarray(0, rows));
  if (cursor.offset !== cursor.bytes.length) throw cursor.error('the end of the events');
  into.count = rows;
}

/** A block that was found: what it is like, and where. */
export interface FoundBlock {
  readonly block: BlockHead;
  readonly head: SectionHead;
}

/** The events of one profile; `from` is read each time a block is asked for. */
export class FileEvents implements Events {
  readonly frees: boolean;
  readonly owners: number[] = [];
  count = 0;
  readonly #from: RecordBytes;
  readonly #unpacker: Unpacker;
  readonly #upgrade: (section: Section) => Section;
  readonly #stacks: number;
  readonly #blocks: FoundBlock[] = [];
  readonly #generations = new Map<number, number>();

  /** @param stacks rows of the StackTable */
  constructor(from: RecordBytes, unpacker: Unpacker, upgrade: (section: Section) => Section, stacks: number, frees: boolean) {
    this.#from = from;
    this.#unpacker = unpacker;
    this.#upgrade = upgrade;
    this.#stacks = stacks;
    this.frees = frees;
  }

  /**
   * Takes the next block that is found in the file.
   * @throws FormatError when its generations are before those of an earlier block of its P
   */
  add(found: FoundBlock): void {
    const { owner, rows, first, last } = found.block;
    if (rows > 0 && first < (this.#generations.get(owner) ?? 0)) throw new FormatError(this.#from.name, 'generations that do not fall', found.head.offset);
    if (rows > 0) this.#generations.set(owner, last);
    this.#blocks.push(found);
    this.owners.push(owner);
    this.count += rows;
  }

  /**
   * Decodes a block.
   * @throws FormatError when it is forged, or the file has changed since it was opened
   */
  read(index: number, into?: EventBlock): EventBlock {
    const { block, head } = this.#blocks[index]!;
    const stored = readStored(this.#from, head, this.#unpacker);
    const section = this.#upgrade(contentsOf(this.#from, head, stored, this.#unpacker));
    const target = into !== undefined && into.stack.length >= block.rows ? into : newEventBlock(block.rows);
    readEvents(cursorOf(this.#from.name, section), block, this.#stacks, target);
    return target;
  }
}

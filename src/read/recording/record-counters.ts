// The counters of a process record: each P counts in a table of its own. What was counted nowhere, and why, is said.
import { FormatError } from '../../base/errors.ts';
import type { Gap } from '../../base/gap.ts';
import type { ProcessRecord, RecordChunk, RecordHeader } from './process-record.ts';
import { readRange, word, type RecordBytes } from './record-bytes.ts';
import { ENTRY_SIZE, KIND, TROUBLE, WORD } from './record-layout.ts';

/** Counters that are read at once: the table of one P can be larger than memory should be. */
const SLOTS_READ = 1 << 16;
/** Counters of all Ps. A sparse file may claim any number of them, and reading its holes would take hours. */
const MOST_SLOTS = 1 << 28;

/** What was counted, by stack. */
export type Counts = Pick<ProcessRecord, 'allocations' | 'bytes' | 'slotBytes'>;

/**
 * Adds up the tables of all Ps. When one grows, the new one is complete before the old one is left: the last complete one counts.
 * @throws FormatError when a table is no table
 */
export function addTables(from: RecordBytes, chunks: readonly RecordChunk[], stacks: number, gaps: Gap[]): Counts {
  const counts = { allocations: new Float64Array(stacks), bytes: new Float64Array(stacks), slotBytes: new Float64Array(stacks) };
  const current = new Map<number, RecordChunk>();
  for (const chunk of chunks) if (chunk.kind === KIND.Table && chunk.extra % 2 === 1) current.set(chunk.owner, chunk);
  let unknown = 0;
  let slots = 0;
  for (const chunk of current.values()) {
    slots += (chunk.extra - 1) / 2;
    if (slots > MOST_SLOTS) throw new FormatError(from.name, `at most ${MOST_SLOTS} counters, found ${slots}`, chunk.offset);
    unknown += addTable(from, chunk, counts);
  }
  if (unknown > 0) gaps.push({ code: 'record-cut', affects: from.name, message: `${unknown} stacks were counted whose frames are not in the record.` });
  return counts;
}

/** Adds what was allocated on Ps that found no room for counters: to the stack that is not known. */
export function addLost(from: RecordBytes, field: (index: number) => number, { allocations, bytes, slotBytes }: Counts, gaps: Gap[]): void {
  if (field(WORD.LostPs) === 0) return;
  const lost = field(WORD.LostAllocations);
  allocations[0]! += lost;
  bytes[0]! += field(WORD.LostBytes);
  slotBytes[0]! += field(WORD.LostSlots);
  const counted = field(WORD.Rate) === 0 ? `the ${lost} allocations of others are counted without their stacks` : 'what others allocated was not sampled';
  gaps.push({ code: 'counters-full', affects: from.name, message: `There was no room for the counters of all processors (GOMAXPROCS); ${counted}.` });
}

function addTable(from: RecordBytes, { offset, length, extra }: RecordChunk, { allocations, bytes, slotBytes }: Counts): number {
  const slots = (extra - 1) / 2;
  if (slots * (ENTRY_SIZE + 4) > length) throw new FormatError(from.name, `counters for ${slots} stacks within ${length} bytes`, offset);
  const stacks = offset + slots * ENTRY_SIZE;
  let unknown = 0;
  for (let first = 0; first < slots; first += SLOTS_READ) {
    const count = Math.min(SLOTS_READ, slots - first);
    const base = offset + first * ENTRY_SIZE;
    const view = readRange(from, base, count * ENTRY_SIZE, 'counters');
    const ids = readRange(from, stacks + first * 4, count * 4, 'stacks of counters');
    for (let i = 0, at = 0; i < count; i++, at += ENTRY_SIZE) {
      if (view.getUint32(at, true) === 0 && view.getUint32(at + 4, true) === 0) continue;
      let id = ids.getUint32(i * 4, true);
      if (id >= allocations.length) {
        unknown++;
        id = 0;
      }
      allocations[id]! += word(view, at + 8, from, base);
      bytes[id]! += word(view, at + 16, from, base);
      slotBytes[id]! += word(view, at + 24, from, base);
    }
  }
  return unknown;
}

/** Says what the recorder found no room for. */
export function describeTrouble(from: RecordBytes, field: (index: number) => number, header: RecordHeader, gaps: Gap[]): void {
  const trouble = field(WORD.Trouble);
  const why =
    trouble === TROUBLE.None
      ? ''
      : trouble === TROUBLE.Limit
        ? 'the record had reached its size (--max-size)'
        : `there was no room for it (errno ${field(WORD.TroubleCode)})`;
  if (header.unknownStacks > 0) {
    const reason = why === '' ? '' : `, because ${why}`;
    gaps.push({
      code: 'stacks-unknown',
      affects: from.name,
      message: `${header.unknownStacks} stacks are not recorded${reason}; what they allocated is counted without a stack.`,
    });
  }
  if (header.lostEvents > 0) {
    gaps.push({ code: 'events-lost', affects: from.name, message: `Events are missing from some point on, because ${why}; counts are complete.` });
  }
  if (trouble !== TROUBLE.None && header.unknownStacks === 0 && header.lostEvents === 0) {
    gaps.push({
      code: 'record-full',
      affects: from.name,
      message: `The record could not grow any more, because ${why}; stacks that were new afterwards are counted without their frames.`,
    });
  }
  if (header.shortAfter !== undefined) {
    gaps.push({
      code: 'stacks-short',
      affects: from.name,
      message: `After ${header.shortAfter} different stacks only the 8 innermost frames of new ones were kept (--max-stacks).`,
    });
  }
}

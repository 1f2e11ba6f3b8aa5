// A second decoder of events, written from src/drive/agent/layout.go alone.
import { expect } from 'vitest';
import type { ProcessRecord } from '../../src/read/recording/process-record.ts';
import type { RecordBytes } from '../../src/read/recording/record-bytes.ts';

/** One allocation, or a free. */
export interface Event {
  /** Number of the stack; −1: a free. */
  readonly stack: number;
  readonly size: number;
  readonly address: number;
  readonly generation: number;
  readonly goroutine: number;
  readonly owner: number;
}

/** The events of a process, in the order in which each P wrote them. */
export interface Events {
  readonly list: readonly Event[];
  /** Allocations by stack, as Float64Array like those of the counters. */
  readonly allocations: Float64Array;
  readonly bytes: Float64Array;
  readonly frees: number;
  readonly freedBytes: number;
}

const FREE = 0xfffffffe;
const GOROUTINE = 0xfffffffd;
const BIG = 0xfffffffc;
const CLOCK = 0xfffffffb;
const FIRST_TAG = 0xfffffff0;

interface Owner {
  goroutine: number;
  generation: number;
  upper: number;
}

/**
 * Reads all events of a record.
 * @param keep whether to list them; there may be millions
 */
export function readEvents(record: ProcessRecord, file: RecordBytes, keep: boolean = true): Events {
  const count = record.stackNode.length;
  const list: Event[] = [];
  const allocations = new Float64Array(count);
  const bytes = new Float64Array(count);
  let frees = 0;
  let freedBytes = 0;
  const owners = new Map<number, Owner>();
  for (const chunk of record.eventChunks) {
    let own = owners.get(chunk.owner);
    if (own === undefined) owners.set(chunk.owner, (own = { goroutine: 0, generation: 0, upper: 0 }));
    const data = file.read(chunk.offset, chunk.length);
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    for (let at = 0; at < chunk.length; at += 16) {
      const tag = view.getUint32(at, true);
      const size = view.getUint32(at + 4, true);
      if (tag === 0 && size === 0) break;
      const address = view.getUint32(at + 8, true) + view.getUint32(at + 12, true) * 2 ** 32;
      if (tag === GOROUTINE) own.goroutine = address;
      else if (tag === BIG) own.upper = size;
      else if (tag === CLOCK) own.generation = size;
      else {
        if (tag >= FIRST_TAG && tag !== FREE) throw new Error(`unknown tag ${tag.toString(16)} at ${chunk.offset + at}`);
        const whole = size + own.upper * 2 ** 32;
        own.upper = 0;
        if (tag === FREE) {
          frees++;
          freedBytes += whole;
        } else {
          if (tag >= count) throw new Error(`event of stack ${tag} of ${count}`);
          allocations[tag]! += 1;
          bytes[tag]! += whole;
        }
        if (keep) list.push({ stack: tag === FREE ? -1 : tag, size: whole, address, generation: own.generation, goroutine: own.goroutine, owner: chunk.owner });
      }
    }
  }
  return { list, allocations, bytes, frees, freedBytes };
}

/** Events and counters are two views of the same allocations. */
export function expectEventsEqualCounters(record: ProcessRecord, events: Events): void {
  const differing = Array.from(record.allocations, (count, stack) => ({
    stack,
    count,
    bytes: record.bytes[stack]!,
    events: events.allocations[stack]!,
    eventBytes: events.bytes[stack]!,
  }));
  expect(differing.filter((d) => d.count !== d.events || d.bytes !== d.eventBytes).slice(0, 10)).toEqual([]);
}

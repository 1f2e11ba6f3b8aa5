// Plays the events of a process: which slots of the heap are taken at its end. Every allocation has to find its slot free, every free to find
// it taken, in the order that the generations give (src/drive/agent/events.go).
import { readFileSync } from 'node:fs';
import { GoBinary } from '../../src/read/binary/go-binary.ts';
import type { ProcessRecord } from '../../src/read/recording/process-record.ts';
import type { Event, Events } from './events.ts';

/** What is left, and what was odd on the way. */
export interface Played {
  readonly live: number;
  /** Allocations that got a slot of their own, and those that share one of the tiny allocator. */
  readonly slots: number;
  readonly shared: number;
  readonly odd: readonly string[];
}

/**
 * Plays all events.
 * @param headers whether large objects with pointers have one
 */
export function play(record: ProcessRecord, events: Events, program: string, headers: boolean): Played {
  const binary = GoBinary.open(readFileSync(program), program);
  const slide = record.header.pcHeader - binary.pclntab.header.address;
  const pointers = Array.from(record.stackType, (address) => {
    if (address === 0) return false;
    const type = record.types.get(address) ?? binary.types.find(address - slide);
    if (type === undefined) throw new Error(`no type at 0x${address.toString(16)}`);
    return type.ptrBytes > 0;
  });
  const taken = new Map<number, 'tiny' | 'own'>();
  const odd: string[] = [];
  let slots = 0;
  let shared = 0;
  const at = (event: Event, what: string): string =>
    `${what}: 0x${event.address.toString(16)} of ${event.size} bytes, generation ${event.generation}, owner ${event.owner}`;
  for (const event of inOrder(events.list)) {
    if (event.stack < 0) {
      if (!taken.delete(event.address)) odd.push(at(event, 'freed without being taken'));
      continue;
    }
    const tiny = event.size < 16 && !pointers[event.stack]!;
    const slot = slotOf(event, tiny, pointers[event.stack]!, headers);
    const known = taken.get(slot);
    if (known !== undefined && !(tiny && known === 'tiny' && !record.header.race)) odd.push(at(event, 'taken twice'));
    if (known === undefined) slots++;
    else shared++;
    taken.set(slot, tiny ? 'tiny' : 'own');
  }
  return { live: taken.size, slots, shared, odd };
}

// Where its slot begins: the tiny allocator's are 16 bytes, and the race detector puts what is tiny at their end (malloc.go: mallocgc). Since go1.22
// pointers of more than 512 bytes have a header of 8 in front (mbitmap.go: heapBitsInSpan), unless they are large.
function slotOf({ address, size }: Event, tiny: boolean, pointers: boolean, headers: boolean): number {
  if (tiny) return address - (address % 16);
  return pointers && headers && size > 512 && size <= 32_768 - 8 ? address - 8 : address;
}

// By generation, frees first, and otherwise as they were written.
function inOrder(list: readonly Event[]): Event[] {
  const generation = (event: Event): number => event.generation - (event.generation % 2);
  return list.toSorted((a, b) => generation(a) - generation(b) || Number(a.stack >= 0) - Number(b.stack >= 0));
}

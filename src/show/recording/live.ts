// What is still on the heap when the recording ends, by stack: what was allocated and not freed.
import { FREE, type RecordedProfile } from '../../read/recording/recording.ts';
import { AddressTable } from '../../site/recorded/address-table.ts';
import { byGeneration } from '../../site/recorded/event-parts.ts';

/** A block of the tiny allocator (src/runtime/malloc.go: maxTinySize). */
const TINY_BLOCK = 16;

/** Objects by row of StackTable, and the bytes that were requested for them. */
export interface LiveObjects {
  readonly objects: Float64Array;
  readonly bytes: Float64Array;
}

/** What was not freed; undefined where frees were not recorded. */
export function liveObjects({ events, stacks }: RecordedProfile): LiveObjects | undefined {
  if (events?.frees !== true) return undefined;
  const objects = new Float64Array(stacks.node.length);
  const bytes = new Float64Array(stacks.node.length);
  const live = new AddressTable();
  const forget = (address: number): void => {
    const row = live.find(address);
    if (row < 0) return;
    objects[live.owner[row]!]!--;
    bytes[live.owner[row]!]! -= live.size[row]!;
    live.remove(address);
  };
  byGeneration(
    events,
    ({ block, from, to }) => {
      for (let i = from; i < to; i++) {
        if (block.stack[i] !== FREE) continue;
        const address = block.address[i]!;
        forget(address);
        // Small objects without pointers share a slot of 16 bytes, which is freed as one. No other object begins within such a slot.
        if (block.size[i] === TINY_BLOCK) for (let inside = 1; inside < TINY_BLOCK; inside++) forget(address + inside);
      }
    },
    ({ block, from, to }) => {
      for (let i = from; i < to; i++) {
        const stack = block.stack[i]!;
        if (stack === FREE) continue;
        const address = block.address[i]!;
        // Its free may have been lost for want of room: only one object is at an address.
        forget(address);
        const row = live.add(address);
        live.owner[row] = stack;
        live.size[row] = block.size[i]!;
        objects[stack]!++;
        bytes[stack]! += block.size[i]!;
      }
    },
  );
  return { objects, bytes };
}

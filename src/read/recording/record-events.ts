// The events of a process record, as src/drive/agent/events.go writes them: 16 bytes each, in chunks of one P. Some are no events but say what
// holds for those that follow: the goroutine, the time and generation, the upper half of a size.
import { FormatError } from '../../base/errors.ts';
import type { ProcessRecord, RecordChunk } from './process-record.ts';
import { readRange, type RecordBytes } from './record-bytes.ts';
import { EVENT_SIZE, TAG } from './record-layout.ts';
import { FREE, newEventBlock, type EventBlock, type Events } from './recording.ts';

/** What holds for the next event of a P. */
interface PState {
  readonly goroutine: number;
  readonly time: number;
  readonly generation: number;
}

const START: PState = { goroutine: 0, time: 0, generation: 0 };

/**
 * The events of a record; undefined when none were recorded. `from` is read again each time a block is asked for.
 * @throws FormatError for a mark that no recorder writes, or generations that fall
 */
export function recordEvents(from: RecordBytes, record: ProcessRecord): Events | undefined {
  const { eventChunks, header } = record;
  if (!header.events) return undefined;
  // One pass finds what holds at the beginning of each chunk.
  const states: PState[] = [];
  const last = new Map<number, PState>();
  let count = 0;
  let block = newEventBlock(0);
  for (const chunk of eventChunks) {
    const state = last.get(chunk.owner) ?? START;
    states.push(state);
    block = withRoom(block, chunk);
    last.set(chunk.owner, decodeChunk(from, chunk, record, state, block));
    count += block.count;
  }
  return {
    count,
    frees: header.frees,
    owners: eventChunks.map((chunk) => chunk.owner),
    read: (index, into) => {
      const chunk = eventChunks[index]!;
      const filled = withRoom(into, chunk);
      decodeChunk(from, chunk, record, states[index]!, filled);
      return filled;
    },
  };
}

function withRoom(block: EventBlock | undefined, chunk: RecordChunk): EventBlock {
  const rows = Math.floor(chunk.length / EVENT_SIZE);
  return block !== undefined && block.stack.length >= rows ? block : newEventBlock(rows);
}

function decodeChunk(from: RecordBytes, chunk: RecordChunk, record: ProcessRecord, state: PState, into: EventBlock): PState {
  const view = readRange(from, chunk.offset, chunk.length, 'events');
  const words = littleEndianWords(view, Math.floor(chunk.length / EVENT_SIZE) * 4);
  const stacks = record.stackNode.length;
  const start = record.header.startNano;
  const { stack, size, address, time, generation, goroutine } = into;
  let { goroutine: g, time: now, generation: current } = state;
  let row = 0;
  let big = 0;
  for (let at = 0; at < words.length; at += 4) {
    const tag = words[at]!;
    const low = words[at + 1]!;
    // Zero is what nobody has written to.
    if (tag === 0 && low === 0) break;
    const value = words[at + 3]! * 0x1_0000_0000 + words[at + 2]!;
    if (tag >= TAG.First && tag !== TAG.Free) {
      if (tag === TAG.G) g = value;
      else if (tag === TAG.Big) big = low;
      else if (tag === TAG.Clock && low >= current) {
        current = low;
        now = (value - start) / 1e6;
      } else
        throw new FormatError(
          from.name,
          tag === TAG.Clock ? 'generations that do not fall' : `an event, found the mark 0x${tag.toString(16)}`,
          chunk.offset + at * 4,
        );
      continue;
    }
    // A record that was cut off may name stacks that are missing.
    stack[row] = tag === TAG.Free ? FREE : tag < stacks ? tag : 0;
    size[row] = big * 0x1_0000_0000 + low;
    address[row] = value;
    time[row] = now;
    generation[row] = current;
    goroutine[row] = g;
    big = 0;
    row++;
  }
  into.count = row;
  return { goroutine: g, time: now, generation: current };
}

// The record is little endian; where the machine is not, or the bytes lie askew, they are copied.
function littleEndianWords(view: DataView, count: number): Uint32Array {
  if (LITTLE_ENDIAN && view.byteOffset % 4 === 0) return new Uint32Array(view.buffer, view.byteOffset, count);
  const words = new Uint32Array(count);
  for (let i = 0; i < count; i++) words[i] = view.getUint32(i * 4, true);
  return words;
}

const LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

// A real record of a process takes 16 GB of a sparse file: its areas lie far apart. For tests it is laid out again, one area behind the other, with
// the first events only, and without the names of the machine that it was made on.
import { join } from 'node:path';
import { readRange, type RecordBytes } from '../../src/read/recording/record-bytes.ts';
import { ENTRY_SIZE, EVENT_SIZE, HEADER_SIZE, KIND, NODE_SIZE, OFFSET, STACK_SIZE, WORD } from '../../src/read/recording/record-layout.ts';

/** A record of bench/programs/allocate, laid out again; compact.test.ts makes it. */
export const SAMPLE: string = join(import.meta.dirname, 'samples', 'allocate.record.gz');
const CHUNK = 32;

/** A record with the same counts, and at most `events` events of each chunk. */
export function compactRecord(from: RecordBytes, events: number): Uint8Array {
  const header = copy(from, 0, HEADER_SIZE);
  const view = new DataView(header.buffer);
  const field = (word: number): number => Number(view.getBigUint64(word * 8, true));
  const set = (at: number, value: number): void => view.setBigUint64(at, BigInt(value), true);
  const parts: Uint8Array[] = [header];
  let end = HEADER_SIZE;
  const add = (bytes: Uint8Array): number => {
    const padded = new Uint8Array((bytes.length + 15) & ~15);
    padded.set(bytes);
    parts.push(padded);
    end += padded.length;
    return end - padded.length;
  };
  set(WORD.NodeArea * 8, add(copy(from, field(WORD.NodeArea), field(WORD.Nodes) * NODE_SIZE)));
  set(WORD.StackArea * 8, add(copy(from, field(WORD.StackArea), field(WORD.Stacks) * STACK_SIZE)));
  set(WORD.ChunkArea * 8, end);
  const count = field(WORD.Chunks);
  for (let i = 0; i < count; i++) {
    const at = OFFSET.Chunks + i * CHUNK;
    const [offset, length] = [field(at / 8 + 1), field(at / 8 + 2)];
    const kind = view.getUint32(at, true);
    const bytes = copy(from, offset, length);
    const kept = kind === KIND.Events ? firstEvents(bytes, events) : kind === KIND.Types ? used(bytes) : bytes;
    set(at + 8, add(kept));
    set(at + 16, kept.length);
  }
  set(WORD.Mapped * 8, end);
  set(WORD.Used * 8, end);
  for (const [offset, text] of [
    [OFFSET.Exe, '/example/program'],
    [OFFSET.Binary, 'program-1-2-3'],
    [OFFSET.Command, 'program\0argument\0'],
  ] as const) {
    header.fill(0, offset, offset + 0x800);
    set(offset, text.length);
    header.set(Buffer.from(text), offset + 8);
  }
  return Buffer.concat(parts);
}

function copy(from: RecordBytes, offset: number, length: number): Uint8Array {
  const view = readRange(from, offset, length, 'a part');
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice();
}

function firstEvents(bytes: Uint8Array, most: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let rows = 0;
  while (rows < most && (rows + 1) * EVENT_SIZE <= bytes.length && view.getBigUint64(rows * EVENT_SIZE, true) !== 0n) rows++;
  return bytes.subarray(0, rows * EVENT_SIZE);
}

function used(bytes: Uint8Array): Uint8Array {
  const last = bytes.findLastIndex((byte) => byte !== 0);
  return bytes.subarray(0, Math.min(bytes.length, (last + 1 + ENTRY_SIZE + 7) & ~7));
}

/** The record with one more chunk: types that the program made while it ran. */
export function addTypes(record: Uint8Array): Uint8Array {
  const names = ['map[string]int', '[]example.com/p.T'];
  const chunk = Buffer.alloc(256);
  let at = 0;
  for (const [i, name] of names.entries()) {
    chunk.writeBigUInt64LE(BigInt(0xc000100000 + i * 64), at);
    chunk.writeBigUInt64LE(8n + BigInt(i) * 16n, at + 8);
    chunk.writeBigUInt64LE(8n, at + 16);
    chunk.writeBigUInt64LE(BigInt(name.length), at + 24);
    chunk.write(name, at + 32);
    at += (32 + name.length + 7) & ~7;
  }
  const bytes = new Uint8Array(record.length + chunk.length);
  bytes.set(record);
  bytes.set(chunk, record.length);
  const view = new DataView(bytes.buffer);
  const count = view.getBigUint64(WORD.Chunks * 8, true);
  const entry = OFFSET.Chunks + Number(count) * CHUNK;
  view.setUint32(entry, KIND.Types, true);
  view.setBigUint64(entry + 8, BigInt(record.length), true);
  view.setBigUint64(entry + 16, BigInt(chunk.length), true);
  view.setBigUint64(WORD.Chunks * 8, count + 1n, true);
  return bytes;
}

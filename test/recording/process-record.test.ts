// The record that a process writes about itself, cut, damaged and forged: what is whole is read, everything else is a gap or a FormatError.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { FormatError } from '../../src/base/errors.ts';
import { decodeProcessRecord, framesOf, isProcessRecord, type ProcessRecord } from '../../src/read/recording/process-record.ts';
import { bytesInMemory, type RecordBytes } from '../../src/read/recording/record-bytes.ts';
import { recordEvents } from '../../src/read/recording/record-events.ts';
import { HEADER_SIZE, KIND, MAX_DEPTH, NODE_SIZE, OFFSET, STACK_SIZE, WORD } from '../../src/read/recording/record-layout.ts';
import { SAMPLE, addTypes } from './compact.ts';

const sample = addTypes(gunzipSync(readFileSync(SAMPLE)));
const good = decodeProcessRecord(bytesInMemory(sample, 'good'));

/** Everything that can be asked of a record. */
function readAll(from: RecordBytes): ProcessRecord {
  const found = decodeProcessRecord(from);
  for (const node of found.stackNode) framesOf(found, node);
  const events = recordEvents(from, found);
  for (let i = 0; i < (events?.owners.length ?? 0); i++) events!.read(i);
  return found;
}

const total = (column: Float64Array): number => column.reduce((sum, value) => sum + value, 0);

/** What came of it: the codes of its gaps, or the error's message. Other errors than those of the format leave. */
function outcome(from: RecordBytes): string {
  try {
    return readAll(from)
      .gaps.map(({ code }) => code)
      .join(' ');
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    expect(error.offset).toBeGreaterThanOrEqual(0);
    expect(error.offset).toBeLessThanOrEqual(from.size);
    return `refused: ${error.message}`;
  }
}

/** The sample with words of the header, or of anything else, written over. */
function forged(words: Readonly<Record<number, number | bigint>>): RecordBytes {
  const bytes = sample.slice();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const [at, value] of Object.entries(words)) view.setBigUint64(Number(at), BigInt(value), true);
  return bytesInMemory(bytes, 'forged');
}

const field = (word: number): number => Number(new DataView(sample.buffer, sample.byteOffset).getBigUint64(word * 8, true));
/** Where a field of a chunk in the directory is. */
const chunk = (index: number, word: number): number => OFFSET.Chunks + index * 32 + word * 8;

test('the sample is whole', () => {
  expect(good.gaps).toEqual([]);
  expect(isProcessRecord(bytesInMemory(sample, 'good'))).toBe(true);
  expect(total(good.allocations)).toBeGreaterThan(20_000);
  expect([...good.types.values()].map(({ name }) => name)).toEqual(['map[string]int', '[]example.com/p.T']);
  expect(good.eventChunks.length).toBeGreaterThan(1);
  expect(outcome(bytesInMemory(sample, 'good'))).toBe('');
});

describe('a record that was cut', () => {
  const at = (size: number): string => outcome(bytesInMemory(sample.subarray(0, size), 'cut'));

  test('within its header is refused', () => {
    for (const size of [0, 1, 7, 8, 16, 4096, OFFSET.Chunks, HEADER_SIZE - 1]) expect(at(size)).toContain('refused: cut at offset 0x0: the header');
    expect(isProcessRecord(bytesInMemory(sample.subarray(0, 100), 'cut'))).toBe(false);
  });

  test('behind it gives what is whole', () => {
    const areas = field(WORD.ChunkArea) - HEADER_SIZE;
    for (let size = HEADER_SIZE; size < HEADER_SIZE + areas; size += 13) expect(at(size)).toContain('record-cut');
    for (let size = HEADER_SIZE + areas; size < sample.length; size += 1009) expect(at(size)).toContain('record-cut');
    const cut = decodeProcessRecord(bytesInMemory(sample.subarray(0, sample.length - 1), 'cut'));
    expect(cut.allocations).toEqual(good.allocations);
    expect(cut.types.size).toBe(0);
  });
});

test('a damaged record is read or refused, 20,000 times', () => {
  const bytes = sample.slice();
  const used = [0, 0x400, 0x800, 0x1800, 0x2000, OFFSET.Chunks, HEADER_SIZE];
  let state = 11;
  const random = (limit: number): number => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) % limit;
  const seen = { read: 0, refused: 0, gaps: 0 };
  for (let i = 0; i < 20_000; i++) {
    const flips = Array.from({ length: 1 + (i % 3) }, () => {
      const start = used[random(used.length)]!;
      const at = start === HEADER_SIZE ? start + random(bytes.length - start) : start + random(320);
      return [at, 1 << random(8)] as const;
    });
    for (const [at, bit] of flips) bytes[at]! ^= bit;
    const said = outcome(bytesInMemory(bytes, 'damaged'));
    if (said === '') seen.read++;
    else if (said.startsWith('refused')) seen.refused++;
    else seen.gaps++;
    for (const [at, bit] of flips) bytes[at]! ^= bit;
  }
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(500);
});

describe('a forged record', () => {
  const EXTREMES = [0n, 1n, 2n, 3n, 0x7fffffffn, 0xffffffffn, 0x100000000n, 2n ** 40n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n];

  test('whatever stands in the words of the header', () => {
    for (const word of Object.values(WORD)) for (const value of EXTREMES) outcome(forged({ [word * 8]: value }));
    for (const offset of Object.values(OFFSET)) for (const value of EXTREMES) outcome(forged({ [offset]: value }));
  });

  test('whatever stands in the directory of chunks', () => {
    for (let index = 0; index <= field(WORD.Chunks); index++) {
      for (const word of [0, 1, 2, 3])
        for (const value of EXTREMES) outcome(forged({ [chunk(index, word)]: value, [WORD.Chunks * 8]: field(WORD.Chunks) + 1 }));
    }
  });

  test.each<[string, Readonly<Record<number, number | bigint>>, string]>([
    ['another magic number', { 0: 1 }, 'the beginning of a record'],
    ['another version', { [WORD.Version * 8]: 2 }, 'a record of version 1, found 2'],
    ['too many chunks', { [WORD.Chunks * 8]: 40_000 }, 'at most 30720 chunks'],
    ['too many nodes', { [WORD.Nodes * 8]: 2 ** 25 }, 'at most 16777216 nodes'],
    ['too many stacks', { [WORD.Stacks * 8]: 2 ** 23 }, 'at most 4194304 stacks'],
    ['too many modules', { [WORD.Modules * 8]: 257 }, 'at most 256 modules'],
    ['a name that is too long', { [OFFSET.Exe]: 0x1000 }, 'a text of at most 4088 bytes'],
    ['chunks that share bytes', { [chunk(1, 1)]: field(WORD.ChunkArea) }, 'chunks one behind the other'],
    ['a caller behind its frame', { [field(WORD.NodeArea) + 3 * NODE_SIZE + 8]: 7 }, "a caller's frame before frame 3"],
    ['counters that do not fit', { [chunk(0, 3)]: 200_001 }, 'counters for 100000 stacks within'],
    ['a counter beyond 2^53', { [field(WORD.StackArea) + STACK_SIZE]: 2n ** 60n }, 'a number below 2^53'],
  ])('with %s is refused', (_name, words, said) => {
    expect(outcome(forged(words))).toContain(said);
  });

  test('stacks are no deeper than a recorder goes', () => {
    const nodes = 2 + MAX_DEPTH + 1;
    const area = sample.length;
    const bytes = new Uint8Array(area + nodes * NODE_SIZE);
    bytes.set(sample);
    const view = new DataView(bytes.buffer);
    for (let i = 2; i < nodes; i++) view.setUint32(area + i * NODE_SIZE + 8, i - 1, true);
    view.setBigUint64(WORD.NodeArea * 8, BigInt(area), true);
    const with512 = (count: number): string => {
      view.setBigUint64(WORD.Nodes * 8, BigInt(count), true);
      return outcome(bytesInMemory(bytes, 'deep'));
    };
    expect(with512(nodes - 1)).not.toContain('refused');
    expect(with512(nodes)).toContain('stacks of at most 512 frames');
  });

  /** A sparse file of a petabyte: zeros everywhere, but for the header. */
  function sparse(words: Readonly<Record<number, number | bigint>>): RecordBytes & { readonly read: RecordBytes['read'] } {
    const header = forged(words).read(0, HEADER_SIZE);
    return {
      name: 'sparse',
      size: 2 ** 50,
      read: (offset, length) => {
        const bytes = new Uint8Array(length);
        if (offset < HEADER_SIZE) bytes.set(header.subarray(offset, offset + length));
        return bytes;
      },
    };
  }

  test.each<[string, Readonly<Record<number, number | bigint>>, string]>([
    ['counters', { [chunk(0, 1)]: 2 ** 40, [chunk(0, 2)]: 2 ** 49, [chunk(0, 3)]: 2 ** 42 + 1 }, 'at most 268435456 counters'],
    ['events', { [chunk(0, 0)]: KIND.Events, [chunk(0, 1)]: 2 ** 40, [chunk(0, 2)]: 2 ** 40 }, 'a chunk of at most 1048576 bytes'],
    ['types', { [chunk(0, 0)]: KIND.Types, [chunk(0, 1)]: 2 ** 40, [chunk(0, 2)]: 2 ** 40 }, 'a chunk of at most 65536 bytes'],
  ])('of a petabyte is refused for its %s', (_name, words, said) => {
    const started = process.cpuUsage().user;
    expect(outcome(sparse({ [WORD.Chunks * 8]: 1, ...words }))).toContain(said);
    expect(process.cpuUsage().user - started).toBeLessThan(5e6);
  });

  test('is read in parts, however large the table of a P is', () => {
    const slots = 1 << 21;
    let largest = 0;
    const from = sparse({ [WORD.Chunks * 8]: 1, [chunk(0, 1)]: 2 ** 40, [chunk(0, 2)]: slots * 36, [chunk(0, 3)]: slots * 2 + 1 });
    const watched: RecordBytes = {
      ...from,
      read: (offset, length) => {
        if (offset >= 2 ** 40) largest = Math.max(largest, length);
        return from.read(offset, length);
      },
    };
    expect(outcome(watched)).toBe('');
    expect(largest).toBeLessThanOrEqual(2 << 20);
  });
});

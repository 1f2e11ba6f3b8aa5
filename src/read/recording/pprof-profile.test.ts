import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { Profile, StringTable, type ProfileInput } from 'pprof-format';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../base/errors.ts';
import { decodeGoProfile, type GoProfile } from './pprof-profile.ts';
import { checkProfileWire } from './pprof-wire.ts';

const inflate = (bytes: Uint8Array, limit: number): Uint8Array => gunzipSync(bytes, { maxOutputLength: limit });
const decode = (bytes: Uint8Array, limit?: number): GoProfile => decodeGoProfile(bytes, 'mem.out', { inflate, ...(limit === undefined ? {} : { limit }) });

/** A profile with one stack: main.inner, inlined into main.outer, called by runtime.main. */
function bytesOf(types: readonly string[] = ['alloc_objects', 'alloc_space', 'inuse_objects', 'inuse_space'], more: ProfileInput = {}): Uint8Array {
  const stringTable = new StringTable();
  const word = (text: string): number => stringTable.dedup(text);
  return new Profile({
    sampleType: types.map((type) => ({ type: word(type), unit: word('count') })),
    sample: [
      { locationId: [1, 2], value: types.map((_, i) => 10 * (i + 1)), label: [{ key: word('bytes'), num: 48 }] },
      // The library cannot write empty messages.
      ...(types.length === 0 ? [] : [{ locationId: [], value: types.map(() => -1) }]),
    ],
    mapping: [{ id: 1, memoryStart: 0x400000, memoryLimit: 0x500000, filename: word('/bin/program'), buildId: word('abc') }],
    location: [
      {
        id: 1,
        mappingId: 1,
        address: 0x7fff_1234_5678,
        line: [
          { functionId: 1, line: 7 },
          { functionId: 2, line: 9 },
        ],
      },
      { id: 2, mappingId: 1, address: 0x401000 },
    ],
    function: [
      { id: 1, name: word('main.inner'), filename: word('/x/main.go') },
      { id: 2, name: word('main.outer'), filename: word('/x/main.go') },
    ],
    timeNanos: 1_700_000_000_123_456_789n,
    periodType: { type: word('space'), unit: word('bytes') },
    period: 512 * 1024,
    stringTable,
    ...more,
  }).encode();
}

describe('a heap profile', () => {
  it.each([
    ['gzip', gzipSync(bytesOf())],
    ['plain', bytesOf()],
  ])('is decoded, %s', (_, bytes) => {
    const profile = decode(bytes);
    expect(profile).toMatchObject({ name: 'mem.out', rate: 524288, taken: 1_700_000_000_123, program: { file: '/bin/program', buildId: 'abc' } });
    expect(profile.sampleTypes).toEqual(['alloc_objects', 'alloc_space', 'inuse_objects', 'inuse_space']);
    expect(profile.samples).toHaveLength(2);
    expect(profile.samples[0]).toEqual({
      objects: 10,
      bytes: 20,
      inuseObjects: 30,
      inuseBytes: 40,
      objectBytes: 48,
      locations: [
        {
          address: 0x7fff_1234_5678,
          frames: [
            { function: 'main.inner', file: '/x/main.go', line: 7, inlined: true },
            { function: 'main.outer', file: '/x/main.go', line: 9, inlined: false },
          ],
        },
        { address: 0x401000, frames: [] },
      ],
    });
    // Differences of two profiles (?seconds=) have negative numbers.
    expect(profile.samples[1]).toMatchObject({ objects: -1, inuseBytes: -1, locations: [] });
  });
  it('finds its numbers wherever they stand', () => {
    const profile = decode(bytesOf(['inuse_objects', 'other', 'alloc_space', 'alloc_objects']));
    expect(profile.samples[0]).toMatchObject({ inuseObjects: 10, bytes: 30, objects: 40, inuseBytes: 0 });
  });
});

describe('what is no heap profile', () => {
  it.each([
    ['a CPU profile', ['samples', 'cpu']],
    ['a mutex or block profile', ['contentions', 'delay']],
    ['a goroutine profile', ['goroutine']],
    ['a profile of threads', ['threadcreate']],
    ['nothing says what was allocated', ['inuse_objects', 'inuse_space']],
    ['a profile with wall', ['wall\u001b[31m']],
    ['without sample types', []],
  ])('is named: %s', (words, types) => {
    const error = failure(() => decode(bytesOf(types)));
    expect(error.message).toContain(words);
    expect(error.message).toContain('alloc_objects and alloc_space');
    expect(error.message).not.toMatch(/[^\x20-\x7e]/);
  });
  it.each([
    ['heap profile: 3: 1234 [5: 6789] @ heap/1048576\n1: 2 [3: 4] @ 0x1', '?debug=1'],
    ['goroutine profile: total 7\n', 'goroutine'],
    ['--- mutex:\ncycles/second=1', 'mutex'],
    ['<!DOCTYPE html><html>', 'found text: <!DOCTYPE'],
    ['{"error":"no"}', 'found text'],
    ['', 'empty'],
    ['\n', 'a number'],
  ])('as text: %j', (text, words) => {
    expect(failure(() => decode(new TextEncoder().encode(text))).message).toContain(words);
  });
});

describe('a damaged profile', () => {
  it('is refused with what was expected', () => {
    const broken = (more: ProfileInput): string => failure(() => decode(bytesOf(undefined, more))).message;
    expect(broken({ sample: [{ locationId: [9], value: [1, 2, 3, 4] }] })).toContain('a location with number 9');
    expect(broken({ sample: [{ locationId: [1], value: [1] }] })).toContain('4 values in a sample, found 1');
    expect(broken({ location: [{ id: 1, line: [{ functionId: 5 }] }] })).toContain('a function with number 5');
    expect(broken({ mapping: [{ id: 1, filename: 999 }] })).toContain('found 999');
  });
  it('is refused when it is cut off, wherever that is', () => {
    const whole = bytesOf();
    const plain = gzipSync(whole);
    for (let length = 1; length < plain.length; length += 7) expect(() => decode(plain.subarray(0, length)), `${length}`).toThrow(FormatError);
    // Cut between two fields, the rest is a smaller profile; its references are broken nearly always.
    for (let length = 0; length < whole.length; length++) outcome(() => decode(whole.subarray(0, length)));
  });
  it('ends in an error of its own, whatever is changed', () => {
    const whole = bytesOf();
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }), (changes) => {
        const bytes = Uint8Array.from(whole);
        for (const [at, value] of changes) bytes[at] = value;
        outcome(() => decode(bytes));
      }),
      { numRuns: 5000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => outcome(() => decode(bytes))),
      { numRuns: 3000 },
    );
  });
  it('takes no more than it may', () => {
    expect(failure(() => decode(gzipSync(new Uint8Array(1 << 20)), 1 << 16)).message).toContain('at most 65536 bytes when it is inflated');
    expect(failure(() => decode(bytesOf(), 10)).message).toContain('at most 10 bytes');
    // A number of a million bytes, samples without end.
    const long = new Uint8Array(1 << 20).fill(0x80);
    long[0] = 0x48;
    expect(failure(() => decode(long)).message).toContain('a number that ends within 10 bytes');
    const many = new Uint8Array(9_000_000);
    for (let at = 0; at < many.length; at += 2) many[at] = 0x12;
    expect(failure(() => checkProfileWire(many, 'many')).message).toContain('at most 4000000 messages');
  });
  it('says where', () => {
    const error = failure(() => decode(Uint8Array.of(0x0a, 0x7f)));
    expect(error).toMatchObject({ where: 'mem.out', offset: 1 });
  });
});

function failure(run: () => unknown): FormatError {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
    return error as FormatError;
  }
  throw new Error('it did not fail');
}

/** Works, or fails as damaged input does. */
function outcome(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
  }
}

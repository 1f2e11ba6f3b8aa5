// Recordings of any content that the model allows, and whether two are the same.
import fc from 'fast-check';
import { expect } from 'vitest';
import { newEventBlock, type EventBlock, type Events, type RecordedProfile, type Recording } from '../../src/read/recording/recording.ts';
import type { Analysis } from '../../src/site/model.ts';
import { analysisOf, eventsOf, site } from './minimal.ts';

const text = fc.string({ unit: 'binary', maxLength: 12 });
const counts = (length: number): fc.Arbitrary<Float64Array> =>
  fc.array(fc.oneof(fc.nat(300), fc.maxSafeNat()), { minLength: length, maxLength: length }).map((list) => Float64Array.from(list));

/** A column of numbers below a limit; zeros where there is none. */
function indexes(length: number, limit: number): fc.Arbitrary<Uint32Array> {
  const one = limit === 0 ? fc.constant(0) : fc.nat(limit - 1);
  return fc.array(one, { minLength: length, maxLength: length }).map((list) => Uint32Array.from(list));
}

/** A tree: every node's caller is in front of it. */
function tree(length: number, places: number): fc.Arbitrary<RecordedProfile['nodes']> {
  return fc.record({ place: indexes(length, places), parent: indexes(length, 1 << 30) }).map(({ place, parent }) => ({
    place: place.map((row, i) => (i < 2 ? 0 : row)),
    parent: parent.map((row, i) => (i < 2 ? 0 : row % i)),
  }));
}

function eventBlock(stacks: number): fc.Arbitrary<EventBlock> {
  const row = fc.record({
    stack: fc.oneof(fc.constant(0xffffffff), fc.nat(stacks - 1)),
    size: fc.oneof(fc.nat(4096), fc.maxSafeNat()),
    address: fc.oneof(fc.nat(1 << 20), fc.maxSafeNat()),
    time: fc.oneof(
      fc.nat().map((n) => n / 1e6),
      fc.double({ min: 0, max: 1e9, noNaN: true }),
    ),
    goroutine: fc.oneof(fc.nat(5), fc.maxSafeNat()),
  });
  return fc.record({ rows: fc.array(row, { maxLength: 40 }), spare: fc.nat(3) }).map(({ rows, spare }) => {
    const block = newEventBlock(rows.length + spare);
    block.count = rows.length;
    for (const [i, one] of rows.entries()) {
      for (const name of ['stack', 'size', 'address', 'time', 'goroutine'] as const) block[name][i] = one[name];
    }
    return block;
  });
}

function events(stacks: number): fc.Arbitrary<Events> {
  const block = fc.record({ block: eventBlock(stacks), owner: fc.nat(3) });
  return fc.record({ blocks: fc.array(block, { maxLength: 5 }), frees: fc.boolean() }).map(({ blocks, frees }) => {
    // Generations go up all the way, so they do for every P.
    let generation = 0;
    for (const { block } of blocks) for (let i = 0; i < block.count; i++) block.generation[i] = generation += i % 7 === 0 ? 1 : 0;
    return eventsOf(
      blocks.map((one) => one.block),
      blocks.map((one) => one.owner),
      frees,
    );
  });
}

function profile(index: number, sites: number): fc.Arbitrary<RecordedProfile> {
  const sizes = fc.record({
    strings: fc.integer({ min: 1, max: 30 }),
    frames: fc.integer({ min: 1, max: 30 }),
    places: fc.integer({ min: 1, max: 30 }),
    nodes: fc.integer({ min: 2, max: 40 }),
    stacks: fc.integer({ min: 1, max: 40 }),
  });
  return sizes.chain((size) =>
    fc
      .record({
        run: fc.constant(index),
        rate: fc.constantFrom(0, 512 << 10),
        strings: fc.array(text, { minLength: size.strings, maxLength: size.strings }),
        frames: fc.record({ function: indexes(size.frames, size.strings), file: indexes(size.frames, size.strings), line: indexes(size.frames, 2 ** 31) }),
        places: indexes(size.places, 4).chain((frameCount) => {
          const rows = frameCount.reduce((sum, count) => sum + count, 0);
          let next = 0;
          return fc.record({
            pc: counts(size.places),
            frame: indexes(rows, size.frames),
            firstFrame: fc.constant(frameCount.map((count) => (next += count) - count)),
            frameCount: fc.constant(Uint16Array.from(frameCount)),
            runtime: indexes(size.places, 2).map((list) => Uint8Array.from(list)),
          });
        }),
        nodes: tree(size.nodes, size.places),
        stacks: fc.record({
          node: indexes(size.stacks, size.nodes),
          skip: fc.constant(new Uint16Array(size.stacks)),
          type: indexes(size.stacks, size.strings + 1),
          site: indexes(size.stacks, sites + 1),
          allocations: counts(size.stacks),
          bytes: counts(size.stacks),
          slotBytes: counts(size.stacks),
          size: counts(size.stacks),
        }),
      })
      .chain((one) => fc.option(events(size.stacks), { nil: undefined }).map((found) => (found === undefined ? one : { ...one, events: found }))),
  );
}

/** Any recording. */
export const recordings: fc.Arbitrary<Recording<Analysis>> = fc
  .record({ sites: fc.array(text, { maxLength: 6 }), profiles: fc.nat(3), word: text, created: fc.nat() })
  .chain(({ sites, profiles, word, created }) =>
    fc.tuple(...Array.from({ length: profiles }, (_, i) => profile(i, sites.length))).map((list) => ({
      meta: { allocpath: '1.2.3', created, command: ['go', 'test', word], goVersion: 'go1.27.4', goos: 'linux', goarch: 'amd64', directory: '/example' },
      analysis: analysisOf(
        sites.map((one) => site(one)),
        profiles,
      ),
      profiles: list,
      gaps: word === '' ? [] : [{ code: 'record-cut', affects: word, message: word }],
    })),
  );

/** Fails unless both hold the same, events row by row. */
export function expectSame(actual: Recording, expected: Recording): void {
  expect(actual.meta).toEqual(expected.meta);
  expect(actual.gaps).toEqual(expected.gaps);
  // What came from a file has values in place of getters, and no fields that are undefined.
  expect(actual.analysis).toEqual(JSON.parse(JSON.stringify(expected.analysis)));
  expect(actual.profiles.length).toBe(expected.profiles.length);
  for (const [i, one] of expected.profiles.entries()) {
    const { events: found, ...tables } = actual.profiles[i]!;
    const { events: wanted, ...rest } = one;
    expect(tables).toEqual(rest);
    expect(found?.count).toBe(wanted?.count);
    if (found !== undefined && wanted !== undefined) expectSameEvents(found, wanted);
  }
}

/** Fails unless both hold the same blocks. */
export function expectSameEvents(found: Events, wanted: Events): void {
  expect(found.frees).toBe(wanted.frees);
  expect(found.owners).toEqual(wanted.owners);
  for (let index = 0; index < wanted.owners.length; index++) {
    const [a, b] = [found.read(index), wanted.read(index)];
    expect(a.count).toBe(b.count);
    for (const column of ['stack', 'size', 'address', 'time', 'generation', 'goroutine'] as const) {
      const differs = a[column].subarray(0, a.count).findIndex((value, row) => value !== b[column][row]);
      expect(differs, `${column} of block ${index}`).toBe(-1);
    }
  }
}

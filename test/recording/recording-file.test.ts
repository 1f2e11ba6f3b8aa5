// The file of a recording: what goes in comes out, cut and damaged files give what is whole, and forged ones are refused in time.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { FormatError, UserError } from '../../src/base/errors.ts';
import { isRecordingFile, openRecording, RECORDING_ZLIB, writeRecording } from '../../src/drive/recording-file.ts';
import { decodeRecording } from '../../src/read/recording/file/decode.ts';
import { encodeRecording } from '../../src/read/recording/file/encode.ts';
import { FORMAT_VERSION } from '../../src/read/recording/file/layout.ts';
import { bytesInMemory } from '../../src/read/recording/record-bytes.ts';
import { newEventBlock, type Recording } from '../../src/read/recording/recording.ts';
import type { Analysis } from '../../src/site/model.ts';
import { scratch } from '../e2e/cli.ts';
import { recordingFile } from '../fuzz/record-bases.ts';
import { expectSame, recordings } from './generated.ts';
import { analysisOf, eventsOf, site } from './minimal.ts';
import { recordCommand } from './recorded.ts';

const PROGRAMS = join(import.meta.dirname, '..', '..', 'bench', 'programs');
const { crc32 } = RECORDING_ZLIB;
const directory = scratch('recordings');

function encoded(recording: Recording<Analysis>): Buffer {
  return Buffer.concat([...encodeRecording(recording, RECORDING_ZLIB)]);
}

function decoded(bytes: Uint8Array): Recording<Analysis> {
  return decodeRecording<Analysis>(bytesInMemory(bytes, 'test'), RECORDING_ZLIB);
}

/** Reads all that a recording has; the sum keeps it from being left out. */
function readEvents({ profiles }: Recording): number {
  let sum = 0;
  for (const { events } of profiles) for (let i = 0; i < (events?.owners.length ?? 0); i++) sum += events!.read(i).count;
  return sum;
}

const [generated] = fc.sample(
  recordings.filter(({ profiles }) => profiles.length === 2 && profiles.every(({ events }) => (events?.count ?? 0) > 20)),
  { numRuns: 1, seed: 4 },
) as [Recording<Analysis>];

describe('a real recording', () => {
  let real: Recording<Analysis>;
  beforeAll(async () => {
    real = await recordCommand(PROGRAMS, ['go', 'run', './allocate', '1'], { events: true, frees: true });
  });

  test('comes back as it was', async () => {
    const path = join(directory, 'real.allocpath');
    await writeRecording(path, real);
    const back = openRecording<Analysis>(path);
    expect(back.gaps).toEqual([]);
    expect(back.profiles[0]!.events!.count).toBeGreaterThan(20_000);
    expect(back.analysis.leakingParameters).toEqual(real.analysis.leakingParameters);
    expectSame(back, real);
    expect(isRecordingFile(path)).toBe(true);
  });

  test('is written again as the same bytes', async () => {
    const first = encoded(real);
    expect(encoded(decoded(first)).equals(first)).toBe(true);
  });

  test('opens without its events', async () => {
    const path = join(directory, 'without.allocpath');
    await writeRecording(path, real);
    const { profiles, gaps } = openRecording(path, { events: false });
    expect(gaps).toEqual([]);
    expect(profiles[0]!.events).toBeUndefined();
    expect(profiles[0]!.stacks).toEqual(real.profiles[0]!.stacks);
  });
});

test('any recording comes back as it was', () => {
  fc.assert(
    fc.property(recordings, (recording) => {
      expectSame(decoded(encoded(recording)), recording);
    }),
    { seed: 1, numRuns: 150 },
  );
});

test('large tables, long texts and long blocks are split', () => {
  const rows = (1 << 20) + 5;
  const [one] = generated.profiles;
  const block = newEventBlock(150_000);
  block.count = 150_000;
  for (let i = 0; i < block.count; i++) block.address[i] = (i * 2654435761) % 2 ** 40;
  const parent = Uint32Array.from({ length: rows }, (_, i) => (i < 2 ? 0 : (i * 7919) % Math.min(i, 99)));
  const strings = Array.from({ length: rows }, (_, i) => `string ${i}`);
  strings[7] = 'long '.repeat(5 << 20);
  const site1 = site('make', { said: [{ message: 'said '.repeat(4 << 20), position: { file: '', line: 1 } }] });
  const large: Recording<Analysis> = {
    ...generated,
    analysis: analysisOf([site1, site('new')], 1),
    profiles: [
      {
        ...one!,
        run: 0,
        strings,
        stacks: { ...one!.stacks, site: new Uint32Array(one!.stacks.site.length) },
        nodes: { place: new Uint32Array(rows), parent },
        events: eventsOf([block], [3], false),
      },
    ],
  };
  const back = decoded(encoded(large));
  expect(back.gaps).toEqual(large.gaps);
  const [found] = back.profiles;
  expect(found!.strings.length).toBe(rows);
  expect(found!.strings.findIndex((text, i) => text !== strings[i])).toBe(-1);
  expect(found!.nodes.parent.findIndex((row, i) => row !== parent[i])).toBe(-1);
  expect(back.analysis.sites).toEqual(large.analysis.sites);
  const events = found!.events!;
  expect(events.owners).toEqual([3, 3, 3]);
  expect(events.read(2).address[18_927]).toBe(block.address[149_999]);
});

test.each(Array.from({ length: FORMAT_VERSION }, (_, i) => i + 1))('a file of version %i is read', (version) => {
  const path = join(import.meta.dirname, 'samples', `version-${version}.allocpath`);
  // The sample of a new version is made once, when it is not there yet; it is never changed again.
  if (version === FORMAT_VERSION && !existsSync(path)) writeFileSync(path, recordingFile(RECORDING_ZLIB));
  const found = openRecording<Analysis>(path);
  expect(found.gaps).toEqual([{ code: 'record-cut', message: 'cut', affects: '1' }]);
  expect(found.analysis.sites.map(({ expression }) => expression)).toEqual([0, 1, 2, 3, 4].map((n) => `make([]int, ${n})`));
  expect(found.profiles.map(({ stacks, nodes, events }) => [stacks.node.length, nodes.place.length, events!.count])).toEqual([
    [115, 380, 3087],
    [115, 380, 3087],
  ]);
  expect(found.profiles[0]!.stacks.allocations.reduce((sum, count) => sum + count, 0)).toBe(20_649);
  expect(readEvents(found)).toBe(6174);
});

describe('a file that was cut', () => {
  test('gives what is whole, at every byte', () => {
    const bytes = encoded(generated);
    const seen = new Map<string, number>();
    let before = 0;
    for (let size = 0; size < bytes.length; size++) {
      let outcome: string;
      try {
        const { gaps, profiles, analysis } = decoded(bytes.subarray(0, size));
        expect(analysis).toEqual(JSON.parse(JSON.stringify(generated.analysis)));
        expect(gaps.slice(0, -1)).toEqual(generated.gaps);
        // More bytes never give less.
        const events = profiles.reduce((sum, one) => sum + (one.events?.count ?? 0), 0);
        const amount = 1 + profiles.length * 1e6 + events;
        expect(amount).toBeGreaterThanOrEqual(before);
        before = amount;
        readEvents({ ...generated, profiles });
        outcome = gaps.at(-1)!.code;
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
        expect((error as FormatError).offset).toBeLessThanOrEqual(size);
        outcome = 'refused';
      }
      seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
    }
    expect([...seen.keys()]).toEqual(['refused', 'recording-cut']);
    expect(seen.get('recording-cut')).toBeGreaterThan(500);
  });

  test('says what is missing', () => {
    const bytes = encoded(generated);
    const at = (tag: string): number => bytes.indexOf(tag, 0, 'latin1');
    const gap = (size: number): string => decoded(bytes.subarray(0, size)).gaps.at(-1)!.message;
    const count = generated.profiles.reduce((sum, { events }) => sum + events!.count, 0);
    expect(gap(at('PROF'))).toBe(`The recording is cut off after ${at('PROF')} bytes. What is missing: 2 of 2 processes. The analysis is complete.`);
    expect(gap(at('BLCK'))).toBe(`The recording is cut off after ${at('BLCK')} bytes. What is missing: ${count} of ${count} events. The analysis is complete.`);
    expect(gap(bytes.length - 1)).toBe(`The recording is cut off after ${bytes.length - 1} bytes. Everything that was counted is there.`);
  });
});

describe('a damaged file', () => {
  test('gives what is in front of the damage or is refused, 20,000 times', () => {
    const bytes = encoded(generated);
    const whole = decoded(bytes);
    const seen = new Map<string, number>();
    let state = 7;
    const random = (limit: number): number => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) % limit;
    for (let i = 0; i < 20_000; i++) {
      const flips = Array.from({ length: 1 + (i % 3) }, () => [random(bytes.length), 1 << random(8)] as const);
      for (const [at, bit] of flips) bytes[at]! ^= bit;
      let outcome = 'nothing';
      try {
        const found = decoded(bytes);
        outcome = found.gaps.length > generated.gaps.length ? found.gaps.at(-1)!.code : 'unseen';
        expect(found.meta).toEqual(whole.meta);
        readEvents(found);
      } catch (error) {
        if (!(error instanceof FormatError || error instanceof UserError)) throw error;
        outcome = error instanceof FormatError ? 'refused' : error.code;
      }
      seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
      for (const [at, bit] of flips) bytes[at]! ^= bit;
    }
    // Two flips that undo each other leave a good file; nothing else passes the checksums.
    expect(seen.get('unseen') ?? 0).toBeLessThan(10);
    expect([...seen.keys()].filter((one) => one !== 'unseen').sort()).toEqual(['recording-cut', 'recording-damaged', 'recording-newer', 'refused']);
  });

  test('is found in events before they are read', () => {
    const bytes = encoded(generated);
    const last = bytes.lastIndexOf('EVNT', undefined, 'latin1');
    bytes[last + 40]! ^= 1;
    const { gaps, profiles } = decoded(bytes);
    expect(gaps.at(-1)).toMatchObject({ code: 'recording-damaged', message: expect.stringContaining('CRC-32') });
    expect(profiles[0]!.events!.count).toBe(generated.profiles[0]!.events!.count);
    expect(profiles[1]!.events!.count).toBeLessThan(generated.profiles[1]!.events!.count);
  });

  test('more behind the end', () => {
    const { gaps } = decoded(Buffer.concat([encoded(generated), Buffer.from('more')]));
    expect(gaps.at(-1)).toMatchObject({ code: 'recording-damaged', message: expect.stringContaining('found 4 more bytes') });
    expect(gaps.at(-1)!.message).toContain('Everything that was counted is there.');
  });
});

describe('a forged file', () => {
  /** A section with the right checksum. */
  function section(tag: string, contents: Uint8Array, raw = contents.length, stored: Uint8Array = deflateSync(contents, { level: 9 })): Buffer {
    const head = Buffer.alloc(28);
    head.write(tag, 'latin1');
    head.writeUInt32LE(1, 4);
    head.writeBigUInt64LE(BigInt(raw), 8);
    head.writeBigUInt64LE(BigInt(stored.length), 16);
    head.writeUInt32LE(crc32(stored, crc32(head.subarray(0, 24))), 24);
    return Buffer.concat([head, stored]);
  }
  const start = (): Buffer => {
    const bytes = encoded(generated);
    return bytes.subarray(0, bytes.indexOf('PROF', 0, 'latin1'));
  };
  const head = (rows: Readonly<Record<string, unknown>>): Buffer =>
    Buffer.from(JSON.stringify({ run: 0, rate: 0, strings: 0, frames: 0, places: 0, placeFrames: 0, nodes: 0, stacks: 0, ...rows }));

  /** Runs within bounds of memory and time, and gives the gap that says what is wrong. */
  function within(bytes: Buffer): string {
    const before = process.memoryUsage().rss;
    const started = process.cpuUsage().user;
    let said: string;
    try {
      const found = decoded(bytes);
      readEvents(found);
      said = found.gaps.at(-1)?.message ?? '';
    } catch (error) {
      expect(error).toBeInstanceOf(FormatError);
      said = (error as Error).message;
    }
    expect(process.cpuUsage().user - started).toBeLessThan(5e6);
    expect(process.memoryUsage().rss - before).toBeLessThan(400 << 20);
    return said;
  }

  test('inflates to no more than its size allows for', () => {
    const zeros = section('ANLY', new Uint8Array(200 << 20));
    expect(zeros.length).toBeLessThan(1 << 18);
    const meta = start().subarray(0, start().indexOf('ANLY', 0, 'latin1'));
    expect(within(Buffer.concat([meta, zeros]))).toContain('what a file of this size can hold');
    expect(within(Buffer.concat([meta, section('ANLY', new Uint8Array(64), 2 ** 40)]))).toContain('a section of at most');
    const more = section('MORE', new Uint8Array(1 << 20));
    expect(within(Buffer.concat([meta, section('END ', Buffer.alloc(4))]))).toContain('an analysis before the end');
    // A stream that is longer than it should be is not inflated to its end.
    expect(within(Buffer.concat([meta, section('ANLY', new Uint8Array(200 << 20), 5000)]))).toContain('a zlib stream of 5000 bytes');
    expect(within(Buffer.concat([start(), ...Array.from({ length: 3000 }, () => more)]))).toContain('what a file of this size can hold');
  });

  test('has no more rows than its size allows for', () => {
    const many = 2 ** 40;
    for (const name of ['strings', 'frames', 'places', 'placeFrames', 'nodes', 'stacks']) {
      const tag = { strings: 'STRS', frames: 'FRAM', places: 'PLAC', placeFrames: 'PLFR', nodes: 'NODE', stacks: 'STAK' }[name]!;
      const contents = new Uint8Array(64).fill(0xff);
      expect(within(Buffer.concat([start(), section('PROF', head({ [name]: many })), section(tag, contents)]))).toContain('recording is damaged');
      expect(within(Buffer.concat([start(), section('PROF', head({ [name]: many })), section(tag, contents.fill(1, 0, 4))]))).toContain('recording is damaged');
    }
    // Each block is a run of one event; a thousand of them fit into 60 KB.
    const columns = Buffer.concat(Array.from({ length: 6 }, () => Buffer.from([3, 4, 0, 0, 0, 0, 0x80, 0x80, 4])));
    const block = Buffer.alloc(20);
    block.writeUInt32LE(1 << 16, 8);
    const blocks = Array.from({ length: 1000 }, () => [section('BLCK', block), section('EVNT', columns)]).flat();
    const events = { events: { count: 1000 << 16, frees: false } };
    const profile = [section('PROF', head({ stacks: 0, ...events })), section('PROF', head({}))];
    expect(within(Buffer.concat([start(), ...profile, ...blocks]))).toContain('what a file of this size can hold');
  });

  test.each<[string, Partial<Record<'nodes' | 'stacks' | 'places' | 'frames', object>>, string]>([
    ['a caller behind its node', { nodes: { parent: Uint32Array.of(0, 0, 2) } }, "a caller's node before node 2"],
    ['a node without a place', { nodes: { place: Uint32Array.of(0, 0, 99) } }, 'nodes that name one of'],
    ['a stack without a node', { stacks: { node: Uint32Array.of(99) } }, 'stacks that name one of'],
    ['more frames of the runtime than frames', { stacks: { skip: Uint16Array.of(5) } }, 'frames of the runtime'],
    ['a type without a name', { stacks: { type: Uint32Array.of(99) } }, 'types that name one of'],
    ['a stack without a site', { stacks: { site: Uint32Array.of(99) } }, 'stacks that name one of 1 sites'],
    ['a frame without a name', { frames: { function: Uint32Array.of(99) } }, 'frames that name one of'],
    ['a frame without a file', { frames: { file: Uint32Array.of(99) } }, 'frames that name one of'],
    ['a place without frames', { places: { frame: Uint32Array.of(9) } }, 'places that name one of'],
    ['a place with frames behind the last', { places: { frameCount: Uint16Array.of(2) } }, 'frames of place 0 among 1'],
    [
      'places that share frames',
      { places: { pc: new Float64Array(2), firstFrame: new Uint32Array(2), frameCount: Uint16Array.of(1, 1), runtime: new Uint8Array(2) } },
      'frames of place 1 behind',
    ],
  ])('refers to no rows that are not there: %s', (_name, changed, said) => {
    const good = {
      run: 0,
      rate: 0,
      strings: ['f', 'p.go'],
      frames: { function: Uint32Array.of(0), file: Uint32Array.of(1), line: Uint32Array.of(7) },
      places: { pc: Float64Array.of(4096), frame: Uint32Array.of(0), firstFrame: Uint32Array.of(0), frameCount: Uint16Array.of(1), runtime: Uint8Array.of(0) },
      nodes: { place: Uint32Array.of(0, 0, 0), parent: Uint32Array.of(0, 0, 0) },
      stacks: {
        node: Uint32Array.of(2),
        skip: Uint16Array.of(1),
        type: Uint32Array.of(1),
        site: Uint32Array.of(1),
        allocations: Float64Array.of(1),
        bytes: Float64Array.of(1),
        slotBytes: Float64Array.of(1),
        size: Float64Array.of(0),
      },
    };
    const recording = (profile: typeof good): Recording<Analysis> => ({ ...generated, gaps: [], analysis: analysisOf([site('make')], 1), profiles: [profile] });
    expectSame(decoded(encoded(recording(good))), recording(good));
    const bad = { ...good };
    for (const [table, columns] of Object.entries(changed)) Object.assign(bad, { [table]: { ...good[table as keyof typeof changed], ...columns } });
    const { gaps, profiles } = decoded(encoded(recording(bad)));
    expect(profiles).toEqual([]);
    expect(gaps[0]).toMatchObject({ code: 'recording-damaged', message: expect.stringContaining(said) });
  });

  test('has stacks of no more frames than there can be', () => {
    const nodes = 200_000;
    const deep: Recording<Analysis> = {
      ...generated,
      gaps: [],
      profiles: [
        { ...generated.profiles[0]!, nodes: { place: new Uint32Array(nodes), parent: Uint32Array.from({ length: nodes }, (_, i) => Math.max(0, i - 1)) } },
      ],
    };
    expect(decoded(encoded(deep)).gaps[0]!.message).toContain('stacks of at most 16384 frames');
  });

  test('names events of stacks that are there, in generations that rise', () => {
    const [one] = generated.profiles;
    const block = newEventBlock(2);
    block.count = 2;
    const recording = (change: (block: ReturnType<typeof newEventBlock>) => void, owners = [0]): Recording<Analysis> => {
      const blocks = owners.map((_, i) => ({ ...block, stack: block.stack.slice(), generation: Uint32Array.of(9 - i, 9 - i) }));
      change(blocks[0]!);
      return { ...generated, gaps: [], profiles: [{ ...one!, events: eventsOf(blocks, owners, false) }] };
    };
    const read = (bytes: Buffer): number => readEvents(decoded(bytes));
    expect(read(encoded(recording(() => {})))).toBe(2);
    expect(() => read(encoded(recording((b) => (b.stack[1] = 5000))))).toThrow(/events that name one of \d+ stacks, found 5000/);
    expect(decoded(encoded(recording((b) => b.generation.set([2, 1])))).gaps[0]!.message).toContain('generations that do not fall');
    expect(decoded(encoded(recording(() => {}, [4, 4]))).gaps[0]!.message).toContain('generations that do not fall');
    expect(decoded(encoded(recording(() => {}, [4, 5]))).gaps).toEqual([]);
  });
});

describe('files', () => {
  const named = (name: string, contents: string | Uint8Array): string => {
    const path = join(directory, name);
    writeFileSync(path, contents);
    return path;
  };
  const thrown = (path: string): UserError => {
    try {
      openRecording(path);
    } catch (error) {
      if (error instanceof UserError) return error;
      throw error;
    }
    throw new Error('nothing was thrown');
  };

  test.each<[string, string | Uint8Array, string]>([
    ['profile.pprof', Uint8Array.of(0x1f, 0x8b, 8), 'a gzip file, as pprof profiles are'],
    ['program', Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01'), Buffer.alloc(9), Buffer.from([2, 0])]), 'an ELF executable'],
    ['core', Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01'), Buffer.alloc(9), Buffer.from([4, 0])]), 'a core dump'],
    ['analysis.json', '{\n  "schema": "allocpath.analysis/1"', 'an analysis as JSON'],
    ['other.json', ' [1, 2]', 'JSON'],
    ['one.record', 'alopach1', 'the record that one process wrote'],
    ['trace', 'go 1.27 trace\0\0\0', 'an execution trace'],
    ['text', 'PASS\nok\n', 'text'],
    ['empty', '', 'an empty file'],
    ['noise', Uint8Array.of(1, 2, 3), 'something else'],
  ])('%s is no recording, and it is said what it looks like', (name, contents, what) => {
    const path = named(name, contents);
    const error = thrown(path);
    expect(error.code).toBe('not-a-recording');
    expect(error.message).toBe(`${path} is no recording of allocpath: it looks like ${what}.`);
    expect(error.hint).toBeDefined();
    expect(isRecordingFile(path)).toBe(false);
  });

  test('that are not there, directories, and newer ones', () => {
    expect(thrown(join(directory, 'nowhere'))).toMatchObject({ code: 'no-file', message: expect.stringContaining('There is no file') });
    expect(thrown(directory)).toMatchObject({ code: 'no-file', message: expect.stringContaining('is a directory') });
    expect(isRecordingFile(directory)).toBe(false);
    const bytes = encoded(generated);
    bytes.writeUInt32LE(2, 20);
    const newer = named('newer.allocpath', bytes);
    expect(thrown(newer)).toMatchObject({
      code: 'recording-newer',
      message: `${newer} has version 2 of the format; this allocpath knows versions up to 1.`,
      hint: expect.stringContaining('Update allocpath'),
    });
    expect(() => openRecording(named('begun', 'ALLOCPATH REC'))).toThrow(/only its beginning/);
  });

  test('can come through a pipe', async () => {
    const path = join(directory, 'piped.allocpath');
    await writeRecording(path, generated);
    const fifo = join(directory, 'fifo');
    execFileSync('mkfifo', [fifo]);
    execFileSync('sh', ['-c', `cat "${path}" > "${fifo}" &`], { stdio: 'ignore' });
    expectSame(openRecording(fifo), generated);
  });

  test('are written whole or not at all', async () => {
    const where = join(directory, 'writing');
    mkdirSync(where);
    const path = join(where, 'run.allocpath');
    const failing: Recording<Analysis> = {
      ...generated,
      profiles: [
        {
          ...generated.profiles[0]!,
          events: {
            count: 1,
            frees: false,
            owners: [0],
            read: () => {
              throw new FormatError('record', 'events', 1);
            },
          },
        },
      ],
    };
    await expect(writeRecording(path, failing)).rejects.toBeInstanceOf(FormatError);
    expect(readdirSync(where)).toEqual([]);
    const slow = {
      ...failing,
      profiles: [
        {
          ...failing.profiles[0]!,
          events: {
            count: 0,
            frees: false,
            owners: [0, 1],
            read: () => {
              Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60);
              return newEventBlock(0);
            },
          },
        },
      ],
    };
    const controller = new AbortController();
    controller.abort(new UserError('interrupted', 'Interrupted.'));
    await expect(writeRecording(path, slow, controller.signal)).rejects.toMatchObject({ code: 'interrupted' });
    expect(readdirSync(where)).toEqual([]);
    await writeRecording(path, generated);
    symlinkSync('run.allocpath', join(where, 'link'));
    await writeRecording(join(where, 'link'), { ...generated, gaps: [] });
    expect(readdirSync(where).sort()).toEqual(['link', 'run.allocpath']);
    expect(openRecording(path).gaps).toEqual([]);
    await expect(writeRecording(where, generated)).rejects.toMatchObject({ code: 'output' });
    await expect(writeRecording(join(where, 'none', 'x'), generated)).rejects.toMatchObject({ code: 'output' });
    await writeRecording('/dev/null', generated);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  test('that change while they are open are not believed', async () => {
    const path = join(directory, 'changing.allocpath');
    await writeRecording(path, generated);
    const open = openRecording(path);
    const bytes = readFileSync(path);
    bytes[bytes.indexOf('EVNT', 0, 'latin1') + 40]! ^= 1;
    writeFileSync(path, bytes);
    expect(() => readEvents(open)).toThrow(FormatError);
    rmSync(path);
    expect(() => readEvents(open)).toThrow(UserError);
  });
});

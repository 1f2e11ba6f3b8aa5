// Exports of recordings that were made by hand: every number is where it belongs, and no name does harm.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { Profile } from 'pprof-format';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/errors.ts';
import { FREE, type Recording } from '../../src/read/recording/recording.ts';
import type { RecordingFormat, RecordingFormatOptions } from '../../src/show/recording/format.ts';
import { gzip } from '../../src/show/recording/gzip.ts';
import { liveObjects } from '../../src/show/recording/live.ts';
import { RECORDING_FORMATS } from '../../src/show/recording/registry.ts';
import type { Analysis } from '../../src/site/model.ts';
import { eventsOf, HOSTILE, profile, recording } from './hand-made.ts';
import { collect } from './recorded.ts';

async function bytes(name: string, value: Recording<Analysis>, options: RecordingFormatOptions = {}): Promise<Buffer> {
  const format: RecordingFormat = await RECORDING_FORMATS[name]!();
  expect(format.name).toBe(name);
  return await collect(format.chunks(value, options));
}
const text = async (name: string, value: Recording<Analysis>, options?: RecordingFormatOptions): Promise<string> =>
  (await bytes(name, value, options)).toString('utf8');

/** Nothing that a terminal acts on, but the ends of lines. */
const STEERING = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/u;
const F = 'main.\\x1b[31mF\\x3ba\\x20b\\n"\\u202e\\ud800';

describe('folded', () => {
  it('has one line a stack, in the number that was asked for', async () => {
    const value = recording([profile(0)]);
    const lines = (await text('folded', value)).trimEnd().split('\n');
    expect(lines).toEqual(['[no-stack] 8', `main.main;main.G;${F} 112`, `[frames-not-recorded];main.G;${F} 20`, 'main.main;0x4fff 20']);
    expect((await text('folded', value, { value: 'objects' })).match(/\d+$/gm)).toEqual(['1', '5', '1', '1']);
    expect((await text('folded', value, { value: 'slot' })).match(/\d+$/gm)).toEqual(['8', '120', '32', '32']);
  });
  it('begins with the program when there are several', async () => {
    const lines = await text('folded', recording([profile(0), profile(1)]));
    expect(lines).toContain(`pro\\x20gram;main.main;main.G;${F} 112\n`);
    expect(lines).toContain('pro\\x20gram1;[no-stack] 8\n');
    expect(await text('folded', recording([profile(0), profile(1)]), { process: 1 })).toBe(await text('folded', recording([profile(0)])));
  });
  it('lets nothing through that a terminal acts on', async () => {
    expect(await text('folded', recording([profile(0)]))).not.toMatch(STEERING);
  });
});

describe('speedscope', () => {
  it('has bytes and objects of every process over shared frames', async () => {
    const printed = await text('speedscope', recording([profile(0), profile(1)]));
    expect(printed).not.toMatch(STEERING);
    const document = JSON.parse(printed);
    expect(document.$schema).toBe('https://www.speedscope.app/file-format-schema.json');
    expect(document.profiles.map((p: { name: string; unit: string }) => [p.name, p.unit])).toEqual([
      ['pro gram (100): bytes', 'bytes'],
      ['pro gram (100): objects', 'none'],
      ['pro gram1 (101): bytes', 'bytes'],
      ['pro gram1 (101): objects', 'none'],
    ]);
    const [first, objects] = document.profiles;
    expect(first).toMatchObject({ type: 'sampled', startValue: 0, endValue: 160, weights: [8, 112, 20, 20] });
    expect(objects).toMatchObject({ endValue: 8, weights: [1, 5, 1, 1] });
    const names = first.samples.map((stack: number[]) => stack.map((frame) => document.shared.frames[frame].name));
    // Where it allocates, a function is known by its line; where it calls, it is one block of the graph whatever the line.
    expect(names).toEqual([
      ['[no-stack]'],
      ['main.main', 'main.G', `${HOSTILE}:3`],
      ['[frames-not-recorded]', 'main.G', `${HOSTILE}:3`],
      ['main.main', '0x4fff'],
    ]);
    expect(document.shared.frames).toHaveLength(6);
    expect(document.shared.frames).toContainEqual({ name: 'main.G', file: '/x/x.go' });
  });
});

describe('json', () => {
  const schema = JSON.parse(readFileSync(new URL('../../schema/recording-1.json', import.meta.url), 'utf8')) as {
    $defs: Record<string, { description?: string; properties?: Record<string, object> }>;
  };
  const validate: ValidateFunction = new Ajv2020({ strict: true, allErrors: true }).compile(schema);

  it('is valid, one stack a line', async () => {
    const value = recording([profile(0), profile(1)]);
    const printed = await text('json', value);
    expect(printed).not.toMatch(STEERING);
    const document = JSON.parse(printed);
    validate(document);
    expect(validate.errors).toBeNull();
    expect(document).toMatchObject({ meta: value.meta, runs: value.analysis.runs, recorded: value.analysis.recorded, gaps: value.gaps });
    expect(printed.match(/^\{"frames":/gm)).toHaveLength(10);
    const { frames, stacks } = document.processes[0];
    expect(stacks.slice(0, 4)).toEqual([
      { frames: [], allocations: 1, bytes: 8, slotBytes: 8 },
      { frames: [1, 2, 3], type: 'T', site: 'AAAAAAAAAAAA', allocations: 2, bytes: 40, slotBytes: 48 },
      { frames: [1, 2, 3], site: 'AAAAAAAAAAAA', allocations: 3, bytes: 72, slotBytes: 72 },
      { frames: [1, 2], cut: true, allocations: 1, bytes: 20, slotBytes: 32 },
    ]);
    expect(frames[1]).toEqual({ function: HOSTILE, file: '/x/x.go', line: 3 });
  });
  it('scales what was sampled', async () => {
    const sampled = { ...profile(0), rate: 512 };
    const stacks = { ...sampled.stacks, size: Float64Array.of(0, 20, 24, 20, 0, 20) };
    const document = JSON.parse(await text('json', recording([{ ...sampled, stacks }])));
    validate(document);
    expect(validate.errors).toBeNull();
    const p = 1 - Math.exp(-20 / 512);
    expect(document.processes[0].stacks[1]).toMatchObject({ allocations: Math.round(2 / p), bytes: Math.round(40 / p), seen: 2, size: 20 });
  });
  it('describes every field', () => {
    const bare = Object.entries(schema.$defs).flatMap(([name, { description, properties = {} }]) => [
      ...(description === undefined ? [name] : []),
      ...Object.entries(properties).flatMap(([field, of]) => ('description' in of || '$ref' in of ? [] : [`${name}.${field}`])),
    ]);
    expect(bare).toEqual([]);
  });
});

describe('pprof', () => {
  it('says where it comes from, and has a label for type and process', async () => {
    const decoded = Profile.decode(gunzipSync(await bytes('pprof', recording([profile(0), profile(1)]))));
    const { strings } = decoded.stringTable;
    expect(strings[0]).toBe('');
    expect(new Set(strings).size).toBe(strings.length);
    expect(decoded.sampleType.map((t) => strings[Number(t.type)])).toEqual(['alloc_objects', 'alloc_space', 'alloc_requested']);
    expect(strings[Number(decoded.defaultSampleType)]).toBe('alloc_space');
    expect(Number(decoded.timeNanos)).toBe(1_700_000_000_000_000_000);
    expect(Number(decoded.durationNanos)).toBe(5_000_000);
    expect(decoded.sample).toHaveLength(10);
    const labels = decoded.sample[1]!.label.map((l) => [strings[Number(l.key)], strings[Number(l.str)]]);
    expect(labels).toEqual([
      ['type', 'T'],
      ['process', 'pro gram (100)'],
    ]);
    const location = decoded.location.find((l) => l.id === decoded.sample[1]!.locationId[0])!;
    expect(location.address).toBe(0x1fff);
    expect(location.line.map((l) => l.line)).toEqual([3, 7]);
    expect(decoded.mapping.map((m) => strings[Number(m.filename)])).toEqual(['/bin/pro gram', '/bin/pro gram1']);
  });
});

describe('compression', () => {
  it('ends when nobody reads on', async () => {
    let made = 0;
    const endless = function* (): Generator<Uint8Array> {
      for (;;) yield Uint8Array.from({ length: 1 << 16 }, () => (made = (made * 1103515245 + 12345) >>> 0));
    };
    for await (const piece of gzip(endless())) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
  });
  it('passes on what goes wrong', async () => {
    const broken = function* (): Generator<Uint8Array> {
      yield new Uint8Array(10);
      throw new Error('no more');
    };
    await expect(collect(gzip(broken()))).rejects.toThrow('no more');
  });
});

describe('events', () => {
  // Generation 2: two tiny objects share a block, a third lies apart; its block is freed and used again in 4. An object of 8 bytes with a
  // pointer lies in the middle of 16 bytes without sharing them. Of two Ps the second one frees what the first allocated.
  const events = eventsOf([
    {
      owner: 0,
      events: [
        [1, 8, 0xc000000010, 2],
        [2, 4, 0xc000000018, 2],
        [1, 20, 0xc000000100, 2],
        [3, 8, 0xc000000200, 2],
        [3, 8, 0xc000000208, 2],
      ],
    },
    {
      owner: 1,
      events: [
        [FREE, 16, 0xc000000010, 4],
        [FREE, 32, 0xc000000100, 4],
        [1, 24, 0xc000000100, 4],
        [FREE, 8, 0xc000000200, 5],
        [5, 1, 0xff_ffff_ffff_fff0, 5],
      ],
    },
    { owner: 0, events: [[0, 3, 0xc000000018, 4]] },
  ]);

  it('tell what is still there', () => {
    expect(liveObjects(profile(0))).toBeUndefined();
    const live = liveObjects(profile(0, events))!;
    expect([...live.objects]).toEqual([1, 1, 0, 1, 0, 1]);
    expect([...live.bytes]).toEqual([3, 24, 0, 8, 0, 1]);
  });

  it('add live objects to the profile', async () => {
    const decoded = Profile.decode(gunzipSync(await bytes('pprof', recording([profile(0, events)]))));
    expect(decoded.sampleType.map((t) => decoded.stringTable.strings[Number(t.type)])).toEqual([
      'alloc_objects',
      'alloc_space',
      'inuse_objects',
      'inuse_space',
      'alloc_requested',
    ]);
    expect(decoded.sample[1]!.value).toEqual([2, 48, 1, Math.round((24 * 48) / 40), 40]);
    // One process without frees: no live objects at all.
    const mixed = Profile.decode(gunzipSync(await bytes('pprof', recording([profile(0, events), profile(1)]))));
    expect(mixed.sampleType).toHaveLength(3);
  });

  it('become rows', async () => {
    const file = await bytes('parquet', recording([profile(0, events), profile(1), profile(2, events)]));
    const buffer = file.buffer.slice(file.byteOffset, file.byteOffset + file.length) as ArrayBuffer;
    const metadata = parquetMetadata(buffer);
    expect(metadata.num_rows).toBe(22n);
    expect(metadata.row_groups).toHaveLength(2);
    const runs = JSON.parse(metadata.key_value_metadata!.find((m) => m.key === 'allocpath.runs')!.value!);
    expect(runs[2]).toEqual({ process: 2, pid: 102, argv: ['/bin/pro gram2', '-x'] });
    const rows = await parquetReadObjects({ file: buffer });
    expect(rows[0]).toEqual({
      process: 0,
      kind: 'alloc',
      time_ms: 2,
      generation: 1,
      marking: false,
      goroutine: 1n,
      size: 8n,
      slot: null,
      address: 0xc000000010n,
      type: 'T',
      site_id: 'AAAAAAAAAAAA',
      function: HOSTILE.replace('\ud800', '\ufffd'),
      file: '/x/x.go',
      line: 3,
      stack: `main.main;main.G;${F}`,
    });
    expect(rows[5]).toMatchObject({ kind: 'free', size: null, slot: 16n, generation: 2, stack: null, line: null, goroutine: 2n });
    expect(rows[8]).toMatchObject({ marking: true });
    expect(rows[9]).toMatchObject({ kind: 'alloc', address: 0xff_ffff_ffff_fff0n, function: null, stack: 'main.main;0x4fff' });
    expect(rows[10]).toMatchObject({ size: 3n, stack: '[no-stack]' });
    expect(rows.filter((r) => r['kind'] === 'free')).toHaveLength(6);
    expect(new Set(rows.map((r) => r['process']))).toEqual(new Set([0, 2]));
  });

  it('are needed for rows', async () => {
    const error = await bytes('parquet', recording([profile(0)])).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ code: 'no-events', hint: expect.stringContaining('--events') });
  });
});

it('a recording without processes is a document without stacks', async () => {
  const empty = recording([]);
  expect(JSON.parse(await text('json', empty)).processes).toEqual([]);
  expect(await text('folded', empty)).toBe('');
  expect(JSON.parse(await text('speedscope', empty)).profiles).toEqual([]);
  expect(Profile.decode(gunzipSync(await bytes('pprof', empty))).sample).toEqual([]);
});

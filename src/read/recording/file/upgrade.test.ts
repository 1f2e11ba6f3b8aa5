import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { FormatError } from '../../../base/errors.ts';
import { emptyAnalysis } from '../../../site/empty-analysis.ts';
import { bytesInMemory } from '../record-bytes.ts';
import { newEventBlock, type Recording } from '../recording.ts';
import { decodeRecording } from './decode.ts';
import { encodeRecording } from './encode.ts';
import { FORMAT_VERSION, MAGIC, SECTION, SECTION_HEADER, START_SIZE, type Packer, type Unpacker } from './layout.ts';
import { contentsOf, readHead, readStored, type Section } from './sections.ts';
import { Upgrade, UPGRADERS, type Upgrader } from './upgrade.ts';

const ZLIB: Packer & Unpacker = {
  deflate: (bytes) => deflateSync(bytes),
  inflate: (bytes, size) => inflateSync(bytes, { maxOutputLength: Math.max(1, size) }),
  crc32: (bytes, before) => crc32(bytes, before ?? 0),
};

const block = newEventBlock(3);
block.count = 3;
block.size.set([16, 32, 48]);
const profile = {
  run: 0,
  rate: 512,
  strings: ['main.f', 'main.go'],
  frames: { function: Uint32Array.of(0), file: Uint32Array.of(1), line: Uint32Array.of(7) },
  places: { pc: Float64Array.of(4096), frame: Uint32Array.of(0), firstFrame: Uint32Array.of(0), frameCount: Uint16Array.of(1), runtime: Uint8Array.of(0) },
  nodes: { place: new Uint32Array(3), parent: new Uint32Array(3) },
  stacks: {
    node: Uint32Array.of(0, 2),
    skip: Uint16Array.of(0, 0),
    type: new Uint32Array(2),
    site: new Uint32Array(2),
    allocations: Float64Array.of(0, 3),
    bytes: Float64Array.of(0, 96),
    slotBytes: Float64Array.of(0, 96),
    size: new Float64Array(2),
  },
  events: { count: 3, frees: false, owners: [0], read: () => block },
};
const recording: Recording<{ readonly sites: readonly unknown[] }> = {
  meta: { allocpath: '1.0.0', created: 1, command: ['go', 'test'], goVersion: 'go1.27.4', goos: 'linux', goarch: 'amd64', directory: '/example' },
  analysis: emptyAnalysis({ target: { goVersion: 'go1.27.4' } }),
  profiles: [profile],
  gaps: [],
};

/** A version that there never was: sizes of samples were called `every`, stacks stood in a section of another name, events behind four bytes. */
function versionZero(): Buffer {
  const from = bytesInMemory(Buffer.concat([...encodeRecording(recording, ZLIB)]), 'test');
  const parts: Uint8Array[] = [Buffer.from(MAGIC), Buffer.alloc(4)];
  for (let at = START_SIZE; at < from.size;) {
    const head = readHead(from, at);
    at += SECTION_HEADER + head.stored;
    const section = contentsOf(from, head, readStored(from, head, ZLIB), ZLIB);
    if (section.tag === SECTION.Profile) {
      const { rate, ...rest } = JSON.parse(Buffer.from(section.bytes).toString()) as { rate: number };
      parts.push(framed('PROF', Buffer.from(JSON.stringify({ ...rest, every: rate }))));
    } else if (section.tag === SECTION.Events) parts.push(framed('EVNT', Buffer.concat([Buffer.from('OLD '), section.bytes])));
    else parts.push(framed(section.tag === 'STAK' ? 'OLDS' : section.tag, section.bytes));
  }
  return Buffer.concat(parts);
}

function framed(tag: string, contents: Uint8Array): Buffer {
  const head = Buffer.alloc(SECTION_HEADER);
  head.write(tag, 'latin1');
  head.writeBigUInt64LE(BigInt(contents.length), 8);
  head.writeBigUInt64LE(BigInt(contents.length), 16);
  head.writeUInt32LE(crc32(contents, crc32(head.subarray(0, 24))), 24);
  return Buffer.concat([head, contents]);
}

function fromZero(section: Section): readonly Section[] {
  if (section.tag === 'OLDS') return [{ ...section, tag: 'STAK' }];
  if (section.tag === SECTION.Events) return [{ ...section, bytes: section.bytes.subarray(4) }];
  if (section.tag !== SECTION.Profile) return [section];
  const { every, ...rest } = JSON.parse(Buffer.from(section.bytes).toString()) as { every: number };
  return [{ ...section, bytes: Buffer.from(JSON.stringify({ ...rest, rate: every })) }];
}

describe('an older version', () => {
  const bytes = versionZero();
  const decoded = (upgraders: ReadonlyMap<number, Upgrader>): Recording => decodeRecording(bytesInMemory(bytes, 'old'), ZLIB, { upgraders });

  test('is upgraded while it is read', () => {
    const { gaps, meta, profiles, analysis } = decoded(new Map([[0, fromZero]]));
    expect(gaps).toEqual([]);
    expect(meta).toEqual(recording.meta);
    expect(analysis).toEqual(recording.analysis);
    const { events, ...tables } = profiles[0]!;
    const { events: _, ...wanted } = profile;
    expect(tables).toEqual(wanted);
    expect([...events!.read(0).size.subarray(0, 3)]).toEqual([16, 32, 48]);
  });

  test('is refused where nothing upgrades it', () => {
    expect(() => decoded(UPGRADERS)).toThrow(FormatError);
    expect(() => decoded(UPGRADERS)).toThrow('a version of the format that there was, found 0');
  });

  test('that turns out damaged gives what was in front', () => {
    const found = decoded(new Map([[0, (section: Section) => (section.tag === 'OLDS' ? [] : fromZero(section))]]));
    expect(found.profiles).toEqual([]);
    expect(found.gaps[0]!.code).toBe('recording-damaged');
  });
});

test('steps are taken one after the other', () => {
  const step = (mark: string): Upgrader => {
    return (section) => [
      { ...section, tag: `${section.tag}${mark}` },
      { ...section, tag: mark },
    ];
  };
  const upgraders = new Map([
    [FORMAT_VERSION - 2, step('a')],
    [FORMAT_VERSION - 1, step('b')],
  ]);
  const section: Section = { tag: 'X', offset: 0, bytes: new Uint8Array(), inflated: false };
  const tags = (version: number): string[] => new Upgrade('test', version, upgraders).all(section).map(({ tag }) => tag);
  expect(tags(FORMAT_VERSION)).toEqual(['X']);
  expect(tags(FORMAT_VERSION - 1)).toEqual(['Xb', 'b']);
  expect(tags(FORMAT_VERSION - 2)).toEqual(['Xab', 'b', 'ab', 'b']);
  expect(() => tags(FORMAT_VERSION - 3)).toThrow(FormatError);
});

test('every version that there was can be read', () => {
  for (let version = 1; version < FORMAT_VERSION; version++) expect(UPGRADERS.has(version), `version ${version}`).toBe(true);
});

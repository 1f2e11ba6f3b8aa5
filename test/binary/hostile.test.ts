// Truncated and forged executables: only a FormatError may leave the decoder, soon and without much memory.
// Inputs are reproducible: HOSTILE_SEED chooses another series, HOSTILE_COUNT its length.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { FormatError } from '../../src/base/errors.ts';
import { findCalls } from '../../src/read/binary/calls.ts';
import { GoBinary } from '../../src/read/binary/go-binary.ts';
import type { PclnHeader } from '../../src/read/binary/pclntab.ts';
import { findPclnHeaders } from '../../src/read/binary/pclntab.ts';
import { ArgumentReader } from '../../src/read/binary/type-argument.ts';
import type { Variant } from './binaries.ts';
import { OTHER_VARIANTS, TOOLCHAINS, buildProgram } from './binaries.ts';

const SEED = Number(process.env['HOSTILE_SEED'] ?? 20_260_901);
const COUNT = Number(process.env['HOSTILE_COUNT'] ?? 1500);
// Far above what any input takes: a busy machine must not fail the test, an endless loop must.
const MAX_MS = 30_000;

/** mulberry32. */
function random(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Does what the tool does with a binary; returns whether it was accepted. */
function use(bytes: Uint8Array): boolean {
  const started = performance.now();
  try {
    const binary = GoBinary.open(bytes, 'forged');
    const { count, entry } = binary.functions;
    const isTarget = new Uint8Array(count);
    for (let i = 0; i < count; i += 7) isTarget[i] = 1;
    const calls = findCalls(binary, isTarget);
    const reader = new ArgumentReader(binary);
    const step = Math.max(1, Math.floor(calls.count / 60));
    for (let i = 0; i < calls.count; i += step) {
      harmless(() => binary.inlineFrames(calls.caller[i]!, calls.pc[i]!));
      harmless(() => binary.outermostLine(calls.caller[i]!, calls.pc[i]!));
      for (let argument = 0; argument < 5; argument++) {
        const address = reader.typeArgument(calls.pc[i]!, calls.caller[i]!, argument);
        if (address) harmless(() => binary.types.fields(address));
      }
    }
    for (let i = 0; i < count; i += 50) {
      harmless(() => binary.functionName(i));
      harmless(() => binary.position(i, entry[i]!));
      harmless(() => binary.startLine(i));
    }
    harmless(() => binary.functionNamed('main.main'));
    for (const name of ['info', 'abbrev', 'line', 'loclists']) harmless(() => binary.image.parts.findDebugSection(name));
    harmless(() => binary.image.findSymbol('runtime.text'));
    return true;
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return false;
  } finally {
    const took = performance.now() - started;
    expect(took).toBeLessThan(MAX_MS);
  }
}

/** Where Mach-O and PE keep load commands, section headers and symbols. */
function formatRegions(bytes: Uint8Array, format: GoBinary['format']): [number, number][] {
  const view = new DataView(bytes.buffer);
  if (format === 'macho') return [[32, view.getUint32(20, true)]];
  if (format !== 'pe') return [];
  const header = view.getUint32(0x3c, true);
  const symbols = view.getUint32(header + 12, true);
  const size = 18 * view.getUint32(header + 16, true);
  return [
    [header, 24],
    [header + 24, 100],
    [header + 24 + view.getUint16(header + 20, true), 40 * view.getUint16(header + 6, true)],
    [symbols, Math.min(1000, size)],
    [symbols + size, 8],
  ];
}

/** A question may fail, too, but only so. */
function harmless(ask: () => unknown): void {
  try {
    ask();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
  }
}

const flavours: readonly Variant[] = [
  { toolchain: TOOLCHAINS.at(-1)!, goarch: 'amd64', flavour: 'stripped' },
  { toolchain: TOOLCHAINS[0]!, goarch: 'arm64', flavour: 'pie' },
  ...OTHER_VARIANTS.filter(({ goos, goarch, flavour }) => (goos === undefined ? ['386', 'arm'].includes(goarch) : true) && flavour === 'plain'),
];

describe.each(flavours.map((one) => [Object.values(one).join(' '), one] as const))('%s', (_title, variant) => {
  // The decoders behind the format's own are the same for all.
  const rounds = OTHER_VARIANTS.includes(variant) ? COUNT / 5 : COUNT;
  let original: Uint8Array;
  /** File ranges that steer the decoder, where changes matter more than in code. */
  let regions: [number, number][];

  beforeAll(() => {
    original = new Uint8Array(readFileSync(buildProgram(variant)));
    const binary = GoBinary.open(original, 'original');
    const { image, moduledata } = binary;
    const at = (address: number, size: number): [number, number] => [image.cursorAt(address, 'region').fileOffset, size];
    const section = (name: string): [number, number][] => {
      const found = image.findSection(name);
      return found === undefined ? [] : [at(found.address, found.size)];
    };
    const { pointerSize } = image.shape;
    const found = findPclnHeaders(image).next().value as PclnHeader;
    const header = at(found.address, 8 + 8 * pointerSize);
    const table = new DataView(original.buffer, header[0]);
    const part = (word: number): number => header[0] + table.getUint32(8 + word * pointerSize, true);
    regions = [
      [0, 64],
      [64, 56 * 10],
      [original.length - 4000, 4000],
      ...section('.go.buildinfo'),
      header,
      ...formatRegions(original, binary.format),
      [part(4), part(5) - part(4)],
      [part(6), part(7) - part(6)],
      [part(7), 8 * binary.functions.count],
      [part(7) + 8 * binary.functions.count, 60_000],
      at(moduledata.address, 400),
      at(moduledata.gofunc, 40_000),
      at(moduledata.types, 40_000),
      ...section('.rela').concat(section('.dynamic')),
    ];
  }, 300_000);

  test('is accepted as it is', () => {
    expect(use(original)).toBe(true);
  });

  test('truncated anywhere', { timeout: 300_000 }, () => {
    const next = random(SEED);
    const lengths = [0, 1, 4, 16, 63, 64, 100, 200, 500, original.length - 1];
    for (const [start, size] of regions) lengths.push(start, start + 1, start + (size >> 1), start + size);
    while (lengths.length < rounds / 4) lengths.push(next(original.length));
    for (const length of lengths) use(original.subarray(0, length));
    expect(use(original.subarray(0, 64))).toBe(false);
  });

  test('forged', { timeout: 300_000 }, () => {
    const next = random(SEED + 1);
    const forged = original.slice();
    const view = new DataView(forged.buffer);
    const extremes = [0n, 1n, 0x7fn, 0xffn, 0x7fffffffn, 0x80000000n, 0xffffffffn, 1n << 32n, (1n << 53n) - 1n, 1n << 63n];
    let rejected = 0;
    for (let round = 0; round < rounds; round++) {
      const changed: [number, number][] = [];
      for (let change = 1 + next(3); change > 0; change--) {
        const [start, size] = regions[next(regions.length)]!;
        const place = Math.min(start + next(size), forged.length - 8);
        for (let i = 0; i < 8; i++) changed.push([place + i, forged[place + i]!]);
        switch (next(4)) {
          case 0:
            forged[place] = next(256);
            break;
          case 1:
            view.setUint32(place & ~3, Number(extremes[next(extremes.length)]! & 0xffffffffn), true);
            for (let i = 1; i < 4; i++) changed.push([(place & ~3) + i, original[(place & ~3) + i]!]);
            changed.push([place & ~3, original[place & ~3]!]);
            break;
          case 2: {
            const aligned = place & ~7;
            for (let i = 0; i < 8; i++) changed.push([aligned + i, original[aligned + i]!]);
            view.setBigUint64(aligned, extremes[next(extremes.length)]!, true);
            break;
          }
          default:
            for (let i = 0; i < 8; i++) forged[place + i] = next(256);
        }
      }
      try {
        if (!use(forged)) rejected++;
      } catch (error) {
        throw new Error(`round ${round} of seed ${SEED}, changes at ${changed.map(([at]) => at).join()}`, {
          cause: error,
        });
      }
      for (const [place] of changed) forged[place] = original[place]!;
    }
    expect(rejected).toBeGreaterThan(rounds / 20);
    expect(rejected).toBeLessThan(rounds);
  });
});

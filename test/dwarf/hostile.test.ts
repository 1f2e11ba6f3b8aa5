// Forged DWARF: only a FormatError may leave the reader, soon and without much memory.
// Inputs are reproducible: HOSTILE_SEED chooses another series, HOSTILE_COUNT its length.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { FormatError } from '../../src/base/errors.ts';
import { decodeElf } from '../../src/read/binary/elf.ts';
import { Image } from '../../src/read/binary/image.ts';
import { openDwarf } from '../../src/read/dwarf/dwarf.ts';
import { NEWEST, TOOLCHAINS, build } from '../binary/binaries.ts';

const SEED = Number(process.env['HOSTILE_SEED'] ?? 20_260_901);
const COUNT = Number(process.env['HOSTILE_COUNT'] ?? 400);
// Far above what any input takes: a busy machine must not fail the test, an endless loop must.
const MAX_MS = 30_000;
const SAMPLE = 60;

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

/** Asks everything of a sample of functions; returns how many answered, −1 when the file is refused. */
function use(image: Image): number {
  let answered = 0;
  const started = performance.now();
  try {
    const dwarf = openDwarf(image, () => new Uint8Array(0));
    const entries = [...(dwarf?.functions ?? [])];
    const step = Math.max(1, Math.floor(entries.length / SAMPLE));
    for (let i = 0; i < entries.length; i += step) {
      try {
        for (const { type } of dwarf!.variablesOf(entries[i]!) ?? []) {
          for (let at = 0; type !== undefined && at < Math.min(type.size ?? 0, 64); at += 8) dwarf!.fieldAt(type, at);
        }
        answered++;
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
      }
    }
    return answered;
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return -1;
  } finally {
    expect(performance.now() - started).toBeLessThan(MAX_MS);
  }
}

describe.each([
  { toolchain: NEWEST, names: ['info', 'abbrev', 'loclists', 'rnglists', 'addr'] },
  { toolchain: TOOLCHAINS[0]!, names: ['info', 'abbrev', 'loc', 'ranges'] },
])('$toolchain', ({ toolchain, names }) => {
  let image: Image;
  const sections = new Map<string, Uint8Array>();

  beforeAll(() => {
    const directory = join(import.meta.dirname, '..', 'binary', 'program');
    image = decodeElf(readFileSync(build(directory, [], { CGO_ENABLED: '0', GOTOOLCHAIN: toolchain })));
    for (const name of names) sections.set(name, Uint8Array.from(inflateSync(image.parts.findDebugSection(name)!.bytes)));
  });

  const forged = (changed: ReadonlyMap<string, Uint8Array>): Image =>
    new Image({
      ...image.parts,
      findDebugSection: (name) => {
        const bytes = changed.get(name) ?? sections.get(name);
        return bytes === undefined ? undefined : { bytes, fileOffset: 0, compression: 'none', size: bytes.length };
      },
    });

  test('the unchanged file answers', () => {
    expect(use(forged(new Map()))).toBeGreaterThanOrEqual(SAMPLE);
  });

  test(`${COUNT} changes`, () => {
    const next = random(SEED);
    let refused = 0;
    let partly = 0;
    for (let i = 0; i < COUNT; i++) {
      // Of .debug_info mostly the units' beginnings and entries; of the small tables anything.
      const name = names[next(2) === 0 ? 0 : next(names.length)]!;
      const original = sections.get(name)!;
      const bytes = next(8) === 0 ? original.slice(0, next(original.length)) : original.slice();
      for (let n = next(4) === 0 ? 1 + next(200) : 1; n > 0 && bytes.length > 0; n--) {
        bytes[next(bytes.length)] = next(2) === 0 ? [0, 1, 0x7f, 0x80, 0xff][next(5)]! : next(256);
      }
      const answered = use(forged(new Map([[name, bytes]])));
      if (answered < 0) refused++;
      else if (answered < SAMPLE) partly++;
    }
    // Were nothing refused, the changes would not reach what is read.
    expect(refused).toBeGreaterThan(COUNT / 20);
    expect(refused).toBeLessThan((COUNT * 19) / 20);
    expect(refused + partly).toBeGreaterThan(COUNT / 10);
  });
});

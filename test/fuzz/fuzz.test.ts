// A sample of what scripts/fuzz.mjs does over a night, and every input that ever failed.
// Inputs are reproducible: FUZZ_SEED chooses another series, FUZZ_RUNS its length for each target.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FormatError } from '../../src/base/errors.ts';
import { BASES, base } from './bases.ts';
import type { Kept } from './run.ts';
import { fileName, fuzz, newTally, runInput } from './run.ts';
import { TARGETS, prepareTarget, targetNamed } from './targets.ts';

const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_123);
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 120);
const CORPUS = join(import.meta.dirname, 'corpus');
const SLOW = 300_000;

const corpus = readdirSync(CORPUS).map((name): [string, Kept] => [name, JSON.parse(readFileSync(join(CORPUS, name), 'utf8')) as Kept]);

test('the changed bytes are put back', async () => {
  for (const name of BASES) {
    const { bytes } = base(name);
    const before = bytes.slice();
    for (const [, kept] of corpus.filter(([, one]) => one.base === name).slice(0, 3)) await runInput(targetNamed(kept.target), name, kept.input, newTally());
    expect(Buffer.compare(bytes, before)).toBe(0);
  }
});

describe('inputs that failed once', () => {
  test.each(corpus)('%s', { timeout: SLOW }, async (file, kept) => {
    expect(fileName(kept)).toBe(file);
    const target = targetNamed(kept.target);
    prepareTarget(target);
    expect(await runInput(target, kept.base, kept.input, newTally())).toBeUndefined();
  });
});

describe.each(TARGETS.map((one) => [one.name, one] as const))('%s', (_name, target) => {
  test(`${RUNS} changed inputs`, { timeout: SLOW }, async () => {
    prepareTarget(target);
    const good = newTally();
    for (const name of target.bases) expect(await runInput(target, name, { edits: [] }, good)).toBeUndefined();
    expect(good.refused).toBe(0);

    const tally = newTally();
    await fuzz(target, RUNS, SEED, tally);
    expect(tally.failures, `seed ${SEED}`).toEqual([]);
    expect(tally.inputs).toBeGreaterThanOrEqual(RUNS);
    // Where no offset is known nothing in the file is at fault, such as a table that is not there at all.
    expect(tally.withoutOffset / Math.max(1, tally.errors), [...tally.placeless].join('\n')).toBeLessThan(0.25);
    // Were nothing refused, the changes would not reach what is read. The text has no wrong form: what is not known in it is passed over.
    if (target.name !== 'compiler-text') expect(tally.refused).toBeGreaterThan(RUNS / 20);
    if (target.name !== 'dwarf-compressed') expect(tally.accepted).toBeGreaterThan(0);
  });
});

test('a bug is found, shrunk and told', async () => {
  const wrong = { ...targetNamed('pc-values'), name: 'wrong' };
  const seen: unknown[] = [];
  for (const thrown of [new RangeError('not ours'), new FormatError('', 'no place'), new FormatError('ELF', 'beyond the file', 1e9)]) {
    const tally = newTally();
    const good = base('elf-amd64').bytes.slice();
    const run = (bytes: Uint8Array, _about: readonly number[], ask: (question: () => void) => void): void => {
      ask(() => {
        if (Buffer.compare(bytes, good) !== 0) throw thrown;
      });
    };
    await fuzz({ ...wrong, bases: ['elf-amd64'], run }, 10, SEED, tally);
    expect(tally.failures.length).toBeGreaterThan(0);
    expect(tally.failures[0]!.input.edits.length).toBeLessThanOrEqual(1);
    seen.push(tally.failures[0]!.failure.split('\n')[0]);
  }
  expect(seen).toEqual([
    'RangeError: not ours',
    expect.stringContaining('an error without a place'),
    expect.stringMatching(/an error at offset 1000000000 of \d+ bytes/),
  ]);
});

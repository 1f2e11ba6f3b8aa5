// Runs every marker program with every Go release: the numbers that its comments state must be what is measured.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPrograms, select } from './markers.ts';
import { measure } from './measure.ts';
import { selectedReleases } from './releases.ts';

const programs = readPrograms(join(import.meta.dirname, '..', 'programs'));

it('there are programs', () => {
  expect(programs.length).toBeGreaterThan(0);
});

describe.each(programs)('$name', (program) => {
  it('marks and measures what it claims', () => {
    expect(program.claims).not.toEqual([]);
    expect(program.markers).not.toEqual([]);
    expect(program.measurements).not.toEqual([]);
    const marked = new Set(program.markers.map((marker) => marker.kind));
    expect(program.claims.filter((kind) => !marked.has(kind))).toEqual([]);
  });

  it.each(selectedReleases())('allocates as stated with Go %s', { timeout: 300_000 }, async (release) => {
    const measured = await measure(program, release);
    const expected = new Map<string, number>();
    for (const one of select(program.measurements, release)) {
      if (expected.has(one.case)) throw new Error(`${one.file}:${one.line}: two measurements of ${one.case} hold for ${release}`);
      const got = measured.get(one.case);
      const within = got !== undefined && got >= one.allocs && got <= (one.most ?? one.allocs);
      expected.set(one.case, within ? got : one.allocs);
    }
    expect(Object.fromEntries(measured)).toEqual(Object.fromEntries(expected));
  });
});

// What explain says of every marked line of every program, on every release, against the measured truth in the comments.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { explain } from '../../src/jobs/explain.ts';
import { disagreements } from './compare.ts';
import { readPrograms, select } from './markers.ts';
import { selectedReleases } from './releases.ts';

const programs = readPrograms(join(import.meta.dirname, '..', 'programs'));

describe('explain agrees with the markers', () => {
  it('has programs', () => {
    expect(programs.length).toBeGreaterThan(7);
  });
  for (const release of selectedReleases()) {
    describe(release, () => {
      for (const program of programs) {
        it(program.name, { timeout: 300_000 }, async () => {
          const { analysis, failures } = await explain({
            cwd: program.directory,
            patterns: ['./...'],
            build: { gcflags: [], deps: false },
            go: `go${release}`,
            tests: 'none',
          });
          expect(failures).toEqual([]);
          expect(analysis.completeness.unexplained).toBe(0);
          expect(analysis.completeness.unparsedReportLines).toBe(0);
          const markers = select(program.markers, release);
          expect(markers.length).toBeGreaterThan(0);
          expect(disagreements(program, markers, analysis)).toEqual([]);
        });
      }
    });
  }
});

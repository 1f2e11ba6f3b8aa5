// Compares with what most tests have in common.
import { diff, type DiffOutcome, type SideBuild } from '../../src/jobs/diff.ts';

export type Compared = DiffOutcome;

/** @param names revisions or files; none compares two builds of the directory */
export function compare(directory: string, names: readonly string[], before: Partial<SideBuild> = {}, after: Partial<SideBuild> = {}): Promise<Compared> {
  return diff({
    cwd: directory,
    names: [names[0], names[1]],
    sides: [
      { build: {}, flags: [], ...before },
      { build: {}, flags: [], ...after },
    ],
    patterns: ['./...'],
    build: { gcflags: [], deps: false },
    tests: 'auto',
    version: '0.0.0',
  });
}

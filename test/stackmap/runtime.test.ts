// The decoder against the Go runtime: at every frame that a patched runtime met in real programs, the same locals, arguments and objects.
import { describe, expect, it } from 'vitest';
import { TOOLCHAINS } from '../binary/binaries.ts';
import { compare } from './compare.ts';
import { record, type Run } from './records.ts';

/** Distinct (function, pc) that a run is known to exceed: fewer means that the oracle went blind. */
const AT_LEAST = { places: 700, big: 1500 } as const;

describe.each(TOOLCHAINS)('%s', (toolchain) => {
  it.each([{ program: 'places' }, { program: 'big' }] as const)('$program', { timeout: 600_000 }, ({ program }) => {
    const run: Run = { toolchain, program, goarch: 'amd64' };
    const result = compare(record(run));
    expect(result.differences.slice(0, 20)).toEqual([]);
    expect(result.pairs.size).toBeGreaterThan(AT_LEAST[program]);
    expect(result.calls.size).toBeGreaterThan(result.pairs.size * 0.9);
  });
});

// What is recorded is what the runtime itself counts: runtime.MemStats.Mallocs and TotalAlloc, to the last allocation and the last byte.
import { describe, expect, it } from 'vitest';
import { build } from './recorder.ts';
import { SOME_RELEASES } from './recorder.ts';
import { expectExact, run } from './runs.ts';

describe.each(SOME_RELEASES)('%s', { timeout: 600_000 }, (toolchain) => {
  it('counts what MemStats counts', () => {
    const program = build({ toolchain, program: 'cases' });
    const result = run(program, { args: ['mixed'] });
    expect(expectExact(result)).toBeGreaterThan(50_000);
    expect(result.records[0]!.header.exit).toBe(0);
  });
});

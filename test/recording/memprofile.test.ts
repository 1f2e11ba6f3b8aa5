// The runtime's own profile of every allocation (MemProfileRate 1) against what is recorded in the same process: the same number of objects and
// bytes at every line, but for small objects without pointers that share a block, which that profile never sees.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GoBinary } from '../../src/read/binary/go-binary.ts';
import { framesOf, type ProcessRecord } from '../../src/read/recording/process-record.ts';
import { build, SOME_RELEASES } from './recorder.ts';
import { expectExact, run } from './runs.ts';

const RUNTIME = /^(?:internal\/)?runtime[./]/;

/** Objects and bytes by function and line of the innermost source frame that is not the runtime's. */
function byLine(record: ProcessRecord, file: string): Map<string, { objects: number; bytes: number }> {
  const binary = GoBinary.open(readFileSync(file), file);
  const found = new Map<string, { objects: number; bytes: number }>();
  for (let stack = 1; stack < record.stackNode.length; stack++) {
    const places = framesOf(record, record.stackNode[stack]!).pcs.flatMap((pc) => {
      const index = binary.functionAt(pc - 1);
      return index < 0 ? [] : binary.inlineFrames(index, pc - 1).map((frame) => ({ name: frame.function, line: frame.line }));
    });
    const at = places.findIndex(({ name }) => !RUNTIME.test(name));
    const place = places[at];
    // The profile ends where the runtime changes stacks (a collection begins, a thread is made); what is recorded goes on to who waited for it.
    if (place === undefined || places.slice(0, at).some(({ name }) => name === 'runtime.systemstack' || name === 'runtime.mcall')) continue;
    const key = `${place.name} ${place.line}`;
    const sum = found.get(key) ?? { objects: 0, bytes: 0 };
    found.set(key, { objects: sum.objects + record.allocations[stack]!, bytes: sum.bytes + record.slotBytes[stack]! });
  }
  return found;
}

describe.each(SOME_RELEASES)('%s', { timeout: 600_000 }, (toolchain) => {
  it('says at every line what the runtime says', () => {
    const program = build({ toolchain, program: 'cases' });
    const result = run(program, { args: ['profile'], env: { GODEBUG: 'memprofilerate=1' }, settings: { depth: 512 } });
    expectExact(result);
    const recorded = byLine(result.records[0]!, program);
    const profiled = new Map<string, { objects: number; bytes: number }>();
    for (const [, name, line, objects, bytes] of result.stderr.matchAll(/^PROFILE (\S+) (\d+) (\d+) (\d+)$/gm)) {
      const key = `${name} ${line}`;
      const sum = profiled.get(key) ?? { objects: 0, bytes: 0 };
      profiled.set(key, { objects: sum.objects + Number(objects), bytes: sum.bytes + Number(bytes) });
    }
    let equal = 0;
    let more = 0;
    for (const [key, { objects, bytes }] of profiled) {
      if (!key.startsWith('main.(*keeper).mixed ') && !/^main\.(?:tree|grow|shared) /.test(key)) continue;
      const own = recorded.get(key);
      // Blocks of the tiny allocator are counted by both.
      expect({ key, bytes: own?.bytes }).toEqual({ key, bytes });
      if (own!.objects === objects) equal++;
      else if (own!.objects > objects) more++;
      expect(own!.objects).toBeGreaterThanOrEqual(objects);
    }
    expect(equal).toBeGreaterThan(10);
    // Numbers, texts, and single bytes.
    expect(more).toBeGreaterThan(1);
    expect(more).toBeLessThan(8);
  });
});

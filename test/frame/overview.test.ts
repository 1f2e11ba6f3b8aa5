// The overview decodes every table of every function: on binaries of every release, processor, format and build mode nothing of it fails,
// and its counts are those of the functions one by one. Large binaries: large-frames.test.ts.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { frameOverview } from '../../src/frame/overview.ts';
import { frameTables } from '../../src/read/binary/frame-tables.ts';
import { GoBinary } from '../../src/read/binary/go-binary.ts';
import { maskString } from '../../src/read/binary/stack-objects.ts';
import { PCDATA } from '../../src/read/release/func-record.ts';
import { OTHER_VARIANTS, VARIANTS, buildProgram } from '../binary/binaries.ts';

describe.each([...VARIANTS, ...OTHER_VARIANTS].map((variant) => [Object.values(variant).join(' '), variant] as const))('%s', (_title, variant) => {
  test('counts what the functions have', { timeout: 300_000 }, () => {
    const binary = GoBinary.open(readFileSync(buildProgram(variant)), 'program');
    const word = binary.image.shape.pointerSize;
    const expected = { objects: 0, objectBytes: 0, inlinedCalls: 0, lineRuns: 0, maps: 0, mapChanges: 0, deepestInlining: 0 };
    const files = new Set<string>();
    for (let index = 0; index < binary.functions.count; index++) {
      const frame = frameTables(binary, index);
      expected.inlinedCalls += binary.inlinedCalls(index).length;
      const inlined = binary.pcdata(index, PCDATA.InlTreeIndex).runs();
      for (const start of [0, ...inlined.ends]) {
        const pc = frame.entry + start;
        if (pc < frame.end) expected.deepestInlining = Math.max(expected.deepestInlining, binary.inlineFrames(index, pc).length - 1);
      }
      for (const pc of binary.lineStarts(index)) {
        const { line, file } = binary.position(index, pc);
        if (line > 0) expected.lineRuns++;
        if (file !== '?') files.add(file);
      }
      expected.mapChanges += Math.max(0, changes(binary, index));
      if (frame.assembly) continue;
      expected.maps += (frame.args?.count ?? 0) + (frame.locals?.count ?? 0);
      expected.objects += frame.objects.length;
      for (const object of frame.objects) {
        expected.objectBytes += object.size;
        expect(maskString(binary, object)).toMatch(new RegExp(`^[01]{${object.ptrBytes / word - 1}}1$`));
      }
    }
    const overview = frameOverview(binary, 3);
    expect(overview).toMatchObject(expected);
    // Files that only stand at instructions without a line are counted, too.
    expect(overview.files).toBeGreaterThanOrEqual(files.size);
    expect(overview.files).toBeLessThan(files.size + 5);
    expect(overview.largestFrames.map((one) => one.value)).toEqual(overview.largestFrames.map((one) => one.value).sort((a, b) => b - a));
    expect(expected.inlinedCalls).toBeGreaterThan(400);
    expect(expected.objects).toBeGreaterThan(20);
  });
});

/** Places within the function where another map begins to hold. */
function changes(binary: GoBinary, index: number): number {
  const { entry, end } = binary.functions;
  const runs = binary.pcdata(index, PCDATA.StackMapIndex).runs();
  const covered = runs.count === 0 ? 0 : runs.ends[runs.count - 1]!;
  return runs.count - 1 + (covered < end[index]! - entry[index]! ? 1 : 0);
}

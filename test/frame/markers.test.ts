// Live slots whose stores are written down in the program's comments, on the ends of the range of releases and in between.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { GoBinary } from '../../src/read/binary/go-binary.ts';
import { analyseFrameStores } from '../../src/read/code/frame-stores.ts';
import { TOOLCHAINS } from '../binary/binaries.ts';
import { buildFrames } from './build.ts';
import { callsOf, liveSlots } from './frames.ts';

interface Marked {
  readonly line: number;
  /** A group a slot; a word is the names that will do. */
  readonly groups: readonly { readonly names: readonly string[]; readonly optional: boolean }[][];
}

/** Names are only used within a function; a line that closes one ends them. */
function marked(source: string): { readonly calls: Marked[]; readonly named: (call: number, name: string) => number } {
  const calls: Marked[] = [];
  const scopes: { readonly end: number; readonly names: Map<string, number> }[] = [];
  let names = new Map<string, number>();
  for (const [i, text] of source.split('\n').entries()) {
    const line = i + 1;
    const comment = /\/\/ (?:@(\w+))?\s*(?:live: (.*))?$/.exec(text);
    if (comment?.[1] !== undefined) names.set(comment[1], line);
    if (comment?.[2] !== undefined) {
      const groups = [...comment[2].matchAll(/\[([^\]]*)\]/g)].map(([, group]) =>
        group!.split(' ').map((word) => ({ names: word.replace('?', '').split('|'), optional: word.endsWith('?') })),
      );
      calls.push({ line, groups });
    }
    if (text === '}') {
      scopes.push({ end: line, names });
      names = new Map();
    }
  }
  const named = (call: number, name: string): number => {
    const line = scopes.find((scope) => scope.end > call)!.names.get(name);
    if (line === undefined) throw new Error(`no line @${name} for the call on line ${call}`);
    return line;
  };
  return { calls, named };
}

const { calls, named } = marked(readFileSync(join(import.meta.dirname, 'program/main.go'), 'utf8'));
const VARIANTS = TOOLCHAINS.flatMap((toolchain) => (['amd64', 'arm64'] as const).map((goarch) => ({ toolchain, goarch })));

/** Whether lines are those of a group. */
function fits(lines: readonly number[], group: Marked['groups'][number], call: number): boolean {
  const words = group.map((word) => ({ ...word, lines: word.names.map((name) => named(call, name)) }));
  return (
    lines.every((line) => words.some((word) => word.lines.includes(line))) &&
    words.every((word) => word.optional || word.lines.some((line) => lines.includes(line)))
  );
}

describe.each(VARIANTS)('$toolchain $goarch', ({ toolchain, goarch }) => {
  test('slots are written where the comments say', { timeout: 300_000 }, async () => {
    const binary = GoBinary.open(readFileSync(buildFrames(toolchain, goarch)), 'frames');
    const wrong: string[] = [];
    const seen = new Set<number>();
    for (let index = 0; index < binary.functions.count; index++) {
      const name = binary.functionName(index);
      if (!/^main\.[a-z]\w*$/.test(name)) continue;
      const stores = await analyseFrameStores(binary, index);
      for (const { pc, text } of await callsOf(binary, index)) {
        const call = calls.find((one) => one.line === binary.outermostLine(index, pc));
        if (call === undefined || !text.endsWith('main.use')) continue;
        seen.add(call.line);
        const occurred = new Set<number>();
        const { locals, args } = liveSlots(binary, index, pc);
        for (const slot of [...locals, ...args]) {
          const answer = stores.reaching(pc, slot, 8);
          const lines = [...new Set(answer.stores.map((one) => binary.outermostLine(index, one.pc)))];
          const group = call.groups.findIndex((one) => fits(lines, one, call.line));
          if (group >= 0) occurred.add(group);
          if (group < 0 || answer.fromEntry || answer.unknown !== undefined)
            wrong.push(`${name} line ${call.line} slot ${slot}: ${lines.join()} ${JSON.stringify(answer)}`);
        }
        if (occurred.size < call.groups.length) wrong.push(`${name} line ${call.line}: only groups ${[...occurred].join()} occur`);
      }
    }
    expect(wrong).toEqual([]);
    expect(seen.size).toBe(calls.length);
    expect(calls.length).toBeGreaterThanOrEqual(20);
  });
});

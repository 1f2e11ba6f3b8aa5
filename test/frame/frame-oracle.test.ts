// Against the processor: gdb steps through the program and notes which instruction wrote each word of a frame last. The analysis
// must name it. Needs gdb and amd64; elsewhere the test is skipped, and says so.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { GoBinary } from '../../src/read/binary/go-binary.ts';
import type { FrameStores } from '../../src/read/code/frame-stores.ts';
import { analyseFrameStores } from '../../src/read/code/frame-stores.ts';
import { TOOLCHAINS } from '../binary/binaries.ts';
import { buildFrames } from './build.ts';
import { liveSlots } from './frames.ts';

interface Recorded {
  readonly function: string;
  readonly call: number;
  readonly words: Readonly<Record<string, number>>;
  readonly unexplained?: string;
}

const hasGdb = process.arch === 'x64' && spawnSync('gdb', ['-batch', '-ex', 'python print(1)'], { encoding: 'utf8' }).stdout === '1\n';
const ENDS = [...new Set([TOOLCHAINS[0]!, TOOLCHAINS.at(-1)!])];
if (!hasGdb) process.stderr.write('no gdb with python for amd64: the last writers of frames are not compared\n');

describe.skipIf(!hasGdb).each(ENDS)('%s', (toolchain) => {
  test('the last writer of every word is among the stores', { timeout: 300_000 }, async () => {
    const path = buildFrames(toolchain, 'amd64');
    const binary = GoBinary.open(readFileSync(path), 'frames');
    const traced = new Map<string, { index: number; stores: FrameStores }>();
    for (let i = 0; i < binary.functions.count; i++) {
      const name = binary.functionName(i);
      if (/^main\.[a-z]\w*$/.test(name) && !/^main\.(?:main|init|grow)$/.test(name))
        traced.set(name, { index: i, stores: await analyseFrameStores(binary, i) });
    }
    const records = run(
      binary,
      path,
      [...traced].map(([, { index }]) => index),
    );
    expect(records.filter((one) => one.unexplained !== undefined)).toEqual([]);
    const wrong: string[] = [];
    const seen = new Set<string>();
    let words = 0;
    let live = 0;
    let possible = 0;
    for (const { function: name, call, words: writers } of records) {
      const { index, stores } = traced.get(name)!;
      seen.add(name);
      const slots = new Set(Object.values(liveSlots(binary, index, call)).flat());
      for (const [offset, writer] of Object.entries(writers)) {
        const answer = stores.reaching(call, Number(offset), 8);
        words++;
        if (slots.has(Number(offset))) live++;
        const found = answer.stores.find((one) => one.pc === writer);
        if (found?.possible === true) possible++;
        if (answer.unknown === undefined && (writer === 0 ? answer.fromEntry : found !== undefined)) continue;
        wrong.push(`${name} call 0x${call.toString(16)} word ${offset}: 0x${writer.toString(16)} not in ${JSON.stringify(answer)}`);
      }
    }
    expect(wrong.slice(0, 10)).toEqual([]);
    expect(seen.size).toBeGreaterThanOrEqual(20);
    expect(live).toBeGreaterThan(100);
    process.stderr.write(
      `${toolchain}: ${seen.size} functions, ${records.length} calls, ${words} words agree with gdb, ${live} live, ${possible} only possible\n`,
    );
  });
});

function run(binary: GoBinary, path: string, indexes: readonly number[]): Recorded[] {
  const directory = mkdtempSync(join(tmpdir(), 'frame-oracle-'));
  try {
    const output = join(directory, 'words');
    const { entry, end } = binary.functions;
    const functions = indexes.map((index) => {
      const deltas = binary.spDeltas(index).runs();
      const frame = deltas.values.reduce((most, value) => Math.max(most, value), 0);
      return { name: binary.functionName(index), entry: entry[index]!, end: end[index]!, arguments: binary.argumentBytes(index) ?? 0, frame };
    });
    const env = {
      ...process.env,
      FRAME_FUNCTIONS: JSON.stringify(functions),
      FRAME_OUTPUT: output,
      GOGC: 'off',
      GOMAXPROCS: '1',
      GODEBUG: 'asyncpreemptoff=1',
    };
    const gdb = spawnSync('gdb', ['-batch', '-nx', '-x', join(import.meta.dirname, 'last-writers.py'), path], { env, encoding: 'utf8', timeout: 240_000 });
    expect(gdb.stderr).not.toContain('Traceback');
    return readFileSync(output, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Recorded);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

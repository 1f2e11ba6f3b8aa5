// Every function of a program that nobody wrote for this test: no exception, answers for nearly every live slot, and a value for
// each of them: where the stack map says that a local variable's slot is live, some store must lead there on every path.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { GoBinary } from '../../src/read/binary/go-binary.ts';
import { analyseFrameStores } from '../../src/read/code/frame-stores.ts';
import { FUNC_FLAG } from '../../src/read/release/func-record.ts';
import { TOOLCHAINS } from '../binary/binaries.ts';
import { buildGofmt } from './build.ts';
import { callsOf, liveSlots } from './frames.ts';

const VARIANTS = [TOOLCHAINS[0]!, 'go1.24.13', TOOLCHAINS.at(-1)!].flatMap((toolchain) =>
  (['amd64', 'arm64'] as const).map((goarch) => ({ toolchain, goarch })),
);

describe.each(VARIANTS)('$toolchain $goarch', ({ toolchain, goarch }) => {
  test('all functions of gofmt', { timeout: 300_000 }, async () => {
    const binary = GoBinary.open(readFileSync(buildGofmt(toolchain, goarch)), 'gofmt');
    const total = { functions: 0, slots: 0, certain: 0, several: 0, possible: 0, call: 0, unknown: 0, recovered: 0 };
    const uninitialised: string[] = [];
    let took = 0;
    let worst = 0;
    for (let index = 0; index < binary.functions.count; index++) {
      if ((binary.functions.flag[index]! & FUNC_FLAG.Asm) !== 0) continue;
      const started = performance.now();
      const stores = await analyseFrameStores(binary, index);
      const one = performance.now() - started;
      took += one;
      worst = Math.max(worst, one);
      total.functions++;
      for (const { pc, text } of await callsOf(binary, index)) {
        const { locals, args } = liveSlots(binary, index, pc);
        for (const slot of [...locals, ...args]) {
          const answer = stores.reaching(pc, slot, 8);
          total.slots++;
          if (answer.unknown !== undefined) total.unknown++;
          else if (answer.stores.length === 1 && !answer.stores[0]!.possible) total.certain++;
          if (answer.stores.length > 1) total.several++;
          if (answer.stores.some((store) => store.possible)) total.possible++;
          if (answer.stores.some((store) => store.kind === 'call')) total.call++;
          if (slot >= 0 || !answer.fromEntry) continue;
          // What a recovered panic finds may not have been written.
          if (text.endsWith('runtime.deferreturn')) total.recovered++;
          else uninitialised.push(`${binary.functionName(index)} 0x${pc.toString(16)} ${slot} ${text}`);
        }
      }
    }
    process.stderr.write(`${toolchain} ${goarch}: ${JSON.stringify(total)} in ${Math.round(took)} ms, at most ${Math.round(worst)} ms\n`);
    expect(total.slots).toBeGreaterThan(20_000);
    expect(uninitialised).toEqual([]);
    expect(total.unknown / total.slots).toBeLessThan(0.01);
    expect(total.certain / total.slots).toBeGreaterThan(0.8);
    expect(took).toBeLessThan(60_000);
  });
});

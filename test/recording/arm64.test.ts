// The recorder on linux/arm64: it compiles with every release, and counts as on amd64 where something can run it.
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { framesOf } from '../../src/read/recording/process-record.ts';
import { TOOLCHAINS } from '../binary/binaries.ts';
import { expectEventsEqualCounters } from './events.ts';
import { below, stackNames } from './frames.ts';
import { play } from './heap.ts';
import { build, EVERY, minorOf, NEWEST } from './recorder.ts';
import { expectExact, run } from './runs.ts';

/** What runs arm64 programs on another machine, when there is something. */
function emulator(): readonly string[] | undefined {
  if (process.arch === 'arm64') return [];
  for (const name of [process.env['QEMU_AARCH64'], 'qemu-aarch64-static', 'qemu-aarch64']) {
    if (name === undefined) continue;
    try {
      execFileSync(name, ['--version'], { stdio: 'ignore' });
      return [name];
    } catch {
      // The next may be there.
    }
  }
  return undefined;
}

const ARM64 = { GOARCH: 'arm64' };
const releases = EVERY ? TOOLCHAINS : TOOLCHAINS.filter((one) => one === NEWEST || one === TOOLCHAINS[0]);

describe.each(releases)('%s', { timeout: 600_000 }, (toolchain) => {
  it('compiles for arm64', () => {
    expect(build({ toolchain, program: 'cases', env: ARM64 })).toMatch(/cases-/);
  });
});

const qemu = emulator();
describe.skipIf(qemu === undefined).each(releases)('%s, arm64', { timeout: 600_000 }, (toolchain) => {
  const wrapper = qemu!;

  it.each(toolchain === NEWEST ? ['', '-gcflags=all=-N -l', '-gcflags=all=-l'] : [''])('counts what MemStats counts: %s', (flag) => {
    const flags = flag === '' ? [] : [flag];
    const program = build({ toolchain, program: 'cases', env: ARM64, flags });
    for (const args of [
      ['mixed', '300'],
      ['children', '1'],
      ['deep', '20000'],
      ['paths', '3000'],
    ]) {
      // Children of a program that is emulated are not, unless the system knows what runs them.
      if (args[0] === 'children' && wrapper.length > 0) continue;
      const result = run(program, { args, wrapper, env: { GOGC: '20' } });
      expect(result.code).toBe(0);
      expect(expectExact(result)).toBeGreaterThan(args[0] === 'deep' ? 100 : 3000);
      expect(result.gaps).toEqual([]);
      if (args[0] !== 'mixed') continue;
      const names = stackNames(result.records[0]!, program);
      const whole = below(result.records[0]!, names, (frames) => frames.join(' ').endsWith('main.(*keeper).mixed main.parallel.func1 runtime.goexit'));
      expect(whole.mallocs).toBeGreaterThan(10_000);
      expect(Array.from(result.records[0]!.stackNode, (node) => framesOf(result.records[0]!, node).cut)).not.toContain(true);
    }
  });

  it('has events as on amd64', () => {
    const program = build({ toolchain, program: 'cases', env: ARM64 });
    const result = run(program, { args: ['mixed', '500'], wrapper, env: { GOGC: '20' }, settings: { events: true, frees: true } });
    expectExact(result);
    expectEventsEqualCounters(result.records[0]!, result.events[0]!);
    const { live, odd } = play(result.records[0]!, result.events[0]!, program, minorOf(toolchain) >= 22);
    expect(odd.slice(0, 5)).toEqual([]);
    expect(live).toBe(result.finals[0]!.mallocs - result.finals[0]!.frees);
  });
});

// The decoder against the Go runtime. A patched runtime writes down every frame that it meets in real programs, and the tables of all
// functions; the decoder must read the same from the file: locals, arguments, objects, and where they lie.
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { NEWEST, TOOLCHAINS } from '../binary/binaries.ts';
import { compare } from './compare.ts';
import { compareTables } from './compare-tables.ts';
import { record, type Run } from './records.ts';

/** Distinct (function, pc) of frames, and maps of tables, that a run is known to exceed: fewer means that the oracle went blind. */
const AT_LEAST = { places: { frames: 700, maps: 9000 }, big: { frames: 1500, maps: 35_000 } } as const;

function hold(run: Run): void {
  const recording = record(run);
  expect(recording.arch).toBe(run.goarch);
  const frames = compare(recording);
  const tables = compareTables(recording);
  const name = `${run.toolchain} ${run.goarch}${run.pie === true ? ' pie' : ''} ${run.program}`;
  const kinds = [...frames.kinds].map(([kind, count]) => `${count} ${kind}`).join(', ');
  console.log(`${name}: ${frames.pairs.size} frames, ${frames.calls.size} at calls, of ${frames.functions.size} functions (${kinds})`);
  console.log(`${name}: ${tables.maps} maps, ${tables.objects} objects, ${tables.calls} calls, ${tables.runs} runs of ${tables.functions} functions`);
  expect(frames.slide !== 0).toBe(run.pie === true);
  expect(frames.differences.slice(0, 20)).toEqual([]);
  expect(tables.differences.slice(0, 20)).toEqual([]);
  expect(frames.pairs.size).toBeGreaterThan(AT_LEAST[run.program].frames);
  expect(frames.calls.size).toBeGreaterThan(frames.pairs.size * 0.9);
  expect(tables.maps).toBeGreaterThan(AT_LEAST[run.program].maps);
  // Large objects, whose masks are programs until go1.23.
  expect(tables.programs > 0).toBe(run.program === 'places' && Number(run.toolchain.split('.')[1]) <= 23);
}

/** What runs arm64 binaries on another machine, when there is something. */
function emulator(): string | undefined {
  for (const name of [process.env['QEMU_AARCH64'], 'qemu-aarch64-static', 'qemu-aarch64']) {
    if (name === undefined) continue;
    try {
      execFileSync(name, ['--version'], { stdio: 'ignore' });
      return name;
    } catch {
      // The next may be there.
    }
  }
  return undefined;
}

// Building net/http with a patched runtime takes a minute a release on a small machine; EVERY_RELEASE=1 does it for all of them.
const SOME = process.env['EVERY_RELEASE'] === undefined ? TOOLCHAINS.filter((_, i) => i % 3 === 0) : TOOLCHAINS;

describe('amd64', { timeout: 600_000 }, () => {
  it.each(TOOLCHAINS)('%s: chosen places', (toolchain) => hold({ toolchain, program: 'places', goarch: 'amd64' }));
  it.each(SOME)('%s: much of the standard library', (toolchain) => hold({ toolchain, program: 'big', goarch: 'amd64' }));
  it.each(TOOLCHAINS.filter((one) => one === NEWEST || one === TOOLCHAINS[0]))('%s: position-independent', (toolchain) =>
    hold({ toolchain, program: 'places', goarch: 'amd64', pie: true }),
  );
});

const qemu = emulator();
describe.skipIf(qemu === undefined)('arm64, emulated', { timeout: 600_000 }, () => {
  it.each(TOOLCHAINS)('%s: chosen places', (toolchain) => hold({ toolchain, program: 'places', goarch: 'arm64', emulator: qemu! }));
});

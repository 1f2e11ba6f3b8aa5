// The compiler's own words about cmd/gofmt against the decoded stack maps, on the oldest and the newest release; bench/liveness.mjs does
// the same on all of them, and over all of the standard library.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { TOOLCHAINS } from '../binary/binaries.ts';
import { checkBits, checkNames } from './check.ts';

const work = mkdtempSync(join(tmpdir(), 'allocpath-test-liveness-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

function compile(toolchain: string, goarch: string, flags: string): { binary: Buffer; text: Buffer } {
  const path = join(work, `${toolchain}-${goarch}`);
  const env = { ...process.env, GOTOOLCHAIN: toolchain, GOARCH: goarch, GOFLAGS: '', GOWORK: 'off', CGO_ENABLED: '0' };
  const text = execFileSync('sh', ['-c', `exec go build -o '${path}' '-gcflags=${flags}' cmd/gofmt 2>&1`], { cwd: work, env, maxBuffer: 1 << 30 });
  return { binary: readFileSync(path), text };
}

async function* pieces<T>(all: readonly T[]): AsyncGenerator<T> {
  yield* all;
}

describe('stack maps of go/… packages in gofmt', { timeout: 600_000 }, () => {
  for (const toolchain of [TOOLCHAINS[0]!, TOOLCHAINS.at(-1)!]) {
    for (const goarch of ['amd64', 'arm64']) {
      it(`have the index and the bits that the listing has at every call: ${toolchain} ${goarch}`, async () => {
        const { binary, text } = compile(toolchain, goarch, 'go/...=-S');
        const tally = await checkBits(binary, pieces(text.toString('utf8').split('\n')));
        expect(tally.different).toEqual([]);
        expect(tally.callsEqual).toBe(tally.calls);
        expect(tally.calls).toBeGreaterThan(3000);
      });

      it(`mark the words of the variables that the compiler lists: ${toolchain} ${goarch}`, async () => {
        const { binary, text } = compile(toolchain, goarch, 'go/...=-live=2');
        const tally = await checkNames(binary, pieces<Uint8Array>([text]), ['cmd/gofmt']);
        expect(tally.calls).toBeGreaterThan(3000);
        expect(tally.bitsAgree / tally.calls).toBeGreaterThan(0.995);
        expect(tally.certain / tally.words).toBeGreaterThan(0.9);
      });
    }
  }
});

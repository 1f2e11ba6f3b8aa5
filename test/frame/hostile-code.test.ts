// Code that no compiler wrote: only a FormatError may leave the analysis, soon and without much memory.
// Inputs are reproducible: HOSTILE_SEED chooses another series, HOSTILE_COUNT its length.
import { describe, expect, test } from 'vitest';
import { FormatError } from '../../src/base/errors.ts';
import { analyseFrameStores } from '../../src/read/code/frame-stores.ts';
import type { CodeOptions } from './code-source.ts';
import { DATA, TEXT, codeSource } from './code-source.ts';

const SEED = Number(process.env['HOSTILE_SEED'] ?? 20_260_901);
const COUNT = Number(process.env['HOSTILE_COUNT'] ?? 600);
const LARGEST = 1 << 19;
// Far above what any input takes: a busy machine must not fail the test, an endless loop must.
const MAX_MS = 60_000;

/** mulberry32. */
function random(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Asks about many slots at many places; returns the milliseconds. */
async function ask(goarch: 'amd64' | 'arm64', code: Uint8Array, options: CodeOptions, asked: number): Promise<number> {
  const started = performance.now();
  try {
    const stores = await analyseFrameStores(codeSource(goarch, code, options), 0);
    const step = Math.max(goarch === 'arm64' ? 4 : 1, Math.floor(code.length / asked / 4) * 4);
    for (let at = 0; at < code.length; at += step) {
      for (const slot of [-0x38, -0x10, 0, 0x1000]) {
        const answer = stores.reaching(TEXT + at, slot, 8);
        expect(answer.stores.length <= code.length).toBe(true);
      }
    }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
  }
  return performance.now() - started;
}

/** A piece of code again and again, as much as is analysed. */
function repeated(hex: string): Uint8Array {
  const piece = Buffer.from(hex, 'hex');
  return Buffer.concat(Array.from({ length: Math.floor((LARGEST - 8) / piece.length) }, () => piece));
}

describe.each(['amd64', 'arm64'] as const)('%s', (goarch) => {
  test('random bytes', { timeout: 300_000 }, async () => {
    const next = random(SEED);
    // Bytes that begin what the analysis looks at closely.
    const favourites =
      goarch === 'amd64'
        ? [0x48, 0x89, 0x8d, 0x24, 0x44, 0x0f, 0x75, 0xeb, 0xe8, 0xff, 0xf3, 0xab]
        : [0xe0, 0x03, 0xf9, 0x91, 0xa8, 0x54, 0x94, 0xd6, 0x14, 0x10];
    let worst = 0;
    for (let round = 0; round < COUNT; round++) {
      const code = new Uint8Array(16 + next(3000));
      for (let i = 0; i < code.length; i++) code[i] = next(3) === 0 ? next(256) : favourites[next(favourites.length)]!;
      const objects = Array.from({ length: next(4) }, (): [number, number] => [next(200) - 150, next(64) - 1]);
      const options = { objects, data: Array.from({ length: next(20) }, () => TEXT + next(code.length)), stack: next(200) - 1, deferReturn: next(code.length) };
      worst = Math.max(worst, await ask(goarch, code, options, 10));
    }
    expect(worst).toBeLessThan(MAX_MS);
  });

  const pieces =
    goarch === 'amd64'
      ? {
          stores: '4889442410',
          branches: '7500',
          'branches backwards': '48ffc075fb',
          'jumps to the start': `90`,
          addresses: '488d542410488902',
          'addresses that meet': '488d5424107504488d542418488902',
          'stored addresses and calls': '488d5c24404889542410ffd0',
          'counted loops': '488d542410b9ffffff7f440f113a4883c21048ffc975f3',
          'jump tables': `488d15${Buffer.from(Int32Array.of(DATA - TEXT - 7).buffer).toString('hex')}ff24ca`,
          'undecodable bytes': '06',
        }
      : {
          stores: 'e00b00f9',
          branches: '200000b4',
          'branches backwards': 'e0ffffb5',
          addresses: 'f0430091000200f9',
          'stored addresses and calls': 'f0430091f00b00f900003fd6',
          'counted loops': 'f043009107008092 1f7e81a8e70400d1c7ffffb5'.replace(' ', ''),
          zeros: '00000000',
          'indirect jumps': '60031fd6',
        };

  test.each(Object.entries(pieces))('as much as is analysed of %s', { timeout: 300_000 }, async (_what, hex) => {
    const data = Array.from({ length: 3000 }, (_, i) => TEXT + (i % 900) * 12);
    const took = await ask(goarch, repeated(hex), { data, objects: [[-40, 16]] }, 20);
    process.stderr.write(`${goarch} ${_what}: ${Math.round(took)} ms\n`);
    expect(took).toBeLessThan(MAX_MS);
  });

  // mov ecx, 2; (mov [rsp], rax)…; dec rcx; jne back. movz x7, #2; (str x11, [sp])…; sub x7, x7, #1; cbnz x7, back.
  test('a counted loop of stores', { timeout: 300_000 }, async () => {
    const stores = Math.floor((LARGEST - 32) / 4);
    const jump = Buffer.from(goarch === 'amd64' ? '0f8500000000' : '070000b5', 'hex');
    const back = -(4 * stores + (goarch === 'amd64' ? 9 : 4));
    if (goarch === 'amd64') jump.writeInt32LE(back, 2);
    else jump.writeUInt32LE(((0xb5000007 | (((back / 4) & 0x7ffff) << 5)) >>> 0) >>> 0, 0);
    const pieces = goarch === 'amd64' ? ['b902000000', '48890424', '48ffc9'] : ['470080d2', 'eb0300f9', 'e70400d1'];
    const [start, store, count] = pieces.map((one) => Buffer.from(one, 'hex')) as [Buffer, Buffer, Buffer];
    const body = Buffer.concat(Array.from({ length: stores }, () => store));
    expect(await ask(goarch, Buffer.concat([start, body, count, jump]), {}, 20)).toBeLessThan(MAX_MS);
  });

  test('more code than is analysed', async () => {
    const stores = await analyseFrameStores(codeSource(goarch, new Uint8Array(LARGEST + 4), {}), 0);
    expect(stores.reaching(TEXT, -8, 8).unknown).toContain('bytes of code');
  });
});

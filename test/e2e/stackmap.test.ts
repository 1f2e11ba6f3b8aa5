// `allocpath stackmap` as a user runs it: the marked program on every release, the views, and what goes wrong.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { FrameFacts } from '../../src/frame/model.ts';
import { GoBinary } from '../../src/read/binary/go-binary.ts';
import { localsMaps } from '../../src/read/binary/pointer-maps.ts';
import { build, TOOLCHAINS } from '../binary/binaries.ts';
import { allocpath, scratch, type Run } from './cli.ts';
import { fixture, write } from './fixture.ts';

const SLOW = 300_000;
const frames = fixture('frames');
const schema = JSON.parse(readFileSync(new URL('../../schema/stackmap-1.json', import.meta.url), 'utf8')) as object;
const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema);

interface Document {
  readonly functions: readonly FrameFacts[];
  readonly gaps: readonly { readonly code: string }[];
  readonly binary: { readonly goarch: string; readonly stripped: boolean; readonly dwarf?: number };
}

async function run(args: readonly string[], env: Record<string, string | undefined> = {}): Promise<Run> {
  return await allocpath(['stackmap', ...args], { cwd: frames, env });
}

async function document(args: readonly string[], env: Record<string, string | undefined> = {}): Promise<Document> {
  const done = await run([...args, '--json'], env);
  expect(done, done.stderr).toMatchObject({ code: 0, stderr: '' });
  const parsed = JSON.parse(done.stdout) as Document;
  validate(parsed);
  expect(validate.errors).toBeNull();
  return parsed;
}

/** Line → the variables that its `// live:` comment names. */
function markers(): Map<number, string> {
  const found = new Map<number, string>();
  readFileSync(join(frames, 'main.go'), 'utf8')
    .split('\n')
    .forEach((line, i) => {
      const names = /\/\/ live:(.*)$/.exec(line)?.[1];
      if (names !== undefined) found.set(i + 1, names.trim());
    });
  return found;
}

/** What is live at the calls of marked lines, by line. */
function liveAt(functions: readonly FrameFacts[]): Map<number, string> {
  const found = new Map<number, string>();
  for (const frame of functions) {
    for (const call of frame.calls) {
      if (call.target === undefined || !/^main\.(?:use|make1)$/.test(call.target)) continue;
      found.set(call.line, [...new Set(call.slots.map((slot) => slot.variable ?? '?'))].sort().join(' '));
    }
  }
  return found;
}

describe('stackmap --build', { timeout: SLOW }, () => {
  const marked = markers();
  it('has markers', () => {
    expect(marked.size).toBeGreaterThan(5);
  });

  for (const toolchain of TOOLCHAINS) {
    for (const goarch of ['amd64', 'arm64']) {
      it(`names what is live at each marked call: ${toolchain} ${goarch}`, async () => {
        const { functions } = await document(['--build', '.', '--goarch', goarch, '--go', toolchain, 'main.*']);
        const live = liveAt(functions);
        for (const [line, names] of marked) expect(`${line}: ${live.get(line)}`).toBe(`${line}: ${names}`);
        const [site] = functions.find((f) => f.name === 'main.onStack')!.sites ?? [];
        expect(site).toMatchObject({ expression: 'make([]int, 8)', placement: 'stack', kind: 'make-slice' });
      });
    }
  }

  it('finds the store that begins a life', async () => {
    const { functions } = await document(['--build', '.', 'main.spilled']);
    const source = readFileSync(join(frames, 'main.go'), 'utf8').split('\n');
    const [p] = functions[0]!.calls[1]!.slots;
    expect(p).toMatchObject({ variable: 'p', type: '*main.node', base: 'locals' });
    expect(source[p!.firstStore!.line - 1]).toContain('p := make1(n)');
  });
});

describe('stackmap of a file', { timeout: SLOW }, () => {
  const plain = (): string => build(frames, [], { CGO_ENABLED: '0', GOTOOLCHAIN: TOOLCHAINS.at(-1)! });
  const stripped = (): string => build(frames, ['-ldflags=-s -w'], { CGO_ENABLED: '0', GOTOOLCHAIN: TOOLCHAINS[0]! });

  it('shows an overview', async () => {
    const done = await run([plain()]);
    expect(done).toMatchObject({ code: 0, stderr: '' });
    expect(done.stdout).toMatch(/functions, .* assembly/);
    expect(done.stdout).toMatch(/Largest frames\n +[\d,]+ bytes/);
  });

  it.each([['main.array'], ['array'], ['main.arr*'], ['main.go:27']])('finds a function by %s', async (wanted) => {
    const { functions } = await document([plain(), wanted]);
    expect(functions.map((f) => f.name)).toEqual(['main.array']);
  });

  it('finds a function by address, and explains the lookup', async () => {
    const { functions } = await document([plain(), 'main.array']);
    const call = functions[0]!.calls[0]!;
    const at = await document([plain(), '--pc', `0x${call.pc.toString(16)}`]);
    expect(at.functions.map((f) => f.name)).toEqual(['main.array']);
    const explained = await run([plain(), '--pc', `0x${call.pc.toString(16)}`, '--explain']);
    expect(explained.stdout).toContain(`return address 0x${call.returnPc.toString(16)}`);
    expect(explained.stdout).toMatch(/bit 0 = SP \+ \d+ \(a\[0\]/);
  });

  it('dumps bytes that are those of the file', async () => {
    const done = await run([plain(), 'main.array', '--dump']);
    expect(done).toMatchObject({ code: 0, stderr: '' });
    const file = readFileSync(plain());
    let checked = 0;
    for (const [, offset, bytes] of done.stdout.matchAll(/^ *0x([0-9a-f]+) {2}((?:[0-9a-f]{2} ?)+) /gm)) {
      const expected = Buffer.from(bytes!.replaceAll(' ', ''), 'hex');
      const start = Number.parseInt(offset!, 16);
      expect(file.subarray(start, start + expected.length).equals(expected), offset).toBe(true);
      checked++;
    }
    expect(checked).toBeGreaterThan(40);
  });

  it('decodes all functions of a stripped binary', async () => {
    const all = await document([stripped(), '--no-stores']);
    expect(all.binary).toMatchObject({ stripped: true });
    expect(all.binary.dwarf).toBeUndefined();
    expect(all.gaps.map((g) => g.code)).toContain('no-dwarf');
    expect(all.functions.length).toBeGreaterThan(1000);
    const spilled = all.functions.find((f) => f.name === 'main.spilled')!;
    expect(spilled.calls.filter((c) => c.index !== undefined).map((c) => c.slots.length)).toEqual([0, 1, 2, 1]);
  });

  it('leaves out a damaged function and shows the others', async () => {
    const bytes = Buffer.from(readFileSync(plain()));
    const binary = GoBinary.open(bytes, 'plain');
    // A number of bits that no frame has.
    bytes.writeInt32LE(-1, localsMaps(binary, binary.functionNamed('main.array'))!.fileOffset + 4);
    const path = join(scratch('damaged'), 'damaged');
    writeFileSync(path, bytes);
    const all = await document([path, 'main.*', '--no-stores']);
    expect(all.functions.map((f) => f.name)).toContain('main.main');
    expect(all.functions.map((f) => f.name)).not.toContain('main.array');
    expect(all.gaps.map((gap) => gap.code)).toContain('frame-not-read');
    const alone = await run([path, 'main.array']);
    expect(alone.code).toBe(2);
    expect(alone.stderr).toMatch(/stack maps at offset 0x/);
  });

  it('respects NO_COLOR and --color', async () => {
    expect((await run([plain(), 'main.array', '--color', 'always'])).stdout).toContain('\u001b[');
    expect((await run([plain(), 'main.array'], { NO_COLOR: '1' })).stdout).not.toContain('\u001b[');
  });

  it('writes to a file', async () => {
    const out = join(scratch('out'), 'frames.txt');
    expect(await run([plain(), 'main.array', '-o', out])).toMatchObject({ code: 0, stdout: '' });
    expect(readFileSync(out, 'utf8')).toContain('main.array');
  });
});

describe('stackmap refuses', { timeout: SLOW }, () => {
  const odd = write(scratch('odd-files'), { text: 'hello\n', empty: '', archive: '!<arch>\n', half: '' });
  const plain = build(frames, [], { CGO_ENABLED: '0', GOTOOLCHAIN: TOOLCHAINS.at(-1)! });
  writeFileSync(join(odd, 'half'), readFileSync(plain).subarray(0, 700_000));
  it.each([
    [[], 2, /Which binary/],
    [['nope'], 2, /There is no file nope/],
    [[odd], 2, /is a directory/],
    [[join(odd, 'text')], 2, /executable/],
    [[join(odd, 'empty')], 2, /executable/],
    [[join(odd, 'archive')], 2, /archive|executable/],
    [[join(odd, 'half')], 2, /truncated/],
    [['/bin/ls'], 2, /Go symbol table/],
    [[plain, 'main.nope'], 2, /has no function main\.nope/],
    [[plain, 'main.arrey'], 2, /has no function/],
    [[plain, 'main.go:4000'], 2, /has no function at/],
    [[plain, '--pc', '0x1'], 2, /no Go function at 0x1/],
    [[plain, '--pc', 'zz'], 2, /hexadecimal/],
    [[plain, '--dump'], 2, /Name a function/],
    [[plain, '--explain'], 2, /--pc/],
    [[plain, 'main.main', '--pc', '0x1'], 2, /two things/],
    [['--build', '.', 'main.main', 'x'], 2, /one argument/],
    [['--build', './nope'], 2, /nope/],
  ] as const)('%s', async (args, code, message) => {
    const done = await run(args);
    expect(done, done.stderr).toMatchObject({ code, stdout: '' });
    expect(done.stderr).toMatch(message);
    expect(done.stderr).not.toMatch(/\n\s+at .*\.js:\d+/);
  });
});

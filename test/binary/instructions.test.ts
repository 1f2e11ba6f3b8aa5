// Disassembly and its parts against other disassemblers: iced-x86 and go tool objdump.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { decode386, decodeAmd64, newAmd64Instruction } from '../../src/read/binary/amd64-length.ts';
import { WRITES_ALL, amd64Writes } from '../../src/read/binary/amd64-writes.ts';
import { findCalls } from '../../src/read/binary/calls.ts';
import { GoBinary } from '../../src/read/binary/go-binary.ts';
import { disassemble } from '../../src/read/binary/instructions.ts';
import { OTHER_VARIANTS, TOOLCHAINS, buildProgram, output } from './binaries.ts';

const iced = createRequire(import.meta.url)('iced-x86') as typeof import('iced-x86');
const SLOW = 300_000;
const ENDS = [TOOLCHAINS[0]!, TOOLCHAINS.at(-1)!];

describe.each(ENDS)('amd64 %s', (toolchain) => {
  const path = (): string => buildProgram({ toolchain, goarch: 'amd64', flavour: 'plain' });
  const open = (): GoBinary => GoBinary.open(readFileSync(path()), 'program');

  test('lengths and written registers agree with iced-x86', { timeout: SLOW }, () => {
    const binary = open();
    const { textStart, textEnd, functions } = binary;
    const { bytes } = binary.image.cursorAt(textStart, 'text', textEnd - textStart);
    const ours = newAmd64Instruction();
    const theirs = new iced.Instruction();
    const factory = new iced.InstructionInfoFactory();
    const seen = new Set<string>();
    let instructions = 0;
    for (let i = 0; i < functions.count; i++) {
      const start = functions.entry[i]! - textStart;
      const end = functions.end[i]! - textStart;
      const decoder = new iced.Decoder(64, bytes.subarray(start, end), iced.DecoderOptions.None);
      for (let at = start; at < end; at += ours.length) {
        decoder.decodeOut(theirs);
        const length = decodeAmd64(bytes, at, end, ours);
        if (length !== theirs.length) expect(`${binary.functionName(i)} ${at - start} ${length}`).toBe(theirs.length);
        instructions++;
        const key = Buffer.from(bytes.buffer, bytes.byteOffset + at, length).toString('latin1');
        if (seen.has(key)) continue;
        seen.add(key);
        const missed = writtenRegisters(factory, theirs) & ~amd64Writes(bytes, ours);
        if (missed !== 0) expect(`${theirs.toString()} writes ${missed.toString(2)}`).toBe('');
        const leaves = ![iced.FlowControl.Next, iced.FlowControl.ConditionalBranch].includes(theirs.flowControl);
        if (leaves) expect(amd64Writes(bytes, ours)).toBe(WRITES_ALL);
      }
      decoder.free();
    }
    expect(instructions).toBeGreaterThan(100_000);
    process.stderr.write(`${toolchain}: ${instructions} instructions equal to iced-x86, ${seen.size} different ones\n`);
  });

  test('names the calls', { timeout: SLOW }, async () => {
    const binary = open();
    const index = binary.functionNamed('main.chain');
    const lines = await disassemble(binary, index);
    expect(lines[0]!.pc).toBe(binary.functions.entry[index]);
    expect(lines.reduce((sum, one) => sum + one.bytes.length, lines[0]!.pc)).toBe(binary.functions.end[index]);
    const calls = findCalls(binary, new Uint8Array(binary.functions.count).fill(1));
    const expected = Array.from(calls.pc).filter((_, i) => calls.caller[i] === index);
    expect(lines.filter((one) => one.isCall && one.target !== undefined).map((one) => one.pc)).toEqual(expected);
    expect(lines.some((one) => /^call (internal\/)?strconv\.(Itoa|FormatInt)$/.test(one.text))).toBe(true);
    const some = await disassemble(binary, index, lines[3]!.pc, lines[6]!.pc);
    expect(some).toEqual(lines.slice(3, 6));
  });
});

const ON_386 = OTHER_VARIANTS.filter(({ goarch }) => goarch === '386').map((one) => [Object.values(one).join(' '), one] as const);

describe.each(ON_386)('%s', (_title, variant) => {
  test('lengths agree with iced-x86', { timeout: SLOW }, () => {
    const binary = GoBinary.open(readFileSync(buildProgram(variant)), 'program');
    const { textStart, textEnd, functions } = binary;
    const { bytes } = binary.image.cursorAt(textStart, 'text', textEnd - textStart);
    const ours = newAmd64Instruction();
    const theirs = new iced.Instruction();
    let instructions = 0;
    for (let i = 0; i < functions.count; i++) {
      const start = functions.entry[i]! - textStart;
      const end = functions.end[i]! - textStart;
      const decoder = new iced.Decoder(32, bytes.subarray(start, end), iced.DecoderOptions.None);
      for (let at = start; at < end; at += ours.length) {
        decoder.decodeOut(theirs);
        const length = decode386(bytes, at, end, ours);
        if (length !== theirs.length) expect(`${binary.functionName(i)} ${at - start} ${length}`).toBe(theirs.length);
        instructions++;
      }
      decoder.free();
    }
    expect(instructions).toBeGreaterThan(80_000);
    process.stderr.write(`${variant.toolchain} 386: ${instructions} instructions equal to iced-x86\n`);
  });

  test('names the calls', { timeout: SLOW }, async () => {
    const binary = GoBinary.open(readFileSync(buildProgram(variant)), 'program');
    const index = binary.functionNamed('main.chain');
    const calls = findCalls(binary, new Uint8Array(binary.functions.count).fill(1));
    const expected = Array.from(calls.pc).filter((_, i) => calls.caller[i] === index);
    const lines = await disassemble(binary, index);
    expect(lines.filter((one) => one.isCall && one.target !== undefined).map((one) => one.pc)).toEqual(expected);
    expect(lines.some((one) => /^call (internal\/)?strconv\.(Itoa|FormatInt)$/.test(one.text))).toBe(true);
  });
});

/** Instructions that Go does not emit, and bytes that are none, are decoded as iced-x86 does, too. */
test('386: lengths of random bytes agree with iced-x86', () => {
  const ours = newAmd64Instruction();
  const theirs = new iced.Instruction();
  let state = 12345;
  let equal = 0;
  const wrong: string[] = [];
  for (let round = 0; round < 200_000; round++) {
    const bytes = Uint8Array.from({ length: 16 }, () => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) >>> 16);
    const decoder = new iced.Decoder(32, bytes, iced.DecoderOptions.None);
    decoder.decodeOut(theirs);
    const length = decode386(bytes, 0, 16, ours);
    // What is no instruction for iced may have a length here, but not another one.
    if (theirs.code !== iced.Code.INVALID && length !== theirs.length)
      wrong.push(`${Buffer.from(bytes).toString('hex')} ${length} instead of ${theirs.toString()} ${theirs.length}`);
    else if (theirs.code !== iced.Code.INVALID) equal++;
    decoder.free();
  }
  expect(wrong.slice(0, 10)).toEqual([]);
  expect(equal).toBeGreaterThan(100_000);
});

const ON_ARM = OTHER_VARIANTS.filter(({ goarch, flavour }) => goarch === 'arm' && flavour === 'plain').map(
  (one) => [Object.values(one).join(' '), one] as const,
);

test.each(ON_ARM)('%s: names the calls', { timeout: SLOW }, async (_title, variant) => {
  const binary = GoBinary.open(readFileSync(buildProgram(variant)), 'program');
  const index = binary.functionNamed('main.chain');
  const calls = findCalls(binary, new Uint8Array(binary.functions.count).fill(1));
  const expected = Array.from(calls.pc).filter((_, i) => calls.caller[i] === index);
  const lines = await disassemble(binary, index);
  expect(lines.filter((one) => one.isCall && one.target !== undefined).map((one) => one.pc)).toEqual(expected);
  expect(lines.filter((one) => one.text === 'bl runtime.newobject' || one.text.startsWith('bl runtime.mallocgc')).length).toBeGreaterThan(0);
  expect(lines.reduce((sum, one) => sum + one.bytes.length, lines[0]!.pc)).toBe(binary.functions.end[index]);
});

describe.each(ENDS)('arm64 %s', (toolchain) => {
  test('text agrees with go tool objdump -gnu', { timeout: SLOW }, async () => {
    const path = buildProgram({ toolchain, goarch: 'arm64', flavour: 'plain' });
    const binary = GoBinary.open(readFileSync(path), 'program');
    const theirs = new Map<number, string>();
    for (const line of output('go', ['tool', 'objdump', '-gnu', path]).split('\n')) {
      const match = /^\s+\S+\s+0x([0-9a-f]+)\s.*\/\/ (.*)$/.exec(line);
      if (match !== null) theirs.set(Number.parseInt(match[1]!, 16), match[2]!.replaceAll(/\s/g, ''));
    }
    let equal = 0;
    let unnamed = 0;
    const wrong: string[] = [];
    for (let i = 0; i < binary.functions.count; i++) {
      for (const { pc, text, target } of await disassemble(binary, i)) {
        const expected = theirs.get(pc);
        if (expected === undefined) continue;
        if (text.startsWith('.word')) unnamed++;
        // Names and page addresses are written differently; objdump's own calls are compared elsewhere.
        else if (target !== undefined || text.startsWith('adr')) equal += expected.startsWith(text.split(' ')[0]!) ? 1 : 0;
        else if (text.replaceAll(' ', '') === expected) equal++;
        else wrong.push(`${text} instead of ${expected}`);
      }
    }
    expect(wrong.slice(0, 10)).toEqual([]);
    expect(unnamed / (equal + unnamed)).toBeLessThan(0.15);
    process.stderr.write(`${toolchain}: ${equal} instructions equal to objdump, ${unnamed} left as words\n`);
  });
});

function writtenRegisters(factory: InstanceType<typeof iced.InstructionInfoFactory>, instruction: InstanceType<typeof iced.Instruction>): number {
  const reads = [iced.OpAccess.Read, iced.OpAccess.CondRead, iced.OpAccess.NoMemAccess];
  let mask = 0;
  for (const used of factory.info(instruction).usedRegisters()) {
    const full = iced.RegisterExt.fullRegister(used.register);
    if (!reads.includes(used.access) && iced.RegisterExt.isGPR64(full)) mask |= 1 << iced.RegisterExt.number(full);
  }
  // What stack instructions do to SP is left out.
  return mask & ~0x10;
}

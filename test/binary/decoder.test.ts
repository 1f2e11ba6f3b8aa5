// The decoder against Go's own tools, on every release, processor and way of linking.
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { FormatError } from '../../src/base/errors.ts';
import { findCalls } from '../../src/read/binary/calls.ts';
import { GoBinary } from '../../src/read/binary/go-binary.ts';
import { ArgumentReader } from '../../src/read/binary/type-argument.ts';
import type { Variant } from './binaries.ts';
import { NEWEST, TOOLCHAINS, VARIANTS, buildOracle, buildProgram, output } from './binaries.ts';

const counts: Record<string, number> = {};
const count = (what: string, by: number): void => {
  counts[what] = (counts[what] ?? 0) + by;
};
const SLOW = 300_000;

/** pclntab writes "[...]" for type arguments, symbols and DWARF spell them out; symbols of external links name the ABI. */
const plain = (name: string): string =>
  name
    .replace(/\[.*\]/, '[...]')
    .replace(/\.abi(0|internal)$/, '')
    .replaceAll('·', '.');

/** Which integer argument of an allocation function is the type. */
function typeArgumentOf(name: string): number | undefined {
  if (/^runtime\.(newobject|makeslice|makemap|mapassign\w*|makechan|convT|convTnoptr)$/.test(name)) return 0;
  if (/^runtime\.mallocgc\w*$/.test(name)) return 1;
  return name === 'runtime.growslice' ? 4 : undefined;
}

const titled = VARIANTS.map((variant) => [Object.values(variant).join(' '), variant] as const);

describe.each(titled)('%s', (_title, variant) => {
  const path = (): string => buildProgram(variant);
  const open = (): GoBinary => GoBinary.open(readFileSync(path()), 'program');

  test('says what it was built with', { timeout: SLOW }, () => {
    const binary = open();
    expect(binary.goVersion).toBe(variant.toolchain);
    expect(binary.layoutMinor).toBe(Number(variant.toolchain.split('.')[1]));
    expect([binary.goos, binary.goarch, binary.format]).toEqual(['linux', variant.goarch, 'elf']);
    expect(binary.settings.get('GOARCH')).toBe(variant.goarch);
    expect(binary.mainPackage).toBe('example.com/binary');
    expect(binary.positionIndependent).toBe(variant.flavour === 'pie' || variant.flavour === 'external');
    expect(binary.stripped).toBe(variant.flavour === 'stripped');
    expect(binary.gaps).toEqual([]);
  });

  test.runIf(variant.flavour !== 'stripped')('has the functions that go tool nm has', { timeout: SLOW }, () => {
    const binary = open();
    const { textStart, textEnd } = binary;
    const names = new Map<number, string[]>();
    for (const line of output('go', ['tool', 'nm', '-n', path()]).split('\n')) {
      const match = /^\s*([0-9a-f]+) [Tt] (.*)$/.exec(line);
      if (match === null) continue;
      const at = Number.parseInt(match[1]!, 16);
      names.set(at, [...(names.get(at) ?? []), plain(match[2]!)]);
    }
    const missing: string[] = [];
    for (let i = 0; i < binary.functions.count; i++) {
      const name = plain(binary.functionName(i));
      if (!names.get(binary.functions.entry[i]!)?.includes(name)) missing.push(name);
    }
    expect(missing).toEqual([]);
    const extra = [...names].filter(([at]) => at >= textStart && at < textEnd && binary.functions.entry.indexOf(at) < 0);
    expect(extra.flatMap(([, all]) => all).filter((name) => name !== 'runtime.text')).toEqual([]);
    count('functions equal to nm', binary.functions.count);
  });

  test('has the positions that debug/gosym has', { timeout: SLOW }, () => {
    const binary = open();
    let index = -1;
    const wrong: string[] = [];
    let equal = 0;
    let functions = 0;
    for (const line of output(buildOracle(), ['lines', path()]).split('\n')) {
      if (line === '') continue;
      const [first, second, ...rest] = line.split(' ');
      if (first === 'F') {
        const entry = Number.parseInt(second!, 16);
        index = binary.functionAt(entry);
        functions++;
        const found = [binary.functions.entry[index], binary.functions.end[index], binary.functionName(index)];
        const expected = [entry, Number.parseInt(rest[0]!, 16), rest.slice(1).join(' ')];
        if (found.join(' ') !== expected.join(' ')) wrong.push(`${found.join(' ')} instead of ${line}`);
        continue;
      }
      const { file, line: number } = binary.position(index, Number.parseInt(first!, 16));
      if (`${number} ${file}` === `${second} ${rest.join(' ')}`) equal++;
      // Without tables (go:textfipsstart has none) debug/gosym reads from the start of all; the runtime says -1, as here.
      else if (!(file === '?' && (rest.join('') === '' || binary.functionName(index).startsWith('go:textfips'))))
        wrong.push(`${number} ${file} instead of ${line}`);
    }
    expect(wrong.slice(0, 10)).toEqual([]);
    expect(functions).toBe(binary.functions.count);
    expect(equal).toBeGreaterThan(10_000);
    count('positions equal to debug/gosym', equal);
  });

  test.runIf(variant.flavour !== 'stripped')('has the inlined calls that DWARF has', { timeout: SLOW }, () => {
    const binary = open();
    const calls = findCalls(binary, new Uint8Array(binary.functions.count).fill(1));
    const pcs = Array.from(calls.pc, (pc) => pc.toString(16)).join('\n');
    const lines = output(buildOracle(), ['frames', path()], pcs).split('\n');
    const wrong: string[] = [];
    let equal = 0;
    let inlined = 0;
    for (let i = 0; i < calls.count; i++) {
      const [, ...fields] = lines[i]!.split('\t');
      if (fields.length === 0) continue;
      const frames = binary.inlineFrames(calls.caller[i]!, calls.pc[i]!);
      // DWARF says where a function was called, the frames where execution is: shifted by one.
      const found = frames.flatMap(({ function: name }, level) => [
        plain(name),
        ...(level + 1 < frames.length ? [frames[level + 1]!.file, String(frames[level + 1]!.line)] : ['', '0']),
      ]);
      const expected = fields.map((field, at) => (at % 3 === 0 ? plain(field) : field));
      if (found.join('\t') === expected.join('\t')) equal++;
      else wrong.push(`${lines[i]!.split('\t')[0]} ${found.join(' ')} instead of ${expected.join(' ')}`);
      if (frames.length > 1) inlined++;
      if (binary.outermostLine(calls.caller[i]!, calls.pc[i]!) !== frames.at(-1)!.line) wrong.push(`outermost line ${i}`);
    }
    expect(wrong.slice(0, 10)).toEqual([]);
    expect(inlined).toBeGreaterThan(500);
    count('call positions equal to DWARF', equal);
    count('of these in inlined functions', inlined);
  });

  test.runIf(disassembled(variant))('finds the calls that go tool objdump shows', { timeout: SLOW }, () => {
    const binary = open();
    const calls = findCalls(binary, new Uint8Array(binary.functions.count).fill(1));
    expect(calls.unverified).toEqual([]);
    const found: string[] = [];
    for (let i = 0; i < calls.count; i++) {
      found.push(`${calls.pc[i]!.toString(16)} ${plain(binary.functionName(calls.target[i]!))}`);
    }
    const expected: string[] = [];
    const names = new Set(Array.from({ length: binary.functions.count }, (_, i) => plain(binary.functionName(i))));
    for (const line of output('go', ['tool', 'objdump', path()]).split('\n')) {
      const match = /^ {2}\S+\t+0x([0-9a-f]+)\t+[0-9a-f]+\t+CALL (\S.*)\(SB\)\s*$/.exec(line);
      // Calls to C functions of an external link are none of ours.
      if (match !== null && names.has(plain(match[2]!))) expected.push(`${match[1]} ${plain(match[2]!)}`);
    }
    expect(expected.length).toBeGreaterThan(4000);
    const known = new Set(found);
    const wanted = new Set(expected);
    expect(expected.filter((call) => !known.has(call)).slice(0, 10)).toEqual([]);
    expect(found.filter((call) => !wanted.has(call)).slice(0, 10)).toEqual([]);
    count('calls equal to objdump', found.length);
  });

  test('finds everything without section headers', { timeout: SLOW }, () => {
    const bytes = new Uint8Array(readFileSync(path()));
    const view = new DataView(bytes.buffer);
    view.setBigUint64(40, 0n, true);
    view.setUint16(60, 0, true);
    const bare = GoBinary.open(bytes, 'bare');
    const binary = open();
    expect(bare.goVersion).toBe(binary.goVersion);
    expect(bare.moduledata).toEqual(binary.moduledata);
    expect(bare.functions).toEqual(binary.functions);
    count('opened without section headers', 1);
  });

  const relocated = variant.flavour === 'pie' || variant.flavour === 'external';
  test.runIf(relocated)('reads pointers that only relocations hold', { timeout: SLOW }, () => {
    const binary = open();
    const bytes = new Uint8Array(readFileSync(path()));
    const zeroed = zeroRelocatedWords(bytes);
    expect(zeroed).toBeGreaterThan(1000);
    const empty = GoBinary.open(bytes, 'zeroed');
    expect(empty.moduledata).toEqual(binary.moduledata);
    expect(empty.functions).toEqual(binary.functions);
    const { types, etypes } = binary.moduledata;
    const memory = (one: GoBinary): Uint8Array => one.image.cursorAt(types, 'types', etypes - types).bytes;
    expect(Buffer.compare(memory(empty), memory(binary))).toBe(0);
    count('relocations applied', zeroed);
  });

  test('reads the types that reflect prints', { timeout: SLOW }, () => {
    const binary = open();
    const isTarget = new Uint8Array(binary.functions.count);
    for (let i = 0; i < binary.functions.count; i++) {
      if (typeArgumentOf(binary.functionName(i)) !== undefined) isTarget[i] = 1;
    }
    const calls = findCalls(binary, isTarget);
    const reader = new ArgumentReader(binary);
    const types = new Map<string, string>();
    const note = (address: number): void => {
      const { name, kind, size, align, elem } = binary.typeAt(address);
      const line = `${name}\t${kind}\t${size}\t${align}`;
      if (types.get(name) === line) return;
      types.set(name, line);
      if (elem !== undefined && binary.types.holds(elem)) note(elem);
    };
    for (let i = 0; i < calls.count; i++) {
      const argument = typeArgumentOf(binary.functionName(calls.target[i]!))!;
      const address = reader.typeArgument(calls.pc[i]!, calls.caller[i]!, argument);
      if (address !== undefined && address !== 0) note(address);
    }
    const native = buildProgram({ toolchain: variant.toolchain, goarch: 'amd64', flavour: 'plain' });
    const printed = output(native, []).trim().split('\n');
    expect(printed.length).toBe(18);
    const found = printed.filter((line) => types.get(line.split('\t')[0]!) !== undefined);
    expect(found.map((line) => types.get(line.split('\t')[0]!))).toEqual(found);
    expect(found.length).toBeGreaterThan(10);
    count('types equal to reflect', found.length);
  });
});

describe.each(TOOLCHAINS.map((toolchain) => [toolchain, Number(toolchain.split('.')[1])] as const))('a release that is not known: %s', (toolchain, minor) => {
  const renamed = (from: RegExp, to: string): GoBinary => {
    const bytes = readFileSync(buildProgram({ toolchain, goarch: 'amd64', flavour: 'stripped' }));
    const text = bytes.toString('latin1').replaceAll(from, to);
    return GoBinary.open(new Uint8Array(Buffer.from(text, 'latin1')), 'renamed');
  };

  test('newer: the newest layouts that fit, and said', { timeout: SLOW }, () => {
    const binary = renamed(/(?<=buildinf:\x08\x02.{17})go1\.2/gs, 'go1.7');
    expect(binary.release?.minor).toBe(minor + 50);
    expect(binary.gaps.map((gap) => gap.code)).toEqual(['go-release-newer']);
    expect(binary.functionNamed('main.main')).toBeGreaterThan(0);
    // Releases between which nothing that is read here moved cannot be told apart.
    expect(binary.layoutMinor).toBe(minor <= 25 ? 25 : minor);
  });

  test('unknown: the same', { timeout: SLOW }, () => {
    const binary = renamed(/(?<=buildinf:\x08\x02.{17})go1\./gs, 'odd.');
    expect(binary.release).toBeUndefined();
    expect(binary.gaps.map((gap) => gap.code)).toEqual(['go-release-unknown']);
    expect(binary.layoutMinor).toBe(minor <= 25 ? 25 : minor);
  });
});

test('what is no Go executable', { timeout: SLOW }, () => {
  const native = readFileSync(process.execPath);
  expect(() => GoBinary.open(native, 'node')).toThrow(FormatError);
  expect(() => GoBinary.open(new Uint8Array(0), 'empty')).toThrow(FormatError);
  expect(() => GoBinary.open(new TextEncoder().encode('#!/bin/sh\n'), 'script')).toThrow(/script.*ELF/);
});

afterAll(() => {
  process.stderr.write(`${JSON.stringify(counts, undefined, 2)}\n`);
});

/** Sets to zero what relative relocations fill in, as linkers other than Go's leave it. */
function zeroRelocatedWords(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer);
  const word = (at: number): number => Number(view.getBigUint64(at, true));
  const segments: { offset: number; address: number; size: number }[] = [];
  for (let i = 0; i < view.getUint16(56, true); i++) {
    const at = word(32) + i * 56;
    if (view.getUint32(at, true) === 1) {
      segments.push({ offset: word(at + 8), address: word(at + 16), size: word(at + 32) });
    }
  }
  let zeroed = 0;
  for (let i = 0; i < view.getUint16(60, true); i++) {
    const section = word(40) + i * 64;
    // SHT_RELA
    if (view.getUint32(section + 4, true) !== 4) continue;
    for (let at = word(section + 24), end = at + word(section + 32); at < end; at += 24) {
      const type = view.getUint32(at + 8, true);
      if (type !== 8 && type !== 1027) continue;
      const place = word(at);
      const home = segments.find(({ address, size }) => place >= address && place < address + size)!;
      view.setBigUint64(place - home.address + home.offset, 0n, true);
      zeroed++;
    }
  }
  return zeroed;
}

/** objdump takes seconds: once a release and processor, and once for every way of linking. */
function disassembled({ toolchain, flavour }: Variant): boolean {
  if (flavour === 'stripped') return false;
  return flavour === 'plain' || flavour === 'external' || toolchain === NEWEST || toolchain === 'go1.25.14';
}

// The decoder against Go's own tools, on every release, processor and way of linking.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { FormatError } from '../../src/base/errors.ts';
import { findCalls } from '../../src/read/binary/calls.ts';
import { GoBinary } from '../../src/read/binary/go-binary.ts';
import { findPclnHeaders } from '../../src/read/binary/pclntab.ts';
import { KINDS } from '../../src/read/release/type-descriptor.ts';
import { ArgumentReader } from '../../src/read/binary/type-argument.ts';
import type { Variant } from './binaries.ts';
import { NEWEST, OTHER_VARIANTS, TOOLCHAINS, VARIANTS, buildOracle, buildProgram, output } from './binaries.ts';

const counts: Record<string, number> = {};
const count = (what: string, by: number): void => {
  counts[what] = (counts[what] ?? 0) + by;
};
const SLOW = 300_000;

/** pclntab writes "[...]" for type arguments, symbols and DWARF spell them out; symbols of external links name the ABI, those of plugins the copy. */
const plain = (name: string): string =>
  name
    .replace(/^local\./, '')
    .replace(/\[.*\]/, '[...]')
    .replace(/\.abi(0|internal)$/, '')
    .replaceAll('·', '.');

/** Which integer argument of an allocation function is the type. */
function typeArgumentOf(name: string): number | undefined {
  if (/^runtime\.(newobject|makeslice|makemap|mapassign\w*|makechan|convT|convTnoptr)$/.test(name)) return 0;
  if (/^runtime\.mallocgc\w*$/.test(name)) return 1;
  return name === 'runtime.growslice' ? 4 : undefined;
}

const titled = [...VARIANTS, ...OTHER_VARIANTS].map((variant) => [Object.values(variant).join(' '), variant] as const);

describe.each(titled)('%s', (_title, variant) => {
  const path = (): string => buildProgram(variant);
  const open = (): GoBinary => GoBinary.open(readFileSync(path()), 'program');
  const { goos = 'linux', goarch, flavour } = variant;

  test('says what it was built with', { timeout: SLOW }, () => {
    const binary = open();
    expect(binary.goVersion).toBe(variant.toolchain);
    expect(binary.layoutMinor).toBe(Number(variant.toolchain.split('.')[1]));
    expect([binary.goos, binary.goarch, binary.format]).toEqual([goos, goarch, { linux: 'elf', darwin: 'macho', windows: 'pe' }[goos]]);
    expect(binary.settings.get('GOARCH')).toBe(goarch);
    expect(binary.mainPackage).toBe(flavour === 'test' ? 'strconv.test' : 'example.com/binary');
    expect(binary.positionIndependent).toBe(goos === 'linux' ? !['plain', 'stripped', 'test'].includes(flavour) : flavour !== 'exe');
    expect(binary.stripped).toBe(flavour === 'stripped');
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
      const name = plain(match[2]!);
      // Mach-O puts an underscore in front of all names; nm takes it off those with a dot.
      names.set(at, [...(names.get(at) ?? []), ...(goos === 'darwin' ? [name, name.replace(/^_/, '')] : [name])]);
    }
    const missing: string[] = [];
    for (let i = 0; i < binary.functions.count; i++) {
      const name = plain(binary.functionName(i));
      const symbols = names.get(binary.functions.entry[i]!);
      // The linker shortens names of types in plugins to hashes (cmd/link/internal/ld/lib.go: typeSymbolMangle).
      const isShortened = flavour === 'plugin' && name.startsWith('type:') && symbols?.some((one) => one.startsWith('type:'));
      if (!symbols?.includes(name) && isShortened !== true) missing.push(name);
    }
    expect(missing).toEqual([]);
    const extra = [...names].filter(([at]) => at >= textStart && at < textEnd && binary.functions.entry.indexOf(at) < 0);
    expect(extra.flatMap(([, all]) => all).filter((name) => !/^_?runtime\.text$/.test(name))).toEqual([]);
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
      // Without tables (go:textfipsstart, go:buildid) debug/gosym reads from the start of all; the runtime says -1, as here.
      else if (!(file === '?' && (rest.join('') === '' || /^go[:.](textfips|buildid)/.test(binary.functionName(index)))))
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
    let synthetic = 0;
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
      // Of what is inlined into generated code (wrappers before go1.20, package initialisation) pclntab and DWARF differ.
      else if (frames.at(-1)!.file === '<autogenerated>' && fields[0] === frames[fields.length === 3 ? 1 : 0]!.function) synthetic++;
      else wrong.push(`${lines[i]!.split('\t')[0]} ${found.join(' ')} instead of ${expected.join(' ')}`);
      if (frames.length > 1) inlined++;
      if (binary.outermostLine(calls.caller[i]!, calls.pc[i]!) !== frames.at(-1)!.line) wrong.push(`outermost line ${i}`);
    }
    expect(wrong.slice(0, 10)).toEqual([]);
    expect(inlined).toBeGreaterThan(500);
    expect(synthetic).toBeLessThan(equal / 100);
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
      const match = /^ {2}\S+\t+0x([0-9a-f]+)\t+[0-9a-f]+\t+(?:CALL|BL(?:\.[A-Z]+)?) (\S.*)\(SB\)\s*$/.exec(line);
      // Calls to C functions of an external link are none of ours.
      const name = match === null ? '' : plain(match[2]!);
      // Here, too.
      const bare = goos === 'darwin' && !names.has(name) ? name.replace(/^_/, '') : name;
      if (match !== null && names.has(bare)) expected.push(`${match[1]} ${bare}`);
    }
    expect(expected.length).toBeGreaterThan(4000);
    const known = new Set(found);
    const wanted = new Set(expected);
    expect(expected.filter((call) => !known.has(call)).slice(0, 10)).toEqual([]);
    // In plugins objdump names comparisons by the hashes of their types.
    const isShortened = (call: string): boolean => flavour === 'plugin' && / type:\.(eq|hash)\./.test(call);
    expect(found.filter((call) => !wanted.has(call) && !isShortened(call)).slice(0, 10)).toEqual([]);
    count('calls equal to objdump', found.length);
  });

  test('finds everything without names of sections and symbols', { timeout: SLOW }, () => {
    const bytes = new Uint8Array(readFileSync(path()));
    eraseNames(bytes, goos);
    const bare = GoBinary.open(bytes, 'bare');
    const binary = open();
    expect(bare.image.findSection('.gopclntab', '__gopclntab', '.text', '__text')).toBeUndefined();
    expect(bare.stripped).toBe(true);
    expect(bare.goVersion).toBe(binary.goVersion);
    expect(bare.moduledata).toEqual(binary.moduledata);
    expect(bare.functions).toEqual(binary.functions);
    count('opened without section headers', 1);
  });

  test.runIf(flavour !== 'stripped')('has the types that DWARF has', { timeout: SLOW }, () => {
    const binary = open();
    const { types, etypes } = binary.moduledata;
    const wrong: string[] = [];
    let equal = 0;
    let elements = 0;
    for (const line of output(buildOracle(), ['types', path()]).trim().split('\n')) {
      const [at, size, kind, ...rest] = line.split(' ');
      // Most name their descriptor by its distance from the first; some releases write the address of others.
      const value = Number.parseInt(at!, 16);
      const isAddress = value >= types && value < etypes;
      if (isAddress && types + value < etypes) continue;
      const address = isAddress ? value : types + value;
      const found = binary.types.find(address);
      const expected = `${size} ${KINDS[Number(kind)]}`;
      if (`${found?.size} ${found?.kind}` === expected) equal++;
      else wrong.push(`${rest.join(' ')}: ${found?.name} ${found?.size} ${found?.kind} instead of ${expected}`);
      if (found?.elem === undefined) continue;
      elements++;
      if (binary.types.find(found.elem) === undefined) wrong.push(`${found.name}: no element at ${found.elem}`);
    }
    expect(wrong.slice(0, 10)).toEqual([]);
    expect(equal).toBeGreaterThan(100);
    expect(elements).toBeGreaterThan(50);
    count('types equal to DWARF', equal);
  });

  test.runIf(flavour !== 'stripped' && OTHER_VARIANTS.includes(variant))('has the DWARF sections that debug/{elf,macho,pe} have', { timeout: SLOW }, () => {
    const { image } = open();
    const expected = output(buildOracle(), ['debug', path()]).trim().split('\n');
    const found = expected.map((line) => {
      const name = line.split(' ')[0]!;
      const section = image.parts.findDebugSection(name);
      if (section === undefined) return `no ${name}`;
      const bytes = section.compression === 'zlib' ? inflateSync(section.bytes) : section.bytes;
      expect(bytes.length).toBe(section.size);
      return `${name} ${section.size} ${createHash('sha256').update(bytes).digest('hex')}`;
    });
    expect(found).toEqual(expected);
    expect(expected.length).toBeGreaterThan(5);
    expect(image.parts.findDebugSection('nothing')).toBeUndefined();
    count('DWARF sections equal', found.length);
  });

  const relocated = ['pie', 'external', 'c-shared', 'plugin'].includes(flavour);
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

  // On 386 and arm arguments are in memory, which is not searched; the main package of a test binary is another.
  test.runIf(/64/.test(goarch) && !['plugin', 'test'].includes(flavour))('reads the types that reflect prints', { timeout: SLOW }, () => {
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
  expect(() => GoBinary.open(new TextEncoder().encode('#!/bin/sh\n'), 'script')).toThrow(/script.*ELF.*found a script/);
});

test('objects and archives are named', { timeout: SLOW }, () => {
  const archive = buildProgram({ toolchain: NEWEST, goarch: 'amd64', flavour: 'c-archive' });
  expect(() => GoBinary.open(readFileSync(archive), 'lib.a')).toThrow(/lib\.a.*found a static archive/);
  const listed = readFileSync(archive).indexOf('\u007fELF', 0, 'latin1');
  expect(() => GoBinary.open(readFileSync(archive).subarray(listed), 'go.o')).toThrow(/found an object file/);
});

test('an executable that another embeds is not taken for it', { timeout: SLOW }, () => {
  const outer = readFileSync(buildProgram({ toolchain: NEWEST, goarch: 'amd64', flavour: 'stripped' }));
  const inner = readFileSync(buildProgram({ toolchain: TOOLCHAINS[0]!, goarch: 'amd64', flavour: 'stripped' }));
  const start = Math.ceil(outer.length / 4096) * 4096;
  const bytes = new Uint8Array(start + inner.length);
  bytes.set(outer);
  bytes.set(inner, start);
  eraseNames(bytes, 'linux');
  const view = new DataView(bytes.buffer);
  // The first program header, PT_PHDR, becomes a PT_LOAD of the whole inner file.
  expect(view.getUint32(64, true)).toBe(6);
  view.setUint32(64, 1, true);
  [start, 0x40000000, 0x40000000, inner.length, inner.length].forEach((value, i) => view.setBigUint64(72 + 8 * i, BigInt(value), true));
  const found = GoBinary.open(bytes, 'outer');
  const expected = GoBinary.open(outer, 'outer');
  expect([...findPclnHeaders(found.image)].length).toBe(2);
  expect(found.moduledata).toEqual(expected.moduledata);
  expect(found.functions).toEqual(expected.functions);
});

afterAll(() => {
  process.stderr.write(`${JSON.stringify(counts, undefined, 2)}\n`);
});

/** Takes away all names: the section headers of ELF, the names in the headers of the others, and the symbol tables. */
function eraseNames(bytes: Uint8Array, goos: string): void {
  const view = new DataView(bytes.buffer);
  if (goos === 'linux') {
    const wide = bytes[4] === 2;
    // e_shoff and e_shnum.
    bytes.fill(0, wide ? 40 : 32, wide ? 48 : 36);
    view.setUint16(wide ? 60 : 48, 0, true);
  } else if (goos === 'windows') {
    const header = view.getUint32(0x3c, true) + 4;
    view.setUint32(header + 12, 0, true);
    const sections = header + 20 + view.getUint16(header + 16, true);
    for (let i = 0; i < view.getUint16(header + 2, true); i++) bytes.fill(0x78, sections + i * 40, sections + i * 40 + 8);
  } else {
    for (let i = 0, at = 32; i < view.getUint32(16, true); i++, at += view.getUint32(at + 4, true)) {
      const command = view.getUint32(at, true);
      // LC_SYMTAB; LC_SEGMENT_64 with its sections.
      if (command === 2) view.setUint32(at + 12, 0, true);
      if (command !== 0x19) continue;
      for (let k = 0; k < view.getUint32(at + 64, true); k++) bytes.fill(0x78, at + 72 + k * 80, at + 72 + k * 80 + 16);
    }
  }
}

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
function disassembled(variant: Variant): boolean {
  const { toolchain, flavour } = variant;
  if (flavour === 'stripped') return false;
  if (OTHER_VARIANTS.includes(variant)) return true;
  return flavour === 'plain' || flavour === 'external' || toolchain === NEWEST || toolchain === 'go1.25.14';
}

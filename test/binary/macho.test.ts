// What the Go linker does not write but macOS has: chained fixups, which Apple's linker makes, and universal files.
// Both are made here from files of the Go linker: its rebase opcodes say where the pointers are.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FormatError } from '../../src/base/errors.ts';
import { GoBinary } from '../../src/read/binary/go-binary.ts';
import type { Variant } from './binaries.ts';
import { NEWEST, OTHER_VARIANTS, buildProgram } from './binaries.ts';

const SLOW = 300_000;
const PAGE = 0x4000;
const LC_SEGMENT_64 = 0x19;
const LC_DYLD_INFO_ONLY = 0x80000022;
const LC_DYLD_CHAINED_FIXUPS = 0x80000034;
const POSITION_INDEPENDENT = OTHER_VARIANTS.filter((one) => one.goos === 'darwin' && one.flavour !== 'exe');
const built = (variant: Variant): Uint8Array => new Uint8Array(readFileSync(buildProgram(variant)));

interface Place {
  readonly segment: number;
  readonly offset: number;
}

interface Layout {
  readonly commands: ReadonlyMap<number, number>;
  readonly segments: readonly { readonly address: number; readonly offset: number; readonly size: number }[];
}

function layoutOf(view: DataView): Layout {
  const commands = new Map<number, number>();
  const segments: { address: number; offset: number; size: number }[] = [];
  const word = (at: number): number => Number(view.getBigUint64(at, true));
  for (let i = 0, at = 32; i < view.getUint32(16, true); i++, at += view.getUint32(at + 4, true)) {
    const command = view.getUint32(at, true);
    commands.set(command, at);
    if (command === LC_SEGMENT_64) segments.push({ address: word(at + 24), offset: word(at + 40), size: word(at + 48) });
  }
  return { commands, segments };
}

/** mach-o/loader.h: REBASE_OPCODE_*, those that ld/macho.go: machorebase writes. */
function rebasePlaces(bytes: Uint8Array, start: number, size: number): Place[] {
  const places: Place[] = [];
  let at = start;
  const uleb = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  for (let segment = 0, offset = 0; at < start + size;) {
    const opcode = bytes[at]! & 0xf0;
    const immediate = bytes[at++]! & 0xf;
    if (opcode === 0) break;
    if (opcode === 0x10) expect(immediate).toBe(1);
    else if (opcode === 0x20) {
      segment = immediate;
      offset = uleb();
    } else if (opcode === 0x30) offset += uleb();
    else if (opcode === 0x40) offset += immediate * 8;
    else {
      const times = opcode === 0x50 ? immediate : opcode === 0x80 || opcode === 0x60 ? uleb() : 1;
      const skip = opcode === 0x80 || opcode === 0x70 ? uleb() : 0;
      for (let i = 0; i < times; i++, offset += 8 + skip) places.push({ segment, offset });
    }
  }
  return places;
}

interface Chained {
  readonly stride: number;
  encode(target: bigint, base: bigint, next: bigint, index: number): bigint;
}

const plain = (target: bigint, next: bigint): bigint => target | (next << 51n);
/** mach-o/fixup-chains.h. Every third pointer of arm64e is authenticated, as if it were to a function. */
const FORMATS: Readonly<Record<number, Chained>> = {
  2: { stride: 4, encode: (target, _base, next) => plain(target, next) },
  6: { stride: 4, encode: (target, base, next) => plain(target - base, next) },
  1: { stride: 8, encode: (target, base, next, i) => (i % 3 === 0 ? signed(target - base, next) : plain(target, next)) },
  9: { stride: 8, encode: (target, base, next, i) => (i % 3 === 0 ? signed(target - base, next) : plain(target - base, next)) },
  12: { stride: 8, encode: (target, base, next, i) => (i % 3 === 0 ? signed(target - base, next) : plain(target - base, next)) },
};
const signed = (offset: bigint, next: bigint): bigint => offset | (0xbeefn << 32n) | (next << 51n) | (1n << 63n);

/** Packs all pointers into chains of a format; `keep` false leaves the command away, as if nothing told of them. */
function chain(original: Uint8Array, kind: number, keep = true): { bytes: Uint8Array; pointers: number } {
  const { stride, encode } = FORMATS[kind]!;
  const { commands, segments } = layoutOf(new DataView(original.buffer));
  const command = commands.get(LC_DYLD_INFO_ONLY)!;
  const info = new DataView(original.buffer, command);
  const places = rebasePlaces(original, info.getUint32(8, true), info.getUint32(12, true));
  const base = segments.find((one) => one.offset === 0 && one.size > 0)!.address;
  const pages = segments.map(({ size }) => Array.from({ length: Math.ceil(size / PAGE) }, (): number[] => []));
  for (const { segment, offset } of places) pages[segment]![Math.floor(offset / PAGE)]!.push(offset % PAGE);
  const bytes = new Uint8Array(original.length + 65536);
  bytes.set(original);
  const view = new DataView(bytes.buffer);
  const header = original.length;
  let free = 32 + 4 + 4 * segments.length;
  view.setUint32(header + 4, 32, true);
  view.setUint32(header + 32, segments.length, true);
  pages.forEach((list, index) => {
    if (!list.some((one) => one.length > 0)) return;
    const { address, offset } = segments[index]!;
    const starts = header + free;
    view.setUint32(header + 36 + 4 * index, free - 32, true);
    view.setUint32(starts, 22 + 2 * list.length, true);
    view.setUint16(starts + 4, PAGE, true);
    view.setUint16(starts + 6, kind, true);
    view.setBigUint64(starts + 8, BigInt(address - base), true);
    view.setUint16(starts + 20, list.length, true);
    free += (22 + 2 * list.length + 7) & ~7;
    list.forEach((unsorted, page) => {
      const sorted = unsorted.toSorted((a, b) => a - b);
      view.setUint16(starts + 22 + 2 * page, sorted[0] ?? 0xffff, true);
      sorted.forEach((place, i) => {
        const at = offset + page * PAGE + place;
        const distance = ((sorted[i + 1] ?? place) - place) / stride;
        expect(Number.isInteger(distance)).toBe(true);
        view.setBigUint64(at, encode(view.getBigUint64(at, true), BigInt(base), BigInt(distance), i), true);
      });
    });
  });
  view.setUint32(command, keep ? LC_DYLD_CHAINED_FIXUPS : 0x7f, true);
  view.setUint32(command + 8, header, true);
  view.setUint32(command + 12, free, true);
  return { bytes, pointers: places.length };
}

describe.each(POSITION_INDEPENDENT.map((one) => [Object.values(one).join(' '), one] as const))('chained fixups: %s', (_title, variant) => {
  test.each(Object.keys(FORMATS).map(Number))('pointers of format %d', { timeout: SLOW }, (kind) => {
    const original = built(variant);
    const binary = GoBinary.open(original, 'original');
    const { bytes, pointers } = chain(original, kind);
    expect(pointers).toBeGreaterThan(2000);
    const found = GoBinary.open(bytes, 'chained');
    expect(found.moduledata).toEqual(binary.moduledata);
    expect(found.functions).toEqual(binary.functions);
    // Whatever is mapped is as the Go linker wrote it, but for the header, which names the fixups.
    const { segments } = found.image.parts;
    expect(segments.length).toBe(binary.image.parts.segments.length);
    segments.forEach((one, i) => {
      const from = one.fileOffset === 0 ? 0x1000 : 0;
      const expected = binary.image.parts.segments[i]!;
      expect(one.address).toBe(expected.address);
      expect(Buffer.compare(one.bytes.subarray(from), expected.bytes.subarray(from))).toBe(0);
    });
  });

  test('without the command nothing fits', { timeout: SLOW }, () => {
    expect(() => GoBinary.open(chain(built(variant), 6, false).bytes, 'hidden')).toThrow(FormatError);
  });
});

describe('universal files', () => {
  const newest = (goarch: 'amd64' | 'arm64'): Uint8Array =>
    built(OTHER_VARIANTS.find((one) => one.goos === 'darwin' && one.toolchain === NEWEST && one.goarch === goarch)!);

  /** mach-o/fat.h. */
  const universal = (wide: boolean, ...parts: readonly (readonly [cpu: number, bytes: Uint8Array])[]): Uint8Array => {
    let end = PAGE;
    const places = parts.map(([, part]) => {
      const at = end;
      end += Math.ceil(part.length / PAGE) * PAGE;
      return at;
    });
    const bytes = new Uint8Array(end);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, wide ? 0xcafebabf : 0xcafebabe);
    view.setUint32(4, parts.length);
    parts.forEach(([cpu, part], i) => {
      const at = 8 + i * (wide ? 32 : 20);
      bytes.set(part, places[i]!);
      view.setUint32(at, cpu);
      view.setUint32(at + (wide ? 12 : 8), places[i]!);
      view.setUint32(at + (wide ? 20 : 12), part.length);
    });
    return bytes;
  };
  const AMD64 = 0x01000007;
  const ARM64 = 0x0100000c;

  test.each([false, true])('the first is read, the others are named (64-bit offsets: %s)', { timeout: SLOW }, (wide) => {
    const bytes = universal(wide, [18, new Uint8Array(64)], [ARM64, newest('arm64')], [AMD64, newest('amd64')]);
    const binary = GoBinary.open(bytes, 'both');
    expect([binary.goarch, binary.otherSlices]).toEqual(['arm64', ['ppc', 'amd64']]);
    expect(binary.gaps).toEqual([
      { code: 'other-architectures', affects: 'both', message: expect.stringMatching(/arm64, ppc, amd64; that for arm64 is read/) as string },
    ]);
    expect(binary.functions).toEqual(GoBinary.open(newest('arm64'), 'alone').functions);
    const { fileOffset } = binary.image.cursorAt(binary.textStart, 'text');
    expect(fileOffset).toBe(GoBinary.open(newest('arm64'), 'alone').image.cursorAt(binary.textStart, 'text').fileOffset + 2 * PAGE);
  });

  test('another is read when it is named', { timeout: SLOW }, () => {
    const bytes = universal(false, [ARM64, newest('arm64')], [AMD64, newest('amd64')]);
    const binary = GoBinary.open(bytes, 'both', 'amd64');
    expect([binary.goarch, binary.otherSlices]).toEqual(['amd64', ['arm64']]);
    expect(binary.functions).toEqual(GoBinary.open(newest('amd64'), 'alone').functions);
    expect(() => GoBinary.open(bytes, 'both', '386')).toThrow(/both: a part for 386, found arm64, amd64/);
    expect(() => GoBinary.open(newest('arm64'), 'alone', 'amd64')).toThrow(/alone: an executable for amd64, found arm64/);
  });

  test('archives within, and parts beyond the file', () => {
    const archive = new TextEncoder().encode('!<arch>\n'.padEnd(64));
    expect(() => GoBinary.open(universal(false, [AMD64, archive]), 'lib.a')).toThrow(/lib\.a.*found a static archive/);
    const cut = universal(true, [AMD64, new Uint8Array(64)]).subarray(0, PAGE + 1);
    expect(() => GoBinary.open(cut, 'cut')).toThrow(FormatError);
  });
});

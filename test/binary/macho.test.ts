// What the Go linker does not write but macOS has: chained fixups, which Apple's linker makes, and universal files.
// Both are made from files of the Go linker (chained.ts).
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FormatError } from '../../src/base/errors.ts';
import { GoBinary } from '../../src/read/binary/go-binary.ts';
import type { Variant } from './binaries.ts';
import { NEWEST, OTHER_VARIANTS, buildProgram } from './binaries.ts';
import { FORMATS, PAGE, chain, universal } from './chained.ts';

const SLOW = 300_000;
const POSITION_INDEPENDENT = OTHER_VARIANTS.filter((one) => one.goos === 'darwin' && one.flavour !== 'exe');
const built = (variant: Variant): Uint8Array => new Uint8Array(readFileSync(buildProgram(variant)));

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
    expect(() => GoBinary.open(bytes, 'both', '386')).toThrow(/both.*: a part for 386, found arm64, amd64/);
    expect(() => GoBinary.open(newest('arm64'), 'alone', 'amd64')).toThrow(/alone: an executable for amd64, found arm64/);
  });

  test('archives within, and parts beyond the file', () => {
    const archive = new TextEncoder().encode('!<arch>\n'.padEnd(64));
    expect(() => GoBinary.open(universal(false, [AMD64, archive]), 'lib.a')).toThrow(/lib\.a.*found a static archive/);
    const cut = universal(true, [AMD64, new Uint8Array(64)]).subarray(0, PAGE + 1);
    expect(() => GoBinary.open(cut, 'cut')).toThrow(FormatError);
  });
});

import { describe, expect, test } from 'vitest';
import { FormatError } from '../../base/errors.ts';
import { decodeMachO, isMachO } from './macho.ts';

const BASE = 0x100000000;
const DATA = 0x800;
const PAGE = 0x1000;
const ARM64 = 0x0100000c;

type Command = readonly [kind: number, ...bytes: number[]];

const u16 = (value: number): number[] => [value & 0xff, value >> 8];
const u32 = (...values: number[]): number[] => [...new Uint8Array(Uint32Array.from(values).buffer)];
const u64 = (...values: (number | bigint)[]): number[] => [...new Uint8Array(BigUint64Array.from(values, BigInt).buffer)];
const name = (text: string): number[] => [...new TextEncoder().encode(text.padEnd(16, '\0'))];

interface MadeSection {
  readonly name: string;
  readonly offset: number;
  readonly size: number;
}

function segment(title: string, address: number, offset: number, size: number, protection: number, sections: readonly MadeSection[] = []): Command {
  const parts = sections.flatMap((one) => [
    ...name(one.name),
    ...name(title),
    ...u64(address + one.offset - offset, one.size),
    ...u32(one.offset, 0, 0, 0, 0, 0, 0, 0),
  ]);
  return [0x19, ...name(title), ...u64(address, size, offset, size), ...u32(7, protection, sections.length, 0), ...parts];
}

interface Made {
  readonly commands?: readonly Command[];
  readonly data?: readonly number[];
  readonly type?: number;
  readonly flags?: number;
  readonly cpu?: number;
}

/** A header, the commands behind a __PAGEZERO and a __TEXT of one page that begins with the file, and `data` at DATA. */
function macho({ commands = [], data = u64(7), type = 2, flags = 0x200000, cpu = ARM64 }: Made): Uint8Array {
  const zero: Command = [0x19, ...name('__PAGEZERO'), ...u64(0, BASE, 0, 0), ...u32(0, 0, 0, 0)];
  const all = [zero, segment('__TEXT', BASE, 0, PAGE, 5), ...commands].map(([kind, ...rest]) => [...u32(kind, rest.length + 8), ...rest]);
  const body = all.flat();
  const bytes = new Uint8Array(PAGE);
  bytes.set([...u32(0xfeedfacf, cpu, 0, type, all.length, body.length, flags, 0), ...body]);
  bytes.set(data, DATA);
  return bytes;
}

const dataSegment = segment('__DATA', BASE + 0x4000, DATA, 0x100, 3);

describe('decodeMachO', () => {
  test('maps segments, not what may not be touched', () => {
    const image = decodeMachO(macho({ commands: [dataSegment] }), 0x5000);
    expect(isMachO(macho({}))).toBe(true);
    expect(image.parts).toMatchObject({ format: 'macho', architecture: 'arm64', positionIndependent: true, findSymbol: undefined });
    expect(image.parts.segments.map(({ address, writable, executable }) => [address, writable, executable])).toEqual([
      [BASE, false, true],
      [BASE + 0x4000, true, false],
    ]);
    const cursor = image.cursorAt(BASE + 0x4000, 'data');
    expect([cursor.fileOffset, cursor.u64()]).toEqual([0x5000 + DATA, 7]);
    expect(image.segmentAt(0x1000)).toBeUndefined();
  });

  test('executables say whether they move, libraries always do', () => {
    expect(decodeMachO(macho({ flags: 0, cpu: 0x01000007 })).parts).toMatchObject({ architecture: 'amd64', positionIndependent: false });
    expect(decodeMachO(macho({ flags: 0, type: 6 })).parts.positionIndependent).toBe(true);
  });

  test('finds sections, and DWARF by names that are cut off', () => {
    const sections = [
      { name: '__debug_info', offset: DATA, size: 8 },
      { name: '__zdebug_str_offsets'.slice(0, 16), offset: DATA + 8, size: 15 },
      { name: '__zdebug_line', offset: DATA, size: 8 },
    ];
    const data = [...u64(7), ...new TextEncoder().encode('ZLIB'), 0, 0, 0, 0, 0, 0, 1, 2, 9, 9, 9];
    const image = decodeMachO(macho({ commands: [segment('__DWARF', BASE + 0x8000, DATA, 0x100, 0, sections)], data }));
    expect(image.findSection('__debug_info')).toMatchObject({ address: BASE + 0x8000, size: 8 });
    expect(image.parts.findDebugSection('info')).toEqual({ bytes: Uint8Array.from(u64(7)), fileOffset: DATA, compression: 'none', size: 8 });
    expect(image.parts.findDebugSection('str_offsets')).toEqual({ bytes: Uint8Array.of(9, 9, 9), fileOffset: DATA + 20, compression: 'zlib', size: 258 });
    expect(() => image.parts.findDebugSection('line')).toThrow(/ZLIB/);
    expect(image.parts.findDebugSection('abbrev')).toBeUndefined();
  });

  test('finds symbols; those that the dynamic linker needs are none of a symbol table', () => {
    const symbol = (start: number, type: number, value: number): number[] => [...u32(start), type, 1, 0, 0, ...u64(value)];
    const names = [...new TextEncoder().encode('\0_runtime.text\0runtime.text\0')];
    const made = (...symbols: number[][]): Uint8Array =>
      macho({
        commands: [[2, ...u32(DATA, symbols.length, DATA + 0x100, names.length)]],
        data: [...symbols.flat(), ...Array<number>(0x100 - 16 * symbols.length).fill(0), ...names],
      });
    expect(decodeMachO(made(symbol(1, 0x01, 0), symbol(1, 0x0e, 0x77))).findSymbol('runtime.text')).toBe(0x77);
    expect(decodeMachO(made(symbol(15, 0x1e, 0x88))).findSymbol('runtime.text')).toBe(0x88);
    expect(decodeMachO(made(symbol(15, 0x0e, 0x88))).findSymbol('runtime.tex')).toBeUndefined();
    expect(decodeMachO(made(symbol(0xffffff, 0x0e, 0x88))).findSymbol('runtime.text')).toBeUndefined();
    // N_SECT and N_EXT: an export; N_UNDF and N_EXT: an import.
    expect(decodeMachO(made(symbol(1, 0x0f, 0x77), symbol(1, 0x01, 0))).parts.findSymbol).toBeUndefined();
  });

  const at = (offset: number, ...values: number[]) => {
    const bytes = macho({ commands: [dataSegment] });
    bytes.set(values, offset);
    return bytes;
  };
  test.each([
    ['a 32-bit file', at(0, 0xce), /64-bit file, found a 32-bit one/],
    ['another byte order', Uint8Array.from(at(0)).fill(0xfe, 0, 1), /little-endian/],
    ['another processor', macho({ cpu: 0x01000012 }), /amd64 or arm64, found ppc64/],
    ['an object file', macho({ type: 1 }), /found an object file/],
    ['debug symbols', macho({ type: 10 }), /dSYM/],
    ['commands beyond the file', at(20, 0xff, 0xff), /truncated/],
    ['more commands than fit', at(16, 0xff), /load commands within/],
    ['a command of no length', at(32 + 4, 0), /a load command within/],
    ['a command beyond the commands', at(32 + 4, 0xff, 0xff), /a load command within/],
    ['a segment beyond the file', at(32 + 72 + 48, 0xff, 0xff), /within the file \(truncated/],
    ['sections beyond the command', at(32 + 72 + 64, 0xff), /sections of a segment/],
    ['a symbol table beyond the file', macho({ commands: [[2, ...u32(DATA, 0xffffffff, 0, 0)]] }), /symbol table.*truncated/],
    ['an encrypted file', macho({ commands: [[0x2c, ...u32(0, 0, 1, 0)]] }), /not encrypted/],
    ['a file mapped often', macho({ commands: Array(3).fill(segment('__X', BASE, 0, PAGE, 1)) as Command[] }), /several times/],
    ['too many segments', macho({ commands: Array(14).fill(segment('__X', BASE, 0, 0, 1)) as Command[] }).fill(80, 16, 17), FormatError],
    ['no header', at(0).subarray(0, 20), FormatError],
  ])('rejects %s', (_what, bytes, message) => {
    expect(() => decodeMachO(bytes)).toThrow(FormatError);
    expect(() => decodeMachO(bytes)).toThrow(message);
  });
});

describe('chained fixups', () => {
  interface Chain {
    readonly words: readonly bigint[];
    readonly format?: number;
    readonly pageSize?: number;
    readonly pages?: number;
    readonly start?: number;
    readonly offset?: number;
    readonly segments?: number;
  }

  /** A __DATA of `words`, whose chain starts at `start`; the fixups are at DATA + 0x200. */
  function chained({ words, format = 6, pageSize = PAGE, pages = 1, start = 0, offset = 0x4000, segments = 3 }: Chain): Uint8Array {
    const starts = [...u32(24), ...u16(pageSize), ...u16(format), ...u64(offset), ...u32(0), ...u16(pages), ...u16(start)];
    const fixups = [...u32(0, 32, 0, 0, 0, 0, 0, 0), ...u32(segments, 0, 0, 16), ...starts];
    const data = [...u64(...words), ...Array<number>(0x200 - 8 * words.length).fill(0), ...fixups];
    return macho({ commands: [dataSegment, [0x80000034, ...u32(DATA + 0x200, fixups.length)]], data });
  }
  const next = (distance: number): bigint => BigInt(distance) << 51n;
  const read = (bytes: Uint8Array, count: number): bigint[] => {
    const { view } = decodeMachO(bytes).cursorAt(BASE + 0x4000, 'data');
    return Array.from({ length: count }, (_, i) => view.getBigUint64(8 * i, true));
  };
  const base = BigInt(BASE);

  test('offsets from the base, tags, imports; what is between is left alone', () => {
    const bytes = chained({ words: [0x1234n | (0x7fn << 36n) | next(4), 0x5555n, (1n << 63n) | 3n | next(2), 0x10n] });
    const before = bytes.slice();
    expect(read(bytes, 4)).toEqual([(0x7fn << 56n) | (base + 0x1234n), 0x5555n, 0n, base + 0x10n]);
    expect(bytes).toEqual(before);
  });

  test('addresses', () => {
    expect(read(chained({ format: 2, words: [(base + 0x1234n) | next(2), base + 8n] }), 2)).toEqual([base + 0x1234n, base + 8n]);
  });

  test('arm64e: addresses, authenticated offsets, imports', () => {
    const words = [(base + 0x1234n) | (0x80n << 43n) | next(1), (1n << 63n) | (0xffffn << 32n) | 0x40n | next(1), (1n << 62n) | 5n];
    expect(read(chained({ format: 1, words }), 3)).toEqual([(0x80n << 56n) | (base + 0x1234n), base + 0x40n, 0n]);
    expect(read(chained({ format: 9, words: [0x1234n] }), 1)).toEqual([base + 0x1234n]);
    expect(read(chained({ format: 12, words: [0x1234n] }), 1)).toEqual([base + 0x1234n]);
  });

  test.each([
    ['another format', { words: [0n], format: 3 }, /pointer format of 64-bit programs, found 3/],
    ['small pages', { words: [0n], pageSize: 16 }, /pages of at least/],
    ['odd pages', { words: [0n], pageSize: 0x1800 }, /pages of at least/],
    ['another segment', { words: [0n], offset: 0x5000 }, /the segment at/],
    ['more pages than the segment', { words: [0n], pages: 2 }, /pages within the segment/],
    ['several chains a page', { words: [0n], start: 0x8000 }, /one chain a page/],
    ['a chain that starts behind the page', { words: [0n], start: 0x1000 }, /a chain within its page/],
    ['a chain that leaves the segment', { words: [next(4000)] }, FormatError],
    ['more segments than there are', { words: [0n], segments: 4 }, /at most 3 segments/],
  ])('rejects %s', (_what, made, message) => {
    expect(() => decodeMachO(chained(made))).toThrow(FormatError);
    expect(() => decodeMachO(chained(made))).toThrow(message);
  });
});

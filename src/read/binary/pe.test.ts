import { describe, expect, test } from 'vitest';
import { FormatError } from '../../base/errors.ts';
import { decodePe, isPe } from './pe.ts';

const HEADER = 0x40;
const DATA = 0x400;
const SYMBOLS = 0x800;

const u16 = (...values: number[]): number[] => [...new Uint8Array(Uint16Array.from(values).buffer)];
const u32 = (...values: number[]): number[] => [...new Uint8Array(Uint32Array.from(values).buffer)];
const text = (value: string, size = value.length): number[] => [...new TextEncoder().encode(value.padEnd(size, '\0'))];

interface MadeSection {
  readonly name: string;
  readonly flags?: number;
  readonly size?: number;
  readonly address?: number;
  readonly fileSize?: number;
  readonly offset?: number;
}

interface MadeSymbol {
  readonly name: number[];
  readonly value: number;
  readonly section: number;
  readonly auxiliary?: number;
}

interface Made {
  readonly machine?: number;
  readonly magic?: number;
  readonly base?: bigint;
  readonly flags?: number;
  readonly dllFlags?: number;
  readonly sections?: readonly MadeSection[];
  readonly symbols?: readonly MadeSymbol[];
  readonly strings?: string;
  readonly data?: readonly number[];
}

const TEXT_SECTION: MadeSection = { name: '.text', flags: 0x60000020 };

function pe({
  machine = 0x8664,
  magic = 0x20b,
  base = 0x140000000n,
  flags = 0x22,
  dllFlags = 0x40,
  sections = [TEXT_SECTION],
  symbols = [],
  strings,
  data = [7],
}: Made): Uint8Array {
  const optional = new Uint8Array(magic === 0x20b ? 112 : 96);
  const view = new DataView(optional.buffer);
  view.setUint16(0, magic, true);
  if (magic === 0x20b) view.setBigUint64(24, base, true);
  else view.setUint32(28, Number(base), true);
  view.setUint16(70, dllFlags, true);
  const hasTable = symbols.length > 0 || strings !== undefined;
  const headers = sections.flatMap(({ name, flags: bits = 0xc0000040, size = 0x100, address = 0x1000, fileSize = 0x100, offset = DATA }) => [
    ...text(name, 8),
    ...u32(size, address, fileSize, offset, 0, 0, 0, bits),
  ]);
  const bytes = new Uint8Array(0xa00);
  bytes.set([0x4d, 0x5a]);
  bytes.set(u32(HEADER), 0x3c);
  bytes.set(
    [
      ...text('PE', 4),
      ...u16(machine, sections.length),
      ...u32(0, hasTable ? SYMBOLS : 0, symbols.length),
      ...u16(optional.length, flags),
      ...optional,
      ...headers,
    ],
    HEADER,
  );
  bytes.set(data, DATA);
  const table = symbols.flatMap(({ name, value, section, auxiliary = 0 }) => [...name, ...u32(value), ...u16(section & 0xffff, 0), 3, auxiliary]);
  if (hasTable) bytes.set([...table, ...u32(4 + (strings ?? '').length), ...text(strings ?? '')], SYMBOLS);
  return bytes;
}

describe('decodePe', () => {
  test('maps sections at the preferred base, without what is discarded', () => {
    const image = decodePe(
      pe({
        sections: [
          TEXT_SECTION,
          { name: '.data', address: 0x2000, size: 0x1000 },
          { name: '.bss', address: 0x5000, fileSize: 0, offset: 0 },
          { name: '.reloc', flags: 0x42000040, address: 0x6000 },
        ],
      }),
    );
    expect(isPe(pe({}))).toBe(true);
    expect(image.parts).toMatchObject({ format: 'pe', architecture: 'amd64', positionIndependent: true, findSymbol: undefined });
    expect(image.parts.segments.map(({ address, size, bytes, writable, executable }) => [address, size, bytes.length, writable, executable])).toEqual([
      [0x140001000, 0x100, 0x100, false, true],
      [0x140002000, 0x1000, 0x100, true, false],
      [0x140005000, 0x100, 0, true, false],
    ]);
    const cursor = image.cursorAt(0x140001000, 'text');
    expect([cursor.fileOffset, cursor.u64()]).toEqual([DATA, 7]);
    expect(image.findSection('.reloc')).toMatchObject({ address: 0x140006000 });
  });

  test.each([
    [0x8664, 0x20b, 'amd64', 8],
    [0xaa64, 0x20b, 'arm64', 8],
    [0x14c, 0x10b, '386', 4],
    [0x1c4, 0x10b, 'arm', 4],
  ])('machine %d is read', (machine, magic, architecture, pointerSize) => {
    const { parts } = decodePe(pe({ machine, magic, base: 0x400000n }));
    expect(parts).toMatchObject({ architecture, shape: { pointerSize } });
    expect(parts.segments[0]!.address).toBe(0x401000);
    expect(() => decodePe(pe({ machine, magic: magic ^ 0x300 }))).toThrow(/optional header/);
  });

  test('moves only when it may and can', () => {
    expect(decodePe(pe({ dllFlags: 0 })).parts.positionIndependent).toBe(false);
    expect(decodePe(pe({ flags: 0x23 })).parts.positionIndependent).toBe(false);
  });

  test('a section that states no size in memory has that in the file', () => {
    expect(decodePe(pe({ sections: [{ ...TEXT_SECTION, size: 0 }] })).parts.segments[0]).toMatchObject({ size: 0x100 });
  });

  test('finds DWARF by long names', () => {
    const zlib = [...text('ZLIB'), 0, 0, 0, 0, 0, 0, 1, 2, 9, 9, 9];
    const debug = { flags: 0x42000040, size: 0x0f };
    const made = (strings: string): Uint8Array =>
      pe({ sections: [TEXT_SECTION, { ...debug, name: '/4' }, { ...debug, name: '/16' }, { ...debug, name: '.debug_x' }], strings, data: zlib });
    const { findDebugSection } = decodePe(made('.debug_info\0.zdebug_line\0')).parts;
    expect(findDebugSection('info')).toMatchObject({ fileOffset: DATA, compression: 'none', size: 15 });
    expect(findDebugSection('line')).toEqual({ bytes: Uint8Array.of(9, 9, 9), fileOffset: DATA + 12, compression: 'zlib', size: 258 });
    expect(findDebugSection('x')).toMatchObject({ compression: 'none' });
    expect(findDebugSection('abbrev')).toBeUndefined();
    expect(() => decodePe(made('.debug_info\0'))).toThrow(FormatError);
    expect(() => decodePe(made('.debug_info\0.zdebug_line'))).toThrow(/NUL-terminated/);
  });

  test('finds symbols, with auxiliary records between and names of all lengths', () => {
    const long = (offset: number): number[] => u32(0, offset);
    const symbols = [
      { name: text('.file', 8), value: 0, section: -2, auxiliary: 1 },
      { name: long(4), value: 0x66, section: 1 },
      { name: long(4), value: 0x10, section: 1 },
      { name: text('main.one', 8), value: 0x20, section: 1 },
      { name: long(17), value: 0x30, section: 1 },
      { name: text('abs', 8), value: 0x30, section: -1 },
      { name: long(0xffffff), value: 0x40, section: 1 },
    ];
    const image = decodePe(pe({ symbols, strings: 'runtime.text\0_runtime.etext\0' }));
    expect(image.findSymbol('runtime.text')).toBe(0x140001010);
    expect(image.findSymbol('main.one')).toBe(0x140001020);
    expect(image.findSymbol('runtime.etext')).toBe(0x140001030);
    expect(['main.on', 'main.one2', 'abs', 'runtime.tex', 'nothing'].map((name) => image.findSymbol(name))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  const changed = (offset: number, ...values: number[]): Uint8Array => {
    const bytes = pe({ symbols: [{ name: text('a', 8), value: 0, section: 1 }] });
    bytes.set(values, offset);
    return bytes;
  };
  test.each([
    ['a DOS program', changed(HEADER, 0), /PE\\0\\0/],
    ['a header beyond the file', changed(0x3c, 0xff, 0xff, 0xff, 0x7f), FormatError],
    ['another machine', pe({ machine: 0x200 }), /found 0x200/],
    ['an object file', pe({ flags: 0 }), /an object file/],
    ['too many sections', changed(HEADER + 6, 97), /at most 96 sections/],
    ['sections beyond the file', changed(HEADER + 20, 0xa0, 0x09), /section headers/],
    ['symbols beyond the file', changed(HEADER + 16, 0xff, 0xff, 0xff, 0xff), /symbols/],
    ['strings beyond the file', changed(SYMBOLS + 18, 0xff, 0xff), /string table/],
    ['a section beyond the file', pe({ sections: [{ ...TEXT_SECTION, fileSize: 0x10000 }] }), /within the file \(truncated/],
    ['a file mapped often', pe({ sections: Array.from({ length: 6 }, () => ({ ...TEXT_SECTION, size: 0x600, fileSize: 0x600 })) }), /several times/],
    ['nothing that is loaded', pe({ sections: [] }), /at least one section/],
    ['an image base beyond 2^53', pe({ base: 1n << 60n }), /2\^53/],
    ['no header', pe({}).subarray(0, 0x50), FormatError],
  ])('rejects %s', (_what, bytes, message) => {
    expect(() => decodePe(bytes)).toThrow(FormatError);
    expect(() => decodePe(bytes)).toThrow(message);
  });
});

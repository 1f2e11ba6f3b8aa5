// Units and compressed sections made by hand.
import { deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Shape } from '../../../test/dwarf/assembler.ts';
import { Writer, abbreviations, imageOf, unit } from '../../../test/dwarf/assembler.ts';
import { FUNCTION, GO, HOME, fbreg, file, open, plain, variablesOf } from '../../../test/dwarf/hand-made.ts';
import { FormatError } from '../../base/errors.ts';
import type { DebugSection } from '../binary/image.ts';
import { AT, FORM, TAG } from './constants.ts';
import { openDwarf } from './dwarf.ts';

const inflate = (bytes: Uint8Array, size: number): Uint8Array => inflateSync(bytes, { maxOutputLength: size });
const made = file({ children: plain('x', fbreg(-24)) });
const info = made['info'] as Writer;
const abbrev = made['abbrev'] as Writer;

const packed = (bytes: Uint8Array, size: number): DebugSection => ({ bytes: deflateSync(bytes), fileOffset: 0x40, compression: 'zlib', size });

describe('compressed sections', () => {
  const bytes = Uint8Array.from(info.bytes);

  test('are read as others are', () => {
    expect(variablesOf({ ...made, info: packed(bytes, bytes.length) })).toMatchObject([{ name: 'x', homes: [HOME] }]);
  });

  test.each<[string, DebugSection]>([
    ['more than claimed', packed(bytes, bytes.length - 1)],
    ['less than claimed', packed(bytes, bytes.length + 1)],
    ['no zlib stream', { ...packed(bytes, 100), bytes: new Uint8Array(10) }],
    ['nothing', { ...packed(bytes, 100), bytes: new Uint8Array(0) }],
    ['a claim without measure', packed(bytes, 2 ** 40)],
    ['a bomb', packed(new Uint8Array(1 << 24), 1 << 24)],
  ])('%s is refused', (_, section) => {
    let asked = 0;
    const counting = (part: Uint8Array, size: number): Uint8Array => {
      asked = Math.max(asked, size);
      return inflate(part, size);
    };
    expect(() => openDwarf(imageOf({ info: section, abbrev }), counting)).toThrow(FormatError);
    expect(asked).toBeLessThan(1 << 20);
  });
});

describe('units', () => {
  const unitOnly: Shape = [1, TAG.compileUnit, false, AT.language, FORM.data1];

  test('without Go code there is no DWARF of interest', () => {
    expect(openDwarf(imageOf({}), inflate)).toBeUndefined();
    expect(openDwarf(imageOf({ info }), inflate)).toBeUndefined();
    const c = unit(new Writer().u8(1, 0x1d));
    expect(openDwarf(imageOf({ info: c, abbrev: abbreviations(unitOnly) }), inflate)).toBeUndefined();
  });

  test('those of C, of types, of unknown versions, and fillers are passed over', () => {
    const c = unit(new Writer().u8(1, 0x1d));
    const future = new Writer().u32(6).u16(9).u32(0xffffffff);
    const types = new Writer().u32(24).u16(5).u8(2, 8).u32(0).u64(1).u32(0).u8(1, 0x1d, 0, 0);
    const filler = new Writer().u32(0);
    const before = new Writer().add(c).add(future).add(types).add(filler);
    const table = abbreviations(unitOnly);
    const shifted = file({ children: plain('x', fbreg(-24)), options: { table: table.size } });
    const all = new Writer().add(before).add(shifted['info'] as Writer);
    const dwarf = open({ info: all, abbrev: table.add(abbrev) });
    expect([...dwarf.functions]).toEqual([FUNCTION]);
    expect(dwarf.variablesOf(FUNCTION)).toMatchObject([{ name: 'x', type: { name: 'int' }, homes: [HOME] }]);
  });

  test.each<[string, Writer]>([
    ['longer than the section', unit(new Writer().u8(1, GO), { excess: 1 })],
    ['shorter than its header', new Writer().u32(3).u16(5).u8(1).u8(8).u32(0).u8(1, GO)],
    ['of a reserved length', new Writer().u32(0xfffffff5).u64(0)],
    ['of a length beyond 2^53', new Writer().u32(0xffffffff).u64(-1)],
    ['with addresses of 3 bytes', unit(new Writer().u8(1, GO), { addressSize: 3 })],
    ['with a table outside of .debug_abbrev', unit(new Writer().u8(1, GO), { table: 0x1000 })],
    ['with an entry of an unknown code', unit(new Writer().u8(2, GO))],
  ])('one %s is refused', (_, bytes) => {
    expect(() => openDwarf(imageOf({ info: bytes, abbrev: abbreviations(unitOnly) }), inflate)).toThrow(FormatError);
  });

  test('tables that overlap are not decoded over and over', () => {
    const table = new Writer();
    for (let code = 1; code < 2000; code++) table.uleb(code, TAG.baseType).u8(0).uleb(0, 0);
    const all = new Writer();
    for (let at = 0; at < 200; at++) all.add(unit(new Writer().u8(0), { table: 5 * at }));
    expect(() => openDwarf(imageOf({ info: all, abbrev: table.u8(0) }), inflate)).toThrow(/do not overlap/);
  });
});

// Location lists made by hand: entries that Go does not write today, and forged ones.
import { describe, expect, test } from 'vitest';
import type { Shape, UnitOptions } from '../../../test/dwarf/assembler.ts';
import { Writer, abbreviations, headerSize, unit } from '../../../test/dwarf/assembler.ts';
import type { Sections } from '../../../test/dwarf/hand-made.ts';
import { FUNCTION, GO, TYPE, fbreg, file, intAt, variablesOf } from '../../../test/dwarf/hand-made.ts';
import { FormatError } from '../../base/errors.ts';
import { AT, FORM, LLE, OP, TAG } from './constants.ts';

describe('location lists', () => {
  const LISTED: Shape = [5, TAG.variable, false, AT.name, FORM.string, AT.type, FORM.ref4, AT.location, FORM.secOffset];
  const INDEXED: Shape = [4, TAG.variable, false, AT.name, FORM.string, AT.type, FORM.ref4, AT.location, FORM.loclistx];
  const listed = (options: UnitOptions): Writer => new Writer().u8(5).string('x').u32(intAt(options));

  test('DWARF 5: every kind of entry', () => {
    const at = (offset: number): Writer => new Writer().block(fbreg(offset));
    const list = new Writer()
      .u8(LLE.offsetPair, 1, 2)
      .add(at(-1))
      .u8(LLE.baseAddress)
      .u64(0x3000)
      .u8(LLE.offsetPair, 1, 2)
      .add(at(-2))
      .u8(LLE.startEnd)
      .u64(0x4000)
      .u64(0x4004)
      .add(at(-3))
      .u8(LLE.startLength)
      .u64(0x5000)
      .uleb(300)
      .add(at(-4))
      .u8(LLE.defaultLocation)
      .add(at(-5))
      .u8(LLE.startEnd)
      .u64(0x4000)
      .u64(0x4000)
      .add(at(-6))
      .u8(LLE.endOfList);
    const [variable] = variablesOf(file({ shapes: [LISTED], children: listed({}).u32(3), sections: { loclists: new Writer().u8(9, 9, 9).add(list) } }));
    expect(variable!.homes.map(({ from, to, frameOffset }) => [from, to, frameOffset])).toEqual([
      [0x1001, 0x1002, -1],
      [0x3001, 0x3002, -2],
      [0x4000, 0x4004, -3],
      [0x5000, 0x512c, -4],
    ]);
  });

  /** A unit whose entry names bases, with addresses by index. */
  function indexed(loclists: Writer): Sections {
    const based: Shape = [
      1,
      TAG.compileUnit,
      true,
      AT.language,
      FORM.implicitConst,
      GO,
      AT.addrBase,
      FORM.secOffset,
      AT.loclistsBase,
      FORM.secOffset,
      AT.lowPc,
      FORM.addrx,
    ];
    const code: Shape = [2, TAG.subprogram, true, AT.lowPc, FORM.addrx1, AT.highPc, FORM.addrx2, AT.frameBase, FORM.block1];
    const entries = new Writer().u8(1).u32(8).u32(12).u8(0);
    const type = entries.size;
    entries.u8(3).string('int').u8(8).u8(2, 0, 1, 0, 1, OP.callFrameCfa);
    entries
      .u8(4)
      .string('x')
      .u32(headerSize() + type)
      .u8(1)
      .u8(0, 0);
    const addr = new Writer().u64(0).u64(FUNCTION).u64(0x1100).u64(0x6000);
    return { info: unit(entries), abbrev: abbreviations(based, code, TYPE, INDEXED), addr, loclists };
  }

  test('DWARF 5: addresses and lists by index', () => {
    const list = new Writer().u8(LLE.baseAddressx, 2, LLE.offsetPair, 0, 4).block(fbreg(-1));
    list.u8(LLE.startxEndx, 0, 1).block(fbreg(-2)).u8(LLE.startxLength, 2, 8).block(fbreg(-3)).u8(LLE.endOfList);
    const header = new Writer().u32(0).u16(5).u8(8, 0).u32(2);
    const offsets = new Writer().u32(99).u32(8);
    const [variable] = variablesOf(indexed(header.add(offsets).add(list)));
    expect(variable!.homes.map(({ from, to, frameOffset }) => [from, to, frameOffset])).toEqual([
      [0x6000, 0x6004, -1],
      [FUNCTION, 0x1100, -2],
      [0x6000, 0x6008, -3],
    ]);
  });

  test('DWARF 4: relative to the unit, then to a base', () => {
    const options = { version: 4 };
    const entry = (from: number | bigint, to: number, offset: number): Writer => new Writer().u64(from).u64(to).u16(2).add(fbreg(offset));
    const list = entry(0, 4, -1)
      .add(entry(4, 4, -2))
      .u64(-1)
      .u64(0x3000)
      .add(entry(4, 8, -3))
      .u64(0)
      .u64(0);
    const [variable] = variablesOf(file({ shapes: [LISTED], children: listed(options).u32(0), options, sections: { loc: list } }));
    expect(variable!.homes.map(({ from, to, frameOffset }) => [from, to, frameOffset])).toEqual([
      [0x1000, 0x1004, -1],
      [0x3004, 0x3008, -3],
    ]);
  });

  test.each<[string, Writer]>([
    ['an unknown kind', new Writer().u8(9)],
    ['no end', new Writer().u8(LLE.offsetPair, 1, 2).block(fbreg(-1))],
    ['an expression beyond the section', new Writer().u8(LLE.offsetPair, 1, 2, 0x7f)],
    ['an address index without a table', new Writer().u8(LLE.baseAddressx, 1)],
    ['a number beyond 2^53', new Writer().u8(LLE.offsetPair).u8(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f)],
  ])('%s is refused', (_, loclists) => {
    expect(() => variablesOf(file({ shapes: [LISTED], children: listed({}).u32(0), sections: { loclists } }))).toThrow(FormatError);
  });

  test('a list outside of the section, or without one, is refused', () => {
    expect(() => variablesOf(file({ shapes: [LISTED], children: listed({}).u32(9), sections: { loclists: new Writer().u8(0) } }))).toThrow(FormatError);
    expect(() => variablesOf(file({ shapes: [LISTED], children: listed({}).u32(0) }))).toThrow(/\.debug_loclists: a section/);
  });

  test('a list that many variables share is not read over and over', () => {
    const list = new Writer();
    for (let i = 0; i < 1000; i++) list.u8(LLE.offsetPair, 1, 2).block(fbreg(-1));
    const children = new Writer();
    for (let i = 0; i < 10; i++) children.add(listed({}).u32(0));
    expect(() => variablesOf(file({ shapes: [LISTED], children, sections: { loclists: list.u8(0) } }))).toThrow(/over and over/);
  });
});

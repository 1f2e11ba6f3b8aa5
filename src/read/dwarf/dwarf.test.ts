// Variables, scopes and forms in sections made by hand: what compilers other than today's Go may write.
import { describe, expect, test } from 'vitest';
import type { Shape } from '../../../test/dwarf/assembler.ts';
import { Writer } from '../../../test/dwarf/assembler.ts';
import { FUNCTION, HOME, beforeAt, fbreg, file, intAt, open, plain, variablesOf } from '../../../test/dwarf/hand-made.ts';
import { FormatError } from '../../base/errors.ts';
import { AT, FORM, OP, TAG } from './constants.ts';

describe('a variable with an expression', () => {
  test.each([4, 5].flatMap((version) => [false, true].map((wide) => ({ version, wide }))))('DWARF $version, 64-bit: $wide', (options) => {
    const dwarf = open(file({ children: plain('x', fbreg(-24), options), options }));
    expect(dwarf.version).toBe(options.version);
    expect([...dwarf.functions]).toEqual([FUNCTION]);
    expect(dwarf.variablesOf(FUNCTION)).toEqual([
      {
        name: 'x',
        heapMoved: false,
        type: { name: 'int', size: 8, offset: intAt(options) },
        kind: 'variable',
        declLine: undefined,
        inlined: [],
        scope: undefined,
        homes: [HOME],
      },
    ]);
    expect(dwarf.variablesOf(FUNCTION + 1)).toBeUndefined();
  });

  test('pieces lie where they lie in the variable, those in registers and nowhere counted', () => {
    const pieces = new Writer().u8(OP.reg0, OP.piece, 8).add(fbreg(-32)).u8(OP.piece, 4, OP.piece, 4, OP.callFrameCfa, OP.piece, 8);
    expect(variablesOf(file({ children: plain('x', pieces) }))[0]!.homes).toEqual([
      { ...HOME, frameOffset: -32, size: 4, variableOffset: 8 },
      { ...HOME, frameOffset: 0, size: 8, variableOffset: 16 },
    ]);
  });

  test('behind a pointer, the pointer is what the frame holds', () => {
    const [variable] = variablesOf(file({ children: plain('x', fbreg(-24).u8(OP.deref)) }));
    expect(variable!.homes).toEqual([{ ...HOME, indirect: true }]);
  });

  test.each<[string, Writer]>([
    ['nothing', new Writer()],
    ['a register', new Writer().u8(OP.reg0)],
    ['an address', new Writer().u8(OP.addr).u64(0x2000)],
    ['memory behind a register', new Writer().u8(OP.breg0, 0x10)],
    ['a computed value', fbreg(-24).u8(OP.stackValue)],
    ['a pointer behind a pointer', fbreg(-24).u8(OP.deref, OP.deref)],
    ['what lies behind a pointer and on', fbreg(-24).u8(OP.deref, OP.plusUconst, 8)],
    ['a constant', new Writer().u8(OP.implicitValue, 2, OP.fbreg, 0)],
    ['what the caller had', new Writer().u8(OP.entryValue, 1, OP.callFrameCfa, OP.stackValue)],
    ['a branch', fbreg(-24).u8(0x2f, 0, 0)],
    ['an unknown operation', fbreg(-24).u8(0xe9)],
  ])('%s is no place in the frame', (_, expression) => {
    const variables = variablesOf(file({ children: plain('x', expression).add(plain('y', fbreg(-24))) }));
    expect(variables.map((one) => one.homes)).toEqual([[], [HOME]]);
  });

  test('with another frame base than the CFA nothing is known', () => {
    const sections = file({ children: plain('x', fbreg(-24)) });
    const bytes = (sections['info'] as Writer).bytes;
    bytes[bytes.indexOf(OP.callFrameCfa)] = OP.breg0 - 1;
    expect(variablesOf(sections)[0]!.homes).toEqual([]);
  });

  test('an expression that ends within an operation is refused', () => {
    expect(() => variablesOf(file({ children: plain('x', new Writer().u8(OP.addr, 1)) }))).toThrow(FormatError);
  });

  test('"&v" is the pointer to a variable on the heap; temporaries of the compiler are no variables', () => {
    const children = plain('&v', fbreg(-24)).add(plain('.autotmp_4', fbreg(-32)));
    expect(variablesOf(file({ children }))).toMatchObject([{ name: 'v', heapMoved: true }]);
  });
});

describe('scopes', () => {
  const BLOCK: Shape = [5, TAG.lexicalBlock, true, AT.lowPc, FORM.addr, AT.highPc, FORM.udata];
  const INLINED: Shape = [6, TAG.inlinedSubroutine, true, AT.abstractOrigin, FORM.ref4, AT.ranges, FORM.secOffset, AT.callLine, FORM.udata];
  const ABSTRACT: Shape = [7, TAG.subprogram, true, AT.name, FORM.string];
  const DECLARED: Shape = [8, TAG.formalParameter, false, AT.name, FORM.string, AT.variableParameter, FORM.flag, AT.declLine, FORM.udata, AT.type, FORM.ref4];
  const CONCRETE: Shape = [9, TAG.formalParameter, false, AT.abstractOrigin, FORM.ref4, AT.location, FORM.exprloc];
  const FOREIGN: Shape = [10, TAG.subroutineType, true];
  const shapes = [BLOCK, INLINED, ABSTRACT, DECLARED, CONCRETE, FOREIGN];

  /** fn.f with a parameter "p" and a result "r". */
  const before = new Writer().u8(7).string('fn.f').u8(8).string('p').u8(0, 4).u32(intAt()).u8(8).string('r').u8(1, 4).u32(intAt()).u8(0);
  const p = beforeAt() + 6;
  const call = (ranges: number, line: number): Writer => new Writer().u8(6).u32(beforeAt()).u32(ranges).uleb(line);
  const concrete = (origin: number): Writer => new Writer().u8(9).u32(origin).block(fbreg(-24));

  test('inlined calls: names, kinds and lines from the origin, innermost call first, the ranges of the innermost', () => {
    const inner = call(4, 300)
      .add(concrete(p))
      .add(concrete(p + 9))
      .u8(0);
    const children = new Writer()
      .u8(5)
      .u64(0x1010)
      .uleb(0x20)
      .add(call(0, 7))
      .add(concrete(p))
      .add(inner)
      .u8(0, 0)
      .add(plain('x', fbreg(-24)));
    const rnglists = new Writer().u8(4, 0x10, 0x20, 0).u8(4, 0x14, 0x16, 4, 3, 3, 4, 0x18, 0x1a, 0);
    const variables = variablesOf(file({ shapes, before, children, sections: { rnglists } }));
    const outside = { function: 'fn.f', callLine: 7 };
    const inside = [{ function: 'fn.f', callLine: 300 }, outside];
    const parts = [
      { from: 0x1014, to: 0x1016 },
      { from: 0x1018, to: 0x101a },
    ];
    expect(variables).toMatchObject([
      { name: 'p', kind: 'parameter', declLine: 4, inlined: [outside], scope: [{ from: 0x1010, to: 0x1020 }], homes: [HOME] },
      { name: 'p', kind: 'parameter', inlined: inside, scope: parts },
      { name: 'r', kind: 'result', type: { name: 'int' }, inlined: inside, scope: parts },
      { name: 'x', kind: 'variable', inlined: [], scope: undefined },
    ]);
  });

  test('a block says where its variables are visible', () => {
    const children = new Writer()
      .u8(5)
      .u64(0x1010)
      .uleb(0x20)
      .add(plain('x', fbreg(-24)))
      .u8(0)
      .add(plain('y', fbreg(-24)));
    const variables = variablesOf(file({ shapes, children }));
    expect(variables.map((one) => one.scope)).toEqual([[{ from: 0x1010, to: 0x1030 }], undefined]);
  });

  test('what belongs to a type within the function is no variable', () => {
    const children = new Writer()
      .u8(10)
      .add(plain('p', fbreg(-24)))
      .u8(0)
      .add(plain('x', fbreg(-24)));
    expect(variablesOf(file({ shapes, children })).map((one) => one.name)).toEqual(['x']);
  });

  test('origins in a circle are refused', () => {
    expect(() => variablesOf(file({ shapes, before: concrete(beforeAt()), children: concrete(beforeAt()) }))).toThrow(/origins/);
  });

  test('entries nested too deep, or without an end, are refused', () => {
    const deep = new Writer();
    for (let i = 0; i < 2000; i++) deep.u8(10);
    expect(() => variablesOf(file({ shapes, children: deep }))).toThrow(/1024 deep/);
    expect(() => variablesOf(file({ shapes, children: new Writer().u8(10, 10, 10) }))).toThrow(/ends within the unit/);
  });
});

describe('forms', () => {
  /** One entry with a value of each form that Go does not write, then a variable: were a size wrong, it would not be found. */
  const sizes: [string, number, Writer][] = [
    ['addr', FORM.addr, new Writer().u64(1)],
    ['block1', FORM.block1, new Writer().u8(2, 0, 0)],
    ['block2', FORM.block2, new Writer().u16(2).u8(0, 0)],
    ['block4', FORM.block4, new Writer().u32(2).u8(0, 0)],
    ['block', FORM.block, new Writer().u8(2, 0, 0)],
    ['data2', FORM.data2, new Writer().u16(1)],
    ['data4', FORM.data4, new Writer().u32(1)],
    ['data8', FORM.data8, new Writer().u64(1)],
    ['data16', FORM.data16, new Writer().u64(1).u64(1)],
    ['string', FORM.string, new Writer().string('text')],
    ['flag', FORM.flag, new Writer().u8(1)],
    ['sdata', FORM.sdata, new Writer().sleb(-300)],
    ['udata', FORM.udata, new Writer().uleb(300)],
    ['strp', FORM.strp, new Writer().u32(1)],
    ['line_strp', FORM.lineStrp, new Writer().u32(1)],
    ['ref_addr', FORM.refAddr, new Writer().u32(1)],
    ['ref1', FORM.ref1, new Writer().u8(1)],
    ['ref2', FORM.ref2, new Writer().u16(1)],
    ['ref4', FORM.ref4, new Writer().u32(1)],
    ['ref8', FORM.ref8, new Writer().u64(1)],
    ['ref_udata', FORM.refUdata, new Writer().uleb(300)],
    ['ref_sig8', FORM.refSig8, new Writer().u64(1)],
    ['ref_sup4', FORM.refSup4, new Writer().u32(1)],
    ['ref_sup8', FORM.refSup8, new Writer().u64(1)],
    ['strp_sup', FORM.strpSup, new Writer().u32(1)],
    ['GNU_ref_alt', FORM.gnuRefAlt, new Writer().u32(1)],
    ['GNU_strp_alt', FORM.gnuStrpAlt, new Writer().u32(1)],
    ['GNU_addr_index', FORM.gnuAddrIndex, new Writer().uleb(300)],
    ['GNU_str_index', FORM.gnuStrIndex, new Writer().uleb(300)],
    ['sec_offset', FORM.secOffset, new Writer().u32(1)],
    ['exprloc', FORM.exprloc, new Writer().u8(2, 0, 0)],
    ['flag_present', FORM.flagPresent, new Writer()],
    ['strx', FORM.strx, new Writer().uleb(300)],
    ['strx1', FORM.strx1, new Writer().u8(1)],
    ['strx2', FORM.strx2, new Writer().u16(1)],
    ['strx3', FORM.strx3, new Writer().u8(1, 2, 3)],
    ['strx4', FORM.strx4, new Writer().u32(1)],
    ['addrx', FORM.addrx, new Writer().uleb(300)],
    ['addrx1', FORM.addrx1, new Writer().u8(1)],
    ['addrx2', FORM.addrx2, new Writer().u16(1)],
    ['addrx3', FORM.addrx3, new Writer().u8(1, 2, 3)],
    ['addrx4', FORM.addrx4, new Writer().u32(1)],
    ['loclistx', FORM.loclistx, new Writer().uleb(300)],
    ['rnglistx', FORM.rnglistx, new Writer().uleb(300)],
    ['indirect udata', FORM.indirect, new Writer().uleb(FORM.udata, 300)],
    ['indirect block2', FORM.indirect, new Writer().uleb(FORM.block2).u16(1).u8(9)],
  ];

  test.each(sizes)('DW_FORM_%s takes its bytes', (_, form, value) => {
    const shape: Shape = [5, 0x4109, false, 0x2fff, form];
    const odd = new Writer().u8(5).add(value);
    const children = new Writer().add(odd).add(plain('x', fbreg(-24)));
    expect(variablesOf(file({ shapes: [shape], before: odd, children }))).toMatchObject([{ name: 'x', homes: [HOME] }]);
  });

  test('names by offset and by index; one of another file is none', () => {
    const shapeOf = (code: number, form: number): Shape => [code, TAG.variable, false, AT.name, form];
    const shapes = [shapeOf(5, FORM.strp), shapeOf(6, FORM.lineStrp), shapeOf(7, FORM.strx1), shapeOf(8, FORM.gnuStrpAlt)];
    const children = new Writer().u8(5).u32(2).u8(6).u32(1).u8(7, 0).u8(8).u32(2);
    const sections = { str: new Writer().string('a').string('b'), line_str: new Writer().string('cd') };
    // The third would need DW_AT_str_offsets_base, the fourth the other file.
    expect(variablesOf(file({ shapes, children, sections })).map((one) => one.name)).toEqual(['b', 'd']);
  });

  test('a type in another file is unknown, and with it the size of the whole', () => {
    const shape: Shape = [5, TAG.variable, false, AT.name, FORM.string, AT.type, FORM.gnuRefAlt, AT.location, FORM.exprloc];
    const variable = (expression: Writer): Writer => new Writer().u8(5).string('x').u32(intAt()).block(expression);
    const children = variable(fbreg(-24)).add(variable(fbreg(-24).u8(OP.piece, 4)));
    expect(variablesOf(file({ shapes: [shape], children }))).toMatchObject([
      { type: undefined, homes: [] },
      { type: undefined, homes: [{ ...HOME, size: 4 }] },
    ]);
  });

  test.each<[string, Shape, Writer]>([
    ['an unknown form', [5, TAG.variable, false, AT.name, 0x77], new Writer().u8(5)],
    ['an indirect form within one', [5, TAG.variable, false, AT.name, FORM.indirect], new Writer().u8(5, FORM.indirect, FORM.udata, 1)],
    ['an unknown indirect form', [5, TAG.variable, false, AT.name, FORM.indirect], new Writer().u8(5, 0x77)],
    ['an unknown code', [5, TAG.variable, false], new Writer().u8(6)],
    ['a large unknown code', [5, TAG.variable, false], new Writer().u8(0xff, 0xff, 0x7f)],
    ['a code beyond 2^53', [5, TAG.variable, false], new Writer().u8(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f)],
    ['a block beyond the unit', [5, TAG.variable, false, AT.location, FORM.block4], new Writer().u8(5).u32(0xffffffff)],
    ['a block of more than 2^53 bytes', [5, TAG.variable, false, AT.location, FORM.exprloc], new Writer().u8(5).u8(...Array.from({ length: 30 }, () => 0xff))],
    ['a text beyond the unit', [5, TAG.variable, false, AT.name, FORM.string], new Writer().u8(5).u8(...Array.from({ length: 30 }, () => 0x41))],
  ])('%s is refused, at its place', (_, shape, children) => {
    let caught: unknown;
    try {
      variablesOf(file({ shapes: [shape], before: children }));
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(FormatError);
    expect((caught as FormatError).offset).toBeDefined();
  });

  test('more attributes than any compiler writes are refused', () => {
    const attributes = Array.from({ length: 200 }, () => [0x2fff, FORM.flagPresent]).flat();
    expect(() => open(file({ shapes: [[5, TAG.variable, false, ...attributes]] }))).toThrow(/at most 128 attributes/);
  });
});

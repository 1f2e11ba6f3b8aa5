// Parts of types made by hand: padding, empty members, and types that contain themselves.
import { describe, expect, test } from 'vitest';
import type { Shape } from '../../../test/dwarf/assembler.ts';
import { Writer } from '../../../test/dwarf/assembler.ts';
import { FUNCTION, beforeAt, file, intAt, open } from '../../../test/dwarf/hand-made.ts';
import { AT, FORM, TAG } from './constants.ts';
import type { Dwarf } from './dwarf.ts';
import type { FrameVariable } from './variables.ts';

const STRUCT: Shape = [5, TAG.structureType, true, AT.name, FORM.string, AT.byteSize, FORM.udata];
const MEMBER: Shape = [6, TAG.member, false, AT.name, FORM.string, AT.dataMemberLocation, FORM.udata, AT.type, FORM.ref4];
const ARRAY: Shape = [7, TAG.arrayType, false, AT.name, FORM.string, AT.byteSize, FORM.udata, AT.type, FORM.ref4];
const TYPEDEF: Shape = [8, TAG.typedef, false, AT.name, FORM.string, AT.type, FORM.ref4];
const PARAMETER: Shape = [9, TAG.typedef, false, AT.name, FORM.string, AT.type, FORM.ref4, AT.goDictIndex, FORM.udata];
const POINTER: Shape = [10, TAG.pointerType, false, AT.name, FORM.string, AT.type, FORM.ref4];
const VARIABLE: Shape = [11, TAG.variable, false, AT.name, FORM.string, AT.type, FORM.ref4];
const UNION: Shape = [12, TAG.unionType, true, AT.name, FORM.string, AT.byteSize, FORM.udata];
const shapes = [STRUCT, MEMBER, ARRAY, TYPEDEF, PARAMETER, POINTER, VARIABLE, UNION];

const at = beforeAt();

/** A file whose only variable has the type at `offset`. */
function withType(before: Writer, offset: number): { dwarf: Dwarf; variable: FrameVariable } {
  const dwarf = open(file({ shapes, before, children: new Writer().u8(11).string('x').u32(offset) }));
  return { dwarf, variable: dwarf.variablesOf(FUNCTION)![0]! };
}

const member = (name: string, offset: number, type: number): Writer => new Writer().u8(6).string(name).uleb(offset).u32(type);

describe('fieldAt', () => {
  // array [3]int at `at`, empty struct, a pointer to "outer", then struct outer { none struct{}; a int; list [3]int; p *outer } with padding.
  const array = new Writer().u8(7).string('[3]int').uleb(24).u32(intAt());
  const empty = new Writer().u8(5).string('struct {}').uleb(0).u8(0);
  const emptyAt = at + array.size;
  const pointerAt = emptyAt + empty.size;
  const outerAt = pointerAt + 1 + 7 + 4;
  const pointer = new Writer().u8(10).string('*outer').u32(outerAt);
  const outer = new Writer().u8(5).string('outer').uleb(48);
  outer
    .add(member('none', 0, emptyAt))
    .add(member('a', 0, intAt()))
    .add(member('list', 8, at))
    .add(member('p', 40, pointerAt))
    .u8(0);
  const { dwarf, variable } = withType(new Writer().add(array).add(empty).add(pointer).add(outer), outerAt);
  const type = variable.type!;

  test.each([
    [0, '.a', 'int', 0],
    [4, '.a', 'int', 4],
    [8, '.list[0]', 'int', 0],
    [31, '.list[2]', 'int', 7],
    [40, '.p', '*outer', 0],
  ])('byte %d is %s of type %s, byte %d', (offset, path, name, rest) => {
    expect(dwarf.fieldAt(type, offset)).toMatchObject({ path, type: { name, size: 8 }, offset: rest });
  });

  test('there is nothing in padding, nor outside', () => {
    for (const offset of [32, 39, 48, -1, Number.NaN, Number.POSITIVE_INFINITY]) expect(dwarf.fieldAt(type, offset)).toBeUndefined();
  });

  test('what has no parts is its own part', () => {
    const { dwarf, variable } = withType(new Writer(), intAt());
    expect(dwarf.fieldAt(variable.type!, 3)).toEqual({ path: '', type: variable.type, offset: 3 });
  });

  test('of a union it is not known which part is meant', () => {
    const { dwarf, variable } = withType(
      new Writer()
        .u8(12)
        .string('u')
        .uleb(8)
        .add(member('a', 0, intAt()))
        .u8(0),
      at,
    );
    expect(variable.type).toMatchObject({ name: 'u', size: 8 });
    expect(dwarf.fieldAt(variable.type!, 0)).toBeUndefined();
  });

  test('a type within itself ends', () => {
    const { dwarf, variable } = withType(
      new Writer()
        .u8(5)
        .string('s')
        .uleb(8)
        .add(member('s', 0, at))
        .u8(0),
      at,
    );
    expect(dwarf.fieldAt(variable.type!, 0)).toBeUndefined();
  });

  test('an array of itself ends, one of nothing has no parts', () => {
    const self = withType(new Writer().u8(7).string('a').uleb(8).u32(at), at);
    expect(self.dwarf.fieldAt(self.variable.type!, 0)).toBeUndefined();
    const nothing = withType(new Writer().u8(5).string('struct {}').uleb(0).u8(0).u8(7).string('a').uleb(8).u32(at), at + 13);
    expect(nothing.variable.type).toMatchObject({ name: 'a', size: 8 });
    expect(nothing.dwarf.fieldAt(nothing.variable.type!, 0)).toBeUndefined();
  });
});

describe('types', () => {
  test('a type parameter goes by the name of its shape, a defined type by its own', () => {
    const parameter = new Writer().u8(9).string('.param0').u32(intAt()).uleb(0);
    expect(withType(parameter, at).variable.type).toEqual({ name: 'int', size: 8, offset: intAt() });
    const defined = new Writer().u8(8).string('main.T').u32(intAt());
    expect(withType(defined, at).variable.type).toEqual({ name: 'main.T', size: 8, offset: at });
  });

  test('typedefs in a circle have no size, type parameters in a circle no name', () => {
    expect(withType(new Writer().u8(8).string('loop').u32(at), at).variable.type).toMatchObject({ name: 'loop', size: undefined });
    expect(withType(new Writer().u8(9).string('.param0').u32(at).uleb(0), at).variable.type).toBeUndefined();
  });

  test('a reference out of all units is no type', () => {
    expect(withType(new Writer(), 0x7fffffff).variable.type).toBeUndefined();
    expect(withType(new Writer(), 3).variable.type).toBeUndefined();
  });
});

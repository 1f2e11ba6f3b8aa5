// A file of one unit, one type and one function, written by hand around the entries that a unit test is about.
import { inflateSync } from 'node:zlib';
import type { DebugSection } from '../../src/read/binary/image.ts';
import { AT, FORM, OP, TAG } from '../../src/read/dwarf/constants.ts';
import type { Dwarf } from '../../src/read/dwarf/dwarf.ts';
import { openDwarf } from '../../src/read/dwarf/dwarf.ts';
import type { FrameVariable, VariableHome } from '../../src/read/dwarf/variables.ts';
import type { Shape, UnitOptions } from './assembler.ts';
import { Writer, abbreviations, headerSize, imageOf, unit } from './assembler.ts';

export const GO = 0x16;
/** The function covers [FUNCTION, FUNCTION + 0x100). */
export const FUNCTION = 0x1000;

/** Codes 1 to 4: the unit, the function, the type "int", and a variable with an expression. Tests add others. */
const UNIT: Shape = [1, TAG.compileUnit, true, AT.language, FORM.data1, AT.lowPc, FORM.addr];
const CODE: Shape = [2, TAG.subprogram, true, AT.lowPc, FORM.addr, AT.highPc, FORM.data4, AT.frameBase, FORM.exprloc];
export const TYPE: Shape = [3, TAG.baseType, false, AT.name, FORM.string, AT.byteSize, FORM.data1];
const PLAIN: Shape = [4, TAG.variable, false, AT.name, FORM.string, AT.type, FORM.ref4, AT.location, FORM.exprloc];

export type Sections = Record<string, Writer | DebugSection>;

export interface Made {
  /** Abbreviations besides the four. */
  readonly shapes?: readonly Shape[];
  /** Entries before the function; they begin at `beforeAt`. */
  readonly before?: Writer;
  /** Entries within the function. */
  readonly children?: Writer;
  readonly options?: UnitOptions;
  readonly sections?: Sections;
}

/** Offset of "int" from its unit, and in .debug_info. */
export const intAt = (options: UnitOptions = {}): number => headerSize(options) + 10;

/** Offset of the first entry of `before`. */
export const beforeAt = (options: UnitOptions = {}): number => intAt(options) + 6;

export function file({ shapes = [], before = new Writer(), children = new Writer(), options = {}, sections = {} }: Made): Sections {
  const entries = new Writer().u8(1, GO).u64(0x1000).u8(3).string('int').u8(8).add(before);
  entries.u8(2).u64(FUNCTION).u32(0x100).block(new Writer().u8(OP.callFrameCfa)).add(children).u8(0, 0);
  return { info: unit(entries, options), abbrev: abbreviations(UNIT, CODE, TYPE, PLAIN, ...shapes), ...sections };
}

/** A variable of type "int" with an expression. */
export const plain = (name: string, expression: Writer, options: UnitOptions = {}): Writer =>
  new Writer().u8(4).string(name).u32(intAt(options)).block(expression);

export const fbreg = (offset: number): Writer => new Writer().u8(OP.fbreg).sleb(offset);

export const open = (sections: Sections): Dwarf => openDwarf(imageOf(sections), (bytes, size) => inflateSync(bytes, { maxOutputLength: size }))!;

export const variablesOf = (sections: Sections): readonly FrameVariable[] => open(sections).variablesOf(FUNCTION)!;

/** Where `plain('x', fbreg(-24))` lies. */
export const HOME: VariableHome = { from: FUNCTION, to: FUNCTION + 0x100, frameOffset: -24, size: 8, variableOffset: 0, indirect: false };

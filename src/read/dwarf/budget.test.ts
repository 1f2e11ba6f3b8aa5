// Small files that would take long to read: many entries that refer to the same long ones.
import { describe, expect, test } from 'vitest';
import type { Shape } from '../../../test/dwarf/assembler.ts';
import { Writer } from '../../../test/dwarf/assembler.ts';
import { beforeAt, fbreg, file, open, plain, variablesOf } from '../../../test/dwarf/hand-made.ts';
import { FormatError } from '../../base/errors.ts';
import { AT, FORM, OP, TAG } from './constants.ts';
import { SharedBudget, spend } from '../../base/budget.ts';

const OVER = /over and over/;

describe('SharedBudget', () => {
  const cursor = { error: (expected: string) => new FormatError('here', expected) } as Parameters<typeof spend>[0];
  const ask = (shared: SharedBudget, key: number, bytes: number): void => shared.run(key, (budget) => spend(cursor, budget, bytes));

  test('questions share it, and one that is asked again is not charged again', () => {
    const shared = new SharedBudget(10);
    ask(shared, 1, 6);
    ask(shared, 1, 6);
    expect(() => ask(shared, 1, 7)).toThrow(OVER);
    ask(shared, 2, 4);
    expect(() => ask(shared, 3, 1)).toThrow(OVER);
    ask(shared, 1, 6);
  });

  test('a question that fails has cost what it took', () => {
    const shared = new SharedBudget(10);
    expect(() => ask(shared, 1, 11)).toThrow(OVER);
    expect(() => ask(shared, 2, 1)).toThrow(OVER);
  });
});

describe('forged files', () => {
  test('functions within functions are not walked over once for each', () => {
    const nested: Shape = [5, TAG.subprogram, true, AT.lowPc, FORM.addr, AT.highPc, FORM.data4];
    const children = new Writer();
    for (let i = 0; i < 500; i++)
      children
        .u8(5)
        .u64(0x2000 + i)
        .u32(1);
    for (let i = 0; i < 500; i++) children.add(plain('x', fbreg(-8)));
    for (let i = 0; i < 500; i++) children.u8(0);
    const dwarf = open(file({ shapes: [nested], children }));
    const entries = [...dwarf.functions];
    expect(entries.length).toBe(501);
    const refused = entries.filter((entry) => {
      try {
        dwarf.variablesOf(entry);
        return false;
      } catch (error) {
        expect((error as Error).message).toMatch(OVER);
        return true;
      }
    });
    expect(refused.length).toBeGreaterThan(400);
  });

  test('origins that overlap are not all read', () => {
    // Every byte of the long text is the code of an entry whose name is the rest of it.
    const named: Shape = [0x41, TAG.variable, false, AT.name, FORM.string];
    const copy: Shape = [6, TAG.variable, false, AT.abstractOrigin, FORM.ref4];
    const before = new Writer().u8(...Array.from({ length: 4000 }, () => 0x41), 0);
    const children = new Writer();
    for (let i = 0; i < 3000; i++) children.u8(6).u32(beforeAt() + i);
    expect(() => variablesOf(file({ shapes: [named, copy], before, children }))).toThrow(OVER);
  });

  test('nor members that overlap', () => {
    const whole: Shape = [5, TAG.structureType, true, AT.name, FORM.string, AT.byteSize, FORM.data1];
    const variable: Shape = [6, TAG.variable, false, AT.name, FORM.string, AT.type, FORM.ref4];
    const before = new Writer();
    for (let i = 0; i < 2000; i++) before.u8(5).string('s').u8(8);
    for (let i = 0; i < 2000; i++) before.u8(0);
    const children = new Writer();
    for (let i = 0; i < 2000; i++)
      children
        .u8(6)
        .string('x')
        .u32(beforeAt() + 4 * i);
    const dwarf = open(file({ shapes: [whole, variable], before, children }));
    const ask = (): void => {
      for (const { type } of dwarf.variablesOf(0x1000)!) dwarf.fieldAt(type!, 0);
    };
    expect(ask).toThrow(OVER);
  });

  test('a variable in a great many pieces is refused', () => {
    const pieces = new Writer();
    for (let i = 0; i < 1100; i++) pieces.u8(OP.callFrameCfa, OP.piece, 1);
    const children = new Writer();
    for (let i = 0; i < 1000; i++) children.add(plain('x', pieces));
    expect(() => variablesOf(file({ children }))).toThrow(/at most 1048576 places/);
  });
});

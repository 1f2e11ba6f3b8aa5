import { expect, test } from 'vitest';
import type { Code } from './calls.ts';
import { findCalls } from './calls.ts';
import type { Architecture } from './image.ts';
import { Image } from './image.ts';
import type { FunctionTable } from './pclntab.ts';

const TEXT = 0x401000;

/** Functions of 32 bytes each, at TEXT, TEXT + 32, … */
function code(goarch: Architecture, ...functions: string[]): Code {
  const bytes = new Uint8Array(functions.length * 32).fill(0xcc);
  functions.forEach((hex, i) => bytes.set(Buffer.from(hex.replaceAll(' ', ''), 'hex'), i * 32));
  const segment = { address: TEXT, size: bytes.length, bytes, fileOffset: 0, writable: false, executable: true };
  const shape = { littleEndian: true, pointerSize: 8 };
  const common = { format: 'elf', architecture: goarch, shape, positionIndependent: false, sections: [] } as const;
  const count = functions.length;
  const table: Partial<FunctionTable> = {
    count,
    entry: Float64Array.from(functions, (_, i) => TEXT + i * 32),
    end: Float64Array.from(functions, (_, i) => TEXT + (i + 1) * 32),
  };
  return {
    goarch,
    textStart: TEXT,
    textEnd: TEXT + bytes.length,
    image: new Image({ ...common, segments: [segment], findSymbol: undefined, findDebugSection: () => undefined }),
    functions: table as FunctionTable,
    functionAt: (pc) => Math.floor((pc - TEXT) / 32),
  };
}

const only = (count: number, ...targets: number[]): Uint8Array => Uint8Array.from({ length: count }, (_, i) => (targets.includes(i) ? 1 : 0));

test('amd64: calls forwards and backwards, padding skipped', () => {
  // call function 1; call function 0, itself; ret.
  const binary = code('amd64', 'e81b000000 e8f6ffffff c3', 'c3', 'e8bbffffff c3');
  const found = findCalls(binary, only(3, 0, 1));
  expect([...found.pc]).toEqual([TEXT, TEXT + 5, TEXT + 64]);
  expect([...found.caller]).toEqual([0, 0, 2]);
  expect([...found.target]).toEqual([1, 0, 0]);
  expect(found).toMatchObject({ count: 3, rejected: 0, unverified: [] });
});

test('amd64: E8 within another instruction is no call', () => {
  // mov eax, 0x1ae8: the immediate, read as a call, would hit function 1.
  const binary = code('amd64', 'b8e81a000000 c3', 'c3');
  const found = findCalls(binary, only(2, 1));
  expect(found.count).toBe(0);
  expect(found.rejected).toBe(1);
});

test('amd64: a jump to a target is a tail call, to the own entry it is not', () => {
  const binary = code('amd64', 'e91b000000', 'e9fbffffff');
  const found = findCalls(binary, only(2, 1));
  expect(found.count).toBe(0);
  expect([...found.tailCalls.pc]).toEqual([TEXT]);
  expect([...found.tailCalls.target]).toEqual([1]);
});

test('amd64: what cannot be disassembled is kept and said', () => {
  const binary = code('amd64', '06 e81a000000 c3', 'c3');
  expect(findCalls(binary, only(2, 1))).toMatchObject({ count: 1, unverified: [0] });
});

test('arm64: BL is a call, B a tail call, other words nothing', () => {
  const binary = code('arm64', '08000094 07000014 1f2003d5 c0035fd6', 'f8ffff97 c0035fd6');
  const found = findCalls(binary, only(2, 0, 1));
  expect([...found.pc]).toEqual([TEXT, TEXT + 32]);
  expect([...found.target]).toEqual([1, 0]);
  expect([...found.tailCalls.pc]).toEqual([TEXT + 4]);
});

test('nothing is found when nothing is asked for', () => {
  expect(findCalls(code('amd64', 'e81b000000'), only(1)).count).toBe(0);
});

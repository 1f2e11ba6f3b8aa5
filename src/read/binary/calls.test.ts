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
  const shape = { littleEndian: true, pointerSize: goarch === '386' || goarch === 'arm' ? 4 : 8 };
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

test('386: an E8 within another instruction is none, and 40 is an instruction, not a prefix', () => {
  // inc eax; call function 1; mov eax, 0x14e8 (as a call, to function 1); ret.
  const binary = code('386', '40 e81a000000 b8e814000000 c3', 'c3');
  const found = findCalls(binary, only(2, 1));
  expect([...found.pc]).toEqual([TEXT + 1]);
  expect(found).toMatchObject({ rejected: 1, unverified: [] });
});

test('arm: BL is a call, B a tail call, a constant that looks like one is neither', () => {
  // bl +1; ldr r0, [pc, #4] (the word at 16); b +1; bls +1; .word bl +1; bx lr.
  const binary = code('arm', '060000eb 04009fe5 040000ea 0300009b 020000eb 1eff2fe1', 'f6ffffeb 1eff2fe1');
  const found = findCalls(binary, only(2, 0, 1));
  expect([...found.pc]).toEqual([TEXT, TEXT + 12, TEXT + 32]);
  expect([...found.target]).toEqual([1, 1, 0]);
  expect([...found.tailCalls.pc]).toEqual([TEXT + 8]);
  expect(found.rejected).toBe(1);
});

test('nothing is found when nothing is asked for', () => {
  expect(findCalls(code('amd64', 'e81b000000'), only(1)).count).toBe(0);
});

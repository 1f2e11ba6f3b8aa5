// Small pieces of code whose reaching stores are plain to see. SP is 0x40 bytes below the CFA unless said otherwise, so that
// 0x10(SP) is −0x38 on amd64, where the call's own push counts, and −0x30 on arm64.
import { describe, expect, test } from 'vitest';
import { DATA, OTHERS, SP, TEXT, codeSource } from '../../../test/frame/code-source.ts';
import type { CodeOptions } from '../../../test/frame/code-source.ts';
import type { FollowedArchitecture } from './machine.ts';
import type { ReachingAnswer } from './frame-stores.ts';
import { analyseFrameStores } from './frame-stores.ts';

/** `+a store`, `+b zero?` (? for possible), `entry`, `unknown …`. */
function show(answer: ReachingAnswer): string {
  const stores = answer.stores.map((one) => `+${(one.pc - TEXT).toString(16)} ${one.kind}${one.possible ? '?' : ''}`);
  return [...stores, ...(answer.fromEntry ? ['entry'] : []), ...(answer.unknown === undefined ? [] : [answer.unknown.replace(/0x.*/, 'X')])].join(' ');
}

async function reaching(goarch: FollowedArchitecture, hex: string, at: number, slot: number, size = 8, options: CodeOptions = {}): Promise<string> {
  const stores = await analyseFrameStores(codeSource(goarch, Buffer.from(hex.replaceAll(/\s/g, ''), 'hex'), options), 0);
  return show(stores.reaching(TEXT + at, SP[goarch] + slot, size));
}

/** CALL to one of the others, `at` being where it is and `length` the function's. */
function call(name: string, at: number, length: number): string {
  const bytes = Buffer.alloc(5, 0xe8);
  bytes.writeInt32LE(length + OTHERS.indexOf(name) * 16 - at - 5, 1);
  return bytes.toString('hex');
}

const RET = 'c3';
const STORE_AX = '4889442410';
const STORE_CX = '48894c2410';

describe('amd64', () => {
  test.each([
    ['a store', `${STORE_AX} ${RET}`, 5, '+0 store'],
    ['in front of it', `${STORE_AX} ${RET}`, 0, 'entry'],
    ['the later of two', `${STORE_AX} ${STORE_CX} ${RET}`, 10, '+5 store'],
    ['zero by immediate', `48c744241000000000 ${RET}`, 9, '+0 zero'],
    ['another constant', `48c744241001000000 ${RET}`, 9, '+0 store'],
    ['zero by X15', `440f117c2410 ${RET}`, 6, '+0 zero'],
    ['another vector register', `0f11442410 ${RET}`, 5, '+0 store'],
    ['zero by a cleared register', `31c0 ${STORE_AX} ${RET}`, 7, '+2 zero'],
    ['an addition of zero clears nothing', `31c0 4801442410 ${RET}`, 7, '+2 store'],
    ['two arms', `4885db 7407 ${STORE_AX} eb05 ${STORE_CX} ${RET}`, 0x11, '+5 store +c store'],
    ['one arm', `4885db 7405 ${STORE_AX} ${RET}`, 0xa, '+5 store entry'],
    ['behind an endless loop', `ebfe ${STORE_AX} ${RET}`, 7, 'entry no path leads to X'],
    ['in a loop', `${STORE_AX} ${STORE_CX} 4885db 75f6 ${RET}`, 5, '+0 store +5 store'],
    ['halves', `89442410 894c2414 ${RET}`, 8, '+0 store +4 store'],
    ['one half', `894c2414 ${RET}`, 4, '+0 store entry'],
    ['through a register', `488d7c2408 4889fe 4883c608 488906 ${RET}`, 0xf, '+c store'],
    ['lea of a register', `488d7c2408 488d7708 488906 ${RET}`, 0xc, '+9 store'],
    ['of two addresses', `488d542410 4885db 7405 488d542418 488902 ${RET}`, 0x12, '+f store? entry'],
    ['indexed', `440f117c2410 488944cc08 ${RET}`, 0xb, '+0 zero +6 store?'],
    ['index known', `440f117c2410 b901000000 488944cc08 ${RET}`, 0x10, '+b store'],
    ['rep stos', `488d7c2410 b904000000 31c0 f348ab ${RET}`, 0xf, '+c zero'],
    ['rep stos of unknown length', `488d7c2410 31c0 f348ab ${RET}`, 0xa, '+7 zero? entry'],
    ['rep movs', `488d7c2410 b904000000 f348a5 ${RET}`, 0xd, '+a copy'],
    ['counted loop', `488d542410 b902000000 440f113a 4883c210 ffc9 75f4 ${RET}`, 0x16, '+a zero'],
    ['loop of unknown count', `488d542410 440f113a 4883c210 ffc9 75f4 ${RET}`, 0x11, '+5 zero? entry'],
    ['compare and swap', `f0480fb14c2410 ${RET}`, 7, '+0 store? entry'],
    ['an exchange', `480fc1442410 ${RET}`, 6, '+0 store'],
    ['a pop, which moves SP first', `4885db 8f442408 ${RET}`, 7, '+3 store'],
    ['through a pointer that is no address in the frame', `${STORE_AX} 488908 ${RET}`, 8, '+0 store'],
    ['to another segment', `6448890c2510000000 ${RET}`, 9, 'entry'],
    ['to a global', `488905100000 00 ${RET}`, 7, 'entry'],
    ['an unknown jump', `${STORE_AX} ffe0`, 5, '+0 store indirect jump at X'],
    ['not an instruction', `${STORE_AX} 06 ${RET}`, 5, '+0 store undecoded instruction at X'],
    ['an unreachable one', `${STORE_AX} ${RET} 06`, 5, '+0 store'],
    ['between instructions', `${STORE_AX} ${RET}`, 3, 'entry no instruction begins at X'],
  ])('%s', async (_what, hex, at, expected) => {
    expect(await reaching('amd64', hex, at, 0x10)).toBe(expected);
  });

  test('what an address that is passed on or stored allows', async () => {
    // LEAQ 0x10(SP), AX; CALL other; RET.
    const passed = `488d442410 ${call('main.other', 5, 11)} ${RET}`;
    const object: CodeOptions = { objects: [[-0x48 + 0x10 + 0x10, 16]] };
    expect(await reaching('amd64', passed, 10, 0x10, 8, object)).toBe('+5 call? entry');
    expect(await reaching('amd64', passed, 10, 0x18, 8, object)).toBe('+5 call? entry');
    expect(await reaching('amd64', passed, 10, 0x20, 8, object)).toBe('entry');
    // MOVQ AX, 0x10(SP) comes after the address is stored; CX is loaded from memory.
    const stored = `488d542410 4889542430 488b4c2430 488901 ${RET}`;
    expect(await reaching('amd64', stored, 0x12, 0x10, 8, object)).toBe('+f store? entry');
    expect(await reaching('amd64', stored, 0x12, 0x20, 8, object)).toBe('entry');
    // Not stored before.
    expect(await reaching('amd64', `488b4c2430 488901 488d542410 4889542430 ${RET}`, 0x12, 0x10, 8, object)).toBe('entry');
  });

  test('calls', async () => {
    const clear = `488d442410 bb10000000 ${call('runtime.memclrNoHeapPointers', 10, 16)} ${RET}`;
    expect(await reaching('amd64', clear, 15, 0x18)).toBe('+a zero');
    expect(await reaching('amd64', clear, 15, 0x20)).toBe('entry');
    const exits = `4885db 740a ${STORE_AX} ${call('runtime.panicdivide', 10, 21)} ${STORE_CX} ${RET}`;
    expect(await reaching('amd64', exits, 20, 0x10)).toBe('+f store');
    // The write barrier keeps registers: the address in DX is still known.
    const barrier = `488d542410 ${call('runtime.gcWriteBarrier1', 5, 17)} 498903 488902 ${RET}`;
    expect(await reaching('amd64', barrier, 16, 0x10)).toBe('+d store');
    const fresh = `488d542410 4889542430 ${call('runtime.newobject', 10, 19)} 488908 ${RET}`;
    expect(await reaching('amd64', fresh, 18, 0x10)).toBe('entry');
    const indirect = `488d442410 ffd1 ${RET}`;
    expect(await reaching('amd64', indirect, 7, 0x10)).toBe('+5 call? entry');
  });

  test('a jump table', async () => {
    // LEAQ table, DX; JMP (DX)(CX*8); three cases that store or not.
    const lea = Buffer.alloc(4);
    lea.writeInt32LE(DATA - TEXT - 7);
    const hex = `488d15${lea.toString('hex')} ff24ca ${STORE_AX} eb05 ${STORE_CX} ${RET}`;
    const table = (...to: number[]): CodeOptions => ({ data: to.map((at) => TEXT + at) });
    expect(await reaching('amd64', hex, 0x16, 0x10, 8, table(0xa, 0x11))).toBe('+a store +11 store');
    expect(await reaching('amd64', hex, 0x16, 0x10, 8, table(0xa, 0x11, 0x16))).toBe('+a store +11 store entry');
    expect(await reaching('amd64', hex, 0x16, 0x10, 8, table(0x11, 0x11))).toBe('+11 store');
    expect(await reaching('amd64', hex, 0x16, 0x10, 8, { data: [7] })).toContain('indirect jump at');
  });

  test('a recovered panic brings every store', async () => {
    const hex = `${STORE_AX} ${STORE_CX} ${RET} 90 ${RET}`;
    expect(await reaching('amd64', hex, 12, 0x10, 8, { deferReturn: 11 })).toBe('+0 store +5 store entry');
    expect(await reaching('amd64', hex, 10, 0x10, 8, { deferReturn: 11 })).toBe('+5 store');
  });

  test('SP not known', async () => {
    expect(await reaching('amd64', `${STORE_AX} ${RET}`, 5, 0x10, 8, { stack: -1 })).toContain('SP not tracked at');
  });
});

/** Words as the assembler prints them. */
function words(...list: readonly number[]): string {
  const bytes = Buffer.alloc(list.length * 4);
  for (const [i, word] of list.entries()) bytes.writeUInt32LE(word, i * 4);
  return bytes.toString('hex');
}

describe('arm64', () => {
  const ret = 0xd65f03c0;
  const store = 0xf9000be0;
  const lea = 0x910043f0;
  test.each([
    ['a store', [store, ret], 4, '+0 store'],
    ['of ZR', [0xf9000bff, ret], 4, '+0 zero'],
    ['a pair of ZR', [0xa900ffff, ret], 4, '+0 zero'],
    ['a pair above', [0xa9017fff, ret], 4, '+0 zero'],
    ['post-indexed', [lea, 0xa8817e1f, ret], 8, '+4 zero'],
    ['behind a post-indexed one', [lea, 0xa8817e1f, 0xf81f0200, ret], 12, '+8 store'],
    ['pre-indexed', [0xd1000610, 0x910023f0, 0xf8008e00, ret], 12, '+8 store'],
    ['unscaled through a copy', [0x910063f0, 0xaa1003f1, 0xf81f8221, ret], 12, '+8 store'],
    ['vector', [0x3d8007e0, ret], 4, '+0 store'],
    ['pair of vectors', [0xad0087e0, ret], 4, '+0 store'],
    ['half', [0xb90017e0, ret], 4, '+0 store entry'],
    ['byte', [0x390043e0, ret], 4, '+0 store entry'],
    ['release', [lea, 0xc89ffe00, ret], 8, '+4 store'],
    ['atomic', [lea, 0xf8e00201, ret], 8, '+4 store'],
    ['exclusive', [lea, 0xc8037e00, ret], 8, '+4 store? entry'],
    ['compare and swap', [lea, 0xc8a07e01, ret], 8, '+4 store? entry'],
    ['indexed', [lea, 0xf8227a00, ret], 8, '+4 store? entry'],
    ['one arm', [0xb4000041, store, ret], 8, '+4 store entry'],
    ['counted loop', [lea, 0xd2800047, 0xa8817e1f, 0xd10004e7, 0xb5ffffc7, ret], 20, '+8 zero'],
    ['count as a bit pattern', [lea, 0xb27f07e7, 0xa8817e1f, 0xd10004e7, 0xb5ffffc7, ret], 20, '+8 zero'],
    ['loop to an address', [lea, 0x910083e4, 0xa8817e1f, 0xeb04021f, 0x54ffffcd, ret], 20, '+8 zero'],
    ['loop to another address', [lea, 0xa8817e1f, 0xeb04021f, 0x54ffffcd, ret], 16, '+4 zero? entry'],
    ['offset from a literal', [0x1800009b, 0x8b3b63fb, 0xf9000360, ret, 0x10], 12, '+8 store'],
    ['offset not known', [0x8b3b63fb, 0xf9000360, ret], 8, '+4 store? entry'],
    ['zero-filled end', [store, 0, ret], 8, 'entry no path leads to X'],
    ['an unknown jump', [store, 0xd61f0360], 4, '+0 store indirect jump at X'],
    ['block of the processor', [lea, 0xd50b7430, ret], 8, '+4 zero? entry'],
  ] as const)('%s', async (_what, list, at, expected) => {
    expect(await reaching('arm64', words(...list), at, 0x10)).toBe(expected);
  });

  test('what is above a pair', async () => {
    expect(await reaching('arm64', words(0xa9017fff, ret), 4, 0x18)).toBe('+0 zero');
    expect(await reaching('arm64', words(0xa9017fff, ret), 4, 0x20)).toBe('entry');
    expect(await reaching('arm64', words(0xad0087e0, ret), 4, 0x28)).toBe('+0 store');
  });

  test('a jump table', async () => {
    // ADRP and ADD of the table, MOVD (R3)(R2<<3), R27, JMP (R27).
    const adrp = 0x90000003 | ((((DATA - TEXT) / 4096) >> 2) << 5) | ((((DATA - TEXT) / 4096) & 3) << 29);
    const hex = words(adrp >>> 0, 0x91000063, 0xf862787b, 0xd61f0360, store, 0x14000002, 0xf9000be1, ret);
    expect(await reaching('arm64', hex, 28, 0x10, 8, { data: [TEXT + 16, TEXT + 24] })).toBe('+10 store +18 store');
  });
});

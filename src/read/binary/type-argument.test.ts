import { expect, test } from 'vitest';
import { Image } from './image.ts';
import type { Architecture } from './image.ts';
import type { FunctionTable } from './pclntab.ts';
import type { ArgumentSource } from './type-argument.ts';
import { ArgumentReader } from './type-argument.ts';
import type { GoType } from './types.ts';

const TEXT = 0x401000;
const TYPE = 0x402000;

/** A binary of one function; the only type is at TYPE. The last instruction is the call. */
function reader(goarch: Architecture, hex: string): { read: ArgumentReader; call: number } {
  const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex');
  const segment = { address: TEXT, size: bytes.length, bytes, fileOffset: 0, writable: false, executable: true };
  const shape = { littleEndian: true, pointerSize: 8 };
  const functions: Partial<FunctionTable> = {
    count: 1,
    entry: Float64Array.of(TEXT),
    end: Float64Array.of(TEXT + bytes.length),
  };
  const source: ArgumentSource = {
    goarch,
    textStart: TEXT,
    textEnd: TEXT + bytes.length,
    image: new Image({
      format: 'elf',
      architecture: goarch,
      shape,
      positionIndependent: false,
      segments: [segment],
      sections: [],
      findSymbol: undefined,
      findDebugSection: () => undefined,
    }),
    functions: functions as FunctionTable,
    types: { find: (address) => (address === TYPE ? ({} as GoType) : undefined) },
  };
  return { read: new ArgumentReader(source), call: TEXT + bytes.length - (goarch === 'amd64' ? 5 : 4) };
}

const CALL = 'e800000000';
/** lea rax/rcx, [rip + …] that is `behind` bytes into the text when it ends. */
const lea = (opcode: string, behind: number): string => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(TYPE - TEXT - behind);
  return opcode + bytes.toString('hex');
};

test.each([
  ['lea in front of the call', `90 ${lea('488d05', 8)} ${CALL}`, 0, TYPE],
  ['through a move', `90 ${lea('488d0d', 8)} 4889c8 ${CALL}`, 0, TYPE],
  ['other registers in between', `90 ${lea('488d05', 8)} bb01000000 4c8b4c2408 ${CALL}`, 0, TYPE],
  ['second argument', `90 ${lea('488d1d', 8)} b818000000 31c9 ${CALL}`, 1, TYPE],
  ['past a jump that is not taken', `90 ${lea('488d05', 8)} 7405 ${CALL}`, 0, TYPE],
  ['nil', `90 31db ${CALL}`, 1, 0],
  ['overwritten', `90 ${lea('488d05', 8)} 488b442408 ${CALL}`, 0, undefined],
  ['behind another call', `90 ${lea('488d05', 8)} ${CALL} ${CALL}`, 0, undefined],
  ['behind a jump target', `90 ${lea('488d05', 8)} 90 ebfd ${CALL}`, 0, undefined],
  ['behind a jump target that falls through', `74 07 ${lea('488d05', 9)} ${CALL}`, 0, undefined],
  ['no type there', `90 488d0500000000 ${CALL}`, 0, undefined],
  ['a number', `90 b818000000 ${CALL}`, 0, undefined],
  ['nothing in front', `90 ${CALL}`, 0, undefined],
  ['more arguments than registers', `90 ${lea('488d05', 8)} ${CALL}`, 9, undefined],
] as const)('amd64: %s', (_what, hex, index, expected) => {
  const { read, call } = reader('amd64', hex);
  expect(read.typeArgument(call, 0, index)).toBe(expected);
});

test('amd64: a size', () => {
  const { read, call } = reader('amd64', `90 b818000000 ${CALL}`);
  expect(read.argument(call, 0, 0)).toEqual({ kind: 'constant', value: 24 });
});

test('not at a call', () => {
  const { read, call } = reader('amd64', `90 ${lea('488d05', 8)} ${CALL}`);
  expect(read.typeArgument(call + 1, 0, 0)).toBeUndefined();
});

// adrp x0, +1 page is 0xb0000000; add x0, x0, #0 is 0x91000000; words are little-endian.
test.each([
  ['adrp and add', '1f2003d5 000000b0 00000091 00000094', 0, TYPE],
  ['through a move', '1f2003d5 010000b0 21000091 e00301aa 00000094', 0, TYPE],
  ['nil', '1f2003d5 e1031faa 00000094', 1, 0],
  ['loaded from memory', '1f2003d5 000000b0 00000091 e00740f9 00000094', 0, undefined],
  ['behind another call', '1f2003d5 000000b0 00000091 00000094 00000094', 0, undefined],
  ['behind a jump target', '400000b4 000000b0 00000091 00000094', 0, undefined],
  ['another address', '1f2003d5 000000b0 00200091 00000094', 0, undefined],
] as const)('arm64: %s', (_what, hex, index, expected) => {
  const { read, call } = reader('arm64', hex);
  expect(read.typeArgument(call, 0, index)).toBe(expected);
});

// Which general registers an amd64 instruction writes, for looking back from a call to where an argument was set.
// Specification: Intel SDM volume 2. Never too few: what is not listed counts as writing all of them, which ends the search.
import type { Amd64Instruction } from './amd64-length.ts';

/** Control does not go on to the next instruction with registers kept, or nothing is known. */
export const WRITES_ALL = 0xffff;

const AX_DX = 0b101;

/** One bit a register (0 AX, 1 CX, 2 DX, 3 BX, … 15 R15), without what stack instructions do to SP. */
export function amd64Writes(bytes: Uint8Array, instruction: Amd64Instruction): number {
  const { map, opcode, modrm, rex, vector } = instruction;
  const byte = modrm < 0 ? 0 : bytes[modrm]!;
  const group = (byte >> 3) & 7;
  const direct = byte >= 0xc0;
  const reg = 1 << (group | (rex & 4 ? 8 : 0));
  const rm = direct ? 1 << ((byte & 7) | (rex & 1 ? 8 : 0)) : 0;
  if (vector) return vectorWrites(map, opcode, reg, rm);
  if (map === 1) return twoByteWrites(opcode, group, reg, rm, (opcode & 7) | (rex & 1 ? 8 : 0), rex);
  if (map === 2) return opcode >= 0xf0 ? reg : 0;
  if (map === 3) return mediaWrites(opcode, rm) | (opcode >= 0xf0 ? reg : 0);
  return oneByteWrites(opcode, group, reg, rm, (opcode & 7) | (rex & 1 ? 8 : 0), rex, direct);
}

function oneByteWrites(opcode: number, group: number, reg: number, rm: number, low: number, rex: number, direct: boolean): number {
  if (opcode < 0x40) {
    if (opcode >= 0x38) return 0;
    const form = opcode & 7;
    if (form === 0) return byteRegister(rm, rex);
    if (form === 1) return rm;
    if (form === 2) return byteRegister(reg, rex);
    return form === 3 ? reg : 1;
  }
  if (opcode >= 0x50 && opcode <= 0x57) return 0;
  if (opcode >= 0x58 && opcode <= 0x5f) return 1 << low;
  if (opcode >= 0x70 && opcode <= 0x7f) return 0;
  if (opcode >= 0x91 && opcode <= 0x97) return 1 | (1 << low);
  if (opcode >= 0xb0 && opcode <= 0xb7) return byteRegister(1 << low, rex);
  if (opcode >= 0xb8 && opcode <= 0xbf) return 1 << low;
  switch (opcode) {
    case 0x63:
    case 0x69:
    case 0x6b:
    case 0x8b:
    case 0x8d:
      return reg;
    case 0x68:
    case 0x6a:
    case 0x84:
    case 0x85:
    case 0x90:
    case 0x9b:
    case 0x9c:
    case 0x9d:
    case 0xa8:
    case 0xa9:
      return 0;
    case 0x80:
      return group === 7 ? 0 : byteRegister(rm, rex);
    case 0x81:
    case 0x83:
      return group === 7 ? 0 : rm;
    case 0x86:
      return byteRegister(reg, rex) | (direct ? byteRegister(rm, rex) : 0);
    case 0x87:
      return reg | rm;
    case 0x88:
    case 0xc0:
    case 0xc6:
    case 0xd0:
    case 0xd2:
      return direct ? byteRegister(rm, rex) : 0;
    case 0x8a:
      return byteRegister(reg, rex);
    case 0x89:
    case 0x8f:
    case 0xc1:
    case 0xc7:
    case 0xd1:
    case 0xd3:
      return rm;
    case 0x98:
      return 1;
    case 0x99:
      return 0b100;
    case 0xf6:
      if (group >= 4) return AX_DX;
      return group < 2 || !direct ? 0 : byteRegister(rm, rex);
    case 0xf7:
      return group < 2 ? 0 : group >= 4 ? AX_DX : rm;
    case 0xfe:
      return group < 2 ? (direct ? byteRegister(rm, rex) : 0) : WRITES_ALL;
    case 0xff:
      return group < 2 ? rm : group === 6 ? 0 : WRITES_ALL;
    default:
      return WRITES_ALL;
  }
}

function twoByteWrites(opcode: number, group: number, reg: number, rm: number, low: number, rex: number): number {
  if (opcode >= 0x10 && opcode <= 0x1f) return 0;
  if (opcode >= 0x28 && opcode <= 0x2b) return 0;
  if (opcode >= 0x40 && opcode <= 0x4f) return reg;
  if (opcode >= 0x51 && opcode <= 0x76) return 0;
  if (opcode >= 0x80 && opcode <= 0x8f) return 0;
  if (opcode >= 0x90 && opcode <= 0x9f) return byteRegister(rm, rex);
  if (opcode >= 0xc8 && opcode <= 0xcf) return 1 << low;
  if (opcode >= 0xd0 && opcode <= 0xfe) return opcode === 0xd7 ? reg : 0;
  switch (opcode) {
    case 0x0d:
    case 0x2e:
    case 0x2f:
    case 0x7f:
    case 0xa3:
    case 0xae:
    case 0xc2:
    case 0xc3:
    case 0xc4:
    case 0xc6:
      return opcode === 0xae && rm !== 0 ? rm : 0;
    case 0x2c:
    case 0x2d:
    case 0x50:
    case 0xaf:
    case 0xb6:
    case 0xb7:
    case 0xb8:
    case 0xbc:
    case 0xbd:
    case 0xbe:
    case 0xbf:
    case 0xc5:
      return reg;
    case 0x7e:
    case 0xa4:
    case 0xa5:
    case 0xab:
    case 0xac:
    case 0xad:
    case 0xb3:
    case 0xbb:
      return rm;
    case 0xba:
      return group === 4 ? 0 : rm;
    case 0x31:
      return AX_DX;
    case 0xb0:
    case 0xb1:
      return rm | 1;
    case 0xc0:
      return byteRegister(reg, rex) | byteRegister(rm, rex);
    case 0xc1:
      return reg | rm;
    default:
      return WRITES_ALL;
  }
}

function vectorWrites(map: number, opcode: number, reg: number, rm: number): number {
  if (map === 1) {
    if (opcode === 0x2c || opcode === 0x2d || opcode === 0x50 || opcode === 0xc5 || opcode === 0xd7) return reg;
    if (opcode === 0x7e) return rm;
    if (opcode >= 0x78 && opcode <= 0x7b) return WRITES_ALL;
    return opcode >= 0x90 && opcode <= 0x93 ? WRITES_ALL : 0;
  }
  if (map === 2) return opcode >= 0xf0 ? WRITES_ALL : 0;
  return opcode >= 0xf0 ? WRITES_ALL : mediaWrites(opcode, rm);
}

/** 0F 3A: PEXTR* write a general register, PCMPESTRI and PCMPISTRI the index into CX. */
function mediaWrites(opcode: number, rm: number): number {
  if (opcode >= 0x14 && opcode <= 0x17) return rm;
  return opcode === 0x61 || opcode === 0x63 ? 0b10 : 0;
}

/** Without REX, byte registers 4–7 are AH, CH, DH, BH. */
function byteRegister(mask: number, rex: number): number {
  return rex === 0 && mask >= 0x10 && mask <= 0x80 ? mask >> 4 : mask;
}

// Where amd64 and 386 instructions end: a length decoder, so that linear disassembly from a function's entry costs microseconds.
// Specification: Intel SDM volume 2, chapter 2 and appendix A (64-bit and 32-bit mode), AMD64 APM volume 3 for 3DNow!. Go keeps
// jump tables and constants out of text, so that every byte of a function is code. Invalid encodings give length 0.

/** The instruction that was decoded last. One object is reused: callers decode hundreds of thousands. */
export interface Amd64Instruction {
  length: number;
  /** 0 one-byte opcodes, 1 for 0F, 2 for 0F 38, 3 for 0F 3A. */
  map: number;
  opcode: number;
  /** The REX byte, or its R, X, B, W taken from a VEX or EVEX prefix; 0 when absent. */
  rex: number;
  /** Whether VEX or EVEX encoded. */
  vector: boolean;
  /** 0x66 operand size prefix, or the same in a VEX prefix. */
  operandSize: boolean;
  /** Offset of the ModRM byte from the start of the bytes; −1 when there is none. */
  modrm: number;
}

/** A fresh instruction to decode into. */
export function newAmd64Instruction(): Amd64Instruction {
  return { length: 0, map: 0, opcode: 0, rex: 0, vector: false, operandSize: false, modrm: -1 };
}

const INVALID = 0x80;
const MODRM = 0x40;
/** Immediate of 2 or 4 bytes by operand size. */
const IMM_Z = 0x20;
/** Low bits: bytes of a fixed immediate. */
const FIXED = 0x0f;
const MAX_LENGTH = 15;

const ONE = table(
  // 00–3F: eight arithmetic rows
  [0x00, 0x3f, MODRM],
  ...[0, 1, 2, 3, 4, 5, 6, 7].flatMap((row): Row[] => [
    [row * 8 + 4, row * 8 + 4, 1],
    [row * 8 + 5, row * 8 + 5, IMM_Z],
    [row * 8 + 6, row * 8 + 7, INVALID],
  ]),
  [0x40, 0x5f, 0],
  [0x60, 0x62, INVALID],
  [0x63, 0x63, MODRM],
  [0x64, 0x67, INVALID],
  [0x68, 0x68, IMM_Z],
  [0x69, 0x69, MODRM | IMM_Z],
  [0x6a, 0x6a, 1],
  [0x6b, 0x6b, MODRM | 1],
  [0x6c, 0x6f, 0],
  [0x70, 0x7f, 1],
  [0x80, 0x80, MODRM | 1],
  [0x81, 0x81, MODRM | IMM_Z],
  [0x82, 0x82, INVALID],
  [0x83, 0x83, MODRM | 1],
  [0x84, 0x8f, MODRM],
  [0x90, 0x99, 0],
  [0x9a, 0x9a, INVALID],
  [0x9b, 0x9f, 0],
  [0xa0, 0xa3, 8],
  [0xa4, 0xa7, 0],
  [0xa8, 0xa8, 1],
  [0xa9, 0xa9, IMM_Z],
  [0xaa, 0xaf, 0],
  [0xb0, 0xb7, 1],
  [0xb8, 0xbf, IMM_Z],
  [0xc0, 0xc1, MODRM | 1],
  [0xc2, 0xc2, 2],
  [0xc3, 0xc3, 0],
  [0xc4, 0xc5, INVALID],
  [0xc6, 0xc6, MODRM | 1],
  [0xc7, 0xc7, MODRM | IMM_Z],
  [0xc8, 0xc8, 3],
  [0xc9, 0xc9, 0],
  [0xca, 0xca, 2],
  [0xcb, 0xcc, 0],
  [0xcd, 0xcd, 1],
  [0xce, 0xce, INVALID],
  [0xcf, 0xcf, 0],
  [0xd0, 0xd3, MODRM],
  [0xd4, 0xd6, INVALID],
  [0xd7, 0xd7, 0],
  [0xd8, 0xdf, MODRM],
  [0xe0, 0xe7, 1],
  [0xe8, 0xe9, 4],
  [0xea, 0xea, INVALID],
  [0xeb, 0xeb, 1],
  [0xec, 0xef, 0],
  [0xf0, 0xf0, INVALID],
  [0xf1, 0xf1, 0],
  [0xf2, 0xf3, INVALID],
  [0xf4, 0xf5, 0],
  [0xf6, 0xf7, MODRM],
  [0xf8, 0xfd, 0],
  [0xfe, 0xff, MODRM],
);

/** One-byte opcodes where 32-bit mode differs. 40–4F are no prefixes there, which the decoder knows. */
const ONE_32 = changed(
  ONE,
  ...[0, 1, 2, 3, 4, 5, 6, 7].map((row): Row => [row * 8 + 6, row * 8 + 7, 0]),
  [0x60, 0x61, 0],
  [0x62, 0x62, MODRM],
  [0x82, 0x82, MODRM | 1],
  [0x9a, 0x9a, 6],
  [0xa0, 0xa3, 4],
  [0xc4, 0xc5, MODRM],
  [0xce, 0xce, 0],
  [0xd4, 0xd5, 1],
  [0xd6, 0xd6, 0],
  [0xea, 0xea, 6],
);

const TWO = table(
  [0x00, 0xff, MODRM],
  [0x04, 0x04, INVALID],
  [0x05, 0x09, 0],
  [0x0a, 0x0a, INVALID],
  [0x0b, 0x0b, 0],
  [0x0c, 0x0c, INVALID],
  [0x0e, 0x0e, 0],
  [0x0f, 0x0f, MODRM | 1],
  [0x24, 0x27, INVALID],
  [0x30, 0x35, 0],
  [0x36, 0x36, INVALID],
  [0x37, 0x37, 0],
  [0x38, 0x3f, INVALID],
  [0x70, 0x73, MODRM | 1],
  [0x77, 0x77, 0],
  [0x80, 0x8f, 4],
  [0xa0, 0xa2, 0],
  [0xa4, 0xa4, MODRM | 1],
  [0xa8, 0xaa, 0],
  [0xac, 0xac, MODRM | 1],
  [0xba, 0xba, MODRM | 1],
  [0xc2, 0xc2, MODRM | 1],
  [0xc4, 0xc6, MODRM | 1],
  [0xc8, 0xcf, 0],
);

type Row = readonly [from: number, to: number, flags: number];

function table(...rows: Row[]): Uint8Array {
  return changed(new Uint8Array(256), ...rows);
}

function changed(from: Uint8Array, ...rows: Row[]): Uint8Array {
  const flags = from.slice();
  for (const [first, last, value] of rows) flags.fill(value, first, last + 1);
  return flags;
}

/** Decodes the instruction at `at`, not reading at or beyond `end`. Returns its length, 0 when invalid or cut off. */
export function decodeAmd64(bytes: Uint8Array, at: number, end: number, into: Amd64Instruction): number {
  return decode(bytes, at, end, into, false);
}

/** The same in 32-bit mode. */
export function decode386(bytes: Uint8Array, at: number, end: number, into: Amd64Instruction): number {
  return decode(bytes, at, end, into, true);
}

function decode(bytes: Uint8Array, at: number, end: number, into: Amd64Instruction, legacy: boolean): number {
  into.length = 0;
  into.map = 0;
  into.rex = 0;
  into.vector = false;
  into.operandSize = false;
  into.modrm = -1;
  let p = at;
  let short = false;
  let byte = 0;
  for (; p < end; p++) {
    byte = bytes[p]!;
    if (byte === 0x66) into.operandSize = true;
    else if (byte === 0x67) short = true;
    else if (byte !== 0xf2 && byte !== 0xf3 && byte !== 0xf0 && byte !== 0x64 && byte !== 0x65 && (byte & 0xe7) !== 0x26) {
      break;
    }
  }
  if (!legacy && (byte & 0xf0) === 0x40) {
    into.rex = byte;
    byte = bytes[++p]!;
  }
  let flags: number;
  if (p >= end) return 0;
  if (byte === 0x0f) {
    byte = bytes[++p]!;
    if (byte === 0x38 || byte === 0x3a) {
      into.map = byte === 0x38 ? 2 : 3;
      byte = bytes[++p]!;
      flags = into.map === 2 ? MODRM : MODRM | 1;
    } else {
      into.map = 1;
      flags = TWO[byte]!;
    }
  } else if ((byte === 0xc5 || byte === 0xc4 || byte === 0x62) && (!legacy || bytes[p + 1]! >= 0xc0)) {
    // In 32-bit mode these are LDS, LES and BOUND unless the next byte would be a register as ModRM.
    p = vectorPrefix(bytes, p, byte, into);
    if (p < 0 || p >= end) return 0;
    byte = bytes[p]!;
    flags = into.map === 1 ? TWO[byte]! & ~IMM_Z : into.map === 3 ? MODRM | 1 : MODRM;
  } else {
    flags = (legacy ? ONE_32 : ONE)[byte]!;
    if (byte === 0xf6 || byte === 0xf7) {
      // TEST has an immediate, the rest of the group has none.
      if (((bytes[p + 1]! >> 3) & 7) < 2) flags |= byte === 0xf6 ? 1 : IMM_Z;
    } else if (byte >= 0xa0 && byte <= 0xa3 && short) flags = legacy ? 2 : 4;
  }
  if (flags & INVALID) return 0;
  // 32-bit mode has branches to 16-bit offsets.
  if (legacy && into.operandSize && branches(into.map, byte)) flags -= 2;
  into.opcode = byte;
  p++;
  if (flags & MODRM) {
    into.modrm = p;
    // MOV from and to control and debug registers has no memory form: the upper bits of ModRM say nothing.
    if (into.map === 1 && !into.vector && (byte & 0xfc) === 0x20) p++;
    else p += legacy && short ? modrm16Length(bytes, p) : modrmLength(bytes, p);
  }
  if (flags & IMM_Z) {
    const wide = (into.rex & 8) !== 0;
    p += wide && into.map === 0 && byte >= 0xb8 && byte <= 0xbf ? 8 : into.operandSize && !wide ? 2 : 4;
  } else p += flags & FIXED;
  if (p > end || p - at > MAX_LENGTH) return 0;
  into.length = p - at;
  return into.length;
}

/** Offset of the opcode behind a VEX or EVEX prefix; −1 for a map that has none. */
function vectorPrefix(bytes: Uint8Array, at: number, byte: number, into: Amd64Instruction): number {
  into.vector = true;
  const first = bytes[at + 1]!;
  if (byte === 0xc5) {
    into.map = 1;
    into.rex = 0x40 | (first & 0x80 ? 0 : 4);
    into.operandSize = (first & 3) === 1;
    return at + 2;
  }
  const second = bytes[at + 2]!;
  const map = byte === 0x62 ? first & 7 : first & 0x1f;
  if (map < 1 || map > 3) return -1;
  into.map = map;
  into.rex = 0x40 | ((~first >> 5) & 7) | (second & 0x80 ? 8 : 0);
  into.operandSize = (second & 3) === 1;
  return at + (byte === 0x62 ? 4 : 3);
}

/** Bytes of ModRM, SIB and displacement. */
function modrmLength(bytes: Uint8Array, at: number): number {
  const modrm = bytes[at]!;
  const mod = modrm >> 6;
  const rm = modrm & 7;
  if (mod === 3) return 1;
  const sib = rm === 4 ? 1 : 0;
  const displacement = mod === 1 ? 1 : mod === 2 || rm === 5 || (sib === 1 && (bytes[at + 1]! & 7) === 5) ? 4 : 0;
  return 1 + sib + displacement;
}

/** The same with 16-bit addresses. */
function modrm16Length(bytes: Uint8Array, at: number): number {
  const modrm = bytes[at]!;
  const mod = modrm >> 6;
  return mod === 1 ? 2 : mod === 2 || (mod === 0 && (modrm & 7) === 6) ? 3 : 1;
}

/** CALL, JMP and Jcc with an offset of full size, far CALL and JMP. */
function branches(map: number, opcode: number): boolean {
  if (map === 1) return (opcode & 0xf0) === 0x80;
  return map === 0 && (opcode === 0xe8 || opcode === 0xe9 || opcode === 0x9a || opcode === 0xea);
}

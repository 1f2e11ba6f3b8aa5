// arm64 instructions as steps. Specification: Arm ARM, chapter C4, "A64 Instruction Set Encoding".
// Forms that move addresses and constants between registers, and everything that writes memory, are told apart; which registers
// other instructions write comes from arm64-writes.ts.
import { arm64Writes } from '../binary/arm64-writes.ts';
import { logicalImmediate } from './arm64-immediates.ts';
import { vectorStructure } from './arm64-structures.ts';
import type { Assignment, Step, Sum, Write } from './step.ts';
import { NOTHING } from './step.ts';

const NONE: readonly never[] = [];
const ZERO = 31;

/** Decodes words that begin at address `pc`; bytes behind the last whole word are left out. */
export function arm64Steps(bytes: Uint8Array, pc: number): Step[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const steps: Step[] = [];
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const word = view.getUint32(at, true);
    const step = decode(word, pc + at);
    const literal = loadedLiteral(view, word, at);
    steps.push(literal === undefined ? step : { ...step, assignments: known(word & 31, literal) });
  }
  return steps;
}

/** A constant that the assembler put behind the code, loaded relative to the pc (LDR, LDRSW); undefined for other words. */
function loadedLiteral(view: DataView, word: number, at: number): number | undefined {
  if ((word & 0x3f000000) >>> 0 !== 0x18000000) return undefined;
  const from = at + (((word << 8) >> 13) << 2);
  const form = word >>> 30;
  if (from < 0 || from + (form === 1 ? 8 : 4) > view.byteLength) return undefined;
  if (form !== 1) return form === 0 ? view.getUint32(from, true) : form === 2 ? view.getInt32(from, true) : undefined;
  const value = view.getUint32(from, true) + view.getInt32(from + 4, true) * 2 ** 32;
  return Number.isSafeInteger(value) ? value : undefined;
}

function decode(word: number, pc: number): Step {
  const step: Step = { pc, length: 4, flow: 'next', target: -1, through: undefined, writes: NONE, kills: 0, assignments: NONE };
  switch ((word >>> 25) & 0xf) {
    case 0b1000:
    case 0b1001:
      return { ...step, kills: arm64Writes(word), assignments: immediate(word, pc) };
    case 0b1010:
    case 0b1011:
      return control(word, step);
    case 0b0100:
    case 0b0110:
    case 0b1100:
    case 0b1110:
      return memory(word, step);
    case 0b0101:
    case 0b1101:
      // CMP of two registers, without shift.
      if ((word & 0xffe0fc1f) >>> 0 === 0xeb00001f) return { ...step, flags: { left: baseOf(word), right: (word >>> 16) & 31 } };
      return { ...step, kills: arm64Writes(word), assignments: registers(word) };
    case 0b0111:
    case 0b1111:
      return { ...step, kills: arm64Writes(word) };
    default:
      // UDF is what the linker pads with and what follows calls that do not return.
      return { ...step, flow: word >>> 16 === 0 ? 'stop' : 'undecoded' };
  }
}

function control(word: number, step: Step): Step {
  const { pc } = step;
  const top = word >>> 24;
  if ((top & 0x7c) === 0x14) return { ...step, flow: word >>> 31 === 1 ? 'call' : 'jump', target: pc + ((word << 6) >> 4) };
  if (top === 0x54 || (top & 0x7e) === 0x34) {
    const branch: Step = { ...step, flow: 'branch', target: pc + (((word << 8) >> 13) << 2) };
    if (top === 0xb5 || top === 0x35) return { ...branch, condition: { kind: 'not-zero', left: word & 31 } };
    if (top !== 0x54 || ((word & 31) !== 1 && (word & 31) !== 13)) return branch;
    return { ...branch, condition: { kind: (word & 31) === 1 ? 'not-equal' : 'less-equal', left: -1 } };
  }
  if ((top & 0x7e) === 0x36) return { ...step, flow: 'branch', target: pc + (((word << 13) >> 18) << 2) };
  const rn = (word >>> 5) & 31;
  const form = (word & 0xfffffc1f) >>> 0;
  if (form === 0xd61f0000) return { ...step, flow: 'indirect-jump', through: assign(-1, 'sum', { ...NOTHING, base: rn }) };
  if (form === 0xd63f0000) return { ...step, flow: 'indirect-call' };
  if (form === 0xd65f0000) return { ...step, flow: 'return' };
  // BRK, HLT.
  if (word >>> 21 === 0x6a1 || word >>> 21 === 0x6a2) return { ...step, flow: 'stop' };
  // SVC changes X0; hints, barriers, MSR and cache maintenance change no register; MRS and SYSL do.
  if (word >>> 21 === 0x6a0) return { ...step, kills: 1 };
  // DC ZVA clears a block whose size only the processor knows.
  if ((word & 0xffffffe0) >>> 0 === 0xd50b7420) {
    return { ...step, writes: [store({ ...NOTHING, base: word & 31 }, 0, 0, true, false)] };
  }
  if (word >>> 22 === 0x354) return { ...step, kills: (word & 0x200000) !== 0 ? source(word) : 0 };
  return { ...step, flow: 'undecoded' };
}

/** ADR, ADRP, ADD, SUB, MOVZ, MOVN, MOVK; others make something new of their source. */
function immediate(word: number, pc: number): readonly Assignment[] {
  const rd = word & 31;
  const rn = (word >>> 5) & 31;
  const wide = word >>> 31 === 1;
  switch ((word >>> 23) & 7) {
    case 0b000:
    case 0b001: {
      const value = (((word << 8) >> 13) << 2) | ((word >>> 29) & 3);
      return known(rd, wide ? (Math.floor(pc / 4096) + value) * 4096 : pc + value);
    }
    case 0b010: {
      const setsFlags = (word & 0x20000000) !== 0;
      if (rd === ZERO) return NONE;
      const amount = ((word >>> 10) & 0xfff) * ((word & 0x00400000) !== 0 ? 4096 : 1);
      const displacement = (word & 0x40000000) !== 0 ? -amount : amount;
      return wide || setsFlags ? [assign(rd, 'sum', { ...NOTHING, base: rn, displacement })] : mix(rd, rn, ZERO);
    }
    case 0b101: {
      const shift = ((word >>> 21) & 3) * 16;
      const value = ((word >>> 5) & 0xffff) * 2 ** shift;
      const opcode = (word >>> 29) & 3;
      if (opcode === 2) return known(rd, value);
      if (opcode === 0 && wide) return known(rd, -1 - value);
      return opcode === 3 && wide ? [assign(rd, 'insert', { ...NOTHING, displacement: (word >>> 5) & 0xffff, scale: shift })] : NONE;
    }
    case 0b011:
      return NONE;
    case 0b100: {
      // ORR Rd, ZR, #pattern.
      const value = (word & 0x600003e0) === 0x200003e0 ? logicalImmediate(word) : undefined;
      return value === undefined ? mix(rd, rn, ZERO) : known(rd, value);
    }
    default:
      return mix(rd, rn, ZERO);
  }
}

/** MOV, ADD and SUB of registers; others make something new of their sources. */
function registers(word: number): readonly Assignment[] {
  const rd = word & 31;
  const rn = (word >>> 5) & 31;
  const rm = (word >>> 16) & 31;
  if (rd === ZERO) return NONE;
  // ORR Rd, ZR, Rm.
  if ((word & 0xffe0ffe0) >>> 0 === 0xaa0003e0) return rm === ZERO ? known(rd, 0) : [assign(rd, 'sum', { ...NOTHING, base: rm })];
  const shift = (word >>> 10) & 63;
  // ADD(S) Rd, Rn, Rm, LSL #shift; register 31 is ZR here.
  if ((word & 0xdfe00000) >>> 0 === 0x8b000000 && shift <= 8 && rn !== ZERO && rm !== ZERO) {
    return [assign(rd, 'sum', { base: rn, index: rm, scale: 2 ** shift, displacement: 0 })];
  }
  // ADD Rd, Rn|SP, Rm, UXTX #shift; register 31 in Rn is SP.
  if ((word & 0xdfe0e000) >>> 0 === 0x8b206000 && rm !== ZERO) {
    return [assign(rd, 'sum', { base: rn, index: rm, scale: 2 ** ((word >>> 10) & 7), displacement: 0 })];
  }
  return mix(rd, rn, rm);
}

function memory(word: number, step: Step): Step {
  const kills = arm64Writes(word);
  const vector = (word & 0x04000000) !== 0;
  switch ((word >>> 28) & 3) {
    case 0b00:
      return vector ? { ...step, kills, ...structure(word) } : exclusive(word, { ...step, kills });
    case 0b01:
      return ordered(word, { ...step, kills }, vector);
    case 0b10:
      return pair(word, { ...step, kills }, vector);
    default:
      return single(word, { ...step, kills }, vector);
  }
}

/** Load-exclusive, store-exclusive, load-acquire, store-release, compare-and-swap, of one register or two. */
function exclusive(word: number, step: Step): Step {
  const size = 2 ** (word >>> 30);
  const address = { ...NOTHING, base: baseOf(word) };
  const rt = source(word);
  const rs = source(word >>> 16);
  const rt2 = source(word >>> 10);
  const load = (word & 0x00400000) !== 0;
  const first = (word & 0x00800000) !== 0;
  const second = (word & 0x00200000) !== 0;
  if (first && second) return { ...step, writes: [store(address, size, rt, false, false)] };
  if (first) return load ? step : { ...step, kills: 0, writes: [store(address, size, rt, rt === 0, true)] };
  if (!second) return load ? step : { ...step, kills: rs, writes: [store(address, size, rt, rt === 0, false)] };
  // CASP, else STXP and LDXP.
  if (word >>> 31 === 0) return { ...step, kills: -1, writes: [store(address, (word & 0x40000000) === 0 ? 8 : 16, rt, false, false)] };
  return load ? step : { ...step, kills: rs, writes: [store(address, size * 2, rt | rt2, (rt | rt2) === 0, false)] };
}

/** Loads relative to the pc; LDAPUR and STLUR. Memory tags and copy instructions (MOPS) are left undecoded. */
function ordered(word: number, step: Step, vector: boolean): Step {
  if ((word & 0x01000000) === 0) return step;
  if (vector || (word & 0x00200c00) !== 0) return { ...step, flow: 'undecoded' };
  if (((word >>> 22) & 3) !== 0) return step;
  const address = { ...NOTHING, base: baseOf(word), displacement: (word << 11) >> 23 };
  const rt = source(word);
  return { ...step, kills: 0, writes: [store(address, 2 ** (word >>> 30), rt, rt === 0, true)] };
}

function pair(word: number, step: Step, vector: boolean): Step {
  const size = vector ? 4 << (word >>> 30) : word >>> 30 === 2 ? 8 : 4;
  const offset = ((word << 10) >> 25) * size;
  const form = (word >>> 23) & 3;
  const rn = baseOf(word);
  // Post-indexed forms use the base as it was.
  const address = { ...NOTHING, base: rn, displacement: form === 1 ? 0 : offset };
  const assignments = form === 1 || form === 3 ? moved(rn, offset) : NONE;
  if ((word & 0x00400000) !== 0) return { ...step, assignments };
  const sources = vector ? 0 : source(word) | source(word >>> 10);
  return { ...step, assignments, writes: [store(address, size * 2, sources, !vector && sources === 0, true)] };
}

function single(word: number, step: Step, vector: boolean): Step {
  const rn = baseOf(word);
  const opcode = (word >>> 22) & 3;
  const quad = vector && (opcode & 2) !== 0;
  const size = quad ? 16 : 2 ** (word >>> 30);
  const storing = vector ? (opcode & 1) === 0 : opcode === 0;
  const sources = vector ? 0 : source(word);
  const write = (address: Sum): Write[] => [store(address, size, sources, !vector && sources === 0, true)];
  const plainLoad = !vector && opcode === 1 && word >>> 30 === 3;
  if ((word & 0x01000000) !== 0) {
    const address = { ...NOTHING, base: rn, displacement: ((word >>> 10) & 0xfff) * size };
    if (storing) return { ...step, kills: 0, writes: write(address) };
    return plainLoad ? { ...step, assignments: loaded(word, address) } : step;
  }
  const form = (word >>> 10) & 3;
  if ((word & 0x00200000) === 0) {
    const offset = (word << 11) >> 23;
    const address = { ...NOTHING, base: rn, displacement: form === 1 ? 0 : offset };
    const assignments = (form & 1) === 1 ? moved(rn, offset) : NONE;
    return storing ? { ...step, assignments, writes: write(address) } : { ...step, assignments };
  }
  if (form === 2) {
    const shifted = (word & 0x1000) !== 0;
    const index = (word >>> 16) & 31;
    // Extension of a 32-bit index counts as an index like any other.
    const address = { base: rn, index: index === ZERO ? -1 : index, scale: shifted ? size : 1, displacement: 0 };
    if (storing) return { ...step, kills: 0, writes: write(address) };
    return plainLoad ? { ...step, assignments: loaded(word, address) } : step;
  }
  if (form !== 0 || vector) return step;
  // LDAPR is among the atomic operations and only loads.
  if ((word & 0xf000) === 0xc000) return step;
  return { ...step, writes: [store({ ...NOTHING, base: rn }, size, source(word >>> 16), false, true, true)] };
}

/** ST1–ST4 of SIMD registers. */
function structure(word: number): Pick<Step, 'writes' | 'assignments'> {
  const { loads, size, writesBack } = vectorStructure(word);
  const rn = baseOf(word);
  // Post-index by an immediate (Rm is 31) adds what was transferred.
  const assignments = !writesBack ? NONE : size > 0 && ((word >>> 16) & 31) === 31 ? moved(rn, size) : mix(rn, rn, ZERO);
  return { assignments, writes: loads ? NONE : [store({ ...NOTHING, base: rn }, size, 0, false, size > 0)] };
}

/** Rn; 31 is SP in addresses. */
function baseOf(word: number): number {
  return (word >>> 5) & 31;
}

/** Bit of a register that is stored; none for ZR. */
function source(word: number): number {
  const register = word & 31;
  return register === ZERO ? 0 : 1 << register;
}

/** A plain store; `modify` for one that combines its sources with what is there. */
function store(address: Sum, size: number, sources: number, zero: boolean, certain: boolean, modify = false): Write {
  return { address, size, repeat: -1, certain, sources, plain: !modify, zero, copy: false };
}

function assign(register: number, kind: Assignment['kind'], sum: Sum): Assignment {
  return { register, kind, sum, sources: 0 };
}

function known(register: number, value: number): Assignment[] {
  return register === ZERO ? [] : [assign(register, 'sum', { ...NOTHING, displacement: value })];
}

/** Writeback of a base register; SP is known from pcsp. */
function moved(register: number, offset: number): Assignment[] {
  return register === ZERO ? [] : [assign(register, 'sum', { ...NOTHING, base: register, displacement: offset })];
}

function loaded(word: number, address: Sum): Assignment[] {
  return (word & 31) === ZERO ? [] : [assign(word & 31, 'load', address)];
}

function mix(register: number, first: number, second: number): Assignment[] {
  if (register === ZERO) return [];
  return [{ register, kind: 'mix', sum: NOTHING, sources: source(first) | source(second) }];
}

// Which general registers an arm64 instruction writes, for looking back from a call to where an argument was set.
// Specification: Arm ARM, chapter C4, "A64 Instruction Set Encoding". Never too few: groups that Go does not emit count as
// writing all registers, which ends the search. Bit 31 (SP or ZR) is left out.

/** Control does not go on to the next instruction with registers kept, or nothing is known. */
export const WRITES_ALL = 0x7fffffff;

/** One bit a register, X0 in bit 0. */
export function arm64Writes(word: number): number {
  const rd = bit(word);
  const rn = bit(word >>> 5);
  switch ((word >>> 25) & 0xf) {
    case 0b1000:
    case 0b1001:
      return rd;
    case 0b1010:
    case 0b1011:
      return branchWrites(word, rd);
    case 0b0100:
    case 0b1100:
      return loadWrites(word, rd, rn, false);
    case 0b0110:
    case 0b1110:
      return loadWrites(word, rd, rn, true);
    case 0b0101:
    case 0b1101:
      // CCMP and CCMN keep condition flags where others name a register.
      return (word & 0x1fe00000) >>> 0 === 0x1a400000 ? 0 : rd;
    case 0b0111:
    case 0b1111:
      return vectorWrites(word, rd);
    default:
      return WRITES_ALL;
  }
}

function bit(register: number): number {
  const number = register & 31;
  return number === 31 ? 0 : 1 << number;
}

function branchWrites(word: number, rd: number): number {
  const top = word >>> 24;
  // B.cond, CBZ/CBNZ, TBZ/TBNZ fall through with registers kept.
  if (top === 0x54 || (top & 0x7e) === 0x34 || (top & 0x7e) === 0x36) return 0;
  // Hints and barriers; MRS.
  if (word >>> 16 === 0xd503) return 0;
  if (word >>> 20 === 0xd53) return rd;
  return WRITES_ALL;
}

function loadWrites(word: number, rt: number, rn: number, vector: boolean): number {
  const load = (word & 0x00400000) !== 0;
  const rt2 = bit(word >>> 10);
  switch ((word >>> 27) & 7) {
    case 0b101: {
      const indexed = (word & 0x00800000) !== 0 ? rn : 0;
      return (vector || !load ? 0 : rt | rt2) | indexed;
    }
    case 0b111: {
      const plain = (word & 0x01000000) !== 0;
      const register = (word & 0x00200000) !== 0;
      const form = (word >>> 10) & 3;
      const indexed = !plain && !register && (form & 1) === 1 ? rn : 0;
      const atomic = !plain && register && form !== 2;
      const reads = atomic || (word & 0x00c00000) !== 0;
      return (vector || !reads ? 0 : rt) | indexed;
    }
    case 0b011:
      return vector ? 0 : rt;
    case 0b001:
      // Exclusive and compare-and-swap forms: result, status and pair registers alike. SIMD structures: the base.
      return vector ? rn : rt | rt2 | bit(word >>> 16);
    default:
      return WRITES_ALL;
  }
}

function vectorWrites(word: number, rd: number): number {
  // Conversions and moves between floating point and integer; SMOV and UMOV.
  if ((word & 0x7f20fc00) >>> 0 === 0x1e200000) return rd;
  if ((word & 0x7f200000) >>> 0 === 0x1e000000) return rd;
  return (word & 0x9fe08400) >>> 0 === 0x0e000400 ? rd : 0;
}

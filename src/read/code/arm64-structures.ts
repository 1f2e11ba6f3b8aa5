// Loads and stores of SIMD structures on arm64 (LD1–LD4, ST1–ST4). Specification: Arm ARM, C4.1, "Advanced SIMD load/store".

/** What such an instruction transfers. */
export interface VectorStructure {
  readonly loads: boolean;
  /** Bytes; 0 for single lanes, whose size is not needed. */
  readonly size: number;
  readonly writesBack: boolean;
}

/** Registers transferred by opcode (bits 15:12) of the multiple-structure forms. */
const REGISTERS: Readonly<Record<number, number>> = { 0: 4, 2: 4, 4: 3, 6: 3, 7: 1, 8: 2, 10: 2 };

/** Decodes a word of that class (bits 29:25 are 00110). */
export function vectorStructure(word: number): VectorStructure {
  const lanes = (word & 0x01000000) !== 0;
  const registers = lanes ? 0 : (REGISTERS[(word >>> 12) & 15] ?? 0);
  return {
    loads: (word & 0x00400000) !== 0,
    size: registers * ((word & 0x40000000) !== 0 ? 16 : 8),
    writesBack: (word & 0x00800000) !== 0,
  };
}

// Instructions that compute the address of something in the function's own frame.
// amd64: LEA r64, [rsp+disp] (Intel SDM volume 2, LEA). arm64: ADD Xd, SP, #imm (Arm ARM, C6.2, ADD immediate).
import type { Code } from './calls.ts';
import { decodeAmd64, newAmd64Instruction } from './amd64-length.ts';

/** One such instruction. */
export interface FrameAddress {
  readonly pc: number;
  /** Bytes from SP. */
  readonly spOffset: number;
}

const RBP = 5;

/** In address order; without the prologue's own (the frame pointer, the check of the stack's size). Ends early where code is not decoded. */
export function frameAddresses(binary: Code, index: number): FrameAddress[] {
  const entry = binary.functions.entry[index]!;
  const end = Math.min(binary.functions.end[index]!, binary.textEnd);
  const { bytes, view } = binary.image.cursorAt(entry, 'text', end - entry);
  return binary.goarch === 'amd64' ? onAmd64(bytes, view, entry) : onArm64(view, entry);
}

function onAmd64(bytes: Uint8Array, view: DataView, entry: number): FrameAddress[] {
  const found: FrameAddress[] = [];
  const instruction = newAmd64Instruction();
  for (let at = 0; at < bytes.length;) {
    const length = decodeAmd64(bytes, at, bytes.length, instruction);
    if (length === 0) break;
    const { modrm } = instruction;
    // LEA with a SIB byte of base rsp and no index.
    if (instruction.map === 0 && instruction.opcode === 0x8d && (bytes[modrm]! & 7) === 4 && bytes[modrm + 1] === 0x24 && (instruction.rex & 8) !== 0) {
      const mode = bytes[modrm]! >>> 6;
      const spOffset = mode === 0 ? 0 : mode === 1 ? view.getInt8(modrm + 2) : view.getInt32(modrm + 2, true);
      const isFramePointer = ((bytes[modrm]! >>> 3) & 7) === RBP && (instruction.rex & 4) === 0;
      if (spOffset >= 0 && !isFramePointer) found.push({ pc: entry + at, spOffset });
    }
    at += length;
  }
  return found;
}

function onArm64(view: DataView, entry: number): FrameAddress[] {
  const found: FrameAddress[] = [];
  for (let at = 0; at + 4 <= view.byteLength; at += 4) {
    const word = view.getUint32(at, true);
    if ((word & 0xff8003e0) >>> 0 !== 0x910003e0) continue;
    const rd = word & 31;
    // ADD SP, SP is the epilogue; R29 is the frame pointer.
    if (rd === 31 || rd === 29) continue;
    const shift = (word & 0x00400000) !== 0 ? 12 : 0;
    found.push({ pc: entry + at, spOffset: ((word >>> 10) & 0xfff) << shift });
  }
  return found;
}

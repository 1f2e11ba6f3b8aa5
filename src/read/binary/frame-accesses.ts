// Instructions that compute the address of something in the function's own frame, or store a register there.
// amd64: LEA, MOV, MOVSS, MOVSD, MOVUPS with a memory operand [rsp+disp] (Intel SDM volume 2). arm64: ADD Xd, SP, #imm and STR with an
// unsigned offset from SP (Arm ARM, C6.2).
import { unreachable } from '../../base/errors.ts';
import type { Code } from './calls.ts';
import { decodeAmd64, newAmd64Instruction, type Amd64Instruction } from './amd64-length.ts';

/** One such instruction. */
export interface FrameAccess {
  readonly pc: number;
  readonly kind: 'address' | 'store';
  /** Bytes from SP. */
  readonly spOffset: number;
}

const RBP = 5;

/** In address order; without the prologue's own (the frame pointer, the check of the stack's size). Ends early where code is not decoded. */
export function frameAccesses(binary: Code, index: number): FrameAccess[] {
  const entry = binary.functions.entry[index]!;
  const end = Math.min(binary.functions.end[index]!, binary.textEnd);
  const { bytes, view } = binary.image.cursorAt(entry, 'text', end - entry);
  switch (binary.goarch) {
    case 'amd64':
      return onAmd64(bytes, view, entry);
    case 'arm64':
      return onArm64(view, entry);
    case '386':
    case 'arm':
      // The compiler's text is laid beside 64-bit code only.
      return [];
    default:
      return unreachable(binary.goarch);
  }
}

function onAmd64(bytes: Uint8Array, view: DataView, entry: number): FrameAccess[] {
  const found: FrameAccess[] = [];
  const instruction = newAmd64Instruction();
  for (let at = 0; at < bytes.length;) {
    const length = decodeAmd64(bytes, at, bytes.length, instruction);
    if (length === 0) break;
    const { modrm } = instruction;
    // A SIB byte of base rsp and no index.
    if (modrm >= 0 && (bytes[modrm]! & 7) === 4 && bytes[modrm + 1] === 0x24 && bytes[modrm]! >>> 6 !== 3 && (instruction.rex & 1) === 0) {
      const kind = kindOf(instruction, bytes[modrm]!);
      const mode = bytes[modrm]! >>> 6;
      const spOffset = mode === 0 ? 0 : mode === 1 ? view.getInt8(modrm + 2) : view.getInt32(modrm + 2, true);
      if (kind !== undefined && spOffset >= 0) found.push({ pc: entry + at, kind, spOffset });
    }
    at += length;
  }
  return found;
}

function kindOf({ map, opcode, rex, vector }: Amd64Instruction, modrm: number): FrameAccess['kind'] | undefined {
  if (vector) return undefined;
  const register = ((modrm >>> 3) & 7) | ((rex & 4) << 1);
  if (map === 0 && register !== RBP) {
    if (opcode === 0x8d) return (rex & 8) === 0 ? undefined : 'address';
    return opcode === 0x88 || opcode === 0x89 ? 'store' : undefined;
  }
  // X15 is zero in Go's calling convention, X14 a temporary of block copies: those are no stores of a single value.
  return map === 1 && opcode === 0x11 && register < 14 ? 'store' : undefined;
}

function onArm64(view: DataView, entry: number): FrameAccess[] {
  const found: FrameAccess[] = [];
  for (let at = 0; at + 4 <= view.byteLength; at += 4) {
    const word = view.getUint32(at, true);
    if ((word & 0x3e0) !== 0x3e0) continue;
    const rd = word & 31;
    const immediate = (word >>> 10) & 0xfff;
    // ADD SP, SP is the epilogue; R29 is the frame pointer.
    if ((word & 0xff800000) >>> 0 === 0x91000000 && rd !== 31 && rd !== 29) {
      found.push({ pc: entry + at, kind: 'address', spOffset: immediate << ((word & 0x00400000) !== 0 ? 12 : 0) });
    } else if ((word & 0x3bc00000) >>> 0 === 0x39000000 && ((word & 0x04000000) !== 0 || (rd !== 29 && rd !== 30))) {
      // R29 and R30 are saved by the prologue.
      found.push({ pc: entry + at, kind: 'store', spOffset: immediate << (word >>> 30) });
    }
  }
  return found;
}

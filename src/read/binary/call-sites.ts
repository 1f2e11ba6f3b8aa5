// Every call instruction of one function, direct or not: the places where stack maps are asked for.
// amd64, 386: E8 rel32, FF /2 (Intel SDM volume 2, CALL). arm64: BL, BLR (Arm ARM, C6.2). arm: BL, BLX (register) (ARMv7-A, A8.8).
import type { Cursor } from '../../base/cursor.ts';
import { unreachable } from '../../base/errors.ts';
import { armConstants } from './arm-constants.ts';
import type { Code } from './calls.ts';
import { decode386, decodeAmd64, newAmd64Instruction } from './amd64-length.ts';

/** One call. */
export interface CallSite {
  /** Address of the call instruction. */
  readonly pc: number;
  /** Address of the instruction behind it. */
  readonly returnPc: number;
  /** Address that a direct call goes to; undefined for a call through a register or memory. */
  readonly target: number | undefined;
}

/** The calls of function `index` in address order. FormatError where its code cannot be decoded. */
export function callSites(binary: Code, index: number): CallSite[] {
  const entry = binary.functions.entry[index]!;
  const end = Math.min(binary.functions.end[index]!, binary.textEnd);
  const text = binary.image.cursorAt(entry, 'text', end - entry);
  const { view } = text;
  switch (binary.goarch) {
    case 'amd64':
      return x86Calls(text, entry, decodeAmd64);
    case '386':
      return x86Calls(text, entry, decode386);
    case 'arm64':
      return arm64Calls(view, entry);
    case 'arm':
      return armCalls(view, entry);
    default:
      return unreachable(binary.goarch);
  }
}

function x86Calls(text: Cursor, entry: number, decode: typeof decodeAmd64): CallSite[] {
  const { bytes, view } = text;
  const found: CallSite[] = [];
  const instruction = newAmd64Instruction();
  for (let at = 0; at < bytes.length;) {
    const length = decode(bytes, at, bytes.length, instruction);
    if (length === 0) throw text.error(`an instruction at address 0x${(entry + at).toString(16)}`, at);
    if (instruction.map === 0 && !instruction.vector) {
      const returnPc = entry + at + length;
      if (instruction.opcode === 0xe8) found.push({ pc: entry + at, returnPc, target: returnPc + view.getInt32(at + length - 4, true) });
      else if (instruction.opcode === 0xff && ((bytes[instruction.modrm]! >>> 3) & 7) === 2) found.push({ pc: entry + at, returnPc, target: undefined });
    }
    at += length;
  }
  return found;
}

function arm64Calls(view: DataView, entry: number): CallSite[] {
  const found: CallSite[] = [];
  for (let at = 0; at + 4 <= view.byteLength; at += 4) {
    const word = view.getInt32(at, true);
    const pc = entry + at;
    if (word >>> 26 === 0x25) found.push({ pc, returnPc: pc + 4, target: pc + ((word << 6) >> 4) });
    else if ((word & 0xfffffc1f) >>> 0 === 0xd63f0000) found.push({ pc, returnPc: pc + 4, target: undefined });
  }
  return found;
}

function armCalls(view: DataView, entry: number): CallSite[] {
  const found: CallSite[] = [];
  const constants = armConstants(view, 0, view.byteLength);
  for (let at = 0; at + 4 <= view.byteLength; at += 4) {
    if (constants.has(at)) continue;
    const word = view.getInt32(at, true);
    const pc = entry + at;
    if (word >>> 28 === 0xf) continue;
    // The pc reads as the instruction after the next.
    if (((word >>> 24) & 0xf) === 0xb) found.push({ pc, returnPc: pc + 4, target: pc + 8 + ((word << 8) >> 6) });
    else if ((word & 0x0ffffff0) === 0x012fff30) found.push({ pc, returnPc: pc + 4, target: undefined });
  }
  return found;
}

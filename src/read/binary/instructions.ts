// The instructions of a function as text, for people who want to see the call.
// amd64, 386: npm package iced-x86 (Intel syntax).
// arm64: arm64-text.ts, which names the forms that surround calls and prints others as `.word`. arm: only branches are named.
import type { Cursor } from '../../base/cursor.ts';
import { armConstants } from './arm-constants.ts';
import { arm64Text } from './arm64-text.ts';
import type { GoBinary } from './go-binary.ts';
import type { Iced } from './iced.ts';
import { loadIced } from './iced.ts';

/** One instruction. */
export interface Instruction {
  readonly pc: number;
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly isCall: boolean;
  /** Where a direct call or jump goes. */
  readonly target?: number;
}

/** By the first four bits of an instruction. */
const ARM_CONDITIONS = ['eq', 'ne', 'cs', 'cc', 'mi', 'pl', 'vs', 'vc', 'hi', 'ls', 'ge', 'lt', 'gt', 'le', ''];

/** Disassembles function `index`, or its instructions that begin in [from, to). Names the functions that are called. */
export async function disassemble(
  binary: GoBinary,
  index: number,
  from: number = binary.functions.entry[index]!,
  to: number = binary.functions.end[index]!,
): Promise<Instruction[]> {
  const entry = binary.functions.entry[index]!;
  const end = Math.min(binary.functions.end[index]!, binary.textEnd);
  const code = binary.image.cursorAt(entry, 'text', end - entry);
  if (binary.goarch === 'arm64') return disassembleArm64(binary, code, entry, from, to);
  if (binary.goarch === 'arm') return disassembleArm(binary, code, entry, from, to);
  return disassembleX86(binary, await loadIced(), code.bytes, entry, from, to);
}

function disassembleX86(binary: GoBinary, library: Iced, bytes: Uint8Array, entry: number, from: number, to: number): Instruction[] {
  const decoder = new library.Decoder(binary.goarch === '386' ? 32 : 64, bytes, library.DecoderOptions.None);
  const formatter = new library.Formatter(library.FormatterSyntax.Intel);
  formatter.hexPrefix = '0x';
  formatter.hexSuffix = '';
  formatter.spaceAfterOperandSeparator = true;
  formatter.ripRelativeAddresses = false;
  const { FlowControl } = library;
  const found: Instruction[] = [];
  try {
    decoder.ip = BigInt(entry);
    while (decoder.canDecode) {
      const decoded = decoder.decode();
      try {
        const pc = Number(decoded.ip);
        if (pc >= to) break;
        if (pc < from) continue;
        const flow = decoded.flowControl;
        const isCall = flow === FlowControl.Call || flow === FlowControl.IndirectCall;
        const isDirect = flow === FlowControl.Call || flow === FlowControl.UnconditionalBranch || flow === FlowControl.ConditionalBranch;
        const part = bytes.subarray(pc - entry, pc - entry + decoded.length);
        if (!isDirect) {
          found.push({ pc, bytes: part, text: formatter.format(decoded), isCall });
          continue;
        }
        const target = Number(decoded.nearBranchTarget);
        const text = `${formatter.formatMnemonic(decoded)} ${placeName(binary, target)}`;
        found.push({ pc, bytes: part, text, isCall, target });
      } finally {
        decoded.free();
      }
    }
  } finally {
    decoder.free();
    formatter.free();
  }
  return found;
}

function disassembleArm64(binary: GoBinary, code: Cursor, entry: number, from: number, to: number): Instruction[] {
  const { bytes, view } = code;
  if (entry % 4 !== 0) throw code.error('functions at multiples of 4', 0);
  const found: Instruction[] = [];
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const pc = entry + at;
    if (pc < from || pc >= to) continue;
    const word = view.getUint32(at, true);
    const { text, target } = arm64Text(word, pc, (address) => placeName(binary, address));
    // BL, BLR.
    const isCall = word >>> 26 === 0x25 || (word & 0xfffffc1f) >>> 0 === 0xd63f0000;
    const part = bytes.subarray(at, at + 4);
    found.push(target === undefined ? { pc, bytes: part, text, isCall } : { pc, bytes: part, text, isCall, target });
  }
  return found;
}

function disassembleArm(binary: GoBinary, code: Cursor, entry: number, from: number, to: number): Instruction[] {
  const { bytes, view } = code;
  if (entry % 4 !== 0) throw code.error('functions at multiples of 4', 0);
  const constants = armConstants(view, 0, bytes.length);
  const found: Instruction[] = [];
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const pc = entry + at;
    if (pc < from || pc >= to) continue;
    const word = view.getUint32(at, true);
    const part = bytes.subarray(at, at + 4);
    const branches = !constants.has(at) && ((word >>> 25) & 7) === 5 && word >>> 28 !== 0xf;
    if (!branches) {
      // BLX of a register.
      const isCall = !constants.has(at) && (word & 0x0ffffff0) >>> 0 === 0x012fff30 && word >>> 28 !== 0xf;
      found.push({ pc, bytes: part, text: `.word 0x${word.toString(16).padStart(8, '0')}`, isCall });
      continue;
    }
    const isCall = ((word >>> 24) & 1) === 1;
    const target = pc + 8 + ((word << 8) >> 6);
    found.push({ pc, bytes: part, text: `${isCall ? 'bl' : 'b'}${ARM_CONDITIONS[word >>> 28]!} ${placeName(binary, target)}`, isCall, target });
  }
  return found;
}

/** "runtime.newobject", "main.f+0x1c", or the bare address outside of Go code. */
function placeName(binary: GoBinary, address: number): string {
  const index = binary.functionAt(address);
  if (index < 0) return `0x${address.toString(16)}`;
  const offset = address - binary.functions.entry[index]!;
  return offset === 0 ? binary.functionName(index) : `${binary.functionName(index)}+0x${offset.toString(16)}`;
}

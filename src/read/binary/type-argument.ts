// What a call passes in an integer register, when the instructions in front of it say so beyond doubt.
// Go source: src/cmd/compile/abi-internal.md (register order), src/cmd/internal/obj/{x86,arm64} (how addresses are loaded),
// go1.18–go1.27. The compiler loads a type's address right in front of the call (it rematerializes addresses). The search goes
// back through one basic block: it ends at a jump target, at an instruction that leaves, and at any other write to the register.
import { decodeAmd64, newAmd64Instruction } from './amd64-length.ts';
import { WRITES_ALL as ALL_AMD64, amd64Writes } from './amd64-writes.ts';
import { arm64Writes } from './arm64-writes.ts';
import type { GoBinary } from './go-binary.ts';

/** AX, BX, CX, DI, SI, R8, R9, R10, R11 by instruction encoding. */
const AMD64_ARGUMENTS = [0, 3, 1, 7, 6, 8, 9, 10, 11];
const ARM64_ARGUMENTS = 16;
const MAX_STEPS = 256;

/** A known value of an argument: an address in the binary, or a number. */
export interface Argument {
  readonly kind: 'address' | 'constant';
  readonly value: number;
}

/** What of a binary the search needs. */
export interface ArgumentSource extends Pick<GoBinary, 'goarch' | 'textStart' | 'textEnd' | 'image' | 'functions'> {
  readonly types: Pick<GoBinary['types'], 'find'>;
}

/** Looks back from calls. Keeps the decoded instructions of the last function, as questions come in address order. */
export class ArgumentReader {
  readonly #binary: ArgumentSource;
  readonly #text: Uint8Array;
  readonly #view: DataView;
  #function = -1;
  /** Offsets into the text at which instructions begin, in order (amd64). */
  #starts: number[] = [];
  /** Offsets into the text that are jumped to within the function. */
  #labels = new Set<number>();

  constructor(binary: ArgumentSource) {
    this.#binary = binary;
    const { textStart, textEnd } = binary;
    const cursor = binary.image.cursorAt(textStart, 'text', textEnd - textStart);
    this.#text = cursor.bytes;
    this.#view = cursor.view;
  }

  /**
   * Address of the type descriptor in integer argument `index` (from 0) of the call at `pc` in function `caller`; 0 when the
   * argument is nil; undefined when the instructions do not say.
   */
  typeArgument(pc: number, caller: number, index: number): number | undefined {
    const found = this.argument(pc, caller, index);
    if (found === undefined) return undefined;
    if (found.kind === 'constant') return found.value === 0 ? 0 : undefined;
    return this.#binary.types.find(found.value) === undefined ? undefined : found.value;
  }

  /** What integer argument `index` of the call at `pc` is, when it is an address or a constant. */
  argument(pc: number, caller: number, index: number): Argument | undefined {
    // On 386 and arm arguments are passed in memory.
    if (this.#binary.goarch === '386' || this.#binary.goarch === 'arm') return undefined;
    if (caller !== this.#function) this.#enter(caller);
    const offset = pc - this.#binary.textStart;
    if (this.#binary.goarch === 'arm64') return index < ARM64_ARGUMENTS ? this.#backArm64(offset, index) : undefined;
    const register = AMD64_ARGUMENTS[index];
    return register === undefined ? undefined : this.#backAmd64(offset, register);
  }

  #enter(index: number): void {
    const { entry, end } = this.#binary.functions;
    const from = entry[index]! - this.#binary.textStart;
    const to = Math.min(end[index]! - this.#binary.textStart, this.#text.length);
    this.#function = index;
    this.#starts = [];
    this.#labels = new Set([from]);
    if (this.#binary.goarch === 'arm64') this.#labelArm64(from, to);
    else this.#labelAmd64(from, to);
  }

  #labelAmd64(from: number, to: number): void {
    const instruction = newAmd64Instruction();
    for (let at = from; at < to;) {
      const length = decodeAmd64(this.#text, at, to, instruction);
      if (length === 0) return;
      this.#starts.push(at);
      const { map, opcode, vector } = instruction;
      const next = at + length;
      if (!vector && map === 0 && ((opcode & 0xf0) === 0x70 || opcode === 0xeb || (opcode >= 0xe0 && opcode <= 0xe3))) {
        this.#labels.add(next + this.#view.getInt8(next - 1));
      } else if (!vector && ((map === 1 && (opcode & 0xf0) === 0x80) || (map === 0 && opcode === 0xe9))) {
        this.#labels.add(next + this.#view.getInt32(next - 4, true));
      }
      at = next;
    }
  }

  #backAmd64(call: number, wanted: number): Argument | undefined {
    const starts = this.#starts;
    let at = lowerBound(starts, call);
    if (starts[at] !== call) return undefined;
    const instruction = newAmd64Instruction();
    let register = wanted;
    for (let steps = 0; steps < MAX_STEPS; steps++) {
      const behind = starts[at]!;
      if (this.#labels.has(behind) || at === 0) return undefined;
      at--;
      const start = starts[at]!;
      decodeAmd64(this.#text, start, behind, instruction);
      const writes = amd64Writes(this.#text, instruction);
      if (((writes >> register) & 1) === 0) continue;
      if (writes === ALL_AMD64 || instruction.map !== 0 || instruction.vector) return undefined;
      const { opcode, modrm, rex } = instruction;
      const wide = (rex & 8) !== 0;
      if (opcode >= 0xb8 && opcode <= 0xbf && !wide) return constant(this.#view.getUint32(behind - 4, true));
      if (modrm < 0) return undefined;
      const byte = this.#text[modrm]!;
      const reg = ((byte >> 3) & 7) | (rex & 4 ? 8 : 0);
      const rm = (byte & 7) | (rex & 1 ? 8 : 0);
      const direct = byte >= 0xc0;
      if (opcode === 0x8d && wide && (byte & 0xc7) === 5) {
        return address(this.#binary.textStart + behind + this.#view.getInt32(modrm + 1, true));
      }
      if (opcode === 0xc7 && direct && wide) return constant(this.#view.getInt32(behind - 4, true));
      if ((opcode === 0x31 || opcode === 0x33) && direct && reg === rm) return constant(0);
      if (opcode === 0x89 && direct && wide) register = reg;
      else if (opcode === 0x8b && direct && wide) register = rm;
      else return undefined;
    }
    return undefined;
  }

  #labelArm64(from: number, to: number): void {
    for (let at = from; at + 4 <= to; at += 4) {
      const word = this.#view.getInt32(at, true);
      const top = word >>> 24;
      if (word >>> 26 === 5) this.#labels.add(at + ((word << 6) >> 4));
      else if (top === 0x54 || (top & 0x7e) === 0x34) this.#labels.add(at + (((word << 8) >> 13) << 2));
      else if ((top & 0x7e) === 0x36) this.#labels.add(at + (((word << 13) >> 18) << 2));
    }
  }

  #backArm64(call: number, wanted: number): Argument | undefined {
    let register = wanted;
    let added = 0;
    let adding = false;
    const first = this.#binary.functions.entry[this.#function]! - this.#binary.textStart;
    for (let at = call, steps = 0; at > first && steps < MAX_STEPS; steps++) {
      if (this.#labels.has(at)) return undefined;
      at -= 4;
      const word = this.#view.getUint32(at, true);
      if (((arm64Writes(word) >> register) & 1) === 0) continue;
      const rn = (word >>> 5) & 31;
      if ((word & 0x9f000000) >>> 0 === 0x90000000) {
        const pages = (((word << 8) >> 13) << 2) | ((word >>> 29) & 3);
        const page = Math.floor((this.#binary.textStart + at) / 4096) + pages;
        return adding ? address(page * 4096 + added) : undefined;
      }
      if (adding) return undefined;
      if ((word & 0xff800000) >>> 0 === 0x91000000) {
        added = ((word >>> 10) & 0xfff) * ((word & 0x00400000) !== 0 ? 4096 : 1);
        adding = true;
        register = rn;
      } else if ((word & 0xffe0ffe0) >>> 0 === 0xaa0003e0) {
        register = (word >>> 16) & 31;
        if (register === 31) return constant(0);
      } else if ((word & 0x7f800000) >>> 0 === 0x52800000) {
        return constant(((word >>> 5) & 0xffff) * 2 ** (((word >>> 21) & 3) * 16));
      } else return undefined;
    }
    return undefined;
  }
}

function address(value: number): Argument {
  return { kind: 'address', value };
}

function constant(value: number): Argument {
  return { kind: 'constant', value };
}

function lowerBound(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

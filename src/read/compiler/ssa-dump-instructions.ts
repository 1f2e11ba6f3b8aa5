// The final instructions of one function with the SSA value that each belongs to: the dump of the pass "genssa".
// Source: cmd/compile/internal/ssagen/ssa.go: genssa, 1.21 – 1.27, in two spellings. -d=ssa/genssa/dump=F writes
// ` v43   \t00019 (-14) \tCALL\truntime.makeslice(SB)` with `# file:line` lines in front when the inlining changes (outermost first);
// GOSSAFUNC=F+ prints ` v43   \t00019 (14)\tCALL\t…` without them. Frame slots are written relative to the top of the frame
// (`main..autotmp_5-32(SP)`), as in DWARF and stack maps, since the frame is laid out before (ssa/stackframe.go, ssagen/pgen.go: AllocFrame).
import type { SsaValue } from './ssa-dump.ts';

/** A final instruction. */
export interface SsaInstruction {
  readonly index: number;
  /** Value (`v43`) or block (`b6`) that it belongs to; absent for the function's own. */
  readonly owner?: string;
  /** Line of its innermost position; 0 when it has none. */
  readonly line: number;
  /** Positions from the outermost function inwards (`/m/a.go:13`), when the dump tells; more than one in inlined code. */
  readonly chain: readonly string[];
  /** True when a statement begins here. */
  readonly statement: boolean;
  readonly text: string;
}

/** The instructions of one function. */
export interface SsaInstructions {
  readonly instructions: readonly SsaInstruction[];
  readonly unknownCount: number;
  /** The first lines of no known shape. */
  readonly unknown: readonly string[];
}

const MAX_UNKNOWN = 200;
const INSTRUCTION = /^ ([vb]\d+|\s*?)\s*\t(\d+) \(([-+]?)(\d+|\?)\) ?\t(\S.*)$/;

/** Parses the instruction lines of one dump. */
export function parseSsaInstructions(text: string): SsaInstructions {
  const instructions: SsaInstruction[] = [];
  const unknown: string[] = [];
  let unknownCount = 0;
  let chain: string[] = [];
  let chainEnded = true;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    if (line.startsWith('# ')) {
      if (chainEnded) chain = [];
      chainEnded = false;
      chain.push(line.slice(2));
      continue;
    }
    chainEnded = true;
    const match = INSTRUCTION.exec(line);
    if (match === null) {
      unknownCount++;
      if (unknown.length < MAX_UNKNOWN) unknown.push(line.slice(0, 10_000));
      continue;
    }
    instructions.push({
      index: Number(match[2]), ...(match[1]!.trim() === '' ? {} : { owner: match[1]! }),
      line: match[4] === '?' ? 0 : Number(match[4]), chain, statement: match[3] === '+', text: match[5]!.replaceAll('\t', ' ').trim(),
    });
  }
  return { instructions, unknownCount, unknown };
}

/** The stack map that counts from an instruction on (`PCDATA $1, $3`); undefined for all others. */
export function stackMapIndex(instruction: string): number | undefined {
  const match = /^PCDATA \$1, \$(-?\d+)$/.exec(instruction);
  return match === null ? undefined : Number(match[1]);
}

// `main..autotmp_5-32(SP)`, `main.n+8(SP)`, `main..autotmp_9-16(RSP)`; the name may hold dots and slashes of the package.
const FRAME = /([^\s,$()]+?)([+-]\d+)?\((?:R?SP|FP)\)/g;

/** Where frame variables lie: name as in the SSA (`.autotmp_5`) → bytes from the top of the frame, negative for locals. */
export function frameOffsets(instructions: readonly SsaInstruction[], values: readonly SsaValue[]): Map<string, number> {
  const byId = new Map(values.map((v) => [v.id, v]));
  const exact = new Map<string, number>();
  const lowest = new Map<string, number>();
  for (const { owner, text } of instructions) {
    const value = owner === undefined ? undefined : byId.get(owner);
    for (const match of text.matchAll(FRAME)) {
      const symbol = match[1]!;
      // The package ends at the first dot behind the last slash; names of temporaries begin with a dot of their own.
      const name = symbol.slice(symbol.indexOf('.', symbol.lastIndexOf('/') + 1) + 1);
      // A plain (SP) is the machine's stack pointer, and a name without package is a register.
      if (name === symbol || name === '') continue;
      const offset = Number(match[2] ?? 0);
      lowest.set(name, Math.min(offset, lowest.get(name) ?? offset));
      // The address of the variable itself; `{.autotmp_5} [8]` is that of a part.
      if (value !== undefined && value.aux === name && /^(?:LEAQ|LEAL|MOVDaddr)$/.test(value.op)) exact.set(name, offset - Number(value.auxInt ?? 0));
    }
  }
  for (const [name, offset] of lowest) if (!exact.has(name)) exact.set(name, offset);
  return exact;
}

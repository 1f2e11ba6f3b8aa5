// The SSA of one function as `-d=ssa/build/dump=F,ssa/genssa/dump=F` and `-live=2` print it: final values in schedule order, the
// instructions that each became, and the Go variables that values carry. Numbers of values are used again by later passes.
// Sources: cmd/compile/internal/ssagen/ssa.go: genssa (`v43   \t00019 (-14) \tCALL\truntime.makeslice(SB)`),
// cmd/compile/internal/ssa/func.go: dumpFile, ssa/value.go: (*Value).LongString; same shapes 1.21 – 1.27.

/** A final value. */
export interface SsaValue {
  /** `v43`. */
  readonly id: string;
  readonly op: string;
  readonly type: string;
  /** Values that it uses, without the memory state being told apart. */
  readonly uses: readonly string[];
  /** Go variables (or parts: `xs.ptr`) that it carries. */
  readonly names: readonly string[];
  /** Line of its outermost position; 0 when it has none. */
  readonly line: number;
  /** The value as printed, without position. */
  readonly text: string;
}

/** A final instruction. */
export interface SsaInstruction {
  readonly index: number;
  /** Value (`v43`) or block (`b6`) that it belongs to; absent for the function's own. */
  readonly owner?: string;
  readonly line: number;
  /** True when a statement begins here (`+` in the listing). */
  readonly statement: boolean;
  readonly text: string;
}

/** The listing of one function. */
export interface GenssaDump {
  readonly instructions: readonly SsaInstruction[];
  /** Lines of no known shape, verbatim. */
  readonly unknown: readonly string[];
}

const INSTRUCTION = /^ ?([vb]\d+)?\s+(\d+) \(([-+]?)(\d+)\)\s+(.*)$/;

/** Parses a `F_NN__genssa.dump` file. */
export function parseGenssa(text: string): GenssaDump {
  const instructions: SsaInstruction[] = [];
  const unknown: string[] = [];
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const match = INSTRUCTION.exec(line);
    if (match === null) {
      if (unknown.length < 1000) unknown.push(line.slice(0, 10_000));
      continue;
    }
    const owner = match[1];
    instructions.push({
      index: Number(match[2]),
      ...(owner === undefined ? {} : { owner }),
      line: Number(match[4]),
      statement: match[3] === '+',
      text: match[5]!.replaceAll('\t', ' ').trim(),
    });
  }
  return { instructions, unknown };
}

/** A value of the first pass with its variables. */
export interface EarlyNames {
  readonly op: string;
  readonly type: string;
  readonly names: readonly string[];
}

/**
 * Variable names by value, from a `F_NN__build.dump` file: `(63) v9 = Phi <int> v8 v48 (i[int])`. Later passes use numbers again for
 * other values (cmd/compile/internal/ssa/func.go: newValue, freeValue), so that a name holds only where op and type are the same.
 */
export function parseBuildNames(text: string): Map<string, EarlyNames> {
  const names = new Map<string, EarlyNames>();
  for (const line of text.split('\n')) {
    const match = /^\s+(?:\([^)]*\) )?(v\d+) = (\S+)(?: <((?:[^<>]|<[^<>]*>)*)>)?/.exec(line);
    const found = namesOf(line);
    if (match !== null && found.length > 0) names.set(match[1]!, { op: match[2]!, type: match[3] ?? '', names: found });
  }
  return names;
}

/**
 * Final values of one function from the `-live=2` text.
 * @param text the whole text of the compile
 * @param name the function as the compiler spells it; the first dump with this name counts
 */
export function parseLiveValues(text: string, name: string): SsaValue[] {
  const head = `liveness: ${name}\n`;
  const start = text.startsWith(head) ? 0 : text.indexOf(`\n${head}`);
  if (start < 0) return [];
  const values: SsaValue[] = [];
  for (let at = text.indexOf('\n', start === 0 ? 0 : start + 1) + 1; at > 0 && at < text.length;) {
    const end = text.indexOf('\n', at) < 0 ? text.length : text.indexOf('\n', at);
    const line = text.slice(at, end);
    if (line.startsWith('(')) {
      const value = parseValue(line);
      if (value !== undefined) values.push(value);
    } else if (!(line === '' || line === 'end' || line.startsWith('bb#') || line.startsWith('\t'))) break;
    at = end + 1;
  }
  return values;
}

function parseValue(line: string): SsaValue | undefined {
  const match = /^\((.*?)\) (v\d+) = (\S+)(.*)$/.exec(line);
  if (match === null) return undefined;
  const rest = match[4]!;
  const type = /^ <((?:[^<>]|<[^<>]*>)*)>/.exec(rest)?.[1] ?? '';
  const operands = rest
    .replace(/^ <(?:[^<>]|<[^<>]*>)*>/, '')
    .replace(/ : .*$/, '')
    .replace(/ \([^()]*\)$/, '')
    .replace(/\{.*\}/, '');
  const lines = /:(\d+)(?::\d+)?$/.exec(match[1]!);
  return {
    id: match[2]!,
    op: match[3]!,
    type,
    uses: [...operands.matchAll(/\bv\d+\b/g)].map((m) => m[0]),
    names: namesOf(line),
    line: lines === null ? 0 : Number(/:(\d+):\d+$/.exec(match[1]!)?.[1] ?? lines[1]),
    text: line.slice(match[1]!.length + 3),
  };
}

// `(b.ptr[*uint8], ~r0[int])` at the end of a line: names without their types.
function namesOf(line: string): string[] {
  const list = / \(([^()]*(?:\([^()]*\)[^()]*)*)\)$/.exec(line)?.[1];
  if (list === undefined) return [];
  return list
    .split(/, (?=[^\]]*(?:\[|$))/)
    .map((part) => part.replace(/\[.*$/, '').trim())
    .filter((name) => /^[\p{L}_~&.][\p{L}\p{N}_.&~+]*$/u.test(name));
}

// What one function's `-live=2` text says about its frame, in final schedule order, which is the order of the machine code: calls with
// the variables that are live across them, and instructions that take the address of a frame variable or store into it.
// Source: cmd/compile/internal/liveness/plive.go: (*liveness).printDebug; cmd/compile/internal/ssa/value.go: (*Value).LongString,
// 1.21 – 1.27. `live=` follows exactly the values that have a stack map (plive.go: hasStackMap).

/** A call with a stack map of its own. */
export interface DumpedCall {
  readonly kind: 'call';
  readonly value: number;
  readonly op: string;
  /** The called symbol; undefined for a call through a value. */
  readonly target: string | undefined;
  readonly line: number;
  /** Variables with live pointers: `p`, `~r0`, `.autotmp_10`. */
  readonly live: readonly string[];
}

/** An instruction that computes the address of a frame variable, or stores a register into it. */
export interface DumpedAccess {
  readonly kind: 'address' | 'store';
  readonly value: number;
  /** `.autotmp_10`, `a`; undefined when the address is counted from SP without a variable (outgoing arguments). */
  readonly symbol: string | undefined;
  /** Bytes into the variable. */
  readonly offset: number;
  /** Type that the address points to, or of the value stored, as far as the text says. */
  readonly type: string | undefined;
  readonly line: number;
}

export type FrameEvent = DumpedCall | DumpedAccess;

/** The frame side of one function's text. */
export interface FrameDump {
  /** Live at function entry: what the first map holds. */
  readonly liveAtEntry: readonly string[];
  readonly events: readonly FrameEvent[];
}

const VALUE = /^\((.*)\) v(\d+) = (\S+)(.*)$/;
const SYMBOL_SP = /\{([^{}]*)\}(?: \[(-?\d+)\])? v(\d+)(?: |$)/;
const BARE_SP = /> (?:\[(-?\d+)\] )?v(\d+)(?: |$)/;

const ADDRESS = /^(?:LEA[QL]|MOV[DW]addr)$/;
/** Stores of one register without index: zero is a register on arm64, and none on amd64 (cmd/compile/internal/ssa/_gen/ARM64Ops.go, AMD64Ops.go). */
const STORE = /^(?:(?:MOV[BWLQO]|MOVS[SD]|MOV[BHWD]|FMOV[SD])store|MOV[BHWD]storezero)$/;
/** Home of a spilled value, behind the arguments: `: p[*int]`, `: .autotmp_3+8[int]`. */
const HOME = / : ([^\s[\]]+?)(?:\+(\d+))?\[(.*)\]$/;

/** Reads one dump: the lines from `liveness: NAME` on, as text. */
export function readFrameDump(text: string): FrameDump {
  const events: FrameEvent[] = [];
  const add = (event: DumpedAccess | undefined): void => {
    if (event !== undefined) events.push(event);
  };
  let liveAtEntry: readonly string[] = [];
  let stackPointer = '2';
  let last: RegExpExecArray | undefined;
  let atEntry = false;
  for (const line of text.split('\n')) {
    if (line.startsWith('\tlive=')) {
      const live = namesOf(line.slice('\tlive='.length));
      if (atEntry) liveAtEntry = live;
      else if (last !== undefined) events.push(callOf(last, live));
      atEntry = false;
      last = undefined;
      continue;
    }
    if (!line.startsWith('(')) continue;
    if (line.endsWith(') function entry')) {
      atEntry = true;
      continue;
    }
    const value = VALUE.exec(line);
    if (value === null) continue;
    last = value;
    const op = value[3]!;
    if (op === 'SP') stackPointer = value[2]!;
    else if (op === 'StoreReg') events.push(spillOf(value));
    else if (ADDRESS.test(op)) add(accessOf(value, stackPointer, 'address'));
    else if (STORE.test(op)) add(accessOf(value, stackPointer, 'store'));
  }
  return { liveAtEntry, events };
}

// `a,p` and, until some release, `a p`; with -live=2 a line can go on with other sets behind a tab or blank and a key.
function namesOf(text: string): string[] {
  return text.split(/[,\s]+/).filter((name) => name !== '' && !name.includes('='));
}

function lineOf(position: string): number {
  const match = /:(\d+)(?::\d+)?$/.exec(position);
  return match === null ? 0 : Number(match[1]);
}

function callOf(value: RegExpExecArray, live: readonly string[]): DumpedCall {
  const target = /\{AuxCall\{([^{}]+)\}\}/.exec(value[4]!)?.[1];
  return { kind: 'call', value: Number(value[2]), op: value[3]!, target, line: lineOf(value[1]!), live };
}

function spillOf(value: RegExpExecArray): DumpedAccess {
  const text = value[4]!.replace(/ \([^()]*\)$/, '');
  // Without its end every beginning would be tried up to there.
  const home = text.endsWith(']') ? HOME.exec(text) : null;
  return {
    kind: 'store',
    value: Number(value[2]),
    symbol: home?.[1],
    offset: Number(home?.[2] ?? 0),
    type: home?.[3],
    line: lineOf(value[1]!),
  };
}

function accessOf(value: RegExpExecArray, stackPointer: string, kind: DumpedAccess['kind']): DumpedAccess | undefined {
  const rest = value[4]!;
  const type = kind === 'address' ? /^ <\*(.*?)> (?:\{|\[|v\d)/.exec(rest)?.[1] : undefined;
  const head = { kind, value: Number(value[2]), type, line: lineOf(value[1]!) };
  const named = SYMBOL_SP.exec(rest);
  if (named !== null) return named[3] === stackPointer ? { ...head, symbol: named[1]!, offset: Number(named[2] ?? 0) } : undefined;
  const bare = BARE_SP.exec(rest);
  if (bare === null || bare[2] !== stackPointer) return undefined;
  return { ...head, symbol: undefined, offset: Number(bare[1] ?? 0) };
}

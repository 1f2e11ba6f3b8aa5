// Reads one function of the `-live=2` text: which SSA values call an allocation entry, in final schedule order, and which values
// use a frame temporary or read-only data at a source position. Only lines with a `{` of interest are looked at; the rest of
// the dump (megabytes for a large function) is passed over by the engine's own byte search.
// Source: cmd/compile/internal/liveness/plive.go: (*liveness).printDebug; cmd/compile/internal/ssa/value.go: (*Value).LongString;
// same shapes 1.21 – 1.27. Positions are the outermost ones (base.FmtPos).
import type { AllocationEntry } from '../release/allocation-entries.ts';
import { loopDepths, panicOnlyBlocks, parseBlockHeaders, type BlockGraph } from './block-graph.ts';

/** Index into the file table of the stream, 1-based line and byte column; line 0 where the compiler gives none. */
export interface DumpPosition {
  readonly file: number;
  readonly line: number;
  readonly column: number;
}

/** What an argument of an allocation call is. */
export type Operand =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'symbol'; readonly name: string }
  | { readonly kind: 'frame'; readonly name: string; readonly type?: string }
  | { readonly kind: 'value'; readonly op: string };

/** One call of a runtime allocation entry. */
export interface DumpCall {
  readonly position: DumpPosition;
  /** `runtime.makeslice`. */
  readonly entry: string;
  /** Number of the SSA value: 43 for v43. */
  readonly value: number;
  readonly op: string;
  /** The arguments that say what is allocated; those that the entry does not have are absent. */
  readonly type?: Operand;
  readonly size?: Operand;
  readonly length?: Operand;
  readonly capacity?: Operand;
  readonly hint?: Operand;
  readonly buffer?: Operand;
  /** The Go variable that first names the result, where the compiler says so. */
  readonly variable?: string;
  readonly loopDepth: number;
  readonly panicPath: boolean;
  /** Constant that the length is compared with at the same position: a variable-size make tries that many elements in the frame first. */
  readonly comparedWith?: number;
  /** For append with a buffer in the frame: what the slice is before it grows. Only one without capacity gets the buffer. */
  readonly startsFrom?: 'nil' | 'array' | 'unknown';
  /** The value as printed, without its position. */
  readonly text: string;
}

/** A value at a source position that uses memory which is not from the allocator. */
export interface DumpReference {
  readonly position: DumpPosition;
  readonly storage: 'frame' | 'static';
  /** `.autotmp_5`, `main..stmp_1`, `main.f.func1·f`. */
  readonly symbol: string;
  /** Pointer type of the address value, without its `*`, when the line is an address and not a load or store. */
  readonly type?: string;
  readonly variable?: string;
  readonly value: number;
  readonly op: string;
}

/** All facts of one function. */
export interface FunctionDump {
  readonly name: string;
  readonly position: DumpPosition;
  readonly calls: readonly DumpCall[];
  readonly references: readonly DumpReference[];
  /** Calls that start a goroutine or defer a call on the heap: the statement of the closure that stands right behind. */
  readonly statements: readonly { readonly position: DumpPosition; readonly kind: 'go' | 'defer' }[];
  readonly bytes: number;
}

/** Turns file names into numbers, the same for the whole stream. */
export interface FileTable {
  intern(name: string): number;
  name(id: number): string;
}

interface FoundCall {
  readonly at: number;
  readonly brace: number;
  readonly entry: AllocationEntry;
}

type ArgumentName = 'type' | 'size' | 'length' | 'capacity' | 'hint' | 'buffer';

const NOWHERE: DumpPosition = { file: -1, line: 0, column: 0 };
const OPEN = 123; // {
const NEWLINE = 10;
const PANICS = /AuxCall\{runtime\.(?:gopanic|goPanic\w*|panic\w*|throw|fatal\w*|unreachable\w*)\}|(?:Lowered)?Panic(?:Bounds|Extend)/;

/**
 * Reads one dump.
 * @param bytes the text; the dump is [start, end), `start` at `liveness: NAME`
 * @param blockStarts offsets of its `bb#` lines, in order
 * @param findEntry the allocation entry of a runtime symbol (`runtime.x`), if it is one
 */
export function readFunctionDump(
  bytes: Buffer,
  start: number,
  end: number,
  blockStarts: readonly number[],
  files: FileTable,
  findEntry: (symbol: string) => AllocationEntry | undefined,
): FunctionDump {
  const text = bytes.subarray(start, end);
  const nameEnd = lineEnd(text, 0);
  const name = text.toString('utf8', 'liveness: '.length, nameEnd);
  const position = entryPosition(text, blockStarts[0] === undefined ? nameEnd : blockStarts[0] - start, files);
  const calls: FoundCall[] = [];
  const references: DumpReference[] = [];
  const statements: { position: DumpPosition; kind: 'go' | 'defer' }[] = [];
  for (let at = text.indexOf(OPEN, nameEnd); at >= 0; at = text.indexOf(OPEN, at + 1)) {
    const next = text[at + 1];
    if (next === 46 /* . */ && text[at + 2] === 97 /* a */) {
      const reference = readReference(text, at, 'frame', files);
      if (reference !== undefined) references.push(reference);
    } else if (next === 114 /* r */ && text[at - 1] === 108 /* l */ && text[at - 2] === 108) {
      // AuxCall{runtime.x}
      const close = text.indexOf(125, at);
      if (close < 0) break;
      const symbol = text.toString('latin1', at + 1, close);
      const entry = findEntry(symbol);
      const line = text.lastIndexOf(NEWLINE, at) + 1;
      if (entry !== undefined) calls.push({ at: line, brace: close, entry });
      else if (symbol === 'runtime.newproc' || symbol === 'runtime.deferproc') {
        const head = parseHead(text, line, files);
        if (head !== undefined) statements.push({ position: head.position, kind: symbol === 'runtime.newproc' ? 'go' : 'defer' });
      }
    } else if (text[at - 1] === 32 && text[at - 2] === 62 /* > */ && isStatic(text, at)) {
      const reference = readReference(text, at, 'static', files);
      if (reference !== undefined) references.push(reference);
    }
  }
  return { name, position, calls: calls.length === 0 ? [] : readCalls(text, calls, blockStarts, start, files, references), references, statements, bytes: end - start };
}

function lineEnd(text: Buffer, from: number): number {
  const end = text.indexOf(NEWLINE, from);
  return end < 0 ? text.length : end;
}

// Read-only data that stands for an allocation: `pkg..stmp_N` composite literals and boxed constants, `f·f` closures without
// captures, zerobase, and the table of small integers (walk/convert.go: dataWord).
function isStatic(text: Buffer, open: number): boolean {
  const close = text.indexOf(125, open);
  if (close < 0 || close - open > 4096) return false;
  if (text[close - 1] === 102 && text[close - 2] === 0xb7) return true; // ·f
  const symbol = text.toString('latin1', open + 1, close);
  return symbol.includes('..stmp_') || symbol === 'runtime.zerobase' || symbol === 'runtime.staticuint64s' || symbol.startsWith('runtime.staticuint64s');
}

function readReference(
  text: Buffer, open: number, storage: 'frame' | 'static', files: FileTable,
): DumpReference | undefined {
  const start = text.lastIndexOf(NEWLINE, open) + 1;
  const head = parseHead(text, start, files);
  if (head === undefined || head.position.line === 0) return undefined;
  const close = text.indexOf(125, open);
  if (close < 0) return undefined;
  const symbol = text.toString('utf8', open + 1, close);
  const typeStart = text.indexOf(60, head.opEnd);
  let type: string | undefined;
  if (/^(?:LEAQ|MOVDaddr|LocalAddr|LEAL|ADDI)/.test(head.op) && typeStart >= 0 && typeStart < open && text[typeStart + 1] === 42) {
    type = text.toString('utf8', typeStart + 2, open - 2);
  }
  const variable = trailingName(text, close, lineEnd(text, close));
  return {
    position: head.position, storage, symbol, value: head.value, op: head.op,
    ...(type === undefined ? {} : { type }), ...(variable === undefined ? {} : { variable }),
  };
}

interface Head {
  readonly position: DumpPosition;
  readonly value: number;
  readonly op: string;
  /** Offset of `vN`. */
  readonly valueStart: number;
  readonly opEnd: number;
}

// `(path:line:col) v43 = OP …`
function parseHead(text: Buffer, start: number, files: FileTable): Head | undefined {
  const paren = closeOfPosition(text, start);
  if (paren < 0) return undefined;
  let at = paren + 3;
  let value = 0;
  for (let c = text[at]!; c >= 48 && c <= 57; c = text[++at]!) value = value * 10 + (c - 48);
  const valueStart = paren + 2;
  at += 3; // " = "
  let opEnd = at;
  for (let c = text[opEnd]; c !== undefined && c !== 32 && c !== NEWLINE; c = text[++opEnd]);
  return { position: parsePosition(text, start + 1, paren, files), value, op: text.toString('latin1', at, opEnd), valueStart, opEnd };
}

// Offset of the `)` that ends the position: the first one followed by ` v` and a digit.
function closeOfPosition(text: Buffer, start: number): number {
  if (text[start] !== 40) return -1;
  for (let at = start + 1; at + 3 < text.length; at++) {
    const c = text[at];
    if (c === NEWLINE) return -1;
    if (c === 41 && text[at + 1] === 32 && text[at + 2] === 118 && text[at + 3]! >= 48 && text[at + 3]! <= 57) return at;
  }
  return -1;
}

function parsePosition(text: Buffer, start: number, end: number, files: FileTable): DumpPosition {
  const last = numberBefore(text, start, end);
  if (last === undefined) return NOWHERE;
  const before = numberBefore(text, start, last.start - 1);
  if (before === undefined) return { file: files.intern(text.toString('utf8', start, last.start - 1)), line: last.value, column: 0 };
  return { file: files.intern(text.toString('utf8', start, before.start - 1)), line: before.value, column: last.value };
}

// The decimal number that ends at `end` and follows a colon.
function numberBefore(text: Buffer, start: number, end: number): { value: number; start: number } | undefined {
  let at = end;
  while (at > start && text[at - 1]! >= 48 && text[at - 1]! <= 57) at--;
  if (at === end || at <= start || text[at - 1] !== 58 || end - at > 9) return undefined;
  let value = 0;
  for (let i = at; i < end; i++) value = value * 10 + (text[i]! - 48);
  return { value, start: at };
}

function entryPosition(text: Buffer, from: number, files: FileTable): DumpPosition {
  const mark = text.indexOf(') function entry', from);
  if (mark < 0) return NOWHERE;
  return parsePosition(text, text.lastIndexOf(NEWLINE, mark) + 2, mark, files);
}

function readCalls(
  text: Buffer, found: readonly FoundCall[], blockStarts: readonly number[], base: number, files: FileTable, references: readonly DumpReference[],
): DumpCall[] {
  const starts = blockStarts.map((s) => s - base);
  const graph = parseBlockHeaders(text, starts);
  const depths = loopDepths(graph);
  const panicOnly = panicOnlyBlocks(graph, (b) => exitPanics(text, starts, b, graph));
  const calls: DumpCall[] = [];
  let block = 0;
  for (const { at, brace, entry } of found) {
    const head = parseHead(text, at, files);
    if (head === undefined) continue;
    while (block + 1 < starts.length && starts[block + 1]! <= at) block++;
    const end = lineEnd(text, brace);
    const variable = resultName(text, head.value, end);
    calls.push({
      position: head.position, entry: entry.name, value: head.value, op: head.op,
      ...argumentsOf(text, entry, at, brace + 1, end),
      ...(entry.family === 'slice' ? comparison(text, at) : {}),
      ...(entry.family === 'grow' ? beforeGrowth(text, at, brace + 1, end, head.position, references) : {}),
      loopDepth: depths[block] ?? 0, panicPath: panicOnly[block] === 1,
      text: text.toString('utf8', head.valueStart, end),
      ...(variable === undefined ? {} : { variable }),
    });
  }
  return calls;
}

// The compiler uses the buffer only for a slice of length 0 (ssagen/ssa.go: (*state).append, 1.25+), so a slice that begins with an array
// behind it never gets it. The old pointer is followed through its Phis to where it comes from.
function beforeGrowth(text: Buffer, at: number, from: number, end: number, position: DumpPosition, references: readonly DumpReference[]): { startsFrom?: 'nil' | 'array' | 'unknown' } {
  const buffers = new Set(references.filter((r) => r.storage === 'frame' && r.position.line === position.line && r.position.column === position.column && r.type !== undefined).map((r) => r.symbol));
  if (buffers.size === 0) return {};
  const first = / v(\d+)/.exec(text.toString('latin1', from, end))?.[1];
  if (first === undefined) return {};
  const work = [Number(first)];
  const seen = new Set<number>();
  let known = true;
  for (let id = work.pop(); id !== undefined && seen.size < 200; id = work.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const line = definition(text, id, at);
    const op = line === undefined ? undefined : /^v\d+ = (\S+) /.exec(line)?.[1];
    if (line === undefined || op === undefined) known = false;
    else if (op === 'Phi' || op === 'Copy' || op === 'LoadReg' || op === 'StoreReg') work.push(...valuesOf(line));
    else if (/^(?:LEAQ|MOVDaddr|LocalAddr)$/.test(op)) {
      const symbol = /> \{(.*?)\}/.exec(line)?.[1];
      if (symbol !== undefined && !buffers.has(symbol) && isFrameSymbol(symbol)) return { startsFrom: 'array' };
    } else if (op === 'SelectN' && / \[0\] v\d+/.test(line)) {
      const call = definition(text, valuesOf(line)[0] ?? -1, at);
      if (call === undefined || !call.includes('{AuxCall{runtime.growslice')) known = false;
    } else if (!/const$|^Const/.test(op)) known = false;
  }
  return { startsFrom: known ? 'nil' : 'unknown' };
}

// The line that defines a value, without its position.
function definition(text: Buffer, id: number, near: number): string | undefined {
  const needle = `) v${id} = `;
  let mark = text.lastIndexOf(needle, near, 'latin1');
  if (mark < 0) mark = text.indexOf(needle, near, 'latin1');
  return mark < 0 ? undefined : text.toString('utf8', mark + 2, lineEnd(text, mark));
}

// Values behind the type, up to the register or the names.
function valuesOf(line: string): number[] {
  const body = line.replace(/^v\d+ = \S+ <.*?> ?/, '').replace(/ : .*$/, '').replace(/ \(.*\)$/, '');
  return [...body.matchAll(/\bv(\d+)\b/g)].map((m) => Number(m[1]));
}

// `CMPQconst <flags> [32] v6` at the position of the call (walk/builtin.go: walkMakeSlice since 1.25, base.Debug.VariableMakeThreshold).
function comparison(text: Buffer, at: number): { comparedWith?: number } {
  const close = closeOfPosition(text, at);
  if (close < 0) return {};
  const needle = text.subarray(at, close + 2);
  for (let found = text.indexOf(needle); found >= 0; found = text.indexOf(needle, found + 1)) {
    const match = /^v\d+ = CMP[A-Z]*const <flags> \[(\d+)\]/.exec(text.toString('latin1', found + needle.length, Math.min(text.length, found + needle.length + 80)));
    if (match !== null && Number(match[1]) > 0) return { comparedWith: Number(match[1]) };
  }
  return {};
}

function exitPanics(text: Buffer, starts: readonly number[], block: number, graph: BlockGraph): boolean {
  const end = block + 1 < graph.count ? starts[block + 1]! : text.length;
  const body = text.toString('latin1', starts[block], end);
  return PANICS.test(body) && !body.includes(' = MakeResult ');
}

// The values behind `{AuxCall{…}} [24]` are the integer arguments in order; the last one is the memory state.
function argumentsOf(text: Buffer, entry: AllocationEntry, at: number, from: number, end: number): Partial<Record<ArgumentName, Operand>> {
  const rest = text.toString('latin1', from, end);
  const colon = rest.indexOf(' : ');
  const ids = [...(colon < 0 ? rest : rest.slice(0, colon)).matchAll(/ v(\d+)/g)].map((m) => Number(m[1]));
  ids.pop();
  const found: Partial<Record<ArgumentName, Operand>> = {};
  for (const [name, index] of [
    ['type', entry.typeArgument], ['size', entry.sizeArgument], ['length', entry.lengthArgument],
    ['capacity', entry.capacityArgument], ['hint', entry.hintArgument], ['buffer', entry.bufferArgument],
  ] as const) {
    const id = index === undefined ? undefined : ids[index];
    if (id !== undefined) found[name] = resolveOperand(text, id, at);
  }
  return found;
}

// Definitions stand shortly before their use most of the time; the layout order may also put them behind it.
function resolveOperand(text: Buffer, id: number, near: number): Operand {
  for (let hops = 0; hops < 8; hops++) {
    const line = definition(text, id, near);
    if (line === undefined) break;
    const match = /^v\d+ = (\S+) (?:<.*?> ?)?/.exec(line);
    if (match === null) break;
    const op = match[1]!;
    if (/^(?:MOV[A-Z]*const|Const\w*)$/.test(op)) {
      const constant = / \[(-?\d+)\]/.exec(line);
      if (constant !== null) return { kind: 'constant', value: Number(constant[1]) };
    }
    if (/^(?:LEAQ|LEAL|MOVDaddr|LocalAddr|Addr)$/.test(op)) {
      const address = /> \{(.*?)\}(?: \[-?\d+\])? v(\d+)/.exec(line);
      if (address !== null) {
        const name = address[1]!;
        if (!isFrameSymbol(name)) return { kind: 'symbol', name };
        const type = /^v\d+ = \S+ <\*(.*)> \{/.exec(line);
        return { kind: 'frame', name, ...(type === null ? {} : { type: type[1]! }) };
      }
    }
    const through = /^(?:Copy|LoadReg|StoreReg)$/.test(op) ? /> v(\d+)/.exec(line) : null;
    if (through === null) return { kind: 'value', op };
    id = Number(through[1]);
  }
  return { kind: 'value', op: '' };
}

// Symbols have a package (`type:int`, `main..stmp_0`, `go:string."x"`); variables and temporaries of the frame do not.
function isFrameSymbol(name: string): boolean {
  return name.startsWith('.autotmp_') || !/[.:·]/.test(name);
}

// The name that `SelectN [0] vID` (or the value itself) carries in parentheses, without component and type: `xs.ptr[*int]` → xs.
function resultName(text: Buffer, id: number, from: number): string | undefined {
  let at = from;
  for (let lines = 0; lines < 8 && at < text.length; lines++) {
    const end = lineEnd(text, at + 1);
    const line = text.toString('latin1', at + 1, end);
    if (line.includes(` = SelectN <`) && line.includes(` [0] v${id} `)) return trailingName(text, at + 1, end);
    if (line.startsWith('end')) return undefined;
    at = end;
  }
  return undefined;
}

function trailingName(text: Buffer, from: number, end: number): string | undefined {
  if (text[end - 1] !== 41) return undefined;
  const open = text.lastIndexOf(' (', end);
  if (open < from) return undefined;
  const name = /^([\p{L}_][\p{L}\p{N}_]*)/u.exec(text.toString('utf8', open + 2, end - 1))?.[1];
  return name === undefined ? undefined : name;
}

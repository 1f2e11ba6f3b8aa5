// Reads one function of the `-live=2` text: which SSA values call an allocation entry, in final schedule order, and which values
// use a frame temporary or read-only data at a source position. Only lines with a `{` of interest are looked at; the rest of
// the dump (megabytes for a large function) is passed over by the engine's own byte search.
// Source: cmd/compile/internal/liveness/plive.go: (*liveness).printDebug; cmd/compile/internal/ssa/value.go: (*Value).LongString;
// same shapes 1.21 – 1.27. Positions are the outermost ones (base.FmtPos).
import type { AllocationEntry } from '../release/allocation-entries.ts';
import { lineEnd, NEWLINE, NOWHERE, parseHead, parsePosition, trailingName, type DumpPosition, type FileTable } from './dump-line.ts';
import { argumentsOf, beforeGrowth, comparison, resultName, type Operand } from './dump-values.ts';
import type { FrameDump } from './frame-dump.ts';
import { loopDepths, panicOnlyBlocks, parseBlockHeaders, type BlockGraph } from './block-graph.ts';

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
  /** Calls and frame addresses in order; kept for functions that use frame temporaries. */
  readonly frame?: FrameDump;
}

interface FoundCall {
  readonly at: number;
  readonly brace: number;
  readonly entry: AllocationEntry;
}

const OPEN = 123; // {
/** First two letters of the packages that allocation entries belong to: decoding every callee's name costs a tenth of the reading. */
const MAY_ALLOCATE: ReadonlySet<number> = new Set(['ru', 're', 'in', 'ma', 'ti'].map((s) => s.charCodeAt(0) | (s.charCodeAt(1) << 8)));
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
    } else if (text[at - 1] === 108 /* l */ && text[at - 2] === 108 && MAY_ALLOCATE.has(next! | (text[at + 2]! << 8))) {
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
  return {
    name,
    position,
    calls: calls.length === 0 ? [] : readCalls(text, calls, blockStarts, start, files, references),
    references,
    statements,
    bytes: end - start,
  };
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

function readReference(text: Buffer, open: number, storage: 'frame' | 'static', files: FileTable): DumpReference | undefined {
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
    position: head.position,
    storage,
    symbol,
    value: head.value,
    op: head.op,
    ...(type === undefined ? {} : { type }),
    ...(variable === undefined ? {} : { variable }),
  };
}

function entryPosition(text: Buffer, from: number, files: FileTable): DumpPosition {
  const mark = text.indexOf(') function entry', from);
  if (mark < 0) return NOWHERE;
  return parsePosition(text, text.lastIndexOf(NEWLINE, mark) + 2, mark, files);
}

function readCalls(
  text: Buffer,
  found: readonly FoundCall[],
  blockStarts: readonly number[],
  base: number,
  files: FileTable,
  references: readonly DumpReference[],
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
      position: head.position,
      entry: entry.name,
      value: head.value,
      op: head.op,
      ...argumentsOf(text, entry, at, brace + 1, end),
      ...(entry.family === 'slice' ? comparison(text, at) : {}),
      ...(entry.family === 'grow' ? beforeGrowth(text, at, brace + 1, end, head.position, references) : {}),
      loopDepth: depths[block] ?? 0,
      panicPath: panicOnly[block] === 1,
      text: text.toString('utf8', head.valueStart, end),
      ...(variable === undefined ? {} : { variable }),
    });
  }
  return calls;
}

function exitPanics(text: Buffer, starts: readonly number[], block: number, graph: BlockGraph): boolean {
  const end = block + 1 < graph.count ? starts[block + 1]! : text.length;
  const body = text.toString('latin1', starts[block], end);
  return PANICS.test(body) && !body.includes(' = MakeResult ');
}

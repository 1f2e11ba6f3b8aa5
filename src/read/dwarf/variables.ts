// The variables below one function's entry: what they are called, to which inlined call they belong, and where they lie.
// Go source: src/cmd/internal/dwarf/dwarf.go: putscope, putInlinedFunc, putvar; src/cmd/compile/internal/dwarfgen/dwarf.go:
// createSimpleVar, createComplexVar, createHeapDerefLocationList, go1.18–go1.27. Every function has DW_OP_call_frame_cfa as its
// frame base, so that DW_OP_fbreg counts from the stack pointer before the call; the same holds for what is inlined into it.
import type { PcRange } from './addresses.ts';
import { pcRange } from './addresses.ts';
import type { Budget } from '../../base/budget.ts';
import { spend } from '../../base/budget.ts';
import { AT, OP, TAG } from './constants.ts';
import type { Entry } from './entry.ts';
import { readEntry } from './entry.ts';
import { framePieces } from './expression.ts';
import type { DwarfFile } from './file.ts';
import { readLocations, readRanges } from './lists.ts';
import type { DwarfType } from './types.ts';
import type { GoUnit } from './units.ts';

const MAX_DEPTH = 1024;
/** As in go-binary.ts: the compiler stops long before. */
const MAX_INLINE_DEPTH = 256;
const MAX_VARIABLES = 1 << 18;
const MAX_HOMES = 1 << 20;
const HEAP_ADDRESS = '&';
/** Compilers' temporaries are no variables of the program (cmd/compile/internal/typecheck/dcl.go: autotmpname). */
const TEMPORARY = '.autotmp';

/** An inlined call. */
export interface InlinedCall {
  /** The function that was inlined: "strings.(*Builder).WriteString". */
  readonly function: string;
  readonly callLine: number | undefined;
}

/** A part of the code and of the frame where a variable, or a piece of it, lies. */
export interface VariableHome extends PcRange {
  /** From the CFA (the stack pointer before the call) in bytes; negative for locals. */
  readonly frameOffset: number;
  /** Bytes of the frame: of the piece or of the whole variable; of a pointer when `indirect`. */
  readonly size: number;
  /** Where the piece begins in the variable, in bytes. */
  readonly variableOffset: number;
  /** The frame holds a pointer to the variable (or piece). */
  readonly indirect: boolean;
}

/** A variable of a function or of a call inlined into it. */
export interface FrameVariable {
  /**
   * As in the source; results without a name are "~r0", "~r1". Parts that the compiler took apart stand alone besides: "words.ptr"
   * (without a home until go1.26).
   */
  readonly name: string;
  /** Moved to the heap: the variable described is the pointer to it, which DWARF calls "&name". */
  readonly heapMoved: boolean;
  readonly type: DwarfType | undefined;
  readonly kind: 'variable' | 'parameter' | 'result';
  readonly declLine: number | undefined;
  /** The inlined calls that it belongs to, innermost first; empty when it is the function's own. */
  readonly inlined: readonly InlinedCall[];
  /**
   * The code of its block or inlined call; undefined when it is visible in the whole function. A home from a location list holds
   * outside of it, too; one without (a plain expression, given for the whole function) may there share its place with others.
   */
  readonly scope: readonly PcRange[] | undefined;
  /** Empty when it only ever lies in registers, or was optimised away. */
  readonly homes: readonly VariableHome[];
}

/** What surrounds an entry. */
interface Scope {
  readonly entry: Entry;
  readonly isSeen: boolean;
  readonly inlined: readonly InlinedCall[];
  /** Read when a variable needs it; null until then. */
  ranges: readonly PcRange[] | undefined | null;
}

interface Walk {
  readonly file: DwarfFile;
  readonly unit: GoUnit;
  readonly code: PcRange;
  readonly frameBase: number | undefined;
  readonly budget: Budget;
  readonly variables: FrameVariable[];
  homes: number;
}

/** The variables of the function whose entry lies at `offset` of .debug_info; undefined when DWARF does not say where it ends. */
export function readVariables(file: DwarfFile, unit: GoUnit, offset: number, budget: Budget): FrameVariable[] | undefined {
  const root = readEntry(file.info, unit, offset);
  const code = root === undefined ? undefined : pcRange(file.sections, unit, root);
  if (root === undefined || code === undefined) return undefined;
  const walk: Walk = { file, unit, code, frameBase: frameBaseOf(file, root), budget, variables: [], homes: 0 };
  if (root.abbreviation.hasChildren) descend(walk, root);
  return walk.variables;
}

function descend(walk: Walk, root: Entry): void {
  const { file, unit } = walk;
  const stack: Scope[] = [{ entry: root, isSeen: true, inlined: [], ranges: undefined }];
  for (let at = root.end; stack.length > 0;) {
    const scope = stack.at(-1)!;
    if (at >= unit.end) throw root.error('a list of children that ends within the unit');
    const entry = readEntry(file.info, unit, at);
    const end: number = entry?.end ?? file.info.offset;
    spend(file.info, walk.budget, end - at);
    at = end;
    if (entry === undefined) {
      stack.pop();
      continue;
    }
    const { tag, hasChildren } = entry.abbreviation;
    if (scope.isSeen && (tag === TAG.variable || tag === TAG.formalParameter)) addVariable(walk, scope, entry);
    if (!hasChildren) continue;
    if (stack.length === MAX_DEPTH) throw entry.error(`entries nested at most ${MAX_DEPTH} deep`);
    stack.push(innerScope(walk, scope, entry));
  }
}

function innerScope(walk: Walk, outer: Scope, entry: Entry): Scope {
  const { tag } = entry.abbreviation;
  if (outer.isSeen && tag === TAG.lexicalBlock) return { entry, isSeen: true, inlined: outer.inlined, ranges: null };
  if (outer.isSeen && tag === TAG.inlinedSubroutine) {
    if (outer.inlined.length === MAX_INLINE_DEPTH) throw entry.error(`at most ${MAX_INLINE_DEPTH} inlined calls around one place`);
    const name = walk.file.declarationOf(entry).name ?? '?';
    const inlined = [{ function: name, callLine: entry.number(AT.callLine) }, ...outer.inlined];
    return { entry, isSeen: true, inlined, ranges: null };
  }
  return { entry, isSeen: false, inlined: outer.inlined, ranges: undefined };
}

function addVariable(walk: Walk, scope: Scope, entry: Entry): void {
  const { file, variables } = walk;
  const declaration = file.declarationOf(entry);
  const { name } = declaration;
  if (name === undefined || name.startsWith(TEMPORARY)) return;
  if (variables.length === MAX_VARIABLES) throw entry.error(`at most ${MAX_VARIABLES} variables of a function`);
  const type = declaration.type === undefined ? undefined : file.types.at(declaration.type);
  const isParameter = entry.abbreviation.tag === TAG.formalParameter;
  const heapMoved = name.startsWith(HEAP_ADDRESS);
  scope.ranges = scope.ranges === null ? rangesOf(walk, scope.entry) : scope.ranges;
  variables.push({
    name: heapMoved ? name.slice(1) : name,
    heapMoved,
    type,
    kind: !isParameter ? 'variable' : declaration.isResult ? 'result' : 'parameter',
    declLine: declaration.line,
    inlined: scope.inlined,
    scope: scope.ranges,
    homes: homesOf(walk, entry, type?.size),
  });
}

function homesOf(walk: Walk, entry: Entry, variableSize: number | undefined): VariableHome[] {
  const { file, unit, code, budget } = walk;
  const homes: VariableHome[] = [];
  const add = (range: PcRange, cursor: Parameters<typeof framePieces>[0], at: number, end: number): void => {
    for (const { frameOffset, size, variableOffset, indirect } of framePieces(cursor.seek(at), end, unit, walk.frameBase)) {
      const bytes = indirect ? unit.addressSize : (size ?? variableSize);
      if (bytes === undefined || bytes === 0) continue;
      if (++walk.homes > MAX_HOMES) throw entry.error(`at most ${MAX_HOMES} places of a function's variables`);
      homes.push({ from: range.from, to: range.to, frameOffset, size: bytes, variableOffset, indirect });
    }
  };
  const block = entry.block(AT.location);
  if (block !== undefined) {
    add(code, file.info, block.at, block.end);
    return homes;
  }
  const list = entry.list(AT.location);
  if (list === undefined) return homes;
  for (const { range, cursor, at, end } of readLocations(file.sections, unit, list, budget)) {
    // Where a default location holds takes all others to know; Go writes none.
    if (range !== undefined) add(range, cursor, at, end);
  }
  return homes;
}

function rangesOf(walk: Walk, entry: Entry): readonly PcRange[] | undefined {
  const { file, unit, budget } = walk;
  const list = entry.list(AT.ranges);
  if (list !== undefined) return readRanges(file.sections, unit, list, budget);
  const range = pcRange(file.sections, unit, entry);
  return range === undefined ? undefined : [range];
}

/** What DW_OP_fbreg counts from, as an offset from the CFA. */
function frameBaseOf(file: DwarfFile, entry: Entry): number | undefined {
  const block = entry.block(AT.frameBase);
  const isCfa = block !== undefined && block.end - block.at === 1 && file.info.bytes[block.at] === OP.callFrameCfa;
  return isCfa ? 0 : undefined;
}

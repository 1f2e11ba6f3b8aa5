// Reads what the compiler says with -m=2: bytes in, tables of facts out.
//
// The report of one package is a stream of lines `file:line:col: message` (shapes: report-shapes.ts). Blocks that explain a flow are
// printed while escape analysis walks (escape/solve.go, Printf), the rows that sum up a batch of functions behind them (escape.go,
// finish: parameters first, then every location). Nothing is decoded here: texts are pooled, block bodies kept as bytes until a
// site that is shown asks for them (flow.ts). Lines that no shape fits are counted and kept verbatim, bounded.
import { FormatError } from '../../base/errors.ts';
import { diagnosticShape } from './report-diagnostics.ts';
import { PositionIndex } from './report-index.ts';
import { RowReader } from './report-rows.ts';
import { PrefixReader } from './report-prefix.ts';
import { rawStringOpen } from './report-raw.ts';
import { assignRoles } from './report-roles.ts';
import { SHAPE, shapeOf } from './report-shapes.ts';
import { BlockTable, CaptureTable, EntryTable, FunctionTable, InliningTable, LeakTable, NoteTable, VERDICT } from './report-tables.ts';
import { TextBuffer, TextPool } from './report-text.ts';

/** How much of a line's text is kept; longer ones are cut and counted. */
export const KEPT_LINE_BYTES: number = 1 << 16;
/** How many unparsed lines and diagnostics are kept verbatim; all are counted. */
export const KEPT_LINES = 1000;

/** How many blocks an entry gets whose text is not theirs; std has some dozens at most. */
const MAX_BLOCKS = 256;

/** A line kept verbatim. */
export interface KeptLine {
  /** 1-based number of the line among the lines of this package's report. */
  readonly reportLine: number;
  readonly text: string;
}

/** The report of one package. Feed it lines, call finish(), then read the tables. */
export class EscapeReport {
  readonly importPath: string;
  /** Paths, expressions and names of the whole report. */
  readonly texts: TextPool = new TextPool();
  readonly entries: EntryTable = new EntryTable();
  readonly blocks: BlockTable = new BlockTable();
  readonly functions: FunctionTable = new FunctionTable();
  readonly inlinings: InliningTable = new InliningTable();
  readonly leaks: LeakTable = new LeakTable();
  readonly captures: CaptureTable = new CaptureTable();
  readonly notes: NoteTable = new NoteTable();
  /** Bodies of the flow blocks, without position prefixes. */
  readonly bodies: TextBuffer = new TextBuffer();

  /** Lines given, lines understood, and lines of each other class. */
  lines = 0;
  reportLines = 0;
  unparsedCount = 0;
  diagnosticCount = 0;
  /** Lines whose text was longer than KEPT_LINE_BYTES. */
  shortened = 0;
  /** Lines of unknown shape, verbatim; a package that did not compile has diagnostics instead. */
  readonly unparsed: KeptLine[] = [];
  /** Errors and warnings of the compiler, the linker, cgo or the go command. */
  readonly diagnostics: KeptLine[] = [];
  /** True when the report ends in the middle of a line: its last fact may be wrong. Set by finish(). */
  cut = false;

  readonly #prefix: PrefixReader;
  readonly #rows: RowReader;
  #block = -1;
  // The beginning of a message whose raw string literal goes on in the next line.
  readonly #partial: TextBuffer = new TextBuffer(256);
  #partialLines = 0;
  // Whether the last flow line ends inside a raw string; undefined until somebody asks.
  #flowOpen: boolean | undefined;
  #inDiagnostic = false;
  #lastUnknown = false;
  #finished = false;
  #entryIndex: PositionIndex | undefined;
  #blockIndex: PositionIndex | undefined;
  #subjectIndex: PositionIndex | undefined;
  // First block of a position → its blocks that no row names; negative for those of append.
  readonly #leftOver: Map<number, number[]> = new Map();

  constructor(importPath: string) {
    this.importPath = importPath;
    this.#prefix = new PrefixReader(this.texts);
    this.#rows = new RowReader(this);
  }

  /** Reads the line `bytes[start, end)` (no newline); true when it is a report line that is understood. */
  line(bytes: Uint8Array, start: number, end: number): boolean {
    if (this.#finished) throw new FormatError(`report of ${this.importPath}`, 'no line behind its end', this.lines + 1, 'line');
    this.lines++;
    if (end > start && bytes[end - 1] === 0x0d) end--;
    if (this.#partialLines > 0) return this.#continue(bytes, start, end);
    return this.#read(bytes, start, end);
  }

  #read(bytes: Uint8Array, start: number, end: number): boolean {
    const prefix = this.#prefix;
    const positioned = prefix.read(bytes, start, end);
    const message = prefix.message;
    const shape = end > message ? shapeOf(bytes, message, end) : SHAPE.unknown;
    if (shape === SHAPE.flow) {
      if (!this.#flowLine(bytes, message, end)) return this.#unknown(bytes, start, end, message, positioned);
    } else if (shape === SHAPE.unknown && this.#goesOn(bytes, start, end, message, positioned)) {
      return true;
    } else {
      this.#block = -1;
      if (shape === SHAPE.unknown || shape === SHAPE.notAllowed) return this.#unknown(bytes, start, end, message, positioned);
      this.#block = this.#rows.row(shape, bytes, message, this.#bounded(message, end), prefix);
      if (this.#block === -2) {
        this.#block = -1;
        return this.#unknown(bytes, start, end, message, positioned);
      }
    }
    this.reportLines++;
    this.#inDiagnostic = false;
    this.#lastUnknown = false;
    return true;
  }

  /** Ends the report: ties entries to their blocks and tells parameters from allocations. `complete` is false when the text stopped without a newline. */
  finish(complete = true): void {
    if (this.#finished) return;
    this.#finished = true;
    if (this.#partialLines > 0) this.#giveUp();
    this.cut = !complete || (this.#lastUnknown && this.reportLines > 0);
    // A package with a type error prints errors and nothing else (noder checks before anything optimises).
    if (this.reportLines === 0 && this.unparsedCount > 0) {
      this.diagnosticCount += this.unparsedCount;
      this.diagnostics.push(...this.unparsed.splice(0));
      this.diagnostics.sort((a, b) => a.reportLine - b.reportLine);
      this.diagnostics.length = Math.min(this.diagnostics.length, KEPT_LINES);
      this.unparsedCount = 0;
    }
    assignRoles(this);
    const { entries } = this;
    for (let row = 0; row < entries.length; row++) entries.block.data[row] = this.blocksOf(row)[0] ?? -1;
  }

  /** All flow blocks of an entry: several when a generic function was compiled for several types, or the code was inlined twice. */
  blocksOf(entry: number): number[] {
    const verdict = this.entries.verdict.at(entry);
    if (verdict === VERDICT.stays || verdict === VERDICT.zeroCopy) return [];
    const exact = this.#exactBlocks(entry);
    return exact.length > 0 || verdict === VERDICT.moved ? exact : this.#otherBlocks(entry);
  }

  /** Entries by position. */
  get entryIndex(): PositionIndex {
    return (this.#entryIndex ??= new PositionIndex(this.entries));
  }

  /** Blocks by position. */
  get blockIndex(): PositionIndex {
    return (this.#blockIndex ??= new PositionIndex(this.blocks));
  }

  // The rows of an entry and of its blocks carry the same position and the same text.
  #exactBlocks(entry: number): number[] {
    const { entries, blocks } = this;
    const found: number[] = [];
    const index = (this.#subjectIndex ??= new PositionIndex(blocks, blocks.subject));
    let block = index.first(entries.file.at(entry), entries.line.at(entry), entries.column.at(entry), entries.text.at(entry));
    for (; block >= 0; block = index.next(block)) if (blocks.leak.at(block) === 0) found.push(block);
    return found;
  }

  // 1.25+ prints `append` in the row and the call in the block (escape.go: finish), and puts a constant into the expression between
  // block and row (rewriteWithLiterals): `make([]byte, size)` in the block is `make([]byte, 32768)` in the row, `msg` is `"nil"`. So what
  // is left at the position and belongs to no row there by its text is its block.
  #otherBlocks(entry: number): number[] {
    const { entries, blocks } = this;
    const file = entries.file.at(entry);
    const line = entries.line.at(entry);
    const column = entries.column.at(entry);
    const first = this.blockIndex.first(file, line, column);
    if (first < 0) return [];
    const append = entries.text.at(entry) === this.#rows.appendText;
    const key = append ? -first - 1 : first;
    let left = this.#leftOver.get(key);
    if (left === undefined) {
      const here = this.blockIndex.at(file, line, column).filter((block) => blocks.leak.at(block) === 0);
      const taken = new Set(this.entryIndex.at(file, line, column).map((row) => entries.text.at(row)));
      // A call of append that is boxed as well has a row with the call's text, but that does not take the block of the append.
      left = here.filter((block) => (append ? this.#rows.isAppend(blocks.subject.at(block)) : !taken.has(blocks.subject.at(block))));
      left.length = Math.min(left.length, MAX_BLOCKS);
      this.#leftOver.set(key, left);
    }
    return left;
  }

  #flowLine(bytes: Uint8Array, message: number, end: number): boolean {
    const block = this.#block;
    const { blocks, bodies } = this;
    const { file, line, column } = this.#prefix;
    if (block < 0 || blocks.line.at(block) !== line || blocks.column.at(block) !== column || blocks.file.at(block) !== file) return false;
    bodies.append(bytes, message, this.#bounded(message, end));
    bodies.push(0x0a);
    blocks.bodyEnd.data[block] = bodies.length;
    this.#flowOpen = undefined;
    return true;
  }

  // A line of unknown shape is the rest of a flow line, or the first part of a row, when a raw string is open.
  #goesOn(bytes: Uint8Array, start: number, end: number, message: number, positioned: boolean): boolean {
    if (!positioned) return this.#block >= 0 && this.#extendFlow(bytes, start, end);
    if (end - start > KEPT_LINE_BYTES || !rawStringOpen(bytes, message, end)) return false;
    this.#partial.length = 0;
    this.#partial.append(bytes, start, end);
    this.#partialLines = 1;
    return true;
  }

  #extendFlow(bytes: Uint8Array, start: number, end: number): boolean {
    const { bodies } = this;
    const block = this.#block;
    const bodyStart = Math.max(this.blocks.bodyStart.at(block), bodies.length - KEPT_LINE_BYTES - 2);
    let last = bodies.length - 1;
    while (last > bodyStart && bodies.bytes[last - 1] !== 0x0a) last--;
    if (bodies.length === bodyStart || bodies.length - last > KEPT_LINE_BYTES) return false;
    this.#flowOpen ??= rawStringOpen(bodies.bytes, last, bodies.length - 1);
    if (!this.#flowOpen) return false;
    this.#flowOpen = rawStringOpen(bytes, start, end, true);
    // The newline becomes `\n`, so that a body keeps one line a hop.
    bodies.length--;
    bodies.push(0x5c);
    bodies.push(0x6e);
    bodies.append(bytes, start, this.#bounded(start, end));
    bodies.push(0x0a);
    this.blocks.bodyEnd.data[block] = bodies.length;
    this.reportLines++;
    return true;
  }

  #continue(bytes: Uint8Array, start: number, end: number): boolean {
    const partial = this.#partial;
    this.#partialLines++;
    if (partial.length + (end - start) > KEPT_LINE_BYTES) {
      this.#giveUp();
      return this.#read(bytes, start, end);
    }
    const closed = !rawStringOpen(bytes, start, end, true);
    partial.push(0x5c);
    partial.push(0x6e);
    partial.append(bytes, start, end);
    if (!closed) return true;
    const lines = this.#partialLines;
    this.#partialLines = 0;
    const read = this.#read(partial.bytes.slice(0, partial.length), 0, partial.length);
    if (read) this.reportLines += lines - 1;
    else if (this.#inDiagnostic) this.diagnosticCount += lines - 1;
    else this.unparsedCount += lines - 1;
    return read;
  }

  // The raw string never closes: what was held back is one unparsed text.
  #giveUp(): void {
    const { bytes, length } = this.#partial;
    this.unparsedCount += this.#partialLines;
    this.#partialLines = 0;
    this.#lastUnknown = true;
    if (this.unparsed.length < KEPT_LINES) {
      this.unparsed.push({ reportLine: this.lines, text: new TextDecoder().decode(bytes.subarray(0, length)) });
    }
  }

  #bounded(start: number, end: number): number {
    if (end - start <= KEPT_LINE_BYTES) return end;
    this.shortened++;
    return start + KEPT_LINE_BYTES;
  }

  #unknown(bytes: Uint8Array, start: number, end: number, message: number, positioned: boolean): boolean {
    const diagnostic = diagnosticShape(bytes, start, end, message, positioned, this.#inDiagnostic);
    this.#inDiagnostic = diagnostic;
    this.#lastUnknown = !diagnostic;
    if (diagnostic) this.diagnosticCount++;
    else this.unparsedCount++;
    const list = diagnostic ? this.diagnostics : this.unparsed;
    if (list.length < KEPT_LINES) {
      const text = new TextDecoder().decode(bytes.subarray(start, this.#bounded(start, end)));
      list.push({ reportLine: this.lines, text });
    }
    return false;
  }
}

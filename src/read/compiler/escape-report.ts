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
import { assignRoles } from './report-roles.ts';
import { SHAPE, shapeOf } from './report-shapes.ts';
import {
  BlockTable, CaptureTable, EntryTable, FunctionTable, InliningTable, LeakTable, NoteTable, VERDICT,
} from './report-tables.ts';
import { TextBuffer, TextPool } from './report-text.ts';

/** How much of a line's text is kept; longer ones are cut and counted. */
export const KEPT_LINE_BYTES: number = 1 << 16;
/** How many unparsed lines and diagnostics are kept verbatim; all are counted. */
export const KEPT_LINES = 1000;

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
  #inDiagnostic = false;
  #lastUnknown = false;
  #finished = false;
  #entryIndex: PositionIndex | undefined;
  #blockIndex: PositionIndex | undefined;

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
    const prefix = this.#prefix;
    const positioned = prefix.read(bytes, start, end);
    const message = prefix.message;
    const shape = end > message ? shapeOf(bytes, message, end) : SHAPE.unknown;
    if (shape === SHAPE.flow) {
      if (!this.#flowLine(bytes, message, end)) return this.#unknown(bytes, start, end, message, positioned);
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
    for (let row = 0; row < entries.length; row++) entries.block.data[row] = this.#firstBlock(row, -1);
  }

  /** All flow blocks of an entry: several when a generic function was compiled for several types, or the code was inlined twice. */
  blocksOf(entry: number): number[] {
    const found: number[] = [];
    for (let block = this.#firstBlock(entry, -1); block >= 0; block = this.#firstBlock(entry, block)) found.push(block);
    return found;
  }

  /** Entries by position. */
  get entryIndex(): PositionIndex {
    return (this.#entryIndex ??= new PositionIndex(this.entries));
  }

  /** Blocks by position. */
  get blockIndex(): PositionIndex {
    return (this.#blockIndex ??= new PositionIndex(this.blocks));
  }

  // The rows of an entry and of its blocks carry the same position and the same text; a call of append is printed as `append`
  // in the row and as its expression in the block (escape.go: finish, 1.25+).
  #firstBlock(entry: number, after: number): number {
    const { entries, blocks } = this;
    const verdict = entries.verdict.at(entry);
    if (verdict !== VERDICT.escapes && verdict !== VERDICT.moved) return -1;
    const text = entries.text.at(entry);
    const index = this.blockIndex;
    let block = after < 0 ? index.first(entries.file.at(entry), entries.line.at(entry), entries.column.at(entry)) : index.next(after);
    for (; block >= 0; block = index.next(block)) {
      if (blocks.leak.at(block) !== 0) continue;
      const subject = blocks.subject.at(block);
      if (subject === text || (text === this.#rows.appendText && this.#rows.isAppend(subject))) return block;
    }
    return -1;
  }

  #flowLine(bytes: Uint8Array, message: number, end: number): boolean {
    const block = this.#block;
    const { blocks, bodies } = this;
    const { file, line, column } = this.#prefix;
    if (block < 0 || blocks.line.at(block) !== line || blocks.column.at(block) !== column || blocks.file.at(block) !== file) return false;
    bodies.append(bytes, message, this.#bounded(message, end));
    bodies.push(0x0a);
    blocks.bodyEnd.data[block] = bodies.length;
    return true;
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

// The tables that a report is read into: one row a fact, columns of numbers, texts as ids of the report's pool.
import { Int32Column } from '../../base/columns.ts';

const SMALL = 64;

/** Rows that have a position. `file` is a text id, -1 where the compiler had no position; `column` 0 where it printed none. */
export class PositionTable {
  readonly file: Int32Column = new Int32Column(SMALL);
  readonly line: Int32Column = new Int32Column(SMALL);
  readonly column: Int32Column = new Int32Column(SMALL);
  /** 1-based number of the line among the lines of this package's report. */
  readonly reportLine: Int32Column = new Int32Column(SMALL);

  /** How many rows there are. */
  get length(): number {
    return this.line.length;
  }

  /** Appends the position of a new row and returns the row. */
  place(file: number, line: number, column: number, reportLine: number): number {
    this.file.push(file);
    this.line.push(line);
    this.column.push(column);
    return this.reportLine.push(reportLine);
  }
}

/** What an entry says of its expression. */
export const VERDICT = { escapes: 0, stays: 1, moved: 2, zeroCopy: 3 } as const;
export type Verdict = (typeof VERDICT)[keyof typeof VERDICT];

/** Whether a `V does not escape` line is about an allocation or sums up a parameter. */
export const ROLE = { allocation: 0, parameter: 1, ambiguous: 2 } as const;
export type Role = (typeof ROLE)[keyof typeof ROLE];

/** `E escapes to heap`, `E does not escape`, `moved to heap: V`, `zero-copy …`. */
export class EntryTable extends PositionTable {
  readonly verdict: Int32Column = new Int32Column(SMALL);
  /** Expression or variable. */
  readonly text: Int32Column = new Int32Column(SMALL);
  /** First of its flow blocks, -1 when there is none; set by finish(). */
  readonly block: Int32Column = new Int32Column(SMALL);
  /** Set by finish(). */
  readonly role: Int32Column = new Int32Column(SMALL);
}

/** Flow blocks: header here, body as a range of the report's body buffer. */
export class BlockTable extends PositionTable {
  /** 0: `E escapes to heap in F:`, 1: `parameter V leaks to D for F with derefs=N:`. */
  readonly leak: Int32Column = new Int32Column(SMALL);
  readonly subject: Int32Column = new Int32Column(SMALL);
  /** Function, -1 where the release does not name it. */
  readonly function: Int32Column = new Int32Column(SMALL);
  /** Where a parameter leaks to, -1 for escapes. */
  readonly destination: Int32Column = new Int32Column(SMALL);
  readonly derefs: Int32Column = new Int32Column(SMALL);
  readonly bodyStart: Int32Column = new Int32Column(SMALL);
  readonly bodyEnd: Int32Column = new Int32Column(SMALL);
}

/** `can inline F …`, `cannot inline F: reason`. */
export class FunctionTable extends PositionTable {
  readonly name: Int32Column = new Int32Column(SMALL);
  readonly inlinable: Int32Column = new Int32Column(SMALL);
  /** -1 when the level of detail has none. */
  readonly cost: Int32Column = new Int32Column(SMALL);
  /** The signature when it can be inlined, the reason when it cannot; -1 when not printed. */
  readonly detail: Int32Column = new Int32Column(SMALL);
}

/** `inlining call to F`. */
export class InliningTable extends PositionTable {
  readonly callee: Int32Column = new Int32Column(SMALL);
}

/** What a parameter row says. */
export const LEAK = { heap: 0, content: 1, result: 2, mutates: 3, calls: 4, quiet: 5 } as const;
export type Leak = (typeof LEAK)[keyof typeof LEAK];

/** Summaries of parameters: `leaking param: V`, `… content: V`, `… V to result R level=N`, `mutates …`, `calls …`. */
export class LeakTable extends PositionTable {
  readonly kind: Int32Column = new Int32Column(SMALL);
  readonly parameter: Int32Column = new Int32Column(SMALL);
  readonly result: Int32Column = new Int32Column(SMALL);
  /** level= or derefs=; -1 when not printed. */
  readonly level: Int32Column = new Int32Column(SMALL);
}

/** `F capturing by ref|value: V (addr=B assign=B width=N)`. */
export class CaptureTable extends PositionTable {
  readonly function: Int32Column = new Int32Column(SMALL);
  readonly variable: Int32Column = new Int32Column(SMALL);
  readonly byReference: Int32Column = new Int32Column(SMALL);
  readonly addressTaken: Int32Column = new Int32Column(SMALL);
  readonly reassigned: Int32Column = new Int32Column(SMALL);
  readonly width: Int32Column = new Int32Column(SMALL);
}

/** Everything else that is understood: devirtualisations, b.Loop, self-assignments, uintptr rules, output of -d flags. */
export class NoteTable extends PositionTable {
  /** A Shape of report-shapes.ts. */
  readonly shape: Int32Column = new Int32Column(SMALL);
  /** The whole message. */
  readonly text: Int32Column = new Int32Column(SMALL);
}

// Turns one recognised message into a row of its table. Positions in the text are found from the outside in, because expressions
// and string literals in the middle may hold any word (escape/escape.go, escape/solve.go, inline/inl.go: the format strings).
import { find, findLast, matches, type PrefixReader } from './report-prefix.ts';
import { SHAPE, type Shape } from './report-shapes.ts';
import { LEAK, VERDICT, type Leak, type Verdict } from './report-tables.ts';
import type { EscapeReport } from './escape-report.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

const APPEND = encode('append');
const APPEND_CALL = encode('append(');
const ZERO_COPY = encode('zero-copy string->[]byte conversion');
const ESCAPES_IN = encode(' escapes to heap in ');
const ESCAPES_OLD = encode(' escapes to heap:');
const LEAKS_TO = encode(' leaks to ');
const FOR = encode(' for ');
const WITH_DEREFS = encode(' with derefs=');
const WITH_COST = encode(' with cost ');
const AS = encode(' as: ');
const BODY = encode(' { ');
const COLON = encode(': ');
const TO_RESULT = encode(' to result ');
const LEVEL = encode(' level=');
const DEREFS = encode(' derefs=');
const CAPTURING = encode(' capturing by ');
const BY_REF = encode('ref: ');
const ADDR = encode(' (addr=');
const ASSIGN = encode(' assign=');
const WIDTH = encode(' width=');
const SCORE = encode(' with score ');
const TRUE = encode('true');

const ESCAPES_LENGTH = ' escapes to heap'.length;
const STAYS_LENGTH = ' does not escape'.length;
const QUIET_LENGTH = ' does not escape, mutate, or call'.length;

/** Writes rows into the tables of one report. */
export class RowReader {
  readonly #report: EscapeReport;
  /** Text id of the word `append`, which stands for the expression in 1.25+. */
  readonly appendText: number;
  readonly #zeroCopyText: number;
  readonly #appends: Map<number, boolean> = new Map();

  constructor(report: EscapeReport) {
    this.#report = report;
    this.appendText = report.texts.intern(APPEND, 0, APPEND.length);
    this.#zeroCopyText = report.texts.intern(ZERO_COPY, 0, ZERO_COPY.length);
  }

  /** True when the text is a call of append. */
  isAppend(text: number): boolean {
    let known = this.#appends.get(text);
    if (known === undefined) {
      known = true;
      for (let i = 0; i < APPEND_CALL.length; i++) known &&= this.#report.texts.byteAt(text, i) === APPEND_CALL[i];
      this.#appends.set(text, known);
    }
    return known;
  }

  /** Reads the message `bytes[start, end)`: the block it opens, -1 for other rows, -2 when it does not fit its shape. */
  row(shape: Shape, bytes: Uint8Array, start: number, end: number, at: PrefixReader): number {
    switch (shape) {
      case SHAPE.escapes:
        return this.#entry(VERDICT.escapes, bytes, start, end - ESCAPES_LENGTH, at);
      case SHAPE.stays:
        return this.#entry(VERDICT.stays, bytes, start, end - STAYS_LENGTH, at);
      case SHAPE.moved:
        return this.#entry(VERDICT.moved, bytes, start + 'moved to heap: '.length, end, at);
      case SHAPE.zeroCopy:
        return this.#entryId(VERDICT.zeroCopy, this.#zeroCopyText, at);
      case SHAPE.escapeBlock:
        return this.#escapeBlock(bytes, start, end, at);
      case SHAPE.leakBlock:
        return this.#leakBlock(bytes, start, end, at);
      case SHAPE.leakingParam:
        return this.#leakingParam(bytes, start + 'leaking param: '.length, end, at);
      case SHAPE.leakingContent:
        return this.#leak(LEAK.content, bytes, start + 'leaking param content: '.length, end, -1, -1, at);
      case SHAPE.mutatesParam:
        return this.#effect(LEAK.mutates, bytes, start + 'mutates param: '.length, end, at);
      case SHAPE.callsParam:
        return this.#effect(LEAK.calls, bytes, start + 'calls param: '.length, end, at);
      case SHAPE.quietParam:
        return this.#leak(LEAK.quiet, bytes, start, end - QUIET_LENGTH, -1, -1, at);
      case SHAPE.canInline:
        return this.#canInline(bytes, start + 'can inline '.length, end, at);
      case SHAPE.cannotInline:
        return this.#cannotInline(bytes, start + 'cannot inline '.length, end, at);
      case SHAPE.inliningCall:
        return this.#inlining(bytes, start + 'inlining call to '.length, end, at);
      case SHAPE.capture:
        return this.#capture(bytes, start, end, at);
      default:
        return this.#note(shape, bytes, start, end, at);
    }
  }

  #entry(verdict: Verdict, bytes: Uint8Array, start: number, end: number, at: PrefixReader): number {
    return this.#entryId(verdict, this.#report.texts.intern(bytes, start, end), at);
  }

  #entryId(verdict: Verdict, text: number, at: PrefixReader): number {
    const { entries, lines } = this.#report;
    entries.place(at.file, at.line, at.column, lines);
    entries.verdict.push(verdict);
    entries.text.push(text);
    entries.block.push(-1);
    entries.role.push(0);
    return -1;
  }

  #escapeBlock(bytes: Uint8Array, start: number, end: number, at: PrefixReader): number {
    const texts = this.#report.texts;
    const old = end - ESCAPES_OLD.length;
    if (old > start && matches(bytes, old, end, ESCAPES_OLD)) {
      return this.#block(0, texts.intern(bytes, start, old), -1, -1, 0, at);
    }
    const split = findLast(bytes, start, end, ESCAPES_IN);
    if (split <= start) return -2;
    const name = texts.intern(bytes, split + ESCAPES_IN.length, end - 1);
    return this.#block(0, texts.intern(bytes, start, split), name, -1, 0, at);
  }

  // 1.25+ `parameter V leaks to D for F with derefs=N:`, before without `for F`; D may be `{storage for E}` with any text in E.
  #leakBlock(bytes: Uint8Array, start: number, end: number, at: PrefixReader): number {
    const texts = this.#report.texts;
    const name = start + 'parameter '.length;
    const to = find(bytes, name, end, LEAKS_TO);
    const derefs = findLast(bytes, name, end, WITH_DEREFS);
    if (to < 0 || derefs < to) return -2;
    const destination = to + LEAKS_TO.length;
    const named = findLast(bytes, destination, derefs, FOR);
    const braced = bytes[destination] === 0x7b;
    // `{storage for E}` holds the word too: the function stands behind the closing brace.
    const isName = named > 0 && (!braced || bytes[named - 1] === 0x7d);
    const subject = texts.intern(bytes, name, to);
    const where = texts.intern(bytes, destination, isName ? named : derefs);
    const owner = isName ? texts.intern(bytes, named + FOR.length, derefs) : -1;
    return this.#block(1, subject, owner, where, number(bytes, derefs + WITH_DEREFS.length, end - 1), at);
  }

  #block(leak: number, subject: number, owner: number, destination: number, derefs: number, at: PrefixReader): number {
    const { blocks, bodies, lines } = this.#report;
    const row = blocks.place(at.file, at.line, at.column, lines);
    blocks.leak.push(leak);
    blocks.subject.push(subject);
    blocks.function.push(owner);
    blocks.destination.push(destination);
    blocks.derefs.push(derefs);
    blocks.bodyStart.push(bodies.length);
    blocks.bodyEnd.push(bodies.length);
    return row;
  }

  #leakingParam(bytes: Uint8Array, start: number, end: number, at: PrefixReader): number {
    const to = find(bytes, start, end, TO_RESULT);
    if (to < 0) return this.#leak(LEAK.heap, bytes, start, end, -1, -1, at);
    const result = to + TO_RESULT.length;
    const level = findLast(bytes, result, end, LEVEL);
    if (level < 0) return -2;
    const id = this.#report.texts.intern(bytes, result, level);
    return this.#leak(LEAK.result, bytes, start, to, id, number(bytes, level + LEVEL.length, end), at);
  }

  #effect(kind: Leak, bytes: Uint8Array, start: number, end: number, at: PrefixReader): number {
    const derefs = findLast(bytes, start, end, DEREFS);
    if (derefs < 0) return -2;
    return this.#leak(kind, bytes, start, derefs, -1, number(bytes, derefs + DEREFS.length, end), at);
  }

  #leak(kind: Leak, bytes: Uint8Array, start: number, end: number, result: number, level: number, at: PrefixReader): number {
    const { leaks, texts, lines } = this.#report;
    leaks.place(at.file, at.line, at.column, lines);
    leaks.kind.push(kind);
    leaks.parameter.push(texts.intern(bytes, start, end));
    leaks.result.push(result);
    leaks.level.push(level);
    return -1;
  }

  // `F with cost N as: SIGNATURE { BODY }`; the body is one long line that nobody needs.
  #canInline(bytes: Uint8Array, start: number, end: number, at: PrefixReader): number {
    const cost = find(bytes, start, end, WITH_COST);
    if (cost < 0) return this.#function(1, bytes, start, end, -1, -1, at);
    const as = find(bytes, cost, end, AS);
    if (as < 0) return -2;
    let body = as;
    do {
      body = find(bytes, body + 1, end, BODY);
    } while (body > 0 && isTypeWord(bytes, body));
    const detail = this.#report.texts.intern(bytes, as + AS.length, body < 0 ? end : body);
    return this.#function(1, bytes, start, cost, number(bytes, cost + WITH_COST.length, as), detail, at);
  }

  #cannotInline(bytes: Uint8Array, start: number, end: number, at: PrefixReader): number {
    const colon = find(bytes, start, end, COLON);
    if (colon < 0) return -2;
    return this.#function(0, bytes, start, colon, -1, this.#report.texts.intern(bytes, colon + 2, end), at);
  }

  #function(inlinable: number, bytes: Uint8Array, start: number, end: number, cost: number, detail: number, at: PrefixReader): number {
    const { functions, texts, lines } = this.#report;
    functions.place(at.file, at.line, at.column, lines);
    functions.name.push(texts.intern(bytes, start, end));
    functions.inlinable.push(inlinable);
    functions.cost.push(cost);
    functions.detail.push(detail);
    return -1;
  }

  #inlining(bytes: Uint8Array, start: number, end: number, at: PrefixReader): number {
    const { inlinings, texts, lines } = this.#report;
    // -d=dumpinlcallsitescores appends the score (inline/inl.go: mkinlcall).
    const score = findLast(bytes, start, end, SCORE);
    inlinings.place(at.file, at.line, at.column, lines);
    inlinings.callee.push(texts.intern(bytes, start, score < 0 ? end : score));
    return -1;
  }

  #capture(bytes: Uint8Array, start: number, end: number, at: PrefixReader): number {
    const { captures, texts, lines } = this.#report;
    const by = findLast(bytes, start, end, CAPTURING);
    const how = by + CAPTURING.length;
    const colon = find(bytes, how, end, COLON);
    const addr = findLast(bytes, how, end, ADDR);
    const assign = findLast(bytes, how, end, ASSIGN);
    const width = findLast(bytes, how, end, WIDTH);
    if (colon < 0 || addr < colon || assign < addr || width < assign) return -2;
    captures.place(at.file, at.line, at.column, lines);
    captures.function.push(texts.intern(bytes, start, by));
    captures.variable.push(texts.intern(bytes, colon + 2, addr));
    captures.byReference.push(matches(bytes, how, end, BY_REF) ? 1 : 0);
    captures.addressTaken.push(matches(bytes, addr + ADDR.length, end, TRUE) ? 1 : 0);
    captures.reassigned.push(matches(bytes, assign + ASSIGN.length, end, TRUE) ? 1 : 0);
    captures.width.push(number(bytes, width + WIDTH.length, end - 1));
    return -1;
  }

  #note(shape: Shape, bytes: Uint8Array, start: number, end: number, at: PrefixReader): number {
    const { notes, texts, lines } = this.#report;
    notes.place(at.file, at.line, at.column, lines);
    notes.shape.push(shape);
    notes.text.push(texts.intern(bytes, start, end));
    return -1;
  }
}

// `struct { X int }` and `interface { M() }` in a signature are types, not the body.
function isTypeWord(bytes: Uint8Array, brace: number): boolean {
  const before = bytes[brace - 1];
  return (before === 0x74 && bytes[brace - 2] === 0x63) || (before === 0x65 && bytes[brace - 2] === 0x63);
}

/** The decimal number in `bytes[start, end)`, clamped to 32 bits; -1 when there is none. */
function number(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  let i = start;
  for (; i < end; i++) {
    const digit = bytes[i]! - 0x30;
    if (digit < 0 || digit > 9) break;
    value = Math.min(value * 10 + digit, 0x7fffffff);
  }
  return i === start ? -1 : value;
}

// Lines of the `-live=2` text: `(path:line:col) v43 = OP <type> {symbol} [n] v24 v40 : <AX> (names)`.
// Source: cmd/compile/internal/ssa/value.go: (*Value).LongString; positions are the outermost ones (base.FmtPos), 1.21 – 1.27.

/** Index into the file table of the stream, 1-based line and byte column; line 0 where the compiler gives none. */
export interface DumpPosition {
  readonly file: number;
  readonly line: number;
  readonly column: number;
}

/** Turns file names into numbers, the same for the whole stream. */
export interface FileTable {
  intern(name: string): number;
  name(id: number): string;
}

export const NOWHERE: DumpPosition = { file: -1, line: 0, column: 0 };

export const NEWLINE = 10;

export function lineEnd(text: Buffer, from: number): number {
  const end = text.indexOf(NEWLINE, from);
  return end < 0 ? text.length : end;
}

export interface Head {
  readonly position: DumpPosition;
  readonly value: number;
  readonly op: string;
  /** Offset of `vN`. */
  readonly valueStart: number;
  readonly opEnd: number;
}

/** `(path:line:col) v43 = OP …` */
export function parseHead(text: Buffer, start: number, files: FileTable): Head | undefined {
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

/** Offset of the `)` that ends the position: the first one followed by ` v` and a digit. */
export function closeOfPosition(text: Buffer, start: number): number {
  if (text[start] !== 40) return -1;
  for (let at = start + 1; at + 3 < text.length; at++) {
    const c = text[at];
    if (c === NEWLINE) return -1;
    if (c === 41 && text[at + 1] === 32 && text[at + 2] === 118 && text[at + 3]! >= 48 && text[at + 3]! <= 57) return at;
  }
  return -1;
}

export function parsePosition(text: Buffer, start: number, end: number, files: FileTable): DumpPosition {
  const last = numberBefore(text, start, end);
  if (last === undefined) return NOWHERE;
  const before = numberBefore(text, start, last.start - 1);
  if (before === undefined) return { file: files.intern(text.toString('utf8', start, last.start - 1)), line: last.value, column: 0 };
  return { file: files.intern(text.toString('utf8', start, before.start - 1)), line: before.value, column: last.value };
}

/** The decimal number that ends at `end` and follows a colon. */
export function numberBefore(text: Buffer, start: number, end: number): { value: number; start: number } | undefined {
  let at = end;
  while (at > start && text[at - 1]! >= 48 && text[at - 1]! <= 57) at--;
  if (at === end || at <= start || text[at - 1] !== 58 || end - at > 9) return undefined;
  let value = 0;
  for (let i = at; i < end; i++) value = value * 10 + (text[i]! - 48);
  return { value, start: at };
}

export function trailingName(text: Buffer, from: number, end: number): string | undefined {
  if (text[end - 1] !== 41) return undefined;
  const open = text.lastIndexOf(' (', end);
  if (open < from) return undefined;
  const name = /^([\p{L}_][\p{L}\p{N}_]*)/u.exec(text.toString('utf8', open + 2, end - 1))?.[1];
  return name === undefined ? undefined : name;
}

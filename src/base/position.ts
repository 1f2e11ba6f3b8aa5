// Source positions as the Go compiler prints them: 1-based lines, 1-based byte columns.

/** A place in a source file. `column` is a 1-based byte offset, absent where the source of the fact has none. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}

/** `file:line[:column]`. */
export function formatPosition(position: Position): string {
  const { file, line, column } = position;
  return column === undefined ? `${file}:${line}` : `${file}:${line}:${column}`;
}

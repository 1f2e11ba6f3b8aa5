// The three ways in which allocpath fails. FormatError: the input bytes or text are not what the format says.
// UserError: something the user can mend. Anything else that is thrown is a bug of ours and exits with 70.

/** Exit codes promised in docs/exit-codes (0 fine, 1 findings). */
export const EXIT_OK = 0;
export const EXIT_FINDINGS = 1;
export const EXIT_USAGE = 2;
export const EXIT_BUILD_FAILED = 3;
export const EXIT_BUG = 70;
export const EXIT_INTERRUPTED = 130;

/** Input that is truncated, forged or of an unknown format. Always says where and what was expected. */
export class FormatError extends Error {
  /** The section, file or table that was being read, as a user would name it. */
  readonly where: string;
  /** Byte offset in the file (or line number for text, see `unit`), when known. */
  readonly offset: number | undefined;
  readonly unit: 'byte' | 'line';

  constructor(where: string, expected: string, offset?: number, unit: 'byte' | 'line' = 'byte') {
    const at = offset === undefined ? '' : unit === 'byte' ? ` at offset 0x${offset.toString(16)}` : ` at line ${offset}`;
    super(`${where}${at}: ${expected}`);
    this.name = 'FormatError';
    this.where = where;
    this.offset = offset;
    this.unit = unit;
  }
}

/** Something the user can mend: one sentence, the next step, and the exit code. Printed without a stack. */
export class UserError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly exitCode: number;

  constructor(code: string, sentence: string, hint?: string, exitCode: number = EXIT_USAGE) {
    super(sentence);
    this.name = 'UserError';
    this.code = code;
    this.hint = hint;
    this.exitCode = exitCode;
  }
}

/** For the default branch of an exhaustive switch. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}

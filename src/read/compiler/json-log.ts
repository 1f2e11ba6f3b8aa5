// The compiler's own log, `-json=0,DIR`: one file of JSON lines for each source file of a package.
//
// cmd/compile/internal/logopt/log_opts.go (1.21–1.27): the first line is the header, every other one an LSP 3.15 Diagnostic. Positions
// are 1-based lines and byte columns, outermost; `inlineLoc` entries give the chain inwards, which the text lacks. The second record
// of a site has an empty message (escape.go: finish) and is dropped.
import { FormatError } from '../../base/errors.ts';
import type { Position } from '../../base/position.ts';

/** First line of a log file. */
export interface JsonLogHeader {
  readonly version: number;
  readonly package: string;
  readonly goos: string;
  readonly goarch: string;
  readonly gcVersion: string;
  readonly file: string;
}

/** One line of an explanation, with its own inline chain. */
export interface JsonFlowLine {
  /** As in the text: `  flow: …` or `    from …`, position apart. */
  readonly message: string;
  readonly position: Position;
  readonly chain: readonly Position[];
}

/** One diagnostic. */
export interface JsonRecord {
  readonly code: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
  /** Where the inlined code comes from, outermost call site apart, inwards. */
  readonly chain: readonly Position[];
  readonly flow: readonly JsonFlowLine[];
}

/** One log file. */
export interface JsonLog {
  readonly header: JsonLogHeader;
  readonly records: readonly JsonRecord[];
  /** Second records without a message, dropped. */
  readonly emptyMessages: number;
  /** Records that `keep` left out. */
  readonly skipped: number;
  /** True when the file ends in the middle of a record, which is dropped. */
  readonly cut: boolean;
}

/** Longest line that is read; the longest of std is below 100 kB. */
const MAX_LINE = 64 * 1024 * 1024;

/**
 * Parses one log file.
 * @param name what to call it in errors
 * @param keep codes that are wanted; all when absent
 */
export function parseJsonLog(content: string | Uint8Array, name: string, keep?: (code: string) => boolean): JsonLog {
  const text = typeof content === 'string' ? content : new TextDecoder().decode(content);
  const records: JsonRecord[] = [];
  let header: JsonLogHeader | undefined;
  let emptyMessages = 0;
  let skipped = 0;
  let cut = false;
  let number = 0;
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, end);
    start = end + 1;
    number++;
    if (line.length > MAX_LINE) throw new FormatError(name, `a line of at most ${MAX_LINE} characters`, number, 'line');
    if (line.trim() === '') continue;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      if (newline < 0 && header !== undefined) {
        cut = true;
        break;
      }
      throw new FormatError(name, 'a JSON object', number, 'line');
    }
    if (header === undefined) {
      header = readHeader(value, name);
      continue;
    }
    const fields = object(value, name, number);
    const code = string(fields['code'], 'code', name, number);
    if (keep?.(code) === false) {
      skipped++;
      continue;
    }
    const record = readRecord(fields, code, name, number);
    // Bounds and nil checks never have a message; an escape without one repeats the record with the explanation.
    if (record.message === '' && (code === 'escape' || code === 'escapes' || code === 'leak')) emptyMessages++;
    else records.push(record);
  }
  if (header === undefined) throw new FormatError(name, 'a header line', 1, 'line');
  return { header, records, emptyMessages, skipped, cut };
}

/** The import path behind a directory name of the log (url.PathEscape; `main` for every main package). */
export function importPathOfDirectory(directory: string): string {
  try {
    return decodeURIComponent(directory);
  } catch {
    return directory;
  }
}

function readHeader(value: unknown, name: string): JsonLogHeader {
  const fields = object(value, name, 1);
  const version = fields['version'];
  if (version !== 0) throw new FormatError(name, `log version 0, found ${JSON.stringify(version)}`, 1, 'line');
  return {
    version,
    package: string(fields['package'], 'package', name, 1),
    goos: string(fields['goos'], 'goos', name, 1),
    goarch: string(fields['goarch'], 'goarch', name, 1),
    gcVersion: string(fields['gc_version'], 'gc_version', name, 1),
    file: string(fields['file'], 'file', name, 1),
  };
}

function readRecord(fields: Record<string, unknown>, code: string, name: string, number: number): JsonRecord {
  const [line, column] = start(fields['range'], name, number);
  const chain: Position[] = [];
  const flow: { message: string; position: Position; chain: Position[] }[] = [];
  const related = fields['relatedInformation'];
  if (related !== undefined && related !== null) {
    if (!Array.isArray(related)) throw new FormatError(name, 'a list in relatedInformation', number, 'line');
    for (const item of related as unknown[]) {
      const entry = object(item, name, number);
      const message = string(entry['message'], 'message', name, number);
      const position = location(entry['location'], name, number);
      if (message === 'inlineLoc') (flow.at(-1)?.chain ?? chain).push(position);
      else flow.push({ message: message.startsWith('escflow: ') ? message.slice('escflow: '.length) : message, position, chain: [] });
    }
  }
  return { code, message: string(fields['message'], 'message', name, number), line, column, chain, flow };
}

function location(value: unknown, name: string, number: number): Position {
  const fields = object(value, name, number);
  const [line, column] = start(fields['range'], name, number);
  return { file: pathOfUri(string(fields['uri'], 'uri', name, number)), line, ...(column > 0 ? { column } : {}) };
}

/** `file:///a%20b/x.go` → `/a b/x.go`, `file:///C:/x.go` → `C:/x.go`. */
export function pathOfUri(uri: string): string {
  if (!uri.startsWith('file://')) return uri;
  let path = uri.slice('file://'.length);
  try {
    path = decodeURIComponent(path);
  } catch {
    // A `%` that escapes nothing: the path as it stands.
  }
  return /^\/[A-Za-z]:/.test(path) ? path.slice(1) : path;
}

function start(value: unknown, name: string, number: number): [line: number, column: number] {
  const from = object(object(value, name, number)['start'], name, number);
  return [count(from['line'], 'line', name, number), count(from['character'], 'character', name, number)];
}

function count(value: unknown, what: string, name: string, number: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > 0x7fffffff)
    throw new FormatError(name, `a number in ${what}`, number, 'line');
  return value;
}

function string(value: unknown, what: string, name: string, number: number): string {
  if (typeof value !== 'string') throw new FormatError(name, `a string in ${what}`, number, 'line');
  return value;
}

function object(value: unknown, name: string, number: number): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new FormatError(name, 'a JSON object', number, 'line');
  return value as Record<string, unknown>;
}

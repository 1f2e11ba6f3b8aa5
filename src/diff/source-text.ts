// What the source says of the place of a site: the declaration around it, its body, its line. Comments and white space do not count.
// It relies on what gofmt does: a declaration begins at the beginning of a line, and its closing brace stands there.
import type { Position } from '../base/position.ts';

/** A function or method. */
export interface Declaration {
  readonly file: string;
  /** `Name`, or `Type.Method`. */
  readonly name: string;
  /** Its text with another name in place of its own. */
  readonly body: string;
  /** Lines from the first to the last, from 1. */
  readonly first: number;
  readonly last: number;
}

/** Texts of one side. */
export class SourceText {
  readonly #source: (file: string) => readonly string[] | undefined;
  readonly #files = new Map<string, readonly Declaration[]>();
  readonly #lines = new Map<string, string>();

  constructor(source: (file: string) => readonly string[] | undefined) {
    this.#source = source;
  }

  /** Functions and methods of a file, from above. */
  declarations(file: string): readonly Declaration[] {
    let found = this.#files.get(file);
    if (found === undefined) this.#files.set(file, (found = declarationsOf(file, this.#source(file) ?? [])));
    return found;
  }

  /** The function around a place; undefined outside of functions, and without source. */
  declarationAt({ file, line }: Position): Declaration | undefined {
    return this.declarations(file).find((d) => d.first <= line && line <= d.last);
  }

  /** A line without comments and white space; empty when there is none. @param offset other lines: -1 is the one above */
  line({ file, line }: Position, offset = 0): string {
    const key = `${file}:${line + offset}`;
    let text = this.#lines.get(key);
    if (text === undefined) this.#lines.set(key, (text = squeezed(this.#source(file)?.[line + offset - 1] ?? '')));
    return text;
  }
}

function declarationsOf(file: string, lines: readonly string[]): Declaration[] {
  const found: Declaration[] = [];
  for (let i = 0; i < lines.length; i++) {
    const head = /^func\s+(?:\((?:[\p{L}\p{N}_]+\s+)?\*?([\p{L}\p{N}_]+)[^)]*\)\s*)?([\p{L}\p{N}_]+)/u.exec(lines[i]!);
    if (head === null) continue;
    const last = lastLine(lines, i);
    const name = head[2]!;
    const text = squeezed(lines.slice(i, last + 1).join('\n'));
    // Also where it calls itself.
    found.push({ file, name: head[1] === undefined ? name : `${head[1]}.${name}`, body: text.replace(callOf(name), OWN_NAME), first: i + 1, last: last + 1 });
    i = last;
  }
  return found;
}

/** Stands for the name of a function in its body. */
const OWN_NAME = '\u0001';

// One line, or up to the brace at the beginning of a line.
function lastLine(lines: readonly string[], first: number): number {
  const text = squeezed(lines[first]!);
  if (text.includes('{') && balance(text) === 0) return first;
  let last = first;
  while (last + 1 < lines.length && !lines[last]!.startsWith('}')) last++;
  return last;
}

function balance(text: string): number {
  const bare = text.replace(/"(?:[^"\\]|\\.)*"|`[^`]*`|'(?:[^'\\]|\\.)*'/g, '');
  return bare.split('{').length - bare.split('}').length;
}

/** Text without comments and white space; what strings hold stays. A comma before a closing bracket is gofmt's, and any is interface{}. */
export function squeezed(text: string): string {
  return text
    .replace(/"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)*'|\/\/[^\n]*|\/\*[\s\S]*?\*\/|\s+/g, (part) =>
      /^["'`]/.test(part) ? part.replace(/\s/g, hidden) : ' ',
    )
    .replace(/ +/g, ' ')
    .replace(/ ?([^\p{L}\p{N}_"'`]) ?/gu, '$1')
    .replace(/,([)}\]])/g, '$1')
    .replace(/\binterface\{\}/g, 'any')
    .trim();
}

function hidden(space: string): string {
  return `\u0002${space.charCodeAt(0)}`;
}

/** A line with its identifiers made equal: what remains when names change. */
export function shapeOf(line: string): string {
  return line.replace(/(["'`])(?:\\.|(?!\1).)*\1|[\p{L}_][\p{L}\p{N}_]*/gu, (word) => (/^["'`]/.test(word) || KEYWORD.test(word) ? word : 'x'));
}

const KEYWORD = /^(?:make|new|append|func|return|go|defer|for|range|if|else|map|chan|struct|interface|var|nil|string|byte|rune|any|u?int(?:8|16|32|64)?)$/;

/** Matches a function where it is declared or called: a variable may have the same name. */
export function callOf(name: string): RegExp {
  return new RegExp(`${FRONT}${escaped(name)}(?=[([])`, 'gu');
}

/** Matches a variable where it is named. */
export function wordOf(name: string): RegExp {
  return new RegExp(`${FRONT}${escaped(name)}(?![\\p{L}\\p{N}_])`, 'u');
}

const FRONT = '(?<![\\p{L}\\p{N}_.])';

// Analyses that were saved may hold anything in place of a name.
function escaped(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

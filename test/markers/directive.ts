// The syntax of marker comments: `//@ name(word, "text", key=value); name(…)`. What the names mean is in markers.ts.

export interface Directive {
  readonly name: string;
  readonly positional: readonly string[];
  readonly named: ReadonlyMap<string, string>;
}

/** Everything wrong with a marker says where it is. */
export class MarkerError extends Error {
  constructor(file: string, line: number, message: string) {
    super(`${file}:${line}: ${message}`);
    this.name = 'MarkerError';
  }
}

const NAME = /^[a-z]+(?=\()/;
const KEY = /^([a-z_]+)=/;
const WORD = /^[A-Za-z0-9.*_-]+/;

/** Parses the text after `//@`; throws with the rest that was not understood. */
export function parseDirectives(text: string): Directive[] {
  const directives: Directive[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const name = NAME.exec(rest)?.[0];
    if (name === undefined) throw new Error(`expected name(…) at ${JSON.stringify(rest)}`);
    const [directive, after] = parseArguments(name, rest.slice(name.length + 1));
    directives.push(directive);
    rest = after.trimStart();
    if (rest === '') break;
    const separator = /^;\s*(?:\/\/@\s*)?/.exec(rest)?.[0];
    if (separator === undefined) throw new Error(`expected ; at ${JSON.stringify(rest)}`);
    rest = rest.slice(separator.length);
    if (rest === '') throw new Error('nothing follows the last ;');
  }
  if (directives.length === 0) throw new Error('empty marker');
  return directives;
}

function parseArguments(name: string, text: string): [Directive, string] {
  const positional: string[] = [];
  const named = new Map<string, string>();
  let rest = text.trimStart();
  while (!rest.startsWith(')')) {
    const key = KEY.exec(rest)?.[1];
    if (key !== undefined) rest = rest.slice(key.length + 1);
    const [value, after] = parseValue(rest);
    if (key === undefined) {
      if (named.size > 0) throw new Error(`${JSON.stringify(value)} stands behind key=value`);
      positional.push(value);
    } else {
      if (named.has(key)) throw new Error(`${key} is given twice`);
      named.set(key, value);
    }
    rest = after.trimStart();
    if (rest.startsWith(',')) {
      rest = rest.slice(1).trimStart();
      if (rest.startsWith(')')) throw new Error('nothing follows the last ,');
    } else if (!rest.startsWith(')')) {
      throw new Error(`expected , or ) at ${JSON.stringify(rest)}`);
    }
  }
  return [{ name, positional, named }, rest.slice(1)];
}

function parseValue(text: string): [string, string] {
  if (!text.startsWith('"')) {
    const word = WORD.exec(text)?.[0];
    if (word === undefined) throw new Error(`expected a word or a quoted text at ${JSON.stringify(text)}`);
    return [word, text.slice(word.length)];
  }
  let value = '';
  for (let i = 1; i < text.length; i++) {
    const c = text[i];
    if (c === '"') return [value, text.slice(i + 1)];
    if (c === '\\') value += text[++i] ?? '';
    else value += c;
  }
  throw new Error(`unterminated text ${text}`);
}

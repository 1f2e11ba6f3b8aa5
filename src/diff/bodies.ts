// The body of the function around a place, without its name, comments and white space: equal for functions that were only renamed.
// It relies on what gofmt does: a declaration begins at the beginning of a line, and its closing brace stands there.
import type { Position } from '../base/position.ts';

/** Bodies of one side. */
export class FunctionBodies {
  readonly #source: (file: string) => readonly string[] | undefined;
  readonly #known = new Map<string, string | undefined>();

  constructor(source: (file: string) => readonly string[] | undefined) {
    this.#source = source;
  }

  /** The body around a place; for a place outside of functions its own line. Undefined when there is no source. */
  bodyAt({ file, line }: Position): string | undefined {
    const lines = this.#source(file);
    if (lines === undefined || line < 1 || line > lines.length) return undefined;
    let start = line - 1;
    while (start >= 0 && !/^func\b/.test(lines[start]!) && !(start < line - 1 && lines[start]!.startsWith('}'))) start--;
    if (start < 0 || !/^func\b/.test(lines[start]!)) return `outside: ${squeezed(lines[line - 1]!)}`;
    const key = `${file}:${start}`;
    if (!this.#known.has(key)) this.#known.set(key, bodyFrom(lines, start));
    return this.#known.get(key);
  }
}

function bodyFrom(lines: readonly string[], start: number): string {
  let end = start;
  if (!/\}\s*$/.test(lines[start]!)) while (end + 1 < lines.length && !lines[end]!.startsWith('}')) end++;
  const name = /^func (?:\([^)]*\) )?(\w+)/.exec(lines[start]!)?.[1] ?? '';
  const text = squeezed(lines.slice(start, end + 1).join('\n'));
  // Also where it calls itself.
  return name === '' ? text : text.replace(new RegExp(`\\b${name}\\b`, 'g'), '\u0001');
}

// Strings stay as they are, with their white space out of reach; comments go, and so does all white space outside of strings.
function squeezed(text: string): string {
  return text
    .replace(/"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)*'|\/\/[^\n]*|\/\*[\s\S]*?\*\/|\s+/g, (part) =>
      /^["'`]/.test(part) ? part.replace(/\s/g, hidden) : ' ',
    )
    .replace(/ +/g, ' ')
    .replace(/ ?([^\w"'`]) ?/g, '$1');
}

function hidden(space: string): string {
  return `\u0002${space.charCodeAt(0)}`;
}

// Everything a view prints of a Go program (names, expressions, file names, string constants) was written by someone else.
// `visible` comes first in every view; the escapes for one output syntax come after it, as the last step before output.

// U+FFFE and U+FFFF are no characters, and XML has no room for them.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u115F\u1160\u3164\uFFA0\uFFFE\uFFFF]/gu;
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** The text with control, bidirectional and invisible characters spelled as Go would spell them: `\n`, `\x1b`, `\u202e`. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (character) => {
    const short = SHORT[character];
    if (short !== undefined) return short;
    const code = character.codePointAt(0)!;
    if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
    return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
  });
}

/** The same for text of several lines, such as what a compiler printed: line ends and tabs stay. */
export function visibleLines(text: string): string {
  return text.replace(/[^\n\t]+/g, visible);
}

const XML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** For XML text and attribute values. */
export function escapeXml(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => XML[character]!);
}

/** For a double-quoted DOT string. Graphviz also decodes HTML entities in labels, so `&` is one too. */
export function escapeDot(text: string): string {
  return visible(text).replace(/[\\"]/g, '\\$&').replaceAll('&', '&amp;');
}

/**
 * For a double-quoted mermaid label. Mermaid renders labels as HTML and has syntax of its own inside quotes, so
 * everything but letters, digits and harmless marks becomes a mermaid character code (`#34;`).
 */
export function escapeMermaid(text: string): string {
  return visible(text).replace(/[^\p{L}\p{N}\p{M} .,:/()+=_·→←×…]/gu, (character) => `#${character.codePointAt(0)!};`);
}

/** For running Markdown text: nothing in it becomes markup, a mention, an issue reference or a link. */
export function escapeMarkdown(text: string): string {
  return visible(text)
    .replace(/[\\`*_{}[\]()#+!|~<>&]/g, (character) =>
      character === '<'
        ? '&lt;'
        : character === '>'
          ? '&gt;'
          : character === '&'
            ? '&amp;'
            : character === '(' || character === ')' || character === '+'
              ? character
              : `\\${character}`,
    )
    .replace(/@(?=\w)/g, '@<!-- -->')
    .replace(/\\#(?=\d)/g, '\\#<!-- -->')
    .replace(/\b(https?|ftp):\/\//gi, '$1:<!-- -->//')
    .replace(/\b(www)\./gi, '$1<!-- -->.');
}

/** A Markdown code span that holds the text verbatim; `inTable` also escapes the pipes that would end a cell. */
export function markdownCode(text: string, inTable: boolean): string {
  const shown = visible(text);
  let longest = 0;
  for (const run of shown.match(/`+/g) ?? []) longest = Math.max(longest, run.length);
  const fence = '`'.repeat(longest + 1);
  const pad = /^`|`$|^ .* $/.test(shown) || shown === '' ? ' ' : '';
  const body = inTable ? shown.replaceAll('|', '\\|') : shown;
  return `${fence}${pad}${body}${pad}${fence}`;
}

/** A sentence that names code in backticks: the names become code spans, the rest plain text. */
export function markdownSentence(text: string, inTable: boolean): string {
  return text
    .split(/`([^`]+)`/)
    .map((part, index) => (index % 2 === 1 ? markdownCode(part, inTable) : escapeMarkdown(part)))
    .join('');
}

// Reads experiments from Go files: comment directives `//lab:…` in front of a function, and `//lab:site` on the lines that it is about.
import { UserError } from '../base/errors.ts';
import { SITE_KINDS, type SiteKind } from '../site/model.ts';
import type { Case, Claim, Experiment, Mark, Mechanism, Words } from './model.ts';

interface Directive {
  readonly name: string;
  readonly text: string;
  readonly line: number;
}

const KNOWN = ['title', 'zh', 'claim', 'claim-zh', 'holds', 'why', 'why-zh', 'change', 'change-zh', 'java', 'java-zh', 'case', 'flags', 'hot', 'site'];

/**
 * The experiments of one file.
 * @param file as it is shown, @param chapter directory
 * @throws UserError with file and line for a directive that is not understood
 */
export function readExperiments(text: string, file: string, chapter: string): Experiment[] {
  const lines = text.split(/\r?\n/);
  const marks = new Map<string, Mark[]>();
  const found: { readonly function: string; readonly start: number; readonly end: number; readonly directives: readonly Directive[] }[] = [];
  let pending: Directive[] = [];
  let inside: { name: string; start: number; directives: Directive[] } | undefined;
  const finish = (end: number): void => {
    if (inside !== undefined && inside.directives.some((d) => d.name === 'case'))
      found.push({ function: inside.name, start: inside.start, end, directives: inside.directives });
    inside = undefined;
  };
  const unowned: number[] = [];
  for (const [index, line] of lines.entries()) {
    const number = index + 1;
    const declared = /^func (?:\((?:\w+\s+)?\*?(\w+)[^)]*\) )?(\w+)/.exec(line);
    if (declared !== null) {
      // Methods of two types may have one name.
      inside = { name: declared[1] === undefined ? declared[2]! : `${declared[1]}.${declared[2]!}`, start: number, directives: pending };
      pending = [];
    }
    const directive = readDirective(line, number, file);
    if (directive?.name === 'site') {
      // On a line of its own it speaks of the next.
      const at = /^\s*\/\//.test(line) ? number + 1 : number;
      const words = directive.text === '' ? [] : directive.text.split(/[\s,]+/);
      const kind = words.find((word): word is SiteKind => (SITE_KINDS as readonly string[]).includes(word));
      const named = words.filter((word) => word !== kind);
      const owners = named.length > 0 ? named : inside === undefined ? [] : [inside.name];
      if (owners.length === 0) unowned.push(number);
      for (const owner of owners) marks.set(owner, [...(marks.get(owner) ?? []), { line: at, ...(kind === undefined ? {} : { kind }) }]);
    } else if (directive !== undefined) {
      if (inside !== undefined) throw wrong(file, number, `//lab:${directive.name} stands in front of a function`);
      pending.push(directive);
    }
    // gofmt puts the closing brace of a function, and of nothing else in it, at the beginning of a line.
    if (inside !== undefined && (line.startsWith('}') || (declared !== null && /\}\s*(?:\/\/.*)?$/.test(line) && balanced(line)))) finish(number);
    else if (inside === undefined && declared === null && line.trim() !== '' && !line.startsWith('//')) pending = misplaced(pending, file);
  }
  if (inside !== undefined) throw wrong(file, inside.start, `the function ${inside.name} does not end`);
  const [loose] = unowned;
  if (loose !== undefined) throw wrong(file, loose, '//lab:site outside of a function names the experiment that it belongs to');
  misplaced(pending, file);
  const experiments = found.map((f) => experiment(f.directives, f.function, [f.start, f.end], lines, marks.get(f.function) ?? [], file, chapter));
  for (const owner of marks.keys()) {
    if (!experiments.some((e) => e.function === owner) && !found.some((f) => f.function === owner)) {
      const { line } = marks.get(owner)![0]!;
      throw wrong(file, line, `//lab:site belongs to ${owner}, which is no experiment: a function with a //lab:case`);
    }
  }
  return experiments;
}

function balanced(line: string): boolean {
  return line.split('{').length === line.split('}').length;
}

function misplaced(pending: readonly Directive[], file: string): Directive[] {
  const [first] = pending;
  if (first !== undefined) throw wrong(file, first.line, `//lab:${first.name} has no function behind it`);
  return [];
}

function readDirective(line: string, number: number, file: string): Directive | undefined {
  const match = /(?:^\s*|\s)\/\/lab:([\w-]+)(?:\s+(.*))?$/.exec(line);
  if (match === null) return undefined;
  const name = match[1]!;
  if (!KNOWN.includes(name)) throw wrong(file, number, `//lab:${name} is not known; there are ${KNOWN.join(', ')}`);
  return { name, text: (match[2] ?? '').trim(), line: number };
}

function experiment(
  directives: readonly Directive[],
  name: string,
  lines: readonly [number, number],
  text: readonly string[],
  marks: readonly Mark[],
  file: string,
  chapter: string,
): Experiment {
  const all = (directive: string): Directive[] => directives.filter((d) => d.name === directive);
  const one = (directive: string): string | undefined => all(directive)[0]?.text;
  const title = one('title') ?? name;
  const java = one('java');
  return {
    id: chapter === '' ? name : `${chapter}/${name}`,
    chapter,
    title: words(title, one('zh')),
    file,
    function: name,
    lines,
    source: text
      .slice(lines[0] - 1, lines[1])
      .filter((line) => !/^\s*\/\/(?:lab|go):/.test(line))
      .map((line) => line.replace(/\s*\/\/lab:.*$/, ''))
      .join('\n'),
    claims: readClaims(directives, file),
    cases: all('case').map((d) => readCase(d, file)),
    marks,
    variants: all('flags').map((d) => readVariant(d, file)),
    hot: all('hot').map((d) => readHot(d, file)),
    mechanisms: readMechanisms(directives, file),
    ...(java === undefined ? {} : { java: words(java, one('java-zh')) }),
  };
}

function words(en: string, zh: string | undefined): Words {
  return { en, ...(zh === undefined ? {} : { zh }) };
}

function readClaims(directives: readonly Directive[], file: string): Claim[] {
  const claims: { words: Words; holds?: string }[] = [];
  for (const d of directives) {
    const last = claims.at(-1);
    if (d.name === 'claim') claims.push({ words: { en: d.text } });
    else if (d.name === 'claim-zh' || d.name === 'holds') {
      if (last === undefined) throw wrong(file, d.line, `//lab:${d.name} follows a //lab:claim`);
      if (d.name === 'holds') last.holds = d.text;
      else last.words = { ...last.words, zh: d.text };
    }
  }
  return claims;
}

function readCase(d: Directive, file: string): Case {
  // A label is words; what begins as a Go statement with a colon in it is none.
  const match = /^(?!(?:switch|select|case|for|if|func|var|_|\w+\s*:?=)\b)(?!_)([^:("`={]+?)(,\s*once)?:\s+(.*)$/.exec(d.text);
  const statement = (match === null ? d.text : match[3]!).replace(/\s*\/\/.*$/, (comment) => (/["`']/.test(comment) ? comment : ''));
  if (statement === '') throw wrong(file, d.line, '//lab:case is followed by a Go statement');
  return { label: match === null ? statement : match[1]!, statement, once: match?.[2] !== undefined };
}

function readVariant(d: Directive, file: string): string {
  const flags = d.text.split(/\s+/);
  const strange = flags.find((flag) => !/^-(?:gcflags=\S+|race|pgo)$/.test(flag));
  if (d.text === '' || strange !== undefined) throw wrong(file, d.line, `//lab:flags takes -gcflags=…, -race and -pgo, not ${strange ?? 'nothing'}`);
  return flags.join(' ');
}

function readHot(d: Directive, file: string): [string, string] {
  const [caller, callee, ...rest] = d.text.split(/\s+/);
  if (caller === undefined || callee === undefined || rest.length > 0) throw wrong(file, d.line, '//lab:hot takes a caller and a callee');
  return [caller, callee];
}

function readMechanisms(directives: readonly Directive[], file: string): Mechanism[] {
  const found: Mechanism[] = [];
  for (const d of directives) {
    if (d.name === 'why-zh' || d.name === 'change-zh') {
      const last = found.pop();
      if (last === undefined) throw wrong(file, d.line, `//lab:${d.name} follows the same in English`);
      found.push({ ...last, words: { ...last.words, zh: d.text } });
    } else if (d.name === 'why' || d.name === 'change') {
      const match = /^(?:1\.(\d+) )?([\w/.-]+\.(?:go|s)) ([^:]+): (.*)$/.exec(d.text);
      if (match === null || (d.name === 'change') !== (match[1] !== undefined))
        throw wrong(
          file,
          d.line,
          `//lab:${d.name} is${d.name === 'change' ? ' a release,' : ''} a file below GOROOT/src, a function, a colon, and what it does`,
        );
      found.push({ file: match[2]!, name: match[3]!, words: { en: match[4]! }, ...(match[1] === undefined ? {} : { since: Number(match[1]) }) });
    }
  }
  return found;
}

function wrong(file: string, line: number, message: string): UserError {
  return new UserError('lab-directive', `${file}:${line}: ${message}.`, 'docs/lab.md has the directives.');
}

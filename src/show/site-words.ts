// The words of one site that every view uses: what is allocated, why in one sentence, and the small marks beside it.
import type { Emitted, Site } from '../site/model.ts';
import { nearLine } from './file-name.ts';
import { KIND_WORDS, PLACEMENT_MARKS } from './placement-marks.ts';
import { visible } from './untrusted.ts';
import { isCall } from '../site/emitted.ts';

/** `make([]token, n) → tokens`, escaped. */
export function whatIsAllocated(site: Site): string {
  const expression = visible(site.expression);
  if (site.variable === undefined || site.variable === site.expression) return expression;
  return `${expression} → ${visible(site.variable)}`;
}

/** `make slice of []token`, escaped. */
export function kindAndType(site: Site): string {
  return site.type === undefined ? KIND_WORDS[site.kind] : `${KIND_WORDS[site.kind]}, type ${visible(site.type)}`;
}

/** One sentence: why the site is where it is, escaped. Says so when nothing is known. */
export function whySentence(site: Site): string {
  const parts: string[] = [];
  const reason = site.reason === undefined ? undefined : asSentence(visible(site.reason.sentence));
  // Most reasons state the bound themselves.
  const statesBound = site.bound !== undefined && reason?.includes(visible(site.bound)) === true;
  if (site.placement === 'conditional' && !statesBound) parts.push(boundSentence(site.bound));
  if (reason !== undefined) parts.push(reason);
  else if (site.said.length > 0 && parts.length === 0) parts.push(`The compiler reports: ${visible(site.said[0]!.message)}.`);
  else if (parts.length === 0 && site.emitted.length > 0 && site.emitted.every((emitted) => emitted.rule === 'line-and-entry')) {
    parts.push(`${visible(site.package)}.${visible(site.function)} calls ${entries(site).join(', ')}; not analysed (--deps).`);
  } else if (parts.length === 0 && site.emitted.length === 0 && site.happened !== undefined) {
    // A profile has no more than the function.
    parts.push(`${visible(site.package)}.${visible(site.function)}; not analysed (--deps).`);
  } else if (parts.length === 0 && site.emitted.some((emitted) => isCall(emitted))) {
    parts.push(`The compiler's report does not mention it; the binary calls ${entries(site).join(', ')}.`);
  }
  if (parts.length === 0) parts.push(`${capital(PLACEMENT_MARKS[site.placement].meaning)}.`);
  return parts.join(' ');
}

// A capital only for English words: a Go name at the start keeps its spelling.
function asSentence(text: string): string {
  const start = /^(?:the|a|an|it|its|this|no|inserting) /.test(text) ? capital(text) : text;
  return /[.!?]$/.test(start) || start === '' ? start : `${start}.`;
}

function boundSentence(bound: string | undefined): string {
  if (bound === undefined) return 'On the stack up to a bound that is not known, on the heap above it.';
  const shown = visible(bound);
  return shown.startsWith('up to') ? `On the stack ${shown}, on the heap above that.` : `${capital(shown)}; otherwise on the heap.`;
}

/** How often an execution allocates, where that is more than the placement says. */
export function frequencyPhrase(site: Site): string | undefined {
  switch (site.frequency) {
    case 'always':
      return 'allocates every time it runs';
    case 'on-growth':
      return 'allocates only when it grows';
    case 'above-bound':
      return 'allocates only above the bound';
    case 'unless-empty':
      return 'allocates unless the result is empty';
    case 'never':
      return 'never allocates';
    case undefined:
      return undefined;
  }
  return undefined;
}

/** Distinct runtime entries, in the order of the emitted copies, escaped. */
export function entries(site: Site): string[] {
  return [...new Set(site.emitted.map((emitted) => visible(emitted.entry)))];
}

/** Marks beside a site: loop depth, copies, panic path, conflict. */
export interface SiteMark {
  readonly name: 'loop' | 'copies' | 'panic' | 'conflict';
  readonly text: string;
}

export const MARK_MEANINGS: Readonly<Record<SiteMark['name'], string>> = {
  loop: '↻N in a loop, N deep',
  copies: '×N copies in the binary (inlined or generic)',
  panic: '‼ only on the way to a panic',
  conflict: '⚠ evidence disagrees',
};

/** The marks of a site, most important last, next to the edge where they are read. */
export function siteMarks(site: Site): SiteMark[] {
  const marks: SiteMark[] = [];
  if (site.conflicts.length > 0) marks.push({ name: 'conflict', text: '⚠' });
  if (site.panicPath === true) marks.push({ name: 'panic', text: '‼' });
  if (site.loopDepth !== undefined && site.loopDepth > 0) marks.push({ name: 'loop', text: `↻${site.loopDepth}` });
  if (site.emitted.length > 1) marks.push({ name: 'copies', text: `×${site.emitted.length}` });
  return marks;
}

/** `exactly`, `by rule NAME`, … */
export function tiePhrase(emitted: Emitted): string {
  switch (emitted.tie) {
    case 'exact':
      return 'tied exactly';
    case 'rule':
      return emitted.rule === undefined ? 'tied by rule' : `tied by rule ${visible(emitted.rule)}`;
    case 'text':
      return "from the compiler's text only; no binary holds it";
  }
}

/** `inlined at line 46 → main.go:51`, outermost first; undefined when the code is not inlined. */
export function inlinedPhrase(emitted: Emitted, file: string, cwd?: string): string | undefined {
  if (emitted.inlinedAt.length === 0) return undefined;
  return `inlined at ${emitted.inlinedAt.map((position) => nearLine(position, file, cwd)).join(' → ')}`;
}

/** `1 site`, `2,310 sites`. */
export function plural(count: number, one: string, many: string = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** Digits in groups of three, the same on every machine. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

// Checks a claim against the evidence of one release: terms that all have to be true.
//
//   placement=stack|gone          worst placement of the sites
//   allocs=0  allocs[4 elements]=1 allocations of a run: of every case, or of one; also >= <= !=
//   bytes[…]=64                   the same for bytes
//   growth=1                      allocations of the last case less those of the first
//   entry=runtime.makeslice*      some function that is called for memory; * stands for anything
//   said=*escapes*                some line of the report
//   differs[-gcflags=-N]=yes      allocations or placement differ in that build
//
// What stands in brackets and begins with - is a build: allocs[-pgo]=0.
import { UserError } from '../base/errors.ts';
import { PLACEMENTS } from '../site/model.ts';
import type { Cell } from './model.ts';

type Operator = '=' | '!=' | '>=' | '<=';

/** A term of a claim. */
export interface Term {
  readonly what: 'placement' | 'allocs' | 'bytes' | 'growth' | 'entry' | 'said' | 'differs';
  /** Label of a case, or flags of a build. */
  readonly of?: string;
  readonly operator: Operator;
  readonly value: string;
}

/**
 * Parses the text behind `//lab:holds`.
 * @param labels of the experiment's cases, @param variants its builds
 * @throws UserError for terms that are not understood
 */
export function parseHolds(text: string, labels: readonly string[], variants: readonly string[], where: string): Term[] {
  const terms: Term[] = [];
  const pattern = /\s*(placement|allocs|bytes|growth|entry|said|differs)(?:\[([^\]]*)\])?(=|!=|>=|<=)(\S+)/gy;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const [, what, of, operator, value] = match as unknown as [string, Term['what'], string | undefined, Operator, string];
    if (of !== undefined && !(of.startsWith('-') ? variants : labels).includes(of))
      throw new UserError('lab-directive', `${where}: "${of}" is no case or build of the experiment.`, `There are ${[...labels, ...variants].join(', ')}.`);
    if (['allocs', 'bytes', 'growth'].includes(what) && !/^\d+$/.test(value))
      throw new UserError('lab-directive', `${where}: ${what} is compared with a number, not "${value}".`);
    if (what === 'placement' && value.split('|').some((word) => word !== 'none' && !(PLACEMENTS as readonly string[]).includes(word)))
      throw new UserError('lab-directive', `${where}: placement=${value} is none of ${PLACEMENTS.join(', ')}, none.`);
    if (['placement', 'entry', 'said', 'differs'].includes(what) && operator !== '=' && operator !== '!=')
      throw new UserError('lab-directive', `${where}: ${what} is compared with = or !=.`);
    if (what === 'differs' && (of?.startsWith('-') !== true || !['yes', 'no'].includes(value)))
      throw new UserError('lab-directive', `${where}: differs names a build, and is yes or no.`);
    terms.push({ what, ...(of === undefined ? {} : { of }), operator, value });
    if (pattern.lastIndex >= text.trimEnd().length) return terms;
  }
  throw new UserError('lab-directive', `${where}: "${text}" is not understood.`, 'docs/lab.md has what can be claimed, for example: placement=stack allocs=0');
}

/**
 * Whether the terms hold on one release; undefined when evidence that they need is missing.
 * @param cells by flags, '' for the plain build
 */
export function holds(terms: readonly Term[], cells: ReadonlyMap<string, Cell>): boolean | undefined {
  let all: boolean | undefined = true;
  for (const term of terms) {
    const one = termHolds(term, cells);
    if (one === false) return false;
    if (one === undefined) all = undefined;
  }
  return all;
}

function termHolds(term: Term, cells: ReadonlyMap<string, Cell>): boolean | undefined {
  const variant = term.of?.startsWith('-') === true ? term.of : undefined;
  const cell = cells.get(term.what === 'differs' ? '' : (variant ?? ''));
  if (cell === undefined || cell.missing !== undefined) return undefined;
  switch (term.what) {
    case 'placement':
      if (cell.placement === undefined && cell.emitted.length === 0) return undefined;
      return apply(term.operator, term.value.split('|').includes(cell.placement ?? 'none') ? '' : 'other', '');
    case 'entry':
      return apply(term.operator, cell.emitted.some((e) => matches(e, term.value)) ? '' : 'other', '');
    case 'said':
      return apply(term.operator, cell.said.some((s) => matches(s, term.value)) ? '' : 'other', '');
    case 'growth': {
      const [first, last] = [cell.happened[0], cell.happened.at(-1)];
      if (first === undefined || last === undefined || !isMeasured(cell)) return undefined;
      return apply(term.operator, last.allocations - first.allocations, Number(term.value));
    }
    case 'differs': {
      const other = cells.get(term.of!);
      // A case that one build did not come to is no difference.
      if (other === undefined || other.missing !== undefined || cell.happened.length === 0 || !isMeasured(cell) || !isMeasured(other)) return undefined;
      const differs = cell.placement !== other.placement || cell.happened.some((m, i) => m.allocations !== other.happened[i]?.allocations);
      return apply(term.operator, differs ? 'yes' : 'no', term.value);
    }
    default:
      return measuredHolds(term, variant === undefined ? term.of : undefined, cell);
  }
}

function measuredHolds(term: Term, label: string | undefined, cell: Cell): boolean | undefined {
  const chosen = label === undefined ? cell.happened : cell.happened.filter((m) => m.case === label);
  if (chosen.length === 0 || chosen.some((m) => m.panicked !== undefined)) return undefined;
  const all = chosen.every((m) => apply(term.operator, term.what === 'bytes' ? m.bytes : m.allocations, Number(term.value)));
  // What is claimed of every case is not shown by some of them.
  return all && label === undefined && !isMeasured(cell) ? undefined : all;
}

function isMeasured({ happened, unmeasured }: Cell): boolean {
  return unmeasured === undefined && happened.every((m) => m.panicked === undefined);
}

function apply<T extends string | number>(operator: Operator, a: T, b: T): boolean {
  if (operator === '=') return a === b;
  if (operator === '!=') return a !== b;
  return operator === '>=' ? a >= b : a <= b;
}

function matches(text: string, pattern: string): boolean {
  return pattern.split('|').some((one) => new RegExp(`^${one.split('*').map(escaped).join('.*')}$`).test(text));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

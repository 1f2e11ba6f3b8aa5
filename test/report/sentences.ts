// Every escaping entry of a report with its cause and sentence, as one text: what golden files hold.
import type { EscapeReport } from '../../src/read/compiler/escape-report.ts';
import { parseFlow } from '../../src/read/compiler/flow.ts';
import { VERDICT } from '../../src/read/compiler/report-tables.ts';
import { CalleeIndex } from '../../src/site/cause-callees.ts';
import { reportLookup } from '../../src/site/cause-lookup.ts';
import { reasonOf } from '../../src/site/cause-reason.ts';
import type { Reason, SiteKind } from '../../src/site/model.ts';

/** One line of the golden text. */
export interface Told {
  readonly line: number;
  readonly text: string;
  readonly reason: Reason;
}

const indexes: WeakMap<ReadonlyMap<string, EscapeReport>, CalleeIndex> = new WeakMap();

/** What is told about a package of the build. */
export function toldOf(reports: ReadonlyMap<string, EscapeReport>, importPath: string): Told[] {
  const report = reports.get(importPath)!;
  let callees = indexes.get(reports);
  if (callees === undefined) indexes.set(reports, (callees = new CalleeIndex(reports.values(), false)));
  const known = callees;
  const lookup = reportLookup(report, (name) => known.find(importPath, name));
  const told: Told[] = [];
  const { entries, texts } = report;
  for (let row = 0; row < entries.length; row++) {
    const verdict = entries.verdict.at(row);
    if (verdict !== VERDICT.escapes && verdict !== VERDICT.moved) continue;
    const flows = report.blocksOf(row).map((block) => parseFlow(report, block));
    const expression = texts.text(entries.text.at(row));
    const moved = verdict === VERDICT.moved;
    const reason = reasonOf({ kind: moved ? 'moved-to-heap' : kindOf(expression), expression, placement: 'heap', flows, verdict: moved ? 'moved' : 'escapes' }, lookup(flows[0]));
    told.push({ line: entries.line.at(row), text: expression, reason });
  }
  return told;
}

/** Enough of a kind for a sentence; the product's own rules see the code as well. */
function kindOf(expression: string): SiteKind {
  if (expression.startsWith('make([]')) return 'make-slice';
  if (expression.startsWith('append')) return 'append';
  if (expression === 'func literal') return 'closure';
  if (expression === '... argument') return 'variadic';
  if (expression.includes(' + ')) return 'string-concat';
  return /\{(\.\.\.)?\}$/.test(expression) ? 'composite' : 'interface';
}

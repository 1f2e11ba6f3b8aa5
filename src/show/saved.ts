// What the compiler kept off the heap, by mechanism (--saved).
import Table from 'cli-table3';
import { savedRows, type SavedRow, type SavingMechanism } from '../site/query-saved.ts';
import type { Analysis, Site } from '../site/model.ts';
import { fileLine } from './file-name.ts';
import { harmless } from './json.ts';
import { markdownTarget } from './markdown.ts';
import { createColors } from './placement-marks.ts';
import { grouped, plural, whatIsAllocated } from './site-words.ts';
import { renderHeader } from './text-frame.ts';
import { markdownCode } from './untrusted.ts';
import { widthOf, type View, type ViewOptions } from './view.ts';
import { displayWidth, padEnd, shortenMiddle, shortenPath } from './width.ts';

const SITES_SHOWN = 15;
const NONE = 'Nothing that would need memory was kept off the heap.';
const summary = 'what the compiler kept off the heap, by mechanism';

const MEANINGS: Readonly<Record<SavingMechanism, string>> = {
  stack: 'in a stack frame',
  'up-to-bound': 'off the heap up to a bound',
  'zero-copy': 'no copy made',
  registers: 'in registers only',
  static: 'read-only data or cached',
  gone: 'no code left',
};

export const textView: View = {
  name: 'text',
  extension: 'txt',
  summary,
  scope: 'analysis',
  render(analysis, options) {
    const colors = createColors(options.color === true);
    const width = widthOf(options);
    const rows = rowsOf(analysis, options);
    const lines = [...renderHeader(analysis, options), ''];
    if (rows.length === 0) return `${[...lines, NONE].join('\n')}\n`;
    const table = new Table({
      head: ['Kept off the heap', 'Sites', 'Copies', 'Frame bytes'],
      colAligns: ['left', 'right', 'right', 'right'],
      style: { head: [], border: [], 'padding-left': 1, 'padding-right': 1 },
    });
    for (const row of rows) table.push([MEANINGS[row.mechanism], grouped(row.sites.length), grouped(row.copies), frameBytes(row)]);
    lines.push(table.toString(), '');
    for (const row of rows) {
      lines.push(colors.bold(MEANINGS[row.mechanism]));
      lines.push(...siteLines(options.raw === true ? row.sites : row.sites.slice(0, SITES_SHOWN), width, options));
      const more = row.sites.length - SITES_SHOWN;
      if (more > 0 && options.raw !== true) lines.push(`  and ${plural(more, 'more site')} (--raw)`);
      lines.push('');
    }
    lines.push(totals(rows));
    return `${lines.join('\n')}\n`;
  },
};

export const markdownView: View = {
  name: 'markdown',
  extension: 'md',
  summary,
  scope: 'analysis',
  render(analysis, options) {
    const rows = rowsOf(analysis, options);
    const lines = [markdownTarget(analysis), ''];
    if (rows.length === 0) return `${[...lines, NONE].join('\n')}\n`;
    lines.push('| Kept off the heap | Sites | Copies | Frame bytes |', '|:--|--:|--:|--:|');
    for (const row of rows) lines.push(`| ${MEANINGS[row.mechanism]} | ${grouped(row.sites.length)} | ${grouped(row.copies)} | ${frameBytes(row)} |`);
    lines.push('');
    for (const row of rows) {
      lines.push(`<details><summary>${MEANINGS[row.mechanism]}</summary>`, '');
      for (const site of row.sites)
        lines.push(`- ${markdownCode(fileLine(site.position, options.cwd), false)} ${markdownCode(shortenMiddle(site.expression, 80), false)}`);
      lines.push('', '</details>', '');
    }
    lines.push(totals(rows));
    return `${lines.join('\n')}\n`;
  },
};

export const jsonView: View = {
  name: 'json',
  extension: 'json',
  summary,
  scope: 'analysis',
  render(analysis, options) {
    const saved = rowsOf(analysis, options).map((row) => ({ ...row, sites: row.sites.map((site) => site.id) }));
    return harmless(`${JSON.stringify({ schema: 'allocpath.saved/1', target: analysis.target, gaps: analysis.gaps, saved })}\n`);
  },
};

function rowsOf(analysis: Analysis, options: ViewOptions): SavedRow[] {
  return savedRows(analysis, options.selection?.sites ?? analysis.sites);
}

function siteLines(sites: readonly Site[], width: number, options: ViewOptions): string[] {
  const position = Math.min(Math.floor(width * 0.4), Math.max(0, ...sites.map((site) => displayWidth(fileLine(site.position, options.cwd)))));
  return sites.map(
    (site) =>
      `  ${padEnd(shortenPath(fileLine(site.position, options.cwd), position), position + 2)}${shortenMiddle(whatIsAllocated(site), Math.max(10, width - position - 4))}`,
  );
}

// Known bytes and unknown slots side by side: an unknown slot is not a slot of zero bytes.
function frameBytes(row: SavedRow): string {
  if (row.slotBytes === 0 && row.unknownSlots === 0) return '';
  if (row.slotBytes === 0) return 'not known';
  return row.unknownSlots === 0 ? grouped(row.slotBytes) : `${grouped(row.slotBytes)} + ${grouped(row.unknownSlots)} not known`;
}

function totals(rows: readonly SavedRow[]): string {
  return `${plural(
    rows.reduce((sum, row) => sum + row.sites.length, 0),
    'site',
  )} kept off the heap, always or up to a bound.`;
}

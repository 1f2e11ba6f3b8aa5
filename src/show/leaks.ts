// Leaking parameters and the callers that pay for them (--callers-of-leak): one change here mends many sites at once.
import { leakRows, type LeakRow } from '../site/query-leaks.ts';
import { fileLine } from './file-name.ts';
import { harmless } from './json.ts';
import { markdownTarget } from './markdown.ts';
import { createColors, PLACEMENT_MARKS, placementLabel } from './placement-marks.ts';
import { plural, whatIsAllocated } from './site-words.ts';
import { renderHeader } from './text-frame.ts';
import { escapeMarkdown, markdownCode, visible } from './untrusted.ts';
import { widthOf, type View } from './view.ts';
import { displayWidth, padEnd, shortenMiddle, shortenPath, wrap } from './width.ts';

const SITES_SHOWN = 10;
const NONE = 'No parameter that leaks makes a caller allocate.';
const summary = 'leaking parameters, each with the call sites that allocate because of it';

export const textView: View = {
  name: 'text',
  extension: 'txt',
  summary,
  scope: 'analysis',
  render(analysis, options) {
    const colors = createColors(options.color === true);
    const width = widthOf(options);
    const lines = [...renderHeader(analysis, options), ''];
    const rows = leakRows(analysis);
    for (const row of rows) {
      lines.push(...wrap(`${visible(row.leak.function)}: ${sentence(row)}`, width).map((line, index) => (index === 0 ? colors.bold(line) : line)));
      lines.push(...wrap(`${visible(row.leak.package)}  ${fileLine(row.leak.position, options.cwd)}`, width - 2).map((line) => colors.dim(`  ${line}`)));
      const shown = options.raw === true ? row.sites : row.sites.slice(0, SITES_SHOWN);
      const position = Math.min(Math.floor(width * 0.4), Math.max(0, ...shown.map((site) => displayWidth(fileLine(site.position, options.cwd)))));
      for (const site of shown) {
        const where = padEnd(shortenPath(fileLine(site.position, options.cwd), position), position + 2);
        const label = padEnd(placementLabel(site.placement), '◆ conditional'.length + 2);
        lines.push(
          `  ${PLACEMENT_MARKS[site.placement].paint(colors, label)}${where}${shortenMiddle(whatIsAllocated(site), Math.max(10, width - position - 19))}`,
        );
      }
      const more = row.sites.length - shown.length;
      if (more > 0) lines.push(`  and ${plural(more, 'more site')} (--raw)`);
      if (row.missing.length > 0) lines.push(`  and ${plural(row.missing.length, 'site')} that the analysis does not hold`);
      lines.push('');
    }
    lines.push(rows.length === 0 ? NONE : `${plural(rows.length, 'leaking parameter')}. A site can stand under several.`);
    return `${lines.join('\n')}\n`;
  },
};

export const markdownView: View = {
  name: 'markdown',
  extension: 'md',
  summary,
  scope: 'analysis',
  render(analysis, options) {
    const lines = [markdownTarget(analysis), ''];
    const rows = leakRows(analysis);
    if (rows.length === 0) lines.push(NONE);
    else lines.push('| Parameter | Leaks to | Sites | Callers | Where they are |', '|:--|:--|--:|--:|:--|');
    for (const row of rows) {
      const shown = row.sites.slice(0, SITES_SHOWN).map((site) => markdownCode(fileLine(site.position, options.cwd), true));
      const more = row.sites.length - shown.length;
      if (more > 0) shown.push(plural(more, 'more site'));
      const name = `${markdownCode(row.leak.parameter, true)} of ${markdownCode(`${row.leak.package}.${row.leak.function}`, true)}`;
      lines.push(`| ${name} | ${escapeMarkdown(destination(row))} | ${row.sites.length} | ${row.callers} | ${shown.join('<br>')} |`);
    }
    return `${lines.join('\n')}\n`;
  },
};

export const jsonView: View = {
  name: 'json',
  extension: 'json',
  summary,
  scope: 'analysis',
  render(analysis) {
    const rows = leakRows(analysis, { all: true }).map((row) => ({
      ...row.leak,
      callers: row.callers,
      sites: row.sites.map((site) => site.id),
      missing: row.missing,
    }));
    return harmless(`${JSON.stringify({ schema: 'allocpath.leaks/1', target: analysis.target, gaps: analysis.gaps, leaks: rows })}\n`);
  },
};

function sentence(row: LeakRow): string {
  const cost = `${plural(row.sites.length, 'site')} in ${plural(row.callers, 'function')} ${row.sites.length === 1 ? 'is' : 'are'} affected`;
  return `parameter ${visible(row.leak.parameter)} leaks to ${destination(row)}; ${cost}`;
}

function destination(row: LeakRow): string {
  return row.leak.to === '{heap}' ? 'the heap' : /^~r\d+$/.test(row.leak.to) ? `result ${row.leak.to}` : visible(row.leak.to);
}

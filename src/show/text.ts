// The ranked table on a terminal. Each site takes two lines: where it is and what it is, then one sentence why.
//
//   ▲ heap         parse/lex.go:118   make([]token, 0, n) → tokens      ↻2 ×3
//     make slice   tokens is returned from lex at line 130.
//
// Two lines instead of a table with borders: the sentence needs the width, and a reader scans the first column only.
import type { Analysis, Site } from '../site/model.ts';
import type { Selection } from '../site/query.ts';
import { renderSsa } from './ssa.ts';
import { fileLine } from './file-name.ts';
import { createColors, KIND_WORDS, PLACEMENT_MARKS, placementLabel, type Colors } from './placement-marks.ts';
import { renderPaths } from './site-path.ts';
import { bytes, percent } from './recorded-words.ts';
import { grouped, MARK_MEANINGS, plural, siteMarks, whatIsAllocated, whySentence, type SiteMark } from './site-words.ts';
import { tableSelection } from './table-selection.ts';
import { renderFooter, renderHeader, renderUnparsed } from './text-frame.ts';
import { visible } from './untrusted.ts';
import { widthOf, type View, type ViewOptions } from './view.ts';
import { displayWidth, padEnd, padStart, shortenMiddle, shortenPath, wrap } from './width.ts';

export const view: View = {
  name: 'text',
  extension: 'txt',
  summary: 'a ranked table for people, or the whole path of each chosen site',
  scope: 'both',
  render: (analysis, options) => [...chunks(analysis, options)].join(''),
  chunks,
};

const PLACEMENT_WIDTH = '◆ conditional'.length;
const GAP = 2;
const RAW_LINES = 12;

function* chunks(analysis: Analysis, options: ViewOptions): Generator<string> {
  const selection = tableSelection(analysis, options);
  const colors = createColors(options.color === true);
  yield `${renderHeader(analysis, options).join('\n')}\n\n`;
  if (options.detail === true) {
    yield* renderPaths(analysis, selection, options);
    if (analysis.ssa !== undefined) yield `${renderSsa(analysis.ssa, options).join('\n').trim()}\n\n`;
  } else {
    yield* renderTable(analysis, selection, options, colors);
  }
  if (options.raw === true && options.detail !== true) yield renderUnparsed(analysis, options);
  yield `${renderFooter(analysis, selection, options).join('\n')}\n`;
}

interface Columns {
  readonly width: number;
  /** Cells for what was recorded: bytes, share, allocations; 0 without a run. */
  readonly recorded: number;
  readonly recordedBytes: number;
  readonly position: number;
  readonly marks: number;
}

function* renderTable(analysis: Analysis, selection: Selection, options: ViewOptions, colors: Colors): Generator<string> {
  if (selection.sites.length === 0) {
    yield 'No site matches.\n\n';
    return;
  }
  const columns = measure(selection.sites, options, analysis.recorded?.bytes);
  yield `${colors.dim(
    headings(
      columns,
      selection.sites.some((site) => site.happened?.estimated !== undefined),
    ),
  )}\n`;
  const used = new Set<SiteMark['name']>();
  if (selection.groups === undefined) {
    for (const site of selection.sites) yield `${row(site, columns, options, colors, used).join('\n')}\n`;
  } else {
    for (const group of selection.groups) {
      const count = plural(group.sites.length, 'site');
      yield `\n${colors.bold(shortenMiddle(visible(group.name), columns.width - count.length - GAP))}  ${colors.dim(count)}\n`;
      for (const site of group.sites) yield `${row(site, columns, options, colors, used).join('\n')}\n`;
    }
  }
  yield '\n';
  const legend = Object.entries(MARK_MEANINGS).filter(([name]) => used.has(name as SiteMark['name']));
  if (legend.length === 0) return;
  for (const line of wrap(legend.map(([, meaning]) => meaning.replaceAll(' ', '\u00a0')).join(' · '), columns.width)) {
    yield `${colors.dim(line.replaceAll('\u00a0', ' '))}\n`;
  }
  yield '\n';
}

// The position column is as wide as its widest entry up to a third of the line; marks take what they need.
function measure(sites: readonly Site[], options: ViewOptions, recordedBytes: number | undefined): Columns {
  const width = widthOf(options);
  const happened = recordedBytes !== undefined && sites.some((site) => site.happened !== undefined);
  let position = 'WHERE'.length;
  let marks = 0;
  for (const site of sites) {
    position = Math.max(position, displayWidth(fileLine(site.position, options.cwd)));
    marks = Math.max(marks, displayWidth(marksOf(site)));
  }
  return {
    width,
    recorded: !happened ? 0 : width < NARROW ? RECORDED_WIDTH - COUNT_WIDTH : RECORDED_WIDTH,
    recordedBytes: recordedBytes ?? 0,
    position: Math.min(position, Math.max(16, Math.floor(width * (happened ? 0.24 : 0.34)))),
    marks,
  };
}

function headings(columns: Columns, estimated: boolean): string {
  const count = columns.recorded === RECORDED_WIDTH ? ` ${padStart(estimated ? '± OF BYTES' : 'ALLOCATIONS', 11)}` : '';
  const recorded = columns.recorded === 0 ? '' : `${padStart('BYTES', 8)} ${padStart('SHARE', 6)}${count}  `;
  return `${recorded}${padEnd('PLACEMENT', PLACEMENT_WIDTH + GAP)}${padEnd('WHERE', columns.position + GAP)}WHAT IS ALLOCATED, AND WHY`;
}

function row(site: Site, columns: Columns, options: ViewOptions, colors: Colors, used: Set<SiteMark['name']>): string[] {
  const mark = PLACEMENT_MARKS[site.placement];
  const marks = marksOf(site);
  for (const one of siteMarks(site)) used.add(one.name);
  const left = columns.recorded + PLACEMENT_WIDTH + GAP + columns.position + GAP;
  const room = columns.width - left - (marks === '' ? 0 : columns.marks + GAP);
  const what = shortenMiddle(whatIsAllocated(site), room);
  const type = typeBeside(site, room - displayWidth(what) - GAP);
  const where = padEnd(shortenPath(fileLine(site.position, options.cwd), columns.position), columns.position + GAP);
  const taken = displayWidth(what) + displayWidth(type);
  const first =
    recordedCells(site, columns, colors) +
    mark.paint(colors, padEnd(placementLabel(site.placement), PLACEMENT_WIDTH + GAP)) +
    where +
    colors.bold(what) +
    (type === '' ? '' : colors.dim(type)) +
    (marks === '' ? '' : ' '.repeat(columns.width - left - taken - displayWidth(marks)) + paintMarks(site, colors, marks));
  const indent = columns.recorded + PLACEMENT_WIDTH + GAP;
  const lines = wrap(whySentence(site), columns.width - indent);
  const kind = colors.dim(padEnd(`${' '.repeat(columns.recorded)}  ${KIND_WORDS[site.kind]}`, indent));
  const sentence = lines.map((line, index) => (index === 0 ? kind : ' '.repeat(indent)) + line);
  return [
    first,
    ...sentence,
    ...conflictLines(site, columns, indent, colors),
    ...(options.raw === true ? rawLines(site, columns, indent, options, colors) : []),
  ];
}

/** `  9.20 MB   31 %     100,007  `. */
const COUNT_WIDTH = 1 + 11;
const RECORDED_WIDTH = 8 + 1 + 6 + COUNT_WIDTH + 2;
/** Below this the number of allocations is left to the path of a site. */
const NARROW = 96;

function recordedCells({ happened }: Site, columns: Columns, colors: Colors): string {
  if (columns.recorded === 0) return '';
  if (happened === undefined) return colors.dim(padEnd(padStart('–', 8), columns.recorded));
  const estimated = happened.estimated === undefined ? '' : `±${percent(happened.estimated.error, 1)}`;
  const count = estimated !== '' ? estimated : happened.allocations >= 1e9 ? happened.allocations.toExponential(2) : grouped(happened.allocations);
  const size = padStart(bytes(happened.bytes).replace(/bytes?/, 'B'), 8);
  const share = padStart(percent(happened.bytes, columns.recordedBytes), 6);
  return `${colors.bold(size)} ${share}${columns.recorded === RECORDED_WIDTH ? ` ${padStart(count, 11)}` : ''}  `;
}

// The type stands beside the expression unless that already names it, or no room is left to say something.
function typeBeside(site: Site, room: number): string {
  if (site.type === undefined || room < 8 || site.expression.includes(site.type)) return '';
  return `  ${shortenMiddle(visible(site.type), room)}`;
}

function marksOf(site: Site): string {
  return siteMarks(site)
    .map((mark) => mark.text)
    .join(' ');
}

function paintMarks(site: Site, colors: Colors, text: string): string {
  return site.conflicts.length > 0 || site.panicPath === true ? colors.yellow(text) : colors.cyan(text);
}

function conflictLines(site: Site, columns: Columns, indent: number, colors: Colors): string[] {
  // The sentence of a site that the report leaves out says so itself.
  return site.conflicts
    .filter((conflict) => conflict.code !== 'not-reported')
    .flatMap((conflict) => wrap(`⚠ ${visible(conflict.message)}`, columns.width - indent).map((line) => ' '.repeat(indent) + colors.yellow(line)));
}

// The compiler's own words are never reworded; only lines beyond the terminal are broken.
function rawLines(site: Site, columns: Columns, indent: number, options: ViewOptions, colors: Colors): string[] {
  const lines = site.said
    .slice(0, RAW_LINES)
    .flatMap((said) => wrap(`${fileLine(said.position, options.cwd)}: ${visible(said.message)}`, columns.width - indent - 2));
  if (site.said.length > RAW_LINES) lines.push(`and ${plural(site.said.length - RAW_LINES, 'more line')}`);
  return lines.map((line) => `${' '.repeat(indent)}${colors.dim(`│ ${line}`)}`);
}

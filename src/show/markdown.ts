// The table for a pull-request comment or a page of docs, with the path of each site folded below it.
import type { Analysis, Emitted, RecordedTotals, Site } from '../site/model.ts';
import type { Selection } from '../site/query.ts';
import { renderSsa } from './ssa.ts';
import { fileLine, nearLine } from './file-name.ts';
import { renderMermaid } from './mermaid.ts';
import { KIND_WORDS, placementLabel } from './placement-marks.ts';
import { runtimePath } from './runtime-path.ts';
import { bytes, eventSentences, happenedSentence, percent, recordedSentences } from './recorded-words.ts';
import { frequencyPhrase, grouped, inlinedPhrase, plural, siteMarks, tiePhrase, whySentence } from './site-words.ts';
import { tableSelection } from './table-selection.ts';
import { completenessSentences, otherPlacements } from './text-frame.ts';
import { escapeMarkdown, markdownCode, markdownSentence } from './untrusted.ts';
import type { View, ViewOptions } from './view.ts';
import { shortenMiddle } from './width.ts';

export const view: View = {
  name: 'markdown',
  extension: 'md',
  summary: 'a table with foldable details, for a pull request or docs',
  scope: 'both',
  render: (analysis, options) => [...chunks(analysis, options)].join(''),
  chunks,
};

const CELL = 80;
/** GitHub cuts comments at 65,536 characters; details beyond this many sites would not fit anyway. */
const DETAILS = 30;
const COPIES = 12;

function* chunks(analysis: Analysis, options: ViewOptions): Generator<string> {
  const selection = tableSelection(analysis, options);
  yield `${markdownTarget(analysis)}\n\n`;
  if (options.detail === true) {
    for (const site of selection.sites) yield `${details(analysis, site, options, false).join('\n')}\n\n`;
    if (analysis.ssa !== undefined)
      yield `\`\`\`\`text\n${renderSsa(analysis.ssa, { ...options, color: false })
        .join('\n')
        .trim()}\n\`\`\`\`\n\n`;
    if (selection.sites.length > 0) yield `\`\`\`mermaid\n${renderMermaid(analysis, { ...options, selection })}\`\`\`\n\n`;
  } else if (selection.groups === undefined) {
    yield* table(analysis, selection.sites, options);
  } else {
    for (const group of selection.groups) {
      yield `### ${escapeMarkdown(group.name)} (${plural(group.sites.length, 'site')})\n\n`;
      yield* table(analysis, group.sites, options);
    }
  }
  yield `${footer(analysis, selection).join('\n')}\n`;
}

/** One line that names the target. */
export function markdownTarget(analysis: Analysis): string {
  const { goVersion, goos, goarch, packages, flags } = analysis.target;
  const named = packages
    .slice(0, 3)
    .map((name) => markdownCode(name, false))
    .join(' ');
  const more = packages.length > 3 ? ` and ${plural(packages.length - 3, 'more package')}` : '';
  const given = flags.length === 0 ? '' : `, flags ${flags.map((flag) => markdownCode(flag, false)).join(' ')}`;
  return `**${escapeMarkdown(`${goVersion} ${goos}/${goarch}`)}** ${named}${more}${given}`;
}

function* table(analysis: Analysis, sites: readonly Site[], options: ViewOptions): Generator<string> {
  if (sites.length === 0) {
    yield 'No site matches.\n\n';
    return;
  }
  const recorded = sites.some((site) => site.happened !== undefined) ? analysis.recorded : undefined;
  yield recorded === undefined
    ? '| Placement | Where | What is allocated | Why |  |\n|:--|:--|:--|:--|--:|\n'
    : '| Bytes | Share | Allocations | Placement | Where | What is allocated | Why |  |\n|--:|--:|--:|:--|:--|:--|:--|--:|\n';
  for (const site of sites) yield `${tableRow(site, options, recorded)}\n`;
  yield '\n';
  yield '<details><summary>Details</summary>\n\n';
  for (const site of sites.slice(0, DETAILS)) yield `${details(analysis, site, options, true).join('\n')}\n\n`;
  if (sites.length > DETAILS) yield `${plural(sites.length - DETAILS, 'more site')} without details here.\n\n`;
  yield '</details>\n\n';
}

function recordedCells({ happened }: Site, recorded: RecordedTotals): string[] {
  if (happened === undefined) return ['–', '', ''];
  return [bytes(happened.bytes), percent(happened.bytes, recorded.bytes), grouped(happened.allocations)].map((cell) => cell.replaceAll(' ', '&nbsp;'));
}

function tableRow(site: Site, options: ViewOptions, recorded: RecordedTotals | undefined): string {
  const what = markdownCode(shortenMiddle(site.expression, CELL), true);
  const variable = site.variable === undefined || site.variable === site.expression ? '' : ` → ${markdownCode(shortenMiddle(site.variable, CELL), true)}`;
  const cells = [
    ...(recorded === undefined ? [] : recordedCells(site, recorded)),
    placementLabel(site.placement).replace(' ', '&nbsp;'),
    markdownCode(fileLine(site.position, options.cwd), true),
    `${what}${variable}<br>${KIND_WORDS[site.kind]}${site.type === undefined ? '' : ` ${markdownCode(shortenMiddle(site.type, CELL), true)}`}`,
    [markdownSentence(whySentence(site), true), ...site.conflicts.map((conflict) => `⚠ **${markdownSentence(conflict.message, true)}**`)].join('<br>'),
    siteMarks(site)
      .map((mark) => mark.text)
      .join('&nbsp;'),
  ];
  return `| ${cells.join(' | ')} |`;
}

function details(analysis: Analysis, site: Site, options: ViewOptions, nested: boolean): string[] {
  const lines = [
    `${nested ? '####' : '###'} ${placementLabel(site.placement)} ${markdownCode(shortenMiddle(site.expression, CELL), false)} at ${markdownCode(fileLine(site.position, options.cwd), false)}`,
    '',
  ];
  const facts = [`In ${markdownCode(site.function, false)} of ${markdownCode(site.package, false)}`];
  const frequency = frequencyPhrase(site);
  if (frequency !== undefined) facts.push(frequency);
  if (site.loopDepth !== undefined && site.loopDepth > 0) facts.push(`loop depth ${site.loopDepth}`);
  lines.push(`${facts.join(', ')}. ${markdownSentence(whySentence(site), false)}`);
  for (const conflict of site.conflicts) lines.push('', `> ⚠ **${markdownSentence(conflict.message, false)}** (${markdownCode(conflict.code, false)})`);
  if (site.happened !== undefined) lines.push('', `${[happenedSentence(site.happened), ...eventSentences(site.happened)].map(escapeMarkdown).join('; ')}.`);
  const steps = (site.reason?.steps ?? []).filter((step) => options.raw === true || !step.folded);
  if (steps.length > 0) {
    lines.push('', 'Escape flow:', '');
    steps.forEach((step, index) =>
      lines.push(
        `${index + 1}. ${markdownCode(step.from, false)} (${escapeMarkdown(step.why)}), ${escapeMarkdown(nearLine(step.position, site.position.file, options.cwd))}: ${markdownCode(step.flow, false)}`,
      ),
    );
  }
  if (site.emitted.length > 0) {
    lines.push('', 'Compiled to:', '');
    for (const emitted of site.emitted.slice(0, COPIES)) lines.push(`- ${copyLine(analysis, site, emitted, options)}`);
    if (site.emitted.length > COPIES) lines.push(`- and ${plural(site.emitted.length - COPIES, 'more copy', 'more copies')}`);
  }
  if (options.raw === true && site.said.length > 0) {
    lines.push('', "The compiler's lines:", '');
    for (const said of site.said) lines.push(`- ${markdownCode(`${fileLine(said.position, options.cwd)}: ${said.message}`, false)}`);
  }
  return lines;
}

function copyLine(analysis: Analysis, site: Site, emitted: Emitted, options: ViewOptions): string {
  const way = [markdownCode(emitted.entry, false), ...runtimePath(emitted, analysis.target.goVersion).map(escapeMarkdown)].join(' → ');
  const slot = emitted.slot === undefined ? '' : `, frame slot${emitted.slot.size === undefined ? '' : ` of ${emitted.slot.size} bytes`}`;
  const inlined = inlinedPhrase(emitted, site.position.file, options.cwd);
  const ssa = emitted.ssa === undefined ? '' : `, SSA ${markdownCode(`${emitted.ssa.value} ${emitted.ssa.op}`, false)}`;
  const pc = emitted.pc === undefined ? '' : ` at \`0x${emitted.pc.toString(16)}\``;
  return `${way}${slot} in ${markdownCode(emitted.function, false)}${pc}${inlined === undefined ? '' : `, ${escapeMarkdown(inlined)}`}${ssa}, ${escapeMarkdown(tiePhrase(emitted))}`;
}

function footer(analysis: Analysis, selection: Selection): string[] {
  const hidden = selection.matched - selection.sites.length;
  const lines = [...recordedSentences(analysis), ...completenessSentences(analysis)].map((sentence) => escapeMarkdown(sentence.text));
  const others = otherPlacements(selection);
  if (others !== '') lines.unshift(`Not shown: ${others}.`);
  if (hidden > 0) lines.unshift(`${plural(selection.sites.length, 'site')} shown, ${hidden} hidden.`);
  if (analysis.gaps.length > 0) {
    lines.push('', `**${plural(analysis.gaps.length, 'gap')}**`, '');
    for (const gap of analysis.gaps) lines.push(`- ${escapeMarkdown(`${gap.message} Affects: ${gap.affects}.`)}`);
  }
  return lines;
}

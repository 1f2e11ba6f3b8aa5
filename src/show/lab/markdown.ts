// The lab as a Markdown document: the results page in docs/, in English and Chinese.
import type { ExperimentResult, LabResult } from '../../lab/model.ts';
import { sourceLink } from '../../lab/verdict.ts';
import { placementLabel } from '../placement-marks.ts';
import { escapeMarkdown, markdownCode, visibleLines } from '../untrusted.ts';
import { drawLayout } from './layout-drawing.ts';
import { chaptersOf, happenedOf, inLanguage, LABELS, rangeOf, rowsOf, summaryOf, verdictText, type Language } from './rows.ts';

const TEXTS: Readonly<Record<Language, { readonly measured: string; readonly all: string }>> = {
  en: { measured: 'Measured with', all: 'What holds' },
  zh: { measured: '测量所用版本：', all: '结论一览' },
};

/** The document in pieces. */
export function* labMarkdown(result: LabResult, options: { readonly language: Language }): Generator<string> {
  const { language } = options;
  const labels = LABELS[language];
  const have = result.releases.filter((r) => r.missing === undefined);
  const newest = have.at(-1)?.version?.split(' ')[0] ?? 'master';
  yield `${TEXTS[language].measured} ${have.map((r) => `${r.version} ${r.goarch}`).join(', ')}${language === 'zh' ? '。' : '. '}${summaryOf(result, language)}\n\n`;
  yield* overview(result, language);
  for (const [chapter, experiments] of chaptersOf(result)) {
    if (chapter !== '') yield `## ${escapeMarkdown(chapter)}\n\n`;
    for (const experiment of experiments) yield experimentMarkdown(experiment, language, newest);
  }
  if (result.layouts.length > 0) {
    yield `## ${labels['layouts']}\n\n`;
    for (const layout of result.layouts) {
      yield `### ${inLanguage(layout.title, language)} (${rangeOf(layout.go[0]!, layout.go.at(-1)!)})\n\n`;
      yield `${markdownCode(layout.type, false)}, ${layout.size} ${labels['size']}, ${layout.goarch}\n\n`;
      yield `\`\`\`text\n${drawLayout(layout, labels['padding']!).join('\n')}\n\`\`\`\n\n`;
    }
  }
  if (result.gaps.length > 0) {
    yield `## ${labels['gaps']}\n\n`;
    for (const gap of result.gaps) yield `- ${escapeMarkdown(gap.affects)}: ${escapeMarkdown(gap.message)}\n`;
  }
}

// In the order of the document: of headings that are alike, the second and later ones have a number in their anchor.
function anchorsOf(result: LabResult, language: Language): Map<ExperimentResult, string> {
  const used = new Map<string, number>();
  const take = (heading: string): string => {
    const anchor = anchorOf(heading);
    const before = used.get(anchor) ?? 0;
    used.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  };
  take(TEXTS[language].all);
  const anchors = new Map<ExperimentResult, string>();
  for (const [chapter, experiments] of chaptersOf(result)) {
    if (chapter !== '') take(chapter);
    for (const experiment of experiments) anchors.set(experiment, take(inLanguage(experiment.title, language)));
  }
  return anchors;
}

function* overview(result: LabResult, language: Language): Generator<string> {
  const anchors = anchorsOf(result, language);
  yield `## ${TEXTS[language].all}\n\n| | |\n|---|---|\n`;
  for (const experiment of result.experiments) {
    for (const verdict of experiment.verdicts) {
      const { word, claim } = verdictText(experiment, verdict, language);
      yield `| **${escapeMarkdown(word)}** | [${cellText(escapeMarkdown(claim))}](#${anchors.get(experiment)}) |\n`;
    }
  }
  yield '\n';
}

/** The anchor that GitHub gives a heading. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
    .replaceAll(' ', '-');
}

function experimentMarkdown(experiment: ExperimentResult, language: Language, newest: string): string {
  const labels = LABELS[language];
  const rows = rowsOf(experiment);
  const withFlags = rows.some((r) => r.flags !== '');
  const withArch = new Set(rows.map((r) => r.goarch)).size > 1;
  const head = ['go', ...(withArch ? ['arch'] : []), ...(withFlags ? ['flags'] : []), 'said', 'emitted', 'happened', 'placement'];
  const lines = [
    `### ${escapeMarkdown(inLanguage(experiment.title, language))}`,
    '',
    `\`\`\`go\n${visibleLines(experiment.source).replaceAll('```', '` ` `')}\n\`\`\``,
    '',
  ];
  lines.push(`| ${head.map((name) => labels[name] ?? name).join(' | ')} |`, `|${head.map(() => '---|').join('')}`);
  for (const { go, flags, goarch, cell } of rows) {
    const left = [go, ...(withArch ? [goarch] : []), ...(withFlags ? [flags === '' ? '' : markdownCode(flags, true)] : [])];
    const evidence =
      cell.missing === undefined
        ? [
            cell.said.map(codeCell).join('<br>') || labels['nothing']!,
            cell.emitted.map((e) => (e.includes('.') ? codeCell(e) : cellText(escapeMarkdown(e)))).join('<br>') || labels['nothing']!,
            happenedOf(cell)
              .map((text) => cellText(escapeMarkdown(text)))
              .join('<br>'),
            cell.placement === undefined
              ? '–'
              : `${placementLabel(cell.placement)}${cell.bound === undefined ? '' : `<br>${cellText(escapeMarkdown(cell.bound))}`}`,
          ]
        : [cellText(escapeMarkdown(cell.missing)), '', '', ''];
    lines.push(`| ${[...left, ...evidence].join(' | ')} |`);
  }
  lines.push('');
  for (const verdict of experiment.verdicts) {
    const { word, claim, why } = verdictText(experiment, verdict, language);
    const { mechanism } = verdict;
    const link = mechanism === undefined ? '' : ` [${escapeMarkdown(mechanism.file)}: ${escapeMarkdown(mechanism.name)}](${sourceLink(mechanism, newest)})`;
    lines.push(`- **${escapeMarkdown(word)}**: ${escapeMarkdown(claim)}${why === '' ? '' : `<br>${escapeMarkdown(why)}${link}`}`);
  }
  if (experiment.java !== undefined) lines.push(`- ${labels['java']}: ${escapeMarkdown(inLanguage(experiment.java, language))}`);
  return `${lines.join('\n')}\n\n`;
}

function codeCell(text: string): string {
  return markdownCode(text, true);
}

function cellText(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

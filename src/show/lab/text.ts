// The lab on a terminal: a table for each experiment, and what became of its claims.
import Table from 'cli-table3';
import type { ExperimentResult, LabResult, Verdict } from '../../lab/model.ts';
import { createColors, placementLabel, PLACEMENT_MARKS, type Colors } from '../placement-marks.ts';
import { visible, visibleLines } from '../untrusted.ts';
import { BORDERLESS } from '../borderless.ts';
import { wrap } from '../width.ts';
import { chaptersOf, happenedOf, inLanguage, LABELS, rangeOf, rowsOf, summaryOf, verdictText, type Language } from './rows.ts';
import { drawLayout } from './layout-drawing.ts';

/** How it is printed. */
export interface LabViewOptions {
  readonly language: Language;
  readonly color: boolean;
  readonly width: number;
  /** The source of each experiment too. */
  readonly source: boolean;
}

/** The document in pieces, an experiment at a time. */
export function* labText(result: LabResult, options: LabViewOptions): Generator<string> {
  const colors = createColors(options.color);
  const labels = LABELS[options.language];
  const versions = result.releases.map(
    (r) => `${r.version ?? `${r.go} (${r.missing === undefined ? '?' : 'missing'})`}${r.goarch === '' ? '' : ` ${r.goarch}`}`,
  );
  yield `${visible(versions.join(', '))}\n`;
  for (const [chapter, experiments] of chaptersOf(result)) {
    if (chapter !== '') yield `\n${colors.bold(visible(chapter.toUpperCase()))}\n`;
    for (const experiment of experiments) yield experimentText(experiment, options, colors);
  }
  if (result.layouts.length > 0) {
    yield `\n${colors.bold(labels['layouts']!.toUpperCase())}\n`;
    for (const layout of result.layouts) {
      const { title, type, size, go, goarch } = layout;
      yield `\n${colors.bold(inLanguage(title, options.language))}  ${visible(type)}, ${size} ${labels['size']}  ${colors.gray(`${rangeOf(go[0]!, go.at(-1)!)} ${goarch}`)}\n`;
      yield `${drawLayout(layout, labels['padding']!)
        .map((line) => `  ${line}`)
        .join('\n')}\n`;
    }
  }
  yield `\n${summaryOf(result, options.language)}\n`;
  for (const gap of result.gaps) yield `${visible(gap.code)} ${visible(gap.affects)}: ${visible(gap.message)}\n`;
}

function experimentText(experiment: ExperimentResult, options: LabViewOptions, colors: Colors): string {
  const { language, width } = options;
  const labels = LABELS[language];
  const lines = ['', `${colors.bold(visible(inLanguage(experiment.title, language)))}  ${colors.gray(visible(experiment.id))}`];
  if (options.source)
    lines.push(
      ...visibleLines(experiment.source)
        .split('\n')
        .map((line) => `    ${line.replaceAll('\t', '    ')}`),
    );
  const rows = rowsOf(experiment);
  const withFlags = rows.some((r) => r.flags !== '');
  const withArch = new Set(rows.map((r) => r.goarch)).size > 1;
  const head = ['go', ...(withArch ? ['arch'] : []), ...(withFlags ? ['flags'] : []), 'said', 'emitted', 'happened', 'placement'];
  const table = new Table({
    chars: BORDERLESS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    wordWrap: true,
    wrapOnWordBoundary: true,
    colWidths: widths(head, width - 2),
  });
  table.push(head.map((name) => colors.gray((labels[name] ?? name).toUpperCase())));
  for (const { go, flags, goarch, cell } of rows) {
    const left = [go, ...(withArch ? [goarch] : []), ...(withFlags ? [flags.replace('-gcflags=', '')] : [])];
    if (cell.missing !== undefined) {
      table.push([...left, { colSpan: 4, content: colors.gray(visible(cell.missing)) }]);
      continue;
    }
    const { placement } = cell;
    const bound = cell.bound === undefined ? '' : `\n${visible(cell.bound)}`;
    table.push([
      ...left,
      cell.said.map(visible).join('\n') || labels['nothing']!,
      cell.emitted.map((e) => visible(e.replace(/^runtime\./, ''))).join('\n') || labels['nothing']!,
      happenedOf(cell).map(visible).join('\n'),
      placement === undefined ? '–' : `${PLACEMENT_MARKS[placement].paint(colors, placementLabel(placement))}${bound}`,
    ]);
  }
  lines.push(
    ...table
      .toString()
      .split('\n')
      .map((line) => `  ${line}`.trimEnd()),
  );
  for (const verdict of experiment.verdicts) {
    const { word, claim, why } = verdictText(experiment, verdict, language);
    const [first, ...rest] = wrap(`${word}: ${visible(claim)}`, width - 2);
    lines.push(`  ${paintVerdict(verdict, colors)(word)}${first!.slice(word.length)}`, ...rest.map((line) => `  ${line}`));
    if (why !== '') lines.push(...wrap(visible(why), width - 4).map((line) => `    ${line}`));
    if (verdict.mechanism !== undefined) lines.push(colors.gray(`    ${visible(verdict.mechanism.file)}: ${visible(verdict.mechanism.name)}`));
  }
  if (experiment.java !== undefined)
    lines.push(...wrap(`${labels['java']}: ${visible(inLanguage(experiment.java, language))}`, width - 2).map((line) => `  ${line}`));
  return `${lines.join('\n')}\n`;
}

function paintVerdict({ verdict }: Verdict, colors: Colors): (text: string) => string {
  if (verdict === 'holds') return colors.green;
  if (verdict === 'never held') return colors.red;
  return verdict.startsWith('not ') ? colors.gray : colors.yellow;
}

// What is said, emitted and measured shares what the narrow columns leave.
function widths(head: readonly string[], width: number): number[] {
  const narrow: Readonly<Record<string, number>> = { go: 11, arch: 7, flags: 7, placement: 18 };
  const fixed = head.reduce((sum, name) => sum + (narrow[name] ?? 0), 0);
  const rest = Math.max(54, width - fixed);
  const shares: Readonly<Record<string, number>> = { said: 0.38, emitted: 0.32, happened: 0.3 };
  return head.map((name) => narrow[name] ?? Math.floor(rest * shares[name]!));
}

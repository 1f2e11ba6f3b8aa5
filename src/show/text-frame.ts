// What stands around every text view: the target above it; completeness, gaps and the next step below it.
import type { Analysis, Placement } from '../site/model.ts';
import { PLACEMENTS } from '../site/model.ts';
import type { Selection } from '../site/query.ts';
import { fileLine } from './file-name.ts';
import { createColors, PLACEMENT_MARKS } from './placement-marks.ts';
import { recordedSentences, runSentence } from './recorded-words.ts';
import { grouped, plural } from './site-words.ts';
import { visible } from './untrusted.ts';
import { widthOf, type ViewOptions } from './view.ts';
import { displayWidth, shortenMiddle, wrap } from './width.ts';

const GAPS_SHOWN = 8;
const RUNS_SHOWN = 6;
const PACKAGES_NAMED = 3;

/** The target in one or two lines: release, platform, packages, flags. */
export function renderHeader(analysis: Analysis, options: ViewOptions): string[] {
  const colors = createColors(options.color === true);
  const width = widthOf(options);
  const target = analysis.target;
  const named = target.packages.slice(0, PACKAGES_NAMED).map(visible).join(' ');
  const more = target.packages.length - PACKAGES_NAMED;
  const packages = more > 0 ? `${named} and ${plural(more, 'more package')}` : named;
  const release = shortenMiddle(`${visible(target.goVersion)} ${visible(target.goos)}/${visible(target.goarch)}`, Math.floor(width / 2));
  const lines = [`${colors.bold(release)}  ${shortenMiddle(packages, width - displayWidth(release) - 2)}`.trimEnd()];
  const runs = analysis.runs ?? [];
  for (const run of runs.slice(0, RUNS_SHOWN)) lines.push(...wrap(runSentence(run, analysis.recorded?.rate !== undefined), width));
  if (runs.length > RUNS_SHOWN) lines.push(`and ${plural(runs.length - RUNS_SHOWN, 'more process', 'more processes')} (--json lists all)`);
  if (target.flags.length > 0) lines.push(...wrap(`flags ${target.flags.map(visible).join(' ')}`, width).map((line) => colors.dim(line)));
  return lines;
}

/** Everything below the table. */
export function renderFooter(analysis: Analysis, selection: Selection, options: ViewOptions): string[] {
  const colors = createColors(options.color === true);
  const width = widthOf(options);
  const lines: string[] = [];
  const add = (text: string, paint: (line: string) => string = (line) => line): void => {
    for (const line of wrap(text, width)) lines.push(paint(line));
  };
  const hidden = selection.matched - selection.sites.length;
  if (hidden > 0) add(`${plural(selection.sites.length, 'site')} shown, ${grouped(hidden)} more with --top ${roundUp(selection.matched)}.`);
  else if (options.detail !== true) add(`${plural(selection.matched, 'site')} shown.`);
  const others = otherPlacements(selection);
  if (others !== '') add(`Not shown: ${others} (--saved, --placement).`);
  for (const sentence of recordedSentences(analysis)) add(sentence.text, sentence.warn ? colors.yellow : undefined);
  for (const sentence of completenessSentences(analysis)) add(sentence.text, sentence.warn ? colors.yellow : undefined);
  if (analysis.gaps.length > 0) {
    lines.push('', colors.yellow(plural(analysis.gaps.length, 'gap')));
    const shown = options.raw === true ? analysis.gaps : analysis.gaps.slice(0, GAPS_SHOWN);
    for (const gap of shown) {
      const [first, ...rest] = wrap(`${visible(gap.message)} Affects: ${visible(gap.affects)}.`, width - 4);
      lines.push(`  · ${first ?? ''}`, ...rest.map((line) => `    ${line}`));
    }
    const more = analysis.gaps.length - shown.length;
    if (more > 0) lines.push(`  · ${plural(more, 'more gap')} (--raw lists all)`);
  }
  const hint = nextStep(analysis, selection, options);
  if (hint !== undefined) {
    lines.push('');
    add(`Next: ${hint}`, colors.dim);
  }
  return lines;
}

/** The next number with one digit and zeros: what to say to see all. */
function roundUp(count: number): number {
  const step = 10 ** Math.max(0, String(count).length - 1);
  return Math.ceil(count / step) * step;
}

/** The completeness line and what qualifies it, each a sentence; `warn` where something is missing. */
export function completenessSentences(analysis: Analysis): { readonly text: string; readonly warn: boolean }[] {
  const facts = analysis.completeness;
  const sentences: { text: string; warn: boolean }[] = [];
  if (facts.allocationCalls > 0) {
    sentences.push({
      text:
        `${plural(facts.allocationCalls, 'allocation call')} in ${analysis.binaries.length === 1 ? 'the binary' : plural(analysis.binaries.length, 'binary', 'binaries')}: ` +
        `${grouped(facts.tiedExactly)} tied exactly, ${grouped(facts.tiedByRule)} by rule, ${grouped(facts.unexplained)} unexplained; ` +
        `${grouped(facts.notReportedByCompiler)} not reported by the compiler at all.`,
      warn: facts.unexplained > 0,
    });
  } else {
    sentences.push({
      text: analysis.binaries.length === 0 ? 'No binary was built: nothing here is checked against machine code.' : 'No allocation call in the binaries built.',
      warn: analysis.binaries.length === 0,
    });
  }
  if (facts.textOnlyCalls > 0) {
    sentences.push({ text: `${plural(facts.textOnlyCalls, 'more call')} in functions that no binary holds, explained from the compiler's text.`, warn: false });
  }
  if (facts.unparsedReportLines > 0) {
    sentences.push({
      text: `${grouped(facts.unparsedReportLines)} of ${plural(facts.reportLines, 'report line')} not understood (--raw lists them).`,
      warn: true,
    });
  }
  return sentences;
}

/** Report lines that were not understood, for --raw. */
export function renderUnparsed(analysis: Analysis, options: ViewOptions): string {
  if (analysis.unparsed.length === 0) return '';
  const width = widthOf(options);
  const lines = [`Report lines not understood (${grouped(analysis.unparsed.length)})`];
  let group = '';
  for (const line of analysis.unparsed) {
    if (line.package !== group) {
      group = line.package;
      lines.push(`  # ${visible(group)}`);
    }
    lines.push(...wrap(visible(line.text), width - 4).map((part) => `    ${part}`));
  }
  return `${lines.join('\n')}\n\n`;
}

/** `12 stack, 3 static`, in the order of the model. */
export function otherPlacements(selection: Selection): string {
  const counted: [Placement, number][] = PLACEMENTS.map((placement) => [placement, selection.otherPlacements[placement] ?? 0]);
  return counted
    .filter(([, count]) => count > 0)
    .map(([placement, count]) => `${PLACEMENT_MARKS[placement].glyph} ${grouped(count)} ${placement}`)
    .join(', ');
}

function nextStep(analysis: Analysis, selection: Selection, options: ViewOptions): string | undefined {
  const first = selection.sites[0];
  if (options.detail === true)
    return options.raw === true || first === undefined ? undefined : "--raw shows the compiler's own lines, --format svg draws the path.";
  if (first === undefined) return analysis.sites.length === 0 ? undefined : '--placement stack,static,gone shows what does not allocate.';
  // What is analysed says more than what is not.
  const telling = selection.sites.find((site) => site.reason !== undefined) ?? first;
  const steps = [`--at ${fileLine(telling.position, options.cwd)} shows the whole path of a site`];
  if (options.again === true) steps.push('--out FILE keeps what was recorded for explain --with FILE');
  if (selection.sites.length > 30 && selection.query.top === undefined) steps.push('--top 20 the first ones');
  if (analysis.leakingParameters.some((leak) => leak.sites.length > 0)) steps.push('--callers-of-leak the parameters that make callers allocate');
  else if (selection.query.group === undefined && selection.sites.length > 30) steps.push('--group package|function|kind|cause groups them');
  return `${steps.join(', ')}.`;
}

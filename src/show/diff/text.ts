// A comparison on a terminal: worst first, each change with its cause.
import type { DiffResult, SiteChange } from '../../diff/model.ts';
import { createColors, KIND_WORDS, type Colors } from '../placement-marks.ts';
import { visible } from '../untrusted.ts';
import { padEnd, wrap } from '../width.ts';
import { CHANGE_WORDS, expressionText, measureText, placementChange, placeText, sideText, summaryText, type DiffViewOptions } from './words.ts';

const INDENT = '         ';

/** The text in pieces. */
export function* diffText(result: DiffResult, options: DiffViewOptions): Generator<string> {
  const colors = createColors(options.color);
  yield `${visible(`before  ${sideText(result.before)}`)}\n${visible(`after   ${sideText(result.after)}`)}\n\n`;
  for (const change of result.changes) yield changeText(change, options, colors);
  if (result.changes.length > 0) yield '\n';
  yield `${summaryText(result)}\n`;
  for (const gap of result.gaps) yield `${wrap(visible(`${gap.code} ${gap.affects}: ${gap.message}`), options.width).join('\n')}\n`;
}

function changeText(change: SiteChange, options: DiffViewOptions, colors: Colors): string {
  const paint = { worse: colors.red, appeared: colors.yellow, better: colors.green, vanished: colors.gray }[change.change];
  const what = visible(expressionText(change));
  const lines = [`${paint(padEnd(CHANGE_WORDS[change.change], 7))}  ${colors.bold(visible(placeText(change, options.roots)))}  ${what}`];
  const renamed = change.renamedFrom === undefined ? '' : ` (was ${change.renamedFrom})`;
  lines.push(`${INDENT}${KIND_WORDS[change.kind]} in ${visible(`${change.function}${renamed} of ${change.package}`)}`);
  lines.push(`${INDENT}${visible(placementChange(change))}`);
  if (change.bytes !== undefined && change.allocations !== undefined)
    lines.push(`${INDENT}${visible(`${measureText(change.bytes, 'bytes')}, ${measureText(change.allocations, 'allocations')}`)}`);
  lines.push(...wrap(visible(`${change.cause.sentence} [${change.cause.code}]`), options.width - INDENT.length).map((line) => `${INDENT}${line}`));
  return `${lines.join('\n')}\n`;
}

// A comparison for a pull request comment.
import type { DiffResult, SiteChange } from '../../diff/model.ts';
import { escapeMarkdown, markdownCode, markdownSentence } from '../untrusted.ts';
import { CHANGE_WORDS, measureText, placementChange, placeText, sideText, summaryText, type DiffViewOptions } from './words.ts';

const SHOWN = 50;

/** The text in pieces. */
export function* diffMarkdown(result: DiffResult, options: DiffViewOptions): Generator<string> {
  yield `**Allocations**: ${escapeMarkdown(summaryText(result))}\n\n`;
  const measured = result.changes.some((c) => c.bytes !== undefined);
  if (result.changes.length > 0) {
    yield `| | where | what | placement |${measured ? ' bytes |' : ''} why |\n|---|---|---|---|${measured ? '---|' : ''}---|\n`;
    for (const change of result.changes.slice(0, SHOWN)) {
      const bytes = measured ? ` ${change.bytes === undefined ? '' : measureText(change.bytes, '')} |` : '';
      yield `| ${CHANGE_WORDS[change.change]} | ${markdownCode(placeText(change, options.roots), true)} | ${expressionCell(change)} | ${cell(escapeMarkdown(placementChange(change)))} |${bytes} ${cell(markdownSentence(change.cause.sentence, true))} |\n`;
    }
    if (result.changes.length > SHOWN) yield `\n… and ${result.changes.length - SHOWN} more.\n`;
    yield '\n';
  }
  yield `before: ${escapeMarkdown(sideText(result.before))}<br>after: ${escapeMarkdown(sideText(result.after))}\n`;
  for (const gap of result.gaps) yield `\n- ${escapeMarkdown(gap.code)} ${escapeMarkdown(gap.affects)}: ${escapeMarkdown(gap.message)}`;
  if (result.gaps.length > 0) yield '\n';
}

function cell(text: string): string {
  return text.replaceAll('\n', ' ');
}

function expressionCell({ before, after }: SiteChange): string {
  const now = markdownCode((after ?? before!).expression, true);
  return before === null || after === null || before.expression === after.expression ? now : `${now}, was ${markdownCode(before.expression, true)}`;
}

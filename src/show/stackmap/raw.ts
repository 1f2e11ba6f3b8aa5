// --dump: the bytes behind a function's tables; --explain: how one address was looked up. As text.
import type { LookupStep } from '../../frame/lookup.ts';
import type { RawPiece } from '../../read/binary/raw-frame.ts';
import { createColors } from '../placement-marks.ts';
import { visible } from '../untrusted.ts';
import { wrap } from '../width.ts';
import { hex, type StackmapOptions } from './view.ts';

const PER_LINE = 8;

/** Every piece with its file offset, bytes and meaning; `sectionOf` names the section of a file offset. */
export function dumpText(name: string, pieces: readonly RawPiece[], sectionOf: (fileOffset: number) => string | undefined, options: StackmapOptions): string {
  const colors = createColors(options.color);
  const lines = [colors.bold(visible(name))];
  let table = '';
  for (const piece of pieces) {
    if (piece.table !== table) {
      table = piece.table;
      const section = sectionOf(piece.fileOffset);
      lines.push('', `${colors.bold(visible(table))}${section === undefined ? '' : colors.dim(`  in ${visible(section)}`)}`);
    }
    const rows: string[] = [];
    for (let at = 0; at < piece.bytes.length; at += PER_LINE) {
      rows.push([...piece.bytes.subarray(at, at + PER_LINE)].map((byte) => byte.toString(16).padStart(2, '0')).join(' '));
    }
    const meaning = wrap(visible(piece.meaning), Math.max(24, options.width - 40));
    for (let i = 0; i < Math.max(rows.length, meaning.length); i++) {
      const where = i < rows.length ? hex(piece.fileOffset + i * PER_LINE).padStart(10) : ' '.repeat(10);
      lines.push(`${colors.dim(where)}  ${colors.cyan((rows[i] ?? '').padEnd(PER_LINE * 3))}  ${meaning[i] ?? ''}`.trimEnd());
    }
  }
  return `${lines.join('\n')}\n`;
}

/** The steps, numbered. */
export function lookupText(steps: readonly LookupStep[], options: StackmapOptions): string {
  const colors = createColors(options.color);
  const lines: string[] = [];
  steps.forEach((step, i) => {
    lines.push(...wrap(visible(step.what), options.width - 4).map((line, at) => `${at === 0 ? `${i + 1}.` : '  '} ${line}`));
    if (step.evidence !== undefined) lines.push(...wrap(visible(step.evidence), options.width - 6).map((line) => colors.dim(`     ${line}`)));
  });
  return `${lines.join('\n')}\n`;
}

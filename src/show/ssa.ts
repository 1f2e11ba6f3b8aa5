// The listing of --ssa as text: values that concern the site, then the instructions around them with the variables beside.
import type { SsaListing } from '../site/model.ts';
import { createColors } from './placement-marks.ts';
import { visible } from './untrusted.ts';
import { widthOf, type ViewOptions } from './view.ts';
import { padEnd, shortenMiddle } from './width.ts';

/** Instructions shown on either side of those of the site. */
const AROUND = 8;

/** Lines for all listings; everything with `raw`. */
export function renderSsa(listings: readonly SsaListing[], options: ViewOptions): string[] {
  const colors = createColors(options.color === true);
  const width = widthOf(options);
  const lines: string[] = [];
  for (const listing of listings) {
    const values = options.raw === true ? listing.values : listing.values.filter((v) => v.ofSite);
    lines.push('', colors.bold(`SSA values of ${visible(listing.function)}${options.raw === true ? '' : ' that concern it'}`));
    for (const v of values) {
      const start = `${padEnd(v.names.map(visible).join(', '), 18)} ${v.line === 0 ? '     ' : padEnd(`:${v.line}`, 5)} `;
      const text = `${start}${shortenMiddle(visible(v.text), width - start.length - 4)}`.trimEnd();
      lines.push(`  ${v.ofSite ? colors.bold(text) : text}`);
    }
    lines.push('', colors.bold(`Final instructions of ${visible(listing.function)}`));
    lines.push(...instructions(listing, options, width));
  }
  return lines;
}

function instructions(listing: SsaListing, options: ViewOptions, width: number): string[] {
  const colors = createColors(options.color === true);
  const near = listing.instructions.map(
    (_, i) =>
      options.raw === true ||
      listing.instructions.slice(Math.max(0, i - AROUND), i + AROUND + 1).some((x) => x.ofSite && x.text.startsWith('CALL')) ||
      listing.instructions[i]!.ofSite,
  );
  const lines: string[] = [];
  let folded = 0;
  const fold = (): void => {
    if (folded > 0) lines.push(colors.dim(`    … ${folded} instruction${folded === 1 ? '' : 's'} …`));
    folded = 0;
  };
  listing.instructions.forEach((instruction, i) => {
    if (near[i] !== true) {
      folded++;
      return;
    }
    fold();
    const map = /^PCDATA \$1, \$(-?\d+)$/.exec(instruction.text);
    if (map !== null && options.raw !== true) {
      lines.push(colors.dim(`    ─── stack map ${map[1]}`));
      return;
    }
    const mark = instruction.ofSite ? '▶' : ' ';
    const start = `  ${mark} ${padEnd(instruction.value ?? '', 5)} ${padEnd(`:${instruction.line}`, 6)} `;
    const names = instruction.names.length === 0 ? '' : `  ; ${instruction.names.map(visible).join(', ')}`;
    const text = `${start}${padEnd(shortenMiddle(visible(instruction.text), Math.max(20, width - start.length - names.length)), 36)}${names}`.trimEnd();
    lines.push(instruction.ofSite ? colors.bold(text) : text);
  });
  fold();
  return lines;
}

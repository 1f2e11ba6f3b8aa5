// The live view: a few lines that are drawn again while a program runs. The numbers come as they are; this only words them.
import { fileLine } from './file-name.ts';
import { createColors } from './placement-marks.ts';
import { bytes, duration, percent } from './recorded-words.ts';
import { grouped, plural } from './site-words.ts';
import { visible } from './untrusted.ts';
import { padEnd, padStart, shortenMiddle, shortenPath } from './width.ts';

/** What is shown; src/jobs/live.ts: LiveSnapshot. */
export interface LiveNumbers {
  readonly milliseconds: number;
  readonly processes: number;
  readonly running: number;
  readonly allocations: number;
  readonly bytes: number;
  readonly allocationsPerSecond: number;
  readonly bytesPerSecond: number;
  readonly sites: readonly {
    readonly function: string;
    readonly file: string;
    readonly line: number;
    readonly allocations: number;
    readonly bytes: number;
    readonly bytesPerSecond: number;
  }[];
}

const ROWS = 5;

/** The lines of the view, none wider than `width`. */
export function renderLive(numbers: LiveNumbers, width: number, color: boolean, cwd: string): string[] {
  const colors = createColors(color);
  const processes = numbers.processes > 1 ? `, ${plural(numbers.processes, 'process', 'processes')} (${numbers.running} running)` : '';
  const head =
    `${duration(numbers.milliseconds)}: ${plural(numbers.allocations, 'allocation')}, ${bytes(numbers.bytes)}; ` +
    `${grouped(numbers.allocationsPerSecond)}/s, ${bytes(numbers.bytesPerSecond)}/s${processes}`;
  const lines = [colors.bold(shortenMiddle(head, width))];
  for (const site of numbers.sites.slice(0, ROWS)) {
    const left = `${padStart(bytes(site.bytes), 10)} ${padStart(percent(site.bytes, numbers.bytes), 6)} ${padStart(`${bytes(site.bytesPerSecond)}/s`, 12)}  `;
    const where = padEnd(shortenPath(fileLine(site, cwd), 28), 30);
    lines.push(colors.dim(left) + where + shortenMiddle(visible(site.function), Math.max(10, width - left.length - 30)));
  }
  return lines;
}

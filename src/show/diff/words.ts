// What text, Markdown and SARIF have in common.
import type { Change, DiffResult, Measure, SideFacts, SiteChange, SiteState } from '../../diff/model.ts';
import { fileName } from '../file-name.ts';
import { placementLabel } from '../placement-marks.ts';
import { grouped, plural } from '../site-words.ts';

export const CHANGE_WORDS: Readonly<Record<Change, string>> = { worse: 'worse', appeared: 'new', better: 'better', vanished: 'gone' };

/** How a view shows a comparison. */
export interface DiffViewOptions {
  /** Directories of the two sides. */
  readonly roots: readonly [string, string];
  readonly color: boolean;
  readonly width: number;
}

/** `▲ heap ← ◆ conditional (up to 32 bytes)`. */
export function placementChange({ before, after }: SiteChange): string {
  if (before === null) return stateText(after!);
  if (after === null) return stateText(before);
  const [a, b] = [stateText(before), stateText(after)];
  if (a !== b) return `${a} → ${b}`;
  if (before.size !== undefined && after.size !== undefined && before.size !== after.size)
    return `${b}, ${grouped(before.size)} → ${grouped(after.size)} bytes`;
  if (before.loopDepth !== after.loopDepth && before.loopDepth !== undefined && after.loopDepth !== undefined)
    return `${b}, in ${plural(before.loopDepth, 'loop')} → ${after.loopDepth}`;
  const { copies } = before;
  if (copies.other !== after.copies.other) return `${b}, copies without allocation ${copies.other} → ${after.copies.other}`;
  return b;
}

function stateText({ placement, bound }: SiteState): string {
  return `${placementLabel(placement)}${bound === undefined ? '' : ` ${bound}`}`;
}

/** `main.go:12`, of the side where it is. */
export function placeText({ before, after }: SiteChange, [rootA, rootB]: readonly [string, string]): string {
  const { position } = after ?? before!;
  return `${fileName(position.file, after === null ? rootA : rootB)}:${position.line}`;
}

/** `make([]int, 100), was make([]int, 8)`. */
export function expressionText({ before, after }: SiteChange): string {
  if (before === null || after === null || before.expression === after.expression) return (after ?? before!).expression;
  return `${after.expression}, was ${before.expression}`;
}

/** `4,096 → 8,192 bytes`, with the range of repeated runs. */
export function measureText({ before, after, beforeRange, afterRange }: Measure, unit: string): string {
  const range = (value: number, of: readonly [number, number] | undefined): string =>
    of === undefined || of[0] === of[1] ? grouped(value) : `${grouped(value)} (${grouped(of[0])}–${grouped(of[1])})`;
  return `${range(before, beforeRange)} → ${range(after, afterRange)} ${unit}`;
}

/** `go1.24.13 linux/amd64`, with what it was asked for by. */
export function sideText({ label, goVersion, goos, goarch, flags, sites, runs }: SideFacts): string {
  const own = flags.filter((flag) => !label.includes(flag));
  return `${label === goVersion ? '' : `${label}: `}${goVersion} ${goos}/${goarch}${own.length === 0 ? '' : ` ${own.join(' ')}`}, ${plural(sites, 'site')}${runs === undefined ? '' : `, ${plural(runs, 'recording')}`}`;
}

/** `2 worse, 1 new, 0 better, 3 gone; 78 as before`. */
export function summaryText({ summary, noise }: DiffResult): string {
  const { worse, appeared, better, vanished, same, neutral } = summary;
  const quiet = neutral === 0 ? '' : `, ${neutral} appeared or vanished that cannot allocate`;
  const noises = [noise?.before, noise?.after].filter((n): n is number => n !== undefined);
  const noisy = noises.length === 0 ? '' : ` Repeated runs differ by ${(100 * Math.max(...noises)).toFixed(1)} %.`;
  return `${worse} worse, ${appeared} new, ${better} better, ${vanished} gone; ${same} as before${quiet}.${noisy}`;
}

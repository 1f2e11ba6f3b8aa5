// The words and numbers of a recorded run that every view uses.
import type { Analysis, Happened, ProfileFacts, RecordedTotals, RunFacts, Site, Timeline } from '../site/model.ts';
import { grouped, plural } from './site-words.ts';
import { visible } from './untrusted.ts';
import { shortenMiddle } from './width.ts';

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** `9.2 MB`, `512 bytes`; powers of 1000, three digits. */
export function bytes(count: number): string {
  let value = count;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  if (unit === 0) return count === 1 ? '1 byte' : `${Math.round(value)} bytes`;
  return `${value >= 99.95 ? Math.round(value) : value.toFixed(value >= 9.995 ? 1 : 2)} ${UNITS[unit]!}`;
}

/** `31 %`, `0.4 %`, `<0.1 %`. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '–';
  const share = (part / whole) * 100;
  if (part > 0 && share < 0.1) return '<0.1 %';
  // What is not the whole is not called so.
  if (part < whole && share >= 99.5) return share >= 99.95 ? '>99.9 %' : `${share.toFixed(1)} %`;
  return `${share >= 9.95 || part === 0 ? Math.round(share) : share.toFixed(1)} %`;
}

/** `42 ms`, `3.1 s`, `2 min`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1) return `${Math.max(1, Math.round(milliseconds * 1000))} µs`;
  if (milliseconds < 1000) return `${milliseconds < 10 ? Number(milliseconds.toFixed(1)) : Math.round(milliseconds)} ms`;
  if (milliseconds < 120_000) return `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 1 : 0)} s`;
  return `${Math.round(milliseconds / 60_000)} min`;
}

/** What one process ran, how it ended and what it allocated, on one line. */
export function runSentence(run: RunFacts, estimated = false): string {
  const command = shortenMiddle(run.argv.map(shortProgram).filter(isTelling).map(visible).join(' '), COMMAND_WIDTH);
  const end =
    run.signal !== undefined
      ? `, ended by ${run.signal}`
      : run.exit === undefined
        ? run.milliseconds === undefined
          ? ', no end seen (killed, or still running)'
          : ', exit code not seen (the race detector ends it)'
        : run.exit === 0
          ? ''
          : `, exit code ${run.exit}`;
  const time = run.milliseconds === undefined ? '' : ` in ${duration(run.milliseconds)}`;
  return `${command}: ${estimated ? 'about ' : ''}${plural(run.allocations, 'allocation')}, ${bytes(run.bytes)}${time}${end}`;
}

const COMMAND_WIDTH = 60;

// What the go command gives every test binary.
function isTelling(word: string): boolean {
  return word !== '-test.paniconexit0' && word !== '-test.timeout=10m0s';
}

// The directory of a built program says nothing.
function shortProgram(word: string, index: number): string {
  return index === 0 ? word.replace(/^.*\//, '') : word;
}

/** What was recorded as a whole, in sentences. */
export function recordedSentences(analysis: Analysis): { readonly text: string; readonly warn: boolean }[] {
  const { recorded, runs } = analysis;
  if (recorded === undefined) return [];
  if (recorded.profile !== undefined) return profileSentences(recorded, recorded.profile, analysis.sites);
  const sentences = [
    { text: whole(recorded, runs ?? []), warn: false },
    { text: belonging(recorded), warn: recorded.unknown > 0 },
  ];
  if (recorded.rate !== undefined) {
    sentences.push({ text: `Numbers are estimates from samples, one in ${bytes(recorded.rate)} on average; ± is the standard error.`, warn: false });
  }
  const dropped = (runs ?? []).reduce((sum, run) => sum + run.dropped, 0);
  if (dropped > 0) sentences.push({ text: 'Events were lost for want of room: what is derived from them is incomplete.', warn: true });
  return sentences;
}

// A profile of Go's counts objects by size class; what is in use is part of it.
function profileSentences(recorded: RecordedTotals, profile: ProfileFacts, sites: readonly Site[]): { readonly text: string; readonly warn: boolean }[] {
  const live = sites.reduce(
    (sum, { happened }) => ({ objects: sum.objects + (happened?.live?.objects ?? 0), bytes: sum.bytes + (happened?.live?.bytes ?? 0) }),
    {
      objects: 0,
      bytes: 0,
    },
  );
  const shares: readonly (readonly [number, string])[] = [
    [profile.byAddress, 'on sites by return address'],
    [profile.byLine, 'on sites by line'],
    [profile.ambiguous.allocations, 'on lines where several sites fit'],
    [profile.unmatched.allocations, 'on lines where none fits'],
    [recorded.elsewhere, 'in code that was not analysed (--deps explains it)'],
    [recorded.runtime, 'by the runtime for itself'],
  ];
  const named = shares.filter(([part]) => part > 0).map(([part, where]) => `${percent(part, recorded.allocations)} ${where}`);
  return [
    {
      text:
        `The profile has ${plural(recorded.allocations, 'allocation')} of ${bytes(recorded.bytes)}, in sizes of size classes; ` +
        `of those on sites ${plural(live.objects, 'object')} of ${bytes(live.bytes)} ${live.objects === 1 ? 'was' : 'were'} in use when it was taken.`,
      warn: false,
    },
    { text: `Of the allocations ${named.join(', ')}.`, warn: profile.unmatched.allocations > recorded.allocations / 10 },
  ];
}

function whole(recorded: RecordedTotals, runs: readonly RunFacts[]): string {
  const processes = runs.length === 1 ? '' : ` of ${plural(runs.length, 'process', 'processes')}`;
  const waste = recorded.slotBytes - recorded.bytes;
  const { estimated } = recorded;
  const often = estimated === undefined ? '' : ` ± ${percent(estimated.allocationsError, 1)}`;
  const size = estimated === undefined ? '' : ` ± ${percent(estimated.error, 1)} (${plural(estimated.samples, 'sample')})`;
  const frees = runs.every((run) => run.frees !== undefined) ? runs.reduce((sum, run) => sum + run.frees!, 0) : undefined;
  return (
    `${recorded.rate === undefined ? '' : 'About '}${plural(recorded.allocations, 'allocation')}${often}${processes}: ${bytes(recorded.bytes)}${size} requested, ${bytes(recorded.slotBytes)} taken from the heap` +
    `${waste > 0 ? ` (${percent(waste, recorded.slotBytes)} of it unused)` : ''}${frees === undefined ? '' : `; ${grouped(frees)} objects freed while it ran`}.`
  );
}

function belonging(recorded: RecordedTotals): string {
  const parts = [`${percent(recorded.onSites, recorded.allocations)} on sites by return address`];
  if (recorded.elsewhere > 0) parts.push(`${percent(recorded.elsewhere, recorded.allocations)} in code that was not analysed (--deps explains it)`);
  if (recorded.runtime > 0) parts.push(`${percent(recorded.runtime, recorded.allocations)} by the runtime for itself`);
  if (recorded.unknown > 0) parts.push(`${percent(recorded.unknown, recorded.allocations)} of unknown origin`);
  return `Of the allocations ${parts.join(', ')}.`;
}

/** `9.2 MB in 100,007 allocations of 92 bytes, 4 % unused`. */
export function happenedSentence(happened: Happened): string {
  const each = happened.bytes / Math.max(1, happened.allocations);
  const size = happened.distinctSizes === 1 || Number.isInteger(each) ? `${bytes(each)} each` : `${bytes(Math.round(each))} on average`;
  const waste = happened.slotBytes > happened.bytes ? `, ${percent(happened.slotBytes - happened.bytes, happened.slotBytes)} of the memory unused` : '';
  const error = happened.estimated === undefined ? '' : ` ± ${percent(happened.estimated.error, 1)} (${plural(happened.estimated.samples, 'sample')})`;
  return `${bytes(happened.bytes)}${error} in ${plural(happened.allocations, 'allocation')}, ${size}${waste}`;
}

/** What events tell, in sentences; empty without events. */
export function eventSentences(happened: Happened): string[] {
  const { sizes, distinctSizes, goroutines, lifetimes, allocations } = happened;
  const sentences: string[] = [];
  if (sizes !== undefined && distinctSizes !== undefined && distinctSizes > 1) {
    const shown = sizes.slice(0, 5).map(({ size, allocations: count }) => `${grouped(size)} (${percent(count, allocations)})`);
    sentences.push(`${plural(distinctSizes, 'different size')}, most often ${shown.join(', ')} bytes`);
  }
  if (goroutines !== undefined && goroutines > 1) sentences.push(`by ${plural(goroutines, 'goroutine')}`);
  if (lifetimes !== undefined) {
    sentences.push(
      `${percent(lifetimes.freed, allocations)} freed while it ran, ${percent(lifetimes.temporary, allocations)} by the first collection that could; ` +
        `lived ${duration(lifetimes.median)} (median), ${duration(lifetimes.p90)} (9 of 10) until the sweep`,
    );
  } else if (happened.frees === 0) sentences.push('none was freed while it ran');
  return sentences;
}

const BARS = '▁▂▃▄▅▆▇█';

/** A line of bars, scaled to the largest value; spaces for zero. */
export function sparkline(values: readonly number[]): string {
  const largest = Math.max(...values, 0);
  if (largest === 0) return '';
  return values.map((value) => (value <= 0 ? ' ' : BARS[Math.min(BARS.length - 1, Math.floor((value / largest) * BARS.length))]!)).join('');
}

/** Both lines of a timeline with what they show. */
export function timelineLines(timeline: Timeline): string[] {
  const lines = [`${sparkline(timeline.allocated)}  allocated, up to ${bytes(Math.max(...timeline.allocated))} in ${duration(timeline.step)}`];
  if (timeline.live !== undefined) lines.push(`${sparkline(timeline.live)}  live, up to ${bytes(Math.max(...timeline.live))}`);
  return lines;
}

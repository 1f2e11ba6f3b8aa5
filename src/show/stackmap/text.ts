// Frames for people at a terminal: the overview of a binary, and one function with its tables and pictures.
import { BORDERLESS } from '../borderless.ts';
import Table from 'cli-table3';
import type { FrameFacts, FrameSite, LiveSlot, ObjectFacts } from '../../frame/model.ts';
import type { Ranked } from '../../frame/overview.ts';
import { fileLine, nearLine } from '../file-name.ts';
import { createColors, type Colors } from '../placement-marks.ts';
import { grouped } from '../site-words.ts';
import { visible } from '../untrusted.ts';
import { displayWidth, shortenMiddle, wrap } from '../width.ts';
import { framePicture, livenessPicture } from './picture.ts';
import { beginningsOf, pcRows, storesAreKnown } from './rows.ts';
import {
  binaryWords,
  bitmask,
  callee,
  hex,
  signed,
  sizeWords,
  slotLabel,
  slotTitle,
  someOf,
  unsafeWord,
  type OverviewDocument,
  type StackmapDocument,
  type StackmapOptions,
} from './view.ts';

/** The overview of a binary. */
export function overviewText(document: OverviewDocument, options: StackmapOptions): string {
  const colors = createColors(options.color);
  const { overview } = document;
  const lines = [...header(document, colors), ''];
  const percent = overview.functions === 0 ? 0 : Math.round((100 * overview.withMaps) / overview.functions);
  lines.push(
    `${grouped(overview.functions)} functions, ${grouped(overview.assembly)} of them assembly; ${grouped(overview.withMaps)} (${percent} %) can hold pointers in their frame.`,
    `${grouped(overview.lineRuns)} runs of instructions with a line of their own, in ${grouped(overview.files)} files; ${grouped(overview.inlinedCalls)} inlined calls, up to ${grouped(overview.deepestInlining)} deep.`,
    `${grouped(overview.maps)} stack maps in ${grouped(overview.distinctTables)} tables (equal ones are shared): ${grouped(overview.mapBytes)} bytes of the file.`,
    `${grouped(overview.objects)} stack objects, ${grouped(overview.objectBytes)} bytes of frames; their records take ${grouped(overview.objectTableBytes)} bytes of the file.`,
    '',
  );
  const ranking = (title: string, unit: string, list: readonly Ranked[]): void => {
    if (list.length === 0) return;
    lines.push(colors.bold(title));
    const widest = Math.max(...list.map((one) => grouped(one.value).length));
    for (const one of list) {
      const value = grouped(one.value).padStart(widest);
      lines.push(`  ${value} ${unit}  ${shortenMiddle(visible(one.name), Math.max(20, options.width - widest - unit.length - 5))}`);
    }
    lines.push('');
  };
  ranking('Largest frames', 'bytes', overview.largestFrames);
  ranking('Most pointers live in the locals at one call', 'words', overview.mostLive);
  ranking('Most stack objects', 'objects', overview.mostObjects);
  ranking('Most inlined calls in one function', 'calls', overview.mostInlined);
  lines.push(...gapLines(document, options, colors), 'Next: name a function to see its frame: allocpath stackmap BINARY FUNCTION, file.go:LINE, or --pc 0x….');
  return `${lines.join('\n')}\n`;
}

/** One function. */
export function frameText(frame: FrameFacts, options: StackmapOptions): string {
  const colors = createColors(options.color);
  const lines = [
    ...wrap(visible(frame.name), options.width).map((line) => colors.bold(line)),
    colors.dim(
      `${hex(frame.entry)}–${hex(frame.end)}  ${fileLine(frame, options.cwd)}${frame.asm ? '  assembly: its maps follow other rules and are not shown' : ''}`,
    ),
    sizeWords(frame),
    '',
    ...byPc(frame, options, colors),
  ];
  if (frame.slots.length > 0) lines.push('', colors.bold('Live pointers'), ...livenessPicture(frame, options, colors));
  if (storesAreKnown(frame)) {
    lines.push('', colors.bold('Where each begins'), ...beginnings(frame, options, colors));
  }
  if (frame.areas.length > 0 && !frame.asm) lines.push('', colors.bold('The frame'), ...framePicture(frame, options, colors));
  if (frame.sites !== undefined && frame.sites.length > 0) lines.push('', colors.bold('Allocation sites in this frame'), ...siteLines(frame.sites, options));
  if (frame.objects.length > 0) lines.push('', colors.bold('Stack objects'), ...objectTable(frame.objects, options));
  if (frame.inlined.length > 0) lines.push('', colors.bold('Inlined calls'), ...inlinedLines(frame, options));
  if (frame.gaps.length > 0) lines.push('', ...frame.gaps.flatMap((gap) => wrap(`Missing: ${visible(gap.message)}`, options.width)));
  return `${lines.join('\n')}\n`;
}

/** Release and platform, above every view. */
export function header(document: StackmapDocument, colors: Colors): string[] {
  const { release, file, about } = binaryWords(document);
  return [`${colors.bold(release)}  ${file}`, colors.dim(about)];
}

/** What is missing, below every view. */
export function gapLines(document: StackmapDocument, options: StackmapOptions, colors: Colors): string[] {
  const lines = document.gaps.flatMap((gap) => wrap(`Missing: ${visible(gap.message)}`, options.width));
  return lines.length === 0 ? [] : [...lines.map((line) => colors.yellow(line)), ''];
}

function byPc(frame: FrameFacts, options: StackmapOptions, colors: Colors): string[] {
  const rows = pcRows(frame, options.raw === true).map(({ pc, point, call }) => [
    hex(pc),
    `${point.spDelta}`,
    call === undefined ? (point.index < 0 ? '' : colors.dim(String(point.index))) : call.index === undefined ? colors.dim('–') : String(call.index),
    nearLine(point, frame.file, options.cwd).replace('line ', ''),
    call === undefined ? unsafeWord(point.unsafe) : callee(call),
    call === undefined ? '' : bitmask(frame, call),
    call === undefined ? '' : liveNames(call.slots),
  ]);
  if (rows.length === 0) return [];
  return table(['pc', 'sp +', 'map', 'line', 'call', 'args|locals', 'live while it runs'], rows, options.width, [
    undefined,
    undefined,
    undefined,
    24,
    34,
    30,
    undefined,
  ]);
}

/** Names that one cell holds; the JSON has all. */
const MOST_NAMES = 40;

function liveNames(slots: readonly LiveSlot[]): string {
  if (slots.length > MOST_NAMES) return `${liveNames(slots.slice(0, MOST_NAMES))} and ${slots.length - MOST_NAMES} more`;
  return slots.map((slot) => `${slotLabel(slot) ?? '?'} ${signed(slot.spOffset)}(SP)`).join(', ');
}

function beginnings(frame: FrameFacts, options: StackmapOptions, colors: Colors): string[] {
  const lines: string[] = [];
  for (const slot of frame.slots) {
    lines.push(`  ${colors.cyan(slotTitle(slot))}`);
    for (const { text, calls } of beginningsOf(frame, slot, options.cwd)) {
      const shown = someOf(calls, 4);
      lines.push(...wrap(`${text}  ${shown === '' ? '' : `(at ${shown})`}`, options.width - 4).map((line) => `    ${line}`));
    }
  }
  return lines;
}

function objectTable(objects: readonly ObjectFacts[], options: StackmapOptions): string[] {
  const rows = objects.map((object) => [
    `fp${signed(object.fpOffset)}`,
    grouped(object.size),
    object.variable === undefined ? '?' : visible(object.variable),
    object.type === undefined ? '' : visible(object.type),
    object.mask,
  ]);
  return table(['at', 'bytes', 'variable', 'type', 'pointers (a bit a word)'], rows, options.width, [undefined, undefined, 30, 40, undefined]);
}

function siteLines(sites: readonly FrameSite[], options: StackmapOptions): string[] {
  const rows = sites.map((site) => [
    `fp${signed(site.fpOffset)}`,
    site.size === undefined ? '?' : grouped(site.size),
    visible(site.slot),
    visible(site.placement),
    `${site.fromLine}–${site.toLine}`,
    `${visible(site.expression)}  ${fileLine(site, options.cwd)}`,
  ]);
  return table(['at', 'bytes', 'slot', 'placement', 'lines', 'site'], rows, options.width, []);
}

function inlinedLines(frame: FrameFacts, options: StackmapOptions): string[] {
  return frame.inlined.map(
    (call) => `  ${String(call.index).padStart(3)}  at ${hex(call.parentPc)}  ${shortenMiddle(visible(call.function), options.width - 26)}`,
  );
}

// The last column takes what is left; a limit keeps one long name from pushing everything else off the screen.
function table(head: readonly string[], rows: readonly string[][], width: number, limits: readonly (number | undefined)[]): string[] {
  const widths = head.map((title, i) => {
    const widest = rows.reduce((most, row) => Math.max(most, displayWidth(stripColors(row[i]!))), displayWidth(title));
    const limit = limits[i];
    return limit === undefined ? widest : Math.min(widest, limit);
  });
  const last = widths.length - 1;
  const used = widths.slice(0, last).reduce((sum, one) => sum + one + 2, 0);
  widths[last] = Math.max(16, Math.min(widths[last]!, width - used - 2));
  const made = new Table({
    head: [...head],
    colWidths: widths.map((one) => one + 2),
    wordWrap: true,
    wrapOnWordBoundary: true,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2, compact: true },
    chars: BORDERLESS,
  });
  for (const row of rows)
    made.push(row.map((cell, i) => (i === last ? cell : shortenMiddle(cell, Math.max(widths[i]!, stripColors(cell) === cell ? 0 : cell.length)))));
  return made
    .toString()
    .split('\n')
    .map((line) => `  ${line.trimEnd()}`);
}

function stripColors(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\x1b\[[\d;]*m/g, '');
}

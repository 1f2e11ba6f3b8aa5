// The two parts of a function's picture, the frame and the chart, with their notes: the SVG puts them side by side, the page lets
// them flow.
import type { FrameFacts } from '../../frame/model.ts';
import { plural } from '../site-words.ts';
import { visible } from '../untrusted.ts';
import { drawChart, drawLegend } from './chart-drawing.ts';
import { layOutChart, MOST_SLOTS, type ChartLayout } from './chart-geometry.ts';
import { paint, rect, SMALL, textAt } from './drawing.ts';
import { drawFrame, type DrawingMode } from './frame-drawing.ts';
import { layOutFrame, type FrameLayout } from './frame-geometry.ts';
import { sizeWords, type StackmapDocument, type StackmapOptions } from './view.ts';

/** A drawn part, its upper left corner at the origin. */
export interface Part {
  readonly elements: readonly string[];
  readonly width: number;
  readonly height: number;
}

export interface Figure {
  readonly frame: Part;
  readonly chart: Part;
  /** What the picture does not show, in sentences. Not escaped for XML. */
  readonly notes: readonly string[];
  /** What the picture shows, for those who do not see it. Not escaped for XML. */
  readonly description: string;
}

/** Above a part: room for text on the first edge, or for the part's heading. */
const HEAD = 34;
const BELOW = 14;

/** Bytes of a pointer. */
export function wordBytes(document: StackmapDocument): number {
  return ['386', 'arm'].includes(document.binary.goarch) ? 4 : 8;
}

/** Draws a function. */
export function drawFigure(document: StackmapDocument, frame: FrameFacts, options: StackmapOptions, mode: DrawingMode): Figure {
  const word = wordBytes(document);
  const chart = layOutChart(frame, options);
  const layout = layOutFrame(frame, word, frame.slots.slice(0, MOST_SLOTS));
  return {
    frame: framePart(frame, layout, word, mode),
    chart: chartPart(frame, chart, options, mode),
    notes: notes(frame, chart, layout),
    description: `The frame of ${visible(frame.name)}: ${sizeWords(frame)}. ${plural(frame.slots.length, 'word')} of it ${frame.slots.length === 1 ? 'holds a pointer that is' : 'hold pointers that are'} live at ${plural(frame.calls.filter((call) => call.slots.length > 0).length, 'call')}.`,
  };
}

function framePart(frame: FrameFacts, layout: FrameLayout, word: number, mode: DrawingMode): Part {
  const elements = [textAt(0, 10, 'The frame, high addresses first', { size: SMALL, bold: true, paint: 'faint' })];
  if (layout.areas.length === 0) {
    elements.push(textAt(0, HEAD + 10, frame.asm ? 'Assembly: its frame is not described.' : 'No frame.', { paint: 'faint' }));
    return { elements, width: 280, height: HEAD + 24 };
  }
  elements.push(`<g transform="translate(0 ${HEAD})">`, ...drawFrame(layout, mode), '</g>');
  let y = HEAD + layout.height + BELOW + 10;
  const say = (text: string): void => void (elements.push(textAt(0, y, text, { size: SMALL, paint: 'faint' })), (y += 17));
  say("fp: caller's stack pointer at the call");
  say('SP: stack pointer in the body');
  say(`to scale: a word of ${word} bytes is as high as a line`);
  if (layout.anyRaised) say('what is smaller is drawn higher');
  if (layout.anyBroken) say('cut open: larger than drawn');
  if (layout.areas.some((area) => area.words !== undefined)) {
    elements.push(rect('full', 0, y - 9, 10, 10), rect('empty', 86, y - 9, 10, 10));
    elements.push(textAt(16, y, 'pointer', { size: SMALL, paint: 'faint' }), textAt(102, y, 'no pointer, per word', { size: SMALL, paint: 'faint' }));
    y += 17;
  }
  return { elements, width: Math.max(layout.width, 360), height: y - 4 };
}

function chartPart(frame: FrameFacts, layout: ChartLayout, options: StackmapOptions, mode: DrawingMode): Part {
  const elements = [textAt(0, 10, 'Live pointers at each call, in the order of addresses', { size: SMALL, bold: true, paint: 'faint' })];
  const empty = layout.rows.length === 0 ? 'No call of it has a stack map.' : layout.columns.length === 0 ? 'No word of the frame is live at any call.' : '';
  const top = HEAD - 18 + (empty === '' ? 0 : 24);
  if (empty !== '') elements.push(textAt(0, HEAD + 6, empty));
  elements.push(`<g transform="translate(0 ${top})">`, ...drawChart(frame, layout, options.cwd, mode), '</g>');
  const width = Math.max(layout.width, 400);
  const legend = drawLegend(layout, 0, top + layout.height + BELOW, width);
  elements.push(...legend.elements);
  return { elements, width, height: top + layout.height + BELOW + legend.height };
}

function notes(frame: FrameFacts, chart: ChartLayout, layout: FrameLayout): string[] {
  const found: string[] = [];
  const many = [
    ...(chart.slotsLeftOut > 0 ? [plural(chart.slotsLeftOut, 'more word')] : []),
    ...(chart.callsLeftOut > 0 ? [plural(chart.callsLeftOut, 'more call')] : []),
    ...(layout.leftOut > 0 ? [plural(layout.leftOut, 'more area')] : []),
  ];
  if (many.length > 0) found.push(`The picture leaves out ${many.join(' and ')}; the tables and --format json have all.`);
  if (chart.callsWithoutMap > 0 && !frame.asm)
    found.push(
      `${plural(chart.callsWithoutMap, 'call')} without a stack map of ${chart.callsWithoutMap === 1 ? 'its' : 'their'} own ${chart.callsWithoutMap === 1 ? 'is' : 'are'} not drawn: growing the stack, write barriers.`,
    );
  for (const gap of frame.gaps) found.push(`Missing: ${visible(gap.message)}`);
  return found;
}

/** The ground that a picture brings with it. */
export function ground(width: number, height: number): string {
  return `<rect ${paint('ground')} x="0" y="0" width="${width}" height="${height}" rx="8"/>`;
}

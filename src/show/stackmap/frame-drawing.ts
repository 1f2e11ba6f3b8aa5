// The frame as SVG elements: areas, the masks of stack objects, numbers of words, fp and SP.
import { paint, line, rect, round, SMALL, textAt, title, type PaintName } from './drawing.ts';
import { CELL, CELLS, type FrameLayout, labelSize, type PlacedArea, type PlacedWord, wordTitle } from './frame-geometry.ts';
import { signed } from './view.ts';
import type { AreaFacts } from '../../frame/model.ts';
import { visible } from '../untrusted.ts';

const PAINT_OF: Readonly<Record<AreaFacts['kind'], PaintName>> = {
  arguments: 'arguments',
  'return-address': 'control',
  'frame-pointer': 'control',
  pointers: 'pointers',
  object: 'object',
  variable: 'variable',
  other: 'other',
};

/** How a picture is drawn: for a page, words can be focused and are found by a script. */
export interface DrawingMode {
  /** Put marks on what belongs to a word, by its number. */
  readonly page?: boolean;
}

/** The frame, its upper left corner at the origin. */
export function drawFrame(layout: FrameLayout, mode: DrawingMode): string[] {
  const { left, boxWidth } = layout;
  const out = layout.areas.flatMap((placed) => drawArea(placed, left, boxWidth));
  for (const edge of layout.edges) out.push(textAt(left - 8, edge.y + 4, edge.text, { size: SMALL, anchor: 'end', paint: 'faint' }));
  for (const word of layout.words) out.push(drawWord(word, left, boxWidth, mode));
  if (layout.fp !== undefined && layout.sp !== undefined) {
    const x = left + boxWidth + (layout.words.length > 0 ? 34 : 8);
    if (layout.sp - layout.fp < 14) out.push(drawPin(x, layout.sp, left, 'fp = SP'));
    else out.push(drawPin(x, layout.fp, left, 'fp'), drawPin(x, layout.sp, left, 'SP'));
  }
  return out;
}

function drawArea(placed: PlacedArea, x: number, width: number): string[] {
  const { area, y, height, words, broken, stacked } = placed;
  const name = placed.pointer ? 'pointers' : PAINT_OF[area.kind];
  const base = broken ? y + 13 : y + Math.min(height / 2, 60) + (stacked ? -4 : 4);
  const strip = words !== undefined && !broken;
  const out = [
    '<g>',
    title(`${visible(area.label)}: ${placed.size} at fp${signed(area.fpOffset)}`),
    rect(name, x, y, width, height),
    textAt(x + (strip ? 24 : 8), base, placed.label, { paint: name === 'other' || name === 'arguments' ? 'faint' : 'ink', size: labelSize(area) }),
    textAt(x + width - 8, stacked ? base + 16 : base, placed.size, { size: SMALL, anchor: 'end', paint: 'faint' }),
  ];
  if (words !== undefined) out.push(...(broken ? drawGrid(placed, words, x) : drawStrip(placed, words, x)));
  if (broken) out.push(drawBreak(x, y + height - 9, width));
  out.push('</g>');
  return out;
}

// To scale: each word is where it lies, the lowest address at the bottom.
function drawStrip({ y, height, area }: PlacedArea, words: readonly boolean[], x: number): string[] {
  const pitch = height / Math.max(words.length, 1);
  if (area.size === 0) return [];
  const gap = pitch > 9 ? 2 : 0.5;
  return words.map((pointer, i) => rect(pointer ? 'full' : 'empty', x + 6, y + height - (i + 1) * pitch + gap, 10, Math.max(0.5, pitch - 2 * gap)));
}

// Not to scale: in reading order, the lowest address first.
function drawGrid({ y, height }: PlacedArea, words: readonly boolean[], x: number): string[] {
  const rows = Math.max(1, Math.floor((height - 36) / CELL));
  const most = rows * CELLS;
  return words
    .slice(0, words.length <= most ? most : most - 1)
    .map((pointer, i) => rect(pointer ? 'full' : 'empty', x + 8 + (i % CELLS) * (CELL + 1), y + 20 + Math.floor(i / CELLS) * (CELL + 1), CELL - 2, CELL - 2));
}

function drawBreak(x: number, y: number, width: number): string {
  const teeth = 12;
  const step = width / teeth;
  const edge = (dy: number): string[] => Array.from({ length: teeth + 1 }, (_, i) => `${round(x + i * step)} ${round(y + dy + (i % 2 === 0 ? -3 : 3))}`);
  const upper = edge(-2.5);
  const lower = edge(2.5);
  return [
    `<path ${paint('ground')} d="M${upper.join('L')}L${lower.reverse().join('L')}Z"/>`,
    `<path ${paint('outline')} d="M${upper.join('L')}"/>`,
    `<path ${paint('outline')} d="M${lower.join('L')}"/>`,
  ].join('');
}

function drawWord(word: PlacedWord, x: number, width: number, mode: DrawingMode): string {
  const right = x + width;
  const middle = word.y + word.height / 2;
  const open = mode.page === true ? `<g class="slot" data-slot="${word.number}">` : '<g class="slot">';
  return [
    open,
    title(`${word.number}: ${wordTitle(word.slot)}`),
    `<rect class="band" fill="none" pointer-events="all" x="${round(x)}" y="${round(word.y)}" width="${round(width)}" height="${round(word.height)}"/>`,
    line('outline', right, middle, right + 8, word.chip),
    drawChip(right + 17, word.chip, word.number),
    '</g>',
  ].join('');
}

/** The number of a word, as it stands beside the frame and above its column. */
export function drawChip(x: number, y: number, number: number): string {
  return rect('chip', x - 9, y - 6.5, 18, 13, ' rx="6.5"') + textAt(x, y + 3.5, String(number), { size: 10, anchor: 'middle', paint: 'onchip', bold: true });
}

function drawPin(x: number, y: number, left: number, text: string): string {
  return [
    line('pin', left, y, x + 2, y, ' stroke-width="1.5"'),
    `<path ${paint('pin')} d="M${round(x - 4)} ${round(y)}l7 -4v8Z"/>`,
    textAt(x + 7, y + 4, text, { paint: 'ink', bold: true }),
  ].join('');
}

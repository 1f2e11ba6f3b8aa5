// The liveness chart as SVG elements.
import type { FrameFacts } from '../../frame/model.ts';
import { escapeXml } from '../untrusted.ts';
import { type ChartColumn, type ChartLayout, type ChartMark, COLUMN, type MarkKind, NUMBERS, PITCH, rowTitle, SLANT } from './chart-geometry.ts';
import { line, paint, rect, round, SMALL, textAt, textWidth, title } from './drawing.ts';
import { drawChip, type DrawingMode } from './frame-drawing.ts';
import { wordTitle } from './frame-geometry.ts';
import { beginningsOf, storesAreKnown } from './rows.ts';
import { someOf } from './view.ts';

/** What each mark says. */
export const MARK_WORDS: Readonly<Record<MarkKind, string>> = {
  store: 'stored',
  zero: 'cleared to zero',
  copy: 'copied in a block',
  possible: 'perhaps written, by a callee or through a pointer',
  entry: 'as it was at entry',
};
const MARK_KINDS = Object.keys(MARK_WORDS) as MarkKind[];

/** The chart, its upper left corner at the origin. */
export function drawChart(frame: FrameFacts, layout: ChartLayout, cwd: string | undefined, mode: DrawingMode): string[] {
  const out: string[] = [];
  const numbers = new Map(layout.columns.map((column) => [`${column.slot.base} ${column.slot.fpOffset}`, column.number]));
  const { x, top, rows } = layout;
  for (const row of rows) {
    const live = row.call.slots.map((slot) => numbers.get(`${slot.base} ${slot.fpOffset}`)).filter((number) => number !== undefined);
    out.push(
      `<g class="row"${mode.page === true ? ` data-live="${live.join(' ')}"` : ''}>`,
      title(rowTitle(frame, row, cwd)),
      row.group % 2 === 0 ? rect('stripe', 0, row.y - PITCH / 2, layout.width, PITCH) : '',
      `<rect class="band" fill="none" pointer-events="all" x="${round(x.callee - 6)}" y="${round(row.y - PITCH / 2)}" width="${round(layout.width - x.callee + 6)}" height="${PITCH}"/>`,
      textAt(x.place, row.y + 4, row.place, { size: SMALL, anchor: 'end', paint: 'faint' }),
      textAt(x.source, row.y + 4, row.source),
      textAt(x.callee, row.y + 4, row.callee),
      textAt(x.pc, row.y + 4, row.pc, { size: SMALL, paint: 'faint' }),
      '</g>',
    );
  }
  const bottom = top + rows.length * PITCH;
  for (const column of layout.columns) out.push(...drawColumn(frame, column, top, bottom, cwd, mode));
  return out.filter((element) => element !== '');
}

function drawColumn(frame: FrameFacts, column: ChartColumn, top: number, bottom: number, cwd: string | undefined, mode: DrawingMode): string[] {
  const { x, slot, number } = column;
  const words = columnTitle(frame, column, cwd);
  const named = mode.page === true ? ` data-slot="${number}" tabindex="0" role="img" aria-label="${escapeXml(words)}"` : '';
  const head = top - NUMBERS;
  return [
    `<g class="slot"${named}>`,
    title(words),
    `<rect class="band" fill="none" pointer-events="all" x="${round(x - COLUMN / 2)}" y="${round(head)}" width="${COLUMN}" height="${round(bottom - head)}"/>`,
    textAt(x + 3, head - 3, column.name, { rotate: SLANT, ...(slot.names.length === 0 ? { paint: 'faint' as const } : {}) }),
    drawChip(x, head + 9, number),
    line('line', x, head + 16, x, bottom),
    ...column.tails.map((tail) => line('tail', x, tail.y1, x, tail.y2, ' stroke-width="1.6" stroke-dasharray="2 3"')),
    ...column.bars.map((bar) => rect('bar', x - 5, bar.y1, 10, bar.y2 - bar.y1, ` rx="3"${bar.open ? ' stroke-dasharray="3 2"' : ''}`)),
    ...column.bars.flatMap((bar) => bar.dots.map((y) => `<circle ${paint('dot')} cx="${round(x)}" cy="${round(y)}" r="3"/>`)),
    ...column.marks.map(drawMark),
    '</g>',
  ];
}

function columnTitle(frame: FrameFacts, column: ChartColumn, cwd: string | undefined): string {
  const { slot } = column;
  const at = `${column.number}: ${wordTitle(slot)}; live at ${slot.liveAt.length} of ${frame.calls.length} calls`;
  if (!storesAreKnown(frame)) return at;
  return `${at}; ${someOf(
    beginningsOf(frame, slot, cwd).map((one) => one.text),
    3,
  )}`;
}

/** Shapes differ, so that colour is not needed to tell them apart. */
function drawMark({ kind, x, y, size }: ChartMark): string {
  const r = size / 2;
  switch (kind) {
    case 'store':
      return `<path ${paint('mark')} d="M${round(x)} ${round(y - r)}l${round(r)} ${round(r)}l${round(-r)} ${round(r)}l${round(-r)} ${round(-r)}Z"/>`;
    case 'zero':
      return `<circle ${paint('hollow')} stroke-width="1.6" cx="${round(x)}" cy="${round(y)}" r="${round(r - 0.5)}"/>`;
    case 'copy':
      return rect('mark', x - r + 0.5, y - r + 0.5, size - 1, size - 1);
    case 'possible':
      return `<path ${paint('hollow')} stroke-width="1.6" d="M${round(x)} ${round(y - r)}l${round(r)} ${round(r)}l${round(-r)} ${round(r)}l${round(-r)} ${round(-r)}Z"/>`;
    case 'entry':
      return `<path ${paint('mark')} d="M${round(x - r)} ${round(y - r)}h${round(size)}l${round(-r)} ${round(size)}Z"/>`;
  }
}

/** One line or more of what the marks mean: only those that are there. @returns elements, and the height that they take */
export function drawLegend(layout: ChartLayout, x: number, y: number, width: number): { readonly elements: string[]; readonly height: number } {
  const used = new Set(layout.columns.flatMap((column) => column.marks.map((mark) => mark.kind)));
  const items: { draw: (x: number, y: number) => string; words: string }[] = [];
  if (layout.columns.length > 0)
    items.push({
      words: 'live while the callee runs',
      draw: (x, y) => rect('bar', x - 5, y - 8, 10, 16, ' rx="3"') + `<circle ${paint('dot')} cx="${round(x)}" cy="${round(y)}" r="3"/>`,
    });
  for (const kind of MARK_KINDS) if (used.has(kind)) items.push({ words: MARK_WORDS[kind], draw: (x, y) => drawMark({ kind, x, y, size: 8 }) });
  // A tail as short as its mark is not seen.
  if (layout.columns.some((column) => column.tails.some((tail) => tail.y2 - tail.y1 > PITCH / 2)))
    items.push({ words: 'by way of a jump', draw: (x, y) => line('tail', x, y - 8, x, y + 8, ' stroke-width="1.6" stroke-dasharray="2 3"') });
  if (layout.columns.some((column) => column.bars.some((bar) => bar.open)))
    items.push({ words: 'not all stores are known', draw: (x, y) => rect('bar', x - 5, y - 8, 10, 16, ' rx="3" stroke-dasharray="3 2"') });
  const elements: string[] = [];
  let left = x;
  let base = y + 10;
  for (const item of items) {
    const wide = 18 + textWidth(item.words, SMALL) + 18;
    if (left > x && left + wide > x + width) {
      left = x;
      base += 22;
    }
    elements.push(item.draw(left + 6, base), textAt(left + 18, base + 4, item.words, { size: SMALL, paint: 'faint' }));
    left += wide;
  }
  return { elements, height: items.length === 0 ? 0 : base - y + 12 };
}

// The tables of a page of frames. What is shown twice, in the picture and here, carries the number of its word.
import type { CallFacts, FrameFacts, LiveSlot, SlotFacts } from '../../frame/model.ts';
import { fileLine, nearLine } from '../file-name.ts';
import { grouped } from '../site-words.ts';
import { escapeXml } from '../untrusted.ts';
import { shortenMiddle } from '../width.ts';
import { beginningsOf, pcRows, storesAreKnown } from './rows.ts';
import { callee, hex, signed, slotLabel, slotTitle, someOf, unsafeWord, type StackmapOptions } from './view.ts';

/** Rows of a table; a function that has more is not read row by row. */
const MOST_ROWS = 3000;
/** Bits of a map that are shown one by one. */
const MOST_BITS = 512;

/** Ways in which a word's life begins that are shown unfolded. */
const MOST_WAYS = 3;

/** Finished HTML of a cell, with a class where it needs one. */
interface Cell {
  readonly html: string;
  readonly class?: 'number' | 'wrap' | 'long' | 'bits';
}

interface Row {
  readonly cells: readonly Cell[];
  readonly class?: 'call' | 'quiet';
  /** Numbers of the words that are live in it. */
  readonly live?: readonly number[];
}

/** All tables of a function, those that have nothing left out. */
export function tables(frame: FrameFacts, options: StackmapOptions): string[] {
  const numbers = new Map(frame.slots.map((slot, i) => [keyOf(slot), i + 1]));
  return [
    ...table('By address', ['pc', 'SP +', 'map', 'line', 'call', 'args', 'locals', 'live while it runs'], pcTable(frame, numbers, options)),
    ...table(
      storesAreKnown(frame) ? 'Where each begins' : 'Words that are live at a call',
      ['word', 'type', 'map', 'at', 'calls', ...(storesAreKnown(frame) ? ['begins'] : [])],
      wordTable(frame, options),
    ),
    ...table('Stack objects', ['at', 'bytes', 'variable', 'type', 'pointers, a bit a word'], objectTable(frame)),
    ...table('Allocation sites in this frame', ['at', 'bytes', 'slot', 'placement', 'lines', 'site'], siteTable(frame, options)),
    ...table('Inlined calls', ['index', 'at', 'function'], inlinedTable(frame)),
  ];
}

function table(title: string, head: readonly string[], rows: readonly Row[]): string[] {
  if (rows.length === 0) return [];
  const out = [
    `<h3>${title}</h3>`,
    `<div class="scroll table" tabindex="0" role="region" aria-label="${title}">`,
    `<table><caption>${title}</caption>`,
    `<thead><tr>${head.map((name) => `<th scope="col">${name}</th>`).join('')}</tr></thead>`,
    '<tbody>',
  ];
  for (const row of rows.slice(0, MOST_ROWS)) {
    const attributes = `${row.class === undefined ? '' : ` class="${row.class}"`}${row.live === undefined ? '' : ` data-live="${row.live.join(' ')}"`}`;
    out.push(`<tr${attributes}>${row.cells.map((cell) => `<td${cell.class === undefined ? '' : ` class="${cell.class}"`}>${cell.html}</td>`).join('')}</tr>`);
  }
  out.push('</tbody></table></div>');
  if (rows.length > MOST_ROWS) out.push(`<p class="faint">${grouped(rows.length - MOST_ROWS)} more rows are left out; --format json has all.</p>`);
  return out;
}

function text(words: string, kind?: Cell['class']): Cell {
  return { html: escapeXml(words), ...(kind === undefined ? {} : { class: kind }) };
}

function keyOf(slot: Pick<LiveSlot, 'base' | 'fpOffset'>): string {
  return `${slot.base} ${slot.fpOffset}`;
}

function pcTable(frame: FrameFacts, numbers: ReadonlyMap<string, number>, options: StackmapOptions): Row[] {
  return pcRows(frame, options.raw === true).map(({ pc, point, call }): Row => {
    const line = nearLine(point, frame.file, options.cwd).replace('line ', '');
    const first = [text(hex(pc)), text(String(point.spDelta), 'number')];
    if (call === undefined)
      return {
        class: 'quiet',
        cells: [
          ...first,
          text(point.index < 0 ? '' : String(point.index), 'number'),
          text(line, 'wrap'),
          text(unsafeWord(point.unsafe)),
          text(''),
          text(''),
          text(''),
        ],
      };
    const map = call.index === undefined ? undefined : frame.maps[call.index];
    return {
      class: 'call',
      live: call.slots.map((slot) => numbers.get(keyOf(slot)) ?? 0),
      cells: [
        ...first,
        text(call.index === undefined ? '–' : String(call.index), 'number'),
        text(line, 'wrap'),
        text(shortenMiddle(callee(call), 120), 'wrap'),
        { html: bits(map?.args, call, 'args', numbers), class: 'bits' },
        { html: bits(map?.locals, call, 'locals', numbers), class: 'bits' },
        { html: call.slots.map((slot) => liveWord(slot, numbers)).join(' '), class: 'wrap' },
      ],
    };
  });
}

// A set bit is the word that it stands for.
function bits(mask: string | undefined, call: CallFacts, base: LiveSlot['base'], numbers: ReadonlyMap<string, number>): string {
  if (mask === undefined) return '';
  if (mask === '') return '–';
  if (mask.length > MOST_BITS) return escapeXml(shortenMiddle(mask, MOST_BITS));
  const live = new Map(call.slots.filter((slot) => slot.base === base).map((slot) => [slot.bit, numbers.get(keyOf(slot)) ?? 0]));
  return [...mask].map((bit, i) => (live.has(i) ? `<b data-slot="${live.get(i)}">${escapeXml(bit)}</b>` : escapeXml(bit))).join('');
}

function liveWord(slot: LiveSlot, numbers: ReadonlyMap<string, number>): string {
  const number = numbers.get(keyOf(slot)) ?? 0;
  const name = slotLabel(slot) ?? '?';
  return `<span class="word" data-slot="${number}"><span class="badge">${number}</span>${escapeXml(name)} <span class="faint">${signed(slot.spOffset)}(SP)</span></span>`;
}

function wordTable(frame: FrameFacts, options: StackmapOptions): Row[] {
  const known = storesAreKnown(frame);
  return frame.slots.map((slot, i) => ({
    live: [i + 1],
    cells: [
      { html: `<span class="word" data-slot="${i + 1}"><span class="badge">${i + 1}</span>${escapeXml(slotTitle(slot))}</span>`, class: 'wrap' as const },
      text(typesOf(slot), 'wrap'),
      text(`${slot.base} bit ${slot.bit}`),
      text(`fp${signed(slot.fpOffset)}`),
      text(String(slot.liveAt.length), 'number'),
      ...(known ? [{ html: begins(frame, slot, options), class: 'long' as const }] : []),
    ],
  }));
}

function typesOf(slot: SlotFacts): string {
  return [...new Set(slot.names.map((name) => name.type ?? '?'))].join(' / ');
}

// A word that callees may write has as many ways to begin as it has calls.
function begins(frame: FrameFacts, slot: SlotFacts, options: StackmapOptions): string {
  const ways = beginningsOf(frame, slot, options.cwd).map((one) => `${escapeXml(one.text)} <span class="faint">(at ${escapeXml(someOf(one.calls, 8))})</span>`);
  const rest = ways.slice(MOST_WAYS);
  const folded = rest.length === 0 ? '' : `<details><summary>${rest.length} more</summary>${rest.join('<br/>')}</details>`;
  return ways.slice(0, MOST_WAYS).join('<br/>') + folded;
}

function objectTable(frame: FrameFacts): Row[] {
  return frame.objects.map((object) => ({
    cells: [
      text(`fp${signed(object.fpOffset)}`),
      text(grouped(object.size), 'number'),
      text(object.variable ?? '?', 'wrap'),
      text(object.type ?? '', 'wrap'),
      text(shortenMiddle(object.mask, MOST_BITS), 'bits'),
    ],
  }));
}

function siteTable(frame: FrameFacts, options: StackmapOptions): Row[] {
  return (frame.sites ?? []).map((site) => ({
    cells: [
      text(`fp${signed(site.fpOffset)}`),
      text(site.size === undefined ? '?' : grouped(site.size), 'number'),
      text(site.slot, 'wrap'),
      text(site.placement),
      text(`${site.fromLine}–${site.toLine}`),
      text(`${site.expression}  ${fileLine(site, options.cwd)}`, 'wrap'),
    ],
  }));
}

function inlinedTable(frame: FrameFacts): Row[] {
  return frame.inlined.map((call) => ({ cells: [text(String(call.index), 'number'), text(hex(call.parentPc)), text(call.function, 'wrap')] }));
}

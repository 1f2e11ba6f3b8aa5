// Where everything of the liveness chart lies: a row for a call in pc order, a column for a word, a bar from the instruction that
// stores the word through the calls at which it is live. Pixels from the chart's own corner.
import type { CallFacts, FrameFacts, SlotFacts, SlotStore } from '../../frame/model.ts';
import { fileName, nearLine } from '../file-name.ts';
import { visible } from '../untrusted.ts';
import { SMALL, fitted, textWidth } from './drawing.ts';
import { nothingKnown, wordAt } from './rows.ts';
import { callee, hex, slotTitle, type StackmapOptions } from './view.ts';

/** Columns and rows drawn; tables have the rest. */
export const MOST_SLOTS = 60;
export const MOST_CALLS = 200;

export const PITCH = 24;
export const COLUMN = 26;
/** Names above columns rise at this angle. */
export const SLANT = -48;
/** Room under a row of names for the columns' numbers. */
export const NUMBERS = 26;
const RADIANS = (-SLANT * Math.PI) / 180;
/** Half a bar's height at a call. */
const REACH = 8;
const NAME_ROOM = 210;
const SOURCE_ROOM = 330;
const CALLEE_ROOM = 290;
const BETWEEN = 14;

/** `possible`: through a pointer that may lead elsewhere, or by a callee. */
export type MarkKind = Exclude<SlotStore['kind'], 'call'> | 'possible' | 'entry';

export interface ChartRow {
  readonly call: CallFacts;
  /** Place of the call in FrameFacts.calls. */
  readonly at: number;
  readonly y: number;
  /** Line and text of the source: of the first of several calls on one line. */
  readonly place: string;
  readonly source: string;
  readonly callee: string;
  readonly pc: string;
  /** How many source lines come before: calls on one line share a stripe. */
  readonly group: number;
}

export interface ChartBar {
  readonly y1: number;
  readonly y2: number;
  /** Middles of the calls at which the word is live. */
  readonly dots: readonly number[];
  /** Not all stores are known. */
  readonly open: boolean;
}

export interface ChartMark {
  readonly kind: MarkKind;
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

export interface ChartColumn {
  readonly slot: SlotFacts;
  readonly number: number;
  readonly x: number;
  readonly name: string;
  readonly bars: readonly ChartBar[];
  /** From a store to a bar that does not begin right behind it in pc order: there is a jump between. */
  readonly tails: readonly { readonly y1: number; readonly y2: number }[];
  readonly marks: readonly ChartMark[];
}

export interface ChartLayout {
  readonly rows: readonly ChartRow[];
  readonly columns: readonly ChartColumn[];
  /** Right end of line numbers, left of source text, left of the first column, of callees, of addresses. */
  readonly x: { readonly place: number; readonly source: number; readonly columns: number; readonly callee: number; readonly pc: number };
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly slotsLeftOut: number;
  readonly callsLeftOut: number;
  /** Calls without a stack map of their own. */
  readonly callsWithoutMap: number;
}

/** Lays the chart out. */
export function layOutChart(frame: FrameFacts, options: Pick<StackmapOptions, 'cwd' | 'sources'>): ChartLayout {
  const mapped = frame.calls.map((call, at) => ({ call, at })).filter(({ call }) => call.index !== undefined);
  mapped.sort((a, b) => a.call.pc - b.call.pc);
  const drawn = mapped.slice(0, MOST_CALLS);
  const slots = frame.slots.slice(0, MOST_SLOTS);
  const names = slots.map((slot) => fitted(slotTitle(slot), NAME_ROOM));
  const longest = Math.max(0, ...names.map((name) => textWidth(name)));
  const top = slots.length === 0 ? 8 : Math.ceil(longest * Math.sin(RADIANS)) + 14 + NUMBERS;
  let group = -1;
  const rows = drawn.map(({ call, at }, i) => {
    const before = drawn[i - 1]?.call;
    const first = before === undefined || before.line !== call.line || before.file !== call.file;
    if (first) group++;
    return rowOf(frame, call, at, first, group, top + i * PITCH + PITCH / 2, options);
  });
  const widest = (pick: (row: ChartRow) => string, size?: number): number => Math.max(0, ...rows.map((row) => textWidth(pick(row), size)));
  const place = widest((row) => row.place, SMALL);
  const source = place + 10;
  const sourceWidth = widest((row) => row.source);
  const columns = source + (sourceWidth === 0 ? 4 : sourceWidth + BETWEEN);
  const callees = columns + slots.length * COLUMN + BETWEEN;
  const pc = callees + widest((row) => row.callee) + BETWEEN;
  const overhang = columns + (slots.length - 0.5) * COLUMN + longest * Math.cos(RADIANS) + 12;
  return {
    rows,
    columns: slots.map((slot, i) => columnOf(slot, i, names[i]!, columns + (i + 0.5) * COLUMN, top, rows)),
    x: { place, source, columns, callee: callees, pc },
    top,
    width: Math.max(pc + widest((row) => row.pc, SMALL), slots.length === 0 ? 0 : overhang),
    height: top + rows.length * PITCH,
    slotsLeftOut: frame.slots.length - slots.length,
    callsLeftOut: mapped.length - drawn.length,
    callsWithoutMap: frame.calls.length - mapped.length,
  };
}

function rowOf(
  frame: FrameFacts,
  call: CallFacts,
  at: number,
  first: boolean,
  group: number,
  y: number,
  options: Pick<StackmapOptions, 'cwd' | 'sources'>,
): ChartRow {
  const text = first ? options.sources?.get(call.file)?.[call.line - 1] : undefined;
  return {
    call,
    at,
    y,
    group,
    place: first ? placeWords(frame, call, options.cwd) : '',
    source: text === undefined ? '' : fitted(text.trim().replace(/\s+/g, ' '), SOURCE_ROOM),
    callee: fitted(callee(call), CALLEE_ROOM),
    pc: hex(call.pc),
  };
}

// The folder of an inlined function's file would take the room of the source; it is in the row's title.
function placeWords(frame: FrameFacts, call: CallFacts, cwd: string | undefined): string {
  const near = nearLine(call, frame.file, cwd);
  if (near.startsWith('line ')) return String(call.line);
  return fitted(`${fileName(call.file, cwd).replace(/^.*[/\\]/, '')}:${call.line}`, 150, SMALL);
}

function columnOf(slot: SlotFacts, index: number, name: string, x: number, top: number, rows: readonly ChartRow[]): ChartColumn {
  const live = new Set(slot.liveAt);
  const at = (boundary: number): number => top + boundary * PITCH;
  const bars: ChartBar[] = [];
  const tails: { y1: number; y2: number }[] = [];
  const stores = new Map<number, Set<MarkKind>>();
  const mark = (boundary: number, kind: MarkKind): void => void stores.set(boundary, (stores.get(boundary) ?? new Set()).add(kind));
  for (let from = 0; from < rows.length; from++) {
    if (!live.has(rows[from]!.at)) continue;
    let to = from;
    while (to + 1 < rows.length && live.has(rows[to + 1]!.at)) to++;
    const found = new Set<number>();
    let open = false;
    for (const row of rows.slice(from, to + 1)) {
      const here = wordAt(row.call, slot);
      open ||= here?.storesUnknown !== undefined;
      for (const store of here?.stores ?? []) {
        // What saves register arguments while the stack grows stands behind the function and runs before it.
        const boundary = store.prologue === true ? 0 : boundaryOf(rows, store.pc);
        found.add(boundary);
        mark(boundary, markOf(store));
      }
      if (here?.fromCaller === true && !nothingKnown(here)) {
        found.add(0);
        mark(0, 'entry');
      }
    }
    const y1 = found.has(from) ? at(from) : rows[from]!.y - REACH;
    const y2 = rows[to]!.y + REACH;
    bars.push({ y1, y2, dots: rows.slice(from, to + 1).map((row) => row.y), open });
    const outside = [...found];
    if (outside.some((boundary) => boundary < from)) tails.push({ y1: Math.min(...outside.map(at)), y2: y1 });
    if (outside.some((boundary) => boundary > to)) tails.push({ y1: y2, y2: Math.max(...outside.map(at)) });
    from = to;
  }
  return { slot, number: index + 1, x, name, bars, tails: joined(tails), marks: [...stores].flatMap(([boundary, kinds]) => marksAt(x, at(boundary), kinds)) };
}

/** What is drawn for a store. */
export function markOf(store: SlotStore): MarkKind {
  if (store.prologue === true) return 'entry';
  return store.kind === 'call' || store.possible === true ? 'possible' : store.kind;
}

// Tails of one column lie over each other; dashes of several would run together.
function joined(tails: readonly { readonly y1: number; readonly y2: number }[]): { y1: number; y2: number }[] {
  const found: { y1: number; y2: number }[] = [];
  for (const { y1, y2 } of [...tails].sort((a, b) => a.y1 - b.y1)) {
    const last = found.at(-1);
    if (last !== undefined && y1 <= last.y2) last.y2 = Math.max(last.y2, y2);
    else found.push({ y1, y2 });
  }
  return found;
}

// Several kinds of stores between two calls stand side by side within the column.
function marksAt(x: number, y: number, kinds: ReadonlySet<MarkKind>): ChartMark[] {
  const size = kinds.size <= 2 ? 8 : (COLUMN - 4) / kinds.size;
  return [...kinds].sort().map((kind, i) => ({ kind, x: x + (i - (kinds.size - 1) / 2) * (size + 1), y, size: Math.min(8, size) }));
}

/** Calls up to and at a pc: a store lies between the call of that number and the next; one that a callee does, behind its call. */
function boundaryOf(rows: readonly ChartRow[], pc: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]!.call.pc <= pc) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where the call is, in words. Escaped for display. */
export function rowTitle(frame: FrameFacts, row: ChartRow, cwd: string | undefined): string {
  return `${callee(row.call)} at ${visible(nearLine(row.call, frame.file, cwd))}, ${hex(row.call.pc)}, map ${row.call.index}: ${row.call.slots.length === 0 ? 'nothing live' : `${row.call.slots.length} live`}`;
}

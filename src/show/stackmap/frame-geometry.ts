// Where everything of a frame's picture lies: areas from high to low addresses, a row for a word, true to scale but for areas that
// would be too small to read or too large for a page. Pixels from the picture's own corner.
import type { AreaFacts, FrameFacts, ObjectFacts, SlotFacts } from '../../frame/model.ts';
import { FONT_SIZE, SMALL, fitted, textWidth } from './drawing.ts';
import { signed, slotTitle } from './view.ts';

/** Height of a word. */
export const WORD = 20;
/** Least height of an area: a line of text. */
export const LEAST = 16;
/** Height that a frame may take before its largest areas are broken, one after the other. */
const TALLEST = 1200;
/** Areas of so many words stay whole: breaking them would gain little. */
const ALWAYS_WHOLE = 16;
/** Height of a broken area, in words. */
const BROKEN = 6;
/** Height from which an area has room for two lines. */
const STACKED = 38;
/** Areas that are drawn. */
const MOST_AREAS = 150;
/** Distance between the numbers beside the words. */
export const CHIP = 15;
/** Cells in a row of an object that is not drawn to scale. */
export const CELLS = 16;
export const CELL = 8;

export interface PlacedArea {
  readonly area: AreaFacts;
  readonly y: number;
  readonly height: number;
  /** One word, and a pointer in it is live at some call. */
  readonly pointer: boolean;
  /** Not to scale: a mark says so. */
  readonly broken: boolean;
  readonly label: string;
  readonly size: string;
  /** The size stands below the label, not beside it. */
  readonly stacked: boolean;
  /** Of a stack object: whether each word holds a pointer, lowest address first. */
  readonly words?: readonly boolean[];
}

/** A word that is live at some call. */
export interface PlacedWord {
  readonly slot: SlotFacts;
  /** Column of the chart, from 1. */
  readonly number: number;
  /** The word itself. */
  readonly y: number;
  readonly height: number;
  /** Middle of its number, which gives way to others. */
  readonly chip: number;
}

export interface FrameLayout {
  readonly areas: readonly PlacedArea[];
  readonly words: readonly PlacedWord[];
  /** Offsets at the edges of areas, and their right end. */
  readonly edges: readonly { readonly y: number; readonly text: string }[];
  readonly left: number;
  readonly boxWidth: number;
  readonly width: number;
  readonly height: number;
  readonly fp?: number;
  readonly sp?: number;
  /** Areas that are not drawn one by one. */
  readonly leftOut: number;
  readonly anyBroken: boolean;
  readonly anyRaised: boolean;
}

/** Lays a frame out. @param wordBytes of a pointer @param slots those that have a number, in its order */
export function layOutFrame(frame: FrameFacts, wordBytes: number, slots: readonly SlotFacts[]): FrameLayout {
  const shown = limited(frame.asm ? [] : frame.areas);
  const leftOut = frame.asm ? 0 : frame.areas.length - Math.min(frame.areas.length, MOST_AREAS);
  const counts = shown.map((area) => slots.filter((slot) => inside(area, slot.fpOffset)).length);
  const heights = chooseHeights(shown, counts, wordBytes);
  const objects = new Map(frame.objects.map((object) => [`${object.fpOffset} ${object.size}`, object]));
  const boxWidth = Math.min(300, Math.max(210, ...shown.map((area) => textWidth(areaLabel(area), labelSize(area)) + textWidth(sizeLabel(area), SMALL) + 46)));
  const areas: PlacedArea[] = [];
  let y = 0;
  let anyRaised = false;
  shown.forEach((area, i) => {
    const height = heights[i]!;
    const exact = (area.size / wordBytes) * WORD;
    anyRaised ||= height > exact + 1;
    const words = area.kind === 'object' ? wordsOf(objects.get(`${area.fpOffset} ${area.size}`), wordBytes) : undefined;
    const size = sizeLabel(area);
    const room = boxWidth - 16 - (words === undefined ? 0 : 16);
    const beside = room - textWidth(size, SMALL) - 8;
    const stacked = height >= STACKED && textWidth(areaLabel(area), labelSize(area)) > beside;
    areas.push({
      area,
      y,
      height,
      pointer: counts[i]! > 0 && area.size === wordBytes,
      broken: height < exact - 1,
      label: fitted(areaLabel(area), stacked ? room : beside, labelSize(area)),
      size,
      stacked,
      ...(words === undefined ? {} : { words }),
    });
    y += height;
  });
  const edges = edgesOf(areas, y);
  const left = Math.max(0, ...edges.map((edge) => textWidth(edge.text, SMALL))) + 8;
  const words = placeWords(areas, slots, wordBytes, y);
  return {
    areas,
    words,
    edges,
    left,
    boxWidth,
    width: left + boxWidth + (words.length > 0 ? 34 : 8) + 34,
    height: y,
    ...(areas.length === 0 ? {} : { fp: placeOf(areas, 0), sp: y }),
    leftOut,
    anyBroken: areas.some((area) => area.broken),
    anyRaised,
  };
}

/** Where an offset from fp lies; the bottom for what is below, the top for what is above. */
export function placeOf(areas: readonly PlacedArea[], fpOffset: number): number {
  for (const { area, y, height } of areas) {
    if (fpOffset >= area.fpOffset + area.size) return y;
    if (fpOffset >= area.fpOffset) return y + height * (1 - (fpOffset - area.fpOffset) / area.size);
  }
  const last = areas.at(-1);
  return last === undefined ? 0 : last.y + last.height;
}

function limited(areas: readonly AreaFacts[]): AreaFacts[] {
  if (areas.length <= MOST_AREAS) return [...areas];
  const rest = areas.slice(MOST_AREAS - 1);
  const low = Math.min(...rest.map((area) => area.fpOffset));
  const size = areas[MOST_AREAS - 1]!.fpOffset + areas[MOST_AREAS - 1]!.size - low;
  return [...areas.slice(0, MOST_AREAS - 1), { kind: 'other', label: `${rest.length} more areas`, fpOffset: low, size }];
}

function chooseHeights(areas: readonly AreaFacts[], counts: readonly number[], wordBytes: number): number[] {
  const heights = areas.map((area) => Math.max(LEAST, (area.size / wordBytes) * WORD));
  const largest = areas.map((area, i) => ({ size: area.size, i })).sort((a, b) => b.size - a.size);
  let total = sum(heights);
  let before = 0;
  for (const { size, i } of largest) {
    // Areas of one size are broken together, so that they look alike.
    if (size <= ALWAYS_WHOLE * wordBytes || (total <= TALLEST && size !== before)) break;
    before = size;
    const height = Math.min(heights[i]!, Math.max(BROKEN * WORD, (counts[i]! + 1) * CHIP));
    total += height - heights[i]!;
    heights[i] = height;
  }
  return heights;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function inside(area: AreaFacts, fpOffset: number): boolean {
  return fpOffset >= area.fpOffset && fpOffset < area.fpOffset + area.size;
}

function wordsOf(object: ObjectFacts | undefined, wordBytes: number): boolean[] | undefined {
  if (object === undefined) return undefined;
  // A mask ends with its last pointer; words behind it hold none. More cells than anyone counts are not made.
  const count = Math.min(4096, Math.max(object.mask.length, Math.floor(object.size / wordBytes)));
  return Array.from({ length: count }, (_, i) => object.mask[i] === '1');
}

function edgesOf(areas: readonly PlacedArea[], bottom: number): { y: number; text: string }[] {
  const edges = areas.map(({ area, y }) => ({ y, text: `fp${signed(area.fpOffset + area.size)}` }));
  const last = areas.at(-1);
  return last === undefined ? [] : [...edges, { y: bottom, text: `fp${signed(last.area.fpOffset)}` }];
}

// Numbers keep their distance: first each gives way downwards, then the lowest push back up from the bottom.
function placeWords(areas: readonly PlacedArea[], slots: readonly SlotFacts[], wordBytes: number, bottom: number): PlacedWord[] {
  if (areas.length === 0) return [];
  const placed = slots.map((slot, i) => {
    const y = placeOf(areas, slot.fpOffset + wordBytes);
    const height = Math.max(2, placeOf(areas, slot.fpOffset) - y);
    return { slot, number: i + 1, y, height, chip: y + height / 2 };
  });
  const order = [...placed].sort((a, b) => a.chip - b.chip);
  let least = -Infinity;
  for (const word of order) {
    word.chip = Math.max(word.chip, least);
    least = word.chip + CHIP;
  }
  let most = bottom - CHIP / 2;
  for (const word of order.reverse()) {
    word.chip = Math.min(word.chip, most);
    most = word.chip - CHIP;
  }
  return placed;
}

/** `c (stack object)`. Not escaped. */
function areaLabel(area: AreaFacts): string {
  switch (area.kind) {
    case 'object':
      return area.label.startsWith('object of') ? 'stack object' : `${area.label} (stack object)`;
    case 'pointers':
      return area.label === 'pointer' ? 'pointer' : area.label;
    default:
      return area.label;
  }
}

/** Size of the type: what has no name of its own steps back. */
export function labelSize(area: AreaFacts): number {
  return area.kind === 'other' || area.kind === 'arguments' ? SMALL : FONT_SIZE;
}

function sizeLabel(area: AreaFacts): string {
  return area.size === 1 ? '1 byte' : `${area.size} bytes`;
}

/** What a word is called in a sentence. Escaped for display. */
export function wordTitle(slot: SlotFacts): string {
  const type = slot.names.length === 1 ? slot.names[0]!.type : undefined;
  return `${slotTitle(slot)}${type === undefined ? '' : ` ${type}`}, ${slot.base} bit ${slot.bit}, fp${signed(slot.fpOffset)}`;
}

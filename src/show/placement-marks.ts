// Glyph, word, colour and sentence of each placement. Colour never stands alone: the glyph and the word say the same.
import pico from 'picocolors';
import type { Placement, SiteKind } from '../site/model.ts';

export type Colors = ReturnType<typeof pico.createColors>;

/** Colour functions that do nothing when `enabled` is false. */
export function createColors(enabled: boolean): Colors {
  return pico.createColors(enabled);
}

export interface PlacementMark {
  readonly glyph: string;
  readonly meaning: string;
  /** Colours for pictures on light and on dark ground; at least 4.5:1 on both grounds they are meant for. */
  readonly light: string;
  readonly dark: string;
  paint(colors: Colors, text: string): string;
}

export const PLACEMENT_MARKS: Readonly<Record<Placement, PlacementMark>> = {
  heap: { glyph: '▲', meaning: 'when it allocates, it allocates on the heap', light: '#921304', dark: '#ea7447', paint: (c, text) => c.red(text) },
  conditional: {
    glyph: '◆',
    meaning: 'on the stack up to a bound, on the heap above it',
    light: '#8d6421',
    dark: '#f8aa2d',
    paint: (c, text) => c.yellow(text),
  },
  stack: { glyph: '▬', meaning: 'in the stack frame, no allocation call', light: '#2b6bb8', dark: '#519ae4', paint: (c, text) => c.blue(text) },
  static: { glyph: '■', meaning: 'read-only data, zero size or a cached value', light: '#264d48', dark: '#8de8a9', paint: (c, text) => c.green(text) },
  gone: { glyph: '○', meaning: 'no code: dead, folded or kept in registers', light: '#60626d', dark: '#aaa6a5', paint: (c, text) => c.gray(text) },
  unknown: { glyph: '?', meaning: 'something is missing, see the gaps', light: '#79178e', dark: '#efbdfe', paint: (c, text) => c.magenta(text) },
};

/** `▲ heap`. */
export function placementLabel(placement: Placement): string {
  return `${PLACEMENT_MARKS[placement].glyph} ${placement}`;
}

/** What a kind of site is called in a sentence or a narrow column. */
export const KIND_WORDS: Readonly<Record<SiteKind, string>> = {
  'make-slice': 'make slice',
  'make-map': 'make map',
  'make-chan': 'make channel',
  new: 'new',
  composite: 'literal',
  append: 'append',
  'map-assign': 'map growth',
  'string-concat': 'concat',
  'string-convert': 'conversion',
  interface: 'boxing',
  closure: 'closure',
  'method-value': 'method value',
  variadic: 'variadic',
  'moved-to-heap': 'variable',
  'go-defer': 'go/defer',
  other: 'other',
};

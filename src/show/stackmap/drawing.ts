// What the pictures of frames are drawn with: colours for light and dark ground, type, and the few SVG elements they need.
// The attributes alone draw the light variant; `darkRules` turns it dark where the program that shows it knows the reader's scheme.
import { escapeXml, visible } from '../untrusted.ts';
import { displayWidth, shortenMiddle } from '../width.ts';

export const FONT = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace";
export const FONT_SIZE = 12;
/** Small type: offsets, sizes, addresses. */
export const SMALL = 11;
/** Of the function's name. */
export const LARGE = 15;

/** Pixels that text takes: cells of a monospaced font are 0.6 em wide; a little more keeps text inside boxes in wider ones. */
export function textWidth(text: string, size: number = FONT_SIZE): number {
  return displayWidth(visible(text)) * size * 0.615;
}

/** The text in at most `room` pixels, its middle left out. Spelled out for display. */
export function fitted(text: string, room: number, size: number = FONT_SIZE): string {
  return shortenMiddle(visible(text), Math.max(0, Math.floor(room / (size * 0.615))));
}

export interface Paint {
  /** Light, dark. */
  readonly fill?: readonly [string, string];
  readonly stroke?: readonly [string, string];
}

export type PaintName =
  | 'ground'
  | 'ink'
  | 'faint'
  | 'line'
  | 'outline'
  | 'stripe'
  | 'arguments'
  | 'control'
  | 'pointers'
  | 'object'
  | 'variable'
  | 'other'
  | 'full'
  | 'empty'
  | 'bar'
  | 'dot'
  | 'chip'
  | 'onchip'
  | 'tail'
  | 'mark'
  | 'hollow'
  | 'pin';

/** Colours by what they stand for. Text of `ink` and `faint` has at least 4.5:1 on every fill that it stands on. */
export const PAINTS: Readonly<Record<PaintName, Paint>> = {
  ground: { fill: ['#ffffff', '#15181d'] },
  ink: { fill: ['#1f2328', '#e6e8eb'] },
  faint: { fill: ['#57606a', '#a8b0bb'] },
  line: { stroke: ['#d0d7de', '#343b45'] },
  outline: { stroke: ['#6b7280', '#8b93a1'] },
  stripe: { fill: ['#f3f5f8', '#1b1f26'] },
  arguments: { fill: ['#e9edf3', '#242b36'], stroke: ['#6b7280', '#8b93a1'] },
  control: { fill: ['#fbefd5', '#352a14'], stroke: ['#8d6421', '#c9963f'] },
  pointers: { fill: ['#dbe9fb', '#17304f'], stroke: ['#2b6bb8', '#519ae4'] },
  object: { fill: ['#dcf1e8', '#12362b'], stroke: ['#1a6e53', '#4bb894'] },
  variable: { fill: ['#ece9f8', '#2a2644'], stroke: ['#5d52a0', '#9d92e0'] },
  other: { fill: ['#f6f7f9', '#1d2127'], stroke: ['#a5acb8', '#565f6d'] },
  full: { fill: ['#1a6e53', '#4bb894'], stroke: ['#1a6e53', '#4bb894'] },
  empty: { fill: ['#ffffff', '#15181d'], stroke: ['#1a6e53', '#4bb894'] },
  bar: { fill: ['#cfe2fa', '#1b3d66'], stroke: ['#2b6bb8', '#519ae4'] },
  dot: { fill: ['#2b6bb8', '#6aaef0'] },
  chip: { fill: ['#2b6bb8', '#6aaef0'] },
  onchip: { fill: ['#ffffff', '#0d1117'] },
  tail: { stroke: ['#8d6421', '#f8aa2d'] },
  mark: { fill: ['#8d6421', '#f8aa2d'], stroke: ['#8d6421', '#f8aa2d'] },
  hollow: { fill: ['#ffffff', '#15181d'], stroke: ['#8d6421', '#f8aa2d'] },
  pin: { fill: ['#921304', '#ff8a65'], stroke: ['#921304', '#ff8a65'] },
};

/** Class and light colours of an element. Paints without a fill have none. */
export function paint(name: PaintName, more = ''): string {
  const { fill, stroke } = PAINTS[name];
  return `class="${name}${more === '' ? '' : ` ${more}`}" fill="${fill?.[0] ?? 'none'}"${stroke === undefined ? '' : ` stroke="${stroke[0]}"`}`;
}

/** Rules that turn a picture dark; to be put into `@media (prefers-color-scheme: dark)`. */
export function darkRules(): string {
  return Object.entries(PAINTS)
    .map(([name, { fill, stroke }]) => {
      const rules = [...(fill === undefined ? [] : [`fill:${fill[1]}`]), ...(stroke === undefined ? [] : [`stroke:${stroke[1]}`])];
      return `svg .${name}{${rules.join(';')}}`;
    })
    .join('');
}

/** Rules for any ground: a column or word shows under the pointer which one it is. No script is needed for that. */
export const POINTER_RULES =
  '.band{fill:#2b6bb8;fill-opacity:0}.slot:hover .band,.slot:focus .band,.slot.on .band,.row:hover .band,.row.on .band{fill-opacity:.25}.slot:focus{outline:none}.slot:focus-visible .band{stroke:#2b6bb8;stroke-width:2}';

export interface TextStyle {
  readonly paint?: PaintName;
  readonly size?: number;
  readonly bold?: boolean;
  readonly anchor?: 'middle' | 'end';
  /** Degrees, around the text's own place. */
  readonly rotate?: number;
}

/** One line of text on its baseline; an empty one is nothing. */
export function textAt(x: number, y: number, text: string, style: TextStyle = {}): string {
  if (text === '') return '';
  const size = style.size ?? FONT_SIZE;
  const more = [
    size === FONT_SIZE ? '' : ` font-size="${size}"`,
    style.bold === true ? ' font-weight="bold"' : '',
    style.anchor === undefined ? '' : ` text-anchor="${style.anchor}"`,
    style.rotate === undefined ? '' : ` transform="rotate(${style.rotate} ${round(x)} ${round(y)})"`,
    // Glyphs from other fonts may have any width: those are held to the cells that were counted for them.
    /^[\x20-\x7e…·–→≈]*$/.test(text) ? '' : ` textLength="${round(displayWidth(visible(text)) * size * 0.6)}" lengthAdjust="spacingAndGlyphs"`,
  ];
  return `<text ${paint(style.paint ?? 'ink')} xml:space="preserve"${more.join('')} x="${round(x)}" y="${round(y)}">${escapeXml(text)}</text>`;
}

/** A rectangle. */
export function rect(name: PaintName, x: number, y: number, width: number, height: number, more = ''): string {
  return `<rect ${paint(name)} x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"${more}/>`;
}

/** A straight line. */
export function line(name: PaintName, x1: number, y1: number, x2: number, y2: number, more = ''): string {
  return `<path ${paint(name)} d="M${round(x1)} ${round(y1)}L${round(x2)} ${round(y2)}"${more}/>`;
}

/** A line of words that says more when pointed at. */
export function title(text: string): string {
  return `<title>${escapeXml(text)}</title>`;
}

/** A tenth of a pixel is enough. */
export function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}

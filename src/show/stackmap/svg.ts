// Frames as one SVG: for each function the frame to scale on the left, the calls with what is live at them on the right.
import type { FrameFacts } from '../../frame/model.ts';
import { plural } from '../site-words.ts';
import { escapeXml } from '../untrusted.ts';
import { wrap } from '../width.ts';
import { darkRules, fitted, FONT, FONT_SIZE, LARGE, line, POINTER_RULES, round, SMALL, textAt, textWidth } from './drawing.ts';
import { drawFigure, ground, type Figure } from './figure.ts';
import { fileLine } from '../file-name.ts';
import { binaryWords, hex, sizeWords, type StackmapDocument, type StackmapOptions } from './view.ts';

/** Functions in one picture; more would be taller than any program draws. */
export const MOST_FUNCTIONS = 24;

const MARGIN = 24;
const GAP = 44;
const TITLE = 66;
const BETWEEN = 40;
const NOTE = 17;

interface Drawn {
  readonly frame: FrameFacts;
  readonly figure: Figure;
  readonly width: number;
}

/** The picture. @param leftOut functions that were chosen and are not among these */
export async function stackmapSvg(document: StackmapDocument, functions: AsyncIterable<FrameFacts>, options: StackmapOptions, leftOut = 0): Promise<string> {
  const drawn: Drawn[] = [];
  for await (const frame of functions) {
    const figure = drawFigure(document, frame, options, {});
    drawn.push({ frame, figure, width: figure.frame.width + GAP + figure.chart.width });
  }
  const width = Math.ceil(Math.max(640, ...drawn.map((one) => one.width)) + 2 * MARGIN);
  const body: string[] = [];
  let y = MARGIN;
  drawn.forEach((one, i) => {
    if (i > 0) {
      body.push(line('line', MARGIN, y + BETWEEN / 2, width - MARGIN, y + BETWEEN / 2));
      y += BETWEEN;
    }
    y = drawFunction(body, document, one, y, width, options);
  });
  const last = [
    ...(leftOut > 0 ? [`${plural(leftOut, 'more function')} matched and ${leftOut === 1 ? 'is' : 'are'} not drawn.`] : []),
    ...document.gaps.map((gap) => `Missing: ${gap.message}`),
  ];
  y = drawNotes(body, last, y, width);
  const height = Math.ceil(y + MARGIN - 8);
  const name = drawn.length === 1 ? `Frame of ${drawn[0]!.frame.name}` : `Frames of ${plural(drawn.length, 'function')}`;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title desc" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="${FONT}" font-size="${FONT_SIZE}">`,
    `<title id="title">${escapeXml(name)}</title>`,
    `<desc id="desc">${escapeXml(drawn.map((one) => one.figure.description).join(' '))}</desc>`,
    `<style>${POINTER_RULES}@media (prefers-color-scheme: dark) {${darkRules()}}</style>`,
    ground(width, height),
    ...body,
    '</svg>',
  ].join('\n')}\n`;
}

function drawFunction(out: string[], document: StackmapDocument, { frame, figure }: Drawn, top: number, width: number, options: StackmapOptions): number {
  const room = width - 2 * MARGIN;
  const { release, file } = binaryWords(document);
  const where = `${fileLine(frame, options.cwd)}  ${hex(frame.entry)}–${hex(frame.end)}`;
  out.push(
    textAt(MARGIN, top + 12, fitted(frame.name, room, LARGE), { size: LARGE, bold: true }),
    textAt(MARGIN, top + 32, fitted(where, room, SMALL), { size: SMALL, paint: 'faint' }),
    textAt(MARGIN, top + 48, fitted(sizeWords(frame), room, SMALL), { size: SMALL, paint: 'faint' }),
  );
  const build = `${release}  ${file}`;
  if (textWidth(where, SMALL) + textWidth(build, SMALL) + 30 < room)
    out.push(textAt(width - MARGIN, top + 32, build, { size: SMALL, paint: 'faint', anchor: 'end' }));
  const y = top + TITLE;
  out.push(
    `<g transform="translate(${MARGIN} ${round(y)})">`,
    ...figure.frame.elements,
    '</g>',
    `<g transform="translate(${round(MARGIN + figure.frame.width + GAP)} ${round(y)})">`,
    ...figure.chart.elements,
    '</g>',
  );
  return drawNotes(out, figure.notes, y + Math.max(figure.frame.height, figure.chart.height), width);
}

function drawNotes(out: string[], sentences: readonly string[], top: number, width: number): number {
  let y = top;
  for (const sentence of sentences) {
    for (const row of wrap(fitted(sentence, 3000, SMALL), Math.floor((width - 2 * MARGIN) / textWidth('0', SMALL)))) {
      y += NOTE;
      out.push(textAt(MARGIN, y, row, { size: SMALL, paint: 'faint' }));
    }
  }
  return y;
}

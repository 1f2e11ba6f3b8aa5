// Frames as a page that needs nothing but itself: for each function the picture and the tables. It loads nothing, and everything can be
// read without its script.
import type { FrameFacts } from '../../frame/model.ts';
import { fileLine } from '../file-name.ts';
import { plural } from '../site-words.ts';
import { escapeXml } from '../untrusted.ts';
import { FONT, FONT_SIZE } from './drawing.ts';
import { drawFigure, type Part } from './figure.ts';
import { contentPolicy, PAGE_SCRIPT, PAGE_STYLE } from './html-style.ts';
import { tables } from './html-tables.ts';
import { binaryWords, hex, sizeWords, type StackmapDocument, type StackmapOptions } from './view.ts';

/** Functions on one page. */
export const MOST_SECTIONS = 200;

/** The page, in pieces. It is well-formed XML, too. @param leftOut functions that were chosen and are not among these */
export async function* stackmapHtml(
  document: StackmapDocument,
  functions: AsyncIterable<FrameFacts>,
  options: StackmapOptions,
  leftOut = 0,
): AsyncGenerator<string> {
  // The list of functions stands before the first of them.
  const frames: FrameFacts[] = [];
  for await (const frame of functions) frames.push(frame);
  const { release, file, about } = binaryWords(document);
  const only = frames.length === 1 ? frames[0]!.name : plural(frames.length, 'function');
  yield `${[
    '<!DOCTYPE html>',
    '<html lang="en" xmlns="http://www.w3.org/1999/xhtml">',
    '<head>',
    '<meta charset="utf-8"/>',
    `<meta http-equiv="Content-Security-Policy" content="${await contentPolicy()}"/>`,
    '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
    '<meta name="color-scheme" content="light dark"/>',
    `<title>${escapeXml(`Frame of ${only}`)}</title>`,
    `<style>${PAGE_STYLE}</style>`,
    '</head>',
    '<body>',
    '<header>',
    `<h1>${frames.length === 1 ? 'A frame' : 'Frames'} of ${escapeXml(file)}</h1>`,
    `<p class="faint">${escapeXml(`${release}, ${about}`)}</p>`,
    ...document.gaps.map((gap) => `<p class="faint">${escapeXml(`Missing: ${gap.message}`)}</p>`),
    '</header>',
    ...contents(frames, leftOut),
    '<main>',
  ].join('\n')}\n`;
  for (const [i, frame] of frames.entries()) yield `${section(document, frame, i + 1, options).join('\n')}\n`;
  yield `</main>\n<script>${PAGE_SCRIPT}</script>\n</body>\n</html>\n`;
}

function contents(frames: readonly FrameFacts[], leftOut: number): string[] {
  const more = leftOut === 0 ? [] : [`<p>${plural(leftOut, 'more function')} matched and ${leftOut === 1 ? 'is' : 'are'} left out.</p>`];
  if (frames.length <= 1) return more;
  const items = frames.map((frame, i) => `<li><a href="#f${i + 1}"><code>${escapeXml(frame.name)}</code></a></li>`);
  return ['<nav aria-label="Functions">', '<ul>', ...items, '</ul>', '</nav>', ...more];
}

function section(document: StackmapDocument, frame: FrameFacts, number: number, options: StackmapOptions): string[] {
  const figure = drawFigure(document, frame, options, { page: true });
  const id = `f${number}`;
  const assembly = frame.asm ? '  assembly: its maps follow other rules and are not shown' : '';
  return [
    `<section class="function" id="${id}" aria-labelledby="${id}-name">`,
    `<h2 id="${id}-name">${escapeXml(frame.name)}</h2>`,
    `<p class="faint">${escapeXml(`${fileLine(frame, options.cwd)}  ${hex(frame.entry)}–${hex(frame.end)}${assembly}`)}</p>`,
    `<p>${escapeXml(sizeWords(frame))}.</p>`,
    '<div class="figures">',
    ...drawing(figure.frame, 'frame', `${id}-frame`, 'img', 'The frame', figure.description),
    ...drawing(figure.chart, 'chart', `${id}-chart`, 'group', 'Live pointers at each call', 'A column for each word; focus one to see where it is.'),
    '</div>',
    ...figure.notes.map((note) => `<p class="faint">${escapeXml(note)}</p>`),
    ...tables(frame, options),
    '</section>',
  ];
}

function drawing(part: Part, kind: 'frame' | 'chart', id: string, role: 'img' | 'group', name: string, description: string): string[] {
  // Strokes on the edge, and text that hangs over it.
  const pad = 4;
  const width = Math.ceil(part.width + 2 * pad);
  const height = Math.ceil(part.height + 2 * pad);
  return [
    `<div class="scroll ${kind}-part" tabindex="0" role="region" aria-label="${name}">`,
    `<svg xmlns="http://www.w3.org/2000/svg" role="${role}" aria-labelledby="${id}-title ${id}-desc" viewBox="${-pad} ${-pad} ${width} ${height}" width="${width}" height="${height}" font-family="${FONT}" font-size="${FONT_SIZE}">`,
    `<title id="${id}-title">${name}</title>`,
    `<desc id="${id}-desc">${escapeXml(description)}</desc>`,
    ...part.elements,
    '</svg>',
    '</div>',
  ];
}

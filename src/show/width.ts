// Text measured in terminal cells. Callers pass text without colour codes; colour is added after the text has its width.
import stringWidth from 'string-width';

const ASCII = /^[\x20-\x7e]*$/;
const ELLIPSIS = '…';

/** Terminal cells that the text takes; East Asian wide characters take two. */
export function displayWidth(text: string): number {
  return ASCII.test(text) ? text.length : stringWidth(text);
}

/** The text followed by spaces up to `width` cells. */
export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** Spaces up to `width` cells, followed by the text. */
export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - displayWidth(text))) + text;
}

/** The text in at most `width` cells, with the middle left out: both ends of a Go expression tell more than its middle. */
export function shortenMiddle(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  if (width <= 1) return width === 1 ? ELLIPSIS : '';
  const head = takeStart(text, Math.ceil((width - 1) * 0.6));
  const tail = takeEnd(text, width - 1 - displayWidth(head));
  return head.trimEnd() + ELLIPSIS + tail.trimStart();
}

/** A path in at most `width` cells: leading folders go first, the file name and line stay. */
export function shortenPath(path: string, width: number): string {
  if (displayWidth(path) <= width) return path;
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
    const shorter = ELLIPSIS + path.slice(slash);
    if (displayWidth(shorter) <= width) return shorter;
  }
  return ELLIPSIS + takeEnd(path, width - 1);
}

/** The text broken at spaces into lines of at most `width` cells; a longer word is cut. */
export function wrap(text: string, width: number): string[] {
  const room = Math.max(8, width);
  const lines: string[] = [];
  let line = '';
  for (let word of text.split(' ')) {
    if (word === '') continue;
    if (line !== '' && displayWidth(line) + 1 + displayWidth(word) <= room) {
      line += ` ${word}`;
      continue;
    }
    if (line !== '') lines.push(line);
    while (displayWidth(word) > room) {
      const part = takeStart(word, room);
      lines.push(part);
      word = word.slice(part.length);
    }
    line = word;
  }
  if (line !== '') lines.push(line);
  return lines;
}

function takeStart(text: string, width: number): string {
  if (ASCII.test(text)) return text.slice(0, width);
  let taken = '';
  let used = 0;
  for (const character of text) {
    used += displayWidth(character);
    if (used > width) break;
    taken += character;
  }
  return taken;
}

function takeEnd(text: string, width: number): string {
  if (width <= 0) return '';
  if (ASCII.test(text)) return text.slice(-width);
  let taken = '';
  let used = 0;
  for (const character of [...text].reverse()) {
    used += displayWidth(character);
    if (used > width) break;
    taken = character + taken;
  }
  return taken;
}

// A structure as a column of boxes, with offsets in front.
import type { Layout } from '../../lab/model.ts';
import { displayWidth, padEnd, padStart, shortenMiddle } from '../width.ts';
import { visible } from '../untrusted.ts';

const TYPE_WIDTH = 34;

/** The lines of the drawing. @param padding word for bytes between fields */
export function drawLayout({ fields, size }: Layout, padding: string): string[] {
  const boxes: { offset: number; text: string; type: string; size: number }[] = [];
  let at = 0;
  for (const field of fields) {
    if (field.offset > at) boxes.push({ offset: at, text: padding, type: '', size: field.offset - at });
    boxes.push({ offset: field.offset, text: visible(field.name), type: shortenMiddle(visible(field.type), TYPE_WIDTH), size: field.size });
    at = field.offset + field.size;
  }
  if (at < size) boxes.push({ offset: at, text: padding, type: '', size: size - at });
  const nameWidth = Math.max(8, ...boxes.map((b) => displayWidth(b.text)));
  const typeWidth = Math.max(4, ...boxes.map((b) => displayWidth(b.type)));
  const offsetWidth = String(size).length;
  const rule = '─'.repeat(nameWidth + typeWidth + 4);
  const lines: string[] = [];
  for (const [i, box] of boxes.entries()) {
    lines.push(`${padStart(String(box.offset), offsetWidth)} ${i === 0 ? '┌' : '├'}${rule}${i === 0 ? '┐' : '┤'}`);
    lines.push(`${' '.repeat(offsetWidth)} │ ${padEnd(box.text, nameWidth)}  ${padEnd(box.type, typeWidth)} │ ${box.size}`);
  }
  lines.push(`${padStart(String(size), offsetWidth)} └${rule}┘`);
  return lines;
}

// Two pictures in characters: which word is live at which call, and the frame to scale.
import type { AreaFacts, FrameFacts } from '../../frame/model.ts';
import { nearLine } from '../file-name.ts';
import type { Colors } from '../placement-marks.ts';
import { visible } from '../untrusted.ts';
import { displayWidth, padEnd, shortenMiddle } from '../width.ts';
import { hex, signed, slotTitle, type StackmapOptions } from './view.ts';

/** Columns of a picture beyond which words are left out of it; the table above has them. */
const MAX_SLOTS = 40;
/** Rows that a frame's picture takes at most, when every area gets at least one. */
const MAX_ROWS = 40;

/** A column a word, a row a call: ● live, ◆ stored since the call before, · not live. */
export function livenessPicture(frame: FrameFacts, options: StackmapOptions, colors: Colors): string[] {
  const slots = frame.slots.slice(0, MAX_SLOTS);
  const calls = frame.calls.map((call, at) => ({ call, at })).filter(({ call }) => call.index !== undefined);
  const where = calls.map(({ call }) => `${hex(call.pc)}  ${nearLine(call, frame.file, options.cwd).replace('line ', '')}`);
  const left = where.reduce((most, text) => Math.max(most, displayWidth(text)), 0) + 2;
  const lines: string[] = [];
  // Titles hang over their columns like a flight of stairs, so that long names stay readable.
  slots.forEach((slot, i) => {
    const title = `${slotTitle(slot)}  ${colors.dim(`${slot.base} bit ${slot.bit}, fp${signed(slot.fpOffset)}`)}`;
    lines.push(`  ${' '.repeat(left)}${'│ '.repeat(i)}┌ ${title}`);
  });
  calls.forEach(({ call, at }, row) => {
    const cells = slots.map((slot) => {
      if (!slot.liveAt.includes(at)) return '· ';
      const here = call.slots.find((s) => s.base === slot.base && s.fpOffset === slot.fpOffset);
      const previous = row === 0 ? frame.entry : calls[row - 1]!.call.pc;
      const fresh = here?.stores?.some((store) => store.pc > previous && store.pc < call.pc) === true;
      return fresh ? colors.green('◆ ') : colors.cyan('● ');
    });
    const target = call.target === undefined ? '(through a value)' : visible(call.target);
    const room = options.width - left - 2 - slots.length * 2 - 2;
    lines.push(`  ${padEnd(where[row]!, left)}${cells.join('')} ${room > 8 ? shortenMiddle(target, room) : ''}`.trimEnd());
  });
  const legend = '● live while the callee runs   ◆ ... and stored since the call above   · no live pointer';
  lines.push(colors.dim(`  ${legend}`));
  if (frame.slots.length > MAX_SLOTS) lines.push(colors.dim(`  ${frame.slots.length - MAX_SLOTS} more words are in the table above.`));
  return lines;
}

/** The frame from high to low addresses, to scale: a row stands for one word, or for more in a large frame. */
export function framePicture(frame: FrameFacts, options: StackmapOptions, colors: Colors): string[] {
  const labels = frame.areas.map((area) => shortenMiddle(areaLabel(area), Math.min(60, options.width - 30)));
  const inner = labels.reduce((most, label) => Math.max(most, displayWidth(label) + 2), 24);
  const lines: string[] = [];
  const total = frame.areas.reduce((sum, area) => sum + area.size, 0);
  const unit = Math.max(8, 2 ** Math.ceil(Math.log2(total / MAX_ROWS)));
  frame.areas.forEach((area, i) => {
    const edge = `${`fp${signed(area.fpOffset + area.size)}`.padStart(9)} `;
    lines.push(`${edge}├${'─'.repeat(inner)}┤`.replace('├', i === 0 ? '┌' : '├').replace(/┤$/, i === 0 ? '┐' : '┤'));
    const rows = Math.max(1, Math.round(area.size / unit));
    for (let row = 0; row < rows; row++) {
      const text = row === 0 ? labels[i]! : '';
      const size = row === 0 ? `  ${area.size} bytes` : '';
      lines.push(`${' '.repeat(10)}│ ${paint(area, padEnd(text, inner - 1), colors)}│${colors.dim(size)}`);
    }
  });
  const last = frame.areas.at(-1);
  if (last !== undefined) lines.push(`${`fp${signed(last.fpOffset)}`.padStart(9)} └${'─'.repeat(inner)}┘  ${colors.dim('SP')}`);
  lines.push(colors.dim(`  fp is the caller's stack pointer at the call. A row stands for ${unit} bytes.`));
  return lines;
}

function areaLabel(area: AreaFacts): string {
  switch (area.kind) {
    case 'object':
      return area.label.startsWith('object of') ? `stack ${visible(area.label)}` : `${visible(area.label)} (stack object)`;
    case 'pointers':
      return area.label === 'pointer' ? 'pointer' : `${visible(area.label)} (pointer)`;
    default:
      return visible(area.label);
  }
}

function paint(area: AreaFacts, text: string, colors: Colors): string {
  switch (area.kind) {
    case 'object':
    case 'variable':
    case 'pointers':
      return colors.cyan(text);
    case 'return-address':
    case 'frame-pointer':
      return colors.yellow(text);
    default:
      return colors.dim(text);
  }
}

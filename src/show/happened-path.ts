// What a run recorded at one site, as part of its path: numbers, types, life, and the stacks that led there.
import type { Analysis, Happened, HappenedStack } from '../site/model.ts';
import { nearLine } from './file-name.ts';
import type { Colors } from './placement-marks.ts';
import { bytes, eventSentences, happenedSentence, percent, timelineLines } from './recorded-words.ts';
import { grouped, plural } from './site-words.ts';
import { visible } from './untrusted.ts';
import type { ViewOptions } from './view.ts';
import { wrap } from './width.ts';

const STACKS = 3;
const FRAMES = 12;

/** The lines below the label `happened`. */
export function happenedLines(happened: Happened, analysis: Analysis, room: number, options: ViewOptions, colors: Colors): string[] {
  const share = analysis.recorded === undefined ? '' : `; ${percent(happened.bytes, analysis.recorded.bytes)} of all bytes`;
  const lines = wrap(`${happenedSentence(happened)}${share}`, room).map((line) => colors.bold(line));
  const types = happened.types ?? [];
  if (types.length > 0) {
    const named = types
      .slice(0, 4)
      .map(({ type, allocations }) => (types.length === 1 ? visible(type) : `${visible(type)} (${percent(allocations, happened.allocations)})`));
    lines.push(...wrap(`as ${named.join(', ')}`, room));
  }
  for (const sentence of eventSentences(happened)) lines.push(...wrap(sentence, room));
  if (happened.timeline !== undefined) lines.push(...timelineLines(happened.timeline).map((line) => colors.cyan(line)));
  if (happened.runs !== undefined && happened.runs.length > 1)
    lines.push(...wrap(`in ${plural(happened.runs.length, 'process', 'processes')} of ${analysis.runs?.length ?? 0}`, room));
  const all = options.raw === true;
  const shown = happened.stacks.slice(0, all ? undefined : STACKS);
  for (const stack of shown) lines.push(...stackLines(stack, happened, room, options, colors));
  const more = happened.stacks.length - shown.length + (happened.moreStacks?.stacks ?? 0);
  if (more > 0) lines.push(colors.dim(`and ${plural(more, 'more stack')}${all ? '' : ' (--raw)'}`));
  return lines;
}

function stackLines(stack: HappenedStack, happened: Happened, room: number, options: ViewOptions, colors: Colors): string[] {
  const lines = [`${percent(stack.bytes, happened.bytes)}: ${bytes(stack.bytes)} in ${grouped(stack.allocations)} on the stack`];
  // Every program begins there.
  const own = stack.frames.at(-1)?.function === 'runtime.main' ? stack.frames.slice(0, -1) : stack.frames;
  const frames = options.raw === true ? stack.frames : own.slice(0, FRAMES);
  let file = '';
  for (const frame of frames) {
    lines.push(
      ...wrap(`${visible(frame.function)}  ${nearLine(frame, file, options.cwd)}`, room - 2).map((line, index) =>
        colors.dim(`  ${index === 0 ? '' : '  '}${line}`),
      ),
    );
    file = frame.file;
  }
  const more = own.length - frames.length;
  if (more > 0) lines.push(colors.dim(`  and ${plural(more, 'more frame')} (--raw)`));
  if (stack.cut === true) lines.push(colors.dim('  … and frames beyond the depth that was recorded (--depth)'));
  return lines;
}

// Folded stacks: `outermost;…;innermost value`, a line a stack, as flamegraph.pl, inferno and many others read them
// (https://github.com/brendangregg/FlameGraph#2-fold-stacks). The number stands behind the last space, frames are separated by semicolons.
import type { RecordedProfile } from '../../read/recording/recording.ts';
import { FoldedStacks, foldedName } from './folded-stacks.ts';
import type { RecordingFormat, StackValue } from './format.ts';
import { exportedProcesses, sumsByNode } from './stacks.ts';

export const format: RecordingFormat = {
  name: 'folded',
  extension: 'folded',
  summary: 'folded stacks for flame graphs, one line a stack: bytes requested, objects, or bytes taken from the heap',
  binary: false,
  *chunks(recording, { value = 'bytes', ...options }) {
    const processes = exportedProcesses(recording, options);
    for (const { profile, name } of processes) yield* linesOf(profile, value, processes.length > 1 ? `${foldedName(name)};` : '');
  },
};

function* linesOf(profile: RecordedProfile, value: StackValue, before: string): Generator<string> {
  const stacks = new FoldedStacks(profile);
  for (const { node, sum } of sumsByNode(profile, value)) yield `${before}${stacks.text(node)} ${sum}\n`;
}

// allocpath.stackmap/1, in pieces: all functions of a large binary are more than one string can hold.
import type { FrameFacts } from '../../frame/model.ts';
import { harmless } from '../json.ts';
import type { StackmapDocument } from './view.ts';

/** The document. Functions are asked for one by one while it is written. */
export async function* stackmapJson(
  document: StackmapDocument,
  functions: AsyncIterable<FrameFacts>,
  more: Readonly<Record<string, unknown>> = {},
): AsyncGenerator<string> {
  const head = { schema: 'allocpath.stackmap/1', target: document.target, binary: document.binary, ...more };
  yield `${JSON.stringify(head).slice(0, -1)},"functions":[`;
  let first = true;
  for await (const frame of functions) {
    yield `${first ? '' : ','}\n${harmless(JSON.stringify(frame))}`;
    first = false;
  }
  // Behind the functions, because reading them finds gaps.
  yield `],\n"gaps":${harmless(JSON.stringify(document.gaps))}}\n`;
}

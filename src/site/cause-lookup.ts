// Answers cause.ts asks of a report: explanations of other locations, callees and inlined calls at a position.
import type { Position } from '../base/position.ts';
import type { EscapeReport } from '../read/compiler/escape-report.ts';
import { parseFlow, type FlowBlock } from '../read/compiler/flow.ts';
import { PositionIndex } from '../read/compiler/report-index.ts';
import type { CalleeFacts, Lookup } from './cause.ts';
import { isTemporary, storageOf } from './cause-target.ts';

/** How far around a block other locations of its function are looked for, in blocks, where the release does not name functions. */
const NEAR = 400;

/** Returns, for a block of this report, the lookup that `decide` needs. `callees` may answer for functions of any package. */
export function reportLookup(report: EscapeReport, callees?: (name: string) => CalleeFacts | undefined): (block: FlowBlock | undefined) => Lookup {
  const { texts, blocks, inlinings } = report;
  // Text id of the subject → escape blocks with it, in report order.
  let bySubject: Map<string, number[]> | undefined;
  let inlined: PositionIndex | undefined;
  const fileIds = new Map<string, number>();

  const subjects = (): Map<string, number[]> => {
    if (bySubject !== undefined) return bySubject;
    bySubject = new Map();
    for (let row = 0; row < blocks.length; row++) {
      if (blocks.leak.at(row) !== 0) continue;
      const subject = texts.text(blocks.subject.at(row));
      const list = bySubject.get(subject);
      if (list === undefined) bySubject.set(subject, [row]);
      else list.push(row);
    }
    return bySubject;
  };

  const inlinedAt = (position: Position): readonly string[] => {
    inlined ??= new PositionIndex(inlinings);
    let file = fileIds.get(position.file);
    if (file === undefined) {
      const bytes = new TextEncoder().encode(position.file);
      fileIds.set(position.file, (file = texts.intern(bytes, 0, bytes.length)));
    }
    return inlined.at(file, position.line, position.column ?? 0).map((row) => texts.text(inlinings.callee.at(row)));
  };

  const follow = (from: FlowBlock, location: string): FlowBlock | undefined => {
    const subject = storageOf(location) ?? location;
    if (isTemporary(subject)) return undefined;
    const rows = subjects().get(subject);
    if (rows === undefined) return undefined;
    const decisive = from.edges.at(-1)?.hops.at(-1)?.position;
    let best: number | undefined;
    let distance = Infinity;
    for (const row of rows) {
      const owner = blocks.function.at(row);
      if (from.function !== undefined && owner >= 0 && texts.text(owner) !== from.function) continue;
      if (texts.text(blocks.file.at(row)) !== from.position?.file) continue;
      // A storage stands at the position of its expression, a variable in front of its use.
      const line = blocks.line.at(row);
      const away = decisive === undefined ? 0 : Math.abs(decisive.line - line) * 4096 + Math.abs((decisive.column ?? 0) - blocks.column.at(row));
      if (storageOf(location) === undefined && decisive !== undefined && line > decisive.line) continue;
      if (owner < 0 && away > NEAR * 4096) continue;
      if (away < distance) {
        best = row;
        distance = away;
      }
    }
    if (best === undefined) return undefined;
    const next = parseFlow(report, best);
    return next.subject === from.subject && next.position?.line === from.position?.line && next.position?.column === from.position?.column ? undefined : next;
  };

  return (block) => ({
    ...(block === undefined ? {} : { follow: (location: string) => follow(block, location) }),
    ...(callees === undefined ? {} : { callee: callees }),
    inlinedAt,
  });
}

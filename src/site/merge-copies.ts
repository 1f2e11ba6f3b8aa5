// Inlined copies of code that no report mentions are known by line alone. Where the function's own code has one such call on that line,
// they are copies of it, and one site.
import { fileOfKey, lineOfKey } from './position-key.ts';
import type { Drafts } from './draft.ts';

/** Moves the calls of drafts without a column to the draft that they are copies of. */
export function mergeLineOnly(drafts: Drafts): void {
  for (const copy of drafts.all) {
    if (!copy.unreported || copy.columnKnown || copy.calls.length === 0) continue;
    const [own, ...others] = drafts
      .onLine(fileOfKey(copy.at), lineOfKey(copy.at))
      .filter((d) => d.unreported && d.columnKnown && d.calls.length > 0 && d.kind === copy.kind && d.expression === copy.expression)
      .filter((d) => d.function === copy.function && d.package === copy.package);
    if (own === undefined || others.length > 0) continue;
    own.calls.push(...copy.calls.splice(0).map((call) => ({ ...call, rule: call.rule ?? 'inlined-line' })));
  }
}

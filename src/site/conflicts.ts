// Where the compiler's words and its code disagree. Both stay; the disagreement is often the answer the user came for.
import type { Conflict, Site } from './model.ts';
import { isCall } from './emitted.ts';

/** Codes of conflicts and what they mean; documented for --conflicts. */
export const CONFLICT_CODES = {
  'stays-but-allocates': 'The report says that it does not escape, and the code calls the allocator.',
  'escapes-but-never-allocates': 'The report says that it escapes to the heap, and no code allocates.',
  'not-reported': 'The code calls the allocator and the report does not mention it.',
  'copies-differ': 'Some inlined copies or generic instances allocate and others do not.',
} as const;

/** Finds the conflicts of a site from its own evidence. */
export function findConflicts(site: Omit<Site, 'conflicts'>, unreported: boolean): Conflict[] {
  const found: Conflict[] = [];
  const stays = site.said.filter((s) => s.message.endsWith(' does not escape'));
  const escapes = site.said.filter((s) => !s.message.endsWith(' does not escape'));
  // What the linker left out takes no part where something was linked.
  const linked = site.emitted.some((e) => e.tie !== 'text') ? site.emitted.filter((e) => e.tie !== 'text') : site.emitted;
  const calls = linked.filter((e) => isCall(e) && e.placement !== 'stack' && e.placement !== 'static');
  if (stays.length > 0 && escapes.length === 0 && calls.length > 0) {
    const entry = calls[0]!.entry;
    found.push({
      code: 'stays-but-allocates',
      message: `reported as "does not escape", yet the code calls ${entry}${site.bound === undefined ? '' : ` (no allocation ${site.bound})`}`,
    });
  }
  if (escapes.length > 0 && (site.placement === 'static' || site.placement === 'gone' || site.placement === 'stack')) {
    found.push({ code: 'escapes-but-never-allocates', message: `reported as "${escapes[0]!.message}", yet no code allocates` });
  }
  if (unreported && calls.length > 0)
    found.push({ code: 'not-reported', message: `the code calls ${calls[0]!.entry}, and the compiler's report does not mention it` });
  const kept = linked.filter((e) => e.placement === 'stack' || e.placement === 'gone' || e.placement === 'static').length;
  if (calls.length > 0 && kept > 0) {
    found.push({ code: 'copies-differ', message: `${calls.length} of ${calls.length + kept} copies call the allocator; the others do not` });
  }
  return found;
}

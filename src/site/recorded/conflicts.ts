// Where a run disagrees with what was read: the report's words, or the placement.
import type { Conflict, Happened, Site } from '../model.ts';

/** Codes of these conflicts and what they mean. */
export const RUN_CONFLICT_CODES = {
  'stays-but-happened': 'The report says that it does not escape, and the run recorded heap allocations of it.',
  'happened-against-placement': 'It was placed off the heap, and the run recorded heap allocations of it.',
} as const;

/** Disagreements between a run and the rest of the evidence. */
export function conflictsWithRun(site: Site, { allocations }: Happened): Conflict[] {
  if (allocations === 0) return [];
  const times = `${String(allocations).replace(/\B(?=(\d{3})+$)/g, ',')} heap ${allocations === 1 ? 'allocation' : 'allocations'}`;
  const found: Conflict[] = [];
  if (site.said.length > 0 && site.said.every((s) => s.message.endsWith(' does not escape'))) {
    found.push({ code: 'stays-but-happened', message: `reported as not escaping; ${times}` });
  }
  if (site.placement === 'stack' || site.placement === 'static' || site.placement === 'gone') {
    found.push({ code: 'happened-against-placement', message: `placed as ${site.placement}; ${times}` });
  }
  return found;
}

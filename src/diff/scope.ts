// Two sides are compared as far as both were reported: one that has the report of every package, the standard library's too, would
// otherwise have thousands of sites that the other has not.
import type { Gap } from '../base/gap.ts';
import type { Site } from '../site/model.ts';
import type { Side } from './model.ts';

/** The sides with what both have, and what was left out. */
export function sameScope(before: Side, after: Side): { readonly before: Side; readonly after: Side; readonly gaps: readonly Gap[] } {
  const [a, b] = [reportsEverything(before), reportsEverything(after)];
  if (a === b) return { before, after, gaps: [] };
  const wide = a ? before : after;
  const narrow = narrowed(wide);
  const left = wide.analysis.sites.length - narrow.analysis.sites.length;
  const gap: Gap = {
    code: 'one-side-deeper',
    affects: wide.label,
    message: `Only this side has the compiler’s report of all dependencies: ${left} sites of them are left out.`,
  };
  return { before: a ? narrow : before, after: a ? after : narrow, gaps: left === 0 ? [] : [gap] };
}

function reportsEverything({ analysis }: Side): boolean {
  return analysis.target.flags.some((flag) => flag.startsWith('-gcflags=all='));
}

// Sites of the packages that were named, and of functions that were inlined into them.
function narrowed(side: Side): Side {
  const named = new Set(side.analysis.target.packages);
  const inNamed = ({ emitted }: Site): boolean =>
    emitted.some(({ function: holder }) => [...named].some((name) => holder.startsWith(`${name}.`)) || holder.startsWith('main.'));
  return { ...side, analysis: { ...side.analysis, sites: side.analysis.sites.filter((s) => named.has(s.package) || inNamed(s)) } };
}

// Why a site changed: rules in the order of how much they know. Each looks at evidence of both sides, and a rule that finds none is silent.
import { callees, dynamicCalls, inlining, parameters } from './call-rules.ts';
import { callers, changedCode, flags, flagsAlone, flow, interfaces, loops, nesting, onOneSide, sizes } from './code-rules.ts';
import { ended, type Changed, type FoundCause, type Rule } from './rule.ts';
import { library, onlyRelease, releases } from './release-rules.ts';
import type { Site } from '../site/model.ts';
import type { Side } from './model.ts';

const RULES: readonly Rule[] = [
  flagsAlone,
  library,
  sizes,
  releases,
  inlining,
  dynamicCalls,
  parameters,
  loops,
  nesting,
  interfaces,
  flags,
  onOneSide,
  callees,
  callers,
  flow,
  onlyRelease,
  changedCode,
];

/** The cause of a change. */
export function causeOf(changed: Changed, before: Side, after: Side): FoundCause {
  for (const rule of RULES) {
    const found = rule(changed, before, after);
    if (found !== undefined) return { code: found.code, sentence: ended(found.sentence) };
  }
  // A saved side speaks of files that may have been written since.
  const read = (site: Site | undefined, side: Side): boolean => site === undefined || side.source(site.position.file) !== undefined;
  if (!read(changed.before, before) || !read(changed.after, after))
    return { code: 'unknown', sentence: 'What changed it is not known: its source is not at hand as it was then.' };
  return {
    code: 'unknown',
    sentence: 'What changed it was not found: neither the source around it nor what was built differs in a way that is known to matter.',
  };
}

// Variables that are moved to the heap on one side alone: on the other they are in the frame, and no site. Where the function and the
// variable are there on both sides, that is a change of a site and not a new one.
import type { Site } from '../site/model.ts';
import type { Matched, Pair } from './match.ts';
import { wordOf } from './source-text.ts';

/** Pairs them with the variable in the frame. */
export function withVariables(matched: Matched): Matched {
  const { pairs, vanished, appeared } = matched;
  const more: Pair[] = [];
  const left = (sites: readonly Site[], side: 0 | 1): Site[] =>
    sites.filter((site) => {
      const other = inFrame(matched, site, side);
      if (other !== undefined) more.push(side === 0 ? { before: site, after: other } : { before: other, after: site });
      return other === undefined;
    });
  const [gone, come] = [left(vanished, 0), left(appeared, 1)];
  return { ...matched, pairs: [...pairs, ...more], vanished: gone, appeared: come };
}

// The variable on the other side: the compiler reports every one that moves, so that one that it does not report stays.
function inFrame({ context }: Matched, site: Site, side: 0 | 1): Site | undefined {
  if (site.kind !== 'moved-to-heap') return undefined;
  const { ownerOf, declared, renames, texts } = context;
  const other = side === 0 ? 1 : 0;
  const owner = ownerOf(site, side);
  const name = other === 1 ? owner : renames.before(owner);
  const declaration = declared[other].get(name);
  if (declaration === undefined) return undefined;
  const { file, first, last } = declaration;
  const word = wordOf(site.expression);
  for (let line = first; line <= last; line++) {
    if (!word.test(texts[other].line({ file, line }))) continue;
    const { reason: _, happened: __, bound: ___, ...rest } = site;
    return { ...rest, position: { file, line }, placement: 'stack', frequency: 'never', said: [], emitted: [], conflicts: [] };
  }
  return undefined;
}

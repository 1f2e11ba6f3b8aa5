// What became of the source around a site.
import type { Site } from '../site/model.ts';
import type { MatchContext } from './match.ts';
import { callOf, squeezed, type Declaration } from './source-text.ts';

/** same: the function's text is the same; changed: it is another; new: the other side has no such function; unknown: there is no source. */
export type SourceChange = 'same' | 'changed' | 'new' | 'unknown';

/** Of a site that is on both sides. */
export function pairSource({ texts, renames }: MatchContext, before: Site, after: Site): SourceChange {
  const [a, b] = [texts[0].declarationAt(before.position), texts[1].declarationAt(after.position)];
  if (a === undefined || b === undefined) {
    const [x, y] = [texts[0].line(before.position), texts[1].line(after.position)];
    return x === '' || y === '' ? 'unknown' : renames.text(x) === y ? 'same' : 'changed';
  }
  return renames.text(a.body) === b.body ? 'same' : 'changed';
}

/** Of a site that one side alone has: `same` when its line is in the function on the other side too. */
export function lonelySource(context: MatchContext, site: Site, side: 0 | 1): SourceChange {
  const { texts, declared, renames, ownerOf } = context;
  const line = texts[side].line(site.position);
  if (line === '') return 'unknown';
  const owner = ownerOf(site, side);
  const other = side === 0 ? owner : renames.before(owner);
  const own = texts[side].declarationAt(site.position);
  const declaration = declared[side === 0 ? 1 : 0].get(other) ?? (own === undefined ? undefined : libraryDeclaration(context, site, side, own.name));
  if (declaration === undefined) return own === undefined ? 'unknown' : 'new';
  // The body has another name in place of the function's own.
  const name = own?.name.slice(own.name.lastIndexOf('.') + 1) ?? '';
  const wanted = squeezed(side === 0 ? renames.text(line) : line).replace(name === '' ? /$^/ : callOf(name), '\u0001');
  const body = side === 0 ? declaration.body : renames.text(declaration.body);
  return body.includes(wanted) ? 'same' : 'changed';
}

// The same function in the other release's library, if it is in the file of the same name.
function libraryDeclaration({ texts, goroots }: MatchContext, { position }: Site, side: 0 | 1, name: string): Declaration | undefined {
  const [here, there] = side === 0 ? goroots : [goroots[1], goroots[0]];
  if (here === undefined || there === undefined || !position.file.startsWith(`${here}/`)) return undefined;
  return texts[side === 0 ? 1 : 0].declarations(`${there}${position.file.slice(here.length)}`).find((d) => d.name === name);
}

// Functions that have another name on the other side, or stand in another package there: those that one side alone has, with the same body.
import type { Side } from './model.ts';
import { callOf, type Declaration, type SourceText } from './source-text.ts';

/** `package.name` of one side → of the other. */
export interface Renames {
  readonly functions: ReadonlyMap<string, string>;
  /** `package.name` of the second side → of the first; the same where nothing was renamed. */
  readonly before: (name: string) => string;
  /** Text of the first side with the names of the second. */
  readonly text: (text: string) => string;
}

/** Declarations of a side by `package.name`. */
export function declaredIn({ analysis, files }: Side, text: SourceText): Map<string, Declaration> {
  const found = new Map<string, Declaration>();
  // Without a list of files, the package of a file is that of its sites.
  const owners = files ?? new Map(analysis.sites.map((s) => [s.position.file, s.package]));
  for (const [file, owner] of owners) for (const d of text.declarations(file)) found.set(`${owner}.${d.name}`, d);
  return found;
}

/** Calls of a renamed function are part of other bodies, so that one rename may show another. */
const ROUNDS = 4;

/** Finds them. @param anywhere whether functions that have no site are known too, so that one in another package may be meant */
export function findRenames(before: ReadonlyMap<string, Declaration>, after: ReadonlyMap<string, Declaration>, anywhere: boolean): Renames {
  const functions = new Map<string, string>();
  const words = new Map<string, string>();
  const text = (of: string): string => {
    let out = of;
    for (const [old, now] of words) out = out.includes(old) ? out.replace(callOf(old), now) : out;
    return out;
  };
  for (let round = 0; round < ROUNDS; round++) {
    const gone = [...before].filter(([name]) => !after.has(name) && !functions.has(name));
    const taken = new Set(functions.values());
    const come = [...after].filter(([name]) => !before.has(name) && !taken.has(name));
    let found = 0;
    for (const owner of anywhere ? [packageOf, () => ''] : [packageOf]) {
      const byBody = new Map<string, string[]>();
      for (const [name, { body }] of come) if (!taken.has(name)) push(byBody, `${owner(name)}\0${body}`, name);
      for (const [name, { body }] of gone) {
        const now = functions.has(name) ? undefined : byBody.get(`${owner(name)}\0${text(body)}`)?.shift();
        if (now === undefined) continue;
        functions.set(name, now);
        taken.add(now);
        found++;
        const [old, other] = [lastWord(name), lastWord(now)];
        if (old !== other) words.set(old, other);
      }
    }
    if (found === 0) break;
  }
  const olds = new Map([...functions].map(([old, now]) => [now, old]));
  return { functions, before: (name) => olds.get(name) ?? name, text };
}

// The package ends before the last element's first dot.
function packageOf(name: string): string {
  return name.slice(0, name.indexOf('.', name.lastIndexOf('/') + 1));
}

function lastWord(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function push<K>(map: Map<K, string[]>, key: K, value: string): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

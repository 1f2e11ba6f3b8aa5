// The sample analyses, found by walking the folder: a new file is tested by every view at once.
import { readdirSync, readFileSync } from 'node:fs';
import type { Analysis } from '../../src/site/model.ts';

const FOLDER = new URL('./samples/', import.meta.url);

/** Sample analyses by file name without `.json`. */
export const SAMPLES: ReadonlyMap<string, Analysis> = new Map(
  readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => [name.slice(0, -'.json'.length), JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as Analysis]),
);

/** The sample of that name. */
export function sample(name: string): Analysis {
  const found = SAMPLES.get(name);
  if (found === undefined) throw new Error(`no sample ${name}`);
  return found;
}

export const CWD = '/home/gopher/demo';

/** The lines of the Go file that the sample speaks of, as far as tests show them. */
export const SOURCES: ReadonlyMap<string, readonly string[]> = new Map([
  [
    `${CWD}/main.go`,
    Array.from(
      { length: 60 },
      (_, index) =>
        ({
          18: '\t\tout = append(out, token{kind: int(s[i]), text: s[i : i+1]})',
          26: '\ts := make([]int, n)',
          48: '\tnames := Map(toks, func(t token) string { return t.text + "!" })',
        })[index] ?? '',
    ),
  ],
]);

// docs/benchmarks.md has a part for each measurement, so that one can be written without the others.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './targets.mjs';

const PATH = join(ROOT, 'docs/benchmarks.md');
const ORDER = ['explain', 'stackmap', 'run', 'compare'];

/** Replaces a part, or adds it. */
export function writePart(name, lines) {
  const text = existsSync(PATH) ? readFileSync(PATH, 'utf8') : '';
  const parts = new Map([...text.matchAll(/<!-- begin (\w+) -->\n([^]*?)<!-- end \1 -->\n/g)].map((match) => [match[1], match[2]]));
  parts.set(name, `\n${lines.join('\n').trim()}\n\n`);
  const wrapped = ORDER.filter((one) => parts.has(one)).map((one) => `<!-- begin ${one} -->\n${parts.get(one)}<!-- end ${one} -->\n`);
  writeFileSync(PATH, wrapped.join('\n'));
}

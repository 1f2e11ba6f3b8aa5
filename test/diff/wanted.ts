// What the comments of the Go programs say a comparison finds: `// want: change cause: words`, with what is compared before the colon
// where it depends on that: `// want 1.24..1.25: better append-buffer; -N: worse no-optimisation`.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DIFF_CAUSES } from '../../src/diff/cause-list.ts';
import type { DiffResult, SiteChange } from '../../src/diff/model.ts';

export const PROGRAMS: string = import.meta.dirname;

/** Directories of a tree of `revisions`: what both have, and what is its own. */
export function revisionOf(name: 'before' | 'after'): string[] {
  return ['both', name].map((part) => join(PROGRAMS, 'revisions', part));
}

/** A change as the tests compare it: `worse size-grew larger/larger.go:5`. */
export interface Wanted {
  readonly key: string;
  readonly words: string;
}

/** Comments below a directory, in one tree of which a changed line is. @param of what is compared; empty for revisions */
export function wantedIn(directory: string, of = ''): Wanted[] {
  const wanted: Wanted[] = [];
  for (const name of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.go')) continue;
    for (const [i, line] of readFileSync(join(directory, name), 'utf8').split('\n').entries()) {
      const comment = /\/\/ want\b ?(.*)$/.exec(line)?.[1];
      for (const part of comment?.split('; ') ?? []) {
        const match = /^([^:]*): (\w+) ([a-z-]+)(?:: (.*))?$/.exec(part);
        if (match === null || !Object.hasOwn(DIFF_CAUSES, match[3]!)) throw new Error(`${name}:${i + 1}: ${part} is not understood`);
        if (match[1] === of) wanted.push({ key: `${WORD[match[2]!] ?? match[2]} ${match[3]} ${name}:${i + 1}`, words: match[4] ?? '' });
      }
    }
  }
  return wanted;
}

const WORD: Readonly<Record<string, string>> = { new: 'appeared', gone: 'vanished' };

/** Changes in the same words. */
export function foundIn({ changes }: DiffResult, [rootA, rootB]: readonly [string, string]): Wanted[] {
  return changes.map((c) => ({ key: `${c.change} ${c.cause.code} ${placeOf(c, c.after === null ? rootA : rootB)}`, words: c.cause.sentence }));
}

function placeOf({ before, after }: SiteChange, root: string): string {
  const { file, line } = (after ?? before!).position;
  return `${file.startsWith(`${root}/`) ? file.slice(root.length + 1) : file}:${line}`;
}

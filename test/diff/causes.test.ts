// Each cause has a program that produces it, on revisions, releases or flags where it is real. What is found is what the comments say,
// nothing more.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DIFF_CAUSES } from '../../src/diff/cause-list.ts';
import { CHECKED_PATCHES } from '../../src/read/release/releases.ts';
import { selectedReleases } from '../markers/releases.ts';
import { compare, type Compared } from './compare.ts';
import { repositoryOf } from './repository.ts';
import { foundIn, PROGRAMS, revisionOf, wantedIn, type Wanted } from './wanted.ts';

const produced = new Set<string>();

function expectChanges({ result, roots }: Compared, wanted: readonly Wanted[]): void {
  const found = foundIn(result, roots);
  for (const { key } of found) produced.add(key.split(' ')[1]!);
  expect(found.map((f) => f.key).sort()).toEqual(wanted.map((w) => w.key).sort());
  for (const { key, words } of wanted) expect(found.find((f) => f.key === key)!.words, key).toContain(words);
  expect(result.gaps.filter((g) => g.code !== 'release-unverified')).toEqual([]);
}

const selected = new Set(selectedReleases().map((release) => Number(release.split('.')[1])));

describe('causes', { timeout: 600_000 }, () => {
  it('of revisions', async () => {
    const { path, remove } = repositoryOf([revisionOf('before'), revisionOf('after')]);
    try {
      // A line that is gone has its comment in the older tree.
      const wanted = [
        ...wantedIn(join(PROGRAMS, 'revisions/after')),
        ...wantedIn(join(PROGRAMS, 'revisions/before')).filter((w) => w.key.startsWith('vanished')),
      ];
      expect(wanted.length).toBeGreaterThan(15);
      expectChanges(await compare(path, ['v1', 'v2']), wanted);
      // And the other way round: what got worse got better.
      const { result } = await compare(path, ['v2', 'v1']);
      const count = (change: string): number => wanted.filter((w) => w.key.startsWith(`${change} `)).length;
      expect(result.summary).toMatchObject({ worse: count('better'), better: count('worse'), appeared: count('vanished'), vanished: count('appeared') });
    } finally {
      remove();
    }
  });

  it('of the language version', async () => {
    const directory = join(PROGRAMS, 'language');
    const { path, remove } = repositoryOf([[directory], (root) => execFileSync('go', ['mod', 'edit', '-go=1.22'], { cwd: root })]);
    try {
      expectChanges(await compare(path, ['v1', 'v2']), wantedIn(directory));
    } finally {
      remove();
    }
  });

  const pairs = [21, 22, 23, 24, 25, 26].map((minor) => [minor, minor + 1] as const);
  it.for(pairs)('of releases: 1.%i to 1.%i', async ([older, newer], { skip }) => {
    if (!selected.has(older) || !selected.has(newer)) skip();
    const directory = join(PROGRAMS, 'releases');
    const wanted = wantedIn(directory, `1.${older}..1.${newer}`);
    const [a, b] = [{ go: CHECKED_PATCHES[older]! }, { go: CHECKED_PATCHES[newer]! }];
    const forwards = await compare(directory, [], a, b);
    const library = forwards.result.changes.filter((c) => c.cause.code === 'library-changed');
    for (const { cause } of library) produced.add(cause.code);
    expect(library.map((c) => `${c.change} ${c.package}.${c.function}`)).toEqual(older === 21 ? ['vanished sort.Strings'] : []);
    expectChanges({ ...forwards, result: { ...forwards.result, changes: forwards.result.changes.filter((c) => !library.includes(c)) } }, wanted);
    const { result } = await compare(directory, [], b, a);
    const opposite: Record<string, string> = { better: 'worse', worse: 'better', appeared: 'vanished', vanished: 'appeared' };
    expect(result.changes.map((c) => `${c.change} ${c.cause.code}`).sort()).toEqual(
      forwards.result.changes.map((c) => `${opposite[c.change]} ${c.cause.code}`).sort(),
    );
  });

  it.each(['-l', '-N', '-race', '-pgo=hot.pprof', 'GOARCH=arm64'])('of flags: %s', async (flag) => {
    const directory = join(PROGRAMS, 'flags');
    const side = {
      '-l': { build: { gcflags: ['-l'] }, flags: ['-gcflags=-l'] },
      '-N': { build: { gcflags: ['-N'] }, flags: ['-gcflags=-N'] },
      '-race': { build: { race: true }, flags: ['-race'] },
      '-pgo=hot.pprof': { build: { pgo: join(directory, 'hot.pprof') }, flags: ['-pgo=hot.pprof'] },
      'GOARCH=arm64': { goarch: 'arm64', flags: ['GOARCH=arm64'] },
    }[flag]!;
    expectChanges(await compare(directory, [], {}, side), wantedIn(directory, flag));
  });

  it.runIf(selected.size === 7)('all of them', () => {
    // Those of recordings, and what remains without an explanation, are produced in other tests.
    const elsewhere = ['runs-more', 'runs-less', 'release', 'unknown'];
    expect(Object.keys(DIFF_CAUSES).filter((code) => !produced.has(code) && !elsewhere.includes(code))).toEqual([]);
  });
});

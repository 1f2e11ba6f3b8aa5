// Every pair of releases, on the shipped example and on a module from elsewhere with dependencies: what `diff` says is the set difference of two
// explanations. The source is the same, so that the place of a site is its identity here; `diff` does not use it first.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inlineFacts } from '../../src/diff/facts.ts';
import { diffAnalyses } from '../../src/diff/diff.ts';
import type { Change, Side } from '../../src/diff/model.ts';
import { explain } from '../../src/jobs/explain.ts';
import type { Placement, Site } from '../../src/site/model.ts';
import { selectedReleases } from '../markers/releases.ts';

const releases = selectedReleases();

/** A module with dependencies of its own that every release builds. */
const MODULE = 'github.com/spf13/cobra@v1.8.1';

function downloaded(): string {
  const copy = join(tmpdir(), 'allocpath-test-modules', MODULE.replaceAll('/', '_'));
  if (existsSync(join(copy, 'go.mod'))) return copy;
  const env = { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=mod' };
  const { Dir } = JSON.parse(execFileSync('go', ['mod', 'download', '-json', MODULE], { cwd: tmpdir(), env, encoding: 'utf8' })) as { Dir: string };
  mkdirSync(join(copy, '..'), { recursive: true });
  const work = `${copy}.${process.pid}`;
  cpSync(Dir, work, { recursive: true });
  // The module cache is read-only.
  for (const name of ['', ...readdirSync(work, { recursive: true, encoding: 'utf8' })]) chmodSync(join(work, name), statSync(join(work, name)).mode | 0o200);
  // Whole, or not at all.
  renameSync(work, copy);
  return copy;
}

const PROGRAMS = [
  { name: 'the example', root: () => join(import.meta.dirname, '../../examples'), patterns: ['./...'], atLeast: 80 },
  { name: MODULE, root: downloaded, patterns: ['./...'], atLeast: 550 },
];

const COST: Readonly<Record<Placement, number>> = { heap: 2, conditional: 1, stack: 0, static: 0, gone: 0, unknown: 9 };

/** Kind and place; of several at one place their number. In the standard library its file and expression: lines are others in each release. */
function byPlace(sites: readonly Site[], root: string): Map<string, Site> {
  const found = new Map<string, Site>();
  for (const site of sites) {
    const { file, line, column } = site.position;
    // Before 1.25 an append is not reported and has the place of its statement.
    const at = file.startsWith(`${root}/`)
      ? `${file.slice(root.length)}:${line}${site.kind === 'append' ? '' : `:${column ?? ''}`}`
      : `${file.replace(/^.*\/src\//, '')} ${site.expression}`;
    let key = `${site.kind} ${at}`;
    while (found.has(key)) key += '+';
    found.set(key, site);
  }
  return found;
}

const known = new Map<string, readonly string[] | undefined>();
function source(file: string): readonly string[] | undefined {
  if (!known.has(file)) known.set(file, existsSync(file) ? readFileSync(file, 'utf8').split('\n') : undefined);
  return known.get(file);
}

describe.each(PROGRAMS)('$name', { timeout: 900_000 }, ({ root: rootOf, patterns, atLeast }) => {
  const sides = new Map<string, Side>();
  let root = '';

  it('is explained with every release', async () => {
    root = rootOf();
    for (const release of releases) {
      const { analysis, texts, failures } = await explain({
        cwd: root,
        patterns,
        build: { gcflags: [], deps: false },
        tests: 'auto',
        go: `go${release}`,
      });
      expect(failures).toEqual([]);
      expect(analysis.sites.length).toBeGreaterThan(atLeast);
      sides.set(release, { analysis, label: release, root, facts: inlineFacts(texts), source, flags: [] });
    }
  });

  const pairs = releases.flatMap((a, i) => releases.slice(i + 1).map((b) => [a, b] as const));
  it.each(pairs)('%s and %s', (a, b) => {
    const [before, after] = [sides.get(a)!, sides.get(b)!];
    const [x, y] = [byPlace(before.analysis.sites, root), byPlace(after.analysis.sites, root)];
    const expected: string[] = [];
    const say = (change: Change, key: string): void => void expected.push(`${change} ${key}`);
    for (const [key, site] of x) {
      const other = y.get(key);
      if (other === undefined) {
        // A variable that does not move to the heap is in the frame, and no site.
        if (COST[site.placement] > 0) say(site.kind === 'moved-to-heap' ? 'better' : 'vanished', key);
      } else if (COST[site.placement] !== COST[other.placement]) say(COST[other.placement] > COST[site.placement] ? 'worse' : 'better', key);
    }
    for (const [key, site] of y) if (!x.has(key) && COST[site.placement] > 0) say(site.kind === 'moved-to-heap' ? 'worse' : 'appeared', key);
    const { changes, summary } = diffAnalyses(before, after);
    // What changed without another placement (a bound, a size, shared allocations) is not part of the set difference.
    const placed = changes.filter((c) => c.before === null || c.after === null || COST[c.before.placement] !== COST[c.after.placement]);
    const placeOf = new Map([...x].map(([key, site]) => [site, key]).concat([...y].map(([key, site]) => [site, key])) as [Site, string][]);
    const keyOf = (id: string | undefined, sites: readonly Site[]): string | undefined => placeOf.get(sites.find((s) => s.id === id)!);
    const found = placed.map((c) => `${c.change} ${keyOf(c.before?.id, before.analysis.sites) ?? keyOf(c.after?.id, after.analysis.sites)}`);
    expect(found.sort()).toEqual(expected.sort());
    expect(summary.worse + summary.appeared + summary.better + summary.vanished).toBe(changes.length);
    for (const { cause } of changes) expect(cause.code).not.toBe('unknown');
  });
});

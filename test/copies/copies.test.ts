// Which copy of a site is which: inlined ones whose expression reads otherwise, those of a package and of its test variant, and functions
// of the same name.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { explain } from '../../src/jobs/explain.ts';
import type { Site } from '../../src/site/model.ts';
import { selectedReleases } from '../markers/releases.ts';

describe.each(selectedReleases())('go%s', { timeout: 300_000 }, (release) => {
  const sitesOf = async (pattern: string): Promise<readonly Site[]> => {
    const { analysis } = await explain({
      cwd: join(import.meta.dirname, 'module'),
      patterns: [pattern],
      build: { gcflags: [], deps: false },
      go: `go${release}`,
      tests: 'auto',
    });
    expect(analysis.sites.length).toBeGreaterThan(0);
    return analysis.sites;
  };
  const copies = (site: Site): string[] => site.emitted.map((e) => `${e.placement} ${e.function} ${e.inlinedAt.map((p) => p.line).join()}`).sort();

  it('a make with a constant in place of a parameter', async () => {
    const make = (await sitesOf('./constant')).find((s) => s.kind === 'make-slice')!;
    expect(copies(make)).toEqual(['heap main.Mk ', 'heap main.main 18']);
    expect(make.conflicts.map((c) => c.code)).toEqual([]);
  });

  it('a package and its test variant', async () => {
    const sites = await sitesOf('./variants');
    expect(sites.map((s) => s.kind).sort()).toEqual(['append', 'composite']);
    for (const site of sites) {
      expect(copies(site)).toEqual(['heap example.com/copies/variants.New ']);
      expect(site.conflicts.filter((c) => c.code === 'copies-differ')).toEqual([]);
    }
  });

  it('functions of the same name in two packages', async () => {
    const sites = await sitesOf('./...');
    for (const name of ['one', 'two']) {
      const [site, ...others] = sites.filter((s) => s.package === `example.com/copies/${name}`);
      expect(others).toEqual([]);
      expect(copies(site!)).toEqual([`gone example.com/copies/${name}.Run 10`, `heap example.com/copies/${name}.newPoint `]);
      expect(site!.placement).toBe('gone');
    }
  });
});

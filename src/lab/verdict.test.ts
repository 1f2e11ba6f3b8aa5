import { describe, expect, it } from 'vitest';
import { readExperiments } from './directives.ts';
import type { Cell, Verdict } from './model.ts';
import { sourceLink, verdictsOn } from './verdict.ts';

function verdictOf(allocations: Readonly<Record<string, number | undefined>>, mechanisms = ''): Verdict {
  const [experiment] = readExperiments(`//lab:claim It does not allocate.\n//lab:holds allocs=0\n${mechanisms}//lab:case f()\nfunc f() {}\n`, 'x.go', '');
  const cells = Object.entries(allocations).map(([go, n]): Cell => {
    const where = { go, goarch: 'amd64', flags: '', said: [], emitted: [] };
    return n === undefined ? { ...where, happened: [], missing: 'no toolchain' } : { ...where, happened: [{ case: 'f()', allocations: n, bytes: 8 * n }] };
  });
  return verdictsOn(experiment!, cells)[0]!;
}

const CHANGE = '//lab:change 1.25 runtime/x.go f: it is new.\n';

describe('verdicts', () => {
  it('say since when and until when', () => {
    expect(verdictOf({ 'go1.24.1': 0, 'go1.25.1': 0 }).verdict).toBe('holds');
    expect(verdictOf({ 'go1.24.1': 1, 'go1.25.1': 1 }).verdict).toBe('never held');
    expect(verdictOf({ 'go1.23.1': 0, 'go1.24.1': 0, 'go1.25.1': 1 }, CHANGE)).toMatchObject({ verdict: 'held until 1.24', mechanism: { since: 25 } });
    expect(verdictOf({ 'go1.24.1': 1, 'go1.25.1': 0, 'go1.26.1': 0 }).verdict).toBe('holds since 1.25');
    expect(verdictOf({ 'go1.24.1': 1, 'go1.25.1': 0, 'go1.26.1': 1 }).verdict).toBe('held with 1.25 only');
  });

  it('do not pretend to know what was not measured', () => {
    expect(verdictOf({ 'go1.24.1': undefined, 'go1.25.1': undefined }).verdict).toBe('not measured');
    expect(verdictOf({ 'go1.24.1': undefined, 'go1.25.1': 0 })).toMatchObject({ verdict: 'holds', held: { 'go1.25.1': true } });
    expect(verdictOf({ 'go1.24.1': undefined, 'go1.25.1': 0 }).sentence).toContain('1 of 2 releases could not be measured');
    // The change lies somewhere between; with a mechanism it is known where.
    expect(verdictOf({ 'go1.22.1': 1, 'go1.27.1': 0 }).verdict).toBe('holds since 1.23 to 1.27');
    expect(verdictOf({ 'go1.22.1': 1, 'go1.27.1': 0 }, CHANGE).verdict).toBe('holds since 1.25');
    expect(verdictOf({ 'go1.22.1': 0, 'go1.27.1': 1 }, CHANGE).verdict).toBe('held until 1.24');
    expect(verdictOf({ 'go1.24.1': 0, 'go1.25.1': 1 }).sentence).toContain('what changed with 1.25 is not known');
  });

  it('link to the source of the release that brought it', () => {
    expect(sourceLink({ file: 'runtime/x.go', name: 'f', words: { en: '' }, since: 25 }, 'go1.27.4')).toMatch(/tags\/go1\.25\.0:src\/runtime\/x\.go$/);
    expect(sourceLink({ file: 'runtime/x.go', name: 'f', words: { en: '' } }, 'go1.27.4')).toMatch(/tags\/go1\.27\.4:src/);
  });
});

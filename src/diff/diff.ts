// Compares two analyses: which sites got worse or better, appeared or vanished, and why.
import type { Gap } from '../base/gap.ts';
import type { Site } from '../site/model.ts';
import { comparePlaces } from '../site/sort.ts';
import { causeOf } from './cause.ts';
import { allocates, changeOf, isLinked, sharesAllocation, stateOf } from './change.ts';
import { lonelySource, pairSource } from './source-change.ts';
import { matchSites, type Matched, type Pair } from './match.ts';
import { withVariables } from './moved-variables.ts';
import { beyondNoise, measureOf, noiseOf, runsOf, type Runs } from './measured.ts';
import { grouped } from './rule.ts';
import { sameScope } from './scope.ts';
import { CHANGES, type Change, type DiffResult, type Measure, type Side, type SideFacts, type SiteChange } from './model.ts';

/** The differences between two sides, worst first. */
export function diffAnalyses(sideA: Side, sideB: Side, gaps: readonly Gap[] = []): DiffResult {
  const { before, after, gaps: scope } = sameScope(sideA, sideB);
  const matched = withVariables(matchSites(before, after));
  const { pairs, vanished, appeared, context } = matched;
  const [runsBefore, runsAfter] = [runsOf(before), runsOf(after)];
  const [sharedBefore, sharedAfter] = [sharesAllocation(before.analysis), sharesAllocation(after.analysis)];
  const sameCompiler = before.analysis.target.goVersion === after.analysis.target.goVersion;
  const textOnly = !after.analysis.sites.some(isLinked);
  const changes: SiteChange[] = [];
  let same = 0;
  let neutral = 0;
  for (const { before: a, after: b, rewritten = false } of pairs) {
    const measures = measuresOf(a, b, runsBefore, runsAfter);
    const built = changeOf(a, b, { shared: [sharedBefore(a), sharedAfter(b)], sameCompiler, rewritten, textOnly });
    // A slice that now begins with room allocates there; its append has it no longer in the frame, and grows no more.
    if (built !== undefined && !isPreallocation(matched, built.change, a, b)) {
      const source = pairSource(context, a, b);
      const cause = causeOf({ change: built.change, by: built.by, before: a, after: b, rewritten, source }, before, after);
      changes.push(entry(built.change, a, b, cause, measures));
      continue;
    }
    const ran = ranChange(measures);
    if (ran === undefined) same++;
    else
      changes.push(
        entry(ran, a, b, ranCause(ran, measures!, rewritten || a.expression !== b.expression ? 'It is written differently' : 'The same code'), measures),
      );
  }
  for (const [change, sites] of [
    ['vanished', vanished],
    ['appeared', appeared],
  ] as const) {
    for (const site of sites) {
      const [a, b] = change === 'vanished' ? [site, undefined] : [undefined, site];
      if (!allocates(site)) {
        neutral++;
        continue;
      }
      const measures = measuresOf(a, b, runsBefore, runsAfter);
      // What no report has is a site where it allocated: that it did not on the other side says nothing of the code there.
      if (measures !== undefined && isKnownByRunAlone(site)) {
        const ran = ranChange(measures);
        if (ran === undefined) same++;
        else changes.push(entry(ran, a, b, ranCause(ran, measures, 'Code that no report has'), measures));
        continue;
      }
      changes.push(
        entry(
          change,
          a,
          b,
          causeOf({ change, before: a, after: b, rewritten: false, source: lonelySource(context, site, change === 'vanished' ? 0 : 1) }, before, after),
          measures,
        ),
      );
    }
  }
  const count = (change: Change): number => changes.filter((c) => c.change === change).length;
  const noise = { ...noiseEntry('before', runsBefore), ...noiseEntry('after', runsAfter) };
  return {
    schema: 'allocpath.diff/1',
    before: factsOf(before, runsBefore),
    after: factsOf(after, runsAfter),
    changes: changes.sort(compare),
    summary: { worse: count('worse'), appeared: count('appeared'), better: count('better'), vanished: count('vanished'), same, neutral },
    ...(Object.keys(noise).length === 0 ? {} : { noise }),
    gaps: [...gaps, ...scope, ...sideGaps(before, after, runsBefore, runsAfter, pairs)],
  };
}

// `out := make([]T, 0, n)` that is new, or gone, in front of `out = append(out, …)`.
function isPreallocation({ context, vanished, appeared }: Matched, change: Change, a: Site, b: Site): boolean {
  if (a.kind !== 'append') return false;
  const [side, site, makes] = change === 'worse' ? ([1, b, appeared] as const) : ([0, a, vanished] as const);
  const text = context.texts[side];
  const variable = /^(\w+)=append\(\1,/.exec(text.line(site.position))?.[1];
  if (variable === undefined) return false;
  return makes.some(
    (s) =>
      s.kind === 'make-slice' &&
      context.ownerOf(s, side) === context.ownerOf(site, side) &&
      new RegExp(`^(?:var )?${variable}:?=make\\(`).test(text.line(s.position)),
  );
}

interface Measures {
  readonly bytes: Measure;
  readonly allocations: Measure;
  /** Standard errors of the bytes of both sides; zero for what was counted. */
  readonly errors: readonly [number, number];
}

function measuresOf(a: Site | undefined, b: Site | undefined, before: Runs | undefined, after: Runs | undefined): Measures | undefined {
  if (before === undefined || after === undefined) return undefined;
  const runs = [before.count, after.count] as const;
  const bytes = measureOf(a === undefined ? undefined : before.bytes.get(a.id), b === undefined ? undefined : after.bytes.get(b.id), runs);
  const allocations = measureOf(a === undefined ? undefined : before.allocations.get(a.id), b === undefined ? undefined : after.allocations.get(b.id), runs);
  const errors = [errorOf(before, a), errorOf(after, b)] as const;
  return bytes.before === 0 && bytes.after === 0 ? undefined : { bytes, allocations, errors };
}

function errorOf({ errors }: Runs, site: Site | undefined): number {
  return (site === undefined ? undefined : errors.get(site.id)) ?? 0;
}

function isKnownByRunAlone({ happened, said, emitted }: Site): boolean {
  return happened !== undefined && said.length === 0 && emitted.every((e) => e.rule === 'line-and-entry');
}

function ranChange(measures: Measures | undefined): 'worse' | 'better' | undefined {
  if (measures === undefined || !beyondNoise(measures.bytes, measures.errors)) return undefined;
  return measures.bytes.after > measures.bytes.before ? 'worse' : 'better';
}

function ranCause(change: 'worse' | 'better', { allocations, errors }: Measures, what: string): SiteChange['cause'] {
  const [a, b] = errors.map((error) => (error === 0 ? '' : 'about '));
  const often = `${a}${grouped(allocations.before)} allocations before, ${b}${grouped(allocations.after)} after`;
  return change === 'worse' ? { code: 'runs-more', sentence: `${what}, ${often}.` } : { code: 'runs-less', sentence: `${what}, ${often}.` };
}

function entry(change: Change, a: Site | undefined, b: Site | undefined, cause: SiteChange['cause'], measures: Measures | undefined): SiteChange {
  const site = b ?? a!;
  return {
    change,
    package: site.package,
    function: site.function,
    ...(a !== undefined && b !== undefined && a.function !== b.function ? { renamedFrom: a.function } : {}),
    kind: site.kind,
    ...(site.variable === undefined ? {} : { variable: site.variable }),
    ...(site.type === undefined ? {} : { type: site.type }),
    before: a === undefined ? null : stateOf(a),
    after: b === undefined ? null : stateOf(b),
    cause,
    ...(measures === undefined ? {} : { bytes: measures.bytes, allocations: measures.allocations }),
  };
}

function factsOf({ analysis, label, flags }: Side, runs: Runs | undefined): SideFacts {
  const { goVersion, goos, goarch } = analysis.target;
  return { label, goVersion, goos, goarch, flags, sites: analysis.sites.length, ...(runs === undefined ? {} : { runs: runs.count }) };
}

function noiseEntry(side: 'before' | 'after', runs: Runs | undefined): { before?: number; after?: number } {
  const noise = runs === undefined ? undefined : noiseOf(runs);
  return noise === undefined ? {} : { [side]: noise };
}

// Sides that have little in common are said: every number below is then about two programs.
function sideGaps(before: Side, after: Side, runsBefore: Runs | undefined, runsAfter: Runs | undefined, pairs: readonly Pair[]): Gap[] {
  const gaps: Gap[] = [];
  const [a, b] = [new Set(before.analysis.target.packages), new Set(after.analysis.target.packages)];
  const shared = [...a].filter((name) => b.has(name)).length;
  // Packages that moved have their sites in common; those of Go are in every program.
  const ownSites = (side: Side, own: ReadonlySet<string>): number => side.analysis.sites.filter((s) => own.has(s.package)).length;
  const matched = pairs.filter((p) => a.has(p.before.package) && b.has(p.after.package)).length;
  const few = matched < Math.min(ownSites(before, a), ownSites(after, b)) / 2;
  if (a.size > 0 && b.size > 0 && shared === 0 && few)
    gaps.push({
      code: 'different-programs',
      affects: `${before.label}, ${after.label}`,
      message: 'The two sides have no package in common: what follows compares two programs.',
    });
  if ((runsBefore === undefined) !== (runsAfter === undefined))
    gaps.push({
      code: 'one-side-recorded',
      affects: (runsBefore === undefined ? after : before).label,
      message: 'Only one side is a recorded run, so bytes and counts are not compared.',
    });
  const estimated = [before, after].filter(({ analysis, repeats = [] }) =>
    [analysis, ...repeats].some((a) => a.recorded?.rate !== undefined || a.recorded?.profile !== undefined),
  );
  if (estimated.length > 0 && runsBefore !== undefined && runsAfter !== undefined)
    gaps.push({
      code: 'estimates',
      affects: estimated.map(({ label }) => label).join(', '),
      message: 'Bytes and counts are estimates from samples. Where a site runs the same code, a difference within two standard errors is no change.',
    });
  if (runsBefore?.count === 1 && runsAfter?.count === 1)
    gaps.push({
      code: 'noise-unknown',
      affects: `${before.label}, ${after.label}`,
      message: 'There is one run of each side, so nothing is known of how much repeated runs differ. Name several recordings of a side, with commas.',
    });
  const [read, other] = [before, after].map(({ analysis: { sites } }) => sites.length === 0 || sites.some((s) => s.emitted.length > 0));
  if (read !== other)
    gaps.push({
      code: 'one-side-read',
      affects: `${before.label}, ${after.label}`,
      message: 'The binary of one side was not read; placements of that side follow from the compiler’s text.',
    });
  return gaps;
}

const RANK = new Map(CHANGES.map((change, index) => [change, index]));

function compare(a: SiteChange, b: SiteChange): number {
  const placed = (c: SiteChange): Pick<Site, 'package' | 'position'> => ({ package: c.package, position: (c.after ?? c.before!).position });
  return RANK.get(a.change)! - RANK.get(b.change)! || weight(b) - weight(a) || comparePlaces(placed(a), placed(b));
}

function weight({ bytes, after, before }: SiteChange): number {
  if (bytes !== undefined) return Math.abs(bytes.after - bytes.before);
  return (after?.size ?? before?.size ?? 0) / 2 ** 40;
}

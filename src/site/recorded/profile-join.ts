// Adds a heap profile by Go to an analysis. Its stacks begin at the line that allocated; which of the calls on that line it was is known when the
// addresses are those of an analysed binary, and follows otherwise from line, kind and size. What could be several sites is put on none.
import type { Gap } from '../../base/gap.ts';
import type { GoLocation, GoProfile, GoSample } from '../../read/recording/pprof-profile.ts';
import { findAllocationEntry } from '../../read/release/allocation-entries.ts';
import { NEWEST_KNOWN, parseRelease } from '../../read/release/releases.ts';
import { siteId } from '../identity.ts';
import { unreportedKind } from '../kind.ts';
import type { Analysis, Happened, RecordedTotals, Site } from '../model.ts';
import { printableName, splitSymbol } from '../symbol-names.ts';
import { conflictsWithRun } from './conflicts.ts';
import { siteAddresses, type SiteAddresses } from './profile-addresses.ts';
import { ProfileCalls, type SeenCall } from './profile-calls.ts';
import { profileGaps } from './profile-gaps.ts';
import { SiteLines, type AllocationFacts } from './profile-lines.ts';
import { isRuntimeFunction } from './program.ts';
import { Tally, type TallyStack } from './tally.ts';
import { chance } from './weights.ts';

/** The analysis with what the profile tells; sites of code that was not analysed are added behind the others. */
export function addGoProfile(analysis: Analysis, profile: GoProfile): Analysis {
  const join = new ProfileJoin(analysis, profile);
  for (const sample of profile.samples) join.add(sample);
  const sites = [...analysis.sites, ...join.elsewhere].map((site, index) => withHappened(site, join.tallies.get(index), join.joinedBy(index)));
  const recorded = join.totals();
  const gaps: Gap[] = [...analysis.gaps, ...profileGaps(profile, recorded, join.minor)];
  // A getter must stay one: leaking parameters are found when they are asked for.
  return Object.defineProperties({} as Analysis, {
    ...Object.getOwnPropertyDescriptors(analysis),
    ...Object.getOwnPropertyDescriptors({ sites, gaps, recorded, completeness: { ...analysis.completeness, sites: sites.length } }),
  });
}

interface SiteTally {
  readonly tally: Tally;
  readonly live: { objects: number; bytes: number };
}

function withHappened(site: Site, found: SiteTally | undefined, joined: NonNullable<Happened['joined']>): Site {
  if (found === undefined) return site;
  const happened: Happened = { ...found.tally.happened(1), joined, live: found.live };
  return { ...site, happened, conflicts: [...site.conflicts, ...conflictsWithRun(site, happened)] };
}

interface Sum {
  allocations: number;
  bytes: number;
}

const sum = (): Sum => ({ allocations: 0, bytes: 0 });

class ProfileJoin {
  readonly tallies: Map<number, SiteTally> = new Map();
  readonly elsewhere: Site[] = [];
  readonly #analysis: Analysis;
  readonly #profile: GoProfile;
  /** N of the go1.N that the analysis is of. */
  readonly minor: number;
  readonly #lines: SiteLines;
  readonly #addresses: SiteAddresses | undefined;
  /** Where the addresses are known, the address of no site is that of a call which is none. */
  readonly #calls: SiteAddresses | ProfileCalls;
  readonly #analysed: ReadonlySet<string>;
  readonly #elsewhere = new Map<string, number>();
  readonly #runtime = new Map<string, Sum>();
  readonly #sums = { all: sum(), byAddress: sum(), byLine: sum(), elsewhere: sum(), runtime: sum(), unknown: sum(), ambiguous: sum(), unmatched: sum() };

  constructor(analysis: Analysis, profile: GoProfile) {
    this.#analysis = analysis;
    this.#profile = profile;
    this.minor = parseRelease(analysis.target.goVersion)?.minor ?? NEWEST_KNOWN;
    this.#lines = new SiteLines(analysis, this.minor);
    const seen = seenCalls(profile);
    this.#addresses = siteAddresses(analysis, this.#lines, seen);
    this.#calls = this.#addresses ?? new ProfileCalls(this.#lines, seen);
    // A test binary has code of its package under two more names. Packages that have sites only because they were inlined are not among them.
    this.#analysed = new Set(analysis.target.packages.flatMap((name) => [name, `${name}_test`, `${name}.test`]));
  }

  /** How the stacks of a site found it: sites of code that was not analysed are made from lines. */
  joinedBy(index: number): 'address' | 'line' {
    return this.#addresses !== undefined && index < this.#analysis.sites.length ? 'address' : 'line';
  }

  add(sample: GoSample): void {
    if (sample.objects <= 0 && sample.inuseObjects <= 0) return;
    plus(this.#sums.all, sample);
    const call = allocatingCall(sample);
    if (call === undefined) {
      const entry = sample.locations.at(-1)?.frames.at(-1)?.function;
      if (entry === undefined) plus(this.#sums.unknown, sample);
      else this.#addRuntime(entry, sample);
      return;
    }
    const { location, at } = call;
    const found = this.#calls.find(location, call);
    if (found === 'ambiguous') plus(this.#sums.ambiguous, sample);
    else if (found === undefined) this.#addElsewhere(location, call.entry, sample, at);
    else {
      plus(this.#addresses === undefined ? this.#sums.byLine : this.#sums.byAddress, sample);
      this.#tally(found, sample, at);
    }
  }

  #addRuntime(entry: string, sample: GoSample): void {
    plus(this.#sums.runtime, sample);
    let by = this.#runtime.get(entry);
    if (by === undefined) this.#runtime.set(entry, (by = sum()));
    plus(by, sample);
  }

  #addElsewhere(location: GoLocation, entry: string | undefined, sample: GoSample, at: number): void {
    const [inner] = location.frames;
    const owner = inner === undefined ? undefined : this.#lines.packageOf(inner.function, inner.file);
    if (inner === undefined || owner === undefined) plus(this.#sums.unknown, sample);
    else if (this.#analysed.has(owner)) plus(this.#sums.unmatched, sample);
    else {
      plus(this.#sums.elsewhere, sample);
      const name = printableName(splitSymbol(inner.function).name);
      const key = [owner, name, inner.file, inner.line, entry ?? ''].join('\0');
      let index = this.#elsewhere.get(key);
      if (index === undefined) this.#elsewhere.set(key, (index = this.#newSite(owner, name, inner, entry)));
      this.#tally(index, sample, at);
    }
  }

  // Profiles leave out the runtime function that was called, and with it the kind of what was allocated.
  #newSite(owner: string, name: string, { file, line }: GoLocation['frames'][number], entry: string | undefined): number {
    const family = entry === undefined ? undefined : findAllocationEntry(entry, this.minor)?.family;
    const { kind, expression } = family === undefined ? { kind: 'other' as const, expression: 'allocation' } : unreportedKind(family, undefined);
    const id = siteId([owner, name, kind, expression, entry ?? '', String(this.elsewhere.length)]);
    this.elsewhere.push({
      id,
      package: owner,
      function: name,
      kind,
      expression,
      position: { file, line },
      placement: 'heap',
      said: [],
      emitted: [],
      conflicts: [],
    });
    return this.#analysis.sites.length + this.elsewhere.length - 1;
  }

  #tally(index: number, sample: GoSample, at: number): void {
    let found = this.tallies.get(index);
    if (found === undefined) this.tallies.set(index, (found = { tally: new Tally(), live: { objects: 0, bytes: 0 } }));
    found.live.objects += sample.inuseObjects;
    found.live.bytes += sample.inuseBytes;
    const { rate } = this.#profile;
    const size = sample.objectBytes ?? (sample.objects === 0 ? 0 : sample.bytes / sample.objects);
    const p = chance(size, rate <= 1 ? 0 : rate) || 1;
    const counts = { run: 0, allocations: sample.objects, bytes: sample.bytes, slotBytes: sample.bytes };
    found.tally.add({ ...counts, samples: Math.round(sample.objects * p), size, p }, stackOf(sample, at), undefined);
  }

  totals(): RecordedTotals {
    const { all, byAddress, byLine, elsewhere, runtime, unknown, ambiguous, unmatched } = this.#sums;
    const { name, rate, taken, program } = this.#profile;
    return {
      allocations: all.allocations,
      bytes: all.bytes,
      slotBytes: all.bytes,
      onSites: byAddress.allocations + byLine.allocations,
      elsewhere: elsewhere.allocations,
      runtime: runtime.allocations,
      unknown: unknown.allocations + ambiguous.allocations + unmatched.allocations,
      ...(rate <= 1 ? {} : { rate }),
      runtimeBy: [...this.#runtime].map(([entry, by]) => ({ entry, ...by })).sort((a, b) => b.bytes - a.bytes),
      profile: {
        name,
        ...(taken === 0 ? {} : { taken }),
        ...(program === undefined ? {} : { program: program.file }),
        byAddress: byAddress.allocations,
        byLine: byLine.allocations,
        ambiguous,
        unmatched,
      },
    };
  }
}

/** The innermost call that is not the runtime's. */
interface AllocatingCall extends AllocationFacts {
  readonly location: GoLocation;
  readonly at: number;
}

function allocatingCall({ locations, objectBytes }: GoSample): AllocatingCall | undefined {
  for (let at = 0; at < locations.length; at++) {
    const location = locations[at]!;
    const outer = location.frames.at(-1);
    if (outer !== undefined && isRuntimeFunction(outer.function, outer.file)) continue;
    return { location, at, objectBytes, entry: at === 0 ? undefined : locations[at - 1]!.frames.at(-1)!.function };
  }
  return undefined;
}

// Stacks that differ only in who called the function tell nothing new.
function seenCalls({ samples }: GoProfile): SeenCall[] {
  const known = new Map<number | GoLocation, SeenCall & { readonly sizes: Map<number | undefined, number> }>();
  for (const sample of samples) {
    const call = allocatingCall(sample);
    if (call === undefined) continue;
    const { location, entry, objectBytes } = call;
    const key = location.address === 0 ? location : location.address;
    let seen = known.get(key);
    if (seen === undefined) known.set(key, (seen = { location, entry, sizes: new Map() }));
    seen.sizes.set(objectBytes, (seen.sizes.get(objectBytes) ?? 0) + sample.objects);
  }
  return [...known.values()];
}

function stackOf({ locations }: GoSample, at: number): TallyStack {
  const shown = locations.slice(at);
  return {
    // Equal stacks with objects of several sizes are several samples.
    key: shown.map(({ address, frames }) => (address === 0 ? frames.map((f) => `${f.function}:${f.line}`).join() : address.toString(36))).join(' '),
    cut: false,
    frames: () => shown.flatMap(({ frames }) => frames.map((f) => ({ function: printableName(f.function), file: f.file, line: f.line }))),
  };
}

function plus(to: Sum, sample: GoSample): void {
  to.allocations += sample.objects;
  to.bytes += sample.bytes;
}

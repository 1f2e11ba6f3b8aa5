// --ssa: values and instructions of the functions that hold the chosen sites, with the Go variables followed through.
import { parseBuildNames, parseGenssa, parseLiveValues, type EarlyNames, type SsaValue } from '../read/compiler/ssa-dump.ts';
import { splitSymbol } from '../site/symbol-names.ts';
import type { Gap } from '../base/gap.ts';
import type { Analysis, Emitted, Site, SsaListing } from '../site/model.ts';
import { canDump, dumpFileOf, dumpSsa } from '../drive/ssa.ts';
import { contextOf, type ExplainRequest, type ExplainResult } from './explain.ts';

/** Functions listed at most; what is beyond is named in a gap. */
const MAX_FUNCTIONS = 6;

interface Wanted {
  readonly name: string;
  readonly importPath: string;
  readonly test: boolean;
  readonly sites: Map<string, Set<string>>;
}

/** Lists the functions of some sites; the analysis comes back with `ssa` and with gaps for what could not be listed. */
export async function addSsa(result: ExplainResult, sites: readonly Site[], request: ExplainRequest): Promise<Analysis> {
  const gaps: Gap[] = [];
  const wanted = functionsOf(result.analysis, sites, gaps);
  const listings: SsaListing[] = [];
  for (const functions of byPackage(wanted).values()) {
    const { importPath, test } = functions[0]!;
    request.progress?.(`compiling ${importPath} with SSA dumps`);
    const dumped = await dumpSsa(
      importPath,
      test,
      functions.map((f) => f.name),
      request.build,
      result.toolchain,
      contextOf(request),
    );
    for (const f of functions) {
      const genssa = dumpFileOf(dumped.files, f.name, 'genssa');
      const values = parseLiveValues(dumped.text, f.name);
      if (genssa === undefined || values.length === 0) {
        gaps.push({
          code: 'ssa-not-dumped',
          affects: f.name,
          message: `The compiler wrote no SSA dump for ${f.name}; its code is compiled in another package, or under another name.`,
        });
        continue;
      }
      listings.push(listing(f, values, genssa, dumpFileOf(dumped.files, f.name, 'build') ?? ''));
    }
  }
  const { analysis } = result;
  return { ...analysis, leakingParameters: analysis.leakingParameters, gaps: [...analysis.gaps, ...gaps], ssa: listings };
}

function byPackage(wanted: readonly Wanted[]): Map<string, Wanted[]> {
  const groups = new Map<string, Wanted[]>();
  for (const w of wanted) groups.set(`${w.importPath} ${w.test}`, [...(groups.get(`${w.importPath} ${w.test}`) ?? []), w]);
  return groups;
}

function functionsOf(analysis: Analysis, sites: readonly Site[], gaps: Gap[]): Wanted[] {
  const found = new Map<string, Wanted>();
  const left = new Set<string>();
  for (const site of sites) {
    for (const emitted of site.emitted) {
      const name = emitted.ssa?.function;
      if (name === undefined) continue;
      const { importPath, test } = packageOf(analysis, emitted);
      const key = `${importPath} ${name}`;
      let wanted = found.get(key);
      if (wanted === undefined) {
        if (!canDump(name)) {
          gaps.push({
            code: 'ssa-name',
            affects: name,
            message: `The compiler's dump flag cannot carry the name ${name}: it separates its list by commas and colons.`,
          });
          continue;
        }
        if (found.size >= MAX_FUNCTIONS) {
          left.add(name);
          continue;
        }
        found.set(key, (wanted = { name, importPath, test, sites: new Map() }));
      }
      const values = wanted.sites.get(site.id) ?? new Set<string>();
      values.add(emitted.ssa!.value);
      wanted.sites.set(site.id, values);
    }
  }
  if (left.size > 0)
    gaps.push({
      code: 'ssa-more',
      affects: [...left].slice(0, 5).join(', '),
      message: `${left.size} more functions hold copies of it; the first ${MAX_FUNCTIONS} are listed.`,
    });
  return [...found.values()];
}

// Symbols of a command begin with `main`: its binary tells which one.
function packageOf(analysis: Analysis, emitted: Emitted): { importPath: string; test: boolean } {
  const owner = splitSymbol(emitted.function).package;
  const binary = emitted.binary === undefined ? undefined : analysis.binaries[emitted.binary];
  if (owner === 'main') return { importPath: binary?.package ?? analysis.target.packages[0] ?? '.', test: binary?.test === true };
  return { importPath: owner.replace(/_test$/, ''), test: binary?.test === true };
}

function listing(f: Wanted, values: readonly SsaValue[], genssa: string, build: string): SsaListing {
  const early = parseBuildNames(build);
  const names = new Map(values.map((v) => [v.id, v.names.length > 0 ? v.names : earlyNames(early.get(v.id), v)]));
  const ofSite = related(values, new Set([...f.sites.values()].flatMap((s) => [...s])));
  return {
    function: f.name,
    sites: [...f.sites.keys()],
    values: values.map((v) => ({ id: v.id, op: v.op, type: v.type, names: names.get(v.id) ?? [], line: v.line, text: v.text, ofSite: ofSite.has(v.id) })),
    instructions: parseGenssa(genssa).instructions.map((i) => ({
      index: i.index,
      ...(i.owner === undefined ? {} : { value: i.owner }),
      line: i.line,
      text: i.text,
      names: i.owner === undefined ? [] : (names.get(i.owner) ?? []),
      ofSite: i.owner !== undefined && ofSite.has(i.owner),
    })),
  };
}

function earlyNames(early: EarlyNames | undefined, value: SsaValue): readonly string[] {
  return early !== undefined && early.op === value.op && early.type === value.type ? early.names : [];
}

// The site's values, what they use (one step, moves looked through), and what is made of them, as long as it only moves the result on.
function related(values: readonly SsaValue[], seeds: ReadonlySet<string>): Set<string> {
  const byId = new Map(values.map((v) => [v.id, v]));
  const found = new Set(seeds);
  const moves = /^(?:Copy|StoreReg|LoadReg|SelectN|Select0)$/;
  for (const id of seeds) {
    for (const used of byId.get(id)?.uses ?? []) {
      for (let at: string | undefined = used; at !== undefined && !found.has(at); at = moves.test(byId.get(at)?.op ?? '') ? byId.get(at)?.uses[0] : undefined) {
        if (byId.get(at)?.type !== 'mem') found.add(at);
      }
    }
  }
  const results = new Set(seeds);
  for (let grown = true; grown;) {
    grown = false;
    for (const v of values) {
      if (results.has(v.id) || !(moves.test(v.op) || v.op === 'Phi') || v.type === 'mem') continue;
      if (v.op === 'Phi' ? v.names.length > 0 && v.uses.some((u) => results.has(u)) : v.uses.some((u) => results.has(u))) {
        results.add(v.id);
        grown = true;
      }
    }
  }
  for (const id of results) found.add(id);
  return found;
}

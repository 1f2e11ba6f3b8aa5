// Picks the evidence for one experiment out of the analysis of its package.
import type { Analysis, Emitted, Placement, Site } from '../site/model.ts';
import type { Experiment } from './model.ts';

/** Evidence that reading gives, without running. */
export interface ReadEvidence {
  readonly said: readonly string[];
  readonly emitted: readonly string[];
  readonly placement?: Placement;
  readonly bound?: string;
}

const WORST: readonly Placement[] = ['heap', 'conditional', 'unknown', 'stack', 'static', 'gone'];

/** @param file of the experiment, as the analysis names it; @param symbol prefix of its package */
export function readEvidence(analysis: Analysis, experiment: Experiment, file: string, symbol: string): ReadEvidence {
  const [first, last] = experiment.lines;
  const inFunction = (line: number): boolean => line >= first && line <= last;
  const function_ = `${symbol}.${experiment.function}`;
  const said = new Set<string>();
  const emitted = new Set<string>();
  const placements: Placement[] = [];
  let bound: string | undefined;
  for (const site of analysis.sites) {
    if (site.position.file !== file || !wanted(experiment, site, inFunction)) continue;
    // A site of another function counts by its copies that were inlined into this one.
    const own = inFunction(site.position.line);
    const copies = own ? site.emitted : site.emitted.filter((e) => within(e, function_));
    const inlinedSaid = site.said.filter((s) => inFunction(s.position.line));
    for (const { message } of own || inlinedSaid.length === 0 ? site.said : inlinedSaid) said.add(message);
    if (!own && copies.length === 0 && inlinedSaid.length === 0) {
      // Nothing of it came here: it is called, and is what it is in its own function.
      placements.push(...collect(site.emitted, emitted));
      if (site.emitted.length === 0) placements.push(site.placement);
      bound ??= site.bound;
      continue;
    }
    const found = collect(copies, emitted);
    if (own && copies.length === 0) placements.push(site.placement);
    else placements.push(...(found.length === 0 ? [placementOfInlined(site, inlinedSaid.length > 0)] : found));
    bound ??= site.bound;
  }
  const placement = WORST.find((p) => placements.includes(p));
  return {
    said: [...said],
    emitted: [...emitted],
    ...(placement === undefined ? {} : { placement }),
    ...(bound === undefined || placement !== 'conditional' ? {} : { bound }),
  };
}

function wanted({ marks }: Experiment, { kind, position }: Site, inFunction: (line: number) => boolean): boolean {
  return marks.length === 0 ? inFunction(position.line) : marks.some((m) => m.line === position.line && (m.kind === undefined || m.kind === kind));
}

function within({ function: printed }: Emitted, wantedName: string): boolean {
  // `p.(*T).m` is `p.T.m` here.
  const name = printed.replace(/\(\*?(\w+)\)/, '$1');
  return name === wantedName || name.startsWith(`${wantedName}.`);
}

function placementOfInlined(site: Site, said: boolean): Placement {
  return said && site.placement === 'heap' ? 'stack' : site.placement;
}

function collect(copies: readonly Emitted[], emitted: Set<string>): Placement[] {
  const placements: Placement[] = [];
  for (const copy of copies) {
    if (copy.entry !== undefined) emitted.add(copy.entry);
    if (copy.slot?.size !== undefined) emitted.add(`slot of ${copy.slot.size} bytes`);
    placements.push(copy.placement);
  }
  return placements;
}

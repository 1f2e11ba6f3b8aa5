// The reverse of an escape reason: which parameter makes its callers allocate, and where those callers are.
import type { Analysis, LeakingParameter, Site } from './model.ts';
import { isSameFile, type Place } from './query.ts';
import { sortSites } from './sort.ts';

export interface LeakRow {
  readonly leak: LeakingParameter;
  /** The sites that are on the heap because they are passed here, in the default order. */
  readonly sites: readonly Site[];
  /** Distinct functions that hold those sites. */
  readonly callers: number;
  /** Ids that the analysis names here but has no site for. */
  readonly missing: readonly string[];
}

/** Leaking parameters that cost somebody something (or all), the most sites first; `of` narrows to a function name or a place. */
export function leakRows(analysis: Analysis, options: { readonly of?: string; readonly at?: Place; readonly all?: boolean } = {}): LeakRow[] {
  const byId = new Map(analysis.sites.map((site) => [site.id, site]));
  const rows: LeakRow[] = [];
  for (const leak of analysis.leakingParameters) {
    if (options.of !== undefined && !`${leak.package}.${leak.function}`.includes(options.of)) continue;
    const at = options.at;
    if (at !== undefined && !(leak.position.line === at.line && isSameFile(leak.position.file, at.file))) continue;
    const sites: Site[] = [];
    const missing: string[] = [];
    for (const id of new Set(leak.sites)) {
      const site = byId.get(id);
      if (site === undefined) missing.push(id);
      else sites.push(site);
    }
    if (sites.length === 0 && missing.length === 0 && options.all !== true) continue;
    const callers = new Set(sites.map((site) => `${site.package}.${site.function}`)).size;
    rows.push({ leak, sites: sortSites(sites, 'loop', analysis.target.packages), callers, missing });
  }
  const name = (row: LeakRow): string => `${row.leak.package}.${row.leak.function}.${row.leak.parameter}\0${row.leak.to}`;
  return rows.sort((a, b) => b.sites.length - a.sites.length || b.callers - a.callers || (name(a) < name(b) ? -1 : name(a) > name(b) ? 1 : 0));
}

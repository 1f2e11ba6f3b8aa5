// What the compiler kept off the heap, and by which means.
import type { Analysis, Site } from './model.ts';
import { sortSites } from './sort.ts';

export const SAVING_MECHANISMS = ['stack', 'up-to-bound', 'zero-copy', 'registers', 'static', 'gone'] as const;
export type SavingMechanism = (typeof SAVING_MECHANISMS)[number];

export interface SavedRow {
  readonly mechanism: SavingMechanism;
  /** In source order. */
  readonly sites: readonly Site[];
  /** Emitted copies of those sites. */
  readonly copies: number;
  /** Bytes of the frame slots whose size is known. */
  readonly slotBytes: number;
  /** Copies whose frame slot has no known size. */
  readonly unknownSlots: number;
}

/** One row for each mechanism that saved something, in the order of SAVING_MECHANISMS. */
export function savedRows(analysis: Analysis, sites: readonly Site[] = analysis.sites): SavedRow[] {
  const byMechanism = new Map<SavingMechanism, Site[]>(SAVING_MECHANISMS.map((mechanism) => [mechanism, []]));
  for (const site of sites) {
    const mechanism = savedBy(site);
    if (mechanism !== undefined) byMechanism.get(mechanism)!.push(site);
  }
  const rows: SavedRow[] = [];
  for (const [mechanism, members] of byMechanism) {
    if (members.length === 0) continue;
    let copies = 0;
    let slotBytes = 0;
    let unknownSlots = 0;
    for (const site of members) {
      copies += site.emitted.length;
      for (const emitted of site.emitted) {
        if (emitted.slot?.size !== undefined) slotBytes += emitted.slot.size;
        else if (emitted.slot !== undefined || emitted.entry === 'frame') unknownSlots++;
      }
    }
    rows.push({ mechanism, sites: sortSites(members, 'position', analysis.target.packages), copies, slotBytes, unknownSlots });
  }
  return rows;
}

/** How the compiler kept the site off the heap; undefined when it did not, or when nobody knows. */
export function savedBy(site: Site): SavingMechanism | undefined {
  switch (site.placement) {
    case 'heap':
    case 'unknown':
      return undefined;
    case 'conditional':
      return 'up-to-bound';
    case 'static':
      return 'static';
    case 'stack':
    case 'gone':
      if (isZeroCopy(site)) return 'zero-copy';
      if (site.emitted.length > 0 && site.emitted.every((emitted) => emitted.entry === 'registers')) return 'registers';
      return site.placement;
  }
}

function isZeroCopy(site: Site): boolean {
  return site.reason?.cause === 'zero-copy' || site.said.some((said) => said.message.startsWith('zero-copy '));
}

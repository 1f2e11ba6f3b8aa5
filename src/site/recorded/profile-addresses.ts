// Whether the addresses in a profile are those of a binary that was analysed. Nothing in a profile says so: the build id differs with the flags of the
// report, although the code does not. So it is tried: where most calls that both know have the same addresses, on the same lines, the code is the
// same, and an address names its call.
import type { GoFrame, GoLocation } from '../../read/recording/pprof-profile.ts';
import type { Analysis, Emitted, Site } from '../model.ts';
import type { SeenCall } from './profile-calls.ts';
import { nameOf, sizeFits, type AllocationFacts, type SiteLines } from './profile-lines.ts';

/** Pages are the unit in which position-independent code is moved. */
const PAGE = 4096;
/** Calls from which the distance of position-independent code is guessed. */
const GUESSES = 16;
/** Of the calls on lines that allocate so many have to be known by their address. On such a line the runtime can allocate for itself, too. */
const ENOUGH = 0.8;

/** The call at an address. */
interface KnownCall {
  readonly index: number;
  readonly site: Site;
  readonly call: Emitted;
}

/** Finds sites by the addresses of one program. */
export class SiteAddresses {
  readonly #calls: ReadonlyMap<number, KnownCall>;
  readonly #slide: number;

  /** Calls of which objects with the size that is expected were seen. */
  readonly #asExpected: ReadonlySet<KnownCall>;

  constructor(calls: ReadonlyMap<number, KnownCall>, slide: number, seen: readonly SeenCall[]) {
    this.#calls = calls;
    this.#slide = slide;
    const asExpected = new Set<KnownCall>();
    for (const { location, sizes } of seen) {
      const known = this.#at(location);
      if (known?.call.sizeClass !== undefined && sizes.has(known.call.sizeClass)) asExpected.add(known);
    }
    this.#asExpected = asExpected;
  }

  /**
   * Index of the site; undefined where no call is at the address, one on another line, or one of objects of another size beside its own: what the
   * runtime allocates for itself meanwhile has the same stack once its frames are gone.
   */
  find(location: GoLocation, { objectBytes }: AllocationFacts): number | undefined {
    const known = this.#at(location);
    return known !== undefined && (sizeFits(known.call, objectBytes) || !this.#asExpected.has(known)) ? known.index : undefined;
  }

  agreesWith(lines: SiteLines, seen: readonly SeenCall[]): boolean {
    let known = 0;
    let missing = 0;
    for (const { location } of seen) {
      if (this.#at(location) !== undefined) known++;
      else if (lines.at(location.frames).some(({ calls }) => calls[0]!.pc !== undefined)) missing++;
    }
    return known > 0 && known >= (known + missing) * ENOUGH;
  }

  #at({ address, frames }: GoLocation): KnownCall | undefined {
    const known = this.#calls.get(address - this.#slide);
    return known !== undefined && isAt(known, frames) ? known : undefined;
  }
}

/**
 * The sites of the binary whose addresses a profile has; undefined when it has those of none.
 * @param seen one for each call
 */
export function siteAddresses(analysis: Analysis, lines: SiteLines, seen: readonly SeenCall[]): SiteAddresses | undefined {
  // An address in a profile is one less than the return address (src/runtime/symtab.go: Frames.Next).
  const toProfile = (analysis.target.goarch === 'arm64' ? 4 : 5) - 1;
  for (let binary = 0; binary < analysis.binaries.length; binary++) {
    const calls = new Map<number, KnownCall>();
    for (const [index, site] of analysis.sites.entries()) {
      for (const call of site.emitted) {
        if (call.pc === undefined || call.binary === undefined) continue;
        for (const copy of [{ binary: call.binary, pc: call.pc }, ...(call.alsoIn ?? [])]) {
          if (copy.binary === binary) calls.set(copy.pc + toProfile, { index, site, call });
        }
      }
    }
    for (const slide of slides(calls, lines, seen)) {
      const addresses = new SiteAddresses(calls, slide, seen);
      if (addresses.agreesWith(lines, seen)) return addresses;
    }
  }
  return undefined;
}

// None, and what sites with a single call suggest.
function slides(calls: ReadonlyMap<number, KnownCall>, lines: SiteLines, seen: readonly SeenCall[]): Set<number> {
  const found = new Set([0]);
  const addresses = new Map<number, number>();
  for (const [address, { index }] of calls) addresses.set(index, addresses.has(index) ? 0 : address);
  let guesses = 0;
  for (const { location } of seen) {
    const { address, frames } = location;
    const site = address === 0 ? undefined : lines.find(frames, {});
    const only = typeof site === 'number' ? addresses.get(site) : undefined;
    if (only === undefined || only === 0) continue;
    if ((address - only) % PAGE === 0) found.add(address - only);
    if (++guesses === GUESSES) break;
  }
  return found;
}

// The same function, inlined through the same lines; or at least the line of the expression. Some calls are charged to other lines than that of their
// expression: elements of long literals, and parameters that are moved to the heap before the inlined body begins.
function isAt({ site, call }: KnownCall, frames: readonly GoFrame[]): boolean {
  const inner = frames[0];
  const outer = frames.at(-1);
  if (inner === undefined || outer === undefined) return false;
  const own = frames.length - call.inlinedAt.length;
  const sameCallers = (own === 1 || (own === 0 && site.kind === 'moved-to-heap')) && call.inlinedAt.every((at, i) => frames.at(-1 - i)!.line === at.line);
  if (sameCallers && nameOf(outer.function) === nameOf(call.function)) return true;
  return inner.line === site.position.line && lastPart(inner.file) === lastPart(site.position.file);
}

function lastPart(file: string): string {
  return file.replace(/^.*[/\\]/, '');
}

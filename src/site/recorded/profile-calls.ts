// Tells the calls of a line apart when the addresses of a profile are those of another build. Each address is one call, whatever it is: the objects that
// were seen at it say whether it makes one size or several, and a call that is one address is no other.
import type { GoLocation } from '../../read/recording/pprof-profile.ts';
import type { Emitted } from '../model.ts';
import { nameOf, sizeFits, type AllocationFacts, type Candidate, type SiteLines } from './profile-lines.ts';

/** An allocating call of a profile. */
export interface SeenCall {
  readonly location: GoLocation;
  /** Runtime function that it called, where the profile has it. */
  readonly entry: string | undefined;
  /** Objects by the bytes of their size class; undefined where the profile does not say. */
  readonly sizes: ReadonlyMap<number | undefined, number>;
}

/** Of the objects at an address so many have to be of the call's size; the runtime allocates others for itself meanwhile. */
const ENOUGH = 0.9;

/** A call in the analysed build that is an address of the profile. */
interface Assigned {
  readonly index: number;
  readonly call: Emitted;
}

/** The sites of the calls in a profile. */
export class ProfileCalls {
  readonly #lines: SiteLines;
  readonly #assigned = new Map<number, Assigned | 'ambiguous'>();

  constructor(lines: SiteLines, seen: readonly SeenCall[]) {
    this.#lines = lines;
    const groups = new Map<string, SeenCall[]>();
    for (const call of seen) {
      const { address, frames } = call.location;
      if (address === 0 || frames.length === 0) continue;
      const key = frames.map((frame) => `${frame.function}:${frame.line}`).join('<');
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [call]);
      else group.push(call);
    }
    for (const group of groups.values()) this.#assign(group);
  }

  /** Index of the site of an allocation; `ambiguous` when it can be several, undefined when it is none. */
  find({ address, frames }: GoLocation, facts: AllocationFacts): number | 'ambiguous' | undefined {
    const assigned = this.#assigned.get(address);
    if (assigned === undefined) return this.#lines.find(frames, facts);
    if (assigned === 'ambiguous') return assigned;
    return sizeFits(assigned.call, facts.objectBytes) ? assigned.index : undefined;
  }

  // All of one function and line, inlined through the same lines.
  #assign(group: readonly SeenCall[]): void {
    let calls = callsOf(this.#lines.at(group[0]!.location.frames), group[0]!.location);
    if (this.#assignInOrder(group, calls)) return;
    // More addresses than calls: it was compiled in another way, and a call can be several addresses.
    const once = group.length <= calls.length;
    let open = [...group];
    for (;;) {
      const left: SeenCall[] = [];
      for (const seen of open) {
        const fitting = calls.filter(({ call }) => this.#fits(call, seen));
        const sites = new Set(fitting.map(({ index }) => index));
        if (sites.size === 1) {
          this.#assigned.set(seen.location.address, fitting[0]!);
          if (once) calls = calls.filter((call) => call !== fitting[0]);
        } else if (sites.size > 1) left.push(seen);
      }
      if (left.length === open.length || left.length === 0) {
        for (const { location } of left) this.#assigned.set(location.address, 'ambiguous');
        return;
      }
      open = left;
    }
  }

  // As many addresses as calls, and every one has the sizes of the call that is as far in the function: the code is the same, at another place.
  #assignInOrder(group: readonly SeenCall[], calls: readonly Assigned[]): boolean {
    const known = new Map(calls.flatMap((one) => (one.call.pc === undefined ? [] : [[one.call.pc, one]])));
    if (known.size !== group.length) return false;
    const sorted = [...known].sort((a, b) => a[0] - b[0]).map(([, one]) => one);
    const addresses = [...group].sort((a, b) => a.location.address - b.location.address);
    if (!addresses.every((seen, i) => this.#fits(sorted[i]!.call, seen))) return false;
    for (const [i, { location }] of addresses.entries()) this.#assigned.set(location.address, sorted[i]!);
    return true;
  }

  #fits(call: Emitted, { entry, sizes }: SeenCall): boolean {
    if (!this.#lines.sameEntry(call, entry)) return false;
    let fitting = 0;
    let all = 0;
    for (const [size, objects] of sizes) {
      all += objects;
      if (sizeFits(call, size)) fitting += objects;
    }
    return fitting >= all * ENOUGH;
  }
}

// The calls in one binary, and of one instance of a generic function, if it is known which.
function callsOf(candidates: readonly Candidate[], { frames }: GoLocation): Assigned[] {
  const all = candidates.flatMap(({ index, calls }) => calls.map((call) => ({ index, call })));
  const outer = nameOf(frames.at(-1)!.function);
  const same = all.filter(({ call }) => nameOf(call.function) === outer);
  const byBinary = new Map<number | undefined, Assigned[]>();
  for (const one of same.length > 0 ? same : all) {
    const list = byBinary.get(one.call.binary);
    if (list === undefined) byBinary.set(one.call.binary, [one]);
    else list.push(one);
  }
  return [...byBinary.values()].reduce<Assigned[]>((most, list) => (list.length > most.length ? list : most), []);
}

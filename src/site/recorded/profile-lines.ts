// Which sites a stack of a profile can belong to, by function, file and line: what is left when no address tells. An allocation call is found under its
// whole chain of inlined calls first; the compiler charges some calls to other lines than the report, and those are looked for next.
import type { GoFrame } from '../../read/recording/pprof-profile.ts';
import { findAllocationEntry } from '../../read/release/allocation-entries.ts';
import { fit } from '../kind.ts';
import type { Analysis, Emitted, Site } from '../model.ts';
import { printableName, splitSymbol } from '../symbol-names.ts';

/** A site on the line of a stack, with those of its calls that can be meant. */
export interface Candidate {
  readonly index: number;
  readonly site: Site;
  readonly calls: readonly Emitted[];
}

/** What is known of the allocation besides its stack. */
export interface AllocationFacts {
  /** Runtime function that the line called; profiles by Go leave it out. */
  readonly entry?: string | undefined;
  /** Bytes of the size class. */
  readonly objectBytes?: number | undefined;
}

/**
 * Up to go1.25 stacks of profiles lack the function that calls mallocgc itself, and begin at the line that called it: mProf_Malloc skips as many frames
 * as there are below newobject and its like (src/runtime/mprof.go; since go1.26 it skips those of the allocator alone).
 */
export const LAST_FRAMES_KEPT = 26;

/** Lines that a function's parameters may stand below its `func`. */
const PARAMETER_LINES = 40;

/** The sites of an analysis by where their calls are. */
export class SiteLines {
  readonly #minor: number;
  readonly #mains: ReadonlySet<string>;
  readonly #sites: readonly Site[];
  readonly #byChain = new Map<string, Candidate[]>();
  readonly #byLine = new Map<string, Candidate[]>();
  /** Variables that were moved to the heap, by the calls that their function was inlined through, and by their function. */
  readonly #movedByCallers = new Map<string, Candidate[]>();
  readonly #movedByFunction = new Map<string, Candidate[]>();

  constructor({ sites, binaries }: Pick<Analysis, 'sites' | 'binaries'>, minor: number) {
    this.#minor = minor;
    this.#sites = sites;
    this.#mains = new Set(binaries.filter((b) => !b.test).map((b) => b.package));
    for (const index of sites.keys()) this.#add(index);
  }

  /** Index of the one site that fits; `ambiguous` when several do, undefined when none does. */
  find(frames: readonly GoFrame[], facts: AllocationFacts): number | 'ambiguous' | undefined {
    for (const candidates of this.#groups(frames)) {
      const fitting = candidates.filter((candidate) => this.#fits(candidate, facts));
      const chosen = fitting.length > 1 ? this.#prefer(fitting, facts) : fitting;
      const indexes = new Set(chosen.map((c) => c.index));
      if (indexes.size > 1) return 'ambiguous';
      if (indexes.size === 1) return chosen[0]!.index;
    }
    return undefined;
  }

  /** Calls on the line of the innermost frame that were inlined through the same lines, each with its site. */
  at(frames: readonly GoFrame[]): readonly Candidate[] {
    return this.#near(this.#byChain.get(chainOf(frames)), frames[0]);
  }

  /** Whether a call can be of that runtime function; nobody knows better when it is not given. */
  sameEntry(call: Emitted, entry: string | undefined): boolean {
    if (entry === undefined || call.entry === entry) return true;
    const family = findAllocationEntry(entry, this.#minor)?.family;
    return family !== undefined && family === findAllocationEntry(call.entry, this.#minor)?.family;
  }

  /** The package of a function, as the analysis calls it. */
  packageOf(name: string, file: string): string {
    const { package: prefix } = splitSymbol(name);
    if (prefix !== 'main' || this.#mains.size === 0) return prefix;
    if (this.#mains.size === 1) return this.#mains.values().next().value!;
    const owner = this.#sites.find((site) => this.#mains.has(site.package) && sharedEnd(site.position.file, file) >= 2);
    return owner?.package ?? prefix;
  }

  #add(index: number): void {
    const site = this.#sites[index]!;
    const { position } = site;
    const calls = site.emitted.filter((e) => findAllocationEntry(e.entry, this.#minor) !== undefined);
    push(this.#byLine, lineOf(position), { index, site, calls });
    if (site.kind === 'moved-to-heap') push(this.#movedByFunction, site.function, { index, site, calls });
    for (const call of calls) {
      const callers = [...call.inlinedAt].reverse();
      const candidate = { index, site, calls: [call] };
      push(this.#byChain, chainOf([position, ...callers]), candidate);
      if (site.kind === 'moved-to-heap' && callers.length > 0) push(this.#movedByCallers, chainOf(callers), candidate);
    }
  }

  // From what is certain to what is likely; the first group in which a site fits decides.
  *#groups(frames: readonly GoFrame[]): Generator<readonly Candidate[]> {
    const [inner] = frames;
    if (inner === undefined) return;
    yield this.at(frames);
    // The same source, inlined in another way: another build than the one that was analysed.
    yield this.#near(this.#byLine.get(lineOf(inner)), inner);
    // A parameter that is moved to the heap is allocated where its function is called, before the inlined body begins ...
    yield this.#near(this.#movedByCallers.get(chainOf(frames)), undefined);
    // ... or at the `func` line, while the report names the line of the parameter.
    const { name } = splitSymbol(inner.function);
    const moved = this.#near(this.#movedByFunction.get(printableName(name)), inner);
    yield moved.filter(({ site }) => site.position.line > inner.line && site.position.line <= inner.line + PARAMETER_LINES);
  }

  // Lines are kept under the last part of their file's name; the rest of the path depends on where it was built, and -trimpath.
  #near(candidates: readonly Candidate[] | undefined, frame: GoFrame | undefined): readonly Candidate[] {
    if (candidates === undefined || frame === undefined) return candidates ?? [];
    let best = 1;
    for (const { site } of candidates) best = Math.max(best, sharedEnd(site.position.file, frame.file));
    const near = candidates.filter(({ site }) => sharedEnd(site.position.file, frame.file) === best);
    const same = near.filter(({ site }) => this.#isFunction(site, frame));
    if (same.length > 0) return same;
    // A closure of an inlined function has the name of where it was inlined; a file in the same directory is the same all the same.
    return best >= 2 ? near : [];
  }

  #isFunction(site: Site, frame: GoFrame): boolean {
    const { package: prefix, name } = splitSymbol(frame.function);
    return printableName(name) === site.function && (prefix === site.package || (prefix === 'main' && this.#mains.has(site.package)));
  }

  #fits({ site, calls }: Candidate, facts: AllocationFacts): boolean {
    const { entry } = facts;
    if (calls.length === 0) {
      // It allocates nothing in this build. If it did in the one that was profiled, that is a conflict worth knowing; unless the line can be that of
      // a call to what allocated.
      if (this.#minor < LAST_FRAMES_KEPT) return false;
      const family = entry === undefined ? undefined : findAllocationEntry(entry, this.#minor)?.family;
      return family === undefined || fit(family, site.kind) > 0;
    }
    return calls.some((call) => this.sameEntry(call, entry) && sizeFits(call, facts.objectBytes));
  }

  // What allocates in the analysed build comes before what does not.
  #prefer(candidates: readonly Candidate[], { entry }: AllocationFacts): readonly Candidate[] {
    const calling = candidates.filter((c) => c.calls.length > 0);
    if (calling.length === 0) return candidates;
    const exact = calling.filter((c) => c.calls.some((call) => call.entry === entry));
    return exact.length > 0 ? exact : calling;
  }
}

/** Whether a call can have made objects of that size class: a size that is known has to be the one; a slice holds at least one element. */
export function sizeFits({ sizeClass, elementSize }: Emitted, objectBytes: number | undefined): boolean {
  if (objectBytes === undefined) return true;
  return sizeClass === undefined ? objectBytes >= (elementSize ?? 0) : sizeClass === objectBytes;
}

type Line = Pick<GoFrame, 'file' | 'line'>;

/** The name of a compiled function without its package, which the functions of a command have two of. */
export function nameOf(symbol: string): string {
  return splitSymbol(symbol).name;
}

function lineOf({ file, line }: Line): string {
  return `${file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)}:${line}`;
}

function chainOf(frames: readonly Line[]): string {
  return frames.map(lineOf).join('<');
}

/** How many parts at the end of two paths are equal. */
function sharedEnd(a: string, b: string): number {
  const [left, right] = [a.split(/[/\\]/), b.split(/[/\\]/)];
  let count = 0;
  while (count < left.length && count < right.length && left.at(-1 - count) === right.at(-1 - count)) count++;
  return count;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

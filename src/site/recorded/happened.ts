// Adds what a run recorded to an analysis: every allocation goes to the site whose call instruction returned it, or, where that code was not
// analysed, to a site that is named by its function and line. Nothing is lost on the way: the totals add up to what was recorded.
import type { Gap } from '../../base/gap.ts';
import type { ProcessRecord } from '../../read/recording/process-record.ts';
import type { Events, RecordedProfile } from '../../read/recording/recording.ts';
import { findAllocationEntry } from '../../read/release/allocation-entries.ts';
import { siteId } from '../identity.ts';
import { unreportedKind } from '../kind.ts';
import type { Analysis, Emitted, Happened, RecordedTotals, RunFacts, Site } from '../model.ts';
import { splitSymbol } from '../symbol-names.ts';
import { ownerOf, placeStack, type PlacedStack } from './attribute.ts';
import { EventSummary, type StackFacts } from './event-summary.ts';
import { conflictsWithRun } from './conflicts.ts';
import type { CodePlace, RecordedProgram } from './program.ts';
import { profileOf, type StackOwner } from './profile.ts';
import { Tally, type TallyStack } from './tally.ts';
import { chance, Estimate } from './weights.ts';

/** One process, with the program that its addresses belong to. */
export interface RecordedProcess {
  readonly record: ProcessRecord;
  readonly program?: RecordedProgram;
  /** Index of the program into Analysis.binaries. */
  readonly binary?: number;
  /** How it ended, where somebody waited for it. */
  readonly signal?: string;
  readonly events?: Events;
}

/** Whose a stack of one process is. */
interface Share extends StackOwner {
  readonly tally: Tally;
  readonly stack: TallyStack;
}

/** An analysis with what happened, and the profiles of the processes, whose stacks name its sites. */
export interface Recorded {
  readonly analysis: Analysis;
  readonly profiles: readonly RecordedProfile[];
}

/** The analysis with what happened; sites of code that was not analysed are added behind the others. */
export function addRecording(analysis: Analysis, processes: readonly RecordedProcess[], minor: number, moreGaps: readonly Gap[] = []): Recorded {
  const attribution = new Attribution(analysis, minor);
  const profiles: RecordedProfile[] = [];
  const runs = processes.map((process, index) => attribution.add(process, index, profiles));
  const sites = [...analysis.sites, ...attribution.elsewhere.map((e) => e.site)].map((site, index) =>
    withHappened(site, attribution.tallies.get(index)?.happened(runs.length), attribution.events.happened(index)),
  );
  const first = processes[0]?.record.header;
  const recorded: RecordedTotals = {
    ...attribution.totals(),
    ...(first === undefined || first.rate === 0 ? {} : { rate: first.rate }),
    ...(first?.folded === true ? { folded: true } : {}),
    ...(first === undefined ? {} : { depth: first.depth }),
  };
  const gaps = [...analysis.gaps, ...moreGaps, ...processes.flatMap((p) => p.record.gaps), ...attribution.gaps()];
  // A getter must stay one: leaking parameters are found when they are asked for.
  const result: Analysis = Object.defineProperties({} as Analysis, {
    ...Object.getOwnPropertyDescriptors(analysis),
    ...Object.getOwnPropertyDescriptors({ sites, gaps, runs, recorded, completeness: { ...analysis.completeness, sites: sites.length } }),
  });
  return { analysis: result, profiles };
}

function withHappened(site: Site, counted: Happened | undefined, events: Partial<Happened>): Site {
  if (counted === undefined) return site;
  const happened: Happened = { ...counted, ...events };
  // What was counted says more than what was read.
  const measured = conflictsWithRun(site, happened);
  const read = measured.some((c) => c.code === 'stays-but-happened') ? site.conflicts.filter((c) => c.code !== 'stays-but-allocates') : site.conflicts;
  return { ...site, ...typeOf(site, happened), happened, conflicts: [...read, ...measured] };
}

// The type of code that was not analysed is known from what the allocator was given.
function typeOf(site: Site, { types }: Happened): { type?: string } {
  const first = types?.[0];
  return site.type !== undefined || site.reason !== undefined || first === undefined || types!.length > 1 ? {} : { type: first.type };
}

interface Elsewhere {
  readonly site: Site;
  readonly emitted: Emitted[];
}

const NOBODY: StackOwner = { site: -1, skip: 0 };

type Sums = Record<'allocations' | 'bytes' | 'slotBytes' | 'onSites' | 'elsewhere' | 'runtime' | 'unknown', number>;

class Attribution {
  readonly tallies: Map<number, Tally> = new Map();
  readonly events: EventSummary = new EventSummary();
  readonly elsewhere: Elsewhere[] = [];
  readonly #analysis: Analysis;
  readonly #minor: number;
  /** By binary: return address → index of the site. */
  readonly #sites = new Map<number, Map<number, number>>();
  readonly #elsewhere = new Map<string, number>();
  readonly #runtime = new Map<string, { allocations: number; bytes: number }>();
  readonly #sum: Sums = { allocations: 0, bytes: 0, slotBytes: 0, onSites: 0, elsewhere: 0, runtime: 0, unknown: 0 };
  readonly #estimate = new Estimate();
  #unread = 0;

  constructor(analysis: Analysis, minor: number) {
    this.#analysis = analysis;
    this.#minor = minor;
    const length = analysis.target.goarch === 'arm64' ? 4 : 5;
    for (const [index, site] of analysis.sites.entries()) {
      for (const { pc, binary, alsoIn } of site.emitted) {
        if (pc === undefined || binary === undefined) continue;
        for (const copy of [{ binary, pc }, ...(alsoIn ?? [])]) {
          let known = this.#sites.get(copy.binary);
          if (known === undefined) this.#sites.set(copy.binary, (known = new Map()));
          known.set(copy.pc + length, index);
        }
      }
    }
  }

  add(process: RecordedProcess, run: number, profiles: RecordedProfile[]): RunFacts {
    const { record, program } = process;
    const { header } = record;
    const sum = { allocations: 0, bytes: 0, slotBytes: 0 };
    const slide = program?.slide(header.pcHeader) ?? 0;
    if (program === undefined) this.#unread++;
    const owners = new Map<number, StackOwner>();
    const typeOf = (stack: number): string | undefined => (program === undefined ? undefined : typeName(record, program, slide, stack));
    for (let stack = 0; stack < record.stackNode.length; stack++) {
      const count = record.allocations[stack]!;
      if (count === 0) continue;
      const p = chance(record.stackSize[stack]!, header.rate) || 1;
      if (p < 1) this.#estimate.add(count, record.stackSize[stack]!, p);
      const [allocations, bytes, slotBytes] = [count / p, record.bytes[stack]! / p, record.slotBytes[stack]! / p];
      sum.allocations += allocations;
      sum.bytes += bytes;
      sum.slotBytes += slotBytes;
      const share = program === undefined || stack === 0 ? undefined : this.#shareOf(process, program, slide, stack, allocations, bytes);
      if (share === undefined) continue;
      owners.set(stack, share);
      share.tally.add({ run, allocations, bytes, slotBytes, samples: count, size: record.stackSize[stack]!, p }, share.stack, typeOf(stack));
    }
    const profile = profileOf(record, run, program, (stack) => owners.get(stack) ?? NOBODY, typeOf);
    profiles.push(process.events === undefined ? profile : { ...profile, events: process.events });
    const seconds = header.endNano === undefined ? undefined : (header.endNano - header.startNano) / 1e6;
    const fromEvents =
      process.events === undefined ? undefined : this.events.add(process.events, factsOf(record, program, slide, owners), seconds ?? lastTime(process.events));
    this.#sum.allocations += sum.allocations;
    this.#sum.bytes += sum.bytes;
    this.#sum.slotBytes += sum.slotBytes;
    const accounted = this.#sum.onSites + this.#sum.elsewhere + this.#sum.runtime + this.#sum.unknown;
    this.#sum.unknown += this.#sum.allocations - accounted;
    return {
      pid: header.pid,
      argv: header.argv,
      ...(header.exit === undefined ? {} : { exit: header.exit }),
      ...(process.signal === undefined ? {} : { signal: process.signal }),
      allocations: whole(sum.allocations),
      bytes: whole(sum.bytes),
      slotBytes: whole(sum.slotBytes),
      dropped: header.lostEvents,
      ...fromEvents,
      ...(process.binary === undefined ? {} : { binary: process.binary }),
      started: Math.round(header.started / 1e6),
      ...(header.endNano === undefined ? {} : { milliseconds: Math.round((header.endNano - header.startNano) / 1e6) }),
    };
  }

  #shareOf(process: RecordedProcess, program: RecordedProgram, slide: number, stack: number, allocations: number, bytes: number): Share | undefined {
    const placed = placeStack(process.record, program, slide, stack);
    const owner = ownerOf(placed, program);
    if (owner.kind === 'unknown') return undefined;
    if (owner.kind === 'runtime') {
      this.#addRuntime(owner.entry, allocations, bytes);
      return undefined;
    }
    const known = process.binary === undefined ? undefined : this.#sites.get(process.binary)?.get(owner.place.returnPc);
    let index = known;
    if (index === undefined) {
      const entry = findAllocationEntry(owner.entry, this.#minor);
      if (entry === undefined) {
        this.#addRuntime(owner.entry, allocations, bytes);
        return undefined;
      }
      index = this.#elsewhereSite(process, owner.place, owner.entry);
      this.#sum.elsewhere += allocations;
    } else this.#sum.onSites += allocations;
    let tally = this.tallies.get(index);
    if (tally === undefined) this.tallies.set(index, (tally = new Tally()));
    return { tally, stack: stackOf(placed, owner.at, process.binary ?? -1), site: index, skip: owner.at };
  }

  #addRuntime(entry: string, allocations: number, bytes: number): void {
    this.#sum.runtime += allocations;
    const by = this.#runtime.get(entry);
    if (by === undefined) this.#runtime.set(entry, { allocations, bytes });
    else {
      by.allocations += allocations;
      by.bytes += bytes;
    }
  }

  // The code around the call was not compiled with the report on: its line and the runtime function called are all there is.
  #elsewhereSite(process: RecordedProcess, place: CodePlace, entry: string): number {
    const { function: symbol, file, line } = place.frames[0]!;
    const { package: prefix, name } = splitSymbol(symbol);
    const owner = prefix === 'main' && process.binary !== undefined ? this.#analysis.binaries[process.binary]!.package : prefix;
    const key = [owner, name, file, line, entry].join('\0');
    const known = this.#elsewhere.get(key);
    const call: Emitted = {
      pc: place.returnPc - (this.#analysis.target.goarch === 'arm64' ? 4 : 5),
      ...(process.binary === undefined ? {} : { binary: process.binary }),
      function: place.frames.at(-1)!.function,
      inlinedAt: place.frames
        .slice(1)
        .reverse()
        .map(({ file, line }) => ({ file, line })),
      entry,
      tie: 'rule',
      rule: 'line-and-entry',
      placement: 'heap',
    };
    if (known !== undefined) {
      const { emitted } = this.elsewhere[known - this.#analysis.sites.length]!;
      if (!emitted.some((e) => e.pc === call.pc && e.binary === call.binary)) emitted.push(call);
      return known;
    }
    const { kind, expression } = unreportedKind(findAllocationEntry(entry, this.#minor)!.family, undefined);
    const emitted = [call];
    const site: Site = {
      id: siteId([owner, name, kind, expression, entry, String(this.#elsewhere.size)]),
      package: owner,
      function: name,
      kind,
      expression,
      position: { file, line },
      placement: 'heap',
      said: [],
      emitted,
      conflicts: [],
    };
    const index = this.#analysis.sites.length + this.elsewhere.length;
    this.elsewhere.push({ site, emitted });
    this.#elsewhere.set(key, index);
    return index;
  }

  totals(): RecordedTotals {
    const sum = Object.fromEntries(Object.entries(this.#sum).map(([name, value]) => [name, whole(value)])) as Sums;
    const runtimeBy = [...this.#runtime].map(([entry, by]) => ({ entry, allocations: whole(by.allocations), bytes: whole(by.bytes) }));
    const { samples, error, countError } = this.#estimate;
    const estimated = samples === 0 ? {} : { estimated: { error, allocationsError: countError, samples } };
    return { ...sum, ...estimated, runtimeBy: runtimeBy.sort((a, b) => b.bytes - a.bytes) };
  }

  gaps(): Gap[] {
    const gaps: Gap[] = [];
    if (this.#unread > 0) {
      gaps.push({
        code: 'program-not-read',
        affects: 'recording',
        message: `The ${this.#unread === 1 ? 'program of a process' : `programs of ${this.#unread} processes`} could not be read; what they allocated is counted and belongs to no site.`,
      });
    }
    if (this.#sum.elsewhere > 0) {
      gaps.push({
        code: 'code-not-analysed',
        affects: 'recording',
        message: 'Some allocations happened in packages that were not named; they are listed by line alone. --deps explains them too.',
      });
    }
    return gaps;
  }
}

function stackOf({ places, cut }: PlacedStack, at: number, binary: number): TallyStack {
  let key = String(binary);
  for (let i = at; i < places.length; i++) key += ` ${places[i]!.returnPc.toString(36)}`;
  return {
    key,
    cut,
    frames: () => {
      const frames = places.slice(at).flatMap((place) => place.frames);
      while (frames.at(-1)?.function === 'runtime.goexit') frames.pop();
      return frames;
    },
  };
}

function factsOf(record: ProcessRecord, program: RecordedProgram | undefined, slide: number, owners: ReadonlyMap<number, StackOwner>): StackFacts {
  const site = new Int32Array(record.stackNode.length).fill(-1);
  const pointerFree = new Uint8Array(record.stackNode.length);
  for (const [stack, owner] of owners) site[stack] = owner.site;
  for (let stack = 0; stack < pointerFree.length; stack++) {
    const address = record.stackType[stack]!;
    const ptrBytes = address === 0 ? 0 : (record.types.get(address)?.ptrBytes ?? program?.binary.types.find(address - slide)?.ptrBytes);
    pointerFree[stack] = ptrBytes === 0 ? 1 : 0;
  }
  return { site, pointerFree };
}

// A process that was killed did not say when it ended: its last event is near enough for a timeline.
function lastTime({ owners, read }: Events): number {
  let last = 0;
  for (let i = Math.max(0, owners.length - 64); i < owners.length; i++) {
    const block = read(i);
    if (block.count > 0) last = Math.max(last, block.time[block.count - 1]!);
  }
  return last;
}

function typeName(record: ProcessRecord, program: RecordedProgram, slide: number, stack: number): string | undefined {
  const address = record.stackType[stack]!;
  if (address === 0) return undefined;
  return record.types.get(address)?.name ?? program.binary.types.find(address - slide)?.name;
}

function whole(value: number): number {
  return Math.round(value);
}

// Where the life of a frame slot begins: which instructions can have written it last, by data flow over the machine code.
// This folder is not binary/: that decodes tables and single instructions, this follows control through a function.
// Offsets are bytes from the CFA, the caller's SP in front of the call: SP + spDelta + 8 on amd64, SP + spDelta on arm64
// (src/runtime/traceback.go: resolveInternal, go1.18–go1.27), so that pushes need no tracking.
import type { GoBinary } from '../binary/go-binary.ts';
import { loadIced } from '../binary/iced.ts';
import type { PcValues } from '../binary/pc-values.ts';
import { DEFERPROC_TESTED_UNTIL, FUNC_FLAG } from '../release/func-record.ts';
import { Amd64Steps } from './amd64-steps.ts';
import { arm64Steps } from './arm64-steps.ts';
import type { Graph } from './blocks.ts';
import { buildGraph, stepAt } from './blocks.ts';
import { calleeOf } from './callees.ts';
import { Escapes } from './escapes.ts';
import type { BlockEvents, EventSource, StoreKind } from './frame-events.ts';
import { collectEvents } from './frame-events.ts';
import { FrameRegions } from './frame-regions.ts';
import { JumpTables } from './jump-tables.ts';
import { machineOf, type FollowedArchitecture } from './machine.ts';
import type { CountedLoop } from './counted-loops.ts';
import { LoopFinder } from './counted-loops.ts';
import type { BlockValues, Code } from './propagate.ts';
import { propagate } from './propagate.ts';
import { ReachingStores } from './reaching.ts';
import { Evaluator, RegionNumbers } from './register-values.ts';
import type { Step } from './step.ts';

/** An instruction that can have written a slot last. */
export interface FrameStore {
  readonly pc: number;
  /**
   * 'zero' provably clears, 'copy' moves from other memory, 'call': the callee knows the address, or the slot lies in the area
   * of outgoing arguments.
   */
  readonly kind: StoreKind;
  /** Only possible: through a pointer that may lead elsewhere, or by a callee. */
  readonly possible: boolean;
  /** In the prologue's cold end: saves a register argument while the stack grows. */
  readonly prologue: boolean;
}

/** What can have been written last. */
export interface ReachingAnswer {
  /** In pc order. */
  readonly stores: readonly FrameStore[];
  /** Some bytes can still be what the caller put there (arguments), or nothing at all. */
  readonly fromEntry: boolean;
  /** Why the answer may be incomplete. */
  readonly unknown?: string;
}

/** The stores to one function's frame. */
export interface FrameStores {
  /**
   * Stores that can have written some of the bytes [offset, offset + size) last when control is in front of the instruction at
   * `pc`. Offsets are bytes from the CFA.
   */
  reaching(pc: number, offset: number, size: number): ReachingAnswer;
}

/** What of a binary the analysis needs. */
export interface FrameSource extends Pick<
  GoBinary,
  'goarch' | 'layoutMinor' | 'textEnd' | 'functions' | 'functionAt' | 'functionName' | 'funcdata' | 'argumentBytes' | 'deferReturn'
> {
  readonly image: Pick<GoBinary['image'], 'cursorAt'>;
  readonly types: Pick<GoBinary['types'], 'find'>;
  spDeltas(index: number): Pick<PcValues, 'at'>;
}

/** Larger functions are not analysed, so that one takes seconds at most. */
const MAX_CODE = 1 << 19;
const MAX_BLOCKS = 1 << 16;
const MAX_FOLLOWED = 1 << 14;
/** The largest frame is far smaller. */
const FAR = 2 ** 40;

/** Analyses function `index`. FormatError when its tables are forged. Async because iced-x86 loads lazily. */
export async function analyseFrameStores(binary: FrameSource, index: number): Promise<FrameStores> {
  const { entry, end, flag } = binary.functions;
  const from = entry[index]!;
  const to = Math.min(end[index]!, binary.textEnd);
  if ((flag[index]! & FUNC_FLAG.Asm) !== 0) return unanalysed('written in assembly');
  if (to - from > MAX_CODE) return unanalysed(`more than ${MAX_CODE} bytes of code`);
  if (!isFollowed(binary)) return unanalysed(`the code of ${binary.goarch} is not followed`);
  if (binary.goarch === 'arm64') return analyse(binary, index, from, to, arm64Steps);
  amd64 ??= new Amd64Steps(await loadIced());
  const decoder = amd64;
  return analyse(binary, index, from, to, (bytes, pc) => decoder.decode(bytes, pc));
}

type FollowedSource = FrameSource & { readonly goarch: FollowedArchitecture };

function isFollowed(binary: FrameSource): binary is FollowedSource {
  return binary.goarch === 'amd64' || binary.goarch === 'arm64';
}

let amd64: Amd64Steps | undefined;

function unanalysed(why: string): FrameStores {
  return { reaching: () => ({ stores: [], fromEntry: true, unknown: why }) };
}

type Decode = (bytes: Uint8Array, pc: number) => Step[];

function analyse(binary: FollowedSource, index: number, from: number, to: number, decode: Decode): FrameStores {
  const steps = decode(binary.image.cursorAt(from, 'text', to - from).bytes, from);
  if (steps.length === 0) return unanalysed('without code');
  const machine = machineOf(binary.goarch);
  const regions = new RegionNumbers(new FrameRegions(binary, index));
  const evaluator = new Evaluator(machine, regions);
  const callee = (step: Step): ReturnType<typeof calleeOf> => {
    const called = step.flow === 'call' ? binary.functionAt(step.target) : -1;
    return calleeOf(called < 0 ? '' : binary.functionName(called));
  };
  const tables = new JumpTables(binary.image, steps, evaluator);
  const graph = buildGraph(steps, {
    exits: (step) => callee(step).flow === 'exit',
    resumes: (step) => binary.layoutMinor <= DEFERPROC_TESTED_UNTIL && callee(step).flow === 'recovers',
    targets: (jump, first) => tables.targets(jump, first),
    deferReturn: binary.deferReturn(index) ?? -1,
  });
  if (graph.blocks.length > MAX_BLOCKS) return unanalysed(`more than ${MAX_BLOCKS} blocks of code`);
  const followed = new Map<number, readonly Step[]>();
  const code: Code = {
    steps,
    graph,
    machine,
    callee,
    followed: (step) => {
      const known = followed.get(step.target) ?? straight(binary, step.target, decode);
      followed.set(step.target, known);
      return known;
    },
    stack: stackOffsets(binary.spDeltas(index), machine.pushed),
  };
  const found = settle(code, evaluator);
  if (found === undefined) return unanalysed('register values do not settle');
  const source: EventSource = {
    code,
    evaluator,
    argumentBytes: (step) => {
      const called = step.flow === 'call' ? binary.functionAt(step.target) : -1;
      return called < 0 ? undefined : binary.argumentBytes(called);
    },
    typeSize: (address) => binary.types.find(address)?.size,
  };
  const events = found.values.map((one, block) => {
    if (one === undefined) return undefined;
    const loop = found.loops.get(block);
    const events = collectEvents(source, block, one);
    return loop === undefined ? events : { ...events, stores: [...loop.stores] };
  });
  const escapes = new Escapes(graph, events, regions.list.length);
  return new Answers(steps, graph, events, new ReachingStores(graph, events, escapes, regions.list));
}

/** Register values with what counted loops leave behind. What is known before a loop is never wrong, so one repetition is enough. */
function settle(code: Code, evaluator: Evaluator): { values: BlockValues; loops: Map<number, CountedLoop> } | undefined {
  const finder = new LoopFinder(code, evaluator);
  const first = propagate(code, evaluator, new Map());
  if (first === undefined) return undefined;
  const loops = finder.find(first);
  if (loops.size === 0) return { values: first, loops };
  const values = propagate(code, evaluator, new Map([...loops].map(([block, loop]) => [block, loop.exit])));
  return values === undefined ? undefined : { values, loops };
}

/** The code from an address to the first instruction that does not simply go on. */
function straight(binary: FrameSource, pc: number, decode: Decode): readonly Step[] {
  const index = binary.functionAt(pc);
  if (index < 0) return [];
  const size = Math.min(binary.functions.end[index]!, binary.textEnd) - pc;
  const steps = decode(binary.image.cursorAt(pc, 'text', Math.min(size, MAX_FOLLOWED)).bytes, pc);
  const last = steps.findIndex((step) => step.flow !== 'next');
  return last < 0 ? steps : steps.slice(0, last);
}

function stackOffsets(deltas: Pick<PcValues, 'at'>, pushed: number): (step: Step) => number | undefined {
  return (step) => {
    const delta = deltas.at(step.pc);
    return delta < 0 ? undefined : -delta - pushed;
  };
}

class Answers implements FrameStores {
  readonly #steps: readonly Step[];
  readonly #graph: Graph;
  readonly #events: readonly (BlockEvents | undefined)[];
  readonly #reaching: ReachingStores;
  readonly #unknown: string | undefined;

  constructor(steps: readonly Step[], graph: Graph, events: readonly (BlockEvents | undefined)[], reaching: ReachingStores) {
    this.#steps = steps;
    this.#graph = graph;
    this.#events = events;
    this.#reaching = reaching;
    this.#unknown = this.#incomplete();
  }

  reaching(pc: number, offset: number, size: number): ReachingAnswer {
    if (!(size > 0 && Math.abs(offset) <= FAR && size <= FAR)) throw new RangeError(`no frame slot of ${size} bytes at ${offset}`);
    const step = stepAt(this.#steps, pc);
    if (step < 0) return { stores: [], fromEntry: true, unknown: `no instruction begins at ${hex(pc)}` };
    if (!this.#reaching.isReachable(this.#graph.blockOf[step]!)) {
      return { stores: [], fromEntry: true, unknown: this.#unknown ?? `no path leads to ${hex(pc)}` };
    }
    const reached = this.#reaching.at(step, offset, offset + size);
    if (reached.gaveUp) return { stores: [], fromEntry: true, unknown: 'more ways through the code than are searched' };
    const order = [...reached.stores.values()].sort((a, b) => a.step - b.step);
    const stores = order.map((one) => ({
      pc: this.#steps[one.step]!.pc,
      kind: one.kind,
      possible: !one.must,
      prologue: this.#events[this.#graph.blockOf[one.step]!]!.prologue,
    }));
    const unknown = this.#unknown ?? (reached.fromDeferred ? 'deferred calls of a recovered panic' : undefined);
    return { stores, fromEntry: reached.fromEntry, ...(unknown === undefined ? {} : { unknown }) };
  }

  #incomplete(): string | undefined {
    const unresolved = new Set(this.#graph.unresolved);
    for (const [number, block] of this.#graph.blocks.entries()) {
      const events = this.#events[number];
      if (events === undefined) continue;
      if (events.untracked.length > 0) return `SP not tracked at ${hex(this.#steps[events.untracked[0]!]!.pc)}`;
      const last = this.#steps[block.end - 1]!.pc;
      if (unresolved.has(last)) return `indirect jump at ${hex(last)}`;
      for (let i = block.first; i < block.end; i++) {
        if (this.#steps[i]!.flow === 'undecoded') return `undecoded instruction at ${hex(this.#steps[i]!.pc)}`;
      }
    }
    return undefined;
  }
}

function hex(pc: number): string {
  return `0x${pc.toString(16)}`;
}

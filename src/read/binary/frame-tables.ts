// One function's frame as the binary describes it: maps, objects, the tables by pc, and the calls at which maps are asked for.
// Go source: src/runtime/stkframe.go: getStackMap (go1.20–go1.27), src/runtime/stack.go: getStackMap (go1.18, go1.19).
import { FormatError } from '../../base/errors.ts';
import { PCDATA } from '../release/func-record.ts';
import { callSites, type CallSite } from './call-sites.ts';
import { frameShape, hasLocals, type FrameShape } from './frame.ts';
import type { GoBinary } from './go-binary.ts';
import { PcRuns } from './pc-runs.ts';
import { argumentMaps, localsMaps, type PointerMaps } from './pointer-maps.ts';
import { stackObjects, type StackObject } from './stack-objects.ts';

/** What holds from a pc up to the next point. */
export interface FramePoint {
  readonly pc: number;
  /** PCDATA StackMapIndex as recorded: −1 until the first call. */
  readonly index: number;
  /** PCDATA UnsafePoint: −1 safe, −2 unsafe, −3, −4, −5 restartable sequences (internal/abi/symtab.go). */
  readonly unsafe: number;
  /** Bytes between SP here and at entry. */
  readonly spDelta: number;
  readonly file: string;
  readonly line: number;
}

/** A call and the map that the runtime uses while the callee runs. */
export interface FrameCall extends CallSite {
  /** Index into the maps: −1 of the table is read as 0. Undefined where the call has no map of its own and the table is stale. */
  readonly map: number | undefined;
  readonly spDelta: number;
}

/** Everything about one function's frame. */
export interface FrameTables {
  readonly index: number;
  readonly name: string;
  readonly entry: number;
  readonly end: number;
  readonly shape: FrameShape;
  /** Bytes at the caller's SP for arguments, results and spilled register arguments; undefined: assembly that does not say. */
  readonly argumentBytes: number | undefined;
  readonly assembly: boolean;
  /** Largest distance of SP from its place at entry. */
  readonly maxSpDelta: number;
  readonly args: PointerMaps | undefined;
  readonly locals: PointerMaps | undefined;
  readonly objects: readonly StackObject[];
}

// Used again for every function, within one synchronous step.
const scratch = new PcRuns();

/** Decodes maps and objects of function `index`. */
export function frameTables(binary: GoBinary, index: number): FrameTables {
  const { functions } = binary;
  const shape = frameShape(binary.goarch);
  const argumentBytes = binary.argumentBytes(index);
  const assembly = binary.isAssembly(index);
  const maxSpDelta = Math.max(0, binary.runs(index, 'sp', scratch).max());
  const args = argumentMaps(binary, index);
  const locals = localsMaps(binary, index);
  // Assembly declared in Go has a map of what the declaration says, but often no size.
  if (args !== undefined && !assembly) fits(args, argumentBytes ?? 0, shape, 'arguments');
  if (locals !== undefined) fits(locals, maxSpDelta, shape, 'frame');
  return {
    index,
    name: binary.functionName(index),
    entry: functions.entry[index]!,
    end: functions.end[index]!,
    shape,
    argumentBytes,
    assembly,
    maxSpDelta,
    args,
    locals,
    objects: stackObjects(binary, index),
  };
}

/** A map speaks of words of its area; one that says more is damaged. */
function fits(maps: PointerMaps, bytes: number, shape: FrameShape, area: string): void {
  if (maps.bits * shape.pointerSize <= bytes) return;
  throw new FormatError('stack maps', `words of the ${bytes} bytes of ${area}, found ${maps.bits}`, maps.fileOffset + 4);
}

/** How many maps a function has; the arguments' and the locals' maps of compiled code share their index. */
export function mapCount(tables: Pick<FrameTables, 'args' | 'locals'>): number {
  return Math.max(tables.args?.count ?? 0, tables.locals?.count ?? 0);
}

/** The tables by pc as one list: an entry wherever any of them changes. */
export function framePoints(binary: GoBinary, index: number): FramePoint[] {
  const tables = (['sp', 'file', 'line', PCDATA.StackMapIndex, PCDATA.UnsafePoint] as const).map((table) => binary.runs(index, table, new PcRuns()));
  const [sp, file, line, map, unsafe] = tables as [PcRuns, PcRuns, PcRuns, PcRuns, PcRuns];
  const entry = binary.functions.entry[index]!;
  const size = binary.functions.end[index]! - entry;
  const at = [0, 0, 0, 0, 0];
  const found: FramePoint[] = [];
  for (let pc = 0; pc < size;) {
    let next = size;
    for (let i = 0; i < tables.length; i++) {
      const runs = tables[i]!;
      while (at[i]! < runs.count - 1 && runs.ends[at[i]!]! <= pc) at[i]!++;
      if (runs.ends[at[i]!]! > pc) next = Math.min(next, runs.ends[at[i]!]!);
    }
    // Behind the last instruction there is padding, of which the tables say nothing.
    if (sp.values[at[0]!] === -1 && line.values[at[2]!] === -1) break;
    found.push({
      pc: entry + pc,
      index: map.values[at[3]!]!,
      unsafe: unsafe.values[at[4]!]!,
      spDelta: sp.values[at[0]!]!,
      file: binary.fileName(index, file.values[at[1]!]!),
      line: line.values[at[2]!]!,
    });
    pc = next;
  }
  return found;
}

/** The calls of a function with their maps. FormatError where the code cannot be decoded. */
export function frameCalls(binary: GoBinary, index: number): FrameCall[] {
  const maps = binary.pcdata(index, PCDATA.StackMapIndex);
  const sp = binary.spDeltas(index);
  return callSites(binary, index).map((call) => ({
    ...call,
    // The runtime looks up the return address minus one, which lies in the call.
    map: hasOwnMap(binary, call) ? Math.max(0, maps.at(call.returnPc - 1)) : undefined,
    spDelta: sp.at(call.pc),
  }));
}

/** Whether the runtime reads a locals map of a frame in that state. */
export function readsLocals(tables: FrameTables, spDelta: number): boolean {
  return tables.locals !== undefined && tables.locals.bits > 0 && hasLocals(tables.shape, spDelta);
}

/**
 * Whether the runtime reads an arguments map: only where the function says how large its arguments are, and they fill a word
 * (stkframe.go: argMapInternal). Assembly declared in Go has a map but often no size.
 */
export function readsArgs(tables: FrameTables): boolean {
  return tables.args !== undefined && tables.args.bits > 0 && (tables.argumentBytes ?? 0) >= tables.shape.pointerSize;
}

// Calls that are no SSA calls, or write barriers that cannot be preempted (liveness/plive.go: hasStackMap): the index that stands in the
// table is that of an earlier call.
const WITHOUT_MAP = /^runtime\.(?:gcWriteBarrier\w*|morestack\w*|duffzero|duffcopy|wbZero|wbMove)$/;

function hasOwnMap(binary: GoBinary, call: CallSite): boolean {
  if (call.target === undefined) return true;
  const callee = binary.functionAt(call.target);
  return callee < 0 || !WITHOUT_MAP.test(binary.functionName(callee));
}

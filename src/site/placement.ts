// From what was emitted to where the memory comes from. The report's words play no part here: only calls, their arguments, and the
// frame slots and read-only data that the SSA text names at the same position.
// Sources: cmd/compile/internal/walk/{builtin,convert,expr,complit}.go, runtime/{slice,map,string,iface}.go.
import type { DumpCall, DumpReference } from '../read/compiler/function-dump.ts';
import type { AllocationEntry } from '../read/release/allocation-entries.ts';
import type { Placement, Site, SiteKind } from './model.ts';
import { sizeOfTypeName } from './type-names.ts';

/** Verdict on one piece of emitted code. */
export interface PlacementFact {
  readonly placement: Placement;
  readonly bound?: string;
  readonly frequency: NonNullable<Site['frequency']>;
}

const always: PlacementFact = { placement: 'heap', frequency: 'always' };
const unlessEmpty: PlacementFact = { placement: 'heap', frequency: 'unless-empty' };
const onGrowth: PlacementFact = { placement: 'heap', frequency: 'on-growth' };

/** Bytes of the stack buffers for strings (runtime/string.go: tmpStringBufSize) and runes. */
const TEMPORARY_BUFFER = 32;
/** Entries that a map's first bucket (1.23 and older) or group holds (abi.OldMapBucketCount, abi.MapGroupSlots). */
const MAP_FIRST_ENTRIES = 8;
/** Integers below this are boxed without allocating (runtime.staticuint64s). */
const SMALL_VALUES = 256;

/**
 * Placement of a call.
 * @param slots frame temporaries that the same function uses at the same position
 * @param stays the report says that it does not escape; only then a comparison at its position is a bound
 * @param elementSize bytes of the element or object type, when known
 */
export function placementOfCall(
  entry: AllocationEntry,
  call: DumpCall,
  slots: readonly DumpReference[],
  elementSize: number | undefined,
  stays: boolean,
  expression: string,
): PlacementFact {
  switch (entry.family) {
    case 'object':
      if (elementSize === 0) return { placement: 'static', frequency: 'never' };
      // make and copy of pointer-free elements: mallocgc(n * size, nil, false), nothing for n = 0.
      return call.size !== undefined && call.size.kind !== 'constant' && call.type?.kind === 'constant' ? unlessEmpty : always;
    case 'slice': {
      if (elementSize === 0) return { placement: 'static', frequency: 'never' };
      const slot = arraySlot(slots);
      if (slot !== undefined && stays && isBuffer(slot, elementSize)) return upTo(slot, elementSize);
      if (call.comparedWith !== undefined && stays) return upTo({ elements: call.comparedWith, bytes: undefined }, elementSize);
      return call.capacity?.kind === 'constant' && call.capacity.value > 0 ? always : unlessEmpty;
    }
    case 'slice-copy':
      return unlessEmpty;
    case 'grow': {
      if (elementSize === 0) return { placement: 'static', frequency: 'never' };
      const near = arraySlot(slots);
      const slot = call.buffer?.kind === 'frame' ? slotOf(call.buffer.type) : near !== undefined && isBuffer(near, elementSize) ? near : undefined;
      if (slot === undefined) return onGrowth;
      const fact = upTo(slot, elementSize);
      // It takes the buffer whenever that has room (runtime/slice.go: growsliceBuf, 1.26+).
      if (entry.bufferArgument !== undefined) return fact;
      if (call.startsFrom === 'array') return onGrowth;
      // Each append has its buffer once in a call of its function: what it builds in the next turn of a loop has none (ssagen/ssa.go: (*state).append).
      const once = call.loopDepth > 0 ? ' once in each call' : '';
      const start = call.startsFrom === 'unknown' ? ' when it starts without capacity' : '';
      return { ...fact, bound: `${fact.bound!}${once}${start}` };
    }
    case 'move-slice':
      return unlessEmpty;
    case 'map': {
      if (call.buffer?.kind !== 'frame') return always;
      // The header is in the frame. A constant hint above 8 allocates the groups at once.
      if (call.hint?.kind === 'constant' && call.hint.value > MAP_FIRST_ENTRIES) return always;
      return { placement: 'conditional', bound: `up to ${MAP_FIRST_ENTRIES} entries`, frequency: 'above-bound' };
    }
    case 'map-assign':
      return onGrowth;
    case 'chan':
      return always;
    case 'box':
      if (entry.name === 'runtime.convTstring' || entry.name === 'runtime.convTslice') return unlessEmpty;
      if (entry.fixedSize !== undefined)
        return { placement: 'conditional', bound: `for values below ${SMALL_VALUES} (their bits, unsigned)`, frequency: 'above-bound' };
      return elementSize === 0 ? { placement: 'static', frequency: 'never' } : always;
    case 'concat':
    case 'convert': {
      if (call.buffer?.kind !== 'frame') return entry.name === 'runtime.intstring' || constantParts(expression) > 1 ? always : unlessEmpty;
      // intstring's buffer holds any rune (4 bytes).
      if (entry.name === 'runtime.intstring') return { placement: 'stack', frequency: 'never' };
      const what = entry.name === 'runtime.stringtoslicerune' ? 'runes' : 'bytes';
      return { placement: 'conditional', bound: `up to ${TEMPORARY_BUFFER} ${what}`, frequency: 'above-bound' };
    }
  }
}

/** Placement of code that calls no allocation entry. */
export function placementOfStorage(storage: 'frame' | 'static' | 'registers', kind: SiteKind, type: string | undefined): PlacementFact {
  if (storage === 'static') return { placement: 'static', frequency: 'never' };
  if (storage === 'registers') return { placement: 'gone', frequency: 'never' };
  // A map in the frame has room for its first entries only; what it grows to comes from mapassign.
  if (kind === 'make-map' || (kind === 'composite' && isMapStorage(type))) {
    return { placement: 'conditional', bound: `up to ${MAP_FIRST_ENTRIES} entries`, frequency: 'above-bound' };
  }
  return { placement: 'stack', frequency: 'never' };
}

/** True for the types of a map's header, first bucket or group as SSA temporaries. */
export function isMapStorage(type: string | undefined): boolean {
  return type !== undefined && /^(?:internal\/runtime\/maps\.Map|map\.(?:group|bucket|hdr|hmap)|runtime\.hmap|hmap)\b|^map\.(?:group|bucket)\[/.test(type);
}

// A concatenation with one part that is not empty returns that part; two constant parts make it allocate every time.
function constantParts(expression: string): number {
  return expression.match(/(?:^|\+ )"(?:[^"\\]|\\.)+"/g)?.length ?? 0;
}

interface ArraySlot {
  readonly elements: number;
  /** Bytes of the whole slot, when its element type tells. */
  readonly bytes: number | undefined;
}

function arraySlot(slots: readonly DumpReference[]): ArraySlot | undefined {
  for (const slot of slots) {
    const found = slotOf(slot.type);
    if (found !== undefined) return found;
  }
  return undefined;
}

// Such a buffer has as many elements as fit into 32 bytes; another array at the position of an inlined call is somebody else's.
function isBuffer({ elements }: ArraySlot, elementSize: number | undefined): boolean {
  return elementSize === undefined || elementSize === 0 || elements === Math.floor(TEMPORARY_BUFFER / elementSize);
}

// `[4]int`, or `struct { _ [0]uintptr; _ [4]int }` for an aligned one (walk/builtin.go, walk/append.go since 1.25).
function slotOf(type: string | undefined): ArraySlot | undefined {
  if (type === undefined) return undefined;
  const match = /^(?:struct \{ _ \[0\]uintptr; _ )?\[(\d+)\]/.exec(type);
  if (match === null) return undefined;
  const elements = Number(match[1]);
  const element = sizeOfTypeName(type.slice(match[0].length).replace(/ \}$/, ''));
  return { elements, bytes: element === undefined ? undefined : element * elements };
}

function upTo(slot: ArraySlot, elementSize: number | undefined): PlacementFact {
  const bytes = elementSize === undefined ? slot.bytes : slot.elements * elementSize;
  const words = bytes === undefined ? '' : ` (${bytes} bytes)`;
  return { placement: 'conditional', bound: `up to ${slot.elements} element${slot.elements === 1 ? '' : 's'}${words}`, frequency: 'above-bound' };
}

// A site is as bad as its worst copy that is really linked in.
const SEVERITY: readonly Placement[] = ['heap', 'conditional', 'unknown', 'stack', 'static', 'gone'];

/** The verdict on a site from those on its copies. */
export function worstPlacement(facts: readonly PlacementFact[]): PlacementFact | undefined {
  for (const placement of SEVERITY) {
    const found = facts.filter((f) => f.placement === placement);
    // `always` only when it holds for every copy.
    if (found.length > 0) return found.find((f) => f.frequency !== 'always') ?? found[0];
  }
  return undefined;
}

/** Whether a frame temporary of this type can be the memory of an expression of this kind: a position may serve several expressions. */
export function storageFits(kind: SiteKind, expression: string, type: string | undefined): boolean {
  if (type === undefined) return true;
  switch (kind) {
    case 'variadic':
      return type.startsWith('[');
    case 'closure':
    case 'go-defer':
    case 'method-value':
      return type.startsWith('struct { F uintptr') || type === 'func()';
    case 'make-map':
      return isMapStorage(type);
    case 'make-slice':
    case 'append':
      return slotOf(type) !== undefined;
    case 'string-concat':
    case 'string-convert':
      return /^\[\d+\]/.test(type);
    case 'composite': {
      if (expression.startsWith('[]')) return type.startsWith('[');
      if (expression.startsWith('map[')) return isMapStorage(type);
      const name = /^&(.*?)\{/.exec(expression)?.[1] ?? '';
      return name === '' || lastName(type) === lastName(name) || name.startsWith('[]') || name.startsWith('struct');
    }
    case 'new': {
      const name = expression.slice(4, -1);
      return lastName(type) === lastName(name);
    }
    default:
      return true;
  }
}

function lastName(type: string): string {
  const bare = type.replace(/\[.*$/, '');
  return bare.slice(bare.lastIndexOf('.') + 1);
}

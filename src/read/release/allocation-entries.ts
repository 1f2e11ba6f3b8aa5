// The runtime functions that compiled code calls to get memory, Go 1.18 – 1.27, and where each carries the type and size.
// Sources: cmd/compile/internal/typecheck/_builtin/runtime.go (builtin/ up to 1.19), cmd/compile/internal/ssagen/ssa.go
// (newObject, specializedMallocSym since 1.26), runtime/{malloc,slice,map,chan,iface,string}.go.
// A release that adds an entry gets a row here; nothing else has to change.

/** What an entry makes, which decides the kind of site that it can belong to. */
export type EntryFamily = 'object' | 'slice' | 'slice-copy' | 'grow' | 'move-slice' | 'map' | 'map-assign' | 'chan' | 'box' | 'concat' | 'convert';

/** One allocation entry. Argument numbers count integer arguments of the call from 0. */
export interface AllocationEntry {
  /** Symbol with its package: `runtime.makeslice`. */
  readonly name: string;
  readonly family: EntryFamily;
  /** Argument that is the type descriptor (may be nil at run time). */
  readonly typeArgument?: number;
  /** What the type argument describes: the object itself, or one element. */
  readonly typeIs?: 'object' | 'element';
  /** Argument that is the size in bytes. */
  readonly sizeArgument?: number;
  /** Arguments that are length and capacity, or a map's hint. */
  readonly lengthArgument?: number;
  readonly capacityArgument?: number;
  readonly hintArgument?: number;
  /** Argument that may point to a stack buffer which is used when the result fits: nil means always heap. */
  readonly bufferArgument?: number;
  /** Bytes that are always requested, for entries without size or type. */
  readonly fixedSize?: number;
}

const object = (name: string): AllocationEntry => ({ name, family: 'object', typeArgument: 1, typeIs: 'object', sizeArgument: 0 });
const mapAssign = (name: string): AllocationEntry => ({ name, family: 'map-assign', typeArgument: 0, typeIs: 'object' });
const concat = (name: string): AllocationEntry => ({ name, family: 'concat', bufferArgument: 0 });
const convert = (name: string): AllocationEntry => ({ name, family: 'convert', bufferArgument: 0 });
const grow = (name: string, bufferArgument?: number): AllocationEntry => ({
  name,
  family: 'grow',
  typeArgument: 4,
  typeIs: 'element',
  lengthArgument: 1,
  ...(bufferArgument === undefined ? {} : { bufferArgument }),
});

const named: readonly AllocationEntry[] = [
  { name: 'runtime.newobject', family: 'object', typeArgument: 0, typeIs: 'object' },
  object('runtime.mallocgc'),
  { name: 'runtime.makeslice', family: 'slice', typeArgument: 0, typeIs: 'element', lengthArgument: 1, capacityArgument: 2 },
  { name: 'runtime.makeslice64', family: 'slice', typeArgument: 0, typeIs: 'element', lengthArgument: 1, capacityArgument: 2 },
  { name: 'runtime.makeslicecopy', family: 'slice-copy', typeArgument: 0, typeIs: 'element', lengthArgument: 1 },
  grow('runtime.growslice'),
  grow('runtime.growsliceNoAlias'),
  grow('runtime.growsliceBuf', 5),
  grow('runtime.growsliceBufNoAlias', 5),
  { name: 'runtime.moveSlice', family: 'move-slice', typeArgument: 0, typeIs: 'element' },
  { name: 'runtime.moveSliceNoCap', family: 'move-slice', typeArgument: 0, typeIs: 'element' },
  { name: 'runtime.moveSliceNoScan', family: 'move-slice' },
  { name: 'runtime.moveSliceNoCapNoScan', family: 'move-slice' },
  { name: 'runtime.makemap', family: 'map', typeArgument: 0, typeIs: 'object', hintArgument: 1, bufferArgument: 2 },
  { name: 'runtime.makemap64', family: 'map', typeArgument: 0, typeIs: 'object', hintArgument: 1, bufferArgument: 2 },
  { name: 'runtime.makemap_small', family: 'map' },
  mapAssign('runtime.mapassign'),
  mapAssign('runtime.mapassign_fast32'),
  mapAssign('runtime.mapassign_fast32ptr'),
  mapAssign('runtime.mapassign_fast64'),
  mapAssign('runtime.mapassign_fast64ptr'),
  mapAssign('runtime.mapassign_faststr'),
  { name: 'runtime.makechan', family: 'chan', typeArgument: 0, typeIs: 'object', lengthArgument: 1 },
  { name: 'runtime.makechan64', family: 'chan', typeArgument: 0, typeIs: 'object', lengthArgument: 1 },
  { name: 'runtime.convT', family: 'box', typeArgument: 0, typeIs: 'object' },
  { name: 'runtime.convTnoptr', family: 'box', typeArgument: 0, typeIs: 'object' },
  { name: 'runtime.convT16', family: 'box', fixedSize: 2 },
  { name: 'runtime.convT32', family: 'box', fixedSize: 4 },
  { name: 'runtime.convT64', family: 'box', fixedSize: 8 },
  { name: 'runtime.convTstring', family: 'box', fixedSize: 16 },
  { name: 'runtime.convTslice', family: 'box', fixedSize: 24 },
  ...['2', '3', '4', '5', 's'].map((n) => concat(`runtime.concatstring${n}`)),
  // 1.24 has no buffer argument for these; 1.25 added it in front. See entryFor.
  // They make the bytes of `[]byte(a + b)`: the concatenation itself is gone.
  ...['2', '3', '4', '5', 's'].map((n) => convert(`runtime.concatbyte${n}`)),
  convert('runtime.slicebytetostring'),
  convert('runtime.slicerunetostring'),
  convert('runtime.intstring'),
  convert('runtime.stringtoslicebyte'),
  convert('runtime.stringtoslicerune'),
  // Functions of the runtime that other packages of the standard library call under a name of their own (go:linkname).
  { name: 'internal/bytealg.MakeNoZero', family: 'slice', lengthArgument: 0 },
  ...['reflect.unsafe_New', 'internal/reflectlite.unsafe_New'].map((name): AllocationEntry => ({ name, family: 'object', typeArgument: 0, typeIs: 'object' })),
  { name: 'reflect.unsafe_NewArray', family: 'slice', typeArgument: 0, typeIs: 'element', lengthArgument: 1 },
  { name: 'reflect.growslice', family: 'grow', typeArgument: 0, typeIs: 'element' },
  { name: 'reflect.makemap', family: 'map', typeArgument: 0, typeIs: 'object', hintArgument: 1 },
  { name: 'reflect.makechan', family: 'chan', typeArgument: 0, typeIs: 'object', lengthArgument: 1 },
  ...['reflect.mapassign', 'reflect.mapassign0', 'reflect.mapassign_faststr', 'reflect.mapassign_faststr0'].map(mapAssign),
  { name: 'maps.clone', family: 'map' },
  { name: 'time.newTimer', family: 'object' },
];

// Go 1.27 calls these for new objects of at most 80 bytes; 1.26 only with GOEXPERIMENT=sizespecializedmalloc (up to 512 bytes).
const SPECIALISED = /^runtime\.mallocgc(?:SmallScanNoHeaderSC|SmallNoScanSC|TinySC|TinySize)\d+$/;

const byName: ReadonlyMap<string, AllocationEntry> = new Map(named.map((entry) => [entry.name, entry]));

/** True for the size-specialised twins of mallocgc. */
export function isSpecialisedMalloc(name: string): boolean {
  return SPECIALISED.test(name);
}

/**
 * The allocation entry with this symbol name, or undefined when the function does not allocate for its caller.
 * @param minor minor version of the Go release (27 for 1.27): arguments of some entries moved between releases.
 */
export function findAllocationEntry(name: string, minor: number): AllocationEntry | undefined {
  const entry = byName.get(name);
  if (entry === undefined) return SPECIALISED.test(name) ? object(name) : undefined;
  // growslice(typ, old, cap) up to 1.19; growslice(oldPtr, newLen, oldCap, num, et) since 1.20 (_builtin/runtime.go).
  if (entry.family === 'grow' && minor < 20) return { name, family: 'grow', typeArgument: 0, typeIs: 'element' };
  if (name.startsWith('runtime.concatbyte') && minor < 25) return { name, family: 'convert' };
  return entry;
}

// From the binary's tables to the facts of one function's frame, names and stores put in where something knows them.
import type { Gap } from '../base/gap.ts';
import { FormatError } from '../base/errors.ts';
import { frameBytes, argsOffset, localsOffset, objectOffset } from '../read/binary/frame.ts';
import { frameCalls, framePoints, frameTables, mapCount, readsArgs, readsLocals, type FrameCall, type FrameTables } from '../read/binary/frame-tables.ts';
import type { GoBinary } from '../read/binary/go-binary.ts';
import { bitString, liveBits } from '../read/binary/pointer-maps.ts';
import { maskString } from '../read/binary/stack-objects.ts';
import { frameAreas } from './areas.ts';
import type { CallFacts, FrameFacts, FrameSite, LiveSlot, MapBits, ObjectFacts, SlotFacts, SlotName, SlotStore } from './model.ts';
import type { FrameNames } from './namer.ts';

/** Instructions that can have written a word last before control reaches a pc. */
export interface Stores {
  reaching(
    pc: number,
    fpOffset: number,
    size: number,
  ): {
    readonly stores: readonly { readonly pc: number; readonly kind: SlotStore['kind']; readonly possible: boolean; readonly prologue: boolean }[];
    readonly fromEntry: boolean;
    readonly unknown?: string;
  };
}

/** Listed for one function at most: a large array of pointers in a frame is as many words, at every call. */
const MAX_SLOTS = 1 << 16;
/** The compiler's own register allocator has 1.3 million. */
const MAX_STORES = 1 << 21;

/** How many more are listed; below 0: some were left out. */
interface Room {
  slots: number;
  stores: number;
  /** Stores by what they are: most reach many words at many calls. */
  readonly known: Map<string, SlotStore>;
}

function tooMany(tables: FrameTables, what: string): Gap {
  return { code: 'frame-too-large', affects: tables.name, message: `Left out: ${what}.` };
}

/** Decodes and describes function `index`. */
export function describeFrame(binary: GoBinary, index: number, names: FrameNames, stores?: Stores, sites?: readonly FrameSite[]): FrameFacts {
  const tables = frameTables(binary, index);
  const gaps: Gap[] = [];
  const room = { slots: MAX_SLOTS, stores: MAX_STORES, known: new Map<string, SlotStore>() };
  const calls = decodeCalls(binary, tables, gaps).map((call) => describeCall(binary, tables, call, names, stores, gaps, room));
  if (room.slots < 0) gaps.push(tooMany(tables, `live words at calls beyond ${MAX_SLOTS}; the maps have all`));
  if (room.stores < 0) gaps.push(tooMany(tables, `stores beyond ${MAX_STORES}`));
  const objects = describeObjects(binary, tables, names);
  const position = binary.position(index, tables.entry);
  const slots = collectSlots(calls);
  return {
    name: tables.name,
    entry: tables.entry,
    end: tables.end,
    file: position.file,
    line: binary.startLine(index) ?? position.line,
    ...(tables.argumentBytes === undefined ? {} : { args: tables.argumentBytes }),
    asm: tables.assembly,
    frameBytes: tables.maxSpDelta,
    maps: describeMaps(tables),
    points: framePoints(binary, index).map((point) => ({
      pc: point.pc,
      index: point.index,
      ...(point.unsafe === -1 ? {} : { unsafe: point.unsafe }),
      spDelta: point.spDelta,
      file: point.file,
      line: point.line,
    })),
    calls,
    objects,
    inlined: binary.inlinedCalls(index),
    slots,
    areas: frameAreas(tables, objects, slots, names, sites ?? []),
    ...(sites === undefined ? {} : { sites }),
    gaps,
  };
}

function decodeCalls(binary: GoBinary, tables: FrameTables, gaps: Gap[]): FrameCall[] {
  try {
    return frameCalls(binary, tables.index);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    gaps.push({ code: 'code-not-decoded', affects: tables.name, message: `Its calls are not known: ${error.message}.` });
    return [];
  }
}

function describeMaps(tables: FrameTables): MapBits[] {
  const maps: MapBits[] = [];
  for (let index = 0; index < mapCount(tables); index++) {
    const { args, locals } = tables;
    maps.push({
      index,
      args: args !== undefined && index < args.count ? bitString(args, index) : '',
      locals: locals !== undefined && index < locals.count ? bitString(locals, index) : '',
    });
  }
  return maps;
}

function describeCall(
  binary: GoBinary,
  tables: FrameTables,
  call: FrameCall,
  names: FrameNames,
  stores: Stores | undefined,
  gaps: Gap[],
  room: Room,
): CallFacts {
  const position = binary.position(tables.index, call.pc);
  const target = call.target === undefined ? undefined : placeName(binary, call.target);
  return {
    pc: call.pc,
    returnPc: call.returnPc,
    ...(target === undefined ? {} : { target }),
    ...(call.map === undefined ? {} : { index: call.map }),
    spDelta: call.spDelta,
    file: position.file,
    line: position.line,
    slots: liveSlots(binary, tables, call, names, stores, gaps, room),
  };
}

/** "runtime.duffzero+0x1c": calls into the middle of a function are jumps into a run of stores. */
function placeName(binary: GoBinary, address: number): string {
  const index = binary.functionAt(address);
  if (index < 0) return `0x${address.toString(16)}`;
  const offset = address - binary.functions.entry[index]!;
  return offset === 0 ? binary.functionName(index) : `${binary.functionName(index)}+0x${offset.toString(16)}`;
}

function liveSlots(binary: GoBinary, tables: FrameTables, call: FrameCall, names: FrameNames, stores: Stores | undefined, gaps: Gap[], room: Room): LiveSlot[] {
  const { map, spDelta } = call;
  if (map === undefined || tables.assembly || room.slots < 0) return [];
  const toSp = frameBytes(tables.shape, spDelta);
  const found: LiveSlot[] = [];
  const add = (base: 'locals' | 'args', bit: number, fpOffset: number): void => {
    if (--room.slots < 0) return;
    found.push({
      base,
      bit,
      fpOffset,
      spOffset: fpOffset + toSp,
      ...nameOf(names.wordAt(fpOffset, call)),
      ...storesOf(binary, tables, call.pc, fpOffset, stores, room),
    });
  };
  if (readsLocals(tables, spDelta)) {
    const locals = tables.locals!;
    if (map < locals.count) for (const bit of liveBits(locals, map)) add('locals', bit, localsOffset(tables.shape, spDelta, locals.bits, bit));
    else gaps.push(outOfRange(tables, call, locals.count));
  }
  if (readsArgs(tables)) {
    const args = tables.args!;
    if (map < args.count) for (const bit of liveBits(args, map)) add('args', bit, argsOffset(tables.shape, bit));
    else gaps.push(outOfRange(tables, call, args.count));
  }
  return found;
}

function outOfRange(tables: FrameTables, call: FrameCall, count: number): Gap {
  const message = `At 0x${call.pc.toString(16)} the table asks for map ${call.map} of ${count}: the tables are damaged or of an unknown layout.`;
  return { code: 'map-out-of-range', affects: tables.name, message };
}

function nameOf(found: readonly SlotName[]): Partial<LiveSlot> {
  const only = found.length === 1 ? found[0]! : undefined;
  if (only === undefined) return found.length === 0 ? {} : { candidates: [...new Set(found.map((name) => name.variable))] };
  return {
    variable: only.variable,
    ...(only.part === undefined ? {} : { part: only.part }),
    ...(only.type === undefined ? {} : { type: only.type }),
    source: only.source,
  };
}

function storesOf(binary: GoBinary, tables: FrameTables, pc: number, fpOffset: number, stores: Stores | undefined, room: Room): Partial<LiveSlot> {
  if (stores === undefined || room.stores < 0) return {};
  const answer = stores.reaching(pc, fpOffset, tables.shape.pointerSize);
  room.stores -= answer.stores.length;
  if (room.stores < 0) return {};
  const all = answer.stores.map((store): SlotStore => {
    const key = `${store.pc} ${store.kind} ${store.possible} ${store.prologue}`;
    let known = room.known.get(key);
    if (known === undefined) {
      known = {
        pc: store.pc,
        ...binary.position(tables.index, store.pc),
        kind: store.kind,
        ...(store.possible ? { possible: true } : {}),
        ...(store.prologue ? { prologue: true } : {}),
      };
      room.known.set(key, known);
    }
    return known;
  });
  const first = all[0];
  return {
    ...(first === undefined ? {} : { firstStore: { pc: first.pc, file: first.file, line: first.line } }),
    stores: all,
    ...(answer.fromEntry ? { fromCaller: true } : {}),
    ...(answer.unknown === undefined ? {} : { storesUnknown: answer.unknown }),
  };
}

function describeObjects(binary: GoBinary, tables: FrameTables, names: FrameNames): ObjectFacts[] {
  return tables.objects.map((object) => {
    const fpOffset = objectOffset(tables.shape, tables.maxSpDelta, object.offset);
    const name = names.objectAt(fpOffset, object.size);
    return {
      base: object.offset < 0 ? ('locals' as const) : ('args' as const),
      offset: object.offset,
      fpOffset,
      size: object.size,
      ptrBytes: object.ptrBytes,
      mask: maskString(binary, object),
      ...(name === undefined ? {} : { variable: name.variable, source: name.source, ...(name.type === undefined ? {} : { type: name.type }) }),
    };
  });
}

function collectSlots(calls: readonly CallFacts[]): SlotFacts[] {
  const found = new Map<string, { slot: LiveSlot; names: SlotName[]; liveAt: number[] }>();
  calls.forEach((call, at) => {
    for (const slot of call.slots) {
      const key = `${slot.base} ${slot.fpOffset}`;
      const known = found.get(key) ?? { slot, names: [], liveAt: [] };
      found.set(key, known);
      known.liveAt.push(at);
      if (slot.variable === undefined || known.names.some((n) => n.variable === slot.variable && n.part === slot.part)) continue;
      known.names.push({
        variable: slot.variable,
        ...(slot.part === undefined ? {} : { part: slot.part }),
        ...(slot.type === undefined ? {} : { type: slot.type }),
        source: slot.source!,
      });
    }
  });
  return [...found.values()]
    .map(({ slot, names, liveAt }) => ({ base: slot.base, bit: slot.bit, fpOffset: slot.fpOffset, names, liveAt }))
    .sort((a, b) => b.fpOffset - a.fpOffset);
}

// Turns the collected code of a draft into Emitted facts: type and size from the call's type argument, size class, placement.
import { ArgumentReader } from '../read/binary/type-argument.ts';
import type { GoType } from '../read/binary/types.ts';
import type { Operand } from '../read/compiler/dump-values.ts';
import type { DumpReference } from '../read/compiler/function-dump.ts';
import { VERDICT } from '../read/compiler/report-tables.ts';
import { sizeClassOf } from '../read/release/size-classes.ts';
import type { DraftCall, DraftStorage, Draft } from './draft.ts';
import type { Compile } from './compile.ts';
import type { JoinedBinary } from './join.ts';
import { FrameSlots } from './frame-slots.ts';
import type { Emitted, FrameSlot } from './model.ts';
import type { CompiledFunction } from './twins.ts';
import { pointerFreeName, sizeOfTypeName } from './type-names.ts';
import { placementOfCall, placementOfStorage, storageFits, type PlacementFact } from './placement.ts';

/** An Emitted fact with the full verdict on it. */
export interface Judged {
  readonly emitted: Emitted;
  readonly fact: PlacementFact;
  /** False for code of functions that the linker left out. */
  readonly linked: boolean;
}

/** Reads types from the binaries, each once. */
export class Emitter {
  private readonly minor: number;
  private readonly binaries: readonly JoinedBinary[];
  private readonly compileOf: ReadonlyMap<string, Compile>;
  private readonly readers: Map<number, ArgumentReader> = new Map();
  private readonly types: Map<string, GoType | undefined> = new Map();
  private readonly slots: FrameSlots;

  constructor(minor: number, binaries: readonly JoinedBinary[], compiles: readonly Compile[]) {
    this.minor = minor;
    this.binaries = binaries;
    this.slots = new FrameSlots(binaries);
    this.compileOf = new Map(compiles.map((c) => [c.header, c]));
  }

  call(draft: Draft, item: DraftCall): Judged {
    const { entry, call } = item;
    const typeName = symbolType(call?.type);
    const type = this.typeOf(item, typeName);
    const elementSize = type?.size ?? sizeOfTypeName(typeName);
    const slots = item.compiled === undefined || call === undefined ? [] : this.slotsAt(draft, item);
    const fact: PlacementFact =
      call === undefined
        ? { placement: 'heap', frequency: entry.family === 'grow' || entry.family === 'map-assign' ? 'on-growth' : 'always' }
        : placementOfCall(entry, call, slots, elementSize, stays(draft, item), draft.expression);
    const size = requestedSize(item, elementSize);
    const pointerFree = type === undefined ? pointerFreeName(typeName) : type.ptrBytes === 0;
    const nil = call?.type?.kind === 'constant' && call.type.value === 0;
    const noscan = nil || pointerFree === true || entry.family === 'concat' || (entry.family === 'convert' && entry.name !== 'runtime.stringtoslicerune');
    const known = size !== undefined && (noscan || pointerFree !== undefined || entry.fixedSize !== undefined);
    const sized = known ? sizeClassOf(size, noscan || (entry.fixedSize !== undefined && entry.fixedSize <= 8), this.minor) : undefined;
    const slot =
      call?.buffer?.kind === 'frame'
        ? {
            variable: call.buffer.name,
            ...(call.buffer.type === undefined ? {} : { type: call.buffer.type }),
            ...sizeField(call.buffer.type),
            ...this.place(item.compiled, call.buffer.name),
          }
        : // A boxed small value is read-only data; the slot at its position is that of another expression.
          fact.placement === 'conditional' && entry.family !== 'box' && slots[0] !== undefined
          ? {
              variable: slots[0].symbol,
              ...(slots[0].type === undefined ? {} : { type: slots[0].type }),
              ...sizeField(slots[0].type),
              ...this.place(item.compiled, slots[0].symbol),
            }
          : undefined;
    const emitted: Emitted = {
      ...(item.pc === undefined ? {} : { pc: item.pc }),
      ...(item.binary === undefined ? {} : { binary: item.binary }),
      ...(item.alsoIn.length === 0 ? {} : { alsoIn: item.alsoIn }),
      function: item.symbol,
      inlinedAt: item.inlinedAt,
      entry: entry.name,
      ...(typeName === undefined ? {} : { type: typeName }),
      ...(size === undefined ? {} : { size }),
      ...(elementSize === undefined || entry.typeIs !== 'element' ? {} : { elementSize }),
      ...(noscan ? { pointerFree: true } : pointerFree === undefined ? {} : { pointerFree }),
      ...(sized === undefined || sized.kind === 'zero' ? {} : { sizeClass: sized.bytes }),
      ...(call === undefined
        ? {}
        : { ssa: { value: `v${call.value}`, op: call.op, text: call.text, ...(item.compiled === undefined ? {} : { function: item.compiled.dump.name }) } }),
      ...(slot === undefined ? {} : { slot }),
      tie: item.tie,
      ...(item.rule === undefined ? {} : { rule: item.rule }),
      placement: fact.placement,
      ...(fact.bound === undefined ? {} : { bound: fact.bound }),
      ...(call === undefined ? {} : { loopDepth: call.loopDepth, panicPath: call.panicPath }),
    };
    return { emitted, fact, linked: item.tie !== 'text' };
  }

  storage(draft: Draft, item: DraftStorage, linked: (symbol: string) => boolean): Judged {
    const type = item.reference?.type ?? item.type;
    const fact = placementOfStorage(item.storage, draft.kind, type);
    const isLinked = item.symbol !== '' && linked(item.symbol);
    const emitted: Emitted = {
      function: item.symbol,
      inlinedAt: item.inlinedAt,
      entry: item.storage,
      ...(type === undefined ? {} : { type }),
      ...(item.reference === undefined
        ? {}
        : { ssa: { value: `v${item.reference.value}`, op: item.reference.op, ...(item.compiled === undefined ? {} : { function: item.compiled.dump.name }) } }),
      ...(item.storage === 'frame' && item.reference !== undefined
        ? {
            slot: {
              variable: item.reference.symbol,
              ...(type === undefined ? {} : { type }),
              ...sizeField(type),
              ...this.place(item.compiled, item.reference.symbol),
            },
          }
        : {}),
      tie: isLinked ? (item.rule === undefined ? 'exact' : 'rule') : 'text',
      ...(item.rule === undefined ? {} : { rule: item.rule }),
      placement: fact.placement,
      ...(fact.bound === undefined ? {} : { bound: fact.bound }),
    };
    return { emitted, fact, linked: isLinked };
  }

  private place(compiled: CompiledFunction | undefined, symbol: string): Partial<FrameSlot> {
    return (compiled === undefined ? undefined : this.slots.find(compiled, symbol)) ?? {};
  }

  private slotsAt(draft: Draft, item: DraftCall): readonly DumpReference[] {
    const compile = this.compileOf.get(item.compiled!.header);
    if (compile === undefined || item.call === undefined) return [];
    const { family } = item.entry;
    // Neither append nor a make of variable size has memory in the frame before (walk/builtin.go, ssagen/ssa.go: append, go1.25).
    if ((family === 'grow' || family === 'slice') && this.minor < 25) return [];
    const { position } = item.call;
    return item.compiled!.dump.references.filter(
      (r) =>
        r.storage === 'frame' &&
        // At the position of an inlined call stand the buffers of conversions in its body too.
        !compile.isBuffer({ compiled: item.compiled!, reference: r }) &&
        r.position.line === position.line &&
        r.position.column === position.column &&
        storageFits(draft.kind, draft.expression, r.type) &&
        r.type !== undefined,
    );
  }

  // The descriptor whose address the call passes, if its name is the one that the SSA text gives. Each name is read once.
  private typeOf(item: DraftCall, typeName: string | undefined): GoType | undefined {
    const { entry } = item;
    if (typeName === undefined || entry.typeArgument === undefined) return undefined;
    const known = `${item.binary ?? ''} ${typeName}`;
    if (this.types.has(known) && this.types.get(known) !== undefined) return this.types.get(known);
    if (item.binary === undefined || item.pc === undefined || item.caller === undefined) {
      // The same type in any binary has the same size.
      for (let b = 0; b < this.binaries.length; b++) {
        const found = this.types.get(`${b} ${typeName}`);
        if (found !== undefined) return found;
      }
      return undefined;
    }
    let reader = this.readers.get(item.binary);
    const { binary } = this.binaries[item.binary]!;
    if (reader === undefined) this.readers.set(item.binary, (reader = new ArgumentReader(binary)));
    const address = reader.typeArgument(item.pc, item.caller, entry.typeArgument);
    const type = address === undefined || address === 0 ? undefined : binary.types.at(address);
    const agreed = type !== undefined && sameTypeName(typeName, type.name) ? type : undefined;
    this.types.set(known, agreed);
    return agreed;
  }
}

// The words about this copy, or about the expression itself.
function stays(draft: Draft, item: DraftCall): boolean {
  const said = item.said.length > 0 ? item.said : draft.own;
  return said.length > 0 && said.every((e) => e.verdict === VERDICT.stays);
}

function symbolType(operand: Operand | undefined): string | undefined {
  if (operand?.kind !== 'symbol' || !operand.name.startsWith('type:')) return undefined;
  return operand.name.slice('type:'.length).replace(/^noalg\./, '');
}

// The linker's symbol spells packages by path (`go.etcd.io/bbolt.DB`), the descriptor by name (`bbolt.DB`).
function sameTypeName(symbol: string, descriptor: string): boolean {
  const short = (name: string): string =>
    name
      .replace(/[\w.\-%~]+\//g, '')
      .replace(/ {2,}/g, ' ')
      .replace(/interface \{\}/g, 'any')
      .replace(/\bany\b/g, 'interface {}');
  return short(symbol) === short(descriptor) || symbol.startsWith('go.shape.') || symbol.includes('[');
}

function requestedSize(item: DraftCall, elementSize: number | undefined): number | undefined {
  const { entry, call } = item;
  if (entry.fixedSize !== undefined) return entry.fixedSize;
  if (call?.size?.kind === 'constant') return call.size.value;
  if (elementSize === undefined) return undefined;
  if (entry.typeIs === 'object' && (entry.family === 'object' || entry.family === 'box')) return elementSize;
  if (entry.family === 'slice' && call?.capacity?.kind === 'constant') return elementSize * call.capacity.value;
  return undefined;
}

function sizeField(type: string | undefined): { size?: number } {
  const size = sizeOfTypeName(type);
  return size === undefined ? {} : { size };
}

// What the instructions of a block do to the frame: writes, and addresses in it that become known elsewhere.
import type { Callee } from './callees.ts';
import type { Code } from './propagate.ts';
import { advance, growsStack } from './propagate.ts';
import type { Evaluator, RegisterValues, Value } from './register-values.ts';
import { ANY, CONSTANT, DERIVED, FRAME, OTHER, fromFrame } from './register-values.ts';
import type { Step, Write } from './step.ts';

/** How a slot is written. 'call': by a callee that knows its address, or into the area of outgoing arguments. */
export type StoreKind = 'store' | 'zero' | 'copy' | 'call';

/** A write, certain or possible. */
export interface StoreEvent {
  readonly step: number;
  readonly kind: StoreKind;
  /**
   * 'range': exactly [lo, hi). 'taken': perhaps any region whose address is taken in the function.
   * 'escaped': perhaps any region whose address has been stored or passed on by then.
   */
  readonly reach: 'range' | 'taken' | 'escaped';
  readonly lo: number;
  readonly hi: number;
  /** Whether every byte of the range is written. */
  readonly must: boolean;
  /** Of a loop as a whole: holds when its block is left, not within. */
  readonly whole?: true;
}

/** An address that is stored or passed on; region −1: any that is taken. */
export interface Escape {
  readonly step: number;
  readonly region: number;
}

/** What a block does, in order. */
export interface BlockEvents {
  readonly stores: StoreEvent[];
  readonly escapes: Escape[];
  /** Whether the block is the prologue's cold end. */
  readonly prologue: boolean;
  /** Steps that write relative to SP where SP is not known. */
  readonly untracked: number[];
}

/** What events need to know besides the code. */
export interface EventSource {
  readonly code: Code;
  readonly evaluator: Evaluator;
  /** Bytes of arguments, results and spill area of the called function; undefined when not known. */
  readonly argumentBytes: (step: Step) => number | undefined;
  /** Size of the type whose descriptor lies at an address; undefined when none does. */
  readonly typeSize: (address: number) => number | undefined;
}

/** Collects the events of one block, `values` being what registers hold at its start. */
export function collectEvents(source: EventSource, number: number, values: RegisterValues): BlockEvents {
  const collector = new Collector(source, growsStack(source.code, number));
  const { steps, graph } = source.code;
  const { first, end } = graph.blocks[number]!;
  for (let i = first; i < end; i++) {
    collector.step(i, values);
    advance(source.code, source.evaluator, values, steps[i]!);
  }
  return collector.events;
}

class Collector {
  readonly events: BlockEvents;
  readonly #source: EventSource;

  constructor(source: EventSource, prologue: boolean) {
    this.#source = source;
    this.events = { stores: [], escapes: [], prologue, untracked: [] };
  }

  step(index: number, values: RegisterValues): void {
    const { code } = this.#source;
    const step = code.steps[index]!;
    const stack = code.stack(step);
    if (step.flow === 'call' || step.flow === 'indirect-call') {
      const callee = code.callee(step);
      if (callee.flow === 'duff') this.#follow(index, step, values);
      else if (callee.flow !== 'barrier' && callee.growsStack !== true) this.#call(index, step, callee, values, stack);
      return;
    }
    for (const write of step.writes) this.#write(index, write, values, stack, undefined);
  }

  #write(index: number, write: Write, values: RegisterValues, stack: number | undefined, kind: StoreKind | undefined): void {
    const { evaluator, code } = this.#source;
    const { framePointer, stackPointer } = code.machine;
    const { address } = write;
    if (stack === undefined && address.base === stackPointer) this.events.untracked.push(index);
    for (let r = 0, left = write.sources; left !== 0; r++, left >>>= 1) {
      // Saved frame pointers are for unwinding only.
      if ((left & 1) === 0 || r === framePointer) continue;
      const value = evaluator.register(values, r, stack);
      if (fromFrame(value)) this.#escape(index, value);
    }
    const to = evaluator.sum(values, address, stack);
    this.#stored(index, to, kind ?? kindOf(write, values), this.#size(write, values), write.certain);
  }

  /** Bytes that are written; 0 when not known; −1 for none. */
  #size(write: Write, values: RegisterValues): number {
    if (write.repeat < 0) return write.size;
    const count = values.get(write.repeat);
    if (count.kind !== CONSTANT || count.value < 0) return 0;
    return count.value === 0 ? -1 : count.value * write.size;
  }

  /** A write of `size` bytes (0: not known how many) upwards from an address. */
  #stored(step: number, to: Value, kind: StoreKind, size: number, certain: boolean): void {
    const { regions } = this.#source.evaluator;
    const { stores } = this.events;
    if (size < 0) return;
    if (to.kind === FRAME) {
      const must = certain && size > 0 && Number.isSafeInteger(size);
      const hi = size > 0 ? to.value + size : Math.max(to.value, regions.list[regions.at(to.value)]!.hi);
      stores.push({ step, kind, reach: 'range', lo: to.value, hi, must });
    } else if (to.kind === DERIVED) {
      stores.push({ step, kind, reach: 'range', ...regions.list[to.value]!, must: false });
    } else if (to.kind === ANY || to.kind === OTHER) {
      stores.push({ step, kind, reach: to.kind === ANY ? 'taken' : 'escaped', lo: 0, hi: 0, must: false });
    }
  }

  #escape(step: number, value: Value): void {
    this.events.escapes.push({ step, region: this.#source.evaluator.regions.of(value) });
  }

  /** duffzero and duffcopy store through the registers as they come to them; the values are put back for the caller's step. */
  #follow(index: number, step: Step, values: RegisterValues): void {
    const { code, evaluator } = this.#source;
    const inside = values.copy();
    const copies = code.callee(step).follows === 'copy';
    for (const one of code.followed(step)) {
      for (const write of one.writes) this.#write(index, write, inside, undefined, copies ? 'copy' : undefined);
      evaluator.apply(inside, one, undefined);
    }
  }

  #call(index: number, step: Step, callee: Callee, values: RegisterValues, stack: number | undefined): void {
    const { machine } = this.#source.code;
    const { evaluator } = this.#source;
    if (callee.flow === 'exit') return;
    if (stack === undefined) this.events.untracked.push(index);
    else this.#outgoing(index, stack + machine.linkSlot, this.#source.argumentBytes(step));
    if (callee.reads === true) return;
    const argument = (n: number): Value => evaluator.register(values, machine.arguments[n]!, stack);
    if (callee.bulk !== undefined) {
      const { kind, start, size, type } = callee.bulk;
      const known = argument(size ?? type ?? 0);
      const constant = known.kind === CONSTANT ? (type === undefined ? known.value : this.#source.typeSize(known.value)) : undefined;
      this.#stored(index, argument(start), kind, constant === undefined || constant < 0 ? 0 : constant === 0 ? -1 : constant, true);
      return;
    }
    for (let r = 0, left = machine.passed; left !== 0; r++, left >>>= 1) {
      const value = (left & 1) === 0 ? undefined : values.get(r);
      if (value !== undefined && fromFrame(value)) this.#escape(index, value);
    }
    this.events.stores.push({ step: index, kind: 'call', reach: 'escaped', lo: 0, hi: 0, must: false });
  }

  /** Callees may change their arguments, write their results and spill registers in the area that belongs to them. */
  #outgoing(step: number, lo: number, size: number | undefined): void {
    const { regions } = this.#source.evaluator;
    // Variables with pointers are laid out above what is passed to callees.
    const hi = size === undefined ? regions.frame.pointersFrom : lo + size;
    if (hi > lo) this.events.stores.push({ step, kind: 'call', reach: 'range', lo, hi, must: false });
  }
}

/** What a write is, `values` being what registers hold. */
export function kindOf(write: Write, values: RegisterValues): StoreKind {
  if (write.copy) return 'copy';
  if (write.zero) return 'zero';
  if (!write.plain || write.sources === 0) return 'store';
  for (let r = 0, left = write.sources; left !== 0; r++, left >>>= 1) {
    if ((left & 1) === 1 && (values.kinds[r] !== CONSTANT || values.values[r] !== 0)) return 'store';
  }
  return 'zero';
}

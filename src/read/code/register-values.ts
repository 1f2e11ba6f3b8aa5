// What is known of the general registers at one point: constants, and addresses in the frame as offsets from the CFA.
// Meeting paths only ever loses knowledge, and what was made of a frame address is never taken for something else.
// A register gets worse at most a few times plus once for every distinct address taken in the function, which bounds the fixpoint.
import type { FrameRegions, Region } from './frame-regions.ts';
import { WHOLE } from './frame-regions.ts';
import type { Machine } from './machine.ts';
import type { Assignment, Step, Sum } from './step.ts';

/** Anything, and an address in the frame only when one has been stored or passed on before. */
export const OTHER = 0;
/** A number; `value` is it. */
export const CONSTANT = 1;
/** An address in the frame; `value` is its offset. */
export const FRAME = 2;
/** Perhaps made of an address in the frame; `value` is the number of a region. */
export const DERIVED = 3;
/** Perhaps made of any address in the frame that was ever taken. */
export const ANY = 4;
/** Read from an array of words; `value` is its address. */
export const TABLE = 5;
/** No address in this frame: fresh heap memory, what registers hold at the function's entry, and what is read through such. */
export const FOREIGN = 6;

/** A value: its kind and what belongs to it. */
export interface Value {
  readonly kind: number;
  readonly value: number;
}

const REGISTERS = 32;
const UNKNOWN: Value = { kind: OTHER, value: 0 };
const ELSEWHERE: Value = { kind: FOREIGN, value: 0 };

/** Numbers the regions of a function. */
export class RegionNumbers {
  readonly frame: FrameRegions;
  readonly #list: Region[] = [];
  readonly #numbers = new Map<string, number>();

  constructor(frame: FrameRegions) {
    this.frame = frame;
  }

  get list(): readonly Region[] {
    return this.#list;
  }

  /** The number of the region that an address at `offset` reaches. */
  at(offset: number): number {
    return this.number(this.frame.at(offset));
  }

  number(region: Region): number {
    const key = `${region.lo} ${region.hi}`;
    let found = this.#numbers.get(key);
    if (found === undefined) {
      found = this.#list.push(region) - 1;
      this.#numbers.set(key, found);
    }
    return found;
  }

  /** The number of the region of a value made of a frame address; −1 when it may be any or is no such value. */
  of(value: Value): number {
    return value.kind === FRAME ? this.at(value.value) : value.kind === DERIVED ? value.value : -1;
  }
}

/** The general registers at one point. */
export class RegisterValues {
  readonly kinds: Uint8Array = new Uint8Array(REGISTERS);
  readonly values: Float64Array = new Float64Array(REGISTERS);

  copy(): RegisterValues {
    const copy = new RegisterValues();
    copy.kinds.set(this.kinds);
    copy.values.set(this.values);
    return copy;
  }

  set(register: number, value: Value): void {
    this.kinds[register] = value.kind;
    this.values[register] = value.value;
  }

  get(register: number): Value {
    return { kind: this.kinds[register]!, value: this.values[register]! };
  }

  fill(kind: number): void {
    this.kinds.fill(kind);
    this.values.fill(0);
  }

  /** Meets with the values of another path. Returns whether anything was lost. */
  meet(other: RegisterValues, regions: RegionNumbers): boolean {
    let changed = false;
    for (let r = 0; r < REGISTERS; r++) {
      if (this.kinds[r] === other.kinds[r] && this.values[r] === other.values[r]) continue;
      const met = meet(this.get(r), other.get(r), regions);
      if (met.kind === this.kinds[r] && met.value === this.values[r]) continue;
      this.set(r, met);
      changed = true;
    }
    return changed;
  }
}

/** Whether a value can be made of a frame address by this function's own instructions. */
export function fromFrame(value: Value): boolean {
  return value.kind === FRAME || value.kind === DERIVED || value.kind === ANY;
}

/** Whether a value can be no address in this frame. */
export function outside(value: Value): boolean {
  return value.kind === CONSTANT || value.kind === FOREIGN || value.kind === TABLE;
}

function meet(a: Value, b: Value, regions: RegionNumbers): Value {
  const inFrame = fromFrame(a);
  if (inFrame !== fromFrame(b)) return derived(inFrame ? a : b, regions);
  if (!inFrame) return a.kind === OTHER || b.kind === OTHER ? UNKNOWN : ELSEWHERE;
  const one = regions.of(a);
  const two = regions.of(b);
  if (one < 0 || two < 0) return { kind: ANY, value: 0 };
  const joined = regions.frame.join(regions.list[one]!, regions.list[two]!);
  return joined === undefined ? { kind: ANY, value: 0 } : { kind: DERIVED, value: regions.number(joined) };
}

function derived(value: Value, regions: RegionNumbers): Value {
  return value.kind === FRAME ? { kind: DERIVED, value: regions.at(value.value) } : value;
}

/** Evaluates sums and applies instructions other than calls. */
export class Evaluator {
  readonly regions: RegionNumbers;
  readonly #machine: Machine;

  constructor(machine: Machine, regions: RegionNumbers) {
    this.#machine = machine;
    this.regions = regions;
  }

  /** A register's value, `stack` being the offset of SP (undefined: not known). */
  register(values: RegisterValues, register: number, stack: number | undefined): Value {
    if (register !== this.#machine.stackPointer) return values.get(register);
    return stack === undefined ? { kind: ANY, value: 0 } : { kind: FRAME, value: stack };
  }

  /** The address or number that a sum is. */
  sum(values: RegisterValues, sum: Sum, stack: number | undefined): Value {
    let value: Value = { kind: CONSTANT, value: sum.displacement };
    if (sum.base >= 0) value = shifted(this.register(values, sum.base, stack), sum.displacement);
    if (sum.index < 0) return value;
    const index = this.register(values, sum.index, stack);
    if (index.kind === CONSTANT) return shifted(value, index.value * sum.scale);
    if (value.kind === CONSTANT && sum.scale === 1 && index.kind === FRAME) return shifted(index, value.value);
    // A large offset in a register (arm64): nothing says which variable it leads to.
    if (sum.base === this.#machine.stackPointer && sum.displacement === 0 && this.#machine.linkSlot > 0) {
      return { kind: DERIVED, value: this.regions.number(WHOLE) };
    }
    if (fromFrame(value)) return fromFrame(index) ? { kind: ANY, value: 0 } : derived(value, this.regions);
    if (fromFrame(index)) return derived(index, this.regions);
    return outside(value) && outside(index) ? ELSEWHERE : UNKNOWN;
  }

  /** Applies an instruction. Its writes and calls are not this function's business. */
  apply(values: RegisterValues, step: Step, stack: number | undefined): void {
    const { kills, assignments } = step;
    if (kills === 0 && assignments.length === 0) return;
    const results = assignments.map((one) => this.#result(values, one, stack));
    if (kills !== 0) {
      for (let r = 0; r < REGISTERS; r++) {
        if (((kills >>> r) & 1) === 0) continue;
        values.kinds[r] = OTHER;
        values.values[r] = 0;
      }
    }
    for (const [i, one] of assignments.entries()) if (one.register !== this.#machine.stackPointer) values.set(one.register, results[i]!);
  }

  #result(values: RegisterValues, assignment: Assignment, stack: number | undefined): Value {
    const { kind, sum, register, sources } = assignment;
    switch (kind) {
      case 'sum':
        return this.sum(values, sum, stack);
      case 'narrow': {
        const value = this.sum(values, sum, stack);
        if (fromFrame(value)) return derived(value, this.regions);
        return value.kind === CONSTANT && (value.value < 0 || value.value > 0xffffffff) ? ELSEWHERE : value;
      }
      case 'load': {
        const base = sum.base < 0 ? UNKNOWN : this.register(values, sum.base, stack);
        if (sum.index >= 0 && sum.scale === 8 && base.kind === CONSTANT) return { kind: TABLE, value: base.value + sum.displacement };
        // Nothing outside of this frame holds an address in it (escape analysis), but for what it calls.
        return outside(this.sum(values, sum, stack)) ? ELSEWHERE : UNKNOWN;
      }
      case 'insert': {
        const old = values.get(register);
        if (old.kind !== CONSTANT || old.value < 0) return UNKNOWN;
        const unit = 2 ** sum.scale;
        const kept = old.value - (Math.floor(old.value / unit) % 0x10000) * unit;
        const value = kept + sum.displacement * unit;
        return Number.isSafeInteger(value) ? { kind: CONSTANT, value } : UNKNOWN;
      }
      default: {
        let mixed: Value = UNKNOWN;
        for (let r = 0; r < REGISTERS; r++) {
          if (((sources >>> r) & 1) === 0) continue;
          const value = this.register(values, r, stack);
          if (fromFrame(value)) mixed = fromFrame(mixed) ? meet(mixed, value, this.regions) : derived(value, this.regions);
        }
        return mixed;
      }
    }
  }
}

function shifted(value: Value, displacement: number): Value {
  if (value.kind !== CONSTANT && value.kind !== FRAME) return value.kind === TABLE ? ELSEWHERE : value;
  const sum = value.value + displacement;
  return Number.isSafeInteger(sum) ? { kind: value.kind, value: sum } : { kind: value.kind === FRAME ? ANY : OTHER, value: 0 };
}

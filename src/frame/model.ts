// What is known about the frames of a binary's functions. Offsets in bytes; `fpOffset` counts from fp, the caller's stack pointer
// right before the call (CFA of DWARF), `spOffset` from the function's own stack pointer at the call.
import type { Gap } from '../base/gap.ts';

/** The binary that was decoded. */
export interface DecodedBinary {
  readonly format: 'elf' | 'macho' | 'pe';
  readonly goVersion: string;
  readonly goos: string;
  readonly goarch: string;
  readonly stripped: boolean;
  readonly pie: boolean;
  readonly textStart: number;
  /** Version of the DWARF data; absent when the file has none. */
  readonly dwarf?: number;
}

/** Where a name comes from. */
export type NameSource = 'dwarf' | 'compiler';

/** What a word of a frame is called. */
export interface SlotName {
  /** The variable, as the source spells it; `.autotmp_4` for a temporary of the compiler. */
  readonly variable: string;
  /** The part of the variable that lies in the word: `.array`, `[2].next`. */
  readonly part?: string;
  /** Type of that part, or of the variable when there is no part. */
  readonly type?: string;
  readonly source: NameSource;
  /** For the variable of an inlined function: that function. */
  readonly inlinedFrom?: string;
}

/** An instruction that can have written a slot last. */
export interface SlotStore {
  readonly pc: number;
  readonly file: string;
  readonly line: number;
  /** A plain store, clearing to zero, a block copy, or a callee that was given the address. */
  readonly kind: 'store' | 'zero' | 'copy' | 'call';
  /** Through a pointer that may lead elsewhere, or by a callee: it need not have written the slot. */
  readonly possible?: boolean;
  /** Behind the function's end, where register arguments are saved while the stack grows. */
  readonly prologue?: boolean;
}

/** A word that holds a live pointer while a callee runs. */
export interface LiveSlot {
  readonly base: 'locals' | 'args';
  readonly bit: number;
  readonly fpOffset: number;
  readonly spOffset: number;
  readonly variable?: string;
  readonly part?: string;
  readonly type?: string;
  readonly source?: NameSource;
  /** Names that are possible where no single one is certain. */
  readonly candidates?: readonly string[];
  /** The earliest of `stores`. */
  readonly firstStore?: { readonly pc: number; readonly file: string; readonly line: number };
  /** All instructions whose store can reach the call. */
  readonly stores?: readonly SlotStore[];
  /** The value can be what the caller put there. */
  readonly fromCaller?: boolean;
  /** Why `stores` may be incomplete. */
  readonly storesUnknown?: string;
}

/** One bitmap pair. */
export interface MapBits {
  readonly index: number;
  readonly args: string;
  readonly locals: string;
}

/** What holds from a pc up to the next point. */
export interface PointFacts {
  readonly pc: number;
  readonly index: number;
  readonly unsafe?: number;
  readonly spDelta: number;
  readonly file: string;
  readonly line: number;
}

/** A call and what is live while the callee runs. */
export interface CallFacts {
  readonly pc: number;
  readonly returnPc: number;
  /** Name of the called function; absent for a call through a value. */
  readonly target?: string;
  /** Which map; absent where the call has none of its own. */
  readonly index?: number;
  readonly spDelta: number;
  readonly file: string;
  readonly line: number;
  readonly slots: readonly LiveSlot[];
}

/** A variable whose address is taken. */
export interface ObjectFacts {
  readonly base: 'locals' | 'args';
  /** As recorded: from varp (locals) or argp (args). */
  readonly offset: number;
  readonly fpOffset: number;
  readonly size: number;
  readonly ptrBytes: number;
  /** One character a word up to the last pointer. */
  readonly mask: string;
  readonly variable?: string;
  readonly type?: string;
  readonly source?: NameSource;
}

/** A word of the frame over all calls. */
export interface SlotFacts {
  readonly base: 'locals' | 'args';
  readonly bit: number;
  readonly fpOffset: number;
  /** All names that it has at some call: several when variables share it. */
  readonly names: readonly SlotName[];
  /** Indexes of the calls at which it is live. */
  readonly liveAt: readonly number[];
}

/** A part of the frame, for its picture. */
export interface AreaFacts {
  readonly kind: 'arguments' | 'return-address' | 'frame-pointer' | 'pointers' | 'object' | 'other' | 'variable';
  readonly label: string;
  readonly fpOffset: number;
  readonly size: number;
}

/** An allocation site whose memory, or the part of it up to its bound, lies in the frame. */
export interface FrameSite {
  readonly id: string;
  readonly expression: string;
  readonly kind: string;
  readonly placement: string;
  readonly file: string;
  readonly line: number;
  readonly slot: string;
  readonly fpOffset: number;
  readonly size?: number;
  /** First and last line of the function that use it. */
  readonly fromLine: number;
  readonly toLine: number;
}

/** One function. */
export interface FrameFacts {
  readonly name: string;
  readonly entry: number;
  readonly end: number;
  readonly file: string;
  readonly line: number;
  /** Bytes of arguments, results and spilled register arguments; absent: assembly that does not say. */
  readonly args?: number;
  readonly asm: boolean;
  /** Largest distance of SP from its place at entry. */
  readonly frameBytes: number;
  readonly maps: readonly MapBits[];
  readonly points: readonly PointFacts[];
  readonly calls: readonly CallFacts[];
  readonly objects: readonly ObjectFacts[];
  readonly inlined: readonly { readonly index: number; readonly function: string; readonly parentPc: number }[];
  readonly slots: readonly SlotFacts[];
  readonly areas: readonly AreaFacts[];
  /** Sites of `explain`, where the binary was built here. */
  readonly sites?: readonly FrameSite[];
  readonly gaps: readonly Gap[];
}

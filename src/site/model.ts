// The one model that every reader feeds and every view shows: the allocation site and the evidence that hangs on it.
// Field names follow docs/outputs (schema/analysis-1.json); absent means unknown, never zero.
import type { Gap } from '../base/gap.ts';
import type { Position } from '../base/position.ts';

/** What the source expression is. */
export const SITE_KINDS = [
  'make-slice',
  'make-map',
  'make-chan',
  'new',
  'composite',
  'append',
  'map-assign',
  'string-concat',
  'string-convert',
  'interface',
  'closure',
  'method-value',
  'variadic',
  'moved-to-heap',
  'go-defer',
  'other',
] as const;
export type SiteKind = (typeof SITE_KINDS)[number];

/** Where the memory comes from. */
export const PLACEMENTS = ['stack', 'heap', 'conditional', 'static', 'gone', 'unknown'] as const;
export type Placement = (typeof PLACEMENTS)[number];

/** One hop of an escape flow, as the compiler reported it, outermost position. */
export interface FlowStep {
  /** What flows where: `{heap} ← &{storage for n}`. */
  readonly flow: string;
  /** The expression that makes it flow. */
  readonly from: string;
  /** The compiler's word for the hop: return, assign, call parameter … */
  readonly why: string;
  readonly position: Position;
  /** True for compiler temporaries and spills that people need not read. */
  readonly folded: boolean;
}

/** Why escape analysis decided what it decided. */
export interface Reason {
  /** Machine-readable cause, see site/cause.ts. */
  readonly cause: string;
  /** One plain sentence; names the variable, the deciding step and its line. */
  readonly sentence: string;
  readonly steps: readonly FlowStep[];
}

/** One line of the compiler's report. */
export interface Said {
  readonly message: string;
  readonly position: Position;
  /** The compile it was printed by, where that is not the site's own package. */
  readonly package?: string;
}

/** A slot in a stack frame that holds the memory, or its buffer up to the bound. */
export interface FrameSlot {
  /** Offset from the top of the frame (varp), negative for locals; absent when only the compiler's text names the slot. */
  readonly offset?: number;
  /** Bytes. */
  readonly size?: number;
  readonly variable?: string;
  readonly type?: string;
  /** The code that uses it: first and last address, their lines in the function, and at how many calls it holds live pointers. */
  readonly live?: { readonly from: number; readonly to: number; readonly fromLine: number; readonly toLine: number; readonly calls: number };
}

/** One thing that the compiler emitted for the site, in one function, inlined copy or generic instance. */
export interface Emitted {
  /** Address of the call instruction in the binary. */
  readonly pc?: number;
  /** Index into Analysis.binaries. */
  readonly binary?: number;
  /** The same call in other binaries that hold the function. */
  readonly alsoIn?: readonly { readonly binary: number; readonly pc: number }[];
  /** The compiled function (symbol) that holds it. */
  readonly function: string;
  /** Call positions from the outermost function inwards; empty when the code is not inlined. */
  readonly inlinedAt: readonly Position[];
  /** Runtime function called (`runtime.makeslice`), or what stands in its place: `frame`, `static`, `registers`. */
  readonly entry: string;
  /** Name of the type that the call passes. */
  readonly type?: string;
  /** Bytes requested, when that is known when compiling. */
  readonly size?: number;
  /** Bytes of one element, for slices whose length is only known when running. */
  readonly elementSize?: number;
  /** True when the memory holds no pointers, which decides the span class and the tiny allocator. */
  readonly pointerFree?: boolean;
  /** Bytes of the size class that serves `size`; absent when size depends on the run. */
  readonly sizeClass?: number;
  /** `function` is the compiler's own name of the function, which its debug flags take. */
  readonly ssa?: { readonly value: string; readonly op: string; readonly text?: string; readonly function?: string };
  readonly slot?: FrameSlot;
  /** exact: by order in the function; rule: by the named rule; text: only the compiler's text holds the function. */
  readonly tie: 'exact' | 'rule' | 'text';
  /** Name of the rule when tie is `rule`. */
  readonly rule?: string;
  readonly placement: Placement;
  /** For conditional: the bound of this copy. */
  readonly bound?: string;
  /** Loops around the call in the final code of the function; 0 outside loops. */
  readonly loopDepth?: number;
  /** True when the call lies only on the way to a panic. */
  readonly panicPath?: boolean;
}

/** One frame of a recorded stack; inlined calls have frames of their own. */
export interface StackFrame {
  readonly function: string;
  readonly file: string;
  readonly line: number;
}

/** A stack on which a site allocated. */
export interface HappenedStack {
  /** Innermost first; frames of the runtime and of allocation itself are left out. */
  readonly frames: readonly StackFrame[];
  /** True when there were more frames than the depth that was recorded. */
  readonly cut?: boolean;
  readonly allocations: number;
  readonly bytes: number;
  readonly slotBytes: number;
}

/** How long objects lived, from their allocation to the sweep that freed them. */
export interface Lifetimes {
  /** Objects that were freed while the program ran. */
  readonly freed: number;
  /** ... of them by the first collection that could. */
  readonly temporary: number;
  /** Milliseconds; quantiles over the freed ones. */
  readonly median: number;
  readonly p90: number;
}

/** How it went while the program ran, in equal parts of its time. */
export interface Timeline {
  /** Milliseconds of one part. */
  readonly step: number;
  /** Bytes requested in each part. */
  readonly allocated: readonly number[];
  /** Bytes of objects that were not freed at the end of each part; with frees only. */
  readonly live?: readonly number[];
}

/** What a recorded run counted for a site. Numbers are exact unless `estimated` is there. */
export interface Happened {
  readonly allocations: number;
  /** Bytes requested. */
  readonly bytes: number;
  /** Bytes taken from the heap: those of the size classes, and new blocks of the tiny allocator. */
  readonly slotBytes: number;
  /** Objects freed; absent when frees were not recorded. */
  readonly frees?: number;
  /** The stacks with most bytes. */
  readonly stacks: readonly HappenedStack[];
  /** Stacks that are not listed. */
  readonly moreStacks?: { readonly stacks: number; readonly allocations: number; readonly bytes: number };
  /** Types that the allocator was given, where they are known, most bytes first. */
  readonly types?: readonly { readonly type: string; readonly allocations: number; readonly bytes: number }[];
  /** By process, when there were several: index into Analysis.runs. */
  readonly runs?: readonly { readonly run: number; readonly allocations: number; readonly bytes: number }[];
  /** The most frequent requested sizes; from events. */
  readonly sizes?: readonly { readonly size: number; readonly allocations: number }[];
  readonly distinctSizes?: number;
  /** Different goroutines that allocated here; from events. */
  readonly goroutines?: number;
  readonly lifetimes?: Lifetimes;
  readonly timeline?: Timeline;
  /** For sampled runs and profiles: the relative standard error of `bytes`, and how many objects were really seen. */
  readonly estimated?: { readonly error: number; readonly samples: number };
  /**
   * For profiles by Go: how its stacks were tied to the site, by the address of the call or by function and line. Recorded runs are always tied
   * by address. `bytes` of a profile are bytes of size classes too, since it knows no others.
   */
  readonly joined?: 'address' | 'line';
  /** For profiles by Go: what was still there after the last collection before it was taken. */
  readonly live?: { readonly objects: number; readonly bytes: number };
}

/** Two kinds of evidence that disagree. */
export interface Conflict {
  readonly code: string;
  readonly message: string;
}

/** One source expression, or variable, that the compiler has to find memory for. */
export interface Site {
  /** Stable over rebuilds and moved lines: hash of package, function, kind, expression and ordinal. */
  readonly id: string;
  readonly package: string;
  readonly function: string;
  readonly kind: SiteKind;
  readonly expression: string;
  /** The variable that first holds the memory, where there is one. */
  readonly variable?: string;
  readonly type?: string;
  readonly position: Position;
  readonly placement: Placement;
  /** For conditional: the bound in words, `up to 32 bytes (4 elements)`. */
  readonly bound?: string;
  /** How often an execution allocates: every time, only on growth, only above the bound, never … */
  readonly frequency?: 'always' | 'on-growth' | 'above-bound' | 'unless-empty' | 'never';
  readonly reason?: Reason;
  readonly said: readonly Said[];
  readonly emitted: readonly Emitted[];
  readonly conflicts: readonly Conflict[];
  /** Present when a run was recorded and the site allocated in it. */
  readonly happened?: Happened;
  /** Deepest loop around any of its calls in the final code. */
  readonly loopDepth?: number;
  /** True when every call of it lies on the way to a panic. */
  readonly panicPath?: boolean;
}

/** How many allocation calls are accounted for, and how. */
export interface Completeness {
  readonly allocationCalls: number;
  readonly tiedExactly: number;
  readonly tiedByRule: number;
  readonly notReportedByCompiler: number;
  readonly unexplained: number;
  /** Calls in functions that only the compiler's text holds. */
  readonly textOnlyCalls: number;
  readonly reportLines: number;
  readonly unparsedReportLines: number;
  readonly sites: number;
}

/** One binary that was built and read. */
export interface BinaryFacts {
  readonly package: string;
  readonly test: boolean;
  readonly allocationCalls: number;
  readonly tiedExactly: number;
  readonly tiedByRule: number;
  readonly unexplained: number;
}

/** A parameter that leaks, and the sites that allocate because of it. */
export interface LeakingParameter {
  readonly package: string;
  readonly function: string;
  readonly parameter: string;
  /** `{heap}` or the result it flows to. */
  readonly to: string;
  readonly position: Position;
  /** Ids of the sites whose memory is on the heap because they are passed here. */
  readonly sites: readonly string[];
}

/** SSA values and final instructions of one function, for --ssa. */
export interface SsaListing {
  readonly function: string;
  readonly sites: readonly string[];
  readonly values: readonly {
    readonly id: string;
    readonly op: string;
    readonly type: string;
    readonly names: readonly string[];
    readonly line: number;
    readonly text: string;
    /** True for the values of the sites, what they use and what is made of them. */
    readonly ofSite: boolean;
  }[];
  readonly instructions: readonly {
    readonly index: number;
    readonly value?: string;
    readonly line: number;
    readonly text: string;
    readonly names: readonly string[];
    readonly ofSite: boolean;
  }[];
}

/** One process of a recorded run. */
export interface RunFacts {
  readonly pid: number;
  readonly argv: readonly string[];
  /** Exit code; absent when a signal ended the process, or nobody knows how it ended. */
  readonly exit?: number;
  readonly signal?: string;
  readonly allocations: number;
  readonly bytes: number;
  readonly slotBytes: number;
  readonly frees?: number;
  /** Events lost for want of room; counts are complete all the same. */
  readonly dropped: number;
  /** Index into Analysis.binaries of the program that ran; absent when it could not be read. */
  readonly binary?: number;
  /** Milliseconds since 1970. */
  readonly started?: number;
  readonly milliseconds?: number;
  /** From events. */
  readonly timeline?: Timeline;
}

/** How much of a profile by Go found its site; in allocations, all of which are also counted in RecordedTotals. */
export interface ProfileFacts {
  /** File or URL. */
  readonly name: string;
  /** Milliseconds since 1970; absent where the profile does not say. */
  readonly taken?: number;
  /** Its program, as it calls itself. */
  readonly program?: string;
  readonly byAddress: number;
  readonly byLine: number;
  /** Several sites of one line fit, so it belongs to one of them and is on none. */
  readonly ambiguous: { readonly allocations: number; readonly bytes: number };
  /** In packages that were analysed, on lines where no site fits. */
  readonly unmatched: { readonly allocations: number; readonly bytes: number };
}

/** Where the allocations of a recorded run belong. All of them: onSites + elsewhere + runtime + unknown. */
export interface RecordedTotals {
  readonly allocations: number;
  readonly bytes: number;
  readonly slotBytes: number;
  /** Tied to a site of the analysis by the return address of its call. */
  readonly onSites: number;
  /** In code that was not analysed: sites named by function and line alone. */
  readonly elsewhere: number;
  /** By the runtime for itself: goroutines, timers, deferred calls, start-up. */
  readonly runtime: number;
  /** Without a stack, or with one whose frames are in no program that could be read. */
  readonly unknown: number;
  /** Bytes between samples, for a sampled run. */
  readonly rate?: number;
  /** Of a sampled run: the relative standard errors of `bytes` and `allocations`, and how many objects were really seen. */
  readonly estimated?: { readonly error: number; readonly allocationsError: number; readonly samples: number };
  /** Recursion was folded: a call instruction occurs once in a stack. */
  readonly folded?: boolean;
  /** Frames that were recorded at most. */
  readonly depth?: number;
  /** Allocations by the runtime, by the runtime function that user code called. */
  readonly runtimeBy: readonly { readonly entry: string; readonly allocations: number; readonly bytes: number }[];
  /** Present when the numbers come from a profile by Go and not from a recorded run. */
  readonly profile?: ProfileFacts;
}

/** What was asked for and with which toolchain it was answered. */
export interface Target {
  readonly goVersion: string;
  readonly goos: string;
  readonly goarch: string;
  readonly flags: readonly string[];
  readonly packages: readonly string[];
}

/** The value behind every view of `allocpath explain`. */
export interface Analysis {
  readonly schema: 'allocpath.analysis/1';
  readonly target: Target;
  readonly gaps: readonly Gap[];
  readonly completeness: Completeness;
  readonly binaries: readonly BinaryFacts[];
  readonly sites: readonly Site[];
  readonly leakingParameters: readonly LeakingParameter[];
  /** Processes of a recorded run. */
  readonly runs?: readonly RunFacts[];
  readonly recorded?: RecordedTotals;
  /** Present when it was asked for. */
  readonly ssa?: readonly SsaListing[];
  /** Report lines that were not understood, verbatim, with their package; shown by --raw. */
  readonly unparsed: readonly { readonly package: string; readonly text: string }[];
}

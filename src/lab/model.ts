// Experiments on Go source, and what became of them on each release: the document allocpath.lab/1.
import type { Gap } from '../base/gap.ts';
import type { Placement, SiteKind } from '../site/model.ts';

/** Text in the languages that results are printed in. */
export interface Words {
  readonly en: string;
  readonly zh?: string;
}

/** A place in the source of Go, and what it does. */
export interface Mechanism {
  /** File below GOROOT/src. */
  readonly file: string;
  /** Function, method `(*T).M`, variable, or constant in it. */
  readonly name: string;
  readonly words: Words;
  /** N of the release go1.N that brought it; absent for what was always so. */
  readonly since?: number;
}

/** A statement about an experiment that evidence can refute. */
export interface Claim {
  readonly words: Words;
  /** What is checked (lab/holds.ts); absent where a claim is only shown beside the evidence. */
  readonly holds?: string;
}

/** One way to run an experiment. */
export interface Case {
  readonly label: string;
  /** Go statement. */
  readonly statement: string;
  /** Measured at its first execution, and not repeated. */
  readonly once: boolean;
}

/** A line with `//lab:site`. */
export interface Mark {
  readonly line: number;
  /** Only sites of this kind, where the line has others. */
  readonly kind?: SiteKind;
}

/** A function in a Go file with directives in front of it. */
export interface Experiment {
  /** `slices/makeConstant`: directory and function. */
  readonly id: string;
  readonly chapter: string;
  readonly title: Words;
  readonly file: string;
  readonly function: string;
  /** First and last line of the function. */
  readonly lines: readonly [number, number];
  /** Its text. */
  readonly source: string;
  readonly claims: readonly Claim[];
  readonly cases: readonly Case[];
  /** Lines of the sites that it is about, in its file; none: every site of the function. */
  readonly marks: readonly Mark[];
  /** Further builds: `-gcflags=-l`, `-race`, `-pgo`. */
  readonly variants: readonly string[];
  /** Calls that a profile says are hot, for -pgo: caller and callee. */
  readonly hot: readonly (readonly [string, string])[];
  readonly mechanisms: readonly Mechanism[];
  /** What Java does in the same place. */
  readonly java?: Words;
}

/** What one case measured. */
export interface Measured {
  readonly case: string;
  /** Allocations of one run, as testing.AllocsPerRun counts them. */
  readonly allocations: number;
  /** Bytes of one run, taken from the heap. */
  readonly bytes: number;
  /** The function panicked. */
  readonly panicked?: string;
}

/** An experiment on one release, with one set of flags. */
export interface Cell {
  readonly go: string;
  readonly goarch: string;
  /** Flags of the variant; empty for the plain build. */
  readonly flags: string;
  /** Lines of the compiler's report. */
  readonly said: readonly string[];
  /** Functions that are called for memory (`runtime.makeslice`), and frame slots (`slot of 64 bytes`). */
  readonly emitted: readonly string[];
  readonly happened: readonly Measured[];
  /** Worst of the sites; absent when there is no site. */
  readonly placement?: Placement;
  readonly bound?: string;
  /** Why there is no evidence at all. */
  readonly missing?: string;
  /** Why nothing, or not every case, was measured. */
  readonly unmeasured?: string;
}

/** What became of a claim over all releases. */
export interface Verdict {
  readonly claim: number;
  /** holds · never held · held until 1.24 · holds since 1.25 · held with 1.22, 1.25 only · not checked · not measured */
  readonly verdict: string;
  /** Release → whether it held; absent where it could not be measured. */
  readonly held: Readonly<Record<string, boolean>>;
  /** What changed it. */
  readonly mechanism?: Mechanism;
  readonly sentence: string;
}

/** An experiment with its results. */
export interface ExperimentResult extends Experiment {
  readonly cells: readonly Cell[];
  readonly verdicts: readonly Verdict[];
}

/** A field of a structure of the runtime. */
export interface LayoutField {
  readonly name: string;
  readonly type: string;
  readonly offset: number;
  readonly size: number;
}

/** A structure as one release has it, from DWARF. */
export interface Layout {
  /** What it is: `slice header`, `map header`, `map group`. */
  readonly id: string;
  readonly title: Words;
  /** Type: `runtime.hmap`. */
  readonly type: string;
  readonly size: number;
  readonly fields: readonly LayoutField[];
  readonly go: readonly string[];
  readonly goarch: string;
}

/** A release that was asked for. */
export interface LabRelease {
  /** As asked for. */
  readonly go: string;
  /** As the toolchain calls itself; absent when it could not be had. */
  readonly version?: string;
  readonly goarch: string;
  readonly missing?: string;
}

/** The document. */
export interface LabResult {
  readonly schema: 'allocpath.lab/1';
  readonly releases: readonly LabRelease[];
  readonly experiments: readonly ExperimentResult[];
  readonly layouts: readonly Layout[];
  readonly gaps: readonly Gap[];
}

// What differs between two analyses: the document allocpath.diff/1.
import type { Gap } from '../base/gap.ts';
import type { Position } from '../base/position.ts';
import type { Analysis, Placement, Site, SiteKind } from '../site/model.ts';
import type { DiffCause } from './cause-list.ts';

/** What a function's compile says of inlining, by `package.function`. */
export interface InlineFacts {
  readonly functions: ReadonlyMap<string, { readonly inlinable: boolean; readonly cost?: number; readonly reason?: string }>;
  /** Messages such as `devirtualizing r.Read to *zeros`, by file and line. */
  readonly devirtualised: ReadonlyMap<string, string>;
}

/** One of the two. */
export interface Side {
  readonly analysis: Analysis;
  /** As it was asked for: `main`, `go1.24.13`, `before.json`, `working tree`. */
  readonly label: string;
  /** Directory that file names are shown relative to. */
  readonly root: string;
  readonly facts?: InlineFacts;
  /** GOROOT of the build: code of the standard library is looked for on the other side too. */
  readonly goroot?: string;
  /** Text of the source, by file name of the analysis; undefined where it is not there. */
  readonly source: (file: string) => readonly string[] | undefined;
  /**
   * Go files with the import path of their package, to find functions that have another name on the other side; absent when only those with
   * sites are known.
   */
  readonly files?: ReadonlyMap<string, string>;
  /** Flags that only this side has: `-race`, `-gcflags=-l`, `-pgo=…`, `GOARCH=arm64`. */
  readonly flags: readonly string[];
  /** Further recordings of the same program. */
  readonly repeats?: readonly Analysis[];
}

export const CHANGES = ['worse', 'appeared', 'better', 'vanished'] as const;
export type Change = (typeof CHANGES)[number];

/** A site on one side. */
export interface SiteState {
  readonly id: string;
  readonly expression: string;
  readonly position: Position;
  readonly placement: Placement;
  readonly bound?: string;
  readonly frequency?: Site['frequency'];
  /** Bytes of one allocation, when known when compiling. */
  readonly size?: number;
  /** How many loops of its function it is in. */
  readonly loopDepth?: number;
  /** Inlined copies and instances that can allocate, and those that cannot. */
  readonly copies: { readonly allocating: number; readonly other: number };
  readonly cause?: string;
}

/** What runs measured, before and after. */
export interface Measure {
  readonly before: number;
  readonly after: number;
  /** Smallest and largest of repeated runs, where there were several. */
  readonly beforeRange?: readonly [number, number];
  readonly afterRange?: readonly [number, number];
}

/** A site that changed. */
export interface SiteChange {
  readonly change: Change;
  readonly package: string;
  readonly function: string;
  /** Its function's name before, where it was another. */
  readonly renamedFrom?: string;
  readonly kind: SiteKind;
  readonly variable?: string;
  readonly type?: string;
  readonly before: SiteState | null;
  readonly after: SiteState | null;
  readonly cause: { readonly code: DiffCause; readonly sentence: string };
  readonly bytes?: Measure;
  readonly allocations?: Measure;
}

/** What is said of a side. */
export interface SideFacts {
  readonly label: string;
  readonly goVersion: string;
  readonly goos: string;
  readonly goarch: string;
  readonly flags: readonly string[];
  readonly sites: number;
  /** Recordings that were read. */
  readonly runs?: number;
}

/** The document. */
export interface DiffResult {
  readonly schema: 'allocpath.diff/1';
  readonly before: SideFacts;
  readonly after: SideFacts;
  readonly changes: readonly SiteChange[];
  readonly summary: {
    readonly worse: number;
    readonly appeared: number;
    readonly better: number;
    readonly vanished: number;
    /** Sites without a change. */
    readonly same: number;
    /** Appeared or vanished without being able to allocate; not among the changes. */
    readonly neutral: number;
  };
  /** For recordings: how much repeated runs of one side differ; absent when there was one of each. */
  readonly noise?: { readonly before?: number; readonly after?: number };
  readonly gaps: readonly Gap[];
}

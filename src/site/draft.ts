// Sites while they are being put together: report entries and emitted code are collected under one key, and judged at the end.
import type { AllocationEntry } from '../read/release/allocation-entries.ts';
import type { DumpCall } from '../read/compiler/function-dump.ts';
import type { Position } from '../base/position.ts';
import type { Entry, Reference } from './compile.ts';
import { lineKey, fileOfKey, lineOfKey } from './position-key.ts';
import type { SiteKind } from './model.ts';
import type { CompiledFunction } from './twins.ts';

/** A call of an allocation entry, from the SSA text or from the binary, that belongs to a draft. */
export interface DraftCall {
  readonly compiled: CompiledFunction | undefined;
  readonly call: DumpCall | undefined;
  readonly entry: AllocationEntry;
  /** Symbol of the function that holds the call. */
  readonly symbol: string;
  readonly pc?: number;
  readonly binary?: number;
  /** The same call in other binaries. */
  readonly alsoIn: { readonly binary: number; readonly pc: number }[];
  /** Index of the calling function in the binary. */
  readonly caller?: number;
  readonly inlinedAt: readonly Position[];
  readonly tie: 'exact' | 'rule' | 'text';
  readonly rule?: string;
  /** Report entries at the call's outermost position that speak of this copy. */
  readonly said: readonly Entry[];
}

/** Code of a site that does not call the allocator: a frame slot, read-only data, or nothing at all. */
export interface DraftStorage {
  readonly compiled: CompiledFunction | undefined;
  readonly symbol: string;
  readonly storage: 'frame' | 'static' | 'registers';
  readonly reference?: Reference['reference'];
  /** Type of the slot, where another value of the function tells it. */
  readonly type?: string;
  readonly inlinedAt: readonly Position[];
  readonly said: readonly Entry[];
  /** Rule by which the storage was found, where its position is not the expression's. */
  readonly rule?: string;
}

/** One site in the making. */
export interface Draft {
  readonly at: number;
  /** False when only the line is known (an inlined copy of a function whose own compile was not reported). */
  readonly columnKnown: boolean;
  kind: SiteKind;
  readonly expression: string;
  package: string | undefined;
  function: string | undefined;
  /** Entries of the compile of the function itself, per generic instance and test variant. */
  readonly own: Entry[];
  readonly calls: DraftCall[];
  readonly storage: DraftStorage[];
  /** True when no report line speaks of it. */
  readonly unreported: boolean;
}

/** All drafts of an analysis, by position, line and function. */
export class Drafts {
  readonly all: Draft[] = [];
  private readonly byPosition: Map<number, Draft[]> = new Map();
  private readonly byLine: Map<number, Draft[]> = new Map();
  private readonly byFunction: Map<string, Draft[]> = new Map();

  at(key: number): readonly Draft[] {
    return this.byPosition.get(key) ?? [];
  }

  onLine(file: number, line: number): readonly Draft[] {
    return this.byLine.get(lineKey(file, line)) ?? [];
  }

  /** Drafts of functions with this name, without the package: `(*T).M`. */
  ofFunction(name: string): readonly Draft[] {
    return this.byFunction.get(name) ?? [];
  }

  create(at: number, kind: SiteKind, expression: string, options: { columnKnown: boolean; unreported: boolean; package?: string; function?: string }): Draft {
    const draft: Draft = {
      at,
      kind,
      expression,
      columnKnown: options.columnKnown,
      unreported: options.unreported,
      package: options.package,
      function: undefined,
      own: [],
      calls: [],
      storage: [],
    };
    this.all.push(draft);
    push(this.byPosition, at, draft);
    push(this.byLine, lineKey(fileOfKey(at), lineOfKey(at)), draft);
    if (options.function !== undefined) this.setFunction(draft, options.package, options.function);
    return draft;
  }

  /** Finds the draft with these words at a position, or makes it. */
  findOrCreate(
    at: number,
    kind: SiteKind,
    expression: string,
    options: { columnKnown: boolean; unreported: boolean; package?: string; function?: string },
  ): Draft {
    const found = this.at(at).find(
      (d) => d.expression === expression && (d.kind === 'moved-to-heap') === (kind === 'moved-to-heap') && d.unreported === options.unreported,
    );
    return found ?? this.create(at, kind, expression, options);
  }

  /** Names the function of a draft, once. */
  setFunction(draft: Draft, importPath: string | undefined, name: string): void {
    if (draft.function !== undefined) return;
    draft.function = name;
    draft.package ??= importPath;
    push(this.byFunction, name, draft);
  }
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

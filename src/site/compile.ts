// One package's compile in the shape that the join needs: report entries and SSA references by canonical source position.
import type { Gap } from '../base/gap.ts';
import type { Position } from '../base/position.ts';
import type { JsonLog } from '../read/compiler/json-log.ts';
import { reconcile } from '../read/compiler/json-log-reconcile.ts';
import type { EscapeReport } from '../read/compiler/escape-report.ts';
import type { DumpCall, DumpReference, FunctionDump } from '../read/compiler/function-dump.ts';
import { ROLE, VERDICT } from '../read/compiler/report-tables.ts';
import { kindOfExpression } from './kind.ts';
import { posKey, lineKey, fileOfKey, lineOfKey, columnOfKey } from './position-key.ts';
import { Ownership } from './ownership.ts';
import type { SiteKind } from './model.ts';
import type { SourceFiles } from './source-files.ts';
import { elideShapes, printableName, symbolPrefix } from './symbol-names.ts';
import type { CompiledFunction } from './twins.ts';

/** A report row about an allocation expression or variable. */
export interface Entry {
  readonly compile: Compile;
  /** Flow block that explains it, -1 when there is none. */
  readonly block: number;
  readonly verdict: number;
  /** The expression, without shapes of generic instances. */
  readonly expression: string;
  /** As the compiler printed it. */
  readonly printed: string;
  readonly kind: SiteKind;
  /** posKey of its position. */
  readonly at: number;
  /** True when a call was inlined at its position: the expression then stands in the callee, not here. */
  readonly inlined: boolean;
  /** True when the row may speak of a parameter instead of an allocation. */
  readonly ambiguous: boolean;
}

/** A value that uses frame memory or read-only data, with the function that it is in. */
export interface Reference {
  readonly compiled: CompiledFunction;
  readonly reference: DumpReference;
}

/** A package's report and SSA text, indexed by position. */
export class Compile {
  /** `p`, `p [p.test]`, `p_test [p.test]`. */
  readonly header: string;
  /** Import path without the test variant. */
  readonly package: string;
  readonly report: EscapeReport;
  readonly functions: readonly CompiledFunction[];
  readonly entries: Entry[] = [];
  readonly ownership: Ownership;
  /** Values that are the address of runtime.zerobase. */
  readonly zeroBases: Reference[] = [];
  /** Values that are the address of the runtime's table of values of one byte. */
  readonly byteTables: Reference[] = [];
  private readonly entriesByPosition: Map<number, Entry[]> = new Map();
  private readonly inlinings: Map<number, string[]> = new Map();
  private readonly references: Map<number, Reference[]> = new Map();
  private readonly referencesByLine: Map<number, Reference[]> = new Map();
  private callEntries: Map<number, string[]> | undefined;
  private readonly buffers: Map<CompiledFunction, Set<string>> = new Map();
  private readonly literals: Map<number, string> = new Map();
  private readonly literalUses: Map<string, Reference[]> = new Map();
  private readonly temporaryTypes: Map<CompiledFunction, Map<string, string>> = new Map();
  private readonly statements: Map<number, { column: number; kind: 'go' | 'defer' }[]> = new Map();
  private readonly chains: Map<number, (readonly Position[])[]> = new Map();
  private readonly files: SourceFiles;
  private readonly fileIds: number[];
  private owners: Set<number> | undefined;
  private readonly dumpFiles: readonly number[];

  constructor(header: string, report: EscapeReport, functions: readonly FunctionDump[], dumpFiles: readonly number[], files: SourceFiles, isMain: boolean) {
    this.header = header;
    this.package = header.split(' ')[0]!;
    this.report = report;
    this.files = files;
    this.fileIds = [];
    this.dumpFiles = dumpFiles;
    const prefix = isMain || this.package.endsWith('.test') ? 'main' : symbolPrefix(this.package);
    this.functions = functions.map((dump) => ({
      dump,
      header,
      symbol: isCgoExport(dump.name) ? dump.name : `${prefix}.${printableName(dump.name)}`,
      file: dump.position.file < 0 ? -1 : dumpFiles[dump.position.file]!,
    }));
    for (const compiled of this.functions) {
      const { name, position } = compiled.dump;
      if (position.file >= 0 && /\.(?:func|deferwrap|gowrap)\d|-range\d/.test(name))
        this.literals.set(posKey(compiled.file, position.line, position.column), printableName(name));
      for (const s of compiled.dump.statements)
        if (s.position.file >= 0) append(this.statements, lineKey(dumpFiles[s.position.file]!, s.position.line), { column: s.position.column, kind: s.kind });
      for (const reference of compiled.dump.references) {
        const { file, line, column } = reference.position;
        const item = { compiled, reference };
        append(this.references, posKey(dumpFiles[file]!, line, column), item);
        append(this.referencesByLine, lineKey(dumpFiles[file]!, line), item);
        if (reference.symbol === 'runtime.zerobase') this.zeroBases.push(item);
        if (reference.symbol === 'runtime.staticuint64s') this.byteTables.push(item);
        if (reference.symbol.endsWith('·f'))
          append(this.literalUses, printableName(reference.symbol.slice(reference.symbol.indexOf('.', reference.symbol.lastIndexOf('/') + 1) + 1, -2)), item);
      }
    }
    this.indexInlinings();
    this.indexEntries();
    this.ownership = new Ownership(this);
  }

  /** Canonical number of a file of the report's own table. */
  fileId(textId: number): number {
    return (this.fileIds[textId] ??= this.files.reportId(
      this.report.texts.text(textId),
      (this.owners ??= new Set(this.functions.map((f) => f.file).filter((file) => file >= 0))),
    ));
  }

  /** Canonical number of a file of the SSA text's table. */
  dumpFileId(id: number): number {
    return this.dumpFiles[id] ?? -1;
  }

  /** A key as a position with a file name. */
  positionOf(at: number): Position {
    const column = columnOfKey(at);
    // Code that the compiler makes itself (`<autogenerated>:1`) has no column.
    return { file: this.files.name(fileOfKey(at)), line: lineOfKey(at), ...(column > 0 ? { column } : {}) };
  }

  entriesAt(at: number): readonly Entry[] {
    return this.entriesByPosition.get(at) ?? [];
  }

  /** Functions inlined at a position, outermost first; undefined when there are none. */
  inlinedAt(at: number): readonly string[] | undefined {
    return this.inlinings.get(at);
  }

  /** Takes the compiler's JSON log: inlined positions with columns. Returns what is missing in it. */
  addLog(logs: readonly JsonLog[]): readonly Gap[] {
    const { blocks } = this.report;
    const result = reconcile(this.report, logs, (path) => this.files.name(this.files.reportId(path, this.owners)));
    for (const [block, record] of result.recordOf) {
      if (record.chain.length === 0) continue;
      append(this.chains, posKey(this.fileId(blocks.file.at(block)), blocks.line.at(block), blocks.column.at(block)), record.chain);
    }
    return result.gaps;
  }

  /** Inlined positions below a position, outermost first, one list an explanation; empty without a log. */
  chainsAt(at: number): readonly (readonly Position[])[] {
    return this.chains.get(at) ?? [];
  }

  /** All positions at which calls were inlined. */
  inlinedPositions(): IterableIterator<[number, string[]]> {
    return this.inlinings.entries();
  }

  referencesAt(at: number): readonly Reference[] {
    return this.references.get(at) ?? [];
  }

  /** What is called for memory at a position, with the type where there is one: `runtime.newobject type:int`. */
  callsAt(at: number): readonly string[] {
    if (this.callEntries === undefined) {
      this.callEntries = new Map();
      for (const { dump } of this.functions)
        for (const call of dump.calls) {
          const { file, line, column } = call.position;
          if (file >= 0) append(this.callEntries, posKey(this.dumpFiles[file]!, line, column), calledFor(call));
        }
    }
    return this.callEntries.get(at) ?? [];
  }

  /** All references on the line of a position. */
  referencesOnLine(at: number): readonly Reference[] {
    return this.referencesByLine.get(lineKey(fileOfKey(at), lineOfKey(at))) ?? [];
  }

  /** Name of the function literal (or go/defer wrapper) that begins at a position. */
  literalAt(at: number): string | undefined {
    return this.literals.get(at);
  }

  /** Type of a frame temporary, from any value of its function that takes its address. */
  typeOfTemporary(compiled: CompiledFunction, symbol: string): string | undefined {
    let types = this.temporaryTypes.get(compiled);
    if (types === undefined) {
      types = new Map();
      for (const r of compiled.dump.references) if (r.type !== undefined && !types.has(r.symbol)) types.set(r.symbol, r.type);
      this.temporaryTypes.set(compiled, types);
    }
    return types.get(symbol);
  }

  /** Whether a frame temporary is the buffer that some call is given for its result. */
  isBuffer({ compiled, reference }: Reference): boolean {
    if (reference.storage !== 'frame') return false;
    let buffers = this.buffers.get(compiled);
    if (buffers === undefined) {
      buffers = new Set(compiled.dump.calls.flatMap((c) => (c.buffer?.kind === 'frame' ? [c.buffer.name] : [])));
      this.buffers.set(compiled, buffers);
    }
    return buffers.has(reference.symbol);
  }

  /** The statement that the closure at a position belongs to: `go` and `defer` stand right before it, or at the same place. */
  statementAt(position: Position): 'go' | 'defer' | undefined {
    const line = lineKey(this.files.reportId(position.file, this.owners), position.line);
    const column = position.column ?? 0;
    const near = (this.statements.get(line) ?? []).filter((s) => s.column <= column && column - s.column <= 'defer '.length);
    return near.sort((a, b) => b.column - a.column)[0]?.kind;
  }

  /** Uses of the static closure of a function literal: `main.f.func1·f`. */
  usesOfLiteral(name: string): readonly Reference[] {
    return this.literalUses.get(name) ?? [];
  }

  private indexInlinings(): void {
    const { inlinings, texts } = this.report;
    for (let row = 0; row < inlinings.length; row++) {
      append(
        this.inlinings,
        posKey(this.fileId(inlinings.file.at(row)), inlinings.line.at(row), inlinings.column.at(row)),
        texts.text(inlinings.callee.at(row)),
      );
    }
  }

  private indexEntries(): void {
    const { entries, blocks, texts } = this.report;
    for (let row = 0; row < entries.length; row++) {
      const verdict = entries.verdict.at(row);
      // Variables that the compiler makes for range-over-func (`#next`) are reported without a position.
      if (entries.role.at(row) === ROLE.parameter || verdict === VERDICT.zeroCopy || entries.line.at(row) <= 0) continue;
      const at = posKey(this.fileId(entries.file.at(row)), entries.line.at(row), entries.column.at(row));
      const expression = texts.text(entries.text.at(row));
      this.addEntry(at, expression, verdict, entries.block.at(row), entries.role.at(row) === ROLE.ambiguous, this.kindAt(at, expression, verdict));
    }
    // The closure that the compiler makes for `go f(x)` and `defer f(x)` gets an explanation, but no line of its own.
    for (let block = 0; block < blocks.length; block++) {
      if (blocks.leak.at(block) !== 0) continue;
      const expression = texts.text(blocks.subject.at(block));
      if (expression !== 'func literal') continue;
      const at = posKey(this.fileId(blocks.file.at(block)), blocks.line.at(block), blocks.column.at(block));
      if (!this.entriesAt(at).some((e) => e.expression === expression)) this.addEntry(at, expression, VERDICT.escapes, block, false, 'go-defer');
    }
  }

  private kindAt(at: number, expression: string, verdict: number): SiteKind {
    // `go f(x)` and `defer f(x)`: the compiler makes a literal named after the statement.
    if (expression === 'func literal' && /\.(?:deferwrap|gowrap|dwrap)\d+$/.test(this.literalAt(at) ?? '')) return 'go-defer';
    return kindOfExpression(expression, verdict === VERDICT.moved);
  }

  private addEntry(at: number, expression: string, verdict: number, block: number, ambiguous: boolean, kind: SiteKind): void {
    const printed = expression;
    expression = elideShapes(expression);
    const inlined = this.inlinings.has(at);
    const before = this.entriesByPosition.get(at);
    // The variadic slice of an inlined call belongs to the caller, not to the callee: the first one at the position.
    // `~r0` is what an inlined call returns: boxing or converting it is the caller's doing.
    const ofResult = inlined && /~r\d/.test(expression) && (kind === 'interface' || kind === 'string-convert' || kind === 'string-concat');
    if (ofResult) expression = expression.replaceAll(/~r\d+/g, `${printableName(this.inlinings.get(at)![0]!)}(…)`);
    const own = !inlined || ofResult || (expression === '... argument' && before?.some((e) => e.expression === expression) !== true);
    const entry: Entry = { compile: this, verdict, expression, printed, at, inlined: !own, block, ambiguous, kind };
    this.entries.push(entry);
    append(this.entriesByPosition, at, entry);
  }
}

/** The function by which C calls a Go function: its symbol has no package (cmd/cgo/out.go: `//go:linkname _cgoexp_…`). */
export function isCgoExport(symbol: string): boolean {
  return symbol.startsWith('_cgoexp_');
}

/** What a call asks the runtime for: its name, and the type where the text tells it. */
export function calledFor({ entry, type }: DumpCall): string {
  return type?.kind === 'symbol' ? `${entry} ${type.name}` : entry;
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

// The entry to a Go executable: what it was built with, its functions, and the source position of every instruction.
// Go source: src/runtime/symtabinl.go: inlineUnwinder (positions through inlined calls), src/runtime/symtab.go:
// funcline, go1.18–go1.27. Opening decodes only the function table; names, positions and types are decoded when asked for.
import { FormatError } from '../../base/errors.ts';
import type { Cursor } from '../../base/cursor.ts';
import type { Gap } from '../../base/gap.ts';
import { FUNCDATA, FUNC_FLAG, PCDATA, funcRecordLayout } from '../release/func-record.ts';
import type { InlinedCallLayout } from '../release/inline-tree.ts';
import { inlinedCallLayout } from '../release/inline-tree.ts';
import { HEADER_TEXT_START_UNTIL } from '../release/moduledata.ts';
import type { Release } from '../release/releases.ts';
import { NEWEST_KNOWN, OLDEST_DECODED, parseRelease } from '../release/releases.ts';
import { findBuildInfo } from './build-info.ts';
import { decodeExecutable } from './executable.ts';
import type { Architecture, Image } from './image.ts';
import { InlineNodes, MAX_INLINE_DEPTH, decodeInlinedCall } from './inline-tree.ts';
import type { Moduledata } from './moduledata.ts';
import { findModuledata, namedModuledata } from './moduledata.ts';
import { PcRuns } from './pc-runs.ts';
import type { PcValues } from './pc-values.ts';
import type { FunctionTable, PclnHeader } from './pclntab.ts';
import { Pclntab, findPclnHeaders } from './pclntab.ts';
import { PointerMapTable } from './pointer-maps.ts';
import type { GoType } from './types.ts';
import { TypeTable } from './types.ts';

/** A position in a (possibly inlined) function. */
export interface Frame {
  readonly function: string;
  readonly file: string;
  readonly line: number;
}

/** runtime/symtab.go: _ArgsSizeUnknown. */
const ARGS_SIZE_UNKNOWN = 0x80000000;

/** The decoded tables of the function that was asked about last: questions come in address order. */
interface PositionState {
  readonly index: number;
  readonly file: PcValues;
  readonly line: PcValues;
  readonly inlined: PcValues;
  readonly tree: Cursor | undefined;
}

/** A Go executable. */
export class GoBinary {
  readonly name: string;
  readonly format: 'elf' | 'macho' | 'pe';
  /** As recorded: "go1.26.8", "devel go1.28-…"; "unknown" when the file does not say. */
  readonly goVersion: string;
  /** Absent when the file does not name a go1.N release. */
  readonly release: Release | undefined;
  /** N of the go1.N whose layouts are used. */
  readonly layoutMinor: number;
  readonly goos: string;
  readonly goarch: Architecture;
  /** Import path of the main package, when recorded. */
  readonly mainPackage: string | undefined;
  readonly mainModule: string | undefined;
  /** The `build` lines: -gcflags, -ldflags, CGO_ENABLED, vcs.revision, … */
  readonly settings: ReadonlyMap<string, string>;
  readonly positionIndependent: boolean;
  /** Without symbol table. Nothing here needs it. */
  readonly stripped: boolean;
  /** What else a universal Mach-O file holds code for, as GOARCH where there is one; none of other files. */
  readonly otherSlices: readonly string[];
  readonly gaps: readonly Gap[];
  readonly textStart: number;
  readonly textEnd: number;
  readonly image: Image;
  readonly moduledata: Moduledata;
  readonly functions: FunctionTable;
  readonly types: TypeTable;
  /** The symbol table itself, for those who look at its bytes. */
  readonly pclntab: Pclntab;
  /** The stack maps, of which functions share equal ones. */
  readonly pointerMaps: PointerMapTable;
  /** Everything from go:func.* on, for readers of many functions: an offset of funcdata is one into its bytes. */
  readonly funcdataArea: Cursor;
  readonly #inlinedCall: InlinedCallLayout;
  #state: PositionState | undefined;
  #byName: Map<string, number> | undefined;

  private constructor(bytes: Uint8Array, name: string, architecture?: Architecture) {
    const { image, otherSlices } = decodeExecutable(bytes, name, architecture);
    const gaps: Gap[] = [];
    if (otherSlices.length > 0) gaps.push(unreadSlices(name, image.parts.architecture, otherSlices));
    const info = findBuildInfo(image);
    const release = info === undefined ? undefined : parseRelease(info.goVersion);
    const found = chooseHeader(image, release, name, gaps);
    this.name = name;
    this.format = image.parts.format;
    this.goVersion = info?.goVersion ?? 'unknown';
    this.release = release;
    this.layoutMinor = found.minor;
    this.settings = info?.settings ?? new Map<string, string>();
    this.goos = this.settings.get('GOOS') ?? 'unknown';
    this.goarch = image.parts.architecture;
    this.mainPackage = info?.path;
    this.mainModule = info?.module;
    this.positionIndependent = image.parts.positionIndependent;
    this.stripped = image.parts.findSymbol === undefined;
    this.otherSlices = otherSlices;
    this.gaps = gaps;
    this.image = image;
    this.moduledata = found.moduledata;
    this.textStart = found.moduledata.text;
    this.textEnd = found.moduledata.etext;
    this.pclntab = new Pclntab(image, found.header, funcRecordLayout(found.minor), found.moduledata.textRanges);
    this.functions = this.pclntab.functions;
    this.#inlinedCall = inlinedCallLayout(found.minor);
    this.funcdataArea = image.cursorAt(found.moduledata.gofunc, 'funcdata');
    this.pointerMaps = new PointerMapTable(this.funcdataArea);
    this.types = new TypeTable(image, found.moduledata, found.minor);
  }

  /**
   * Opens an executable: ELF, Mach-O or PE. `name` appears in errors; `architecture` chooses from a universal file (without it,
   * the first for amd64 or arm64). FormatError when it is truncated, forged, foreign, for another architecture or no Go executable.
   */
  static open(bytes: Uint8Array, name: string, architecture?: Architecture): GoBinary {
    // Views of a Buffer are Buffers, which cost several times as much to make.
    return new GoBinary(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength), name, architecture);
  }

  /** The function's name as the linker wrote it: "main.main", "go.etcd.io/bbolt.(*DB).Update", "slices.Sort[...]". */
  functionName(index: number): string {
    return this.pclntab.nameAt(this.functions.nameOff[this.#checked(index)]!);
  }

  /** Line of the func keyword; absent before go1.20 and for functions without source. */
  startLine(index: number): number | undefined {
    const { startLine } = this.pclntab.layout;
    const line = startLine === undefined ? 0 : this.pclntab.field(this.#checked(index), startLine) | 0;
    return line > 0 ? line : undefined;
  }

  /** Index of the function whose code holds the address; −1 outside of Go code. */
  functionAt(pc: number): number {
    const { entry, end, count } = this.functions;
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (entry[middle]! <= pc) low = middle + 1;
      else high = middle;
    }
    return low > 0 && pc < end[low - 1]! ? low - 1 : -1;
  }

  /** Index of the first function of that name; −1 when there is none. */
  functionNamed(name: string): number {
    if (this.#byName === undefined) {
      this.#byName = new Map();
      for (let i = this.functions.count - 1; i >= 0; i--) this.#byName.set(this.functionName(i), i);
    }
    return this.#byName.get(name) ?? -1;
  }

  /** Bytes between the stack pointer and its place at function entry, for every pc (runtime/symtab.go: funcspdelta). */
  spDeltas(index: number): PcValues {
    const offset = this.pclntab.field(this.#checked(index), this.pclntab.layout.pcsp);
    return this.pclntab.values(index, offset === 0 ? undefined : offset);
  }

  /** A pcdata table (PCDATA.StackMapIndex, …): −1 everywhere when the function has none. */
  pcdata(index: number, table: number): PcValues {
    return this.pclntab.values(this.#checked(index), this.pclntab.pcdataOffset(index, table));
  }

  /** All runs of a table, into an object that is used again; for whole binaries. */
  runs(index: number, table: 'sp' | 'file' | 'line' | number, into: PcRuns): PcRuns {
    const { layout } = this.pclntab;
    if (typeof table === 'number') return this.pclntab.runs(index, this.pclntab.pcdataOffset(this.#checked(index), table), into);
    const field = table === 'sp' ? layout.pcsp : table === 'file' ? layout.pcfile : layout.pcln;
    const offset = this.pclntab.field(this.#checked(index), field);
    return this.pclntab.runs(index, offset === 0 ? undefined : offset, into);
  }

  /** Addresses at which the line table of a function changes. */
  lineStarts(index: number): number[] {
    const runs = this.runs(index, 'line', new PcRuns());
    const entry = this.functions.entry[index]!;
    const found = runs.count === 0 ? [] : [entry];
    for (let i = 0; i + 1 < runs.count; i++) found.push(entry + runs.ends[i]!);
    return found;
  }

  /** The file behind a value of the file table. */
  fileName(index: number, value: number): string {
    return this.pclntab.fileName(index, value);
  }

  /** Whether the function is assembly (internal/abi: FuncFlagAsm): its maps are written by hand and by other rules. */
  isAssembly(index: number): boolean {
    return (this.functions.flag[this.#checked(index)]! & FUNC_FLAG.Asm) !== 0;
  }

  /** Where the name of that file lies in the table of file names, which holds every file once; undefined where none is recorded. */
  fileOffset(index: number, value: number): number | undefined {
    return this.pclntab.fileOffset(index, value);
  }

  /** The calls that were inlined into a function, by node of its inline tree; node 0 first. */
  inlinedCalls(index: number): { readonly index: number; readonly function: string; readonly parentPc: number }[] {
    const nodes = this.inlineNodes(index, new PcRuns(), new InlineNodes());
    const entry = this.functions.entry[index]!;
    const found = [];
    for (let node = 0; node < nodes.count; node++) {
      found.push({ index: node, function: this.nameAt(nodes.nameOff[node]!), parentPc: entry + nodes.parentPc[node]! });
    }
    return found;
  }

  /** All nodes of a function's inline tree, into objects that are used again; for whole binaries. `runs` then holds the nodes by pc. */
  inlineNodes(index: number, runs: PcRuns, into: InlineNodes): InlineNodes {
    const size = this.functions.end[index]! - this.functions.entry[index]!;
    const tree = this.funcdataOffset(index, FUNCDATA.InlTree);
    return into.decode(this.funcdataArea, tree, this.#inlinedCall, this.runs(index, PCDATA.InlTreeIndex, runs), size);
  }

  /** The name at an offset into the table of function names, as inline trees give it. */
  nameAt(offset: number): string {
    return this.pclntab.nameAt(offset);
  }

  /** PCDATA StackMapIndex at an address, as recorded. */
  stackMapIndex(index: number, pc: number): number {
    return this.pcdata(index, PCDATA.StackMapIndex).at(pc);
  }

  /** A cursor at one of the function's funcdata (FUNCDATA.LocalsPointerMaps, …); undefined when the function has none. */
  funcdata(index: number, table: number, what: string): Cursor | undefined {
    const offset = this.pclntab.funcdataOffset(this.#checked(index), table);
    return offset === undefined ? undefined : this.image.cursorAt(this.moduledata.gofunc + offset, what);
  }

  /** Where in `funcdataArea` one of the function's funcdata begins; undefined when the function has none. */
  funcdataOffset(index: number, table: number): number | undefined {
    return this.pclntab.funcdataOffset(this.#checked(index), table);
  }

  /** Bytes of arguments, results and spill area at the caller's stack pointer; undefined for assembly that does not say. */
  argumentBytes(index: number): number | undefined {
    const size = this.pclntab.field(this.#checked(index), this.pclntab.layout.args);
    return size === ARGS_SIZE_UNKNOWN ? undefined : size;
  }

  /** Where a function goes on after a panic that it recovered from; undefined for functions without defer. */
  deferReturn(index: number): number | undefined {
    const offset = this.pclntab.field(this.#checked(index), this.pclntab.layout.deferreturn);
    return offset === 0 ? undefined : this.functions.entry[index]! + offset;
  }

  /** The innermost position of an instruction: that of the inlined function where there is one. */
  position(index: number, pc: number): { readonly file: string; readonly line: number } {
    const state = this.#stateOf(index);
    return { file: this.pclntab.fileName(index, state.file.at(pc)), line: state.line.at(pc) };
  }

  /** Innermost first; the last is the function itself, at the line of the outermost call. For a call, give its own address. */
  inlineFrames(index: number, pc: number): Frame[] {
    const state = this.#stateOf(index);
    const frames: Frame[] = [];
    this.#unwind(state, pc, (at, nameOff) => {
      const file = this.pclntab.fileName(index, state.file.at(at));
      frames.push({ function: this.pclntab.nameAt(nameOff), file, line: state.line.at(at) });
    });
    return frames;
  }

  /** The line in the function itself, calls of inlined functions followed outwards. */
  outermostLine(index: number, pc: number): number {
    const state = this.#stateOf(index);
    return state.line.at(this.#unwind(state, pc, () => {}));
  }

  /** The type whose descriptor lies at an address; FormatError when none can. */
  typeAt(address: number): GoType {
    return this.types.at(address);
  }

  /** Calls `visit` for each level with the pc of its position; returns the outermost pc. */
  #unwind(state: PositionState, pc: number, visit: (pc: number, nameOff: number) => void): number {
    const entry = this.functions.entry[state.index]!;
    let at = pc;
    let node = state.inlined.at(at);
    for (let depth = 0; node >= 0 && state.tree !== undefined; depth++) {
      if (depth === MAX_INLINE_DEPTH) throw state.tree.error(`at most ${MAX_INLINE_DEPTH} inlined calls around one pc`);
      const call = decodeInlinedCall(state.tree, this.#inlinedCall, node);
      visit(at, call.nameOff);
      if (call.parentPc < 0) break;
      at = entry + call.parentPc;
      node = call.parent ?? state.inlined.at(at);
    }
    visit(at, this.functions.nameOff[state.index]!);
    return at;
  }

  #inlineTree(index: number, offset: number): Cursor {
    const { bytes } = this.funcdataArea;
    if (offset > bytes.length) throw this.pclntab.recordCursor(index).error(`an inline tree within the funcdata, found offset 0x${offset.toString(16)}`);
    return this.image.cursorAt(this.moduledata.gofunc + offset, 'inline tree');
  }

  #stateOf(index: number): PositionState {
    if (this.#state?.index === index) return this.#state;
    const table = this.pclntab;
    const { pcfile, pcln } = table.layout;
    const stream = (offset: number | undefined): PcValues => table.values(this.#checked(index), offset);
    // Offset 0 of pctab is never a stream: it stands for "none".
    const some = (offset: number): number | undefined => (offset === 0 ? undefined : offset);
    const tree = table.funcdataOffset(this.#checked(index), FUNCDATA.InlTree);
    this.#state = {
      index,
      file: stream(some(table.field(index, pcfile))),
      line: stream(some(table.field(index, pcln))),
      inlined: stream(table.pcdataOffset(index, PCDATA.InlTreeIndex)),
      tree: tree === undefined ? undefined : this.#inlineTree(index, tree),
    };
    return this.#state;
  }

  #checked(index: number): number {
    if (!(index >= 0 && index < this.functions.count)) throw new RangeError(`no function ${index}`);
    return index;
  }
}

function unreadSlices(name: string, read: Architecture, others: readonly string[]): Gap {
  const message = `The file holds code for ${[read, ...others].join(', ')}; that for ${read} is read. Name an architecture to read another.`;
  return { code: 'other-architectures', message, affects: name };
}

interface Layout {
  readonly minor: number;
  readonly header: PclnHeader;
  readonly moduledata: Moduledata;
}

/** The first table that a moduledata belongs to: tables of embedded executables have none that points at them. */
function chooseHeader(image: Image, release: Release | undefined, name: string, gaps: Gap[]): Layout {
  let failure: FormatError | undefined;
  for (const header of findPclnHeaders(image)) {
    try {
      return { header, ...chooseLayout(image, header, release, name, gaps) };
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      failure ??= error;
    }
  }
  throw failure!;
}

/** Layouts by the recorded release; where it is unknown, the newest whose moduledata fits the file. */
function chooseLayout(image: Image, header: PclnHeader, release: Release | undefined, name: string, gaps: Gap[]): { minor: number; moduledata: Moduledata } {
  if (release !== undefined && release.minor < OLDEST_DECODED) {
    throw new FormatError(name, `a binary of go1.${OLDEST_DECODED} or newer, found ${release.text}`);
  }
  if (release !== undefined && release.minor <= NEWEST_KNOWN) {
    const moduledata = findModuledata(image, header, release.minor);
    if (moduledata !== undefined) return { minor: release.minor, moduledata };
    throw new FormatError('moduledata', `the shape that ${release.text} writes`, namedModuledata(image));
  }
  const newest = header.sinceMinor === 18 ? 19 : NEWEST_KNOWN;
  for (let minor = newest; minor >= header.sinceMinor; minor--) {
    if ((header.textStart === 0) === minor <= HEADER_TEXT_START_UNTIL) continue;
    const moduledata = findModuledata(image, header, minor);
    if (moduledata === undefined) continue;
    gaps.push({
      code: release === undefined ? 'go-release-unknown' : 'go-release-newer',
      message:
        release === undefined
          ? `The file does not name its Go release; the layouts of go1.${minor} fit.`
          : `${release.text} is newer than go1.${NEWEST_KNOWN}, the newest release known; the layouts of go1.${minor} fit.`,
      affects: name,
    });
    return { minor, moduledata };
  }
  throw new FormatError('moduledata', 'a shape that some known Go release writes', namedModuledata(image));
}

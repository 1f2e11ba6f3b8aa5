// Splits the text that `go build -gcflags='-m=2 -live=2'` prints into packages, report lines and function dumps, while it arrives.
// The text can be hundreds of megabytes (141 MB for the compiler's own ssa package), so only one function is ever held.
// Source: cmd/go, package work, exec.go: (*Builder).showOutput prints `# importpath` before a package's output;
// cmd/compile/internal/liveness/plive.go prints `liveness: F` … and, with -live, `live at entry to F: …`, `stack object x T`.
import { FormatError } from '../../base/errors.ts';
import type { AllocationEntry } from '../release/allocation-entries.ts';
import type { FileTable } from './dump-line.ts';
import { readFrameDump } from './frame-dump.ts';
import { readFunctionDump, type FunctionDump } from './function-dump.ts';

/** What is done with the report lines of one package (everything that is not a liveness dump). */
export interface ReportSink {
  /** Takes one line, without its newline. The bytes are only valid during the call. */
  line(bytes: Uint8Array, start: number, end: number): void;
}

/** One package's compile, as it was printed. */
export interface PackageText<Sink extends ReportSink> {
  /** What stands behind `# `: `p`, `p [p.test]`, `p.test`. */
  readonly header: string;
  readonly report: Sink;
  readonly functions: FunctionDump[];
  /** Lines of the `-live` summary (`live at call to …`, `stack object …`). */
  liveLines: number;
}

export interface CompilerTextOptions {
  /** Packages whose text is already known from another run of the go command. */
  readonly skip?: (header: string) => boolean;
  /** Takes each function's dump as it is; the bytes are only valid during the call. */
  readonly onDump?: (header: string, dump: Buffer) => void;
  /** Keep calls and frame addresses of all functions, not only of those that use frame temporaries. */
  readonly allFrames?: boolean;
  /**
   * Raw strings are printed as they stand in the source, over several lines (until go1.21; cmd/compile/internal/ir/fmt.go quotes them since).
   * What looks like a header or a dump in them is none.
   */
  readonly rawStrings?: boolean;
}

/** No single function's dump may be larger than this; the largest of the Go tree is below 10 MB. */
const MAX_DUMP = 256 * 1024 * 1024;
/** A raw string that is printed is not longer than this; otherwise it is taken for a mistake. */
const MAX_RAW = 1 << 20;
const NEWLINE = 10;
const LIVENESS = Buffer.from('liveness: ');

/** Takes the text in chunks; packages appear as their header is met. A package may be met twice (cgo prints two headers). */
export class CompilerText<Sink extends ReportSink> {
  readonly packages: Map<string, PackageText<Sink>> = new Map();
  /** Lines before the first header: the go command's own messages. */
  readonly preamble: string[] = [];
  readonly files: string[] = [];
  /** Bytes read so far. */
  bytes = 0;
  lines = 0;
  /** True when the text ended inside a function dump or without its last newline. */
  truncated = false;

  private readonly makeSink: (header: string) => Sink;
  private readonly findEntry: (symbol: string) => AllocationEntry | undefined;
  private readonly fileIds: Map<string, number> = new Map();
  private readonly fileTable: FileTable;
  private readonly options: CompilerTextOptions;
  private current: PackageText<Sink> | undefined;
  private skipping = false;
  private buffer: Buffer = Buffer.allocUnsafe(1 << 20);
  private start = 0;
  private end = 0;
  private scan = 0;
  private inDump = false;
  private blocks: number[] = [];
  /** Begin of the line whose raw string is not closed yet, -1 when there is none. */
  private rawFrom = -1;
  private rawQuote: number = CLOSED;
  /** Lines from here on are no continuation of one that was given up. */
  private rawGivenUp = -1;

  /**
   * @param findEntry the allocation entry of a runtime symbol, if it is one
   */
  constructor(makeSink: (header: string) => Sink, findEntry: (symbol: string) => AllocationEntry | undefined, options: CompilerTextOptions = {}) {
    this.makeSink = makeSink;
    this.options = options;
    const known = new Map<string, AllocationEntry | undefined>();
    this.findEntry = (symbol) => {
      if (!known.has(symbol)) known.set(symbol, findEntry(symbol));
      return known.get(symbol);
    };
    this.fileTable = {
      intern: (name) => {
        let id = this.fileIds.get(name);
        if (id === undefined) {
          id = this.files.push(name) - 1;
          this.fileIds.set(name, id);
        }
        return id;
      },
      name: (id) => this.files[id] ?? '',
    };
  }

  /** Takes the next bytes of the text. */
  push(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    this.makeRoom(chunk.length);
    this.buffer.set(chunk, this.end);
    this.end += chunk.length;
    this.scanLines();
  }

  /** Ends the text; a last line without newline is taken as it is and remembered as `truncated`. */
  finish(): void {
    if (this.rawFrom >= 0) {
      // The text ends in a raw string: its lines stand for themselves.
      this.scan = this.rawGivenUp = this.rawFrom;
      this.rawFrom = -1;
      this.scanLines();
    }
    if (this.scan < this.end) {
      this.truncated = true;
      this.handleLine(this.scan, this.end);
      this.scan = this.end;
    }
    if (this.inDump) {
      if (!this.endsWithBlockEnd()) this.truncated = true;
      this.closeDump(this.end);
    }
    this.buffer = Buffer.alloc(0);
    this.start = this.scan = this.end = 0;
  }

  // `end`, or the sets behind it (`\tvarkill=…`) and the empty line that closes a dump.
  private endsWithBlockEnd(): boolean {
    const tail = this.buffer.toString('latin1', Math.max(0, this.end - 5), this.end);
    return tail.endsWith('\n\n') || tail.trimEnd().endsWith('end');
  }

  private makeRoom(size: number): void {
    if (this.end + size <= this.buffer.length) return;
    const used = this.end - this.start;
    if (used + size > MAX_DUMP) throw new FormatError('compiler output', `a function dump or line of at most ${MAX_DUMP} bytes`, this.lines + 1, 'line');
    const target = used + size > this.buffer.length / 2 ? Buffer.allocUnsafe(Math.max(this.buffer.length * 2, (used + size) * 2)) : this.buffer;
    this.buffer.copy(target, 0, this.start, this.end);
    const moved = this.start;
    this.buffer = target;
    this.blocks = this.blocks.map((b) => b - moved);
    if (this.rawFrom >= 0) this.rawFrom -= moved;
    if (this.rawGivenUp >= 0) this.rawGivenUp -= moved;
    this.start = 0;
    this.end -= moved;
    this.scan -= moved;
  }

  private scanLines(): void {
    const view = this.buffer.subarray(0, this.end);
    for (;;) {
      const newline = view.indexOf(NEWLINE, this.scan);
      if (newline < 0) return;
      if (this.options.rawStrings === true) {
        const part = this.rawPart(newline);
        if (part === 'inside') this.scan = newline + 1;
        if (part !== 'line') continue;
      }
      this.handleLine(this.scan, newline);
      this.scan = newline + 1;
      if (!this.inDump) this.start = this.scan;
    }
  }

  // Whether a raw string goes on behind this newline (`inside`), or a line is complete. What belongs together becomes one line.
  private rawPart(newline: number): 'inside' | 'line' | 'again' {
    const bytes = this.buffer;
    if (this.rawFrom < 0) {
      // Dumps have no raw strings, headers and the go command's messages neither.
      if (this.inDump || (this.current === undefined && !this.skipping) || bytes[this.scan] === 35 || this.scan === this.rawGivenUp) return 'line';
      this.rawQuote = quoteAfter(bytes, this.scan, newline, CLOSED);
      if (this.rawQuote !== BACKQUOTE) return 'line';
      this.rawFrom = this.start = this.scan;
      return 'inside';
    }
    this.rawQuote = quoteAfter(bytes, this.scan, newline, this.rawQuote);
    if (this.rawQuote === BACKQUOTE && newline - this.rawFrom < MAX_RAW) return 'inside';
    const from = this.rawFrom;
    this.rawFrom = -1;
    if (this.rawQuote === BACKQUOTE) {
      // It never closed: the first line stands for itself, and so do the others.
      this.scan = this.rawGivenUp = from;
      return 'again';
    }
    for (let at = from; at < newline; at++) if (bytes[at] === NEWLINE) bytes[at] = 32;
    this.scan = from;
    return 'line';
  }

  private handleLine(from: number, to: number): void {
    this.lines++;
    const bytes = this.buffer;
    const first = from === to ? -1 : bytes[from]!;
    if (this.inDump) {
      // `(` value, TAB live sets, empty line, `end`, `bb#N …`: everything else ends the dump.
      if (first === 40 || first === 9 || first === -1) return;
      if (first === 98 && bytes[from + 1] === 98 && bytes[from + 2] === 35) {
        this.blocks.push(from);
        return;
      }
      if (first === 101 && to - from === 3 && bytes[from + 1] === 110 && bytes[from + 2] === 100) return;
      this.closeDump(from);
    }
    if (first === 35 && bytes[from + 1] === 32) {
      this.openPackage(bytes.toString('utf8', from + 2, to));
    } else if (first === 108 && bytes.compare(LIVENESS, 0, LIVENESS.length, from, Math.min(to, from + LIVENESS.length)) === 0) {
      this.inDump = true;
      this.start = from;
      this.blocks = [];
    } else if (first !== -1) {
      this.reportLine(from, to);
    }
  }

  private openPackage(header: string): void {
    this.skipping = this.options.skip?.(header) === true;
    if (this.skipping) {
      this.current = undefined;
      return;
    }
    let known = this.packages.get(header);
    if (known === undefined) {
      known = { header, report: this.makeSink(header), functions: [], liveLines: 0 };
      this.packages.set(header, known);
    }
    this.current = known;
  }

  private reportLine(from: number, to: number): void {
    if (this.current === undefined) {
      if (this.skipping) return;
      if (this.preamble.length < 1000) this.preamble.push(this.buffer.toString('utf8', from, Math.min(to, from + 10_000)));
      return;
    }
    if (isLiveSummary(this.buffer, from, to)) this.current.liveLines++;
    else this.current.report.line(this.buffer, from, to);
  }

  private closeDump(at: number): void {
    this.inDump = false;
    const owner = this.current;
    if (owner !== undefined) {
      this.options.onDump?.(owner.header, this.buffer.subarray(this.start, at));
      const dump = readFunctionDump(this.buffer, this.start, at, this.blocks, this.fileTable, this.findEntry);
      const framed = this.options.allFrames === true || dump.references.some((reference) => reference.storage === 'frame');
      owner.functions.push(framed ? { ...dump, frame: readFrameDump(this.buffer.toString('utf8', this.start, at)) } : dump);
    }
    this.start = at;
  }
}

const CLOSED = 0;
const BACKQUOTE = 96;

// The quote that is open behind a piece of Go: strings with escapes, runes, raw strings. A quote that its line does not close is none.
function quoteAfter(bytes: Buffer, from: number, to: number, open: number): number {
  let at = from;
  if (open === BACKQUOTE) {
    at = bytes.subarray(0, to).indexOf(BACKQUOTE, from);
    if (at < 0) return BACKQUOTE;
    at++;
  }
  for (; at < to; at++) {
    const c = bytes[at]!;
    if (c === BACKQUOTE) {
      const end = bytes.subarray(0, to).indexOf(BACKQUOTE, at + 1);
      if (end < 0) return BACKQUOTE;
      at = end;
    } else if (c === 34 || c === 39) {
      const end = closingQuote(bytes, at, to);
      if (end > 0) at = end;
    }
  }
  return CLOSED;
}

function closingQuote(bytes: Buffer, at: number, to: number): number {
  const quote = bytes[at]!;
  // A rune has at most ten bytes (`'\U0010ffff'`).
  const limit = quote === 39 ? Math.min(to, at + 13) : to;
  for (let i = at + 1; i < limit; i++) {
    if (bytes[i] === 92) i++;
    else if (bytes[i] === quote) return i;
  }
  return -1;
}

// `path:1:2: live at entry to F: a b`, `live at call to`, `live at indirect call:`, `stack object x T`; the message starts
// behind the first `:digits:digits: `, so that the same words inside a printed function body do not count.
function isLiveSummary(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at + 8 < to; at++) {
    if (bytes[at] !== 58 || bytes[at + 1] !== 32) continue;
    const before = bytes[at - 1]!;
    if (before < 48 || before > 57) continue;
    const c = bytes[at + 2];
    if (c === 108) return bytes.toString('latin1', at + 2, at + 10) === 'live at ';
    if (c === 115) return bytes.toString('latin1', at + 2, at + 15) === 'stack object ';
    return false;
  }
  return false;
}

// The record that one process wrote about its own allocations. Go source of the writer: src/drive/agent/*.go, which runs inside package
// runtime. The process may still be writing, may have been killed at any instruction, or the file may be cut off or forged: what is
// complete is read, what is missing is a gap, and what cannot be is a FormatError with its offset.
import type { Gap } from '../../base/gap.ts';
import { FormatError } from '../../base/errors.ts';
import { readRange, word, type RecordBytes } from './record-bytes.ts';
import { addLost, addTables, describeTrouble } from './record-counters.ts';
import {
  CUT_NODE,
  COMMAND_SIZE,
  EVENT_CHUNK,
  HEADER_SIZE,
  KIND,
  MAX_CHUNKS,
  MAX_DEPTH,
  MAX_MODULES,
  MODE,
  MODULE_SIZE,
  MOST_NODES,
  MOST_STACKS,
  NODE_SIZE,
  OFFSET,
  RECORD_MAGIC,
  RECORD_VERSION,
  STACK_SIZE,
  TYPE_CHUNK,
  WORD,
} from './record-layout.ts';

/** A part of the file that a process handed out to itself. */
export interface RecordChunk {
  readonly kind: number;
  /** Number of the P's block, in the order in which they were made. */
  readonly owner: number;
  readonly offset: number;
  readonly length: number;
  readonly extra: number;
}

/** What the header says. */
export interface RecordHeader {
  readonly pid: number;
  readonly parent: number;
  /** Exit code, when the process ended by itself and not by a signal; the race detector, which ends one with a code of its own, is not seen. */
  readonly exit?: number;
  readonly goVersion: string;
  readonly executable: string;
  /** Name of the copy of the program, in the record's directory; empty when none could be made. */
  readonly program: string;
  readonly argv: readonly string[];
  /** Nanoseconds since 1970. */
  readonly started: number;
  /** runtime.nanotime when it started; ended is there when the process ended by itself. */
  readonly startNano: number;
  readonly endNano?: number;
  readonly events: boolean;
  readonly frees: boolean;
  readonly folded: boolean;
  readonly race: boolean;
  /** Bytes between two samples; 0 when every allocation is recorded. */
  readonly rate: number;
  readonly depth: number;
  /** Address of the symbol table's header while it ran. */
  readonly pcHeader: number;
  readonly text: number;
  readonly etext: number;
  readonly types: number;
  readonly etypes: number;
  readonly modules: readonly { readonly text: number; readonly etext: number; readonly name: string }[];
  /** New stacks that were counted without their frames. */
  readonly unknownStacks: number;
  readonly lostEvents: number;
  /** How many stacks there were when those that followed began to be cut short. */
  readonly shortAfter?: number;
}

/** A type that the program made while running. */
export interface RecordedType {
  readonly name: string;
  readonly size: number;
  readonly ptrBytes: number;
}

/** The stacks of a process and what was counted under each. Stack 0 is the unknown one. */
export interface ProcessRecord {
  readonly name: string;
  readonly header: RecordHeader;
  /** The tree of frames: return address and the node of the caller's frame; nodes 0 and 1 are the bottom and what lies beyond the depth. */
  readonly nodePc: Float64Array;
  readonly nodeParent: Uint32Array;
  /** Address of the type descriptor; 0 where the allocator was given none. */
  readonly stackType: Float64Array;
  readonly stackNode: Uint32Array;
  /** Sampled records have one stack for each size: bytes of one object. */
  readonly stackSize: Float64Array;
  readonly allocations: Float64Array;
  /** Bytes requested. */
  readonly bytes: Float64Array;
  /** Bytes taken from the heap: those of the size class, or of the tiny allocator's new blocks. */
  readonly slotBytes: Float64Array;
  readonly types: ReadonlyMap<number, RecordedType>;
  readonly eventChunks: readonly RecordChunk[];
  readonly gaps: readonly Gap[];
}

const latin = new TextDecoder('utf-8');

/** Largest chunks by kind; tables are read in parts. */
const LARGEST: Readonly<Record<number, number>> = { [KIND.Events]: EVENT_CHUNK, [KIND.Types]: TYPE_CHUNK };

/** Whether bytes begin as a record does. */
export function isProcessRecord(from: RecordBytes): boolean {
  if (from.size < HEADER_SIZE) return false;
  const view = readRange(from, 0, 16, 'the magic number');
  return view.getUint32(0, true) === RECORD_MAGIC[0] && view.getUint32(4, true) === RECORD_MAGIC[1];
}

/**
 * Reads a record.
 * @throws FormatError when it is no record, of another version, cut off within its header, or forged
 */
export function decodeProcessRecord(from: RecordBytes): ProcessRecord {
  const gaps: Gap[] = [];
  const top = readRange(from, 0, HEADER_SIZE, 'the header');
  if (top.getUint32(0, true) !== RECORD_MAGIC[0] || top.getUint32(4, true) !== RECORD_MAGIC[1]) {
    throw new FormatError(from.name, 'the beginning of a record of allocations', 0);
  }
  const field = (index: number): number => word(top, index * 8, from, 0);
  const version = field(WORD.Version);
  if (version !== RECORD_VERSION) throw new FormatError(from.name, `a record of version ${RECORD_VERSION}, found ${version}`, WORD.Version * 8);
  const header = decodeHeader(from, top, field);
  const chunks = decodeChunks(from, top, field, gaps);
  const nodes = decodeNodes(from, field, gaps);
  const stacks = decodeStacks(from, field, nodes.pc.length, gaps);
  const counts = addTables(from, chunks, stacks.node.length, gaps);
  addLost(from, field, counts, gaps);
  describeTrouble(from, field, header, gaps);
  return {
    name: from.name,
    header,
    nodePc: nodes.pc,
    nodeParent: nodes.parent,
    stackType: stacks.type,
    stackNode: stacks.node,
    stackSize: stacks.size,
    ...counts,
    types: decodeTypes(from, chunks),
    eventChunks: chunks.filter((c) => c.kind === KIND.Events),
    gaps,
  };
}

/** Return addresses of a stack, innermost first. `cut`: there were more. */
export function framesOf(record: Pick<ProcessRecord, 'nodePc' | 'nodeParent'>, node: number): { readonly pcs: number[]; readonly cut: boolean } {
  const pcs: number[] = [];
  let at = node;
  while (at > CUT_NODE) {
    pcs.push(record.nodePc[at]!);
    at = record.nodeParent[at]!;
  }
  return { pcs, cut: at === CUT_NODE };
}

function decodeHeader(from: RecordBytes, top: DataView, field: (index: number) => number): RecordHeader {
  const text = (offset: number, limit: number): string => {
    const length = word(top, offset, from, 0);
    if (length > limit) throw new FormatError(from.name, `a text of at most ${limit} bytes, found ${length}`, offset);
    return latin.decode(new Uint8Array(top.buffer, top.byteOffset + offset + 8, length));
  };
  const mode = field(WORD.Mode);
  const command = text(OFFSET.Command, COMMAND_SIZE);
  const state = field(WORD.State);
  const short = field(WORD.Short);
  return {
    pid: field(WORD.Pid),
    parent: field(WORD.Parent),
    ...(state === 2 ? { exit: field(WORD.Exit) | 0 } : {}),
    ...(state === 2 || state === 3 ? { endNano: field(WORD.EndNano) } : {}),
    goVersion: text(OFFSET.Version, 0x3f8),
    executable: text(OFFSET.Exe, 0xff8),
    program: text(OFFSET.Binary, 0x7f8),
    argv: command.replace(/\0$/, '').split('\0'),
    // Nanoseconds since 1970 need 61 bits; a millionth of a second is enough.
    started: wallOf(top),
    startNano: field(WORD.Nano),
    events: (mode & MODE.Events) !== 0,
    frees: (mode & MODE.Frees) !== 0,
    folded: (mode & MODE.Full) === 0,
    race: field(WORD.Race) !== 0,
    rate: field(WORD.Rate),
    depth: field(WORD.Depth),
    pcHeader: field(WORD.PcHeader),
    text: field(WORD.Text),
    etext: field(WORD.Etext),
    types: field(WORD.Types),
    etypes: field(WORD.Etypes),
    modules: decodeModules(from, top, field(WORD.Modules)),
    unknownStacks: field(WORD.Unknown),
    lostEvents: field(WORD.LostEvents),
    ...(short === 0 ? {} : { shortAfter: short }),
  };
}

function wallOf(top: DataView): number {
  return Number(top.getBigUint64(WORD.Wall * 8, true) / 1000n) * 1000;
}

function decodeModules(from: RecordBytes, top: DataView, count: number): RecordHeader['modules'] {
  if (count > MAX_MODULES) throw new FormatError(from.name, `at most ${MAX_MODULES} modules, found ${count}`, WORD.Modules * 8);
  return Array.from({ length: count }, (_, i) => {
    const at = OFFSET.Modules + i * MODULE_SIZE;
    const length = word(top, at + 16, from, 0);
    if (length > MODULE_SIZE - 24) throw new FormatError(from.name, `a name of at most ${MODULE_SIZE - 24} bytes, found ${length}`, at + 16);
    const name = latin.decode(new Uint8Array(top.buffer, top.byteOffset + at + 24, length));
    return { text: word(top, at, from, 0), etext: word(top, at + 8, from, 0), name };
  });
}

function decodeChunks(from: RecordBytes, top: DataView, field: (index: number) => number, gaps: Gap[]): RecordChunk[] {
  const count = field(WORD.Chunks);
  if (count > MAX_CHUNKS) throw new FormatError(from.name, `at most ${MAX_CHUNKS} chunks, found ${count}`, WORD.Chunks * 8);
  const area = field(WORD.ChunkArea);
  const chunks: RecordChunk[] = [];
  let beyond = 0;
  let last = area;
  for (let i = 0; i < count; i++) {
    const at = OFFSET.Chunks + i * 32;
    const kind = top.getUint32(at, true);
    const owner = top.getUint32(at + 4, true);
    const offset = word(top, at + 8, from, 0);
    const length = word(top, at + 16, from, 0);
    const extra = word(top, at + 24, from, 0);
    // Chunks are handed out one behind the other, so no two can share bytes: forged ones that do would be counted twice.
    if (offset < last)
      throw new FormatError(from.name, `chunks one behind the other, found one at 0x${offset.toString(16)} below 0x${last.toString(16)}`, at + 8);
    last = offset + length;
    const largest = LARGEST[kind] ?? Number.POSITIVE_INFINITY;
    if (length > largest) throw new FormatError(from.name, `a chunk of at most ${largest} bytes, found ${length}`, at + 16);
    if (last > from.size) beyond++;
    else chunks.push({ kind, owner, offset, length, extra });
  }
  if (beyond > 0) {
    gaps.push({
      code: 'record-cut',
      affects: from.name,
      message: `The record is cut off: ${beyond} of its ${count} parts lie behind the end of the file; what they counted is missing.`,
    });
  }
  return chunks;
}

// What lies behind the end of a file that was cut off is left out and said.
function available(from: RecordBytes, offset: number, count: number, size: number, what: string, gaps: Gap[]): number {
  const there = Math.max(0, Math.min(count, Math.floor((from.size - offset) / size)));
  if (there < count) {
    gaps.push({
      code: 'record-cut',
      affects: from.name,
      message: `The record is cut off: ${count - there} of ${count} ${what} lie behind the end of the file.`,
    });
  }
  return there;
}

function decodeNodes(from: RecordBytes, field: (index: number) => number, gaps: Gap[]): { readonly pc: Float64Array; readonly parent: Uint32Array } {
  const said = field(WORD.Nodes);
  if (said > MOST_NODES) throw new FormatError(from.name, `at most ${MOST_NODES} nodes, found ${said}`, WORD.Nodes * 8);
  const area = field(WORD.NodeArea);
  const count = available(from, area, said, NODE_SIZE, 'frames of stacks', gaps);
  const pc = new Float64Array(Math.max(2, count));
  const parent = new Uint32Array(Math.max(2, count));
  if (count <= 2) return { pc, parent };
  const view = readRange(from, area, count * NODE_SIZE, 'the frames of stacks');
  const depth = new Uint16Array(count);
  for (let i = 2, at = 2 * NODE_SIZE; i < count; i++, at += NODE_SIZE) {
    pc[i] = word(view, at, from, area);
    const above = view.getUint32(at + 8, true);
    // A caller's frame is there before the frames that it called: no cycles.
    if (above >= i) throw new FormatError(from.name, `a caller's frame before frame ${i}, found ${above}`, area + at + 8);
    parent[i] = above;
    // Many stacks through one chain of forged frames would be a long way each.
    depth[i] = depth[above]! + 1;
    if (depth[i]! > MAX_DEPTH) throw new FormatError(from.name, `stacks of at most ${MAX_DEPTH} frames`, area + at + 8);
  }
  return { pc, parent };
}

function decodeStacks(
  from: RecordBytes,
  field: (index: number) => number,
  nodes: number,
  gaps: Gap[],
): { readonly type: Float64Array; readonly node: Uint32Array; readonly size: Float64Array } {
  const said = field(WORD.Stacks);
  if (said > MOST_STACKS) throw new FormatError(from.name, `at most ${MOST_STACKS} stacks, found ${said}`, WORD.Stacks * 8);
  const area = field(WORD.StackArea);
  const count = Math.max(1, available(from, area, said, STACK_SIZE, 'stacks', gaps));
  const type = new Float64Array(count);
  const node = new Uint32Array(count);
  const size = new Float64Array(count);
  if (count === 1) return { type, node, size };
  const view = readRange(from, area, count * STACK_SIZE, 'the stacks');
  for (let i = 1, at = STACK_SIZE; i < count; i++, at += STACK_SIZE) {
    type[i] = word(view, at, from, area);
    const innermost = view.getUint32(at + 8, true);
    // Its frames lie behind the end of a file that was cut off.
    node[i] = innermost < nodes ? innermost : CUT_NODE;
    size[i] = word(view, at + 16, from, area);
  }
  return { type, node, size };
}

function decodeTypes(from: RecordBytes, chunks: readonly RecordChunk[]): Map<number, RecordedType> {
  const types = new Map<number, RecordedType>();
  for (const chunk of chunks) {
    if (chunk.kind !== KIND.Types) continue;
    const view = readRange(from, chunk.offset, chunk.length, 'types');
    for (let at = 0; at + 32 <= chunk.length;) {
      const address = word(view, at, from, chunk.offset);
      if (address === 0) break;
      const length = word(view, at + 24, from, chunk.offset);
      if (at + 32 + length > chunk.length)
        throw new FormatError(from.name, `a type's name of ${length} bytes within its part of the file`, chunk.offset + at + 24);
      const name = latin.decode(new Uint8Array(view.buffer, view.byteOffset + at + 32, length));
      types.set(address, { name, size: word(view, at + 8, from, chunk.offset), ptrBytes: word(view, at + 16, from, chunk.offset) });
      at += (32 + length + 7) & ~7;
    }
  }
  return types;
}

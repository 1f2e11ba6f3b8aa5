import { createRequire as zzz } from 'node:module'; const require = zzz(import.meta.url);

// src/jobs/record.ts
import { existsSync as existsSync5 } from "node:fs";
import { join as join9, resolve as resolve2 } from "node:path";

// src/base/errors.ts
var EXIT_USAGE = 2;
var FormatError = class extends Error {
  /** The section, file or table that was being read, as a user would name it. */
  where;
  /** Byte offset in the file (or line number for text, see `unit`), when known. */
  offset;
  unit;
  constructor(where, expected, offset, unit = "byte") {
    const at = offset === void 0 ? "" : unit === "byte" ? ` at offset 0x${offset.toString(16)}` : ` at line ${offset}`;
    super(`${where}${at}: ${expected}`);
    this.name = "FormatError";
    this.where = where;
    this.offset = offset;
    this.unit = unit;
  }
};
var UserError = class extends Error {
  code;
  hint;
  exitCode;
  constructor(code, sentence, hint, exitCode = EXIT_USAGE) {
    super(sentence);
    this.name = "UserError";
    this.code = code;
    this.hint = hint;
    this.exitCode = exitCode;
  }
};
function unreachable(value) {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}

// src/read/recording/record-bytes.ts
function readRange(from, offset, length, what) {
  if (!(offset >= 0 && length >= 0 && offset + length <= from.size)) {
    throw new FormatError(from.name, `${what} of ${length} bytes within the file's ${from.size}`, Math.max(0, offset));
  }
  const bytes2 = from.read(offset, length);
  if (bytes2.length < length) throw new FormatError(from.name, `${what}: the file ends`, offset + bytes2.length);
  return new DataView(bytes2.buffer, bytes2.byteOffset, bytes2.byteLength);
}
function word(view, at, from, base) {
  const high = view.getUint32(at + 4, true);
  if (high > 2097151) throw new FormatError(from.name, `a number below 2^53, found one with 0x${high.toString(16)} as its upper half`, base + at);
  return high * 4294967296 + view.getUint32(at, true);
}

// src/read/recording/record-layout.ts
var RECORD_VERSION = 1;
var RECORD_MAGIC = [1886350433, 828924769];
var WORD = {
  Magic: 0,
  Version: 1,
  State: 2,
  Exit: 3,
  Pid: 4,
  Parent: 5,
  Mode: 6,
  Rate: 7,
  Depth: 8,
  PcHeader: 9,
  Text: 10,
  Etext: 11,
  Types: 12,
  Etypes: 13,
  Wall: 14,
  Nano: 15,
  EndNano: 16,
  Chunks: 17,
  Nodes: 18,
  Stacks: 19,
  Unknown: 20,
  LostEvents: 21,
  Trouble: 22,
  TroubleCode: 23,
  Mapped: 24,
  Used: 25,
  NodeArea: 26,
  StackArea: 27,
  ChunkArea: 28,
  Race: 29,
  Ticks: 30,
  Modules: 31,
  Short: 32,
  LostPs: 33
};
var OFFSET = { Version: 1024, Exe: 2048, Binary: 6144, Command: 8192, Modules: 32768, Chunks: 65536 };
var HEADER_SIZE = 1 << 20;
var COMMAND_SIZE = 22528;
var MODULE_SIZE = 128;
var MAX_MODULES = 256;
var MAX_CHUNKS = (HEADER_SIZE - OFFSET.Chunks) / 32;
var MOST_NODES = 1 << 24;
var MOST_STACKS = 1 << 22;
var KIND = { Table: 1, Events: 2, Types: 3 };
var MODE = { Events: 1, Frees: 2, Full: 4, Sample: 8 };
var TROUBLE = { None: 0, Space: 1, Limit: 2 };
var NODE_SIZE = 16;
var STACK_SIZE = 32;
var ENTRY_SIZE = 32;
var EVENT_SIZE = 16;
var CUT_NODE = 1;
var TAG = { Free: 4294967294, G: 4294967293, Big: 4294967292, Clock: 4294967291, First: 4294967280 };

// src/read/recording/recording.ts
function newEventBlock(rows) {
  return {
    count: 0,
    stack: new Uint32Array(rows),
    size: new Float64Array(rows),
    address: new Float64Array(rows),
    time: new Float64Array(rows),
    generation: new Uint32Array(rows),
    goroutine: new Float64Array(rows)
  };
}
var FREE = 4294967295;

// src/read/recording/record-events.ts
var START = { goroutine: 0, time: 0, generation: 0 };
function recordEvents(from, record2) {
  const { eventChunks, header } = record2;
  if (!header.events) return void 0;
  const states = [];
  const last = /* @__PURE__ */ new Map();
  let count2 = 0;
  let block = newEventBlock(0);
  for (const chunk of eventChunks) {
    const state = last.get(chunk.owner) ?? START;
    states.push(state);
    block = withRoom(block, chunk);
    last.set(chunk.owner, decodeChunk(from, chunk, record2, state, block));
    count2 += block.count;
  }
  return {
    count: count2,
    frees: header.frees,
    owners: eventChunks.map((chunk) => chunk.owner),
    read: (index, into) => {
      const chunk = eventChunks[index];
      const filled = withRoom(into, chunk);
      decodeChunk(from, chunk, record2, states[index], filled);
      return filled;
    }
  };
}
function withRoom(block, chunk) {
  const rows = Math.floor(chunk.length / EVENT_SIZE);
  return block !== void 0 && block.stack.length >= rows ? block : newEventBlock(rows);
}
function decodeChunk(from, chunk, record2, state, into) {
  const view = readRange(from, chunk.offset, chunk.length, "events");
  const words2 = littleEndianWords(view, Math.floor(chunk.length / EVENT_SIZE) * 4);
  const stacks = record2.stackNode.length;
  const start2 = record2.header.startNano;
  const { stack, size, address: address2, time, generation, goroutine } = into;
  let { goroutine: g, time: now, generation: current } = state;
  let row = 0;
  let big = 0;
  for (let at = 0; at < words2.length; at += 4) {
    const tag = words2[at];
    const low = words2[at + 1];
    if (tag === 0 && low === 0) break;
    const value = words2[at + 3] * 4294967296 + words2[at + 2];
    if (tag >= TAG.First && tag !== TAG.Free) {
      if (tag === TAG.G) g = value;
      else if (tag === TAG.Big) big = low;
      else if (tag === TAG.Clock && low >= current) {
        current = low;
        now = (value - start2) / 1e6;
      } else throw new FormatError(from.name, tag === TAG.Clock ? "generations that do not fall" : `an event, found the mark 0x${tag.toString(16)}`, chunk.offset + at * 4);
      continue;
    }
    stack[row] = tag === TAG.Free ? FREE : tag < stacks ? tag : 0;
    size[row] = big * 4294967296 + low;
    address2[row] = value;
    time[row] = now;
    generation[row] = current;
    goroutine[row] = g;
    big = 0;
    row++;
  }
  into.count = row;
  return { goroutine: g, time: now, generation: current };
}
function littleEndianWords(view, count2) {
  if (LITTLE_ENDIAN && view.byteOffset % 4 === 0) return new Uint32Array(view.buffer, view.byteOffset, count2);
  const words2 = new Uint32Array(count2);
  for (let i = 0; i < count2; i++) words2[i] = view.getUint32(i * 4, true);
  return words2;
}
var LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

// src/read/recording/process-record.ts
var latin = new TextDecoder("utf-8");
function decodeProcessRecord(from) {
  const gaps = [];
  const top = readRange(from, 0, HEADER_SIZE, "the header");
  if (top.getUint32(0, true) !== RECORD_MAGIC[0] || top.getUint32(4, true) !== RECORD_MAGIC[1]) {
    throw new FormatError(from.name, "the beginning of a record of allocations", 0);
  }
  const field = (index) => word(top, index * 8, from, 0);
  const version = field(WORD.Version);
  if (version !== RECORD_VERSION) throw new FormatError(from.name, `a record of version ${RECORD_VERSION}, found ${version}`, WORD.Version * 8);
  const header = decodeHeader(from, top, field);
  const chunks = decodeChunks(from, top, field, gaps);
  const nodes = decodeNodes(from, field, gaps);
  const stacks = decodeStacks(from, field, nodes.pc.length, gaps);
  const counts = addTables(from, chunks, stacks.node.length, gaps);
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
    gaps
  };
}
function framesOf(record2, node) {
  const pcs = [];
  let at = node;
  while (at > CUT_NODE) {
    pcs.push(record2.nodePc[at]);
    at = record2.nodeParent[at];
  }
  return { pcs, cut: at === CUT_NODE };
}
function decodeHeader(from, top, field) {
  const text = (offset, limit) => {
    const length = word(top, offset, from, 0);
    if (length > limit) throw new FormatError(from.name, `a text of at most ${limit} bytes, found ${length}`, offset);
    return latin.decode(new Uint8Array(top.buffer, top.byteOffset + offset + 8, length));
  };
  const mode = field(WORD.Mode);
  const command = text(OFFSET.Command, COMMAND_SIZE);
  const ended = field(WORD.State) === 2;
  const short = field(WORD.Short);
  return {
    pid: field(WORD.Pid),
    parent: field(WORD.Parent),
    ...ended ? { exit: field(WORD.Exit) | 0, endNano: field(WORD.EndNano) } : {},
    goVersion: text(OFFSET.Version, 1016),
    executable: text(OFFSET.Exe, 4088),
    program: text(OFFSET.Binary, 2040),
    argv: command.replace(/\0$/, "").split("\0"),
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
    ...short === 0 ? {} : { shortAfter: short }
  };
}
function wallOf(top) {
  return Number(top.getBigUint64(WORD.Wall * 8, true) / 1000n) * 1e3;
}
function decodeModules(from, top, count2) {
  if (count2 > MAX_MODULES) throw new FormatError(from.name, `at most ${MAX_MODULES} modules, found ${count2}`, WORD.Modules * 8);
  return Array.from({ length: count2 }, (_, i) => {
    const at = OFFSET.Modules + i * MODULE_SIZE;
    const length = word(top, at + 16, from, 0);
    if (length > MODULE_SIZE - 24) throw new FormatError(from.name, `a name of at most ${MODULE_SIZE - 24} bytes, found ${length}`, at + 16);
    const name = latin.decode(new Uint8Array(top.buffer, top.byteOffset + at + 24, length));
    return { text: word(top, at, from, 0), etext: word(top, at + 8, from, 0), name };
  });
}
function decodeChunks(from, top, field, gaps) {
  const count2 = field(WORD.Chunks);
  if (count2 > MAX_CHUNKS) throw new FormatError(from.name, `at most ${MAX_CHUNKS} chunks, found ${count2}`, WORD.Chunks * 8);
  const area = field(WORD.ChunkArea);
  const chunks = [];
  let beyond = 0;
  let last = area;
  for (let i = 0; i < count2; i++) {
    const at = OFFSET.Chunks + i * 32;
    const kind = top.getUint32(at, true);
    const owner2 = top.getUint32(at + 4, true);
    const offset = word(top, at + 8, from, 0);
    const length = word(top, at + 16, from, 0);
    const extra = word(top, at + 24, from, 0);
    if (offset < last) throw new FormatError(from.name, `chunks one behind the other, found one at 0x${offset.toString(16)} below 0x${last.toString(16)}`, at + 8);
    last = offset + length;
    if (offset + length > from.size) beyond++;
    else chunks.push({ kind, owner: owner2, offset, length, extra });
  }
  if (beyond > 0) {
    gaps.push({ code: "record-cut", affects: from.name, message: `The record is cut off: ${beyond} of its ${count2} parts lie behind the end of the file; what they counted is missing.` });
  }
  return chunks;
}
function available(from, offset, count2, size, what, gaps) {
  const there = Math.max(0, Math.min(count2, Math.floor((from.size - offset) / size)));
  if (there < count2) {
    gaps.push({ code: "record-cut", affects: from.name, message: `The record is cut off: ${count2 - there} of ${count2} ${what} lie behind the end of the file.` });
  }
  return there;
}
function decodeNodes(from, field, gaps) {
  const said = field(WORD.Nodes);
  if (said > MOST_NODES) throw new FormatError(from.name, `at most ${MOST_NODES} nodes, found ${said}`, WORD.Nodes * 8);
  const area = field(WORD.NodeArea);
  const count2 = available(from, area, said, NODE_SIZE, "frames of stacks", gaps);
  const pc = new Float64Array(Math.max(2, count2));
  const parent = new Uint32Array(Math.max(2, count2));
  if (count2 <= 2) return { pc, parent };
  const view = readRange(from, area, count2 * NODE_SIZE, "the frames of stacks");
  for (let i = 2, at = 2 * NODE_SIZE; i < count2; i++, at += NODE_SIZE) {
    pc[i] = word(view, at, from, area);
    const above = view.getUint32(at + 8, true);
    if (above >= i) throw new FormatError(from.name, `a caller's frame before frame ${i}, found ${above}`, area + at + 8);
    parent[i] = above;
  }
  return { pc, parent };
}
function decodeStacks(from, field, nodes, gaps) {
  const said = field(WORD.Stacks);
  if (said > MOST_STACKS) throw new FormatError(from.name, `at most ${MOST_STACKS} stacks, found ${said}`, WORD.Stacks * 8);
  const area = field(WORD.StackArea);
  const count2 = Math.max(1, available(from, area, said, STACK_SIZE, "stacks", gaps));
  const type = new Float64Array(count2);
  const node = new Uint32Array(count2);
  const size = new Float64Array(count2);
  if (count2 === 1) return { type, node, size };
  const view = readRange(from, area, count2 * STACK_SIZE, "the stacks");
  for (let i = 1, at = STACK_SIZE; i < count2; i++, at += STACK_SIZE) {
    type[i] = word(view, at, from, area);
    const innermost = view.getUint32(at + 8, true);
    node[i] = innermost < nodes ? innermost : CUT_NODE;
    size[i] = word(view, at + 16, from, area);
  }
  return { type, node, size };
}
function addTables(from, chunks, stacks, gaps) {
  const counts = { allocations: new Float64Array(stacks), bytes: new Float64Array(stacks), slotBytes: new Float64Array(stacks) };
  const current = /* @__PURE__ */ new Map();
  for (const chunk of chunks) if (chunk.kind === KIND.Table && chunk.extra % 2 === 1) current.set(chunk.owner, chunk);
  let unknown2 = 0;
  for (const chunk of current.values()) unknown2 += addTable(from, chunk, counts);
  if (unknown2 > 0) gaps.push({ code: "record-cut", affects: from.name, message: `${unknown2} stacks were counted whose frames are not in the record.` });
  return counts;
}
function addTable(from, { offset, length, extra }, { allocations, bytes: bytes2, slotBytes }) {
  const slots = (extra - 1) / 2;
  if (slots * (ENTRY_SIZE + 4) > length) throw new FormatError(from.name, `counters for ${slots} stacks within ${length} bytes`, offset);
  const view = readRange(from, offset, slots * (ENTRY_SIZE + 4), "counters");
  const ids = slots * ENTRY_SIZE;
  let unknown2 = 0;
  for (let i = 0, at = 0; i < slots; i++, at += ENTRY_SIZE) {
    if (view.getUint32(at, true) === 0 && view.getUint32(at + 4, true) === 0) continue;
    let id = view.getUint32(ids + i * 4, true);
    if (id >= allocations.length) {
      unknown2++;
      id = 0;
    }
    allocations[id] += word(view, at + 8, from, offset);
    bytes2[id] += word(view, at + 16, from, offset);
    slotBytes[id] += word(view, at + 24, from, offset);
  }
  return unknown2;
}
function decodeTypes(from, chunks) {
  const types = /* @__PURE__ */ new Map();
  for (const chunk of chunks) {
    if (chunk.kind !== KIND.Types) continue;
    const view = readRange(from, chunk.offset, chunk.length, "types");
    for (let at = 0; at + 32 <= chunk.length; ) {
      const address2 = word(view, at, from, chunk.offset);
      if (address2 === 0) break;
      const length = word(view, at + 24, from, chunk.offset);
      if (at + 32 + length > chunk.length) throw new FormatError(from.name, `a type's name of ${length} bytes within its part of the file`, chunk.offset + at + 24);
      const name = latin.decode(new Uint8Array(view.buffer, view.byteOffset + at + 32, length));
      types.set(address2, { name, size: word(view, at + 8, from, chunk.offset), ptrBytes: word(view, at + 16, from, chunk.offset) });
      at += 32 + length + 7 & ~7;
    }
  }
  return types;
}
function describeTrouble(from, field, header, gaps) {
  const trouble = field(WORD.Trouble);
  const why = trouble === TROUBLE.None ? "" : trouble === TROUBLE.Limit ? "the record had reached its size (--max-size)" : `there was no room for it (errno ${field(WORD.TroubleCode)})`;
  if (header.unknownStacks > 0) {
    const reason2 = why === "" ? "" : `, because ${why}`;
    gaps.push({ code: "stacks-unknown", affects: from.name, message: `${header.unknownStacks} stacks are not recorded${reason2}; what they allocated is counted without a stack.` });
  }
  if (header.lostEvents > 0) {
    gaps.push({ code: "events-lost", affects: from.name, message: `Events are missing from some point on, because ${why}; counts are complete.` });
  }
  if (trouble !== TROUBLE.None && header.unknownStacks === 0 && header.lostEvents === 0) {
    gaps.push({ code: "record-full", affects: from.name, message: `The record could not grow any more, because ${why}; stacks that were new afterwards are counted without their frames.` });
  }
  if (header.shortAfter !== void 0) {
    gaps.push({ code: "stacks-short", affects: from.name, message: `After ${header.shortAfter} different stacks only the 8 innermost frames of new ones were kept (--max-stacks).` });
  }
}

// src/read/release/allocation-entries.ts
var object = (name) => ({ name, family: "object", typeArgument: 1, typeIs: "object", sizeArgument: 0 });
var mapAssign = (name) => ({ name, family: "map-assign", typeArgument: 0, typeIs: "object" });
var concat = (name) => ({ name, family: "concat", bufferArgument: 0 });
var convert = (name) => ({ name, family: "convert", bufferArgument: 0 });
var grow = (name, bufferArgument) => ({
  name,
  family: "grow",
  typeArgument: 4,
  typeIs: "element",
  lengthArgument: 1,
  ...bufferArgument === void 0 ? {} : { bufferArgument }
});
var named = [
  { name: "runtime.newobject", family: "object", typeArgument: 0, typeIs: "object" },
  object("runtime.mallocgc"),
  { name: "runtime.makeslice", family: "slice", typeArgument: 0, typeIs: "element", lengthArgument: 1, capacityArgument: 2 },
  { name: "runtime.makeslice64", family: "slice", typeArgument: 0, typeIs: "element", lengthArgument: 1, capacityArgument: 2 },
  { name: "runtime.makeslicecopy", family: "slice-copy", typeArgument: 0, typeIs: "element", lengthArgument: 1 },
  grow("runtime.growslice"),
  grow("runtime.growsliceNoAlias"),
  grow("runtime.growsliceBuf", 5),
  grow("runtime.growsliceBufNoAlias", 5),
  { name: "runtime.moveSlice", family: "move-slice", typeArgument: 0, typeIs: "element" },
  { name: "runtime.moveSliceNoCap", family: "move-slice", typeArgument: 0, typeIs: "element" },
  { name: "runtime.moveSliceNoScan", family: "move-slice" },
  { name: "runtime.moveSliceNoCapNoScan", family: "move-slice" },
  { name: "runtime.makemap", family: "map", typeArgument: 0, typeIs: "object", hintArgument: 1, bufferArgument: 2 },
  { name: "runtime.makemap64", family: "map", typeArgument: 0, typeIs: "object", hintArgument: 1, bufferArgument: 2 },
  { name: "runtime.makemap_small", family: "map" },
  mapAssign("runtime.mapassign"),
  mapAssign("runtime.mapassign_fast32"),
  mapAssign("runtime.mapassign_fast32ptr"),
  mapAssign("runtime.mapassign_fast64"),
  mapAssign("runtime.mapassign_fast64ptr"),
  mapAssign("runtime.mapassign_faststr"),
  { name: "runtime.makechan", family: "chan", typeArgument: 0, typeIs: "object", lengthArgument: 1 },
  { name: "runtime.makechan64", family: "chan", typeArgument: 0, typeIs: "object", lengthArgument: 1 },
  { name: "runtime.convT", family: "box", typeArgument: 0, typeIs: "object" },
  { name: "runtime.convTnoptr", family: "box", typeArgument: 0, typeIs: "object" },
  { name: "runtime.convT16", family: "box", fixedSize: 2 },
  { name: "runtime.convT32", family: "box", fixedSize: 4 },
  { name: "runtime.convT64", family: "box", fixedSize: 8 },
  { name: "runtime.convTstring", family: "box", fixedSize: 16 },
  { name: "runtime.convTslice", family: "box", fixedSize: 24 },
  ...["2", "3", "4", "5", "s"].map((n) => concat(`runtime.concatstring${n}`)),
  // 1.24 has no buffer argument for these; 1.25 added it in front. See entryFor.
  // They make the bytes of `[]byte(a + b)`: the concatenation itself is gone.
  ...["2", "3", "4", "5", "s"].map((n) => convert(`runtime.concatbyte${n}`)),
  convert("runtime.slicebytetostring"),
  convert("runtime.slicerunetostring"),
  convert("runtime.intstring"),
  convert("runtime.stringtoslicebyte"),
  convert("runtime.stringtoslicerune"),
  // Functions of the runtime that other packages of the standard library call under a name of their own (go:linkname).
  { name: "internal/bytealg.MakeNoZero", family: "slice", lengthArgument: 0 },
  ...["reflect.unsafe_New", "internal/reflectlite.unsafe_New"].map((name) => ({ name, family: "object", typeArgument: 0, typeIs: "object" })),
  { name: "reflect.unsafe_NewArray", family: "slice", typeArgument: 0, typeIs: "element", lengthArgument: 1 },
  { name: "reflect.growslice", family: "grow", typeArgument: 0, typeIs: "element" },
  { name: "reflect.makemap", family: "map", typeArgument: 0, typeIs: "object", hintArgument: 1 },
  { name: "reflect.makechan", family: "chan", typeArgument: 0, typeIs: "object", lengthArgument: 1 },
  ...["reflect.mapassign", "reflect.mapassign0", "reflect.mapassign_faststr", "reflect.mapassign_faststr0"].map(mapAssign),
  { name: "maps.clone", family: "map" },
  { name: "time.newTimer", family: "object" }
];
var SPECIALISED = /^runtime\.mallocgc(?:SmallScanNoHeaderSC|SmallNoScanSC|TinySC|TinySize)\d+$/;
var byName = new Map(named.map((entry) => [entry.name, entry]));
function findAllocationEntry(name, minor) {
  const entry = byName.get(name);
  if (entry === void 0) return SPECIALISED.test(name) ? object(name) : void 0;
  if (entry.family === "grow" && minor < 20) return { name, family: "grow", typeArgument: 0, typeIs: "element" };
  if (name.startsWith("runtime.concatbyte") && minor < 25) return { name, family: "convert" };
  return entry;
}

// src/site/identity.ts
function siteId(parts) {
  const text = parts.join("\0");
  const a2 = mix(text, 2654435769);
  const b = mix(text, 2246822507);
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  let out = "";
  for (const word2 of [a2[0], a2[1], b[0]]) for (let i = 0; i < 4; i++) out += alphabet[word2 >>> i * 6 & 63];
  return out;
}
function mix(text, seed) {
  let h1 = 3735928559 ^ seed;
  let h2 = 1103547991 ^ seed;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    h1 = Math.imul(h1 ^ c, 2654435761);
    h2 = Math.imul(h2 ^ c, 1597334677);
  }
  h1 = Math.imul(h1 ^ h1 >>> 16, 2246822507) ^ Math.imul(h2 ^ h2 >>> 13, 3266489909);
  h2 = Math.imul(h2 ^ h2 >>> 16, 2246822507) ^ Math.imul(h1 ^ h1 >>> 13, 3266489909);
  return [h1 >>> 0, h2 >>> 0];
}

// src/site/kind.ts
function kindOfExpression(expression, moved) {
  if (moved) return "moved-to-heap";
  if (expression === "... argument") return "variadic";
  if (expression === "func literal") return "closure";
  if (/^append(?:\(|$)/.test(expression)) return "append";
  if (expression.startsWith("make(")) {
    const type = expression.slice(5);
    return type.startsWith("map[") ? "make-map" : /^(?:<-)?chan\b/.test(type) ? "make-chan" : "make-slice";
  }
  if (expression.startsWith("new(")) return "new";
  if (expression.startsWith("&") && expression.endsWith("}")) return "composite";
  if (/^(?:\[\]|map\[)/.test(expression) && expression.endsWith("}")) return "composite";
  if (/^(?:string|\(?\[\](?:byte|rune|uint8|int32)\)?|\([^()]*\))\(/.test(expression) && isConversion(expression)) return "string-convert";
  if (isConcatenation(expression)) return "string-concat";
  return "interface";
}
function isConversion(expression) {
  if (!expression.endsWith(")")) return false;
  const open = expression.startsWith("(") ? expression.indexOf(")") + 1 : expression.indexOf("(");
  return expression[open] === "(" && matching(expression, open) === expression.length - 1;
}
function isConcatenation(expression) {
  let depth = 0;
  for (let i = 0; i < expression.length; i++) {
    const c = expression[i];
    if (c === '"' || c === "`" || c === "'") i = endOfLiteral(expression, i);
    else if (c === "(" || c === "[" || c === "{") depth++;
    else if (c === ")" || c === "]" || c === "}") depth--;
    else if (c === "+" && depth === 0 && expression[i - 1] === " " && expression[i + 1] === " ") return true;
  }
  return false;
}
function matching(text, open) {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    const c = text[i];
    if (c === '"' || c === "`" || c === "'") i = endOfLiteral(text, i);
    else if (c === "(") depth++;
    else if (c === ")" && --depth === 0) return i;
  }
  return -1;
}
function endOfLiteral(text, start2) {
  const quote2 = text[start2];
  for (let i = start2 + 1; i < text.length; i++) {
    if (text[i] === "\\" && quote2 !== "`") i++;
    else if (text[i] === quote2) return i;
  }
  return text.length;
}
var OBJECT_KINDS = [
  "moved-to-heap",
  "composite",
  "new",
  "closure",
  "variadic",
  "method-value",
  "interface",
  "go-defer",
  "make-slice",
  "make-map",
  "string-concat",
  "string-convert"
];
var KINDS_OF_FAMILY = {
  object: OBJECT_KINDS,
  slice: ["make-slice", "make-map"],
  "slice-copy": ["make-slice"],
  grow: ["append"],
  "move-slice": [],
  map: ["make-map", "composite", "make-slice"],
  "map-assign": [],
  chan: ["make-chan", "make-slice"],
  box: ["interface", "string-convert", "string-concat", "composite", "make-slice", "new", "append", "variadic"],
  concat: ["string-concat", "append", "interface"],
  convert: ["string-convert", "interface"]
};
function fit(family, kind) {
  const at = KINDS_OF_FAMILY[family].indexOf(kind);
  return at < 0 ? 0 : 100 - at;
}
function refineKind(kind, family, typeName2) {
  if (family === "map" && kind === "make-slice") return "make-map";
  if (family === "chan") return "make-chan";
  if (family === "concat") return "string-concat";
  if (family === "convert") return "string-convert";
  if (family === "box" && (kind === "string-concat" || kind === "string-convert" || kind === "variadic" || kind === "new" || kind === "append"))
    return "interface";
  if (family === "object" && kind === "interface" && typeName2 !== void 0 && /^(?:noalg\.)?struct \{ F uintptr; R /.test(typeName2)) return "method-value";
  if (family === "object" && (kind === "string-concat" || kind === "string-convert" && typeName2?.startsWith("[") !== true)) return "interface";
  return kind;
}
function kindOfStorage(kind, typeName2) {
  return kind === "interface" && typeName2 !== void 0 && /^(?:noalg\.)?struct \{ F uintptr; R /.test(typeName2) ? "method-value" : kind;
}
function unreportedKind(family, typeName2) {
  switch (family) {
    case "grow":
      return { kind: "append", expression: "append" };
    case "move-slice":
      return { kind: "append", expression: "copy of a stack-built slice" };
    case "map-assign":
      return { kind: "map-assign", expression: typeName2 === void 0 ? "map assignment" : `assignment to ${typeName2}` };
    case "chan":
      return { kind: "make-chan", expression: typeName2 === void 0 ? "make(chan)" : `make(${typeName2})` };
    case "map":
      return { kind: "make-map", expression: typeName2 === void 0 ? "make(map)" : `make(${typeName2})` };
    case "slice":
    case "slice-copy":
      return { kind: "make-slice", expression: typeName2 === void 0 ? "make(slice)" : `make([]${typeName2})` };
    case "concat":
      return { kind: "string-concat", expression: "string concatenation" };
    case "convert":
      return { kind: "string-convert", expression: "string conversion" };
    case "box":
      return { kind: "interface", expression: typeName2 === void 0 ? "conversion to interface" : `conversion of ${typeName2} to interface` };
    case "object":
      if (typeName2 !== void 0 && /^(?:noalg\.)?struct \{ F uintptr; R /.test(typeName2)) return { kind: "method-value", expression: "method value" };
      if (typeName2 !== void 0 && /^(?:noalg\.)?struct \{ F uintptr/.test(typeName2)) return { kind: "closure", expression: "closure" };
      return { kind: "other", expression: typeName2 === void 0 ? "object" : `object of type ${typeName2}` };
  }
}

// src/site/symbol-names.ts
function symbolPrefix(importPath) {
  const slash = importPath.lastIndexOf("/");
  let out = "";
  for (let i = 0; i < importPath.length; i++) {
    const c = importPath[i];
    const code = importPath.charCodeAt(i);
    if (code <= 32 || c === "." && i > slash || c === "%" || c === '"' || code >= 127) {
      out += [...new TextEncoder().encode(c)].map((b) => `%${b.toString(16).padStart(2, "0")}`).join("");
    } else out += c;
  }
  return out;
}
function prefixToPath(prefix) {
  return prefix.includes("%") ? prefix.replace(/%([0-9a-f]{2})/g, (_, hex2) => String.fromCharCode(parseInt(hex2, 16))) : prefix;
}
function printableName(name) {
  const hash = name.indexOf("#");
  if (hash >= 0) name = name.replace(/#[^#]*#/g, "");
  const open = name.indexOf("[");
  if (open < 0) return name;
  const close = name.lastIndexOf("]");
  return close < open ? name : `${name.slice(0, open)}[...]${name.slice(close + 1)}`;
}
function elideShapes(expression) {
  if (!expression.includes("go.shape.")) return expression;
  let out = "";
  for (let i = 0; i < expression.length; ) {
    if (expression[i] === "[" && /[\p{L}\p{N}_]/u.test(out.at(-1) ?? "")) {
      const end = closing(expression, i);
      if (end > 0 && expression.slice(i, end).includes("go.shape.")) {
        out += "[\u2026]";
        i = end + 1;
        continue;
      }
    }
    if (expression.startsWith("go.shape.", i)) {
      out += "\u2026";
      i = endOfType(expression, i + "go.shape.".length);
    } else out += expression[i++];
  }
  return out;
}
function closing(text, open) {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === "[") depth++;
    else if (text[i] === "]" && --depth === 0) return i;
  }
  return -1;
}
function endOfType(text, from) {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    const c = text[i];
    if (c === "[" || c === "(" || c === "{" && depth === 0 && /(?:struct|interface) $/.test(text.slice(Math.max(0, i - 10), i)) || c === "{" && depth > 0)
      depth++;
    else if ((c === "]" || c === ")" || c === "}") && depth > 0) depth--;
    else if (depth === 0 && (c === "," || c === ")" || c === "]" || c === "{" || c === "}" || c === " " && !/(?:struct|interface|chan|func\(.*\))$/.test(text.slice(from, i))))
      return i;
  }
  return text.length;
}
function splitSymbol(symbol) {
  const limit = symbol.search(/[[(]/);
  const head = limit < 0 ? symbol : symbol.slice(0, limit);
  const slash = head.lastIndexOf("/");
  const dot = symbol.indexOf(".", slash + 1);
  if (dot < 0) return { package: "", name: symbol };
  return { package: prefixToPath(symbol.slice(0, dot)), name: symbol.slice(dot + 1) };
}

// src/site/recorded/attribute.ts
function placeStack(record2, program, slide, stack) {
  const { pcs, cut } = framesOf(record2, record2.stackNode[stack]);
  return { places: pcs.map((pc) => program.place(pc - slide)), cut };
}
function ownerOf({ places }, program) {
  if (places.length === 0) return { kind: "unknown" };
  for (let at = 0; at < places.length; at++) {
    const place2 = places[at];
    if (place2.runtime) continue;
    if (place2.function < 0) return { kind: "unknown" };
    const below = places[at - 1];
    return { kind: "call", place: place2, at, entry: below === void 0 ? "runtime.mallocgc" : program.binary.functionName(below.function) };
  }
  return { kind: "runtime", entry: places.at(-1).function < 0 ? "" : program.binary.functionName(places.at(-1).function) };
}

// src/site/recorded/address-table.ts
var FIRST = 1 << 12;
var GONE = 4294967295;
var AddressTable = class {
  count = 0;
  #used = 0;
  #size = FIRST;
  #low = new Uint32Array(FIRST);
  #high = new Uint32Array(FIRST);
  /** Row + 1; 0: free. */
  #row = new Uint32Array(FIRST);
  #freeRows = [];
  #rows = 0;
  owner = new Uint32Array(FIRST);
  generation = new Uint32Array(FIRST);
  time = new Float64Array(FIRST);
  size = new Float64Array(FIRST);
  /** Row + 1 of the next object in the same block of the tiny allocator. */
  next = new Uint32Array(FIRST);
  /** Adds an object and returns its row; what was known at the address before is forgotten. */
  add(address2) {
    if (this.#used * 2 >= this.#size) this.#grow();
    const at = this.#find(address2);
    let row = this.#row[at];
    if (row === 0) {
      this.#used++;
      this.#low[at] = address2 >>> 0;
      this.#high[at] = Math.floor(address2 / 4294967296);
    }
    if (row === 0 || row === GONE) this.count++;
    else this.release(row - 1);
    row = this.#newRow();
    this.#row[at] = row + 1;
    return row;
  }
  /** The row of the object at an address; −1 when there is none. */
  find(address2) {
    const row = this.#row[this.#find(address2)];
    return row === 0 || row === GONE ? -1 : row - 1;
  }
  /** Forgets the object at an address; its row can be read until the next `add`. */
  remove(address2) {
    const at = this.#find(address2);
    const row = this.#row[at];
    if (row === 0 || row === GONE) return;
    this.#row[at] = GONE;
    this.count--;
    this.release(row - 1);
  }
  /** A row without an address: objects that share a block. */
  addToChain(first2) {
    const row = this.#newRow();
    this.next[row] = this.next[first2];
    this.next[first2] = row + 1;
    return row;
  }
  /** Gives rows back, that of an object and of those chained to it. */
  release(first2) {
    for (let row = first2; ; row = this.next[row] - 1) {
      this.#freeRows.push(row);
      if (this.next[row] === 0) break;
    }
  }
  #newRow() {
    const free = this.#freeRows.pop();
    const row = free ?? this.#rows++;
    if (row >= this.owner.length) {
      this.owner = grown(this.owner);
      this.generation = grown(this.generation);
      this.next = grown(this.next);
      this.time = grownFloats(this.time);
      this.size = grownFloats(this.size);
    }
    this.next[row] = 0;
    return row;
  }
  #find(address2) {
    const low = address2 >>> 0;
    const high = Math.floor(address2 / 4294967296);
    const mask = this.#size - 1;
    let at = Math.imul(low ^ Math.imul(high, 2246822507), 2654435761) >>> 7 & mask;
    while (this.#row[at] !== 0 && (this.#low[at] !== low || this.#high[at] !== high)) at = at + 1 & mask;
    return at;
  }
  #grow() {
    const { count: count2 } = this;
    const [low, high, row] = [this.#low, this.#high, this.#row];
    if (count2 * 4 >= this.#size) this.#size *= 2;
    this.#low = new Uint32Array(this.#size);
    this.#high = new Uint32Array(this.#size);
    this.#row = new Uint32Array(this.#size);
    this.#used = count2;
    for (let i = 0; i < row.length; i++) {
      if (row[i] === 0 || row[i] === GONE) continue;
      const at = this.#find(high[i] * 4294967296 + low[i]);
      this.#low[at] = low[i];
      this.#high[at] = high[i];
      this.#row[at] = row[i];
    }
  }
};
function grown(array) {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}
function grownFloats(array) {
  const larger = new Float64Array(array.length * 2);
  larger.set(array);
  return larger;
}

// src/site/recorded/event-parts.ts
function sweepOf(generation) {
  return generation >>> 1;
}
var Stream = class {
  #events;
  #blocks;
  #next = 0;
  #row = 0;
  #loaded = -1;
  #block;
  constructor(events, blocks) {
    this.#events = events;
    this.#blocks = blocks;
  }
  /** Generation of the next event; undefined at the end. */
  peek() {
    for (; this.#next < this.#blocks.length; this.#next++, this.#row = 0) {
      const block = this.#load(this.#next);
      if (this.#row < block.count) return sweepOf(block.generation[this.#row]);
    }
    return void 0;
  }
  /** The parts of a generation; moves behind them when `take` is set. */
  *parts(generation, take) {
    let next = this.#next;
    let row = this.#row;
    for (; next < this.#blocks.length; next++, row = 0) {
      const block = this.#load(next);
      const from = row;
      while (row < block.count && sweepOf(block.generation[row]) === generation) row++;
      if (row > from) yield { block, from, to: row };
      if (row < block.count) break;
    }
    if (take) {
      this.#next = next;
      this.#row = row;
    }
  }
  #load(at) {
    if (this.#loaded !== at || this.#block === void 0) {
      this.#block = this.#events.read(this.#blocks[at], this.#block);
      this.#loaded = at;
    }
    return this.#block;
  }
};
function byGeneration(events, free, allocate) {
  const blocks = /* @__PURE__ */ new Map();
  for (const [index, owner2] of events.owners.entries()) {
    const known = blocks.get(owner2);
    if (known === void 0) blocks.set(owner2, [index]);
    else known.push(index);
  }
  const streams = [...blocks.values()].map((list) => new Stream(events, list));
  for (; ; ) {
    let generation = Number.POSITIVE_INFINITY;
    for (const stream of streams) generation = Math.min(generation, stream.peek() ?? Number.POSITIVE_INFINITY);
    if (generation === Number.POSITIVE_INFINITY) return;
    if (events.frees) for (const stream of streams) for (const part3 of stream.parts(generation, false)) free(part3, generation);
    for (const stream of streams) for (const part3 of stream.parts(generation, true)) allocate(part3, generation);
  }
}

// src/site/recorded/time-histogram.ts
var PER_OCTAVE = 8;
var SMALLEST = 1e-3;
var TimeHistogram = class {
  #buckets = /* @__PURE__ */ new Map();
  #count = 0;
  add(milliseconds) {
    const bucket = Math.floor(Math.log2(Math.max(milliseconds, SMALLEST) / SMALLEST) * PER_OCTAVE);
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + 1);
    this.#count++;
  }
  /** The duration that a share of all does not exceed; 0 when there are none. */
  quantile(share) {
    let left = share * this.#count;
    for (const [bucket, count2] of [...this.#buckets].sort((a2, b) => a2[0] - b[0])) {
      left -= count2;
      if (left <= 0) return Number((SMALLEST * 2 ** ((bucket + 0.5) / PER_OCTAVE)).toPrecision(3));
    }
    return 0;
  }
};

// src/site/recorded/event-summary.ts
var STEPS = 60;
var SIZES_KEPT = 16;
var MOST_SIZES = 1 << 12;
var MOST_GOROUTINES = 1 << 16;
var TINY = 16;
var SiteEvents = class {
  sizes = /* @__PURE__ */ new Map();
  goroutines = /* @__PURE__ */ new Set();
  lifetimes = new TimeHistogram();
  frees = 0;
  temporary = 0;
  allocated = new Float64Array(STEPS);
  change = new Float64Array(STEPS);
};
var EventSummary = class {
  #sites = /* @__PURE__ */ new Map();
  #processes = 0;
  #withFrees = false;
  #step = 1;
  /** @param milliseconds how long the process ran, for the timelines */
  add(events, facts, milliseconds) {
    const live = new AddressTable();
    const whole2 = new SiteEvents();
    this.#step = Math.max(milliseconds, 1e-3) / STEPS;
    this.#withFrees ||= events.frees;
    this.#processes++;
    byGeneration(
      events,
      (part3, generation) => this.#free(part3, generation, live, whole2),
      (part3) => this.#allocate(part3, facts, live, whole2, events.frees)
    );
    return { timeline: this.#timeline(whole2), ...events.frees ? { frees: whole2.frees } : {} };
  }
  /** What the events tell of a site. */
  happened(site) {
    const found2 = this.#sites.get(site);
    if (found2 === void 0) return {};
    const { sizes, goroutines, lifetimes } = found2;
    const common = [...sizes].sort((a2, b) => b[1] - a2[1] || a2[0] - b[0]).slice(0, SIZES_KEPT);
    return {
      ...sizes.size >= MOST_SIZES ? {} : { sizes: common.map(([size, allocations]) => ({ size, allocations })), distinctSizes: sizes.size },
      ...goroutines.size === 0 || goroutines.size >= MOST_GOROUTINES ? {} : { goroutines: goroutines.size },
      ...this.#withFrees ? { frees: found2.frees } : {},
      ...found2.frees === 0 ? {} : { lifetimes: { freed: found2.frees, temporary: found2.temporary, median: lifetimes.quantile(0.5), p90: lifetimes.quantile(0.9) } },
      ...this.#processes > 1 ? {} : { timeline: this.#timeline(found2) }
    };
  }
  #timeline({ allocated, change }) {
    let sum = 0;
    const live = Array.from(change, (value) => Math.max(0, Math.round(sum += value)));
    return { step: this.#step, allocated: Array.from(allocated), ...this.#withFrees ? { live } : {} };
  }
  #of(site) {
    let found2 = this.#sites.get(site);
    if (found2 === void 0) this.#sites.set(site, found2 = new SiteEvents());
    return found2;
  }
  #at(time) {
    return Math.min(STEPS - 1, Math.max(0, Math.floor(time / this.#step)));
  }
  #allocate({ block, from, to }, facts, live, whole2, withFrees) {
    for (let i = from; i < to; i++) {
      const stack = block.stack[i];
      if (stack === FREE) continue;
      const site = facts.site[stack];
      const size = block.size[i];
      const step = this.#at(block.time[i]);
      whole2.allocated[step] += size;
      whole2.change[step] += size;
      const sums = site < 0 ? void 0 : this.#of(site);
      if (sums !== void 0) {
        if (sums.sizes.size < MOST_SIZES) sums.sizes.set(size, (sums.sizes.get(size) ?? 0) + 1);
        if (sums.goroutines.size < MOST_GOROUTINES) sums.goroutines.add(this.#processes * 4294967296 + block.goroutine[i]);
        sums.allocated[step] += size;
        sums.change[step] += size;
      }
      if (!withFrees) continue;
      const row = newObject(live, block.address[i], size < TINY && facts.pointerFree[stack] === 1);
      live.owner[row] = site + 1;
      live.generation[row] = block.generation[i];
      live.time[row] = block.time[i];
      live.size[row] = size;
    }
  }
  #free({ block, from, to }, generation, live, whole2) {
    for (let i = from; i < to; i++) {
      if (block.stack[i] !== FREE) continue;
      const address2 = block.address[i];
      const first2 = live.find(address2);
      if (first2 < 0) continue;
      const now = block.time[i];
      const step = this.#at(now);
      for (let row = first2; row >= 0; row = live.next[row] - 1) {
        whole2.frees++;
        const size = live.size[row];
        whole2.change[step] -= size;
        const owner2 = live.owner[row];
        if (owner2 === 0) continue;
        const sums = this.#of(owner2 - 1);
        sums.frees++;
        sums.change[step] -= size;
        sums.lifetimes.add(now - live.time[row]);
        const born = live.generation[row];
        if (generation === sweepOf(born) + 1 + (born & 1)) sums.temporary++;
      }
      live.remove(address2);
    }
  }
};
function newObject(live, address2, tiny) {
  if (!tiny) return live.add(address2);
  const start2 = address2 - address2 % TINY;
  const first2 = address2 === start2 ? -1 : live.find(start2);
  return first2 < 0 ? live.add(start2) : live.addToChain(first2);
}

// src/site/recorded/conflicts.ts
function conflictsWithRun(site, { allocations }) {
  if (allocations === 0) return [];
  const times = `${String(allocations).replace(/\B(?=(\d{3})+$)/g, ",")} heap ${allocations === 1 ? "allocation" : "allocations"}`;
  const found2 = [];
  if (site.said.length > 0 && site.said.every((s) => s.message.endsWith(" does not escape"))) {
    found2.push({ code: "stays-but-happened", message: `reported as not escaping; ${times}` });
  }
  if (site.placement === "stack" || site.placement === "static" || site.placement === "gone") {
    found2.push({ code: "happened-against-placement", message: `placed as ${site.placement}; ${times}` });
  }
  return found2;
}

// src/site/recorded/profile.ts
function profileOf(record2, run, program, ownerOf3, typeName2) {
  const strings = new Interned();
  const places = new PlaceColumns(strings);
  const slide = program?.slide(record2.header.pcHeader) ?? 0;
  const { nodePc, nodeParent } = record2;
  const place2 = new Uint32Array(nodePc.length);
  for (let node = 2; node < nodePc.length; node++) {
    const pc = nodePc[node] - slide;
    place2[node] = places.row(pc, program?.place(pc));
  }
  const count2 = record2.stackNode.length;
  const type = new Uint32Array(count2);
  const site = new Uint32Array(count2);
  const skip = new Uint16Array(count2);
  for (let stack = 1; stack < count2; stack++) {
    const owner2 = ownerOf3(stack);
    site[stack] = owner2.site + 1;
    skip[stack] = owner2.skip;
    const name = typeName2(stack);
    type[stack] = name === void 0 ? 0 : strings.index(name) + 1;
  }
  return {
    run,
    rate: record2.header.rate,
    nodes: { place: place2, parent: nodeParent },
    stacks: { node: record2.stackNode, skip, type, site, allocations: record2.allocations, bytes: record2.bytes, slotBytes: record2.slotBytes, size: record2.stackSize },
    ...places.tables(),
    strings: strings.list
  };
}
var Interned = class {
  list = [];
  #known = /* @__PURE__ */ new Map();
  index(text) {
    let index = this.#known.get(text);
    if (index === void 0) this.#known.set(text, index = this.list.push(text) - 1);
    return index;
  }
};
var PlaceColumns = class {
  #strings;
  #rows = /* @__PURE__ */ new Map();
  #frameRows = /* @__PURE__ */ new Map();
  #pc = [];
  #runtime = [];
  #first = [];
  #count = [];
  #frame = [];
  #function = [];
  #file = [];
  #line = [];
  constructor(strings) {
    this.#strings = strings;
  }
  row(pc, place2) {
    const known = this.#rows.get(pc);
    if (known !== void 0) return known;
    const row = this.#pc.push(pc) - 1;
    this.#rows.set(pc, row);
    this.#runtime.push(place2?.runtime === true ? 1 : 0);
    this.#first.push(this.#frame.length);
    const frames = place2?.frames ?? [];
    this.#count.push(frames.length);
    for (const frame of frames) this.#frame.push(this.#frameRow(frame.function, frame.file, frame.line));
    return row;
  }
  #frameRow(name, file, line) {
    const key = `${name}\0${file}\0${line}`;
    let row = this.#frameRows.get(key);
    if (row === void 0) {
      row = this.#function.push(this.#strings.index(name)) - 1;
      this.#file.push(this.#strings.index(file));
      this.#line.push(line);
      this.#frameRows.set(key, row);
    }
    return row;
  }
  tables() {
    return {
      frames: { function: Uint32Array.from(this.#function), file: Uint32Array.from(this.#file), line: Uint32Array.from(this.#line) },
      places: {
        pc: Float64Array.from(this.#pc),
        frame: Uint32Array.from(this.#frame),
        firstFrame: Uint32Array.from(this.#first),
        frameCount: Uint16Array.from(this.#count),
        runtime: Uint8Array.from(this.#runtime)
      }
    };
  }
};

// src/site/recorded/weights.ts
function chance(size, rate) {
  return rate === 0 ? 1 : size === 0 ? 0 : -Math.expm1(-size / rate);
}
var Estimate = class {
  samples = 0;
  bytes = 0;
  #variance = 0;
  /** `count` sampled objects of `size` bytes each. */
  add(count2, size, p) {
    this.samples += count2;
    this.bytes += count2 * size / p;
    this.#variance += count2 * size * size * (1 - p) / (p * p);
  }
  /** Relative standard error of the bytes. */
  get error() {
    return this.bytes === 0 ? 0 : Math.sqrt(this.#variance) / this.bytes;
  }
};

// src/site/recorded/tally.ts
var STACKS_KEPT = 20;
var TYPES_KEPT = 8;
var Tally = class {
  #sum = { allocations: 0, bytes: 0, slotBytes: 0 };
  #stacks = /* @__PURE__ */ new Map();
  #types = /* @__PURE__ */ new Map();
  #runs = /* @__PURE__ */ new Map();
  #estimate = new Estimate();
  add(share, stack, type) {
    plus(this.#sum, share);
    if (share.p < 1) this.#estimate.add(share.samples, share.size, share.p);
    plus(sumOf(this.#runs, share.run), share);
    if (type !== void 0) plus(sumOf(this.#types, type), share);
    if (stack === void 0) return;
    let known = this.#stacks.get(stack.key);
    if (known === void 0) this.#stacks.set(stack.key, known = { stack, allocations: 0, bytes: 0, slotBytes: 0 });
    plus(known, share);
  }
  /** @param runs processes of the whole run: shares are listed only when there are several */
  happened(runs) {
    const { listed, more } = this.#topStacks();
    const types = [...this.#types].sort((a2, b) => b[1].bytes - a2[1].bytes || compare(a2[0], b[0])).slice(0, TYPES_KEPT);
    return {
      ...rounded(this.#sum),
      stacks: listed,
      ...more.stacks === 0 ? {} : { moreStacks: { stacks: more.stacks, allocations: Math.round(more.allocations), bytes: Math.round(more.bytes) } },
      ...types.length === 0 ? {} : { types: types.map(([type, sum]) => ({ type, allocations: Math.round(sum.allocations), bytes: Math.round(sum.bytes) })) },
      ...runs < 2 ? {} : { runs: [...this.#runs].map(([run, sum]) => ({ run, allocations: Math.round(sum.allocations), bytes: Math.round(sum.bytes) })) },
      ...this.#estimate.samples === 0 ? {} : { estimated: { error: this.#estimate.error, samples: this.#estimate.samples } }
    };
  }
  // The same stack of another program (the test binary of another package) has other addresses and reads alike.
  #topStacks() {
    const sorted = [...this.#stacks.values()].sort(byBytes);
    const merged = /* @__PURE__ */ new Map();
    for (const { stack, ...sum } of sorted.slice(0, STACKS_KEPT * 4)) {
      const frames = stack.frames();
      const key = frames.map((f) => `${f.function}:${f.line}`).join("|");
      const known = merged.get(key);
      if (known === void 0) merged.set(key, { ...sum, frames, cut: stack.cut });
      else plus(known, sum);
    }
    const shown = [...merged.values()].sort(byBytes);
    const more = { stacks: 0, allocations: 0, bytes: 0, slotBytes: 0 };
    for (const one of [...shown.slice(STACKS_KEPT), ...sorted.slice(STACKS_KEPT * 4)]) {
      more.stacks++;
      plus(more, one);
    }
    const listed = shown.slice(0, STACKS_KEPT).map(({ frames, cut, ...sum }) => ({ frames, ...cut ? { cut: true } : {}, ...rounded(sum) }));
    return { listed, more };
  }
};
function byBytes(a2, b) {
  return b.bytes - a2.bytes || b.allocations - a2.allocations;
}
function plus(sum, more) {
  sum.allocations += more.allocations;
  sum.bytes += more.bytes;
  sum.slotBytes += more.slotBytes;
}
function sumOf(map, key) {
  let sum = map.get(key);
  if (sum === void 0) map.set(key, sum = { allocations: 0, bytes: 0, slotBytes: 0 });
  return sum;
}
function rounded({ allocations, bytes: bytes2, slotBytes }) {
  return { allocations: Math.round(allocations), bytes: Math.round(bytes2), slotBytes: Math.round(slotBytes) };
}
function compare(a2, b) {
  return a2 < b ? -1 : a2 > b ? 1 : 0;
}

// src/site/recorded/happened.ts
function addRecording(analysis, processes, minor, moreGaps = []) {
  const attribution = new Attribution(analysis, minor);
  const profiles = [];
  const runs = processes.map((process2, index) => attribution.add(process2, index, profiles));
  const sites = [...analysis.sites, ...attribution.elsewhere.map((e) => e.site)].map((site, index) => withHappened(site, attribution.tallies.get(index)?.happened(runs.length), attribution.events.happened(index)));
  const first2 = processes[0]?.record.header;
  const recorded = {
    ...attribution.totals(),
    ...first2 === void 0 || first2.rate === 0 ? {} : { rate: first2.rate },
    ...first2?.folded === true ? { folded: true } : {},
    ...first2 === void 0 ? {} : { depth: first2.depth }
  };
  const gaps = [...analysis.gaps, ...moreGaps, ...processes.flatMap((p) => p.record.gaps), ...attribution.gaps()];
  const result = Object.defineProperties({}, {
    ...Object.getOwnPropertyDescriptors(analysis),
    ...Object.getOwnPropertyDescriptors({ sites, gaps, runs, recorded, completeness: { ...analysis.completeness, sites: sites.length } })
  });
  return { analysis: result, profiles };
}
function withHappened(site, counted, events) {
  if (counted === void 0) return site;
  const happened = { ...counted, ...events };
  return { ...site, happened, conflicts: [...site.conflicts, ...conflictsWithRun(site, happened)] };
}
var NOBODY = { site: -1, skip: 0 };
var Attribution = class {
  tallies = /* @__PURE__ */ new Map();
  events = new EventSummary();
  elsewhere = [];
  #analysis;
  #minor;
  /** By binary: return address → index of the site. */
  #sites = /* @__PURE__ */ new Map();
  #elsewhere = /* @__PURE__ */ new Map();
  #runtime = /* @__PURE__ */ new Map();
  #sum = { allocations: 0, bytes: 0, slotBytes: 0, onSites: 0, elsewhere: 0, runtime: 0, unknown: 0 };
  #unread = 0;
  constructor(analysis, minor) {
    this.#analysis = analysis;
    this.#minor = minor;
    const length = analysis.target.goarch === "arm64" ? 4 : 5;
    for (const [index, site] of analysis.sites.entries()) {
      for (const { pc, binary, alsoIn } of site.emitted) {
        if (pc === void 0 || binary === void 0) continue;
        for (const copy of [{ binary, pc }, ...alsoIn ?? []]) {
          let known = this.#sites.get(copy.binary);
          if (known === void 0) this.#sites.set(copy.binary, known = /* @__PURE__ */ new Map());
          known.set(copy.pc + length, index);
        }
      }
    }
  }
  add(process2, run, profiles) {
    const { record: record2, program } = process2;
    const { header } = record2;
    const sum = { allocations: 0, bytes: 0, slotBytes: 0 };
    const slide = program?.slide(header.pcHeader) ?? 0;
    if (program === void 0) this.#unread++;
    const owners = /* @__PURE__ */ new Map();
    const typeOf = (stack) => program === void 0 ? void 0 : typeName(record2, program, slide, stack);
    for (let stack = 0; stack < record2.stackNode.length; stack++) {
      const count2 = record2.allocations[stack];
      if (count2 === 0) continue;
      const p = chance(record2.stackSize[stack], header.rate) || 1;
      const [allocations, bytes2, slotBytes] = [count2 / p, record2.bytes[stack] / p, record2.slotBytes[stack] / p];
      sum.allocations += allocations;
      sum.bytes += bytes2;
      sum.slotBytes += slotBytes;
      const share = program === void 0 || stack === 0 ? void 0 : this.#shareOf(process2, program, slide, stack, allocations, bytes2);
      if (share === void 0) continue;
      owners.set(stack, share);
      share.tally.add({ run, allocations, bytes: bytes2, slotBytes, samples: count2, size: record2.stackSize[stack], p }, share.stack, typeOf(stack));
    }
    const profile = profileOf(record2, run, program, (stack) => owners.get(stack) ?? NOBODY, typeOf);
    profiles.push(process2.events === void 0 ? profile : { ...profile, events: process2.events });
    const seconds = header.endNano === void 0 ? void 0 : (header.endNano - header.startNano) / 1e6;
    const fromEvents = process2.events === void 0 ? void 0 : this.events.add(process2.events, factsOf(record2, program, slide, owners), seconds ?? lastTime(process2.events));
    this.#sum.allocations += sum.allocations;
    this.#sum.bytes += sum.bytes;
    this.#sum.slotBytes += sum.slotBytes;
    const accounted = this.#sum.onSites + this.#sum.elsewhere + this.#sum.runtime + this.#sum.unknown;
    this.#sum.unknown += this.#sum.allocations - accounted;
    return {
      pid: header.pid,
      argv: header.argv,
      ...header.exit === void 0 ? {} : { exit: header.exit },
      ...process2.signal === void 0 ? {} : { signal: process2.signal },
      allocations: whole(sum.allocations),
      bytes: whole(sum.bytes),
      slotBytes: whole(sum.slotBytes),
      dropped: header.lostEvents,
      ...fromEvents,
      ...process2.binary === void 0 ? {} : { binary: process2.binary },
      started: Math.round(header.started / 1e6),
      ...header.endNano === void 0 ? {} : { milliseconds: Math.round((header.endNano - header.startNano) / 1e6) }
    };
  }
  #shareOf(process2, program, slide, stack, allocations, bytes2) {
    const placed2 = placeStack(process2.record, program, slide, stack);
    const owner2 = ownerOf(placed2, program);
    if (owner2.kind === "unknown") return void 0;
    if (owner2.kind === "runtime") {
      this.#addRuntime(owner2.entry, allocations, bytes2);
      return void 0;
    }
    const known = process2.binary === void 0 ? void 0 : this.#sites.get(process2.binary)?.get(owner2.place.returnPc);
    let index = known;
    if (index === void 0) {
      const entry = findAllocationEntry(owner2.entry, this.#minor);
      if (entry === void 0) {
        this.#addRuntime(owner2.entry, allocations, bytes2);
        return void 0;
      }
      index = this.#elsewhereSite(process2, owner2.place, owner2.entry);
      this.#sum.elsewhere += allocations;
    } else this.#sum.onSites += allocations;
    let tally = this.tallies.get(index);
    if (tally === void 0) this.tallies.set(index, tally = new Tally());
    return { tally, stack: stackOf(placed2, owner2.at, process2.binary ?? -1), site: index, skip: owner2.at };
  }
  #addRuntime(entry, allocations, bytes2) {
    this.#sum.runtime += allocations;
    const by = this.#runtime.get(entry);
    if (by === void 0) this.#runtime.set(entry, { allocations, bytes: bytes2 });
    else {
      by.allocations += allocations;
      by.bytes += bytes2;
    }
  }
  // The code around the call was not compiled with the report on: its line and the runtime function called are all there is.
  #elsewhereSite(process2, place2, entry) {
    const { function: symbol, file, line } = place2.frames[0];
    const { package: prefix, name } = splitSymbol(symbol);
    const owner2 = prefix === "main" && process2.binary !== void 0 ? this.#analysis.binaries[process2.binary].package : prefix;
    const key = [owner2, name, file, line, entry].join("\0");
    const known = this.#elsewhere.get(key);
    const call = {
      pc: place2.returnPc - (this.#analysis.target.goarch === "arm64" ? 4 : 5),
      ...process2.binary === void 0 ? {} : { binary: process2.binary },
      function: place2.frames.at(-1).function,
      inlinedAt: place2.frames.slice(1).reverse().map(({ file: file2, line: line2 }) => ({ file: file2, line: line2 })),
      entry,
      tie: "rule",
      rule: "line-and-entry",
      placement: "heap"
    };
    if (known !== void 0) {
      const { emitted: emitted2 } = this.elsewhere[known - this.#analysis.sites.length];
      if (!emitted2.some((e) => e.pc === call.pc && e.binary === call.binary)) emitted2.push(call);
      return known;
    }
    const { kind, expression } = unreportedKind(findAllocationEntry(entry, this.#minor).family, void 0);
    const emitted = [call];
    const site = {
      id: siteId([owner2, name, kind, expression, entry, String(this.#elsewhere.size)]),
      package: owner2,
      function: name,
      kind,
      expression,
      position: { file, line },
      placement: "heap",
      said: [],
      emitted,
      conflicts: []
    };
    const index = this.#analysis.sites.length + this.elsewhere.length;
    this.elsewhere.push({ site, emitted });
    this.#elsewhere.set(key, index);
    return index;
  }
  totals() {
    const sum = Object.fromEntries(Object.entries(this.#sum).map(([name, value]) => [name, whole(value)]));
    const runtimeBy = [...this.#runtime].map(([entry, by]) => ({ entry, allocations: whole(by.allocations), bytes: whole(by.bytes) }));
    return { ...sum, runtimeBy: runtimeBy.sort((a2, b) => b.bytes - a2.bytes) };
  }
  gaps() {
    const gaps = [];
    if (this.#unread > 0) {
      gaps.push({ code: "program-not-read", affects: "recording", message: `The programs of ${this.#unread} processes could not be read; what they allocated is counted and belongs to no site.` });
    }
    if (this.#sum.elsewhere > 0) {
      gaps.push({ code: "code-not-analysed", affects: "recording", message: "Some allocations happened in packages that were not named; they are listed by line alone. --deps explains them too." });
    }
    return gaps;
  }
};
function stackOf({ places, cut }, at, binary) {
  let key = String(binary);
  for (let i = at; i < places.length; i++) key += ` ${places[i].returnPc.toString(36)}`;
  return {
    key,
    cut,
    frames: () => {
      const frames = places.slice(at).flatMap((place2) => place2.frames);
      while (frames.at(-1)?.function === "runtime.goexit") frames.pop();
      return frames;
    }
  };
}
function factsOf(record2, program, slide, owners) {
  const site = new Int32Array(record2.stackNode.length).fill(-1);
  const pointerFree = new Uint8Array(record2.stackNode.length);
  for (const [stack, owner2] of owners) site[stack] = owner2.site;
  for (let stack = 0; stack < pointerFree.length; stack++) {
    const address2 = record2.stackType[stack];
    const ptrBytes = address2 === 0 ? 0 : record2.types.get(address2)?.ptrBytes ?? program?.binary.types.find(address2 - slide)?.ptrBytes;
    pointerFree[stack] = ptrBytes === 0 ? 1 : 0;
  }
  return { site, pointerFree };
}
function lastTime({ owners, read }) {
  let last = 0;
  for (let i = Math.max(0, owners.length - 64); i < owners.length; i++) {
    const block = read(i);
    if (block.count > 0) last = Math.max(last, block.time[block.count - 1]);
  }
  return last;
}
function typeName(record2, program, slide, stack) {
  const address2 = record2.stackType[stack];
  if (address2 === 0) return void 0;
  return record2.types.get(address2)?.name ?? program.binary.types.find(address2 - slide)?.name;
}
function whole(value) {
  return Math.round(value);
}

// src/site/recorded/program.ts
var RUNTIME = /^(?:runtime|internal\/runtime\/[\w/]+|runtime\/internal\/\w+)\./;
var RUNTIME_FILE = /(?:^|\/)src\/(?:runtime|internal\/runtime\/[\w/]+)\/[^/]+$|^(?:runtime|internal\/runtime\/[\w/]+)\/[^/]+\.(?:go|s)$/;
var RecordedProgram = class {
  binary;
  /** Directory names that stand for another: the patched GOROOT for the user's own. */
  #rename;
  #places = /* @__PURE__ */ new Map();
  #isRuntime = /* @__PURE__ */ new Map();
  constructor(binary, rename = (file) => file) {
    this.binary = binary;
    this.#rename = rename;
  }
  /** How far a process lay from the addresses in the file, from where it had the header of its symbol table. */
  slide(pcHeader) {
    return pcHeader - this.binary.pclntab.header.address;
  }
  /** The place of a return address, as in the file. */
  place(returnPc) {
    let place2 = this.#places.get(returnPc);
    if (place2 === void 0) this.#places.set(returnPc, place2 = this.#decode(returnPc));
    return place2;
  }
  #decode(returnPc) {
    const index = this.binary.functionAt(returnPc - 1);
    if (index < 0) return { function: -1, returnPc, runtime: false, frames: [] };
    const frames = this.binary.inlineFrames(index, returnPc - 1).map(({ function: name, file, line }) => ({
      function: printableName(name),
      file: this.#rename(file),
      line
    }));
    return { function: index, returnPc, runtime: this.isRuntime(index), frames };
  }
  isRuntime(index) {
    let answer = this.#isRuntime.get(index);
    if (answer === void 0) {
      const name = this.binary.functionName(index);
      answer = RUNTIME.test(name) || RUNTIME_FILE.test(this.binary.position(index, this.binary.functions.entry[index]).file);
      this.#isRuntime.set(index, answer);
    }
    return answer;
  }
};

// src/drive/build.ts
import { existsSync, mkdtempSync as mkdtempSync3, readdirSync as readdirSync3, rmSync as rmSync3, statSync as statSync2 } from "node:fs";
import { tmpdir as tmpdir4 } from "node:os";
import { join as join4 } from "node:path";

// src/read/compiler/frame-dump.ts
var VALUE = /^\((.*)\) v(\d+) = (\S+)(.*)$/;
var SYMBOL_SP = /\{([^{}]*)\}(?: \[(-?\d+)\])? v(\d+)(?: |$)/;
var BARE_SP = /> (?:\[(-?\d+)\] )?v(\d+)(?: |$)/;
var ADDRESS = /^(?:LEA[QL]|MOV[DW]addr)$/;
var STORE = /^(?:(?:MOV[BWLQO]|MOVS[SD]|MOV[BHWD]|FMOV[SD])store|MOV[BHWD]storezero)$/;
var HOME = / : ([^\s[\]]+?)(?:\+(\d+))?\[(.*)\]$/;
function readFrameDump(text) {
  const events = [];
  const add2 = (event) => {
    if (event !== void 0) events.push(event);
  };
  let liveAtEntry = [];
  let stackPointer = "2";
  let last;
  let atEntry = false;
  for (const line of text.split("\n")) {
    if (line.startsWith("	live=")) {
      const live = namesOf(line.slice("	live=".length));
      if (atEntry) liveAtEntry = live;
      else if (last !== void 0) events.push(callOf(last, live));
      atEntry = false;
      last = void 0;
      continue;
    }
    if (!line.startsWith("(")) continue;
    if (line.endsWith(") function entry")) {
      atEntry = true;
      continue;
    }
    const value = VALUE.exec(line);
    if (value === null) continue;
    last = value;
    const op = value[3];
    if (op === "SP") stackPointer = value[2];
    else if (op === "StoreReg") events.push(spillOf(value));
    else if (ADDRESS.test(op)) add2(accessOf(value, stackPointer, "address"));
    else if (STORE.test(op)) add2(accessOf(value, stackPointer, "store"));
  }
  return { liveAtEntry, events };
}
function namesOf(text) {
  return text.split(/[,\s]+/).filter((name) => name !== "" && !name.includes("="));
}
function lineOf(position) {
  const match = /:(\d+)(?::\d+)?$/.exec(position);
  return match === null ? 0 : Number(match[1]);
}
function callOf(value, live) {
  const target = /\{AuxCall\{([^{}]+)\}\}/.exec(value[4])?.[1];
  return { kind: "call", value: Number(value[2]), op: value[3], target, line: lineOf(value[1]), live };
}
function spillOf(value) {
  const text = value[4].replace(/ \([^()]*\)$/, "");
  const home = text.endsWith("]") ? HOME.exec(text) : null;
  return {
    kind: "store",
    value: Number(value[2]),
    symbol: home?.[1],
    offset: Number(home?.[2] ?? 0),
    type: home?.[3],
    line: lineOf(value[1])
  };
}
function accessOf(value, stackPointer, kind) {
  const rest = value[4];
  const type = kind === "address" ? /^ <\*(.*?)> (?:\{|\[|v\d)/.exec(rest)?.[1] : void 0;
  const head = { kind, value: Number(value[2]), type, line: lineOf(value[1]) };
  const named4 = SYMBOL_SP.exec(rest);
  if (named4 !== null) return named4[3] === stackPointer ? { ...head, symbol: named4[1], offset: Number(named4[2] ?? 0) } : void 0;
  const bare = BARE_SP.exec(rest);
  if (bare === null || bare[2] !== stackPointer) return void 0;
  return { ...head, symbol: void 0, offset: Number(bare[1] ?? 0) };
}

// src/read/compiler/dump-line.ts
var NOWHERE = { file: -1, line: 0, column: 0 };
var NEWLINE = 10;
function lineEnd(text, from) {
  const end = text.indexOf(NEWLINE, from);
  return end < 0 ? text.length : end;
}
function parseHead(text, start2, files) {
  const paren = closeOfPosition(text, start2);
  if (paren < 0) return void 0;
  let at = paren + 3;
  let value = 0;
  for (let c = text[at]; c >= 48 && c <= 57; c = text[++at]) value = value * 10 + (c - 48);
  const valueStart = paren + 2;
  at += 3;
  let opEnd = at;
  for (let c = text[opEnd]; c !== void 0 && c !== 32 && c !== NEWLINE; c = text[++opEnd]) ;
  return { position: parsePosition(text, start2 + 1, paren, files), value, op: text.toString("latin1", at, opEnd), valueStart, opEnd };
}
function closeOfPosition(text, start2) {
  if (text[start2] !== 40) return -1;
  for (let at = start2 + 1; at + 3 < text.length; at++) {
    const c = text[at];
    if (c === NEWLINE) return -1;
    if (c === 41 && text[at + 1] === 32 && text[at + 2] === 118 && text[at + 3] >= 48 && text[at + 3] <= 57) return at;
  }
  return -1;
}
function parsePosition(text, start2, end, files) {
  const last = numberBefore(text, start2, end);
  if (last === void 0) return NOWHERE;
  const before = numberBefore(text, start2, last.start - 1);
  if (before === void 0) return { file: files.intern(text.toString("utf8", start2, last.start - 1)), line: last.value, column: 0 };
  return { file: files.intern(text.toString("utf8", start2, before.start - 1)), line: before.value, column: last.value };
}
function numberBefore(text, start2, end) {
  let at = end;
  while (at > start2 && text[at - 1] >= 48 && text[at - 1] <= 57) at--;
  if (at === end || at <= start2 || text[at - 1] !== 58 || end - at > 9) return void 0;
  let value = 0;
  for (let i = at; i < end; i++) value = value * 10 + (text[i] - 48);
  return { value, start: at };
}
function trailingName(text, from, end) {
  if (text[end - 1] !== 41) return void 0;
  const open = text.lastIndexOf(" (", end);
  if (open < from) return void 0;
  const name = /^([\p{L}_][\p{L}\p{N}_]*)/u.exec(text.toString("utf8", open + 2, end - 1))?.[1];
  return name === void 0 ? void 0 : name;
}

// src/read/compiler/dump-values.ts
function beforeGrowth(text, at, from, end, position, references) {
  const buffers = new Set(
    references.filter((r2) => r2.storage === "frame" && r2.position.line === position.line && r2.position.column === position.column && r2.type !== void 0).map((r2) => r2.symbol)
  );
  if (buffers.size === 0) return {};
  const first2 = / v(\d+)/.exec(text.toString("latin1", from, end))?.[1];
  if (first2 === void 0) return {};
  const work = [Number(first2)];
  const seen = /* @__PURE__ */ new Set();
  let known = true;
  for (let id = work.pop(); id !== void 0 && seen.size < 200; id = work.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const line = definition(text, id, at);
    const op = line === void 0 ? void 0 : /^v\d+ = (\S+) /.exec(line)?.[1];
    if (line === void 0 || op === void 0) known = false;
    else if (op === "Phi" || op === "Copy" || op === "LoadReg" || op === "StoreReg") for (const value of valuesOf(line)) work.push(value);
    else if (/^(?:LEAQ|MOVDaddr|LocalAddr)$/.test(op)) {
      const symbol = /> \{(.*?)\}/.exec(line)?.[1];
      if (symbol !== void 0 && !buffers.has(symbol) && isFrameSymbol(symbol)) return { startsFrom: "array" };
    } else if (op === "SelectN" && / \[0\] v\d+/.test(line)) {
      const call = definition(text, valuesOf(line)[0] ?? -1, at);
      if (call === void 0 || !call.includes("{AuxCall{runtime.growslice")) known = false;
    } else if (!/const$|^Const/.test(op)) known = false;
  }
  return { startsFrom: known ? "nil" : "unknown" };
}
function definition(text, id, near) {
  const needle = `) v${id} = `;
  let mark = text.lastIndexOf(needle, near, "latin1");
  if (mark < 0) mark = text.indexOf(needle, near, "latin1");
  return mark < 0 ? void 0 : text.toString("utf8", mark + 2, lineEnd(text, mark));
}
function valuesOf(line) {
  const body = line.replace(/^v\d+ = \S+ <.*?> ?/, "").replace(/ : .*$/, "").replace(/ \(.*\)$/, "");
  return [...body.matchAll(/\bv(\d+)\b/g)].map((m) => Number(m[1]));
}
function comparison(text, at) {
  const close = closeOfPosition(text, at);
  if (close < 0) return {};
  const needle = text.subarray(at, close + 2);
  for (let found2 = text.indexOf(needle); found2 >= 0; found2 = text.indexOf(needle, found2 + 1)) {
    const match = /^v\d+ = CMP[A-Z]*const <flags> \[(\d+)\]/.exec(
      text.toString("latin1", found2 + needle.length, Math.min(text.length, found2 + needle.length + 80))
    );
    if (match !== null && Number(match[1]) > 0) return { comparedWith: Number(match[1]) };
  }
  return {};
}
function argumentsOf(text, entry, at, from, end) {
  const rest = text.toString("latin1", from, end);
  const colon = rest.indexOf(" : ");
  const ids = [...(colon < 0 ? rest : rest.slice(0, colon)).matchAll(/ v(\d+)/g)].map((m) => Number(m[1]));
  ids.pop();
  const found2 = {};
  for (const [name, index] of [
    ["type", entry.typeArgument],
    ["size", entry.sizeArgument],
    ["length", entry.lengthArgument],
    ["capacity", entry.capacityArgument],
    ["hint", entry.hintArgument],
    ["buffer", entry.bufferArgument]
  ]) {
    const id = index === void 0 ? void 0 : ids[index];
    if (id !== void 0) found2[name] = resolveOperand(text, id, at);
  }
  return found2;
}
function resolveOperand(text, id, near) {
  for (let hops = 0; hops < 8; hops++) {
    const line = definition(text, id, near);
    if (line === void 0) break;
    const match = /^v\d+ = (\S+) (?:<.*?> ?)?/.exec(line);
    if (match === null) break;
    const op = match[1];
    if (/^(?:MOV[A-Z]*const|Const\w*)$/.test(op)) {
      const constant2 = / \[(-?\d+)\]/.exec(line);
      if (constant2 !== null) return { kind: "constant", value: Number(constant2[1]) };
    }
    if (/^(?:LEAQ|LEAL|MOVDaddr|LocalAddr|Addr)$/.test(op)) {
      const address2 = /> \{(.*?)\}(?: \[-?\d+\])? v(\d+)/.exec(line);
      if (address2 !== null) {
        const name = address2[1];
        if (!isFrameSymbol(name)) return { kind: "symbol", name };
        const type = /^v\d+ = \S+ <\*(.*)> \{/.exec(line);
        return { kind: "frame", name, ...type === null ? {} : { type: type[1] } };
      }
    }
    const through = /^(?:Copy|LoadReg|StoreReg)$/.test(op) ? /> v(\d+)/.exec(line) : null;
    if (through === null) return { kind: "value", op };
    id = Number(through[1]);
  }
  return { kind: "value", op: "" };
}
function isFrameSymbol(name) {
  return name.startsWith(".autotmp_") || !/[.:·]/.test(name);
}
function resultName(text, id, from) {
  let at = from;
  for (let lines = 0; lines < 8 && at < text.length; lines++) {
    const end = lineEnd(text, at + 1);
    const line = text.toString("latin1", at + 1, end);
    if (line.includes(` = SelectN <`) && line.includes(` [0] v${id} `)) return trailingName(text, at + 1, end);
    if (line.startsWith("end")) return void 0;
    at = end;
  }
  return void 0;
}

// src/read/compiler/block-graph.ts
function parseBlockHeaders(bytes2, starts) {
  const idToIndex = /* @__PURE__ */ new Map();
  const succIds = [];
  for (let index = 0; index < starts.length; index++) {
    let at = starts[index] + 3;
    let id = 0;
    for (let c = bytes2[at]; c >= 48 && c <= 57; c = bytes2[++at]) id = id * 10 + (c - 48);
    idToIndex.set(id, index);
    const ids = [];
    const marker = findSucc(bytes2, at);
    if (marker >= 0) {
      let value = -1;
      for (at = marker; ; at++) {
        const c = bytes2[at];
        if (c !== void 0 && c >= 48 && c <= 57) value = (value < 0 ? 0 : value) * 10 + (c - 48);
        else {
          if (value >= 0) ids.push(value);
          value = -1;
          if (c !== 44) break;
        }
      }
    }
    succIds.push(ids);
  }
  const successors = succIds.map((ids) => ids.map((id) => idToIndex.get(id) ?? -1).filter((i) => i >= 0));
  return { count: starts.length, successors };
}
function findSucc(bytes2, at) {
  for (; at + 5 <= bytes2.length; at++) {
    const c = bytes2[at];
    if (c === 10) return -1;
    if (c === 115 && bytes2[at + 1] === 117 && bytes2[at + 2] === 99 && bytes2[at + 3] === 99 && bytes2[at + 4] === 61) return at + 5;
  }
  return -1;
}
function loopDepths(graph) {
  const depth = new Int32Array(graph.count);
  if (graph.count === 0) return depth;
  const { order, number: number2 } = reversePostorder(graph);
  const preds = Array.from({ length: graph.count }, () => []);
  for (let b = 0; b < graph.count; b++) for (const s of graph.successors[b]) preds[s].push(b);
  const idom = immediateDominators(order, number2, preds);
  const bodies = /* @__PURE__ */ new Map();
  for (const b of order) {
    for (const header of graph.successors[b]) {
      if (!dominates(idom, number2, header, b)) continue;
      const body = bodies.get(header) ?? /* @__PURE__ */ new Set([header]);
      bodies.set(header, body);
      const work = [b];
      for (let x = work.pop(); x !== void 0; x = work.pop()) {
        if (body.has(x)) continue;
        body.add(x);
        for (const p of preds[x]) if (number2[p] >= 0) work.push(p);
      }
    }
  }
  for (const body of bodies.values()) for (const b of body) depth[b] = depth[b] + 1;
  return depth;
}
function panicOnlyBlocks(graph, panics) {
  const preds = Array.from({ length: graph.count }, () => []);
  const returning = [];
  const panicking = [];
  for (let b = 0; b < graph.count; b++) {
    for (const s of graph.successors[b]) preds[s].push(b);
    if (graph.successors[b].length === 0) (panics(b) ? panicking : returning).push(b);
  }
  const reaches = (seeds) => {
    const seen = new Uint8Array(graph.count);
    const work = [...seeds];
    for (let b = work.pop(); b !== void 0; b = work.pop()) {
      if (seen[b]) continue;
      seen[b] = 1;
      for (const p of preds[b]) work.push(p);
    }
    return seen;
  };
  const canReturn = reaches(returning);
  const canPanic = reaches(panicking);
  const only = new Uint8Array(graph.count);
  for (let b = 0; b < graph.count; b++) only[b] = canPanic[b] && !canReturn[b] ? 1 : 0;
  return only;
}
function reversePostorder(graph) {
  const seen = new Uint8Array(graph.count);
  const post = [];
  const stack = [0];
  const next = new Int32Array(graph.count);
  seen[0] = 1;
  while (stack.length > 0) {
    const b = stack[stack.length - 1];
    const succ = graph.successors[b];
    if (next[b] < succ.length) {
      const s = succ[next[b]];
      next[b] = next[b] + 1;
      if (!seen[s]) {
        seen[s] = 1;
        stack.push(s);
      }
    } else {
      post.push(b);
      stack.pop();
    }
  }
  const order = post.reverse();
  const number2 = new Int32Array(graph.count).fill(-1);
  order.forEach((b, i) => number2[b] = i);
  return { order, number: number2 };
}
function immediateDominators(order, number2, preds) {
  const idom = new Int32Array(number2.length).fill(-1);
  const entry = order[0];
  idom[entry] = entry;
  for (let changed2 = true; changed2; ) {
    changed2 = false;
    for (const b of order) {
      if (b === entry) continue;
      let best2 = -1;
      for (const p of preds[b]) {
        if (idom[p] === -1) continue;
        best2 = best2 === -1 ? p : intersect(idom, number2, p, best2);
      }
      if (best2 !== -1 && idom[b] !== best2) {
        idom[b] = best2;
        changed2 = true;
      }
    }
  }
  return idom;
}
function intersect(idom, number2, a2, b) {
  while (a2 !== b) {
    while (number2[a2] > number2[b]) a2 = idom[a2];
    while (number2[b] > number2[a2]) b = idom[b];
  }
  return a2;
}
function dominates(idom, number2, a2, b) {
  if (number2[a2] < 0 || number2[b] < 0) return false;
  while (number2[b] > number2[a2]) b = idom[b];
  return a2 === b;
}

// src/read/compiler/function-dump.ts
var OPEN = 123;
var MAY_ALLOCATE = new Set(["ru", "re", "in", "ma", "ti"].map((s) => s.charCodeAt(0) | s.charCodeAt(1) << 8));
var PANICS = /AuxCall\{runtime\.(?:gopanic|goPanic\w*|panic\w*|throw|fatal\w*|unreachable\w*)\}|(?:Lowered)?Panic(?:Bounds|Extend)/;
function readFunctionDump(bytes2, start2, end, blockStarts, files, findEntry) {
  const text = bytes2.subarray(start2, end);
  const nameEnd = lineEnd(text, 0);
  const name = text.toString("utf8", "liveness: ".length, nameEnd);
  const position = entryPosition(text, blockStarts[0] === void 0 ? nameEnd : blockStarts[0] - start2, files);
  const calls = [];
  const references = [];
  const statements = [];
  for (let at = text.indexOf(OPEN, nameEnd); at >= 0; at = text.indexOf(OPEN, at + 1)) {
    const next = text[at + 1];
    if (next === 46 && text[at + 2] === 97) {
      const reference = readReference(text, at, "frame", files);
      if (reference !== void 0) references.push(reference);
    } else if (text[at - 1] === 108 && text[at - 2] === 108 && MAY_ALLOCATE.has(next | text[at + 2] << 8)) {
      const close = text.indexOf(125, at);
      if (close < 0) break;
      const symbol = text.toString("latin1", at + 1, close);
      const entry = findEntry(symbol);
      const line = text.lastIndexOf(NEWLINE, at) + 1;
      if (entry !== void 0) calls.push({ at: line, brace: close, entry });
      else if (symbol === "runtime.newproc" || symbol === "runtime.deferproc") {
        const head = parseHead(text, line, files);
        if (head !== void 0) statements.push({ position: head.position, kind: symbol === "runtime.newproc" ? "go" : "defer" });
      }
    } else if (text[at - 1] === 32 && text[at - 2] === 62 && isStatic(text, at)) {
      const reference = readReference(text, at, "static", files);
      if (reference !== void 0) references.push(reference);
    }
  }
  return {
    name,
    position,
    calls: calls.length === 0 ? [] : readCalls(text, calls, blockStarts, start2, files, references),
    references,
    statements,
    bytes: end - start2
  };
}
function isStatic(text, open) {
  const close = text.indexOf(125, open);
  if (close < 0 || close - open > 4096) return false;
  if (text[close - 1] === 102 && text[close - 2] === 183) return true;
  const symbol = text.toString("latin1", open + 1, close);
  return symbol.includes("..stmp_") || symbol === "runtime.zerobase" || symbol === "runtime.staticuint64s" || symbol.startsWith("runtime.staticuint64s");
}
function readReference(text, open, storage, files) {
  const start2 = text.lastIndexOf(NEWLINE, open) + 1;
  const head = parseHead(text, start2, files);
  if (head === void 0 || head.position.line === 0) return void 0;
  const close = text.indexOf(125, open);
  if (close < 0) return void 0;
  const symbol = text.toString("utf8", open + 1, close);
  const typeStart = text.indexOf(60, head.opEnd);
  let type;
  if (/^(?:LEAQ|MOVDaddr|LocalAddr|LEAL|ADDI)/.test(head.op) && typeStart >= 0 && typeStart < open && text[typeStart + 1] === 42) {
    type = text.toString("utf8", typeStart + 2, open - 2);
  }
  const variable = trailingName(text, close, lineEnd(text, close));
  return {
    position: head.position,
    storage,
    symbol,
    value: head.value,
    op: head.op,
    ...type === void 0 ? {} : { type },
    ...variable === void 0 ? {} : { variable }
  };
}
function entryPosition(text, from, files) {
  const mark = text.indexOf(") function entry", from);
  if (mark < 0) return NOWHERE;
  return parsePosition(text, text.lastIndexOf(NEWLINE, mark) + 2, mark, files);
}
function readCalls(text, found2, blockStarts, base, files, references) {
  const starts = blockStarts.map((s) => s - base);
  const graph = parseBlockHeaders(text, starts);
  const depths = loopDepths(graph);
  const panicOnly = panicOnlyBlocks(graph, (b) => exitPanics(text, starts, b, graph));
  const calls = [];
  let block = 0;
  for (const { at, brace, entry } of found2) {
    const head = parseHead(text, at, files);
    if (head === void 0) continue;
    while (block + 1 < starts.length && starts[block + 1] <= at) block++;
    const end = lineEnd(text, brace);
    const variable = resultName(text, head.value, end);
    calls.push({
      position: head.position,
      entry: entry.name,
      value: head.value,
      op: head.op,
      ...argumentsOf(text, entry, at, brace + 1, end),
      ...entry.family === "slice" ? comparison(text, at) : {},
      ...entry.family === "grow" ? beforeGrowth(text, at, brace + 1, end, head.position, references) : {},
      loopDepth: depths[block] ?? 0,
      panicPath: panicOnly[block] === 1,
      text: text.toString("utf8", head.valueStart, end),
      ...variable === void 0 ? {} : { variable }
    });
  }
  return calls;
}
function exitPanics(text, starts, block, graph) {
  const end = block + 1 < graph.count ? starts[block + 1] : text.length;
  const body = text.toString("latin1", starts[block], end);
  return PANICS.test(body) && !body.includes(" = MakeResult ");
}

// src/read/compiler/compiler-text.ts
var MAX_DUMP = 256 * 1024 * 1024;
var NEWLINE2 = 10;
var LIVENESS = Buffer.from("liveness: ");
var CompilerText = class {
  packages = /* @__PURE__ */ new Map();
  /** Lines before the first header: the go command's own messages. */
  preamble = [];
  files = [];
  /** Bytes read so far. */
  bytes = 0;
  lines = 0;
  /** True when the text ended inside a function dump or without its last newline. */
  truncated = false;
  makeSink;
  findEntry;
  fileIds = /* @__PURE__ */ new Map();
  fileTable;
  options;
  current;
  skipping = false;
  buffer = Buffer.allocUnsafe(1 << 20);
  start = 0;
  end = 0;
  scan = 0;
  inDump = false;
  blocks = [];
  /**
   * @param findEntry the allocation entry of a runtime symbol, if it is one
   */
  constructor(makeSink, findEntry, options = {}) {
    this.makeSink = makeSink;
    this.options = options;
    const known = /* @__PURE__ */ new Map();
    this.findEntry = (symbol) => {
      if (!known.has(symbol)) known.set(symbol, findEntry(symbol));
      return known.get(symbol);
    };
    this.fileTable = {
      intern: (name) => {
        let id = this.fileIds.get(name);
        if (id === void 0) {
          id = this.files.push(name) - 1;
          this.fileIds.set(name, id);
        }
        return id;
      },
      name: (id) => this.files[id] ?? ""
    };
  }
  /** Takes the next bytes of the text. */
  push(chunk) {
    this.bytes += chunk.length;
    this.makeRoom(chunk.length);
    this.buffer.set(chunk, this.end);
    this.end += chunk.length;
    this.scanLines();
  }
  /** Ends the text; a last line without newline is taken as it is and remembered as `truncated`. */
  finish() {
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
  endsWithBlockEnd() {
    const tail = this.buffer.toString("latin1", Math.max(0, this.end - 5), this.end);
    return tail.endsWith("\n\n") || tail.trimEnd().endsWith("end");
  }
  makeRoom(size) {
    if (this.end + size <= this.buffer.length) return;
    const used = this.end - this.start;
    if (used + size > MAX_DUMP) throw new FormatError("compiler output", `a function dump or line of at most ${MAX_DUMP} bytes`, this.lines + 1, "line");
    const target = used + size > this.buffer.length / 2 ? Buffer.allocUnsafe(Math.max(this.buffer.length * 2, (used + size) * 2)) : this.buffer;
    this.buffer.copy(target, 0, this.start, this.end);
    const moved = this.start;
    this.buffer = target;
    this.blocks = this.blocks.map((b) => b - moved);
    this.start = 0;
    this.end -= moved;
    this.scan -= moved;
  }
  scanLines() {
    const view = this.buffer.subarray(0, this.end);
    for (; ; ) {
      const newline = view.indexOf(NEWLINE2, this.scan);
      if (newline < 0) return;
      this.handleLine(this.scan, newline);
      this.scan = newline + 1;
      if (!this.inDump) this.start = this.scan;
    }
  }
  handleLine(from, to) {
    this.lines++;
    const bytes2 = this.buffer;
    const first2 = from === to ? -1 : bytes2[from];
    if (this.inDump) {
      if (first2 === 40 || first2 === 9 || first2 === -1) return;
      if (first2 === 98 && bytes2[from + 1] === 98 && bytes2[from + 2] === 35) {
        this.blocks.push(from);
        return;
      }
      if (first2 === 101 && to - from === 3 && bytes2[from + 1] === 110 && bytes2[from + 2] === 100) return;
      this.closeDump(from);
    }
    if (first2 === 35 && bytes2[from + 1] === 32) {
      this.openPackage(bytes2.toString("utf8", from + 2, to));
    } else if (first2 === 108 && bytes2.compare(LIVENESS, 0, LIVENESS.length, from, Math.min(to, from + LIVENESS.length)) === 0) {
      this.inDump = true;
      this.start = from;
      this.blocks = [];
    } else if (first2 !== -1) {
      this.reportLine(from, to);
    }
  }
  openPackage(header) {
    this.skipping = this.options.skip?.(header) === true;
    if (this.skipping) {
      this.current = void 0;
      return;
    }
    let known = this.packages.get(header);
    if (known === void 0) {
      known = { header, report: this.makeSink(header), functions: [], liveLines: 0 };
      this.packages.set(header, known);
    }
    this.current = known;
  }
  reportLine(from, to) {
    if (this.current === void 0) {
      if (this.skipping) return;
      if (this.preamble.length < 1e3) this.preamble.push(this.buffer.toString("utf8", from, Math.min(to, from + 1e4)));
      return;
    }
    if (isLiveSummary(this.buffer, from, to)) this.current.liveLines++;
    else this.current.report.line(this.buffer, from, to);
  }
  closeDump(at) {
    this.inDump = false;
    const owner2 = this.current;
    if (owner2 !== void 0) {
      this.options.onDump?.(owner2.header, this.buffer.subarray(this.start, at));
      const dump = readFunctionDump(this.buffer, this.start, at, this.blocks, this.fileTable, this.findEntry);
      const framed = this.options.allFrames === true || dump.references.some((reference) => reference.storage === "frame");
      owner2.functions.push(framed ? { ...dump, frame: readFrameDump(this.buffer.toString("utf8", this.start, at)) } : dump);
    }
    this.start = at;
  }
};
function isLiveSummary(bytes2, from, to) {
  for (let at = from; at + 8 < to; at++) {
    if (bytes2[at] !== 58 || bytes2[at + 1] !== 32) continue;
    const before = bytes2[at - 1];
    if (before < 48 || before > 57) continue;
    const c = bytes2[at + 2];
    if (c === 108) return bytes2.toString("latin1", at + 2, at + 10) === "live at ";
    if (c === 115) return bytes2.toString("latin1", at + 2, at + 15) === "stack object ";
    return false;
  }
  return false;
}

// src/read/compiler/report-diagnostics.ts
var decoder = new TextDecoder();
var LOOK = 400;
var POSITIONED = [
  /^(warning|error|note|fatal error|internal compiler error)\b/,
  /^(cannot use|cannot convert|cannot assign|cannot call|cannot infer|cannot range over|cannot refer to|undefined|undeclared|declared and not used|missing return|missing function body|invalid |syntax error|too many |not enough |assignment mismatch|duplicate |unreachable |label |import cycle|could not import|func .* redeclared|method |type |note: |implicit |first argument|non-|misplaced |go:(embed|linkname|build)|\/\/go:|stack frame too large|too many errors|constant .* overflows|use of |unknown |unexpected |expected |embedded |must |no new variables|self-referential|initialization cycle|inconsistent |impossible |division by zero|array index|mixture|unusable|missing |branch|goto |break|continue|defer |select |in (function|call)|relocation target )/,
  / (imported and not used|redeclared in this block|is not a type|is not used|not allowed in runtime|out of range|does not (implement|satisfy)|not exported by package|not declared|overflows|undefined|requires go1\.\d+|\(prohibited\)|used as value|not an expression)\b/,
  /^".*" imported (and not used|as )/
];
var BARE = [
  /^(note: |too many errors|FAIL|go: |go build|link: |panic: |fatal error: |runtime: |goroutine \d|exit status|signal: |pattern |package |vet: |cgo: |\t|\/usr\/|collect2|ld: |gcc: |clang: |cc1: |In file included from|In function|WARN|\*\*\*|<autogenerated>: error|<unknown line number>: internal compiler error|Please file a bug report|\[build )/,
  /(linker|relocation target|undefined reference|duplicate symbol|: In function|command not found|no such file|cannot find (package|module)|is not in (std|GOROOT)|build constraints exclude|: internal compiler error|redeclared in this block)/,
  /^\s+(\d+ )?\|/,
  /^# \[/
];
function diagnosticShape(bytes2, start2, end, message, positioned, open) {
  if (start2 === end) return true;
  if (!positioned && open && (bytes2[start2] === 9 || bytes2[start2] === 32)) return true;
  const from = positioned ? message : start2;
  const text = decoder.decode(bytes2.subarray(from, Math.min(end, from + LOOK)));
  return (positioned ? POSITIONED : BARE).some((pattern) => pattern.test(text));
}

// src/read/compiler/report-index.ts
var PositionIndex = class {
  #rows;
  #texts;
  #heads;
  #next;
  constructor(rows, texts) {
    const count2 = rows.line.length;
    let size = 16;
    while (size < count2 * 2) size *= 2;
    this.#rows = rows;
    this.#texts = texts;
    this.#heads = new Int32Array(size).fill(-1);
    this.#next = new Int32Array(count2).fill(-1);
    for (let row = count2 - 1; row >= 0; row--) {
      const slot = this.#slot(rows.file.at(row), rows.line.at(row), rows.column.at(row), texts?.at(row) ?? 0);
      this.#next[row] = this.#heads[slot];
      this.#heads[slot] = row;
    }
  }
  /** The first row at this position (and with this text, when the index has texts), or -1. */
  first(file, line, column, text = 0) {
    return this.#heads[this.#slot(file, line, column, text)];
  }
  /** The next row at the same position, or -1. */
  next(row) {
    return this.#next[row];
  }
  /** The rows at this position, in report order, at most `limit` of them. */
  at(file, line, column, limit = Infinity) {
    const found2 = [];
    for (let row = this.first(file, line, column); row >= 0 && found2.length < limit; row = this.next(row)) found2.push(row);
    return found2;
  }
  #slot(file, line, column, text) {
    const { file: files, line: lines, column: columns } = this.#rows;
    const mask = this.#heads.length - 1;
    let hash = Math.imul(line, 2654435761) ^ Math.imul(column, 2246822507) ^ Math.imul(file + 1, 3266489909) ^ Math.imul(text, 668265263);
    hash ^= hash >>> 15;
    let slot = hash & mask;
    for (; ; ) {
      const head = this.#heads[slot];
      if (head < 0) return slot;
      const here = lines.at(head) === line && columns.at(head) === column && files.at(head) === file;
      if (here && (this.#texts === void 0 || this.#texts.at(head) === text)) return slot;
      slot = slot + 1 & mask;
    }
  }
};

// src/read/compiler/report-prefix.ts
var MAX_NUMBER = 2147483647;
var COLON = 58;
var SPACE = 32;
var UNKNOWN = new TextEncoder().encode("<unknown line number>:");
var PrefixReader = class {
  #files;
  #last = new Uint8Array(0);
  #lastLength = -1;
  #lastFile = -1;
  /** Results of the last `read`: file id (-1 when the line has no position), line, column (0 when absent), first byte of the message. */
  file = -1;
  line = 0;
  column = 0;
  message = 0;
  constructor(files) {
    this.#files = files;
  }
  /** Reads the prefix of `bytes[start, end)`; false when the line has none (then the message is the whole line). */
  read(bytes2, start2, end) {
    const length = this.#lastLength;
    if (length > 0 && end - start2 > length + 2 && bytes2[start2 + length] === COLON) {
      const last = this.#last;
      let i = length - 1;
      while (i >= 0 && last[i] === bytes2[start2 + i]) i--;
      if (i < 0 && this.#numbers(bytes2, start2 + length, end)) {
        this.file = this.#lastFile;
        return true;
      }
    }
    for (let i = start2; i < end; i++) {
      if (bytes2[i] !== COLON || i === start2 || !this.#numbers(bytes2, i, end)) continue;
      this.file = this.#files.intern(bytes2, start2, i);
      this.#remember(bytes2, start2, i);
      return true;
    }
    this.file = -1;
    this.line = 0;
    this.column = 0;
    this.message = start2;
    if (matches(bytes2, start2, end, UNKNOWN)) {
      const at = start2 + UNKNOWN.length;
      this.message = bytes2[at] === SPACE ? at + 1 : at;
    }
    return false;
  }
  /** `:line[:col][[orig…]]:` at `at`, followed by a blank or the end. */
  #numbers(bytes2, at, end) {
    let i = at + 1;
    let line = 0;
    let digit = i < end ? bytes2[i] - 48 : -1;
    if (digit < 0 || digit > 9) return false;
    while (digit >= 0 && digit <= 9) {
      line = line * 10 + digit;
      digit = ++i < end ? bytes2[i] - 48 : -1;
    }
    let column = 0;
    if (i + 1 < end && bytes2[i] === COLON) {
      let j = i + 1;
      digit = bytes2[j] - 48;
      if (digit >= 0 && digit <= 9) {
        while (digit >= 0 && digit <= 9) {
          column = column * 10 + digit;
          digit = ++j < end ? bytes2[j] - 48 : -1;
        }
        i = j;
      }
    }
    if (i < end && bytes2[i] === 91) {
      const limit = Math.min(end, i + 4096);
      while (i < limit && bytes2[i] !== 93) i++;
      if (i >= limit) return false;
      i++;
    }
    if (i >= end || bytes2[i] !== COLON) return false;
    i++;
    if (i < end && bytes2[i] !== SPACE) return false;
    this.line = line > MAX_NUMBER ? MAX_NUMBER : line;
    this.column = column > MAX_NUMBER ? MAX_NUMBER : column;
    this.message = i < end ? i + 1 : i;
    return true;
  }
  #remember(bytes2, start2, end) {
    const length = end - start2;
    if (this.#last.length < length) this.#last = new Uint8Array(length * 2);
    this.#last.set(bytes2.subarray(start2, end));
    this.#lastLength = length;
    this.#lastFile = this.file;
  }
};
function matches(bytes2, start2, end, word2) {
  if (end - start2 < word2.length) return false;
  for (let i = 0; i < word2.length; i++) if (bytes2[start2 + i] !== word2[i]) return false;
  return true;
}
function endsWith(bytes2, start2, end, word2) {
  const from = end - word2.length;
  if (from < start2) return false;
  for (let i = word2.length - 1; i >= 0; i--) if (bytes2[from + i] !== word2[i]) return false;
  return true;
}
function find(bytes2, start2, end, word2) {
  const first2 = word2[0];
  const last = end - word2.length;
  for (let i = start2; i <= last; i++) {
    if (bytes2[i] !== first2) continue;
    let j = 1;
    while (j < word2.length && bytes2[i + j] === word2[j]) j++;
    if (j === word2.length) return i;
  }
  return -1;
}
function findLast(bytes2, start2, end, word2) {
  const first2 = word2[0];
  for (let i = end - word2.length; i >= start2; i--) {
    if (bytes2[i] !== first2) continue;
    let j = 1;
    while (j < word2.length && bytes2[i + j] === word2[j]) j++;
    if (j === word2.length) return i;
  }
  return -1;
}

// src/read/compiler/report-shapes.ts
var encode = (text) => new TextEncoder().encode(text);
var SHAPE = {
  unknown: 0,
  /** `  flow: …`, `    from …`, `  warning: truncated …` */
  flow: 1,
  escapes: 2,
  stays: 3,
  moved: 4,
  zeroCopy: 5,
  escapeBlock: 6,
  leakBlock: 7,
  leakingParam: 8,
  leakingContent: 9,
  mutatesParam: 10,
  callsParam: 11,
  quietParam: 12,
  canInline: 13,
  cannotInline: 14,
  inliningCall: 15,
  capture: 16,
  devirtualizing: 17,
  partlyDevirtualizing: 18,
  cannotDevirtualize: 19,
  pgoDevirtualizing: 20,
  noPgoDevirtualize: 21,
  keptAlive: 22,
  selfAssignment: 23,
  assumingUintptr: 24,
  escapingUintptr: 25,
  bigFunction: 26,
  recursiveInline: 27,
  skipLoopInline: 28,
  /** Rows 18 and 22 and further -d output: recognised, counted, kept as a note. */
  note: 29,
  notAllowed: 30
};
var PREFIXES = [
  ["can inline ", SHAPE.canInline],
  ["cannot inline ", SHAPE.cannotInline],
  ["inlining call to ", SHAPE.inliningCall],
  ["leaking param: ", SHAPE.leakingParam],
  ["leaking param content: ", SHAPE.leakingContent],
  ["mutates param: ", SHAPE.mutatesParam],
  ["calls param: ", SHAPE.callsParam],
  ["moved to heap: ", SHAPE.moved],
  ["devirtualizing ", SHAPE.devirtualizing],
  ["partially devirtualizing ", SHAPE.partlyDevirtualizing],
  ["cannot devirtualize ", SHAPE.cannotDevirtualize],
  ["PGO devirtualizing ", SHAPE.pgoDevirtualizing],
  ["should not PGO devirtualize ", SHAPE.noPgoDevirtualize],
  ["assuming ", SHAPE.assumingUintptr],
  ["marking ", SHAPE.escapingUintptr],
  ["skip inlining within testing.B.loop for ", SHAPE.skipLoopInline],
  ["zero-copy string->[]byte conversion", SHAPE.zeroCopy],
  // bloop/bloop.go, 1.26+
  ["expr is unknown to bloop pass", SHAPE.keptAlive],
  ["unrecognized shape for assign list stmt", SHAPE.keptAlive],
  // Last, so that they only take what nothing above does: -d=ssa/check_bce, -d=nil, -d=loopvar=2, -d=closure, -d=append, -d=slice, -d=defer, -d=wb, -d=typeassert, -d=ssa/prove/debug …
  ["index bounds check elided", SHAPE.note],
  ["Found Is", SHAPE.note],
  ["removed nil check", SHAPE.note],
  ["generated nil check", SHAPE.note],
  ["loop variable ", SHAPE.note],
  ["range loop ending at ", SHAPE.note],
  ["3-clause for loop ending at ", SHAPE.note],
  ["for loop ending at ", SHAPE.note],
  ["closure converted to global", SHAPE.note],
  ["stack closure, captured vars", SHAPE.note],
  ["heap closure, captured vars", SHAPE.note],
  ["alias analysis: ", SHAPE.note],
  ["append: len-only update", SHAPE.note],
  ["slice: omit slice operation", SHAPE.note],
  ["stack-allocated defer", SHAPE.note],
  ["heap-allocated defer", SHAPE.note],
  ["open-coded defer", SHAPE.note],
  ["write barrier", SHAPE.note],
  ["type assertion ", SHAPE.note],
  ["intrinsic substitution for ", SHAPE.note],
  ["convert: ", SHAPE.note],
  ["rewriting OCONVIFACE value ", SHAPE.note],
  ["skipping static copy of ", SHAPE.note],
  ["imprecise interface call", SHAPE.note],
  ["failed to devirtualize ", SHAPE.note],
  ["tail call emitted for the method ", SHAPE.note],
  ["reshaping ", SHAPE.note],
  ["Proved ", SHAPE.note],
  ["Disproved ", SHAPE.note],
  ["Induction variable", SHAPE.note],
  ["Inverted loop iteration", SHAPE.note],
  ["Branch prediction rule ", SHAPE.note],
  ["BP: Block ", SHAPE.note],
  ["Redirect ", SHAPE.note],
  ["Rewrote ", SHAPE.note],
  ["Rewriting ", SHAPE.note],
  ["Rewire ", SHAPE.note],
  ["Skipping rewrite for ", SHAPE.note],
  ["Phase SCCP for ", SHAPE.note],
  ["converted OpPhi ", SHAPE.note],
  ["de-virtualizing call", SHAPE.note],
  ["eliminated phi", SHAPE.note],
  ["load spill for ", SHAPE.note],
  ["split critical edge", SHAPE.note],
  ["combine(", SHAPE.note],
  ["parent=", SHAPE.note],
  ["new limit ", SHAPE.note],
  ["unsat ", SHAPE.note],
  ["known value of ", SHAPE.note],
  ["known bits state ", SHAPE.note],
  ["stack object ", SHAPE.note],
  ["live at ", SHAPE.note]
];
var byFirst = (() => {
  const table2 = [];
  for (const [text, shape] of PREFIXES) {
    const word2 = encode(text);
    (table2[word2[0]] ??= []).push({ word: word2, shape });
  }
  return table2;
})();
var FLOW_WORDS = [encode("  flow: "), encode("    from "), encode("  warning: truncated explanation")];
var PARAMETER = encode("parameter ");
var LEAKS_TO = encode(" leaks to ");
var WITH_DEREFS = encode(" with derefs=");
var FUNCTION = encode("function ");
var BIG = encode(" considered 'big'; reducing max cost of inlinees");
var RECURSIVE = encode(": repeated recursive cycle");
var ESCAPES = encode(" escapes to heap");
var ESCAPES_OLD = encode(" escapes to heap:");
var ESCAPES_IN = encode(" escapes to heap in ");
var STAYS = encode(" does not escape");
var QUIET = encode(" does not escape, mutate, or call");
var KEPT = encode(" will be kept alive");
var CAPTURING = encode(" capturing by ");
var SELF = encode(" ignoring self-assignment in ");
var NOT_ALLOWED = encode(" escapes to heap, not allowed in runtime");
function shapeOf(bytes2, start2, end) {
  if (bytes2[start2] === 32) {
    for (const word2 of FLOW_WORDS) if (matches(bytes2, start2, end, word2)) return SHAPE.flow;
    return SHAPE.unknown;
  }
  const rules = byFirst[bytes2[start2] ?? 0];
  if (rules !== void 0) {
    for (const { word: word2, shape } of rules) {
      if (!matches(bytes2, start2, end, word2)) continue;
      return shape === SHAPE.cannotInline && endsWith(bytes2, start2, end, RECURSIVE) ? SHAPE.recursiveInline : shape;
    }
  }
  return shapeByEnd(bytes2, start2, end);
}
function shapeByEnd(bytes2, start2, end) {
  switch (bytes2[end - 1]) {
    case 112:
      if (endsWith(bytes2, start2, end, ESCAPES)) return SHAPE.escapes;
      break;
    case 101:
      if (endsWith(bytes2, start2, end, STAYS)) return SHAPE.stays;
      if (endsWith(bytes2, start2, end, KEPT)) return SHAPE.keptAlive;
      if (endsWith(bytes2, start2, end, NOT_ALLOWED)) return SHAPE.notAllowed;
      break;
    case 58:
      if (matches(bytes2, start2, end, PARAMETER) && findLast(bytes2, start2, end, LEAKS_TO) > 0 && findLast(bytes2, start2, end, WITH_DEREFS) > 0) {
        return SHAPE.leakBlock;
      }
      if (endsWith(bytes2, start2, end, ESCAPES_OLD) || findLast(bytes2, start2, end, ESCAPES_IN) > start2) return SHAPE.escapeBlock;
      break;
    case 41:
      if (findLast(bytes2, start2, end, CAPTURING) > start2) return SHAPE.capture;
      break;
    case 108:
      if (endsWith(bytes2, start2, end, QUIET)) return SHAPE.quietParam;
      break;
    case 115:
      if (matches(bytes2, start2, end, FUNCTION) && endsWith(bytes2, start2, end, BIG)) return SHAPE.bigFunction;
      break;
  }
  return findLast(bytes2, start2, end, SELF) > start2 ? SHAPE.selfAssignment : SHAPE.unknown;
}

// src/base/columns.ts
var Int32Column = class {
  length = 0;
  data;
  constructor(capacity = 1024) {
    this.data = new Int32Array(capacity);
  }
  /** Appends one value and returns its index. */
  push(value) {
    if (this.length === this.data.length) {
      const grown2 = new Int32Array(this.data.length * 2);
      grown2.set(this.data);
      this.data = grown2;
    }
    this.data[this.length] = value;
    return this.length++;
  }
  /** The value at `index`; the caller keeps it below `length`. */
  at(index) {
    return this.data[index];
  }
  /** A copy of exactly the used part. */
  toArray() {
    return this.data.slice(0, this.length);
  }
};

// src/read/compiler/report-tables.ts
var SMALL = 64;
var PositionTable = class {
  file = new Int32Column(SMALL);
  line = new Int32Column(SMALL);
  column = new Int32Column(SMALL);
  /** 1-based number of the line among the lines of this package's report. */
  reportLine = new Int32Column(SMALL);
  /** How many rows there are. */
  get length() {
    return this.line.length;
  }
  /** Appends the position of a new row and returns the row. */
  place(file, line, column, reportLine) {
    this.file.push(file);
    this.line.push(line);
    this.column.push(column);
    return this.reportLine.push(reportLine);
  }
};
var VERDICT = { escapes: 0, stays: 1, moved: 2, zeroCopy: 3 };
var ROLE = { allocation: 0, parameter: 1, ambiguous: 2 };
var EntryTable = class extends PositionTable {
  verdict = new Int32Column(SMALL);
  /** Expression or variable. */
  text = new Int32Column(SMALL);
  /** First of its flow blocks, -1 when there is none; set by finish(). */
  block = new Int32Column(SMALL);
  /** Set by finish(). */
  role = new Int32Column(SMALL);
};
var BlockTable = class extends PositionTable {
  /** 0: `E escapes to heap in F:`, 1: `parameter V leaks to D for F with derefs=N:`. */
  leak = new Int32Column(SMALL);
  subject = new Int32Column(SMALL);
  /** Function, -1 where the release does not name it. */
  function = new Int32Column(SMALL);
  /** Where a parameter leaks to, -1 for escapes. */
  destination = new Int32Column(SMALL);
  derefs = new Int32Column(SMALL);
  bodyStart = new Int32Column(SMALL);
  bodyEnd = new Int32Column(SMALL);
};
var FunctionTable = class extends PositionTable {
  name = new Int32Column(SMALL);
  inlinable = new Int32Column(SMALL);
  /** -1 when the level of detail has none. */
  cost = new Int32Column(SMALL);
  /** The signature when it can be inlined, the reason when it cannot; -1 when not printed. */
  detail = new Int32Column(SMALL);
};
var InliningTable = class extends PositionTable {
  callee = new Int32Column(SMALL);
};
var LEAK = { heap: 0, content: 1, result: 2, mutates: 3, calls: 4, quiet: 5 };
var LeakTable = class extends PositionTable {
  kind = new Int32Column(SMALL);
  parameter = new Int32Column(SMALL);
  result = new Int32Column(SMALL);
  /** level= or derefs=; -1 when not printed. */
  level = new Int32Column(SMALL);
};
var CaptureTable = class extends PositionTable {
  function = new Int32Column(SMALL);
  variable = new Int32Column(SMALL);
  byReference = new Int32Column(SMALL);
  addressTaken = new Int32Column(SMALL);
  reassigned = new Int32Column(SMALL);
  width = new Int32Column(SMALL);
};
var NoteTable = class extends PositionTable {
  /** A Shape of report-shapes.ts. */
  shape = new Int32Column(SMALL);
  /** The whole message. */
  text = new Int32Column(SMALL);
};

// src/read/compiler/report-rows.ts
var encode2 = (text) => new TextEncoder().encode(text);
var APPEND = encode2("append");
var APPEND_CALL = encode2("append(");
var ZERO_COPY = encode2("zero-copy string->[]byte conversion");
var ESCAPES_IN2 = encode2(" escapes to heap in ");
var ESCAPES_OLD2 = encode2(" escapes to heap:");
var LEAKS_TO2 = encode2(" leaks to ");
var FOR = encode2(" for ");
var WITH_DEREFS2 = encode2(" with derefs=");
var WITH_COST = encode2(" with cost ");
var AS = encode2(" as: ");
var BODY = encode2(" { ");
var COLON2 = encode2(": ");
var TO_RESULT = encode2(" to result ");
var LEVEL = encode2(" level=");
var DEREFS = encode2(" derefs=");
var CAPTURING2 = encode2(" capturing by ");
var BY_REF = encode2("ref: ");
var ADDR = encode2(" (addr=");
var ASSIGN = encode2(" assign=");
var WIDTH = encode2(" width=");
var SCORE = encode2(" with score ");
var TRUE = encode2("true");
var ESCAPES_LENGTH = " escapes to heap".length;
var STAYS_LENGTH = " does not escape".length;
var QUIET_LENGTH = " does not escape, mutate, or call".length;
var RowReader = class {
  #report;
  /** Text id of the word `append`, which stands for the expression in 1.25+. */
  appendText;
  #zeroCopyText;
  #appends = /* @__PURE__ */ new Map();
  constructor(report) {
    this.#report = report;
    this.appendText = report.texts.intern(APPEND, 0, APPEND.length);
    this.#zeroCopyText = report.texts.intern(ZERO_COPY, 0, ZERO_COPY.length);
  }
  /** True when the text is a call of append. */
  isAppend(text) {
    let known = this.#appends.get(text);
    if (known === void 0) {
      known = true;
      for (let i = 0; i < APPEND_CALL.length; i++) known &&= this.#report.texts.byteAt(text, i) === APPEND_CALL[i];
      this.#appends.set(text, known);
    }
    return known;
  }
  /** Reads the message `bytes[start, end)`: the block it opens, -1 for other rows, -2 when it does not fit its shape. */
  row(shape, bytes2, start2, end, at) {
    switch (shape) {
      case SHAPE.escapes:
        return this.#entry(VERDICT.escapes, bytes2, start2, end - ESCAPES_LENGTH, at);
      case SHAPE.stays:
        return this.#entry(VERDICT.stays, bytes2, start2, end - STAYS_LENGTH, at);
      case SHAPE.moved:
        return this.#entry(VERDICT.moved, bytes2, start2 + "moved to heap: ".length, end, at);
      case SHAPE.zeroCopy:
        return this.#entryId(VERDICT.zeroCopy, this.#zeroCopyText, at);
      case SHAPE.escapeBlock:
        return this.#escapeBlock(bytes2, start2, end, at);
      case SHAPE.leakBlock:
        return this.#leakBlock(bytes2, start2, end, at);
      case SHAPE.leakingParam:
        return this.#leakingParam(bytes2, start2 + "leaking param: ".length, end, at);
      case SHAPE.leakingContent:
        return this.#leak(LEAK.content, bytes2, start2 + "leaking param content: ".length, end, -1, -1, at);
      case SHAPE.mutatesParam:
        return this.#effect(LEAK.mutates, bytes2, start2 + "mutates param: ".length, end, at);
      case SHAPE.callsParam:
        return this.#effect(LEAK.calls, bytes2, start2 + "calls param: ".length, end, at);
      case SHAPE.quietParam:
        return this.#leak(LEAK.quiet, bytes2, start2, end - QUIET_LENGTH, -1, -1, at);
      case SHAPE.canInline:
        return this.#canInline(bytes2, start2 + "can inline ".length, end, at);
      case SHAPE.cannotInline:
        return this.#cannotInline(bytes2, start2 + "cannot inline ".length, end, at);
      case SHAPE.inliningCall:
        return this.#inlining(bytes2, start2 + "inlining call to ".length, end, at);
      case SHAPE.capture:
        return this.#capture(bytes2, start2, end, at);
      default:
        return this.#note(shape, bytes2, start2, end, at);
    }
  }
  #entry(verdict, bytes2, start2, end, at) {
    return this.#entryId(verdict, this.#report.texts.intern(bytes2, start2, end), at);
  }
  #entryId(verdict, text, at) {
    const { entries, lines } = this.#report;
    entries.place(at.file, at.line, at.column, lines);
    entries.verdict.push(verdict);
    entries.text.push(text);
    entries.block.push(-1);
    entries.role.push(0);
    return -1;
  }
  #escapeBlock(bytes2, start2, end, at) {
    const texts = this.#report.texts;
    const old = end - ESCAPES_OLD2.length;
    if (old > start2 && matches(bytes2, old, end, ESCAPES_OLD2)) {
      return this.#block(0, texts.intern(bytes2, start2, old), -1, -1, 0, at);
    }
    const split2 = findLast(bytes2, start2, end, ESCAPES_IN2);
    if (split2 <= start2) return -2;
    const name = texts.intern(bytes2, split2 + ESCAPES_IN2.length, end - 1);
    return this.#block(0, texts.intern(bytes2, start2, split2), name, -1, 0, at);
  }
  // 1.25+ `parameter V leaks to D for F with derefs=N:`, before without `for F`; D may be `{storage for E}` with any text in E.
  #leakBlock(bytes2, start2, end, at) {
    const texts = this.#report.texts;
    const name = start2 + "parameter ".length;
    const to = find(bytes2, name, end, LEAKS_TO2);
    const derefs = findLast(bytes2, name, end, WITH_DEREFS2);
    if (to < 0 || derefs < to) return -2;
    const destination = to + LEAKS_TO2.length;
    const named4 = findLast(bytes2, destination, derefs, FOR);
    const braced = bytes2[destination] === 123;
    const isName2 = named4 > 0 && (!braced || bytes2[named4 - 1] === 125);
    const subject2 = texts.intern(bytes2, name, to);
    const where = texts.intern(bytes2, destination, isName2 ? named4 : derefs);
    const owner2 = isName2 ? texts.intern(bytes2, named4 + FOR.length, derefs) : -1;
    return this.#block(1, subject2, owner2, where, number(bytes2, derefs + WITH_DEREFS2.length, end - 1), at);
  }
  #block(leak, subject2, owner2, destination, derefs, at) {
    const { blocks, bodies, lines } = this.#report;
    const row = blocks.place(at.file, at.line, at.column, lines);
    blocks.leak.push(leak);
    blocks.subject.push(subject2);
    blocks.function.push(owner2);
    blocks.destination.push(destination);
    blocks.derefs.push(derefs);
    blocks.bodyStart.push(bodies.length);
    blocks.bodyEnd.push(bodies.length);
    return row;
  }
  #leakingParam(bytes2, start2, end, at) {
    const to = find(bytes2, start2, end, TO_RESULT);
    if (to < 0) return this.#leak(LEAK.heap, bytes2, start2, end, -1, -1, at);
    const result = to + TO_RESULT.length;
    const level = findLast(bytes2, result, end, LEVEL);
    if (level < 0) return -2;
    const id = this.#report.texts.intern(bytes2, result, level);
    return this.#leak(LEAK.result, bytes2, start2, to, id, number(bytes2, level + LEVEL.length, end), at);
  }
  #effect(kind, bytes2, start2, end, at) {
    const derefs = findLast(bytes2, start2, end, DEREFS);
    if (derefs < 0) return -2;
    return this.#leak(kind, bytes2, start2, derefs, -1, number(bytes2, derefs + DEREFS.length, end), at);
  }
  #leak(kind, bytes2, start2, end, result, level, at) {
    const { leaks, texts, lines } = this.#report;
    leaks.place(at.file, at.line, at.column, lines);
    leaks.kind.push(kind);
    leaks.parameter.push(texts.intern(bytes2, start2, end));
    leaks.result.push(result);
    leaks.level.push(level);
    return -1;
  }
  // `F with cost N as: SIGNATURE { BODY }`; the body is one long line that nobody needs.
  #canInline(bytes2, start2, end, at) {
    const cost = find(bytes2, start2, end, WITH_COST);
    if (cost < 0) return this.#function(1, bytes2, start2, end, -1, -1, at);
    const as = find(bytes2, cost, end, AS);
    if (as < 0) return -2;
    let body = as;
    do {
      body = find(bytes2, body + 1, end, BODY);
    } while (body > 0 && isTypeWord(bytes2, body));
    const detail = this.#report.texts.intern(bytes2, as + AS.length, body < 0 ? end : body);
    return this.#function(1, bytes2, start2, cost, number(bytes2, cost + WITH_COST.length, as), detail, at);
  }
  #cannotInline(bytes2, start2, end, at) {
    const colon = find(bytes2, start2, end, COLON2);
    if (colon < 0) return -2;
    return this.#function(0, bytes2, start2, colon, -1, this.#report.texts.intern(bytes2, colon + 2, end), at);
  }
  #function(inlinable, bytes2, start2, end, cost, detail, at) {
    const { functions, texts, lines } = this.#report;
    functions.place(at.file, at.line, at.column, lines);
    functions.name.push(texts.intern(bytes2, start2, end));
    functions.inlinable.push(inlinable);
    functions.cost.push(cost);
    functions.detail.push(detail);
    return -1;
  }
  #inlining(bytes2, start2, end, at) {
    const { inlinings, texts, lines } = this.#report;
    const score = findLast(bytes2, start2, end, SCORE);
    inlinings.place(at.file, at.line, at.column, lines);
    inlinings.callee.push(texts.intern(bytes2, start2, score < 0 ? end : score));
    return -1;
  }
  #capture(bytes2, start2, end, at) {
    const { captures, texts, lines } = this.#report;
    const by = findLast(bytes2, start2, end, CAPTURING2);
    const how = by + CAPTURING2.length;
    const colon = find(bytes2, how, end, COLON2);
    const addr = findLast(bytes2, how, end, ADDR);
    const assign = findLast(bytes2, how, end, ASSIGN);
    const width = findLast(bytes2, how, end, WIDTH);
    if (colon < 0 || addr < colon || assign < addr || width < assign) return -2;
    captures.place(at.file, at.line, at.column, lines);
    captures.function.push(texts.intern(bytes2, start2, by));
    captures.variable.push(texts.intern(bytes2, colon + 2, addr));
    captures.byReference.push(matches(bytes2, how, end, BY_REF) ? 1 : 0);
    captures.addressTaken.push(matches(bytes2, addr + ADDR.length, end, TRUE) ? 1 : 0);
    captures.reassigned.push(matches(bytes2, assign + ASSIGN.length, end, TRUE) ? 1 : 0);
    captures.width.push(number(bytes2, width + WIDTH.length, end - 1));
    return -1;
  }
  #note(shape, bytes2, start2, end, at) {
    const { notes, texts, lines } = this.#report;
    notes.place(at.file, at.line, at.column, lines);
    notes.shape.push(shape);
    notes.text.push(texts.intern(bytes2, start2, end));
    return -1;
  }
};
function isTypeWord(bytes2, brace) {
  const before = bytes2[brace - 1];
  return before === 116 && bytes2[brace - 2] === 99 || before === 101 && bytes2[brace - 2] === 99;
}
function number(bytes2, start2, end) {
  let value = 0;
  let i = start2;
  for (; i < end; i++) {
    const digit = bytes2[i] - 48;
    if (digit < 0 || digit > 9) break;
    value = Math.min(value * 10 + digit, 2147483647);
  }
  return i === start2 ? -1 : value;
}

// src/read/compiler/report-raw.ts
function rawStringOpen(bytes2, start2, end, open = false) {
  let i = start2;
  if (open) {
    while (i < end && bytes2[i] !== 96) i++;
    if (i >= end) return true;
    i++;
  }
  for (; i < end; i++) {
    const quote2 = bytes2[i];
    if (quote2 === 96) {
      i++;
      while (i < end && bytes2[i] !== 96) i++;
      if (i >= end) return true;
    } else if (quote2 === 34 || quote2 === 39) {
      for (i++; i < end && bytes2[i] !== quote2; i++) if (bytes2[i] === 92) i++;
      if (i >= end) return false;
    }
  }
  return false;
}

// src/read/compiler/report-roles.ts
var NO_NAMES = /* @__PURE__ */ new Set(["append", "true", "false", "nil"]);
function assignRoles(report) {
  const { entries, leaks } = report;
  const owner2 = functionFinder(report);
  const named4 = /* @__PURE__ */ new Map();
  const waiting = /* @__PURE__ */ new Map();
  const inLocations = /* @__PURE__ */ new Set();
  const leakPositions = /* @__PURE__ */ new Set();
  for (let row = 0; row < leaks.length; row++) {
    leakPositions.add(`${leaks.file.at(row)}:${leaks.line.at(row)}:${leaks.column.at(row)}`);
  }
  let leak = 0;
  for (let row = 0; row <= entries.length; row++) {
    const reportLine = row < entries.length ? entries.reportLine.at(row) : Infinity;
    for (; leak < leaks.length && leaks.reportLine.at(leak) < reportLine; leak++) {
      const fn = owner2(leaks.file.at(leak), leaks.line.at(leak), leaks.column.at(leak)).row;
      for (const earlier of waiting.get(fn) ?? []) entries.role.data[earlier] = ROLE.parameter;
      waiting.delete(fn);
      inLocations.delete(fn);
    }
    if (row === entries.length) break;
    const file = entries.file.at(row);
    const line = entries.line.at(row);
    const column = entries.column.at(row);
    const text = entries.text.at(row);
    let bare = named4.get(text);
    if (bare === void 0) named4.set(text, bare = isName(report, text) && !NO_NAMES.has(report.texts.text(text)));
    const place2 = owner2(file, line, column);
    if (!bare || entries.verdict.at(row) !== VERDICT.stays) {
      entries.role.data[row] = ROLE.allocation;
      inLocations.add(place2.row);
      waiting.delete(place2.row);
      continue;
    }
    if (leakPositions.has(`${file}:${line}:${column}`) || place2.receiver) {
      entries.role.data[row] = ROLE.parameter;
      inLocations.delete(place2.row);
      continue;
    }
    if (place2.row < 0) {
      entries.role.data[row] = ROLE.ambiguous;
      continue;
    }
    if (inLocations.has(place2.row) && !place2.headerLine) {
      entries.role.data[row] = ROLE.allocation;
      continue;
    }
    entries.role.data[row] = place2.headerLine && !inLocations.has(place2.row) ? ROLE.parameter : ROLE.ambiguous;
    const list = waiting.get(place2.row);
    if (list === void 0) waiting.set(place2.row, [row]);
    else list.push(row);
  }
}
function functionFinder(report) {
  const { functions } = report;
  const files = /* @__PURE__ */ new Map();
  const byFile = /* @__PURE__ */ new Map();
  for (let row = 0; row < functions.length; row++) {
    const file = functions.file.at(row);
    const list = byFile.get(file);
    if (list === void 0) byFile.set(file, [row]);
    else list.push(row);
  }
  const order = (a2, b) => functions.line.at(a2) - functions.line.at(b) || functions.column.at(a2) - functions.column.at(b) || a2 - b;
  for (const [file, rows] of byFile) {
    rows.sort(order);
    files.set(file, {
      rows,
      find(line, column) {
        let low = 0;
        let high = rows.length;
        while (low < high) {
          const middle = low + high >> 1;
          const row = rows[middle];
          const before = functions.line.at(row) < line || functions.line.at(row) === line && functions.column.at(row) <= column;
          if (before) low = middle + 1;
          else high = middle;
        }
        return low;
      }
    });
  }
  return (file, line, column) => {
    const known = files.get(file);
    if (known === void 0) return { row: -2 - file, headerLine: false, receiver: false };
    const next = known.find(line, column);
    const behind = known.rows[next];
    const before = known.rows[next - 1];
    const beforeHere = before !== void 0 && functions.line.at(before) === line;
    if (behind !== void 0 && !beforeHere && functions.line.at(behind) === line && column === 7 && functions.column.at(behind) > column + 2) {
      return { row: first(functions, known.rows, next), headerLine: true, receiver: true };
    }
    if (before === void 0) return { row: -2 - file, headerLine: false, receiver: false };
    return { row: first(functions, known.rows, next - 1), headerLine: beforeHere, receiver: false };
  };
}
function first(functions, rows, index) {
  let i = index;
  const row = rows[index];
  while (i > 0) {
    const earlier = rows[i - 1];
    if (functions.line.at(earlier) !== functions.line.at(row) || functions.column.at(earlier) !== functions.column.at(row)) break;
    i--;
  }
  return rows[i];
}
function isName(report, text) {
  for (let i = 0; ; i++) {
    const byte = report.texts.byteAt(text, i);
    if (byte < 0) return i > 0;
    const letter = byte >= 97 && byte <= 122 || byte >= 65 && byte <= 90 || byte === 95 || byte >= 128;
    if (!letter && !(i > 0 && byte >= 48 && byte <= 57)) return false;
  }
}

// src/read/compiler/report-text.ts
var utf8 = new TextDecoder("utf-8", { fatal: false });
var TextBuffer = class {
  bytes;
  length = 0;
  constructor(capacity = 1 << 12) {
    this.bytes = new Uint8Array(capacity);
  }
  /** Makes room for `size` more bytes. */
  reserve(size) {
    const wanted = this.length + size;
    if (wanted <= this.bytes.length) return;
    const grown2 = new Uint8Array(Math.max(wanted, this.bytes.length * 2));
    grown2.set(this.bytes.subarray(0, this.length));
    this.bytes = grown2;
  }
  /** Appends `from[start, end)` and returns where it begins here. */
  append(from, start2, end) {
    this.reserve(end - start2);
    const at = this.length;
    if (end - start2 < 96) {
      const to = this.bytes;
      for (let i = start2, j = at; i < end; i++, j++) to[j] = from[i];
    } else {
      this.bytes.set(from.subarray(start2, end), at);
    }
    this.length = at + (end - start2);
    return at;
  }
  /** Appends one byte. */
  push(byte) {
    this.reserve(1);
    this.bytes[this.length++] = byte;
  }
  /** The range as a string; bytes that are not UTF-8 become U+FFFD. */
  decode(start2, end) {
    return utf8.decode(this.bytes.subarray(start2, end));
  }
};
var TextPool = class {
  buffer = new TextBuffer();
  #starts = new Int32Column();
  #hashes = new Int32Column();
  #strings = [];
  #table = new Int32Array(1 << 10).fill(-1);
  /** How many distinct texts there are. */
  get size() {
    return this.#starts.length;
  }
  /** The id of `from[start, end)`, new or known. */
  intern(from, start2, end) {
    let hash = 2166136261;
    for (let i = start2; i < end; i++) hash = Math.imul(hash ^ from[i], 16777619);
    hash ^= hash >>> 15;
    const mask = this.#table.length - 1;
    let slot = hash & mask;
    for (; ; ) {
      const id2 = this.#table[slot];
      if (id2 < 0) break;
      if (this.#hashes.at(id2) === hash && this.#equals(id2, from, start2, end)) return id2;
      slot = slot + 1 & mask;
    }
    const id = this.#starts.push(this.buffer.append(from, start2, end));
    this.#hashes.push(hash);
    this.#table[slot] = id;
    if (this.#starts.length * 2 > this.#table.length) this.#grow();
    return id;
  }
  /** The text with this id; the empty string for an id that nobody handed out. */
  text(id) {
    if (id < 0 || id >= this.#starts.length) return "";
    return this.#strings[id] ??= this.buffer.decode(this.#starts.at(id), this.#end(id));
  }
  /** Bytes of the text with this id. */
  byteLength(id) {
    return this.#end(id) - this.#starts.at(id);
  }
  /** Byte `offset` of the text with this id, or -1 behind its end. */
  byteAt(id, offset) {
    const at = this.#starts.at(id) + offset;
    return at < this.#end(id) ? this.buffer.bytes[at] : -1;
  }
  #end(id) {
    return id + 1 < this.#starts.length ? this.#starts.at(id + 1) : this.buffer.length;
  }
  #equals(id, from, start2, end) {
    const at = this.#starts.at(id);
    if (this.#end(id) - at !== end - start2) return false;
    const own = this.buffer.bytes;
    for (let i = start2, j = at; i < end; i++, j++) if (own[j] !== from[i]) return false;
    return true;
  }
  #grow() {
    const table2 = new Int32Array(this.#table.length * 2).fill(-1);
    const mask = table2.length - 1;
    for (let id = 0; id < this.#starts.length; id++) {
      let slot = this.#hashes.at(id) & mask;
      while (table2[slot] >= 0) slot = slot + 1 & mask;
      table2[slot] = id;
    }
    this.#table = table2;
  }
};

// src/read/compiler/escape-report.ts
var KEPT_LINE_BYTES = 1 << 16;
var KEPT_LINES = 1e3;
var MAX_BLOCKS = 256;
var EscapeReport = class {
  importPath;
  /** Paths, expressions and names of the whole report. */
  texts = new TextPool();
  entries = new EntryTable();
  blocks = new BlockTable();
  functions = new FunctionTable();
  inlinings = new InliningTable();
  leaks = new LeakTable();
  captures = new CaptureTable();
  notes = new NoteTable();
  /** Bodies of the flow blocks, without position prefixes. */
  bodies = new TextBuffer();
  /** Lines given, lines understood, and lines of each other class. */
  lines = 0;
  reportLines = 0;
  unparsedCount = 0;
  diagnosticCount = 0;
  /** Lines whose text was longer than KEPT_LINE_BYTES. */
  shortened = 0;
  /** Lines of unknown shape, verbatim; a package that did not compile has diagnostics instead. */
  unparsed = [];
  /** Errors and warnings of the compiler, the linker, cgo or the go command. */
  diagnostics = [];
  /** True when the report ends in the middle of a line: its last fact may be wrong. Set by finish(). */
  cut = false;
  #prefix;
  #rows;
  #block = -1;
  // The beginning of a message whose raw string literal goes on in the next line.
  #partial = new TextBuffer(256);
  #partialLines = 0;
  // Whether the last flow line ends inside a raw string; undefined until somebody asks.
  #flowOpen;
  #inDiagnostic = false;
  #lastUnknown = false;
  #finished = false;
  #entryIndex;
  #blockIndex;
  #subjectIndex;
  // First block of a position → its blocks that no row names; negative for those of append.
  #leftOver = /* @__PURE__ */ new Map();
  constructor(importPath) {
    this.importPath = importPath;
    this.#prefix = new PrefixReader(this.texts);
    this.#rows = new RowReader(this);
  }
  /** Reads the line `bytes[start, end)` (no newline); true when it is a report line that is understood. */
  line(bytes2, start2, end) {
    if (this.#finished) throw new FormatError(`report of ${this.importPath}`, "no line behind its end", this.lines + 1, "line");
    this.lines++;
    if (end > start2 && bytes2[end - 1] === 13) end--;
    if (this.#partialLines > 0) return this.#continue(bytes2, start2, end);
    return this.#read(bytes2, start2, end);
  }
  #read(bytes2, start2, end) {
    const prefix = this.#prefix;
    const positioned = prefix.read(bytes2, start2, end);
    const message = prefix.message;
    const shape = end > message ? shapeOf(bytes2, message, end) : SHAPE.unknown;
    if (shape === SHAPE.flow) {
      if (!this.#flowLine(bytes2, message, end)) return this.#unknown(bytes2, start2, end, message, positioned);
    } else if (shape === SHAPE.unknown && this.#goesOn(bytes2, start2, end, message, positioned)) {
      return true;
    } else {
      this.#block = -1;
      if (shape === SHAPE.unknown || shape === SHAPE.notAllowed) return this.#unknown(bytes2, start2, end, message, positioned);
      this.#block = this.#rows.row(shape, bytes2, message, this.#bounded(message, end), prefix);
      if (this.#block === -2) {
        this.#block = -1;
        return this.#unknown(bytes2, start2, end, message, positioned);
      }
    }
    this.reportLines++;
    this.#inDiagnostic = false;
    this.#lastUnknown = false;
    return true;
  }
  /** Ends the report: ties entries to their blocks and tells parameters from allocations. `complete` is false when the text stopped without a newline. */
  finish(complete = true) {
    if (this.#finished) return;
    this.#finished = true;
    if (this.#partialLines > 0) this.#giveUp();
    this.cut = !complete || this.#lastUnknown && this.reportLines > 0;
    if (this.reportLines === 0 && this.unparsedCount > 0) {
      this.diagnosticCount += this.unparsedCount;
      this.diagnostics.push(...this.unparsed.splice(0));
      this.diagnostics.sort((a2, b) => a2.reportLine - b.reportLine);
      this.diagnostics.length = Math.min(this.diagnostics.length, KEPT_LINES);
      this.unparsedCount = 0;
    }
    assignRoles(this);
    const { entries } = this;
    for (let row = 0; row < entries.length; row++) entries.block.data[row] = this.blocksOf(row)[0] ?? -1;
  }
  /** All flow blocks of an entry: several when a generic function was compiled for several types, or the code was inlined twice. */
  blocksOf(entry) {
    const verdict = this.entries.verdict.at(entry);
    if (verdict === VERDICT.stays || verdict === VERDICT.zeroCopy) return [];
    const exact = this.#exactBlocks(entry);
    return exact.length > 0 || verdict === VERDICT.moved ? exact : this.#otherBlocks(entry);
  }
  /** Entries by position. */
  get entryIndex() {
    return this.#entryIndex ??= new PositionIndex(this.entries);
  }
  /** Blocks by position. */
  get blockIndex() {
    return this.#blockIndex ??= new PositionIndex(this.blocks);
  }
  // The rows of an entry and of its blocks carry the same position and the same text.
  #exactBlocks(entry) {
    const { entries, blocks } = this;
    const found2 = [];
    const index = this.#subjectIndex ??= new PositionIndex(blocks, blocks.subject);
    let block = index.first(entries.file.at(entry), entries.line.at(entry), entries.column.at(entry), entries.text.at(entry));
    for (; block >= 0; block = index.next(block)) if (blocks.leak.at(block) === 0) found2.push(block);
    return found2;
  }
  // 1.25+ prints `append` in the row and the call in the block (escape.go: finish), and puts a constant into the expression between
  // block and row (rewriteWithLiterals): `make([]byte, size)` in the block is `make([]byte, 32768)` in the row, `msg` is `"nil"`. So what
  // is left at the position and belongs to no row there by its text is its block.
  #otherBlocks(entry) {
    const { entries, blocks } = this;
    const file = entries.file.at(entry);
    const line = entries.line.at(entry);
    const column = entries.column.at(entry);
    const first2 = this.blockIndex.first(file, line, column);
    if (first2 < 0) return [];
    const append2 = entries.text.at(entry) === this.#rows.appendText;
    const key = append2 ? -first2 - 1 : first2;
    let left = this.#leftOver.get(key);
    if (left === void 0) {
      const here = this.blockIndex.at(file, line, column).filter((block) => blocks.leak.at(block) === 0);
      const taken = new Set(this.entryIndex.at(file, line, column).map((row) => entries.text.at(row)));
      left = here.filter((block) => append2 ? this.#rows.isAppend(blocks.subject.at(block)) : !taken.has(blocks.subject.at(block)));
      left.length = Math.min(left.length, MAX_BLOCKS);
      this.#leftOver.set(key, left);
    }
    return left;
  }
  #flowLine(bytes2, message, end) {
    const block = this.#block;
    const { blocks, bodies } = this;
    const { file, line, column } = this.#prefix;
    if (block < 0 || blocks.line.at(block) !== line || blocks.column.at(block) !== column || blocks.file.at(block) !== file) return false;
    bodies.append(bytes2, message, this.#bounded(message, end));
    bodies.push(10);
    blocks.bodyEnd.data[block] = bodies.length;
    this.#flowOpen = void 0;
    return true;
  }
  // A line of unknown shape is the rest of a flow line, or the first part of a row, when a raw string is open.
  #goesOn(bytes2, start2, end, message, positioned) {
    if (!positioned) return this.#block >= 0 && this.#extendFlow(bytes2, start2, end);
    if (end - start2 > KEPT_LINE_BYTES || !rawStringOpen(bytes2, message, end)) return false;
    this.#partial.length = 0;
    this.#partial.append(bytes2, start2, end);
    this.#partialLines = 1;
    return true;
  }
  #extendFlow(bytes2, start2, end) {
    const { bodies } = this;
    const block = this.#block;
    const bodyStart = Math.max(this.blocks.bodyStart.at(block), bodies.length - KEPT_LINE_BYTES - 2);
    let last = bodies.length - 1;
    while (last > bodyStart && bodies.bytes[last - 1] !== 10) last--;
    if (bodies.length === bodyStart || bodies.length - last > KEPT_LINE_BYTES) return false;
    this.#flowOpen ??= rawStringOpen(bodies.bytes, last, bodies.length - 1);
    if (!this.#flowOpen) return false;
    this.#flowOpen = rawStringOpen(bytes2, start2, end, true);
    bodies.length--;
    bodies.push(92);
    bodies.push(110);
    bodies.append(bytes2, start2, this.#bounded(start2, end));
    bodies.push(10);
    this.blocks.bodyEnd.data[block] = bodies.length;
    this.reportLines++;
    return true;
  }
  #continue(bytes2, start2, end) {
    const partial = this.#partial;
    this.#partialLines++;
    if (partial.length + (end - start2) > KEPT_LINE_BYTES) {
      this.#giveUp();
      return this.#read(bytes2, start2, end);
    }
    const closed = !rawStringOpen(bytes2, start2, end, true);
    partial.push(92);
    partial.push(110);
    partial.append(bytes2, start2, end);
    if (!closed) return true;
    const lines = this.#partialLines;
    this.#partialLines = 0;
    const read = this.#read(partial.bytes.slice(0, partial.length), 0, partial.length);
    if (read) this.reportLines += lines - 1;
    else if (this.#inDiagnostic) this.diagnosticCount += lines - 1;
    else this.unparsedCount += lines - 1;
    return read;
  }
  // The raw string never closes: what was held back is one unparsed text.
  #giveUp() {
    const { bytes: bytes2, length } = this.#partial;
    this.unparsedCount += this.#partialLines;
    this.#partialLines = 0;
    this.#lastUnknown = true;
    if (this.unparsed.length < KEPT_LINES) {
      this.unparsed.push({ reportLine: this.lines, text: new TextDecoder().decode(bytes2.subarray(0, length)) });
    }
  }
  #bounded(start2, end) {
    if (end - start2 <= KEPT_LINE_BYTES) return end;
    this.shortened++;
    return start2 + KEPT_LINE_BYTES;
  }
  #unknown(bytes2, start2, end, message, positioned) {
    const diagnostic = diagnosticShape(bytes2, start2, end, message, positioned, this.#inDiagnostic);
    this.#inDiagnostic = diagnostic;
    this.#lastUnknown = !diagnostic;
    if (diagnostic) this.diagnosticCount++;
    else this.unparsedCount++;
    const list = diagnostic ? this.diagnostics : this.unparsed;
    if (list.length < KEPT_LINES) {
      const text = new TextDecoder().decode(bytes2.subarray(start2, this.#bounded(start2, end)));
      list.push({ reportLine: this.lines, text });
    }
    return false;
  }
};

// src/read/compiler/package-report.ts
var PackageReport = class {
  header;
  escape;
  constructor(header) {
    this.header = header;
    this.escape = new EscapeReport(header);
  }
  line(bytes2, start2, end) {
    this.escape.line(bytes2, start2, end);
  }
  finish() {
    this.escape.finish();
  }
};

// src/drive/compiler-log.ts
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// src/read/compiler/json-log.ts
var MAX_LINE = 64 * 1024 * 1024;
function parseJsonLog(content, name, keep) {
  const text = typeof content === "string" ? content : new TextDecoder().decode(content);
  const records = [];
  let header;
  let emptyMessages = 0;
  let skipped = 0;
  let cut = false;
  let number2 = 0;
  for (let start2 = 0; start2 < text.length; ) {
    const newline = text.indexOf("\n", start2);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start2, end);
    start2 = end + 1;
    number2++;
    if (line.length > MAX_LINE) throw new FormatError(name, `a line of at most ${MAX_LINE} characters`, number2, "line");
    if (line.trim() === "") continue;
    let value;
    try {
      value = JSON.parse(line);
    } catch {
      if (newline < 0 && header !== void 0) {
        cut = true;
        break;
      }
      throw new FormatError(name, "a JSON object", number2, "line");
    }
    if (header === void 0) {
      header = readHeader(value, name);
      continue;
    }
    const fields = object2(value, name, number2);
    const code = string(fields["code"], "code", name, number2);
    if (keep?.(code) === false) {
      skipped++;
      continue;
    }
    const record2 = readRecord(fields, code, name, number2);
    if (record2.message === "" && (code === "escape" || code === "escapes" || code === "leak")) emptyMessages++;
    else records.push(record2);
  }
  if (header === void 0) throw new FormatError(name, "a header line", 1, "line");
  return { header, records, emptyMessages, skipped, cut };
}
function readHeader(value, name) {
  const fields = object2(value, name, 1);
  const version = fields["version"];
  if (version !== 0) throw new FormatError(name, `log version 0, found ${JSON.stringify(version)}`, 1, "line");
  return {
    version,
    package: string(fields["package"], "package", name, 1),
    goos: string(fields["goos"], "goos", name, 1),
    goarch: string(fields["goarch"], "goarch", name, 1),
    gcVersion: string(fields["gc_version"], "gc_version", name, 1),
    file: string(fields["file"], "file", name, 1)
  };
}
function readRecord(fields, code, name, number2) {
  const [line, column] = start(fields["range"], name, number2);
  const chain = [];
  const flow = [];
  const related = fields["relatedInformation"];
  if (related !== void 0 && related !== null) {
    if (!Array.isArray(related)) throw new FormatError(name, "a list in relatedInformation", number2, "line");
    for (const item of related) {
      const entry = object2(item, name, number2);
      const message = string(entry["message"], "message", name, number2);
      const position = location(entry["location"], name, number2);
      if (message === "inlineLoc") (flow.at(-1)?.chain ?? chain).push(position);
      else flow.push({ message: message.startsWith("escflow: ") ? message.slice("escflow: ".length) : message, position, chain: [] });
    }
  }
  return { code, message: string(fields["message"], "message", name, number2), line, column, chain, flow };
}
function location(value, name, number2) {
  const fields = object2(value, name, number2);
  const [line, column] = start(fields["range"], name, number2);
  return { file: pathOfUri(string(fields["uri"], "uri", name, number2)), line, ...column > 0 ? { column } : {} };
}
function pathOfUri(uri) {
  if (!uri.startsWith("file://")) return uri;
  let path = uri.slice("file://".length);
  try {
    path = decodeURIComponent(path);
  } catch {
  }
  return /^\/[A-Za-z]:/.test(path) ? path.slice(1) : path;
}
function start(value, name, number2) {
  const from = object2(object2(value, name, number2)["start"], name, number2);
  return [count(from["line"], "line", name, number2), count(from["character"], "character", name, number2)];
}
function count(value, what, name, number2) {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > 2147483647)
    throw new FormatError(name, `a number in ${what}`, number2, "line");
  return value;
}
function string(value, what, name, number2) {
  if (typeof value !== "string") throw new FormatError(name, `a string in ${what}`, number2, "line");
  return value;
}
function object2(value, name, number2) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new FormatError(name, "a JSON object", number2, "line");
  return value;
}

// src/drive/build-flags.ts
var REPORT_FLAGS = "-m=2 -live=2";
function selectionFlags(options) {
  const flags = [];
  if (options.tags !== void 0) flags.push(`-tags=${options.tags}`);
  if (options.race === true) flags.push("-race");
  if (options.mod !== void 0) flags.push(`-mod=${options.mod}`);
  if (options.modfile !== void 0) flags.push(`-modfile=${options.modfile}`);
  if (options.overlay !== void 0) flags.push(`-overlay=${options.overlay}`);
  return flags;
}
function buildFlags(options, goFlags) {
  const flags = selectionFlags(options);
  if (options.trimpath === true) flags.push("-trimpath");
  if (options.ldflags !== void 0) flags.push(`-ldflags=${options.ldflags}`);
  if (options.buildmode !== void 0) flags.push(`-buildmode=${options.buildmode}`);
  if (options.pgo !== void 0) flags.push(`-pgo=${options.pgo}`);
  return [...flags, ...options.extra ?? [], ...compilerFlags([...gcflagsOf(goFlags), ...options.gcflags], options.deps)];
}
function compilerFlags(user, deps) {
  const flags = [`-gcflags=${deps ? "all=" : ""}${REPORT_FLAGS}`];
  for (const value of user) flags.push(`-gcflags=${value.trim() === "" ? "" : `${value.trim()} `}${REPORT_FLAGS}`);
  return flags;
}
function gcflagsOf(goFlags) {
  const found2 = [];
  for (const match of goFlags.matchAll(/(?:^|\s)(?:'--?gcflags=([^']*)'|"--?gcflags=([^"]*)"|--?gcflags=(\S*))/g)) {
    found2.push(match[1] ?? match[2] ?? match[3] ?? "");
  }
  return found2;
}

// src/drive/compiler-log.ts
var CompilerLogs = class {
  root = mkdtempSync(join(tmpdir(), "allocpath-log-"));
  packages;
  constructor(packages) {
    this.packages = packages;
  }
  /**
   * One -gcflags a package, to stand behind all others.
   * @param user the user's -gcflags values in order; the last one that matches a package is the one that counts for it
   */
  flags(user) {
    return this.packages.map((importPath, index) => {
      const own = user.findLast((value) => matches2(value, importPath)) ?? "";
      const flags = /^[^\s=-][^\s=]*=/.test(own) ? own.slice(own.indexOf("=") + 1) : own;
      return `-gcflags=${importPath}=${`${flags} ${REPORT_FLAGS} -json=0,${join(this.root, String(index))}`.trim()}`;
    });
  }
  /** Reads all logs; a damaged file is a gap, the others count. */
  read(gaps) {
    const found2 = /* @__PURE__ */ new Map();
    this.packages.forEach((importPath, index) => {
      const logs = [];
      for (const path of filesBelow(join(this.root, String(index)))) {
        try {
          logs.push(parseJsonLog(readFileSync(path), path.slice(this.root.length + 1), (code) => code.startsWith("escape") || code === "leak"));
        } catch (error) {
          if (!(error instanceof FormatError)) throw error;
          gaps.push({ code: "json-log-damaged", affects: importPath, message: error.message });
        }
      }
      found2.set(importPath, logs);
    });
    return found2;
  }
  dispose() {
    rmSync(this.root, { recursive: true, force: true });
  }
};
function filesBelow(directory) {
  let entries;
  try {
    entries = readdirSync(directory, { withFileTypes: true, recursive: true });
  } catch {
    return [];
  }
  return entries.filter((e) => e.isFile() && e.name.endsWith(".json")).map((e) => join(e.parentPath, e.name));
}
function matches2(value, importPath) {
  const pattern = /^([^\s=-][^\s=]*)=/.exec(value)?.[1];
  if (pattern === void 0 || pattern === "all" || pattern === importPath) return true;
  if (!pattern.includes("...")) return false;
  const parts = pattern.split("...").map((part3) => part3.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*").replace(/\/\.\*$/, "(?:/.*)?")}$`).test(importPath);
}

// src/drive/cache-directory.ts
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync as mkdtempSync2, readdirSync as readdirSync2, rmSync as rmSync2, statSync, utimesSync } from "node:fs";
import { homedir, tmpdir as tmpdir2 } from "node:os";
import { join as join2 } from "node:path";
var KEEP_DAYS = 14;
var KEEP_ENTRIES = 60;
function cacheRoot(env = process.env) {
  if (env["ALLOCPATH_CACHE"] !== void 0 && env["ALLOCPATH_CACHE"] !== "") return env["ALLOCPATH_CACHE"];
  if (env["XDG_CACHE_HOME"] !== void 0 && env["XDG_CACHE_HOME"] !== "") return join2(env["XDG_CACHE_HOME"], "allocpath");
  return process.platform === "darwin" ? join2(homedir(), "Library", "Caches", "allocpath") : join2(homedir(), ".cache", "allocpath");
}
function openBinaryDirectory(inputs) {
  const key = createHash("sha256").update(JSON.stringify(inputs)).digest("hex").slice(0, 24);
  const root = join2(cacheRoot(), "binaries");
  try {
    const path = join2(root, key);
    if (/^\/(?:proc|sys|dev)(?:\/|$)/.test(path)) throw new Error("no place for a cache");
    mkdirSync(path, { recursive: true });
    const now = /* @__PURE__ */ new Date();
    utimesSync(path, now, now);
    prune(root, key);
    return { path, dispose: () => {
    } };
  } catch {
    const path = mkdtempSync2(join2(tmpdir2(), "allocpath-"));
    return { path, dispose: () => rmSync2(path, { recursive: true, force: true }) };
  }
}
function prune(root, keep) {
  const entries = readdirSync2(root).filter((name) => name !== keep && /^[0-9a-f]{24}$/.test(name));
  const dated = entries.map((name) => ({ name, used: statSync(join2(root, name), { throwIfNoEntry: false })?.mtimeMs ?? 0 }));
  dated.sort((a2, b) => b.used - a2.used);
  const oldest = Date.now() - KEEP_DAYS * 864e5;
  dated.forEach(({ name, used }, index) => {
    if (index >= KEEP_ENTRIES || used < oldest) rmSync2(join2(root, name), { recursive: true, force: true });
  });
}

// src/drive/failures.ts
import { statfsSync as statfsSync2 } from "node:fs";

// src/drive/go-command.ts
import { spawn } from "node:child_process";

// src/drive/spool.ts
import { closeSync, openSync, readSync, statfsSync, unlinkSync } from "node:fs";
import { tmpdir as tmpdir3 } from "node:os";
import { join as join3 } from "node:path";
var NEEDED = 4 * 1024 ** 3;
var BLOCK = 4 * 1024 * 1024;
var POLL_MS = 4;
var Spool = class _Spool {
  descriptor;
  buffer = Buffer.allocUnsafe(BLOCK);
  position = 0;
  constructor(descriptor) {
    this.descriptor = descriptor;
  }
  /** Opens a spool, or returns undefined where there is little room or no temporary directory: then use a pipe. */
  static open() {
    if (process.platform === "win32") return void 0;
    const directory = tmpdir3();
    try {
      const { bavail, bsize } = statfsSync(directory);
      if (bavail * bsize < NEEDED) return void 0;
      const path = join3(directory, `allocpath-${process.pid}-${Math.random().toString(36).slice(2)}`);
      const descriptor = openSync(path, "wx+", 384);
      unlinkSync(path);
      return new _Spool(descriptor);
    } catch {
      return void 0;
    }
  }
  /**
   * Hands on everything that is written, until `ended` says that the writer is gone and nothing is left.
   * @param take gets blocks whose bytes are valid during the call only; what it throws ends the reading
   */
  async drain(take, ended) {
    for (; ; ) {
      const over = ended();
      const count2 = readSync(this.descriptor, this.buffer, 0, BLOCK, this.position);
      if (count2 > 0) {
        this.position += count2;
        take(this.buffer.subarray(0, count2));
        await new Promise((resolve3) => setImmediate(resolve3));
      } else if (over) return;
      else await new Promise((resolve3) => setTimeout(resolve3, POLL_MS));
    }
  }
  close() {
    closeSync(this.descriptor);
  }
};

// src/drive/go-command.ts
var MAX_STDOUT = 512 * 1024 * 1024;
async function runGo(args, context, onStderr, large = false, onStdout) {
  if (context.signal?.aborted === true) throw interrupted();
  const spool = large ? Spool.open() : void 0;
  try {
    return await runWith(args, context, onStderr, spool, onStdout);
  } finally {
    spool?.close();
  }
}
async function runWith(args, context, onStderr, spool, onStdout) {
  return await new Promise((resolve3, reject) => {
    const child = spawn(context.go ?? "go", [...args], {
      cwd: context.cwd,
      env: { ...process.env, ...context.env },
      stdio: ["ignore", "pipe", spool?.descriptor ?? "pipe"],
      // A process group of its own, to be able to stop the compilers that the go command starts.
      detached: process.platform !== "win32"
    });
    const stdout = [];
    let size = 0;
    let failure;
    const signalGroup = (signal) => {
      try {
        if (child.pid !== void 0 && process.platform !== "win32") process.kill(-child.pid, signal);
        else child.kill(signal);
      } catch {
      }
    };
    const stop = () => {
      signalGroup("SIGINT");
      setTimeout(() => signalGroup("SIGKILL"), 5e3).unref();
    };
    const fail = (error) => {
      failure ??= error;
      stop();
    };
    context.signal?.addEventListener("abort", stop, { once: true });
    child.stdout.on("data", (chunk) => {
      if (onStdout !== void 0) return onStdout(chunk);
      size += chunk.length;
      if (size > MAX_STDOUT) fail(new UserError("go-output", `go ${args[0]} printed more than ${MAX_STDOUT >> 20} MB on stdout.`));
      else stdout.push(chunk);
    });
    let closed = false;
    const drained = spool?.drain(onStderr, () => closed || failure !== void 0).catch(fail) ?? Promise.resolve();
    child.stderr?.on("data", (chunk) => {
      if (failure !== void 0) return;
      try {
        onStderr(chunk);
      } catch (error) {
        fail(error);
      }
    });
    child.on("error", (error) => {
      closed = true;
      context.signal?.removeEventListener("abort", stop);
      reject(error.code === "ENOENT" ? missing(context.cwd, error) : error);
    });
    child.on("close", (code, signal) => {
      closed = true;
      context.signal?.removeEventListener("abort", stop);
      void drained.then(() => {
        if (failure !== void 0) reject(failure);
        else if (context.signal?.aborted === true) reject(interrupted());
        else resolve3({ code: code ?? void 0, signal: signal ?? void 0, stdout: Buffer.concat(stdout).toString("utf8") });
      });
    });
  });
}
async function runGoText(args, context) {
  const stderr = [];
  let size = 0;
  const result = await runGo(args, context, (chunk) => {
    if ((size += chunk.length) < 16 * 1024 * 1024) stderr.push(Buffer.from(chunk));
  });
  return { ...result, stderr: Buffer.concat(stderr).toString("utf8") };
}
function missing(cwd, error) {
  if (error.path !== void 0 && !/(?:^|\/)go$/.test(error.path)) return new UserError("no-directory", `The directory ${cwd} does not exist.`);
  return new UserError(
    "no-go",
    "The go command was not found.",
    "Install Go 1.21 or newer from go.dev/dl and make sure that `go version` works in this shell."
  );
}
function interrupted() {
  return new UserError("interrupted", "Interrupted.", void 0, 130);
}

// src/drive/packages.ts
var PLACE_FIELDS = "ImportPath,Dir,Module";
var FIELDS = "ImportPath,Dir,Name,Standard,DepOnly,GoFiles,TestGoFiles,XTestGoFiles,CgoFiles,Error,Incomplete,DepsErrors,Module";
async function listPackages(patterns, flags, deps, context) {
  const result = await runGoText(["list", "-e", ...deps ? ["-deps"] : [], `-json=${deps ? PLACE_FIELDS : FIELDS}`, ...flags, "--", ...patterns], context);
  const listed = parseJsonStream(result.stdout);
  if (result.code !== 0 && listed.length === 0) throw listError(result.stderr, patterns);
  if (listed.length === 0) {
    throw new UserError(
      "no-packages",
      `${patterns.join(" ")} matches no packages.`,
      /matched no packages/.test(result.stderr) ? "Patterns are those of the go command: ./..., ./cmd/x, example.com/m/pkg." : result.stderr.trim() || void 0
    );
  }
  return listed;
}
function listError(stderr, patterns) {
  const text = stderr.trim();
  if (/go\.mod file not found|cannot find main module|no modules were found|go: no Go source files/.test(text)) {
    return new UserError(
      "no-module",
      `No Go module here: ${firstLine(text)}`,
      "Run allocpath inside a module (where go.mod is), or point it there with -C DIR."
    );
  }
  if (/flag provided but not defined|malformed|invalid (?:value|flag)|invalid boolean|unknown flag/.test(text)) {
    return new UserError("go-flag", `The go command does not take these flags: ${firstLine(text)}`);
  }
  return new UserError("go-list", `go list ${patterns.join(" ")} failed: ${text || "no message"}`);
}
function firstLine(text) {
  return text.split("\n")[0] ?? text;
}
function parseJsonStream(text) {
  const found2 = [];
  let start2 = 0;
  for (let end = text.indexOf("\n}\n", start2); end >= 0; end = text.indexOf("\n}\n", start2)) {
    found2.push(JSON.parse(text.slice(start2, end + 2)));
    start2 = end + 3;
  }
  return found2;
}
function executableName(importPath) {
  const elements = importPath.split("/");
  const last = elements.at(-1) ?? importPath;
  const previous = elements.at(-2);
  return /^v([2-9]|[1-9]\d+)$/.test(last) && previous !== void 0 ? previous : last;
}
function groupsWithDistinctNames(packages) {
  const groups = [];
  for (const member of packages) {
    const name = executableName(member.ImportPath);
    let group = groups.find((g) => !g.names.has(name));
    if (group === void 0) groups.push(group = { names: /* @__PURE__ */ new Set(), members: [] });
    group.names.add(name);
    group.members.push(member);
  }
  return groups.map((g) => g.members);
}

// src/drive/failures.ts
function loadErrorOf(p) {
  const errors = p.Error === void 0 ? p.DepsErrors ?? [] : [p.Error];
  return errors.length === 0 ? void 0 : [...new Set(errors.map(loadErrorText))].join("\n");
}
function loadErrorText({ Err, Pos, ImportStack }) {
  if (/import cycle/.test(Err) && ImportStack !== void 0) return `package ${ImportStack.join("\n	imports ")}: ${Err.trim()}`;
  return Pos === void 0 || Pos === "" ? Err.trim() : `${Pos}: ${Err.trim()}`;
}
function splitLoadable(packages) {
  const loadable = packages.filter((p) => loadErrorOf(p) === void 0);
  if (loadable.length === 0) return { loadable: packages, failures: [] };
  const failures = packages.flatMap((p) => {
    const text = loadErrorOf(p);
    return text === void 0 ? [] : [{ package: p.ImportPath, text }];
  });
  return { loadable, failures };
}
async function setupFailures(stdout, flags, context) {
  const failed = [...stdout.matchAll(/^FAIL\t(\S+) \[setup failed\]$/gm)].map((m) => m[1]);
  if (failed.length === 0) return [];
  const listed = await runGoText(["list", "-e", "-test", "-json=ImportPath,Error,DepsErrors", ...flags, "--", ...failed], context);
  const packages = parseJsonStream(listed.stdout);
  return failed.map((path) => {
    const errors = packages.filter((p) => p.ImportPath === `${path}.test` || p.ImportPath.endsWith(`[${path}.test]`)).map(loadErrorOf);
    return { package: path, test: true, text: errors.find((text) => text !== void 0) ?? "Its tests could not be set up." };
  });
}
async function blockedPackages(failures, packages, flags, context) {
  const failed = new Set(failures.filter((f) => f.test !== true).map((f) => f.package));
  failed.delete("");
  if (failed.size === 0) return [];
  const listed = await runGoText(["list", "-e", "-json=ImportPath,Deps", ...flags, "--", ...packages.map((p) => p.ImportPath)], context);
  return parseJsonStream(listed.stdout).flatMap((p) => {
    const cause = failed.has(p.ImportPath) ? void 0 : p.Deps?.find((d) => failed.has(d));
    return cause === void 0 ? [] : [{ package: p.ImportPath, text: `It imports ${cause}, which did not compile.` }];
  });
}
function failureHint(failures, cacheDirectory) {
  const text = failures.map((f) => f.text).join("\n");
  if (/no space left on device|disk quota exceeded/.test(text))
    return `The disk is full (${freeSpace(cacheDirectory)}): free some space, or point GOCACHE, TMPDIR or ALLOCPATH_CACHE elsewhere.`;
  if (/C compiler "[^"]*" not found|exec: "(?:gcc|clang|cc|[^"]*gcc)": executable file not found/.test(text)) {
    return "cgo needs a C compiler: install gcc or clang, set CC, or leave cgo out with CGO_ENABLED=0.";
  }
  if (/requires go >= |go\.mod requires go/.test(text)) return "Choose a newer release with --go go1.N.P.";
  if (/missing go\.sum entry|no required module provides|updates to go\.mod needed/.test(text)) return "Run `go mod tidy` in the module first.";
  if (/-race (?:requires cgo|is not supported|is only supported)/.test(text)) return "The race detector needs cgo (CGO_ENABLED=1) and a supported platform.";
  return void 0;
}
function freeSpace(directory) {
  try {
    const stat = statfsSync2(directory);
    return `${Math.round(stat.bavail * stat.bsize / (1 << 20))} MB left`;
  } catch {
    return "free space unknown";
  }
}
function nothingBuilt(failures, cacheDirectory) {
  const text = failures.map((f) => f.package === "" ? f.text : `# ${f.package}
${f.text}`).join("\n");
  return new UserError("build-failed", `The build failed:
${text}`, failureHint(failures, cacheDirectory), 3);
}

// src/drive/build.ts
var Builder = class {
  build = { texts: [], binaries: [], failures: [], gaps: [] };
  toolchain;
  options;
  patterns;
  work;
  context;
  progress;
  directories = [];
  compilerLogs;
  /** @param patterns what the user named */
  constructor(toolchain, options, patterns, context, progress) {
    this.patterns = patterns;
    this.toolchain = toolchain;
    this.options = options;
    this.work = mkdtempSync3(join4(process.env["GOTMPDIR"] || tmpdir4(), "allocpath-work-"));
    this.context = { ...context, env: { ...context.env, GOTMPDIR: this.work } };
    this.progress = progress;
  }
  /** The flags handed to `go build`. */
  get flags() {
    return buildFlags(this.options, this.toolchain.goFlags);
  }
  get compileFlags() {
    return this.compilerLogs === void 0 ? this.flags : [...this.flags, ...this.compilerLogs.flags([...gcflagsOf(this.toolchain.goFlags), ...this.options.gcflags])];
  }
  // Go files that are named one by one make a package without a path of its own.
  argumentsFor(packages) {
    return packages.some((p) => p.ImportPath === "command-line-arguments") ? this.patterns : packages.map((p) => p.ImportPath);
  }
  /** Compiles packages; those named main are linked and kept. */
  async packages(packages) {
    const buildable = packages.filter((p) => (p.GoFiles?.length ?? 0) + (p.CgoFiles?.length ?? 0) > 0);
    const mains = buildable.filter((p) => p.Name === "main");
    const others = buildable.filter((p) => p.Name !== "main");
    for (const group of groupsWithDistinctNames(mains)) {
      const members = [...group, ...others];
      const directory = this.directory(members, "build");
      const args = ["build", "-o", `${directory}/`, ...this.compileFlags, "--", ...this.argumentsFor(members)];
      await this.linkReported("compile", args, directory, [...group.map((p) => p.ImportPath), ...this.options.deps ? ["runtime"] : []]);
      this.keep(group, directory, "", false);
    }
    const known = new Set(this.build.texts.flatMap((t2) => [...t2.packages.keys()]));
    const rest = others.filter((p) => !known.has(p.ImportPath));
    if (rest.length > 0) await this.run("compile", ["build", ...this.compileFlags, "--", ...this.argumentsFor(rest)]);
  }
  /** Compiles and links the test binaries of packages that have tests. */
  async tests(packages) {
    for (const group of groupsWithDistinctNames(packages)) {
      const directory = this.directory(group, "test");
      const args = ["test", "-c", "-o", `${directory}/`, ...this.flags, ...this.argumentsFor(group)];
      await this.linkReported(
        "compile-tests",
        args,
        directory,
        group.map((p) => `${p.ImportPath}.test`)
      );
      this.keep(group, directory, ".test", true);
    }
  }
  /**
   * Runs tests as the user asked for it, and reads what is printed while they are compiled. Failing tests are no failure of the build.
   * @param before flags in front of the packages, @param after what follows them
   * @param onStdout takes what the tests print
   */
  async runTests(before, patterns, after, context, onStdout) {
    const failed = [];
    let line = "";
    const result = await this.compileText(
      "compile-tests",
      ["test", ...this.flags, ...before, ...patterns, ...after],
      { ...context, env: { ...this.context.env, ...context.env } },
      (chunk) => {
        onStdout(chunk);
        const lines = (line + chunk.toString("latin1")).split("\n");
        line = lines.pop().slice(-4096);
        failed.push(...lines.filter((l) => l.startsWith("FAIL	") && l.endsWith(" [setup failed]")));
      }
    );
    const setup = await setupFailures(`${failed.join("\n")}
`, selectionFlags(this.options), this.context);
    const ok = { ...result.result, code: result.result.code === 1 && result.text.packages.size > 0 ? 0 : result.result.code };
    this.collectFailures(result.text, ok, setup, true);
    if (result.result.code !== 0) this.collectDiagnostics(result.text, true);
    return result.result;
  }
  /** From now on, compiles of these packages write the JSON log as well. */
  collectLogs(packages) {
    this.compilerLogs = new CompilerLogs(packages);
  }
  /** The logs by import path; undefined when they were not asked for. */
  readLogs() {
    return this.compilerLogs?.read(this.build.gaps);
  }
  /** Removes temporary directories; binaries in the cache stay. */
  dispose() {
    for (const directory of this.directories) directory.dispose();
    this.compilerLogs?.dispose();
    rmSync3(this.work, { recursive: true, force: true });
  }
  // An up-to-date binary lets the go command leave out compiles whose output its cache has lost (work/buildid.go: useCache, "best
  // effort"): then there is a binary and no report. Without the binary everything is compiled and printed.
  async linkReported(phase, args, directory, packages) {
    await this.link(phase, args, directory);
    if (this.build.failures.length > 0 || packages.every((p) => this.build.texts.some((t2) => t2.packages.has(p)))) return;
    for (const name of readdirSync3(directory)) rmSync3(join4(directory, name), { recursive: true, force: true });
    await this.link(phase, args, directory);
  }
  // A binary of an earlier run stays where it is when its build fails. It must not be taken for this run's: after a failure everything
  // that this run did not write is removed, and what can be linked is linked again (the compiles are in the go command's cache).
  async link(phase, args, directory) {
    const started = Date.now();
    if (await this.run(phase, args)) return;
    let stale = false;
    for (const name of readdirSync3(directory)) {
      const path = join4(directory, name);
      if (statSync2(path).mtimeMs >= started - 1e3) continue;
      rmSync3(path, { force: true });
      stale = true;
    }
    if (stale) await runGo(args, this.context, () => {
    }, true);
  }
  directory(packages, mode) {
    const directory = openBinaryDirectory([
      mode,
      this.context.cwd,
      this.context.env["GOROOT"] ?? "",
      this.toolchain.goVersion,
      this.toolchain.goos,
      this.toolchain.goarch,
      ...this.flags,
      ...packages.map((p) => p.ImportPath)
    ]);
    this.directories.push(directory);
    return directory.path;
  }
  keep(group, directory, suffix, test) {
    const extension = this.toolchain.goos === "windows" ? ".exe" : "";
    const failed = new Set(this.build.failures.map((f) => f.package));
    const files = new Set(existsSync(directory) ? readdirSync3(directory) : []);
    for (const member of group) {
      if (failed.has(member.ImportPath)) continue;
      const name = `${executableName(member.ImportPath)}${suffix}${extension}`;
      const found2 = files.has(name) ? name : group.length === 1 && files.size === 1 ? [...files][0] : void 0;
      if (found2 !== void 0) this.build.binaries.push({ path: join4(directory, found2), package: member.ImportPath, test });
    }
  }
  async run(phase, args) {
    const { text, result } = await this.compileText(phase, args, this.context);
    const setup = phase === "compile-tests" ? await setupFailures(result.stdout, selectionFlags(this.options), this.context) : [];
    this.collectFailures(text, result, setup, phase === "compile-tests");
    return result.code === 0;
  }
  async compileText(phase, args, context, onStdout) {
    const minor = this.toolchain.release.minor;
    const seen = new Set(this.build.texts.flatMap((t2) => [...t2.packages.keys()]));
    const text = new CompilerText(
      (header) => new PackageReport(header),
      (symbol) => findAllocationEntry(symbol, minor),
      { skip: (header) => seen.has(header), ...this.options.allFrames === true ? { allFrames: true } : {} }
    );
    let reported = 0;
    const result = await runGo(
      args,
      context,
      (chunk) => {
        text.push(chunk);
        if (text.bytes - reported > 1 << 20 || reported === 0) {
          reported = text.bytes;
          this.progress({ phase, packages: text.packages.size, bytes: text.bytes });
        }
      },
      true,
      onStdout
    );
    text.finish();
    this.build.texts.push(text);
    return { text, result };
  }
  collectDiagnostics(text, test) {
    for (const { header, report } of text.packages.values()) {
      if (report.escape.diagnostics.length === 0) continue;
      const words2 = report.escape.diagnostics.map((d) => d.text).join("\n");
      this.build.failures.push({ package: header.split(" ")[0], text: words2, ...test ? { test } : {} });
    }
  }
  collectFailures(text, result, setup, test) {
    const before = this.build.failures.length;
    this.build.failures.push(...setup);
    for (const { report } of text.packages.values()) report.finish();
    if (result.code !== 0) this.collectDiagnostics(text, test);
    if (result.signal !== void 0) {
      this.build.failures.push({
        package: "",
        text: `The go command was ended by ${result.signal} before it was done; what it had printed until then is shown.`
      });
    } else if (result.code !== 0 && this.build.failures.length === before) {
      const own = [...text.packages.values()].flatMap((p) => p.report.escape.unparsed.map((line) => line.text));
      if (text.preamble.length === 0) text.preamble.push(...own.slice(0, 50));
      this.build.failures.push({ package: "", text: text.preamble.join("\n") || `The go command ended with exit code ${result.code} and no message.` });
    }
    if (text.truncated) {
      this.build.gaps.push({
        code: "report-cut",
        affects: [...text.packages.keys()].at(-1) ?? "",
        message: "The compiler's report ends in the middle of a line or function; the last package may be incomplete."
      });
    }
  }
};
function requireSomething(build, cacheDirectory) {
  if (build.failures.length === 0 || build.texts.some((t2) => [...t2.packages.values()].some((p) => p.functions.length > 0))) return;
  throw nothingBuilt(build.failures, cacheDirectory);
}

// src/drive/go-arguments.ts
var BUILD_BOOLEANS = ["a", "n", "race", "msan", "asan", "cover", "v", "work", "x", "linkshared", "modcacherw", "trimpath", "i", "json"];
var BUILD_VALUES = ["C", "p", "covermode", "coverpkg", "asmflags", "buildmode", "compiler", "gccgoflags", "gcflags", "installsuffix"];
var MORE_BUILD_VALUES = ["ldflags", "mod", "modfile", "overlay", "pgo", "pkgdir", "tags", "toolexec", "exec", "o", "debug-actiongraph", "debug-trace"];
var TEST_BOOLEANS = ["c", "failfast", "short", "benchmem", "fullpath", "artifacts"];
var TEST_VALUES = ["bench", "benchtime", "blockprofile", "blockprofilerate", "count", "coverprofile", "cpu", "cpuprofile", "fuzz", "fuzztime"];
var MORE_TEST_VALUES = ["fuzzminimizetime", "list", "memprofile", "memprofilerate", "mutexprofile", "mutexprofilefraction", "outputdir"];
var LAST_TEST_VALUES = ["parallel", "run", "shuffle", "skip", "timeout", "trace", "vet", "testlogfile"];
var BOOLEANS = {
  run: /* @__PURE__ */ new Set([...BUILD_BOOLEANS, "buildvcs"]),
  test: /* @__PURE__ */ new Set([...BUILD_BOOLEANS, "buildvcs", ...TEST_BOOLEANS])
};
var VALUES = {
  run: /* @__PURE__ */ new Set([...BUILD_VALUES, ...MORE_BUILD_VALUES]),
  test: /* @__PURE__ */ new Set([...BUILD_VALUES, ...MORE_BUILD_VALUES, ...TEST_VALUES, ...MORE_TEST_VALUES, ...LAST_TEST_VALUES])
};
var REFUSED = {
  n: "With -n the go command only prints what it would do.",
  c: "With -c tests are compiled and not run; use `allocpath explain --test` for what the compiler says.",
  msan: "The memory sanitizer takes the place of parts of the allocator; its programs are not recorded.",
  asan: "The address sanitizer takes the place of parts of the allocator; its programs are not recorded.",
  linkshared: "With -linkshared the runtime is in a shared library that allocpath does not build.",
  compiler: "Only programs of the gc compiler are recorded.",
  gccgoflags: "Only programs of the gc compiler are recorded."
};
function parseGoArguments(words2) {
  const [program, command, ...args] = words2;
  if (program === void 0 || !/(?:^|\/)go$/.test(program)) {
    throw new UserError(
      "usage",
      `allocpath run builds the program with a recording runtime, so it takes a go command, not \`${program ?? ""}\`.`,
      "For example: allocpath run -- go test ./..., allocpath run -- go run . args, or allocpath run --build ./cmd/x -- args."
    );
  }
  if (command !== "test" && command !== "run") {
    throw new UserError(
      "usage",
      `\`go ${command ?? ""}\` runs nothing that could be recorded.`,
      "Use go test or go run, or --build PACKAGE -- args for a command of your own."
    );
  }
  return command === "test" ? parseTest(args) : parseRun(args);
}
function takeFlag(words2, at, command) {
  const match = /^--?([^-=][^=]*)(?:=([\s\S]*))?$/.exec(words2[at]);
  if (match === null) return void 0;
  const name = match[1].replace(/^test\./, "");
  if (match[2] !== void 0) return { name, value: match[2], words: [words2[at]] };
  if (!VALUES[command].has(name)) return { name, words: [words2[at]] };
  if (at + 1 >= words2.length) throw new UserError("usage", `go ${command}: flag needs an argument: -${name}`);
  return { name, value: words2[at + 1], words: [words2[at], words2[at + 1]] };
}
var Collected = class {
  flags = [];
  gcflags = [];
  build = {};
  exec;
  directory;
  counted = false;
  /** Takes a flag; false when it belongs to nobody that is known. */
  add(flag, command) {
    const { name, value } = flag;
    const off = value === "false" || value === "0";
    const refusal = REFUSED[name];
    if (refusal !== void 0 && !off && !(name === "compiler" && value === "gc") && (name !== "c" || command === "test")) throw new UserError("usage", refusal);
    switch (name) {
      case "C":
        this.directory = value;
        return;
      case "exec":
        this.exec = value;
        return;
      case "gcflags":
        this.gcflags.push(value);
        return;
      case "race":
      case "trimpath":
        this.build[name] = !off;
        return;
      case "tags":
      case "ldflags":
      case "buildmode":
      case "mod":
      case "modfile":
      case "overlay":
      case "pgo":
        this.build[name] = value;
        return;
      case "count":
        this.counted = true;
        break;
      default:
    }
    this.flags.push(...flag.words);
  }
  options() {
    return { ...this.build, gcflags: this.gcflags, deps: false };
  }
  result(command, patterns, rest) {
    return {
      command,
      ...this.directory === void 0 ? {} : { directory: this.directory },
      build: this.options(),
      patterns,
      flags: this.flags,
      rest,
      ...this.exec === void 0 ? {} : { exec: this.exec },
      counted: this.counted
    };
  }
};
function parseTest(words2) {
  const found2 = new Collected();
  const patterns = [];
  const rest = [];
  let packagesDone = false;
  for (let at = 0; at < words2.length; ) {
    const word2 = words2[at];
    if (word2 === "-args" || word2 === "--args") {
      rest.push(...words2.slice(at));
      break;
    }
    const flag = takeFlag(words2, at, "test");
    if (flag === void 0) {
      if (packagesDone) rest.push(...words2.slice(at));
      else {
        while (at < words2.length && !words2[at].startsWith("-")) patterns.push(words2[at++]);
        packagesDone = true;
        continue;
      }
      break;
    }
    if (BOOLEANS.test.has(flag.name) || VALUES.test.has(flag.name)) found2.add(flag, "test");
    else {
      rest.push(...flag.words);
      packagesDone = true;
    }
    at += flag.words.length;
  }
  return found2.result("test", patterns, rest);
}
function parseRun(words2) {
  const found2 = new Collected();
  let at = 0;
  while (at < words2.length) {
    const flag = takeFlag(words2, at, "run");
    if (flag === void 0) break;
    if (!BOOLEANS.run.has(flag.name) && !VALUES.run.has(flag.name)) throw new UserError("go-flag", `go run: flag provided but not defined: -${flag.name}`);
    found2.add(flag, "run");
    at += flag.words.length;
  }
  const patterns = [];
  while (at < words2.length && words2[at].endsWith(".go") && !words2[at].startsWith("-")) patterns.push(words2[at++]);
  if (patterns.length === 0 && at < words2.length) patterns.push(words2[at++]);
  if (patterns.length === 0) throw new UserError("usage", "go run: no go files listed", "Name a package, for example: allocpath run -- go run .");
  if (patterns[0].includes("@")) {
    throw new UserError(
      "usage",
      `${patterns[0]} is a program outside of this module, which is not built here.`,
      "Fetch its source, and run allocpath in its module."
    );
  }
  return found2.result("run", patterns, words2.slice(at));
}

// src/drive/patched-goroot.ts
import { createHash as createHash2 } from "node:crypto";
import { copyFileSync, existsSync as existsSync2, mkdirSync as mkdirSync2, mkdtempSync as mkdtempSync4, readFileSync as readFileSync2, readdirSync as readdirSync4, renameSync, rmSync as rmSync4, symlinkSync, utimesSync as utimesSync2, writeFileSync } from "node:fs";
import { tmpdir as tmpdir5 } from "node:os";
import { join as join5 } from "node:path";

// src/drive/patch-runtime.ts
var SHAPES = [
  { since: 21, until: 21, mallocgc: [{ size: "dataSize", slot: "0" }, { size: "dataSize", slot: "size" }] },
  { since: 22, until: 23, mallocgc: [{ size: "dataSize", slot: "0" }, { size: "dataSize", slot: "fullSize" }] },
  { since: 24, until: Number.POSITIVE_INFINITY, mallocgc: [{ size: "(size - asanRZ)", slot: "elemsize" }] }
];
var SIGNATURE = String.raw`\(size uintptr, typ \*_type, needzero bool(?:, spc spanClass, elemsize uintptr)?\) unsafe\.Pointer \{`;
var SPECIALISED2 = /^mallocgc(?:(?:SmallScanNoHeaderSC|SmallNoScanSC|TinySize|TinySC)\d+|(?:SmallScan|SmallNoScan|Tiny)SlowPath)$/;
var NOT_CALLED = /* @__PURE__ */ new Set(["malloc0", "mallocPanic", "mallocStub", "smallStub", "tinyStub", "inlinedMalloc", "mallocgcSlowPathStub", "smallScanNoHeaderStub", "smallNoScanStub"]);
var INNER = /* @__PURE__ */ new Set([
  "mallocgcTiny",
  "mallocgcSmallNoscan",
  "mallocgcSmallNoScan",
  "mallocgcSmallScanNoHeader",
  "mallocgcSmallScanHeader",
  "mallocgcLarge",
  "mallocgcSmallNoscanReuse"
]);
function patchRuntime(source, minor) {
  const shape = SHAPES.find((s) => s.since <= minor && minor <= s.until);
  if (shape === void 0) throw unknown(minor, "runtime.mallocgc", "no such release is known");
  const files = /* @__PURE__ */ new Map();
  const functions = [];
  const read = (name) => {
    const text = files.get(name) ?? source.get(name);
    if (text === void 0) throw unknown(minor, `src/runtime/${name}`, "there is no such file");
    return text;
  };
  files.set("malloc.go", patchFunction(read("malloc.go"), "mallocgc", minor, shape.mallocgc, functions));
  const generated = source.get("malloc_generated.go");
  if (generated !== void 0) files.set("malloc_generated.go", patchGenerated(generated, minor, functions));
  checkOthers(source, functions, minor);
  files.set("runtime2.go", insert(read("runtime2.go"), /^type p struct \{(?:\n.*)*?\n\tmcache +\*mcache(?=\n)/m, "type p", minor, (m) => `${m}; allocpathBudget, allocpathBlock uintptr`));
  files.set("mgcsweep.go", patchSweep(read("mgcsweep.go"), minor));
  for (const name of ["proc.go", "panic.go", "runtime.go", "signal_unix.go"]) {
    files.set(name, read(name).replace(/^(\t+)exit\(/gm, "$1allocpathExit("));
  }
  const imports = read("os_linux.go");
  const find2 = (what, pattern) => {
    const path = pattern.exec(imports)?.[1];
    if (path === void 0) throw unknown(minor, "src/runtime/os_linux.go", `it does not import ${what}`);
    return path;
  };
  return {
    files,
    functions,
    atomic: find2("atomic operations", /"((?:runtime\/internal|internal\/runtime)\/atomic)"/),
    syscall: find2("system calls", /"((?:runtime\/internal|internal\/runtime)\/syscall(?:\/linux)?)"/),
    sys: /^func getcallersp\(\) uintptr\b/m.test(read("stubs.go")) ? void 0 : "internal/runtime/sys"
  };
}
function agentSource(text, patched) {
  const known = text.replace('"allocpath/atomic"', `atomic "${patched.atomic}"`).replace('"allocpath/syscall"', `syscall "${patched.syscall}"`);
  return patched.sys === void 0 ? known.replace(/^\t"allocpath\/sys"\n/m, "").replaceAll("sys.GetCallerSP()", "getcallersp()") : known.replace('"allocpath/sys"', `"${patched.sys}"`);
}
function unknown(minor, where, what) {
  return new UserError(
    "allocator-unknown",
    `The allocator of Go 1.${minor} cannot be recorded: ${where} is not as allocpath knows it (${what}).`,
    "Choose a release that is known with --go, for example --go go1.27.4, or import a heap profile instead (--profile)."
  );
}
function insert(text, pattern, where, minor, change) {
  if (!pattern.test(text)) throw unknown(minor, where, "the place for the recorder was not found");
  return text.replace(pattern, change);
}
function bodyOf(text, name, minor) {
  const found2 = new RegExp(`^func ${name}${SIGNATURE}$`, "m").exec(text);
  if (found2 === null) throw unknown(minor, `runtime.${name}`, "its signature differs");
  const end = text.indexOf("\n}\n", found2.index);
  if (end < 0) throw unknown(minor, `runtime.${name}`, "it has no end");
  return { start: found2.index, end };
}
var DEBUG_RETURN = /if x := preMallocgcDebug\(size, typ\); x != nil \{\s*$/;
var OTHER_RETURN = /^return (?:unsafe\.Pointer\(&zerobase\)|persistentalloc\(size, align, &memstats\.other_sys\)|malloc(?:NoScan|Scan)Table\[size\]\(size, typ, needzero\)|(mallocgc\w+)\(size, typ, needzero(?:, spc, elemsize)?\))$/;
function patchFunction(text, name, minor, exits, functions) {
  const { start: start2, end } = bodyOf(text, name, minor);
  let seen = 0;
  let before = "";
  const lines = text.slice(start2, end).split("\n").map((line) => {
    const statement = line.trim();
    const previous = before;
    if (statement !== "") before = statement;
    if (!/\breturn\b/.test(statement) || statement.startsWith("//")) return line;
    if (statement !== "return x") {
      const other = OTHER_RETURN.exec(statement);
      if (other === null || other[1] !== void 0 && !SPECIALISED2.test(other[1])) throw unknown(minor, `runtime.${name}`, `it returns by "${statement}"`);
      return line;
    }
    if (DEBUG_RETURN.test(previous)) return line;
    const exit = exits[Math.min(seen, exits.length - 1)];
    seen++;
    return line.replace("return x", recording(exit));
  });
  if (seen === 0 || name === "mallocgc" && seen !== exits.length) throw unknown(minor, `runtime.${name}`, `it returns objects in ${seen} places`);
  functions.push(name);
  return text.slice(0, start2) + lines.join("\n") + text.slice(end);
}
function recording({ size, slot }) {
  return `if pp := getg().m.p.ptr(); pp == nil || pp.allocpathBudget <= ${size} { allocpathRecord(x, ${size}, typ, ${slot}, pp) } else { pp.allocpathBudget -= ${size} }; return x`;
}
function patchGenerated(text, minor, functions) {
  let patched = text;
  for (const [, name] of text.matchAll(/^func (\w+)\(/gm)) {
    if (!SPECIALISED2.test(name)) throw unknown(minor, `runtime.${name}`, "it is new");
    patched = patchFunction(patched, name, minor, [{ size: "size", slot: "elemsize" }], functions);
  }
  return patched;
}
function checkOthers(source, functions, minor) {
  const known = /* @__PURE__ */ new Set([...functions, ...INNER, ...NOT_CALLED]);
  for (const [file, text] of source) {
    if (file.endsWith("_test.go") || /^mk\w+\.go$/.test(file)) continue;
    for (const [, name, body] of text.matchAll(/^func (\w+)\([^\n]*\{\n([\s\S]*?)\n\}$/gm)) {
      const takes = /\bnextFreeFast\(|\.nextFree\(|\.allocLarge\(/.test(body);
      if (takes && !known.has(name)) throw unknown(minor, `runtime.${name}`, `it takes objects from the heap in src/runtime/${file}`);
    }
    for (const [, name] of text.matchAll(new RegExp(`^func (\\w+)${SIGNATURE}$`, "gm"))) {
      if (!known.has(name)) throw unknown(minor, `runtime.${name}`, `it allocates as mallocgc does, in src/runtime/${file}`);
    }
  }
}
function patchSweep(text, minor) {
  const where = "runtime.(*sweepLocked).sweep";
  const looking = insert(text, /(?:traceAllocFreeEnabled\(\) \|\| )?debug\.clobberfree != 0 \|\| raceenabled/, where, minor, (m) => `allocpathFrees || ${m}`);
  return insert(
    looking,
    /^\t+if debug\.clobberfree != 0 \{\n\t+clobberfree\(unsafe\.Pointer\(x\), size\)/m,
    where,
    minor,
    (m) => m.replace("if debug", "if allocpathFrees { allocpathFree(x, size) }; if debug")
  );
}

// src/drive/patched-goroot.ts
var LAYOUT = 1;
var AGENT = new URL("./agent/", import.meta.url);
var RECORDABLE = ["linux/amd64", "linux/arm64"];
function patchedGoroot(toolchain) {
  const target = `${toolchain.goos}/${toolchain.goarch}`;
  if (!RECORDABLE.includes(target)) {
    throw new UserError("target-not-recorded", `Programs for ${target} cannot be recorded; those for ${RECORDABLE.join(" and ")} can.`);
  }
  const source = join5(toolchain.goroot, "src", "runtime");
  const patched = patchRuntime(readSource(source), toolchain.release.minor);
  const agent = readSource(AGENT);
  const hash = createHash2("sha256").update(JSON.stringify([LAYOUT, toolchain.goroot, toolchain.goVersion]));
  for (const [name, text] of [...patched.files, ...agent]) hash.update(`\0${name}\0${text}`);
  const key = hash.digest("hex").slice(0, 24);
  const place2 = openPlace(key);
  const found2 = {
    path: place2.path,
    go: join5(place2.path, "bin", "go"),
    original: toolchain.goroot,
    functions: patched.functions,
    dispose: place2.dispose
  };
  if (!existsSync2(found2.go)) make(place2.path, toolchain.goroot, patched, agent);
  return found2;
}
function readSource(directory) {
  const names = readdirSync4(directory).filter((name) => name.endsWith(".go"));
  return new Map(names.sort().map((name) => [name, readFileSync2(directory instanceof URL ? new URL(name, directory) : join5(directory, name), "utf8")]));
}
function openPlace(key) {
  const root = join5(cacheRoot(), "runtimes");
  try {
    if (/^\/(?:proc|sys|dev)(?:\/|$)/.test(root)) throw new Error("no place for a cache");
    mkdirSync2(root, { recursive: true });
    const path = join5(root, key);
    if (existsSync2(path)) utimesSync2(path, /* @__PURE__ */ new Date(), /* @__PURE__ */ new Date());
    else writeFileSync(join5(root, `.${process.pid}`), "");
    rmSync4(join5(root, `.${process.pid}`), { force: true });
    return { path, dispose: () => {
    } };
  } catch {
    const path = join5(mkdtempSync4(join5(tmpdir5(), "allocpath-goroot-")), "go");
    return { path, dispose: () => rmSync4(join5(path, ".."), { recursive: true, force: true }) };
  }
}
function make(path, goroot, patched, agent) {
  const temporary = `${path}.${process.pid}`;
  rmSync4(temporary, { recursive: true, force: true });
  mkdirSync2(join5(temporary, "src"), { recursive: true });
  for (const name of readdirSync4(goroot)) if (name !== "src") symlinkSync(join5(goroot, name), join5(temporary, name));
  for (const entry of readdirSync4(join5(goroot, "src"), { withFileTypes: true })) {
    const from = join5(goroot, "src", entry.name);
    const to = join5(temporary, "src", entry.name);
    if (entry.isDirectory() && entry.name !== "cmd") mirror(from, to);
    else symlinkSync(from, to);
  }
  const runtime = join5(temporary, "src", "runtime");
  for (const [name, text] of patched.files) write(join5(runtime, name), text);
  for (const [name, text] of agent) write(join5(runtime, `allocpath_${name}`), agentSource(text, patched));
  try {
    renameSync(temporary, path);
  } catch (error) {
    rmSync4(temporary, { recursive: true, force: true });
    if (!existsSync2(join5(path, "bin", "go"))) throw error;
  }
}
function write(path, text) {
  rmSync4(path, { force: true });
  writeFileSync(path, text);
}
var LINKED = /\.(?:go|s|S|h|c|cc|syso|md)$/;
function mirror(from, to) {
  mkdirSync2(to);
  for (const entry of readdirSync4(from, { withFileTypes: true })) {
    const source = join5(from, entry.name);
    const target = join5(to, entry.name);
    if (entry.isDirectory() && entry.name !== "testdata") mirror(source, target);
    else if (entry.isDirectory() || LINKED.test(entry.name)) symlinkSync(source, target);
    else copyFileSync(source, target);
  }
}

// src/drive/record-files.ts
import { closeSync as closeSync2, existsSync as existsSync3, fstatSync, mkdirSync as mkdirSync3, openSync as openSync2, readSync as readSync2, readdirSync as readdirSync5, rmSync as rmSync5, statSync as statSync3 } from "node:fs";
import { join as join6 } from "node:path";
var DEFAULT_SETTINGS = { events: false, frees: false, rate: 0, depth: 128, full: false, maxMegabytes: 16 << 10, maxStacks: 1 << 20 };
function recordEnvironment(directory, settings) {
  const mode = (settings.events ? 1 : 0) | (settings.frees ? 2 : 0) | (settings.full ? 4 : 0);
  return {
    ALLOCPATH_RECORD: directory,
    ALLOCPATH_OPTIONS: `m${mode},r${settings.rate},d${settings.depth},l${settings.maxMegabytes},s${settings.maxStacks}`
  };
}
var MAX_DIRECTORY = 500;
function makeRecordDirectory(path) {
  if (Buffer.byteLength(path) > MAX_DIRECTORY) {
    throw new UserError("record-directory", `The directory for the recording has a name of more than ${MAX_DIRECTORY} bytes: ${path}`, "Point TMPDIR to one with a shorter name.");
  }
  try {
    mkdirSync3(path, { recursive: true, mode: process.getuid?.() === 0 ? 1023 : 448 });
  } catch (error) {
    throw new UserError("record-directory", `The recording cannot be written: ${error.message}`, "Point TMPDIR to a directory that can be written, or use --out in one.");
  }
}
function openRecord(path) {
  const descriptor = openSync2(path, "r");
  const { size } = fstatSync(descriptor);
  return {
    name: path,
    size,
    read: (offset, length) => {
      const bytes2 = new Uint8Array(length);
      let done = 0;
      while (done < length) {
        const count2 = readSync2(descriptor, bytes2, done, Math.min(length - done, 1 << 30), offset + done);
        if (count2 === 0) break;
        done += count2;
      }
      return bytes2.subarray(0, done);
    },
    close: () => closeSync2(descriptor)
  };
}
function recordOnDemand(path) {
  return {
    name: path,
    size: statSync3(path).size,
    read: (offset, length) => {
      const record2 = openRecord(path);
      try {
        return record2.read(offset, length);
      } finally {
        record2.close();
      }
    }
  };
}
function listRecords(directory) {
  const found2 = readdirSync5(directory).filter((name) => /^\d+-\d+\.record$/.test(name)).map((name) => ({ name, started: Number(name.slice(name.indexOf("-") + 1, -".record".length)) }));
  return found2.sort((a2, b) => a2.started - b.started || (a2.name < b.name ? -1 : 1)).map(({ name }) => join6(directory, name));
}
function readRecords(directory, read, gaps) {
  const found2 = [];
  for (const path of listRecords(directory)) {
    const record2 = openRecord(path);
    try {
      found2.push(read(record2));
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      gaps.push({ code: "record-not-read", affects: path, message: `One process is missing: ${error.message}` });
    } finally {
      record2.close();
    }
  }
  return found2;
}
function keptName(path) {
  const stat = statSync3(path, { bigint: true, throwIfNoEntry: false });
  return stat === void 0 ? void 0 : `program-${stat.ino}-${stat.size}-${stat.mtimeNs}`;
}

// src/drive/run-program.ts
import { spawn as spawn2 } from "node:child_process";
var PATIENCE_MS = 5e3;
async function runProgram(words2, options) {
  const [file, ...args] = words2;
  return await new Promise((resolve3, reject) => {
    const own = options.take === void 0;
    const child = spawn2(file, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ["inherit", own ? options.stdout === 1 ? "inherit" : 2 : "pipe", own ? "inherit" : "pipe"]
    });
    child.stdout?.on("data", (chunk) => options.take(chunk, "stdout"));
    child.stderr?.on("data", (chunk) => options.take(chunk, "stderr"));
    let interrupts = 0;
    const onInterrupt = () => {
      if (process.stdin.isTTY !== true) child.kill("SIGINT");
      if (++interrupts < 2) return;
      child.kill("SIGTERM");
      setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS).unref();
    };
    const onTerminate = (signal) => void child.kill(signal);
    process.on("SIGINT", onInterrupt);
    for (const signal of ["SIGTERM", "SIGHUP", "SIGQUIT"]) process.on(signal, onTerminate);
    const done = () => {
      process.off("SIGINT", onInterrupt);
      for (const signal of ["SIGTERM", "SIGHUP", "SIGQUIT"]) process.off(signal, onTerminate);
    };
    child.on("error", (error) => {
      done();
      reject(new UserError("program", `The program could not be started: ${error.message}`, error.code === "EACCES" ? "Is its directory mounted noexec? Point ALLOCPATH_CACHE elsewhere." : void 0));
    });
    child.on("close", (code, signal) => {
      done();
      resolve3({ pid: child.pid ?? 0, code: code ?? void 0, signal: signal ?? void 0 });
    });
  });
}

// src/drive/test-wrapper.ts
import { chmodSync, writeFileSync as writeFileSync2 } from "node:fs";
import { join as join7 } from "node:path";
function writeTestWrapper(directory, record2, changed2, exec) {
  const path = join7(directory, "record.sh");
  const restore = changed2.map((name) => {
    const value = process.env[name];
    return value === void 0 ? `unset ${name}` : `export ${name}=${quote(value)}`;
  });
  const set = Object.entries(record2).map(([name, value]) => `export ${name}=${quote(value)}`);
  writeFileSync2(path, ["#!/bin/sh", ...restore, ...set, `exec ${exec === void 0 ? "" : `${exec} `}"$@"`, ""].join("\n"));
  chmodSync(path, 493);
  return /[\s'"]/.test(path) ? path.includes("'") ? `"${path}"` : `'${path}'` : path;
}
function quote(value) {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}

// src/drive/toolchain.ts
import { existsSync as existsSync4 } from "node:fs";

// src/read/release/releases.ts
var OLDEST_DECODED = 18;
var OLDEST_EXPLAINED = 21;
var NEWEST_KNOWN = 27;
function parseRelease(text) {
  const match = /(?:^|\s)go1\.(\d{1,3})(?:\.(\d{1,4}))?((?:rc|beta)\d{1,3})?(?=$|[\s+\-_])/.exec(text);
  if (match === null) return void 0;
  const experiments = /\sX:(\S+)/.exec(text)?.[1]?.split(",") ?? [];
  return {
    text,
    minor: Number(match[1]),
    patch: Number(match[2] ?? 0),
    stage: text.startsWith("devel") ? "devel" : match[3] ?? "",
    experiments
  };
}
function supportOf(release) {
  if (release.minor < OLDEST_DECODED) return "older";
  if (release.minor > NEWEST_KNOWN) return "newer";
  return release.minor < OLDEST_EXPLAINED ? "decoded" : "explained";
}
function minorOf(row) {
  return Number(row.since.slice("go1.".length));
}
function rowFor(rows, minor) {
  let found2 = rows[0];
  for (const row of rows) {
    if (minorOf(row) <= minor) found2 = row;
  }
  return found2;
}

// src/drive/toolchain.ts
async function readToolchain(context) {
  if (!existsSync4(context.cwd)) throw new UserError("no-directory", `The directory ${context.cwd} does not exist.`);
  const names = ["GOVERSION", "GOOS", "GOARCH", "GOROOT", "GOMODCACHE", "GOMOD", "GOWORK", "GOFLAGS", "CGO_ENABLED", "CC"];
  const result = await runGoText(["env", "-json", ...names], context);
  if (result.code !== 0) throw toolchainError(result.stderr, context);
  const env = JSON.parse(result.stdout);
  const goVersion = env["GOVERSION"] ?? "";
  const release = parseRelease(goVersion);
  if (release === void 0) {
    throw new UserError("unknown-go", `The go command reports version "${goVersion}", which is not a Go release.`, "Choose a release with --go go1.N.P.");
  }
  const support = supportOf(release);
  if (release.minor < OLDEST_EXPLAINED) {
    throw new UserError(
      "go-too-old",
      `${goVersion} is too old: allocpath explains Go 1.${OLDEST_EXPLAINED} and newer.`,
      `Choose a newer one, for example --go go1.${NEWEST_KNOWN}.0.`
    );
  }
  const gaps = [];
  if (support === "newer") {
    gaps.push({
      code: "release-unverified",
      affects: goVersion,
      message: `${goVersion} is newer than the newest release that allocpath was checked with (Go 1.${NEWEST_KNOWN}); its results are unverified.`
    });
  }
  return {
    goVersion,
    release,
    gaps,
    goos: env["GOOS"] ?? "",
    goarch: env["GOARCH"] ?? "",
    goroot: env["GOROOT"] ?? "",
    moduleCache: env["GOMODCACHE"] ?? "",
    goMod: env["GOMOD"] ?? "",
    goWork: env["GOWORK"] ?? "",
    goFlags: env["GOFLAGS"] ?? "",
    cgo: env["CGO_ENABLED"] === "1",
    cc: env["CC"] ?? ""
  };
}
function toolchainError(stderr, context) {
  const text = stderr.trim();
  const asked = context.env["GOTOOLCHAIN"];
  if (/toolchain not available|download go1|invalid GOTOOLCHAIN|unrecognized version|not in std|no such toolchain/.test(text) && asked !== void 0) {
    return new UserError(
      "no-toolchain",
      `The toolchain ${asked} could not be had: ${lastLine(text)}`,
      "Check the number (go1.N.P, for example go1.26.8) and the network or GOPROXY."
    );
  }
  if (/requires go >= /.test(text)) {
    return new UserError("go-too-old-for-module", lastLine(text), "Choose a newer release with --go go1.N.P, or set GOTOOLCHAIN=auto.");
  }
  return new UserError("go-env", `The go command failed: ${text || "no message"}`);
}
function lastLine(text) {
  return text.split("\n").at(-1) ?? text;
}

// src/jobs/analyse.ts
import { readFileSync as readFileSync3 } from "node:fs";

// src/read/release/func-record.ts
var SAME = {
  entryOff: 0,
  nameOff: 4,
  args: 8,
  deferreturn: 12,
  pcsp: 16,
  pcfile: 20,
  pcln: 24,
  npcdata: 28,
  cuOffset: 32
};
var ROWS = [
  { since: "go1.18", ...SAME, funcID: 36, flag: 37, nfuncdata: 39, size: 40 },
  { since: "go1.20", ...SAME, startLine: 36, funcID: 40, flag: 41, nfuncdata: 43, size: 44 }
];
function funcRecordLayout(minor) {
  return rowFor(ROWS, minor);
}
var PCDATA = {
  UnsafePoint: 0,
  StackMapIndex: 1,
  InlTreeIndex: 2,
  ArgLiveIndex: 3,
  PanicBounds: 4
};
var FUNCDATA = {
  ArgsPointerMaps: 0,
  LocalsPointerMaps: 1,
  StackObjects: 2,
  InlTree: 3,
  OpenCodedDeferInfo: 4,
  ArgInfo: 5,
  ArgLiveInfo: 6,
  WrapInfo: 7
};
var FUNC_FLAG = { TopFrame: 1, SPWrite: 2, Asm: 4 };

// src/read/release/inline-tree.ts
var ROWS2 = [
  { since: "go1.18", parent: 0, funcID: 2, nameOff: 12, parentPc: 16, size: 20 },
  { since: "go1.20", funcID: 0, nameOff: 4, parentPc: 8, startLine: 12, size: 16 }
];
function inlinedCallLayout(minor) {
  return rowFor(ROWS2, minor);
}

// src/read/release/moduledata.ts
var WORDS = { word: 1, string: 2, slice: 3 };
var HEADER_TEXT_START_UNTIL = 25;
var slices = (...names) => names.map((name) => [name, "slice"]);
var words = (...names) => names.map((name) => [name, "word"]);
var FIRST2 = [
  ...words("pcHeader"),
  ...slices("funcnametab", "cutab", "filetab", "pctab", "pclntable", "ftab"),
  ...words("findfunctab", "minpc", "maxpc", "text", "etext", "noptrdata", "enoptrdata", "data", "edata"),
  ...words("bss", "ebss", "noptrbss", "enoptrbss", "end", "gcdata", "gcbss", "types", "etypes", "rodata", "gofunc"),
  ...slices("textsectmap", "typelinks", "itablinks", "ptab"),
  ["pluginpath", "string"],
  ...slices("pkghashes"),
  ["modulename", "string"]
];
var ROWS3 = [
  { since: "go1.18" },
  { since: "go1.20", insert: [{ after: "enoptrbss", fields: words("covctrs", "ecovctrs") }] },
  { since: "go1.21", insert: [{ after: "pkghashes", fields: slices("inittasks") }] },
  { since: "go1.26", insert: [{ after: "gofunc", fields: words("epclntab") }] },
  {
    since: "go1.27",
    insert: [
      { after: "types", fields: words("typedesclen") },
      { after: "etypes", fields: words("itaboffset", "itabsize") }
    ],
    remove: ["typelinks", "itablinks"]
  }
];
function moduledataLayout(minor, pointerSize) {
  let fields = FIRST2;
  for (const row of ROWS3) {
    if (minorOf(row) > minor) break;
    fields = fields.filter(([name]) => !row.remove?.includes(name)).flatMap((field) => [field, ...row.insert?.find((one) => one.after === field[0])?.fields ?? []]);
  }
  const offsets = /* @__PURE__ */ new Map();
  let size = 0;
  for (const [name, kind] of fields) {
    offsets.set(name, size);
    size += WORDS[kind] * pointerSize;
  }
  return { offsets, size };
}

// src/base/cursor.ts
var utf82 = new TextDecoder("utf-8", { fatal: false });
var Cursor = class {
  bytes;
  shape;
  section;
  fileOffset;
  view;
  /** Offset of the next read, in `bytes`. */
  offset;
  constructor(bytes2, shape, section, fileOffset = 0, offset = 0) {
    this.bytes = bytes2;
    this.shape = shape;
    this.section = section;
    this.fileOffset = fileOffset;
    this.view = new DataView(bytes2.buffer, bytes2.byteOffset, bytes2.byteLength);
    this.offset = offset;
  }
  /** A FormatError at the current (or given) offset. */
  error(expected, offset = this.offset) {
    return new FormatError(this.section, expected, this.fileOffset + offset);
  }
  /** Throws unless `size` more bytes exist. */
  need(size, what) {
    if (size < 0 || this.offset < 0 || this.offset + size > this.bytes.length) {
      throw this.error(`${what} needs ${size} bytes, ${Math.max(0, this.bytes.length - this.offset)} are left`);
    }
  }
  /** Moves to an absolute offset in `bytes`. */
  seek(offset) {
    if (!(offset >= 0 && offset <= this.bytes.length)) {
      throw this.error(`an offset within 0\u20260x${this.bytes.length.toString(16)}, found ${hex(offset)}`);
    }
    this.offset = offset;
    return this;
  }
  skip(size) {
    this.need(size, "skip");
    this.offset += size;
    return this;
  }
  u8() {
    this.need(1, "u8");
    return this.bytes[this.offset++];
  }
  u16() {
    this.need(2, "u16");
    const value = this.view.getUint16(this.offset, this.shape.littleEndian);
    this.offset += 2;
    return value;
  }
  u32() {
    this.need(4, "u32");
    const value = this.view.getUint32(this.offset, this.shape.littleEndian);
    this.offset += 4;
    return value;
  }
  i32() {
    this.need(4, "i32");
    const value = this.view.getInt32(this.offset, this.shape.littleEndian);
    this.offset += 4;
    return value;
  }
  /** A 64-bit unsigned number that must be below 2^53: addresses, sizes and offsets are. */
  u64() {
    this.need(8, "u64");
    const value = this.view.getBigUint64(this.offset, this.shape.littleEndian);
    if (value > 0x1fffffffffffffn) throw this.error(`a number below 2^53, found 0x${value.toString(16)}`);
    this.offset += 8;
    return Number(value);
  }
  /** A pointer-sized unsigned number. */
  word() {
    return this.shape.pointerSize === 8 ? this.u64() : this.u32();
  }
  /** Unsigned LEB128 of at most 64 bits, required to fit 2^53. */
  uvarint() {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 10; i++) {
      const byte = this.u8();
      value += (byte & 127) * scale;
      if (byte < 128) {
        if (value > Number.MAX_SAFE_INTEGER) throw this.error("a varint below 2^53");
        return value;
      }
      scale *= 128;
    }
    throw this.error("a varint of at most 10 bytes");
  }
  /** A view (no copy) of the next `size` bytes. */
  take(size) {
    this.need(size, "bytes");
    const part3 = this.bytes.subarray(this.offset, this.offset + size);
    this.offset += size;
    return part3;
  }
  /** A NUL-terminated UTF-8 string at `offset` (default: here), at most `limit` bytes long. */
  cstring(offset = this.offset, limit = 1 << 20) {
    if (!(offset >= 0 && offset < this.bytes.length)) {
      throw this.error(`strings that begin within 0x${this.bytes.length.toString(16)} bytes, found an offset of ${hex(offset)}`, 0);
    }
    const end = this.bytes.indexOf(0, offset);
    if (end < 0 || end - offset > limit) throw this.error("a NUL-terminated string", offset);
    return utf82.decode(this.bytes.subarray(offset, end));
  }
};
function hex(offset) {
  return offset < 0 ? `-0x${(-offset).toString(16)}` : `0x${offset.toString(16)}`;
}

// src/read/binary/build-info.ts
var MAGIC = new Uint8Array([255, 32, 71, 111, 32, 98, 117, 105, 108, 100, 105, 110, 102, 58]);
var ALIGN = 16;
var HEADER = 32;
var WHERE = "build info";
var MAX_TEXT = 1 << 24;
var utf83 = new TextDecoder();
function findBuildInfo(image) {
  const section = image.findSection(".go.buildinfo", "__go_buildinfo");
  const address2 = section?.address ?? scan(image);
  if (address2 === void 0) return void 0;
  const cursor = image.cursorAt(address2, WHERE);
  cursor.need(HEADER, "the header");
  if (!startsWithMagic(cursor.bytes, 0)) throw cursor.error('the mark "\\xff Go buildinf:"', 0);
  const flags = cursor.bytes[15];
  if ((flags & 2) !== 0) {
    cursor.seek(HEADER);
    const version = cursor.take(bounded(cursor, cursor.uvarint()));
    return decode(cursor, version, cursor.take(bounded(cursor, cursor.uvarint())));
  }
  const shape = { littleEndian: (flags & 1) === 0, pointerSize: cursor.bytes[14] === 4 ? 4 : 8 };
  const pointers = new Cursor(cursor.bytes, shape, WHERE, cursor.fileOffset, 16);
  const strings = [pointers.word(), pointers.word()].map((address3, i) => goString(image, address3, shape, cursor.fileOffset + 16 + i * shape.pointerSize));
  return decode(cursor, strings[0], strings[1]);
}
function scan(image) {
  for (const { writable, bytes: bytes2, address: address2 } of image.parts.segments) {
    if (!writable) continue;
    const first2 = (ALIGN - address2 % ALIGN) % ALIGN;
    for (let at = first2; at + HEADER <= bytes2.length; at += ALIGN) {
      if (startsWithMagic(bytes2, at)) return address2 + at;
    }
  }
  return void 0;
}
function startsWithMagic(bytes2, at) {
  for (let i = 0; i < MAGIC.length; i++) {
    if (bytes2[at + i] !== MAGIC[i]) return false;
  }
  return true;
}
function bounded(cursor, size) {
  if (size > MAX_TEXT) throw cursor.error(`a text of at most ${MAX_TEXT} bytes`);
  return size;
}
function goString(image, address2, shape, from) {
  if (address2 === 0) return new Uint8Array(0);
  const { bytes: bytes2, fileOffset } = image.cursorAt(address2, WHERE, 2 * shape.pointerSize, from);
  const header = new Cursor(bytes2, shape, WHERE, fileOffset);
  const data = header.word();
  const size = bounded(header, header.word());
  return size === 0 ? new Uint8Array(0) : image.cursorAt(data, WHERE, size, fileOffset).bytes;
}
function decode(cursor, version, framed) {
  const goVersion = utf83.decode(version);
  if (goVersion === "") throw cursor.error("a Go version", 0);
  const whole2 = framed.length >= 33 && framed[framed.length - 17] === 10;
  const text = whole2 ? utf83.decode(framed.subarray(16, framed.length - 16)) : "";
  const settings = /* @__PURE__ */ new Map();
  let path;
  let module;
  for (const line of text.split("\n")) {
    const tab = line.indexOf("	");
    const rest = line.slice(tab + 1);
    switch (line.slice(0, Math.max(tab, 0))) {
      case "path":
        path = rest;
        break;
      case "mod":
        module = rest.split("	")[0];
        break;
      case "build": {
        const [key, value] = setting(rest);
        settings.set(key, value);
        break;
      }
    }
  }
  return { goVersion, path, module, settings };
}
function setting(text) {
  const quoted = /^("(?:[^"\\]|\\.)*"|`[^`]*`)=/.exec(text)?.[1];
  const equals = quoted?.length ?? text.indexOf("=");
  if (equals < 0) return [text, ""];
  return [unquote(text.slice(0, equals)), unquote(text.slice(equals + 1))];
}
function unquote(text) {
  if (text.length >= 2 && text.startsWith("`") && text.endsWith("`")) return text.slice(1, -1);
  if (!text.startsWith('"')) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

// src/read/binary/debug-section.ts
var HEADER2 = 12;
var BIG_ENDIAN = { littleEndian: false, pointerSize: 8 };
function gnuCompressed(held, name, fileOffset) {
  const cursor = new Cursor(held, BIG_ENDIAN, name, fileOffset);
  if (cursor.u32() !== 1514948930) throw cursor.error('the mark "ZLIB"', 0);
  const size = cursor.u64();
  return { bytes: held.subarray(HEADER2), fileOffset: fileOffset + HEADER2, compression: "zlib", size };
}
function plainSection(held, fileOffset) {
  return { bytes: held, fileOffset, compression: "none", size: held.length };
}

// src/read/binary/image.ts
var Image = class {
  parts;
  constructor(parts) {
    this.parts = parts;
  }
  get shape() {
    return this.parts.shape;
  }
  /** The first section with one of the names. */
  findSection(...names) {
    return this.parts.sections.find((section) => names.includes(section.name));
  }
  /** The address of a symbol, when the file has symbols and this one is among them. */
  findSymbol(name) {
    return this.parts.findSymbol?.(name);
  }
  /** The segment that holds an address. */
  segmentAt(address2) {
    return this.parts.segments.find((one) => address2 >= one.address && address2 < one.address + one.size);
  }
  /** Offset in the file of what lies at an address; undefined when the file does not hold it. */
  fileOffsetOf(address2) {
    const segment = this.segmentAt(address2);
    return segment === void 0 || address2 - segment.address > segment.bytes.length ? void 0 : segment.fileOffset + address2 - segment.address;
  }
  /**
   * A cursor over [address, address + size) as the file holds it; without `size`, to the end of the segment. `from`: offset in the file
   * of what names the address, which is at fault when nothing is there.
   */
  cursorAt(address2, what, size, from) {
    const segment = this.segmentAt(address2);
    const start2 = segment === void 0 ? 0 : address2 - segment.address;
    if (segment === void 0 || start2 > segment.bytes.length || (size ?? 0) > segment.bytes.length - start2) {
      throw new FormatError(what, `0x${(size ?? 0).toString(16)} mapped bytes at address 0x${address2.toString(16)}`, from);
    }
    const bytes2 = segment.bytes.subarray(start2, size === void 0 ? void 0 : start2 + size);
    return new Cursor(bytes2, this.shape, what, segment.fileOffset + start2);
  }
};

// src/read/binary/relocations.ts
var DT_NULL = 0;
var DT_SYMTAB = 6;
var DT_RELA = 7;
var DT_RELASZ = 8;
var DT_REL = 17;
var DT_RELSZ = 18;
var TYPES = {
  amd64: { relative: 8, absolute: 1, globalData: 6 },
  arm64: { relative: 1027, absolute: 257, globalData: 1025 },
  "386": { relative: 8, absolute: 1, globalData: 6 },
  arm: { relative: 23, absolute: 2, globalData: 21 }
};
function applyRelocations(segments, dynamic, architecture, shape) {
  const tables = findTables(segments, dynamic, shape);
  const memory = new Memory(segments, shape);
  if (tables.rela !== void 0) applyTable(memory, tables.rela, tables.symbols, TYPES[architecture], true);
  if (tables.rel !== void 0) applyTable(memory, tables.rel, tables.symbols, TYPES[architecture], false);
  return memory.segments();
}
function applyTable(memory, table2, symbols, types, explicit) {
  const { pointerSize } = table2.shape;
  const entry = (explicit ? 3 : 2) * pointerSize;
  const { view } = table2;
  for (let at = 0; at + entry <= table2.bytes.length; at += entry) {
    const info = view.getUint32(at + pointerSize, true);
    const type = pointerSize === 8 ? info : info & 255;
    const relative = type === types.relative;
    if (!relative && type !== types.absolute && type !== types.globalData) continue;
    if (relative && !explicit) continue;
    const address2 = table2.seek(at).word();
    if (!memory.enter(address2)) continue;
    const symbol = relative ? 0n : definedAt(symbols, pointerSize === 8 ? view.getUint32(at + 12, true) : info >>> 8);
    if (symbol === void 0) continue;
    memory.write(symbol + (explicit ? wordAt(view, at + 2 * pointerSize, pointerSize) : type === types.absolute ? memory.read() : 0n));
  }
}
function definedAt(symbols, index) {
  if (symbols === void 0 || index === 0) return void 0;
  const wide = symbols.shape.pointerSize === 8;
  const at = index * (wide ? 24 : 16);
  symbols.seek(at).need(wide ? 24 : 16, "a symbol");
  if (symbols.view.getUint16(at + (wide ? 6 : 14), true) === 0) return void 0;
  return wide ? symbols.view.getBigUint64(at + 8, true) : BigInt(symbols.view.getUint32(at + 4, true));
}
var Memory = class {
  #patched;
  #size;
  #home;
  #place = 0;
  constructor(segments, shape) {
    this.#patched = segments.map((segment) => ({ ...segment, view: viewOf(segment.bytes), copied: false }));
    this.#size = shape.pointerSize;
    this.#home = this.#patched[0];
  }
  /** Chooses the word at an address; false when the file does not hold it. */
  enter(address2) {
    const holds = (one) => address2 >= one.address && address2 + this.#size <= one.address + one.bytes.length;
    if (this.#home === void 0 || !holds(this.#home)) this.#home = this.#patched.find(holds);
    this.#place = address2 - (this.#home?.address ?? 0);
    return this.#home !== void 0;
  }
  read() {
    return wordAt(this.#home.view, this.#place, this.#size);
  }
  write(value) {
    const home = this.#home;
    const wrapped = BigInt.asUintN(this.#size * 8, value);
    if (this.read() === wrapped) return;
    if (!home.copied) {
      home.bytes = home.bytes.slice();
      home.view = viewOf(home.bytes);
      home.copied = true;
    }
    if (this.#size === 8) home.view.setBigUint64(this.#place, wrapped, true);
    else home.view.setUint32(this.#place, Number(wrapped), true);
  }
  segments() {
    return this.#patched;
  }
};
function wordAt(view, at, size) {
  return size === 8 ? view.getBigUint64(at, true) : BigInt(view.getUint32(at, true));
}
function viewOf(bytes2) {
  return new DataView(bytes2.buffer, bytes2.byteOffset, bytes2.byteLength);
}
function findTables(segments, dynamic, shape) {
  const cursor = cursorAt(segments, dynamic, shape);
  const values = /* @__PURE__ */ new Map();
  let at = 0;
  while (cursor !== void 0 && cursor.offset + 2 * shape.pointerSize <= cursor.bytes.length) {
    const tag = cursor.word();
    if (tag === DT_RELA || tag === DT_REL) at = cursor.fileOffset + cursor.offset;
    if (tag === DT_NULL) break;
    if ([DT_SYMTAB, DT_RELA, DT_RELASZ, DT_REL, DT_RELSZ].includes(tag)) values.set(tag, cursor.word());
    else cursor.skip(shape.pointerSize);
  }
  const table2 = (start2, size) => {
    const address2 = values.get(start2);
    const length = values.get(size);
    if (address2 === void 0 || length === void 0 || length === 0) return void 0;
    const held = cursorAt(segments, address2, shape);
    if (held === void 0) throw new FormatError("relocations", `a table at mapped address 0x${address2.toString(16)}`, at);
    return new Cursor(held.take(length), shape, "relocations", held.fileOffset);
  };
  const symbols = values.get(DT_SYMTAB);
  return {
    rela: table2(DT_RELA, DT_RELASZ),
    rel: table2(DT_REL, DT_RELSZ),
    symbols: symbols === void 0 ? void 0 : cursorAt(segments, symbols, shape, "dynamic symbols")
  };
}
function cursorAt(segments, address2, shape, what = "dynamic section") {
  const home = segments.find((one) => address2 >= one.address && address2 < one.address + one.bytes.length);
  if (home === void 0) return void 0;
  const start2 = address2 - home.address;
  return new Cursor(home.bytes.subarray(start2), shape, what, home.fileOffset + start2);
}

// src/read/binary/elf.ts
var WHERE2 = "ELF";
var EM = { 62: ["amd64", 8], 183: ["arm64", 8], 3: ["386", 4], 40: ["arm", 4] };
var ET_EXEC = 2;
var ET_DYN = 3;
var OTHER_TYPES = { 1: "an object file", 4: "a core dump" };
var OTHER_MACHINES = { 8: "mips", 20: "ppc", 21: "ppc64", 22: "s390x", 243: "riscv64", 258: "loong64" };
var PT_LOAD = 1;
var PT_DYNAMIC = 2;
var PF_X = 1;
var PF_W = 2;
var SHT_SYMTAB = 2;
var SHT_NOBITS = 8;
var SHF_ALLOC = 2;
var SHF_COMPRESSED = 2048;
var ELFCOMPRESS_ZLIB = 1;
var MAX_LOADS = 64;
var ELF32 = {
  shape: { littleEndian: true, pointerSize: 4 },
  header: 52,
  offsets: 28,
  counts: 42,
  program: 32,
  section: 40,
  symbol: 16,
  value: 4,
  compression: 12
};
var ELF64 = {
  shape: { littleEndian: true, pointerSize: 8 },
  header: 64,
  offsets: 32,
  counts: 54,
  program: 56,
  section: 64,
  symbol: 24,
  value: 8,
  compression: 24
};
function isElf(bytes2) {
  return bytes2[0] === 127 && bytes2[1] === 69 && bytes2[2] === 76 && bytes2[3] === 70;
}
function checkElfHeader(bytes2) {
  const known = bytes2[4] === 1 ? ELF32 : ELF64;
  const header = new Cursor(bytes2, known.shape, WHERE2);
  if (!isElf(bytes2)) throw header.error("an ELF file");
  header.need(known.header, "the file header");
  if (bytes2[4] !== 1 && bytes2[4] !== 2) throw header.error("a file of 32 or 64 bits", 4);
  if (bytes2[5] !== 1) throw header.error(`a little-endian file, found one for ${machineName(header.view.getUint16(18))}`, 5);
  const type = header.seek(16).u16();
  if (type !== ET_EXEC && type !== ET_DYN) throw header.error(`an executable, found ${OTHER_TYPES[type] ?? `e_type ${type}`}`, 16);
  const machine = header.u16();
  const [architecture, pointerSize] = EM[machine] ?? [];
  if (architecture === void 0 || pointerSize !== known.shape.pointerSize) {
    throw header.error(`machine amd64, arm64, 386 or arm, found ${machineName(machine)} with ${known.shape.pointerSize * 8} bits`, 18);
  }
  return { known, type, architecture };
}
function machineName(machine) {
  return EM[machine]?.[0] ?? OTHER_MACHINES[machine] ?? `e_machine ${machine}`;
}
function decodeElf(bytes2) {
  const { known, type, architecture } = checkElfHeader(bytes2);
  const header = new Cursor(bytes2, known.shape, WHERE2);
  const programOffset = header.seek(known.offsets).word();
  const sectionOffset = header.word();
  const [programSize, programCount, sectionSize, sectionCount, nameIndex] = readCounts(header.seek(known.counts));
  const { segments, dynamic } = readSegments(header, known, programOffset, programSize, programCount);
  const raw = readSections(header, known, sectionOffset, sectionSize, sectionCount, nameIndex);
  const sections = raw.filter((one) => (one.flags & SHF_ALLOC) !== 0 && one.name !== "");
  const symbols = raw.find((one) => one.type === SHT_SYMTAB);
  const names = symbols === void 0 ? void 0 : raw[symbols.link];
  return new Image({
    format: "elf",
    architecture,
    shape: known.shape,
    positionIndependent: type === ET_DYN,
    segments: dynamic === void 0 ? segments : applyRelocations(segments, dynamic, architecture, known.shape),
    sections,
    findSymbol: symbols === void 0 || names === void 0 ? void 0 : (name) => findSymbol(known, part(bytes2, symbols, "symbol table"), part(bytes2, names, "symbol names"), name),
    findDebugSection: (name) => findDebugSection(bytes2, known, raw, name)
  });
}
function readCounts(cursor) {
  return [cursor.u16(), cursor.u16(), cursor.u16(), cursor.u16(), cursor.u16()];
}
function readSegments(file, known, start2, entrySize, count2) {
  if (count2 > 0 && entrySize < known.program) throw file.error(`program headers of ${known.program} bytes, found ${entrySize}`, known.counts);
  const segments = [];
  let dynamic;
  for (let i = 0; i < count2; i++) {
    const cursor = file.seek(start2 + i * entrySize);
    const type = cursor.u32();
    if (type !== PT_LOAD && type !== PT_DYNAMIC) continue;
    const early = known === ELF64 ? cursor.u32() : 0;
    const offset = cursor.word();
    const address2 = cursor.word();
    const fileSize = cursor.skip(known.shape.pointerSize).word();
    const size = cursor.word();
    const flags = known === ELF64 ? early : cursor.u32();
    if (type === PT_DYNAMIC) {
      dynamic = address2;
      continue;
    }
    if (offset > file.bytes.length || fileSize > file.bytes.length - offset) {
      throw file.error(`a segment of 0x${fileSize.toString(16)} bytes at offset 0x${offset.toString(16)} within the file (truncated?)`, start2 + i * entrySize);
    }
    if (size === 0) continue;
    if (segments.length === MAX_LOADS) throw file.error(`at most ${MAX_LOADS} loaded segments`, start2 + i * entrySize);
    const writable = (flags & PF_W) !== 0;
    const executable = (flags & PF_X) !== 0;
    const held = file.bytes.subarray(offset, offset + Math.min(fileSize, size));
    segments.push({ address: address2, size, bytes: held, fileOffset: offset, writable, executable });
  }
  const mapped = segments.reduce((sum, one) => sum + one.bytes.length, 0);
  if (mapped > 2 * file.bytes.length) throw file.error("segments that do not map the file several times", known.counts);
  if (segments.length === 0) throw file.error("at least one loaded segment", known.counts + 2);
  return { segments, dynamic };
}
function readSections(file, known, start2, entrySize, count2, nameIndex) {
  if (start2 === 0 || count2 === 0) return [];
  if (entrySize < known.section) throw file.error(`section headers of ${known.section} bytes, found ${entrySize}`, known.counts + 4);
  file.seek(start2).need(count2 * entrySize, "the section headers (truncated?)");
  const nameSection = readSection(file, start2 + nameIndex * entrySize);
  const names = new Cursor(part(file.bytes, nameSection, "section names"), known.shape, "section names", nameSection.offset);
  const sections = [];
  for (let i = 0; i < count2; i++) {
    const section = readSection(file, start2 + i * entrySize);
    const nameOffset = file.seek(start2 + i * entrySize).u32();
    sections.push({ ...section, name: section.type === 0 ? "" : names.cstring(nameOffset, 1024) });
  }
  return sections;
}
function readSection(file, offset) {
  const type = file.seek(offset).skip(4).u32();
  const flags = file.u32();
  const address2 = file.skip(file.shape.pointerSize - 4).word();
  return { at: offset, name: "", type, flags, address: address2, offset: file.word(), size: file.word(), link: file.u32() };
}
function part(bytes2, section, what) {
  const { offset, size } = section;
  if (section.type === SHT_NOBITS || offset > bytes2.length || size > bytes2.length - offset) {
    throw new FormatError(what, `0x${size.toString(16)} bytes at offset 0x${offset.toString(16)} within the file (truncated?)`, section.at);
  }
  return bytes2.subarray(offset, offset + size);
}
function findDebugSection(bytes2, known, sections, name) {
  const section = sections.find((one) => one.name === `.debug_${name}` || one.name === `.zdebug_${name}`);
  if (section === void 0) return void 0;
  const held = part(bytes2, section, section.name);
  if (section.name.startsWith(".z")) return gnuCompressed(held, section.name, section.offset);
  if ((section.flags & SHF_COMPRESSED) === 0) return plainSection(held, section.offset);
  const cursor = new Cursor(held, known.shape, section.name, section.offset);
  const type = cursor.u32();
  if (type !== ELFCOMPRESS_ZLIB) throw cursor.error(`zlib compression, found type ${type}`, 0);
  const size = cursor.skip(known.shape.pointerSize - 4).word();
  const header = known.compression;
  cursor.seek(0).need(header, "the compression header");
  return { bytes: held.subarray(header), fileOffset: section.offset + header, compression: "zlib", size };
}
function findSymbol(known, table2, names, name) {
  const wanted = new TextEncoder().encode(`${name}\0`);
  const cursor = new Cursor(table2, known.shape, "symbol table");
  const last = wanted.length - 1;
  for (let at = 0; at + known.symbol <= table2.length; at += known.symbol) {
    const start2 = cursor.view.getUint32(at, true);
    if (names[start2 + last] !== 0 || names[start2] !== wanted[0]) continue;
    if (wanted.every((byte, i) => names[start2 + i] === byte)) return cursor.seek(at + known.value).word();
  }
  return void 0;
}

// src/read/binary/macho-fixups.ts
var NONE = 65535;
var MULTI = 32768;
var MIN_PAGE = 4096;
var HIGH = 4294967296;
var FORMATS = {
  1: { stride: 8, authenticated: true, fromBase: false },
  2: { stride: 4, authenticated: false, fromBase: false },
  6: { stride: 4, authenticated: false, fromBase: true },
  9: { stride: 8, authenticated: true, fromBase: true },
  12: { stride: 8, authenticated: true, fromBase: true }
};
function applyChainedFixups(segments, base, fixups) {
  const patched = [...segments];
  const starts = fixups.seek(4).u32();
  const count2 = fixups.seek(starts).u32();
  if (count2 > segments.length) throw fixups.error(`at most ${segments.length} segments`, starts);
  for (let i = 0; i < count2; i++) {
    const offset = fixups.seek(starts + 4 + 4 * i).u32();
    if (offset !== 0) patched[i] = applySegment(segments[i], base, fixups.seek(starts + offset));
  }
  return patched;
}
function applySegment(segment, base, cursor) {
  const at = cursor.offset;
  const pageSize = cursor.skip(4).u16();
  const kind = cursor.u16();
  const format = FORMATS[kind];
  if (format === void 0) throw cursor.error(`a pointer format of 64-bit programs, found ${kind}`, at + 6);
  if (pageSize < MIN_PAGE || (pageSize & pageSize - 1) !== 0) throw cursor.error(`pages of at least ${MIN_PAGE} bytes, found ${pageSize}`, at + 4);
  if (base + cursor.u64() !== segment.address) throw cursor.error(`the segment at 0x${segment.address.toString(16)}`, at + 8);
  const pages = cursor.skip(4).u16();
  if (pages > Math.ceil(segment.size / pageSize)) throw cursor.error("pages within the segment", at + 20);
  const bytes2 = segment.bytes.slice();
  const data = new Cursor(bytes2, cursor.shape, "chained fixups", segment.fileOffset);
  for (let page = 0; page < pages; page++) {
    const start2 = cursor.u16();
    if (start2 === NONE) continue;
    if ((start2 & MULTI) !== 0) throw cursor.error("one chain a page");
    walk(data, page * pageSize, pageSize, start2, format, base);
  }
  return { ...segment, bytes: bytes2 };
}
function walk(data, page, pageSize, start2, format, base) {
  const { view } = data;
  for (let offset = start2, next = 1; next !== 0; offset += next * format.stride) {
    if (offset >= pageSize) throw data.error("a chain within its page", page + offset);
    const at = page + offset;
    data.seek(Math.min(at, data.bytes.length)).need(8, "a chained pointer");
    const low = view.getUint32(at, true);
    const high = view.getUint32(at + 4, true);
    next = high >>> 19 & (format.authenticated ? 2047 : 4095);
    const [target, top] = format.authenticated ? authenticated(low, high, format, base) : plain(low, high, format, base);
    view.setUint32(at, target % HIGH, true);
    view.setUint32(at + 4, (Math.floor(target / HIGH) | top << 24) >>> 0, true);
  }
}
function plain(low, high, format, base) {
  if (high >>> 31 === 1) return [0, 0];
  return [low + (high & 15) * HIGH + (format.fromBase ? base : 0), high >>> 4 & 255];
}
function authenticated(low, high, format, base) {
  if ((high >>> 30 & 1) === 1) return [0, 0];
  if (high >>> 31 === 1) return [low + base, 0];
  return [low + (high & 2047) * HIGH + (format.fromBase ? base : 0), high >>> 11 & 255];
}

// src/read/binary/macho.ts
var WHERE3 = "Mach-O";
var MAGIC_64 = 4277009103;
var MAGIC_32 = 4277009102;
var CPU = { 16777223: "amd64", 16777228: "arm64" };
var CPU_NAMES = { 7: "386", 12: "arm", 18: "ppc", 16777234: "ppc64", 33554444: "arm64_32" };
var FILE_TYPES = {
  1: "an object file",
  4: "a core dump",
  5: "a fixed library",
  10: "the debug symbols of another file (dSYM)"
};
var MH_EXECUTE = 2;
var MH_DYLIB = 6;
var MH_BUNDLE = 8;
var MH_PIE = 2097152;
var LC_SYMTAB = 2;
var LC_SEGMENT_64 = 25;
var LC_ENCRYPTION_INFO_64 = 44;
var LC_DYLD_CHAINED_FIXUPS = 2147483700;
var VM_PROT_WRITE = 2;
var VM_PROT_EXECUTE = 4;
var N_STAB = 224;
var N_PEXT = 16;
var N_EXT = 1;
var N_TYPE = 14;
var N_SECT = 14;
var HEADER3 = 32;
var SEGMENT = 72;
var SECTION = 80;
var SYMBOL = 16;
var NAME = 16;
var MAX_SEGMENTS = 64;
var MAX_SECTIONS = 1024;
var SHAPE2 = { littleEndian: true, pointerSize: 8 };
function isMachO(bytes2) {
  const magic = (bytes2[0] << 24 | bytes2[1] << 16 | bytes2[2] << 8 | bytes2[3]) >>> 0;
  return [MAGIC_64, MAGIC_32, 3489328638, 3472551422].includes(magic);
}
function cpuName(cpu) {
  return CPU[cpu] ?? CPU_NAMES[cpu] ?? `cputype 0x${cpu.toString(16)}`;
}
function decodeMachO(bytes2, fileOffset = 0) {
  const header = new Cursor(bytes2, SHAPE2, WHERE3, fileOffset);
  const magic = header.u32();
  if (magic !== MAGIC_64) throw header.error(magic === MAGIC_32 ? "a 64-bit file, found a 32-bit one" : "a little-endian Mach-O file of 64 bits", 0);
  const cpu = header.u32();
  const architecture = CPU[cpu];
  if (architecture === void 0) throw header.error(`a file for amd64 or arm64, found ${cpuName(cpu)}`, 4);
  const type = header.skip(4).u32();
  if (type !== MH_EXECUTE && type !== MH_DYLIB && type !== MH_BUNDLE) {
    throw header.error(`an executable, found ${FILE_TYPES[type] ?? `filetype ${type}`}`, 12);
  }
  const count2 = header.u32();
  const size = header.u32();
  const flags = header.u32();
  const { segments, sections, symbols, fixups } = readCommands(header, count2, size);
  return new Image({
    format: "macho",
    architecture,
    shape: SHAPE2,
    // Libraries and plugins are loaded anywhere; only executables say so.
    positionIndependent: type !== MH_EXECUTE || (flags & MH_PIE) !== 0,
    segments: (fixups === void 0 ? segments : applyChainedFixups(segments, baseOf(segments, fileOffset), fixups)).filter((one) => one.size > 0),
    sections,
    findSymbol: symbols === void 0 ? void 0 : (name) => symbols.find(name),
    findDebugSection: (name) => findDebugSection2(header, sections, name)
  });
}
function readCommands(file, count2, size) {
  file.seek(HEADER3).need(size, "the load commands (truncated?)");
  const end = HEADER3 + size;
  const segments = [];
  const sections = [];
  let symbols;
  let fixups;
  for (let i = 0, at = HEADER3; i < count2; i++) {
    if (at + 8 > end) throw file.error(`${count2} load commands within 0x${size.toString(16)} bytes`, at);
    const command = file.seek(at).u32();
    const length = file.u32();
    if (length < 8 || length > end - at) throw file.error("a load command within the load commands", at + 4);
    const cursor = new Cursor(file.bytes.subarray(at, at + length), SHAPE2, WHERE3, file.fileOffset + at, 8);
    if (command === LC_SEGMENT_64) {
      if (segments.length === MAX_SEGMENTS) throw cursor.error(`at most ${MAX_SEGMENTS} segments`, 0);
      segments.push(readSegment(file, cursor));
      readSections2(cursor, sections);
    } else if (command === LC_SYMTAB) symbols = readSymbols(file, cursor);
    else if (command === LC_DYLD_CHAINED_FIXUPS) fixups = part2(file, cursor.u32(), cursor.u32(), "chained fixups", cursor.fileOffset + 8);
    else if (command === LC_ENCRYPTION_INFO_64 && cursor.skip(8).u32() !== 0) throw cursor.error("an executable that is not encrypted");
    at += length;
  }
  const held = segments.reduce((sum, one) => sum + one.bytes.length, 0);
  if (held > 2 * file.bytes.length) throw file.error("segments that do not map the file several times", HEADER3);
  if (held === 0) throw file.error("at least one mapped segment", 16);
  return { segments, sections, symbols, fixups };
}
function readSegment(file, cursor) {
  cursor.need(SEGMENT - 8, "a segment");
  const address2 = cursor.skip(NAME).u64();
  const size = cursor.u64();
  const offset = cursor.u64();
  const fileSize = cursor.u64();
  const protection = cursor.skip(4).u32();
  if (offset > file.bytes.length || fileSize > file.bytes.length - offset) {
    throw cursor.error(`a segment of 0x${fileSize.toString(16)} bytes at offset 0x${offset.toString(16)} within the file (truncated?)`, 40);
  }
  const mapped = protection === 0 ? 0 : size;
  const bytes2 = file.bytes.subarray(offset, offset + Math.min(fileSize, mapped));
  const writable = (protection & VM_PROT_WRITE) !== 0;
  const executable = (protection & VM_PROT_EXECUTE) !== 0;
  return { address: address2, size: mapped, bytes: bytes2, fileOffset: file.fileOffset + offset, writable, executable };
}
function baseOf(segments, fileOffset) {
  const first2 = segments.find((one) => one.fileOffset === fileOffset && one.bytes.length > 0);
  if (first2 === void 0) throw new FormatError(WHERE3, "a segment that begins with the file", fileOffset + HEADER3);
  return first2.address;
}
function readSections2(cursor, into) {
  const count2 = cursor.seek(SEGMENT - 8).u32();
  cursor.seek(SEGMENT).need(count2 * SECTION, "the sections of a segment");
  if (into.length + count2 > MAX_SECTIONS) throw cursor.error(`at most ${MAX_SECTIONS} sections`, SEGMENT - 8);
  for (let i = 0; i < count2; i++) {
    cursor.seek(SEGMENT + i * SECTION);
    const name = fixedName(cursor.take(NAME));
    const segment = fixedName(cursor.take(NAME));
    into.push({ at: cursor.fileOffset + SEGMENT + i * SECTION, name, segment, address: cursor.u64(), size: cursor.u64(), offset: cursor.u32() });
  }
}
function fixedName(bytes2) {
  const end = bytes2.indexOf(0);
  return String.fromCharCode(...bytes2.subarray(0, end < 0 ? bytes2.length : end));
}
function part2(file, offset, size, what, from) {
  if (offset > file.bytes.length || size > file.bytes.length - offset) {
    throw new FormatError(what, `0x${size.toString(16)} bytes at offset 0x${offset.toString(16)} within the file (truncated?)`, from);
  }
  return new Cursor(file.bytes.subarray(offset, offset + size), SHAPE2, what, file.fileOffset + offset);
}
function readSymbols(file, command) {
  const offset = command.u32();
  const count2 = command.u32();
  const from = command.fileOffset + 8;
  const table2 = part2(file, offset, count2 * SYMBOL, "symbol table", from);
  const names = part2(file, command.u32(), command.u32(), "symbol names", from + 8);
  const symbols = new SymbolTable(table2, names.bytes);
  return symbols.hasLocals() ? symbols : void 0;
}
var SymbolTable = class {
  #table;
  #names;
  constructor(table2, names) {
    this.#table = table2;
    this.#names = names;
  }
  hasLocals() {
    for (let at = 0; at < this.#table.bytes.length; at += SYMBOL) {
      const isExported = (this.#table.bytes[at + 4] & (N_EXT | N_PEXT)) === N_EXT;
      if (this.#isDefined(at) && !isExported) return true;
    }
    return false;
  }
  /** Linkers put an underscore in front of every name; a Go linker before go1.18 only in front of those of C. */
  find(name) {
    const bare = new TextEncoder().encode(`${name}\0`);
    const prefixed = new TextEncoder().encode(`_${name}\0`);
    const { view, bytes: bytes2 } = this.#table;
    for (let at = 0; at < bytes2.length; at += SYMBOL) {
      const start2 = view.getUint32(at, true);
      const wanted = this.#names[start2] === 95 ? prefixed : bare;
      if (this.#names[start2 + wanted.length - 1] !== 0 || !this.#isDefined(at)) continue;
      if (wanted.every((byte, i) => this.#names[start2 + i] === byte)) return this.#table.seek(at + 8).u64();
    }
    return void 0;
  }
  #isDefined(at) {
    const type = this.#table.bytes[at + 4];
    return (type & N_STAB) === 0 && (type & N_TYPE) === N_SECT;
  }
};
function findDebugSection2(file, sections, name) {
  const names = [`__debug_${name}`.slice(0, NAME), `__zdebug_${name}`.slice(0, NAME)];
  const section = sections.find((one) => one.segment === "__DWARF" && names.includes(one.name));
  if (section === void 0) return void 0;
  const { bytes: bytes2, fileOffset } = part2(file, section.offset, section.size, section.name, section.at);
  return section.name.startsWith("__z") ? gnuCompressed(bytes2, section.name, fileOffset) : plainSection(bytes2, fileOffset);
}

// src/read/binary/macho-universal.ts
var WHERE4 = "universal Mach-O";
var FAT_MAGIC = 3405691582;
var FAT_MAGIC_64 = 3405691583;
var MAX_SLICES = 44;
var BIG_ENDIAN2 = { littleEndian: false, pointerSize: 8 };
function isUniversal(bytes2) {
  const count2 = bytes2[4] * 16777216 + bytes2[5] * 65536 + bytes2[6] * 256 + bytes2[7];
  return bytes2[0] === 202 && bytes2[1] === 254 && bytes2[2] === 186 && (bytes2[3] === 190 || bytes2[3] === 191) && count2 <= MAX_SLICES;
}
function decodeSlices(bytes2) {
  const cursor = new Cursor(bytes2, BIG_ENDIAN2, WHERE4);
  const magic = cursor.u32();
  if (magic !== FAT_MAGIC && magic !== FAT_MAGIC_64) throw cursor.error("a universal file", 0);
  const wide = magic === FAT_MAGIC_64;
  const count2 = cursor.u32();
  if (count2 === 0 || count2 > MAX_SLICES) throw cursor.error(`1 to ${MAX_SLICES} files, found ${count2}`, 4);
  const slices2 = [];
  for (let i = 0; i < count2; i++) {
    const at = cursor.offset;
    const cpu = cursor.u32();
    const offset = wide ? cursor.skip(4).u64() : cursor.skip(4).u32();
    const size = wide ? cursor.u64() : cursor.u32();
    cursor.skip(wide ? 8 : 4);
    if (offset > bytes2.length || size > bytes2.length - offset) throw cursor.error("a file within the universal file (truncated?)", at);
    slices2.push({ architecture: cpuName(cpu), bytes: bytes2.subarray(offset, offset + size), fileOffset: offset });
  }
  return slices2;
}

// src/read/binary/pe.ts
var WHERE5 = "PE";
var NEW_HEADER = 60;
var SIGNATURE2 = 17744;
var MACHINES = {
  34404: ["amd64", 8],
  43620: ["arm64", 8],
  332: ["386", 4],
  452: ["arm", 4]
};
var PE32 = 267;
var PE32_PLUS = 523;
var FILE_RELOCS_STRIPPED = 1;
var FILE_EXECUTABLE = 2;
var DLL_DYNAMIC_BASE = 64;
var SCN_UNINITIALIZED = 128;
var SCN_DISCARDABLE = 33554432;
var SCN_EXECUTE = 536870912;
var SCN_WRITE = 2147483648;
var FILE_HEADER = 20;
var SECTION2 = 40;
var SYMBOL2 = 18;
var MAX_SECTIONS2 = 96;
function isPe(bytes2) {
  return bytes2[0] === 77 && bytes2[1] === 90;
}
function decodePe(bytes2) {
  const header = new Cursor(bytes2, { littleEndian: true, pointerSize: 8 }, WHERE5);
  if (!isPe(bytes2)) throw header.error("a PE file");
  const start2 = header.seek(NEW_HEADER).u32();
  if (header.seek(start2).u32() !== SIGNATURE2) throw header.error('the mark "PE\\0\\0" (a DOS program?)', start2);
  const machine = header.u16();
  const [architecture, pointerSize] = MACHINES[machine] ?? [];
  if (architecture === void 0 || pointerSize === void 0) {
    throw header.error(`a machine amd64, arm64, 386 or arm, found 0x${machine.toString(16)}`, start2 + 4);
  }
  const count2 = header.u16();
  const symbolOffset = header.skip(4).u32();
  const symbolCount = header.u32();
  const optionalSize = header.u16();
  const flags = header.u16();
  if ((flags & FILE_EXECUTABLE) === 0) throw header.error("an executable, found an object file", start2 + 22);
  const optional = start2 + 4 + FILE_HEADER;
  const magic = header.u16();
  if (magic !== (pointerSize === 8 ? PE32_PLUS : PE32))
    throw header.error(`an optional header for ${pointerSize * 8} bits, found 0x${magic.toString(16)}`, optional);
  const base = pointerSize === 8 ? header.seek(optional + 24).u64() : header.seek(optional + 28).u32();
  const dllFlags = header.seek(optional + 70).u16();
  const strings = stringTable(header, symbolOffset, symbolCount, start2 + 12);
  const sections = readSections3(header.seek(optional).skip(optionalSize), count2, base, strings);
  const shape = { littleEndian: true, pointerSize };
  return new Image({
    format: "pe",
    architecture,
    shape,
    positionIndependent: (dllFlags & DLL_DYNAMIC_BASE) !== 0 && (flags & FILE_RELOCS_STRIPPED) === 0,
    segments: readSegments2(bytes2, sections),
    sections,
    findSymbol: symbolCount === 0 || strings === void 0 ? void 0 : (name) => findSymbol2(header, symbolOffset, symbolCount, strings, sections, name),
    findDebugSection: (name) => findDebugSection3(bytes2, sections, name)
  });
}
function stringTable(file, symbolOffset, symbolCount, from) {
  if (symbolOffset === 0) return void 0;
  const start2 = symbolOffset + symbolCount * SYMBOL2;
  if (start2 + 4 > file.bytes.length)
    throw file.error(`${symbolCount} symbols at offset 0x${symbolOffset.toString(16)} and their names within the file (truncated?)`, from);
  const size = file.seek(start2).u32();
  if (size > file.bytes.length - start2) throw file.error("a string table within the file (truncated?)", start2);
  return new Cursor(file.bytes.subarray(start2, start2 + size), file.shape, "string table", start2);
}
function readSections3(file, count2, base, strings) {
  if (count2 > MAX_SECTIONS2) throw file.error(`at most ${MAX_SECTIONS2} sections, found ${count2}`);
  file.need(count2 * SECTION2, "the section headers (truncated?)");
  const sections = [];
  for (let i = 0; i < count2; i++) {
    const at = file.offset;
    const name = sectionName(file.take(8), strings);
    const virtualSize = file.u32();
    const address2 = base + file.u32();
    const fileSize = file.u32();
    const offset = file.u32();
    const flags = file.skip(12).u32();
    sections.push({ at, name, address: address2, size: virtualSize === 0 ? fileSize : virtualSize, offset, fileSize, flags });
  }
  return sections;
}
function sectionName(bytes2, strings) {
  const end = bytes2.indexOf(0);
  const name = String.fromCharCode(...bytes2.subarray(0, end < 0 ? bytes2.length : end));
  return strings !== void 0 && /^\/\d+$/.test(name) ? strings.cstring(Number(name.slice(1)), 1024) : name;
}
function readSegments2(bytes2, sections) {
  const segments = [];
  for (const { at, address: address2, size, offset, fileSize, flags } of sections) {
    if (size === 0 || (flags & SCN_DISCARDABLE) !== 0) continue;
    const held = (flags & SCN_UNINITIALIZED) === 0 ? fileSize : 0;
    if (offset > bytes2.length || held > bytes2.length - offset) {
      if (held > 0)
        throw new FormatError(WHERE5, `a section of 0x${held.toString(16)} bytes at offset 0x${offset.toString(16)} within the file (truncated?)`, at);
    }
    const part3 = held === 0 ? bytes2.subarray(0, 0) : bytes2.subarray(offset, offset + Math.min(held, size));
    segments.push({ address: address2, size, bytes: part3, fileOffset: offset, writable: (flags & SCN_WRITE) !== 0, executable: (flags & SCN_EXECUTE) !== 0 });
  }
  const mapped = segments.reduce((sum, one) => sum + one.bytes.length, 0);
  if (mapped > 2 * bytes2.length) throw new FormatError(WHERE5, "sections that do not map the file several times", sections[0].at);
  if (mapped === 0) throw new FormatError(WHERE5, "at least one section that is loaded", sections[0]?.at);
  return segments;
}
function findSymbol2(file, start2, count2, strings, sections, name) {
  const { view, bytes: bytes2 } = file;
  const wanted = new TextEncoder().encode(`${name}\0`);
  const underscored = new TextEncoder().encode(`_${name}\0`);
  for (let i = 0; i < count2; ) {
    const at = start2 + i * SYMBOL2;
    i += 1 + bytes2[at + 17];
    const long = view.getUint32(at, true) === 0;
    const place2 = long ? view.getUint32(at + 4, true) : at;
    const held = long ? strings.bytes : bytes2;
    const expected = held[place2] === 95 ? underscored : wanted;
    if (!long && expected.length > 9) continue;
    if (!sameBytes(held, place2, expected, long ? expected.length : Math.min(expected.length, 8))) continue;
    const section = sections[view.getInt16(at + 12, true) - 1];
    return section === void 0 ? void 0 : section.address + view.getUint32(at + 8, true);
  }
  return void 0;
}
function sameBytes(held, place2, expected, size) {
  for (let i = 0; i < size; i++) if (held[place2 + i] !== expected[i]) return false;
  return true;
}
function findDebugSection3(bytes2, sections, name) {
  const section = sections.find((one) => one.name === `.debug_${name}` || one.name === `.zdebug_${name}`);
  if (section === void 0) return void 0;
  const size = Math.min(section.fileSize, section.size);
  if (section.offset > bytes2.length || size > bytes2.length - section.offset) {
    throw new FormatError(section.name, `0x${size.toString(16)} bytes at offset 0x${section.offset.toString(16)} within the file (truncated?)`, section.at);
  }
  const held = bytes2.subarray(section.offset, section.offset + size);
  return section.name.startsWith(".z") ? gnuCompressed(held, section.name, section.offset) : plainSection(held, section.offset);
}

// src/read/binary/executable.ts
var FOREIGN = [
  ["!<arch>\n", "a static archive"],
  ["!<thin>\n", "a static archive"],
  ["go object ", "a Go object file"],
  ["\0asm", "a WebAssembly module"],
  ["#!", "a script"],
  ["PK", "a zip archive"],
  ["\x8B", "a gzip archive"],
  ["\xCA\xFE\xBA\xBE", "a Java class"]
];
function decodeExecutable(bytes2, name, architecture) {
  if (isUniversal(bytes2)) {
    const slices2 = decodeSlices(bytes2);
    const chosen = chooseSlice(slices2, name, architecture);
    const otherSlices = slices2.filter((one) => one !== chosen).map((one) => one.architecture);
    if (!isMachO(chosen.bytes)) throw new FormatError(name, `a Mach-O executable${found(chosen.bytes)}`, chosen.fileOffset);
    return { image: decodeMachO(chosen.bytes, chosen.fileOffset), otherSlices };
  }
  const image = decodeThin(bytes2, name);
  const { architecture: actual } = image.parts;
  if (architecture !== void 0 && architecture !== actual) throw new FormatError(name, `an executable for ${architecture}, found ${actual}`);
  return { image, otherSlices: [] };
}
function decodeThin(bytes2, name) {
  if (isElf(bytes2)) return decodeElf(bytes2);
  if (isMachO(bytes2)) return decodeMachO(bytes2);
  if (isPe(bytes2)) return decodePe(bytes2);
  throw foreign(bytes2, name);
}
function foreign(bytes2, name) {
  return new FormatError(name, `an ELF, Mach-O or PE executable${found(bytes2)}`, 0);
}
function chooseSlice(slices2, name, architecture) {
  const chosen = slices2.find((one) => architecture === void 0 ? ["amd64", "arm64"].includes(one.architecture) : one.architecture === architecture);
  if (chosen !== void 0) return chosen;
  const held = slices2.map((one) => one.architecture).join(", ");
  throw new FormatError(name, `a part for ${architecture ?? "amd64 or arm64"}, found ${held}`, 0);
}
function found(bytes2) {
  if (bytes2.length === 0) return ", found an empty file";
  const start2 = String.fromCharCode(...bytes2.subarray(0, 16));
  const what = FOREIGN.find(([mark]) => start2.startsWith(mark))?.[1];
  return what === void 0 ? "" : `, found ${what}`;
}

// src/read/binary/inline-tree.ts
var MAX_INLINE_DEPTH = 256;
function decodeInlinedCall(tree, layout, index, start2 = 0) {
  const at = start2 + index * layout.size;
  tree.seek(at).need(layout.size, "an inlined call");
  const { view, shape } = tree;
  const i32 = (offset) => view.getInt32(at + offset, shape.littleEndian);
  return {
    nameOff: i32(layout.nameOff),
    parentPc: i32(layout.parentPc),
    parent: layout.parent === void 0 ? void 0 : view.getInt16(at + layout.parent, shape.littleEndian),
    startLine: layout.startLine === void 0 ? void 0 : i32(layout.startLine)
  };
}
var InlineNodes = class {
  count = 0;
  /** Longer than `count`, as all of them. */
  nameOff = new Int32Array(64);
  parentPc = new Int32Array(64);
  /** Inlined calls around the code of a node, its own included: from 1. */
  depth = new Uint16Array(64);
  #parent = new Int32Array(64);
  /**
   * Decodes a tree.
   * @param start where it begins in `tree`; undefined: the function has none
   * @param runs pcdata InlTreeIndex of the function, which names the nodes
   * @param size bytes of the function
   */
  decode(tree, start2, layout, runs, size) {
    this.count = start2 === void 0 ? 0 : runs.max() + 1;
    if (start2 === void 0 || this.count === 0) return this;
    tree.seek(start2);
    if (this.count > size) throw tree.error(`at most ${size} inlined calls, as the function has bytes, found ${this.count}`);
    tree.need(this.count * layout.size, "the inline tree");
    if (this.count > this.depth.length) this.#grow(this.count);
    const { view, shape } = tree;
    const { littleEndian } = shape;
    for (let node = 0, at = start2; node < this.count; node++, at += layout.size) {
      const parentPc = view.getInt32(at + layout.parentPc, littleEndian);
      this.nameOff[node] = view.getInt32(at + layout.nameOff, littleEndian);
      this.parentPc[node] = parentPc;
      this.#parent[node] = parentPc < 0 ? -1 : layout.parent === void 0 ? runs.at(parentPc) : view.getInt16(at + layout.parent, littleEndian);
    }
    this.depth.fill(0, 0, this.count);
    for (let node = 0; node < this.count; node++) this.#measure(tree, node);
    return this;
  }
  #measure(tree, first2) {
    let above = 0;
    let node = first2;
    while (node >= 0 && node < this.count && this.depth[node] === 0 && above <= MAX_INLINE_DEPTH) {
      above++;
      node = this.#parent[node];
    }
    let depth = above + (node >= 0 && node < this.count ? this.depth[node] : 0);
    if (depth > MAX_INLINE_DEPTH || node >= this.count) throw tree.error(`at most ${MAX_INLINE_DEPTH} inlined calls around one pc`);
    for (node = first2; above > 0; above--, node = this.#parent[node]) this.depth[node] = depth--;
  }
  #grow(count2) {
    const size = 2 ** Math.ceil(Math.log2(count2));
    this.nameOff = new Int32Array(size);
    this.parentPc = new Int32Array(size);
    this.depth = new Uint16Array(size);
    this.#parent = new Int32Array(size);
  }
};

// src/read/binary/moduledata.ts
var WHERE6 = "moduledata";
var SYMBOLS = ["runtime.firstmoduledata", "local.moduledata", "local.pluginmoduledata"];
var MAX_TEXT_SECTIONS = 1024;
function findModuledata(image, header, minor) {
  const layout = moduledataLayout(minor, image.shape.pointerSize);
  for (const address2 of candidates(image, header)) {
    const found2 = decodeAt(image, header, layout, address2);
    if (found2 !== void 0) return found2;
  }
  return void 0;
}
function namedModuledata(image) {
  const address2 = named2(image).next().value;
  return address2 === void 0 ? void 0 : image.fileOffsetOf(address2);
}
function* named2(image) {
  const section = image.findSection(".go.module", "__go_module");
  if (section !== void 0) yield section.address;
  for (const name of SYMBOLS) {
    const address2 = image.findSymbol(name);
    if (address2 !== void 0) yield address2;
  }
  return void 0;
}
function* candidates(image, header) {
  yield* named2(image);
  const { pointerSize } = image.shape;
  const low = header.address % 4294967296;
  const high = Math.floor(header.address / 4294967296);
  for (const segment of image.parts.segments) {
    if (!segment.writable) continue;
    const view = new DataView(segment.bytes.buffer, segment.bytes.byteOffset, segment.bytes.byteLength);
    for (let at = (pointerSize - segment.address % pointerSize) % pointerSize; at + pointerSize <= view.byteLength; at += pointerSize) {
      if (view.getUint32(at, true) !== low) continue;
      if (pointerSize === 4 || view.getUint32(at + 4, true) === high) yield segment.address + at;
    }
  }
}
function decodeAt(image, header, layout, address2) {
  const segment = image.segmentAt(address2);
  if (segment === void 0 || address2 - segment.address + layout.size > segment.bytes.length) return void 0;
  const cursor = image.cursorAt(address2, WHERE6, layout.size);
  const word2 = (name, index = 0) => wordAt2(cursor, layout.offsets.get(name) + index * image.shape.pointerSize);
  const matches3 = word2("pcHeader") === header.address && word2("funcnametab") === header.funcnametab && word2("cutab") === header.cutab && word2("filetab") === header.filetab && word2("pctab") === header.pctab && word2("pclntable") === header.functab && word2("ftab") === header.functab && word2("ftab", 1) === header.nfunc + 1;
  if (!matches3) return void 0;
  const text = word2("text");
  const etext = word2("etext");
  const types = word2("types");
  const etypes = word2("etypes");
  const rodata = word2("rodata");
  const gofunc = word2("gofunc");
  const code = image.segmentAt(text);
  const plausible = code?.executable === true && etext > text && etext - code.address <= code.bytes.length && (header.textStart === 0 || header.textStart === text) && etypes > types && image.segmentAt(types) !== void 0 && etypes - types <= image.segmentAt(types).size && image.segmentAt(rodata) !== void 0 && image.segmentAt(gofunc) !== void 0;
  if (!plausible) return void 0;
  const textRanges = readTextRanges(image, word2("textsectmap"), word2("textsectmap", 1), text, etext);
  return { address: address2, text, etext, types, etypes, rodata, gofunc, textRanges };
}
function wordAt2(cursor, offset) {
  const low = cursor.seek(offset).u32();
  return cursor.shape.pointerSize === 8 ? low + cursor.u32() * 4294967296 : low;
}
function readTextRanges(image, map, count2, text, etext) {
  if (count2 <= 1 || count2 > MAX_TEXT_SECTIONS) return [{ start: 0, end: etext - text, address: text }];
  const size = 3 * image.shape.pointerSize;
  const cursor = image.cursorAt(map, "text sections", count2 * size);
  const ranges = [];
  for (let i = 0, last = 0; i < count2; i++) {
    const range = { start: cursor.word(), end: cursor.word(), address: cursor.word() };
    const { start: start2, end, address: address2 } = range;
    if (start2 < last || end < start2 || address2 < text || address2 > etext || end - start2 > etext - address2) {
      throw cursor.error("rising text sections within the text", i * size);
    }
    last = end;
    ranges.push(range);
  }
  return ranges;
}

// src/read/binary/pc-runs.ts
var PcRuns = class {
  count = 0;
  /** Ends of the runs, relative to the entry. Longer than `count`. */
  ends = new Uint32Array(64);
  values = new Int32Array(64);
  /**
   * Decodes a stream.
   * @param offset where it begins in `source`; undefined: the value is −1 everywhere
   * @param size bytes of the function
   */
  decode(source, offset, size, minLC) {
    this.count = 0;
    if (offset === void 0 || size === 0) {
      this.#push(size, -1);
      return this;
    }
    const { bytes: bytes2 } = source;
    let { ends, values } = this;
    let at = offset;
    let count2 = 0;
    let value = -1;
    let end = 0;
    while (end < size) {
      let delta = bytes2[at++];
      if (delta >= 128) {
        delta = source.seek(at - 1).uvarint();
        at = source.offset;
      }
      if (delta === 0 && count2 > 0) break;
      let step = bytes2[at++];
      if (step >= 128) {
        step = source.seek(at - 1).uvarint();
        at = source.offset;
      }
      if (!(step > 0)) throw source.seek(Math.min(at, bytes2.length)).error("a pc that advances");
      value = value + (delta <= 2147483647 ? delta >>> 1 ^ -(delta & 1) : delta % 2 === 1 ? -Math.floor(delta / 2) - 1 : delta / 2) | 0;
      end += step * minLC;
      if (end > size) end = size;
      if (count2 === ends.length) {
        this.#grow();
        ({ ends, values } = this);
      }
      ends[count2] = end;
      values[count2++] = value;
    }
    this.count = count2;
    if (end < size) this.#push(size, -1);
    return this;
  }
  /** The value at a distance from the entry; −1 outside of the function. */
  at(offset) {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = low + high >>> 1;
      if (this.ends[middle] > offset) high = middle;
      else low = middle + 1;
    }
    return low < this.count && offset >= 0 ? this.values[low] : -1;
  }
  /** The largest value; −1 when there is none. */
  max() {
    let max = -1;
    for (let i = 0; i < this.count; i++) if (this.values[i] > max) max = this.values[i];
    return max;
  }
  #push(end, value) {
    if (this.count === this.ends.length) this.#grow();
    this.ends[this.count] = end;
    this.values[this.count++] = value;
  }
  #grow() {
    const ends = new Uint32Array(this.ends.length * 2);
    const values = new Int32Array(this.ends.length * 2);
    ends.set(this.ends);
    values.set(this.values);
    this.ends = ends;
    this.values = values;
  }
};

// src/read/binary/pc-values.ts
var FIRST_RUNS = 16;
var PcValues = class {
  #source;
  #entry;
  #end;
  #minLC;
  /** Ends of the decoded runs, relative to the entry, and their values. */
  #ends = new Uint32Array(FIRST_RUNS);
  #values = new Int32Array(FIRST_RUNS);
  #count = 0;
  #offset;
  #done;
  #last = 0;
  /** `offset` undefined: no table, the value is −1 everywhere. */
  constructor(source, offset, entry, end, minLC) {
    this.#source = source;
    this.#entry = entry;
    this.#end = end;
    this.#minLC = minLC;
    this.#offset = offset ?? 0;
    this.#done = offset === void 0;
  }
  /** The value at an address of the function; −1 where the stream says nothing. */
  at(pc) {
    const offset = pc - this.#entry;
    if (offset < 0 || pc >= this.#end) return -1;
    while (!this.#done && (this.#count === 0 || this.#ends[this.#count - 1] <= offset)) this.#step();
    if (this.#count === 0 || offset >= this.#ends[this.#count - 1]) return -1;
    let low = 0;
    let high = this.#count - 1;
    const guess = this.#last;
    if (guess < this.#count && offset < this.#ends[guess]) high = guess;
    else low = guess + 1;
    while (low < high) {
      const middle = low + high >>> 1;
      if (offset < this.#ends[middle]) high = middle;
      else low = middle + 1;
    }
    this.#last = low;
    return this.#values[low];
  }
  /** All runs as [end offset from the entry, value], in order. */
  runs() {
    while (!this.#done) this.#step();
    return {
      count: this.#count,
      ends: this.#ends.subarray(0, this.#count),
      values: this.#values.subarray(0, this.#count)
    };
  }
  #step() {
    const source = this.#source.seek(this.#offset);
    const count2 = this.#count;
    const delta = source.uvarint();
    if (delta === 0 && count2 > 0) {
      this.#done = true;
      return;
    }
    const start2 = count2 === 0 ? 0 : this.#ends[count2 - 1];
    const end = start2 + source.uvarint() * this.#minLC;
    this.#offset = source.offset;
    if (end <= start2) throw source.error("a pc that advances");
    if (count2 === this.#ends.length) this.#grow();
    const signed = delta % 2 === 1 ? -Math.floor(delta / 2) - 1 : delta / 2;
    this.#values[count2] = (count2 === 0 ? -1 : this.#values[count2 - 1]) + signed | 0;
    const size = this.#end - this.#entry;
    this.#ends[count2] = Math.min(end, size);
    this.#count++;
    if (end >= size) this.#done = true;
  }
  #grow() {
    const ends = new Uint32Array(this.#ends.length * 2);
    const values = new Int32Array(this.#ends.length * 2);
    ends.set(this.#ends);
    values.set(this.#values);
    this.#ends = ends;
    this.#values = values;
  }
};

// src/read/binary/strings.ts
var MAX_LENGTH = 1 << 20;
var BEYOND_ASCII = /[\x80-\xff]/;
var Strings = class {
  #source;
  #text;
  #known = /* @__PURE__ */ new Map();
  /** The linker writes every string once, and none within another: forged ones must not take more than the table. */
  #left;
  constructor(source) {
    const { bytes: bytes2 } = source;
    this.#source = source;
    this.#left = bytes2.length;
    this.#text = Buffer.from(bytes2.buffer, bytes2.byteOffset, bytes2.byteLength).toString("latin1");
  }
  /** The string at an offset; FormatError when none of at most 1 MiB begins there. */
  at(offset) {
    const known = this.#known.get(offset);
    if (known !== void 0) return known;
    const end = this.#text.indexOf("\0", offset);
    if (!(offset >= 0 && end >= offset && end - offset <= MAX_LENGTH)) return this.#source.cstring(offset, MAX_LENGTH);
    this.#left -= end - offset;
    if (this.#left < 0) throw this.#source.error("strings that do not overlap", offset);
    const part3 = this.#text.slice(offset, end);
    const text = BEYOND_ASCII.test(part3) ? this.#source.cstring(offset, MAX_LENGTH) : part3;
    this.#known.set(offset, text);
    return text;
  }
};

// src/read/binary/pclntab.ts
var WHERE7 = "pclntab";
var MAGIC_18 = 4294967280;
var MAGIC_20 = 4294967281;
var HEADER_WORDS = 8;
var MAX_CANDIDATES = 16;
var FUNCTAB_ENTRY = 8;
var NO_FILE = 4294967295;
function* findPclnHeaders(image) {
  const section = image.findSection(".gopclntab", ".data.rel.ro.gopclntab", "__gopclntab");
  const known = section?.address ?? image.findSymbol("runtime.pclntab");
  const header = known === void 0 ? void 0 : decodeHeader2(image, known);
  if (header !== void 0) yield header;
  let count2 = header === void 0 ? 0 : 1;
  const { pointerSize } = image.shape;
  const size = 8 + HEADER_WORDS * pointerSize;
  for (const { address: address2, bytes: bytes2 } of image.parts.segments) {
    const view = new DataView(bytes2.buffer, bytes2.byteOffset, bytes2.byteLength);
    for (let at2 = (pointerSize - address2 % pointerSize) % pointerSize; at2 + size <= view.byteLength; at2 += pointerSize) {
      if (view.getUint32(at2, true) >>> 0 < MAGIC_18 || view.getUint16(at2 + 4, true) !== 0) continue;
      const found2 = address2 + at2 === known ? void 0 : decodeHeader2(image, address2 + at2);
      if (found2 === void 0) continue;
      yield found2;
      if (++count2 === MAX_CANDIDATES) return;
    }
  }
  if (count2 > 0) return;
  const at = known === void 0 ? void 0 : image.fileOffsetOf(known);
  throw new FormatError(WHERE7, "a Go symbol table of go1.18 or newer (not a Go executable, or an older one)", at);
}
function decodeHeader2(image, address2) {
  const segment = image.segmentAt(address2);
  if (segment === void 0 || address2 - segment.address + 8 + HEADER_WORDS * image.shape.pointerSize > segment.bytes.length) return void 0;
  const cursor = image.cursorAt(address2, WHERE7);
  const magic = cursor.u32();
  if (magic !== MAGIC_18 && magic !== MAGIC_20 || cursor.u16() !== 0) return void 0;
  const minLC = cursor.u8();
  if (cursor.u8() !== image.shape.pointerSize || ![1, 2, 4].includes(minLC)) return void 0;
  const words2 = [];
  for (let i = 0; i < HEADER_WORDS; i++) {
    const low = cursor.u32();
    words2.push(image.shape.pointerSize === 8 ? low + cursor.u32() * 4294967296 : low);
  }
  const [nfunc, , textStart, ...offsets] = words2;
  const rising = offsets.every((offset, i) => offset >= (i === 0 ? cursor.offset : offsets[i - 1]));
  if (!rising || offsets[4] + nfunc * FUNCTAB_ENTRY + 4 > cursor.bytes.length) return void 0;
  const [funcnametab, cutab, filetab, pctab, functab] = offsets.map((offset) => address2 + offset);
  const sinceMinor = magic === MAGIC_18 ? 18 : 20;
  return {
    address: address2,
    sinceMinor,
    minLC,
    nfunc,
    textStart,
    funcnametab,
    cutab,
    filetab,
    pctab,
    functab
  };
}
var Pclntab = class {
  header;
  layout;
  functions;
  #functab;
  #names;
  #units;
  #files;
  #pctab;
  #nameText;
  #fileText;
  constructor(image, header, layout, text) {
    this.header = header;
    this.layout = layout;
    const table2 = (from, to, name) => image.cursorAt(from, `pclntab ${name}`, to - from);
    this.#names = table2(header.funcnametab, header.cutab, "names");
    this.#units = table2(header.cutab, header.filetab, "units");
    this.#files = table2(header.filetab, header.pctab, "files");
    this.#pctab = table2(header.pctab, header.functab, "pctab");
    this.#functab = image.cursorAt(header.functab, "pclntab functions");
    this.functions = this.#decodeFunctions(text);
  }
  #decodeFunctions(text) {
    const count2 = this.header.nfunc;
    const functab = this.#functab;
    functab.seek(0).need(count2 * FUNCTAB_ENTRY + 4, "the function table");
    const { view } = functab;
    const { layout } = this;
    const littleEndian = functab.shape.littleEndian;
    const entry = new Float64Array(count2);
    const end = new Float64Array(count2);
    const record2 = new Uint32Array(count2);
    const nameOff = new Uint32Array(count2);
    const flag = new Uint8Array(count2);
    const funcID = new Uint8Array(count2);
    const address2 = textMapping(text);
    const limit = functab.bytes.length - layout.size;
    let last = -1;
    for (let i = 0, at = 0; i < count2; i++, at += FUNCTAB_ENTRY) {
      const start2 = address2(view.getUint32(at, littleEndian));
      const offset = view.getUint32(at + 4, littleEndian);
      if (!(start2 >= last)) throw functab.error("function entries in rising order within the text", at);
      if (offset > limit) throw functab.error("a function record within the table", at + 4);
      last = start2;
      entry[i] = start2;
      record2[i] = offset;
      nameOff[i] = view.getUint32(offset + layout.nameOff, littleEndian);
      flag[i] = functab.bytes[offset + layout.flag];
      funcID[i] = functab.bytes[offset + layout.funcID];
    }
    for (let i = 1; i < count2; i++) end[i - 1] = entry[i];
    if (count2 > 0) {
      const stop = address2(view.getUint32(count2 * FUNCTAB_ENTRY, littleEndian), true);
      if (!(stop >= last)) throw functab.error("an end of the last function within the text", count2 * FUNCTAB_ENTRY);
      end[count2 - 1] = stop;
    }
    return { count: count2, entry, end, record: record2, nameOff, flag, funcID };
  }
  /** A 32-bit field of a function record. */
  field(index, offset) {
    return this.#functab.seek(this.functions.record[index] + offset).u32();
  }
  /** A cursor at a function's record, and one at a stream of pctab; errors and dumps know where in the file they are. */
  recordCursor(index) {
    return this.#functab.seek(this.functions.record[index]);
  }
  /** A cursor at an offset into pctab. */
  streamCursor(offset) {
    return this.#pctab.seek(offset);
  }
  /** Offset into pctab of a function's pcdata table; undefined when the function has none. */
  pcdataOffset(index, table2) {
    if (table2 >= this.field(index, this.layout.npcdata)) return void 0;
    const offset = this.field(index, this.layout.size + 4 * table2);
    return offset === 0 ? void 0 : offset;
  }
  /** Offset from go:func.* of a function's funcdata; undefined when the function has none. */
  funcdataOffset(index, table2) {
    const count2 = this.#functab.seek(this.functions.record[index] + this.layout.nfuncdata).u8();
    if (table2 >= count2) return void 0;
    const first2 = this.layout.size + 4 * this.field(index, this.layout.npcdata);
    const offset = this.field(index, first2 + 4 * table2);
    return offset === 4294967295 ? void 0 : offset;
  }
  /** The name at an offset into the name table, as the linker wrote it. */
  nameAt(offset) {
    this.#nameText ??= new Strings(this.#names);
    return this.#nameText.at(offset);
  }
  /** The file behind a pcfile value of a function; "?" where the linker recorded none. */
  fileName(index, value) {
    const offset = this.fileOffset(index, value);
    if (offset === void 0) return "?";
    this.#fileText ??= new Strings(this.#files);
    return this.#fileText.at(offset);
  }
  /** Where the name of that file lies in the table of file names: every file has one place. */
  fileOffset(index, value) {
    if (value < 0) return void 0;
    const unit = this.field(index, this.layout.cuOffset);
    const offset = this.#units.seek((unit + value) * 4).u32();
    return offset === NO_FILE ? void 0 : offset;
  }
  /** All runs of the stream at an offset into pctab, into an object that is used again. */
  runs(index, offset, into) {
    const { entry, end } = this.functions;
    return into.decode(this.#pctab, offset, end[index] - entry[index], this.header.minLC);
  }
  /** The stream at an offset into pctab, for one function; `offset` undefined is a table that says −1 everywhere. */
  values(index, offset) {
    const { entry, end } = this.functions;
    return new PcValues(this.#pctab, offset, entry[index], end[index], this.header.minLC);
  }
};
function textMapping(ranges) {
  const only = ranges.length === 1 ? ranges[0] : void 0;
  if (only !== void 0) {
    const { start: start2, end, address: address2 } = only;
    return (offset, isEnd) => offset >= start2 && (offset < end || isEnd === true && offset === end) ? offset - start2 + address2 : Number.NaN;
  }
  return (offset, isEnd) => {
    const range = ranges.find((one) => offset >= one.start && (offset < one.end || isEnd === true && offset === one.end));
    return range === void 0 ? Number.NaN : offset - range.start + range.address;
  };
}

// src/read/release/stack-object.ts
var SAME2 = { off: 0, objectSize: 4, ptrBytes: 8, gcdataoff: 12, size: 16 };
var ROWS4 = [
  { since: "go1.18", ...SAME2, gcPrograms: true },
  { since: "go1.24", ...SAME2, gcPrograms: false }
];
function stackObjectLayout(minor) {
  return rowFor(ROWS4, minor);
}
var STACK_MAP = { n: 0, nbit: 4, bytedata: 8 };

// src/read/binary/pointer-maps.ts
var HEADER4 = STACK_MAP.bytedata;
var HAND_WRITTEN = 2;
var ascii = new TextDecoder();
var MAX_BITS = 1 << 28;
function argumentMaps(binary, index) {
  return mapsOf(binary, index, FUNCDATA.ArgsPointerMaps, "argument maps");
}
function localsMaps(binary, index) {
  return mapsOf(binary, index, FUNCDATA.LocalsPointerMaps, "locals maps");
}
function mapsOf(binary, index, table2, what) {
  const offset = binary.funcdataOffset(index, table2);
  if (offset === void 0) return void 0;
  const maps = binary.pointerMaps.at(offset);
  const most = binary.functions.end[index] - binary.functions.entry[index] + HAND_WRITTEN;
  if (maps.count > most) throw new FormatError(what, `at most ${most} maps, found ${maps.count}`, maps.fileOffset);
  return maps;
}
var PointerMapTable = class {
  #funcdata;
  #known = /* @__PURE__ */ new Map();
  #bytes = 0;
  constructor(funcdata) {
    this.#funcdata = new Cursor(funcdata.bytes, funcdata.shape, "stack maps", funcdata.fileOffset);
  }
  /** The maps at an offset from go:func.*; FormatError when there are none. */
  at(offset) {
    const known = this.#known.get(offset);
    if (known !== void 0) return known;
    const maps = decode2(this.#funcdata.seek(offset));
    this.#bytes += sizeOf(maps);
    if (this.#bytes > this.#funcdata.bytes.length) throw this.#funcdata.error("stack maps that do not overlap", offset);
    this.#known.set(offset, maps);
    return maps;
  }
};
function decode2(cursor) {
  const { offset } = cursor;
  const count2 = cursor.i32();
  const bits = cursor.i32();
  if (count2 < 0) throw cursor.error(`a number of maps, found ${count2}`, offset);
  if (bits < 0 || bits > MAX_BITS) throw cursor.error(`a number of bits below 2^28, found ${bits}`, offset + 4);
  const bytes2 = cursor.take(count2 * bytesOf(bits));
  return { count: count2, bits, bytes: bytes2, fileOffset: cursor.fileOffset + offset };
}
function bytesOf(bits) {
  return bits + 7 >>> 3;
}
function sizeOf(maps) {
  return HEADER4 + maps.bytes.length;
}
var ONES = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll("0", "").length);

// src/read/release/type-descriptor.ts
var SAME3 = { kindMask: 31, tflagUncommon: 1, tflagExtraStar: 2, tflagNamed: 4, tflagRegularMemory: 8 };
var ROWS5 = [
  { since: "go1.18", ...SAME3, kindDirectIface: 32, kindGCProg: 64, tflagGCMaskOnDemand: 0, tflagDirectIface: 0 },
  { since: "go1.24", ...SAME3, kindDirectIface: 32, kindGCProg: 0, tflagGCMaskOnDemand: 16, tflagDirectIface: 0 },
  { since: "go1.26", ...SAME3, kindDirectIface: 0, kindGCProg: 0, tflagGCMaskOnDemand: 16, tflagDirectIface: 32 }
];
function typeFlags(minor) {
  return rowFor(ROWS5, minor);
}
function typeLayout(pointerSize) {
  const w = pointerSize;
  return {
    Size_: 0,
    PtrBytes: w,
    Hash: 2 * w,
    TFlag: 2 * w + 4,
    Align_: 2 * w + 5,
    FieldAlign_: 2 * w + 6,
    Kind_: 2 * w + 7,
    Equal: 2 * w + 8,
    GCData: 3 * w + 8,
    Str: 4 * w + 8,
    PtrToThis: 4 * w + 12,
    size: 4 * w + 16
  };
}
var KINDS = [
  "invalid",
  "bool",
  "int",
  "int8",
  "int16",
  "int32",
  "int64",
  "uint",
  "uint8",
  "uint16",
  "uint32",
  "uint64",
  "uintptr",
  "float32",
  "float64",
  "complex64",
  "complex128",
  "array",
  "chan",
  "func",
  "interface",
  "map",
  "ptr",
  "slice",
  "string",
  "struct",
  "unsafe.Pointer"
];

// src/read/binary/types.ts
var WHERE8 = "type descriptor";
var MAX_FIELDS = 1 << 16;
var MAX_FIELD_NAME = 1024;
var MAX_TYPE_NAME = 1 << 20;
var utf84 = new TextDecoder();
var TypeTable = class {
  #image;
  #moduledata;
  #flags;
  #layout;
  #cache = /* @__PURE__ */ new Map();
  constructor(image, moduledata, minor) {
    this.#image = image;
    this.#moduledata = moduledata;
    this.#flags = typeFlags(minor);
    this.#layout = typeLayout(image.shape.pointerSize);
  }
  /** Whether an address lies where descriptors are, and is aligned as they are. */
  holds(address2) {
    const { types, etypes } = this.#moduledata;
    return address2 >= types && address2 + this.#layout.size <= etypes && address2 % this.#image.shape.pointerSize === 0;
  }
  /** Decodes the descriptor at an address; undefined when what is there cannot be one. */
  find(address2) {
    try {
      return this.holds(address2) ? this.at(address2) : void 0;
    } catch (error) {
      if (error instanceof FormatError) return void 0;
      throw error;
    }
  }
  /** Decodes the descriptor at an address; FormatError when there is none. */
  at(address2) {
    const known = this.#cache.get(address2);
    if (known !== void 0) return known;
    const cursor = this.#cursor(address2);
    const layout = this.#layout;
    const byte = (offset) => cursor.seek(offset).u8();
    const size = cursor.seek(layout.Size_).word();
    const ptrBytes = cursor.seek(layout.PtrBytes).word();
    if (ptrBytes > size) throw cursor.error("pointers within the value", layout.PtrBytes);
    const kind = KINDS[byte(layout.Kind_) & this.#flags.kindMask];
    if (kind === void 0 || kind === "invalid") throw cursor.error("a kind of type", layout.Kind_);
    const align2 = byte(layout.Align_);
    if (![1, 2, 4, 8, 16].includes(align2) || size % align2 !== 0) throw cursor.error("a size in steps of the alignment", layout.Align_);
    const flags = byte(layout.TFlag);
    const spelled = this.#name(this.#moduledata.types + cursor.seek(layout.Str).u32(), MAX_TYPE_NAME, cursor.fileOffset + layout.Str);
    const type = {
      address: address2,
      name: (flags & this.#flags.tflagExtraStar) !== 0 ? spelled.slice(1) : spelled,
      kind,
      size,
      ptrBytes,
      align: align2,
      named: (flags & this.#flags.tflagNamed) !== 0,
      ...this.#parts(cursor, kind)
    };
    this.#cache.set(address2, type);
    return type;
  }
  #parts(cursor, kind) {
    cursor.seek(this.#layout.size);
    switch (kind) {
      case "array": {
        const elem = cursor.word();
        cursor.word();
        return { elem, length: cursor.word() };
      }
      case "map": {
        const key = cursor.word();
        return { key, elem: cursor.word() };
      }
      case "chan":
      case "ptr":
      case "slice":
        return { elem: cursor.word() };
      case "struct":
        return { fieldCount: cursor.skip(2 * this.#image.shape.pointerSize).word() };
      default:
        return {};
    }
  }
  /** The fields of a struct type; none for other kinds. */
  fields(address2) {
    const { kind, size } = this.at(address2);
    if (kind !== "struct") return [];
    const cursor = this.#cursor(address2).seek(this.#layout.size).skip(this.#image.shape.pointerSize);
    const data = cursor.word();
    const count2 = cursor.word();
    if (count2 > MAX_FIELDS) throw cursor.error(`at most ${MAX_FIELDS} fields`);
    if (count2 === 0) return [];
    const { pointerSize } = this.#image.shape;
    const list = this.#image.cursorAt(data, "fields of a type", count2 * 3 * pointerSize, cursor.fileOffset + cursor.offset - 3 * pointerSize);
    const found2 = [];
    for (let i = 0; i < count2; i++) {
      const at = list.fileOffset + list.offset;
      const name = this.#name(list.word(), MAX_FIELD_NAME, at);
      const field = { name, type: list.word(), offset: list.word() };
      if (field.offset > size) throw list.error("a field within the struct");
      found2.push(field);
    }
    return found2;
  }
  #cursor(address2) {
    if (!this.holds(address2)) throw new FormatError(WHERE8, `an address of a type, found 0x${address2.toString(16)}`);
    return this.#image.cursorAt(address2, WHERE8);
  }
  /** abi.Name: a flag byte, a varint length, the bytes. `from`: where in the file the address is stated. */
  #name(address2, limit, from) {
    const cursor = this.#image.cursorAt(address2, "type name", void 0, from).skip(1);
    const size = cursor.uvarint();
    if (size > limit) throw cursor.error(`a name of at most ${limit} bytes`);
    return utf84.decode(cursor.take(size));
  }
};

// src/read/binary/go-binary.ts
var ARGS_SIZE_UNKNOWN = 2147483648;
var GoBinary = class _GoBinary {
  name;
  format;
  /** As recorded: "go1.26.8", "devel go1.28-…"; "unknown" when the file does not say. */
  goVersion;
  /** Absent when the file does not name a go1.N release. */
  release;
  /** N of the go1.N whose layouts are used. */
  layoutMinor;
  goos;
  goarch;
  /** Import path of the main package, when recorded. */
  mainPackage;
  mainModule;
  /** The `build` lines: -gcflags, -ldflags, CGO_ENABLED, vcs.revision, … */
  settings;
  positionIndependent;
  /** Without symbol table. Nothing here needs it. */
  stripped;
  /** What else a universal Mach-O file holds code for, as GOARCH where there is one; none of other files. */
  otherSlices;
  gaps;
  textStart;
  textEnd;
  image;
  moduledata;
  functions;
  types;
  /** The symbol table itself, for those who look at its bytes. */
  pclntab;
  /** The stack maps, of which functions share equal ones. */
  pointerMaps;
  /** Everything from go:func.* on, for readers of many functions: an offset of funcdata is one into its bytes. */
  funcdataArea;
  #inlinedCall;
  #state;
  #byName;
  constructor(bytes2, name, architecture) {
    const { image, otherSlices } = decodeExecutable(bytes2, name, architecture);
    const gaps = [];
    if (otherSlices.length > 0) gaps.push(unreadSlices(name, image.parts.architecture, otherSlices));
    const info = findBuildInfo(image);
    const release = info === void 0 ? void 0 : parseRelease(info.goVersion);
    const found2 = chooseHeader(image, release, name, gaps);
    this.name = name;
    this.format = image.parts.format;
    this.goVersion = info?.goVersion ?? "unknown";
    this.release = release;
    this.layoutMinor = found2.minor;
    this.settings = info?.settings ?? /* @__PURE__ */ new Map();
    this.goos = this.settings.get("GOOS") ?? "unknown";
    this.goarch = image.parts.architecture;
    this.mainPackage = info?.path;
    this.mainModule = info?.module;
    this.positionIndependent = image.parts.positionIndependent;
    this.stripped = image.parts.findSymbol === void 0;
    this.otherSlices = otherSlices;
    this.gaps = gaps;
    this.image = image;
    this.moduledata = found2.moduledata;
    this.textStart = found2.moduledata.text;
    this.textEnd = found2.moduledata.etext;
    this.pclntab = new Pclntab(image, found2.header, funcRecordLayout(found2.minor), found2.moduledata.textRanges);
    this.functions = this.pclntab.functions;
    this.#inlinedCall = inlinedCallLayout(found2.minor);
    this.funcdataArea = image.cursorAt(found2.moduledata.gofunc, "funcdata");
    this.pointerMaps = new PointerMapTable(this.funcdataArea);
    this.types = new TypeTable(image, found2.moduledata, found2.minor);
  }
  /**
   * Opens an executable: ELF, Mach-O or PE. `name` appears in errors; `architecture` chooses from a universal file (without it,
   * the first for amd64 or arm64). FormatError when it is truncated, forged, foreign, for another architecture or no Go executable.
   */
  static open(bytes2, name, architecture) {
    return new _GoBinary(new Uint8Array(bytes2.buffer, bytes2.byteOffset, bytes2.byteLength), name, architecture);
  }
  /** The function's name as the linker wrote it: "main.main", "go.etcd.io/bbolt.(*DB).Update", "slices.Sort[...]". */
  functionName(index) {
    return this.pclntab.nameAt(this.functions.nameOff[this.#checked(index)]);
  }
  /** Line of the func keyword; absent before go1.20 and for functions without source. */
  startLine(index) {
    const { startLine } = this.pclntab.layout;
    const line = startLine === void 0 ? 0 : this.pclntab.field(this.#checked(index), startLine) | 0;
    return line > 0 ? line : void 0;
  }
  /** Index of the function whose code holds the address; −1 outside of Go code. */
  functionAt(pc) {
    const { entry, end, count: count2 } = this.functions;
    let low = 0;
    let high = count2;
    while (low < high) {
      const middle = low + high >>> 1;
      if (entry[middle] <= pc) low = middle + 1;
      else high = middle;
    }
    return low > 0 && pc < end[low - 1] ? low - 1 : -1;
  }
  /** Index of the first function of that name; −1 when there is none. */
  functionNamed(name) {
    if (this.#byName === void 0) {
      this.#byName = /* @__PURE__ */ new Map();
      for (let i = this.functions.count - 1; i >= 0; i--) this.#byName.set(this.functionName(i), i);
    }
    return this.#byName.get(name) ?? -1;
  }
  /** Bytes between the stack pointer and its place at function entry, for every pc (runtime/symtab.go: funcspdelta). */
  spDeltas(index) {
    const offset = this.pclntab.field(this.#checked(index), this.pclntab.layout.pcsp);
    return this.pclntab.values(index, offset === 0 ? void 0 : offset);
  }
  /** A pcdata table (PCDATA.StackMapIndex, …): −1 everywhere when the function has none. */
  pcdata(index, table2) {
    return this.pclntab.values(this.#checked(index), this.pclntab.pcdataOffset(index, table2));
  }
  /** All runs of a table, into an object that is used again; for whole binaries. */
  runs(index, table2, into) {
    const { layout } = this.pclntab;
    if (typeof table2 === "number") return this.pclntab.runs(index, this.pclntab.pcdataOffset(this.#checked(index), table2), into);
    const field = table2 === "sp" ? layout.pcsp : table2 === "file" ? layout.pcfile : layout.pcln;
    const offset = this.pclntab.field(this.#checked(index), field);
    return this.pclntab.runs(index, offset === 0 ? void 0 : offset, into);
  }
  /** Addresses at which the line table of a function changes. */
  lineStarts(index) {
    const runs = this.runs(index, "line", new PcRuns());
    const entry = this.functions.entry[index];
    const found2 = runs.count === 0 ? [] : [entry];
    for (let i = 0; i + 1 < runs.count; i++) found2.push(entry + runs.ends[i]);
    return found2;
  }
  /** The file behind a value of the file table. */
  fileName(index, value) {
    return this.pclntab.fileName(index, value);
  }
  /** Whether the function is assembly (internal/abi: FuncFlagAsm): its maps are written by hand and by other rules. */
  isAssembly(index) {
    return (this.functions.flag[this.#checked(index)] & FUNC_FLAG.Asm) !== 0;
  }
  /** Where the name of that file lies in the table of file names, which holds every file once; undefined where none is recorded. */
  fileOffset(index, value) {
    return this.pclntab.fileOffset(index, value);
  }
  /** The calls that were inlined into a function, by node of its inline tree; node 0 first. */
  inlinedCalls(index) {
    const nodes = this.inlineNodes(index, new PcRuns(), new InlineNodes());
    const entry = this.functions.entry[index];
    const found2 = [];
    for (let node = 0; node < nodes.count; node++) {
      found2.push({ index: node, function: this.nameAt(nodes.nameOff[node]), parentPc: entry + nodes.parentPc[node] });
    }
    return found2;
  }
  /** All nodes of a function's inline tree, into objects that are used again; for whole binaries. `runs` then holds the nodes by pc. */
  inlineNodes(index, runs, into) {
    const size = this.functions.end[index] - this.functions.entry[index];
    const tree = this.funcdataOffset(index, FUNCDATA.InlTree);
    return into.decode(this.funcdataArea, tree, this.#inlinedCall, this.runs(index, PCDATA.InlTreeIndex, runs), size);
  }
  /** The name at an offset into the table of function names, as inline trees give it. */
  nameAt(offset) {
    return this.pclntab.nameAt(offset);
  }
  /** PCDATA StackMapIndex at an address, as recorded. */
  stackMapIndex(index, pc) {
    return this.pcdata(index, PCDATA.StackMapIndex).at(pc);
  }
  /** A cursor at one of the function's funcdata (FUNCDATA.LocalsPointerMaps, …); undefined when the function has none. */
  funcdata(index, table2, what) {
    const offset = this.pclntab.funcdataOffset(this.#checked(index), table2);
    return offset === void 0 ? void 0 : this.image.cursorAt(this.moduledata.gofunc + offset, what);
  }
  /** Where in `funcdataArea` one of the function's funcdata begins; undefined when the function has none. */
  funcdataOffset(index, table2) {
    return this.pclntab.funcdataOffset(this.#checked(index), table2);
  }
  /** Bytes of arguments, results and spill area at the caller's stack pointer; undefined for assembly that does not say. */
  argumentBytes(index) {
    const size = this.pclntab.field(this.#checked(index), this.pclntab.layout.args);
    return size === ARGS_SIZE_UNKNOWN ? void 0 : size;
  }
  /** Where a function goes on after a panic that it recovered from; undefined for functions without defer. */
  deferReturn(index) {
    const offset = this.pclntab.field(this.#checked(index), this.pclntab.layout.deferreturn);
    return offset === 0 ? void 0 : this.functions.entry[index] + offset;
  }
  /** The innermost position of an instruction: that of the inlined function where there is one. */
  position(index, pc) {
    const state = this.#stateOf(index);
    return { file: this.pclntab.fileName(index, state.file.at(pc)), line: state.line.at(pc) };
  }
  /** Innermost first; the last is the function itself, at the line of the outermost call. For a call, give its own address. */
  inlineFrames(index, pc) {
    const state = this.#stateOf(index);
    const frames = [];
    this.#unwind(state, pc, (at, nameOff) => {
      const file = this.pclntab.fileName(index, state.file.at(at));
      frames.push({ function: this.pclntab.nameAt(nameOff), file, line: state.line.at(at) });
    });
    return frames;
  }
  /** The line in the function itself, calls of inlined functions followed outwards. */
  outermostLine(index, pc) {
    const state = this.#stateOf(index);
    return state.line.at(this.#unwind(state, pc, () => {
    }));
  }
  /** The type whose descriptor lies at an address; FormatError when none can. */
  typeAt(address2) {
    return this.types.at(address2);
  }
  /** Calls `visit` for each level with the pc of its position; returns the outermost pc. */
  #unwind(state, pc, visit) {
    const entry = this.functions.entry[state.index];
    let at = pc;
    let node = state.inlined.at(at);
    for (let depth = 0; node >= 0 && state.tree !== void 0; depth++) {
      if (depth === MAX_INLINE_DEPTH) throw state.tree.error(`at most ${MAX_INLINE_DEPTH} inlined calls around one pc`);
      const call = decodeInlinedCall(state.tree, this.#inlinedCall, node);
      visit(at, call.nameOff);
      if (call.parentPc < 0) break;
      at = entry + call.parentPc;
      node = call.parent ?? state.inlined.at(at);
    }
    visit(at, this.functions.nameOff[state.index]);
    return at;
  }
  #inlineTree(index, offset) {
    const { bytes: bytes2 } = this.funcdataArea;
    if (offset > bytes2.length) throw this.pclntab.recordCursor(index).error(`an inline tree within the funcdata, found offset 0x${offset.toString(16)}`);
    return this.image.cursorAt(this.moduledata.gofunc + offset, "inline tree");
  }
  #stateOf(index) {
    if (this.#state?.index === index) return this.#state;
    const table2 = this.pclntab;
    const { pcfile, pcln } = table2.layout;
    const stream = (offset) => table2.values(this.#checked(index), offset);
    const some = (offset) => offset === 0 ? void 0 : offset;
    const tree = table2.funcdataOffset(this.#checked(index), FUNCDATA.InlTree);
    this.#state = {
      index,
      file: stream(some(table2.field(index, pcfile))),
      line: stream(some(table2.field(index, pcln))),
      inlined: stream(table2.pcdataOffset(index, PCDATA.InlTreeIndex)),
      tree: tree === void 0 ? void 0 : this.#inlineTree(index, tree)
    };
    return this.#state;
  }
  #checked(index) {
    if (!(index >= 0 && index < this.functions.count)) throw new RangeError(`no function ${index}`);
    return index;
  }
};
function unreadSlices(name, read, others) {
  const message = `The file holds code for ${[read, ...others].join(", ")}; that for ${read} is read. Name an architecture to read another.`;
  return { code: "other-architectures", message, affects: name };
}
function chooseHeader(image, release, name, gaps) {
  let failure;
  for (const header of findPclnHeaders(image)) {
    try {
      return { header, ...chooseLayout(image, header, release, name, gaps) };
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      failure ??= error;
    }
  }
  throw failure;
}
function chooseLayout(image, header, release, name, gaps) {
  if (release !== void 0 && release.minor < OLDEST_DECODED) {
    throw new FormatError(name, `a binary of go1.${OLDEST_DECODED} or newer, found ${release.text}`);
  }
  if (release !== void 0 && release.minor <= NEWEST_KNOWN) {
    const moduledata = findModuledata(image, header, release.minor);
    if (moduledata !== void 0) return { minor: release.minor, moduledata };
    throw new FormatError("moduledata", `the shape that ${release.text} writes`, namedModuledata(image));
  }
  const newest = header.sinceMinor === 18 ? 19 : NEWEST_KNOWN;
  for (let minor = newest; minor >= header.sinceMinor; minor--) {
    if (header.textStart === 0 === minor <= HEADER_TEXT_START_UNTIL) continue;
    const moduledata = findModuledata(image, header, minor);
    if (moduledata === void 0) continue;
    gaps.push({
      code: release === void 0 ? "go-release-unknown" : "go-release-newer",
      message: release === void 0 ? `The file does not name its Go release; the layouts of go1.${minor} fit.` : `${release.text} is newer than go1.${NEWEST_KNOWN}, the newest release known; the layouts of go1.${minor} fit.`,
      affects: name
    });
    return { minor, moduledata };
  }
  throw new FormatError("moduledata", "a shape that some known Go release writes", namedModuledata(image));
}

// src/read/binary/amd64-length.ts
function newAmd64Instruction() {
  return { length: 0, map: 0, opcode: 0, rex: 0, vector: false, operandSize: false, modrm: -1 };
}
var INVALID = 128;
var MODRM = 64;
var IMM_Z = 32;
var FIXED = 15;
var MAX_LENGTH2 = 15;
var ONE = table(
  // 00–3F: eight arithmetic rows
  [0, 63, MODRM],
  ...[0, 1, 2, 3, 4, 5, 6, 7].flatMap((row) => [
    [row * 8 + 4, row * 8 + 4, 1],
    [row * 8 + 5, row * 8 + 5, IMM_Z],
    [row * 8 + 6, row * 8 + 7, INVALID]
  ]),
  [64, 95, 0],
  [96, 98, INVALID],
  [99, 99, MODRM],
  [100, 103, INVALID],
  [104, 104, IMM_Z],
  [105, 105, MODRM | IMM_Z],
  [106, 106, 1],
  [107, 107, MODRM | 1],
  [108, 111, 0],
  [112, 127, 1],
  [128, 128, MODRM | 1],
  [129, 129, MODRM | IMM_Z],
  [130, 130, INVALID],
  [131, 131, MODRM | 1],
  [132, 143, MODRM],
  [144, 153, 0],
  [154, 154, INVALID],
  [155, 159, 0],
  [160, 163, 8],
  [164, 167, 0],
  [168, 168, 1],
  [169, 169, IMM_Z],
  [170, 175, 0],
  [176, 183, 1],
  [184, 191, IMM_Z],
  [192, 193, MODRM | 1],
  [194, 194, 2],
  [195, 195, 0],
  [196, 197, INVALID],
  [198, 198, MODRM | 1],
  [199, 199, MODRM | IMM_Z],
  [200, 200, 3],
  [201, 201, 0],
  [202, 202, 2],
  [203, 204, 0],
  [205, 205, 1],
  [206, 206, INVALID],
  [207, 207, 0],
  [208, 211, MODRM],
  [212, 214, INVALID],
  [215, 215, 0],
  [216, 223, MODRM],
  [224, 231, 1],
  [232, 233, 4],
  [234, 234, INVALID],
  [235, 235, 1],
  [236, 239, 0],
  [240, 240, INVALID],
  [241, 241, 0],
  [242, 243, INVALID],
  [244, 245, 0],
  [246, 247, MODRM],
  [248, 253, 0],
  [254, 255, MODRM]
);
var ONE_32 = changed(
  ONE,
  ...[0, 1, 2, 3, 4, 5, 6, 7].map((row) => [row * 8 + 6, row * 8 + 7, 0]),
  [96, 97, 0],
  [98, 98, MODRM],
  [130, 130, MODRM | 1],
  [154, 154, 6],
  [160, 163, 4],
  [196, 197, MODRM],
  [206, 206, 0],
  [212, 213, 1],
  [214, 214, 0],
  [234, 234, 6]
);
var TWO = table(
  [0, 255, MODRM],
  [4, 4, INVALID],
  [5, 9, 0],
  [10, 10, INVALID],
  [11, 11, 0],
  [12, 12, INVALID],
  [14, 14, 0],
  [15, 15, MODRM | 1],
  [36, 39, INVALID],
  [48, 53, 0],
  [54, 54, INVALID],
  [55, 55, 0],
  [56, 63, INVALID],
  [112, 115, MODRM | 1],
  [119, 119, 0],
  [128, 143, 4],
  [160, 162, 0],
  [164, 164, MODRM | 1],
  [168, 170, 0],
  [172, 172, MODRM | 1],
  [186, 186, MODRM | 1],
  [194, 194, MODRM | 1],
  [196, 198, MODRM | 1],
  [200, 207, 0]
);
function table(...rows) {
  return changed(new Uint8Array(256), ...rows);
}
function changed(from, ...rows) {
  const flags = from.slice();
  for (const [first2, last, value] of rows) flags.fill(value, first2, last + 1);
  return flags;
}
function decodeAmd64(bytes2, at, end, into) {
  return decode3(bytes2, at, end, into, false);
}
function decode386(bytes2, at, end, into) {
  return decode3(bytes2, at, end, into, true);
}
function decode3(bytes2, at, end, into, legacy) {
  into.length = 0;
  into.map = 0;
  into.rex = 0;
  into.vector = false;
  into.operandSize = false;
  into.modrm = -1;
  let p = at;
  let short = false;
  let byte = 0;
  for (; p < end; p++) {
    byte = bytes2[p];
    if (byte === 102) into.operandSize = true;
    else if (byte === 103) short = true;
    else if (byte !== 242 && byte !== 243 && byte !== 240 && byte !== 100 && byte !== 101 && (byte & 231) !== 38) {
      break;
    }
  }
  if (!legacy && (byte & 240) === 64) {
    into.rex = byte;
    byte = bytes2[++p];
  }
  let flags;
  if (p >= end) return 0;
  if (byte === 15) {
    byte = bytes2[++p];
    if (byte === 56 || byte === 58) {
      into.map = byte === 56 ? 2 : 3;
      byte = bytes2[++p];
      flags = into.map === 2 ? MODRM : MODRM | 1;
    } else {
      into.map = 1;
      flags = TWO[byte];
    }
  } else if ((byte === 197 || byte === 196 || byte === 98) && (!legacy || bytes2[p + 1] >= 192)) {
    p = vectorPrefix(bytes2, p, byte, into);
    if (p < 0 || p >= end) return 0;
    byte = bytes2[p];
    flags = into.map === 1 ? TWO[byte] & ~IMM_Z : into.map === 3 ? MODRM | 1 : MODRM;
  } else {
    flags = (legacy ? ONE_32 : ONE)[byte];
    if (byte === 246 || byte === 247) {
      if ((bytes2[p + 1] >> 3 & 7) < 2) flags |= byte === 246 ? 1 : IMM_Z;
    } else if (byte >= 160 && byte <= 163 && short) flags = legacy ? 2 : 4;
  }
  if (flags & INVALID) return 0;
  if (legacy && into.operandSize && branches(into.map, byte)) flags -= 2;
  into.opcode = byte;
  p++;
  if (flags & MODRM) {
    into.modrm = p;
    if (into.map === 1 && !into.vector && (byte & 252) === 32) p++;
    else p += legacy && short ? modrm16Length(bytes2, p) : modrmLength(bytes2, p);
  }
  if (flags & IMM_Z) {
    const wide = (into.rex & 8) !== 0;
    p += wide && into.map === 0 && byte >= 184 && byte <= 191 ? 8 : into.operandSize && !wide ? 2 : 4;
  } else p += flags & FIXED;
  if (p > end || p - at > MAX_LENGTH2) return 0;
  into.length = p - at;
  return into.length;
}
function vectorPrefix(bytes2, at, byte, into) {
  into.vector = true;
  const first2 = bytes2[at + 1];
  if (byte === 197) {
    into.map = 1;
    into.rex = 64 | (first2 & 128 ? 0 : 4);
    into.operandSize = (first2 & 3) === 1;
    return at + 2;
  }
  const second = bytes2[at + 2];
  const map = byte === 98 ? first2 & 7 : first2 & 31;
  if (map < 1 || map > 3) return -1;
  into.map = map;
  into.rex = 64 | ~first2 >> 5 & 7 | (second & 128 ? 8 : 0);
  into.operandSize = (second & 3) === 1;
  return at + (byte === 98 ? 4 : 3);
}
function modrmLength(bytes2, at) {
  const modrm = bytes2[at];
  const mod = modrm >> 6;
  const rm = modrm & 7;
  if (mod === 3) return 1;
  const sib = rm === 4 ? 1 : 0;
  const displacement = mod === 1 ? 1 : mod === 2 || rm === 5 || sib === 1 && (bytes2[at + 1] & 7) === 5 ? 4 : 0;
  return 1 + sib + displacement;
}
function modrm16Length(bytes2, at) {
  const modrm = bytes2[at];
  const mod = modrm >> 6;
  return mod === 1 ? 2 : mod === 2 || mod === 0 && (modrm & 7) === 6 ? 3 : 1;
}
function branches(map, opcode) {
  if (map === 1) return (opcode & 240) === 128;
  return map === 0 && (opcode === 232 || opcode === 233 || opcode === 154 || opcode === 234);
}

// src/read/binary/arm-constants.ts
function armConstants(view, from, to) {
  const constants = /* @__PURE__ */ new Set();
  for (let at = from; at + 4 <= to; at += 4) {
    if (constants.has(at)) continue;
    const word2 = view.getUint32(at, true);
    if (word2 >>> 28 === 15) continue;
    const sign = (word2 & 8388608) === 0 ? -1 : 1;
    if ((word2 & 255787008) >>> 0 === 85917696) constants.add(at + 8 + sign * (word2 & 4095) & ~3);
    else if ((word2 & 255790592) >>> 0 === 220137984) {
      const place2 = at + 8 + sign * (word2 & 255) * 4;
      constants.add(place2);
      if ((word2 & 256) !== 0) constants.add(place2 + 4);
    }
  }
  return constants;
}

// src/read/binary/calls.ts
function findCalls(binary, isTarget) {
  const lookup = targetLookup(binary, isTarget);
  switch (binary.goarch) {
    case "amd64":
    case "386":
      return findOnX86(binary, lookup);
    case "arm64":
      return findOnArm64(binary, lookup);
    case "arm":
      return findOnArm(binary, lookup);
    default:
      return unreachable(binary.goarch);
  }
}
function targetLookup(binary, isTarget) {
  const { entry, count: count2 } = binary.functions;
  const indexes = [];
  for (let i = 0; i < count2; i++) if (isTarget[i]) indexes.push(i);
  const first2 = indexes.length === 0 ? 1 : entry[indexes[0]];
  const last = indexes.length === 0 ? 0 : entry[indexes.at(-1)];
  const byAddress = new Map(indexes.map((index) => [entry[index], index]));
  return (address2) => address2 < first2 || address2 > last ? -1 : byAddress.get(address2) ?? -1;
}
function findOnX86(binary, lookup) {
  const { textStart, textEnd } = binary;
  const { bytes: bytes2, view } = binary.image.cursorAt(textStart, "text", textEnd - textStart);
  const found2 = { pc: [], target: [] };
  for (let at = 0, last = bytes2.length - 5; at <= last; at++) {
    if ((bytes2[at] & 254) !== 232) continue;
    const target = lookup(textStart + at + 5 + view.getInt32(at + 1, true));
    if (target < 0) continue;
    found2.pc.push(textStart + at);
    found2.target.push(target);
  }
  return sort(binary, found2, (pc) => bytes2[pc - textStart] === 232, verifier(binary, bytes2));
}
function verifier(binary, text) {
  const { entry, end } = binary.functions;
  const instruction = newAmd64Instruction();
  const decode4 = binary.goarch === "386" ? decode386 : decodeAmd64;
  let current = -1;
  let at = 0;
  return (pc, caller) => {
    if (caller !== current) {
      current = caller;
      at = entry[caller] - binary.textStart;
    }
    const goal = pc - binary.textStart;
    const stop = Math.min(end[caller] - binary.textStart, text.length);
    while (at < goal) {
      const length = decode4(text, at, stop, instruction);
      if (length === 0) return void 0;
      at += length;
    }
    return at === goal;
  };
}
function findOnArm64(binary, lookup) {
  const { textStart, textEnd } = binary;
  const { bytes: bytes2, view } = binary.image.cursorAt(textStart, "text", textEnd - textStart);
  const found2 = { pc: [], target: [] };
  for (let at = 0, last = bytes2.length - 4; at <= last; at += 4) {
    const word2 = view.getInt32(at, true);
    if ((word2 >>> 26 & 31) !== 5) continue;
    const target = lookup(textStart + at + (word2 << 6 >> 4));
    if (target < 0) continue;
    found2.pc.push(textStart + at);
    found2.target.push(target);
  }
  return sort(
    binary,
    found2,
    (pc) => view.getInt32(pc - textStart, true) < 0,
    () => true
  );
}
function findOnArm(binary, lookup) {
  const { textStart, textEnd } = binary;
  const { bytes: bytes2, view } = binary.image.cursorAt(textStart, "text", textEnd - textStart);
  const found2 = { pc: [], target: [] };
  for (let at = 0, last = bytes2.length - 4; at <= last; at += 4) {
    const word2 = view.getInt32(at, true);
    if ((word2 >>> 25 & 7) !== 5 || word2 >>> 28 === 15) continue;
    const target = lookup(textStart + at + 8 + (word2 << 8 >> 6));
    if (target < 0) continue;
    found2.pc.push(textStart + at);
    found2.target.push(target);
  }
  const { entry, end } = binary.functions;
  let current = -1;
  let constants = /* @__PURE__ */ new Set();
  return sort(
    binary,
    found2,
    (pc) => (view.getInt32(pc - textStart, true) >>> 24 & 1) === 1,
    (pc, caller) => {
      if (caller !== current) constants = armConstants(view, entry[caller] - textStart, Math.min(end[caller] - textStart, bytes2.length));
      current = caller;
      return !constants.has(pc - textStart);
    }
  );
}
function sort(binary, found2, isCall2, verify) {
  const calls = new CallList();
  const tailCalls = new CallList();
  const unverified = /* @__PURE__ */ new Set();
  let rejected = 0;
  const { end } = binary.functions;
  let caller = -1;
  for (let i = 0; i < found2.pc.length; i++) {
    const pc = found2.pc[i];
    const target = found2.target[i];
    if (caller < 0 || pc >= end[caller]) caller = binary.functionAt(pc);
    if (caller < 0) continue;
    const certain = verify(pc, caller);
    if (certain === void 0) unverified.add(caller);
    if (certain === false) rejected++;
    else if (isCall2(pc)) calls.push(pc, caller, target);
    else if (target !== caller) tailCalls.push(pc, caller, target);
  }
  return {
    ...calls.freeze(),
    tailCalls: tailCalls.freeze(),
    rejected,
    unverified: [...unverified]
  };
}
var CallList = class {
  #pc = [];
  #caller = [];
  #target = [];
  push(pc, caller, target) {
    this.#pc.push(pc);
    this.#caller.push(caller);
    this.#target.push(target);
  }
  freeze() {
    return {
      count: this.#pc.length,
      pc: Float64Array.from(this.#pc),
      caller: Int32Array.from(this.#caller),
      target: Int32Array.from(this.#target)
    };
  }
};

// src/base/position.ts
function formatPosition(position) {
  const { file, line, column } = position;
  return column === void 0 ? `${file}:${line}` : `${file}:${line}:${column}`;
}

// src/read/compiler/flow-why.ts
var WHY = /* @__PURE__ */ new Map([
  ["return", "decides"],
  ["send", "decides"],
  ["call parameter", "decides"],
  ["callee operand", "decides"],
  ["assign", "decides"],
  ["assign-pair", "decides"],
  ["assign-pair-dot-type", "decides"],
  ["assign-pair-mapr", "decides"],
  ["assign-pair-receive", "decides"],
  ["captured by a closure", "decides"],
  ["appendee slice", "decides"],
  ["appended slice...", "decides"],
  ["copied slice", "decides"],
  ["key of map put", "decides"],
  ["map literal key", "decides"],
  ["map literal value", "decides"],
  ["conversion to unsafe.Pointer", "decides"],
  ["reflect.Header.Data", "decides"],
  ["//go:uintptrescapes", "decides"],
  ["interface-converted", "moves"],
  ["slice-literal-element", "moves"],
  ["array literal element", "moves"],
  ["struct literal element", "moves"],
  ["range", "moves"],
  ["range-deref", "moves"],
  ["switch case", "moves"],
  ["dot", "moves"],
  ["dot of pointer", "moves"],
  ["indirection", "moves"],
  ["slice", "moves"],
  ["fixed-array-index-of", "moves"],
  ["slice-to-array", "moves"],
  ["address-of", "moves"],
  ["reference", "moves"],
  ["spill", "noise"],
  ["too large for stack", "size"],
  ["too aligned for stack", "size"],
  ["non-constant size", "size"],
  ["zero-sized element", "size"]
]);
function whyRole(why) {
  return WHY.get(why);
}
var WHY_WORDS = [...WHY.keys()];

// src/read/compiler/flow.ts
var MAX_BLOCK_BYTES = 1 << 20;
var FLOW = "  flow: ";
var FROM = "    from ";
function parseFlow(report, block) {
  const { blocks, texts, bodies } = report;
  const start2 = blocks.bodyStart.at(block);
  const end = Math.min(blocks.bodyEnd.at(block), start2 + MAX_BLOCK_BYTES);
  const parsed = parseFlowBody(bodies.decode(start2, end));
  const leak = blocks.leak.at(block) === 1;
  const owner2 = blocks.function.at(block);
  const position = positionOf(report, blocks.file.at(block), blocks.line.at(block), blocks.column.at(block));
  return {
    kind: leak ? "leak" : "escape",
    subject: texts.text(blocks.subject.at(block)),
    ...position === void 0 ? {} : { position },
    ...owner2 < 0 ? {} : { function: texts.text(owner2) },
    ...leak ? { destination: texts.text(blocks.destination.at(block)), derefs: blocks.derefs.at(block) } : {},
    ...parsed,
    truncated: parsed.truncated || end < blocks.bodyEnd.at(block)
  };
}
function positionOf(report, file, line, column) {
  if (file < 0) return void 0;
  const name = report.texts.text(file);
  return column === 0 ? { file: name, line } : { file: name, line, column };
}
function parseFlowBody(body) {
  const edges = [];
  let truncated = false;
  let unknownWords = 0;
  let unknownLines = 0;
  for (const line of body.split("\n")) {
    if (line === "") continue;
    if (line.startsWith(FLOW)) {
      const edge = parseEdge(line.slice(FLOW.length));
      if (edge === void 0) unknownLines++;
      else edges.push({ ...edge, hops: [] });
    } else if (line.startsWith(FROM)) {
      const hop = parseHop(line.slice(FROM.length));
      const edge = edges.at(-1);
      if (hop === void 0 || edge === void 0) unknownLines++;
      else {
        edge.hops.push(hop);
        if (whyRole(hop.why) === void 0) unknownWords++;
      }
    } else if (line.startsWith("  warning: truncated explanation")) truncated = true;
    else unknownLines++;
  }
  return { edges, truncated, unknownWords, unknownLines };
}
function parseEdge(text) {
  if (!text.endsWith(":")) return void 0;
  const from = text.startsWith("{") ? closingBrace(text) : 0;
  const arrow = text.indexOf(" \u2190 ", from);
  const split2 = arrow >= 0 ? arrow : text.indexOf(" = ", from);
  if (split2 < 0) return void 0;
  let at = split2 + 3;
  const first2 = at;
  while (text[at] === "&" || text[at] === "*") at++;
  return { destination: text.slice(0, split2), ops: text.slice(first2, at), source: text.slice(at, -1) };
}
function closingBrace(text) {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '"' || char === "`" || char === "'") {
      for (i++; i < text.length && text[i] !== char; i++) if (text[i] === "\\" && char !== "`") i++;
    } else if (char === "{") depth++;
    else if (char === "}" && --depth === 0) return i;
  }
  return 0;
}
function parseHop(text) {
  let close = -1;
  let fallback;
  while ((close = text.indexOf(") at ", close + 1)) >= 0) {
    const open = text.lastIndexOf(" (", close);
    if (open < 0) continue;
    const why = text.slice(open + 2, close);
    const position = parsePosition2(text.slice(close + 5));
    const hop = { expression: text.slice(0, open), why, ...position === void 0 ? {} : { position } };
    if (whyRole(why) !== void 0 && (position !== void 0 || /^(<|\?)/.test(text.slice(close + 5)))) return hop;
    fallback = hop;
  }
  return fallback;
}
function parsePosition2(text) {
  const match = /^(.+?):(\d+)(?::(\d+))?(?:\[.*\])?$/s.exec(text);
  if (match === null) return void 0;
  const line = Math.min(Number(match[2]), 2147483647);
  const column = Math.min(Number(match[3] ?? 0), 2147483647);
  return column === 0 ? { file: match[1], line } : { file: match[1], line, column };
}

// src/site/cause-target.ts
function isTemporary(name) {
  return name.startsWith("{") || /^(?:[\w/.-]+\.)?(?:~[rp]\d+|\.autotmp_\d+|\.dict|#[\w]+|~b\d+)$/.test(name) || name === "_" || name === "";
}
function storageOf(location2) {
  return location2.startsWith("{storage for ") ? location2.slice("{storage for ".length, -1) : void 0;
}
function isResult(location2) {
  return /^(?:[\w/.-]+\.)?~r\d+$/.test(location2);
}
function calleeOf(expression) {
  if (!expression.endsWith(")")) return void 0;
  const open = openingParenthesis(expression);
  if (open > 0) return expression.slice(0, open);
  const name = /^(?:\(\*[^)]*\)\.)?[\p{L}_][\p{L}\p{N}_.]*(?=\()/u.exec(expression);
  return name?.[0];
}
function readableCallee(callee) {
  if (callee.startsWith("func literal")) return "a function literal";
  const method = /^\.autotmp_\d+\.(.+)$/.exec(callee);
  if (method !== null) return `method ${method[1]}`;
  return isTemporary(callee) ? "a function value" : withoutTypeArguments(callee);
}
function isDynamicCallee(callee) {
  return isTemporary(callee) || callee.startsWith(".autotmp_");
}
function withoutTypeArguments(name) {
  if (!name.includes("[")) return name;
  let depth = 0;
  let out = "";
  for (const char of name) {
    if (char === "[") depth++;
    if (depth === 0) out += char;
    if (char === "]") depth--;
  }
  return out;
}
function firstArgument(expression) {
  const open = openingParenthesis(expression);
  if (open < 0) return void 0;
  const end = scan2(expression, open + 1, (char, depth) => depth === 0 && (char === "," || char === ")"));
  const argument = expression.slice(open + 1, end < 0 ? void 0 : end);
  return argument === "" ? void 0 : argument;
}
function leftSide(expression) {
  const end = scan2(expression, 0, (char, depth, i) => depth === 0 && char === " " && /^ (?::|<<|>>|&\^|[-+*/%&|^])?= /.test(expression.slice(i, i + 5)));
  return end > 0 ? expression.slice(0, end) : void 0;
}
function channelOf(expression) {
  const end = scan2(expression, 0, (char, depth, i) => depth === 0 && char === " " && expression.startsWith(" <- ", i));
  return end > 0 ? expression.slice(0, end) : void 0;
}
function targetOf(left) {
  const parts = splitList(left);
  const real = parts.filter((part3) => !isTemporary(part3));
  if (real.length !== 1) return { kind: "several", name: left };
  const name = real[0];
  if (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) return { kind: "global", name };
  if (name.startsWith("*")) return { kind: "pointer", name: name.slice(1) };
  if (name.endsWith("]")) {
    const open = matchingOpen(name, name.length - 1);
    if (open > 0) {
      const index = name.slice(open + 1, -1);
      return { kind: /^["`]/.test(index) ? "map" : "element", name: name.slice(0, open) };
    }
  }
  return { kind: "field", name };
}
function splitList(list) {
  const parts = [];
  let from = 0;
  for (; ; ) {
    const end = scan2(list, from, (char, depth) => depth === 0 && char === ",");
    parts.push(list.slice(from, end < 0 ? void 0 : end).trim());
    if (end < 0) return parts;
    from = end + 1;
  }
}
function openingParenthesis(expression) {
  return expression.endsWith(")") ? matchingOpen(expression, expression.length - 1) : -1;
}
function matchingOpen(text, close) {
  const stack = [];
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '"' || char === "`" || char === "'") i = skipLiteral(text, i);
    else if (char === "(" || char === "[" || char === "{") stack.push(i);
    else if (char === ")" || char === "]" || char === "}") {
      const open = stack.pop();
      if (i === close) return open ?? -1;
    }
  }
  return -1;
}
function scan2(text, from, found2) {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    const char = text[i];
    if (found2(char, depth, i)) return i;
    if (char === '"' || char === "`" || char === "'") i = skipLiteral(text, i);
    else if (char === "(" || char === "[" || char === "{") depth++;
    else if (char === ")" || char === "]" || char === "}") depth--;
  }
  return -1;
}
function skipLiteral(text, from) {
  const quote2 = text[from];
  for (let i = from + 1; i < text.length; i++) {
    if (text[i] === "\\" && quote2 !== "`") i++;
    else if (text[i] === quote2) return i;
  }
  return text.length;
}

// src/site/cause.ts
var MAX_FOLLOW = 4;
function decide(block, lookup = {}) {
  return decideAt(block, lookup, 0);
}
function decideAt(block, lookup, depth) {
  const via = variablesOnTheWay(block);
  const base = { via, address: block.edges[0]?.ops.startsWith("&") === true && storageOf(block.edges[0].source) === void 0, truncated: block.truncated };
  const last = block.edges.at(-1);
  if (last === void 0) return { ...base, cause: "unknown" };
  const decisive = decisiveHop(block.edges);
  if (decisive === void 0) return { ...byLocation(last.destination, void 0), ...base };
  const { hop } = decisive;
  const found2 = byHop(block, last, hop, lookup);
  const at = hop.position === void 0 ? {} : { at: hop.position };
  const decision = { ...base, ...at, ...found2 };
  if (!leadsOn(decision.cause) || depth >= MAX_FOLLOW) return decision;
  const next = lookup.follow?.(last.destination);
  if (next === void 0 || next === block) return decision;
  return { ...decision, onward: decideAt(next, lookup, depth + 1) };
}
function leadsOn(cause) {
  return cause === "stored-in-variable" || cause === "stored-in-heap-object" || cause === "converted-to-interface" || cause === "captured-by-escaping-closure";
}
function decisiveHop(edges) {
  for (let i = edges.length - 1; i >= 0; i--) {
    const edge = edges[i];
    const hop = edge.hops.at(-1);
    if (hop !== void 0) return { hop, edge };
  }
  return void 0;
}
function byHop(block, last, hop, lookup) {
  switch (hop.why) {
    case "too large for stack":
      return { cause: "too-large" };
    case "too aligned for stack":
      return { cause: "too-aligned" };
    case "non-constant size":
      return { cause: "non-constant-size" };
    case "zero-sized element":
      return { cause: "zero-sized-element" };
    case "return":
      return { cause: "returned" };
    case "send":
      return { cause: "sent-on-channel", ...named3(channelOf(hop.expression)) };
    case "call parameter":
      return byCall(last, hop, lookup);
    case "callee operand":
      return { cause: "passed-to-unknown-callee", ...named3(calleeOf(hop.expression)) };
    case "appendee slice":
    case "appended slice...":
      return { cause: "put-in-slice", role: "append", ...named3(firstArgument(hop.expression)) };
    case "copied slice":
      return { cause: "put-in-slice", role: "copy", ...named3(firstArgument(hop.expression)) };
    case "key of map put":
      return { cause: "put-in-map", role: "key", ...named3(hop.expression.replace(/\[[^[]*\]$/, "")) };
    case "map literal key":
      return { cause: "put-in-map", role: "key", ...named3(hop.expression) };
    case "map literal value":
      return { cause: "put-in-map", role: "value", ...named3(hop.expression) };
    case "conversion to unsafe.Pointer":
    case "reflect.Header.Data":
    case "//go:uintptrescapes":
      return { cause: "unsafe-or-reflect", ...named3(hop.expression.includes(".autotmp_") ? void 0 : hop.expression) };
    case "captured by a closure":
    case "reference":
      return { cause: "captured-by-escaping-closure" };
    case "spill":
      return spilled(block, last, hop, lookup);
    default:
      return byAssignment(last, hop);
  }
}
function spilled(block, last, hop, lookup) {
  if (last.destination !== "{heap}") return byLocation(last.destination, hop);
  const position = hop.position ?? block.position;
  const statement = position === void 0 ? void 0 : lookup.statement?.(position);
  return { cause: statement === "go" ? "captured-by-goroutine" : statement === "defer" ? "deferred-in-loop" : "go-or-defer" };
}
function byCall(last, hop, lookup) {
  const raw = calleeOf(hop.expression);
  const inlined = hop.position === void 0 ? void 0 : lookup.inlinedAt?.(hop.position)[0];
  if (raw === "panic") return { cause: "panics-with", ...inside(inlined) };
  if (raw === "append") return { cause: "put-in-slice", role: "append", ...named3(firstArgument(hop.expression)), ...inside(inlined) };
  if (raw === "copy") return { cause: "put-in-slice", role: "copy", ...named3(firstArgument(hop.expression)), ...inside(inlined) };
  if (last.destination !== "{heap}" && last.destination !== "{temp}" && !isResult(last.destination) && storageOf(last.destination) === void 0) {
    return { cause: "stored-in-variable", target: last.destination };
  }
  const facts = raw === void 0 ? void 0 : isDynamicCallee(raw) ? { kind: "dynamic" } : lookup.callee?.(raw);
  const callee = raw === void 0 ? void 0 : readableCallee(raw);
  const target = { ...named3(callee), ...inside(inlined === callee ? void 0 : inlined) };
  if (facts?.kind === "leaks")
    return { cause: "passed-to-leaking-parameter", ...target, ...facts.parameter === void 0 ? {} : { parameter: facts.parameter } };
  if (facts?.kind === "dynamic") return { cause: "passed-to-unknown-callee", ...target };
  return { cause: "passed-to-call", ...target };
}
function byAssignment(last, hop) {
  if (last.destination !== "{heap}") return byLocation(last.destination, hop);
  const left = leftSide(hop.expression);
  if (left === void 0) return hop.why === "interface-converted" ? { cause: "converted-to-interface" } : { cause: "unknown" };
  const target = targetOf(left);
  switch (target.kind) {
    case "global":
      return { cause: "stored-in-global", target: target.name };
    case "pointer":
      return { cause: "stored-through-pointer", target: target.name };
    case "map":
      return { cause: "put-in-map", role: "value", target: target.name };
    case "element":
      return { cause: "stored-in-element", target: target.name };
    case "field":
    case "several":
      return { cause: "stored-in-field", target: target.name };
  }
}
function byLocation(location2, hop) {
  if (isResult(location2)) return { cause: "returned" };
  const storage = storageOf(location2);
  if (storage !== void 0) {
    if (hop?.why === "interface-converted") return { cause: "converted-to-interface", target: storage };
    return { cause: "stored-in-heap-object", target: storage };
  }
  if (location2 === "{heap}") return { cause: "unknown" };
  if (isTemporary(location2)) return { cause: "stored-in-variable" };
  return { cause: "stored-in-variable", target: location2 };
}
function named3(target) {
  return target === void 0 ? {} : { target };
}
function inside(name) {
  return name === void 0 ? {} : { inside: readableCallee(name) };
}
function variablesOnTheWay(block) {
  const names = [];
  for (const { destination } of block.edges.slice(0, -1)) {
    if (isTemporary(destination) || destination.includes(".") || destination === block.subject) continue;
    if (!names.includes(destination)) names.push(destination);
  }
  return names;
}
function firstVariable(block) {
  const destination = block.edges[0]?.destination;
  return destination === void 0 || isTemporary(destination) || destination.includes(".") ? void 0 : destination;
}
function flowSteps(block) {
  const steps = [];
  for (const edge of block.edges) {
    const flow = `${edge.destination} \u2190 ${edge.ops}${edge.source}`;
    const silent = isTemporary(edge.destination) && isTemporary(edge.source) && storageOf(edge.source) === void 0 && edge.destination !== "{heap}";
    for (const hop of edge.hops) {
      const position = hop.position ?? block.position;
      if (position === void 0) continue;
      const left = leftSide(hop.expression);
      const noise = hop.why === "spill" && edge.hops.length > 1;
      const foreign2 = (name) => isTemporary(name) || name.includes(".");
      const made = hop.why.startsWith("assign-pair") && left !== void 0 && left.split(", ").every(foreign2) && !isResult(edge.destination) && edge.destination !== "{heap}";
      steps.push({ flow, from: hop.expression, why: hop.why, position, folded: silent || noise || made });
    }
    if (edge.hops.length === 0 && block.position !== void 0) steps.push({ flow, from: "", why: "", position: block.position, folded: true });
  }
  return steps;
}

// src/site/cause-callees.ts
var CalleeIndex = class {
  #facts = /* @__PURE__ */ new Map();
  #packages = /* @__PURE__ */ new Set();
  /** True once every package of the build is in; only then is an unknown name a dynamic call. */
  complete;
  constructor(reports, complete) {
    this.complete = complete;
    for (const report of reports) this.#add(report);
  }
  /** Facts for a callee named in package `importPath`; undefined when nothing can be said. */
  find(importPath, callee) {
    const name = withoutTypeArguments(callee);
    const own = this.#facts.get(`${importPath}
${name}`);
    if (own !== void 0) return own;
    const other = this.#facts.get(name);
    if (other !== void 0) return other;
    if (!this.complete) return void 0;
    const dot = /^([\p{L}_][\p{L}\p{N}_]*)\.[\p{L}_][\p{L}\p{N}_]*$/u.exec(name);
    if (dot !== null) return this.#packages.has(dot[1]) ? void 0 : { kind: "dynamic" };
    return /^[\p{L}_][\p{L}\p{N}_.]*$/u.test(name) && !BUILTINS.has(name) && !name.startsWith("func") ? { kind: "dynamic" } : void 0;
  }
  #add(report) {
    const path = report.importPath.replace(/ \[.*\]$/, "");
    const short = path.replace(/^.*\//, "").replace(/^v\d+$/, "") || path.split("/").at(-2) || path;
    this.#packages.add(short);
    const { functions, leaks, texts } = report;
    const rows = Array.from({ length: functions.length }, (_, row) => row).sort(
      (a2, b) => functions.file.at(a2) - functions.file.at(b) || functions.line.at(a2) - functions.line.at(b) || functions.column.at(a2) - functions.column.at(b)
    );
    const leaking = /* @__PURE__ */ new Map();
    for (let row = 0; row < leaks.length; row++) {
      const kind = leaks.kind.at(row);
      if (kind !== LEAK.heap && kind !== LEAK.content) continue;
      const owner2 = ownerOf2(report, rows, leaks.file.at(row), leaks.line.at(row), leaks.column.at(row));
      if (owner2 < 0) continue;
      const set = leaking.get(owner2);
      const parameter = texts.text(leaks.parameter.at(row));
      if (set === void 0) leaking.set(owner2, /* @__PURE__ */ new Set([parameter]));
      else set.add(parameter);
    }
    for (const row of rows) {
      const name = withoutTypeArguments(texts.text(functions.name.at(row)));
      const parameters = leaking.get(row);
      const facts = parameters === void 0 ? { kind: "known" } : parameters.size === 1 ? { kind: "leaks", parameter: [...parameters][0] } : { kind: "leaks" };
      this.#facts.set(`${path}
${name}`, facts);
      const abroad = qualified(name, short);
      this.#facts.set(abroad, this.#facts.has(abroad) ? { kind: "known" } : facts);
    }
  }
};
var BUILTINS = /* @__PURE__ */ new Set(["append", "copy", "panic", "print", "println", "min", "max", "delete", "clear"]);
function ownerOf2(report, rows, file, line, column) {
  const { functions } = report;
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = low + high >> 1;
    const row = rows[middle];
    const order = functions.file.at(row) - file || functions.line.at(row) - line || functions.column.at(row) - column;
    if (order <= 0) low = middle + 1;
    else high = middle;
  }
  const behind = rows[low];
  if (behind !== void 0 && column === 7 && functions.file.at(behind) === file && functions.line.at(behind) === line) return behind;
  const before = rows[low - 1];
  return before !== void 0 && functions.file.at(before) === file ? before : -1;
}
function qualified(name, short) {
  return name.startsWith("(*") ? `(*${short}.${name.slice(2)}` : `${short}.${name}`;
}

// src/site/cause-lookup.ts
var NEAR = 400;
function reportLookup(report, callees) {
  const { texts, blocks, inlinings } = report;
  let bySubject;
  let inlined;
  const fileIds = /* @__PURE__ */ new Map();
  const subjects = () => {
    if (bySubject !== void 0) return bySubject;
    bySubject = /* @__PURE__ */ new Map();
    for (let row = 0; row < blocks.length; row++) {
      if (blocks.leak.at(row) !== 0) continue;
      const subject2 = texts.text(blocks.subject.at(row));
      const list = bySubject.get(subject2);
      if (list === void 0) bySubject.set(subject2, [row]);
      else list.push(row);
    }
    return bySubject;
  };
  const inlinedAt = (position) => {
    inlined ??= new PositionIndex(inlinings);
    let file = fileIds.get(position.file);
    if (file === void 0) {
      const bytes2 = new TextEncoder().encode(position.file);
      fileIds.set(position.file, file = texts.intern(bytes2, 0, bytes2.length));
    }
    return inlined.at(file, position.line, position.column ?? 0).map((row) => texts.text(inlinings.callee.at(row)));
  };
  const follow = (from, location2) => {
    const subject2 = storageOf(location2) ?? location2;
    if (isTemporary(subject2)) return void 0;
    const rows = subjects().get(subject2);
    if (rows === void 0) return void 0;
    const decisive = from.edges.at(-1)?.hops.at(-1)?.position;
    let best2;
    let distance = Infinity;
    for (const row of rows) {
      const owner2 = blocks.function.at(row);
      if (from.function !== void 0 && owner2 >= 0 && texts.text(owner2) !== from.function) continue;
      if (texts.text(blocks.file.at(row)) !== from.position?.file) continue;
      const line = blocks.line.at(row);
      const away = decisive === void 0 ? 0 : Math.abs(decisive.line - line) * 4096 + Math.abs((decisive.column ?? 0) - blocks.column.at(row));
      if (storageOf(location2) === void 0 && decisive !== void 0 && line > decisive.line) continue;
      if (owner2 < 0 && away > NEAR * 4096) continue;
      if (away < distance) {
        best2 = row;
        distance = away;
      }
    }
    if (best2 === void 0) return void 0;
    const next = parseFlow(report, best2);
    return next.subject === from.subject && next.position?.line === from.position?.line && next.position?.column === from.position?.column ? void 0 : next;
  };
  return (block) => ({
    ...block === void 0 ? {} : { follow: (location2) => follow(block, location2) },
    ...callees === void 0 ? {} : { callee: callees },
    inlinedAt
  });
}

// src/site/sentence.ts
function sentenceFor(facts, decision) {
  const text = `${headline(facts, decision)}${panicClause(facts, decision)}`;
  return decision.truncated ? `${text} (the compiler cut its explanation short)` : text;
}
function headline(facts, decision) {
  switch (facts.placement) {
    case "stack":
      return stackSentence(facts);
    case "conditional":
      return conditionalSentence(facts, decision);
    case "static":
      return staticSentence(facts, decision);
    case "gone":
      return `${subject(facts)} needs no memory: the compiler removed it or keeps it in registers`;
    case "heap":
      return heapSentence(facts, decision);
    case "unknown":
      return decision.cause === "unknown" || decision.cause === "does-not-escape" ? `where ${subject(facts)} is could not be found out` : `the report puts ${subject(facts)} on the heap${because(facts, decision)}, but the code for it was not found`;
  }
}
function heapSentence(facts, decision) {
  const what = subject(facts);
  switch (decision.cause) {
    case "not-reported":
      if (facts.kind === "map-assign") return "inserting grows the map on the heap whenever it is full; the compiler's report never mentions that";
      if (facts.kind === "append")
        return "append takes a larger backing array from the heap whenever the old one is full; the compiler's report does not mention it";
      return `${what} is allocated on the heap${facts.entry === void 0 ? "" : ` by ${facts.entry}`}; the compiler's report says nothing about it`;
    case "does-not-escape":
      return facts.kind === "append" || facts.kind === "map-assign" ? `${what} is allocated on the heap when it grows, although it never leaves ${owner(facts)}` : facts.kind === "make-map" ? `${what} is allocated on the heap, because its hint asks for more than the 8 entries that have room in the frame; it never leaves ${owner(facts)}` : `${what} is allocated on the heap, although the report says that it never leaves ${owner(facts)}`;
    case "does-not-escape-but-size-unknown":
      return `${what} never leaves ${owner(facts)} but is allocated on the heap, because its size is not known when compiling`;
    case "moved-to-heap-at-return":
      return `${what} is built on the stack and copied to the heap when it is returned${place(decision.at)}`;
    case "unknown":
    case "moved":
      return `${what} ${verb(facts)}; the compiler does not explain why`;
    default: {
      const size = facts.sizeKnown === false && sized(facts.kind) && decision.cause !== "non-constant-size" ? " and its size is not known when compiling" : "";
      return `${what} ${verb(facts)}${because(facts, decision)}${size}`;
    }
  }
}
function stackSentence(facts) {
  const what = subject(facts);
  const stays2 = `stays on the stack: ${pronounName(facts)} never leaves ${owner(facts)}`;
  if (facts.bytes !== void 0 && sized(facts.kind)) return `${what} ${stays2}, and ${bytes(facts.bytes)} are known when compiling`;
  return `${what} ${stays2}`;
}
function conditionalSentence(facts, decision) {
  const what = subject(facts);
  const bound = facts.bound ?? "up to a bound";
  if (decision.cause === "moved-to-heap-at-return") {
    return `${what} is built on the stack ${bound} and copied to the heap when it is returned${place(decision.at)}; above that it is allocated on the heap`;
  }
  if (facts.kind === "interface") {
    const otherwise = onHeapCause(decision) ? `, on the heap otherwise,${because(facts, decision)}` : ", and on the heap otherwise";
    return `${what} is boxed into an interface without an allocation ${bound}${otherwise}`;
  }
  const why = facts.kind === "append" || facts.kind === "map-assign" || facts.kind === "make-map" ? "because it grows while the program runs" : "because its size is not known when compiling";
  return `${what} is on the stack ${bound} and on the heap above, ${why}${onHeapCause(decision) ? "" : `; it never leaves ${owner(facts)}`}`;
}
function onHeapCause(decision) {
  return !["does-not-escape", "does-not-escape-but-size-unknown", "not-reported", "unknown"].includes(decision.cause);
}
function staticSentence(facts, decision) {
  const what = subject(facts);
  switch (decision.cause) {
    case "zero-size":
      return `${what} allocates nothing: it has no bytes`;
    case "small-value-cache":
      return `${what} allocates nothing: the runtime keeps boxed values this small ready`;
    default:
      return `${what} allocates nothing: it is constant data of the binary`;
  }
}
function panicClause(facts, decision) {
  return facts.panicPath === true && facts.placement === "heap" && decision.cause !== "panics-with" ? "; only on the way to a panic" : "";
}
function because(facts, decision) {
  return ` because ${reason(facts, decision)}`;
}
function reason(facts, decision) {
  switch (decision.cause) {
    case "too-large":
      return `it is larger than the compiler puts on the stack${facts.bytes === void 0 ? "" : ` (${bytes(facts.bytes)})`}`;
    case "too-aligned":
      return `it needs a larger alignment than the stack gives`;
    case "non-constant-size":
      return "its size is not known when compiling";
    case "zero-sized-element":
      return "its elements have no size, and the compiler does not put such a slice on the stack";
  }
  const { via } = decision;
  const act = via.length > 0 && isReceiver(decision, via.at(-1)) ? `is the receiver of the call ${decision.target}${place(decision.at)}, and the compiler does not know which method that is` : action(decision);
  const tail = decision.onward === void 0 ? "" : ending(decision);
  const holder = via.at(-1);
  if (holder === void 0 || decision.address && facts.kind === "moved-to-heap") {
    const start2 = decision.address ? "its address" : "it";
    if (holder === void 0) return `${start2} ${act}${tail}`;
    const way = via.length === 1 ? `is kept in \`${holder}\`` : `goes through \`${via[0]}\` to \`${holder}\``;
    return `${start2} ${way}, which ${act}${tail}`;
  }
  if (via.length === 1) return `\`${holder}\` ${act}${tail}`;
  return `\`${via[0]}\` is stored in \`${holder}\`, which ${act}${tail}`;
}
function isReceiver(decision, holder) {
  return decision.cause === "passed-to-unknown-callee" && decision.target?.startsWith(`${holder}.`) === true;
}
function action(decision) {
  const at = place(decision.at);
  const { target } = decision;
  const name = target === void 0 ? void 0 : `\`${target}\``;
  const within = decision.inside === void 0 ? "" : ` (inside ${decision.inside}, inlined)`;
  switch (decision.cause) {
    case "returned":
      return `is returned${at}`;
    case "stored-in-global":
      return `is stored in package variable ${name ?? ""}${at}`;
    case "stored-in-field":
      return name === void 0 ? `is stored outside the function${at}` : `is stored in ${name}${at}`;
    case "stored-through-pointer":
      return `is stored where ${name ?? "a pointer"} points to${at}`;
    case "stored-in-variable":
      return name === void 0 ? `is kept by something that outlives it${at}` : `is stored in ${name}${at}, ${decision.onward === void 0 ? "which outlives it" : "which"}`;
    case "stored-in-heap-object":
      return target === "... argument" ? `is one of the arguments${at}` : `is stored in ${name ?? "a value"}${at}, ${decision.onward === void 0 ? "which is on the heap" : "which"}`;
    case "sent-on-channel":
      return `is sent on ${name === void 0 ? "a channel" : `channel ${name}`}${at}`;
    case "put-in-map":
      return `is ${decision.role === "key" ? "a key" : "a value"} of ${name ?? "a map"}${at}`;
    case "put-in-slice":
      if (decision.role === "append") return `is appended to ${name ?? "a slice"}${at}${within}`;
      return `is copied into ${name ?? "a slice"}${at}${within}`;
    case "stored-in-element":
      return `is stored in an element of ${name ?? "a map or slice"}${at}`;
    case "passed-to-leaking-parameter":
      return `is passed to ${target ?? "a call"}${within}${at}, whose parameter${decision.parameter === void 0 ? "" : ` \`${decision.parameter}\``} leaks`;
    case "passed-to-unknown-callee":
      return `is passed to ${target ?? "a call"}${within}${at}, and the compiler does not know which function that is`;
    case "passed-to-call":
      return `is passed to ${target ?? "a call"}${within}${at}`;
    case "converted-to-interface":
      return `is converted to an interface${at}${decision.onward === void 0 ? " that leaves the function" : ", and that"}`;
    case "captured-by-escaping-closure":
      return `is captured by a closure${at}${decision.onward === void 0 ? " that outlives the call" : " that"}`;
    case "captured-by-goroutine":
      return `belongs to the goroutine started${at}`;
    case "deferred-in-loop":
      return `belongs to the call deferred in a loop${at}`;
    case "go-or-defer":
      return `is started as a goroutine, or deferred in a loop${at}`;
    case "unsafe-or-reflect":
      return `goes through ${name ?? "unsafe.Pointer and uintptr"}${at}`;
    case "panics-with":
      return `is passed to panic${within}${at}`;
    default:
      return `leaves the function${at}`;
  }
}
function ending(decision) {
  const next = decision.onward;
  if (next === void 0) return "";
  const size = {
    "too-large": "is larger than the compiler puts on the stack",
    "too-aligned": "needs a larger alignment than the stack gives",
    "non-constant-size": "has a size that is not known when compiling",
    "zero-sized-element": "has elements without size"
  };
  const act = next.cause in size ? size[next.cause] : action(next);
  const joint = decision.cause === "stored-in-heap-object" && decision.target === "... argument" ? ", and the arguments are kept: the slice of them " : " ";
  return `${joint}${act}${next.onward === void 0 ? "" : ending(next)}`;
}
function subject(facts) {
  const { expression } = facts;
  switch (facts.kind) {
    case "make-slice":
      return `the backing array of \`${expression}\``;
    case "make-map":
      return `the map \`${expression}\``;
    case "make-chan":
      return `the channel \`${expression}\``;
    case "new":
    case "composite":
      return /^&?(\[\]|[\w.]*\[\][^{]*\{)/.test(expression) ? `the backing array of \`${expression}\`` : expression.startsWith("map[") ? `the map \`${expression}\`` : `\`${expression}\``;
    case "append":
      if (expression === "copy of a stack-built slice") return "the backing array";
      return expression === "append" ? "the backing array that append grows" : `the backing array that \`${expression}\` grows`;
    case "map-assign":
      return `the table of the map in \`${expression}\``;
    case "string-concat":
      return `the string \`${expression}\``;
    case "string-convert":
      return `the copy that \`${expression}\` makes`;
    case "interface":
      return `\`${expression}\``;
    case "closure":
      return "the closure";
    case "method-value":
      return `the method value \`${expression}\``;
    case "variadic":
      return "the slice of variadic arguments";
    case "moved-to-heap":
      return `\`${facts.variable ?? expression}\``;
    case "go-defer":
      return "the closure of the go or defer statement";
    case "other":
      return `\`${expression}\``;
  }
}
function verb(facts) {
  if (facts.kind === "interface") return "is boxed into an interface on the heap";
  return facts.kind === "moved-to-heap" ? "moves to the heap" : "goes to the heap";
}
function pronounName(facts) {
  if (facts.variable !== void 0 && facts.kind !== "moved-to-heap") return `\`${facts.variable}\``;
  return facts.kind === "make-slice" || facts.kind === "append" ? "the slice" : "it";
}
function owner(facts) {
  return facts.function === void 0 ? "the function" : `\`${facts.function}\``;
}
function sized(kind) {
  return kind === "make-slice" || kind === "string-concat" || kind === "string-convert";
}
function bytes(count2) {
  return count2 === 1 ? "1 byte" : `${count2} bytes`;
}
function place(position) {
  if (position === void 0) return "";
  return ` at ${position.file.replace(/^.*[/\\]/, "")}:${position.line}`;
}

// src/site/cause-reason.ts
function reasonOf(input, lookup = {}) {
  const block = input.flows[0];
  const decision = placed(input, block === void 0 ? void 0 : decide(block, lookup));
  return { cause: finalCause(decision), sentence: sentenceFor(input, decision), steps: block === void 0 ? [] : flowSteps(block) };
}
function finalCause(decision) {
  const fate = decision.onward?.cause;
  if (decision.cause !== "captured-by-escaping-closure") return decision.cause;
  return fate === "captured-by-goroutine" || fate === "deferred-in-loop" || fate === "go-or-defer" ? fate : decision.cause;
}
function placed(input, flow) {
  const plain2 = (cause) => ({ via: [], address: false, truncated: false, ...flow, cause });
  if (input.placement === "static") {
    if (input.staticBecause === "zero-size") return plain2("zero-size");
    return plain2(input.staticBecause === "small-value" ? "small-value-cache" : "static-data");
  }
  if (input.placement === "gone") return plain2("removed");
  if (input.placement === "stack") return plain2("does-not-escape");
  if (input.movedAtReturn === true) return plain2("moved-to-heap-at-return");
  if (flow !== void 0) return flow;
  switch (input.verdict) {
    case "stays":
      return plain2(input.sizeKnown === false ? "does-not-escape-but-size-unknown" : "does-not-escape");
    case "none":
      return plain2("not-reported");
    case "escapes":
    case "moved":
      return plain2("moved");
  }
}

// src/site/position-key.ts
var FILE = 2 ** 32;
function posKey(file, line, column) {
  return file * FILE + line * 4096 + (column > 4095 ? 4095 : column);
}
function lineKey(file, line) {
  return file * FILE + line * 4096;
}
function fileOfKey(key) {
  return Math.floor(key / FILE);
}
function lineOfKey(key) {
  return Math.floor(key % FILE / 4096);
}
function columnOfKey(key) {
  return key % 4096;
}

// src/site/emitted.ts
function isCall({ entry }) {
  return /^[a-z][\w/]*\.\w/.test(entry);
}

// src/site/conflicts.ts
function findConflicts(site, unreported2) {
  const found2 = [];
  const stays2 = site.said.filter((s) => s.message.endsWith(" does not escape"));
  const escapes = site.said.filter((s) => !s.message.endsWith(" does not escape"));
  const linked = site.emitted.some((e) => e.tie !== "text") ? site.emitted.filter((e) => e.tie !== "text") : site.emitted;
  const calls = linked.filter((e) => isCall(e) && e.placement !== "stack" && e.placement !== "static");
  if (stays2.length > 0 && escapes.length === 0 && calls.length > 0) {
    const entry = calls[0].entry;
    found2.push({
      code: "stays-but-allocates",
      message: `reported as "does not escape", yet the code calls ${entry}${site.bound === void 0 ? "" : ` (no allocation ${site.bound})`}`
    });
  }
  if (escapes.length > 0 && (site.placement === "static" || site.placement === "gone" || site.placement === "stack")) {
    found2.push({ code: "escapes-but-never-allocates", message: `reported as "${escapes[0].message}", yet no code allocates` });
  }
  if (unreported2 && calls.length > 0)
    found2.push({ code: "not-reported", message: `the code calls ${calls[0].entry}, and the compiler's report does not mention it` });
  const kept = linked.filter((e) => e.placement === "stack" || e.placement === "gone" || e.placement === "static").length;
  if (calls.length > 0 && kept > 0) {
    found2.push({ code: "copies-differ", message: `${calls.length} of ${calls.length + kept} copies call the allocator; the others do not` });
  }
  return found2;
}

// src/read/binary/amd64-writes.ts
var WRITES_ALL = 65535;
var AX_DX = 5;
function amd64Writes(bytes2, instruction) {
  const { map, opcode, modrm, rex, vector } = instruction;
  const byte = modrm < 0 ? 0 : bytes2[modrm];
  const group = byte >> 3 & 7;
  const direct = byte >= 192;
  const reg = 1 << (group | (rex & 4 ? 8 : 0));
  const rm = direct ? 1 << (byte & 7 | (rex & 1 ? 8 : 0)) : 0;
  if (vector) return vectorWrites(map, opcode, reg, rm);
  if (map === 1) return twoByteWrites(opcode, group, reg, rm, opcode & 7 | (rex & 1 ? 8 : 0), rex);
  if (map === 2) return opcode >= 240 ? reg : 0;
  if (map === 3) return mediaWrites(opcode, rm) | (opcode >= 240 ? reg : 0);
  return oneByteWrites(opcode, group, reg, rm, opcode & 7 | (rex & 1 ? 8 : 0), rex, direct);
}
function oneByteWrites(opcode, group, reg, rm, low, rex, direct) {
  if (opcode < 64) {
    if (opcode >= 56) return 0;
    const form = opcode & 7;
    if (form === 0) return byteRegister(rm, rex);
    if (form === 1) return rm;
    if (form === 2) return byteRegister(reg, rex);
    return form === 3 ? reg : 1;
  }
  if (opcode >= 80 && opcode <= 87) return 0;
  if (opcode >= 88 && opcode <= 95) return 1 << low;
  if (opcode >= 112 && opcode <= 127) return 0;
  if (opcode >= 145 && opcode <= 151) return 1 | 1 << low;
  if (opcode >= 176 && opcode <= 183) return byteRegister(1 << low, rex);
  if (opcode >= 184 && opcode <= 191) return 1 << low;
  switch (opcode) {
    case 99:
    case 105:
    case 107:
    case 139:
    case 141:
      return reg;
    case 104:
    case 106:
    case 132:
    case 133:
    case 144:
    case 155:
    case 156:
    case 157:
    case 168:
    case 169:
      return 0;
    case 128:
      return group === 7 ? 0 : byteRegister(rm, rex);
    case 129:
    case 131:
      return group === 7 ? 0 : rm;
    case 134:
      return byteRegister(reg, rex) | (direct ? byteRegister(rm, rex) : 0);
    case 135:
      return reg | rm;
    case 136:
    case 192:
    case 198:
    case 208:
    case 210:
      return direct ? byteRegister(rm, rex) : 0;
    case 138:
      return byteRegister(reg, rex);
    case 137:
    case 143:
    case 193:
    case 199:
    case 209:
    case 211:
      return rm;
    case 152:
      return 1;
    case 153:
      return 4;
    case 246:
      if (group >= 4) return AX_DX;
      return group < 2 || !direct ? 0 : byteRegister(rm, rex);
    case 247:
      return group < 2 ? 0 : group >= 4 ? AX_DX : rm;
    case 254:
      return group < 2 ? direct ? byteRegister(rm, rex) : 0 : WRITES_ALL;
    case 255:
      return group < 2 ? rm : group === 6 ? 0 : WRITES_ALL;
    default:
      return WRITES_ALL;
  }
}
function twoByteWrites(opcode, group, reg, rm, low, rex) {
  if (opcode >= 16 && opcode <= 31) return 0;
  if (opcode >= 40 && opcode <= 43) return 0;
  if (opcode >= 64 && opcode <= 79) return reg;
  if (opcode >= 81 && opcode <= 118) return 0;
  if (opcode >= 128 && opcode <= 143) return 0;
  if (opcode >= 144 && opcode <= 159) return byteRegister(rm, rex);
  if (opcode >= 200 && opcode <= 207) return 1 << low;
  if (opcode >= 208 && opcode <= 254) return opcode === 215 ? reg : 0;
  switch (opcode) {
    case 13:
    case 46:
    case 47:
    case 127:
    case 163:
    case 174:
    case 194:
    case 195:
    case 196:
    case 198:
      return opcode === 174 && rm !== 0 ? rm : 0;
    case 44:
    case 45:
    case 80:
    case 175:
    case 182:
    case 183:
    case 184:
    case 188:
    case 189:
    case 190:
    case 191:
    case 197:
      return reg;
    case 126:
    case 164:
    case 165:
    case 171:
    case 172:
    case 173:
    case 179:
    case 187:
      return rm;
    case 186:
      return group === 4 ? 0 : rm;
    case 49:
      return AX_DX;
    case 176:
    case 177:
      return rm | 1;
    case 192:
      return byteRegister(reg, rex) | byteRegister(rm, rex);
    case 193:
      return reg | rm;
    default:
      return WRITES_ALL;
  }
}
function vectorWrites(map, opcode, reg, rm) {
  if (map === 1) {
    if (opcode === 44 || opcode === 45 || opcode === 80 || opcode === 197 || opcode === 215) return reg;
    if (opcode === 126) return rm;
    if (opcode >= 120 && opcode <= 123) return WRITES_ALL;
    return opcode >= 144 && opcode <= 147 ? WRITES_ALL : 0;
  }
  if (map === 2) return opcode >= 240 ? WRITES_ALL : 0;
  return opcode >= 240 ? WRITES_ALL : mediaWrites(opcode, rm);
}
function mediaWrites(opcode, rm) {
  if (opcode >= 20 && opcode <= 23) return rm;
  return opcode === 97 || opcode === 99 ? 2 : 0;
}
function byteRegister(mask, rex) {
  return rex === 0 && mask >= 16 && mask <= 128 ? mask >> 4 : mask;
}

// src/read/binary/arm64-writes.ts
var WRITES_ALL2 = 2147483647;
function arm64Writes(word2) {
  const rd = bit(word2);
  const rn = bit(word2 >>> 5);
  switch (word2 >>> 25 & 15) {
    case 8:
    case 9:
      return rd;
    case 10:
    case 11:
      return branchWrites(word2, rd);
    case 4:
    case 12:
      return loadWrites(word2, rd, rn, false);
    case 6:
    case 14:
      return loadWrites(word2, rd, rn, true);
    case 5:
    case 13:
      return (word2 & 534773760) >>> 0 === 440401920 ? 0 : rd;
    case 7:
    case 15:
      return vectorWrites2(word2, rd);
    default:
      return WRITES_ALL2;
  }
}
function bit(register) {
  const number2 = register & 31;
  return number2 === 31 ? 0 : 1 << number2;
}
function branchWrites(word2, rd) {
  const top = word2 >>> 24;
  if (top === 84 || (top & 126) === 52 || (top & 126) === 54) return 0;
  if (word2 >>> 16 === 54531) return 0;
  if (word2 >>> 20 === 3411) return rd;
  return WRITES_ALL2;
}
function loadWrites(word2, rt, rn, vector) {
  const load = (word2 & 4194304) !== 0;
  const rt2 = bit(word2 >>> 10);
  switch (word2 >>> 27 & 7) {
    case 5: {
      const indexed = (word2 & 8388608) !== 0 ? rn : 0;
      return (vector || !load ? 0 : rt | rt2) | indexed;
    }
    case 7: {
      const plain2 = (word2 & 16777216) !== 0;
      const register = (word2 & 2097152) !== 0;
      const form = word2 >>> 10 & 3;
      const indexed = !plain2 && !register && (form & 1) === 1 ? rn : 0;
      const atomic = !plain2 && register && form !== 2;
      const reads = atomic || (word2 & 12582912) !== 0;
      return (vector || !reads ? 0 : rt) | indexed;
    }
    case 3:
      return vector ? 0 : rt;
    case 1:
      return vector ? rn : rt | rt2 | bit(word2 >>> 16);
    default:
      return WRITES_ALL2;
  }
}
function vectorWrites2(word2, rd) {
  if ((word2 & 2132868096) >>> 0 === 505413632) return rd;
  if ((word2 & 2132803584) >>> 0 === 503316480) return rd;
  return (word2 & 2682291200) >>> 0 === 234882048 ? rd : 0;
}

// src/read/binary/type-argument.ts
var AMD64_ARGUMENTS = [0, 3, 1, 7, 6, 8, 9, 10, 11];
var ARM64_ARGUMENTS = 16;
var MAX_STEPS = 256;
var ArgumentReader = class {
  #binary;
  #text;
  #view;
  #function = -1;
  /** Offsets into the text at which instructions begin, in order (amd64). */
  #starts = [];
  /** Offsets into the text that are jumped to within the function. */
  #labels = /* @__PURE__ */ new Set();
  constructor(binary) {
    this.#binary = binary;
    const { textStart, textEnd } = binary;
    const cursor = binary.image.cursorAt(textStart, "text", textEnd - textStart);
    this.#text = cursor.bytes;
    this.#view = cursor.view;
  }
  /**
   * Address of the type descriptor in integer argument `index` (from 0) of the call at `pc` in function `caller`; 0 when the
   * argument is nil; undefined when the instructions do not say.
   */
  typeArgument(pc, caller, index) {
    const found2 = this.argument(pc, caller, index);
    if (found2 === void 0) return void 0;
    if (found2.kind === "constant") return found2.value === 0 ? 0 : void 0;
    return this.#binary.types.find(found2.value) === void 0 ? void 0 : found2.value;
  }
  /** What integer argument `index` of the call at `pc` is, when it is an address or a constant. */
  argument(pc, caller, index) {
    if (this.#binary.goarch === "386" || this.#binary.goarch === "arm") return void 0;
    if (caller !== this.#function) this.#enter(caller);
    const offset = pc - this.#binary.textStart;
    if (this.#binary.goarch === "arm64") return index < ARM64_ARGUMENTS ? this.#backArm64(offset, index) : void 0;
    const register = AMD64_ARGUMENTS[index];
    return register === void 0 ? void 0 : this.#backAmd64(offset, register);
  }
  #enter(index) {
    const { entry, end } = this.#binary.functions;
    const from = entry[index] - this.#binary.textStart;
    const to = Math.min(end[index] - this.#binary.textStart, this.#text.length);
    this.#function = index;
    this.#starts = [];
    this.#labels = /* @__PURE__ */ new Set([from]);
    if (this.#binary.goarch === "arm64") this.#labelArm64(from, to);
    else this.#labelAmd64(from, to);
  }
  #labelAmd64(from, to) {
    const instruction = newAmd64Instruction();
    for (let at = from; at < to; ) {
      const length = decodeAmd64(this.#text, at, to, instruction);
      if (length === 0) return;
      this.#starts.push(at);
      const { map, opcode, vector } = instruction;
      const next = at + length;
      if (!vector && map === 0 && ((opcode & 240) === 112 || opcode === 235 || opcode >= 224 && opcode <= 227)) {
        this.#labels.add(next + this.#view.getInt8(next - 1));
      } else if (!vector && (map === 1 && (opcode & 240) === 128 || map === 0 && opcode === 233)) {
        this.#labels.add(next + this.#view.getInt32(next - 4, true));
      }
      at = next;
    }
  }
  #backAmd64(call, wanted) {
    const starts = this.#starts;
    let at = lowerBound(starts, call);
    if (starts[at] !== call) return void 0;
    const instruction = newAmd64Instruction();
    let register = wanted;
    for (let steps = 0; steps < MAX_STEPS; steps++) {
      const behind = starts[at];
      if (this.#labels.has(behind) || at === 0) return void 0;
      at--;
      const start2 = starts[at];
      decodeAmd64(this.#text, start2, behind, instruction);
      const writes = amd64Writes(this.#text, instruction);
      if ((writes >> register & 1) === 0) continue;
      if (writes === WRITES_ALL || instruction.map !== 0 || instruction.vector) return void 0;
      const { opcode, modrm, rex } = instruction;
      const wide = (rex & 8) !== 0;
      if (opcode >= 184 && opcode <= 191 && !wide) return constant(this.#view.getUint32(behind - 4, true));
      if (modrm < 0) return void 0;
      const byte = this.#text[modrm];
      const reg = byte >> 3 & 7 | (rex & 4 ? 8 : 0);
      const rm = byte & 7 | (rex & 1 ? 8 : 0);
      const direct = byte >= 192;
      if (opcode === 141 && wide && (byte & 199) === 5) {
        return address(this.#binary.textStart + behind + this.#view.getInt32(modrm + 1, true));
      }
      if (opcode === 199 && direct && wide) return constant(this.#view.getInt32(behind - 4, true));
      if ((opcode === 49 || opcode === 51) && direct && reg === rm) return constant(0);
      if (opcode === 137 && direct && wide) register = reg;
      else if (opcode === 139 && direct && wide) register = rm;
      else return void 0;
    }
    return void 0;
  }
  #labelArm64(from, to) {
    for (let at = from; at + 4 <= to; at += 4) {
      const word2 = this.#view.getInt32(at, true);
      const top = word2 >>> 24;
      if (word2 >>> 26 === 5) this.#labels.add(at + (word2 << 6 >> 4));
      else if (top === 84 || (top & 126) === 52) this.#labels.add(at + (word2 << 8 >> 13 << 2));
      else if ((top & 126) === 54) this.#labels.add(at + (word2 << 13 >> 18 << 2));
    }
  }
  #backArm64(call, wanted) {
    let register = wanted;
    let added = 0;
    let adding = false;
    const first2 = this.#binary.functions.entry[this.#function] - this.#binary.textStart;
    for (let at = call, steps = 0; at > first2 && steps < MAX_STEPS; steps++) {
      if (this.#labels.has(at)) return void 0;
      at -= 4;
      const word2 = this.#view.getUint32(at, true);
      if ((arm64Writes(word2) >> register & 1) === 0) continue;
      const rn = word2 >>> 5 & 31;
      if ((word2 & 2667577344) >>> 0 === 2415919104) {
        const pages = word2 << 8 >> 13 << 2 | word2 >>> 29 & 3;
        const page = Math.floor((this.#binary.textStart + at) / 4096) + pages;
        return adding ? address(page * 4096 + added) : void 0;
      }
      if (adding) return void 0;
      if ((word2 & 4286578688) >>> 0 === 2432696320) {
        added = (word2 >>> 10 & 4095) * ((word2 & 4194304) !== 0 ? 4096 : 1);
        adding = true;
        register = rn;
      } else if ((word2 & 4292935648) >>> 0 === 2852127712) {
        register = word2 >>> 16 & 31;
        if (register === 31) return constant(0);
      } else if ((word2 & 2139095040) >>> 0 === 1384120320) {
        return constant((word2 >>> 5 & 65535) * 2 ** ((word2 >>> 21 & 3) * 16));
      } else return void 0;
    }
    return void 0;
  }
};
function address(value) {
  return { kind: "address", value };
}
function constant(value) {
  return { kind: "constant", value };
}
function lowerBound(sorted, value) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = low + high >>> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

// src/read/release/size-classes.ts
var CLASS_TO_SIZE = [
  0,
  8,
  16,
  24,
  32,
  48,
  64,
  80,
  96,
  112,
  128,
  144,
  160,
  176,
  192,
  208,
  224,
  240,
  256,
  288,
  320,
  352,
  384,
  416,
  448,
  480,
  512,
  576,
  640,
  704,
  768,
  896,
  1024,
  1152,
  1280,
  1408,
  1536,
  1792,
  2048,
  2304,
  2688,
  3072,
  3200,
  3456,
  4096,
  4864,
  5376,
  6144,
  6528,
  6784,
  6912,
  8192,
  9472,
  9728,
  10240,
  10880,
  12288,
  13568,
  14336,
  16384,
  18432,
  19072,
  20480,
  21760,
  24576,
  27264,
  28672,
  32768
];
var CLASS_TO_PAGES = [
  0,
  1,
  1,
  1,
  1,
  1,
  1,
  1,
  1,
  1,
  1,
  1,
  1,
  1,
  1,
  1,
  1,
  1,
  1,
  1,
  1,
  1,
  1,
  1,
  1,
  1,
  1,
  1,
  1,
  1,
  1,
  1,
  1,
  1,
  1,
  2,
  1,
  2,
  1,
  2,
  1,
  3,
  2,
  3,
  1,
  3,
  2,
  3,
  4,
  5,
  6,
  1,
  7,
  6,
  5,
  4,
  3,
  5,
  7,
  2,
  9,
  7,
  5,
  8,
  3,
  10,
  7,
  4
];
var PAGE_SIZE = 8192;
var MAX_SMALL = 32768;
var MAX_TINY = 16;
var TINY_CLASS = 2;
var HEADERS = [
  { since: "go1.18", minSizeForMallocHeader: Number.POSITIVE_INFINITY, mallocHeaderSize: 0 },
  { since: "go1.22", minSizeForMallocHeader: 512, mallocHeaderSize: 8 }
];
function sizeClassOf(size, noscan, minor) {
  const flag = noscan ? 1 : 0;
  if (size === 0) return { kind: "zero", class: 0, spanClass: 0, bytes: 0, header: 0, spanBytes: 0 };
  const { minSizeForMallocHeader, mallocHeaderSize } = rowFor(HEADERS, minor);
  if (size > MAX_SMALL - mallocHeaderSize) {
    const bytes2 = Math.ceil(size / PAGE_SIZE) * PAGE_SIZE;
    return { kind: "large", class: 0, spanClass: flag, bytes: bytes2, header: 0, spanBytes: bytes2 };
  }
  if (noscan && size < MAX_TINY) {
    const spanClass = TINY_CLASS * 2 + 1;
    return { kind: "tiny", class: TINY_CLASS, spanClass, bytes: MAX_TINY, header: 0, spanBytes: PAGE_SIZE };
  }
  const header = !noscan && size > minSizeForMallocHeader ? mallocHeaderSize : 0;
  const index = classFor(size + header);
  return {
    kind: "small",
    class: index,
    spanClass: index * 2 + flag,
    bytes: CLASS_TO_SIZE[index],
    header,
    spanBytes: CLASS_TO_PAGES[index] * PAGE_SIZE
  };
}
function classFor(size) {
  let low = 1;
  let high = CLASS_TO_SIZE.length - 1;
  while (low < high) {
    const middle = low + high >>> 1;
    if (CLASS_TO_SIZE[middle] >= size) high = middle;
    else low = middle + 1;
  }
  return low;
}

// src/read/binary/frame-accesses.ts
var RBP = 5;
function frameAccesses(binary, index) {
  const entry = binary.functions.entry[index];
  const end = Math.min(binary.functions.end[index], binary.textEnd);
  const { bytes: bytes2, view } = binary.image.cursorAt(entry, "text", end - entry);
  switch (binary.goarch) {
    case "amd64":
      return onAmd64(bytes2, view, entry);
    case "arm64":
      return onArm64(view, entry);
    case "386":
    case "arm":
      return [];
    default:
      return unreachable(binary.goarch);
  }
}
function onAmd64(bytes2, view, entry) {
  const found2 = [];
  const instruction = newAmd64Instruction();
  for (let at = 0; at < bytes2.length; ) {
    const length = decodeAmd64(bytes2, at, bytes2.length, instruction);
    if (length === 0) break;
    const { modrm } = instruction;
    if (modrm >= 0 && (bytes2[modrm] & 7) === 4 && bytes2[modrm + 1] === 36 && bytes2[modrm] >>> 6 !== 3 && (instruction.rex & 1) === 0) {
      const kind = kindOf(instruction, bytes2[modrm]);
      const mode = bytes2[modrm] >>> 6;
      const spOffset = mode === 0 ? 0 : mode === 1 ? view.getInt8(modrm + 2) : view.getInt32(modrm + 2, true);
      if (kind !== void 0 && spOffset >= 0) found2.push({ pc: entry + at, kind, spOffset });
    }
    at += length;
  }
  return found2;
}
function kindOf({ map, opcode, rex, vector }, modrm) {
  if (vector) return void 0;
  const register = modrm >>> 3 & 7 | (rex & 4) << 1;
  if (map === 0 && register !== RBP) {
    if (opcode === 141) return (rex & 8) === 0 ? void 0 : "address";
    return opcode === 136 || opcode === 137 ? "store" : void 0;
  }
  return map === 1 && opcode === 17 && register < 14 ? "store" : void 0;
}
function onArm64(view, entry) {
  const found2 = [];
  for (let at = 0; at + 4 <= view.byteLength; at += 4) {
    const word2 = view.getUint32(at, true);
    if ((word2 & 992) !== 992) continue;
    const rd = word2 & 31;
    const immediate = word2 >>> 10 & 4095;
    if ((word2 & 4286578688) >>> 0 === 2432696320 && rd !== 31 && rd !== 29) {
      found2.push({ pc: entry + at, kind: "address", spOffset: immediate << ((word2 & 4194304) !== 0 ? 12 : 0) });
    } else if ((word2 & 1002438656) >>> 0 === 956301312 && ((word2 & 67108864) !== 0 || rd !== 29 && rd !== 30)) {
      found2.push({ pc: entry + at, kind: "store", spOffset: immediate << (word2 >>> 30) });
    }
  }
  return found2;
}

// src/read/binary/frame.ts
var SHAPES2 = {
  amd64: { pointerSize: 8, returnAddress: 8, savedFramePointer: 8, argp: 0, smallestLocals: 0 },
  arm64: { pointerSize: 8, returnAddress: 0, savedFramePointer: 8, argp: 8, smallestLocals: 16 },
  // Without frame pointers (runtime2.go: framepointer_enabled).
  "386": { pointerSize: 4, returnAddress: 4, savedFramePointer: 0, argp: 0, smallestLocals: 0 },
  arm: { pointerSize: 4, returnAddress: 0, savedFramePointer: 0, argp: 4, smallestLocals: 4 }
};
function frameShape(architecture) {
  return SHAPES2[architecture];
}
function frameBytes(shape, spDelta) {
  return spDelta + shape.returnAddress;
}
function varpOffset(shape, spDelta) {
  const below = -shape.returnAddress;
  return below > -frameBytes(shape, spDelta) ? below - shape.savedFramePointer : below;
}
function objectOffset(shape, spDelta, recorded) {
  return recorded < 0 ? varpOffset(shape, spDelta) + recorded : shape.argp + recorded;
}

// src/read/binary/call-sites.ts
function callSites(binary, index) {
  const entry = binary.functions.entry[index];
  const end = Math.min(binary.functions.end[index], binary.textEnd);
  const text = binary.image.cursorAt(entry, "text", end - entry);
  const { view } = text;
  switch (binary.goarch) {
    case "amd64":
      return x86Calls(text, entry, decodeAmd64);
    case "386":
      return x86Calls(text, entry, decode386);
    case "arm64":
      return arm64Calls(view, entry);
    case "arm":
      return armCalls(view, entry);
    default:
      return unreachable(binary.goarch);
  }
}
function x86Calls(text, entry, decode4) {
  const { bytes: bytes2, view } = text;
  const found2 = [];
  const instruction = newAmd64Instruction();
  for (let at = 0; at < bytes2.length; ) {
    const length = decode4(bytes2, at, bytes2.length, instruction);
    if (length === 0) throw text.error(`an instruction at address 0x${(entry + at).toString(16)}`, at);
    if (instruction.map === 0 && !instruction.vector) {
      const returnPc = entry + at + length;
      if (instruction.opcode === 232) found2.push({ pc: entry + at, returnPc, target: returnPc + view.getInt32(at + length - 4, true) });
      else if (instruction.opcode === 255 && (bytes2[instruction.modrm] >>> 3 & 7) === 2) found2.push({ pc: entry + at, returnPc, target: void 0 });
    }
    at += length;
  }
  return found2;
}
function arm64Calls(view, entry) {
  const found2 = [];
  for (let at = 0; at + 4 <= view.byteLength; at += 4) {
    const word2 = view.getInt32(at, true);
    const pc = entry + at;
    if (word2 >>> 26 === 37) found2.push({ pc, returnPc: pc + 4, target: pc + (word2 << 6 >> 4) });
    else if ((word2 & 4294966303) >>> 0 === 3594452992) found2.push({ pc, returnPc: pc + 4, target: void 0 });
  }
  return found2;
}
function armCalls(view, entry) {
  const found2 = [];
  const constants = armConstants(view, 0, view.byteLength);
  for (let at = 0; at + 4 <= view.byteLength; at += 4) {
    if (constants.has(at)) continue;
    const word2 = view.getInt32(at, true);
    const pc = entry + at;
    if (word2 >>> 28 === 15) continue;
    if ((word2 >>> 24 & 15) === 11) found2.push({ pc, returnPc: pc + 4, target: pc + 8 + (word2 << 8 >> 6) });
    else if ((word2 & 268435440) === 19922736) found2.push({ pc, returnPc: pc + 4, target: void 0 });
  }
  return found2;
}

// src/read/binary/gc-program.ts
var MAX_BITS2 = 1 << 24;

// src/read/binary/stack-objects.ts
var MAX_OBJECTS = 1 << 16;
var NONE2 = [];
function stackObjects(binary, index) {
  const start2 = binary.funcdataOffset(index, FUNCDATA.StackObjects);
  if (start2 === void 0) return NONE2;
  const cursor = binary.funcdataArea.seek(start2);
  const layout = stackObjectLayout(binary.layoutMinor);
  const { pointerSize } = binary.image.shape;
  const count2 = cursor.word();
  if (count2 > MAX_OBJECTS) throw cursor.error(`at most ${MAX_OBJECTS} stack objects, found ${count2}`, start2);
  if (count2 > (cursor.bytes.length - cursor.offset) / layout.size) throw cursor.error(`stack objects within the table, found ${count2}`, start2);
  const found2 = [];
  let last = -Infinity;
  for (let i = 0; i < count2; i++) {
    const at = start2 + pointerSize + i * layout.size;
    const offset = cursor.seek(at + layout.off).i32();
    const size = cursor.seek(at + layout.objectSize).i32();
    const signed = cursor.seek(at + layout.ptrBytes).i32();
    const maskAddress = binary.moduledata.rodata + cursor.seek(at + layout.gcdataoff).u32();
    const isProgram = signed < 0;
    if (isProgram && !layout.gcPrograms) throw cursor.error(`bytes of pointers, found ${signed}`, at + layout.ptrBytes);
    const ptrBytes = Math.abs(signed);
    if (size < 0 || ptrBytes > size || ptrBytes % pointerSize !== 0) throw cursor.error("pointers within the object", at + layout.objectSize);
    if (offset < last) throw cursor.error("stack objects in rising order that do not overlap", at);
    last = offset + size;
    found2.push({ offset, size, ptrBytes, maskAddress, isProgram });
  }
  return found2;
}

// src/read/binary/frame-tables.ts
var scratch = new PcRuns();
function frameTables(binary, index) {
  const { functions } = binary;
  const shape = frameShape(binary.goarch);
  const argumentBytes = binary.argumentBytes(index);
  const assembly = binary.isAssembly(index);
  const maxSpDelta = Math.max(0, binary.runs(index, "sp", scratch).max());
  const args = argumentMaps(binary, index);
  const locals = localsMaps(binary, index);
  if (args !== void 0 && !assembly) fits(args, argumentBytes ?? 0, shape, "arguments");
  if (locals !== void 0) fits(locals, maxSpDelta, shape, "frame");
  return {
    index,
    name: binary.functionName(index),
    entry: functions.entry[index],
    end: functions.end[index],
    shape,
    argumentBytes,
    assembly,
    maxSpDelta,
    args,
    locals,
    objects: stackObjects(binary, index)
  };
}
function fits(maps, bytes2, shape, area) {
  if (maps.bits * shape.pointerSize <= bytes2) return;
  throw new FormatError("stack maps", `words of the ${bytes2} bytes of ${area}, found ${maps.bits}`, maps.fileOffset + 4);
}
function frameCalls(binary, index) {
  const maps = binary.pcdata(index, PCDATA.StackMapIndex);
  const sp = binary.spDeltas(index);
  return callSites(binary, index).map((call) => ({
    ...call,
    // The runtime looks up the return address minus one, which lies in the call.
    map: hasOwnMap(binary, call) ? Math.max(0, maps.at(call.returnPc - 1)) : void 0,
    spDelta: sp.at(call.pc)
  }));
}
var WITHOUT_MAP = /^runtime\.(?:gcWriteBarrier\w*|morestack\w*|duffzero|duffcopy|wbZero|wbMove)$/;
function hasOwnMap(binary, call) {
  if (call.target === void 0) return true;
  const callee = binary.functionAt(call.target);
  return callee < 0 || !WITHOUT_MAP.test(binary.functionName(callee));
}

// src/frame/align.ts
function align(dump, calls, accesses, isDeferReturn) {
  const texts = dump.events.filter((event) => event.kind === "call");
  let codes = calls.filter((call) => call.map !== void 0);
  if (codes.length !== texts.length) codes = codes.filter((call) => !isDeferReturn(call));
  if (codes.length !== texts.length) return void 0;
  if (texts.some((text, k) => isDirect(text) !== (codes[k].target !== void 0))) return void 0;
  return {
    calls: texts.map((text, k) => ({ code: codes[k], text })),
    accesses: [...pairAccesses(dump, codes, accesses, "address"), ...pairAccesses(dump, codes, accesses, "store")]
  };
}
function isDirect(call) {
  return call.op !== "CALLclosure" && call.op !== "CALLinter";
}
function pairAccesses(dump, codes, all, kind) {
  const accesses = all.filter((access) => access.kind === kind);
  const found2 = [];
  let stretch = [];
  let next = 0;
  let call = 0;
  const close = (before) => {
    const first2 = next;
    while (next < accesses.length && accesses[next].pc < before) next++;
    if (next - first2 === stretch.length) stretch.forEach((text, k) => found2.push({ code: accesses[first2 + k], text }));
    stretch = [];
  };
  for (const event of dump.events) {
    if (event.kind === "call") close(codes[call++].pc);
    else if (event.kind === kind) stretch.push(event);
  }
  close(Number.POSITIVE_INFINITY);
  return found2;
}

// src/frame/compiler-names.ts
var MAX_WORK = 2 ** 28;

// src/frame/built-names.ts
function alignFunction(binary, index, dump) {
  const isDeferReturn = (call) => {
    const callee = call.target === void 0 ? -1 : binary.functionAt(call.target);
    return callee >= 0 && binary.functionName(callee) === "runtime.deferreturn";
  };
  return align(dump, frameCalls(binary, index), frameAccesses(binary, index), isDeferReturn);
}

// src/site/frame-slots.ts
var FrameSlots = class {
  #binaries;
  #laid = /* @__PURE__ */ new Map();
  #named = /* @__PURE__ */ new Map();
  constructor(binaries) {
    this.#binaries = binaries;
  }
  /** The place of a temporary; undefined when no binary holds the function, or text and code cannot be laid side by side. */
  find(compiled, symbol) {
    if (!this.#laid.has(compiled)) this.#laid.set(compiled, this.#lay(compiled));
    const laid = this.#laid.get(compiled);
    if (laid === void 0) return void 0;
    const { tables, alignment } = laid;
    const uses = alignment.accesses.filter(({ text }) => text.symbol === symbol);
    const { shape } = tables;
    const bases = new Set(uses.map(({ code, text }) => code.spOffset - text.offset));
    if (bases.size !== 1) return void 0;
    const fpOffset = [...bases][0] - tables.maxSpDelta - shape.returnAddress;
    const object3 = tables.objects.find((one) => objectOffset(shape, tables.maxSpDelta, one.offset) === fpOffset);
    const across = alignment.calls.filter(({ text }) => text.live.includes(symbol)).map(({ code }) => code.pc);
    const pcs = [...uses.map(({ code }) => code.pc), ...across];
    const from = Math.min(...pcs);
    const to = Math.max(...pcs);
    return {
      offset: fpOffset - varpOffset(shape, tables.maxSpDelta),
      ...object3 === void 0 ? {} : { size: object3.size },
      live: { from, to, fromLine: this.#line(laid, from), toLine: this.#line(laid, to), calls: across.length }
    };
  }
  #line(laid, pc) {
    return laid.binary.outermostLine(laid.tables.index, pc);
  }
  #lay(compiled) {
    const { frame, position } = compiled.dump;
    if (frame === void 0) return void 0;
    let best2;
    let bestLines = -1;
    for (const { binary } of this.#binaries) {
      for (const index of this.#indexes(binary, compiled.symbol)) {
        const start2 = binary.startLine(index);
        if (start2 !== void 0 && position.line !== 0 && start2 !== position.line) continue;
        const found2 = layOut(binary, index, frame);
        if (found2 === void 0) continue;
        const lines = found2.alignment.calls.filter(({ code, text }) => binary.outermostLine(index, code.pc) === text.line).length;
        if (lines > bestLines) {
          best2 = found2;
          bestLines = lines;
        }
      }
      if (best2 !== void 0) return best2;
    }
    return best2;
  }
  #indexes(binary, symbol) {
    let named4 = this.#named.get(binary);
    if (named4 === void 0) {
      this.#named.set(binary, named4 = /* @__PURE__ */ new Map());
      for (let i = 0; i < binary.functions.count; i++) {
        const name = binary.functionName(i);
        const list = named4.get(name);
        if (list === void 0) named4.set(name, [i]);
        else list.push(i);
      }
    }
    return named4.get(symbol) ?? [];
  }
};
function layOut(binary, index, dump) {
  try {
    const tables = frameTables(binary, index);
    const alignment = alignFunction(binary, index, dump);
    return alignment === void 0 ? void 0 : { binary, tables, alignment };
  } catch (error) {
    if (error instanceof FormatError) return void 0;
    throw error;
  }
}

// src/site/type-names.ts
var BASIC_SIZES = {
  bool: 1,
  int8: 1,
  uint8: 1,
  byte: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  rune: 4,
  float32: 4,
  int64: 8,
  uint64: 8,
  float64: 8,
  complex64: 8,
  complex128: 16,
  int: 8,
  uint: 8,
  uintptr: 8,
  string: 16,
  "interface {}": 16,
  any: 16,
  error: 16,
  "unsafe.Pointer": 8
};
function sizeOfTypeName(name) {
  if (name === void 0) return void 0;
  const shape = name.startsWith("go.shape.") ? name.slice("go.shape.".length) : name;
  const basic = BASIC_SIZES[shape];
  if (basic !== void 0) return basic;
  if (/^(?:\*|map\[|chan |<-chan |func\()/.test(shape)) return 8;
  if (shape.startsWith("[]")) return 24;
  const array = /^\[(\d+)\](.+)$/.exec(shape);
  if (array === null) return void 0;
  const element = sizeOfTypeName(array[2]);
  return element === void 0 ? void 0 : element * Number(array[1]);
}
function pointerFreeName(name) {
  if (name === void 0) return void 0;
  const bare = name.replace(/^(?:go\.shape\.)?(?:\[\d+\])*/, "");
  if (/^(?:u?int(?:8|16|32|64|ptr)?|byte|rune|bool|float(?:32|64)|complex(?:64|128))$/.test(bare)) return true;
  return sizeOfTypeName(bare) === void 0 ? void 0 : false;
}

// src/site/placement.ts
var always = { placement: "heap", frequency: "always" };
var unlessEmpty = { placement: "heap", frequency: "unless-empty" };
var onGrowth = { placement: "heap", frequency: "on-growth" };
var TEMPORARY_BUFFER = 32;
var MAP_FIRST_ENTRIES = 8;
var SMALL_VALUES = 256;
function placementOfCall(entry, call, slots, elementSize, stays2, expression) {
  switch (entry.family) {
    case "object":
      if (elementSize === 0) return { placement: "static", frequency: "never" };
      return call.size !== void 0 && call.size.kind !== "constant" && call.type?.kind === "constant" ? unlessEmpty : always;
    case "slice": {
      if (elementSize === 0) return { placement: "static", frequency: "never" };
      const slot = arraySlot(slots);
      if (slot !== void 0) return upTo(slot, elementSize);
      if (call.comparedWith !== void 0 && stays2) return upTo({ elements: call.comparedWith, bytes: void 0 }, elementSize);
      return call.capacity?.kind === "constant" && call.capacity.value > 0 ? always : unlessEmpty;
    }
    case "slice-copy":
      return unlessEmpty;
    case "grow": {
      if (elementSize === 0) return { placement: "static", frequency: "never" };
      const slot = call.buffer?.kind === "frame" ? slotOf(call.buffer.type) : arraySlot(slots);
      if (slot === void 0 || call.startsFrom === "array") return onGrowth;
      const fact = upTo(slot, elementSize);
      return call.startsFrom === "unknown" ? { ...fact, bound: `${fact.bound} when it starts without capacity` } : fact;
    }
    case "move-slice":
      return unlessEmpty;
    case "map": {
      if (call.buffer?.kind !== "frame") return always;
      if (call.hint?.kind === "constant" && call.hint.value > MAP_FIRST_ENTRIES) return always;
      return { placement: "conditional", bound: `up to ${MAP_FIRST_ENTRIES} entries`, frequency: "above-bound" };
    }
    case "map-assign":
      return onGrowth;
    case "chan":
      return always;
    case "box":
      if (entry.name === "runtime.convTstring" || entry.name === "runtime.convTslice") return unlessEmpty;
      if (entry.fixedSize !== void 0) return { placement: "conditional", bound: `for values below ${SMALL_VALUES}`, frequency: "above-bound" };
      return elementSize === 0 ? { placement: "static", frequency: "never" } : always;
    case "concat":
    case "convert": {
      if (call.buffer?.kind !== "frame") return entry.name === "runtime.intstring" || constantParts(expression) > 1 ? always : unlessEmpty;
      if (entry.name === "runtime.intstring") return { placement: "stack", frequency: "never" };
      const what = entry.name === "runtime.stringtoslicerune" ? "runes" : "bytes";
      return { placement: "conditional", bound: `up to ${TEMPORARY_BUFFER} ${what}`, frequency: "above-bound" };
    }
  }
}
function placementOfStorage(storage, kind, type) {
  if (storage === "static") return { placement: "static", frequency: "never" };
  if (storage === "registers") return { placement: "gone", frequency: "never" };
  if (kind === "make-map" || kind === "composite" && isMapStorage(type)) {
    return { placement: "conditional", bound: `up to ${MAP_FIRST_ENTRIES} entries`, frequency: "above-bound" };
  }
  return { placement: "stack", frequency: "never" };
}
function isMapStorage(type) {
  return type !== void 0 && /^(?:internal\/runtime\/maps\.Map|map\.(?:group|bucket|hdr|hmap)|runtime\.hmap|hmap)\b|^map\.(?:group|bucket)\[/.test(type);
}
function constantParts(expression) {
  return expression.match(/(?:^|\+ )"(?:[^"\\]|\\.)+"/g)?.length ?? 0;
}
function arraySlot(slots) {
  for (const slot of slots) {
    const found2 = slotOf(slot.type);
    if (found2 !== void 0) return found2;
  }
  return void 0;
}
function slotOf(type) {
  if (type === void 0) return void 0;
  const match = /^(?:struct \{ _ \[0\]uintptr; _ )?\[(\d+)\]/.exec(type);
  if (match === null) return void 0;
  const elements = Number(match[1]);
  const element = sizeOfTypeName(type.slice(match[0].length).replace(/ \}$/, ""));
  return { elements, bytes: element === void 0 ? void 0 : element * elements };
}
function upTo(slot, elementSize) {
  const bytes2 = elementSize === void 0 ? slot.bytes : slot.elements * elementSize;
  const words2 = bytes2 === void 0 ? "" : ` (${bytes2} bytes)`;
  return { placement: "conditional", bound: `up to ${slot.elements} element${slot.elements === 1 ? "" : "s"}${words2}`, frequency: "above-bound" };
}
var SEVERITY = ["heap", "conditional", "unknown", "stack", "static", "gone"];
function worstPlacement(facts) {
  for (const placement of SEVERITY) {
    const found2 = facts.filter((f) => f.placement === placement);
    if (found2.length > 0) return found2.find((f) => f.frequency !== "always") ?? found2[0];
  }
  return void 0;
}
function storageFits(kind, expression, type) {
  if (type === void 0) return true;
  switch (kind) {
    case "variadic":
      return type.startsWith("[");
    case "closure":
    case "go-defer":
    case "method-value":
      return type.startsWith("struct { F uintptr") || type === "func()";
    case "make-map":
      return isMapStorage(type);
    case "make-slice":
    case "append":
      return slotOf(type) !== void 0;
    case "string-concat":
    case "string-convert":
      return /^\[\d+\]/.test(type);
    case "composite": {
      if (expression.startsWith("[]")) return type.startsWith("[");
      if (expression.startsWith("map[")) return isMapStorage(type);
      const name = /^&(.*?)\{/.exec(expression)?.[1] ?? "";
      return name === "" || lastName(type) === lastName(name) || name.startsWith("[]") || name.startsWith("struct");
    }
    case "new": {
      const name = expression.slice(4, -1);
      return lastName(type) === lastName(name);
    }
    default:
      return true;
  }
}
function lastName(type) {
  const bare = type.replace(/\[.*$/, "");
  return bare.slice(bare.lastIndexOf(".") + 1);
}

// src/site/emit.ts
var Emitter = class {
  minor;
  binaries;
  compileOf;
  readers = /* @__PURE__ */ new Map();
  types = /* @__PURE__ */ new Map();
  slots;
  constructor(minor, binaries, compiles) {
    this.minor = minor;
    this.binaries = binaries;
    this.slots = new FrameSlots(binaries);
    this.compileOf = new Map(compiles.map((c) => [c.header, c]));
  }
  call(draft, item) {
    const { entry, call } = item;
    const typeName2 = symbolType(call?.type);
    const type = this.typeOf(item, typeName2);
    const elementSize = type?.size ?? sizeOfTypeName(typeName2);
    const slots = item.compiled === void 0 || call === void 0 ? [] : this.slotsAt(draft, item);
    const fact = call === void 0 ? { placement: "heap", frequency: entry.family === "grow" || entry.family === "map-assign" ? "on-growth" : "always" } : placementOfCall(entry, call, slots, elementSize, stays(draft, item), draft.expression);
    const size = requestedSize(item, elementSize);
    const pointerFree = type === void 0 ? pointerFreeName(typeName2) : type.ptrBytes === 0;
    const nil = call?.type?.kind === "constant" && call.type.value === 0;
    const noscan = nil || pointerFree === true || entry.family === "concat" || entry.family === "convert" && entry.name !== "runtime.stringtoslicerune";
    const known = size !== void 0 && (noscan || pointerFree !== void 0 || entry.fixedSize !== void 0);
    const sized2 = known ? sizeClassOf(size, noscan || entry.fixedSize !== void 0 && entry.fixedSize <= 8, this.minor) : void 0;
    const slot = call?.buffer?.kind === "frame" ? {
      variable: call.buffer.name,
      ...call.buffer.type === void 0 ? {} : { type: call.buffer.type },
      ...sizeField(call.buffer.type),
      ...this.place(item.compiled, call.buffer.name)
    } : (
      // A boxed small value is read-only data; the slot at its position is that of another expression.
      fact.placement === "conditional" && entry.family !== "box" && slots[0] !== void 0 ? {
        variable: slots[0].symbol,
        ...slots[0].type === void 0 ? {} : { type: slots[0].type },
        ...sizeField(slots[0].type),
        ...this.place(item.compiled, slots[0].symbol)
      } : void 0
    );
    const emitted = {
      ...item.pc === void 0 ? {} : { pc: item.pc },
      ...item.binary === void 0 ? {} : { binary: item.binary },
      ...item.alsoIn.length === 0 ? {} : { alsoIn: item.alsoIn },
      function: item.symbol,
      inlinedAt: item.inlinedAt,
      entry: entry.name,
      ...typeName2 === void 0 ? {} : { type: typeName2 },
      ...size === void 0 ? {} : { size },
      ...elementSize === void 0 || entry.typeIs !== "element" ? {} : { elementSize },
      ...noscan ? { pointerFree: true } : pointerFree === void 0 ? {} : { pointerFree },
      ...sized2 === void 0 || sized2.kind === "zero" ? {} : { sizeClass: sized2.bytes },
      ...call === void 0 ? {} : { ssa: { value: `v${call.value}`, op: call.op, text: call.text, ...item.compiled === void 0 ? {} : { function: item.compiled.dump.name } } },
      ...slot === void 0 ? {} : { slot },
      tie: item.tie,
      ...item.rule === void 0 ? {} : { rule: item.rule },
      placement: fact.placement,
      ...fact.bound === void 0 ? {} : { bound: fact.bound },
      ...call === void 0 ? {} : { loopDepth: call.loopDepth, panicPath: call.panicPath }
    };
    return { emitted, fact, linked: item.tie !== "text" };
  }
  storage(draft, item, linked) {
    const type = item.reference?.type ?? item.type;
    const fact = placementOfStorage(item.storage, draft.kind, type);
    const isLinked2 = item.symbol !== "" && linked(item.symbol);
    const emitted = {
      function: item.symbol,
      inlinedAt: item.inlinedAt,
      entry: item.storage,
      ...type === void 0 ? {} : { type },
      ...item.reference === void 0 ? {} : { ssa: { value: `v${item.reference.value}`, op: item.reference.op, ...item.compiled === void 0 ? {} : { function: item.compiled.dump.name } } },
      ...item.storage === "frame" && item.reference !== void 0 ? {
        slot: {
          variable: item.reference.symbol,
          ...type === void 0 ? {} : { type },
          ...sizeField(type),
          ...this.place(item.compiled, item.reference.symbol)
        }
      } : {},
      tie: isLinked2 ? item.rule === void 0 ? "exact" : "rule" : "text",
      ...item.rule === void 0 ? {} : { rule: item.rule },
      placement: fact.placement,
      ...fact.bound === void 0 ? {} : { bound: fact.bound }
    };
    return { emitted, fact, linked: isLinked2 };
  }
  place(compiled, symbol) {
    return (compiled === void 0 ? void 0 : this.slots.find(compiled, symbol)) ?? {};
  }
  slotsAt(draft, item) {
    const compile = this.compileOf.get(item.compiled.header);
    if (compile === void 0 || item.call === void 0) return [];
    const { position } = item.call;
    return item.compiled.dump.references.filter(
      (r2) => r2.storage === "frame" && r2.position.line === position.line && r2.position.column === position.column && storageFits(draft.kind, draft.expression, r2.type) && r2.type !== void 0
    );
  }
  // The descriptor whose address the call passes, if its name is the one that the SSA text gives. Each name is read once.
  typeOf(item, typeName2) {
    const { entry } = item;
    if (typeName2 === void 0 || entry.typeArgument === void 0) return void 0;
    const known = `${item.binary ?? ""} ${typeName2}`;
    if (this.types.has(known) && this.types.get(known) !== void 0) return this.types.get(known);
    if (item.binary === void 0 || item.pc === void 0 || item.caller === void 0) {
      for (let b = 0; b < this.binaries.length; b++) {
        const found2 = this.types.get(`${b} ${typeName2}`);
        if (found2 !== void 0) return found2;
      }
      return void 0;
    }
    let reader = this.readers.get(item.binary);
    const { binary } = this.binaries[item.binary];
    if (reader === void 0) this.readers.set(item.binary, reader = new ArgumentReader(binary));
    const address2 = reader.typeArgument(item.pc, item.caller, entry.typeArgument);
    const type = address2 === void 0 || address2 === 0 ? void 0 : binary.types.at(address2);
    const agreed = type !== void 0 && sameTypeName(typeName2, type.name) ? type : void 0;
    this.types.set(known, agreed);
    return agreed;
  }
};
function stays(draft, item) {
  const said = item.said.length > 0 ? item.said : draft.own;
  return said.length > 0 && said.every((e) => e.verdict === VERDICT.stays);
}
function symbolType(operand) {
  if (operand?.kind !== "symbol" || !operand.name.startsWith("type:")) return void 0;
  return operand.name.slice("type:".length).replace(/^noalg\./, "");
}
function sameTypeName(symbol, descriptor) {
  const short = (name) => name.replace(/[\w.\-%~]+\//g, "").replace(/ {2,}/g, " ").replace(/interface \{\}/g, "any").replace(/\bany\b/g, "interface {}");
  return short(symbol) === short(descriptor) || symbol.startsWith("go.shape.") || symbol.includes("[");
}
function requestedSize(item, elementSize) {
  const { entry, call } = item;
  if (entry.fixedSize !== void 0) return entry.fixedSize;
  if (call?.size?.kind === "constant") return call.size.value;
  if (elementSize === void 0) return void 0;
  if (entry.typeIs === "object" && (entry.family === "object" || entry.family === "box")) return elementSize;
  if (entry.family === "slice" && call?.capacity?.kind === "constant") return elementSize * call.capacity.value;
  return void 0;
}
function sizeField(type) {
  const size = sizeOfTypeName(type);
  return size === void 0 ? {} : { size };
}

// src/read/compiler/json-log-reconcile.ts
function reconcile(report, logs, resolve3) {
  const files = /* @__PURE__ */ new Map();
  const countsOf = (file) => {
    let counts = files.get(file);
    if (counts === void 0) files.set(file, counts = { text: 0, json: 0, matched: 0, onlyText: [], waiting: /* @__PURE__ */ new Map() });
    return counts;
  };
  for (const log of logs) {
    const counts = countsOf(log.header.file);
    for (const record2 of log.records) {
      if (record2.code !== "escape" && record2.code !== "escapes" && record2.code !== "leak") continue;
      counts.json++;
      const key = `${record2.line}:${record2.column}:${record2.message}`;
      const list = counts.waiting.get(key);
      if (list === void 0) counts.waiting.set(key, [record2]);
      else list.push(record2);
    }
  }
  const recordOf = /* @__PURE__ */ new Map();
  const { blocks } = report;
  for (let block = 0; block < blocks.length; block++) {
    const counts = countsOf(logFile(blocks.file.at(block), report, files, resolve3));
    counts.text++;
    const record2 = counts.waiting.get(`${blocks.line.at(block)}:${blocks.column.at(block)}:${messageOf(report, block)}`)?.shift();
    if (record2 === void 0) counts.onlyText.push(block);
    else {
      counts.matched++;
      recordOf.set(block, record2);
    }
  }
  const agreements = [];
  const gaps = [];
  for (const [file, counts] of files) {
    const onlyJson = [...counts.waiting.values()].flat();
    agreements.push({ file, textBlocks: counts.text, jsonRecords: counts.json, matched: counts.matched, onlyText: counts.onlyText, onlyJson });
    if (counts.onlyText.length > 0) {
      const all = counts.json === 0;
      const generated = `${file.replace(/^.*[/\\]/, "").replace(/\.go$/, "")}.cgo1.go`;
      if (all && files.has(generated)) {
        gaps.push({
          code: "json-log-cgo",
          message: `the compiler's log has ${file} under ${generated} with that file's own lines; inlined positions there are unknown`,
          affects: report.importPath
        });
        continue;
      }
      gaps.push({
        code: "json-log-incomplete",
        message: `the compiler's log ${all ? "has nothing for" : `lacks ${counts.onlyText.length} of ${counts.text} explanations of`} ${file}: another file of the same name was probably logged over it; inlined positions there are unknown`,
        affects: report.importPath
      });
    }
  }
  return { files: agreements, recordOf, gaps };
}
function logFile(file, report, files, resolve3) {
  if (file < 0) return "__unnamed__";
  const path = report.texts.text(file);
  const generated = path.replace(/^.*[/\\]/, "");
  if (generated.startsWith("_cgo_") && files.has(generated)) return generated;
  return path.startsWith("<") || files.has(path) ? path : resolve3(path);
}
function messageOf(report, block) {
  const { blocks, texts } = report;
  const subject2 = texts.text(blocks.subject.at(block));
  if (blocks.leak.at(block) === 0) return `${subject2} escapes to heap`;
  return `parameter ${subject2} leaks to ${texts.text(blocks.destination.at(block))} with derefs=${blocks.derefs.at(block)}`;
}

// src/site/ownership.ts
var Ownership = class {
  compile;
  declarations;
  constructor(compile) {
    this.compile = compile;
  }
  /** Name of the function that the draft's expression stands in, without package; undefined when nothing tells. */
  functionOf(draft) {
    const references = this.compile.referencesAt(draft.at);
    const compiled = references.find((r2) => !r2.compiled.dump.name.includes("-wrapper"))?.compiled;
    if (compiled !== void 0) return printableName(compiled.dump.name);
    for (const entry of draft.own) {
      if (entry.compile !== this.compile) continue;
      const named4 = functionInBlock(entry.compile.report, entry.block);
      if (named4 !== void 0) return printableName(named4);
    }
    return this.enclosing(draft.at);
  }
  /** The function declared last before a position of the same file. */
  enclosing(at) {
    const list = this.table().get(fileOfKey(at));
    if (list === void 0) return void 0;
    const line = lineOfKey(at);
    const column = columnOfKey(at);
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = low + high >> 1;
      const d = list[middle];
      if (d.line < line || d.line === line && d.column <= column) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? void 0 : list[low - 1].name;
  }
  table() {
    if (this.declarations !== void 0) return this.declarations;
    const table2 = /* @__PURE__ */ new Map();
    const { functions, texts } = this.compile.report;
    for (let row = 0; row < functions.length; row++) {
      const name = texts.text(functions.name.at(row));
      if (/\.(?:func|deferwrap|gowrap)\d|-range\d/.test(name)) continue;
      const file = this.compile.fileId(functions.file.at(row));
      const list = table2.get(file) ?? [];
      table2.set(file, list);
      list.push({ line: functions.line.at(row), column: functions.column.at(row), name: printableName(name) });
    }
    for (const list of table2.values()) list.sort((a2, b) => a2.line - b.line || a2.column - b.column);
    this.declarations = table2;
    return table2;
  }
};
function functionInBlock(report, block) {
  if (block < 0) return void 0;
  const name = report.blocks.function.at(block);
  return name < 0 ? void 0 : report.texts.text(name);
}

// src/site/compile.ts
var Compile = class {
  /** `p`, `p [p.test]`, `p_test [p.test]`. */
  header;
  /** Import path without the test variant. */
  package;
  report;
  functions;
  entries = [];
  ownership;
  /** Values that are the address of runtime.zerobase. */
  zeroBases = [];
  entriesByPosition = /* @__PURE__ */ new Map();
  inlinings = /* @__PURE__ */ new Map();
  references = /* @__PURE__ */ new Map();
  referencesByLine = /* @__PURE__ */ new Map();
  buffers = /* @__PURE__ */ new Map();
  literals = /* @__PURE__ */ new Map();
  literalUses = /* @__PURE__ */ new Map();
  temporaryTypes = /* @__PURE__ */ new Map();
  statements = /* @__PURE__ */ new Map();
  chains = /* @__PURE__ */ new Map();
  files;
  fileIds;
  owners;
  dumpFiles;
  constructor(header, report, functions, dumpFiles, files, isMain) {
    this.header = header;
    this.package = header.split(" ")[0];
    this.report = report;
    this.files = files;
    this.fileIds = [];
    this.dumpFiles = dumpFiles;
    const prefix = isMain || this.package.endsWith(".test") ? "main" : symbolPrefix(this.package);
    this.functions = functions.map((dump) => ({
      dump,
      header,
      symbol: `${prefix}.${printableName(dump.name)}`,
      file: dump.position.file < 0 ? -1 : dumpFiles[dump.position.file]
    }));
    for (const compiled of this.functions) {
      const { name, position } = compiled.dump;
      if (position.file >= 0 && /\.(?:func|deferwrap|gowrap)\d|-range\d/.test(name))
        this.literals.set(posKey(compiled.file, position.line, position.column), printableName(name));
      for (const s of compiled.dump.statements)
        if (s.position.file >= 0) append(this.statements, lineKey(dumpFiles[s.position.file], s.position.line), { column: s.position.column, kind: s.kind });
      for (const reference of compiled.dump.references) {
        const { file, line, column } = reference.position;
        const item = { compiled, reference };
        append(this.references, posKey(dumpFiles[file], line, column), item);
        append(this.referencesByLine, lineKey(dumpFiles[file], line), item);
        if (reference.symbol === "runtime.zerobase") this.zeroBases.push(item);
        if (reference.symbol.endsWith("\xB7f"))
          append(this.literalUses, printableName(reference.symbol.slice(reference.symbol.indexOf(".", reference.symbol.lastIndexOf("/") + 1) + 1, -2)), item);
      }
    }
    this.indexInlinings();
    this.indexEntries();
    this.ownership = new Ownership(this);
  }
  /** Canonical number of a file of the report's own table. */
  fileId(textId) {
    return this.fileIds[textId] ??= this.files.reportId(
      this.report.texts.text(textId),
      this.owners ??= new Set(this.functions.map((f) => f.file).filter((file) => file >= 0))
    );
  }
  /** Canonical number of a file of the SSA text's table. */
  dumpFileId(id) {
    return this.dumpFiles[id] ?? -1;
  }
  /** A key as a position with a file name. */
  positionOf(at) {
    const column = columnOfKey(at);
    return { file: this.files.name(fileOfKey(at)), line: lineOfKey(at), ...column > 0 ? { column } : {} };
  }
  entriesAt(at) {
    return this.entriesByPosition.get(at) ?? [];
  }
  /** Functions inlined at a position, outermost first; undefined when there are none. */
  inlinedAt(at) {
    return this.inlinings.get(at);
  }
  /** Takes the compiler's JSON log: inlined positions with columns. Returns what is missing in it. */
  addLog(logs) {
    const { blocks } = this.report;
    const result = reconcile(this.report, logs, (path) => this.files.name(this.files.reportId(path, this.owners)));
    for (const [block, record2] of result.recordOf) {
      if (record2.chain.length === 0) continue;
      append(this.chains, posKey(this.fileId(blocks.file.at(block)), blocks.line.at(block), blocks.column.at(block)), record2.chain);
    }
    return result.gaps;
  }
  /** Inlined positions below a position, outermost first, one list an explanation; empty without a log. */
  chainsAt(at) {
    return this.chains.get(at) ?? [];
  }
  /** All positions at which calls were inlined. */
  inlinedPositions() {
    return this.inlinings.entries();
  }
  referencesAt(at) {
    return this.references.get(at) ?? [];
  }
  /** All references on the line of a position. */
  referencesOnLine(at) {
    return this.referencesByLine.get(lineKey(fileOfKey(at), lineOfKey(at))) ?? [];
  }
  /** Name of the function literal (or go/defer wrapper) that begins at a position. */
  literalAt(at) {
    return this.literals.get(at);
  }
  /** Type of a frame temporary, from any value of its function that takes its address. */
  typeOfTemporary(compiled, symbol) {
    let types = this.temporaryTypes.get(compiled);
    if (types === void 0) {
      types = /* @__PURE__ */ new Map();
      for (const r2 of compiled.dump.references) if (r2.type !== void 0 && !types.has(r2.symbol)) types.set(r2.symbol, r2.type);
      this.temporaryTypes.set(compiled, types);
    }
    return types.get(symbol);
  }
  /** Whether a frame temporary is the buffer that some call is given for its result. */
  isBuffer({ compiled, reference }) {
    if (reference.storage !== "frame") return false;
    let buffers = this.buffers.get(compiled);
    if (buffers === void 0) {
      buffers = new Set(compiled.dump.calls.flatMap((c) => c.buffer?.kind === "frame" ? [c.buffer.name] : []));
      this.buffers.set(compiled, buffers);
    }
    return buffers.has(reference.symbol);
  }
  /** The statement that the closure at a position belongs to: `go` and `defer` stand right before it, or at the same place. */
  statementAt(position) {
    const line = lineKey(this.files.reportId(position.file, this.owners), position.line);
    const column = position.column ?? 0;
    const near = (this.statements.get(line) ?? []).filter((s) => s.column <= column && column - s.column <= "defer ".length);
    return near.sort((a2, b) => b.column - a2.column)[0]?.kind;
  }
  /** Uses of the static closure of a function literal: `main.f.func1·f`. */
  usesOfLiteral(name) {
    return this.literalUses.get(name) ?? [];
  }
  indexInlinings() {
    const { inlinings, texts } = this.report;
    for (let row = 0; row < inlinings.length; row++) {
      append(
        this.inlinings,
        posKey(this.fileId(inlinings.file.at(row)), inlinings.line.at(row), inlinings.column.at(row)),
        texts.text(inlinings.callee.at(row))
      );
    }
  }
  indexEntries() {
    const { entries, blocks, texts } = this.report;
    for (let row = 0; row < entries.length; row++) {
      const verdict = entries.verdict.at(row);
      if (entries.role.at(row) === ROLE.parameter || verdict === VERDICT.zeroCopy || entries.line.at(row) <= 0) continue;
      const at = posKey(this.fileId(entries.file.at(row)), entries.line.at(row), entries.column.at(row));
      const expression = texts.text(entries.text.at(row));
      this.addEntry(at, expression, verdict, entries.block.at(row), entries.role.at(row) === ROLE.ambiguous, this.kindAt(at, expression, verdict));
    }
    for (let block = 0; block < blocks.length; block++) {
      if (blocks.leak.at(block) !== 0) continue;
      const expression = texts.text(blocks.subject.at(block));
      if (expression !== "func literal") continue;
      const at = posKey(this.fileId(blocks.file.at(block)), blocks.line.at(block), blocks.column.at(block));
      if (!this.entriesAt(at).some((e) => e.expression === expression)) this.addEntry(at, expression, VERDICT.escapes, block, false, "go-defer");
    }
  }
  kindAt(at, expression, verdict) {
    if (expression === "func literal" && /\.(?:deferwrap|gowrap|dwrap)\d+$/.test(this.literalAt(at) ?? "")) return "go-defer";
    return kindOfExpression(expression, verdict === VERDICT.moved);
  }
  addEntry(at, expression, verdict, block, ambiguous, kind) {
    const printed = expression;
    expression = elideShapes(expression);
    const inlined = this.inlinings.has(at);
    const before = this.entriesByPosition.get(at);
    const ofResult = inlined && /~r\d/.test(expression) && (kind === "interface" || kind === "string-convert" || kind === "string-concat");
    if (ofResult) expression = expression.replaceAll(/~r\d+/g, `${printableName(this.inlinings.get(at)[0])}(\u2026)`);
    const own = !inlined || ofResult || expression === "... argument" && before?.some((e) => e.expression === expression) !== true;
    const entry = { compile: this, verdict, expression, printed, at, inlined: !own, block, ambiguous, kind };
    this.entries.push(entry);
    append(this.entriesByPosition, at, entry);
  }
};
function append(map, key, value) {
  const list = map.get(key);
  if (list === void 0) map.set(key, [value]);
  else list.push(value);
}

// src/site/draft.ts
var Drafts = class {
  all = [];
  byPosition = /* @__PURE__ */ new Map();
  byLine = /* @__PURE__ */ new Map();
  byFunction = /* @__PURE__ */ new Map();
  at(key) {
    return this.byPosition.get(key) ?? [];
  }
  onLine(file, line) {
    return this.byLine.get(lineKey(file, line)) ?? [];
  }
  /** Drafts of functions with this name, without the package: `(*T).M`. */
  ofFunction(name) {
    return this.byFunction.get(name) ?? [];
  }
  create(at, kind, expression, options) {
    const draft = {
      at,
      kind,
      expression,
      columnKnown: options.columnKnown,
      unreported: options.unreported,
      package: options.package,
      function: void 0,
      own: [],
      calls: [],
      storage: []
    };
    this.all.push(draft);
    push(this.byPosition, at, draft);
    push(this.byLine, lineKey(fileOfKey(at), lineOfKey(at)), draft);
    if (options.function !== void 0) this.setFunction(draft, options.package, options.function);
    return draft;
  }
  /** Finds the draft with these words at a position, or makes it. */
  findOrCreate(at, kind, expression, options) {
    const found2 = this.at(at).find(
      (d) => d.expression === expression && d.kind === "moved-to-heap" === (kind === "moved-to-heap") && d.unreported === options.unreported
    );
    return found2 ?? this.create(at, kind, expression, options);
  }
  /** Names the function of a draft, once. */
  setFunction(draft, importPath, name) {
    if (draft.function !== void 0) return;
    draft.function = name;
    draft.package ??= importPath;
    push(this.byFunction, name, draft);
  }
};
function push(map, key, value) {
  const list = map.get(key);
  if (list === void 0) map.set(key, [value]);
  else list.push(value);
}

// src/site/source-files.ts
var SourceFiles = class {
  names = [];
  ids = /* @__PURE__ */ new Map();
  cwd;
  rename;
  /**
   * @param cwd absolute directory in which the go command ran, with `/` separators
   * @param rename what a file is called instead: those of a patched GOROOT have the names of the user's own
   */
  constructor(cwd, rename = (name) => name) {
    this.cwd = cwd.replace(/\/+$/, "");
    this.rename = rename;
  }
  /** The number of a name as the SSA text or the binary has it. */
  id(name) {
    let id = this.ids.get(name);
    if (id === void 0) {
      const renamed = this.rename(name);
      id = renamed === name ? this.names.push(name) - 1 : this.id(renamed);
      this.ids.set(name, id);
    }
    return id;
  }
  /**
   * The number of a name as the report has it.
   * @param owners files that the same compile has functions in. The go command replays a report as it was printed where the package was
   *   compiled first, with paths relative to that directory (seen with workspaces), so such a path may have to be found by its end.
   */
  reportId(name, owners) {
    const known = this.ids.get(name);
    if (known !== void 0 || isAbsolute(name) || name.startsWith("<")) return known ?? this.id(name);
    const here = resolve(this.cwd, name);
    const exact = this.ids.get(here);
    if (exact !== void 0 || owners === void 0) return exact ?? this.id(here);
    const end = `/${name.replace(/^(?:\.\.?\/)+/, "")}`;
    const matching2 = [...owners].filter((id) => this.name(id).endsWith(end));
    return matching2.length === 1 ? matching2[0] : this.id(here);
  }
  name(id) {
    return this.names[id] ?? "?";
  }
};
function isAbsolute(name) {
  return name.startsWith("/") || /^[A-Za-z]:[\\/]/.test(name);
}
function resolve(cwd, relative) {
  const parts = cwd.split("/");
  for (const part3 of relative.split("/")) {
    if (part3 === "..") parts.pop();
    else if (part3 !== "." && part3 !== "") parts.push(part3);
  }
  return parts.join("/");
}
function directoryOf(file) {
  const slash = file.lastIndexOf("/");
  return slash < 0 ? "" : file.slice(0, slash);
}

// src/site/package-paths.ts
var PackagePaths = class {
  known = /* @__PURE__ */ new Map();
  files;
  roots;
  constructor(files, roots) {
    this.files = files;
    this.roots = roots;
  }
  of(file) {
    if (!this.known.has(file)) this.known.set(file, this.find(directoryOf(this.files.name(file))));
    return this.known.get(file);
  }
  find(directory) {
    const listed = this.roots.directories.get(directory);
    if (listed !== void 0) return listed;
    for (const [root, path] of this.roots.modules) {
      if (directory === root) return path;
      if (directory.startsWith(`${root}/`) && !directory.startsWith(`${root}/vendor/`)) return `${path}${directory.slice(root.length)}`;
    }
    const vendored = directory.lastIndexOf("/vendor/");
    const source = `${this.roots.goroot}/src/`;
    if (directory.startsWith(source)) return directory.slice(source.length);
    if (vendored >= 0) return directory.slice(vendored + "/vendor/".length);
    const cache = `${this.roots.moduleCache}/`;
    if (this.roots.moduleCache !== "" && directory.startsWith(cache)) {
      return directory.slice(cache.length).replace(/@[^/]*/, "").replace(/!([a-z])/g, (_, c) => c.toUpperCase());
    }
    if (!directory.startsWith("/") && directory !== "" && !/^[A-Za-z]:/.test(directory)) return directory.replace(/@[^/]*/, "");
    return void 0;
  }
};

// src/site/tie-calls.ts
function tieCall(drafts, facts) {
  const tie = chooseDraft(drafts, facts);
  return { ...tie, draft: ofKind(drafts, tie.draft, facts) };
}
function ofKind(drafts, draft, facts) {
  if (draft.unreported) return draft;
  const kind = refineKind(draft.kind, facts.entry.family, typeNameOf(facts.call));
  if (kind === draft.kind) return draft;
  if (draft.calls.length === 0) {
    draft.kind = kind;
    return draft;
  }
  const other = drafts.at(draft.at).find((d) => d.kind === kind && d.expression === draft.expression && !d.unreported);
  if (other !== void 0) return other;
  const sibling = drafts.create(draft.at, kind, draft.expression, { columnKnown: draft.columnKnown, unreported: false });
  sibling.own.push(...draft.own);
  if (draft.function !== void 0) drafts.setFunction(sibling, draft.package, draft.function);
  else sibling.package = draft.package;
  return sibling;
}
function chooseDraft(drafts, facts) {
  const inner = facts.frames !== void 0 && facts.frames.length > 1 ? facts.frames[0] : void 0;
  const callees = facts.compile.inlinedAt(facts.at);
  if (inner === void 0 && callees === void 0) return tieOwn(drafts, facts);
  const outer = facts.compile.entriesAt(facts.at).filter((e) => e.inlined && fit(facts.entry.family, e.kind) > 0);
  if (inner !== void 0) return tieInlined(drafts, facts, inner, outer);
  return tieByCallee(drafts, facts, callees ?? [], outer);
}
function canHold(kind, expression, call) {
  const result = /^v\d+ = \w+ <(map\[.*|chan .*),mem> /.exec(call.text)?.[1];
  if (result !== void 0)
    return expression.startsWith("make(") ? expression.startsWith(`make(${result}`) || !/^make\((?:map|chan)/.test(expression) : !expression.startsWith("map[") || expression.startsWith(`${result}{`);
  const type = typeNameOf(call);
  if (type === void 0 || kind === "make-slice" || kind === "append" || kind === "interface")
    return kind !== "interface" || type === void 0 || !/^(?:noalg\.)?struct \{ F uintptr; X/.test(type);
  if (kind === "moved-to-heap") return !/^(?:noalg\.)?struct \{ F uintptr/.test(type);
  return storageFits(kind, expression, type.replace(/^noalg\./, ""));
}
function typeNameOf(call) {
  return call.type?.kind === "symbol" && call.type.name.startsWith("type:") ? call.type.name.slice(5) : void 0;
}
function tieOwn(drafts, facts) {
  const { entry, at, compile } = facts;
  const here = best(
    drafts.at(at).filter((d) => !d.unreported && d.columnKnown && canHold(d.kind, d.expression, facts.call)),
    entry,
    facts.repeat
  );
  if (here !== void 0) return { draft: here, said: ownOf(here, compile) };
  const column = columnOfKey(at);
  const near = drafts.onLine(fileOfKey(at), lineOfKey(at)).filter((d) => !d.unreported && d.columnKnown && d.own.some((e) => e.compile === compile) && canHold(d.kind, d.expression, facts.call)).filter(
    (d) => fit(entry.family, d.kind) >= (entry.family === "object" ? 1 : 95) && d.calls.every((c) => c.call?.position.column === column && c.call !== facts.call)
  ).filter((d) => entry.family === "grow" || d.calls.every((c) => c.compiled?.header !== compile.header || c.compiled.dump.name !== facts.function)).sort((a2, b) => Math.abs(columnOfKey(a2.at) - column) - Math.abs(columnOfKey(b.at) - column));
  const nearest2 = near[0];
  if (nearest2 !== void 0) return { draft: nearest2, rule: "same-line", said: ownOf(nearest2, compile) };
  return { draft: unreported(drafts, facts, at), said: [] };
}
function ownOf(draft, compile) {
  return draft.own.filter((e) => e.compile === compile);
}
function unreported(drafts, facts, at, owner2) {
  const words2 = unreportedKind(facts.entry.family, typeNameOf(facts.call));
  return drafts.findOrCreate(at, words2.kind, words2.expression, {
    columnKnown: owner2 === void 0,
    unreported: true,
    ...owner2 === void 0 ? {} : { package: owner2.package, function: owner2.name }
  });
}
function tieInlined(drafts, facts, inner, outer) {
  const { entry } = facts;
  const owner2 = splitSymbol(inner.function);
  const candidates2 = drafts.onLine(inner.fileId, inner.line).filter((d) => fit(entry.family, d.kind) > 0 && !d.unreported && sameFunction(d, owner2));
  const logged = facts.compile.chainsAt(facts.at).map((chain) => chain.at(-1)).filter((p) => p?.line === inner.line && p.file === inner.file);
  const exact = best(
    logged.flatMap((p) => drafts.at(posKey(inner.fileId, inner.line, p?.column ?? 0))).filter((d) => canHold(d.kind, d.expression, facts.call)),
    entry,
    facts.repeat
  );
  const speaksOf = (d, e) => sameExpression(d.expression, e.expression, d.package) || d.kind === "append" && e.expression === "append";
  const typed = candidates2.filter((d) => canHold(d.kind, d.expression, facts.call));
  const confirmed = typed.filter((d) => outer.some((e) => speaksOf(d, e)));
  if (exact !== void 0 && logged.length === 1) return { draft: exact, said: ofCall(outer.filter((e) => speaksOf(exact, e))) };
  const pool = confirmed.length > 0 ? confirmed : typed.length > 0 ? typed : candidates2;
  if (pool.length > 0) {
    const draft2 = best(pool, entry, facts.repeat);
    const said = ofCall(outer.filter((e) => speaksOf(draft2, e)));
    if (pool.length > 1) return { draft: draft2, rule: "inlined-order", said };
    return confirmed.length > 0 || outer.length === 0 ? { draft: draft2, said } : { draft: draft2, rule: "inlined-line", said };
  }
  const at = posKey(inner.fileId, inner.line, 0);
  const spoken = bestEntry(outer, entry, facts.repeat);
  if (spoken === void 0) return { draft: unreported(drafts, facts, at, owner2), said: [] };
  const draft = drafts.findOrCreate(at, spoken.kind, spoken.expression, {
    columnKnown: false,
    unreported: false,
    package: owner2.package,
    function: owner2.name
  });
  return { draft, said: [spoken], ...outer.length > 1 ? { rule: "inlined-report" } : {} };
}
function ofCall(said) {
  const escaping = said.filter((e) => e.verdict !== VERDICT.stays);
  return escaping.length > 0 ? escaping : [...said];
}
function sameFunction(draft, owner2) {
  if (draft.function === void 0) return true;
  return draft.function === owner2.name || draft.function.startsWith(`${owner2.name}.`) || owner2.name.startsWith(`${draft.function}.`);
}
function tieByCallee(drafts, facts, callees, outer) {
  const { entry, at } = facts;
  const own = best(
    drafts.at(at).filter((d) => !d.unreported && d.columnKnown && d.own.length > 0),
    entry,
    facts.repeat
  );
  const spoken = bestEntry(outer, entry, facts.repeat);
  if (spoken !== void 0 && (own === void 0 || fit(entry.family, spoken.kind) > fit(entry.family, own.kind))) {
    const found2 = draftOfCallee(drafts, callees, spoken.expression, spoken.kind);
    if (found2 !== void 0) return { draft: found2, said: [spoken], copy: true, ...outer.length > 1 ? { rule: "callee-order" } : {} };
    const draft = drafts.findOrCreate(at, spoken.kind, spoken.expression, {
      columnKnown: true,
      unreported: false,
      package: facts.compile.package,
      function: printableName(facts.function)
    });
    return { draft, said: [spoken], copy: true, rule: "callee" };
  }
  if (own !== void 0) return { draft: own, said: ownOf(own, facts.compile) };
  return { draft: unreported(drafts, facts, at), said: [] };
}
function sameExpression(own, printed, importPath) {
  if (own === printed) return true;
  if (importPath === void 0 || printed.length <= own.length) return false;
  const name = packageName(importPath);
  return unqualified(printed, name) === unqualified(own, name);
}
function packageName(importPath) {
  const elements = importPath.split("/");
  const last = elements.at(-1);
  return /^v\d+$/.test(last) && elements.length > 1 ? elements.at(-2) : last.replace(/\.v\d+$/, "");
}
function unqualified(expression, name) {
  if (!expression.includes(name)) return expression;
  let pattern = qualifiers.get(name);
  if (pattern === void 0) qualifiers.set(name, pattern = new RegExp(`(?<![\\w.])${name.replace(/[^\w]/g, "\\$&")}\\.`, "g"));
  return expression.replaceAll(pattern, "");
}
var qualifiers = /* @__PURE__ */ new Map();
function draftOfCallee(drafts, callees, expression, kind) {
  for (const callee of callees) {
    for (const [name, packageName2] of calleeSpellings(callee)) {
      const found2 = drafts.ofFunction(name).find(
        (d) => sameExpression(d.expression, expression, d.package) && d.kind === "moved-to-heap" === (kind === "moved-to-heap") && packageMatches(d.package, packageName2)
      );
      if (found2 !== void 0) return found2;
    }
  }
  return void 0;
}
function onlyDraftOfCallee(drafts, callees, kind) {
  const found2 = /* @__PURE__ */ new Set();
  for (const callee of callees) {
    for (const [name, packageName2] of calleeSpellings(callee)) {
      for (const d of drafts.ofFunction(name)) if (d.kind === kind && !d.unreported && packageMatches(d.package, packageName2)) found2.add(d);
    }
  }
  return found2.size === 1 ? [...found2][0] : void 0;
}
function calleeSpellings(callee) {
  const name = printableName(callee);
  const qualified2 = /^([\p{L}_][\p{L}\p{N}_]*)\.(.+)$/u.exec(name);
  return qualified2 === null ? [[name, void 0]] : [
    [name, void 0],
    [qualified2[2], qualified2[1]]
  ];
}
function packageMatches(importPath, packageName2) {
  if (packageName2 === void 0 || importPath === void 0) return true;
  const last = importPath.slice(importPath.lastIndexOf("/") + 1);
  return last === packageName2 || last.includes(packageName2) || /^v\d+$/.test(last);
}
function best(candidates2, entry, repeat) {
  const fitting = candidates2.map((draft) => ({ draft, score: fit(entry.family, draft.kind) })).filter((c) => c.score > 0);
  if (fitting.length === 0) return void 0;
  const family = entry.family;
  const top = Math.max(...fitting.map((c) => c.score));
  const equal = family === "object" ? fitting : fitting.filter((c) => c.score === top);
  equal.sort((a2, b) => columnOfKey(a2.draft.at) - columnOfKey(b.draft.at));
  return equal[repeat % equal.length].draft;
}
function bestEntry(entries, entry, repeat) {
  const seen = /* @__PURE__ */ new Set();
  const distinct = entries.filter((e) => !seen.has(e.expression) && seen.add(e.expression) !== void 0);
  if (distinct.length === 0) return void 0;
  const top = Math.max(...distinct.map((e) => fit(entry.family, e.kind)));
  const equal = entry.family === "object" ? distinct.filter((e) => fit(entry.family, e.kind) > 0) : distinct.filter((e) => fit(entry.family, e.kind) === top);
  const escaping = equal.filter((e) => e.verdict !== VERDICT.stays);
  const pool = escaping.length > 0 ? escaping : equal;
  return pool[repeat % pool.length];
}

// src/site/tie-storage.ts
function tieStorage(drafts, compiles, counts) {
  mergedVariables(drafts);
  for (const draft of drafts.all) ownStorage(draft, drafts);
  const covered = /* @__PURE__ */ new Set();
  for (const draft of drafts.all) for (const call of draft.calls) for (const entry of call.said) covered.add(entry);
  for (const compile of compiles) inlinedStorage(drafts, compile, covered, counts);
  silentCopies(drafts, compiles, counts);
}
function silentCopies(drafts, compiles, counts) {
  const wanted = drafts.all.filter(
    (d) => d.kind === "moved-to-heap" && d.function !== void 0 && d.calls.length > 0 && d.storage.length === 0 && d.calls.every((c) => c.tie === "text")
  );
  if (wanted.length === 0) return;
  const byFunction = /* @__PURE__ */ new Map();
  for (const draft of wanted) byFunction.set(draft.function, [...byFunction.get(draft.function) ?? [], draft]);
  for (const compile of compiles) {
    for (const [at, callees] of compile.inlinedPositions()) {
      if (!counts(compile.positionOf(at).file)) continue;
      for (const callee of callees) {
        const name = printableName(callee);
        for (const draft of byFunction.get(name) ?? []) {
          if (draft.package !== compile.package || compile.entriesAt(at).some((e) => e.expression === draft.expression)) continue;
          draft.storage.push({
            compiled: void 0,
            symbol: enclosingSymbol(compile, at),
            storage: "registers",
            inlinedAt: [compile.positionOf(at)],
            said: []
          });
        }
      }
    }
  }
}
function mergedVariables(drafts) {
  for (const draft of drafts.all) {
    if (draft.kind !== "moved-to-heap") continue;
    if (draft.calls.length > 0 || draft.own.every((e) => e.verdict === 1)) continue;
    for (const other of sameFunctionDrafts(drafts, draft)) {
      if (other === draft || Math.abs(lineOfKey(other.at) - lineOfKey(draft.at)) > 200) continue;
      for (const shared of other.calls) {
        if (shared.call?.type?.kind !== "constant" || shared.call.type.value !== 0 || shared.entry.family !== "object" || shared.call.size?.kind !== "constant" || shared.call.size.value > 16 || shared.rule === "merged-variables")
          continue;
        if (shared.compiled === void 0 || !draft.own.some((e) => e.compile.header === shared.compiled.header)) continue;
        draft.calls.push({ ...shared, tie: shared.tie === "exact" ? "rule" : shared.tie, rule: "merged-variables", said: draft.own });
      }
      if (draft.calls.length > 0) break;
    }
  }
}
function sameFunctionDrafts(drafts, draft) {
  if (draft.function === void 0) return [];
  return [...drafts.ofFunction(draft.function)].filter((d) => d.package === draft.package).sort((a2, b) => Math.abs(a2.at - draft.at) - Math.abs(b.at - draft.at));
}
function ownStorage(draft, drafts) {
  const seen = /* @__PURE__ */ new Set();
  for (const entry of draft.own) {
    const { compile } = entry;
    if (draft.calls.some((c) => c.compiled?.header === compile.header)) continue;
    const found2 = storageOf2(draft, entry, drafts);
    for (const item of found2) {
      const key = `${item.compiled?.symbol} ${item.reference?.symbol}`;
      if (seen.has(key)) continue;
      seen.add(key);
      draft.storage.push(item);
    }
    if (found2.length === 0 && !seen.has("") && !entry.ambiguous) {
      seen.add("");
      draft.storage.push({
        compiled: void 0,
        symbol: draft.function === void 0 ? "" : `${symbolHead(compile)}${draft.function}`,
        storage: "registers",
        inlinedAt: [],
        said: [entry]
      });
    }
  }
}
function storageOf2(draft, entry, drafts) {
  const { compile } = entry;
  const literal = draft.kind === "closure" || draft.kind === "go-defer" ? compile.literalAt(draft.at) : void 0;
  const here = compile.referencesAt(draft.at).filter((r2) => fits2(draft, compile, r2) && !compile.isBuffer(r2));
  const closures = literal === void 0 ? [] : compile.usesOfLiteral(literal);
  const statics = draft.kind === "interface" ? here.filter((r2) => r2.reference.storage === "static") : [];
  const certain = statics.length > 0 ? statics : here.length > 0 ? here : closures;
  const { found: found2, rule } = certain.length > 0 ? { found: certain, rule: void 0 } : guessStorage(draft, compile, drafts);
  return found2.map(({ compiled, reference }) => {
    const type = reference.type ?? compile.typeOfTemporary(compiled, reference.symbol);
    return {
      compiled,
      symbol: compiled.symbol,
      storage: reference.storage,
      reference,
      inlinedAt: [],
      said: [entry],
      ...type === void 0 ? {} : { type },
      ...rule === void 0 ? {} : { rule }
    };
  });
}
function guessStorage(draft, compile, drafts) {
  const near = nearest(draft, compile, drafts);
  if (near.length > 0) return { found: near, rule: "same-line" };
  const below = elementsBelow(draft, compile, drafts);
  if (below.length > 0) return { found: below, rule: "literal-elements" };
  return { found: zeroSized(draft, compile), rule: "zero-base" };
}
function fits2(draft, compile, { compiled, reference }) {
  if (reference.symbol.endsWith("\xB7f")) return draft.kind === "closure" || draft.kind === "go-defer" || draft.kind === "interface";
  if (reference.storage === "static") return draft.kind !== "closure" && draft.kind !== "variadic" && draft.kind !== "string-convert";
  const type = reference.type ?? compile.typeOfTemporary(compiled, reference.symbol);
  if (draft.kind === "interface" && type !== void 0 && /^\[\d+\](?:any|interface \{\})$/.test(type)) return false;
  return storageFits(draft.kind, draft.expression, type);
}
function zeroSized(draft, compile) {
  if (draft.function === void 0) return [];
  const symbol = `${symbolHead(compile)}${draft.function}`;
  const line = lineOfKey(draft.at);
  const empty = (draft.kind === "composite" || draft.kind === "new") && /\{\}\)?$/.test(draft.expression);
  if (draft.kind !== "moved-to-heap" && !empty) return [];
  return compile.zeroBases.filter((r2) => r2.compiled.symbol === symbol && (!empty || Math.abs(r2.reference.position.line - line) <= 3)).slice(0, 1);
}
function elementsBelow(draft, compile, drafts) {
  if (draft.kind !== "composite" || draft.function === void 0) return [];
  if (!draft.expression.includes("{...}")) return [];
  const symbol = `${symbolHead(compile)}${draft.function}`;
  const file = fileOfKey(draft.at);
  for (let line = lineOfKey(draft.at) + 1; line <= lineOfKey(draft.at) + 60; line++) {
    if (drafts.onLine(file, line).some((d) => d.kind === "composite" && d.own.length > 0)) return [];
    const here = compile.referencesOnLine(posKey(file, line, 0)).filter((r2) => r2.compiled.symbol === symbol && !r2.reference.symbol.endsWith("\xB7f") && fits2(draft, compile, r2) && !compile.isBuffer(r2));
    if (here.length > 0) return here.slice(0, 1);
  }
  return [];
}
function nearest(draft, compile, drafts) {
  const column = columnOfKey(draft.at);
  const others = drafts.onLine(fileOfKey(draft.at), lineOfKey(draft.at)).filter((d) => d !== draft && d.columnKnown);
  const candidates2 = compile.referencesOnLine(draft.at).filter((r2) => {
    if (!fits2(draft, compile, r2) || r2.reference.symbol.endsWith("\xB7f") || compile.isBuffer(r2)) return false;
    if (draft.kind === "interface" && r2.reference.storage === "frame") return false;
    if (draft.kind === "string-concat" || draft.kind === "string-convert" || draft.kind === "append") return false;
    const distance = Math.abs(r2.reference.position.column - column);
    return others.every((o) => !fits2(o, compile, r2) || Math.abs(r2.reference.position.column - columnOfKey(o.at)) > distance);
  });
  const best2 = Math.min(...candidates2.map((r2) => Math.abs(r2.reference.position.column - column)));
  return candidates2.filter((r2) => Math.abs(r2.reference.position.column - column) === best2);
}
function symbolHead(compile) {
  const first2 = compile.functions[0];
  if (first2 === void 0) return "";
  return first2.symbol.slice(0, first2.symbol.length - printableName(first2.dump.name).length);
}
function inlinedStorage(drafts, compile, covered, counts) {
  const seen = /* @__PURE__ */ new Set();
  for (const entry of compile.entries) {
    if (!entry.inlined || covered.has(entry) || entry.ambiguous || !counts(compile.positionOf(entry.at).file)) continue;
    const callees = compile.inlinedAt(entry.at) ?? [];
    const key = `${entry.at} ${entry.expression} ${entry.verdict}`;
    if (seen.has(key)) continue;
    seen.add(key);
    let references = compile.referencesAt(entry.at).filter((r2) => storageFits(entry.kind, entry.expression, r2.reference.type));
    if (entry.kind === "interface") {
      const statics = compile.referencesOnLine(entry.at).filter((r2) => r2.reference.storage === "static" && !r2.reference.symbol.endsWith("\xB7f"));
      if (statics.length > 0) references = statics;
    }
    let draft = draftOfCallee(drafts, callees, entry.expression, entry.kind) ?? onlyDraftOfCallee(drafts, callees, entry.kind);
    if (draft === void 0) {
      if (references.length === 0 || entry.kind === "interface") continue;
      draft = drafts.findOrCreate(entry.at, entry.kind, entry.expression, {
        columnKnown: true,
        unreported: false,
        package: compile.package,
        function: printableName(callees[callees.length - 1] ?? "")
      });
    }
    const position = compile.positionOf(entry.at);
    const first2 = references.find((r2) => r2.reference.type !== void 0) ?? references[0];
    draft.storage.push({
      compiled: first2?.compiled,
      symbol: first2?.compiled.symbol ?? enclosingSymbol(compile, entry.at),
      storage: first2?.reference.storage ?? "registers",
      inlinedAt: [position],
      said: [entry],
      ...first2 === void 0 ? {} : { reference: first2.reference }
    });
  }
}
function enclosingSymbol(compile, at) {
  const name = compile.ownership.enclosing(at);
  return name === void 0 ? "" : `${symbolHead(compile)}${name}`;
}
function compareDrafts(a2, b) {
  return fileOfKey(a2.at) - fileOfKey(b.at) || lineOfKey(a2.at) - lineOfKey(b.at) || columnOfKey(a2.at) - columnOfKey(b.at);
}

// src/site/twins.ts
var CompiledFunctions = class {
  byDeclaration = /* @__PURE__ */ new Map();
  bySymbol = /* @__PURE__ */ new Map();
  add(compiled) {
    if (compiled.file >= 0) push2(this.byDeclaration, `${compiled.file}:${compiled.dump.position.line}`, compiled);
    push2(this.bySymbol, compiled.symbol, compiled);
  }
  /** Candidates for a binary function, those found by name first. */
  candidates(symbol, file, startLine) {
    const named4 = this.bySymbol.get(symbol) ?? [];
    const declared = startLine === void 0 ? [] : this.byDeclaration.get(`${file}:${startLine}`) ?? [];
    if (named4.length === 0) return declared;
    return [...named4, ...declared.filter((d) => !named4.includes(d))];
  }
  named(symbol) {
    return this.bySymbol.get(symbol) ?? [];
  }
};
function push2(map, key, value) {
  const list = map.get(key);
  if (list === void 0) map.set(key, [value]);
  else list.push(value);
}
function pairFunctions(binary, calls, compiled, fileId, preferred) {
  const twins = [];
  for (let first2 = 0; first2 < calls.count; ) {
    const functionIndex = calls.caller[first2];
    let end = first2 + 1;
    while (end < calls.count && calls.caller[end] === functionIndex) end++;
    twins.push(pairFunction(binary, calls, functionIndex, first2, end, compiled, fileId, preferred));
    first2 = end;
  }
  return twins;
}
function pairFunction(binary, calls, functionIndex, first2, end, compiled, fileId, preferred) {
  const symbol = binary.functionName(functionIndex);
  const entry = binary.functions.entry[functionIndex];
  const file = fileId(binary.position(functionIndex, entry).file);
  const count2 = end - first2;
  const targets = [];
  for (let k = first2; k < end; k++) targets.push(binary.functionName(calls.target[k]));
  let best2;
  let bestScore = -1;
  let lines;
  for (const candidate of compiled.candidates(symbol, file, binary.startLine(functionIndex))) {
    const { calls: said } = candidate.dump;
    if (said.length !== count2 || said.some((call, k) => call.entry !== targets[k])) continue;
    lines ??= Array.from({ length: count2 }, (_, k) => binary.outermostLine(functionIndex, calls.pc[first2 + k]));
    const agree = said.every((call, k) => call.position.line === 0 || call.position.line === lines[k]);
    const score = (agree ? 8 : 0) + (candidate.symbol === symbol ? 4 : 0) + (printableName(candidate.dump.name) === candidate.dump.name ? 1 : 0) + (preferred(candidate.header) ? 2 : 0);
    if (score > bestScore) {
      best2 = candidate;
      bestScore = score;
    }
  }
  return { functionIndex, firstCall: first2, endCall: end, compiled: best2, match: best2 === void 0 ? "none" : "order", linesAgree: bestScore >= 8 };
}

// src/site/join.ts
function join8(input) {
  const files = new SourceFiles(input.cwd, input.rename);
  const compiles = readCompiles(input, files);
  const gaps = addChains(input, compiles);
  const byHeader = new Map(compiles.map((c) => [c.header, c]));
  const paths = new PackagePaths(files, input.roots);
  const drafts = new Drafts();
  for (const compile of compiles) ownDrafts(drafts, compile, paths);
  const compiled = new CompiledFunctions();
  for (const compile of compiles) for (const f of compile.functions) if (f.dump.calls.length > 0) compiled.add(f);
  const linked = linkedFunctions(input.binaries);
  const reached = /* @__PURE__ */ new Set();
  const counts = input.binaries.map((b, index) => tieBinary(input, b, index, compiled, byHeader, drafts, files, reached));
  const { calls, notReported } = tieTextOnly(files, input, compiles, drafts, reached, linked);
  tieStorage(drafts, compiles, (file) => input.includeTests || !isTestFile(file));
  return { files, compiles, drafts, counts, textOnlyCalls: calls, textOnlyNotReported: notReported, linked, paths, gaps };
}
function readCompiles(input, files) {
  const compiles = [];
  for (const text of input.texts) {
    const ids = text.files.map((name) => files.id(name));
    for (const p of text.packages.values()) {
      compiles.push(new Compile(p.header, p.report.escape, p.functions, ids, files, input.mains.has(p.header.split(" ")[0])));
    }
  }
  return compiles;
}
function addChains(input, compiles) {
  const gaps = [];
  for (const compile of compiles) {
    const logs = compile.header === compile.package ? input.logs?.get(compile.package) : void 0;
    if (logs !== void 0) gaps.push(...compile.addLog(logs));
  }
  return gaps;
}
function ownDrafts(drafts, compile, paths) {
  for (const entry of compile.entries) {
    if (entry.inlined) continue;
    const found2 = paths.of(fileOfKey(entry.at));
    const owner2 = found2 === void 0 || compile.package === `${found2}_test` ? compile.package : found2;
    const expression = owner2 === compile.package ? entry.expression : unqualified(entry.expression, packageName(owner2));
    const draft = drafts.findOrCreate(entry.at, entry.kind, expression, { columnKnown: true, unreported: false, package: owner2 });
    draft.own.push(entry);
    if (draft.function === void 0) {
      const name = compile.ownership.functionOf(draft);
      if (name !== void 0) drafts.setFunction(draft, owner2, name);
    }
  }
}
function linkedFunctions(binaries) {
  const known = /* @__PURE__ */ new Map();
  return (symbol) => {
    let answer = known.get(symbol);
    if (answer === void 0) known.set(symbol, answer = binaries.some((b) => b.binary.functionNamed(symbol) >= 0));
    return answer;
  };
}
function isSelected(input, joined, symbol) {
  const { package: owner2 } = splitSymbol(symbol);
  if (owner2 === "main")
    return input.selected(joined.test ? `${joined.package}.test` : joined.package) || joined.test && input.mains.has(joined.package) && input.selected(joined.package);
  return input.selected(owner2);
}
function tieBinary(input, joined, index, compiled, byHeader, drafts, files, reached) {
  const { binary, calls } = joined;
  const count2 = { allocationCalls: 0, tiedExactly: 0, tiedByRule: 0, notReported: 0, unexplained: 0 };
  const variant = `[${joined.package}.test]`;
  const preferred = (header) => header.endsWith("]") === joined.test && (!joined.test || header.endsWith(variant));
  for (const twin of pairFunctions(binary, calls, compiled, (name) => files.id(name), preferred)) {
    const symbol = binary.functionName(twin.functionIndex);
    const counted = isSelected(input, joined, symbol);
    if (twin.compiled !== void 0) reached.add(declarationKey(twin.compiled));
    if (!counted || !input.includeTests && isTestFile(binary.position(twin.functionIndex, binary.functions.entry[twin.functionIndex]).file)) continue;
    count2.allocationCalls += twin.endCall - twin.firstCall;
    if (twin.compiled === void 0) {
      tieWithoutText(input, joined, index, twin, symbol, drafts, files, count2);
      continue;
    }
    const compile = byHeader.get(twin.compiled.header);
    tieTwin(input, joined, index, twin, twin.compiled, compile, symbol, drafts, files, count2);
  }
  return count2;
}
function tieTwin(input, joined, index, twin, compiled, compile, symbol, drafts, files, count2) {
  const { binary, calls } = joined;
  const turns = /* @__PURE__ */ new Map();
  for (let k = twin.firstCall; k < twin.endCall; k++) {
    const call = compiled.dump.calls[k - twin.firstCall];
    const pc = calls.pc[k];
    const frames = binary.inlineFrames(twin.functionIndex, pc).map((f) => ({ ...f, function: printableName(f.function), fileId: files.id(f.file) }));
    const entry = findAllocationEntry(call.entry, input.minor);
    const at = positionKey(compile, compiled, call);
    const turnKey = `${at} ${entry.family} ${frames.length > 1 ? `${frames[0].function}:${frames[0].line}` : ""}`;
    const repeat = turns.get(turnKey) ?? 0;
    turns.set(turnKey, repeat + 1);
    const tie = tieCall(drafts, { compile, call, entry, at, frames, repeat, function: compiled.dump.name });
    nameOwner(drafts, tie.draft, frames[0].function, joined);
    const exact = twin.linesAgree;
    if (exact) count2.tiedExactly++;
    else count2.tiedByRule++;
    if (tie.draft.unreported) count2.notReported++;
    const rule = exact ? tie.rule : tie.rule ?? "order-without-lines";
    const draftCall = {
      compiled,
      call,
      entry,
      symbol,
      pc,
      binary: index,
      caller: twin.functionIndex,
      inlinedAt: tie.copy === true && frames.length === 1 ? [compile.positionOf(at)] : withColumns(inlineChain(frames, call), compile.chainsAt(at)),
      tie: exact ? "exact" : "rule",
      said: tie.said,
      alsoIn: [],
      ...rule === void 0 ? {} : { rule }
    };
    const known = tie.draft.calls.find(
      (c) => c.call !== void 0 && c.symbol === symbol && c.call.value === call.value && c.call.position.line === call.position.line && c.binary !== index && c.pc !== void 0
    );
    if (known === void 0) tie.draft.calls.push(draftCall);
    else known.alsoIn.push({ binary: index, pc });
  }
}
function positionKey(compile, compiled, call) {
  return posKey(call.position.file < 0 ? compiled.file : compile.dumpFileId(call.position.file), call.position.line, call.position.column);
}
function nameOwner(drafts, draft, symbol, joined) {
  if (draft.function !== void 0 && draft.package !== void 0) return;
  const owner2 = splitSymbol(symbol);
  draft.package ??= owner2.package === "main" ? joined.package : owner2.package;
  drafts.setFunction(draft, draft.package, owner2.name);
}
function inlineChain(frames, call) {
  const chain = [];
  for (let i = frames.length - 1; i >= 1; i--) {
    const { file, line } = frames[i];
    chain.push(
      i === frames.length - 1 && call.position.line === line && call.position.column > 0 ? { file, line, column: call.position.column } : { file, line }
    );
  }
  return chain;
}
function withColumns(chain, logged) {
  return chain.map((position) => {
    if (position.column !== void 0) return position;
    for (const positions of logged) {
      const same = positions.find((p) => p.line === position.line && p.file === position.file);
      if (same?.column !== void 0) return { ...position, column: same.column };
    }
    return position;
  });
}
function tieWithoutText(input, joined, index, twin, symbol, drafts, files, count2) {
  const { binary, calls } = joined;
  for (let k = twin.firstCall; k < twin.endCall; k++) {
    const pc = calls.pc[k];
    const entry = findAllocationEntry(binary.functionName(calls.target[k]), input.minor);
    const frames = binary.inlineFrames(twin.functionIndex, pc);
    const inner = frames[0] === void 0 ? void 0 : { ...frames[0], function: printableName(frames[0].function) };
    if (entry === void 0 || inner === void 0 || inner.line <= 0) {
      count2.unexplained++;
      continue;
    }
    count2.tiedByRule++;
    count2.notReported++;
    const owner2 = splitSymbol(inner.function);
    const words2 = unreportedKind(entry.family, void 0);
    const draft = drafts.findOrCreate(posKey(files.id(inner.file), inner.line, 0), words2.kind, words2.expression, {
      columnKnown: false,
      unreported: true,
      package: owner2.package === "main" ? joined.package : owner2.package,
      function: owner2.name
    });
    draft.calls.push({
      compiled: void 0,
      call: void 0,
      entry,
      symbol,
      pc,
      binary: index,
      caller: twin.functionIndex,
      inlinedAt: frames.slice(1).reverse().map(({ file, line }) => ({ file, line })),
      tie: "rule",
      rule: "line-and-entry",
      said: [],
      alsoIn: []
    });
  }
}
function isTestFile(file) {
  return file.endsWith("_test.go") || file.endsWith("_testmain.go");
}
function declarationKey(compiled) {
  return `${compiled.file}:${compiled.dump.position.line}:${compiled.dump.position.column}:${compiled.symbol.slice(compiled.symbol.lastIndexOf("/") + 1)}`;
}
function tieTextOnly(files, input, compiles, drafts, reached, linked) {
  let calls = 0;
  let notReported = 0;
  for (const compile of compiles) {
    if (!input.named(compile.package)) continue;
    for (const compiled of compile.functions) {
      if (compiled.dump.calls.length === 0 || !input.includeTests && compiled.file >= 0 && isTestFile(files.name(compiled.file))) continue;
      const key = declarationKey(compiled);
      if (reached.has(key) || linked(compiled.symbol)) continue;
      reached.add(key);
      const turns = /* @__PURE__ */ new Map();
      for (const call of compiled.dump.calls) {
        const entry = findAllocationEntry(call.entry, input.minor);
        const at = positionKey(compile, compiled, call);
        const turnKey = `${at} ${entry.family}`;
        const repeat = turns.get(turnKey) ?? 0;
        turns.set(turnKey, repeat + 1);
        const tie = tieCall(drafts, { compile, call, entry, at, repeat, function: compiled.dump.name });
        if (tie.draft.function === void 0) drafts.setFunction(tie.draft, compile.package, splitSymbol(compiled.symbol).name);
        calls++;
        if (tie.draft.unreported) notReported++;
        const chain = compile.chainsAt(at)[0]?.slice(0, -1) ?? [];
        const inlinedAt = compile.inlinedAt(at) === void 0 ? [] : [compile.positionOf(at), ...chain];
        tie.draft.calls.push({
          compiled,
          call,
          entry,
          symbol: compiled.symbol,
          inlinedAt,
          tie: "text",
          said: tie.said,
          alsoIn: [],
          ...tie.rule === void 0 ? {} : { rule: tie.rule }
        });
      }
    }
  }
  return { calls, notReported };
}

// src/site/assemble.ts
var MAX_SAID = 40;
function assembleSites(input, joined) {
  const emitter = new Emitter(input.minor, input.binaries, joined.compiles);
  const lookups = /* @__PURE__ */ new Map();
  const callees = new CalleeIndex(
    joined.compiles.map((c) => c.report),
    input.everythingReported
  );
  const lookupOf = (entry) => {
    let lookup = lookups.get(entry.compile.report);
    if (lookup === void 0)
      lookups.set(entry.compile.report, lookup = reportLookup(entry.compile.report, (name) => callees.find(entry.compile.package, name)));
    return lookup;
  };
  const ordinals = /* @__PURE__ */ new Map();
  const drafts = joined.drafts.all.filter(
    (d) => d.package !== void 0 && hasEvidence(d) && (input.named(d.package) || isLinked(d, joined)) && (input.includeTests || !isTestFile(joined.files.name(fileOfKey(d.at))))
  ).sort(compareDrafts);
  const sites = [];
  for (const draft of drafts) {
    const site = assembleSite(joined, draft, emitter, lookupOf, ordinals);
    if (site !== void 0) sites.push(site);
  }
  return sites;
}
function hasEvidence(draft) {
  return draft.calls.length > 0 || draft.storage.length > 0;
}
function isLinked(draft, joined) {
  return draft.calls.some((c) => c.pc !== void 0 || c.tie !== "text" || c.inlinedAt.length > 0) || draft.storage.some((s) => s.symbol !== "" && joined.linked(s.symbol));
}
function assembleSite(joined, draft, emitter, lookupOf, ordinals) {
  const judged = [...draft.calls.map((c) => emitter.call(draft, c)), ...draft.storage.map((s) => emitter.storage(draft, s, joined.linked))];
  if (draft.calls.length === 0 && draft.own.length > 0 && draft.own.every((e) => e.ambiguous) && draft.storage.every((s) => s.storage === "registers"))
    return void 0;
  const relevant = judged.some((j) => j.linked) ? judged.filter((j) => j.linked) : judged;
  const verdict = worstPlacement(relevant.map((j) => j.fact)) ?? { placement: "unknown", frequency: "always" };
  const first2 = draft.calls[0];
  const type = judged.find((j) => j.emitted.type !== void 0 && isCall(j.emitted))?.emitted.type ?? judged.find((j) => j.emitted.type !== void 0)?.emitted.type;
  const kind = draft.unreported ? draft.kind : first2 === void 0 ? kindOfStorage(draft.kind, type) : refineKind(draft.kind, first2.entry.family, type);
  const owner2 = draft.package;
  const name = draft.function ?? "";
  const ordinalKey = [owner2, name, kind, draft.expression].join("\0");
  const ordinal = ordinals.get(ordinalKey) ?? 0;
  ordinals.set(ordinalKey, ordinal + 1);
  const speaking = speakingEntry(draft);
  const flows = speaking === void 0 ? [] : blocksOf(speaking);
  const variable = draft.kind === "moved-to-heap" ? draft.expression : draft.calls.find((c) => c.call?.variable !== void 0)?.call?.variable ?? draft.storage.find((s) => s.reference?.variable !== void 0)?.reference?.variable ?? (flows[0] === void 0 ? void 0 : firstVariable(flows[0]));
  const calls = relevant.filter((j) => isCall(j.emitted));
  const panicPath = calls.length > 0 && calls.every((j) => j.emitted.panicPath === true);
  const depths = calls.map((j) => j.emitted.loopDepth).filter((d) => d !== void 0);
  const reason2 = reasonFor(draft, speaking, flows, verdict, { kind, variable, panicPath, judged: relevant, lookupOf });
  const file = joined.files.name(fileOfKey(draft.at));
  const column = columnOfKey(draft.at);
  const base = {
    id: siteId([owner2, name, kind, draft.expression, String(ordinal)]),
    package: owner2,
    function: name,
    kind,
    expression: draft.expression,
    ...variable === void 0 ? {} : { variable },
    ...type === void 0 ? {} : { type },
    position: { file, line: lineOfKey(draft.at), ...draft.columnKnown && column > 0 ? { column } : {} },
    placement: verdict.placement,
    ...verdict.bound === void 0 ? {} : { bound: verdict.bound },
    frequency: verdict.frequency,
    reason: reason2,
    said: saidOf(draft),
    emitted: judged.map((j) => j.emitted),
    ...depths.length === 0 ? {} : { loopDepth: Math.max(...depths) },
    ...panicPath ? { panicPath } : {}
  };
  return { ...base, conflicts: findConflicts(base, draft.unreported) };
}
function speakingEntry(draft) {
  const own = draft.own.length > 0 ? draft.own : [...draft.calls.flatMap((c) => c.said), ...draft.storage.flatMap((s) => s.said)];
  return own.find((e) => e.verdict === VERDICT.moved || e.verdict === VERDICT.escapes && e.block >= 0) ?? own.find((e) => e.verdict === VERDICT.escapes) ?? own[0];
}
function blocksOf(entry) {
  return entry.block < 0 ? [] : [parseFlow(entry.compile.report, entry.block)];
}
function reasonFor(draft, speaking, flows, fact, c) {
  const sized2 = c.judged.find((j) => isCall(j.emitted))?.emitted;
  const verdict = speaking === void 0 ? "none" : speaking.verdict === VERDICT.moved ? "moved" : speaking.verdict === VERDICT.escapes ? "escapes" : "stays";
  const bytes2 = sized2?.size ?? c.judged.find((j) => j.emitted.slot?.size !== void 0)?.emitted.slot?.size;
  const dynamic = sized2 !== void 0 && sized2.size === void 0 && c.kind === "make-slice";
  const statics = draft.storage.find((s) => s.storage === "static")?.reference?.symbol;
  const staticBecause = fact.placement !== "static" ? void 0 : statics === void 0 || statics.startsWith("runtime.zerobase") ? "zero-size" : statics.startsWith("runtime.staticuint64s") ? "small-value" : "constant";
  const movedAtReturn = draft.calls.some((call) => call.entry.family === "move-slice") || c.kind === "append" && fact.placement === "conditional" && verdict === "escapes";
  const input = {
    kind: c.kind,
    expression: draft.expression,
    placement: fact.placement,
    verdict,
    flows,
    ...c.variable === void 0 ? {} : { variable: c.variable },
    ...draft.function === void 0 ? {} : { function: draft.function },
    ...fact.bound === void 0 ? {} : { bound: fact.bound },
    ...bytes2 === void 0 ? {} : { bytes: bytes2 },
    ...sized2 === void 0 ? {} : { sizeKnown: !dynamic },
    ...c.panicPath ? { panicPath: true } : {},
    ...staticBecause === void 0 ? {} : { staticBecause },
    ...movedAtReturn ? { movedAtReturn } : {}
  };
  if (speaking === void 0) return reasonOf(input);
  return reasonOf(input, { ...c.lookupOf(speaking)(flows[0]), statement: (position) => speaking.compile.statementAt(position) });
}
function saidOf(draft) {
  const seen = /* @__PURE__ */ new Set();
  const said = [];
  for (const entry of [...draft.own, ...draft.calls.flatMap((c) => c.said), ...draft.storage.flatMap((s) => s.said)]) {
    if (said.length >= MAX_SAID) break;
    const position = entry.compile.positionOf(entry.at);
    const message = messageOf2(entry);
    const key = `${formatPosition(position)} ${message} ${entry.compile.package}`;
    if (seen.has(key)) continue;
    seen.add(key);
    said.push({ message, position, ...entry.compile.package === draft.package ? {} : { package: entry.compile.package } });
  }
  return said;
}
function messageOf2(entry) {
  switch (entry.verdict) {
    case VERDICT.moved:
      return `moved to heap: ${entry.printed}`;
    case VERDICT.escapes:
      return `${entry.printed} escapes to heap`;
    default:
      return `${entry.printed} does not escape`;
  }
}

// src/site/leaking-parameters.ts
function findLeakingParameters(joined, sites) {
  const bySpelling = sitesByCallee(sites, joined);
  const found2 = [];
  const seen = /* @__PURE__ */ new Set();
  for (const compile of joined.compiles) {
    const owners = declarations(compile);
    const { leaks, texts } = compile.report;
    for (let row = 0; row < leaks.length; row++) {
      const kind = leaks.kind.at(row);
      if (kind !== LEAK.heap && kind !== LEAK.content) continue;
      const at = posKey(compile.fileId(leaks.file.at(row)), leaks.line.at(row), leaks.column.at(row));
      const parameter = texts.text(leaks.parameter.at(row));
      const name = owners(at);
      if (name === void 0 || seen.has(`${at} ${parameter}`)) continue;
      seen.add(`${at} ${parameter}`);
      const owner2 = joined.paths.of(fileOfKey(at)) ?? compile.package;
      const ids = [...new Set(spellings(owner2, name).flatMap((s) => [...bySpelling.get(s) ?? [], ...bySpelling.get(`${s} ${parameter}`) ?? []]))];
      found2.push({
        package: owner2,
        function: name,
        parameter,
        to: kind === LEAK.content ? "content of it to the heap" : "the heap",
        position: compile.positionOf(at),
        sites: ids
      });
    }
  }
  return found2;
}
function declarations(compile) {
  const { functions, texts } = compile.report;
  const byLine = /* @__PURE__ */ new Map();
  for (let row = 0; row < functions.length; row++) {
    const key = lineKey(compile.fileId(functions.file.at(row)), functions.line.at(row));
    const list = byLine.get(key) ?? [];
    byLine.set(key, list);
    list.push({ column: functions.column.at(row), name: printableName(texts.text(functions.name.at(row))) });
  }
  return (at) => {
    const column = at % 4096;
    for (let line = lineOfKey(at); line > Math.max(0, lineOfKey(at) - 40); line--) {
      const here = byLine.get(lineKey(fileOfKey(at), line));
      if (here === void 0) continue;
      const before = here.filter((d) => line < lineOfKey(at) || d.column <= column || /\)\./.test(d.name));
      return (before.sort((a2, b) => b.column - a2.column)[0] ?? here[0])?.name;
    }
    return void 0;
  };
}
function sitesByCallee(sites, joined) {
  const map = /* @__PURE__ */ new Map();
  const inlined = /* @__PURE__ */ new Map();
  for (const compile of joined.compiles) {
    for (const [at, callees] of compile.inlinedPositions()) inlined.set(formatPosition(compile.positionOf(at)), callees);
  }
  for (const site of sites) {
    if (site.placement !== "heap" && site.placement !== "conditional") continue;
    for (const step of site.reason?.steps ?? []) {
      if (step.why === "assign-pair" || step.why === "assign") {
        const destination = /^(?:[\w.]+\.)?([\p{L}_][\p{L}\p{N}_]*) (?:←|=) /u.exec(step.flow)?.[1];
        const callees = destination === void 0 ? void 0 : inlined.get(formatPosition(resolvePosition(step.position, site)));
        for (const callee2 of callees ?? []) add(map, `${printableName(callee2)} ${destination}`, site.id);
        continue;
      }
      if (step.why !== "call parameter") continue;
      const callee = /^([^\s(]+(?:\([^()]*\))?[^\s(]*)\(/.exec(step.from)?.[1];
      if (callee === void 0) continue;
      add(map, callee, site.id);
    }
  }
  return map;
}
function add(map, key, id) {
  const list = map.get(key) ?? [];
  map.set(key, list);
  list.push(id);
}
function resolvePosition(position, site) {
  const base = position.file.slice(position.file.lastIndexOf("/") + 1);
  return site.position.file.endsWith(`/${base}`) ? { ...position, file: site.position.file } : position;
}
function spellings(importPath, name) {
  const base = importPath.slice(importPath.lastIndexOf("/") + 1);
  const method = /^\(?\*?([^()]+?)\)?\.([^.]+)$/.exec(name);
  return method === null ? [name, `${base}.${name}`] : [name, `${base}.${name}`, `(*${method[1]}).${method[2]}`, `${method[1]}.${method[2]}`];
}

// src/jobs/analyse.ts
function openBinaries(built, toolchain, gaps, progress) {
  const found2 = [];
  for (const one of built) {
    progress(`reading ${one.package}`);
    try {
      const binary = GoBinary.open(readFileSync3(one.path), one.path);
      const isTarget = new Uint8Array(binary.functions.count);
      for (let i = 0; i < isTarget.length; i++) {
        const name = binary.functionName(i);
        if (findAllocationEntry(name, toolchain.release.minor) !== void 0) isTarget[i] = 1;
      }
      const calls = findCalls(binary, isTarget);
      gaps.push(...binary.gaps);
      found2.push({ binary, calls, ...nameOf(one, binary) });
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      gaps.push({ code: "binary-not-read", affects: one.package, message: unreadable(one.package, toolchain, error) });
    }
  }
  return found2;
}
function nameOf(built, binary) {
  if (built.package !== "") return { package: built.package, test: built.test };
  const name = binary.mainPackage ?? built.path.replace(/^.*\//, "");
  return { package: name.replace(/\.test$/, ""), test: name.endsWith(".test") };
}
var READ_ARCHITECTURES = ["amd64", "arm64", "386", "arm"];
function unreadable(name, { goos, goarch }, error) {
  if (!READ_ARCHITECTURES.includes(goarch)) {
    return `Binaries for ${goos}/${goarch} are not read (those for ${READ_ARCHITECTURES.join(", ")} are): ${name} is explained from the compiler's text alone, unchecked against machine code.`;
  }
  return `The binary of ${name} could not be read, so it is explained from the compiler's text alone: ${error.message}`;
}
function analyse(request, toolchain, packages, everything, builder, binaries, unloaded, rename = (file) => file) {
  const names = new Set(packages.map((p) => p.ImportPath));
  const logs = builder.readLogs();
  const input = {
    ...logs === void 0 ? {} : { logs },
    minor: toolchain.release.minor,
    cwd: request.cwd,
    rename,
    texts: builder.build.texts,
    binaries,
    roots: {
      directories: new Map(everything.filter((p) => p.Dir !== void 0).map((p) => [rename(p.Dir), p.ImportPath])),
      modules: new Map(everything.filter((p) => p.Module?.Dir !== void 0).map((p) => [rename(p.Module.Dir), p.Module.Path])),
      goroot: toolchain.goroot,
      moduleCache: toolchain.moduleCache
    },
    mains: new Set(packages.filter((p) => p.Name === "main").map((p) => p.ImportPath)),
    selected: selector(request, names),
    includeTests: request.tests === "all",
    everythingReported: request.build.deps && builder.build.failures.length === 0,
    named: selector({ ...request, build: { ...request.build, deps: false } }, names)
  };
  const joined = join8(input);
  const sites = assembleSites(input, joined);
  const gaps = [...toolchain.gaps, ...builder.build.gaps, ...joined.gaps];
  for (const f of unloaded) gaps.push({ code: "package-not-loaded", affects: f.package, message: f.text });
  gaps.push(...onlyTests(request, packages));
  for (const f of builder.build.failures) {
    gaps.push({
      code: "package-not-compiled",
      affects: f.package || request.patterns.join(" "),
      message: `${f.test === true ? "Its tests did not compile; what only they would link is explained from the text alone." : "It did not compile; nothing is known about it."} ${f.text.split("\n")[0] ?? ""}`.trim()
    });
  }
  let leaks;
  return {
    schema: "allocpath.analysis/1",
    target: { goVersion: toolchain.goVersion, goos: toolchain.goos, goarch: toolchain.goarch, flags: builder.flags, packages: [...names] },
    gaps,
    completeness: completenessOf(joined, sites.length),
    binaries: binaryFacts(input, joined),
    sites,
    // Most views do not show them.
    get leakingParameters() {
      return leaks ??= findLeakingParameters(joined, sites);
    },
    unparsed: joined.compiles.flatMap((c) => c.report.unparsed.map((line) => ({ package: c.header, text: line.text })))
  };
}
function onlyTests(request, packages) {
  if (request.tests === "all") return [];
  return packages.filter((p) => (p.GoFiles?.length ?? 0) + (p.CgoFiles?.length ?? 0) === 0).map((p) => ({ code: "only-tests", affects: p.ImportPath, message: `${p.ImportPath} has only tests; --test explains them.` }));
}
function selector(request, names) {
  if (request.build.deps) return () => true;
  if (request.tests !== "all") return (importPath) => names.has(importPath);
  return (importPath) => names.has(importPath) || names.has(importPath.replace(/(?:_test|\.test)$/, ""));
}
function binaryFacts(input, joined) {
  return input.binaries.map((b, i) => {
    const { allocationCalls, tiedExactly, tiedByRule, unexplained } = joined.counts[i];
    return { package: b.package, test: b.test, allocationCalls, tiedExactly, tiedByRule, unexplained };
  });
}
function completenessOf(joined, sites) {
  const sum = (pick) => joined.counts.reduce((total, c) => total + pick(c), 0);
  return {
    allocationCalls: sum((c) => c.allocationCalls),
    tiedExactly: sum((c) => c.tiedExactly),
    tiedByRule: sum((c) => c.tiedByRule),
    notReportedByCompiler: sum((c) => c.notReported),
    unexplained: sum((c) => c.unexplained),
    textOnlyCalls: joined.textOnlyCalls,
    reportLines: joined.compiles.reduce((n, c) => n + c.report.reportLines, 0),
    unparsedReportLines: joined.compiles.reduce((n, c) => n + c.report.unparsedCount, 0),
    sites
  };
}

// src/jobs/record.ts
var CHANGED = ["GOROOT", "GOTOOLCHAIN", "GODEBUG", "GOTMPDIR"];
async function record(request) {
  const progress = request.progress ?? (() => {
  });
  const command = commandOf(request);
  const cwd = command.directory === void 0 ? request.cwd : resolve2(request.cwd, command.directory);
  progress("asking the go command");
  const env = {};
  if (request.go !== void 0) env["GOTOOLCHAIN"] = request.go;
  if (request.goarch !== void 0) env["GOARCH"] = request.goarch;
  const signal = request.signal === void 0 ? {} : { signal: request.signal };
  const toolchain = await readToolchain({ cwd, env, ...signal });
  progress("preparing the runtime");
  const goroot = patchedGoroot(toolchain);
  const settings = { GOROOT: goroot.path, GOTOOLCHAIN: "local", ...request.goarch === void 0 ? {} : { GOARCH: request.goarch } };
  const prepared = {
    request: { ...request, cwd },
    command,
    build: { ...command.build, deps: request.deps },
    toolchain,
    goroot,
    context: { cwd, env: settings, go: goroot.go, ...signal },
    directory: request.directory,
    progress
  };
  try {
    makeRecordDirectory(request.directory);
    return await recordIn(prepared);
  } finally {
    goroot.dispose();
  }
}
function commandOf(request) {
  if (!("package" in request.command)) return parseGoArguments(request.command);
  const { package: name, args, build } = request.command;
  return { command: "run", build, patterns: [name], flags: [], rest: args, counted: false };
}
async function recordIn(prepared) {
  const { command, build, toolchain, context, progress, request, goroot } = prepared;
  const patterns = command.patterns.length === 0 ? ["."] : command.patterns;
  const listed = await listPackages(patterns, selectionFlags(build), false, context);
  const { loadable: packages, failures: unloaded } = splitLoadable(listed);
  const own = { ...toolchain, goroot: goroot.path };
  const builder = new Builder(
    own,
    { ...build, extra: command.command === "run" ? command.flags : [] },
    patterns,
    context,
    (state) => progress(`compiling: ${state.packages} packages reported, ${(state.bytes / 1e6).toFixed(0)} MB of compiler text`)
  );
  try {
    const allPackages = listPackages(patterns, selectionFlags(build), true, context).catch((error) => {
      if (request.signal?.aborted === true) throw error;
      return packages;
    });
    const end = command.command === "test" ? await runTests(prepared, builder) : await runMain(prepared, builder, packages);
    request.ended?.();
    progress("reading what was recorded");
    const gaps = [];
    const records = readRecords(prepared.directory, decodeProcessRecord, gaps);
    if (records.length === 0 && builder.build.failures.length === 0) throw nothingRecorded(prepared, end);
    requireSomething(builder.build, cacheRoot());
    const read = openPrograms(prepared, builder, records, own);
    progress("joining");
    const blocked = await blockedPackages(builder.build.failures, packages, selectionFlags(build), context);
    const rename = renamer(goroot);
    const explained = analyse(
      { cwd: request.cwd, patterns, build, tests: command.command === "test" ? "all" : "none" },
      { ...toolchain },
      packages,
      await allPackages,
      builder,
      read.binaries,
      [...unloaded, ...blocked],
      rename
    );
    const programs = read.binaries.map((b) => new RecordedProgram(b.binary, rename));
    const processes = records.map((one) => {
      const binary = read.indexOf.get(one.header.program);
      const events = recordEvents(recordOnDemand(one.name), one);
      return {
        record: one,
        ...events === void 0 ? {} : { events },
        ...binary === void 0 ? {} : { binary, program: programs[binary] },
        ...one.header.pid === end.pid && end.signal !== void 0 ? { signal: end.signal } : {}
      };
    });
    const recorded = addRecording(explained, processes, toolchain.release.minor, gaps);
    const failures = [...unloaded, ...builder.build.failures];
    const hint = failureHint(failures, cacheRoot());
    return { ...recorded, failures, end, toolchain, processes, ...hint === void 0 ? {} : { hint } };
  } finally {
    builder.dispose();
  }
}
function renamer({ path, original }) {
  const prefix = `${path}/`;
  return (file) => file.startsWith(prefix) ? `${original}/${file.slice(prefix.length)}` : file;
}
async function runTests({ command, context, directory, request, progress }, builder) {
  const exec = writeTestWrapper(directory, recordEnvironment(directory, request.settings), CHANGED, command.exec ?? request.exec);
  const godebug = process.env["GODEBUG"];
  const env = { ...context.env, GODEBUG: [...godebug === void 0 || godebug === "" ? [] : [godebug], "gotestjsonbuildtext=1"].join(",") };
  const before = [...command.flags, `-exec=${exec}`, ...command.counted ? [] : ["-count=1"]];
  const patterns = command.patterns.length === 0 ? [] : command.patterns;
  request.running?.(directory);
  progress("testing");
  const stream = request.stdout === 1 ? process.stdout : process.stderr;
  const result = await builder.runTests(before, patterns, command.rest, { ...context, env }, (chunk) => {
    if (request.take === void 0) stream.write(Buffer.from(chunk));
    else request.take(Buffer.from(chunk), "stdout");
  });
  return { pid: 0, code: result.code, signal: result.signal };
}
async function runMain({ command, directory, request, progress }, builder, packages) {
  await builder.packages(packages);
  requireSomething(builder.build, cacheRoot());
  const [program, ...others] = builder.build.binaries;
  if (program === void 0 || others.length > 0) {
    if (builder.build.failures.length > 0) return { pid: 0, code: 3, signal: void 0 };
    const names = packages.map((p) => p.ImportPath).join(", ");
    throw new UserError(
      "no-main",
      program === void 0 ? `${names} is no command: its package is not main.` : `${names} are several commands; one can be run.`,
      program === void 0 ? "Name a package main, or run its tests: allocpath run -- go test." : "Name one of them."
    );
  }
  request.running?.(directory);
  progress("running");
  const wrapped = [...split(command.exec ?? request.exec), program.path, ...command.rest];
  return await runProgram(wrapped, {
    cwd: request.cwd,
    env: { ...process.env, ...recordEnvironment(directory, request.settings) },
    stdout: request.stdout,
    ...request.take === void 0 ? {} : { take: request.take }
  });
}
function split(exec) {
  return [...(exec ?? "").matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map((m) => m[1] ?? m[2] ?? m[3]);
}
function nothingRecorded({ command, directory }, end) {
  if (command.command === "test") {
    return new UserError("nothing-recorded", "No test ran, so nothing was recorded.", end.code === 0 ? "Do the packages have tests, and does -run match some?" : void 0, end.code === 0 ? 2 : end.code ?? 1);
  }
  const how = end.signal === void 0 ? `ended with exit code ${end.code}` : `was ended by ${end.signal}`;
  return new UserError(
    "nothing-recorded",
    `The program ${how} and left no record in ${directory}.`,
    "Is that directory on a full or read-only file system, or is the limit of file sizes (ulimit -f) below 8 MB? TMPDIR or --out choose another.",
    end.code === 0 ? 2 : end.code ?? 1
  );
}
function openPrograms(prepared, builder, records, toolchain) {
  const built = new Map(builder.build.binaries.map((b) => [keptName(b.path) ?? b.path, b]));
  for (const { header } of records) {
    if (header.program === "" || built.has(header.program)) continue;
    const path = join9(prepared.directory, header.program);
    if (existsSync5(path)) built.set(header.program, { path, package: "", test: false });
  }
  const indexOf = /* @__PURE__ */ new Map();
  const binaries = [];
  for (const [name, one] of built) {
    const [opened] = openBinaries([one], toolchain, builder.build.gaps, prepared.progress);
    if (opened === void 0) continue;
    indexOf.set(name, binaries.push(opened) - 1);
  }
  return { binaries, indexOf };
}

// ../../tmp/tryrun.ts
var t = Date.now();
var r = await record({ cwd: process.cwd(), command: process.argv.slice(3), deps: process.argv[2] === "deps", settings: { ...DEFAULT_SETTINGS, events: !!process.env.EV, frees: !!process.env.EV }, directory: "/tmp/rr" + process.pid, stdout: 2, progress: (m) => console.error(`[${Date.now() - t}] ${m}`) });
var a = r.analysis;
console.log(r.end, a.runs, a.recorded, a.completeness, a.gaps, r.failures);
for (const s of a.sites.filter((s2) => s2.happened?.lifetimes).slice(0, 12)) console.log(s.position.line, s.function, { ...s.happened, stacks: 0, timeline: JSON.stringify(s.happened.timeline) });
for (const s of a.sites.filter((s2) => s2.happened).sort((x, y) => y.happened.bytes - x.happened.bytes).slice(0, 12)) console.log(s.happened.bytes, s.happened.allocations, s.placement, s.package, s.function, s.position.file.split("/").at(-1) + ":" + s.position.line, s.kind, s.expression.slice(0, 40), s.emitted[0]?.tie, s.happened.stacks.length, s.conflicts.map((c) => c.message).join("; "));
console.log(Date.now() - t);

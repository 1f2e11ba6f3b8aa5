// The offsets of a process record, as src/drive/agent/layout.go states them. test/recording/layout.test.ts holds the two against each other.

export const RECORD_VERSION = 1;
/** "alopach1", little endian. */
export const RECORD_MAGIC: readonly [low: number, high: number] = [0x706f6c61, 0x31686361];

/** Words of the header. */
export const WORD = {
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
  LostPs: 33,
  LostAllocations: 34,
  LostBytes: 35,
  LostSlots: 36,
} as const;

export const OFFSET = { Version: 0x400, Exe: 0x800, Binary: 0x1800, Command: 0x2000, Modules: 0x8000, Chunks: 0x10000 } as const;
export const HEADER_SIZE: number = 1 << 20;
export const COMMAND_SIZE = 0x5800;
export const MODULE_SIZE = 128;
export const MAX_MODULES = 256;
export const MAX_CHUNKS: number = (HEADER_SIZE - OFFSET.Chunks) / 32;
export const MOST_NODES: number = 1 << 24;
export const MOST_STACKS: number = 1 << 22;

/** Frames of a stack at most, whatever depth was asked for (src/drive/agent/state.go). */
export const MAX_DEPTH = 512;
/** Bytes of a chunk of events, and of one of types (src/drive/agent/chunks.go). */
export const EVENT_CHUNK: number = 1 << 20;
export const TYPE_CHUNK: number = 1 << 16;

export const KIND = { Table: 1, Events: 2, Types: 3 } as const;
export const MODE = { Events: 1, Frees: 2, Full: 4, Sample: 8 } as const;
export const TROUBLE = { None: 0, Space: 1, Limit: 2 } as const;

export const NODE_SIZE = 16;
export const STACK_SIZE = 32;
export const ENTRY_SIZE = 32;
export const EVENT_SIZE = 16;
export const CUT_NODE = 1;
export const TAG = { Free: 0xfffffffe, G: 0xfffffffd, Big: 0xfffffffc, Clock: 0xfffffffb, First: 0xfffffff0 } as const;

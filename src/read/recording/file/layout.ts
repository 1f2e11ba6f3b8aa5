// The file that keeps a recording, run.allocpath. docs/recording-format.md states it; the numbers of both are here.
import type { Inflate } from '../../dwarf/sections.ts';
import type { DataShape } from '../../../base/cursor.ts';

/** First bytes of every recording, in every version. */
export const MAGIC = 'ALLOCPATH RECORDING\n';
/** The version that is written; older ones are upgraded while they are read (upgrade.ts). */
export const FORMAT_VERSION = 1;
/** Magic and version. */
export const START_SIZE: number = MAGIC.length + 4;

/** {tag 4 bytes, flags u32, raw length u64, stored length u64, CRC-32 u32 of these 24 bytes and of what is stored}. */
export const SECTION_HEADER = 28;
/** Flag of a section: its contents are a zlib stream. */
export const DEFLATED = 1;

/** What a section holds. Those with other tags are passed over. */
export const SECTION = {
  Meta: 'META',
  Analysis: 'ANLY',
  Profile: 'PROF',
  Strings: 'STRS',
  Block: 'BLCK',
  Events: 'EVNT',
  Room: 'ROOM',
  End: 'END ',
} as const;

/** Larger than any section that is written. */
export const MAX_RAW: number = 1 << 28;
/** Bytes of an analysis in one section, and of strings. */
export const PIECE: number = 1 << 24;
/** Rows of a table in one section. */
export const TABLE_ROWS: number = 1 << 20;
/** Rows of a table: a recorder makes half as many nodes. */
export const MOST_ROWS: number = 1 << 25;
/** Rows of one block of events: as many as a chunk of a process record holds. */
export const EVENT_ROWS: number = 1 << 16;
/** What an event counts as in memory: it takes 40 bytes, but few blocks are there at a time, and time is bounded by this, too. */
export const EVENT_BYTES = 16;
/** Bytes in memory of a string and its length, beside the text. */
export const STRING_BYTES = 36;
/** Bytes in memory that a byte of JSON becomes, roughly. */
export const JSON_WEIGHT = 4;
/** Frames of a stack, calls that were inlined counted: a recorder takes 512 return addresses. */
export const MAX_STACK_FRAMES: number = 1 << 14;

/** How numbers stand in the file. */
export const SHAPE: DataShape = { littleEndian: true, pointerSize: 8 };

/** CRC-32 as of zlib; `before` is that of the bytes in front. */
export type Crc32 = (bytes: Uint8Array, before?: number) => number;

/** What decoding takes from outside: readers of bytes use nothing of Node. */
export interface Unpacker {
  readonly inflate: Inflate;
  readonly crc32: Crc32;
}

/** What encoding takes. */
export interface Packer {
  /** A zlib stream of the bytes. */
  readonly deflate: (bytes: Uint8Array) => Uint8Array;
  readonly crc32: Crc32;
}

// Universal ("fat") Mach-O files: several files for one processor each, behind a big-endian list.
// Specification: mach-o/fat.h of Apple's cctools; Go's counterpart is src/debug/macho/fat.go. lipo makes them, the Go linker does not.
import { Cursor } from '../../base/cursor.ts';
import { cpuName } from './macho.ts';

const WHERE = 'universal Mach-O';
const FAT_MAGIC = 0xcafebabe;
const FAT_MAGIC_64 = 0xcafebabf;
/** Java class files begin with the same four bytes; their next number is at least 45, the oldest version. */
const MAX_SLICES = 44;
const BIG_ENDIAN = { littleEndian: false, pointerSize: 8 };

/** The file for one processor within a universal file. */
export interface Slice {
  /** GOARCH where there is one: "amd64", "arm64", "ppc". */
  readonly architecture: string;
  readonly bytes: Uint8Array;
  readonly fileOffset: number;
}

/** Whether the bytes begin like a universal file. */
export function isUniversal(bytes: Uint8Array): boolean {
  const count = bytes[4]! * 0x1000000 + bytes[5]! * 0x10000 + bytes[6]! * 0x100 + bytes[7]!;
  return bytes[0] === 0xca && bytes[1] === 0xfe && bytes[2] === 0xba && (bytes[3] === 0xbe || bytes[3] === 0xbf) && count <= MAX_SLICES;
}

/** The files within, in order; FormatError when one does not lie within the whole. */
export function decodeSlices(bytes: Uint8Array): Slice[] {
  const cursor = new Cursor(bytes, BIG_ENDIAN, WHERE);
  const magic = cursor.u32();
  if (magic !== FAT_MAGIC && magic !== FAT_MAGIC_64) throw cursor.error('a universal file', 0);
  const wide = magic === FAT_MAGIC_64;
  const count = cursor.u32();
  if (count === 0 || count > MAX_SLICES) throw cursor.error(`1 to ${MAX_SLICES} files, found ${count}`, 4);
  const slices: Slice[] = [];
  for (let i = 0; i < count; i++) {
    const at = cursor.offset;
    const cpu = cursor.u32();
    const offset = wide ? cursor.skip(4).u64() : cursor.skip(4).u32();
    const size = wide ? cursor.u64() : cursor.u32();
    cursor.skip(wide ? 8 : 4);
    if (offset > bytes.length || size > bytes.length - offset) throw cursor.error('a file within the universal file (truncated?)', at);
    slices.push({ architecture: cpuName(cpu), bytes: bytes.subarray(offset, offset + size), fileOffset: offset });
  }
  return slices;
}

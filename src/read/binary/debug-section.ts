// DWARF sections compressed the GNU way: .zdebug_x (ELF until go1.18, PE) and __zdebug_x (Mach-O) hold "ZLIB", the size once
// decompressed as 8 bytes big endian, and a zlib stream. Go source: src/cmd/link/internal/ld/dwarf.go: dwarfcompress,
// src/cmd/link/internal/ld/data.go: compressSyms, go1.18–go1.27; read by src/debug/{elf,macho,pe}/file.go: DWARF.
import { Cursor } from '../../base/cursor.ts';
import type { DebugSection } from './image.ts';

const HEADER = 12;
const BIG_ENDIAN = { littleEndian: false, pointerSize: 8 };

/** Takes the header off a .zdebug_ section; FormatError when it has none. */
export function gnuCompressed(held: Uint8Array, name: string, fileOffset: number): DebugSection {
  const cursor = new Cursor(held, BIG_ENDIAN, name, fileOffset);
  if (cursor.u32() !== 0x5a4c4942) throw cursor.error('the mark "ZLIB"', 0);
  const size = cursor.u64();
  return { bytes: held.subarray(HEADER), fileOffset: fileOffset + HEADER, compression: 'zlib', size };
}

/** A section that is not compressed. */
export function plainSection(held: Uint8Array, fileOffset: number): DebugSection {
  return { bytes: held, fileOffset, compression: 'none', size: held.length };
}

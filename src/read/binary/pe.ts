// PE executables (Windows) for amd64, arm64, 386 and arm, as the Go linker and mingw write them: PE32+ and PE32.
// Specification: Microsoft "PE Format"; Go's counterparts are src/debug/pe/file.go (reader) and src/cmd/link/internal/ld/pe.go
// (writer, go1.18–go1.27). Addresses are those at the preferred base: .reloc only lists what moves when another base is taken.
import { Cursor } from '../../base/cursor.ts';
import { FormatError } from '../../base/errors.ts';
import { gnuCompressed, plainSection } from './debug-section.ts';
import type { Architecture, DebugSection, Segment } from './image.ts';
import { Image } from './image.ts';

const WHERE = 'PE';
const NEW_HEADER = 0x3c;
const SIGNATURE = 0x4550;
/** Machine: the processor with the pointer size that its optional header must state. */
const MACHINES: Readonly<Record<number, readonly [Architecture, number]>> = {
  0x8664: ['amd64', 8],
  0xaa64: ['arm64', 8],
  0x14c: ['386', 4],
  0x1c4: ['arm', 4],
};
const PE32 = 0x10b;
const PE32_PLUS = 0x20b;
const FILE_RELOCS_STRIPPED = 0x0001;
const FILE_EXECUTABLE = 0x0002;
const DLL_DYNAMIC_BASE = 0x0040;
const SCN_UNINITIALIZED = 0x00000080;
const SCN_DISCARDABLE = 0x02000000;
const SCN_EXECUTE = 0x20000000;
const SCN_WRITE = 0x80000000;
const FILE_HEADER = 20;
const SECTION = 40;
const SYMBOL = 18;
/** The most that Windows loads. */
const MAX_SECTIONS = 96;

/** Whether the bytes begin like a PE file. */
export function isPe(bytes: Uint8Array): boolean {
  return bytes[0] === 0x4d && bytes[1] === 0x5a;
}

interface RawSection {
  /** Where its header lies in the file. */
  readonly at: number;
  readonly name: string;
  readonly address: number;
  /** Bytes in memory. */
  readonly size: number;
  readonly offset: number;
  /** Bytes in the file. */
  readonly fileSize: number;
  readonly flags: number;
}

/** Decodes a PE file. FormatError when it is no executable, for another processor, truncated or forged. */
export function decodePe(bytes: Uint8Array): Image {
  const header = new Cursor(bytes, { littleEndian: true, pointerSize: 8 }, WHERE);
  if (!isPe(bytes)) throw header.error('a PE file');
  const start = header.seek(NEW_HEADER).u32();
  if (header.seek(start).u32() !== SIGNATURE) throw header.error('the mark "PE\\0\\0" (a DOS program?)', start);
  const machine = header.u16();
  const [architecture, pointerSize] = MACHINES[machine] ?? [];
  if (architecture === undefined || pointerSize === undefined) {
    throw header.error(`a machine amd64, arm64, 386 or arm, found 0x${machine.toString(16)}`, start + 4);
  }
  const count = header.u16();
  const symbolOffset = header.skip(4).u32();
  const symbolCount = header.u32();
  const optionalSize = header.u16();
  const flags = header.u16();
  if ((flags & FILE_EXECUTABLE) === 0) throw header.error('an executable, found an object file', start + 22);
  const optional = start + 4 + FILE_HEADER;
  const magic = header.u16();
  if (magic !== (pointerSize === 8 ? PE32_PLUS : PE32))
    throw header.error(`an optional header for ${pointerSize * 8} bits, found 0x${magic.toString(16)}`, optional);
  const base = pointerSize === 8 ? header.seek(optional + 24).u64() : header.seek(optional + 28).u32();
  const dllFlags = header.seek(optional + 70).u16();

  const strings = stringTable(header, symbolOffset, symbolCount, start + 12);
  const sections = readSections(header.seek(optional).skip(optionalSize), count, base, strings);
  const shape = { littleEndian: true, pointerSize };
  return new Image({
    format: 'pe',
    architecture,
    shape,
    positionIndependent: (dllFlags & DLL_DYNAMIC_BASE) !== 0 && (flags & FILE_RELOCS_STRIPPED) === 0,
    segments: readSegments(bytes, sections),
    sections,
    findSymbol: symbolCount === 0 || strings === undefined ? undefined : (name) => findSymbol(header, symbolOffset, symbolCount, strings, sections, name),
    findDebugSection: (name) => findDebugSection(bytes, sections, name),
  });
}

/** Long names of sections and symbols: its size, itself included, and NUL-terminated strings. It follows the symbols. */
function stringTable(file: Cursor, symbolOffset: number, symbolCount: number, from: number): Cursor | undefined {
  if (symbolOffset === 0) return undefined;
  const start = symbolOffset + symbolCount * SYMBOL;
  if (start + 4 > file.bytes.length)
    throw file.error(`${symbolCount} symbols at offset 0x${symbolOffset.toString(16)} and their names within the file (truncated?)`, from);
  const size = file.seek(start).u32();
  if (size > file.bytes.length - start) throw file.error('a string table within the file (truncated?)', start);
  return new Cursor(file.bytes.subarray(start, start + size), file.shape, 'string table', start);
}

function readSections(file: Cursor, count: number, base: number, strings: Cursor | undefined): RawSection[] {
  if (count > MAX_SECTIONS) throw file.error(`at most ${MAX_SECTIONS} sections, found ${count}`);
  file.need(count * SECTION, 'the section headers (truncated?)');
  const sections: RawSection[] = [];
  for (let i = 0; i < count; i++) {
    const at = file.offset;
    const name = sectionName(file.take(8), strings);
    const virtualSize = file.u32();
    const address = base + file.u32();
    const fileSize = file.u32();
    const offset = file.u32();
    const flags = file.skip(12).u32();
    // Object-like files state no size in memory: Windows then takes that in the file.
    sections.push({ at, name, address, size: virtualSize === 0 ? fileSize : virtualSize, offset, fileSize, flags });
  }
  return sections;
}

/** Eight bytes, or "/123": the offset of a longer name in the string table. */
function sectionName(bytes: Uint8Array, strings: Cursor | undefined): string {
  const end = bytes.indexOf(0);
  const name = String.fromCharCode(...bytes.subarray(0, end < 0 ? bytes.length : end));
  return strings !== undefined && /^\/\d+$/.test(name) ? strings.cstring(Number(name.slice(1)), 1024) : name;
}

function readSegments(bytes: Uint8Array, sections: readonly RawSection[]): Segment[] {
  const segments: Segment[] = [];
  for (const { at, address, size, offset, fileSize, flags } of sections) {
    // DWARF and .reloc are discarded once the file is loaded; nothing that runs looks at them.
    if (size === 0 || (flags & SCN_DISCARDABLE) !== 0) continue;
    const held = (flags & SCN_UNINITIALIZED) === 0 ? fileSize : 0;
    if (offset > bytes.length || held > bytes.length - offset) {
      if (held > 0)
        throw new FormatError(WHERE, `a section of 0x${held.toString(16)} bytes at offset 0x${offset.toString(16)} within the file (truncated?)`, at);
    }
    const part = held === 0 ? bytes.subarray(0, 0) : bytes.subarray(offset, offset + Math.min(held, size));
    segments.push({ address, size, bytes: part, fileOffset: offset, writable: (flags & SCN_WRITE) !== 0, executable: (flags & SCN_EXECUTE) !== 0 });
  }
  const mapped = segments.reduce((sum, one) => sum + one.bytes.length, 0);
  if (mapped > 2 * bytes.length) throw new FormatError(WHERE, 'sections that do not map the file several times', sections[0]!.at);
  if (mapped === 0) throw new FormatError(WHERE, 'at least one section that is loaded', sections[0]?.at);
  return segments;
}

/** Names of at most eight bytes are in place, longer ones in the string table. cgo on 386 puts an underscore in front (ld/pe.go). */
function findSymbol(file: Cursor, start: number, count: number, strings: Cursor, sections: readonly RawSection[], name: string): number | undefined {
  const { view, bytes } = file;
  const wanted = new TextEncoder().encode(`${name}\0`);
  const underscored = new TextEncoder().encode(`_${name}\0`);
  for (let i = 0; i < count;) {
    const at = start + i * SYMBOL;
    // Auxiliary records follow.
    i += 1 + bytes[at + 17]!;
    const long = view.getUint32(at, true) === 0;
    const place = long ? view.getUint32(at + 4, true) : at;
    const held = long ? strings.bytes : bytes;
    const expected = held[place] === 0x5f ? underscored : wanted;
    // A short name of eight bytes has no end.
    if (!long && expected.length > 9) continue;
    if (!sameBytes(held, place, expected, long ? expected.length : Math.min(expected.length, 8))) continue;
    const section = sections[view.getInt16(at + 12, true) - 1];
    return section === undefined ? undefined : section.address + view.getUint32(at + 8, true);
  }
  return undefined;
}

function sameBytes(held: Uint8Array, place: number, expected: Uint8Array, size: number): boolean {
  for (let i = 0; i < size; i++) if (held[place + i] !== expected[i]) return false;
  return true;
}

function findDebugSection(bytes: Uint8Array, sections: readonly RawSection[], name: string): DebugSection | undefined {
  const section = sections.find((one) => one.name === `.debug_${name}` || one.name === `.zdebug_${name}`);
  if (section === undefined) return undefined;
  const size = Math.min(section.fileSize, section.size);
  if (section.offset > bytes.length || size > bytes.length - section.offset) {
    throw new FormatError(section.name, `0x${size.toString(16)} bytes at offset 0x${section.offset.toString(16)} within the file (truncated?)`, section.at);
  }
  const held = bytes.subarray(section.offset, section.offset + size);
  return section.name.startsWith('.z') ? gnuCompressed(held, section.name, section.offset) : plainSection(held, section.offset);
}

// ELF executables for amd64 and arm64 (64-bit, little-endian), as the Go linker, GNU ld and lld write them.
// Specification: System V gABI, "Object Files" and "Program Loading"; Go's counterpart is src/debug/elf/file.go.
// Segments (what is mapped) are authoritative; sections are a help that a file may lack.
import type { DataShape } from '../../base/cursor.ts';
import { Cursor } from '../../base/cursor.ts';
import { FormatError } from '../../base/errors.ts';
import type { Architecture, DebugSection, Section, Segment } from './image.ts';
import { Image } from './image.ts';
import { applyRelativeRelocations } from './relocations.ts';

const WHERE = 'ELF';
const EM: Readonly<Record<number, Architecture>> = { 62: 'amd64', 183: 'arm64' };
const ET_EXEC = 2;
const ET_DYN = 3;
const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const PF_X = 1;
const PF_W = 2;
const SHT_SYMTAB = 2;
const SHT_NOBITS = 8;
const SHF_ALLOC = 2;
const SHF_COMPRESSED = 0x800;
const ELFCOMPRESS_ZLIB = 1;
/** More than any linker writes; keeps scans of a forged file bounded. */
const MAX_LOADS = 64;
const SHAPE: DataShape = { littleEndian: true, pointerSize: 8 };

/** Whether the bytes begin like an ELF file. */
export function isElf(bytes: Uint8Array): boolean {
  return bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c && bytes[3] === 0x46;
}

interface RawSection {
  readonly name: string;
  readonly type: number;
  readonly flags: number;
  readonly address: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
}

/** Decodes an ELF file. */
export function decodeElf(bytes: Uint8Array): Image {
  const header = new Cursor(bytes, SHAPE, WHERE);
  header.need(64, 'the file header');
  if (!isElf(bytes)) throw header.error('an ELF file');
  if (bytes[4] !== 2 || bytes[5] !== 1) throw header.error('a 64-bit little-endian file', 4);
  const type = header.seek(16).u16();
  if (type !== ET_EXEC && type !== ET_DYN) throw header.error(`an executable, found e_type ${type}`, 16);
  const machine = header.u16();
  const architecture = EM[machine];
  if (architecture === undefined) throw header.error(`machine amd64 or arm64, found e_machine ${machine}`, 18);
  const programOffset = header.seek(32).u64();
  const sectionOffset = header.u64();
  const [programSize, programCount, sectionSize, sectionCount, nameIndex] = readCounts(header.seek(54));

  const { segments, dynamic } = readSegments(header, programOffset, programSize, programCount);
  const raw = readSections(header, sectionOffset, sectionSize, sectionCount, nameIndex);
  const sections: Section[] = raw.filter((one) => (one.flags & SHF_ALLOC) !== 0 && one.name !== '');
  const symbols = raw.find((one) => one.type === SHT_SYMTAB);
  const names = symbols === undefined ? undefined : raw[symbols.link];
  return new Image({
    format: 'elf',
    architecture,
    shape: SHAPE,
    positionIndependent: type === ET_DYN,
    segments: dynamic === undefined ? segments : applyRelativeRelocations(segments, dynamic, architecture, SHAPE),
    sections,
    findSymbol:
      symbols === undefined || names === undefined
        ? undefined
        : (name) => findSymbol(part(bytes, symbols, 'symbol table'), part(bytes, names, 'symbol names'), name),
    findDebugSection: (name) => findDebugSection(bytes, raw, name),
  });
}

function readCounts(cursor: Cursor): [number, number, number, number, number] {
  return [cursor.u16(), cursor.u16(), cursor.u16(), cursor.u16(), cursor.u16()];
}

function readSegments(file: Cursor, start: number, entrySize: number, count: number): { segments: Segment[]; dynamic: number | undefined } {
  if (count > 0 && entrySize < 56) throw file.error(`program headers of 56 bytes, found ${entrySize}`, 54);
  const segments: Segment[] = [];
  let dynamic: number | undefined;
  for (let i = 0; i < count; i++) {
    const cursor = file.seek(start + i * entrySize);
    const type = cursor.u32();
    const flags = cursor.u32();
    if (type !== PT_LOAD && type !== PT_DYNAMIC) continue;
    const offset = cursor.u64();
    const address = cursor.u64();
    const fileSize = cursor.skip(8).u64();
    const size = cursor.u64();
    if (type === PT_DYNAMIC) {
      dynamic = address;
      continue;
    }
    if (offset > file.bytes.length || fileSize > file.bytes.length - offset) {
      throw file.error(`a segment of 0x${fileSize.toString(16)} bytes within the file (truncated?)`, offset);
    }
    if (size === 0) continue;
    if (segments.length === MAX_LOADS) throw file.error(`at most ${MAX_LOADS} loaded segments`);
    const writable = (flags & PF_W) !== 0;
    const executable = (flags & PF_X) !== 0;
    const held = file.bytes.subarray(offset, offset + Math.min(fileSize, size));
    segments.push({ address, size, bytes: held, fileOffset: offset, writable, executable });
  }
  const mapped = segments.reduce((sum, one) => sum + one.bytes.length, 0);
  if (mapped > 2 * file.bytes.length) throw file.error('segments that do not map the file several times');
  if (segments.length === 0) throw new FormatError(WHERE, 'at least one loaded segment');
  return { segments, dynamic };
}

function readSections(file: Cursor, start: number, entrySize: number, count: number, nameIndex: number): RawSection[] {
  if (start === 0 || count === 0) return [];
  if (entrySize < 64) throw file.error(`section headers of 64 bytes, found ${entrySize}`, 58);
  file.seek(start).need(count * entrySize, 'the section headers (truncated?)');
  const nameSection = readSection(file, start + nameIndex * entrySize);
  const names = new Cursor(part(file.bytes, nameSection, 'section names'), SHAPE, 'section names', nameSection.offset);
  const sections: RawSection[] = [];
  for (let i = 0; i < count; i++) {
    const section = readSection(file, start + i * entrySize);
    const nameOffset = file.seek(start + i * entrySize).u32();
    sections.push({ ...section, name: section.type === 0 ? '' : names.cstring(nameOffset, 1024) });
  }
  return sections;
}

function readSection(file: Cursor, offset: number): RawSection {
  const type = file.seek(offset).skip(4).u32();
  const flags = file.u32();
  const address = file.skip(4).u64();
  return { name: '', type, flags, address, offset: file.u64(), size: file.u64(), link: file.u32() };
}

function part(bytes: Uint8Array, section: RawSection, what: string): Uint8Array {
  const { offset, size } = section;
  if (section.type === SHT_NOBITS || offset > bytes.length || size > bytes.length - offset) {
    throw new FormatError(what, `0x${size.toString(16)} bytes within the file (truncated?)`, offset);
  }
  return bytes.subarray(offset, offset + size);
}

/**
 * Go writes .zdebug_ sections ("ZLIB", size as 8 bytes big endian, stream) until go1.18 and compressed .debug_ sections with an
 * Elf64_Chdr since (cmd/link/internal/ld/dwarf.go: dwarfcompress).
 */
function findDebugSection(bytes: Uint8Array, sections: readonly RawSection[], name: string): DebugSection | undefined {
  const section = sections.find((one) => one.name === `.debug_${name}` || one.name === `.zdebug_${name}`);
  if (section === undefined) return undefined;
  const held = part(bytes, section, section.name);
  const cursor = new Cursor(held, SHAPE, section.name, section.offset);
  if (section.name.startsWith('.z')) {
    const size = new Cursor(held, { ...SHAPE, littleEndian: false }, section.name, section.offset, 4).u64();
    return { bytes: held.subarray(12), fileOffset: section.offset + 12, compression: 'zlib', size };
  }
  if ((section.flags & SHF_COMPRESSED) === 0) return { bytes: held, fileOffset: section.offset, compression: 'none', size: held.length };
  const type = cursor.u32();
  if (type !== ELFCOMPRESS_ZLIB) throw cursor.error(`zlib compression, found type ${type}`, 0);
  const size = cursor.skip(4).u64();
  return { bytes: held.subarray(24), fileOffset: section.offset + 24, compression: 'zlib', size };
}

/** Compares in place, because only two or three of many thousand names are ever wanted. */
function findSymbol(table: Uint8Array, names: Uint8Array, name: string): number | undefined {
  const wanted = new TextEncoder().encode(`${name}\0`);
  const cursor = new Cursor(table, SHAPE, 'symbol table');
  const last = wanted.length - 1;
  for (let at = 0; at + 24 <= table.length; at += 24) {
    const start = cursor.view.getUint32(at, true);
    if (names[start + last] !== 0 || names[start] !== wanted[0]) continue;
    if (wanted.every((byte, i) => names[start + i] === byte)) return cursor.seek(at + 8).u64();
  }
  return undefined;
}

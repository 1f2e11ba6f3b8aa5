// ELF executables for amd64, arm64, 386 and arm (little-endian), as the Go linker, GNU ld and lld write them.
// Specification: System V gABI, "Object Files" and "Program Loading"; Go's counterpart is src/debug/elf/file.go.
// Segments (what is mapped) are authoritative; sections are a help that a file may lack.
import type { DataShape } from '../../base/cursor.ts';
import { Cursor } from '../../base/cursor.ts';
import { FormatError } from '../../base/errors.ts';
import { gnuCompressed, plainSection } from './debug-section.ts';
import type { Architecture, DebugSection, Section, Segment } from './image.ts';
import { Image } from './image.ts';
import { applyRelocations } from './relocations.ts';

const WHERE = 'ELF';
/** e_machine of the processors with their pointer size: an x32 file for amd64 has the 32-bit class and is none of Go's. */
const EM: Readonly<Record<number, readonly [Architecture, number]>> = { 62: ['amd64', 8], 183: ['arm64', 8], 3: ['386', 4], 40: ['arm', 4] };
const ET_EXEC = 2;
const ET_DYN = 3;
const OTHER_TYPES: Readonly<Record<number, string>> = { 1: 'an object file', 4: 'a core dump' };
/** Go's other processors, for the message that they are not decoded. */
const OTHER_MACHINES: Readonly<Record<number, string>> = { 8: 'mips', 20: 'ppc', 21: 'ppc64', 22: 's390x', 243: 'riscv64', 258: 'loong64' };
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

/** What differs between the classes: sizes of the headers and entries, and where fields moved (gABI: Elf32_Ehdr, Elf64_Ehdr, …). */
interface ElfClass {
  readonly shape: DataShape;
  readonly header: number;
  /** Offset in the file header of e_phoff, followed by e_shoff. */
  readonly offsets: number;
  /** Offset in the file header of e_phentsize. */
  readonly counts: number;
  readonly program: number;
  readonly section: number;
  readonly symbol: number;
  /** Offset of st_value. */
  readonly value: number;
  /** Size of Elf32_Chdr, Elf64_Chdr. */
  readonly compression: number;
}

const ELF32: ElfClass = {
  shape: { littleEndian: true, pointerSize: 4 },
  header: 52,
  offsets: 28,
  counts: 42,
  program: 32,
  section: 40,
  symbol: 16,
  value: 4,
  compression: 12,
};
const ELF64: ElfClass = {
  shape: { littleEndian: true, pointerSize: 8 },
  header: 64,
  offsets: 32,
  counts: 54,
  program: 56,
  section: 64,
  symbol: 24,
  value: 8,
  compression: 24,
};

/** Whether the bytes begin like an ELF file. */
export function isElf(bytes: Uint8Array): boolean {
  return bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c && bytes[3] === 0x46;
}

interface RawSection {
  /** Where its header lies in the file. */
  readonly at: number;
  readonly name: string;
  readonly type: number;
  readonly flags: number;
  readonly address: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
}

/** What the file header says of the kind of file. FormatError when it is no executable or for another processor. */
export function checkElfHeader(bytes: Uint8Array): { readonly known: ElfClass; readonly type: number; readonly architecture: Architecture } {
  const known = bytes[4] === 1 ? ELF32 : ELF64;
  const header = new Cursor(bytes, known.shape, WHERE);
  if (!isElf(bytes)) throw header.error('an ELF file');
  header.need(known.header, 'the file header');
  if (bytes[4] !== 1 && bytes[4] !== 2) throw header.error('a file of 32 or 64 bits', 4);
  if (bytes[5] !== 1) throw header.error(`a little-endian file, found one for ${machineName(header.view.getUint16(18))}`, 5);
  const type = header.seek(16).u16();
  if (type !== ET_EXEC && type !== ET_DYN) throw header.error(`an executable, found ${OTHER_TYPES[type] ?? `e_type ${type}`}`, 16);
  const machine = header.u16();
  const [architecture, pointerSize] = EM[machine] ?? [];
  if (architecture === undefined || pointerSize !== known.shape.pointerSize) {
    throw header.error(`machine amd64, arm64, 386 or arm, found ${machineName(machine)} with ${known.shape.pointerSize * 8} bits`, 18);
  }
  return { known, type, architecture };
}

function machineName(machine: number): string {
  return EM[machine]?.[0] ?? OTHER_MACHINES[machine] ?? `e_machine ${machine}`;
}

/** Decodes an ELF file. FormatError when it is no executable, for another processor, truncated or forged. */
export function decodeElf(bytes: Uint8Array): Image {
  const { known, type, architecture } = checkElfHeader(bytes);
  const header = new Cursor(bytes, known.shape, WHERE);
  const programOffset = header.seek(known.offsets).word();
  const sectionOffset = header.word();
  const [programSize, programCount, sectionSize, sectionCount, nameIndex] = readCounts(header.seek(known.counts));

  const { segments, dynamic } = readSegments(header, known, programOffset, programSize, programCount);
  const raw = readSections(header, known, sectionOffset, sectionSize, sectionCount, nameIndex);
  const sections: Section[] = raw.filter((one) => (one.flags & SHF_ALLOC) !== 0 && one.name !== '');
  const symbols = raw.find((one) => one.type === SHT_SYMTAB);
  const names = symbols === undefined ? undefined : raw[symbols.link];
  return new Image({
    format: 'elf',
    architecture,
    shape: known.shape,
    positionIndependent: type === ET_DYN,
    segments: dynamic === undefined ? segments : applyRelocations(segments, dynamic, architecture, known.shape),
    sections,
    findSymbol:
      symbols === undefined || names === undefined
        ? undefined
        : (name) => findSymbol(known, part(bytes, symbols, 'symbol table'), part(bytes, names, 'symbol names'), name),
    findDebugSection: (name) => findDebugSection(bytes, known, raw, name),
  });
}

function readCounts(cursor: Cursor): [number, number, number, number, number] {
  return [cursor.u16(), cursor.u16(), cursor.u16(), cursor.u16(), cursor.u16()];
}

function readSegments(file: Cursor, known: ElfClass, start: number, entrySize: number, count: number): { segments: Segment[]; dynamic: number | undefined } {
  if (count > 0 && entrySize < known.program) throw file.error(`program headers of ${known.program} bytes, found ${entrySize}`, known.counts);
  const segments: Segment[] = [];
  let dynamic: number | undefined;
  for (let i = 0; i < count; i++) {
    const cursor = file.seek(start + i * entrySize);
    const type = cursor.u32();
    if (type !== PT_LOAD && type !== PT_DYNAMIC) continue;
    const early = known === ELF64 ? cursor.u32() : 0;
    const offset = cursor.word();
    const address = cursor.word();
    const fileSize = cursor.skip(known.shape.pointerSize).word();
    const size = cursor.word();
    const flags = known === ELF64 ? early : cursor.u32();
    if (type === PT_DYNAMIC) {
      dynamic = address;
      continue;
    }
    if (offset > file.bytes.length || fileSize > file.bytes.length - offset) {
      throw file.error(`a segment of 0x${fileSize.toString(16)} bytes at offset 0x${offset.toString(16)} within the file (truncated?)`, start + i * entrySize);
    }
    if (size === 0) continue;
    if (segments.length === MAX_LOADS) throw file.error(`at most ${MAX_LOADS} loaded segments`, start + i * entrySize);
    const writable = (flags & PF_W) !== 0;
    const executable = (flags & PF_X) !== 0;
    const held = file.bytes.subarray(offset, offset + Math.min(fileSize, size));
    segments.push({ address, size, bytes: held, fileOffset: offset, writable, executable });
  }
  const mapped = segments.reduce((sum, one) => sum + one.bytes.length, 0);
  if (mapped > 2 * file.bytes.length) throw file.error('segments that do not map the file several times', known.counts);
  if (segments.length === 0) throw file.error('at least one loaded segment', known.counts + 2);
  return { segments, dynamic };
}

function readSections(file: Cursor, known: ElfClass, start: number, entrySize: number, count: number, nameIndex: number): RawSection[] {
  if (start === 0 || count === 0) return [];
  if (entrySize < known.section) throw file.error(`section headers of ${known.section} bytes, found ${entrySize}`, known.counts + 4);
  file.seek(start).need(count * entrySize, 'the section headers (truncated?)');
  const nameSection = readSection(file, start + nameIndex * entrySize);
  const names = new Cursor(part(file.bytes, nameSection, 'section names'), known.shape, 'section names', nameSection.offset);
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
  // Of the 64-bit flags only the low half has a meaning here.
  const flags = file.u32();
  const address = file.skip(file.shape.pointerSize - 4).word();
  return { at: offset, name: '', type, flags, address, offset: file.word(), size: file.word(), link: file.u32() };
}

function part(bytes: Uint8Array, section: RawSection, what: string): Uint8Array {
  const { offset, size } = section;
  if (section.type === SHT_NOBITS || offset > bytes.length || size > bytes.length - offset) {
    throw new FormatError(what, `0x${size.toString(16)} bytes at offset 0x${offset.toString(16)} within the file (truncated?)`, section.at);
  }
  return bytes.subarray(offset, offset + size);
}

/** Go writes .zdebug_ sections until go1.18 and compressed .debug_ sections with an Elf_Chdr since (cmd/link/internal/ld/dwarf.go: dwarfcompress). */
function findDebugSection(bytes: Uint8Array, known: ElfClass, sections: readonly RawSection[], name: string): DebugSection | undefined {
  const section = sections.find((one) => one.name === `.debug_${name}` || one.name === `.zdebug_${name}`);
  if (section === undefined) return undefined;
  const held = part(bytes, section, section.name);
  if (section.name.startsWith('.z')) return gnuCompressed(held, section.name, section.offset);
  if ((section.flags & SHF_COMPRESSED) === 0) return plainSection(held, section.offset);
  const cursor = new Cursor(held, known.shape, section.name, section.offset);
  const type = cursor.u32();
  if (type !== ELFCOMPRESS_ZLIB) throw cursor.error(`zlib compression, found type ${type}`, 0);
  const size = cursor.skip(known.shape.pointerSize - 4).word();
  const header = known.compression;
  cursor.seek(0).need(header, 'the compression header');
  return { bytes: held.subarray(header), fileOffset: section.offset + header, compression: 'zlib', size };
}

/** Compares in place, because only two or three of many thousand names are ever wanted. */
function findSymbol(known: ElfClass, table: Uint8Array, names: Uint8Array, name: string): number | undefined {
  const wanted = new TextEncoder().encode(`${name}\0`);
  const cursor = new Cursor(table, known.shape, 'symbol table');
  const last = wanted.length - 1;
  for (let at = 0; at + known.symbol <= table.length; at += known.symbol) {
    const start = cursor.view.getUint32(at, true);
    if (names[start + last] !== 0 || names[start] !== wanted[0]) continue;
    if (wanted.every((byte, i) => names[start + i] === byte)) return cursor.seek(at + known.value).word();
  }
  return undefined;
}

// Mach-O executables of 64 bits for amd64 and arm64, as the Go linker and Apple's ld write them.
// Specification: mach-o/loader.h and mach-o/nlist.h of Apple's cctools; Go's counterparts are src/debug/macho/file.go (reader)
// and src/cmd/link/internal/ld/macho.go (writer, go1.18–go1.27). Addresses are those at the preferred base, usually 0x100000000:
// rebase opcodes (LC_DYLD_INFO) only add to addresses that are in place, chained fixups (macho-fixups.ts) hide them.
import { Cursor } from '../../base/cursor.ts';
import { FormatError } from '../../base/errors.ts';
import { gnuCompressed, plainSection } from './debug-section.ts';
import type { Architecture, DebugSection, Section, Segment } from './image.ts';
import { Image } from './image.ts';
import { applyChainedFixups } from './macho-fixups.ts';

const WHERE = 'Mach-O';
const MAGIC_64 = 0xfeedfacf;
const MAGIC_32 = 0xfeedface;
/** cputype: the processor with CPU_ARCH_ABI64. */
const CPU: Readonly<Record<number, Architecture>> = { 0x01000007: 'amd64', 0x0100000c: 'arm64' };
const CPU_NAMES: Readonly<Record<number, string>> = { 7: '386', 12: 'arm', 18: 'ppc', 0x01000012: 'ppc64', 0x0200000c: 'arm64_32' };
const FILE_TYPES: Readonly<Record<number, string>> = {
  1: 'an object file',
  4: 'a core dump',
  5: 'a fixed library',
  10: 'the debug symbols of another file (dSYM)',
};
const MH_EXECUTE = 2;
const MH_DYLIB = 6;
const MH_BUNDLE = 8;
const MH_PIE = 0x200000;
const LC_SYMTAB = 2;
const LC_SEGMENT_64 = 0x19;
const LC_ENCRYPTION_INFO_64 = 0x2c;
const LC_DYLD_CHAINED_FIXUPS = 0x80000034;
const VM_PROT_WRITE = 2;
const VM_PROT_EXECUTE = 4;
const N_STAB = 0xe0;
/** Private: exported to the other files of one link only. */
const N_PEXT = 0x10;
const N_EXT = 0x01;
const N_TYPE = 0x0e;
const N_SECT = 0x0e;
const HEADER = 32;
const SEGMENT = 72;
const SECTION = 80;
const SYMBOL = 16;
/** Section names are cut off at this length: "__debug_str_offs". */
const NAME = 16;
/** More than any linker writes; keeps a forged file bounded. */
const MAX_SEGMENTS = 64;
const MAX_SECTIONS = 1024;
const SHAPE = { littleEndian: true, pointerSize: 8 } as const;

/** Whether the bytes begin like a Mach-O file for one processor, of either byte order and size. */
export function isMachO(bytes: Uint8Array): boolean {
  const magic = ((bytes[0]! << 24) | (bytes[1]! << 16) | (bytes[2]! << 8) | bytes[3]!) >>> 0;
  return [MAGIC_64, MAGIC_32, 0xcffaedfe, 0xcefaedfe].includes(magic);
}

/** How a cputype is called: the GOARCH where there is one. */
export function cpuName(cpu: number): string {
  return CPU[cpu] ?? CPU_NAMES[cpu] ?? `cputype 0x${cpu.toString(16)}`;
}

interface RawSection extends Section {
  /** Where its header lies in the file. */
  readonly at: number;
  readonly segment: string;
  readonly offset: number;
}

interface Loaded {
  /** All segments in the order of the load commands, which chained fixups count by; those that are no memory have no bytes. */
  readonly segments: readonly Segment[];
  readonly sections: readonly RawSection[];
  readonly symbols: SymbolTable | undefined;
  readonly fixups: Cursor | undefined;
}

/** Decodes a Mach-O file for one processor. `fileOffset`: where it begins in a universal file, for error messages. */
export function decodeMachO(bytes: Uint8Array, fileOffset = 0): Image {
  const header = new Cursor(bytes, SHAPE, WHERE, fileOffset);
  const magic = header.u32();
  if (magic !== MAGIC_64) throw header.error(magic === MAGIC_32 ? 'a 64-bit file, found a 32-bit one' : 'a little-endian Mach-O file of 64 bits', 0);
  const cpu = header.u32();
  const architecture = CPU[cpu];
  if (architecture === undefined) throw header.error(`a file for amd64 or arm64, found ${cpuName(cpu)}`, 4);
  const type = header.skip(4).u32();
  if (type !== MH_EXECUTE && type !== MH_DYLIB && type !== MH_BUNDLE) {
    throw header.error(`an executable, found ${FILE_TYPES[type] ?? `filetype ${type}`}`, 12);
  }
  const count = header.u32();
  const size = header.u32();
  const flags = header.u32();
  const { segments, sections, symbols, fixups } = readCommands(header, count, size);
  return new Image({
    format: 'macho',
    architecture,
    shape: SHAPE,
    // Libraries and plugins are loaded anywhere; only executables say so.
    positionIndependent: type !== MH_EXECUTE || (flags & MH_PIE) !== 0,
    segments: (fixups === undefined ? segments : applyChainedFixups(segments, baseOf(segments, fileOffset), fixups)).filter((one) => one.size > 0),
    sections,
    findSymbol: symbols === undefined ? undefined : (name) => symbols.find(name),
    findDebugSection: (name) => findDebugSection(header, sections, name),
  });
}

function readCommands(file: Cursor, count: number, size: number): Loaded {
  file.seek(HEADER).need(size, 'the load commands (truncated?)');
  const end = HEADER + size;
  const segments: Segment[] = [];
  const sections: RawSection[] = [];
  let symbols: SymbolTable | undefined;
  let fixups: Cursor | undefined;
  for (let i = 0, at = HEADER; i < count; i++) {
    if (at + 8 > end) throw file.error(`${count} load commands within 0x${size.toString(16)} bytes`, at);
    const command = file.seek(at).u32();
    const length = file.u32();
    if (length < 8 || length > end - at) throw file.error('a load command within the load commands', at + 4);
    const cursor = new Cursor(file.bytes.subarray(at, at + length), SHAPE, WHERE, file.fileOffset + at, 8);
    if (command === LC_SEGMENT_64) {
      if (segments.length === MAX_SEGMENTS) throw cursor.error(`at most ${MAX_SEGMENTS} segments`, 0);
      segments.push(readSegment(file, cursor));
      readSections(cursor, sections);
    } else if (command === LC_SYMTAB) symbols = readSymbols(file, cursor);
    else if (command === LC_DYLD_CHAINED_FIXUPS) fixups = part(file, cursor.u32(), cursor.u32(), 'chained fixups', cursor.fileOffset + 8);
    else if (command === LC_ENCRYPTION_INFO_64 && cursor.skip(8).u32() !== 0) throw cursor.error('an executable that is not encrypted');
    at += length;
  }
  const held = segments.reduce((sum, one) => sum + one.bytes.length, 0);
  if (held > 2 * file.bytes.length) throw file.error('segments that do not map the file several times', HEADER);
  if (held === 0) throw file.error('at least one mapped segment', 16);
  return { segments, sections, symbols, fixups };
}

function readSegment(file: Cursor, cursor: Cursor): Segment {
  cursor.need(SEGMENT - 8, 'a segment');
  const address = cursor.skip(NAME).u64();
  const size = cursor.u64();
  const offset = cursor.u64();
  const fileSize = cursor.u64();
  const protection = cursor.skip(4).u32();
  if (offset > file.bytes.length || fileSize > file.bytes.length - offset) {
    throw cursor.error(`a segment of 0x${fileSize.toString(16)} bytes at offset 0x${offset.toString(16)} within the file (truncated?)`, 40);
  }
  // __PAGEZERO and the Go linker's __DWARF may not be touched at run time: they are no memory.
  const mapped = protection === 0 ? 0 : size;
  const bytes = file.bytes.subarray(offset, offset + Math.min(fileSize, mapped));
  const writable = (protection & VM_PROT_WRITE) !== 0;
  const executable = (protection & VM_PROT_EXECUTE) !== 0;
  return { address, size: mapped, bytes, fileOffset: file.fileOffset + offset, writable, executable };
}

/** Address of the file's header: that of the segment that begins with it. */
function baseOf(segments: readonly Segment[], fileOffset: number): number {
  const first = segments.find((one) => one.fileOffset === fileOffset && one.bytes.length > 0);
  if (first === undefined) throw new FormatError(WHERE, 'a segment that begins with the file', fileOffset + HEADER);
  return first.address;
}

function readSections(cursor: Cursor, into: RawSection[]): void {
  const count = cursor.seek(SEGMENT - 8).u32();
  cursor.seek(SEGMENT).need(count * SECTION, 'the sections of a segment');
  if (into.length + count > MAX_SECTIONS) throw cursor.error(`at most ${MAX_SECTIONS} sections`, SEGMENT - 8);
  for (let i = 0; i < count; i++) {
    cursor.seek(SEGMENT + i * SECTION);
    const name = fixedName(cursor.take(NAME));
    const segment = fixedName(cursor.take(NAME));
    into.push({ at: cursor.fileOffset + SEGMENT + i * SECTION, name, segment, address: cursor.u64(), size: cursor.u64(), offset: cursor.u32() });
  }
}

function fixedName(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return String.fromCharCode(...bytes.subarray(0, end < 0 ? bytes.length : end));
}

/** Bytes of the file; `from`: offset in the file of what states their place. */
function part(file: Cursor, offset: number, size: number, what: string, from: number): Cursor {
  if (offset > file.bytes.length || size > file.bytes.length - offset) {
    throw new FormatError(what, `0x${size.toString(16)} bytes at offset 0x${offset.toString(16)} within the file (truncated?)`, from);
  }
  return new Cursor(file.bytes.subarray(offset, offset + size), SHAPE, what, file.fileOffset + offset);
}

/** Undefined when all symbols are exported or imported: -s and strip leave those, as the dynamic linker needs them. */
function readSymbols(file: Cursor, command: Cursor): SymbolTable | undefined {
  const offset = command.u32();
  const count = command.u32();
  const from = command.fileOffset + 8;
  const table = part(file, offset, count * SYMBOL, 'symbol table', from);
  const names = part(file, command.u32(), command.u32(), 'symbol names', from + 8);
  const symbols = new SymbolTable(table, names.bytes);
  return symbols.hasLocals() ? symbols : undefined;
}

/** Compares names in place, because only two or three of many thousand are ever wanted. */
class SymbolTable {
  readonly #table: Cursor;
  readonly #names: Uint8Array;

  constructor(table: Cursor, names: Uint8Array) {
    this.#table = table;
    this.#names = names;
  }

  hasLocals(): boolean {
    for (let at = 0; at < this.#table.bytes.length; at += SYMBOL) {
      const isExported = (this.#table.bytes[at + 4]! & (N_EXT | N_PEXT)) === N_EXT;
      if (this.#isDefined(at) && !isExported) return true;
    }
    return false;
  }

  /** Linkers put an underscore in front of every name; a Go linker before go1.18 only in front of those of C. */
  find(name: string): number | undefined {
    const bare = new TextEncoder().encode(`${name}\0`);
    const prefixed = new TextEncoder().encode(`_${name}\0`);
    const { view, bytes } = this.#table;
    for (let at = 0; at < bytes.length; at += SYMBOL) {
      const start = view.getUint32(at, true);
      const wanted = this.#names[start] === 0x5f ? prefixed : bare;
      if (this.#names[start + wanted.length - 1] !== 0 || !this.#isDefined(at)) continue;
      if (wanted.every((byte, i) => this.#names[start + i] === byte)) return this.#table.seek(at + 8).u64();
    }
    return undefined;
  }

  #isDefined(at: number): boolean {
    const type = this.#table.bytes[at + 4]!;
    return (type & N_STAB) === 0 && (type & N_TYPE) === N_SECT;
  }
}

function findDebugSection(file: Cursor, sections: readonly RawSection[], name: string): DebugSection | undefined {
  const names = [`__debug_${name}`.slice(0, NAME), `__zdebug_${name}`.slice(0, NAME)];
  const section = sections.find((one) => one.segment === '__DWARF' && names.includes(one.name));
  if (section === undefined) return undefined;
  const { bytes, fileOffset } = part(file, section.offset, section.size, section.name, section.at);
  return section.name.startsWith('__z') ? gnuCompressed(bytes, section.name, fileOffset) : plainSection(bytes, fileOffset);
}

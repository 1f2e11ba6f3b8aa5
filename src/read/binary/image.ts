// What the decoders need of an executable, whatever its format: mapped memory, named sections, symbols.
// elf.ts, macho.ts and pe.ts make one. Addresses are virtual addresses as linked: at base 0 for position-independent ELF, at the
// preferred base for Mach-O and PE; memory already holds what the loader would write for that base.
import type { DataShape } from '../../base/cursor.ts';
import { Cursor } from '../../base/cursor.ts';
import { FormatError } from '../../base/errors.ts';

/** A piece of mapped memory. `bytes` is the part that the file holds; the rest up to `size` is zero. */
export interface Segment {
  readonly address: number;
  readonly size: number;
  readonly bytes: Uint8Array;
  readonly fileOffset: number;
  readonly writable: boolean;
  readonly executable: boolean;
}

/** A named, mapped section. */
export interface Section {
  readonly name: string;
  readonly address: number;
  readonly size: number;
}

/** A section of DWARF data as the file holds it. */
export interface DebugSection {
  readonly bytes: Uint8Array;
  readonly fileOffset: number;
  /** zlib: `bytes` is one zlib stream, headers already taken off. */
  readonly compression: 'none' | 'zlib';
  /** Bytes once decompressed, as the file claims. */
  readonly size: number;
}

/** Processors whose executables are decoded, spelled as GOARCH. */
export type Architecture = 'amd64' | 'arm64' | '386' | 'arm';

/** Everything that a format's reader provides. */
export interface ImageParts {
  readonly format: 'elf' | 'macho' | 'pe';
  readonly architecture: Architecture;
  readonly shape: DataShape;
  readonly positionIndependent: boolean;
  readonly segments: readonly Segment[];
  readonly sections: readonly Section[];
  /** The address of a symbol, by the name that Go gives it; absent when the file has no symbol table. */
  readonly findSymbol: ((name: string) => number | undefined) | undefined;
  /** A section of DWARF data by its bare name ("info", "abbrev", "loclists"); absent when the file has none. */
  readonly findDebugSection: (name: string) => DebugSection | undefined;
}

/** A loaded executable. */
export class Image {
  readonly parts: ImageParts;

  constructor(parts: ImageParts) {
    this.parts = parts;
  }

  get shape(): DataShape {
    return this.parts.shape;
  }

  /** The first section with one of the names. */
  findSection(...names: string[]): Section | undefined {
    return this.parts.sections.find((section) => names.includes(section.name));
  }

  /** The address of a symbol, when the file has symbols and this one is among them. */
  findSymbol(name: string): number | undefined {
    return this.parts.findSymbol?.(name);
  }

  /** The segment that holds an address. */
  segmentAt(address: number): Segment | undefined {
    return this.parts.segments.find((one) => address >= one.address && address < one.address + one.size);
  }

  /** Offset in the file of what lies at an address; undefined when the file does not hold it. */
  fileOffsetOf(address: number): number | undefined {
    const segment = this.segmentAt(address);
    return segment === undefined || address - segment.address > segment.bytes.length ? undefined : segment.fileOffset + address - segment.address;
  }

  /**
   * A cursor over [address, address + size) as the file holds it; without `size`, to the end of the segment. `from`: offset in the file
   * of what names the address, which is at fault when nothing is there.
   */
  cursorAt(address: number, what: string, size?: number, from?: number): Cursor {
    const segment = this.segmentAt(address);
    const start = segment === undefined ? 0 : address - segment.address;
    if (segment === undefined || start > segment.bytes.length || (size ?? 0) > segment.bytes.length - start) {
      throw new FormatError(what, `0x${(size ?? 0).toString(16)} mapped bytes at address 0x${address.toString(16)}`, from);
    }
    const bytes = segment.bytes.subarray(start, size === undefined ? undefined : start + size);
    return new Cursor(bytes, this.shape, what, segment.fileOffset + start);
  }
}

// DWARF sections as cursors, decompressed on first use.
// Compression: cmd/link/internal/ld/dwarf.go: dwarfcompress, go1.18–go1.27 (zlib; kept only where it makes a section smaller).
// The decompressor is given by the caller: readers of bytes use nothing of Node.
import { Cursor } from '../../base/cursor.ts';
import { FormatError } from '../../base/errors.ts';
import type { Image } from '../binary/image.ts';

/**
 * Decompresses one zlib stream whose contents should be `size` bytes. It must give up (throw, or return less) rather than
 * produce more than `size` bytes. With Node: `(bytes, size) => inflateSync(bytes, { maxOutputLength: size })`.
 */
export type Inflate = (bytes: Uint8Array, size: number) => Uint8Array;

/** Larger than any section of a real binary: .debug_info of the largest Go programs has some 200 MB. */
const MAX_SECTION = 1 << 29;
/** DWARF shrinks to a third, and small repetitive sections to a tenth; zlib itself could claim 1032. */
const MAX_RATIO = 100;
const RATIO_SLACK = 1 << 16;

/** The DWARF sections of a file, by bare name ("info", "loclists"). */
export class DebugSections {
  readonly #image: Image;
  readonly #inflate: Inflate;
  readonly #opened = new Map<string, Cursor | undefined>();

  constructor(image: Image, inflate: Inflate) {
    this.#image = image;
    this.#inflate = inflate;
  }

  /** Bytes of an address. */
  get pointerSize(): number {
    return this.#image.shape.pointerSize;
  }

  /**
   * A cursor over the whole section, shared by all users; undefined when the file has none. Offsets in errors are those in
   * the file, or in the decompressed section where it is compressed.
   */
  find(name: string): Cursor | undefined {
    if (!this.#opened.has(name)) this.#opened.set(name, this.#open(name));
    return this.#opened.get(name);
  }

  /** As `find`; FormatError when a section is referred to that the file does not have. */
  get(name: string): Cursor {
    const cursor = this.find(name);
    if (cursor === undefined) throw new FormatError(`.debug_${name}`, 'a section that .debug_info refers to, found none');
    return cursor;
  }

  #open(name: string): Cursor | undefined {
    const section = this.#image.parts.findDebugSection(name);
    if (section === undefined) return undefined;
    const title = `.debug_${name}`;
    const { bytes, fileOffset, size } = section;
    if (section.compression === 'none') return new Cursor(bytes, this.#image.shape, title, fileOffset);
    if (size > MAX_SECTION || size > bytes.length * MAX_RATIO + RATIO_SLACK) {
      throw new FormatError(title, `a plausible size, found 0x${size.toString(16)} bytes out of 0x${bytes.length.toString(16)}`, fileOffset);
    }
    let inflated: Uint8Array;
    try {
      inflated = this.#inflate(bytes, size);
    } catch (error) {
      throw new FormatError(title, `a zlib stream of 0x${size.toString(16)} bytes: ${(error as Error).message}`, fileOffset);
    }
    if (inflated.length !== size) {
      throw new FormatError(title, `0x${size.toString(16)} decompressed bytes, found 0x${inflated.length.toString(16)}`, fileOffset);
    }
    return new Cursor(inflated, this.#image.shape, `${title} (decompressed)`);
  }
}

// Puts sections into the file, one behind the other.
import { ByteWriter } from './byte-writer.ts';
import { DEFLATED, FORMAT_VERSION, MAGIC, SECTION, SECTION_HEADER, type Packer } from './layout.ts';
import { Ledger } from './ledger.ts';

/** Smaller contents do not get smaller by deflating. */
const WORTH_DEFLATING = 64;

/** Frames contents, and counts what was framed. */
export class SectionWriter {
  readonly #packer: Packer;
  readonly #ledger: Ledger = new Ledger();
  #count = 0;

  constructor(packer: Packer) {
    this.#packer = packer;
  }

  /** What every recording begins with. */
  start(): Uint8Array {
    this.#ledger.earn(MAGIC.length + 4);
    const writer = new ByteWriter(MAGIC.length + 4);
    writer.text(MAGIC);
    return writer.u32(FORMAT_VERSION).bytes;
  }

  /**
   * A section, and one with room in front where its contents are so dense that a reader would take them for forged.
   * @param memory bytes that a reader needs to hold them, beside the contents
   */
  *section(tag: string, contents: Uint8Array, memory: number): Generator<Uint8Array> {
    const deflated = contents.length < WORTH_DEFLATING ? contents : this.#packer.deflate(contents);
    const smaller = deflated.length < contents.length;
    // The buffer of the contents is used again for the next section.
    const stored = smaller ? deflated : contents.slice();
    const room = this.#ledger.missing(contents.length + memory, SECTION_HEADER + stored.length);
    if (room > 0) {
      this.#account(room, room);
      yield* this.#frame(SECTION.Room, 0, room, new Uint8Array(room));
    }
    this.#account(SECTION_HEADER + stored.length, contents.length + memory);
    yield* this.#frame(tag, smaller ? DEFLATED : 0, contents.length, stored);
  }

  /** The last section. */
  *end(): Generator<Uint8Array> {
    yield* this.#frame(SECTION.End, 0, 4, new ByteWriter(4).u32(this.#count).bytes);
  }

  #account(bytes: number, memory: number): void {
    this.#ledger.earn(bytes);
    this.#ledger.spend(memory);
  }

  *#frame(tag: string, flags: number, raw: number, stored: Uint8Array): Generator<Uint8Array> {
    const { crc32 } = this.#packer;
    const writer = new ByteWriter(SECTION_HEADER);
    writer.text(tag);
    writer.u32(flags).u64(raw).u64(stored.length);
    writer.u32(crc32(stored, crc32(writer.bytes)));
    this.#count++;
    yield writer.bytes;
    yield stored;
  }
}

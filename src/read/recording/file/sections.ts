// The file as a row of sections. What is cut off is told from what is damaged: the one happens by itself, the other does not.
import { Cursor } from '../../../base/cursor.ts';
import { FormatError, UserError } from '../../../base/errors.ts';
import { readRange, word, type RecordBytes } from '../record-bytes.ts';
import { DEFLATED, FORMAT_VERSION, MAGIC, MAX_RAW, SECTION, SECTION_HEADER, SHAPE, START_SIZE, type Unpacker } from './layout.ts';

/** The file ends within a section, or before the last one. */
export class RecordingCut extends FormatError {}

/** A section as its header describes it. */
export interface SectionHead {
  readonly tag: string;
  readonly flags: number;
  readonly raw: number;
  readonly stored: number;
  /** Offset of the header in the file. */
  readonly offset: number;
}

/** A section with its contents. */
export interface Section {
  readonly tag: string;
  /** Offset of the header in the file. */
  readonly offset: number;
  readonly bytes: Uint8Array;
  /** Whether the contents were inflated, so that places in them are not places in the file. */
  readonly inflated: boolean;
}

/** Whether bytes begin as a recording does, of whatever version. */
export function isRecording(start: Uint8Array): boolean {
  return start.length >= MAGIC.length && textOf(start.subarray(0, MAGIC.length)) === MAGIC;
}

/**
 * The version of a recording.
 * @throws FormatError when it is none, UserError when it is newer than what is known
 */
export function readVersion(from: RecordBytes): number {
  const start = readRange(from, 0, Math.min(START_SIZE, from.size), 'the beginning');
  const bytes = new Uint8Array(start.buffer, start.byteOffset, start.byteLength);
  if (bytes.length < START_SIZE && MAGIC.startsWith(textOf(bytes).slice(0, MAGIC.length)))
    throw new RecordingCut(from.name, 'a recording, found only its beginning', 0);
  if (!isRecording(bytes)) throw new FormatError(from.name, 'a recording of allocpath', 0);
  const version = start.getUint32(MAGIC.length, true);
  if (version > FORMAT_VERSION) {
    throw new UserError(
      'recording-newer',
      `${from.name} has version ${version} of the format; this allocpath knows versions up to ${FORMAT_VERSION}.`,
      'Update allocpath: npm install --global allocpath@latest.',
    );
  }
  return version;
}

/**
 * Reads the header of the section at an offset.
 * @throws RecordingCut when the file ends before its end, FormatError when it is no header
 */
export function readHead(from: RecordBytes, offset: number): SectionHead {
  if (offset + SECTION_HEADER > from.size) throw new RecordingCut(from.name, 'another section, found the end of the file', Math.min(offset, from.size));
  const view = readRange(from, offset, SECTION_HEADER, 'a section');
  const tag = String.fromCharCode(view.getUint8(0), view.getUint8(1), view.getUint8(2), view.getUint8(3));
  if (!/^[A-Z]{3}[A-Z ]$/.test(tag)) throw new FormatError(from.name, 'the name of a section', offset);
  const flags = view.getUint32(4, true);
  if (flags > DEFLATED) throw new FormatError(from.name, `a section without unknown flags, found ${flags}`, offset + 4);
  const raw = word(view, 8, from, offset);
  if (raw > MAX_RAW) throw new FormatError(from.name, `a section of at most ${MAX_RAW} bytes, found ${raw}`, offset + 8);
  const stored = word(view, 16, from, offset);
  if (stored > from.size - offset - SECTION_HEADER) throw new RecordingCut(from.name, `a section of ${stored} bytes, found the end of the file`, offset);
  if (stored > MAX_RAW || (flags === 0 && stored !== raw)) throw new FormatError(from.name, `a section of ${raw} bytes, found ${stored}`, offset + 16);
  return { tag, flags, raw, stored, offset };
}

/**
 * The bytes of a section as they are in the file.
 * @throws FormatError when they are not those that were written
 */
export function readStored(from: RecordBytes, head: SectionHead, unpacker: Unpacker): Uint8Array {
  const view = readRange(from, head.offset, SECTION_HEADER + head.stored, 'a section');
  const all = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const stored = all.subarray(SECTION_HEADER);
  const sum = unpacker.crc32(stored, unpacker.crc32(all.subarray(0, SECTION_HEADER - 4)));
  if (sum !== view.getUint32(SECTION_HEADER - 4, true)) throw new FormatError(from.name, `a section ${head.tag.trim()} whose CRC-32 agrees`, head.offset);
  return stored;
}

/**
 * The contents of a section.
 * @throws FormatError when they cannot be inflated to what the header says
 */
export function contentsOf(from: RecordBytes, head: SectionHead, stored: Uint8Array, unpacker: Unpacker): Section {
  const { tag, offset, raw, flags } = head;
  if (flags !== DEFLATED) return { tag, offset, bytes: stored, inflated: false };
  let bytes: Uint8Array;
  try {
    bytes = unpacker.inflate(stored, raw);
  } catch (error) {
    throw new FormatError(from.name, `a zlib stream of ${raw} bytes: ${(error as Error).message}`, offset + SECTION_HEADER);
  }
  if (bytes.length !== raw) throw new FormatError(from.name, `${raw} inflated bytes, found ${bytes.length}`, offset + SECTION_HEADER);
  return { tag, offset, bytes, inflated: true };
}

/** A cursor over the contents. Offsets in its errors are those in the file, or in the contents where those were inflated. */
export function cursorOf(name: string, section: Section): Cursor {
  const { tag, inflated, offset, bytes } = section;
  const title = inflated ? `${name} (${tag.trim()} at 0x${offset.toString(16)}, decompressed)` : name;
  return new Cursor(bytes, SHAPE, title, inflated ? 0 : offset + SECTION_HEADER);
}

/**
 * Checks the last section, which says how many there are in front of it.
 * @throws FormatError when it says otherwise, or more follows
 */
export function checkEnd(from: RecordBytes, section: Section, count: number): void {
  const cursor = cursorOf(from.name, section);
  const said = cursor.u32();
  if (said !== count) throw new FormatError(from.name, `${said} sections, found ${count}`, section.offset);
  const end = section.offset + SECTION_HEADER + section.bytes.length;
  if (end !== from.size) throw new FormatError(from.name, `the end of the file behind ${SECTION.End.trim()}, found ${from.size - end} more bytes`, end);
}

function textOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

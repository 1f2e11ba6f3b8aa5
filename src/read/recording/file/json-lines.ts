// JSON in lines, in pieces that are cut anywhere: no text of the whole is ever made, which could be longer than a string may be.
import { FormatError } from '../../../base/errors.ts';
import { ByteWriter } from './byte-writer.ts';
import { PIECE } from './layout.ts';

const NEWLINE = 0x0a;
/** Longer than any line that is written, and short enough for a string. */
const MAX_LINE = 1 << 28;
/** Deeper than anything that is written; what is nested deeper would exhaust the stack of whoever walks through it. */
const MAX_NESTING = 64;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Pieces of at most PIECE bytes of the values, one a line. Each is valid until the next. */
export function* encodeLines(values: Iterable<unknown>): Generator<Uint8Array> {
  const piece = new ByteWriter();
  for (const value of values) {
    const line = encoder.encode(`${JSON.stringify(value)}\n`);
    for (let at = 0; at < line.length;) {
      const part = line.subarray(at, at + PIECE - piece.length);
      piece.raw(part);
      at += part.length;
      if (piece.length < PIECE) continue;
      yield piece.bytes;
      piece.clear();
    }
  }
  if (piece.length > 0) yield piece.bytes;
}

/** Puts the pieces together again. */
export class LineDecoder {
  readonly #name: string;
  #begun: Uint8Array[] = [];
  #length = 0;

  constructor(name: string) {
    this.#name = name;
  }

  /** Whether a line has begun and not ended. */
  get open(): boolean {
    return this.#length > 0;
  }

  /**
   * The values whose lines end in this piece.
   * @param offset of the piece in the file, for errors
   */
  *add(piece: Uint8Array, offset: number): Generator<unknown> {
    for (let at = 0; at < piece.length;) {
      const end = piece.indexOf(NEWLINE, at);
      const part = piece.subarray(at, end < 0 ? piece.length : end);
      at = end < 0 ? piece.length : end + 1;
      this.#length += part.length;
      if (this.#length > MAX_LINE) throw new FormatError(this.#name, `lines of at most ${MAX_LINE} bytes`, offset);
      if (end < 0) this.#begun.push(part);
      else yield parseJson(this.#whole(part), this.#name, offset);
    }
  }

  #whole(last: Uint8Array): Uint8Array {
    const line = new Uint8Array(this.#length);
    let at = 0;
    for (const part of [...this.#begun, last]) {
      line.set(part, at);
      at += part.length;
    }
    this.#begun = [];
    this.#length = 0;
    return line;
  }
}

/**
 * A value from JSON.
 * @param offset of its section in the file, for errors
 * @throws FormatError when it is none
 */
export function parseJson(bytes: Uint8Array, name: string, offset: number): unknown {
  if (nesting(bytes) > MAX_NESTING) throw new FormatError(name, `JSON that is nested at most ${MAX_NESTING} deep`, offset);
  try {
    return JSON.parse(decoder.decode(bytes)) as unknown;
  } catch (error) {
    throw new FormatError(name, `JSON: ${(error as Error).message}`, offset);
  }
}

function nesting(bytes: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (quoted) {
      if (byte === 0x5c) i++;
      else if (byte === 0x22) quoted = false;
    } else if (byte === 0x22) quoted = true;
    else if (byte === 0x5b || byte === 0x7b) deepest = Math.max(deepest, ++depth);
    else if (byte === 0x5d || byte === 0x7d) depth--;
  }
  return deepest;
}

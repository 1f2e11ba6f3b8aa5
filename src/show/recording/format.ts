// What an export of a recording is: a pure function from the recording to the bytes of a file that other tools read.
import type { Recording } from '../../read/recording/recording.ts';
import type { Analysis } from '../../site/model.ts';

/** What a stack is worth: bytes requested, objects, or bytes taken from the heap. */
export const STACK_VALUES = ['bytes', 'objects', 'slot'] as const;
export type StackValue = (typeof STACK_VALUES)[number];

export interface RecordingFormatOptions {
  /** For formats with one number a stack; bytes when absent. */
  readonly value?: StackValue;
  /** Index into `profiles`: only this process. */
  readonly process?: number;
}

/** Pieces of a file: text in UTF-8, or bytes. */
export type Pieces = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

export interface RecordingFormat {
  /** The word for --format. */
  readonly name: string;
  /** Of a file that holds the output, without the dot. */
  readonly extension: string;
  /** One line for --help and the docs. */
  readonly summary: string;
  /** The output is not text: no terminal should get it. */
  readonly binary: boolean;
  /** The output in pieces; what is only needed for a later piece is not made before. */
  chunks(recording: Recording<Analysis>, options: RecordingFormatOptions): Pieces;
}

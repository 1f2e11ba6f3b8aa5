// Which kind of executable a file is, and which part of a universal file is read.
// Specification: the first bytes of ELF, Mach-O, PE and universal files; the others are named so that a mistake is understood.
import { FormatError } from '../../base/errors.ts';
import { checkElfHeader, decodeElf, isElf } from './elf.ts';
import type { Architecture, Image } from './image.ts';
import { decodeMachO, isMachO } from './macho.ts';
import type { Slice } from './macho-universal.ts';
import { decodeSlices, isUniversal } from './macho-universal.ts';
import { decodePe, isPe } from './pe.ts';

/** A decoded executable, and what else a universal file holds code for. */
export interface Executable {
  readonly image: Image;
  readonly otherSlices: readonly string[];
}

const FOREIGN: readonly (readonly [start: string, what: string])[] = [
  ['!<arch>\n', 'a static archive'],
  ['!<thin>\n', 'a static archive'],
  ['go object ', 'a Go object file'],
  ['\0asm', 'a WebAssembly module'],
  ['#!', 'a script'],
  ['PK\u0003\u0004', 'a zip archive'],
  ['\u001f\u008b', 'a gzip archive'],
  ['\u00ca\u00fe\u00ba\u00be', 'a Java class'],
];

/** Decodes a file, of a universal one the part for `architecture` or else the first for amd64 or arm64. FormatError for all others. */
export function decodeExecutable(bytes: Uint8Array, name: string, architecture?: Architecture): Executable {
  if (isUniversal(bytes)) {
    const slices = decodeSlices(bytes);
    const chosen = chooseSlice(slices, name, architecture);
    const otherSlices = slices.filter((one) => one !== chosen).map((one) => one.architecture);
    if (!isMachO(chosen.bytes)) throw new FormatError(name, `a Mach-O executable${found(chosen.bytes)}`, chosen.fileOffset);
    return { image: decodeMachO(chosen.bytes, chosen.fileOffset), otherSlices };
  }
  const image = decodeThin(bytes, name);
  const { architecture: actual } = image.parts;
  if (architecture !== undefined && architecture !== actual) throw new FormatError(name, `an executable for ${architecture}, found ${actual}`);
  return { image, otherSlices: [] };
}

/** FormatError when a file that begins like this (64 bytes, or all that it has) is no executable. */
export function checkStart(start: Uint8Array, name: string): void {
  if (isElf(start)) checkElfHeader(start);
  else if (!isUniversal(start) && !isMachO(start) && !isPe(start)) throw foreign(start, name);
}

function decodeThin(bytes: Uint8Array, name: string): Image {
  if (isElf(bytes)) return decodeElf(bytes);
  if (isMachO(bytes)) return decodeMachO(bytes);
  if (isPe(bytes)) return decodePe(bytes);
  throw foreign(bytes, name);
}

function foreign(bytes: Uint8Array, name: string): FormatError {
  return new FormatError(name, `an ELF, Mach-O or PE executable${found(bytes)}`, 0);
}

function chooseSlice(slices: readonly Slice[], name: string, architecture: Architecture | undefined): Slice {
  const chosen = slices.find((one) => (architecture === undefined ? ['amd64', 'arm64'].includes(one.architecture) : one.architecture === architecture));
  if (chosen !== undefined) return chosen;
  const held = slices.map((one) => one.architecture).join(', ');
  throw new FormatError(name, `a part for ${architecture ?? 'amd64 or arm64'}, found ${held}`, 0);
}

function found(bytes: Uint8Array): string {
  if (bytes.length === 0) return ', found an empty file';
  const start = String.fromCharCode(...bytes.subarray(0, 16));
  const what = FOREIGN.find(([mark]) => start.startsWith(mark))?.[1];
  return what === undefined ? '' : `, found ${what}`;
}

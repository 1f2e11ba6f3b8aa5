// A source position as one number: maps keyed by numbers are several times faster than maps keyed by text.

const FILE = 2 ** 32;

/** One number for a position: file, line (up to 2^20) and column (up to 4095). */
export function posKey(file: number, line: number, column: number): number {
  return file * FILE + line * 4096 + (column > 4095 ? 4095 : column);
}

/** The same for a whole line. */
export function lineKey(file: number, line: number): number {
  return file * FILE + line * 4096;
}

export function fileOfKey(key: number): number {
  return Math.floor(key / FILE);
}

export function lineOfKey(key: number): number {
  return Math.floor((key % FILE) / 4096);
}

export function columnOfKey(key: number): number {
  return key % 4096;
}

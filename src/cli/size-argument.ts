// Sizes on the command line: `512k`, `16G`, `4096`.
import { InvalidArgumentError } from 'commander';

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1 << 10, m: 1 << 20, g: 1 << 30, t: 2 ** 40 };

/** Bytes; k, M, G and T are powers of 1024. */
export function sizeArgument(value: string): number {
  const match = /^(\d{1,15})\s*([kmgt]?)i?b?$/i.exec(value.trim());
  if (match === null) throw new InvalidArgumentError('It is a size such as 512k, 16G or a number of bytes.');
  const bytes = Number(match[1]) * UNITS[match[2]!.toLowerCase()]!;
  if (bytes === 0 || !Number.isSafeInteger(bytes)) throw new InvalidArgumentError('It is a size above zero.');
  return bytes;
}

// Bit patterns that arm64 encodes in 13 bits. Specification: Arm ARM, DecodeBitMasks (logical immediates). Go's assembler loads
// constants with them where it can (src/cmd/internal/obj/arm64/asm7.go: bitconEncode, go1.18–go1.27).

/** The pattern of a logical immediate as an unsigned number; undefined when it is reserved or 2^53 or more. */
export function logicalImmediate(word: number): number | undefined {
  const wide = word >>> 31 === 1;
  const n = (word >>> 22) & 1;
  const rotate = (word >>> 16) & 63;
  const ones = (word >>> 10) & 63;
  const length = 31 - Math.clz32((n << 6) | (~ones & 63));
  if (length < 1 || (n === 1 && !wide)) return undefined;
  const size = 2 ** length;
  const count = ones & (size - 1);
  if (count === size - 1) return undefined;
  const element = (1n << BigInt(count + 1)) - 1n;
  const shift = BigInt(rotate & (size - 1));
  const bits = BigInt(size);
  const turned = ((element >> shift) | (element << (bits - shift))) & ((1n << bits) - 1n);
  let value = 0n;
  for (let at = 0n; at < (wide ? 64n : 32n); at += bits) value |= turned << at;
  return value < 1n << 53n ? Number(value) : undefined;
}

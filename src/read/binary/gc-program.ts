// GC programs: the pointer masks of large types, written as instructions instead of a bit a word. Until go1.23 types beyond 128 KiB of
// pointers have one; since go1.24 there are none.
// Go source: src/runtime/mbitmap.go: runGCProg, materializeGCProg; src/cmd/internal/gcprog (writer), go1.18–go1.23:
//   0                     end
//   0nnnnnnn              the next n bits, bit 0 first
//   1nnnnnnn varint c     the last n bits again, c times; n = 0: n is a varint too, before c
import type { Cursor } from '../../base/cursor.ts';

/** Bits of a mask at most: an object of 128 MiB of 8-byte words, where the compiler moves variables beyond 10 MiB to the heap. */
const MAX_BITS = 1 << 24;

/**
 * Runs a program, which begins with its length in bytes (u32), and returns its mask, bit 0 first.
 * @param words how many bits are wanted
 * @param limit how many it writes at most: the words of the type, as words behind the last pointer may be written too
 */
export function runGcProgram(program: Cursor, words: number, limit: number): Uint8Array {
  if (words > MAX_BITS) throw program.error(`a GC program of at most ${MAX_BITS} words, found ${words}`);
  const room = Math.min(limit, MAX_BITS);
  // A copy or a literal can end in the middle of a byte.
  const mask = new Uint8Array((room + 7) >>> 3);
  let bits = 0;
  const push = (bit: number): void => {
    if (bit === 1) mask[bits >>> 3]! |= 1 << (bits & 7);
    bits++;
  };
  program.u32();
  for (;;) {
    const start = program.offset;
    const instruction = program.u8();
    if (instruction === 0) break;
    let count = instruction & 0x7f;
    if (instruction < 0x80) {
      if (count > room - bits) throw program.error(`a GC program of at most ${limit} bits`, start);
      for (let byte = 0; count > 0; count--, byte >>= 1) {
        if (((instruction & 0x7f) - count) % 8 === 0) byte = program.u8();
        push(byte & 1);
      }
      continue;
    }
    if (count === 0) count = program.uvarint();
    const times = program.uvarint();
    if (count === 0 || count > bits) throw program.error(`a repetition of some of the ${bits} bits so far, found ${count}`, start);
    if (times > (room - bits) / count) throw program.error(`a GC program of at most ${limit} bits`, start);
    for (let left = count * times; left > 0; left--) {
      const from = bits - count;
      push((mask[from >>> 3]! >>> (from & 7)) & 1);
    }
  }
  if (bits < words) throw program.error(`a GC program of ${words} bits, found ${bits}`);
  return mask.subarray(0, (words + 7) >>> 3);
}

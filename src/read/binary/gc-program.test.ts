// GC programs with plain answers, and forged ones. Programs of real objects are held against the runtime in test/stackmap.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Cursor } from '../../base/cursor.ts';
import { FormatError } from '../../base/errors.ts';
import { runGcProgram } from './gc-program.ts';

const SHAPE = { littleEndian: true, pointerSize: 8 };

function run(bytes: readonly number[], words: number, limit: number = words): string {
  const mask = runGcProgram(new Cursor(Uint8Array.from([0, 0, 0, 0, ...bytes]), SHAPE, 'test'), words, limit);
  return Array.from({ length: words }, (_, i) => (mask[i >> 3]! >> (i & 7)) & 1).join('');
}

test('literal bits, the lowest first', () => {
  expect(run([3, 0b101, 0], 3)).toBe('101');
  expect(run([10, 0b1000_0001, 0b10, 0], 10)).toBe('1000000101');
  expect(run([2, 0b01, 2, 0b10, 0], 4)).toBe('1001');
});

test('repetitions', () => {
  expect(run([2, 0b01, 0x82, 3, 0], 8)).toBe('10101010');
  // n as a varint.
  expect(run([3, 0b011, 0x80, 2, 2, 0], 7)).toBe('1101010');
  expect(run([1, 1, 0x81, 0x80, 0x08, 0], 1025)).toBe('1'.repeat(1025));
});

test('bits behind the last pointer are left out', () => {
  expect(run([4, 0b0001, 0], 1, 4)).toBe('1');
});

test.each([
  ['no end', [3, 0b101]],
  ['too few bits', [1, 1, 0]],
  ['too many bits', [5, 1, 0]],
  ['a repetition of nothing', [2, 1, 0x80, 0, 1, 0]],
  ['a repetition of more than there is', [2, 1, 0x83, 1, 0]],
  ['endless repetition', [1, 1, 0x81, 0xff, 0xff, 0xff, 0xff, 0x0f, 0]],
])('%s', (_what, bytes) => {
  expect(() => run(bytes, 3)).toThrow(FormatError);
});

test('any bytes give a mask or a FormatError', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 40 }), fc.integer({ min: 0, max: 1 << 16 }), (bytes, words) => {
      try {
        run(bytes, words);
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
      }
    }),
  );
});

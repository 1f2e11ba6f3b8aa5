import { expect, test } from 'vitest';
import { arm64Text } from './arm64-text.ts';
import { WRITES_ALL, arm64Writes } from './arm64-writes.ts';

const place = (address: number): string => `@${address.toString(16)}`;

test.each([
  [0xf9400b90, 'ldr x16, [x28, #16]', 1 << 16],
  [0x540009c9, 'b.ls @10138', 0],
  [0xf8190ffe, 'str x30, [sp, #-112]!', 0],
  [0xf81f83fd, 'stur x29, [sp, #-8]', 0],
  [0xd10023fd, 'sub x29, sp, #0x8', 1 << 29],
  [0xaa1f03e0, 'mov x0, xzr', 1],
  [0x97fbb825, '@', WRITES_ALL],
  [0xb0000c7b, 'adrp x27, 0x19d000', 1 << 27],
  [0xd2800302, 'mov x2, #0x18', 4],
  [0xa9007fe0, 'stp x0, xzr, [sp]', 0],
  [0xa94107e0, 'ldp x0, x1, [sp, #16]', 3],
  [0xf84107fe, 'ldr x30, [sp], #16', 1 << 30],
  [0xb5000040, 'cbnz x0, @10008', 0],
  [0x37000040, 'tbnz w0, #0, @10008', 0],
  [0xeb01001f, 'cmp x0, x1', 0],
  [0xd503201f, 'nop', 0],
  [0xd65f03c0, 'ret', WRITES_ALL],
  [0xd63f0340, 'blr x26', WRITES_ALL],
  [0x9e660000, '.word 0x9e660000', 1],
  [0x885ffc20, '.word 0x885ffc20', 1],
])('%s', (word, text, writes) => {
  const found = arm64Text(word, 0x10000, place);
  if (text === '@') expect(found).toEqual({ text: `bl @${(0x10000 - 0x111f6c).toString(16)}`, target: 0x10000 - 0x111f6c });
  else expect(found.text).toBe(text);
  expect(arm64Writes(word) & (WRITES_ALL - (writes === 1 ? 0x7ffffffe : 0))).toBe(writes);
});

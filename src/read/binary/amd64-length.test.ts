import { expect, test } from 'vitest';
import { decodeAmd64, newAmd64Instruction } from './amd64-length.ts';
import { WRITES_ALL, amd64Writes } from './amd64-writes.ts';

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g)!, (pair) => Number.parseInt(pair, 16));
const AX = 1;
const CX = 2;
const DX = 4;
const BX = 8;
const SP = 1 << 4;
const R8 = 1 << 8;
const R14 = 1 << 14;

test.each([
  ['c3', 1, WRITES_ALL, 'ret'],
  ['90', 1, 0, 'nop'],
  ['cc', 1, WRITES_ALL, 'int3'],
  ['e8a984ffff', 5, WRITES_ALL, 'call'],
  ['0f8694000000', 6, 0, 'jbe rel32'],
  ['744e', 2, 0, 'je rel8'],
  ['493b6610', 4, 0, 'cmp rsp,[r14+16]'],
  ['4883ec50', 4, SP, 'sub rsp,80'],
  ['4889e5', 3, 1 << 5, 'mov rbp,rsp'],
  ['4c8b742428', 5, R14, 'mov r14,[rsp+40]'],
  ['4889442428', 5, 0, 'mov [rsp+40],rax'],
  ['488d05e8030000', 7, AX, 'lea rax,[rip+1000]'],
  ['4c8d0512345678', 7, R8, 'lea r8,[rip+…]'],
  ['31db', 2, BX, 'xor ebx,ebx'],
  ['b918000000', 5, CX, 'mov ecx,24'],
  ['48b8efcdab9078563412', 10, AX, 'mov rax,imm64'],
  ['66b83412', 4, AX, 'mov ax,imm16'],
  ['48c7c118000000', 7, CX, 'mov rcx,24'],
  ['f6c101', 3, 0, 'test cl,1'],
  ['48f7e1', 3, AX | DX, 'mul rcx'],
  ['48f7c100000080', 7, 0, 'test rcx,imm32'],
  ['86e0', 2, AX, 'xchg al,ah'],
  ['b4ff', 2, AX, 'mov ah,255'],
  ['0fb6c1', 3, AX, 'movzx eax,cl'],
  ['440f11bc2490000000', 9, 0, 'movups [rsp+144],xmm15'],
  ['660f3a0fc108', 6, 0, 'palignr xmm0,xmm1,8'],
  ['660f3a61070c', 6, CX, 'pcmpestri xmm0,[rdi],12'],
  ['c5f877', 3, 0, 'vzeroupper'],
  ['c5fe6f06', 4, 0, 'vmovdqu ymm0,[rsi]'],
  ['c5fdd7c8', 4, CX, 'vpmovmskb ecx,ymm0'],
  ['62f17c48100424', 7, 0, 'vmovups zmm0,[rsp]'],
  ['f0480fb10a', 5, AX, 'lock cmpxchg [rdx],rcx'],
  ['0f1f840000000000', 8, 0, 'nop [rax+rax]'],
  ['ff542408', 4, WRITES_ALL, 'call [rsp+8]'],
])('%s', (hex, length, writes) => {
  const bytes = bytesOf(hex);
  const instruction = newAmd64Instruction();
  expect(decodeAmd64(bytes, 0, bytes.length, instruction)).toBe(length);
  expect(amd64Writes(bytes, instruction)).toBe(writes);
  // Cut anywhere, it is no instruction; with more behind it, the same.
  for (let end = 0; end < length; end++) expect(decodeAmd64(bytes, 0, end, instruction)).toBe(0);
  const longer = bytesOf(`${hex}9090909090909090`);
  expect(decodeAmd64(longer, 0, longer.length, instruction)).toBe(length);
});

test.each(['06', '9a0000000000', 'ea00000000', '0f04', '82c000', '', '66666666666666666666666666666690'])('nothing in %s', (hex) => {
  const bytes = hex === '' ? new Uint8Array(0) : bytesOf(hex);
  expect(decodeAmd64(bytes, 0, bytes.length, newAmd64Instruction())).toBe(0);
});

import { expect, test } from 'vitest';
import { FormatError } from '../../base/errors.ts';
import { decodeExecutable } from './executable.ts';

const starting = (...bytes: number[]): Uint8Array => Uint8Array.from([...bytes, ...Array<number>(64).fill(0)]);
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

test.each([
  ['an archive', text('!<arch>\n__.PKGDEF       0'), /found a static archive/],
  ['a thin archive', text('!<thin>\n/               0'), /found a static archive/],
  ['a Go object file', text('go object linux amd64 go1.26.1\n'), /found a Go object file/],
  ['WebAssembly', starting(0, 0x61, 0x73, 0x6d), /found a WebAssembly module/],
  ['a script', text('#!/bin/sh\n'), /found a script/],
  ['a Java class', starting(0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 61), /found a Java class/],
  ['nothing', new Uint8Array(0), /found an empty file/],
  ['text', text('hello'), /an ELF, Mach-O or PE executable$/],
  ['an ELF mark alone', text('\u007fELF'), /ELF/],
  ['a PE mark alone', text('MZ'), /PE/],
  ['a Mach-O mark alone', starting(0xcf, 0xfa, 0xed, 0xfe).subarray(0, 4), /Mach-O/],
  ['an empty universal file', starting(0xca, 0xfe, 0xba, 0xbe), /1 to 44 files, found 0/],
  ['a universal file that is cut off', starting(0xca, 0xfe, 0xba, 0xbf, 0, 0, 0, 2).subarray(0, 20), FormatError],
])('%s is named', (_what, bytes, message) => {
  expect(() => decodeExecutable(bytes, 'input')).toThrow(FormatError);
  expect(() => decodeExecutable(bytes, 'input')).toThrow(message);
});

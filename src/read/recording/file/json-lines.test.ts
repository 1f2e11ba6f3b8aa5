import { describe, expect, test } from 'vitest';
import { FormatError } from '../../../base/errors.ts';
import { encodeLines, LineDecoder, parseJson } from './json-lines.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test('lines come back from pieces that are cut anywhere', () => {
  const values = [{ a: 'ü\n"' }, [], 1, 'x'.repeat(300), null];
  const all = Uint8Array.from([...encodeLines(values)].flatMap((piece) => [...piece]));
  for (const size of [1, 2, 3, 7, 64, 1000]) {
    const lines = new LineDecoder('test');
    const found: unknown[] = [];
    for (let at = 0; at < all.length; at += size) found.push(...lines.add(all.subarray(at, at + size), 0));
    expect(found).toEqual(values);
    expect(lines.open).toBe(false);
  }
});

test('a line that has not ended is open', () => {
  const lines = new LineDecoder('test');
  expect([...lines.add(bytes('1\n2'), 0)]).toEqual([1]);
  expect(lines.open).toBe(true);
});

describe('is refused', () => {
  test.each([
    ['an empty line', ''],
    ['no JSON', '{'],
    ['more than one value', '1 2'],
    ['what is nested deeper than anything', `${'['.repeat(65)}${']'.repeat(65)}`],
  ])('%s', (_name, text) => {
    expect(() => parseJson(bytes(text), 'test', 40)).toThrow(FormatError);
    expect(() => parseJson(bytes(text), 'test', 40)).toThrow('test at offset 0x28');
  });
  test('what is no UTF-8', () => {
    expect(() => parseJson(Uint8Array.of(0x22, 0xff, 0x22), 'test', 0)).toThrow(FormatError);
  });
});

test('brackets in texts nest nothing', () => {
  expect(parseJson(bytes(JSON.stringify(`${'['.repeat(100)}\\"{{`)), 'test', 0)).toBe(`${'['.repeat(100)}\\"{{`);
});

import { describe, expect, it } from 'vitest';
import { elideShapes, prefixToPath, printableName, splitSymbol, symbolPrefix } from './symbol-names.ts';

describe('names', () => {
  it('escapes dots of the last element only', () => {
    expect(symbolPrefix('example.com/x.y')).toBe('example.com/x%2ey');
    expect(prefixToPath('example.com/x%2ey')).toBe('example.com/x.y');
    expect(symbolPrefix('gopkg.in/yaml.v3')).toBe('gopkg.in/yaml%2ev3');
  });
  it('spells instances and hashed closures as pclntab does', () => {
    expect(printableName('(*HashTrieMap[go.shape.interface {},go.shape.[]int]).Load')).toBe('(*HashTrieMap[...]).Load');
    expect(printableName('CountFlags.func1#XPl/3YLu2ZI=#')).toBe('CountFlags.func1');
  });
  it('finds the package of a symbol', () => {
    expect(splitSymbol('example.com/x%2ey.(*T).M')).toEqual({ package: 'example.com/x.y', name: '(*T).M' });
    expect(splitSymbol('slices.Insert[...]')).toEqual({ package: 'slices', name: 'Insert[...]' });
    expect(splitSymbol('main.main.func1')).toEqual({ package: 'main', name: 'main.func1' });
  });
  it.each([
    ['make([]go.shape.int, n)', 'make([]…, n)'],
    ['&gen.node[go.shape.int]{...}', '&gen.node[…]{...}'],
    ['[]go.shape.*uint8{...}', '[]…{...}'],
    ['make(map[go.shape.string]go.shape.int)', 'make(map[…]…)'],
    ['new(go.shape.struct { a int; b string })', 'new(…)'],
    ['&pair[go.shape.string,[]go.shape.int]{...}', '&pair[…]{...}'],
    ['append(s, x)', 'append(s, x)'],
  ])('%s → %s', (text, wanted) => {
    expect(elideShapes(text)).toBe(wanted);
  });
});

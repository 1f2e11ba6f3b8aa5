import { describe, expect, it } from 'vitest';
import { findRenames } from './renames.ts';
import { SourceText, type Declaration } from './source-text.ts';

function declared(files: Record<string, string>): Map<string, Declaration> {
  const text = new SourceText((file) => files[file]?.split('\n'));
  return new Map(Object.keys(files).flatMap((file) => text.declarations(file).map((d) => [`example.com/${file.replace('.go', '')}.${d.name}`, d] as const)));
}

const grow = (name: string): string => `func ${name}(n int) []int {\n\treturn make([]int, n)\n}`;

describe('renamed functions', () => {
  it('are those that one side alone has, with the same body', () => {
    const { functions, text } = findRenames(declared({ 'a.go': grow('Grow') }), declared({ 'a.go': grow('Enlarge') }), true);
    expect([...functions]).toEqual([['example.com/a.Grow', 'example.com/a.Enlarge']]);
    expect(text('x:=Grow(Grow2(3))+b.Grow')).toBe('x:=Enlarge(Grow2(3))+b.Grow');
  });
  it('are not those that both have', () => {
    const both = declared({ 'a.go': `${grow('Grow')}\n\n${grow('Enlarge')}` });
    expect(findRenames(both, both, true).functions.size).toBe(0);
    expect(findRenames(both, declared({ 'a.go': grow('Grow') }), true).functions.size).toBe(0);
  });
  it('are found through the calls of others', () => {
    const use = (name: string, callee: string): string => `func ${name}() int {\n\treturn len(${callee}(3))\n}`;
    const before = declared({ 'a.go': `${grow('Grow')}\n\n${use('Use', 'Grow')}` });
    const after = declared({ 'a.go': `${use('Apply', 'Enlarge')}\n\n${grow('Enlarge')}` });
    expect([...findRenames(before, after, true).functions].sort()).toEqual([
      ['example.com/a.Grow', 'example.com/a.Enlarge'],
      ['example.com/a.Use', 'example.com/a.Apply'],
    ]);
  });
  it('may stand in another package, where all functions are known', () => {
    const [before, after] = [declared({ 'a.go': grow('Grow') }), declared({ 'b.go': grow('Grow') })];
    expect([...findRenames(before, after, true).functions]).toEqual([['example.com/a.Grow', 'example.com/b.Grow']]);
    expect(findRenames(before, after, false).functions.size).toBe(0);
  });
  it('leave variables of the same name alone', () => {
    const wrap = (name: string): string =>
      `func ${name}(wrap int, s string) []string {\n\tif wrap > 0 {\n\t\treturn ${name}(wrap-1, s)\n\t}\n\treturn []string{s}\n}`;
    const { functions, text } = findRenames(declared({ 'a.go': wrap('wrap') }), declared({ 'a.go': wrap('fold') }), true);
    expect([...functions]).toEqual([['example.com/a.wrap', 'example.com/a.fold']]);
    expect(text('return wrap(wrap-1,s)')).toBe('return fold(wrap-1,s)');
  });
  it('of many with one body are paired in order', () => {
    const many = (prefix: string): Map<string, Declaration> => declared({ 'a.go': Array.from({ length: 50 }, (_, i) => grow(`${prefix}${i}`)).join('\n\n') });
    const { functions } = findRenames(many('Old'), many('New'), true);
    expect(functions.size).toBe(50);
    expect(functions.get('example.com/a.Old7')).toBe('example.com/a.New7');
  });
});

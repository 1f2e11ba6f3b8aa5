import { describe, expect, it } from 'vitest';
import { shapeOf, SourceText, squeezed, wordOf } from './source-text.ts';

function bodies(text: string): (line: number) => string | undefined {
  const known = new SourceText((file) => (file === 'a.go' ? text.split('\n') : undefined));
  return (line) => known.declarationAt({ file: 'a.go', line })?.body;
}

const before = bodies(`package p

// Grow grows.
func Grow(n int) []int {
	s := make([]int, n) // here
	return append(s, Grow(n-1)...)
}

var table = map[string]int{"a": 1}

func One() int { return 1 }`);

describe('bodies of functions', () => {
  it('are equal under another name, with other comments and white space', () => {
    const after = bodies(`package p

func (b *box) GrowMore(n int)   []int {
	/* a comment
	   of two lines */
	s := make( []int,n )

	return append(s, GrowMore(n - 1)...)
}`);
    expect(after(6)).toContain('make');
    // The receiver is part of what a method is.
    expect(after(6)).not.toBe(before(5));
    expect(bodies('func GrowMore(n int) []int {\n\ts := make([]int, n)\n\treturn append(s, GrowMore(n-1)...)\n}')(2)).toBe(before(5));
  });
  it('differ where strings differ, also in white space', () => {
    const say = (words: string): string | undefined => bodies(`func f() string {\n\treturn ${words}\n}`)(2);
    expect(say('"a  b"')).not.toBe(say('"a b"'));
    expect(say('"// a"')).not.toBe(say('""'));
    expect(say('`a  b`')).not.toBe(say('`a b`'));
    expect(say("' '")).not.toBe(say("''"));
  });
  it('are none outside of functions', () => {
    expect(before(9)).toBeUndefined();
    expect(before(8)).toBeUndefined();
  });
  it('of one line end there', () => {
    expect(before(11)).toMatch(/return 1\}$/);
  });
  it('of one line end there, also in front of a comment', () => {
    const two = bodies('func One() int { return 1 } // }\nfunc Two() string { return "{" }\n\nfunc Three() {\n}');
    expect(two(1)).toMatch(/return 1\}$/);
    expect(two(2)).toMatch(/"\{"\}$/);
    expect(two(4)).toBe('func \u0001(){}');
  });
  it('are unknown without source', () => {
    const none = new SourceText(() => undefined);
    expect(none.declarationAt({ file: 'a.go', line: 1 })).toBeUndefined();
    expect(none.line({ file: 'a.go', line: 1 })).toBe('');
    expect(before(0)).toBeUndefined();
    expect(before(99)).toBeUndefined();
  });
  it('have the names of methods with their type', () => {
    const text = new SourceText(() => ['func (b *box[T]) Grow() {', '}', 'func (box) Shrink() {', '}', 'func Map[T any](x T) T {', '}']);
    expect(text.declarations('a.go').map((d) => `${d.name} ${d.first}-${d.last}`)).toEqual(['box.Grow 1-2', 'box.Shrink 3-4', 'Map 5-6']);
  });
});

describe('lines', () => {
  it.each([
    ['m := map[string]int{\n"a": 1,\n}', 'm := map[string]int{"a": 1}'],
    ['f(a, // why\n  b)', 'f(a,b)'],
    ['x = append( x,1 )', 'x=append(x,1)'],
    ['func f(a []interface{}, b map[string]interface{})', 'func f(a []any, b map[string]any)'],
  ])('are equal as gofmt may write them: %j', (a, b) => {
    expect(squeezed(a)).toBe(squeezed(b));
  });
  it('have a shape that names do not change', () => {
    expect(shapeOf(squeezed('kept = make([]int, count)'))).toBe(shapeOf(squeezed('out = make([]int, n)')));
    expect(shapeOf(squeezed('kept = make([]int, count)'))).not.toBe(shapeOf(squeezed('kept = make([]string, count)')));
    expect(shapeOf('say("a b")')).toBe('x("a b")');
  });
});

describe('names in other scripts', () => {
  it('are whole names', () => {
    const text = new SourceText(() => 'func Größe(ü int) int {\n\treturn ü + Größe(1)\n}\n\nfunc (s *Сет) 世界() {\n}'.split('\n'));
    expect(text.declarations('a.go').map((d) => d.name)).toEqual(['Größe', 'Сет.世界']);
    expect(text.declarations('a.go')[0]!.body).toBe('func \u0001(ü int)int{return ü+\u0001(1)}');
  });
  it('are found as they are, also when they are none', () => {
    expect(wordOf('x').test('y=x+1')).toBe(true);
    expect(wordOf('x').test('y=üx+a.x')).toBe(false);
    for (const strange of ['*(', '[', 'a.b', '\\', '~r0']) expect(wordOf(strange).test('nothing')).toBe(false);
  });
});

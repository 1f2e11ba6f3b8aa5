import { describe, expect, it } from 'vitest';
import { FunctionBodies } from './bodies.ts';

function bodies(text: string): (line: number) => string | undefined {
  const known = new FunctionBodies((file) => (file === 'a.go' ? text.split('\n') : undefined));
  return (line) => known.bodyAt({ file: 'a.go', line });
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
  it('are the line itself outside of functions', () => {
    expect(before(9)).toBe('outside: var table=map[string]int{"a":1}');
    expect(before(8)).toMatch(/^outside: /);
  });
  it('of one line end there', () => {
    expect(before(11)).toMatch(/return 1\}$/);
  });
  it('are unknown without source', () => {
    expect(new FunctionBodies(() => undefined).bodyAt({ file: 'a.go', line: 1 })).toBeUndefined();
    expect(before(0)).toBeUndefined();
    expect(before(99)).toBeUndefined();
  });
});

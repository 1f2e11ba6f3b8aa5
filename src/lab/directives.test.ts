import { describe, expect, it } from 'vitest';
import { readExperiments } from './directives.ts';

const read = (text: string): ReturnType<typeof readExperiments> => readExperiments(text, 'slices/x.go', 'slices');

describe('directives', () => {
  it('make an experiment of a function with a case', () => {
    const [experiment, ...more] = read(`package slices

//lab:title make with a size
//lab:zh 带长度的 make
//lab:claim It is in the frame.
//lab:claim-zh 在栈帧里。
//lab:holds placement=stack allocs=0
//lab:change 1.25 cmd/compile/internal/walk/builtin.go walkMakeSlice: a buffer.
//lab:change-zh 缓冲区。
//lab:why runtime/slice.go makeslice: it calls mallocgc.
//lab:case 4 elements: f(4)
//lab:case first, once: f(5)
//lab:case f(6)
//lab:flags -gcflags=-l
//lab:flags -race
//lab:java A JVM does it too.
//go:noinline
func f(n int) int {
	s := make([]int, n) //lab:site
	//lab:site make-map
	m := map[int]int{1: n}
	return s[0] + m[1]
}

func helper() *int {
	return new(int) //lab:site f
}
`);
    expect(more).toEqual([]);
    expect(experiment).toMatchObject({
      id: 'slices/f',
      title: { en: 'make with a size', zh: '带长度的 make' },
      lines: [18, 23],
      claims: [{ words: { en: 'It is in the frame.', zh: '在栈帧里。' }, holds: 'placement=stack allocs=0' }],
      cases: [
        { label: '4 elements', statement: 'f(4)', once: false },
        { label: 'first', statement: 'f(5)', once: true },
        { label: 'f(6)', statement: 'f(6)', once: false },
      ],
      marks: [{ line: 19 }, { line: 21, kind: 'make-map' }, { line: 26 }],
      variants: ['-gcflags=-l', '-race'],
      mechanisms: [
        { since: 25, file: 'cmd/compile/internal/walk/builtin.go', name: 'walkMakeSlice', words: { en: 'a buffer.', zh: '缓冲区。' } },
        { file: 'runtime/slice.go', name: 'makeslice' },
      ],
      java: { en: 'A JVM does it too.' },
    });
    expect(experiment!.source).not.toContain('//lab:');
    expect(experiment!.source).not.toContain('//go:');
  });

  it('belong to one-line functions and methods too', () => {
    expect(
      read('package slices\n\n//lab:case f()\nfunc f() { g() }\n\n//lab:case (&T{}).m()\nfunc (t *T) m() {\n}\n').map((e) => [e.function, e.lines]),
    ).toEqual([
      ['f', [4, 4]],
      ['T.m', [7, 8]],
    ]);
  });

  it('name a line when they are wrong', () => {
    for (const [text, message] of [
      ['//lab:clam x\nfunc f() {}\n', /x\.go:1: \/\/lab:clam is not known; there are title/],
      ['//lab:case f()\nvar x int\n', /x\.go:1: \/\/lab:case has no function behind it/],
      ['//lab:case f()\n', /x\.go:1: \/\/lab:case has no function behind it/],
      ['func f() {\n\t//lab:claim x\n}\n', /x\.go:2: \/\/lab:claim stands in front of a function/],
      ['//lab:holds allocs=0\n//lab:case f()\nfunc f() {}\n', /x\.go:1: \/\/lab:holds follows a \/\/lab:claim/],
      ['//lab:case f()\nfunc f() {\n', /x\.go:2: the function f does not end/],
      ['var x = 1 //lab:site\n', /x\.go:1: \/\/lab:site outside of a function/],
      ['//lab:case f()\nfunc f() {\n\t_ = 1 //lab:site g\n}\n', /x\.go:3: \/\/lab:site belongs to g, which is no experiment/],
      ['//lab:flags -O3\n//lab:case f()\nfunc f() {}\n', /x\.go:1: \/\/lab:flags takes/],
      ['//lab:change cmd/x.go f: text\n//lab:case f()\nfunc f() {}\n', /x\.go:1: \/\/lab:change is a release/],
      ['//lab:case\nfunc f() {}\n', /x\.go:1: \/\/lab:case is followed by a Go statement/],
      ['//lab:hot f\n//lab:case f()\nfunc f() {}\n', /x\.go:1: \/\/lab:hot takes a caller and a callee/],
    ] as const)
      expect(() => read(text), text).toThrow(message);
  });
});

import { describe, expect, it } from 'vitest';
import { fit, kindOfExpression, refineKind } from './kind.ts';

describe('kindOfExpression', () => {
  it.each([
    ['make([]byte, n)', 'make-slice'],
    ['make(map[string]int)', 'make-map'],
    ['make(chan int, 3)', 'make-chan'],
    ['make(Names, n)', 'make-slice'],
    ['new(T)', 'new'],
    ['&T{...}', 'composite'],
    ['&T{}', 'composite'],
    ['[]int{...}', 'composite'],
    ['map[string]int{...}', 'composite'],
    ['func literal', 'closure'],
    ['... argument', 'variadic'],
    ['append', 'append'],
    ['append(xs, i)', 'append'],
    ['([]byte)(s)', 'string-convert'],
    ['string(b)', 'string-convert'],
    ['([]rune)(s)', 'string-convert'],
    ['a + b', 'string-concat'],
    ['a + "x + y" + "!"', 'string-concat'],
    ['f("a + b")', 'interface'],
    ['string(b) + "x"', 'string-concat'],
    ['q.Grow', 'interface'],
    ['n', 'interface'],
    ['"hello"', 'interface'],
    ['struct {}{}', 'interface'],
    ['t', 'interface'],
  ])('%s is %s', (text, kind) => {
    expect(kindOfExpression(text, false)).toBe(kind);
  });
  it('takes a moved variable by its verdict', () => {
    expect(kindOfExpression('append', true)).toBe('moved-to-heap');
  });
});

describe('calls and kinds', () => {
  it('prefers what the entry is made for', () => {
    expect(fit('slice', 'make-slice')).toBeGreaterThan(fit('object', 'make-slice'));
    expect(fit('grow', 'interface')).toBe(0);
  });
  it('knows method values by the type of their closure', () => {
    expect(refineKind('interface', 'object', 'noalg.struct { F uintptr; R *main.Sq }')).toBe('method-value');
    expect(refineKind('interface', 'box', 'int')).toBe('interface');
  });
});

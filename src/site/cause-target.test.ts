import { describe, expect, it } from 'vitest';
import { EscapeReport } from '../read/compiler/escape-report.ts';
import { CalleeIndex } from './cause-callees.ts';
import { calleeOf, channelOf, firstArgument, isTemporary, leftSide, readableCallee, targetOf, withoutTypeArguments } from './cause-target.ts';

describe('expressions of a flow', () => {
  it.each([
    ['fmt.Println(... argument...)', 'fmt.Println'],
    ['(*sync.WaitGroup).Add(wg, f(1))', '(*sync.WaitGroup).Add'],
    ['f(")(", \'(\')', 'f'],
    ['Map[go.shape.int](xs, func literal)', 'Map[go.shape.int]'],
    ['table[f(1)](x)', 'table[f(1)]'],
    ['panic("cut at sixty characters...)', 'panic'],
    ['x', undefined],
  ])('callee of %s', (expression, callee) => {
    expect(calleeOf(expression)).toBe(callee);
  });
  it.each([
    ['global = &x', 'global'],
    ['a[f("=")], _ = &x, 1', 'a[f("=")], _'],
    ['s += " = " + t', 's'],
    ['x == y', undefined],
    ['v &^= w', 'v'],
  ])('left side of %s', (expression, left) => {
    expect(leftSide(expression)).toBe(left);
  });
  it.each([
    ['global', 'global', 'global'],
    ['größe', 'global', 'größe'],
    ['t.next', 'field', 't.next'],
    ['*p', 'pointer', 'p'],
    ['m["a]"]', 'map', 'm'],
    ['m[k[0]]', 'element', 'm'],
    ['a, b', 'several', 'a, b'],
    ['_, .autotmp_3, global', 'global', 'global'],
  ])('target %s', (left, kind, name) => {
    expect(targetOf(left)).toEqual({ kind, name });
  });
  it('reads arguments, channels and made-up names', () => {
    expect(firstArgument('append(f(a, b), c)')).toBe('f(a, b)');
    expect(channelOf('chans[f("<-")] <- &x')).toBe('chans[f("<-")]');
    for (const name of ['~r0', 'fmt.~r1', '.autotmp_12', '{heap}', '#state1', 'slices.#next', '_']) expect([name, isTemporary(name)]).toEqual([name, true]);
    for (const name of ['x', 'fmt.a', 'r0']) expect([name, isTemporary(name)]).toEqual([name, false]);
    expect(readableCallee('.autotmp_5.Write')).toBe('method Write');
    expect(withoutTypeArguments('(*Stack[go.shape.struct { A []int }]).Push')).toBe('(*Stack).Push');
  });
});

describe('callees of a build', () => {
  const report = (path: string, ...lines: string[]): EscapeReport => {
    const made = new EscapeReport(path);
    for (const line of lines) {
      const bytes = new TextEncoder().encode(line);
      made.line(bytes, 0, bytes.length);
    }
    made.finish();
    return made;
  };
  const index = new CalleeIndex(
    [
      report(
        'example.com/store/v2',
        './s.go:9:6: cannot inline Keep: marked go:noinline',
        './s.go:12:16: can inline (*Box[go.shape.int]).Put with cost 3 as: method(*Box[go.shape.int]) func(*int) { b.p = p }',
        './s.go:9:11: leaking param: value',
        './s.go:12:7: leaking param content: b',
        './s.go:12:20: leaking param: p',
      ),
      report('example.com/app', './a.go:3:6: can inline local with cost 1 as: func() { }'),
      report('example.com/other/store', './o.go:1:6: can inline Open with cost 1 as: func() { }'),
    ],
    true,
  );
  it.each([
    ['example.com/store/v2', 'Keep', { kind: 'leaks', parameter: 'value' }],
    ['example.com/app', 'store.Keep', { kind: 'leaks', parameter: 'value' }],
    ['example.com/app', '(*store.Box[go.shape.int]).Put', { kind: 'leaks' }],
    ['example.com/app', 'local', { kind: 'known' }],
    ['example.com/app', 'r.Read', { kind: 'dynamic' }],
    ['example.com/app', 'callback', { kind: 'dynamic' }],
    ['example.com/app', 'store.Unknown', undefined],
    ['example.com/app', 'panic', undefined],
  ])('%s calls %s', (path, callee, facts) => {
    expect(index.find(path, callee)).toEqual(facts);
  });
  it('says nothing of strangers while packages are missing', () => {
    expect(new CalleeIndex([], false).find('p', 'r.Read')).toBeUndefined();
  });
});

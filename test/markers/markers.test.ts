// The syntax of the markers: what is read, and that anything else is an error with its place.
import { describe, expect, it } from 'vitest';
import { matchesExpression, parseMarkers, select, type Marker } from './markers.ts';
import { selectedReleases } from './releases.ts';

function read(text: string): {
  claims: string[];
  markers: Marker[];
  measurements: { case: string; allocs: number; most?: number; minGo?: number; maxGo?: number }[];
} {
  const found = { claims: [], markers: [], measurements: [] };
  parseMarkers('a.go', text, found);
  return found;
}

describe('markers', () => {
  it('stand behind the code', () => {
    expect(
      read('func (l *list[T]) add(v T) {\n\ts := f() //@ alloc(append, conditional, "append(s, \\"x\\")", bound="32 bytes", min_go=1.25)\n}').markers,
    ).toEqual([
      {
        role: 'alloc',
        file: 'a.go',
        line: 2,
        function: '(*list).add',
        kind: 'append',
        placement: 'conditional',
        expression: 'append(s, "x")',
        bound: '32 bytes',
        minGo: 25,
      },
    ]);
  });

  it('stand above it, and several in a line', () => {
    const { markers } = read(
      'func f() {\n//@ alloc(new, heap); alloc(closure, static, "func literal", silent=yes)\n//@ copy(composite, gone, entry=newobject)\nx()\n}\nvar y = 1 //@ alloc(new, stack)',
    );
    expect(markers.map((m) => [m.role, m.kind, m.line, m.function])).toEqual([
      ['alloc', 'new', 4, 'f'],
      ['alloc', 'closure', 4, 'f'],
      ['copy', 'composite', 4, 'f'],
      ['alloc', 'new', 6, 'init'],
    ]);
    expect(markers[1]?.silent).toBe(true);
    expect(markers[2]?.entry).toBe('newobject');
  });

  it('take the build constraint of their file', () => {
    const found = read(
      '//go:build go1.23\n\nfunc f() {\n//@ measure(case="F/1", allocs=3); measure(case="F/2", allocs=0-2, min_go=1.25, max_go=1.26)\nx() //@ alloc(new, heap)\n}',
    );
    expect(found.markers[0]?.minGo).toBe(23);
    expect(found.measurements.map((m) => [m.case, m.allocs, m.most, m.minGo, m.maxGo])).toEqual([
      ['F/1', 3, undefined, 23, undefined],
      ['F/2', 0, 2, 25, 26],
    ]);
    expect(select(found.measurements, '1.27.4').map((m) => m.case)).toEqual(['F/1']);
    expect(select(found.measurements, '1.22.12')).toEqual([]);
  });

  it('match expressions whatever stands between braces', () => {
    const [marker] = read('x() //@ alloc(composite, heap, "&struct {}{}")').markers;
    if (marker === undefined) throw new Error('no marker');
    expect(matchesExpression(marker, '&struct{}{}')).toBe(true);
    expect(matchesExpression({ ...marker, expression: '&point{...}' }, '&point{x: 1}')).toBe(true);
    expect(matchesExpression({ ...marker, expression: '&point{...}' }, '&pair{...}')).toBe(false);
  });

  it.each([
    ['x() //@ alloc(slice, heap)', 'unknown kind'],
    ['x() //@ alloc(new, nowhere)', 'unknown placement'],
    ['x() //@ alloc(new)', 'unknown placement'],
    ['x() //@ alloc(new, conditional)', 'a bound is stated'],
    ['x() //@ alloc(new, heap, bound="1 byte")', 'a bound is stated'],
    ['x() //@ alloc(new, heap, frequency=often)', 'unknown frequency'],
    ['x() //@ alloc(new, heap, colour=red)', 'unknown option'],
    ['x() //@ alloc(new, heap, min_go=1.25, max_go=1.24)', 'no release'],
    ['x() //@ alloc(new, heap, min_go=25)', 'not a Go release'],
    ['x() //@ alloc(new, heap', 'expected , or )'],
    ['x() //@ alloc(new, heap, "open)', 'unterminated'],
    ['x() //@ alloc(new, heap);', 'nothing follows'],
    ['x() //@ alloc(new, heap,)', 'nothing follows'],
    ['x() //@ alloc(new, heap) alloc(new, heap)', 'expected ;'],
    ['x() //@ place(new, heap)', 'unknown marker'],
    ['x() //@', 'empty marker'],
    ['//@ alloc(new, heap)\n\nx()', 'above an empty line'],
    ['//@ alloc(new, heap)', 'no code follows'],
    ['//@ measure(case="F")\nx()', 'number of allocs'],
    ['//@ measure(allocs=1)\nx()', 'needs a case'],
    ['//@ claims(everything)', 'unknown kind'],
  ])('%j is an error', (text, message) => {
    expect(() => read(text)).toThrow(new RegExp(`^a\\.go:1: .*${message.replace(/[()]/g, '\\$&')}`));
  });
});

describe('releases', () => {
  it('can be restricted, but not misspelled', () => {
    expect(selectedReleases('1.27, go1.21.13')).toEqual(['1.27.4', '1.21.13']);
    expect(selectedReleases('').length).toBe(7);
    expect(() => selectedReleases('1.2')).toThrow('1.2 is not among');
  });
});

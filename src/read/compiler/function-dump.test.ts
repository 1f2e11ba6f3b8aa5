import { describe, expect, it } from 'vitest';
import { findAllocationEntry } from '../release/allocation-entries.ts';
import { CompilerText } from './compiler-text.ts';

/** Reads a text in pieces of `size` bytes. */
function read(text: string, size = 1 << 20): CompilerText<{ lines: string[]; line(bytes: Uint8Array, start: number, end: number): void }> {
  const parsed = new CompilerText(
    () => ({
      lines: [] as string[],
      line(bytes: Uint8Array, start: number, end: number) {
        this.lines.push(Buffer.from(bytes.subarray(start, end)).toString());
      },
    }),
    (symbol) => findAllocationEntry(symbol, 26),
  );
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) parsed.push(bytes.subarray(at, at + size));
  parsed.finish();
  return parsed;
}

// As Go 1.26 prints `b := make([]byte, n)` whose b does not escape, and a map assignment in a loop.
const TEXT = `# example.com/m
./x.go:21:36: make([]byte, n) does not escape
./x.go:21:6: live at entry to MakeVar: p
liveness: MakeVar
bb#1 pred= succ=2,4
(/m/x.go:21:6) function entry
	live=
(/m/x.go:21:36) v6 = ArgIntReg <int> {n+0} [0] : AX (n[int])
(/m/x.go:21:36) v19 = CMPQconst <flags> [32] v6
end

bb#4 pred=1 succ=2
(/m/x.go:21:36) v34 = Copy <int> v6 : BX
(/m/x.go:21:36) v9 = LEAQ <*uint8> {type:uint8} v3 : AX
(/m/x.go:21:36) v43 = CALLstatic <unsafe.Pointer,mem> {AuxCall{runtime.makeslice}} [24] v9 v34 v34 v1 : <AX>
	live=
(/m/x.go:21:36) v44 = SelectN <*uint8> [0] v43 : AX (b.ptr[*uint8])
end

bb#2 pred=1,4 succ=2,5,6
(/m/x.go:22:9) v7 = LEAQ <*[32]uint8> {.autotmp_3} v2 : AX
(/m/x.go:22:9) v60 = MOVQconst <*uint8> [0] : CX
(/m/x.go:22:9) v8 = CALLstatic <*uint8,int,mem> {AuxCall{runtime.concatstring2}} [48] v7 v1 v2 v3 v4 v1 : <AX,BX>
(/m/x.go:23:9) v70 = CALLstatic <*uint8,int,mem> {AuxCall{runtime.slicebytetostring}} [48] v60 v1 v2 v1 : <AX,BX>
(/m/x.go:24:9) v71 = CALLstatic <mem> {AuxCall{main.other}} [8] v60 v1 : <>
end

bb#5 pred=2 succ=
(/m/x.go:25:7) v72 = CALLstatic <*uint8,mem> {AuxCall{runtime.newobject}} [8] v9 v1 : <AX>
(/m/x.go:25:7) v73 = CALLstatic <mem> {AuxCall{runtime.gopanic}} [16] v9 v72 v1 : <>
end

bb#6 pred=2 succ=
(/m/x.go:26:2) v80 = MakeResult <mem> v1 : <>
end

# example.com/m/next
./y.go:1:1: can inline f
`;

describe('the text of -m=2 -live=2', () => {
  for (const size of [1, 7, 64, 1 << 20]) {
    it(`is the same in pieces of ${size} bytes`, () => {
      const text = read(TEXT, size);
      expect([...text.packages.keys()]).toEqual(['example.com/m', 'example.com/m/next']);
      const m = text.packages.get('example.com/m')!;
      expect(m.report.lines).toEqual(['./x.go:21:36: make([]byte, n) does not escape']);
      expect(m.liveLines).toBe(1);
      expect(text.truncated).toBe(false);
      const [f] = m.functions;
      expect(f?.name).toBe('MakeVar');
      expect(f?.calls.map((c) => `v${c.value} ${c.entry} ${c.loopDepth}${c.panicPath ? ' panic' : ''}`)).toEqual([
        'v43 runtime.makeslice 0',
        'v8 runtime.concatstring2 1',
        'v70 runtime.slicebytetostring 1',
        'v72 runtime.newobject 0 panic',
      ]);
    });
  }

  it('resolves arguments', () => {
    const [make, concat, convert] = read(TEXT).packages.get('example.com/m')!.functions[0]!.calls;
    expect(make).toMatchObject({ type: { kind: 'symbol', name: 'type:uint8' }, comparedWith: 32, variable: 'b', position: { line: 21, column: 36 } });
    expect(make?.capacity).toEqual({ kind: 'value', op: 'ArgIntReg' });
    expect(concat?.buffer).toEqual({ kind: 'frame', name: '.autotmp_3', type: '[32]uint8' });
    expect(convert?.buffer).toEqual({ kind: 'constant', value: 0 });
  });

  it('keeps frame temporaries with their types', () => {
    const { references } = read(TEXT).packages.get('example.com/m')!.functions[0]!;
    expect(references).toMatchObject([{ storage: 'frame', symbol: '.autotmp_3', type: '[32]uint8', position: { line: 22 } }]);
  });

  it('says so when the text is cut off', () => {
    for (const cut of [TEXT.indexOf('v44'), TEXT.indexOf('concatstring2')]) {
      const text = read(TEXT.slice(0, cut), 11);
      expect(text.truncated).toBe(true);
      expect(text.packages.get('example.com/m')!.functions.length).toBe(1);
    }
  });

  it('starts the next package even behind a dump without end', () => {
    const text = read(`${TEXT.slice(0, TEXT.indexOf('v44'))}\n${TEXT.slice(TEXT.indexOf('# example.com/m/next'))}`);
    expect(text.packages.get('example.com/m/next')!.report.lines.length).toBe(1);
  });

  it('survives a line of ten megabytes and invalid UTF-8', () => {
    const long = `# p\nliveness: F\nbb#1 pred= succ=\n(/x.go:1:1) v1 = LEAQ <*${'x'.repeat(10_000_000)}> {.autotmp_1} v2\nend\n\n`;
    expect(read(long).packages.get('p')!.functions[0]!.references.length).toBe(1);
    expect(read('# p\n\xff\xfe\0: \nliveness: \nbb#\n(\n').packages.get('p')!.functions.length).toBe(1);
  });
});

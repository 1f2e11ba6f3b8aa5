import { describe, expect, it } from 'vitest';
import { parseBuildNames, parseGenssa, parseLiveValues } from './ssa-dump.ts';

// Go 1.27.4, linux/amd64.
const GENSSA = `# /m/slices.go:61
       	00000 (61) 	TEXT	main.AppendReturned(SB), ABIInternal
       	00001 (61) 	FUNCDATA	$0, gclocals·g5+hNtRBP6YXNjfog7aZjQ==(SB)
 b1    	00005 (-61) 	PCDATA	$3, $1
 v78   	00006 (+63) 	MOVQ	AX, main.n(SP)
 v31   	00041 (-64) 	PCDATA	$1, $0
 v31   	00042 (-64) 	CALL	runtime.growslice(SB)
 b10   	00035 (-64) 	JMP	14
something else
`;

describe('SSA dumps', () => {
  it('reads instructions with the value that each belongs to', () => {
    const dump = parseGenssa(GENSSA);
    expect(dump.instructions.find((i) => i.text.startsWith('CALL'))).toEqual({
      index: 42,
      owner: 'v31',
      line: 64,
      statement: false,
      text: 'CALL runtime.growslice(SB)',
    });
    expect(dump.instructions.find((i) => i.index === 6)?.statement).toBe(true);
    expect(dump.instructions[0]).toEqual({ index: 0, line: 61, statement: false, text: 'TEXT main.AppendReturned(SB), ABIInternal' });
    expect(dump.unknown).toEqual(['something else']);
  });

  it('reads final values with their variables', () => {
    const text = `x\nliveness: F\nbb#1 pred= succ=\n(/m/x.go:23:6) function entry\n\tlive=\n(/m/x.go:23:43) v6 = ArgIntReg <int> {n+0} [0] : AX (n[int])\n(/m/x.go:23:79) v23 = SelectN <*int> [0] v31 : AX (xs.ptr[*int], ~r0[*int])\n(<unknown line number>) v1 = InitMem <mem>\nend\n\n./x.go:1:1: live at entry to G: a\n(/m/x.go:9:9) v99 = No <int>\n`;
    const values = parseLiveValues(text, 'F');
    expect(values.map((v) => v.id)).toEqual(['v6', 'v23', 'v1']);
    expect(values[1]).toMatchObject({ op: 'SelectN', type: '*int', uses: ['v31'], names: ['xs.ptr', '~r0'], line: 23 });
    expect(parseLiveValues(text, 'G')).toEqual([]);
  });

  it('reads variables of the first pass', () => {
    const names = parseBuildNames(
      'AppendReturned func(int) []int\n  b1:\n    (?) v1 = InitMem <mem>\n    (-61) v8 = Arg <int> {n} (n[int])\n    (64) v12 = SliceMake <[]int> v9 v10 v11 (numbers[[]int])\n',
    );
    expect(names.get('v8')).toEqual({ op: 'Arg', type: 'int', names: ['n'] });
    expect(names.get('v12')).toEqual({ op: 'SliceMake', type: '[]int', names: ['numbers'] });
  });
});

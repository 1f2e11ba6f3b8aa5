// Causes of flows as the compiler prints them, in both spellings; the table of them is test/report/causes.ts.
import { describe, expect, it } from 'vitest';
import { block, CASES, PLACED } from '../../test/report/causes.ts';
import { CAUSES } from './cause-list.ts';
import { reasonOf } from './cause-reason.ts';
import { decide, firstVariable, flowSteps } from './cause.ts';

describe.each(['=', '←'] as const)('causes in the spelling with %s', (spelling) => {
  it.each(CASES)('$cause: $sentence', ({ cause, subject, lines, input, lookup, sentence }) => {
    const reason = reasonOf(
      { kind: 'moved-to-heap', expression: subject, placement: 'heap', verdict: 'moved', ...input, flows: [block(subject, lines, spelling)] },
      lookup?.(spelling),
    );
    expect(reason).toMatchObject({ cause, sentence });
    expect(reason.steps.filter(({ from }) => from !== '').length).toBe(lines.filter((line) => !line.startsWith('>')).length);
  });
});

describe('causes from the code', () => {
  it.each(PLACED)('$cause: $sentence', ({ input, cause, sentence }) => {
    expect(reasonOf({ kind: 'other', expression: 'e', placement: 'unknown', verdict: 'none', flows: [], ...input })).toEqual({ cause, sentence, steps: [] });
  });
  it('covers the closed list', () => {
    const tested = new Set<string>([...CASES, ...PLACED].map(({ cause }) => cause));
    expect(Object.keys(CAUSES).filter((cause) => !tested.has(cause))).toEqual(['unknown']);
  });
  it('says unknown when a flow makes no sense', () => {
    expect(decide(block('x', ['> {heap} ← x'], '←')).cause).toBe('unknown');
    expect(decide({ kind: 'escape', subject: 'x', edges: [], truncated: false, unknownLines: 0, unknownWords: 0 }).cause).toBe('unknown');
  });
  it('says that the compiler cut its explanation', () => {
    const flows = [block('x', ['> ~r0 ← &x', 'return &x (return) 3'], '←', true)];
    expect(reasonOf({ kind: 'moved-to-heap', expression: 'x', placement: 'heap', verdict: 'moved', flows }).sentence).toMatch(
      / \(the compiler cut its explanation short\)$/,
    );
  });
});

describe('steps', () => {
  const flow = block(
    'n',
    [
      '> {storage for ... argument} ← &{storage for n}',
      'n (spill) 9',
      '... argument (slice-literal-element) 60',
      '> fmt.a ← &{storage for ... argument}',
      '... argument (spill) 60',
      'fmt.format, fmt.a := "%d", ... argument (assign-pair) 60',
      '> {temp} ← fmt.a',
      '> {heap} ← *{temp}',
    ],
    '←',
  );
  it('folds what people need not read', () => {
    expect(flowSteps(flow).map(({ from, folded }) => [from, folded])).toEqual([
      ['n', true],
      ['... argument', false],
      ['... argument', true],
      ['fmt.format, fmt.a := "%d", ... argument', true],
      ['', true],
      ['', true],
    ]);
  });
  it('names the variable that holds the memory first', () => {
    expect(firstVariable(block('make([]int, 3)', ['> s ← &{storage for make([]int, 3)}', 's := make([]int, 3) (assign) 3'], '='))).toBe('s');
    expect(firstVariable(flow)).toBeUndefined();
  });
  it('does not follow a circle forever', () => {
    const circle = block('a', ['> b ← &a', 'b = &a (assign) 1'], '←');
    const other = block('b', ['> a ← &b', 'a = &b (assign) 2'], '←');
    expect(decide(circle, { follow: (name) => (name === 'b' ? other : circle) }).onward?.onward).toBeDefined();
  });
});

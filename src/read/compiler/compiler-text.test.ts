import { describe, expect, it } from 'vitest';
import { CompilerText } from './compiler-text.ts';

/** Lines by package, given in pieces of a size. */
function linesOf(text: string, size: number, rawStrings = true, skip?: (header: string) => boolean): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  const reader = new CompilerText(
    (header) => ({ line: (bytes, start, end) => void (found[header] ??= []).push(Buffer.from(bytes.subarray(start, end)).toString('utf8')) }),
    () => undefined,
    { rawStrings, ...(skip === undefined ? {} : { skip }) },
  );
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
  reader.finish();
  return found;
}

describe('raw strings that are printed over several lines', () => {
  const text = [
    '# p',
    './a.go:1:2: n escapes to heap:',
    './a.go:1:2:     from fmt.Sprintf(`# not/a/package',
    'liveness: f',
    './a.go:9:9: no escapes to heap',
    '"`, ... argument...) (call parameter) at ./a.go:1:2',
    './a.go:2:2: "a ` b" escapes to heap',
    "./a.go:3:2: '`' escapes to heap",
    "./a.go:4:2: it doesn't matter",
    './a.go:5:2: `x` + `y` escapes to heap',
    '# q',
    './b.go:1:2: m escapes to heap',
    '',
  ].join('\n');
  const p = [
    './a.go:1:2: n escapes to heap:',
    './a.go:1:2:     from fmt.Sprintf(`# not/a/package liveness: f ./a.go:9:9: no escapes to heap "`, ... argument...) (call parameter) at ./a.go:1:2',
    './a.go:2:2: "a ` b" escapes to heap',
    "./a.go:3:2: '`' escapes to heap",
    "./a.go:4:2: it doesn't matter",
    './a.go:5:2: `x` + `y` escapes to heap',
  ];

  it.each([1, 7, 64, 100_000])('are one line, in pieces of %i bytes', (size) => {
    expect(linesOf(text, size)).toEqual({ p, q: ['./b.go:1:2: m escapes to heap'] });
  });
  it('are no headers in packages that are skipped either', () => {
    expect(linesOf(text, 50, true, (header) => header === 'p')).toEqual({ q: ['./b.go:1:2: m escapes to heap'] });
  });
  it('are left alone where releases quote them', () => {
    expect(Object.keys(linesOf(text, 50, false))).toEqual(['p', 'q']);
  });
  it.each([3, 100_000])('that never close cost no line behind them', (size) => {
    const open = '# p\n./a.go:1:2: `open escapes to heap\n./a.go:2:2: n escapes to heap\n# q\n./b.go:1:2: m escapes to heap\n';
    expect(linesOf(open, size)).toEqual({
      p: ['./a.go:1:2: `open escapes to heap', './a.go:2:2: n escapes to heap'],
      q: ['./b.go:1:2: m escapes to heap'],
    });
    const long = open.replace('# q', `${'./a.go:3:2: y escapes to heap\n'.repeat(60_000)}# q`);
    expect(linesOf(long, size * 1000)).toMatchObject({ q: ['./b.go:1:2: m escapes to heap'] });
  });
});

import { describe, expect, it } from 'vitest';
import { FormatError } from '../../base/errors.ts';
import { EscapeReport } from './escape-report.ts';
import { importPathOfDirectory, parseJsonLog, pathOfUri } from './json-log.ts';
import { chainOf, reconcile } from './json-log-reconcile.ts';

const HEADER = '{"version":0,"package":"main","goos":"linux","goarch":"amd64","gc_version":"go1.27.4","file":"/src/main.go"}\n';
const range = (line: number, character: number): unknown => ({ start: { line, character }, end: { line, character } });
const related = (message: string, line: number, file = '/src/main.go'): unknown => ({ location: { uri: `file://${file}`, range: range(line, 5) }, message });
const record = (code: string, message: string, line: number, relatedInformation?: unknown): string =>
  `${JSON.stringify({ range: range(line, 7), severity: 3, code, source: 'go compiler', message, relatedInformation })}\n`;

describe('-json log', () => {
  it('reads header, records, chains and explanations, and drops empty repetitions', () => {
    const log = parseJsonLog(
      HEADER +
        record('escape', 'x escapes to heap', 3, [
          related('inlineLoc', 40),
          related('escflow:    flow: ~r0 ← &x:', 3),
          related('escflow:      from &x (address-of)', 3),
          related('inlineLoc', 41),
        ]) +
        record('escape', '', 3) +
        record('isInBounds', '', 9),
      'main.json',
    );
    expect(log.header).toMatchObject({ package: 'main', goarch: 'amd64', gcVersion: 'go1.27.4', file: '/src/main.go' });
    expect([log.emptyMessages, log.records.length, log.cut]).toEqual([1, 2, false]);
    expect(log.records[0]).toMatchObject({
      code: 'escape',
      line: 3,
      column: 7,
      chain: [{ file: '/src/main.go', line: 40, column: 5 }],
      flow: [
        { message: '   flow: ~r0 ← &x:', chain: [] },
        { message: '     from &x (address-of)', chain: [{ line: 41 }] },
      ],
    });
  });
  it('leaves out codes that nobody wants', () => {
    expect(parseJsonLog(HEADER + record('nilcheck', '', 1), 'x.json', (code) => code !== 'nilcheck')).toMatchObject({ records: [], skipped: 1 });
  });
  it('drops a record that is cut off at the end', () => {
    expect(parseJsonLog(`${HEADER}${record('leak', 'x', 1)}{"range":`, 'x.json')).toMatchObject({ cut: true, records: [{ code: 'leak' }] });
  });
  it.each([
    ['', 1],
    ['{', 1],
    ['[]\n', 1],
    ['{"version":9}\n', 1],
    [`${HEADER}nonsense\n`, 2],
    [`${HEADER}null\n`, 2],
    [`${HEADER}{"code":1}\n`, 2],
    [`${HEADER}{"code":"escape","message":"m","range":{"start":{"line":-1,"character":1}}}\n`, 2],
    [`${HEADER}${record('escape', 'm', 1)}${record('escape', 'm', 1, 7)}`, 3],
    [`${HEADER}${record('escape', 'm', 1, [{ message: 'x' }])}`, 2],
  ])('refuses %j with its line', (text, line) => {
    try {
      parseJsonLog(text, 'x.json');
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(FormatError);
      expect(error).toMatchObject({ where: 'x.json', offset: line, unit: 'line' });
    }
  });
  it('reads names', () => {
    expect(importPathOfDirectory('example.com%2Ffx%2Flib')).toBe('example.com/fx/lib');
    expect(importPathOfDirectory('100%')).toBe('100%');
    expect(pathOfUri('file:///C:/a%20b/x.go')).toBe('C:/a b/x.go');
  });
});

describe('text and log together', () => {
  function report(): EscapeReport {
    const made = new EscapeReport('main');
    for (const line of [
      './main.go:3:7: x escapes to heap:',
      './main.go:3:7: x escapes to heap:',
      './main.go:4:7: parameter p leaks to ~r0 with derefs=1:',
      '/lib/gen.go:5:7: y escapes to heap:',
      './cgo.go:6:7: z escapes to heap:',
      '<unknown line number>: #next escapes to heap in F:',
      './main.go:3:7: moved to heap: x',
      '/lib/gen.go:5:7: moved to heap: y',
    ]) {
      const bytes = new TextEncoder().encode(line);
      made.line(bytes, 0, bytes.length);
    }
    made.finish();
    return made;
  }
  const resolve = (path: string): string => path.replace(/^\.\//, '/src/');

  it('counts both, gives chains, and says what is missing', () => {
    const text = report();
    const unnamed = HEADER.replace('/src/main.go', '__unnamed__');
    const logs = [
      parseJsonLog(
        HEADER +
          record('escape', 'x escapes to heap', 3, [related('inlineLoc', 40)]) +
          record('leak', 'parameter p leaks to ~r0 with derefs=1', 4) +
          record('escapes', 'q escapes to heap', 8),
        'main.json',
      ),
      parseJsonLog(HEADER.replace('/src/main.go', 'cgo.cgo1.go') + record('escape', 'z escapes to heap', 60), 'cgo.json'),
      parseJsonLog(unnamed + record('escape', '#next escapes to heap', 0).replaceAll('"character":7', '"character":0'), 'u.json'),
    ];
    const result = reconcile(text, logs, resolve);
    expect(result.files.map(({ file, textBlocks, jsonRecords, matched }) => [file, textBlocks, jsonRecords, matched])).toEqual([
      ['/src/main.go', 3, 3, 2],
      ['cgo.cgo1.go', 0, 1, 0],
      ['__unnamed__', 1, 1, 1],
      ['/lib/gen.go', 1, 0, 0],
      ['/src/cgo.go', 1, 0, 0],
    ]);
    expect(result.files[0]).toMatchObject({ onlyText: [1], onlyJson: [{ message: 'q escapes to heap' }] });
    expect(result.gaps.map(({ code }) => code)).toEqual(['json-log-incomplete', 'json-log-incomplete', 'json-log-cgo']);
    expect(chainOf(text, result, 0)).toEqual([{ file: '/src/main.go', line: 40, column: 5 }]);
    expect(chainOf(text, result, 1)).toBeUndefined();
  });
});

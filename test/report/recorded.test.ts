// Whole reports that somebody recorded, for instance of the standard library with each release:
//   GOTOOLCHAIN=go1.27.4 go build -gcflags=all=-m=2 std cmd/gofmt cmd/vet 2> DIR/std-1.27.4.txt
//   ALLOCPATH_REPORTS=DIR npx vitest run test/report/recorded
// Hundreds of megabytes, so they are not in the repository and the test is skipped without them.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseFlow } from '../../src/read/compiler/flow.ts';
import { reportsOf } from './report-of.ts';
import { toldOf } from './sentences.ts';

const directory = process.env['ALLOCPATH_REPORTS'];
const files = directory === undefined ? [] : readdirSync(directory).filter((name) => name.endsWith('.txt'));

describe.skipIf(files.length === 0)('recorded reports', () => {
  it.each(files.length === 0 ? ['none'] : files)('%s', { timeout: 600_000 }, (file) => {
    const bytes = readFileSync(path.join(directory!, file));
    const started = performance.now();
    const reports = reportsOf(bytes);
    const seconds = (performance.now() - started) / 1000;
    let lines = 0;
    let blocks = 0;
    let unknownWords = 0;
    let unknownLines = 0;
    const unparsed: string[] = [];
    const causes = new Map<string, number>();
    const unknown: string[] = [];
    for (const [importPath, report] of reports) {
      lines += report.lines;
      unparsed.push(...report.unparsed.map(({ reportLine, text }) => `${importPath}:${reportLine}: ${text}`));
      for (let block = 0; block < report.blocks.length; block++) {
        const flow = parseFlow(report, block);
        blocks++;
        unknownWords += flow.unknownWords;
        unknownLines += flow.unknownLines;
      }
      for (const { line, reason } of toldOf(reports, importPath)) {
        causes.set(reason.cause, (causes.get(reason.cause) ?? 0) + 1);
        if (reason.cause === 'unknown' || reason.cause === 'moved') unknown.push(`${importPath}:${line}: ${reason.sentence}`);
      }
    }
    const total = [...causes.values()].reduce((sum, count) => sum + count, 0);
    console.log(`${file}: ${lines} lines, ${blocks} blocks, ${(bytes.length / 1e6 / seconds).toFixed(0)} MB/s, ${unparsed.length} unparsed, ${unknown.length} of ${total} unknown\n${[...causes].sort((a, b) => b[1] - a[1]).map(([cause, count]) => `  ${count} ${cause}`).join('\n')}\n${unknown.slice(0, 20).join('\n')}`);
    expect(unparsed).toEqual([]);
    expect({ unknownWords, unknownLines }).toEqual({ unknownWords: 0, unknownLines: 0 });
    expect(unknown.length).toBeLessThanOrEqual(total / 1000);
  });
});

// Feeds a whole report, as `go build` prints it, to one EscapeReport a package.
import { EscapeReport } from '../../src/read/compiler/escape-report.ts';

/** Reports by import path. Lines in front of the first header belong to the go command and are put under ''. */
export function reportsOf(text: string | Uint8Array): Map<string, EscapeReport> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const reports = new Map<string, EscapeReport>();
  let current: EscapeReport | undefined;
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(10, start);
    const end = newline < 0 ? bytes.length : newline;
    if (bytes[start] === 0x23 && bytes[start + 1] === 0x20) {
      const path = new TextDecoder().decode(bytes.subarray(start + 2, end));
      reports.set(path, (current = reports.get(path) ?? new EscapeReport(path)));
    } else {
      if (current === undefined) reports.set('', (current = new EscapeReport('')));
      current.line(bytes, start, end);
    }
    start = end + 1;
  }
  for (const report of reports.values()) report.finish();
  return reports;
}

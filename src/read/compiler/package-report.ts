// The report of one package while it streams by.
import { EscapeReport } from './escape-report.ts';

/** One package's report lines. */
export class PackageReport {
  readonly header: string;
  readonly escape: EscapeReport;

  constructor(header: string) {
    this.header = header;
    this.escape = new EscapeReport(header);
  }

  line(bytes: Uint8Array, start: number, end: number): void {
    this.escape.line(bytes, start, end);
  }

  finish(): void {
    this.escape.finish();
  }
}

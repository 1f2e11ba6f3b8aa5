// The report of one package while it streams by: hands lines to the escape report and remembers which positions they speak of,
// so that the function dumps that follow keep only values at such positions.
import type { DumpPosition, FileTable } from './function-dump.ts';
import { EscapeReport } from './escape-report.ts';

/** One package's report lines, with the positions that matter for the dumps. */
export class PackageReport {
  readonly header: string;
  readonly escape: EscapeReport;
  readonly files: FileTable;
  private readonly positions: Set<number> = new Set();
  private known = 0;

  constructor(header: string, files: FileTable) {
    this.header = header;
    this.files = files;
    this.escape = new EscapeReport(header);
  }

  line(bytes: Uint8Array, start: number, end: number): void {
    this.escape.line(bytes, start, end);
    const { entries } = this.escape;
    for (; this.known < entries.length; this.known++) {
      this.positions.add(entries.line.at(this.known) * 4096 + (entries.column.at(this.known) & 4095));
    }
  }

  /** File names are not compared here (reports have relative ones, dumps absolute ones): too many is harmless, too few is not. */
  wants(position: DumpPosition): boolean {
    return this.positions.has(position.line * 4096 + (position.column & 4095));
  }

  finish(): void {
    this.escape.finish();
  }
}

// The report of one package while it streams by: hands lines to the escape report and remembers which positions they speak of,
// so that the function dumps that follow keep only values at such positions.
import type { DumpPosition, FileTable } from './function-dump.ts';
import { EscapeReport } from './escape-report.ts';

/** One package's report lines, with the positions that matter for the dumps. */
export class PackageReport {
  readonly header: string;
  readonly escape: EscapeReport;
  readonly files: FileTable;
  private readonly lineKeys: Set<number> = new Set();
  private readonly baseNames: Map<string, number> = new Map();
  private readonly reportFiles: number[] = [];
  private readonly dumpFiles: number[] = [];
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
      const file = entries.file.at(this.known);
      const base = (this.reportFiles[file] ??= this.baseName(this.escape.texts.text(file)));
      this.lineKeys.add(entries.line.at(this.known) * 65536 + base);
    }
  }

  /**
   * Whether the report speaks of this line. Reports have relative paths and dumps absolute ones, so base names are compared: too many
   * lines are harmless, too few are not.
   */
  wants(position: DumpPosition): boolean {
    const base = (this.dumpFiles[position.file] ??= this.baseName(this.files.name(position.file)));
    return this.lineKeys.has(position.line * 65536 + base);
  }

  private baseName(path: string): number {
    const base = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    let id = this.baseNames.get(base);
    if (id === undefined) this.baseNames.set(base, (id = this.baseNames.size & 0xffff));
    return id;
  }

  finish(): void {
    this.escape.finish();
  }
}

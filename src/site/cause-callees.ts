// What is known about callees: the parameter rows of every package of the build, by the name under which a call prints the function.
//
// A call prints `F` in F's own package and `pkg.F`, `(*pkg.T).M`, `pkg.T.M` elsewhere, with the package's name, which the report does
// not hold; the last element of the import path stands for it. A name that no package declares is a function value or an interface
// method, provided that every package was compiled with -m=2, which prints a line for each function (inline/inl.go: CanInline).
import type { EscapeReport } from '../read/compiler/escape-report.ts';
import { LEAK } from '../read/compiler/report-tables.ts';
import type { CalleeFacts } from './cause.ts';
import { withoutTypeArguments } from './cause-target.ts';

/** Functions of a whole build by printed name. */
export class CalleeIndex {
  readonly #facts: Map<string, CalleeFacts> = new Map();
  readonly #packages: Set<string> = new Set();
  /** True once every package of the build is in; only then is an unknown name a dynamic call. */
  readonly complete: boolean;

  constructor(reports: Iterable<EscapeReport>, complete: boolean) {
    this.complete = complete;
    for (const report of reports) this.#add(report);
  }

  /** Facts for a callee named in package `importPath`; undefined when nothing can be said. */
  find(importPath: string, callee: string): CalleeFacts | undefined {
    const name = withoutTypeArguments(callee);
    const own = this.#facts.get(`${importPath}\n${name}`);
    if (own !== undefined) return own;
    const other = this.#facts.get(name);
    if (other !== undefined) return other;
    if (!this.complete) return undefined;
    // `x.M`: a function of package x would be known; a method of a concrete type prints its type.
    const dot = /^([\p{L}_][\p{L}\p{N}_]*)\.[\p{L}_][\p{L}\p{N}_]*$/u.exec(name);
    if (dot !== null) return this.#packages.has(dot[1]!) ? undefined : { kind: 'dynamic' };
    return /^[\p{L}_][\p{L}\p{N}_.]*$/u.test(name) && !BUILTINS.has(name) && !name.startsWith('func') ? { kind: 'dynamic' } : undefined;
  }

  #add(report: EscapeReport): void {
    const path = report.importPath.replace(/ \[.*\]$/, '');
    const short = path.replace(/^.*\//, '').replace(/^v\d+$/, '') || path.split('/').at(-2) || path;
    this.#packages.add(short);
    const { functions, leaks, texts } = report;
    // Leak rows do not name their function: the nearest header in front of them does, or the one on their line for a receiver.
    const rows = Array.from({ length: functions.length }, (_, row) => row).sort(
      (a, b) => functions.file.at(a) - functions.file.at(b) || functions.line.at(a) - functions.line.at(b) || functions.column.at(a) - functions.column.at(b),
    );
    const leaking = new Map<number, Set<string>>();
    for (let row = 0; row < leaks.length; row++) {
      const kind = leaks.kind.at(row);
      if (kind !== LEAK.heap && kind !== LEAK.content) continue;
      const owner = ownerOf(report, rows, leaks.file.at(row), leaks.line.at(row), leaks.column.at(row));
      if (owner < 0) continue;
      const set = leaking.get(owner);
      const parameter = texts.text(leaks.parameter.at(row));
      if (set === undefined) leaking.set(owner, new Set([parameter]));
      else set.add(parameter);
    }
    for (const row of rows) {
      const name = withoutTypeArguments(texts.text(functions.name.at(row)));
      const parameters = leaking.get(row);
      const facts: CalleeFacts =
        parameters === undefined ? { kind: 'known' } : parameters.size === 1 ? { kind: 'leaks', parameter: [...parameters][0]! } : { kind: 'leaks' };
      this.#facts.set(`${path}\n${name}`, facts);
      const abroad = qualified(name, short);
      // Two packages of one name: nothing can be said about such a callee from a third one.
      this.#facts.set(abroad, this.#facts.has(abroad) ? { kind: 'known' } : facts);
    }
  }
}

const BUILTINS: ReadonlySet<string> = new Set(['append', 'copy', 'panic', 'print', 'println', 'min', 'max', 'delete', 'clear']);

function ownerOf(report: EscapeReport, rows: readonly number[], file: number, line: number, column: number): number {
  const { functions } = report;
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle]!;
    const order = functions.file.at(row) - file || functions.line.at(row) - line || functions.column.at(row) - column;
    if (order <= 0) low = middle + 1;
    else high = middle;
  }
  const behind = rows[low];
  if (behind !== undefined && column === 7 && functions.file.at(behind) === file && functions.line.at(behind) === line) return behind;
  const before = rows[low - 1];
  return before !== undefined && functions.file.at(before) === file ? before : -1;
}

/** The name under which other packages print it. */
function qualified(name: string, short: string): string {
  return name.startsWith('(*') ? `(*${short}.${name.slice(2)}` : `${short}.${name}`;
}

// Which function a report entry belongs to. In order of certainty: the function whose SSA text has a value at the position; the name
// in the head of its explanation (`… escapes to heap in F:`, 1.25+); the declaration above it in the same file.
import type { EscapeReport } from '../read/compiler/escape-report.ts';
import type { Compile } from './compile.ts';
import { fileOfKey, lineOfKey, columnOfKey } from './position-key.ts';
import type { Draft } from './draft.ts';
import { printableName } from './symbol-names.ts';

interface Declaration {
  readonly line: number;
  readonly column: number;
  readonly name: string;
}

/** Finds functions by position for one compile. */
export class Ownership {
  private readonly compile: Compile;
  private declarations: Map<number, Declaration[]> | undefined;

  constructor(compile: Compile) {
    this.compile = compile;
  }

  /** Name of the function that the draft's expression stands in, without package; undefined when nothing tells. */
  functionOf(draft: Draft): string | undefined {
    const references = this.compile.referencesAt(draft.at);
    const compiled = references.find((r) => !r.compiled.dump.name.includes('-wrapper'))?.compiled;
    if (compiled !== undefined) return printableName(compiled.dump.name);
    for (const entry of draft.own) {
      if (entry.compile !== this.compile) continue;
      const named = functionInBlock(entry.compile.report, entry.block);
      if (named !== undefined) return printableName(named);
    }
    return this.enclosing(draft.at);
  }

  /** The function declared last before a position of the same file. */
  enclosing(at: number): string | undefined {
    const list = this.table().get(fileOfKey(at));
    if (list === undefined) return undefined;
    const line = lineOfKey(at);
    const column = columnOfKey(at);
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const d = list[middle]!;
      if (d.line < line || (d.line === line && d.column <= column)) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? undefined : list[low - 1]!.name;
  }

  private table(): Map<number, Declaration[]> {
    if (this.declarations !== undefined) return this.declarations;
    const table = new Map<number, Declaration[]>();
    const { functions, texts } = this.compile.report;
    for (let row = 0; row < functions.length; row++) {
      const name = texts.text(functions.name.at(row));
      // Function literals end before their function does; without their end they would claim what follows them.
      if (/\.(?:func|deferwrap|gowrap)\d|-range\d/.test(name)) continue;
      const file = this.compile.fileId(functions.file.at(row));
      const list = table.get(file) ?? [];
      table.set(file, list);
      list.push({ line: functions.line.at(row), column: functions.column.at(row), name: printableName(name) });
    }
    for (const list of table.values()) list.sort((a, b) => a.line - b.line || a.column - b.column);
    this.declarations = table;
    return table;
  }
}

function functionInBlock(report: EscapeReport, block: number): string | undefined {
  if (block < 0) return undefined;
  const name = report.blocks.function.at(block);
  return name < 0 ? undefined : report.texts.text(name);
}

// What the compiler's report says of inlining and devirtualisation, gathered for a comparison.
import type { CompilerText } from '../read/compiler/compiler-text.ts';
import type { PackageReport } from '../read/compiler/package-report.ts';
import { SHAPE } from '../read/compiler/report-shapes.ts';
import { printableName } from '../site/symbol-names.ts';
import type { InlineFacts } from './model.ts';

/** Reads them from the texts of a build. */
export function inlineFacts(texts: readonly CompilerText<PackageReport>[]): InlineFacts {
  const functions = new Map<string, { readonly inlinable: boolean; readonly cost?: number; readonly reason?: string }>();
  const devirtualised = new Map<string, string>();
  for (const text of texts) {
    for (const { header, report } of text.packages.values()) {
      const owner = header.split(' ')[0]!;
      const { functions: rows, notes, texts: pool } = report.escape;
      for (let i = 0; i < rows.length; i++) {
        const key = `${owner}.${printableName(pool.text(rows.name.at(i)))}`;
        // Of several (a generic function and its instances) one that can be inlined counts.
        if (functions.get(key)?.inlinable === true) continue;
        const inlinable = rows.inlinable.at(i) === 1;
        const cost = rows.cost.at(i);
        const detail = rows.detail.at(i);
        functions.set(key, { inlinable, ...(cost < 0 ? {} : { cost }), ...(inlinable || detail < 0 ? {} : { reason: pool.text(detail) }) });
      }
      for (let i = 0; i < notes.length; i++) {
        const shape = notes.shape.at(i);
        if (shape === SHAPE.devirtualizing || shape === SHAPE.partlyDevirtualizing || shape === SHAPE.pgoDevirtualizing)
          devirtualised.set(`${owner}:${notes.line.at(i)}`, pool.text(notes.text.at(i)));
      }
    }
  }
  return { functions, devirtualised };
}

// Reads an analysis that `explain --json` or `run --json` wrote. It may come from anywhere: its shape is checked before it is used.
import { readFileSync, statSync } from 'node:fs';
import { UserError } from '../base/errors.ts';
import { headShape, siteShape } from '../read/recording/file/analysis-shape.ts';
import type { Analysis } from '../site/model.ts';

const MAX_FILE = 1 << 30;

/** @throws UserError when it is none, was written by a newer version, or is damaged */
export function readSavedAnalysis(path: string, name: string): Analysis {
  const { size } = statSync(path);
  if (size > MAX_FILE) throw new UserError('not-read', `${name} has ${size} bytes, more than an analysis may have.`);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UserError('not-read', `${name} is no JSON: ${(error as Error).message}`, 'allocpath explain --json -o FILE writes an analysis.');
  }
  const schema = (value as { schema?: unknown } | null)?.schema;
  if (typeof schema !== 'string' || !schema.startsWith('allocpath.analysis/'))
    throw new UserError('not-read', `${name} is no analysis of allocpath.`, 'allocpath explain --json -o FILE writes one.');
  if (schema !== 'allocpath.analysis/1')
    throw new UserError(
      'newer-file',
      `${name} has the format ${schema}, which this version does not know.`,
      'Open it with the version of allocpath that wrote it, or update this one.',
    );
  const wrong = wrongIn(value as Partial<Analysis>);
  if (wrong !== undefined) throw new UserError('not-read', `${name} is damaged: analysis${wrong}`, 'allocpath explain --json -o FILE writes an analysis.');
  return value as Analysis;
}

function wrongIn(analysis: Partial<Analysis>): string | undefined {
  const { sites, ...head } = analysis;
  const wrong = headShape(head);
  if (wrong !== undefined) return wrong;
  if (!Array.isArray(sites)) return '.sites: a list';
  for (const [index, site] of sites.entries()) {
    const bad = siteShape(site);
    if (bad !== undefined) return `.sites[${index}]${bad}`;
  }
  return undefined;
}

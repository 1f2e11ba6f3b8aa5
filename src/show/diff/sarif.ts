// A comparison as SARIF 2.1.0 (docs.oasis-open.org/sarif/sarif/v2.1.0), for the code scanning of a forge: what got worse and what is new.
import type { Log } from 'sarif';
import { DIFF_CAUSES, type DiffCause } from '../../diff/cause-list.ts';
import { relativeName } from '../../diff/match.ts';
import type { DiffResult } from '../../diff/model.ts';
import { harmless } from '../json.ts';
import { visible } from '../untrusted.ts';
import { placementChange, type DiffViewOptions } from './words.ts';

/** The document. @param version of allocpath */
export function diffSarif(result: DiffResult, options: DiffViewOptions, version: string): string {
  const bad = result.changes.filter((c) => c.change === 'worse' || c.change === 'appeared');
  const codes = [...new Set(bad.map((c) => c.cause.code))].sort();
  const index = new Map<DiffCause, number>(codes.map((code, i) => [code, i]));
  const document: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'allocpath',
            version,
            rules: codes.map((id) => ({ id, shortDescription: { text: DIFF_CAUSES[id] } })),
          },
        },
        columnKind: 'unicodeCodePoints',
        results: bad.map((change) => {
          const { position } = change.after!;
          return {
            ruleId: change.cause.code,
            ruleIndex: index.get(change.cause.code)!,
            level: change.change === 'worse' ? 'warning' : 'note',
            message: { text: `${visible(change.after!.expression)}: ${placementChange(change)}. ${visible(change.cause.sentence)}` },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: uriOf(relativeName(position.file, options.roots[1])),
                  region: { startLine: position.line, ...(position.column === undefined ? {} : { startColumn: position.column }) },
                },
                logicalLocations: [{ fullyQualifiedName: `${change.package}.${change.function}`, kind: 'function' }],
              },
            ],
            partialFingerprints: { 'allocpath/site': change.after!.id },
          };
        }),
      },
    ],
  };
  return harmless(`${JSON.stringify(document, null, 2)}\n`);
}

function uriOf(name: string): { readonly uri: string; readonly uriBaseId?: string } {
  const uri = name.split('/').map(encodeURIComponent).join('/');
  return name.startsWith('/') ? { uri: `file://${uri}` } : { uri, uriBaseId: '%SRCROOT%' };
}

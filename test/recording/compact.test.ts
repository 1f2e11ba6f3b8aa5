// The sample that tests and fuzzing change: whether laying a record out again keeps what it says. ALLOCPATH_WRITE_SAMPLES=1 makes the sample anew,
// when the recorder writes something else.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS, listRecords, openRecord } from '../../src/drive/record-files.ts';
import { record } from '../../src/jobs/record.ts';
import { decodeProcessRecord } from '../../src/read/recording/process-record.ts';
import { bytesInMemory } from '../../src/read/recording/record-bytes.ts';
import { scratch } from '../e2e/cli.ts';
import { SAMPLE, compactRecord } from './compact.ts';

test('a record that is written today is laid out again without a loss', { timeout: 300_000 }, async () => {
  const directory = scratch('records');
  const cwd = join(import.meta.dirname, '..', '..', 'bench', 'programs');
  await record({
    cwd,
    command: ['go', 'run', './allocate', '1'],
    deps: false,
    settings: { ...DEFAULT_SETTINGS, events: true, frees: true },
    directory,
    stdout: 2,
    take: () => {},
  });
  const real = openRecord(listRecords(directory)[0]!);
  const wanted = decodeProcessRecord(real);
  const compact = compactRecord(real, 1500);
  const found = decodeProcessRecord(bytesInMemory(compact, real.name));
  for (const column of ['nodePc', 'nodeParent', 'stackType', 'stackNode', 'stackSize', 'allocations', 'bytes', 'slotBytes', 'gaps'] as const)
    expect(found[column]).toEqual(wanted[column]);
  expect(found.allocations.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(20_000);
  real.close();
  if (process.env['ALLOCPATH_WRITE_SAMPLES'] !== undefined) writeFileSync(SAMPLE, gzipSync(compact, { level: 9 }));
});

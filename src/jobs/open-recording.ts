// Opens what a run left behind: the file of a recording, or the directory of records where allocpath was stopped before it could write one.
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../base/errors.ts';
import type { Gap } from '../base/gap.ts';
import { decodeProcessRecord, type ProcessRecord } from '../read/recording/process-record.ts';
import { recordEvents } from '../read/recording/record-events.ts';
import type { Recording } from '../read/recording/recording.ts';
import { parseRelease } from '../read/release/releases.ts';
import { addRecording, type RecordedProcess } from '../site/recorded/happened.ts';
import { RecordedProgram } from '../site/recorded/program.ts';
import type { JoinedBinary } from '../site/join.ts';
import { emptyAnalysis } from '../site/empty-analysis.ts';
import type { Analysis } from '../site/model.ts';
import { readRecords, recordOnDemand } from '../drive/record-files.ts';
import { openRecording } from '../drive/recording-file.ts';
import { openBinaries } from './analyse.ts';

/** An opened run. */
export type OpenedRun = Pick<Recording<Analysis>, 'analysis' | 'profiles' | 'gaps' | 'meta'>;

/**
 * Opens a recording, or the records of an unfinished one.
 * @throws UserError when there is none, FormatError when it is damaged
 */
export function openRun(path: string, version: string): OpenedRun {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? salvage(path, version) : openRecording<Analysis>(path);
}

// The compiler's words are lost with the process that read them. The programs are there, so every allocation has its line and its stack.
function salvage(directory: string, version: string): OpenedRun {
  const gaps: Gap[] = [];
  const records = readRecords(directory, decodeProcessRecord, gaps);
  const first = records[0];
  if (first === undefined) throw new UserError('no-file', `${directory} holds no records.`, 'allocpath run --out makes a recording.');
  const release = parseRelease(first.header.goVersion);
  if (release === undefined) throw new UserError('unknown-go', `The program was built with "${first.header.goVersion}", which is not a Go release.`);
  const { binaries, indexOf, goarch } = programsIn(directory, records, release, gaps);
  const message =
    'These are records as processes wrote them: sites have lines and stacks, and no reasons. Name the package of the program, and it is built and explained.';
  const analysis = emptyAnalysis({
    target: { goVersion: first.header.goVersion, goarch, packages: binaries.map((b) => b.package) },
    gaps: [{ code: 'records-only', affects: directory, message }],
    binaries: binaries.map((b) => ({ package: b.package, test: b.test, allocationCalls: 0, tiedExactly: 0, tiedByRule: 0, unexplained: 0 })),
  });
  const programs = binaries.map((b) => new RecordedProgram(b.binary));
  const processes = records.map((record): RecordedProcess => {
    const binary = indexOf.get(record.header.program);
    const events = recordEvents(recordOnDemand(record.name), record);
    return { record, ...(events === undefined ? {} : { events }), ...(binary === undefined ? {} : { binary, program: programs[binary]! }) };
  });
  const meta = {
    allocpath: version,
    created: Math.round(first.header.started / 1e6),
    command: first.header.argv,
    goVersion: first.header.goVersion,
    goos: 'linux',
    goarch,
    directory: process.cwd(),
  };
  return { ...addRecording(analysis, processes, release.minor, gaps), gaps: [], meta };
}

interface Programs {
  readonly binaries: readonly JoinedBinary[];
  readonly indexOf: ReadonlyMap<string, number>;
  readonly goarch: string;
}

function programsIn(directory: string, records: readonly ProcessRecord[], release: NonNullable<ReturnType<typeof parseRelease>>, gaps: Gap[]): Programs {
  const indexOf = new Map<string, number>();
  const binaries: JoinedBinary[] = [];
  for (const name of new Set(records.map((r) => r.header.program))) {
    const path = join(directory, name);
    if (name === '' || name.includes('/') || !existsSync(path)) continue;
    const [opened] = openBinaries([{ path, package: '', test: false }], { release, goos: 'linux', goarch: '' }, gaps, () => {});
    if (opened !== undefined) indexOf.set(name, binaries.push(opened) - 1);
  }
  return { binaries, indexOf, goarch: binaries[0]?.binary.goarch ?? '' };
}

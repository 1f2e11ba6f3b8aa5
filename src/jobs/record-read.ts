// Reads what processes recorded, and joins it with what the compiler said and emitted.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Gap } from '../base/gap.ts';
import { decodeProcessRecord, type ProcessRecord } from '../read/recording/process-record.ts';
import { recordEvents } from '../read/recording/record-events.ts';
import type { RecordedProcess } from '../site/recorded/happened.ts';
import { RecordedProgram } from '../site/recorded/program.ts';
import type { JoinedBinary } from '../site/join.ts';
import type { Builder, BuiltBinary } from '../drive/build.ts';
import type { PatchedGoroot } from '../drive/patched-goroot.ts';
import { keptName, readRecords, recordOnDemand } from '../drive/record-files.ts';
import type { ProgramEnd } from '../drive/run-program.ts';
import type { Toolchain } from '../drive/toolchain.ts';
import { openBinaries } from './analyse.ts';
import type { Prepared } from './record.ts';

/** Names of files in the patched GOROOT are those of the user's own. */
export function renamer({ path, original }: PatchedGoroot): (file: string) => string {
  const prefix = `${path}/`;
  return (file) => (file.startsWith(prefix) ? `${original}/${file.slice(prefix.length)}` : file);
}

/** The records of a run; damaged ones are gaps. */
export function readRun(directory: string, gaps: Gap[]): ProcessRecord[] {
  return readRecords(directory, decodeProcessRecord, gaps);
}

/** Each process with the program that its addresses belong to. */
export function processesOf(records: readonly ProcessRecord[], programs: OpenedPrograms, end: ProgramEnd, rename: (file: string) => string): RecordedProcess[] {
  const readers = programs.binaries.map((b) => new RecordedProgram(b.binary, rename));
  return records.map((one) => {
    const binary = programs.indexOf.get(one.header.program);
    const events = recordEvents(recordOnDemand(one.name), one);
    return {
      record: one,
      ...(events === undefined ? {} : { events }),
      ...(binary === undefined ? {} : { binary, program: readers[binary]! }),
      ...(one.header.pid === end.pid && end.signal !== undefined ? { signal: end.signal } : {}),
    };
  });
}

/** The programs of a run. */
export interface OpenedPrograms {
  readonly binaries: readonly JoinedBinary[];
  /** Name of the kept program → index of the binary. */
  readonly indexOf: ReadonlyMap<string, number>;
}

// What was built, and every other program that recorded: test binaries, and programs that these have started.
export function openPrograms(prepared: Prepared, builder: Builder, records: readonly ProcessRecord[], toolchain: Toolchain): OpenedPrograms {
  // `go test` links without the tables that `go test -c` has: what ran is what was kept.
  const compiled = prepared.command.command === 'test' ? [] : builder.build.binaries;
  const built = new Map(compiled.map((b) => [keptName(b.path) ?? b.path, b]));
  for (const { header } of records) {
    if (header.program === '' || built.has(header.program)) continue;
    const path = join(prepared.directory, header.program);
    if (!existsSync(path)) continue;
    // What was built elsewhere, or before, is the same program when its bytes are.
    const same = builder.build.binaries.find((b) => sameContent(b.path, path));
    built.set(header.program, same ?? { path, package: '', test: false });
  }
  const indexOf = new Map<string, number>();
  const binaries: JoinedBinary[] = [];
  const known = new Map<BuiltBinary, number>();
  for (const [name, one] of built) {
    if (known.has(one)) {
      indexOf.set(name, known.get(one)!);
      continue;
    }
    const [opened] = openBinaries([one], toolchain, builder.build.gaps, prepared.progress);
    if (opened === undefined) continue;
    known.set(one, binaries.push(opened) - 1);
    indexOf.set(name, known.get(one)!);
  }
  return { binaries, indexOf };
}

function sameContent(a: string, b: string): boolean {
  return statSync(a).size === statSync(b).size && hashOf(a) === hashOf(b);
}

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

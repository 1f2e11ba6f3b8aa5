// What the oracle wrote down: builds a program with a patched runtime, runs it, and reads its lines.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CACHE, farm } from './farm.ts';

const PROGRAMS = join(import.meta.dirname, 'programs');

/** A stack object as the runtime sees it. */
export interface ObjectRecord {
  readonly off: number;
  readonly size: number;
  readonly ptrBytes: number;
  /** One character a word up to the last pointer. */
  readonly mask: string;
  /** The mask was written as a GC program. */
  readonly program?: true;
}

/** A frame as the runtime sees it. All addresses are those of the process. */
export interface FrameRecord {
  /** Of the place that asked; '' when the collector or the copier of stacks asked. */
  readonly label: string;
  readonly goid: number;
  readonly fn: string;
  readonly entry: number;
  readonly pc: number;
  /** Where the frame goes on: differs from pc after a fault; 0: never. */
  readonly continpc: number;
  /** The address whose map is looked up. */
  readonly targetpc: number;
  /** PCDATA StackMapIndex there, −1 at the entry. */
  readonly index: number;
  readonly argsize: number;
  readonly sp: number;
  readonly fp: number;
  readonly varp: number;
  readonly argp: number;
  /** Interrupted between two instructions, or interrupting: the runtime asks for no map. */
  readonly conservative?: true;
  /** One character a word, bit 0 first. */
  readonly locals: string;
  readonly args: string;
  readonly objects: readonly ObjectRecord[];
}

/** What the runtime reads in the tables of one function. */
export interface TableRecord {
  readonly function: string;
  readonly entry: number;
  readonly end: number;
  readonly argsize: number;
  /** Tables by pc: end, value, end, value, …, ends relative to the entry. */
  readonly sp: readonly number[];
  readonly unsafe: readonly number[];
  readonly index: readonly number[];
  /** What getStackMap answers at each index that the table names. */
  readonly maps: readonly (readonly [index: number, locals: string, args: string])[];
  readonly objects: readonly ObjectRecord[];
}

/** A run of a program. */
export interface Recording {
  /** Path of the binary. */
  readonly binary: string;
  readonly version: string;
  readonly arch: string;
  /** Address of runtime.text in the process. */
  readonly text: number;
  readonly frames: readonly FrameRecord[];
  readonly tables: readonly TableRecord[];
}

export interface Run {
  readonly toolchain: string;
  readonly program: 'places' | 'big';
  readonly goarch: 'amd64' | 'arm64';
  readonly pie?: boolean;
  /** What runs the binary where it does not run by itself: a path. */
  readonly emulator?: string;
}

/** Builds and runs, or takes what an earlier build and run left. */
export function record(run: Run): Recording {
  const goroot = farm(run.toolchain);
  const flags = ['-trimpath', '-buildvcs=false', ...(run.pie === true ? ['-buildmode=pie'] : [])];
  const hash = createHash('sha256').update(JSON.stringify([basename(goroot), flags, run]));
  for (const entry of readdirSync(PROGRAMS, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    hash.update(path.slice(PROGRAMS.length)).update(readFileSync(path));
  }
  const binary = join(CACHE, `${run.program}-${hash.digest('hex').slice(0, 16)}`);
  const lines = `${binary}.jsonl`;
  if (!existsSync(lines)) {
    mkdirSync(CACHE, { recursive: true });
    const env = { ...process.env, GOROOT: goroot, GOTOOLCHAIN: 'local', GOOS: 'linux', GOARCH: run.goarch, GOFLAGS: '', GOWORK: 'off' };
    const settings = { cwd: PROGRAMS, stdio: 'pipe' as const, timeout: 550_000 };
    const part = `${binary}.${process.pid}`;
    execFileSync(join(goroot, 'bin', 'go'), ['build', ...flags, '-o', part, `./${run.program}`], {
      ...settings,
      env: { ...env, CGO_ENABLED: '0', GOEXPERIMENT: '', GODEBUG: '' },
    });
    renameSync(part, binary);
    const command = run.emulator === undefined ? [binary] : [run.emulator, binary];
    execFileSync(command[0]!, [...command.slice(1), `${part}.jsonl`], { ...settings, env: { ...process.env, GODEBUG: '', GOGC: '' } });
    renameSync(`${part}.jsonl`, lines);
  }
  return { binary, ...readLines(lines) };
}

function readLines(path: string): Omit<Recording, 'binary'> {
  const [head, ...rest] = readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Pick<Recording, 'version' | 'arch' | 'text'> | FrameRecord | TableRecord);
  const frames = rest.filter((one): one is FrameRecord => 'fn' in one);
  const tables = rest.filter((one): one is TableRecord => 'function' in one);
  return { ...(head as Pick<Recording, 'version' | 'arch' | 'text'>), frames, tables };
}

// Three large programs: the Go compiler itself (no DWARF), Delve, and one that refers to all of the standard library; the last also as an
// old release builds it. Built, and listed by go tool objdump, once; what was made is kept in the temporary directory.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { CACHE, NEWEST, buildOracle } from './binaries.ts';

const DELVE = 'github.com/go-delve/delve/cmd/dlv@v1.27.2';
const EVERYTHING = join(import.meta.dirname, '..', 'liveness', 'everything', 'main.go');

/** A large binary. */
export interface Large {
  readonly name: string;
  readonly toolchain: string;
  readonly path: () => string;
  /** Fewer functions than these mean that it is not what it should be. */
  readonly functions: number;
  readonly dwarf: boolean;
}

export const LARGE: readonly Large[] = [
  { name: 'the compiler', toolchain: NEWEST, path: compiler, functions: 19_000, dwarf: false },
  { name: 'Delve', toolchain: NEWEST, path: delve, functions: 14_000, dwarf: true },
  { name: 'all of the standard library', toolchain: NEWEST, path: () => everything(NEWEST), functions: 18_000, dwarf: true },
  { name: 'all of the standard library', toolchain: 'go1.22.12', path: () => everything('go1.22.12'), functions: 13_000, dwarf: true },
];

function environment(toolchain: string, extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  return { ...process.env, GOTOOLCHAIN: toolchain, GOOS: 'linux', GOARCH: 'amd64', CGO_ENABLED: '0', GOFLAGS: '', GOWORK: 'off', GOEXPERIMENT: '', ...extra };
}

function compiler(): string {
  const root = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8', env: environment(NEWEST) }).trim();
  return join(root, 'pkg', 'tool', 'linux_amd64', 'compile');
}

function delve(): string {
  return kept(`delve-${hash(DELVE + NEWEST)}`, (directory) => {
    execFileSync('go', ['install', '-trimpath', DELVE], { cwd: directory, env: environment(NEWEST, { GOBIN: directory }), stdio: 'pipe' });
    return 'dlv';
  });
}

function everything(toolchain: string): string {
  return kept(`everything-${toolchain}-${hash(readFileSync(EVERYTHING, 'utf8'))}`, (directory) => {
    const settings = { cwd: directory, env: environment(toolchain), stdio: 'pipe' as const };
    execFileSync('go', ['run', EVERYTHING, directory], settings);
    execFileSync('go', ['build', '-trimpath', '-buildvcs=false', '-o', 'everything', '.'], settings);
    return 'everything';
  });
}

/** The oracle's short form of what go tool objdump prints (test/binary/oracle/listing.go). */
export function listing(path: string): string {
  const { size, mtimeMs } = statSync(path);
  const oracle = buildOracle();
  return kept(`listing-${hash(`${path} ${size} ${mtimeMs} ${basename(oracle)}`)}`, (directory) => {
    const out = openSync(join(directory, 'listing'), 'w');
    const { status, stderr } = spawnSync(oracle, ['listing', path], { env: environment(NEWEST), stdio: ['ignore', out, 'pipe'], encoding: 'utf8' });
    closeSync(out);
    if (status !== 0) throw new Error(`oracle listing ${path}: ${stderr}`);
    return 'listing';
  });
}

/** Path of a file that `make` makes in a directory, returning its name; of an earlier run's when there is one. */
function kept(name: string, make: (directory: string) => string): string {
  const path = join(CACHE, name);
  if (existsSync(path)) return path;
  mkdirSync(CACHE, { recursive: true });
  const directory = mkdtempSync(join(tmpdir(), 'allocpath-large-'));
  try {
    const made = join(directory, make(directory));
    // Several test files may make it at the same time; the last one stays.
    execFileSync('cp', [made, `${path}.${process.pid}`]);
    renameSync(`${path}.${process.pid}`, path);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  return path;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

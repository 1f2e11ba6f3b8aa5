// Builds a marker program with one Go release and runs it: every case prints what it allocated.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Program } from './markers.ts';

const run = promisify(execFile);
const CACHE = join(tmpdir(), 'allocpath-programs');
const LIMIT = 64 * 1024 * 1024;

/** Allocations per run, by case. */
export async function measure(program: Program, release: string): Promise<Map<string, number>> {
  const { stdout } = await run(await build(program, release), [], { env: environment(release), maxBuffer: LIMIT });
  const allocs = new Map<string, number>();
  for (const line of stdout.split('\n')) {
    if (line === '') continue;
    const { case: name, allocs: count } = JSON.parse(line) as { case: string; allocs: number };
    if (allocs.has(name)) throw new Error(`${program.name}: case ${name} is printed twice`);
    allocs.set(name, count);
  }
  return allocs;
}

/** Path of the program's binary, built unless the same sources were built with the same release before. */
export async function build(program: Program, release: string): Promise<string> {
  const binary = join(CACHE, `${program.name}-${release}-${sourceHash(program)}`);
  if (existsSync(binary)) return binary;
  mkdirSync(CACHE, { recursive: true });
  const unfinished = `${binary}.${process.pid}`;
  await go(program, release, ['build', '-o', unfinished, '.']);
  renameSync(unfinished, binary);
  return binary;
}

/** What the compiler prints about the program's packages with -live=2. */
export async function liveness(program: Program, release: string): Promise<string> {
  return await go(program, release, ['build', '-gcflags=-live=2', '-o', devNull, './...']);
}

/** What the compiler prints about the program's packages with -m. */
export async function escapeReport(program: Program, release: string): Promise<string> {
  return await go(program, release, ['build', '-gcflags=-m', '-o', devNull, './...']);
}

async function go(program: Program, release: string, args: readonly string[]): Promise<string> {
  try {
    const { stderr } = await run('go', args, { cwd: program.directory, env: environment(release), maxBuffer: LIMIT });
    return stderr;
  } catch (error) {
    const text = (error as { stderr?: string }).stderr ?? String(error);
    throw new Error(`go ${args.join(' ')} with ${release} in ${program.name}:\n${text}`, { cause: error });
  }
}

/** The user's own Go settings must not change what is measured. */
function environment(release: string): NodeJS.ProcessEnv {
  return { ...process.env, GOTOOLCHAIN: `go${release}`, CGO_ENABLED: '0', GOFLAGS: '', GOEXPERIMENT: '', GODEBUG: '', GOWORK: 'off', GOGC: '' };
}

function sourceHash(program: Program): string {
  const hash = createHash('sha256');
  const files = readdirSync(program.directory, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
  for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort()) {
    hash.update(path).update('\0').update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}

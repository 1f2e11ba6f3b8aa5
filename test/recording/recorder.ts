// Builds test programs with a recording runtime; keeps what it built in the temporary directory under a hash of all that went into it.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { patchedGoroot } from '../../src/drive/patched-goroot.ts';
import { parseRelease } from '../../src/read/release/releases.ts';
import { TOOLCHAINS as ALL } from '../binary/binaries.ts';

export const CACHE: string = join(tmpdir(), 'allocpath-test-recording');
export const PROGRAMS: string = join(import.meta.dirname, 'programs');
export const EVERY_RELEASE: readonly string[] = ALL;
export const NEWEST: string = ALL.at(-1)!;
export const EVERY: boolean = process.env['EVERY_RELEASE'] !== undefined;
/** Oldest and newest; all of them with EVERY_RELEASE=1. */
export const SOME_RELEASES: readonly string[] = EVERY ? ALL : [ALL[0]!, NEWEST];

/** N of go1.N. */
export function minorOf(toolchain: string): number {
  return parseRelease(toolchain)!.minor;
}

/** What is built, and how. */
export interface Build {
  readonly toolchain: string;
  /** Directory below programs/. */
  readonly program: string;
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly verb?: readonly string[];
  /** Builds with the toolchain as it is. */
  readonly plain?: boolean;
  /** Changes to the agent. */
  readonly edit?: Edit;
}

/** Changes a file of package runtime. */
export interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const originals = new Map<string, string>();

/** Directory of the toolchain as it is. */
export function originalGoroot(toolchain: string): string {
  let path = originals.get(toolchain);
  if (path === undefined) {
    path = execFileSync('go', ['env', 'GOROOT'], { cwd: tmpdir(), env: { ...process.env, GOTOOLCHAIN: toolchain }, encoding: 'utf8' }).trim();
    originals.set(toolchain, path);
  }
  return path;
}

/** Directory of the toolchain whose programs record. */
export function recordingGoroot(toolchain: string, edit?: Edit): string {
  const { path } = patchedGoroot({
    goroot: originalGoroot(toolchain),
    goVersion: toolchain,
    release: parseRelease(toolchain)!,
    goos: 'linux',
    goarch: 'amd64',
  });
  return edit === undefined ? path : edited(path, edit);
}

// A GOROOT of links to the patched one, in which one file of package runtime is another.
function edited(goroot: string, { file, from, to }: Edit): string {
  const hash = createHash('sha256').update(JSON.stringify([goroot, file, from, to]));
  const path = join(CACHE, `goroot-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(path)) return path;
  const text = readFileSync(join(goroot, 'src', 'runtime', file), 'utf8');
  if (!text.includes(from)) throw new Error(`${file}: nothing to change: ${from}`);
  const part = `${path}.${process.pid}`;
  const runtime = join(part, 'src', 'runtime');
  mkdirSync(runtime, { recursive: true });
  link(goroot, part, 'src');
  link(join(goroot, 'src'), join(part, 'src'), 'runtime');
  link(join(goroot, 'src', 'runtime'), runtime, file);
  writeFileSync(join(runtime, file), text.replace(from, to));
  renameSync(part, path);
  return path;
}

function link(from: string, to: string, except: string): void {
  for (const name of readdirSync(from)) if (name !== except) symlinkSync(join(from, name), join(to, name));
}

/** The environment of a go command whose answers do not depend on the user's settings. */
export function goEnvironment(goroot: string, extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return { ...process.env, GOROOT: goroot, GOTOOLCHAIN: 'local', GOFLAGS: '', GOWORK: 'off', GOEXPERIMENT: '', GODEBUG: '', CGO_ENABLED: '0', ...extra };
}

/** Path of a command of one generated file. */
export function buildText(toolchain: string, text: string): string {
  const goroot = recordingGoroot(toolchain);
  const path = join(
    CACHE,
    `text-${createHash('sha256')
      .update(JSON.stringify([goroot, text]))
      .digest('hex')
      .slice(0, 16)}`,
  );
  if (existsSync(path)) return path;
  const source = `${path}.${process.pid}`;
  mkdirSync(source, { recursive: true });
  writeFileSync(join(source, 'go.mod'), 'module generated\n\ngo 1.21\n');
  writeFileSync(join(source, 'main.go'), text);
  execFileSync(join(goroot, 'bin', 'go'), ['build', '-o', path, '.'], { cwd: source, env: goEnvironment(goroot), stdio: 'pipe' });
  rmSync(source, { recursive: true, force: true });
  return path;
}

/** Path of what was built. */
export function build(what: Build): string {
  const goroot = what.plain === true ? originalGoroot(what.toolchain) : recordingGoroot(what.toolchain, what.edit);
  const hash = createHash('sha256').update(JSON.stringify([goroot, PROGRAMS, what])); // Both are in the program: traces name them.
  for (const entry of readdirSync(PROGRAMS, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const below = path.slice(PROGRAMS.length + 1);
    if (/^(?:counts\/|go\.mod)/.test(below) || below.startsWith(`${what.program}/`)) hash.update(below).update(readFileSync(path));
  }
  const path = join(CACHE, `${what.program}-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(path)) return path;
  mkdirSync(CACHE, { recursive: true });
  const part = `${path}.${process.pid}`;
  try {
    execFileSync(join(goroot, 'bin', 'go'), [...(what.verb ?? ['build']), '-buildvcs=false', ...(what.flags ?? []), '-o', part, `./${what.program}`], {
      cwd: PROGRAMS,
      env: goEnvironment(goroot, what.env),
      stdio: 'pipe',
      timeout: 550_000,
    });
  } catch (error) {
    rmSync(part, { force: true });
    throw new Error(`${what.toolchain} ${JSON.stringify(what)}: ${String((error as { stderr?: Buffer }).stderr)}`, { cause: error });
  }
  renameSync(part, path);
  return path;
}

// A GOROOT of symbolic links to a toolchain in which package runtime alone is a copy, with the recorder in it. The toolchain, the module cache
// and the user's source stay as they are. A GOROOT of its own works where an overlay does not: the go command refuses to replace files below
// the module cache since go1.25 (cmd/go/internal/fsys), and the user may have an overlay himself.
//
// The go command takes a package's content into its cache's key, not its directory in GOROOT, so all programs share one compiled runtime.
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../base/errors.ts';
import { cacheRoot } from './cache-directory.ts';
import { agentSource, patchRuntime, type PatchedRuntime } from './patch-runtime.ts';
import type { Toolchain } from './toolchain.ts';
import { untilExit } from './until-exit.ts';

/** A toolchain whose programs can record their allocations. */
export interface PatchedGoroot {
  readonly path: string;
  /** Its go command. */
  readonly go: string;
  readonly original: string;
  /** Functions of the allocator that record. */
  readonly functions: readonly string[];
  readonly dispose: () => void;
}

/** Raised when the layout of the directory changes, so that older ones are not taken. */
const LAYOUT = 1;
const AGENT: URL = new URL('./agent/', import.meta.url);

/** Systems and architectures whose programs can be recorded. */
export const RECORDABLE: readonly string[] = ['linux/amd64', 'linux/arm64'];

/**
 * The patched copy of a toolchain, made when it is not there yet.
 * @throws UserError when its allocator or the target is not known
 */
export function patchedGoroot(toolchain: Pick<Toolchain, 'goroot' | 'goVersion' | 'release' | 'goos' | 'goarch'>): PatchedGoroot {
  const target = `${toolchain.goos}/${toolchain.goarch}`;
  if (!RECORDABLE.includes(target)) {
    throw new UserError('target-not-recorded', `Programs for ${target} cannot be recorded; those for ${RECORDABLE.join(' and ')} can.`);
  }
  const source = join(toolchain.goroot, 'src', 'runtime');
  const patched = patchRuntime(readSource(source), toolchain.release.minor);
  const agent = readSource(AGENT);
  const hash = createHash('sha256').update(JSON.stringify([LAYOUT, toolchain.goroot, toolchain.goVersion]));
  for (const [name, text] of [...patched.files, ...agent]) hash.update(`\0${name}\0${text}`);
  const key = hash.digest('hex').slice(0, 24);
  const place = openPlace(key);
  const found: PatchedGoroot = {
    path: place.path,
    go: join(place.path, 'bin', 'go'),
    original: toolchain.goroot,
    functions: patched.functions,
    dispose: place.dispose,
  };
  if (existsSync(found.go)) return found;
  try {
    make(place.path, toolchain.goroot, patched, agent);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined || error instanceof UserError) throw error;
    throw new UserError('cache', `The copy of the runtime could not be made: ${message}`, 'Point ALLOCPATH_CACHE to a directory with some 40 MB of room.');
  }
  return found;
}

function readSource(directory: string | URL): Map<string, string> {
  const names = readdirSync(directory).filter((name) => name.endsWith('.go'));
  return new Map(names.sort().map((name) => [name, readFileSync(directory instanceof URL ? new URL(name, directory) : join(directory, name), 'utf8')]));
}

function openPlace(key: string): { readonly path: string; readonly dispose: () => void } {
  const root = join(cacheRoot(), 'runtimes');
  try {
    if (/^\/(?:proc|sys|dev)(?:\/|$)/.test(root)) throw new Error('no place for a cache');
    mkdirSync(root, { recursive: true });
    const path = join(root, key);
    if (existsSync(path)) utimesSync(path, new Date(), new Date());
    else writeFileSync(join(root, `.${process.pid}`), '');
    rmSync(join(root, `.${process.pid}`), { force: true });
    prune(root, key);
    return { path, dispose: () => {} };
  } catch {
    const path = join(mkdtempSync(join(tmpdir(), 'allocpath-goroot-')), 'go');
    return { path, dispose: () => rmSync(join(path, '..'), { recursive: true, force: true }) };
  }
}

// Made beside its place and renamed, so that it is there whole or not at all, also when two processes make it.
function make(path: string, goroot: string, patched: PatchedRuntime, agent: ReadonlyMap<string, string>): void {
  const temporary = `${path}.${process.pid}`;
  const removed = untilExit(() => rmSync(temporary, { recursive: true, force: true }));
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(join(temporary, 'src'), { recursive: true });
  for (const name of readdirSync(goroot)) if (name !== 'src') symlinkSync(join(goroot, name), join(temporary, name));
  for (const entry of readdirSync(join(goroot, 'src'), { withFileTypes: true })) {
    const from = join(goroot, 'src', entry.name);
    const to = join(temporary, 'src', entry.name);
    // Commands are run, never built with it by name.
    if (entry.isDirectory() && entry.name !== 'cmd') mirror(from, to);
    else symlinkSync(from, to);
  }
  const runtime = join(temporary, 'src', 'runtime');
  for (const [name, text] of patched.files) write(join(runtime, name), text);
  for (const [name, text] of agent) write(join(runtime, `allocpath_${name}`), agentSource(text, patched));
  try {
    renameSync(temporary, path);
  } catch (error) {
    // Another process was faster.
    if (!existsSync(join(path, 'bin', 'go'))) throw error;
  } finally {
    removed();
  }
}

/** Copies that nobody has used for this long are removed, and those that were never finished after an hour. */
const KEEP_DAYS = 14;

// The toolchains of older versions of allocpath and of Go. Whoever uses one touches it.
function prune(root: string, used: string): void {
  for (const name of readdirSync(root)) {
    const match = /^[0-9a-f]{24}(\.\d+)?$/.exec(name);
    if (match === null || name === used) continue;
    const age = Date.now() - (statSync(join(root, name), { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > (match[1] === undefined ? KEEP_DAYS * 86_400_000 : 3_600_000)) rmSync(join(root, name), { recursive: true, force: true });
  }
}

function write(path: string, text: string): void {
  rmSync(path, { force: true });
  writeFileSync(path, text);
}

/** Links suit the compilers; what is embedded has to be a file (cmd/go/internal/load/pkg.go: resolveEmbed). */
const LINKED = /\.(?:go|s|S|h|c|cc|syso|md)$/;

// Directories are made, not linked: patterns with ... do not follow links.
function mirror(from: string, to: string): void {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isDirectory() && entry.name !== 'testdata') mirror(source, target);
    else if (entry.isDirectory() || LINKED.test(entry.name)) symlinkSync(source, target);
    else copyFileSync(source, target);
  }
}

// Where built binaries stay between runs: the go command sees that they are up to date and does not link again.
// Nothing else is kept here; deleting the directory costs only time.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const KEEP_DAYS = 14;
const KEEP_ENTRIES = { binaries: 60, lab: 200, trees: 12 };

/** A directory for binaries, and what to do when the run is over. */
export interface BinaryDirectory {
  readonly path: string;
  readonly dispose: () => void;
}

/** The user's cache directory for allocpath: ALLOCPATH_CACHE, XDG_CACHE_HOME, or the platform's own place. */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env): string {
  // Absolute: the go command runs in other directories.
  if (env['ALLOCPATH_CACHE'] !== undefined && env['ALLOCPATH_CACHE'] !== '') return resolve(env['ALLOCPATH_CACHE']);
  if (env['XDG_CACHE_HOME'] !== undefined && env['XDG_CACHE_HOME'] !== '') return join(resolve(env['XDG_CACHE_HOME']), 'allocpath');
  return process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches', 'allocpath') : join(homedir(), '.cache', 'allocpath');
}

/**
 * A directory that belongs to this combination of inputs; a temporary one, removed by `dispose`, where the cache cannot be written.
 * @param inputs everything that decides which binaries are built: directory, release, flags, packages
 * @param kind of the experiments there are many, and each is small
 */
export function openBinaryDirectory(inputs: readonly string[], kind: 'binaries' | 'lab' | 'trees' = 'binaries'): BinaryDirectory {
  const key = createHash('sha256').update(JSON.stringify(inputs)).digest('hex').slice(0, 24);
  const root = join(cacheRoot(), kind);
  try {
    const path = join(root, key);
    // Node's recursive mkdir never ends below a file system that refuses new directories, such as /proc.
    if (/^\/(?:proc|sys|dev)(?:\/|$)/.test(path)) throw new Error('no place for a cache');
    mkdirSync(path, { recursive: true });
    const now = new Date();
    utimesSync(path, now, now);
    prune(root, key, KEEP_ENTRIES[kind]);
    return { path, dispose: () => {} };
  } catch {
    const path = mkdtempSync(join(tmpdir(), 'allocpath-'));
    return { path, dispose: () => rmSync(path, { recursive: true, force: true }) };
  }
}

// Oldest first, by the time of the last use; failures only mean that the entry stays.
function prune(root: string, keep: string, entriesKept: number): void {
  const entries = readdirSync(root).filter((name) => name !== keep && /^[0-9a-f]{24}$/.test(name));
  const dated = entries.map((name) => ({ name, used: statSync(join(root, name), { throwIfNoEntry: false })?.mtimeMs ?? 0 }));
  dated.sort((a, b) => b.used - a.used);
  const oldest = Date.now() - KEEP_DAYS * 86_400_000;
  dated.forEach(({ name, used }, index) => {
    if (index >= entriesKept || used < oldest) rmSync(join(root, name), { recursive: true, force: true });
  });
}

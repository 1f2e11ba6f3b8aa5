// File names as people know them: relative to where they stand, and without the folders of caches.
import type { Position } from '../base/position.ts';
import { visible } from './untrusted.ts';

const MODULE_CACHE = /^.*[/\\]pkg[/\\]mod[/\\]/;
const TOOLCHAIN = /^golang\.org\/toolchain@v[^-/]*-(go[^/]*?)\.[a-z0-9]+-[a-z0-9]+\//;

/** The file name relative to `cwd`, or shortened to `module@version/file` in the module cache. Not escaped. */
export function fileName(file: string, cwd?: string): string {
  if (cwd !== undefined && cwd !== '') {
    const folder = cwd.replace(/[/\\]+$/, '');
    const below = file.startsWith(folder) && /[/\\]/.test(file[folder.length] ?? '');
    if (below) return file.slice(folder.length + 1).replaceAll('\\', '/');
  }
  const cached = belowCache(file);
  if (cached !== file) return cached.replaceAll('\\', '/').replace(TOOLCHAIN, '$1/');
  const up = cwd === undefined ? file : upwards(file, cwd);
  return up.replace(/^\.\//, '');
}

// The cache is `…/pkg/mod/` by default. GOMODCACHE may lie anywhere, and then the host of a module with a version tells where its name begins.
function belowCache(file: string): string {
  const cached = file.replace(MODULE_CACHE, '');
  const version = cached === file ? file.search(/@v\d/) : -1;
  if (version < 0) return cached;
  const folders = file.slice(0, version).split(/[/\\]/);
  const host = folders.findIndex((folder, i) => i > 0 && /^[a-z\d-]+(?:\.[a-z\d-]+)+$/.test(folder));
  return host < 0 ? file : file.slice(folders.slice(0, host).join('/').length + 1);
}

/** `file:line`, escaped for any text output. */
export function fileLine(position: Position, cwd?: string): string {
  return visible(`${fileName(position.file, cwd)}:${position.line}`);
}

/** `file:line:column`, escaped for any text output. */
export function fileLineColumn(position: Position, cwd?: string): string {
  return position.column === undefined ? fileLine(position, cwd) : `${fileLine(position, cwd)}:${position.column}`;
}

/** `line 12` for a position in the file the reader already looks at, else `file:12`. */
export function nearLine(position: Position, file: string, cwd?: string): string {
  return position.file === file || fileName(position.file, cwd) === fileName(file, cwd) ? `line ${position.line}` : fileLine(position, cwd);
}

// At most two folders up: further away the whole path says more than a row of dots.
function upwards(file: string, cwd: string): string {
  if (!file.startsWith('/') || !cwd.startsWith('/')) return file;
  const from = cwd.split('/').filter(Boolean);
  const to = file.split('/').filter(Boolean);
  let shared = 0;
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared++;
  const steps = from.length - shared;
  return shared === 0 || steps > 2 ? file : '../'.repeat(steps) + to.slice(shared).join('/');
}

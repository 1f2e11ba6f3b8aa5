// What is measured: programs that everybody can fetch, in directories of their own, and a copy of the bundle that a rebuild
// in the meantime does not touch.
import { chmodSync, cpSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { go } from '../scripts/toolchains.mjs';

export const ROOT = join(import.meta.dirname, '..');
export const BBOLT = { module: 'go.etcd.io/bbolt', version: 'v1.5.0' };

/** Copies dist/ and returns the path of the command in the copy. */
export function copyBundle(scratch) {
  const directory = join(scratch, 'bundle');
  cpSync(join(ROOT, 'dist'), join(directory, 'dist'), { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(directory, 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(directory, 'node_modules'));
  return join(directory, 'dist', 'allocpath.js');
}

/** A module without packages; commands of the standard library can be built from it. */
export function emptyModule(scratch) {
  const directory = join(scratch, 'empty');
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'go.mod'), 'module example.com/empty\n\ngo 1.21\n');
  return directory;
}

/** A writable copy of bbolt from the module cache, its dependencies fetched. */
export function bboltModule(scratch, toolchain) {
  const { Dir } = JSON.parse(go(['mod', 'download', '-json', `${BBOLT.module}@${BBOLT.version}`], { toolchain, cwd: emptyModule(scratch) }));
  const directory = join(scratch, 'bbolt');
  cpSync(Dir, directory, { recursive: true });
  makeWritable(directory);
  go(['list', '-deps', '-test', './...'], { toolchain, cwd: directory });
  return directory;
}

// The module cache is read-only, and so would be the copy, which then could not be removed.
function makeWritable(path) {
  const directory = statSync(path).isDirectory();
  chmodSync(path, directory ? 0o755 : 0o644);
  if (directory) for (const name of readdirSync(path)) makeWritable(join(path, name));
}

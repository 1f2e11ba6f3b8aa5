// Where experiments are read from, and the files that are laid over their packages to run them.
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../base/errors.ts';

/** A directory of Go files: one package. */
export interface LabDirectory {
  readonly path: string;
  /** Relative to the root, with slashes; empty for the root. */
  readonly name: string;
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

/** The experiments that come with allocpath are built alike everywhere. */
export const OWN_ENV: Readonly<Record<string, string>> = { GOFLAGS: '', GOWORK: 'off', GOEXPERIMENT: '' };

/** A tree of experiments. */
export interface LabTree {
  readonly root: string;
  /** The tree that comes with allocpath. */
  readonly own: boolean;
  /** Directories with directives. */
  readonly directories: readonly LabDirectory[];
  /** No go.mod above the root: what was read was copied into a module of its own. */
  readonly dispose: () => void;
}

const MAX_FILE = 4 << 20;
const MAX_FILES = 5000;

/** The experiments that come with allocpath: beside the bundle, or in the repository. */
export function ownLab(): string {
  const beside = fileURLToPath(new URL('lab', import.meta.url));
  return statSync(beside, { throwIfNoEntry: false })?.isDirectory() === true ? beside : fileURLToPath(new URL('../../lab', import.meta.url));
}

/**
 * Reads a tree of Go files.
 * @throws UserError when there is no such directory, or no directive in it
 */
export function readLabTree(path: string, own: boolean): LabTree {
  const asked = resolve(path);
  const stat = statSync(asked, { throwIfNoEntry: false });
  if (stat === undefined)
    throw new UserError('no-directory', `There is no directory ${path}.`, 'allocpath lab DIRECTORY runs the experiments in its Go files.');
  const root = stat.isDirectory() ? asked : dirname(asked);
  const directories: LabDirectory[] = [];
  let count = 0;
  const visit = (directory: string): void => {
    const entries = readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    if (directory !== root && entries.some((e) => e.name === 'go.mod')) return;
    const files: { name: string; text: string }[] = [];
    for (const entry of entries) {
      const at = join(directory, entry.name);
      if (entry.isDirectory()) {
        if (stat.isDirectory() && !/^[._]|^(?:testdata|vendor|node_modules)$/.test(entry.name)) visit(at);
      } else if (entry.isFile() && /^[^._].*\.go$/.test(entry.name) && !entry.name.endsWith('_test.go')) {
        if (++count > MAX_FILES) throw new UserError('lab-size', `${path} has more than ${MAX_FILES} Go files.`, 'Name the directory of the experiments.');
        if (statSync(at).size <= MAX_FILE) files.push({ name: entry.name, text: readFileSync(at, 'utf8') });
      }
    }
    const relevant = files.some((f) => (stat.isDirectory() || f.name === basename(asked)) && /^\s*\/\/lab:case\b/m.test(f.text));
    if (relevant) directories.push({ path: directory, name: relative(root, directory).split('\\').join('/'), files });
  };
  visit(root);
  if (directories.length === 0) {
    throw new UserError(
      'no-experiments',
      `${path} has no experiments: Go functions with a comment //lab:case in front of them.`,
      'For example: //lab:case f(4) above func f. docs/lab.md has the rest.',
    );
  }
  return moduleAbove(root) === undefined && !own ? copied(root, directories) : { root, own, directories, dispose: () => {} };
}

function moduleAbove(directory: string): string | undefined {
  for (let at = directory; ; at = dirname(at)) {
    if (statSync(join(at, 'go.mod'), { throwIfNoEntry: false })?.isFile() === true) return at;
    if (dirname(at) === at) return undefined;
  }
}

// Go files without a module are given one. Only the language version of the oldest release is asked for.
function copied(root: string, directories: readonly LabDirectory[]): LabTree {
  const work = mkdtempSync(join(tmpdir(), 'allocpath-lab-'));
  writeFileSync(join(work, 'go.mod'), `module allocpath.invalid/${/[\w-]+$/.exec(basename(root))?.[0] ?? 'lab'}\n\ngo 1.21\n`);
  const moved = directories.map((d) => {
    const path = join(work, d.name);
    mkdirSync(path, { recursive: true });
    for (const { name, text } of d.files) writeFileSync(join(path, name), text);
    return { ...d, path };
  });
  return { root: work, own: false, directories: moved, dispose: () => rmSync(work, { recursive: true, force: true }) };
}

/** Files that the go command sees beside those that are there. */
export interface Overlay {
  /** For -overlay. */
  readonly path: string;
  readonly dispose: () => void;
}

/** @param files text by the path at which the go command sees it */
export function writeOverlay(files: ReadonlyMap<string, string>): Overlay {
  const work = mkdtempSync(join(tmpdir(), 'allocpath-overlay-'));
  const replace: Record<string, string> = {};
  for (const [at, text] of files) {
    const path = join(work, `${Object.keys(replace).length}.go`);
    writeFileSync(path, text);
    replace[at] = path;
  }
  const path = join(work, 'overlay.json');
  writeFileSync(path, JSON.stringify({ Replace: replace }));
  return { path, dispose: () => rmSync(work, { recursive: true, force: true }) };
}

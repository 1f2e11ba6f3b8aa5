// Reads revisions of a git repository without touching its working tree, its index or its branches.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../base/errors.ts';
import { openBinaryDirectory } from './cache-directory.ts';
import { untilExit } from './until-exit.ts';

/** A repository, as seen from a directory in it. */
export interface Repository {
  readonly top: string;
  /** The directory within it, with a slash at the end; empty for the top. */
  readonly prefix: string;
}

/** A revision that was written out. */
export interface Revision {
  /** Of the commit, in full. */
  readonly commit: string;
  /** Top of the tree. */
  readonly path: string;
  /** Submodules, which are not written out. */
  readonly submodules: readonly string[];
  readonly dispose: () => void;
}

interface Output {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function git(args: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}, signal?: AbortSignal): Promise<Output> {
  return await new Promise<Output>((resolve, reject) => {
    // No hook runs, and nobody is asked for a password. An index of ours that is split would share files with the user's, and remove old ones.
    const all = ['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false', '-c', 'core.splitIndex=false', ...args];
    execFile(
      'git',
      all,
      {
        cwd,
        env: { ...process.env, GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0', ...env },
        maxBuffer: 1 << 28,
        ...(signal === undefined ? {} : { signal }),
      },
      (error, stdout, stderr) => {
        const { code } = (error ?? {}) as { code?: number | string };
        if (error !== null && error.name === 'AbortError') reject(new UserError('interrupted', 'Interrupted.', undefined, 130));
        else if (code === 'ENOENT')
          reject(new UserError('no-git', 'The git command was not found.', 'Two revisions can only be compared where git is installed.'));
        else resolve({ code: typeof code === 'number' ? code : error === null ? 0 : 1, stdout, stderr });
      },
    );
  });
}

/**
 * The repository around a directory; undefined when there is none.
 * @throws UserError for one that git does not open, with its words
 */
export async function findRepository(directory: string): Promise<Repository | undefined> {
  const found = await git(['rev-parse', '--show-toplevel', '--show-prefix'], directory, { LC_ALL: 'C' });
  if (found.code !== 0) {
    const said = found.stderr.trim();
    if (/not a git repository/.test(said)) return undefined;
    if (/must be run in a work tree/.test(said))
      throw new UserError('bare-repository', `${directory} is a repository without a working tree.`, 'Run it in a checkout: git worktree add DIR.');
    throw new UserError('git', `git does not open the repository here: ${said.replace(/\s*\n\s*/g, ' ')}`);
  }
  const [top = '', prefix = ''] = found.stdout.split('\n');
  return top === '' ? undefined : { top: realpathSync(top), prefix };
}

/** The commit that a name stands for; undefined when it names none. */
export async function resolveRevision({ top }: Repository, name: string): Promise<string | undefined> {
  if (name.startsWith('-')) return undefined;
  const found = await git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`], top);
  return found.code === 0 ? found.stdout.trim() : undefined;
}

/** Files that differ from the last commit, untracked ones included. */
export async function changedFiles({ top }: Repository): Promise<number> {
  const found = await git(['status', '--porcelain', '--untracked-files=all'], top);
  return found.stdout.split('\n').filter((line) => line !== '').length;
}

/**
 * Writes out the tree of a commit. Trees are kept in the cache: the go command finds what it compiled there again. One that is not what was
 * written (a build with -mod=mod changes go.mod) is written anew.
 * @throws UserError when git cannot
 */
export async function checkOut({ top }: Repository, commit: string, signal?: AbortSignal): Promise<Revision> {
  const tree = (await git(['rev-parse', `${commit}^{tree}`], top)).stdout.trim();
  const directory = openBinaryDirectory([top, tree], 'trees');
  // Tree and index are put there together.
  const place = join(directory.path, 'current');
  if (!(await isIntact(place, top))) await writeTree(commit, place, top, signal);
  const path = join(place, 'tree');
  const listed = (await git(['ls-tree', '-r', '-z', commit], top)).stdout.split('\0');
  const submodules = listed.flatMap((line) => /^160000 \S+ \S+\t(.*)$/s.exec(line)?.[1] ?? []);
  return { commit, path: realpathSync(path), submodules, dispose: directory.dispose };
}

// Every file is what the index says that was written, and there are no others.
async function isIntact(place: string, top: string): Promise<boolean> {
  const [index, tree] = [join(place, 'index'), join(place, 'tree')];
  if (!existsSync(index) || !existsSync(tree)) return false;
  const env = { GIT_INDEX_FILE: index, GIT_WORK_TREE: tree };
  const found = await git(['status', '--porcelain', '--untracked-files=all', '--ignore-submodules=all', '--no-renames'], top, env);
  // What the commit differs from HEAD in is no matter: only the second column is about the files.
  return found.code === 0 && found.stdout.split('\n').every((line) => line === '' || (line[1] === ' ' && line[0] !== '?'));
}

// Beside its place, and put there whole: another process may write or read the same.
async function writeTree(commit: string, place: string, top: string, signal: AbortSignal | undefined): Promise<void> {
  const work = mkdtempSync(`${place}-new-`);
  const remove = untilExit(() => rmSync(work, { recursive: true, force: true }));
  try {
    const [tree, index] = [join(work, 'tree'), join(work, 'index')];
    mkdirSync(tree);
    // An index of its own, which says what is written where; attributes are those of the commit, where git knows how (2.43).
    const env = { GIT_INDEX_FILE: index, GIT_WORK_TREE: tree, GIT_ATTR_SOURCE: commit };
    await succeed(['read-tree', commit], top, env, signal);
    await succeed(['checkout-index', '--all', '--force', '--index'], top, env, signal);
    // Whoever was faster wrote the same, and may be building it.
    if (await isIntact(place, top)) return;
    if (existsSync(place)) renameSync(place, join(work, 'old'));
    renameSync(work, place);
    rmSync(join(place, 'old'), { recursive: true, force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined || !(await isIntact(place, top))) throw error;
  } finally {
    remove();
  }
}

async function succeed(args: readonly string[], cwd: string, env: Readonly<Record<string, string>>, signal: AbortSignal | undefined): Promise<void> {
  const { code, stderr } = await git(args, cwd, env, signal);
  if (code !== 0) throw new UserError('git', `git ${args[0]} failed: ${stderr.trim().split('\n')[0] ?? 'no message'}`);
}

// Git repositories of a few commits, made of directories.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A repository with one commit for each tree, tagged `v1`, `v2`…: directories that are laid over one another, or an edit of the tree before. */
export function repositoryOf(trees: readonly (readonly string[] | ((path: string) => void))[]): {
  readonly path: string;
  readonly git: Git;
  readonly remove: () => void;
} {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'allocpath-git-')));
  const git: Git = (...args) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'init.defaultBranch=main', ...args], { cwd: path, encoding: 'utf8' });
  git('init', '-q');
  for (const [i, tree] of trees.entries()) {
    if (typeof tree !== 'function') {
      for (const name of readdirSync(path)) if (name !== '.git') rmSync(join(path, name), { recursive: true });
      for (const directory of tree) cpSync(directory, path, { recursive: true });
    } else tree(path);
    git('add', '-A');
    git('commit', '-q', '--allow-empty', '-m', `tree ${i + 1}`);
    git('tag', `v${i + 1}`);
  }
  return { path, git, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export type Git = (...args: string[]) => string;

// Go modules for the tests: small ones in txtar form (golang.org/x/tools/txtar) under test/fixtures, unpacked where a test wants them.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scratch } from './cli.ts';

/** Unpacks test/fixtures/NAME.txtar. @returns the directory, a new one unless given */
export function fixture(name: string, directory: string = scratch(name)): string {
  const text = readFileSync(fileURLToPath(new URL(`../fixtures/${name}.txtar`, import.meta.url)), 'utf8');
  return write(directory, Object.fromEntries(sections(text)));
}

/** Writes files, with their directories. */
export function write(directory: string, files: Readonly<Record<string, string>>): string {
  for (const [path, content] of Object.entries(files)) {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return directory;
}

// `-- path --` on a line of its own begins a file; what stands before the first is a comment.
function sections(text: string): [string, string][] {
  const parts = text.split(/^-- (.+) --\n/m);
  const found: [string, string][] = [];
  for (let i = 1; i < parts.length; i += 2) found.push([parts[i]!.trim(), parts[i + 1] ?? '']);
  return found;
}

/** The line on which a text first stands, from 1. */
export function lineOf(file: string, text: string): number {
  const index = readFileSync(file, 'utf8')
    .split('\n')
    .findIndex((line) => line.includes(text));
  if (index < 0) throw new Error(`${text} is not in ${file}`);
  return index + 1;
}

// Builds the command once for all end-to-end tests, apart from dist/, so that what is tested is the sources as they are.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Beside the dependencies, so that iced-x86, which is not bundled, is found. */
const CACHE = join(ROOT, 'node_modules', '.cache', 'allocpath-e2e');

let built: Promise<string> | undefined;

/** Path of the bundled command; built unless the same sources were bundled before. */
export function bundle(): Promise<string> {
  return (built ??= make());
}

async function make(): Promise<string> {
  const directory = join(CACHE, sourceHash());
  if (!existsSync(join(directory, 'main.js'))) {
    const unfinished = `${directory}.${process.pid}`;
    await build({
      absWorkingDir: ROOT,
      entryPoints: ['src/cli/main.ts'],
      outdir: unfinished,
      bundle: true,
      splitting: true,
      platform: 'node',
      target: 'node20.19',
      format: 'esm',
      external: ['iced-x86'],
      define: { ALLOCPATH_VERSION: '"0.0.0-test"' },
      logLevel: 'warning',
      banner: { js: "import { createRequire as allocpathRequire } from 'node:module'; const require = allocpathRequire(import.meta.url);" },
    });
    // As scripts/build.mjs does.
    cpSync(join(ROOT, 'src/drive/agent'), join(unfinished, 'agent'), { recursive: true });
    cpSync(join(ROOT, 'lab'), join(unfinished, 'lab'), { recursive: true });
    try {
      renameSync(unfinished, directory);
    } catch {
      // Another worker was faster.
      rmSync(unfinished, { recursive: true, force: true });
    }
    removeOld();
  }
  return join(directory, 'main.js');
}

// A bundle of an hour ago may still be in use by another run.
function removeOld(): void {
  for (const name of readdirSync(CACHE)) {
    const age = Date.now() - (statSync(join(CACHE, name), { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > 3_600_000) rmSync(join(CACHE, name), { recursive: true, force: true });
  }
}

function sourceHash(): string {
  mkdirSync(CACHE, { recursive: true });
  const hash = createHash('sha256');
  const directory = join(ROOT, 'src');
  const files = readdirSync(directory, { withFileTypes: true, recursive: true }).filter((e) => e.isFile() && /(?<!\.test)\.(?:ts|go)$/.test(e.name));
  for (const path of files.map((e) => join(e.parentPath, e.name)).sort()) hash.update(path).update('\0').update(readFileSync(path)).update('\0');
  return hash.digest('hex').slice(0, 16);
}

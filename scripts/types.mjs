// Writes the declarations of the library into dist/types. tsc keeps the `.ts` of relative imports in declarations; a consumer's
// compiler looks for `.js` with a `.d.ts` beside it, and so do tools that resolve declarations without TypeScript.
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const { status } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.types.json'], { stdio: 'inherit' });
if (status !== 0) process.exit(1);
for (const entry of readdirSync('dist/types', { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const path = join(entry.parentPath, entry.name);
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace(/((?:from|import)\s*\(?['"]\.[^'"]*)\.ts(?=['"])/g, '$1.js'));
}

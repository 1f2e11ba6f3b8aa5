// Bundles the command line and the library into dist/. Everything the command needs at start is in one file, so that it starts fast;
// views and the disassembler are chunks that load when they are asked for.
import { chmodSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { licenceTexts } from './licences.mjs';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
rmSync('dist', { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: { allocpath: 'src/cli/main.ts', api: 'src/api.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  minifySyntax: true,
  // iced-x86 reads its WebAssembly file from beside its own source.
  external: ['iced-x86'],
  define: { ALLOCPATH_VERSION: JSON.stringify(version) },
  // CommonJS dependencies ask for `require`.
  banner: { js: "import { createRequire as allocpathRequire } from 'node:module'; const require = allocpathRequire(import.meta.url);" },
  logLevel: 'warning',
  metafile: true,
});
const entry = 'dist/allocpath.js';
writeFileSync(entry, `#!/usr/bin/env node\n${readFileSync(entry, 'utf8').replace(/^#!.*\n/, '')}`);
chmodSync(entry, 0o755);
// Source that goes into a copy of the Go runtime; read from beside the code that uses it.
cpSync('src/drive/agent', 'dist/agent', { recursive: true });
cpSync('lab', 'dist/lab', { recursive: true });
writeFileSync('dist/LICENSES.txt', licenceTexts(metafile));

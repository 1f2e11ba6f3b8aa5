// Holds decoded stack maps against the compiler, call by call: `npm run liveness [-- go1.26.11 …] [--write]`.
// Bits: the assembly listing (-S) gives the index in force at each call and the bytes of every bitmap; of cmd/gofmt with all it links.
// Names: the lists of live variables (-live=2); of cmd/gofmt and of a program that refers to all of the standard library, and of the
// same compiles the listing's operands, which name the words that variables are in.
import { spawn } from 'node:child_process';
import { createReadStream, createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { go, goEnvironment, TOOLCHAINS } from '../scripts/toolchains.mjs';

const root = join(import.meta.dirname, '..');
const work = mkdtempSync(join(tmpdir(), 'allocpath-liveness-'));
const bundle = join(root, 'node_modules', '.cache', 'liveness', 'check.mjs');
process.on('exit', () => rmSync(work, { recursive: true, force: true }));

await build({
  entryPoints: [join(root, 'test', 'liveness', 'check.ts')],
  bundle: true,
  platform: 'node',
  format: 'esm',
  external: ['iced-x86'],
  outfile: bundle,
  logLevel: 'error',
});
const { checkNames, checkBits } = await import(bundle);

/** Builds with compiler flags and keeps what the compiler prints. */
async function compile(toolchain, cwd, flags, target, name) {
  const binary = join(work, name);
  const text = join(work, `${name}.txt`);
  const out = createWriteStream(text);
  const child = spawn('go', ['build', '-o', binary, `-gcflags=all=${flags}`, target], {
    cwd,
    env: goEnvironment(toolchain, { CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false' }),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  child.stderr.pipe(out);
  const code = await new Promise((resolve) => child.on('close', resolve));
  await new Promise((resolve) => out.end(resolve));
  if (code !== 0) throw new Error(`go build ${target} failed: ${readFileSync(text, 'utf8').slice(-2000)}`);
  return { binary, text };
}

const lines = (path) => createInterface({ input: createReadStream(path) });
const chunks = (path) => createReadStream(path, { highWaterMark: 1 << 20 });
const percent = (part, whole) => (whole === 0 ? '–' : `${(Math.floor((10000 * part) / whole) / 100).toFixed(2)} %`);
const n = (value) => value.toLocaleString('en-US');

const wanted = process.argv.slice(2).filter((a) => a.startsWith('go1.'));
const rows = { bits: [], names: [] };
for (const toolchain of wanted.length === 0 ? TOOLCHAINS : wanted) {
  const empty = join(work, 'empty');
  mkdirSync(empty, { recursive: true });
  const listed = await compile(toolchain, empty, '-S', 'cmd/gofmt', `S-${toolchain}`);
  const bits = await checkBits(readFileSync(listed.binary), lines(listed.text));
  rows.bits.push(
    `| ${toolchain.slice(2)} | ${n(bits.functions)} | ${n(bits.calls)} | ${n(bits.callsEqual)} | ${percent(bits.callsEqual, bits.calls)} | ${bits.missing.length} |`,
  );
  process.stdout.write(`bits  ${rows.bits.at(-1)}\n`);
  for (const name of bits.different.slice(0, 10)) process.stdout.write(`  differs: ${name}\n`);

  const everything = join(work, `everything-${toolchain}`);
  mkdirSync(everything);
  go(['run', '.', everything], { toolchain, cwd: join(root, 'test', 'liveness', 'everything'), env: { CGO_ENABLED: '0' } });
  for (const [what, cwd, target] of [
    ['cmd/gofmt', empty, 'cmd/gofmt'],
    ['all of std', everything, '.'],
  ]) {
    const built = await compile(toolchain, cwd, '-live=2', target, `live-${toolchain}`);
    const operands = what === 'cmd/gofmt' ? lines(listed.text) : undefined;
    const names = await checkNames(readFileSync(built.binary), chunks(built.text), [target === '.' ? 'example.com/allofstd' : target], operands);
    rows.names.push(
      `| ${toolchain.slice(2)} | ${what} | ${n(names.calls)} | ${percent(names.bitsAgree, names.calls)} | ${n(names.words)} | ${percent(names.certain, names.words)} | ` +
        `${operands === undefined ? '' : `${n(names.operandsRight)} of ${n(names.operandsRight + names.operandsWrong)}`} | ${percent(names.found, names.listed)} | ${n(names.unpaired.length)} |`,
    );
    process.stdout.write(`names ${rows.names.at(-1)}\n`);
    for (const line of names.disagree.slice(0, 5)) process.stdout.write(`  differs: ${line}\n`);
    rmSync(built.binary);
    rmSync(built.text);
  }
  rmSync(listed.binary);
  rmSync(listed.text);
  rmSync(everything, { recursive: true });
}

if (process.argv.includes('--write')) {
  const path = join(root, 'docs', 'liveness.md');
  const text = readFileSync(path, 'utf8');
  const table = [
    '<!-- begin: npm run liveness -->',
    '',
    '| Go | functions | calls | equal | | functions without a listing |',
    '|:--|--:|--:|--:|--:|--:|',
    ...rows.bits,
    '',
    '| Go | program | calls | words and lists agree | live words | one owner | of these the listing agrees | variables named by DWARF alone | functions without a text |',
    '|:--|:--|--:|--:|--:|--:|--:|--:|--:|',
    ...rows.names,
    '',
    '<!-- end -->',
  ].join('\n');
  writeFileSync(path, text.replace(/<!-- begin: npm run liveness -->[\s\S]*<!-- end -->/, table));
}

// Regenerates every real output in the documents: `node scripts/docs-outputs.mjs`; with `--check` it only says what is stale.
// A block is real when its fence says `console`: each `$ command` in it is run in examples/, and what it prints follows. A comment above
// the fence shortens it: `<!-- show: site -->` keeps the sites without header and footer, `<!-- show: why..code -->` keeps a site's
// heading and the sections from one label to the one before another, `<!-- show: ssa -->` what --ssa adds,
// `<!-- show: until TEXT -->` what stands above the line that begins so. Pictures are written from PICTURES below.
// One Go release and one target, so that every machine prints the same, addresses included.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { terminalPicture } from './docs-terminal.mjs';
import { TOOLCHAINS, goEnvironment } from './toolchains.mjs';

const root = join(import.meta.dirname, '..');
const examples = join(root, 'examples');
const RELEASE = TOOLCHAINS.find((t) => t.startsWith('go1.26.'));
const PICTURES = [
  { file: 'docs/pictures/append.svg', command: 'allocpath explain --at slices.go:64 --format svg .' },
  { file: 'docs/pictures/copies.svg', command: 'allocpath explain --at stock/stock.go:14 --format svg ./...' },
  { file: 'docs/pictures/flow.svg', command: 'allocpath explain --at interfaces.go:56:29 --picture flow --format svg .' },
  { file: 'docs/pictures/frame.svg', command: 'allocpath stackmap --build . main.Joined --format svg' },
  { file: 'docs/pictures/terminal.svg', command: 'allocpath explain --color always --top 6 ./...', terminal: true },
];

/** Pages that may hold real outputs. */
export function pages() {
  const below = readdirSync(join(root, 'docs')).filter((f) => f.endsWith('.md'));
  return ['README.md', 'README.zh-CN.md', ...below.map((f) => `docs/${f}`)];
}

/** Whether jq is there; blocks that use it are left as they are otherwise. */
const hasJq = spawnSync('jq', ['--version']).status === 0;

/**
 * What the pages and pictures should be.
 * @param script the bundled command
 * @returns path → { now, wanted }, and the blocks that could not be run here
 */
export async function regenerate(script) {
  const shell = openShell(script);
  try {
    const files = new Map();
    const skipped = [];
    for (const page of pages()) {
      const now = readFileSync(join(root, page), 'utf8');
      files.set(page, { now, wanted: await rewrite(now, shell, page, skipped) });
    }
    for (const { file, command, terminal } of PICTURES) {
      const output = await shell.run(command);
      const now = existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : '';
      files.set(file, { now, wanted: terminal === true ? terminalPicture(command.replace(' --color always', ''), siteLines(output)) : output });
    }
    return { files, skipped };
  } finally {
    shell.close();
  }
}

const FENCE = /(?:^<!-- show: (?<show>.+?) -->\n)?^```console\n(?<body>[\s\S]*?)^```$/gm;

async function rewrite(text, shell, page, skipped) {
  let result = '';
  let end = 0;
  for (const match of text.matchAll(FENCE)) {
    const { show, body } = match.groups;
    const commands = body.split('\n').filter((line) => line.startsWith('$ '));
    const lines = [];
    let runnable = true;
    for (const command of commands) {
      if (/\| jq\b/.test(command) && !hasJq) {
        skipped.push(`${page}: ${command} (no jq here)`);
        runnable = false;
        break;
      }
      lines.push(command, ...shorten(await shell.run(command.slice(2)), show));
    }
    if (!runnable) continue;
    const recorded = /\brun\.allocpath\b|\ballocpath run\b/.test(commands.join('\n'));
    if (anywhere(`${lines.join('\n')}\n`, recorded) === anywhere(body, recorded)) continue;
    const start = match.index + match[0].indexOf('```console\n') + '```console\n'.length;
    result += `${text.slice(end, start)}${lines.join('\n')}\n`;
    end = match.index + match[0].length - 3;
  }
  return result + text.slice(end);
}

// What is there stays when nothing differs but what depends on the length of the machine's paths: addresses of read-only data, as GOROOT is
// a string in it, and shares of a run.
function anywhere(text, recorded) {
  const placed = text.replace(/\[0x[\dA-F]+\]/g, '[data]');
  return recorded ? placed.replace(/ *<?[\d.]+ %/g, ' %') : placed;
}

function shorten(output, show) {
  const lines = output.replace(/\n+$/, '').split('\n');
  if (show === undefined) return output === '' ? [] : lines;
  const until = /^until (.+)$/.exec(show)?.[1];
  if (until !== undefined) {
    const end = lines.findIndex((line) => line.trimStart().startsWith(until));
    if (end < 0) throw new Error(`<!-- show: ${show} -->: there is no such line`);
    return [...lines.slice(0, end), '…'];
  }
  if (show === 'site') return siteLines(output);
  if (show === 'ssa') {
    const body = siteLines(output);
    return body.slice(body.findIndex((line) => line.startsWith('SSA values of ')));
  }
  const range = /^(\w+)\.\.(\w*)$/.exec(show);
  if (range === null) throw new Error(`<!-- show: ${show} --> is none of: site, ssa, until TEXT, FROM..TO`);
  const body = siteLines(output);
  const labelled = (label) => body.findIndex((line) => line.startsWith(`  ${label} `));
  const heading = body.findIndex((line) => /^ {2}[a-zA-Z]+ {3,}/.test(line));
  const from = labelled(range[1]);
  const to = range[2] === '' ? body.length : labelled(range[2]);
  if (from < 0 || to < 0) throw new Error(`<!-- show: ${show} -->: there is no such section`);
  return [...body.slice(0, heading), ...(from > heading ? ['  …'] : []), ...body.slice(from, to), ...(to < body.length ? ['  …'] : [])];
}

// Without the two lines about the target above and the counts below.
function siteLines(output) {
  const lines = output.replace(/\n+$/, '').split('\n');
  const bare = lines.map((line) => line.replace(/\x1b\[[\d;]*m/g, ''));
  const first = bare[0]?.startsWith('go1.') ? bare.indexOf('') + 1 : 0;
  const last = bare.findIndex((line, index) => index > first && /^(?:[\d,]+ (?:allocation calls? in|sites? shown)|No binary was built)/.test(line));
  const body = lines.slice(first, last < 0 ? lines.length : last);
  while (body.at(-1) === '') body.pop();
  return body;
}

function openShell(script) {
  const directory = mkdtempSync(join(tmpdir(), 'allocpath-docs-'));
  writeFileSync(join(directory, 'allocpath'), `#!/bin/sh\nexec '${process.execPath}' '${script}' "$@"\n`);
  chmodSync(join(directory, 'allocpath'), 0o755);
  const fixed = { GOOS: 'linux', GOARCH: 'amd64', GOAMD64: 'v1', CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false', LC_ALL: 'C', TERM: 'xterm' };
  const env = goEnvironment(RELEASE, { ...fixed, ALLOCPATH_CACHE: join(root, 'node_modules', '.cache', 'docs-binaries') });
  for (const name of ['NO_COLOR', 'FORCE_COLOR', 'COLUMNS', 'GOROOT']) delete env[name];
  env.PATH = `${directory}${delimiter}${env.PATH}`;
  const known = new Map();
  const start = (command) =>
    new Promise((done, failed) => {
      const child = spawn('sh', ['-c', `exec 2>&1\n${command}`], { cwd: examples, env, stdio: ['ignore', 'pipe', 'inherit'] });
      const chunks = [];
      child.stdout.on('data', (chunk) => chunks.push(chunk));
      child.on('error', failed);
      child.on('close', () => done(Buffer.concat(chunks).toString('utf8')));
    });
  return {
    run(command) {
      if (!known.has(command)) known.set(command, start(command));
      return known.get(command);
    },
    close: () => {
      rmSync(directory, { recursive: true, force: true });
      rmSync(join(examples, 'run.allocpath'), { force: true });
    },
  };
}

async function main() {
  const script = join(root, 'dist', 'allocpath.js');
  const named = process.argv.slice(2).find((a) => !a.startsWith('--'));
  if (named === undefined && !existsSync(script)) throw new Error('Build first: npm run build');
  const check = process.argv.includes('--check');
  const { files, skipped } = await regenerate(named === undefined ? script : resolve(named));
  let stale = 0;
  for (const [file, { now, wanted }] of files) {
    if (now === wanted) continue;
    stale++;
    process.stdout.write(`${check ? 'stale' : 'written'}: ${file}\n`);
    if (check) continue;
    mkdirSync(join(root, file, '..'), { recursive: true });
    writeFileSync(join(root, file), wanted);
  }
  for (const line of skipped) process.stdout.write(`not run: ${line}\n`);
  process.stdout.write(`${files.size} files, ${stale} ${check ? 'stale' : 'written'}\n`);
  if (check && stale > 0) process.exitCode = 1;
}

if (process.argv[1] === import.meta.filename) await main();

// What reading every table of a binary costs: `allocpath stackmap BINARY` decodes names, files, lines, inline trees, maps by pc and stack
// objects of all functions; measured against tools that read parts of them, on the Go compiler's own binary, and over binaries of 2 to 130 MB.
// node bench/stackmap.mjs [--no-growth] [--write]: medians of interleaved warm runs, start-up included. Wall and processor seconds and
// peak memory by the kernel's accounting of the waited-for process and its children (/usr/bin/time). --write puts them into
// docs/benchmarks.md and bench/results/stackmap.json. On a busy machine compare processor seconds.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { goEnvironment } from '../scripts/toolchains.mjs';
import { writePart } from './document.mjs';
import { ROOT, copyBundle, emptyModule } from './targets.mjs';

const TOOLCHAIN = 'go1.27.4';
const RUNS = 5;
/** objdump takes most of a minute. */
const SLOW_RUNS = 2;
const DELVE = 'github.com/go-delve/delve/cmd/dlv@v1.27.2';
const GORESYM = 'github.com/mandiant/GoReSym@latest';
/** Tools and binaries outlive a run: the largest takes minutes to build. */
const KEPT = join(tmpdir(), 'allocpath-bench-binaries');
const scratch = mkdtempSync(join(tmpdir(), 'allocpath-bench-'));
const env = goEnvironment(TOOLCHAIN, { CGO_ENABLED: '0', GOBIN: KEPT });
const say = (text) => process.stdout.write(`${text}\n`);
const s = (n) => n.toFixed(2);
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

function go(args, cwd) {
  return execFileSync('go', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

/** Path of a tool from its module; undefined, and said, when it cannot be had. */
function installed(module) {
  const path = join(KEPT, module.replace(/@.*/, '').split('/').at(-1));
  try {
    if (!existsSync(path)) go(['install', module], emptyModule(scratch));
    return path;
  } catch (error) {
    say(
      `${module} is not measured: ${String(error.stderr ?? error)
        .trim()
        .split('\n')
        .at(-1)}`,
    );
    return undefined;
  }
}

/** Path of a binary, built unless an earlier run did. */
function built(name, make) {
  const path = join(KEPT, `${name}-${TOOLCHAIN}`);
  if (existsSync(path)) return path;
  say(`building ${name} …`);
  const directory = join(scratch, name);
  mkdirSync(directory, { recursive: true });
  make(directory, path);
  return path;
}

function hello(directory, path) {
  writeFileSync(join(directory, 'go.mod'), 'module example.com/hello\n\ngo 1.21\n');
  writeFileSync(join(directory, 'main.go'), 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("hello") }\n');
  go(['build', '-ldflags=-s -w', '-o', path, '.'], directory);
}

function everything(directory, path) {
  go(['run', join(ROOT, 'test/liveness/everything/main.go'), directory], directory);
  go(['build', '-o', path, '.'], directory);
}

function huge(directory, path) {
  cpSync(join(import.meta.dirname, 'huge/main.go'), join(directory, 'main.go'));
  writeFileSync(
    join(directory, 'go.mod'),
    'module example.com/huge\n\ngo 1.26\n\nrequire (\n\tgithub.com/aws/aws-sdk-go v1.55.8\n\tk8s.io/client-go v0.37.2\n)\n',
  );
  go(['mod', 'tidy'], directory);
  go(['build', '-o', path, '.'], directory);
}

/** Wall and processor seconds and peak megabytes of one run. */
function time({ command, args }) {
  const out = join(scratch, 'time');
  const { status } = spawnSync('/usr/bin/time', ['-f', '%e %U %S %M', '-o', out, command, ...args], { env, cwd: scratch, stdio: 'ignore' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`);
  const [wall, user, system, kilobytes] = readFileSync(out, 'utf8').trim().split('\n').at(-1).split(' ').map(Number);
  return { seconds: wall, cpu: user + system, megabytes: kilobytes / 1024 };
}

/** Runs the commands in turn after one warm-up; medians. */
function interleaved(commands) {
  const results = commands.map(() => []);
  for (const c of commands) time(c);
  for (let i = 0; i < RUNS; i++) commands.forEach((c, k) => i < (c.runs ?? RUNS) && results[k].push(time(c)));
  const of = (k, key) => median(results[k].map((r) => r[key]));
  return commands.map((c, k) => ({ name: c.name, seconds: of(k, 'seconds'), cpu: of(k, 'cpu'), megabytes: of(k, 'megabytes') }));
}

function describe(allocpath, path) {
  const text = execFileSync(process.execPath, [allocpath, 'stackmap', path, '--color', 'never'], { encoding: 'utf8' });
  return { functions: Number(/^([\d,]+) functions/m.exec(text)[1].replaceAll(',', '')), megabytes: statSync(path).size / 1e6 };
}

try {
  if (!existsSync('/usr/bin/time')) throw new Error('/usr/bin/time is needed (Debian: apt install time)');
  mkdirSync(KEPT, { recursive: true });
  const allocpath = copyBundle(scratch);
  const own = (path) => ({ name: 'allocpath stackmap', command: process.execPath, args: [allocpath, 'stackmap', path] });
  const nm = (path) => ({ name: 'go tool nm', command: 'go', args: ['tool', 'nm', path] });
  const compiler = join(go(['env', 'GOROOT']), 'pkg/tool/linux_amd64/compile');
  const commands = [own(compiler), nm(compiler), { name: 'go tool objdump', command: 'go', args: ['tool', 'objdump', compiler], runs: SLOW_RUNS }];
  const delve = installed(DELVE);
  if (delve !== undefined) {
    const init = join(scratch, 'init');
    writeFileSync(init, 'funcs .\nexit\n');
    const args = ['exec', compiler, '--check-go-version=false', '--allow-non-terminal-interactive', '--init', init];
    commands.push({ name: 'Delve, `funcs .`', command: delve, args });
  }
  const goresym = installed(GORESYM);
  if (goresym !== undefined) commands.push({ name: 'GoReSym -d -p', command: goresym, args: ['-d', '-p', compiler] });
  commands.push(
    { name: 'allocpath --version', command: process.execPath, args: [allocpath, '--version'] },
    { name: 'node -e 0', command: process.execPath, args: ['-e', '0'] },
  );
  const load = loadavg()[0];
  const binary = describe(allocpath, compiler);
  say(`the compiler: ${binary.megabytes.toFixed(0)} MB, ${binary.functions} functions; load ${s(load)}`);
  const tools = interleaved(commands);
  for (const r of tools) say(`  ${r.name}: ${s(r.seconds)} s, ${s(r.cpu)} s of processor, ${r.megabytes.toFixed(0)} MB`);
  const growth = [];
  if (!process.argv.includes('--no-growth')) {
    const binaries = [
      ['hello, -s -w', built('hello', hello)],
      ['gofmt', built('gofmt', (_directory, path) => go(['build', '-o', path, 'cmd/gofmt'], emptyModule(scratch)))],
      ['all of the standard library', built('everything', everything)],
      ['the compiler', compiler],
      ['clients of Kubernetes and AWS', built('huge', huge)],
    ];
    for (const [name, path] of binaries) {
      const [mine, other] = interleaved(
        [own(path), nm(path)].map((c) => (name.startsWith('hello') && c.name === 'go tool nm' ? { ...c, command: 'true', args: [] } : c)),
      );
      growth.push({ name, ...describe(allocpath, path), mine, nm: name.startsWith('hello') ? undefined : other });
      say(`  ${name}: ${s(mine.seconds)} s, ${s(mine.cpu)} s of processor, ${mine.megabytes.toFixed(0)} MB`);
    }
  }
  if (process.argv.includes('--write')) write({ binary, load, tools, growth, goresym: goresym !== undefined });
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function write({ binary, load, tools, growth, goresym }) {
  mkdirSync(join(ROOT, 'bench/results'), { recursive: true });
  writeFileSync(join(ROOT, 'bench/results/stackmap.json'), `${JSON.stringify({ binary, load, tools, growth }, null, 1)}\n`);
  const [mine] = tools;
  const ratio = (r) => (r === mine ? '' : `${s(r.cpu / mine.cpu)} ×`);
  writePart('stackmap', [
    '# What stackmap costs',
    '',
    '<!-- Written by `npm run bench:stackmap -- --write`; do not edit. -->',
    '',
    `The whole of a binary: names, files, lines, inline trees, maps by pc, stack maps and stack objects of every function. Medians of ${RUNS} interleaved warm runs with start-up (objdump: ${SLOW_RUNS}); Go ${TOOLCHAIN.slice(2)}, Node ${process.versions.node}, ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), load ${s(load)} of other work, ${new Date().toISOString().slice(0, 10)}. Wall seconds suffer from other work, processor seconds hardly.`,
    '',
    `## The Go compiler's own binary: ${binary.megabytes.toFixed(0)} MB, ${binary.functions.toLocaleString('en')} functions`,
    '',
    '| | wall s | processor s | MB | processor |',
    '|---|--:|--:|--:|--:|',
    ...tools.map((r) => `| ${r.name} | ${s(r.seconds)} | ${s(r.cpu)} | ${r.megabytes.toFixed(0)} | ${ratio(r)} |`),
    '',
    'nm prints symbols; objdump disassembles with a line for each instruction; Delve reads the function table (this binary has no DWARF) and prints its names.',
    ...(goresym ? [] : ['GoReSym could not be fetched through the module proxy and is not measured.']),
    '',
    ...(growth.length === 0
      ? []
      : [
          '## How it grows',
          '',
          '| binary | MB | functions | wall s | processor s | MB of memory | µs of processor a function | go tool nm, processor s |',
          '|---|--:|--:|--:|--:|--:|--:|--:|',
        ]),
    ...growth.map(
      (g) =>
        `| ${g.name} | ${g.megabytes.toFixed(1)} | ${g.functions.toLocaleString('en')} | ${s(g.mine.seconds)} | ${s(g.mine.cpu)} | ${g.mine.megabytes.toFixed(0)} | ${((g.mine.cpu * 1e6) / g.functions).toFixed(0)} | ${g.nm === undefined ? '–' : s(g.nm.cpu)} |`,
    ),
    '',
  ]);
}

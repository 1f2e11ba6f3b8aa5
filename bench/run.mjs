// What recording costs the program: `allocpath run` in its modes against the same program as it is, against the runtime's own means
// (memprofilerate=1, traceallocfree) and a debugger, on a program that only allocates and on a real one; and what building it costs.
// node bench/run.mjs [--write] [--go go1.27.4] [--runs 7]: medians of interleaved runs after a warm-up; processor and wall seconds by the
// kernel's accounting (/usr/bin/time). --write puts them into docs/benchmarks.md and bench/results/run.json. On a busy machine compare
// processor seconds, and take differences below 3 percent for noise.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { goEnvironment } from '../scripts/toolchains.mjs';
import { writePart } from './document.mjs';
import { ROOT, copyBundle, emptyModule } from './targets.mjs';

const { values: options } = parseArgs({
  options: {
    write: { type: 'boolean' },
    go: { type: 'string', default: 'go1.27.4' },
    runs: { type: 'string', default: '7' },
    'no-builds': { type: 'boolean' },
  },
});
const RELEASE = options.go;
const RUNS = Number(options.runs);
const DELVE = 'github.com/go-delve/delve/cmd/dlv@v1.27.2';
const PROGRAMS = [
  { name: 'allocate', what: 'nothing but allocation', args: ['2500'], delveArgs: ['1'] },
  { name: 'parse', what: 'go/parser, go/printer and encoding/json over packages of the standard library', args: ['5'], delveArgs: [] },
];
const scratch = mkdtempSync(join(tmpdir(), 'allocpath-bench-'));
/** Records go to memory where there is some: what a disk costs is another question. */
const SHM = existsSync('/dev/shm') && statfsSync('/dev/shm').bavail * statfsSync('/dev/shm').bsize > 4 * 2 ** 30 ? '/dev/shm' : tmpdir();
const KEPT = join(tmpdir(), 'allocpath-bench-binaries');
const say = (text) => process.stdout.write(`${text}\n`);
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const module = join(ROOT, 'bench/programs');

const env = goEnvironment(RELEASE, { CGO_ENABLED: '0' });
const goroot = execFileSync('go', ['env', 'GOROOT'], { cwd: emptyModule(scratch), env, encoding: 'utf8' }).trim();
const runEnv = { ...process.env, BENCH_SRC: join(goroot, 'src') };

function build(name, tags, output, extra = {}) {
  execFileSync('go', ['build', ...(tags === '' ? [] : ['-tags', tags]), '-o', output, `./${name}`], {
    cwd: module,
    env: { ...env, ...extra },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return output;
}

/** The program as allocpath builds it. */
function recordable(allocpath, name) {
  const cache = join(scratch, `cache-${name}`);
  const args = [allocpath, 'run', '--go', RELEASE, '--json', '--build', `./${name}`, '--', '0'];
  execFileSync(process.execPath, args, {
    cwd: module,
    env: { ...process.env, ...env, ...runEnv, ALLOCPATH_CACHE: cache },
    stdio: ['ignore', 'ignore', 'ignore'],
    maxBuffer: 1 << 30,
  });
  const binaries = join(cache, 'binaries');
  return join(binaries, readdirSync(binaries)[0], name);
}

let turn = 0;
/** Processor and wall seconds of one run, and the bytes that it wrote. */
function time({ command, args, env: own = {}, record }) {
  const out = join(scratch, 'time');
  const directory = join(SHM, `allocpath-bench-${process.pid}-${turn++}`);
  mkdirSync(directory);
  try {
    const more = record === undefined ? {} : { ALLOCPATH_RECORD: directory, ALLOCPATH_OPTIONS: record };
    const { status } = spawnSync('/usr/bin/time', ['-f', '%e %U %S %M', '-o', out, command, ...args], {
      env: { ...runEnv, ...own, ...more, BENCH_TRACE: join(directory, 'trace') },
      stdio: 'ignore',
    });
    if (status !== 0) throw new Error(`${command} ended with ${status}`);
    const [wall, user, system, kilobytes] = readFileSync(out, 'utf8').trim().split('\n').at(-1).split(' ').map(Number);
    const written = Number(execFileSync('du', ['-sk', directory], { encoding: 'utf8' }).split('\t')[0]) * 1024;
    return { wall, cpu: user + system, megabytes: kilobytes / 1024, written };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function interleaved(variants) {
  const results = variants.map(() => []);
  for (const v of variants) time(v);
  for (let i = 0; i < RUNS; i++) for (const [k, v] of variants.entries()) if (i < (v.runs ?? RUNS)) results[k].push(time(v));
  return variants.map((v, k) => ({
    name: v.name,
    ...Object.fromEntries(['wall', 'cpu', 'megabytes', 'written'].map((key) => [key, median(results[k].map((r) => r[key]))])),
  }));
}

function counted({ command, args }) {
  const { stdout } = spawnSync(command, args, { env: runEnv, encoding: 'utf8' });
  return Number(stdout.trim().split('\n').at(-1).split(' ')[0]);
}

/** Events a second that a breakpoint on mallocgc with its stack gives; undefined when Delve cannot be had. */
function delve(program) {
  const path = join(KEPT, 'dlv');
  try {
    mkdirSync(KEPT, { recursive: true });
    if (!existsSync(path)) execFileSync('go', ['install', DELVE], { cwd: emptyModule(scratch), env: { ...env, GOBIN: KEPT }, stdio: 'ignore' });
  } catch {
    say('Delve could not be had and is not measured.');
    return undefined;
  }
  const init = join(scratch, 'delve');
  writeFileSync(
    init,
    ['break runtime.mallocgc', 'on 1 print size', 'on 1 stack 16', ...Array.from({ length: 400 }, () => 'continue'), 'exit', 'y', ''].join('\n'),
  );
  const started = performance.now();
  const { stdout } = spawnSync(path, ['exec', program, '--check-go-version=false', '--allow-non-terminal-interactive', '--init', init], {
    env: runEnv,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: 120_000,
  });
  const events = (stdout.match(/> (?:\[Breakpoint 1\] )?runtime\.mallocgc/g) ?? []).length;
  return events < 50 ? undefined : events / ((performance.now() - started) / 1000);
}

function measure(allocpath, { name, what, args }) {
  const recorded = recordable(allocpath, name);
  const plain = build(name, '', join(scratch, `${name}-plain`));
  const profiled = build(name, 'profiled', join(scratch, `${name}-profiled`));
  const traced = build(name, 'traced', join(scratch, `${name}-traced`));
  const mode = (label, record) => ({ name: label, command: recorded, args, record });
  const variants = [
    { name: 'plain', command: plain, args },
    { name: 'plain again', command: plain, args },
    { name: 'off', command: recorded, args },
    mode('sampled, 512 KiB', 'm0,r524288'),
    mode('aggregated', 'm0'),
    mode('aggregated, --depth 16', 'm0,d16'),
    mode('aggregated, --full-stacks', 'm4'),
    mode('--events', 'm1'),
    mode('--frees', 'm3'),
    { name: 'memprofilerate=1', command: profiled, args, env: { GODEBUG: 'memprofilerate=1' }, runs: Math.min(RUNS, 3) },
    { name: 'trace, traceallocfree=1', command: traced, args, env: { GODEBUG: 'traceallocfree=1' }, runs: Math.min(RUNS, 3) },
  ];
  const allocations = counted(variants[0]);
  say(`\n${name}: ${what}; ${allocations.toLocaleString('en')} allocations`);
  const rows = interleaved(variants);
  const [base] = rows;
  for (const r of rows) {
    r.cpuRatio = r.cpu / base.cpu;
    r.wallRatio = r.wall / base.wall;
    r.nanoseconds = ((r.cpu - base.cpu) / allocations) * 1e9;
    say(
      `${r.name.padEnd(28)} cpu ${r.cpu.toFixed(2)} s ${r.cpuRatio.toFixed(3)}  wall ${r.wall.toFixed(2)} s ${r.wallRatio.toFixed(3)}  ${(r.written / 1e6).toFixed(1)} MB`,
    );
  }
  const events = delve(plain);
  if (events !== undefined) say(`Delve, a breakpoint with its stack: ${events.toFixed(0)} events a second`);
  return { name, what, allocations, rows, ...(events === undefined ? {} : { delveEventsPerSecond: events, delveRatio: allocations / events / base.cpu }) };
}

/** Seconds of a build with an empty cache, and of the same again. */
function builds(allocpath) {
  const timed = (command, args, own) => {
    const started = performance.now();
    execFileSync(command, args, { cwd: module, env: { ...process.env, ...env, ...runEnv, ...own }, stdio: ['ignore', 'ignore', 'ignore'], maxBuffer: 1 << 30 });
    return (performance.now() - started) / 1000;
  };
  const plainCache = { GOCACHE: join(scratch, 'gocache-plain') };
  const ownCache = { GOCACHE: join(scratch, 'gocache-own'), ALLOCPATH_CACHE: join(scratch, 'cache-build') };
  const plainArgs = ['build', '-o', join(scratch, 'built'), './parse'];
  const ownArgs = [allocpath, 'run', '--go', RELEASE, '--json', '--build', './parse', '--', '0'];
  const result = {
    plainCold: timed('go', plainArgs, plainCache),
    plainWarm: timed('go', plainArgs, plainCache),
    ownCold: timed(process.execPath, ownArgs, ownCache),
    ownWarm: timed(process.execPath, ownArgs, ownCache),
  };
  result.program = timed(join(scratch, 'built'), ['0'], {});
  say(
    `\nbuilding parse: go build ${result.plainCold.toFixed(1)} s cold, ${result.plainWarm.toFixed(2)} s again; allocpath run, all of it, ${result.ownCold.toFixed(1)} s and ${result.ownWarm.toFixed(2)} s`,
  );
  return result;
}

function document(results, built) {
  const machine = `${RELEASE}, Node ${process.versions.node}, ${cpus().length} cores (${cpus()[0].model.trim()}), ${new Date().toISOString().slice(0, 10)}, load ${loadavg()[0].toFixed(1)} at the end`;
  const lines = ['# What run costs', '', '<!-- Written by `npm run bench:run -- --write`; do not edit. -->', ''];
  lines.push(`Medians of ${RUNS} interleaved runs after a warm-up; ${machine}. Records in memory (${SHM}).`, '');
  for (const { name, what, allocations, rows, delveEventsPerSecond, delveRatio } of results) {
    lines.push(`**${name}**: ${what}; ${allocations.toLocaleString('en')} allocations.`, '');
    lines.push('| | processor s | ratio | wall s | ratio | ns an allocation | record, MB |', '|---|--:|--:|--:|--:|--:|--:|');
    for (const r of rows) {
      lines.push(
        `| ${r.name} | ${r.cpu.toFixed(2)} | ${r.cpuRatio.toFixed(2)} × | ${r.wall.toFixed(2)} | ${r.wallRatio.toFixed(2)} × | ${r.nanoseconds.toFixed(1)} | ${r.written < 2 ** 16 ? '' : (r.written / 1e6).toFixed(1)} |`,
      );
    }
    if (delveEventsPerSecond !== undefined) {
      lines.push(
        '',
        `Delve, a breakpoint on \`mallocgc\` that prints the size and 16 frames: ${delveEventsPerSecond.toFixed(0)} events a second, which for this program would be ${Math.round(delveRatio).toLocaleString('en')} ×.`,
      );
    }
    lines.push('');
  }
  if (built !== undefined) {
    lines.push('| building and running `parse` | s |', '|---|--:|');
    lines.push(`| go build, empty cache | ${built.plainCold.toFixed(1)} |`, `| allocpath run, empty cache: build, run, report | ${built.ownCold.toFixed(1)} |`);
    lines.push(`| go build again | ${built.plainWarm.toFixed(2)} |`, `| allocpath run again | ${built.ownWarm.toFixed(2)} |`);
  }
  return lines;
}

try {
  if (!existsSync('/usr/bin/time')) throw new Error('/usr/bin/time is needed (Debian: apt install time)');
  const allocpath = copyBundle(scratch);
  const results = PROGRAMS.map((program) => measure(allocpath, program));
  const built = options['no-builds'] ? undefined : builds(allocpath);
  if (options.write) {
    writePart('run', document(results, built));
    writeFileSync(join(ROOT, 'bench/results/run.json'), `${JSON.stringify({ release: RELEASE, results, built }, null, 2)}\n`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

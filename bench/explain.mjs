// What explain costs on top of the go command, on a named real module and on generated modules of 10 to 1,000 packages.
// node bench/explain.mjs [--no-growth]: medians of interleaved warm runs and one cold run, in the same session; writes docs/benchmarks.md
// and bench/results/explain.json, and warns where a ratio is a quarter worse than the committed one. Peak memory is the largest of the
// processes of a command, by the kernel's accounting (getrusage of the waited-for child, through /usr/bin/time).
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { goEnvironment } from '../scripts/toolchains.mjs';
import { writePart } from './document.mjs';
import { BBOLT, bboltModule, copyBundle, ROOT } from './targets.mjs';

const TOOLCHAIN = 'go1.26.11';
const RUNS = 5;
const scratch = mkdtempSync(join(tmpdir(), 'allocpath-bench-'));
const env = goEnvironment(TOOLCHAIN, { ALLOCPATH_CACHE: join(scratch, 'cache'), CGO_ENABLED: '0' });

/** Wall seconds and peak megabytes of one run. */
function time(command, args, cwd, extra = {}) {
  const timed = existsSync('/usr/bin/time');
  const started = process.hrtime.bigint();
  const all = timed ? ['-f', '%M', '-o', join(scratch, 'rss'), command, ...args] : args;
  const { status } = spawnSync(timed ? '/usr/bin/time' : command, all, {
    cwd,
    env: { ...env, ...extra },
    stdio: 'ignore',
  });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`);
  return { seconds, megabytes: timed ? Number(readFileSync(join(scratch, 'rss'), 'utf8').trim().split('\n').at(-1)) / 1024 : undefined };
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

/** Runs the commands in turn, RUNS times after one warm-up. */
function interleaved(commands) {
  for (const c of commands) time(c.command, c.args, c.cwd);
  const results = commands.map(() => []);
  for (let i = 0; i < RUNS; i++) commands.forEach((c, k) => results[k].push(time(c.command, c.args, c.cwd)));
  return Object.fromEntries(
    commands.map((c, k) => [c.name, { seconds: median(results[k].map((r) => r.seconds)), megabytes: median(results[k].map((r) => r.megabytes ?? 0)) }]),
  );
}

function generated(count) {
  const directory = join(scratch, `module-${count}`);
  const imports = [];
  for (let i = 0; i < count; i++) {
    const path = join(directory, `p${i}`);
    mkdirSync(path, { recursive: true });
    imports.push(`\t"example.com/many/p${i}"`);
    writeFileSync(
      join(path, 'p.go'),
      `package p${i}\n\nimport "strings"\n\ntype Item struct {\n\tName string\n\tTags []string\n}\n\nfunc New(name string) *Item { return &Item{Name: name} }\n\nfunc (it *Item) Add(tag string) { it.Tags = append(it.Tags, strings.ToUpper(tag)) }\n\nfunc Count(items []*Item) map[string]int {\n\tcounts := make(map[string]int, len(items))\n\tfor _, it := range items {\n\t\tfor _, tag := range it.Tags {\n\t\t\tcounts[it.Name+tag]++\n\t\t}\n\t}\n\treturn counts\n}\n\nfunc Run(n int) any {\n\titems := make([]*Item, 0, n)\n\tfor i := 0; i < n; i++ {\n\t\tit := New(string(rune('a' + i)))\n\t\tit.Add("x")\n\t\titems = append(items, it)\n\t}\n\tdefer func() { _ = len(items) }()\n\treturn Count(items)\n}\n`,
    );
  }
  writeFileSync(join(directory, 'go.mod'), 'module example.com/many\n\ngo 1.21\n');
  writeFileSync(
    join(directory, 'main.go'),
    `package main\n\nimport (\n${imports.join('\n')}\n)\n\nvar keep any\n\nfunc main() {\n${imports.map((_, i) => `\tkeep = p${i}.Run(${i % 7})`).join('\n')}\n}\n`,
  );
  return directory;
}

const say = (text) => process.stdout.write(`${text}\n`);
const s = (n) => n.toFixed(2);
try {
  const allocpath = copyBundle(scratch);
  const node = (args) => ({ command: process.execPath, args: [allocpath, ...args] });
  const bbolt = bboltModule(scratch, TOOLCHAIN);
  const bin = join(scratch, 'bbolt.bin');
  const report = (flags, out) => ({ command: 'go', args: ['build', `-gcflags=${flags}`, '-o', out, './cmd/bbolt'], cwd: bbolt });
  const commands = [
    { name: 'explain --deps ./cmd/bbolt', ...node(['explain', '--deps', './cmd/bbolt']), cwd: bbolt },
    { name: 'go build, all=-m=2 -live=2 (our floor)', ...report('all=-m=2 -live=2', bin) },
    { name: 'go build, all=-m=2', ...report('all=-m=2', `${bin}2`) },
    { name: 'explain ./cmd/...', ...node(['explain', '--no-test-binaries', './cmd/...']), cwd: bbolt },
    { name: 'go build, -m=2 -live=2', command: 'go', args: ['build', '-gcflags=-m=2 -live=2', '-o', `${bin}3/`, './cmd/...'], cwd: bbolt },
    { name: 'go tool objdump', command: 'go', args: ['tool', 'objdump', bin], cwd: bbolt },
    { name: 'allocpath --version', ...node(['--version']), cwd: bbolt },
  ];
  say('cold …');
  const cold = {};
  for (const c of [commands[2], commands[1], commands[0]]) {
    const extra = { GOCACHE: join(scratch, `cold-${Object.keys(cold).length}`), ALLOCPATH_CACHE: join(scratch, `cold-bin-${Object.keys(cold).length}`) };
    cold[c.name] = time(c.command, c.args, c.cwd, extra);
    rmSync(extra.GOCACHE, { recursive: true, force: true });
    rmSync(join(bin), { force: true });
    say(`  ${c.name}: ${s(cold[c.name].seconds)} s`);
  }
  say('warm …');
  const warm = interleaved(commands);
  for (const [name, r] of Object.entries(warm)) say(`  ${name}: ${s(r.seconds)} s, ${r.megabytes.toFixed(0)} MB`);
  const growth = [];
  if (!process.argv.includes('--no-growth')) {
    say('growth …');
    for (const count of [10, 100, 300, 1000]) {
      const cwd = generated(count);
      const floor = { command: 'go', args: ['build', '-gcflags=-m=2 -live=2', '-o', join(scratch, 'many/'), './...'], cwd, name: 'go' };
      const own = { ...node(['explain', './...']), cwd, name: 'explain' };
      const r = interleaved([own, floor]);
      growth.push({ packages: count + 1, explain: r.explain, go: r.go });
      say(`  ${count + 1} packages: explain ${s(r.explain.seconds)} s ${r.explain.megabytes.toFixed(0)} MB, go alone ${s(r.go.seconds)} s`);
    }
  }
  finish({ warm, cold, growth });
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function finish(results) {
  const path = join(ROOT, 'bench/results/explain.json');
  const own = (name, floor) => results.warm[name].seconds - results.warm[floor].seconds;
  results.onTop = {
    deps: own('explain --deps ./cmd/bbolt', 'go build, all=-m=2 -live=2 (our floor)'),
    own: own('explain ./cmd/...', 'go build, -m=2 -live=2'),
  };
  results.ratio = {
    deps: results.warm['explain --deps ./cmd/bbolt'].seconds / results.warm['go build, all=-m=2 -live=2 (our floor)'].seconds,
    objdump: results.warm['explain --deps ./cmd/bbolt'].seconds / results.warm['go tool objdump'].seconds,
  };
  if (existsSync(path)) {
    const before = JSON.parse(readFileSync(path, 'utf8'));
    for (const [key, value] of Object.entries(results.ratio))
      if (value > before.ratio[key] * 1.25) say(`warning: ratio ${key} was ${s(before.ratio[key])} and is ${s(value)}`);
  }
  mkdirSync(join(ROOT, 'bench/results'), { recursive: true });
  writeFileSync(path, `${JSON.stringify(results, null, 1)}\n`);
  const row = (name, r) => `| ${name} | ${s(r.seconds)} | ${r.megabytes === undefined || r.megabytes === 0 ? '–' : r.megabytes.toFixed(0)} |`;
  const lines = [
    '# What explain costs',
    '',
    '<!-- Written by `npm run bench`; do not edit. -->',
    '',
    `Medians of ${RUNS} interleaved warm runs after a warm-up, and one cold run with an empty build cache; Go ${TOOLCHAIN.slice(2)}, Node ${process.versions.node}, ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), ${new Date().toISOString().slice(0, 10)}.`,
    `Program: ${BBOLT.module}/cmd/bbolt ${BBOLT.version}. Wall seconds with start-up; peak megabytes of the largest process.`,
    '',
    '| warm | s | MB |',
    '|---|--:|--:|',
    ...Object.entries(results.warm).map(([n, r]) => row(n, r)),
    '',
    `On top of the go command: **${s(results.onTop.deps)} s** for everything that is linked in, **${s(results.onTop.own)} s** for the module's own command.`,
    `Ratios: ${s(results.ratio.deps)} × the replay of the same compiler text by the go command alone, ${s(results.ratio.objdump)} × \`go tool objdump\` of the same binary.`,
    '',
    '| cold | s | MB |',
    '|---|--:|--:|',
    ...Object.entries(results.cold).map(([n, r]) => row(n, r)),
    '',
    ...(results.growth.length === 0
      ? []
      : [
          '## How it grows',
          '',
          'Generated modules; every package has its own types, maps, slices and closures. All packages are explained.',
          '',
          '| packages | explain s | MB | go command alone s |',
          '|--:|--:|--:|--:|',
          ...results.growth.map((g) => `| ${g.packages} | ${s(g.explain.seconds)} | ${g.explain.megabytes.toFixed(0)} | ${s(g.go.seconds)} |`),
          '',
        ]),
    'The limit is the 135 MB of compiler text that the go command replays: half of the time on top goes into reading it on one core, a quarter into the',
    'join, the rest into judging, wording and printing. The text is spooled through a nameless temporary file, because the go command waits for its',
    'reader after every 64 KB of a pipe.',
    '',
  ];
  writePart('explain', lines);
}

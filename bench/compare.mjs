// What `allocpath diff` costs beyond the two builds that it compares, and how long the whole lab takes: cold, with an empty build cache of the
// go command, and warm. node bench/compare.mjs [--write]: medians of interleaved runs after a warm-up, one cold run of each; wall seconds.
// --write puts them into docs/benchmarks.md and bench/results/compare.json.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { goEnvironment, TOOLCHAINS } from '../scripts/toolchains.mjs';
import { writePart } from './document.mjs';
import { BBOLT, ROOT, bboltModule, copyBundle } from './targets.mjs';

const { values: options } = parseArgs({ options: { write: { type: 'boolean' }, runs: { type: 'string', default: '5' } } });
const RUNS = Number(options.runs);
const PAIR = ['go1.26.', 'go1.27.'].map((start) => TOOLCHAINS.find((t) => t.startsWith(start)));
const scratch = mkdtempSync(join(tmpdir(), 'allocpath-bench-'));
const say = (text) => process.stdout.write(`${text}\n`);
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const seconds = (value) => value.toFixed(2);

function time(command, args, { cwd, env }) {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'], maxBuffer: 1 << 30 });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr}`);
  return Number(process.hrtime.bigint() - start) / 1e9;
}

try {
  const allocpath = copyBundle(scratch);
  const module = bboltModule(scratch, PAIR[1]);
  const cache = (name) => ({ GOCACHE: join(scratch, `go-${name}`), ALLOCPATH_CACHE: join(scratch, `own-${name}`) });
  const build = (go, name) =>
    time('go', ['build', '-gcflags=-m=2 -live=2', '-o', '/dev/null', './cmd/...'], { cwd: module, env: { ...goEnvironment(go, {}), ...cache(name) } });
  const node = (args, name, cwd = module) => time(process.execPath, [allocpath, ...args, '--no-progress'], { cwd, env: cache(name) });
  const explain = (go, name) => node(['explain', '--go', go, '--json', '--no-test-binaries', './cmd/...'], name);
  const diff = (name) => node(['diff', '--go', PAIR.join('..'), '--json', '--no-test-binaries', './cmd/...'], name);
  const pair = (one, name) => PAIR.reduce((sum, go) => sum + one(go, name), 0);
  const lab = (name) => node(['lab', '--json'], name, scratch);

  say('cold');
  const cold = { builds: pair(build, 'plain'), explain: pair(explain, 'explain'), diff: diff('diff'), lab: lab('lab') };
  say(JSON.stringify(cold));
  const warm = { builds: [], explain: [], diff: [], lab: [] };
  for (let run = 0; run <= RUNS; run++) {
    const round = { builds: pair(build, 'plain'), explain: pair(explain, 'explain'), diff: diff('diff'), lab: lab('lab') };
    // The first round warms up.
    if (run > 0) for (const [name, value] of Object.entries(round)) warm[name].push(value);
    say(JSON.stringify(round));
  }
  const middle = Object.fromEntries(Object.entries(warm).map(([name, values]) => [name, median(values)]));
  const rows = [
    ['', 'cold, s', 'warm, s'],
    ['---', '--:', '--:'],
    ['two builds, go build -m=2 -live=2 ./cmd/...', seconds(cold.builds), seconds(middle.builds)],
    ['two explanations, allocpath explain ./cmd/...', seconds(cold.explain), seconds(middle.explain)],
    [`allocpath diff --go ${PAIR.join('..')} ./cmd/...`, seconds(cold.diff), seconds(middle.diff)],
    ['allocpath lab: every experiment on 7 releases', seconds(cold.lab), seconds(middle.lab)],
  ].map((cells) => `| ${cells.join(' | ')} |`);
  const load = loadavg()[0];
  const words = [
    '# What comparing and the lab cost',
    '',
    '<!-- Written by `npm run bench:compare -- --write`; do not edit. -->',
    '',
    `Wall seconds: one cold run with empty caches of the go command and of allocpath (toolchains and modules are there), and the median of ${RUNS} interleaved warm runs after a warm-up;`,
    `Node ${process.versions.node}, ${cpus().length} cores (${cpus()[0].model.trim()}), load ${load.toFixed(1)}, ${new Date().toISOString().slice(0, 10)}. Program: ${BBOLT.module} ${BBOLT.version}.`,
    '',
    ...rows,
    '',
    `\`diff\` takes **${seconds(cold.diff - cold.builds)} s** more than the two builds cold, and **${seconds(middle.diff - middle.builds)} s** warm, when the go command only prints again what it has printed.`,
  ];
  say(words.join('\n'));
  if (options.write === true) {
    writePart('compare', words);
    mkdirSync(join(ROOT, 'bench/results'), { recursive: true });
    writeFileSync(join(ROOT, 'bench/results/compare.json'), `${JSON.stringify({ pair: PAIR, load, cold, warm }, null, 1)}\n`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

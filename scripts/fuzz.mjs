// Changes good binaries at random and watches what the decoders make of them, over hours if need be: for a nightly run.
//   node scripts/fuzz.mjs [--runs 200000] [--seed N] [--minutes 60] [--target name]… [--out directory]
// An input that fails is shrunk and written to test/fuzz/corpus/, which the tests replay. Ends with a table and 1 when there is one.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '..');
const FUZZ = join(ROOT, 'test', 'fuzz');
const BUNDLE = join(FUZZ, '.cache', String(process.pid));
/** One input, on a machine that is busy; then it is taken for one that never ends. */
const HANG_MS = 60_000;
/** What a thread may hold; the largest base takes a tenth. */
const MAX_HEAP_MB = 768;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '200000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    minutes: { type: 'string', default: '120' },
    target: { type: 'string', multiple: true },
    out: { type: 'string', default: join(FUZZ, 'corpus') },
  },
});
const runs = Number(values.runs);
const seed = Number(values.seed);
const until = Date.now() + Number(values.minutes) * 60_000;

await build({
  absWorkingDir: ROOT,
  entryPoints: ['test/fuzz/night-worker.ts', 'test/fuzz/targets.ts', 'test/fuzz/run.ts'],
  outdir: BUNDLE,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  external: ['iced-x86', 'fast-check'],
  // Programs and corpus lie beside the sources.
  define: { 'import.meta.dirname': JSON.stringify(FUZZ) },
  logLevel: 'warning',
  banner: { js: "import { createRequire as allocpathRequire } from 'node:module'; const require = allocpathRequire(import.meta.url);" },
});
const { TARGETS } = await import(join(BUNDLE, 'targets.js'));
const { fileName } = await import(join(BUNDLE, 'run.js'));

const chosen = TARGETS.filter((one) => values.target === undefined || values.target.includes(one.name));
if (chosen.length === 0) throw new Error(`no such target; there are ${TARGETS.map((one) => one.name).join(', ')}`);
const weights = chosen.reduce((sum, one) => sum + one.weight, 0);
process.stdout.write(`${runs} inputs over ${chosen.length} targets, seed ${seed}\n`);

const rows = [];
let failed = 0;
for (const target of chosen) {
  const wanted = Math.ceil((runs * target.weight) / weights);
  const started = Date.now();
  const { tally, failures } = await runTarget(target.name, wanted);
  for (const one of failures) keep(one);
  failed += failures.length;
  rows.push({ name: target.name, seconds: (Date.now() - started) / 1000, tally, failures: failures.length });
  progress('');
  process.stdout.write(`${line(rows.at(-1))}\n`);
  for (const [text, count] of tally?.placeless ?? []) if (count > 0) process.stdout.write(`    without offset: ${count} × ${text}\n`);
}
process.stdout.write(`\n${heading()}\n${rows.map(line).join('\n')}\n`);
const inputs = rows.reduce((sum, one) => sum + (one.tally?.inputs ?? 0), 0);
process.stdout.write(`\n${inputs} inputs, ${failed} failures, seed ${seed}\n`);
rmSync(BUNDLE, { recursive: true, force: true });
process.exit(failed === 0 ? 0 : 1);

/** Runs one target in a thread of its own; an input that ends the thread is a failure, and another thread goes on behind it. */
async function runTarget(name, wanted) {
  const failures = [];
  let total;
  for (let left = wanted, round = 0; left > 0 && round < 8 && Date.now() < until; round++) {
    const { tally, failure, done } = await runThread(name, left, seed + 1000 * round);
    left -= done;
    if (tally !== undefined) {
      failures.push(...tally.failures);
      total = tally;
    }
    if (failure === undefined) break;
    failures.push(failure);
  }
  return { tally: total, failures };
}

function runThread(target, count, from) {
  const shared = new SharedArrayBuffer(8 + (1 << 20));
  const counters = new Int32Array(shared, 0, 2);
  const current = () => JSON.parse(Buffer.from(new Uint8Array(shared, 8, Atomics.load(counters, 1))).toString());
  return new Promise((resolve) => {
    const worker = new Worker(join(BUNDLE, 'night-worker.js'), {
      workerData: { target, runs: count, seed: from, until, shared },
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    });
    let seen = -1;
    let since = Date.now();
    const timer = setInterval(() => {
      const done = Atomics.load(counters, 0);
      if (done !== seen) [seen, since] = [done, Date.now()];
      progress(`${target} ${done} of ${count}`);
      if (done > 0 && Date.now() - since > HANG_MS) end({ failure: { target, failure: `did not end within ${HANG_MS} ms`, ...current() } });
    }, 500);
    const end = (result) => {
      clearInterval(timer);
      worker.terminate();
      resolve({ done: Atomics.load(counters, 0), ...result });
    };
    worker.on('message', (tally) => end({ tally }));
    worker.on('error', (error) => {
      // Building a base can fail, too, and is no input's fault.
      if (Atomics.load(counters, 0) === 0) throw error;
      end({ failure: { target, failure: String(error.message ?? error).slice(0, 300), ...current() } });
    });
  });
}

function keep(one) {
  mkdirSync(values.out, { recursive: true });
  const path = join(values.out, fileName(one));
  writeFileSync(path, `${JSON.stringify(one, null, 1)}\n`);
  progress('');
  process.stdout.write(`FAILED ${one.target} on ${one.base}: ${one.failure}\n  kept as ${path}\n`);
}

function progress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}

function heading() {
  return ['target'.padEnd(17), 'inputs', 'accepted', 'refused', 'errors', 'no offset', 'slowest', 'peak RSS', 'failures', 'time'].join('  ');
}

function line({ name, tally, failures, seconds }) {
  if (tally === undefined) return `${name.padEnd(17)}  ended by an input, ${failures} failures`;
  return [
    name.padEnd(17),
    String(tally.inputs).padStart(6),
    String(tally.accepted).padStart(8),
    String(tally.refused).padStart(7),
    String(tally.errors).padStart(6),
    String(tally.withoutOffset).padStart(9),
    `${Math.round(tally.slowest)} ms`.padStart(7),
    `${tally.peakRss >> 20} MB`.padStart(8),
    String(failures).padStart(8),
    `${Math.round(seconds)} s`.padStart(5),
  ].join('  ');
}

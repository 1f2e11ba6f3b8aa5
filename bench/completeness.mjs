// How much of real programs is explained: explains whole binaries, the standard library included, with every release and on two
// architectures, and writes docs/completeness.md. node bench/completeness.mjs [--check] [go1.N.P …]
// --check changes no file and fails when a call or a report line is left over.
// The number of calls is counted a second time by `go tool objdump`, which shares no code with allocpath.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, closeSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { go, goEnvironment, TOOLCHAINS } from '../scripts/toolchains.mjs';
import { BBOLT, bboltModule, copyBundle, emptyModule, ROOT } from './targets.mjs';

const ARCHITECTURES = ['amd64', 'arm64'];
const check = process.argv.includes('--check');
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const scratch = mkdtempSync(join(tmpdir(), 'allocpath-completeness-'));

/** The release's own names of allocation entries. */
async function loadEntries() {
  const outfile = join(scratch, 'entries.mjs');
  await build({ entryPoints: [join(ROOT, 'src/read/release/allocation-entries.ts')], bundle: true, format: 'esm', outfile, logLevel: 'error' });
  return (await import(outfile)).findAllocationEntry;
}

function explain(command, { cwd, args, toolchain, goarch }) {
  const path = join(scratch, 'analysis.json');
  const output = openSync(path, 'w');
  // A cache of its own: the binary that was explained is the only file in it.
  const cache = join(scratch, 'cache');
  rmSync(cache, { recursive: true, force: true });
  const env = goEnvironment(toolchain, { ALLOCPATH_CACHE: cache, CGO_ENABLED: '0' });
  const all = [command, 'explain', ...args, '--deps', '--go', toolchain, '--goarch', goarch, '--goos', 'linux', '--no-test-binaries', '--json'];
  const result = spawnSync(process.execPath, all, { cwd, env, stdio: ['ignore', output, 'pipe'], encoding: 'utf8' });
  closeSync(output);
  if (result.status !== 0) throw new Error(`explain ended with ${result.status}: ${result.stderr}`);
  const binary = readdirSync(cache, { recursive: true, withFileTypes: true }).find((entry) => entry.isFile());
  return { analysis: JSON.parse(readFileSync(path, 'utf8')), binary: join(binary.parentPath, binary.name) };
}

/** Calls of allocation entries as objdump prints them: pc → [function, entry]. */
async function objdumpCalls(binary, toolchain, goarch, isEntry) {
  const calls = new Map();
  const child = spawn('go', ['tool', 'objdump', binary], {
    env: goEnvironment(toolchain, { GOARCH: goarch, GOHOSTARCH: '' }),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  let inside = '';
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('TEXT ')) {
      inside = line.slice(5).replace(/\(SB\) .*/, '');
      continue;
    }
    const match = /\t(0x[0-9a-f]+)\t.*\tCALL (\S+)\(SB\)/.exec(line);
    if (match !== null && isEntry(match[2])) calls.set(Number(match[1]), [inside, match[2]]);
  }
  if ((await ended) !== 0) throw new Error('go tool objdump failed');
  return calls;
}

async function measure(findEntry, command, target, toolchain, goarch) {
  const minor = Number(toolchain.split('.')[1]);
  const { analysis, binary } = explain(command, { cwd: target.directory, args: target.args, toolchain, goarch });
  const seen = await objdumpCalls(binary, toolchain, 'amd64', (name) => findEntry(name, minor) !== undefined);
  const tied = new Set(analysis.sites.flatMap((site) => site.emitted.map((one) => one.pc)));
  const rules = {};
  for (const site of analysis.sites) {
    for (const one of site.emitted) if (one.tie === 'rule') rules[one.rule] = (rules[one.rule] ?? 0) + 1;
  }
  const left = [...seen].filter(([pc]) => !tied.has(pc)).map(([pc, [name, entry]]) => `${name} → ${entry} at 0x${pc.toString(16)}`);
  const extra = [...tied].filter((pc) => pc !== undefined && !seen.has(pc)).length;
  const { completeness, unparsed, gaps } = analysis;
  return {
    program: target.name,
    toolchain,
    goarch,
    ...completeness,
    objdump: seen.size,
    extra,
    rules,
    left,
    unparsed,
    gaps,
    megabytes: statSync(binary).size / 1e6,
  };
}

const percent = (part, whole) => (whole === 0 ? '–' : part === whole ? '100' : (Math.floor((part / whole) * 10_000) / 100).toFixed(2));
const count = (n) => n.toLocaleString('en-US');

function page(rows) {
  const lines = [
    '# How complete is the join?',
    '',
    '<!-- Written by `npm run completeness`; do not edit. -->',
    '',
    'Every direct call of a runtime allocation function in these whole programs, the standard library and the runtime included, and how it was',
    "tied to a source expression. *Exactly*: call number *k* of a function is value number *k* of the compiler's own listing, and both sequences agree.",
    '*By rule*: the sequences differ or the listing is missing, and position, type and order decide. *Not reported*: tied, but the report of `-m=2` has',
    'no line for it, so no tool that reads only the report can show it. *Unexplained*: neither. The column *objdump* is the same count made by',
    '`go tool objdump`, which shares no code with allocpath. *Lines* are the lines of the report, *not understood* those that no known shape fits.',
    '',
  ];
  for (const program of new Set(rows.map((row) => row.program))) {
    lines.push(`## ${program}`, '');
    lines.push('| Go | linux/ | calls | objdump | exactly | % | by rule | not reported | unexplained | lines | not understood |');
    lines.push('|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|');
    for (const r of rows.filter((row) => row.program === program)) {
      const cells = [r.allocationCalls, r.objdump, r.tiedExactly].map(count);
      const rest = [r.tiedByRule, r.notReportedByCompiler, r.unexplained, r.reportLines, r.unparsedReportLines].map(count);
      lines.push(`| ${[r.toolchain.slice(2), r.goarch, ...cells, percent(r.tiedExactly, r.allocationCalls), ...rest].join(' | ')} |`);
    }
    lines.push('');
  }
  return lines.join('\n');
}

const rows = [];
try {
  const findEntry = await loadEntries();
  const command = copyBundle(scratch);
  const newest = TOOLCHAINS.at(-1);
  const gofmt = { name: 'cmd/gofmt of each release', directory: emptyModule(scratch), args: ['cmd/gofmt'] };
  const bbolt = { name: `${BBOLT.module}/cmd/bbolt ${BBOLT.version}`, directory: bboltModule(scratch, newest), args: ['./cmd/bbolt'] };
  for (const toolchain of wanted.length > 0 ? wanted : TOOLCHAINS) {
    // bbolt's go.mod asks for Go 1.25.
    const targets = Number(toolchain.split('.')[1]) >= 25 ? [gofmt, bbolt] : [gofmt];
    go(['version'], { toolchain, cwd: scratch });
    for (const target of targets) {
      for (const goarch of ARCHITECTURES) {
        const row = await measure(findEntry, command, target, toolchain, goarch);
        rows.push(row);
        const exact = percent(row.tiedExactly, row.allocationCalls);
        console.log(
          `${row.program} ${toolchain} ${goarch}: ${row.allocationCalls} calls (objdump ${row.objdump}), ${exact} % exactly, ${row.tiedByRule} by rule, ${row.unexplained} unexplained, ${row.notReportedByCompiler} not reported; ${row.unparsedReportLines} of ${row.reportLines} lines not understood`,
        );
        if (row.tiedByRule > 0)
          console.log(
            `  rules: ${Object.entries(row.rules)
              .map(([rule, n]) => `${rule} ${n}`)
              .join(', ')}`,
          );
        if (row.extra > 0) console.log(`  ${row.extra} calls that objdump does not show`);
        for (const text of row.left.slice(0, 40)) console.log(`  left over: ${text}`);
        for (const line of row.unparsed.slice(0, 10)) console.log(`  not understood: ${line.package}: ${line.text}`);
      }
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
rows.sort((a, b) => b.program.localeCompare(a.program) * -1);
if (check) process.exitCode = rows.some((row) => row.unexplained > 0 || row.unparsedReportLines > 0 || row.allocationCalls !== row.objdump) ? 1 : 0;
else if (wanted.length === 0) writeFileSync(join(ROOT, 'docs/completeness.md'), page(rows));

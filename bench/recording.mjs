// What a recording costs to read: the record that a process writes about itself, and the file that is made of it, with millions of events.
// node bench/recording.mjs [--events 10] [--write]: millions of events. Each step runs in a process of its own, so that its peak memory is its own;
// rates are the best of some rounds by the clock, and by processor seconds, which other work on the machine changes less. The same events packed
// by gzip are measured beside it: the record is a plain table of 16 bytes an event, and that is what one would do with it otherwise. --write
// puts the numbers into bench/results/recording.json.
import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { ROOT } from './targets.mjs';

const ROUNDS = 7;
/** Rows of a block, as many as the recorder writes into a chunk. */
const BLOCK = 65_536;
const STACKS = 4000;
const NODES = 40_000;
const PROCESSORS = 4;
const FREE = 0xffffffff;
const { values } = parseArgs({
  options: { events: { type: 'string', default: '10' }, write: { type: 'boolean', default: false }, step: { type: 'string' }, scratch: { type: 'string' } },
});
const blocks = Math.ceil((Number(values.events) * 1e6) / BLOCK);
const say = (text) => process.stdout.write(`${text}\n`);
const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];

/** The parts of allocpath that are measured, bundled as the command is. */
async function bundled(directory) {
  const outfile = join(directory, 'parts.mjs');
  const files = [
    'drive/record-files',
    'drive/recording-file',
    'read/recording/process-record',
    'read/recording/record-events',
    'read/recording/recording',
    'site/empty-analysis',
  ];
  const contents = files.map((file) => `export * from './src/${file}.ts';`).join('\n');
  await build({ stdin: { contents, resolveDir: ROOT }, bundle: true, platform: 'node', format: 'esm', outfile, logLevel: 'warning' });
}

/** Numbers that are the same in every run. */
function random(seed) {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/**
 * Writes the events of a block: stacks of a program come in sequences with some noise, objects of a size lie behind one another, and every
 * tenth row or so a run of frees goes through a span. `put(stack, size, address)` for each row.
 */
function events(index, put) {
  const next = random(index + 1);
  const base = 0xc000000000 + (index % PROCESSORS) * 2 ** 32 + index * 2 ** 24;
  const last = new Float64Array(256);
  for (let row = 0; row < BLOCK;) {
    if (next(100) < 3) {
      const size = 16 << next(6);
      const start = base + next(1000) * 8192;
      for (let i = next(30) + 1; i > 0 && row < BLOCK; i--, row++) put(FREE, size, start + i * size * (1 + next(2)));
      continue;
    }
    const stack = 1 + ((row * 7) % 40) + (next(4) === 0 ? next(STACKS - 64) : index % 16);
    const size = 8 * (1 + (stack % 60));
    const gap = next(20) === 0 ? size * next(40) : size;
    last[stack % 60] = last[stack % 60] === 0 ? base + (stack % 60) * 2 ** 18 : last[stack % 60] + gap;
    put(stack, size, last[stack % 60]);
    row++;
  }
}

/** The time noted in front of a row, in nanoseconds. */
const timeOf = (index, row) => (Math.floor(index / PROCESSORS) * 256 + Math.floor(row / 256)) * 20_011;

/** The record of a process with these events, as the recorder would have written it. */
function writeRecord(path) {
  const header = new Uint8Array(1 << 20);
  const view = new DataView(header.buffer);
  const word = (index, value) => view.setBigUint64(index * 8, BigInt(value), true);
  const nodes = new DataView(new ArrayBuffer(NODES * 16));
  const next = random(3);
  for (let i = 2; i < NODES; i++) {
    nodes.setBigUint64(i * 16, BigInt(0x400000 + i * 32), true);
    nodes.setUint32(i * 16 + 8, i < 50 ? i - 1 : next(50) + next(Math.min(i - 50, 2000) + 1) * (i > 50), true);
  }
  const stacks = new DataView(new ArrayBuffer(STACKS * 32));
  for (let i = 1; i < STACKS; i++) stacks.setUint32(i * 32 + 8, NODES - 1 - i, true);
  const slots = 8192;
  const table = new DataView(new ArrayBuffer(slots * 36));
  for (let i = 1; i < STACKS; i++) {
    for (const [at, value] of [i * 2654435761, i * 100, i * 6400, i * 6400].entries())
      table.setBigUint64(((2 * i * 32) % (slots * 32)) + at * 8, BigInt(value), true);
    table.setUint32(slots * 32 + ((2 * i) % slots) * 4, i, true);
  }
  // "alopach1"; then words as src/read/recording/record-layout.ts names them.
  view.setBigUint64(0, 0x31686361706f6c61n, true);
  for (const [index, value] of [
    [1, 1],
    [2, 2],
    [4, 1],
    [6, 3],
    [8, 128],
    [17, PROCESSORS + blocks],
    [18, NODES],
    [19, STACKS],
    [26, 1 << 20],
    [27, (1 << 20) + NODES * 16],
    [28, (1 << 20) + NODES * 16 + STACKS * 32],
  ])
    word(index, value);
  const file = openSync(path, 'w');
  writeSync(file, header);
  writeSync(file, nodes);
  writeSync(file, stacks);
  let at = (1 << 20) + nodes.byteLength + stacks.byteLength;
  let chunk = 0;
  const put = (kind, owner, bytes, extra) => {
    const entry = 0x10000 + 32 * chunk++;
    view.setUint32(entry, kind, true);
    view.setUint32(entry + 4, owner, true);
    for (const [i, value] of [at, bytes.byteLength, extra].entries()) view.setBigUint64(entry + 8 + i * 8, BigInt(value), true);
    writeSync(file, bytes);
    at += bytes.byteLength;
  };
  for (let i = 0; i < PROCESSORS; i++) put(1, i, table, slots * 2 + 1);
  for (let i = 0; i < blocks; i++) put(2, i % PROCESSORS, rawBlock(i), 0);
  writeSync(file, header, 0, header.length, 0);
  closeSync(file);
}

// One row in 257 says when it was, and the chunk is as large as it may be.
function rawBlock(index) {
  const words = new Uint32Array(BLOCK * 4);
  let at = 0;
  let row = 0;
  const put = (a, b, low, high) => {
    if (at < words.length) words.set([a, b, low, high], at);
    at += 4;
  };
  put(0xfffffffd, 1, 1 + (index % PROCESSORS), 0);
  events(index, (stack, size, address) => {
    if (row % 256 === 0) {
      const time = timeOf(index, row);
      put(0xfffffffb, Math.floor(index / PROCESSORS / 4) * 2, time >>> 0, Math.floor(time / 2 ** 32));
    }
    row++;
    put(stack === FREE ? 0xfffffffe : stack, size, address >>> 0, Math.floor(address / 2 ** 32));
  });
  return words;
}

/** Best wall seconds of some rounds, and the median of processor seconds, which other work hardly changes. */
function rounds(run) {
  const measured = Array.from({ length: ROUNDS }, () => time(run));
  return { best: Math.min(...measured.map((one) => one.wall)), cpu: median(measured.map((one) => one.cpu)) };
}

function time(run) {
  const cpu = process.cpuUsage();
  const started = performance.now();
  run();
  return { wall: (performance.now() - started) / 1000, cpu: processorSeconds(cpu) };
}

function processorSeconds(since) {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}

const STEPS = {
  /** The record: its tables, and its events. */
  record({ decodeProcessRecord, openRecord, recordEvents, newEventBlock }, directory) {
    const from = openRecord(join(directory, 'record'));
    const tables = rounds(() => decodeProcessRecord(from));
    const record = decodeProcessRecord(from);
    const opened = rounds(() => recordEvents(from, record));
    const all = recordEvents(from, record);
    let block = newEventBlock(BLOCK);
    const read = rounds(() => {
      for (let i = 0; i < all.owners.length; i++) block = all.read(i, block);
    });
    return { tables, opened, read, events: all.count, stacks: record.stackNode.length, nodes: record.nodePc.length, gaps: record.gaps.length };
  },
  /** Writes the file of a recording from the record. */
  async write({ emptyAnalysis, decodeProcessRecord, openRecord, recordEvents, writeRecording, newEventBlock }, directory) {
    const from = openRecord(join(directory, 'record'));
    const record = decodeProcessRecord(from);
    const all = recordEvents(from, record);
    let block = newEventBlock(BLOCK);
    const reading = time(() => {
      for (let i = 0; i < all.owners.length; i++) block = all.read(i, block);
    });
    const count = record.stackNode.length;
    const profile = {
      run: 0,
      rate: 0,
      strings: ['main.f', 'main.go'],
      frames: { function: new Uint32Array(1), file: Uint32Array.of(1), line: Uint32Array.of(7) },
      places: {
        pc: Float64Array.of(4096),
        frame: new Uint32Array(1),
        firstFrame: new Uint32Array(1),
        frameCount: Uint16Array.of(1),
        runtime: new Uint8Array(1),
      },
      nodes: { place: new Uint32Array(record.nodePc.length), parent: record.nodeParent },
      stacks: {
        node: record.stackNode,
        skip: new Uint16Array(count),
        type: new Uint32Array(count),
        site: new Uint32Array(count),
        allocations: record.allocations,
        bytes: record.bytes,
        slotBytes: record.slotBytes,
        size: record.stackSize,
      },
      events: all,
    };
    const analysis = emptyAnalysis();
    const meta = { allocpath: '', created: 0, command: [], goVersion: '', goos: '', goarch: '', directory: '' };
    const path = join(directory, 'run.allocpath');
    const started = performance.now();
    const cpu = process.cpuUsage();
    await writeRecording(path, { meta, analysis, profiles: [profile], gaps: [] });
    return { wall: (performance.now() - started) / 1000 - reading.wall, cpu: processorSeconds(cpu) - reading.cpu, bytes: statSync(path).size };
  },
  /** Opens the file, and reads all of its events. */
  read({ openRecording, newEventBlock }, directory) {
    const path = join(directory, 'run.allocpath');
    const opened = rounds(() => openRecording(path));
    const recording = openRecording(path);
    const all = recording.profiles[0].events;
    let block = newEventBlock(BLOCK);
    const read = rounds(() => {
      for (let i = 0; i < all.owners.length; i++) block = all.read(i, block);
    });
    return { opened, read, events: all.count, gaps: recording.gaps.length };
  },
  /** The record packed by gzip as it is. */
  gzip(_parts, directory) {
    const bytes = readFileSync(join(directory, 'record'));
    let packed;
    const packing = time(() => (packed = gzipSync(bytes)));
    return { ...packing, bytes: packed.length, read: rounds(() => gunzipSync(packed)) };
  },
};

/** Runs a step in a process of its own. */
function step(name, scratch) {
  const output = execFileSync(process.execPath, [fileURLToPath(import.meta.url), '--step', name, '--scratch', scratch, '--events', values.events], {
    encoding: 'utf8',
    maxBuffer: 1 << 24,
  });
  return JSON.parse(output);
}

async function main() {
  const scratch = mkdtempSync(join(tmpdir(), 'allocpath-bench-recording-'));
  try {
    await bundled(scratch);
    const load = loadavg()[0];
    writeRecord(join(scratch, 'record'));
    const [record, write, read, gzip] = ['record', 'write', 'read', 'gzip'].map((name) => step(name, scratch));
    if (record.gaps + read.gaps > 0 || record.events !== read.events) throw new Error(`not all was read: ${JSON.stringify({ record, read })}`);
    const { events } = record;
    const bytes = statSync(join(scratch, 'record')).size;
    const rate = (seconds) => (events / seconds / 1e6).toFixed(1);
    const mega = (count) => (count / 1e6).toFixed(1);
    say(
      `${(events / 1e6).toFixed(1)} million events, ${record.stacks} stacks, ${record.nodes} frames; Node ${process.versions.node}, ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), load ${load.toFixed(2)}`,
    );
    const ms = (seconds) => (seconds * 1e3).toFixed(0);
    const size = (of) => [mega(of), (of / events).toFixed(2)];
    const rows = [
      ['', 'MB', 'bytes an event', 'million events/s, best', 'a processor second', 'opened, ms of processor', 'peak MB'],
      ['---', '--:', '--:', '--:', '--:', '--:', '--:'],
      ['record of a process, read', ...size(bytes), rate(record.read.best), rate(record.read.cpu), ms(record.tables.cpu + record.opened.cpu), record.peak],
      ['recording, written', ...size(write.bytes), rate(write.wall), rate(write.cpu), '', write.peak],
      ['recording, read', ...size(write.bytes), rate(read.read.best), rate(read.read.cpu), ms(read.opened.cpu), read.peak],
      ['gzip of the record, written', ...size(gzip.bytes), rate(gzip.wall), rate(gzip.cpu), '', ''],
      ['gunzip alone', ...size(gzip.bytes), rate(gzip.read.best), rate(gzip.read.cpu), '', gzip.peak],
    ];
    for (const cells of rows) say(`| ${cells.join(' | ')} |`);
    const tables = (record.stacks + record.nodes) / record.tables.cpu / 1e6;
    say(`tables of the record: ${(record.tables.cpu * 1e3).toFixed(1)} ms, ${tables.toFixed(0)} million rows a processor second`);
    if (!values.write) return;
    mkdirSync(join(ROOT, 'bench/results'), { recursive: true });
    writeFileSync(
      join(ROOT, 'bench/results/recording.json'),
      `${JSON.stringify({ events, recordBytes: bytes, load, node: process.versions.node, cpu: cpus()[0]?.model, record, write, read, gzip }, null, 1)}\n`,
    );
  } finally {
    if (existsSync(scratch)) rmSync(scratch, { recursive: true, force: true });
  }
}

if (values.step === undefined) await main();
else {
  const result = await STEPS[values.step](await import(join(values.scratch, 'parts.mjs')), values.scratch);
  say(JSON.stringify({ ...result, peak: Math.round(process.resourceUsage().maxRSS / 1024) }));
}

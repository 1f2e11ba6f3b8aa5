// Targets for frames: stack maps, objects, DWARF's names, stores, the whole description, and the compiler's text laid beside it.
import { alignFunction, builtNames } from '../../src/frame/built-names.ts';
import { dwarfNames } from '../../src/frame/dwarf-names.ts';
import { frameOverview } from '../../src/frame/overview.ts';
import { prepare } from '../../src/jobs/stackmap.ts';
import { stackmap, type StackmapQuery } from '../../src/cli/stackmap-run.ts';
import { frameCalls, framePoints, frameTables, mapCount } from '../../src/read/binary/frame-tables.ts';
import { GoBinary } from '../../src/read/binary/go-binary.ts';
import { bitString, countLive, liveBits } from '../../src/read/binary/pointer-maps.ts';
import { maskString, stackObjects } from '../../src/read/binary/stack-objects.ts';
import { analyseFrameStores } from '../../src/read/code/frame-stores.ts';
import { CompilerText } from '../../src/read/compiler/compiler-text.ts';
import { findAllocationEntry } from '../../src/read/release/allocation-entries.ts';
import { openDwarf } from '../../src/read/dwarf/dwarf.ts';
import { inflateSync } from 'node:zlib';
import type { BaseName } from './bases.ts';
import { base } from './bases.ts';
import { opened } from './binary-targets.ts';
import type { Ask, Target } from './targets.ts';

const BINARIES: readonly BaseName[] = ['elf-amd64', 'elf-amd64-dwarf', 'elf-arm64-pie-dwarf', 'elf-386', 'elf-arm', 'pe-amd64', 'macho-arm64'];
const WITH_DWARF: readonly BaseName[] = ['elf-amd64-dwarf', 'elf-arm64-pie-dwarf', 'pe-amd64'];
const DEBUG = ['function entries', 'unit headers', 'debug_info', 'debug_abbrev', 'debug_loc', 'debug_loclists', 'debug_ranges', 'debug_rnglists', 'debug_addr'];
const FRAME = ['func record', 'pcsp', 'pcdata', 'argument maps', 'locals maps', 'stack objects', 'object masks', 'inline tree', 'code'];
/** Functions of the program that are asked when a changed table is about none: entries by name. */
const ASKED = ['main.spilled', 'main.objects', 'main.main'];

function maps(bytes: Uint8Array, about: readonly number[], ask: Ask): void {
  const found = opened(bytes, about, ask);
  if (found === undefined) return;
  for (const index of found.functions) {
    const tables = ask(() => frameTables(found.binary, index));
    for (const area of [tables?.args, tables?.locals]) {
      for (let map = 0; area !== undefined && map < Math.min(area.count, 40); map++) {
        const live = ask(() => liveBits(area, map)) ?? [];
        if (ask(() => countLive(area, map))! < live.length) throw new Error('fewer pointers counted than listed');
        ask(() => bitString(area, map));
      }
    }
  }
}

function tables(bytes: Uint8Array, about: readonly number[], ask: Ask): void {
  const found = opened(bytes, about, ask);
  if (found === undefined) return;
  for (const index of found.functions) {
    const frame = ask(() => frameTables(found.binary, index));
    if (frame !== undefined) ask(() => mapCount(frame));
    ask(() => framePoints(found.binary, index));
    ask(() => frameCalls(found.binary, index));
  }
}

function dwarf(bytes: Uint8Array, about: readonly number[], ask: Ask): void {
  const binary = ask(() => GoBinary.open(bytes, 'forged'));
  if (binary === undefined) return;
  const read = ask(() => openDwarf(binary.image, (part, size) => inflateSync(part, { maxOutputLength: Math.max(1, size) })));
  if (read === undefined) return;
  const indexes = new Set([...about, ...ASKED.map((name) => binary.functionNamed(name))].filter((index) => index >= 0 && index < binary.functions.count));
  for (const index of indexes) {
    const entry = binary.functions.entry[index]!;
    const variables = ask(() => read.variablesOf(entry)) ?? [];
    for (const { type } of variables) {
      for (let at = 0; type !== undefined && at < Math.min(type.size ?? 0, 64); at += 8) ask(() => read.fieldAt(type, at));
    }
    const names = ask(() => dwarfNames(read, entry, binary.image.shape.pointerSize));
    if (names === undefined) continue;
    ask(() => names.variables());
    for (let word = -64; word <= 64; word += 8) ask(() => names.wordAt(word, { pc: entry, returnPc: entry + 5 }));
    ask(() => names.objectAt(-64, 32));
  }
}

async function stores(bytes: Uint8Array, about: readonly number[], ask: Ask): Promise<void> {
  const found = opened(bytes, about, ask);
  if (found === undefined) return;
  const { binary, functions } = found;
  for (const index of functions) {
    const analysis = await ask.later(() => analyseFrameStores(binary, index));
    if (analysis === undefined) continue;
    for (const { pc } of (ask(() => frameCalls(binary, index)) ?? []).slice(0, 12)) {
      for (const slot of [-0x80, -0x38, -0x18, -0x10, 0, 8, 0x1000]) ask(() => analysis.reaching(pc, slot, 8));
    }
  }
}

/** `allocpath stackmap --json` of single functions. */
async function described(bytes: Uint8Array, about: readonly number[], ask: Ask): Promise<void> {
  const found = opened(bytes, about, ask);
  const ready = found === undefined ? undefined : ask(() => prepare(found.binary));
  if (found === undefined || ready === undefined) return;
  for (const index of found.functions.slice(0, 2)) {
    const pc = found.binary.functions.entry[index]!;
    await ask.later(async () => JSON.parse(await printed({ ...QUERY, open: () => ready, pc })) as unknown);
  }
}

const QUERY: Omit<StackmapQuery, 'open'> = {
  shown: 'forged',
  format: 'json',
  newestSource: Number.POSITIVE_INFINITY,
  dump: false,
  explain: false,
  raw: true,
  stores: true,
  top: 10,
  color: false,
  width: 120,
  cwd: '/',
  progress: () => {},
};

async function printed(query: StackmapQuery): Promise<string> {
  let text = '';
  for await (const part of stackmap(query)) text += part;
  return text;
}

async function overview(bytes: Uint8Array, _about: readonly number[], ask: Ask): Promise<void> {
  const binary = ask(() => GoBinary.open(bytes, 'forged'));
  if (binary === undefined) return;
  ask(() => frameOverview(binary, 10));
}

let good: GoBinary | undefined;

function compilerText(bytes: Uint8Array, _about: readonly number[], ask: Ask): void {
  good ??= GoBinary.open(base('elf-amd64-dwarf').bytes, 'good');
  const binary = good;
  const text = new CompilerText(
    () => ({ line: () => {} }),
    (symbol) => findAllocationEntry(symbol, 27),
    { allFrames: true },
  );
  ask(() => {
    text.push(bytes);
    text.finish();
  });
  const noNames = { wordAt: () => [], objectAt: () => undefined, variables: () => [], count: () => 0 };
  for (const { functions } of text.packages.values()) {
    for (const { name, frame } of functions) {
      const index = binary.functionNamed(`main.${name}`);
      if (frame === undefined || index < 0) continue;
      const alignment = ask(() => alignFunction(binary, index, frame));
      if (alignment === undefined) continue;
      const names = ask(() => builtNames(frameTables(binary, index), alignment, noNames));
      for (const { code } of alignment.calls) for (let word = -96; word < 0; word += 8) ask(() => names?.wordAt(word, code));
      ask(() => names?.objectAt(-64, 8));
    }
  }
}

export const frameTargets: readonly Target[] = [
  { name: 'pointer-maps', bases: BINARIES, regions: ['argument maps', 'locals maps'], weight: 3, run: maps },
  {
    name: 'stack-objects',
    bases: BINARIES,
    regions: ['stack objects', 'object masks'],
    weight: 3,
    run(bytes, about, ask) {
      const found = opened(bytes, about, ask);
      for (const index of found?.functions ?? []) {
        for (const object of ask(() => stackObjects(found!.binary, index)) ?? []) ask(() => maskString(found!.binary, object));
      }
    },
  },
  { name: 'frame-tables', bases: BINARIES, regions: FRAME, weight: 3, run: tables },
  { name: 'dwarf', bases: WITH_DWARF, regions: [...DEBUG, 'function entries'], weight: 3, run: dwarf },
  {
    name: 'frame-stores',
    bases: ['elf-amd64', 'elf-arm64-pie-dwarf', 'pe-amd64', 'macho-arm64'],
    regions: ['code', 'code', 'func record', 'pcsp', 'locals maps', 'stack objects'],
    weight: 3,
    run: stores,
  },
  { name: 'described', bases: BINARIES, regions: [...FRAME, ...DEBUG], edits: 6, weight: 1, run: described },
  { name: 'overview', bases: BINARIES, regions: FRAME, edits: 6, weight: 1, run: overview },
  { name: 'compiler-text', bases: ['compiler-text'], regions: ['dumps'], edits: 8, weight: 1, run: compilerText },
];

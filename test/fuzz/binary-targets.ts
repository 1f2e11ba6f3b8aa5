// Targets for what reads executables and the tables of Go in them, up to the pc-value tables, types and machine code.
import { inflateSync } from 'node:zlib';
import { decode386, decodeAmd64, newAmd64Instruction } from '../../src/read/binary/amd64-length.ts';
import { amd64Writes } from '../../src/read/binary/amd64-writes.ts';
import { arm64Text } from '../../src/read/binary/arm64-text.ts';
import { arm64Writes } from '../../src/read/binary/arm64-writes.ts';
import { findBuildInfo } from '../../src/read/binary/build-info.ts';
import { callSites } from '../../src/read/binary/call-sites.ts';
import { findCalls } from '../../src/read/binary/calls.ts';
import { decodeExecutable } from '../../src/read/binary/executable.ts';
import { frameAccesses } from '../../src/read/binary/frame-accesses.ts';
import { GoBinary } from '../../src/read/binary/go-binary.ts';
import { disassemble } from '../../src/read/binary/instructions.ts';
import { PcRuns } from '../../src/read/binary/pc-runs.ts';
import { findPclnHeaders } from '../../src/read/binary/pclntab.ts';
import { ArgumentReader } from '../../src/read/binary/type-argument.ts';
import { openDwarf } from '../../src/read/dwarf/dwarf.ts';
import { PCDATA } from '../../src/read/release/func-record.ts';
import { parseRelease } from '../../src/read/release/releases.ts';
import { selectFunctions } from '../../src/frame/select.ts';
import type { BaseName } from './bases.ts';
import type { Ask, Target } from './targets.ts';

const BINARIES: readonly BaseName[] = [
  'elf-amd64',
  'elf-amd64-dwarf',
  'elf-arm64-pie-dwarf',
  'elf-386',
  'elf-arm',
  'pe-amd64',
  'macho-arm64',
  'macho-universal-chained',
];
const HEADERS = ['file header', 'program headers', 'section headers', 'symbols', 'strings', 'dynamic', 'relocations', 'load commands', 'compressed DWARF'];
const STREAMS = ['pcsp', 'pcfile', 'pcln', 'pcdata'];
const SECTIONS = ['info', 'abbrev', 'loclists', 'str'];

/** Opens the binary and says which of the functions asked about it has; a changed table may hold fewer. */
export function opened(bytes: Uint8Array, about: readonly number[], ask: Ask): { binary: GoBinary; functions: number[] } | undefined {
  const binary = ask(() => GoBinary.open(bytes, 'forged'));
  if (binary === undefined) return undefined;
  const { count } = binary.functions;
  const asked = about.length > 0 ? about : [1, count >> 1, count - 1];
  return { binary, functions: asked.filter((index) => index >= 0 && index < count) };
}

function executable(bytes: Uint8Array, _about: readonly number[], ask: Ask): void {
  const found = ask(() => decodeExecutable(bytes, 'forged'));
  if (found === undefined) return;
  const { image } = found;
  ask(() => findBuildInfo(image));
  for (const name of ['runtime.pclntab', 'runtime.firstmoduledata', 'no such symbol']) ask(() => image.findSymbol(name));
  for (const name of SECTIONS) ask(() => image.parts.findDebugSection(name));
  ask(() => [...findPclnHeaders(image)]);
  ask(() => GoBinary.open(bytes, 'forged'));
}

function positions(bytes: Uint8Array, about: readonly number[], ask: Ask): void {
  const found = opened(bytes, about, ask);
  if (found === undefined) return;
  const { binary, functions } = found;
  for (const index of functions) {
    const entry = binary.functions.entry[index]!;
    ask(() => binary.functionName(index));
    ask(() => binary.startLine(index));
    ask(() => binary.inlinedCalls(index));
    const starts = ask(() => binary.lineStarts(index)) ?? [entry];
    for (const pc of [...starts.slice(0, 20), binary.functions.end[index]! - 1]) {
      ask(() => binary.position(index, pc));
      ask(() => binary.inlineFrames(index, pc));
      ask(() => binary.outermostLine(index, pc));
    }
  }
}

/** Both decoders of pc values: what they accept is the same, and so is what they read. */
function values(bytes: Uint8Array, about: readonly number[], ask: Ask): void {
  const found = opened(bytes, about, ask);
  if (found === undefined) return;
  const { binary, functions } = found;
  for (const index of functions) {
    for (const table of ['sp', PCDATA.UnsafePoint, PCDATA.StackMapIndex, PCDATA.InlTreeIndex, 1 << 30] as const) {
      const all = ask(() => binary.runs(index, table, new PcRuns()));
      const lazy = ask(() => (table === 'sp' ? binary.spDeltas(index) : binary.pcdata(index, table)));
      if (lazy === undefined) continue;
      const entry = binary.functions.entry[index]!;
      if (all === undefined) ask(() => lazy.runs());
      for (let i = 0; all !== undefined && i < Math.min(all.count, 200); i++) {
        const pc = entry + all.ends[i]! - 1;
        const one = ask(() => lazy.at(pc));
        if (one !== undefined && one !== all.values[i]) throw new Error(`at ${pc} one decoder reads ${one}, the other ${all.values[i]}`);
      }
    }
    ask(() => binary.runs(index, 'file', new PcRuns()));
    ask(() => binary.runs(index, 'line', new PcRuns()));
  }
}

function names(bytes: Uint8Array, about: readonly number[], ask: Ask): void {
  const found = opened(bytes, about, ask);
  if (found === undefined) return;
  const { binary } = found;
  const { count, entry } = binary.functions;
  for (let i = 0; i < count; i += 3) ask(() => binary.functionName(i));
  ask(() => binary.functionNamed('main.main'));
  ask(() => binary.functionNamed(''));
  for (const pc of [0, binary.textStart, binary.textEnd - 1, binary.textEnd, entry[count >> 1] ?? 0]) ask(() => binary.functionAt(pc));
  ask(() => selectFunctions(binary, 'main.sp*'));
  ask(() => selectFunctions(binary, 'main.go:106'));
}

function types(bytes: Uint8Array, about: readonly number[], ask: Ask): void {
  const binary = ask(() => GoBinary.open(bytes, 'forged'));
  if (binary === undefined) return;
  const seen = new Set<number>();
  const walk = (address: number | undefined, depth: number): void => {
    if (address === undefined || depth === 0 || seen.has(address)) return;
    seen.add(address);
    const type = ask(() => binary.types.at(address));
    ask(() => binary.types.find(address));
    if (type === undefined) return;
    walk(type.elem, depth - 1);
    walk(type.key, depth - 1);
    for (const field of ask(() => binary.types.fields(address)) ?? []) walk(field.type, depth - 1);
  };
  for (const address of about) walk(address, 4);
}

function calls(bytes: Uint8Array, about: readonly number[], ask: Ask): void {
  const found = opened(bytes, about, ask);
  if (found === undefined) return;
  const { binary, functions } = found;
  const isTarget = new Uint8Array(binary.functions.count);
  for (let i = 0; i < isTarget.length; i += 3) isTarget[i] = 1;
  const all = ask(() => findCalls(binary, isTarget));
  const reader = ask(() => new ArgumentReader(binary));
  if (all === undefined || reader === undefined) return;
  let asked = 0;
  for (let i = 0; i < all.count && asked < 60; i++) {
    if (!functions.includes(all.caller[i]!) && i % 97 !== 0) continue;
    asked++;
    for (let argument = 0; argument < 5; argument++) ask(() => reader.typeArgument(all.pc[i]!, all.caller[i]!, argument));
  }
}

async function instructions(bytes: Uint8Array, about: readonly number[], ask: Ask): Promise<void> {
  const found = opened(bytes, about, ask);
  if (found === undefined) return;
  const { binary, functions } = found;
  const instruction = newAmd64Instruction();
  for (const index of functions) {
    ask(() => callSites(binary, index));
    ask(() => frameAccesses(binary, index));
    await ask.later(() => disassemble(binary, index));
    const { entry, end } = binary.functions;
    const code = ask(() => binary.image.cursorAt(entry[index]!, 'text', Math.min(600, end[index]! - entry[index]!)));
    for (let at = 0; code !== undefined && at < code.bytes.length; at++) {
      if (binary.goarch === 'amd64' || binary.goarch === '386') {
        const length = (binary.goarch === 'amd64' ? decodeAmd64 : decode386)(code.bytes, at, code.bytes.length, instruction);
        if (length < 0 || length > 15 || at + length > code.bytes.length) throw new Error(`an instruction of ${length} bytes at ${at}`);
        if (length > 0) amd64Writes(code.bytes, instruction);
      } else if (at % 4 === 0 && at + 4 <= code.bytes.length) {
        const word = code.view.getUint32(at, true);
        arm64Writes(word);
        arm64Text(word, entry[index]! + at, String);
      }
    }
  }
}

function compressed(bytes: Uint8Array, _about: readonly number[], ask: Ask): void {
  const found = ask(() => decodeExecutable(bytes, 'forged'));
  if (found === undefined) return;
  const dwarf = ask(() => openDwarf(found.image, (part, size) => inflateSync(part, { maxOutputLength: Math.max(1, size) })));
  if (dwarf === undefined) return;
  const [first] = ask(() => [...dwarf.functions]) ?? [];
  if (first !== undefined) ask(() => dwarf.variablesOf(first));
}

export const binaryTargets: readonly Target[] = [
  { name: 'elf64', bases: ['elf-amd64', 'elf-amd64-dwarf', 'elf-arm64-pie-dwarf'], regions: HEADERS, weight: 3, run: executable },
  { name: 'elf32', bases: ['elf-386', 'elf-arm'], regions: HEADERS, weight: 3, run: executable },
  { name: 'macho', bases: ['macho-arm64'], regions: HEADERS, weight: 3, run: executable },
  {
    name: 'macho-universal',
    bases: ['macho-universal-chained'],
    regions: ['universal header', 'file header', 'load commands'],
    weight: 2,
    run: executable,
  },
  { name: 'macho-fixups', bases: ['macho-universal-chained'], regions: ['fixups', 'fixups', 'moduledata'], weight: 2, run: executable },
  { name: 'pe', bases: ['pe-amd64'], regions: HEADERS, weight: 3, run: executable },
  {
    name: 'build-info',
    bases: BINARIES,
    regions: ['build info'],
    weight: 2,
    run(bytes, _about, ask) {
      const found = ask(() => decodeExecutable(bytes, 'forged'));
      const info = found === undefined ? undefined : ask(() => findBuildInfo(found.image));
      if (info !== undefined) ask(() => parseRelease(info.goVersion));
      ask(() => GoBinary.open(bytes, 'forged'));
    },
  },
  { name: 'relocations', bases: ['elf-arm64-pie-dwarf'], regions: ['relocations', 'dynamic', 'symbols'], weight: 2, run: executable },
  {
    name: 'pclntab',
    bases: BINARIES,
    regions: ['pclntab header', 'functab', 'functab entry', 'func record', 'names'],
    weight: 3,
    run: names,
  },
  {
    name: 'moduledata',
    bases: BINARIES,
    regions: ['moduledata', 'pclntab header'],
    weight: 2,
    run: names,
  },
  { name: 'positions', bases: BINARIES, regions: ['pcfile', 'pcln', 'pcdata', 'units', 'files', 'func record'], weight: 3, run: positions },
  { name: 'inline-tree', bases: BINARIES, regions: ['inline tree', 'pcdata', 'func record'], weight: 2, run: positions },
  { name: 'pc-values', bases: BINARIES, regions: STREAMS, weight: 3, run: values },
  { name: 'types', bases: BINARIES, regions: ['types'], weight: 3, run: types },
  { name: 'calls', bases: BINARIES, regions: ['code', 'functab entry'], weight: 1, run: calls },
  { name: 'instructions', bases: BINARIES, regions: ['code', 'code', 'functab entry'], weight: 3, run: instructions },
  { name: 'dwarf-compressed', bases: ['elf-386', 'macho-arm64'], regions: ['compressed DWARF'], weight: 1, run: compressed },
];

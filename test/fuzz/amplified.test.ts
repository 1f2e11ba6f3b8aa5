// What changes at random do not find: small files made so that each of many references leads to the same long table. Reading
// everything must take time and memory in step with the file, or be refused.
import { describe as suite, expect, test } from 'vitest';
import { FormatError } from '../../src/base/errors.ts';
import { frameOverview } from '../../src/frame/overview.ts';
import { describe, prepare } from '../../src/jobs/stackmap.ts';
import { GoBinary } from '../../src/read/binary/go-binary.ts';
import { findPclnHeaders } from '../../src/read/binary/pclntab.ts';
import { stackObjects } from '../../src/read/binary/stack-objects.ts';
import { FUNCDATA, funcRecordLayout } from '../../src/read/release/func-record.ts';
import { readFrameDump } from '../../src/read/compiler/frame-dump.ts';
import { findBuildInfo } from '../../src/read/binary/build-info.ts';
import { Image } from '../../src/read/binary/image.ts';
import { dwarfNames } from '../../src/frame/dwarf-names.ts';
import { AT, FORM, TAG } from '../../src/read/dwarf/constants.ts';
import type { Shape } from '../dwarf/assembler.ts';
import { Writer } from '../dwarf/assembler.ts';
import type { Sections } from '../dwarf/hand-made.ts';
import { FUNCTION, beforeAt, fbreg, file, intAt, open as openDwarfOf } from '../dwarf/hand-made.ts';
import { base } from './bases.ts';

/** Of the processor; what it takes is a tenth. */
const MAX_CPU_MS = 10_000;
const SLOW = 300_000;

interface Forge {
  readonly binary: GoBinary;
  readonly bytes: Buffer;
  /** Offset in the file of an address. */
  at(address: number): number;
  /** Makes all functions say that one kind of funcdata lies at `gofunc + where(index)`. */
  funcdata(table: number, where: (index: number) => number): void;
}

function forge(): Forge {
  const bytes = Buffer.from(base('elf-amd64').bytes.slice());
  const binary = GoBinary.open(bytes, 'good');
  const at = (address: number): number => binary.image.cursorAt(address, 'table').fileOffset;
  const layout = funcRecordLayout(binary.layoutMinor);
  const [header] = findPclnHeaders(binary.image);
  return {
    binary,
    bytes,
    at,
    funcdata(table, where) {
      for (let i = 0; i < binary.functions.count; i++) {
        const record = at(header!.functab + binary.functions.record[i]!);
        const pcdata = bytes.readUInt32LE(record + layout.npcdata);
        if (bytes[record + layout.nfuncdata]! > table) bytes.writeUInt32LE(where(i), record + layout.size + 4 * (pcdata + table));
      }
    },
  };
}

async function within<T>(ask: () => T | Promise<T>): Promise<T | FormatError> {
  const started = process.cpuUsage();
  const memory = process.memoryUsage.rss();
  let answer: T | FormatError;
  try {
    answer = await ask();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    answer = error;
  }
  const { user, system } = process.cpuUsage(started);
  expect((user + system) / 1000).toBeLessThan(MAX_CPU_MS);
  expect(process.memoryUsage.rss() - memory).toBeLessThan(1 << 30);
  return answer;
}

suite('tables that functions share', () => {
  test('names that overlap', async () => {
    const { binary, bytes, at } = forge();
    const [header] = findPclnHeaders(binary.image);
    bytes.fill(0x61, at(header!.funcnametab), at(header!.cutab));
    const layout = funcRecordLayout(binary.layoutMinor);
    for (let i = 0; i < binary.functions.count; i++) bytes.writeUInt32LE(i, at(header!.functab + binary.functions.record[i]!) + layout.nameOff);
    bytes[at(header!.cutab) - 1] = 0;
    expect(String(await within(() => GoBinary.open(bytes, 'forged').functionNamed('main.main')))).toMatch(/strings that do not overlap/);
  });

  test('long stack maps', { timeout: SLOW }, async () => {
    const { binary, bytes, at, funcdata } = forge();
    // One map of all bits that follow, whichever word it begins at.
    const from = at(binary.moduledata.gofunc) + 64;
    for (let i = 0; i < 4096; i++) bytes.writeInt32LE(i % 2 === 0 ? 1 : 0xfffff, from + 4 * i);
    for (const table of [FUNCDATA.ArgsPointerMaps, FUNCDATA.LocalsPointerMaps]) funcdata(table, (index) => 64 + 8 * (index % 1000));
    expect(String(await within(() => frameOverview(GoBinary.open(bytes, 'forged'), 10)))).toMatch(/words of the \d+ bytes of (arguments|frame)/);
    // And frames that are as large: the gigabyte that the compiler allows.
    const [header] = findPclnHeaders(binary.image);
    const layout = funcRecordLayout(binary.layoutMinor);
    for (let i = 0; i < binary.functions.count; i++) {
      const record = at(header!.functab + binary.functions.record[i]!);
      bytes.writeUInt32LE(1 << 30, record + layout.args);
      bytes.writeUInt32LE(16, record + layout.pcsp);
    }
    Buffer.from('8280808008ffffff7f', 'hex').copy(bytes, at(header!.pctab) + 16);
    expect(String(await within(() => frameOverview(GoBinary.open(bytes, 'forged'), 10)))).toMatch(/^FormatError: /);
    const opened = prepare(GoBinary.open(bytes, 'forged'));
    await within(async () => {
      for (let i = 0; i < binary.functions.count; i += 40) await describe(opened, i, true);
    });
  });

  test('many stack objects', { timeout: SLOW }, async () => {
    const { binary, bytes, at, funcdata } = forge();
    const from = at(binary.moduledata.gofunc) + 64;
    const count = 10_000;
    bytes.writeBigUInt64LE(BigInt(count), from);
    for (let i = 0; i < count; i++) {
      bytes.writeInt32LE(-16 * (i + 1), from + 8 + 16 * i);
      bytes.writeInt32LE(1 << 20, from + 12 + 16 * i);
      bytes.writeInt32LE(1 << 20, from + 16 + 16 * i);
      bytes.writeUInt32LE(0, from + 20 + 16 * i);
    }
    funcdata(FUNCDATA.StackObjects, () => 64);
    const forged = GoBinary.open(bytes, 'forged');
    expect(
      String(
        await within(() => {
          for (let i = 0; i < binary.functions.count; i++) stackObjects(forged, i);
        }),
      ),
    ).toMatch(/not read over and over|not overlap/);
  });

  test('a function of all the code there is', { timeout: SLOW }, async () => {
    const { binary, bytes, at } = forge();
    const [header] = findPclnHeaders(binary.image);
    const { count } = binary.functions;
    const last = bytes.readUInt32LE(at(header!.functab) + 8 * count) - 1;
    const first = binary.functionNamed('main.main');
    const early = 20;
    expect(first).toBeGreaterThan(early);
    for (let i = early + 1; i < count; i++) bytes.writeUInt32LE(last, at(header!.functab) + 8 * i);
    const opened = prepare(GoBinary.open(bytes, 'forged'));
    const frame = await within(() => describe(opened, early, true));
    expect(frame).toMatchObject({ entry: binary.functions.entry[early] });
  });
});

suite('DWARF', () => {
  const sized = (form: number, value: (writer: Writer) => Writer): Sections => {
    const before = value(new Writer().u8(5).string('huge'));
    const variable = (name: string, at: number): Writer => new Writer().u8(4).string(name).u32(beforeAt()).block(fbreg(at));
    const shape: Shape = [5, TAG.baseType, false, AT.name, FORM.string, AT.byteSize, form];
    return file({ shapes: [shape], before, children: variable('a', -24).add(variable('b', -(2 ** 30))) });
  };

  test.each([2 ** 20, 2 ** 30, 2 ** 31 + 1, 2 ** 45, 2 ** 53 - 1])('a variable of %d bytes', async (size) => {
    const dwarf = openDwarfOf(sized(FORM.data8, (writer) => writer.u64(size)));
    const names = await within(() => dwarfNames(dwarf, FUNCTION, 8)!);
    if (names instanceof FormatError) throw names;
    const inFrame = size <= 2 ** 31;
    expect(names.wordAt(-24, { pc: FUNCTION, returnPc: FUNCTION + 5 }).map((one) => one.variable)).toEqual(
      inFrame ? (size > 2 ** 30 - 24 ? ['a', 'b'] : ['a']) : [],
    );
    expect(names.objectAt(-24, size)?.variable).toBe(inFrame ? 'a' : undefined);
    expect(names.wordAt(-20, { pc: FUNCTION, returnPc: FUNCTION + 5 })).toEqual([]);
  });

  test('an index that cannot be read is tried once', async () => {
    const children = new Writer();
    for (let i = 0; i < 1 << 18; i++) children.u8(4).string('x').u32(intAt()).block(fbreg(-24));
    children.u8(99);
    const dwarf = openDwarfOf(file({ children }));
    const started = process.cpuUsage();
    for (let i = 0; i < 2000; i++) expect(() => dwarf.variablesOf(FUNCTION + i)).toThrow(FormatError);
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(MAX_CPU_MS);
  });
});

suite('text that is not the compiler’s', () => {
  const LONG = 1 << 20;
  test.each([
    ['braces', '(a.go:1:2) v3 = LEAQ <*int> '.concat('{'.repeat(LONG))],
    ['homes', '(a.go:1:2) v3 = StoreReg <int> v2'.concat(' : a['.repeat(LONG / 5))],
    ['homes that end', '(a.go:1:2) v3 = StoreReg <int> v2'.concat(' : a+1'.repeat(LONG / 6), ']')],
    ['values', '(a.go:1:2) v3'.concat(') v1'.repeat(LONG / 4))],
    ['calls', '(a.go:1:2) v3 = CALLstatic '.concat('{AuxCall{'.repeat(LONG / 9), '\n\tlive=a')],
    ['names', '(a.go:1:2) v3 = CALLstatic <mem> {AuxCall{f}}\n\tlive='.concat('a,'.repeat(LONG / 2))],
    ['brackets', '(a.go:1:2) v3 = MOVQstore '.concat('> ['.repeat(LONG / 3))],
    ['parentheses', '(a.go:1:2) v3 = StoreReg <int> v2'.concat(' ('.repeat(LONG / 2))],
  ])('%s', async (_title, line) => {
    expect(await within(() => readFrameDump(`liveness: f\n${line}\n`).events.length)).toBeLessThan(2);
  });
});

test('a long setting in quotes', async () => {
  const version = Buffer.from('go1.27.4');
  const text = Buffer.concat([Buffer.alloc(16, 0x30), Buffer.from(`path\tp\nbuild\t"${'\\"a'.repeat(4_000_000)}\n`), Buffer.alloc(16, 0x32)]);
  const uvarint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...uvarint(value >>> 7)]);
  const parts = [Buffer.from('\xff Go buildinf:\x08\x02', 'latin1'), Buffer.alloc(16), Buffer.from(uvarint(version.length)), version];
  const bytes = Buffer.concat([...parts, Buffer.from(uvarint(text.length)), text]);
  const image = new Image({
    format: 'elf',
    architecture: 'amd64',
    shape: { littleEndian: true, pointerSize: 8 },
    positionIndependent: false,
    segments: [{ address: 0x400000, size: bytes.length, bytes, fileOffset: 0, writable: true, executable: false }],
    sections: [],
    findSymbol: undefined,
    findDebugSection: () => undefined,
  });
  expect(await within(() => findBuildInfo(image))).toMatchObject({ goVersion: 'go1.27.4', path: 'p' });
});

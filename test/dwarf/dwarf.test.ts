// Every variable of every function of real binaries, and where it lies, against Go's own debug/dwarf.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { NEWEST, TOOLCHAINS, build, output } from '../binary/binaries.ts';
import { listing, openFile } from './listing.ts';

const PROGRAM = join(import.meta.dirname, '..', 'binary', 'program');
const PROGRAMS = join(import.meta.dirname, '..', 'programs');
const NO_C = { CGO_ENABLED: '0' };

const minorOf = (toolchain: string): number => Number(toolchain.split('.')[1]);

interface Case {
  readonly what: string;
  readonly toolchain: string;
  readonly version: 4 | 5;
  readonly directory: string;
  readonly flags?: readonly string[];
  readonly environment?: Record<string, string>;
  readonly target?: string;
}

const versionOf = (toolchain: string): 4 | 5 => (minorOf(toolchain) >= 25 ? 5 : 4);

const each: Case[] = TOOLCHAINS.flatMap((toolchain) =>
  ['amd64', 'arm64'].flatMap((GOARCH) => {
    const base = { toolchain, version: versionOf(toolchain), directory: PROGRAM, environment: { ...NO_C, GOARCH } };
    return [
      { ...base, what: `program ${GOARCH}` },
      { ...base, what: `gofmt ${GOARCH}`, target: 'cmd/gofmt' },
    ];
  }),
);

const odd: Case[] = [TOOLCHAINS[0]!, NEWEST].flatMap((toolchain) => {
  const base = { toolchain, version: versionOf(toolchain), directory: PROGRAM };
  return [
    { ...base, what: 'position-independent', flags: ['-buildmode=pie'], environment: NO_C },
    { ...base, what: 'position-independent, linked by gcc', flags: ['-buildmode=pie', '-ldflags=-linkmode=external'] },
    { ...base, what: 'not optimised', flags: ['-gcflags=-N -l'], environment: NO_C },
    { ...base, what: 'not compressed', flags: ['-ldflags=-compressdwarf=false'], environment: NO_C },
    { ...base, what: 'with C', directory: join(import.meta.dirname, 'cgo') },
    ...['variables', 'closures', 'generics'].map((name) => ({ ...base, what: `programs/${name}`, directory: join(PROGRAMS, name), environment: NO_C })),
  ];
});

const dwarf4: Case[] = TOOLCHAINS.filter((toolchain) => versionOf(toolchain) === 5).map((toolchain) => ({
  what: 'program, nodwarf5',
  toolchain,
  version: 4,
  directory: PROGRAM,
  environment: { ...NO_C, GOEXPERIMENT: 'nodwarf5' },
}));

describe.each([...each, ...odd, ...dwarf4])('$toolchain $what', ({ toolchain, version, directory, flags = [], environment = {}, target }) => {
  test('every variable, type, scope and home is as debug/dwarf says', () => {
    const path = build(directory, flags, { CGO_ENABLED: '1', GOTOOLCHAIN: toolchain, ...environment }, target);
    const oracle = build(join(import.meta.dirname, 'oracle'), [], { GOTOOLCHAIN: NEWEST, CGO_ENABLED: '0' });
    const expected = output(oracle, [path]).replace(/\n$/, '').split('\n');
    const dwarf = openFile(path)!;
    expect(dwarf.version).toBe(version);
    const found = listing(dwarf);
    const index = expected.findIndex((line, i) => line !== found[i]);
    expect({ index, line: found[index] }).toEqual({ index: -1, line: expected[index] });
    expect(found.length).toBe(expected.length);
    expect(expected.filter((line) => line.startsWith('F ')).length).toBeGreaterThan(1000);
    expect(expected.filter((line) => /^V\t.*:-\d+:\d+:\d+/.test(line)).length).toBeGreaterThan(1000);
  });
});

describe('files without DWARF', () => {
  test.each(['-w', '-s -w'])('-ldflags=%s leaves none', (flags) => {
    const path = build(PROGRAM, [`-ldflags=${flags}`], { ...NO_C, GOTOOLCHAIN: NEWEST });
    expect(openFile(path)).toBeUndefined();
  });
});

// The good binaries whose bytes are changed: one small program for several systems, processors and releases, built with -trimpath, so
// that everybody has the same bytes and a place in the corpus means the same everywhere.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../binary/binaries.ts';
import { PAGE, chain, universal } from '../binary/chained.ts';
import { processRecord, processRecordRegions, recordingFile, recordingFileRegions } from './record-bases.ts';
import type { Region } from './regions.ts';
import { regionsOf, textRegions } from './regions.ts';

/** A good input, and the places in it that steer the decoders. */
export interface Base {
  readonly name: string;
  /** Changed in place while a decoder runs, and put back. */
  readonly bytes: Uint8Array;
  /** Tells whether places in the corpus are those of this input. */
  readonly sha: string;
  readonly regions: ReadonlyMap<string, Region>;
}

interface Recipe {
  readonly toolchain: string;
  readonly goos: string;
  readonly goarch: string;
  readonly flags: readonly string[];
  /** What is made of the linker's file. */
  readonly make?: (bytes: Uint8Array) => Uint8Array;
}

type BinaryName = 'elf-amd64' | 'elf-amd64-dwarf' | 'elf-arm64-pie-dwarf' | 'elf-386' | 'elf-arm' | 'pe-amd64' | 'macho-arm64' | 'macho-universal-chained';

export type BaseName = BinaryName | OtherName;

const STRIPPED = '-ldflags=-s -w';
/** Changes of compressed sections reach zlib alone. */
const OPEN_DWARF = '-ldflags=-compressdwarf=false';
const CPU_ARM64 = 0x0100000c;
const DYLD_CHAINED_PTR_64_OFFSET = 6;

const RECIPES: Readonly<Record<BinaryName, Recipe>> = {
  'elf-amd64': { toolchain: 'go1.27.4', goos: 'linux', goarch: 'amd64', flags: [STRIPPED] },
  'elf-amd64-dwarf': { toolchain: 'go1.27.4', goos: 'linux', goarch: 'amd64', flags: [OPEN_DWARF] },
  'elf-arm64-pie-dwarf': { toolchain: 'go1.21.13', goos: 'linux', goarch: 'arm64', flags: ['-buildmode=pie', OPEN_DWARF] },
  'elf-386': { toolchain: 'go1.24.13', goos: 'linux', goarch: '386', flags: [] },
  'elf-arm': { toolchain: 'go1.26.11', goos: 'linux', goarch: 'arm', flags: [STRIPPED] },
  'pe-amd64': { toolchain: 'go1.24.13', goos: 'windows', goarch: 'amd64', flags: [OPEN_DWARF] },
  'macho-arm64': { toolchain: 'go1.27.4', goos: 'darwin', goarch: 'arm64', flags: [] },
  'macho-universal-chained': {
    toolchain: 'go1.27.4',
    goos: 'darwin',
    goarch: 'arm64',
    flags: [STRIPPED],
    make: (bytes) => universal(false, [18, new Uint8Array(64)], [CPU_ARM64, chain(bytes, DYLD_CHAINED_PTR_64_OFFSET).bytes]),
  },
};

type OtherName = 'compiler-text' | 'process-record' | 'recording-file';

interface Other {
  readonly make: () => Uint8Array;
  readonly regions: (bytes: Uint8Array) => ReadonlyMap<string, Region>;
}

const OTHERS: Readonly<Record<OtherName, Other>> = {
  // What the compiler prints of the program, for the release of `elf-amd64-dwarf`.
  'compiler-text': { make: compilerText, regions: textRegions },
  'process-record': { make: processRecord, regions: processRecordRegions },
  'recording-file': { make: recordingFile, regions: recordingFileRegions },
};

export const BASES: readonly BaseName[] = [...(Object.keys(RECIPES) as BinaryName[]), ...(Object.keys(OTHERS) as OtherName[])];
const PROGRAM = join(import.meta.dirname, 'program');
const known = new Map<BaseName, Base>();

/** A base, built unless it was. */
export function base(name: BaseName): Base {
  let found = known.get(name);
  if (found === undefined) {
    const other = isOther(name) ? OTHERS[name] : undefined;
    const bytes = other === undefined ? binary(RECIPES[name as BinaryName]) : other.make();
    const sha = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
    found = { name, bytes, sha, regions: other === undefined ? regionsOf(bytes, fileStart(name)) : other.regions(bytes) };
    known.set(name, found);
  }
  return found;
}

function isOther(name: BaseName): name is OtherName {
  return Object.hasOwn(OTHERS, name);
}

/** Where the executable begins within a universal file. */
function fileStart(name: BaseName): number {
  return name === 'macho-universal-chained' ? 2 * PAGE : 0;
}

function binary(recipe: Recipe): Uint8Array {
  const { toolchain, goos, goarch, flags, make } = recipe;
  const environment = { GOTOOLCHAIN: toolchain, GOOS: goos, GOARCH: goarch, CGO_ENABLED: '0' };
  const bytes = new Uint8Array(readFileSync(build(PROGRAM, flags, environment)));
  return make === undefined ? bytes : make(bytes);
}

/** The go command prints it again when it has compiled the package before. */
function compilerText(): Uint8Array {
  const { toolchain, goos, goarch } = RECIPES['elf-amd64-dwarf'];
  const env = { ...process.env, GOFLAGS: '', GOWORK: 'off', GOEXPERIMENT: '', CGO_ENABLED: '0', GOTOOLCHAIN: toolchain, GOOS: goos, GOARCH: goarch };
  const command = ['-c', 'exec go build -trimpath -buildvcs=false -gcflags=-live=2 -o /dev/null . 2>&1'];
  return new Uint8Array(execFileSync('sh', command, { cwd: PROGRAM, env, maxBuffer: 1 << 28 }));
}

// Builds the program and the oracle; keeps what it built in the temporary directory under a hash of source and settings.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Newest patch of each release that is tested; GO_TOOLCHAINS (comma-separated) tests others. */
export const TOOLCHAINS: readonly string[] = process.env['GO_TOOLCHAINS']?.split(',') ?? [
  'go1.21.13',
  'go1.22.12',
  'go1.23.12',
  'go1.24.13',
  'go1.25.14',
  'go1.26.11',
  'go1.27.4',
];
export const NEWEST = 'go1.27.4';

export type Flavour = 'plain' | 'pie' | 'stripped' | 'external' | 'exe' | 'c-shared' | 'plugin' | 'relr' | 'c-archive' | 'test';

export interface Variant {
  readonly toolchain: string;
  /** linux when absent. */
  readonly goos?: 'linux' | 'windows' | 'darwin';
  readonly goarch: 'amd64' | 'arm64' | '386' | 'arm';
  readonly flavour: Flavour;
}

const FLAGS: Readonly<Record<Flavour, readonly string[]>> = {
  plain: [],
  pie: ['-buildmode=pie'],
  stripped: ['-ldflags=-s -w'],
  external: ['-buildmode=pie', '-ldflags=-linkmode=external'],
  exe: ['-buildmode=exe'],
  'c-shared': ['-buildmode=c-shared'],
  plugin: ['-buildmode=plugin'],
  relr: ['-buildmode=pie', '-ldflags=-linkmode=external -extldflags=-Wl,-z,pack-relative-relocs'],
  'c-archive': ['-buildmode=c-archive'],
  test: [],
};

/** These need a C compiler for the target. */
const WITH_C: readonly Flavour[] = ['external', 'c-shared', 'plugin', 'relr', 'c-archive'];

/** Every combination of release, processor and linking that is tested for Linux on 64-bit processors. */
export const VARIANTS: readonly Variant[] = TOOLCHAINS.flatMap((toolchain) =>
  (['amd64', 'arm64'] as const).flatMap((goarch) =>
    (['plain', 'pie', 'stripped', 'external'] as const)
      .filter((flavour) => flavour !== 'external' || (goarch === 'amd64' && /^go1\.2[57]/.test(toolchain)))
      .map((flavour) => ({ toolchain, goarch, flavour })),
  ),
);

/** Other systems, processors and build modes, spread over the releases: standard libraries take seconds to compile. */
export const OTHER_VARIANTS: readonly Variant[] = [
  { toolchain: 'go1.27.4', goos: 'darwin', goarch: 'arm64', flavour: 'plain' },
  { toolchain: 'go1.25.14', goos: 'darwin', goarch: 'arm64', flavour: 'stripped' },
  { toolchain: 'go1.19.13', goos: 'darwin', goarch: 'arm64', flavour: 'plain' },
  { toolchain: 'go1.27.4', goos: 'darwin', goarch: 'amd64', flavour: 'stripped' },
  { toolchain: 'go1.24.13', goos: 'darwin', goarch: 'amd64', flavour: 'plain' },
  { toolchain: 'go1.21.13', goos: 'darwin', goarch: 'amd64', flavour: 'exe' },
  { toolchain: 'go1.27.4', goos: 'windows', goarch: 'amd64', flavour: 'plain' },
  { toolchain: 'go1.23.12', goos: 'windows', goarch: 'amd64', flavour: 'stripped' },
  { toolchain: 'go1.20.14', goos: 'windows', goarch: 'amd64', flavour: 'exe' },
  { toolchain: 'go1.26.11', goos: 'windows', goarch: 'arm64', flavour: 'plain' },
  { toolchain: 'go1.27.4', goos: 'windows', goarch: '386', flavour: 'plain' },
  { toolchain: 'go1.22.12', goos: 'windows', goarch: '386', flavour: 'stripped' },
  { toolchain: 'go1.27.4', goarch: '386', flavour: 'plain' },
  { toolchain: 'go1.18.10', goarch: '386', flavour: 'plain' },
  { toolchain: 'go1.26.11', goarch: 'arm', flavour: 'plain' },
  { toolchain: 'go1.21.13', goarch: 'arm', flavour: 'stripped' },
  { toolchain: 'go1.27.4', goarch: 'amd64', flavour: 'c-shared' },
  { toolchain: 'go1.27.4', goarch: 'amd64', flavour: 'plugin' },
  { toolchain: 'go1.24.13', goarch: 'amd64', flavour: 'plugin' },
  { toolchain: 'go1.25.14', goarch: 'amd64', flavour: 'relr' },
  { toolchain: 'go1.27.4', goarch: 'amd64', flavour: 'test' },
];

const HERE = import.meta.dirname;
export const CACHE: string = join(tmpdir(), 'allocpath-test-binary');

/** Path of the program built as the variant says. */
export function buildProgram(variant: Variant): string {
  const { toolchain, goos, goarch, flavour } = variant;
  const system = goos === undefined ? {} : { GOOS: goos };
  const environment = { GOTOOLCHAIN: toolchain, GOARCH: goarch, CGO_ENABLED: WITH_C.includes(flavour) ? '1' : '0', ...system };
  // A test binary of a package that every release has.
  if (flavour === 'test') return build(join(HERE, 'program'), [], environment, 'strconv', ['test', '-c']);
  return build(join(HERE, 'program'), FLAGS[flavour], environment);
}

/** Path of the oracle. */
export function buildOracle(): string {
  return build(join(HERE, 'oracle'), [], { GOTOOLCHAIN: NEWEST, CGO_ENABLED: '0' });
}

/** Path of what `go build` makes of `target` in a directory, or another verb of the go command. */
export function build(
  directory: string,
  flags: readonly string[],
  environment: Record<string, string>,
  target: string = '.',
  verb: readonly string[] = ['build'],
): string {
  const hash = createHash('sha256').update(JSON.stringify([flags, environment, target, verb]));
  for (const name of readdirSync(directory)) hash.update(name).update(readFileSync(join(directory, name)));
  const path = join(CACHE, hash.digest('hex').slice(0, 24));
  if (existsSync(path)) return path;
  mkdirSync(CACHE, { recursive: true });
  const part = `${path}.${process.pid}`;
  const env = { ...process.env, GOOS: 'linux', GOFLAGS: '', GOWORK: 'off', GOEXPERIMENT: '', ...environment };
  execFileSync('go', [...verb, '-trimpath', '-buildvcs=false', ...flags, '-o', part, target], { cwd: directory, env });
  renameSync(part, path);
  return path;
}

/** Runs a program and returns what it prints. */
export function output(program: string, args: readonly string[], input?: string): string {
  const options = { encoding: 'utf8' as const, maxBuffer: 1 << 28, env: { ...process.env, GOTOOLCHAIN: NEWEST } };
  return execFileSync(program, args, input === undefined ? options : { ...options, input });
}

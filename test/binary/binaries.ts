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

export type Flavour = 'plain' | 'pie' | 'stripped' | 'external';

export interface Variant {
  readonly toolchain: string;
  readonly goarch: 'amd64' | 'arm64';
  readonly flavour: Flavour;
}

const FLAGS: Readonly<Record<Flavour, readonly string[]>> = {
  plain: [],
  pie: ['-buildmode=pie'],
  stripped: ['-ldflags=-s -w'],
  external: ['-buildmode=pie', '-ldflags=-linkmode=external'],
};

/** Every combination that is tested. */
export const VARIANTS: readonly Variant[] = TOOLCHAINS.flatMap((toolchain) =>
  (['amd64', 'arm64'] as const).flatMap((goarch) =>
    (['plain', 'pie', 'stripped', 'external'] as const)
      .filter((flavour) => flavour !== 'external' || (goarch === 'amd64' && /^go1\.2[57]/.test(toolchain)))
      .map((flavour) => ({ toolchain, goarch, flavour })),
  ),
);

const HERE = import.meta.dirname;
const CACHE = join(tmpdir(), 'allocpath-test-binary');

/** Path of the program built as the variant says. */
export function buildProgram(variant: Variant): string {
  const { toolchain, goarch, flavour } = variant;
  const environment = { GOTOOLCHAIN: toolchain, GOARCH: goarch, CGO_ENABLED: flavour === 'external' ? '1' : '0' };
  return build(join(HERE, 'program'), FLAGS[flavour], environment);
}

/** Path of the oracle. */
export function buildOracle(): string {
  return build(join(HERE, 'oracle'), [], { GOTOOLCHAIN: NEWEST, CGO_ENABLED: '0' });
}

/** Path of what `go build` makes of `target` in a directory. */
export function build(directory: string, flags: readonly string[], environment: Record<string, string>, target: string = '.'): string {
  const hash = createHash('sha256').update(JSON.stringify([flags, environment, target]));
  for (const name of readdirSync(directory)) hash.update(name).update(readFileSync(join(directory, name)));
  const path = join(CACHE, hash.digest('hex').slice(0, 24));
  if (existsSync(path)) return path;
  mkdirSync(CACHE, { recursive: true });
  const part = `${path}.${process.pid}`;
  const env = { ...process.env, GOOS: 'linux', GOFLAGS: '', GOWORK: 'off', GOEXPERIMENT: '', ...environment };
  execFileSync('go', ['build', '-trimpath', '-buildvcs=false', ...flags, '-o', part, target], { cwd: directory, env });
  renameSync(part, path);
  return path;
}

/** Runs a program and returns what it prints. */
export function output(program: string, args: readonly string[], input?: string): string {
  const options = { encoding: 'utf8' as const, maxBuffer: 1 << 28, env: { ...process.env, GOTOOLCHAIN: NEWEST } };
  return execFileSync(program, args, input === undefined ? options : { ...options, input });
}

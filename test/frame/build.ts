// Builds the program whose frames are asked about; keeps it under a hash of source and settings.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SOURCE = join(import.meta.dirname, 'program');
const CACHE = join(tmpdir(), 'allocpath-test-frames');

/** Path of the program; its source is `program/main.go`. */
export function buildFrames(toolchain: string, goarch: 'amd64' | 'arm64'): string {
  return build(SOURCE, '.', toolchain, goarch);
}

/** Path of gofmt, built from the toolchain's own source: a program that nobody wrote for this test. */
export function buildGofmt(toolchain: string, goarch: 'amd64' | 'arm64'): string {
  return build(SOURCE, 'cmd/gofmt', toolchain, goarch);
}

function build(directory: string, target: string, toolchain: string, goarch: string): string {
  const environment = { GOTOOLCHAIN: toolchain, GOARCH: goarch, CGO_ENABLED: '0' };
  const hash = createHash('sha256').update(JSON.stringify([target, environment]));
  for (const name of readdirSync(directory)) hash.update(name).update(readFileSync(join(directory, name)));
  const path = join(CACHE, hash.digest('hex').slice(0, 24));
  if (existsSync(path)) return path;
  mkdirSync(CACHE, { recursive: true });
  const part = `${path}.${process.pid}`;
  const env = { ...process.env, GOOS: 'linux', GOFLAGS: '', GOWORK: 'off', GOEXPERIMENT: '', ...environment };
  execFileSync('go', ['build', '-trimpath', '-buildvcs=false', '-o', part, target], { cwd: directory, env });
  renameSync(part, path);
  return path;
}

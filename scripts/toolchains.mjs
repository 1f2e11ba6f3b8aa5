// The Go releases that tests and measurements use: the newest patch of each minor release that `explain` supports.
// test/package.test.ts holds the other lists against this one.
import { execFileSync } from 'node:child_process';

export const TOOLCHAINS = ['go1.21.13', 'go1.22.12', 'go1.23.12', 'go1.24.13', 'go1.25.14', 'go1.26.11', 'go1.27.4'];

/** The environment of a Go command that answers as that release on every machine, whatever its user has set. */
export function goEnvironment(toolchain, extra = {}) {
  return { ...process.env, GOTOOLCHAIN: toolchain, GOFLAGS: '', GOWORK: 'off', GOEXPERIMENT: '', ...extra };
}

/** Runs the go command and returns its stdout. */
export function go(args, { toolchain, cwd, env = {} }) {
  return execFileSync('go', args, { cwd, env: goEnvironment(toolchain, env), encoding: 'utf8', maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

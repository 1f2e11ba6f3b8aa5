// What `go test -exec` runs in place of a test binary: it turns recording on, gives the tests the environment that the user has, and becomes the
// binary. The go command that compiled it needs the patched GOROOT; tests that run the go command themselves should not see it.
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TEST_WRAPPER } from './record-files.ts';

/**
 * Writes the wrapper.
 * @param directory where; removed by the caller
 * @param record variables that turn recording on
 * @param changed names of variables that allocpath has changed for the go command
 * @param exec the user's own -exec, which then runs the binary
 * @returns the value for -exec
 */
export function writeTestWrapper(directory: string, record: Readonly<Record<string, string>>, changed: readonly string[], exec: string | undefined): string {
  const path = join(directory, TEST_WRAPPER);
  const restore = changed.map((name) => {
    const value = process.env[name];
    return value === undefined ? `unset ${name}` : `export ${name}=${quote(value)}`;
  });
  const set = Object.entries(record).map(([name, value]) => `export ${name}=${quote(value)}`);
  writeFileSync(path, ['#!/bin/sh', ...restore, ...set, `exec ${exec === undefined ? '' : `${exec} `}"$@"`, ''].join('\n'));
  chmodSync(path, 0o755);
  // The go command splits the value at spaces outside of quotes (cmd/internal/quoted.Split).
  return /[\s'"]/.test(path) ? (path.includes("'") ? `"${path}"` : `'${path}'`) : path;
}

function quote(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}

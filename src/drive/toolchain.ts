// Which Go toolchain answers, and the settings that change what it compiles.
import { existsSync } from 'node:fs';
import { UserError } from '../base/errors.ts';
import { parseRelease, supportOf, NEWEST_KNOWN, OLDEST_EXPLAINED, type Release } from '../read/release/releases.ts';
import type { Gap } from '../base/gap.ts';
import { runGoText, type GoContext } from './go-command.ts';

/** The toolchain and its target, as `go env` has them. */
export interface Toolchain {
  readonly goVersion: string;
  readonly release: Release;
  readonly goos: string;
  readonly goarch: string;
  readonly goroot: string;
  readonly moduleCache: string;
  /** Path of go.mod, `/dev/null` outside a module. */
  readonly goMod: string;
  readonly goWork: string;
  readonly goFlags: string;
  readonly cgo: boolean;
  /** CC as the go command would run it. */
  readonly cc: string;
  readonly gaps: readonly Gap[];
}

/**
 * Asks `go env`, after the go command's own toolchain switch.
 * @throws UserError when there is no go command, the toolchain cannot be had, or the release is too old
 */
export async function readToolchain(context: GoContext): Promise<Toolchain> {
  if (!existsSync(context.cwd)) throw new UserError('no-directory', `The directory ${context.cwd} does not exist.`);
  const names = ['GOVERSION', 'GOOS', 'GOARCH', 'GOROOT', 'GOMODCACHE', 'GOMOD', 'GOWORK', 'GOFLAGS', 'CGO_ENABLED', 'CC'];
  const result = await runGoText(['env', '-json', ...names], context);
  if (result.code !== 0) throw toolchainError(result.stderr, context);
  const env = JSON.parse(result.stdout) as Record<string, string>;
  const goVersion = env['GOVERSION'] ?? '';
  const release = parseRelease(goVersion);
  if (release === undefined) {
    throw new UserError('unknown-go', `The go command reports version "${goVersion}", which is not a Go release.`, 'Choose a release with --go go1.N.P.');
  }
  const support = supportOf(release);
  if (release.minor < OLDEST_EXPLAINED) {
    throw new UserError(
      'go-too-old',
      `${goVersion} is too old: allocpath explains Go 1.${OLDEST_EXPLAINED} and newer.`,
      `Choose a newer one, for example --go go1.${NEWEST_KNOWN}.0.`,
    );
  }
  const gaps: Gap[] = [];
  if (support === 'newer') {
    gaps.push({
      code: 'release-unverified',
      affects: goVersion,
      message: `${goVersion} is newer than the newest release that allocpath was checked with (Go 1.${NEWEST_KNOWN}); its results are unverified.`,
    });
  }
  return {
    goVersion,
    release,
    gaps,
    goos: env['GOOS'] ?? '',
    goarch: env['GOARCH'] ?? '',
    goroot: env['GOROOT'] ?? '',
    moduleCache: env['GOMODCACHE'] ?? '',
    goMod: env['GOMOD'] ?? '',
    goWork: env['GOWORK'] ?? '',
    goFlags: env['GOFLAGS'] ?? '',
    cgo: env['CGO_ENABLED'] === '1',
    cc: env['CC'] ?? '',
  };
}

function toolchainError(stderr: string, context: GoContext): UserError {
  const text = stderr.trim();
  const asked = context.env['GOTOOLCHAIN'];
  if (/toolchain not available|download go1|invalid GOTOOLCHAIN|unrecognized version|not in std|no such toolchain/.test(text) && asked !== undefined) {
    return new UserError(
      'no-toolchain',
      `The toolchain ${asked} could not be had: ${lastLine(text)}`,
      'Check the number (go1.N.P, for example go1.26.8) and the network or GOPROXY.',
    );
  }
  if (/requires go >= /.test(text)) {
    return new UserError('go-too-old-for-module', lastLine(text), 'Choose a newer release with --go go1.N.P, or set GOTOOLCHAIN=auto.');
  }
  return new UserError('go-env', `The go command failed: ${text || 'no message'}`);
}

function lastLine(text: string): string {
  return text.split('\n').at(-1) ?? text;
}

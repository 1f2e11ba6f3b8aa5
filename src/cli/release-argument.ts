// The value of --go.
import { UserError } from '../base/errors.ts';
import { parseReleases } from '../read/release/releases.ts';

/**
 * `1.26.8` or `go1.26.8` as the go command's toolchain switch takes it; `1.24` is the patch that allocpath is checked with.
 * @throws UserError for anything else
 */
export function releaseArgument(value: string): string {
  if (value === 'auto') return value;
  const [release, ...others] = parseReleases(value) ?? [];
  if (release === undefined || others.length > 0) throw new UserError('usage', `--go takes a Go release such as 1.24 or go1.26.8, not "${value}".`);
  return release;
}

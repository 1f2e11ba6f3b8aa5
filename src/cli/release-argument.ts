// The value of --go.
import { UserError } from '../base/errors.ts';

/** `1.26.8` or `go1.26.8` as the go command's toolchain switch takes it; UserError for anything else. */
export function releaseArgument(value: string): string {
  const release = /^\d/.test(value) ? `go${value}` : value;
  if (!/^go1\.\d+(?:\.\d+|(?:rc|beta)\d+)?$/.test(release) && release !== 'local' && release !== 'auto') {
    throw new UserError('usage', `--go takes a Go release such as go1.26.8, not "${value}".`);
  }
  return release;
}

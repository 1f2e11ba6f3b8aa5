// Turns what the user asked for into flags of the go command, with -m=2 and -live=2 added to every set of compiler flags that
// reaches a selected package. Neither changes the code that is generated; both are part of the build cache's key.

/** What a build depends on besides the packages, as the user gave it. */
export interface BuildOptions {
  readonly tags?: string;
  readonly race?: boolean;
  /** Values of -gcflags in order: `[pattern=]flags`. */
  readonly gcflags: readonly string[];
  readonly ldflags?: string;
  readonly buildmode?: string;
  readonly trimpath?: boolean;
  readonly mod?: string;
  readonly modfile?: string;
  readonly overlay?: string;
  readonly pgo?: string;
  /** Compiler text of everything that is linked in, not only of the named packages. */
  readonly deps: boolean;
  /** Package patterns beside the named packages whose compiles print the report. */
  readonly reported?: readonly string[];
  /** Further flags, as given. */
  readonly extra?: readonly string[];
  /** Collect the compiler's JSON log too: inlined positions with columns. Compiles the packages anew every time. */
  readonly compilerLog?: boolean;
  /** Keep what the compiler's text says of every function's frame, not only where a site has a slot. */
  readonly allFrames?: boolean;
}

export const REPORT_FLAGS = '-m=2 -live=2';

/** Flags that decide which files and packages are seen; also valid for `go list`. */
export function selectionFlags(options: BuildOptions): string[] {
  const flags: string[] = [];
  if (options.tags !== undefined) flags.push(`-tags=${options.tags}`);
  if (options.race === true) flags.push('-race');
  if (options.mod !== undefined) flags.push(`-mod=${options.mod}`);
  if (options.modfile !== undefined) flags.push(`-modfile=${options.modfile}`);
  if (options.overlay !== undefined) flags.push(`-overlay=${options.overlay}`);
  return flags;
}

/**
 * All flags of the build.
 * @param goFlags the user's GOFLAGS, whose own -gcflags would otherwise be overruled by ours
 */
export function buildFlags(options: BuildOptions, goFlags: string): string[] {
  const flags = selectionFlags(options);
  if (options.trimpath === true) flags.push('-trimpath');
  if (options.ldflags !== undefined) flags.push(`-ldflags=${options.ldflags}`);
  if (options.buildmode !== undefined) flags.push(`-buildmode=${options.buildmode}`);
  if (options.pgo !== undefined) flags.push(`-pgo=${options.pgo}`);
  return [...flags, ...(options.extra ?? []), ...compilerFlags([...gcflagsOf(goFlags), ...options.gcflags], options.deps, options.reported)];
}

/**
 * The -gcflags arguments. The go command uses the last one whose pattern matches a package (cmd/go/internal/load/flag.go:
 * PerPackageFlag.For), so ours come first and every one of the user's gets the report flags appended.
 */
export function compilerFlags(user: readonly string[], deps: boolean, reported: readonly string[] = []): string[] {
  const flags = deps ? [`-gcflags=all=${REPORT_FLAGS}`] : [...reported.map((pattern) => `-gcflags=${pattern}=${REPORT_FLAGS}`), `-gcflags=${REPORT_FLAGS}`];
  // A user's pattern-less flags reach only named packages; with --deps the others still have to be reported.
  for (const value of user) flags.push(`-gcflags=${value.trim() === '' ? '' : `${value.trim()} `}${REPORT_FLAGS}`);
  return flags;
}

/** The values of -gcflags inside GOFLAGS (a space-separated list, values without spaces unless quoted). */
export function gcflagsOf(goFlags: string): string[] {
  const found: string[] = [];
  for (const match of goFlags.matchAll(/(?:^|\s)(?:'--?gcflags=([^']*)'|"--?gcflags=([^"]*)"|--?gcflags=(\S*))/g)) {
    found.push(match[1] ?? match[2] ?? match[3] ?? '');
  }
  return found;
}

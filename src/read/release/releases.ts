// Go releases: parsing what a binary or `go version` says, comparing, and picking the row of a layout table.
// The strings are those of runtime.Version(): "go1.24.3", "go1.26rc1", "go1.24.3 X:nocoverageredesign",
// "devel go1.28-abc123 …", "go1.27-custom". Everything in this folder is a table: adding a release adds rows here.

/** The oldest release whose binaries are decoded. */
export const OLDEST_DECODED = 18;
/** The oldest release that `explain` and `run` work with. */
export const OLDEST_EXPLAINED = 21;
/** The newest release whose layouts were checked. */
export const NEWEST_KNOWN = 27;

/** A Go release, as far as layouts are concerned: go1.`minor`. */
export interface Release {
  /** The whole string, as found. */
  readonly text: string;
  /** N of go1.N. */
  readonly minor: number;
  /** P of go1.N.P; 0 when absent. */
  readonly patch: number;
  /** "rc1", "beta2", "devel" or "" for a finished release. */
  readonly stage: string;
  /** GOEXPERIMENT names after "X:", differing from the release's own default. */
  readonly experiments: readonly string[];
}

/** How far the tables know a release. */
export type Support = 'explained' | 'decoded' | 'newer' | 'older';

/** A row that holds from a release on, until the next row of its table. Rows are in rising order. */
export interface ReleaseRow {
  readonly since: `go1.${number}`;
}

/** Parses a version string; undefined when it names no go1.N release. */
export function parseRelease(text: string): Release | undefined {
  const match = /(?:^|\s)go1\.(\d{1,3})(?:\.(\d{1,4}))?((?:rc|beta)\d{1,3})?(?=$|[\s+\-_])/.exec(text);
  if (match === null) return undefined;
  const experiments = /\sX:(\S+)/.exec(text)?.[1]?.split(',') ?? [];
  return {
    text,
    minor: Number(match[1]),
    patch: Number(match[2] ?? 0),
    stage: text.startsWith('devel') ? 'devel' : (match[3] ?? ''),
    experiments,
  };
}

/** What can be done with binaries of a release. */
export function supportOf(release: Release): Support {
  if (release.minor < OLDEST_DECODED) return 'older';
  if (release.minor > NEWEST_KNOWN) return 'newer';
  return release.minor < OLDEST_EXPLAINED ? 'decoded' : 'explained';
}

/** N of a row's go1.N. */
export function minorOf(row: ReleaseRow): number {
  return Number(row.since.slice('go1.'.length));
}

/** The newest row that is not newer than go1.`minor`; the oldest row for anything older. */
export function rowFor<Row extends ReleaseRow>(rows: readonly [Row, ...Row[]], minor: number): Row {
  let found = rows[0];
  for (const row of rows) {
    if (minorOf(row) <= minor) found = row;
  }
  return found;
}

/** The newest patch release of each minor one that allocpath was checked with. */
export const CHECKED_PATCHES: Readonly<Record<number, string>> = {
  21: 'go1.21.13',
  22: 'go1.22.12',
  23: 'go1.23.12',
  24: 'go1.24.13',
  25: 'go1.25.14',
  26: 'go1.26.11',
  27: 'go1.27.4',
};

/**
 * Releases as a user names them: `1.24`, `go1.24.13`, `1.21..1.27`, a list of those with commas. Minor releases stand for their checked patch.
 * @returns names for the go command's toolchain switch, in the order given; undefined when the text is not understood
 */
export function parseReleases(text: string): string[] | undefined {
  const found: string[] = [];
  for (const part of text.split(',').map((p) => p.trim())) {
    const range = /^(?:go)?1\.(\d{1,3})\.\.(?:go)?1\.(\d{1,3})$/.exec(part);
    if (range !== null) {
      const [first, last] = [Number(range[1]), Number(range[2])];
      if (first > last || last - first > 50) return undefined;
      for (let minor = first; minor <= last; minor++) found.push(CHECKED_PATCHES[minor] ?? `go1.${minor}.0`);
      continue;
    }
    const minor = /^(?:go)?1\.(\d{1,3})$/.exec(part);
    if (minor !== null) found.push(CHECKED_PATCHES[Number(minor[1])] ?? `go1.${minor[1]}.0`);
    else if (/^(?:go)?1\.\d{1,3}(?:\.\d{1,4}|(?:rc|beta)\d{1,3})$/.test(part)) found.push(part.startsWith('go') ? part : `go${part}`);
    else if (part === 'local') found.push(part);
    else return undefined;
  }
  return [...new Set(found)];
}

// The Go releases that every marker program is measured with, oldest first, one patch release of each.
export const RELEASES: readonly string[] = ['1.21.13', '1.22.12', '1.23.12', '1.24.13', '1.25.14', '1.26.11', '1.27.4'];

/** Minor number of a release: 25 for `1.25`, `1.25.14` or `go1.25rc1`. */
export function minor(release: string): number {
  const match = /^(?:go)?1\.(\d+)(?:\.\d+|rc\d+|$)/.exec(release);
  if (match === null) throw new Error(`not a Go release: ${JSON.stringify(release)}`);
  return Number(match[1]);
}

/**
 * The releases to test with. ALLOCPATH_RELEASES restricts the list (`1.21,1.27.4`); a name in it that is not in the list
 * is an error, so that a typing mistake does not pass as a green run.
 */
export function selectedReleases(wanted: string | undefined = process.env['ALLOCPATH_RELEASES']): readonly string[] {
  if (wanted === undefined || wanted.trim() === '') return RELEASES;
  return wanted.split(',').map((part) => {
    const name = part.trim().replace(/^go/, '');
    const release = RELEASES.find((candidate) => candidate === name || candidate.startsWith(`${name}.`));
    if (release === undefined) throw new Error(`ALLOCPATH_RELEASES: ${name} is not among ${RELEASES.join(', ')}`);
    return release;
  });
}

// One number for each source file, whatever way it was spelled: the report prints paths relative to the working directory,
// the SSA text and the binary absolute ones, and with -trimpath all print `importpath/file.go`.

/** Canonical file names and their numbers, for one analysis. */
export class SourceFiles {
  readonly names: string[] = [];
  private readonly ids: Map<string, number> = new Map();
  private readonly cwd: string;
  private readonly rename: (name: string) => string;

  /**
   * @param cwd absolute directory in which the go command ran, with `/` separators
   * @param rename what a file is called instead: those of a patched GOROOT have the names of the user's own
   */
  constructor(cwd: string, rename: (name: string) => string = (name) => name) {
    this.cwd = cwd.replace(/\/+$/, '');
    this.rename = rename;
  }

  /** The number of a name as the SSA text or the binary has it. */
  id(name: string): number {
    let id = this.ids.get(name);
    if (id === undefined) {
      const renamed = this.rename(name);
      id = renamed === name ? this.names.push(name) - 1 : this.id(renamed);
      this.ids.set(name, id);
    }
    return id;
  }

  /**
   * The number of a name as the report has it.
   * @param owners files that the same compile has functions in. The go command replays a report as it was printed where the package was
   *   compiled first, with paths relative to that directory (seen with workspaces), so such a path may have to be found by its end.
   */
  reportId(name: string, owners?: ReadonlySet<number>): number {
    // A trimmed path looks like a relative one; the SSA text of the same package has already named it then.
    const known = this.ids.get(name);
    if (known !== undefined || isAbsolute(name) || name.startsWith('<')) return known ?? this.id(name);
    const here = resolve(this.cwd, name);
    const exact = this.ids.get(here);
    if (exact !== undefined || owners === undefined) return exact ?? this.id(here);
    const end = `/${name.replace(/^(?:\.\.?\/)+/, '')}`;
    const matching = [...owners].filter((id) => this.name(id).endsWith(end));
    return matching.length === 1 ? matching[0]! : this.id(here);
  }

  name(id: number): string {
    return this.names[id] ?? '?';
  }
}

function isAbsolute(name: string): boolean {
  return name.startsWith('/') || /^[A-Za-z]:[\\/]/.test(name);
}

function resolve(cwd: string, relative: string): string {
  const parts = cwd.split('/');
  for (const part of relative.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** Directory part of a path. */
export function directoryOf(file: string): string {
  const slash = file.lastIndexOf('/');
  return slash < 0 ? '' : file.slice(0, slash);
}

// Which package a source file belongs to, from its directory: listed packages first, then the layout of GOROOT, module cache and vendor.
import { directoryOf, type SourceFiles } from './source-files.ts';

/** Where packages are found on this machine. */
export interface PackageRoots {
  /** Directory → import path, of the listed packages. */
  readonly directories: ReadonlyMap<string, string>;
  /** Module directory → module path, of the modules that listed packages belong to. */
  readonly modules: ReadonlyMap<string, string>;
  readonly goroot: string;
  readonly moduleCache: string;
}

/** Maps canonical file numbers to import paths; undefined when the place tells nothing. */
export class PackagePaths {
  private readonly known: Map<number, string | undefined> = new Map();
  private readonly files: SourceFiles;
  private readonly roots: PackageRoots;

  constructor(files: SourceFiles, roots: PackageRoots) {
    this.files = files;
    this.roots = roots;
  }

  of(file: number): string | undefined {
    if (!this.known.has(file)) this.known.set(file, this.find(directoryOf(this.files.name(file))));
    return this.known.get(file);
  }

  private find(directory: string): string | undefined {
    const listed = this.roots.directories.get(directory);
    if (listed !== undefined) return listed;
    for (const [root, path] of this.roots.modules) {
      if (directory === root) return path;
      if (directory.startsWith(`${root}/`) && !directory.startsWith(`${root}/vendor/`)) return `${path}${directory.slice(root.length)}`;
    }
    const vendored = directory.lastIndexOf('/vendor/');
    const source = `${this.roots.goroot}/src/`;
    if (directory.startsWith(source)) return directory.slice(source.length);
    if (vendored >= 0) return directory.slice(vendored + '/vendor/'.length);
    const cache = `${this.roots.moduleCache}/`;
    if (this.roots.moduleCache !== '' && directory.startsWith(cache)) {
      // `!x` stands for X in the cache (golang.org/x/mod/module: EscapePath); `@v1.2.3` ends the module's path.
      return directory
        .slice(cache.length)
        .replace(/@[^/]*/, '')
        .replace(/!([a-z])/g, (_, c: string) => c.toUpperCase());
    }
    // -trimpath: `example.com/m@v1.0.0/pkg`, `fmt`.
    if (!directory.startsWith('/') && directory !== '' && !/^[A-Za-z]:/.test(directory)) return directory.replace(/@[^/]*/, '');
    return undefined;
  }
}

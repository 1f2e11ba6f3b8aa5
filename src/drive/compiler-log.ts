// Collects the compiler's JSON log (-json=0,DIR) in the same compile that prints the text. One fresh directory a package: commands
// share the log directory `main`, test variants that of their package, and files of one base name overwrite each other
// (cmd/compile/internal/logopt/log_opts.go: FlushLoggedOpts). A fresh directory is part of the flags, so these packages are always
// compiled anew: that is why the log is only collected when it is asked for.
import { mkdtempSync, readdirSync, readFileSync, rmSync, type Dirent } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FormatError } from '../base/errors.ts';
import type { Gap } from '../base/gap.ts';
import { parseJsonLog, type JsonLog } from '../read/compiler/json-log.ts';
import { REPORT_FLAGS } from './build-flags.ts';

/** The log directories of one build. */
export class CompilerLogs {
  private readonly root: string = mkdtempSync(join(tmpdir(), 'allocpath-log-'));
  private readonly packages: readonly string[];

  constructor(packages: readonly string[]) {
    this.packages = packages;
  }

  /**
   * One -gcflags a package, to stand behind all others.
   * @param user the user's -gcflags values in order; the last one that matches a package is the one that counts for it
   */
  flags(user: readonly string[]): string[] {
    return this.packages.map((importPath, index) => {
      const own = user.findLast((value) => matches(value, importPath)) ?? '';
      const flags = /^[^\s=-][^\s=]*=/.test(own) ? own.slice(own.indexOf('=') + 1) : own;
      return `-gcflags=${importPath}=${`${flags} ${REPORT_FLAGS} -json=0,${join(this.root, String(index))}`.trim()}`;
    });
  }

  /** Reads all logs; a damaged file is a gap, the others count. */
  read(gaps: Gap[]): Map<string, JsonLog[]> {
    const found = new Map<string, JsonLog[]>();
    this.packages.forEach((importPath, index) => {
      const logs: JsonLog[] = [];
      for (const path of filesBelow(join(this.root, String(index)))) {
        try {
          logs.push(parseJsonLog(readFileSync(path), path.slice(this.root.length + 1), (code) => code.startsWith('escape') || code === 'leak'));
        } catch (error) {
          if (!(error instanceof FormatError)) throw error;
          gaps.push({ code: 'json-log-damaged', affects: importPath, message: error.message });
        }
      }
      found.set(importPath, logs);
    });
    return found;
  }

  dispose(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

function filesBelow(directory: string): string[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(directory, { withFileTypes: true, recursive: true });
  } catch {
    return [];
  }
  return entries.filter((e) => e.isFile() && e.name.endsWith('.json')).map((e) => join(e.parentPath, e.name));
}

// A value without pattern reaches the named packages, which all of these are (cmd/go/internal/load/flag.go: PerPackageFlag.Set).
function matches(value: string, importPath: string): boolean {
  const pattern = /^([^\s=-][^\s=]*)=/.exec(value)?.[1];
  if (pattern === undefined || pattern === 'all' || pattern === importPath) return true;
  if (!pattern.includes('...')) return false;
  const parts = pattern.split('...').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*').replace(/\/\.\*$/, '(?:/.*)?')}$`).test(importPath);
}

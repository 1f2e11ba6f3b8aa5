// Source lines beside a frame. Their names come from the binary, so only Go and assembly files are read, never what else it names; and
// none that is newer than the binary, whose lines may have moved.
import { readFileSync, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import type { FrameFacts } from '../frame/model.ts';

/** Source files larger than this are not shown. */
const MOST_BYTES = 4 * 1024 * 1024;
/** Of all files together. */
const MOST_TOTAL = 64 * 1024 * 1024;

export class SourceFiles {
  /** By name as positions have it; grows with each frame. */
  readonly lines: Map<string, readonly string[]> = new Map();
  #tried = new Set<string>();
  #total = 0;
  readonly #newest: number;

  /** @param newest files changed after this time (ms) are not shown */
  constructor(newest: number) {
    this.#newest = newest;
  }

  /** Reads the files that a frame's calls are in. What is not there is left out. */
  add(frame: FrameFacts): void {
    for (const file of new Set(frame.calls.map((call) => call.file))) {
      if (this.#tried.has(file)) continue;
      this.#tried.add(file);
      if (!isAbsolute(file) || !/\.(?:go|s)$/.test(file)) continue;
      try {
        const found = statSync(file);
        const { size, mtimeMs } = found;
        // Reading a pipe or a device might not end.
        if (!found.isFile() || size > MOST_BYTES || this.#total + size > MOST_TOTAL || mtimeMs > this.#newest) continue;
        this.#total += size;
        this.lines.set(file, readFileSync(file, 'utf8').split('\n'));
      } catch {
        // Gone, or not ours to read: the position alone is shown.
      }
    }
  }
}

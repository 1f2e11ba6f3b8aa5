// Takes what a child process prints on stderr through a file instead of a pipe. The go command replays hundreds of megabytes of compiler
// text; through a pipe it waits for the reader after every 64 KB, and both run a third slower. The file has no name while it is used
// (removed right after it is opened), so nothing is left behind whatever happens.
import { closeSync, openSync, readSync, statfsSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Below this much free space in the temporary directory a pipe is used: the text of a thousand packages is about a gigabyte. */
const NEEDED = 4 * 1024 ** 3;
const BLOCK = 4 * 1024 * 1024;
const POLL_MS = 4;

/** An open spool file. */
export class Spool {
  readonly descriptor: number;
  private readonly buffer: Buffer = Buffer.allocUnsafe(BLOCK);
  private position = 0;

  private constructor(descriptor: number) {
    this.descriptor = descriptor;
  }

  /** Opens a spool, or returns undefined where there is little room or no temporary directory: then use a pipe. */
  static open(): Spool | undefined {
    if (process.platform === 'win32') return undefined;
    const directory = tmpdir();
    try {
      const { bavail, bsize } = statfsSync(directory);
      if (bavail * bsize < NEEDED) return undefined;
      const path = join(directory, `allocpath-${process.pid}-${Math.random().toString(36).slice(2)}`);
      const descriptor = openSync(path, 'wx+', 0o600);
      unlinkSync(path);
      return new Spool(descriptor);
    } catch {
      return undefined;
    }
  }

  /**
   * Hands on everything that is written, until `ended` says that the writer is gone and nothing is left.
   * @param take gets blocks whose bytes are valid during the call only; what it throws ends the reading
   */
  async drain(take: (chunk: Buffer) => void, ended: () => boolean): Promise<void> {
    for (;;) {
      const over = ended();
      const count = readSync(this.descriptor, this.buffer, 0, BLOCK, this.position);
      if (count > 0) {
        this.position += count;
        take(this.buffer.subarray(0, count));
        // Signals, timers and the child's end are seen between blocks.
        await new Promise((resolve) => setImmediate(resolve));
      } else if (over) return;
      else await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  close(): void {
    closeSync(this.descriptor);
  }
}

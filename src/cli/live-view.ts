// The live view on the terminal and the stream of its numbers, side by side with what the program prints.
import { closeSync, constants, openSync, statSync, writeSync } from 'node:fs';
import { createLogUpdate } from 'log-update';
import { UserError } from '../base/errors.ts';
import { LiveReader, type LiveSnapshot } from '../jobs/live.ts';
import { renderLive } from '../show/live.ts';
import { visible } from '../show/untrusted.ts';

export interface LiveOptions {
  /** Draw it on stderr. */
  readonly view: boolean;
  /** File for JSON lines; `-` is stderr. */
  readonly stream?: string;
  readonly color: boolean;
  readonly cwd: string;
}

// A pseudo-terminal that nobody has given a size says 0, and nothing would fit into it.
const TERMINAL = {
  get columns(): number {
    return process.stderr.columns || 80;
  },
  get rows(): number {
    return process.stderr.rows || 24;
  },
  write: (text: string) => process.stderr.write(text),
} as NodeJS.WriteStream;

/** Shows a run while it goes on. */
export class LiveView {
  readonly #options: LiveOptions;
  readonly #draw = createLogUpdate(TERMINAL, { showCursor: true });
  #reader: LiveReader | undefined;
  #lines = '';
  #note = '';
  #stream: number | undefined;

  /** @throws UserError when the stream cannot be written */
  constructor(options: LiveOptions) {
    this.#options = options;
    if (options.stream === undefined) return;
    try {
      this.#stream = options.stream === '-' ? 2 : openStream(options.stream);
    } catch (error) {
      throw new UserError('output', `${options.stream} could not be written: ${(error as Error).message}`);
    }
  }

  start(directory: string): void {
    this.#reader = new LiveReader(directory, (snapshot) => this.#show(snapshot));
  }

  /** What is being done, until processes run. */
  note(message: string): void {
    this.#note = visible(message);
  }

  get active(): boolean {
    return this.#reader !== undefined;
  }

  /** Prints something of the program above the view. */
  print(chunk: Buffer, stream: NodeJS.WritableStream): void {
    if (this.#lines === '') {
      stream.write(chunk);
      return;
    }
    this.#draw.clear();
    stream.write(chunk);
    // A line that is not finished yet would be drawn over.
    if (chunk.at(-1) === 0x0a) this.#draw(this.#lines);
    else this.#lines = '';
  }

  stop(): void {
    this.#reader?.stop();
    this.#reader = undefined;
    this.#draw.clear();
    this.#lines = '';
    if (this.#stream !== undefined && this.#stream !== 2) closeSync(this.#stream);
    this.#stream = undefined;
  }

  #show(snapshot: LiveSnapshot): void {
    if (this.#stream !== undefined && !writeLine(this.#stream, `${JSON.stringify(snapshot)}\n`)) {
      process.stderr.write(`allocpath: ${visible(this.#options.stream!)} can no longer be written; the run goes on without it.\n`);
      this.#stream = undefined;
    }
    if (!this.#options.view) return;
    const lines = snapshot.processes === 0 ? [this.#note] : renderLive(snapshot, Math.max(40, TERMINAL.columns - 1), this.#options.color, this.#options.cwd);
    this.#lines = lines.join('\n');
    if (this.#lines === '') return;
    this.#draw(this.#lines);
  }
}

// A pipe that nobody reads would wait for a reader, deaf to signals.
function openStream(path: string): number {
  const isPipe = statSync(path, { throwIfNoEntry: false })?.isFIFO() === true;
  return openSync(path, isPipe ? constants.O_WRONLY | constants.O_NONBLOCK : 'w');
}

// Whoever reads the stream may have gone, or is slow: that does not concern the run. False when it cannot be written any more.
function writeLine(descriptor: number, line: string): boolean {
  try {
    writeSync(descriptor, line);
    return true;
  } catch (error) {
    return ['EPIPE', 'EAGAIN'].includes((error as NodeJS.ErrnoException).code ?? '');
  }
}

// One line on stderr that says what takes long; only on a terminal, and gone before anything else is printed.
import { visible } from '../show/untrusted.ts';

const INTERVAL_MS = 80;
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
/** Runs shorter than this show nothing at all. */
const QUIET_MS = 300;

/** A line that is rewritten in place. */
export class Progress {
  private readonly enabled: boolean;
  private readonly started = Date.now();
  private timer: NodeJS.Timeout | undefined;
  private message = '';
  private frame = 0;
  private shown = false;

  constructor(wanted: boolean) {
    this.enabled = wanted && process.stderr.isTTY === true && process.env['TERM'] !== 'dumb';
  }

  show(message: string): void {
    this.message = visible(message);
    if (!this.enabled || this.timer !== undefined) return;
    this.timer = setInterval(() => this.draw(), INTERVAL_MS);
    this.timer.unref();
  }

  /** Removes the line; it comes back with the next show(). */
  clear(): void {
    if (this.timer !== undefined) clearInterval(this.timer);
    this.timer = undefined;
    if (this.shown) process.stderr.write('\r\u001b[2K');
    this.shown = false;
  }

  private draw(): void {
    const elapsed = Date.now() - this.started;
    if (elapsed < QUIET_MS) return;
    this.frame = (this.frame + 1) % FRAMES.length;
    const width = Math.max(20, (process.stderr.columns ?? 80) - 1);
    const line = `${FRAMES[this.frame]} ${this.message} (${(elapsed / 1000).toFixed(0)} s)`;
    process.stderr.write(`\r\u001b[2K${[...line].slice(0, width).join('')}`);
    this.shown = true;
  }
}

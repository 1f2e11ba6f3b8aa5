// Signals by which a user or the system asks a command to end.
import { constants } from 'node:os';

// Node has forgotten which of them were ignored when it was started (node::PlatformInit), as nohup does it.
const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

let last: NodeJS.Signals = 'SIGINT';

/** Calls `take` when such a signal arrives, until the result is called. */
export function onEnding(take: () => void): () => void {
  const listener = (signal: NodeJS.Signals): void => {
    last = signal;
    take();
  };
  for (const signal of ENDING) process.on(signal, listener);
  return () => {
    for (const signal of ENDING) process.off(signal, listener);
  };
}

/** The exit code of a command that was interrupted: 128 and the number of the signal, as shells have it. */
export function interruptedCode(): number {
  return 128 + constants.signals[last];
}

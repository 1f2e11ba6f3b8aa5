// The thread of scripts/fuzz.mjs that runs inputs. What it is at stands in shared memory, so that an input that never ends, or that takes all
// memory, is known to the main thread.
import { parentPort, workerData } from 'node:worker_threads';
import { base } from './bases.ts';
import { newTally, fuzz } from './run.ts';
import { prepareTarget, targetNamed } from './targets.ts';

/** What the main thread asks for. */
export interface Job {
  readonly target: string;
  readonly runs: number;
  readonly seed: number;
  /** When to stop, as Date.now(). */
  readonly until: number;
  /** Two counters of 32 bits (inputs begun, bytes of the text) and the input as JSON. */
  readonly shared: SharedArrayBuffer;
}

const job = workerData as Job;
const counters = new Int32Array(job.shared, 0, 2);
const text = new Uint8Array(job.shared, 8);
const target = targetNamed(job.target);
const tally = newTally();
prepareTarget(target);
await fuzz(target, job.runs, job.seed, tally, {
  before(name, input) {
    const { written } = new TextEncoder().encodeInto(JSON.stringify({ base: name, sha: base(name).sha, input }), text);
    Atomics.store(counters, 1, written);
    Atomics.add(counters, 0, 1);
  },
  goOn: () => Date.now() < job.until,
});
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort!.postMessage(tally);

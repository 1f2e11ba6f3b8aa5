// Runs changed inputs against one target and judges what comes out: only errors of the format, with their place, within bounds of time
// and memory.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { FormatError, UserError } from '../../src/base/errors.ts';
import type { BaseName } from './bases.ts';
import { base } from './bases.ts';
import type { Input } from './mutations.ts';
import { aboutOf, changed, inputs } from './mutations.ts';
import type { Ask, Target } from './targets.ts';
import { otherOf } from './targets.ts';

/** Processor time of one input; what a binary of this size takes is a hundredth. */
const MAX_CPU_MS = 5000;
/** Growth of the process during one input, garbage included. */
const MAX_GROWTH = 384 << 20;
/** Failures of one target after which it is not run on. */
const MAX_FAILURES = 8;
const SHRINK_MS = 60_000;

/** An input of the corpus: a place in a base, and what is written there. */
export interface Kept {
  readonly target: string;
  readonly base: BaseName;
  /** The base that it was found with. */
  readonly sha: string;
  /** What was wrong then. */
  readonly failure: string;
  readonly input: Input;
}

/** What came out of a target. */
export interface Tally {
  inputs: number;
  /** Every question was answered. */
  accepted: number;
  /** Some question was refused. */
  refused: number;
  errors: number;
  /** Errors that name no offset. */
  withoutOffset: number;
  /** What those say, without numbers. */
  readonly placeless: Map<string, number>;
  slowest: number;
  slowestInput: Input | undefined;
  peakRss: number;
  readonly failures: Kept[];
}

export function newTally(): Tally {
  return {
    inputs: 0,
    accepted: 0,
    refused: 0,
    errors: 0,
    withoutOffset: 0,
    placeless: new Map(),
    slowest: 0,
    slowestInput: undefined,
    peakRss: 0,
    failures: [],
  };
}

/** Runs one input; the failure in words, or undefined. */
export async function runInput(target: Target, name: BaseName, input: Input, tally: Tally): Promise<string | undefined> {
  let failure = await once(target, name, input, tally);
  // A machine that was busy with something else, or a heap that was full: only what lasts is the input's.
  if (failure?.startsWith('took ') === true) failure = await once(target, name, input, tally);
  return failure;
}

async function once(target: Target, name: BaseName, input: Input, tally: Tally): Promise<string | undefined> {
  const origin = base(name);
  const about = aboutOf(origin, input);
  let refusals = 0;
  const refuse = (error: unknown): undefined => {
    judge(error, origin.bytes.length, tally);
    refusals++;
    return undefined;
  };
  const ask = ((question) => {
    try {
      return question();
    } catch (error) {
      return refuse(error);
    }
  }) as Ask;
  ask.later = async (question) => {
    try {
      return await question();
    } catch (error) {
      return refuse(error);
    }
  };
  const memory = process.memoryUsage.rss();
  const started = process.cpuUsage();
  let failure: string | undefined;
  try {
    await changed(origin, input, async (bytes) => target.run(bytes, about, ask));
  } catch (error) {
    failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  const { user, system } = process.cpuUsage(started);
  const ms = (user + system) / 1000;
  const rss = process.memoryUsage.rss();
  tally.inputs++;
  if (refusals > 0) tally.refused++;
  else tally.accepted++;
  if (ms > tally.slowest) {
    tally.slowest = ms;
    tally.slowestInput = input;
  }
  tally.peakRss = Math.max(tally.peakRss, rss);
  if (failure !== undefined) return failure;
  if (ms > MAX_CPU_MS) return `took ${Math.round(ms)} ms`;
  return rss - memory > MAX_GROWTH ? `took ${(rss - memory) >> 20} MiB` : undefined;
}

/** Throws what is no error of the format, or one that does not say where it is. */
function judge(error: unknown, size: number, tally: Tally): void {
  if (error instanceof UserError) return;
  if (!(error instanceof FormatError)) throw error;
  tally.errors++;
  const { where, offset, message } = error;
  if (where === '' || !message.startsWith(where)) throw new Error(`an error without a place: ${message}`, { cause: error });
  if (offset !== undefined) {
    const limit = where.includes('decompressed') ? Number.MAX_SAFE_INTEGER : size;
    if (!(Number.isSafeInteger(offset) && offset >= 0 && offset <= limit))
      throw new Error(`an error at offset ${offset} of ${size} bytes: ${message}`, { cause: error });
    return;
  }
  tally.withoutOffset++;
  const plain = message.replace(/0x[0-9a-f]+|\d+/g, 'N').slice(0, 160);
  tally.placeless.set(plain, (tally.placeless.get(plain) ?? 0) + 1);
}

/** What is told while a target runs. */
export interface Watcher {
  /** Before an input is run, so that what never ends can be kept, too. */
  before(name: BaseName, input: Input): void;
  /** Whether time is left. */
  goOn(): boolean;
}

/** Runs a number of inputs against a target, from a seed, its bases in turn. Failures are shrunk. */
export async function fuzz(target: Target, runs: number, seed: number, tally: Tally, watcher?: Watcher): Promise<void> {
  const share = Math.ceil(runs / target.bases.length);
  for (const [i, name] of target.bases.entries()) {
    const arbitrary = inputs(base(name), target.regions, base(otherOf(name)), target.edits ?? 4);
    let left = Math.min(share, runs - i * share);
    for (let round = 0; left > 0 && tally.failures.length < MAX_FAILURES && watcher?.goOn() !== false; round++) {
      let deadline = Number.POSITIVE_INFINITY;
      let done = 0;
      let last = '';
      const property = fc.asyncProperty(arbitrary, async (input) => {
        // Once something failed, time is for shrinking, and there is an end to it.
        if (performance.now() > deadline || watcher?.goOn() === false) return;
        if (deadline === Number.POSITIVE_INFINITY) done++;
        watcher?.before(name, input);
        const failure = await runInput(target, name, input, tally);
        if (failure === undefined) return;
        if (deadline === Number.POSITIVE_INFINITY) deadline = performance.now() + SHRINK_MS;
        last = failure;
        throw new Error(failure);
      });
      const outcome = await fc.check(property, { seed: seed + round, numRuns: left });
      left -= done;
      if (!outcome.failed) break;
      tally.failures.push({ target: target.name, base: name, sha: base(name).sha, failure: firstLines(last), input: outcome.counterexample![0] });
    }
  }
}

function firstLines(text: string): string {
  return text.split('\n', 4).join('\n').replaceAll(process.cwd(), '').slice(0, 500);
}

/** The name of a kept input's file. */
export function fileName(kept: Kept): string {
  const { target, base: name, input } = kept;
  return `${target}-${createHash('sha256')
    .update(JSON.stringify([name, input]))
    .digest('hex')
    .slice(0, 12)}.json`;
}

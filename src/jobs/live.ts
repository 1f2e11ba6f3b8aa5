// What a run has allocated so far, read from the records that its processes are writing: totals, rates, and the sites in front. The numbers of the
// live view and of the stream.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FormatError } from '../base/errors.ts';
import { GoBinary } from '../read/binary/go-binary.ts';
import { decodeProcessRecord, type ProcessRecord } from '../read/recording/process-record.ts';
import { ownerOf, placeStack } from '../site/recorded/attribute.ts';
import { RecordedProgram } from '../site/recorded/program.ts';
import { listRecords, openRecord } from '../drive/record-files.ts';

/** A place that allocates, by its innermost line outside of the runtime. */
export interface LiveSite {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly allocations: number;
  readonly bytes: number;
  readonly bytesPerSecond: number;
}

/** The state of a run at one moment. */
export interface LiveSnapshot {
  readonly schema: 'allocpath.live/1';
  /** Milliseconds since the program was started. */
  readonly milliseconds: number;
  readonly processes: number;
  /** Of these, how many have not ended by themselves. */
  readonly running: number;
  readonly allocations: number;
  readonly bytes: number;
  readonly slotBytes: number;
  /** Since the snapshot before. */
  readonly allocationsPerSecond: number;
  readonly bytesPerSecond: number;
  readonly sites: readonly LiveSite[];
}

const INTERVAL_MS = 250;
/** Reading takes at most this share of the time, so that it does not slow the program down. */
const SHARE = 0.05;
const SITES = 10;
/** Programs that are opened for their names; tests of many packages have one each. */
const PROGRAMS = 8;

interface Totals {
  allocations: number;
  bytes: number;
}

/** Reads a directory of records again and again until it is stopped. */
export class LiveReader {
  readonly #directory: string;
  readonly #take: (snapshot: LiveSnapshot) => void;
  readonly #rename: (file: string) => string;
  readonly #programs = new Map<string, RecordedProgram | undefined>();
  readonly #names = new Map<string, Map<number, string>>();
  readonly #started = performance.now();
  #before = { at: 0, allocations: 0, bytes: 0, sites: new Map<string, Totals>() };
  #timer: NodeJS.Timeout | undefined;

  /** @param take gets a snapshot four times a second, less often when there is much to read */
  constructor(directory: string, take: (snapshot: LiveSnapshot) => void, rename: (file: string) => string = (file) => file) {
    this.#directory = directory;
    this.#take = take;
    this.#rename = rename;
    this.#plan(INTERVAL_MS);
  }

  /** Ends; takes a last snapshot. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#tick();
  }

  #plan(wait: number): void {
    this.#timer = setTimeout(() => {
      const begun = performance.now();
      this.#tick();
      if (this.#timer !== undefined) this.#plan(Math.max(INTERVAL_MS, (performance.now() - begun) / SHARE));
    }, wait);
    this.#timer.unref();
  }

  #tick(): void {
    const now = performance.now() - this.#started;
    const sum = { allocations: 0, bytes: 0, slotBytes: 0, processes: 0, running: 0 };
    const sites = new Map<string, Totals>();
    for (const path of existsSync(this.#directory) ? listRecords(this.#directory) : []) {
      const record = readIfWhole(path);
      if (record === undefined) continue;
      sum.processes++;
      if (record.header.endNano === undefined) sum.running++;
      this.#add(record, sum, sites);
    }
    const seconds = Math.max(0.001, (now - this.#before.at) / 1000);
    const top = [...sites].sort((a, b) => b[1].bytes - a[1].bytes).slice(0, SITES);
    this.#take({
      schema: 'allocpath.live/1',
      milliseconds: Math.round(now),
      ...sum,
      allocationsPerSecond: Math.max(0, Math.round((sum.allocations - this.#before.allocations) / seconds)),
      bytesPerSecond: Math.max(0, Math.round((sum.bytes - this.#before.bytes) / seconds)),
      sites: top.map(([key, totals]) => {
        const [name, file, line] = key.split('\0') as [string, string, string];
        const before = this.#before.sites.get(key)?.bytes ?? 0;
        return { function: name, file, line: Number(line), ...totals, bytesPerSecond: Math.max(0, Math.round((totals.bytes - before) / seconds)) };
      }),
    });
    this.#before = { at: now, allocations: sum.allocations, bytes: sum.bytes, sites };
  }

  #add(record: ProcessRecord, sum: { allocations: number; bytes: number; slotBytes: number }, sites: Map<string, Totals>): void {
    const program = this.#program(record.header.program);
    let names = this.#names.get(record.name);
    if (names === undefined) this.#names.set(record.name, (names = new Map()));
    for (let stack = 0; stack < record.stackNode.length; stack++) {
      const allocations = record.allocations[stack]!;
      if (allocations === 0) continue;
      const bytes = record.bytes[stack]!;
      sum.allocations += allocations;
      sum.bytes += bytes;
      sum.slotBytes += record.slotBytes[stack]!;
      if (program === undefined) continue;
      let name = names.get(stack);
      if (name === undefined) names.set(stack, (name = nameOf(record, program, stack)));
      if (name === '') continue;
      const known = sites.get(name);
      if (known === undefined) sites.set(name, { allocations, bytes });
      else {
        known.allocations += allocations;
        known.bytes += bytes;
      }
    }
  }

  #program(name: string): RecordedProgram | undefined {
    if (name === '') return undefined;
    if (!this.#programs.has(name)) {
      let program: RecordedProgram | undefined;
      if (this.#programs.size < PROGRAMS) {
        const path = join(this.#directory, name);
        try {
          program = new RecordedProgram(GoBinary.open(readFileSync(path), path), this.#rename);
        } catch (error) {
          // It is told at the end; here only its names are missing.
          if (!(error instanceof FormatError) && (error as NodeJS.ErrnoException).code === undefined) throw error;
        }
      }
      this.#programs.set(name, program);
    }
    return this.#programs.get(name);
  }
}

// A record that is just being made, or of a process that died while making it.
function readIfWhole(path: string): ProcessRecord | undefined {
  let record;
  try {
    record = openRecord(path);
    return decodeProcessRecord(record);
  } catch (error) {
    if (error instanceof FormatError || (error as NodeJS.ErrnoException).code !== undefined) return undefined;
    throw error;
  } finally {
    record?.close();
  }
}

function nameOf(record: ProcessRecord, program: RecordedProgram, stack: number): string {
  if (stack === 0) return '';
  const owner = ownerOf(placeStack(record, program, program.slide(record.header.pcHeader), stack), program);
  const frame = owner.kind === 'call' ? owner.place.frames[0] : undefined;
  return frame === undefined ? '' : `${frame.function}\0${frame.file}\0${frame.line}`;
}

// A recording made by hand, for what no real program gives: names that are meant to harm, stacks that are cut or missing, events in a known order.
import { FREE, newEventBlock, type EventBlock, type Events, type RecordedProfile, type Recording } from '../../src/read/recording/recording.ts';
import { emptyAnalysis } from '../../src/site/empty-analysis.ts';
import type { Analysis, RunFacts } from '../../src/site/model.ts';

/** Escape sequence, separator, quote, override of direction, and half a surrogate pair. */
export const HOSTILE = 'main.\u001b[31mF;a b\n"\u202e\ud800';

export const ANALYSIS: Analysis = emptyAnalysis({
  target: { goVersion: 'go1.26.8', packages: ['example.com/x'] },
  sites: [
    {
      id: 'AAAAAAAAAAAA',
      package: 'example.com/x',
      function: 'F',
      kind: 'new',
      expression: 'new(T)',
      position: { file: 'x.go', line: 3 },
      placement: 'heap',
      said: [],
      emitted: [],
      conflicts: [],
    },
  ],
});

const run = (pid: number, argv: readonly string[]): RunFacts => ({
  pid,
  argv,
  exit: 0,
  allocations: 8,
  bytes: 160,
  slotBytes: 192,
  dropped: 0,
  started: 1_700_000_000_000,
  milliseconds: 5,
});

/**
 * Stacks: 0 none, 1 main.main → F inlined → G with a runtime frame below, 2 the same with another type, 3 cut, 4 without allocations, 5 an address
 * without a function.
 */
export function profile(index: number, events?: Events): RecordedProfile {
  const strings = ['runtime.mallocgc', '/go/malloc.go', HOSTILE, '/x/x.go', 'main.G', 'main.main', 'T', 'runtime.goexit', '/go/asm.s'];
  return {
    run: index,
    strings,
    frames: { function: Uint32Array.of(0, 2, 4, 5, 7), file: Uint32Array.of(1, 3, 3, 3, 8), line: Uint32Array.of(9, 3, 7, 11, 1) },
    places: {
      pc: Float64Array.of(0x1000, 0x2000, 0x3000, 0x4000, 0x5000),
      frame: Uint32Array.of(0, 1, 2, 3, 4),
      firstFrame: Uint32Array.of(0, 1, 3, 4, 5),
      frameCount: Uint16Array.of(1, 2, 1, 1, 0),
      runtime: Uint8Array.of(1, 0, 0, 1, 0),
    },
    // 2 goexit, 3 main.main on it, 4 F and G on that, 5 mallocgc on that, 6 F and G with nothing known below, 7 an unknown address.
    nodes: { place: Uint32Array.of(0, 0, 3, 2, 1, 0, 1, 4), parent: Uint32Array.of(0, 0, 0, 2, 3, 4, 1, 3) },
    stacks: {
      node: Uint32Array.of(0, 5, 5, 6, 5, 7),
      skip: Uint16Array.of(0, 1, 1, 0, 1, 0),
      type: Uint32Array.of(0, 7, 0, 0, 0, 0),
      site: Uint32Array.of(0, 1, 1, 0, 0, 0),
      allocations: Float64Array.of(1, 2, 3, 1, 0, 1),
      bytes: Float64Array.of(8, 40, 72, 20, 0, 20),
      slotBytes: Float64Array.of(8, 48, 72, 32, 0, 32),
      size: new Float64Array(6),
    },
    rate: 0,
    ...(events === undefined ? {} : { events }),
  };
}

/** One event: the row of the stack, size, address, and the generation as recorded. */
export type Event = readonly [stack: number, size: number, address: number, generation: number];

/** Events of Ps, each in blocks. */
export function eventsOf(blocks: readonly { readonly owner: number; readonly events: readonly Event[] }[]): Events {
  return {
    count: blocks.reduce((sum, b) => sum + b.events.length, 0),
    frees: blocks.some((b) => b.events.some((e) => e[0] === FREE)),
    owners: blocks.map((b) => b.owner),
    read: (index): EventBlock => {
      const { events, owner } = blocks[index]!;
      const block = newEventBlock(events.length);
      for (const [row, [stack, size, address, generation]] of events.entries()) {
        block.stack[row] = stack;
        block.size[row] = size;
        block.address[row] = address;
        block.generation[row] = generation;
        block.time[row] = generation + row / 1000;
        block.goroutine[row] = owner + 1;
      }
      return { ...block, count: events.length };
    },
  };
}

export function recording(profiles: readonly RecordedProfile[]): Recording<Analysis> {
  const runs = profiles.map((_, index) => run(100 + index, [`/bin/pro gram${index === 0 ? '' : index}`, '-x']));
  const recorded = { allocations: 8, bytes: 160, slotBytes: 192, onSites: 5, elsewhere: 0, runtime: 0, unknown: 3, runtimeBy: [] };
  return {
    meta: {
      allocpath: '0.0.0-test',
      created: 1_700_000_001_000,
      command: ['go', 'run', HOSTILE],
      goVersion: 'go1.26.8',
      goos: 'linux',
      goarch: 'amd64',
      directory: '/x',
    },
    analysis: { ...ANALYSIS, runs, recorded },
    profiles,
    gaps: [{ code: 'record-cut', affects: HOSTILE, message: 'cut' }],
  };
}

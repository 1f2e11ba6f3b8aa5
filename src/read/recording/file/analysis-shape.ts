// What is relied on of an analysis that comes from a file: the fields of src/site/model.ts, of which readers know nothing else. The tests
// hold the two against each other.
import { count, flag, list, number, object, oneOf, text, type Shape } from './shape.ts';

const words = (line: string): Shape => oneOf(line.split(' '));
const placement = words('stack heap conditional static gone unknown');
const position = object({ file: text, line: number }, { column: number });
const gap = object({ code: text, message: text, affects: text });
const allocated = { allocations: number, bytes: number };
const slots = { ...allocated, slotBytes: number };

const reason = object({
  cause: text,
  sentence: text,
  steps: list(object({ flow: text, from: text, why: text, position, folded: flag })),
});

const slot = object(
  {},
  {
    offset: number,
    size: number,
    variable: text,
    type: text,
    live: object({ from: number, to: number, fromLine: number, toLine: number, calls: number }),
  },
);

const emitted = object(
  { function: text, inlinedAt: list(position), entry: text, tie: words('exact rule text'), placement },
  {
    pc: number,
    binary: count,
    alsoIn: list(object({ binary: count, pc: number })),
    type: text,
    size: number,
    elementSize: number,
    pointerFree: flag,
    sizeClass: number,
    ssa: object({ value: text, op: text }, { text, function: text }),
    slot,
    rule: text,
    bound: text,
    loopDepth: number,
    panicPath: flag,
  },
);

const timeline = object({ step: number, allocated: list(number) }, { live: list(number) });

const happened = object(
  {
    ...slots,
    stacks: list(object({ frames: list(object({ function: text, file: text, line: number })), ...slots }, { cut: flag })),
  },
  {
    frees: number,
    moreStacks: object({ stacks: number, ...allocated }),
    types: list(object({ type: text, ...allocated })),
    runs: list(object({ run: count, ...allocated })),
    sizes: list(object({ size: number, allocations: number })),
    distinctSizes: number,
    goroutines: number,
    lifetimes: object({ freed: number, temporary: number, median: number, p90: number }),
    timeline,
    estimated: object({ error: number, samples: number }),
    joined: words('address line'),
    live: object({ objects: number, bytes: number }),
  },
);

const profile = object(
  { name: text, byAddress: number, byLine: number, ambiguous: object(allocated), unmatched: object(allocated) },
  { taken: number, program: text },
);

/** A Site. */
export const siteShape: Shape = object(
  {
    id: text,
    package: text,
    function: text,
    kind: words(
      'make-slice make-map make-chan new composite append map-assign string-concat string-convert interface closure method-value variadic moved-to-heap go-defer other',
    ),
    expression: text,
    position,
    placement,
    said: list(object({ message: text, position }, { package: text })),
    emitted: list(emitted),
    conflicts: list(object({ code: text, message: text })),
  },
  {
    variable: text,
    type: text,
    bound: text,
    frequency: words('always on-growth above-bound unless-empty never'),
    reason,
    happened,
    loopDepth: number,
    panicPath: flag,
  },
);

const ssa = object({
  function: text,
  sites: list(text),
  values: list(object({ id: text, op: text, type: text, names: list(text), line: number, text, ofSite: flag })),
  instructions: list(object({ index: number, line: number, text, names: list(text), ofSite: flag }, { value: text })),
});

/** An Analysis without its sites. */
export const headShape: Shape = object(
  {
    schema: oneOf(['allocpath.analysis/1']),
    target: object({ goVersion: text, goos: text, goarch: text, flags: list(text), packages: list(text) }),
    gaps: list(gap),
    completeness: object({
      allocationCalls: number,
      tiedExactly: number,
      tiedByRule: number,
      notReportedByCompiler: number,
      unexplained: number,
      textOnlyCalls: number,
      reportLines: number,
      unparsedReportLines: number,
      sites: number,
    }),
    binaries: list(object({ package: text, test: flag, allocationCalls: number, tiedExactly: number, tiedByRule: number, unexplained: number })),
    leakingParameters: list(object({ package: text, function: text, parameter: text, to: text, position, sites: list(text) })),
    unparsed: list(object({ package: text, text })),
  },
  {
    runs: list(
      object(
        { pid: number, argv: list(text), ...slots, dropped: number },
        { exit: number, signal: text, frees: number, binary: count, started: number, milliseconds: number, timeline },
      ),
    ),
    recorded: object(
      { ...slots, onSites: number, elsewhere: number, runtime: number, unknown: number, runtimeBy: list(object({ entry: text, ...allocated })) },
      { rate: number, folded: flag, depth: number, profile, estimated: object({ error: number, allocationsError: number, samples: number }) },
    ),
    ssa: list(ssa),
  },
);

/** RecordingMeta, and what else the section META holds. */
export const metaShape: Shape = object({
  meta: object({ allocpath: text, created: number, command: list(text), goVersion: text, goos: text, goarch: text, directory: text }),
  gaps: list(gap),
  sites: count,
  profiles: count,
});

/** The head of a profile: rows of its tables, and its events. */
export const profileShape: Shape = object(
  { run: count, rate: number, strings: count, frames: count, places: count, placeFrames: count, nodes: count, stacks: count },
  { events: object({ count, frees: flag }) },
);

interface Indexed {
  readonly emitted: readonly { readonly binary?: number; readonly alsoIn?: readonly { readonly binary: number }[] }[];
  readonly happened?: { readonly runs?: readonly { readonly run: number }[] };
}

/** What of a site that has the shape names a binary or run that is not there. */
export function wrongIndex(site: unknown, binaries: number, runs: number): string | undefined {
  const { emitted, happened } = site as Indexed;
  for (const one of emitted) {
    if (one.binary !== undefined && one.binary >= binaries) return `.emitted: one of ${binaries} binaries`;
    for (const { binary } of one.alsoIn ?? []) if (binary >= binaries) return `.emitted.alsoIn: one of ${binaries} binaries`;
  }
  for (const { run } of happened?.runs ?? []) if (run >= runs) return `.happened.runs: one of ${runs} runs`;
  return undefined;
}

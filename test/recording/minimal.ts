// An analysis with nothing in it that may be absent, and events that are in memory.
import type { EventBlock, Events } from '../../src/read/recording/recording.ts';
import type { Analysis, RunFacts, Site } from '../../src/site/model.ts';

/** Events that are in memory already. */
export function eventsOf(blocks: readonly EventBlock[], owners: readonly number[], frees: boolean): Events {
  return { count: blocks.reduce((sum, { count }) => sum + count, 0), frees, owners, read: (index) => blocks[index]! };
}

/** A site without anything that may be absent. */
export function site(expression: string, more: Partial<Site> = {}): Site {
  return {
    id: expression.length.toString(16),
    package: 'example.com/p',
    function: 'F',
    kind: 'make-slice',
    expression,
    position: { file: '/example/p.go', line: 7, column: 3 },
    placement: 'heap',
    said: [],
    emitted: [],
    conflicts: [],
    ...more,
  };
}

function run(pid: number): RunFacts {
  return { pid, argv: ['p'], exit: 0, allocations: 1, bytes: 1, slotBytes: 1, dropped: 0 };
}

/** An analysis of those sites. */
export function analysisOf(sites: readonly Site[], runs: number): Analysis {
  return {
    schema: 'allocpath.analysis/1',
    target: { goVersion: 'go1.27.4', goos: 'linux', goarch: 'amd64', flags: [], packages: ['./...'] },
    gaps: [],
    completeness: {
      allocationCalls: 1,
      tiedExactly: 1,
      tiedByRule: 0,
      notReportedByCompiler: 0,
      unexplained: 0,
      textOnlyCalls: 0,
      reportLines: 1,
      unparsedReportLines: 0,
      sites: sites.length,
    },
    binaries: [{ package: 'example.com/p', test: false, allocationCalls: 1, tiedExactly: 1, tiedByRule: 0, unexplained: 0 }],
    sites,
    leakingParameters: [],
    runs: Array.from({ length: runs }, (_, i) => run(i + 1)),
    unparsed: [],
  };
}

// An analysis that holds nothing yet: what a target is known by, and no sites.
import type { Analysis } from './model.ts';

/**
 * The document without sites, with what is given in place of its parts.
 * @param more parts that are known; the number of sites is that of `more.sites`
 */
export function emptyAnalysis(more: Partial<Omit<Analysis, 'schema' | 'target'>> & { readonly target?: Partial<Analysis['target']> } = {}): Analysis {
  const { target, ...rest } = more;
  return {
    schema: 'allocpath.analysis/1',
    gaps: [],
    completeness: {
      allocationCalls: 0,
      tiedExactly: 0,
      tiedByRule: 0,
      notReportedByCompiler: 0,
      unexplained: 0,
      textOnlyCalls: 0,
      reportLines: 0,
      unparsedReportLines: 0,
      sites: more.sites?.length ?? 0,
    },
    binaries: [],
    sites: [],
    leakingParameters: [],
    unparsed: [],
    ...rest,
    target: { goVersion: '', goos: 'linux', goarch: 'amd64', flags: [], packages: [], ...target },
  };
}

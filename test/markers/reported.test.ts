// Every expression that the compiler reports in a marked file has a marker, and every marker that is not silent has a
// line in the report, with every Go release.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Marker, matchesExpression, readPrograms, select } from './markers.ts';
import { escapeReport } from './measure.ts';
import { selectedReleases } from './releases.ts';
import { reportedSites, type ReportedSite } from './reported.ts';

/** Channels and map growth are never reported, the closures of go and defer only by -m=2, appends only since 1.25. */
const UNREPORTED = new Set<Marker['kind']>(['make-chan', 'map-assign', 'go-defer', 'append']);

const programs = readPrograms(join(import.meta.dirname, '..', 'programs'));

describe.each(programs)('$name', (program) => {
  const marked = new Set(program.markers.map((marker) => marker.file));

  it.each(selectedReleases())('is marked wherever Go %s reports', { timeout: 300_000 }, async (release) => {
    const sites = reportedSites(await escapeReport(program, release), program.directory).filter((site) => marked.has(site.file));
    const markers = select(program.markers, release);
    const unmarked = sites.filter((site) => !site.ambiguous && !markers.some((marker) => means(marker, site)));
    const unreported = markers.filter((marker) => isReported(marker) && !sites.some((site) => means(marker, site)));
    expect({
      'reported without a marker': unmarked.map((site) => `${site.file}:${site.line} ${site.expression}`),
      'marked without a report': unreported.map((marker) => `${marker.file}:${marker.line} ${marker.kind} ${marker.expression}`),
    }).toEqual({ 'reported without a marker': [], 'marked without a report': [] });
  });
});

function means(marker: Marker, site: ReportedSite): boolean {
  if (marker.file !== site.file || marker.line !== site.line) return false;
  return (marker.kind === 'moved-to-heap') === site.moved && matchesExpression(marker, site.expression);
}

function isReported(marker: Marker): boolean {
  return marker.silent !== true && !UNREPORTED.has(marker.kind);
}

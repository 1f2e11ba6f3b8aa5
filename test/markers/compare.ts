// Holds what explain says of a marker program against the program's own comments.
import { relative, sep } from 'node:path';
import type { Analysis, Emitted, Site } from '../../src/site/model.ts';
import { matchesExpression, type Marker, type Program } from './markers.ts';

/** What is wrong, a line each; empty when everything agrees. */
export function disagreements(program: Program, markers: readonly Marker[], analysis: Analysis): string[] {
  const wrong: string[] = [];
  const wanted = new Map<string, number>();
  for (const marker of markers) {
    const key = JSON.stringify([marker.role, marker.file, marker.line, marker.kind, marker.placement, marker.expression, marker.entry]);
    wanted.set(key, (wanted.get(key) ?? 0) + 1);
  }
  const seen = new Set<string>();
  for (const marker of markers) {
    const key = JSON.stringify([marker.role, marker.file, marker.line, marker.kind, marker.placement, marker.expression, marker.entry]);
    if (seen.has(key)) continue;
    seen.add(key);
    const found = marker.role === 'copy' ? copiesAt(program, marker, analysis) : sitesAt(program, marker, analysis);
    const right = found.filter(
      (f) =>
        f.placement === marker.placement &&
        (marker.bound === undefined || boundAgrees(marker.bound, f.bound)) &&
        (marker.frequency === undefined || f.frequency === marker.frequency),
    );
    if (right.length >= (wanted.get(key) ?? 1)) continue;
    if (marker.silent === true && found.length === 0) continue;
    // What leaves no code and no report line of its own need not be shown.
    if (marker.placement === 'gone' && found.length === 0) continue;
    const got =
      found.length === 0
        ? nearby(program, marker, analysis)
        : found.map((f) => `${f.placement}${f.bound === undefined ? '' : ` (${f.bound})`}${f.frequency === undefined ? '' : ` ${f.frequency}`}`).join(', ');
    wrong.push(
      `${marker.file}:${marker.line} ${marker.role} ${marker.kind} ${marker.expression ?? ''}${marker.entry === undefined ? '' : ` [${marker.entry}]`}: wanted ${wanted.get(key)}× ${marker.placement}${marker.bound === undefined ? '' : ` (${marker.bound})`}${marker.frequency === undefined ? '' : ` ${marker.frequency}`}, got ${got}`,
    );
  }
  return wrong;
}

interface Verdict {
  readonly placement: string;
  readonly bound: string | undefined;
  readonly frequency: string | undefined;
}

function fileOf(program: Program, file: string): string {
  return relative(program.directory, file).split(sep).join('/');
}

function sitesAt(program: Program, marker: Marker, analysis: Analysis): Verdict[] {
  return analysis.sites
    .filter((s) => s.position.line === marker.line && fileOf(program, s.position.file) === marker.file && s.kind === marker.kind)
    .filter((s) => matches(marker, s) && (marker.entry === undefined || s.emitted.some((e) => e.entry === `runtime.${marker.entry}`)))
    .map((s) => ({ placement: s.placement, bound: s.bound, frequency: s.frequency }));
}

function copiesAt(program: Program, marker: Marker, analysis: Analysis): Verdict[] {
  const found: Verdict[] = [];
  for (const site of analysis.sites) {
    if (site.kind !== marker.kind || !matches(marker, site)) continue;
    for (const copy of site.emitted) {
      if (isAt(program, copy, marker)) found.push({ placement: copy.placement, bound: copy.bound, frequency: undefined });
    }
  }
  return found;
}

function isAt(program: Program, copy: Emitted, marker: Marker): boolean {
  const outermost = copy.inlinedAt[0];
  return outermost !== undefined && outermost.line === marker.line && fileOf(program, outermost.file) === marker.file;
}

function matches(marker: Marker, site: Site): boolean {
  return (
    matchesExpression(marker, site.expression) ||
    site.said.some((s) => matchesExpression(marker, s.message.replace(/^moved to heap: | escapes to heap$| does not escape$/g, ''))) ||
    site.conflicts.some((c) => c.code === 'not-reported')
  );
}

// `32 bytes` of a marker is `up to 4 elements (32 bytes)` of a site.
function boundAgrees(wanted: string, got: string | undefined): boolean {
  return got !== undefined && got.includes(wanted);
}

function nearby(program: Program, marker: Marker, analysis: Analysis): string {
  const here = analysis.sites.filter((s) => fileOf(program, s.position.file) === marker.file && s.position.line === marker.line);
  const all = here.map((s) => `${s.kind} "${s.expression}" ${s.placement}${s.bound === undefined ? '' : ` (${s.bound})`}`);
  return `no such site${all.length === 0 ? '' : ` (there: ${all.join('; ')})`}`;
}

// A marker says heap or conditional exactly where the compiler emits an allocation call, with every Go release, and no
// call in a marked file is without a marker.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emittedCalls } from './emitted.ts';
import { type Marker, readPrograms, select } from './markers.ts';
import { liveness } from './measure.ts';
import { selectedReleases } from './releases.ts';

const programs = readPrograms(join(import.meta.dirname, '..', 'programs'));

describe.each(programs)('$name', (program) => {
  const marked = new Set(program.markers.map((marker) => marker.file));

  it.each(selectedReleases())('is compiled as marked with Go %s', { timeout: 300_000 }, async (release) => {
    const calls = emittedCalls(await liveness(program, release), program.directory).filter((call) => marked.has(call.file));
    const markers = select(program.markers, release);
    const unmarked = calls.filter((call) => !markers.some((marker) => at(marker, call) && (allocates(marker) || marker.entry === call.entry)));
    const without = markers.filter((marker) => needsCall(marker, markers) && !calls.some((call) => at(marker, call)));
    const despite = markers.filter(
      (marker) => !allocates(marker) && alone(marker, markers) && calls.some((call) => marker.entry !== call.entry && at(marker, call)),
    );
    const other = markers.filter((marker) => marker.entry !== undefined && !calls.some((call) => at(marker, call) && call.entry === marker.entry));
    expect({
      'calls without a marker': unmarked.map((call) => `${call.file}:${call.line} ${call.entry} in ${call.function}`),
      'markers without a call': without.map(text),
      'calls despite the marker': despite.map(text),
      'markers with another call': other.map(text),
    }).toEqual({ 'calls without a marker': [], 'markers without a call': [], 'calls despite the marker': [], 'markers with another call': [] });
  });
});

function at(marker: Marker, place: { readonly file: string; readonly line: number }): boolean {
  return marker.file === place.file && marker.line === place.line;
}

function allocates(marker: Marker): boolean {
  return marker.placement === 'heap' || marker.placement === 'conditional';
}

/** A map in the frame allocates where it is assigned to; variables without pointers may share one call since 1.25. */
function needsCall(marker: Marker, markers: readonly Marker[]): boolean {
  if (!allocates(marker) || marker.bound === '8 entries') return false;
  return marker.kind !== 'moved-to-heap' || !markers.some((other) => other !== marker && other.kind === marker.kind && other.function === marker.function);
}

/** Nothing else on its line allocates. */
function alone(marker: Marker, markers: readonly Marker[]): boolean {
  return !markers.some((other) => at(other, marker) && allocates(other));
}

function text(marker: Marker): string {
  return `${marker.file}:${marker.line} ${marker.kind} ${marker.placement} ${marker.expression ?? ''} ${marker.entry ?? ''}`;
}

// A marker says heap or conditional exactly where the compiler emits an allocation call, with every Go release, and no
// call in a marked file is without a marker.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emittedCalls } from './emitted.ts';
import { type Marker, readPrograms, select } from './markers.ts';
import { liveness } from './measure.ts';
import { selectedReleases } from './releases.ts';

/** Called with a buffer that is large enough for every rune; without one it is what `heap` markers expect. */
const FITS_ALWAYS = 'intstring';

const programs = readPrograms(join(import.meta.dirname, '..', 'programs'));

describe.each(programs)('$name', (program) => {
  const marked = new Set(program.markers.map((marker) => marker.file));

  it.each(selectedReleases())('is compiled as marked with Go %s', { timeout: 300_000 }, async (release) => {
    const calls = emittedCalls(await liveness(program, release), program.directory).filter((call) => marked.has(call.file));
    const markers = select(program.markers, release);
    const unmarked = calls.filter((call) => call.entry !== FITS_ALWAYS && !markers.some((marker) => at(marker, call) && allocates(marker)));
    const without = markers.filter((marker) => needsCall(marker) && !calls.some((call) => at(marker, call)));
    const despite = markers.filter((marker) => !allocates(marker) && alone(marker, markers) && calls.some((call) => call.entry !== FITS_ALWAYS && at(marker, call)));
    expect({
      'calls without a marker': unmarked.map((call) => `${call.file}:${call.line} ${call.entry} in ${call.function}`),
      'markers without a call': without.map(text),
      'calls despite the marker': despite.map(text),
    }).toEqual({ 'calls without a marker': [], 'markers without a call': [], 'calls despite the marker': [] });
  });
});

function at(marker: Marker, place: { readonly file: string; readonly line: number }): boolean {
  return marker.file === place.file && marker.line === place.line;
}

function allocates(marker: Marker): boolean {
  return marker.placement === 'heap' || marker.placement === 'conditional';
}

/** A map in the frame allocates where it is assigned to. */
function needsCall(marker: Marker): boolean {
  return allocates(marker) && !(marker.placement === 'conditional' && marker.bound === '8 entries');
}

/** Nothing else on its line allocates. */
function alone(marker: Marker, markers: readonly Marker[]): boolean {
  return !markers.some((other) => at(other, marker) && allocates(other));
}

function text(marker: Marker): string {
  return `${marker.file}:${marker.line} ${marker.kind} ${marker.placement} ${marker.expression ?? ''}`;
}

// What a file seems to be that is no recording, so that a mistake is understood. Specification: the first bytes of each.
import { RECORD_MAGIC } from '../record-layout.ts';
import { MAGIC } from './layout.ts';

/** What a file seems to be, and what to do with it where there is something. */
export interface Look {
  readonly what: string;
  readonly hint?: string;
}

/** Bytes of a file that are looked at. */
export const LOOK_SIZE = 512;

const HINT = 'allocpath run --out run.allocpath -- go test ./… makes a recording.';
const STARTS: readonly (readonly [start: string, what: string, hint?: string])[] = [
  ['\u001f\u008b', 'a gzip file, as pprof profiles are', 'A profile is read by go tool pprof.'],
  ['go1.7 heap dump\n', 'a heap dump of debug.WriteHeapDump'],
  ['go 1.', 'an execution trace', 'A trace is read by go tool trace.'],
  ['goroutine profile:', 'a profile as text'],
  ['heap profile:', 'a profile as text'],
  ['mode: ', 'a coverage profile'],
  ['PAR1', 'a Parquet file'],
  ['PK\u0003\u0004', 'a zip archive'],
  ['!<arch>\n', 'a static archive'],
  ['MZ', 'a Windows executable'],
  ['\u00cf\u00fa\u00ed\u00fe', 'a Mach-O executable'],
  ['\u00ca\u00fe\u00ba\u00be', 'a universal Mach-O executable'],
  ['#!', 'a script'],
  ['<!DOCTYPE', 'an HTML page'],
  ['<html', 'an HTML page'],
];
const ET_CORE = 4;

/** Looks at the first bytes of a file; undefined when it is a recording, or the beginning of one. */
export function lookOf(start: Uint8Array): Look | undefined {
  const text = String.fromCharCode(...start.subarray(0, LOOK_SIZE));
  if (text !== '' && (text.startsWith(MAGIC) || MAGIC.startsWith(text))) return undefined;
  if (start.length === 0) return { what: 'an empty file', hint: HINT };
  if (text.startsWith('\u007fELF')) return { what: (start[start[5] === 2 ? 17 : 16] ?? 0) === ET_CORE ? 'a core dump' : 'an ELF executable', hint: HINT };
  if (isProcessRecord(start))
    return { what: 'the record that one process wrote', hint: 'allocpath run --out makes a recording of such records once the program has ended.' };
  if (/^\s*[{[]/.test(text)) {
    const analysis = text.includes('"allocpath.analysis/');
    return { what: analysis ? 'an analysis as JSON' : 'JSON', hint: HINT };
  }
  const known = STARTS.find(([mark]) => text.startsWith(mark));
  if (known !== undefined) return { what: known[1], hint: known[2] ?? HINT };
  return { what: /^[\t\n\r -~]*$/.test(text) ? 'text' : 'something else', hint: HINT };
}

function isProcessRecord(start: Uint8Array): boolean {
  if (start.length < 8) return false;
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  return view.getUint32(0, true) === RECORD_MAGIC[0] && view.getUint32(4, true) === RECORD_MAGIC[1];
}

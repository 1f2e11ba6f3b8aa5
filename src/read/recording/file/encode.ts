// Writes the file of a recording, piece by piece: what it is and the analysis first, then the counts of all processes, then their events. A file
// that is cut off has lost what is needed least.
import type { RecordedProfile, Recording } from '../recording.ts';
import { encodeAnalysis } from './analysis.ts';
import { ByteWriter } from './byte-writer.ts';
import { encodeColumn } from './column-encode.ts';
import { writeBlockHead, writeEvents } from './events.ts';
import { EVENT_BYTES, EVENT_ROWS, JSON_WEIGHT, PIECE, SECTION, STRING_BYTES, TABLE_ROWS, type Packer } from './layout.ts';
import type { ProfileHead } from './profile.ts';
import { SectionWriter } from './section-encode.ts';
import { rowBytes, rowsOf, TABLE_NAMES, TABLES, tablesOf, type TableName } from './tables.ts';

const utf8 = new TextEncoder();

/** An analysis as far as it matters here. */
interface AnyAnalysis {
  readonly sites: readonly unknown[];
}

/** The pieces of the file. Events are read block by block, from wherever they are. */
export function* encodeRecording(recording: Recording<AnyAnalysis>, packer: Packer): Generator<Uint8Array> {
  const { meta, analysis, profiles, gaps } = recording;
  const out = new SectionWriter(packer);
  yield out.start();
  yield* json(out, SECTION.Meta, { meta, gaps, sites: analysis.sites.length, profiles: profiles.length });
  for (const piece of encodeAnalysis(analysis)) yield* out.section(SECTION.Analysis, piece, piece.length * (JSON_WEIGHT - 1));
  for (const profile of profiles) yield* encodeProfile(out, profile);
  for (const [index, profile] of profiles.entries()) yield* encodeEvents(out, index, profile);
  yield* out.end();
}

function json(out: SectionWriter, tag: string, value: object): Generator<Uint8Array> {
  const bytes = utf8.encode(JSON.stringify(value));
  return out.section(tag, bytes, bytes.length * (JSON_WEIGHT - 1));
}

function* encodeProfile(out: SectionWriter, profile: RecordedProfile): Generator<Uint8Array> {
  const tables = tablesOf(profile);
  const rows = Object.fromEntries(TABLE_NAMES.map((name) => [name, rowsOf(tables[name])])) as Record<TableName, number>;
  const { events } = profile;
  const head: ProfileHead = {
    run: profile.run,
    rate: profile.rate,
    strings: profile.strings.length,
    ...rows,
    ...(events === undefined ? {} : { events: { count: events.count, frees: events.frees } }),
  };
  yield* json(out, SECTION.Profile, head);
  yield* encodeStrings(out, profile.strings);
  const writer = new ByteWriter();
  for (const name of TABLE_NAMES) {
    for (let from = 0; from < rows[name]; from += TABLE_ROWS) {
      const to = Math.min(rows[name], from + TABLE_ROWS);
      writer.clear().u32(to - from);
      for (const column of Object.keys(TABLES[name].columns)) encodeColumn(writer, tables[name][column]!, from, to);
      yield* out.section(TABLES[name].tag, writer.bytes, (to - from) * rowBytes(name));
    }
  }
}

function* encodeStrings(out: SectionWriter, strings: readonly string[]): Generator<Uint8Array> {
  const texts = new ByteWriter();
  const contents = new ByteWriter();
  const lengths: number[] = [];
  for (const [index, string] of strings.entries()) {
    lengths.push(texts.text(string));
    if (texts.length < PIECE && lengths.length < TABLE_ROWS && index < strings.length - 1) continue;
    contents.clear().u32(lengths.length);
    encodeColumn(contents, Uint32Array.from(lengths), 0, lengths.length);
    contents.raw(texts.bytes);
    yield* out.section(SECTION.Strings, contents.bytes, lengths.length * STRING_BYTES);
    texts.clear();
    lengths.length = 0;
  }
}

function* encodeEvents(out: SectionWriter, profile: number, { events }: RecordedProfile): Generator<Uint8Array> {
  if (events === undefined) return;
  const writer = new ByteWriter();
  let block;
  for (const [index, owner] of events.owners.entries()) {
    block = events.read(index, block);
    for (let from = 0; from < block.count || from === 0; from += EVENT_ROWS) {
      const to = Math.min(block.count, from + EVENT_ROWS);
      const first = to === 0 ? 0 : block.generation[from]!;
      const last = to === 0 ? 0 : block.generation[to - 1]!;
      writeBlockHead(writer.clear(), { profile, owner, rows: to - from, first, last });
      yield* out.section(SECTION.Block, writer.bytes, 0);
      writeEvents(writer.clear(), block, from, to);
      yield* out.section(SECTION.Events, writer.bytes, (to - from) * EVENT_BYTES);
    }
  }
}

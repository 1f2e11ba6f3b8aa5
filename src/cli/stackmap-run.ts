// From the options of `allocpath stackmap` to the pieces of its output.
import { FormatError } from '../base/errors.ts';
import { frameOverview } from '../frame/overview.ts';
import { explainLookup } from '../frame/lookup.ts';
import type { GoBinary } from '../read/binary/go-binary.ts';
import { rawFrame } from '../read/binary/raw-frame.ts';
import { atAddress, selectFunctions } from '../frame/select.ts';
import { describe, type OpenedBinary } from '../jobs/stackmap.ts';
import type { FrameFacts } from '../frame/model.ts';
import { createColors } from '../show/placement-marks.ts';
import { stackmapJson } from '../show/stackmap/json.ts';
import { dumpText, lookupText } from '../show/stackmap/raw.ts';
import { frameText, gapLines, header, overviewText } from '../show/stackmap/text.ts';
import type { StackmapDocument, StackmapOptions } from '../show/stackmap/view.ts';
import { SourceFiles } from './source-files.ts';

export type StackmapFormat = 'text' | 'json' | 'svg' | 'html';

/** What was asked for. */
export interface StackmapQuery {
  readonly open: () => Promise<OpenedBinary> | OpenedBinary;
  /** The path as the user wrote it. */
  readonly shown: string;
  readonly wanted?: string;
  readonly pc?: number;
  readonly format: StackmapFormat;
  /** Source files that were changed later than this (ms) are not shown beside code. */
  readonly newestSource: number;
  readonly raw: boolean;
  readonly dump: boolean;
  readonly explain: boolean;
  readonly stores: boolean;
  readonly top: number;
  readonly color: boolean;
  readonly width: number;
  readonly cwd: string;
  readonly progress: (message: string) => void;
}

/** The output, piece by piece. */
export async function* stackmap(query: StackmapQuery): AsyncGenerator<string> {
  query.progress(`reading ${query.shown}`);
  const opened = await query.open();
  const { binary } = opened;
  const document: StackmapDocument = {
    target: { goVersion: binary.goVersion, goos: binary.goos, goarch: binary.goarch, flags: flagsOf(opened), binary: opened.shown },
    binary: opened.facts,
    gaps: opened.gaps,
  };
  const options: StackmapOptions = { color: query.color, width: query.width, cwd: query.cwd, ...(query.raw ? { raw: true } : {}) };
  const chosen =
    query.pc !== undefined ? [atAddress(binary, query.pc)] : query.wanted === undefined ? undefined : selectFunctions(binary, query.wanted, opened.shown);
  if (query.format === 'json') yield* stackmapJson(document, frames(opened, chosen ?? range(binary.functions.count), query));
  else if (chosen !== undefined && (query.format === 'svg' || query.format === 'html')) yield* drawn(document, opened, chosen, options, query);
  else if (chosen === undefined) yield overviewText({ ...document, overview: frameOverview(binary, query.top) }, options);
  else if (query.dump) for (const index of chosen) yield dumpText(binary.functionName(index), rawFrame(binary, index), sectionOf(binary), options);
  else if (query.explain) yield lookupText(explainLookup(binary, chosen[0]!, query.pc!, opened.namesOf(chosen[0]!)), options);
  else {
    const colors = createColors(query.color);
    yield `${[...header(document, colors), ''].join('\n')}\n`;
    let first = true;
    for await (const frame of frames(opened, chosen, query)) {
      yield `${first ? '' : '\n'}${frameText(frame, options)}`;
      first = false;
    }
    yield gapLines(document, options, colors)
      .map((line) => `${line}\n`)
      .join('');
  }
}

async function* drawn(
  document: StackmapDocument,
  opened: OpenedBinary,
  chosen: readonly number[],
  options: StackmapOptions,
  query: StackmapQuery,
): AsyncGenerator<string> {
  const sources = new SourceFiles(query.newestSource);
  const withSources = { ...options, sources: sources.lines };
  const functions = async function* (most: number): AsyncGenerator<FrameFacts> {
    for await (const frame of frames(opened, chosen.slice(0, most), query)) {
      sources.add(frame);
      yield frame;
    }
  };
  if (query.format === 'svg') {
    const { MOST_FUNCTIONS, stackmapSvg } = await import('../show/stackmap/svg.ts');
    yield await stackmapSvg(document, functions(MOST_FUNCTIONS), withSources, Math.max(0, chosen.length - MOST_FUNCTIONS));
  } else {
    const { MOST_SECTIONS, stackmapHtml } = await import('../show/stackmap/html.ts');
    yield* stackmapHtml(document, functions(MOST_SECTIONS), withSources, Math.max(0, chosen.length - MOST_SECTIONS));
  }
}

/** Damaged functions that are named one by one. */
const MOST_DAMAGED = 10;

async function* frames(opened: OpenedBinary, chosen: Iterable<number>, query: StackmapQuery): AsyncGenerator<FrameFacts> {
  const { binary } = opened;
  let done = 0;
  let damaged = 0;
  for (const index of chosen) {
    try {
      if (done++ % 200 === 0) query.progress(`decoding ${binary.functionName(index)}`);
      yield await describe(opened, index, query.stores);
    } catch (error) {
      // Of several functions the others are as good as before.
      if (!(error instanceof FormatError) || (Array.isArray(chosen) && chosen.length === 1)) throw error;
      const entry = `0x${binary.functions.entry[index]!.toString(16)}`;
      if (++damaged <= MOST_DAMAGED)
        opened.gaps.push({
          code: 'frame-not-read',
          affects: entry,
          message: `The function at ${entry} is left out, its tables are damaged: ${error.message}.`,
        });
    }
  }
  if (damaged > MOST_DAMAGED)
    opened.gaps.push({ code: 'frame-not-read', affects: opened.shown, message: `${damaged - MOST_DAMAGED} more functions are left out for such damage.` });
}

function* range(count: number): Generator<number> {
  for (let i = 0; i < count; i++) yield i;
}

// Mapped sections lie in the file as they lie in memory, segment by segment.
function sectionOf(binary: GoBinary): (fileOffset: number) => string | undefined {
  const { segments, sections } = binary.image.parts;
  return (fileOffset) => {
    const segment = segments.find((one) => fileOffset >= one.fileOffset && fileOffset < one.fileOffset + one.bytes.length);
    if (segment === undefined) return undefined;
    const address = segment.address + fileOffset - segment.fileOffset;
    return sections.find((one) => address >= one.address && address < one.address + one.size)?.name;
  };
}

function flagsOf(opened: OpenedBinary): string[] {
  return [...opened.binary.settings].filter(([key]) => key.startsWith('-')).map(([key, value]) => `${key}=${value}`);
}

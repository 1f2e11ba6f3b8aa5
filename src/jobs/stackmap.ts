// `stackmap`: opens a binary, chooses functions and describes their frames with everything that can name a word.
import { inflateSync } from 'node:zlib';
import { FormatError } from '../base/errors.ts';
import type { Gap } from '../base/gap.ts';
import { describeFrame } from '../frame/describe.ts';
import type { DecodedBinary, FrameFacts, FrameSite } from '../frame/model.ts';
import { dwarfNames } from '../frame/dwarf-names.ts';
import { selfCheck } from '../frame/self-check.ts';
import { NO_NAMES, type FrameNames } from '../frame/namer.ts';
import { GoBinary } from '../read/binary/go-binary.ts';
import type { Architecture } from '../read/binary/image.ts';
import { analyseFrameStores } from '../read/code/frame-stores.ts';
import { openDwarf, type Dwarf } from '../read/dwarf/dwarf.ts';
import { readExecutable } from './executable-file.ts';

/** An opened binary with what names its frames. */
export interface OpenedBinary {
  readonly binary: GoBinary;
  readonly facts: DecodedBinary;
  readonly gaps: Gap[];
  /** What the binary is called: the path that was given, or the package that was built. */
  readonly shown: string;
  namesOf(index: number): FrameNames;
  /** Sites of `explain` in the function's frame; only of binaries that were built here. */
  sitesOf?(index: number): readonly FrameSite[];
}

/** Reads and opens a file. UserError when it cannot be read, FormatError when it is no Go executable. */
export function openBinary(path: string, architecture?: Architecture): OpenedBinary {
  return prepare(GoBinary.open(readExecutable(path), path, architecture));
}

/** Adds what names the frames of an opened binary. */
export function prepare(binary: GoBinary): OpenedBinary {
  const gaps: Gap[] = [...binary.gaps, ...doubts(binary)];
  const dwarf = findDwarf(binary, gaps);
  return {
    binary,
    facts: {
      format: binary.format,
      goVersion: binary.goVersion,
      goos: binary.goos,
      goarch: binary.goarch,
      stripped: binary.stripped,
      pie: binary.positionIndependent,
      textStart: binary.textStart,
      ...(dwarf === undefined ? {} : { dwarf: dwarf.version }),
    },
    gaps,
    shown: binary.name,
    namesOf(index) {
      const entry = binary.functions.entry[index]!;
      try {
        return (dwarf === undefined ? undefined : dwarfNames(dwarf, entry, binary.image.shape.pointerSize)) ?? NO_NAMES;
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
        if (!gaps.some((gap) => gap.code === 'dwarf-not-read')) gaps.push(notRead(binary, error));
        return NO_NAMES;
      }
    },
  };
}

/** Describes one function, with the stores that begin each life when they are asked for. */
export async function describe(opened: OpenedBinary, index: number, withStores: boolean): Promise<FrameFacts> {
  const stores = withStores ? await analyseFrameStores(opened.binary, index) : undefined;
  return describeFrame(opened.binary, index, opened.namesOf(index), stores, opened.sitesOf?.(index));
}

// The release decides the layouts. Where it is not known, the tables themselves have to show that they fit.
function doubts(binary: GoBinary): Gap[] {
  if (!binary.gaps.some((gap) => gap.code === 'go-release-newer' || gap.code === 'go-release-unknown')) return [];
  const { functions, calls, wrong } = selfCheck(binary);
  const looked = `${functions} functions with ${calls} calls were looked at`;
  const message =
    wrong === 0
      ? `Its tables fit that layout: ${looked}, none asks for what is not there.`
      : `Its tables do not fit that layout: ${looked}, ${wrong} are wrong. Do not rely on what is shown.`;
  return [{ code: wrong === 0 ? 'layout-fits' : 'layout-does-not-fit', affects: binary.name, message }];
}

function findDwarf(binary: GoBinary, gaps: Gap[]): Dwarf | undefined {
  try {
    const dwarf = openDwarf(binary.image, (bytes, size) => inflateSync(bytes, { maxOutputLength: Math.max(1, size) }));
    if (dwarf === undefined)
      gaps.push({ code: 'no-dwarf', affects: binary.name, message: 'The file has no DWARF (linked with -s or -w), so that words of frames have no names.' });
    return dwarf;
  } catch (error) {
    if (!(error instanceof FormatError) && !isZlibError(error)) throw error;
    gaps.push(notRead(binary, error as Error));
    return undefined;
  }
}

function notRead(binary: GoBinary, error: Error): Gap {
  return { code: 'dwarf-not-read', affects: binary.name, message: `Words of frames have no names: ${error.message}` };
}

function isZlibError(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && (code.startsWith('Z_') || code === 'ERR_BUFFER_TOO_LARGE');
}

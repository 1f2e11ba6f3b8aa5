// Programs that are run with the recorder, as `allocpath run` does, for tests of what is made of a recording.
import { join } from 'node:path';
import { DEFAULT_SETTINGS, type RecordSettings } from '../../src/drive/record-files.ts';
import { record } from '../../src/jobs/record.ts';
import type { RecordedProfile, Recording } from '../../src/read/recording/recording.ts';
import { stackFrames } from '../../src/read/recording/recording.ts';
import type { Analysis } from '../../src/site/model.ts';
import { scratch } from '../e2e/cli.ts';

export const EXAMPLES: string = join(import.meta.dirname, '..', '..', 'examples');

/** What a program prints is thrown away. */
const DISCARD = (): void => {};

/** Runs a command of the go command with the recorder. */
export async function recordCommand(
  cwd: string,
  command: readonly string[],
  settings: Partial<RecordSettings> = {},
  go?: string,
): Promise<Recording<Analysis>> {
  const directory = scratch('records');
  const result = await record({
    cwd,
    command,
    deps: false,
    settings: { ...DEFAULT_SETTINGS, ...settings },
    directory,
    stdout: 2,
    take: DISCARD,
    ...(go === undefined ? {} : { go }),
  });
  const { goVersion, goos, goarch } = result.toolchain;
  const meta = { allocpath: '0.0.0-test', created: Date.now(), command, goVersion, goos, goarch, directory: cwd };
  return { meta, analysis: result.analysis, profiles: result.profiles, gaps: [] };
}

/** Names of the functions of a stack from the allocating call outwards, as the exports have them. */
export function functionsOf(profile: RecordedProfile, stack: number): string[] {
  const { frames, strings } = profile;
  const { frames: rows } = stackFrames(profile, stack);
  const names = rows.map((row) => strings[frames.function[row]!]!);
  while (names.at(-1) === 'runtime.goexit') names.pop();
  return names;
}

/** All of the pieces, as one file. */
export async function collect(pieces: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const piece of pieces) parts.push(Buffer.from(piece as Uint8Array));
  return Buffer.concat(parts);
}

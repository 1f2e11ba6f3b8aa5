// Every export of a recording by the word for --format. One is loaded when it is asked for: the libraries behind them are larger than the rest.
import type { RecordingFormat } from './format.ts';

type Load = () => Promise<RecordingFormat>;

/** Formats of a recording. To add one: a file that exports `format`, and a line here. */
export const RECORDING_FORMATS: Readonly<Record<string, Load>> = {
  json: async () => (await import('./json.ts')).format,
  pprof: async () => (await import('./pprof.ts')).format,
  folded: async () => (await import('./folded.ts')).format,
  speedscope: async () => (await import('./speedscope.ts')).format,
  parquet: async () => (await import('./parquet.ts')).format,
};

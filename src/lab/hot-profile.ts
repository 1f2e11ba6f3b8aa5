// A CPU profile that says which calls are hot, for builds with -pgo. It is made and not measured: what a profile does to the compiler's
// decision is the question, and not which calls are hot.
// The compiler takes function, line of the call within its function, and weight (cmd/compile/internal/pgoir/irgraph.go: addIREdge).
import { Function, Line, Location, Profile, Sample, StringTable, ValueType } from 'pprof-format';
import type { Experiment } from './model.ts';

const WEIGHT = 1_000_000;

/**
 * The profile, as pprof has it; undefined when no experiment names hot calls.
 * @param texts source of each file by name, @param symbolOf package prefix of an experiment's symbols
 */
export function hotProfile(
  experiments: readonly Experiment[],
  texts: ReadonlyMap<string, string>,
  symbolOf: (e: Experiment) => string,
): Uint8Array | undefined {
  const strings = new StringTable();
  const functions: Function[] = [];
  const locations: Location[] = [];
  const samples: Sample[] = [];
  const place = (name: string, file: string, start: number, line: number): number => {
    const id = functions.length + 1;
    functions.push(new Function({ id, name: strings.dedup(name), systemName: strings.dedup(name), filename: strings.dedup(file), startLine: start }));
    locations.push(new Location({ id, line: [new Line({ functionId: id, line })] }));
    return id;
  };
  for (const experiment of experiments) {
    const lines = texts.get(experiment.file)?.split('\n') ?? [];
    const startOf = (name: string): number => lines.findIndex((l) => new RegExp(`^func (?:\\([^)]*\\) )?${name}\\(`).test(l)) + 1;
    for (const [caller, callee] of experiment.hot) {
      const [callerStart, calleeStart] = [startOf(caller), startOf(callee)];
      const call = lines.findIndex((l, i) => i >= callerStart && l.includes(`${callee}(`)) + 1;
      if (callerStart === 0 || calleeStart === 0 || call === 0) continue;
      const symbol = symbolOf(experiment);
      const inner = place(`${symbol}.${callee}`, experiment.file, calleeStart, calleeStart + 1);
      const outer = place(`${symbol}.${caller}`, experiment.file, callerStart, call);
      samples.push(new Sample({ locationId: [inner, outer], value: [WEIGHT, WEIGHT] }));
    }
  }
  if (samples.length === 0) return undefined;
  const unit = (type: string, of: string): ValueType => new ValueType({ type: strings.dedup(type), unit: strings.dedup(of) });
  return new Profile({
    sampleType: [unit('samples', 'count'), unit('cpu', 'nanoseconds')],
    sample: samples,
    location: locations,
    function: functions,
    periodType: unit('cpu', 'nanoseconds'),
    period: 1,
    stringTable: strings,
  }).encode();
}

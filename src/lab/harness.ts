// The Go source that runs experiments: a file in each package that hands its cases to a measuring function, and a main package.
import type { Experiment } from './model.ts';

/** Name of the function that is added to a package of experiments. */
const EXPORTED = 'AllocpathLab';
/** Runs whose mean is taken, as testing.AllocsPerRun does; of as many rounds the smallest, because the runtime may allocate in between. */
const RUNS = 50;
const ROUNDS = 3;

/** What the program prints in front of a measurement. */
export const MARK = 'allocpath-lab';

/**
 * A file for the package of experiments.
 * @param first number of the first case, @param declared functions of the package without type parameters
 */
export function packageHarness(packageName: string, experiments: readonly Experiment[], first: number, declared: ReadonlySet<string>): string {
  const functions: string[] = [];
  const calls: string[] = [];
  let id = first;
  for (const { cases } of experiments) {
    for (const { statement, once } of cases) {
      // Called through a variable, so that nothing of an experiment is inlined into this file. What is no plain function (a method, a
      // conversion, one that the language has) is left as it is.
      const call = /^(\w+)\((.*)\)$/s.exec(statement);
      const simple = call !== null && declared.has(call[1]!) ? call : null;
      const name = `allocpathLab${id}`;
      if (simple !== null) functions.push(`var ${name} = ${simple[1]}`);
      calls.push(`\tmeasure(${id}, ${once}, func() { ${simple === null ? statement : `${name}(${simple[2]})`} })`);
      id++;
    }
  }
  return `package ${packageName}\n\n${functions.join('\n')}\n\nfunc ${EXPORTED}(measure func(id int, once bool, run func())) {\n${calls.join('\n')}\n}\n`;
}

const MEASURE = `func allocpathMeasure(id int, once bool, run func()) {
\tdefer func() {
\t\tif problem := recover(); problem != nil {
\t\t\ttext := "panic"
\t\t\tif err, ok := problem.(error); ok {
\t\t\t\ttext = err.Error()
\t\t\t} else if s, ok := problem.(string); ok {
\t\t\t\ttext = s
\t\t\t}
\t\t\tallocpathPrint(id, 0, 0, 1, text)
\t\t}
\t}()
\tvar before, after runtime.MemStats
\truns, rounds := uint64(${RUNS}), ${ROUNDS}
\tif once {
\t\truns, rounds = 1, 1
\t} else {
\t\trun()
\t}
\tleastMallocs, leastBytes := ^uint64(0), ^uint64(0)
\tfor round := 0; round < rounds; round++ {
\t\truntime.ReadMemStats(&before)
\t\tfor i := uint64(0); i < runs; i++ {
\t\t\trun()
\t\t}
\t\truntime.ReadMemStats(&after)
\t\tif n := after.Mallocs - before.Mallocs; n < leastMallocs {
\t\t\tleastMallocs = n
\t\t}
\t\tif n := after.TotalAlloc - before.TotalAlloc; n < leastBytes {
\t\t\tleastBytes = n
\t\t}
\t}
\tallocpathPrint(id, leastMallocs/runs, leastBytes/runs, 0, "")
}

// Begins a line of its own, whatever the experiment has printed; a text that was printed cannot begin one.
func allocpathPrint(id int, mallocs, bytes uint64, panicked int, text string) {
\tprint("\\n${MARK} ", id, " ", mallocs, " ", bytes, " ", panicked)
\tif panicked != 0 {
\t\tprint(" ")
\t\tfor i := 0; i < len(text) && i < 200; i++ {
\t\t\tif text[i] >= ' ' {
\t\t\t\tprint(text[i : i+1])
\t\t\t}
\t\t}
\t}
\tprintln()
}
`;

/** The main package. Only the runtime is imported: everything else would have to be compiled for each release and set of flags. */
export function mainHarness(imports: readonly string[]): string {
  return `package main

import (
\t"runtime"
${imports.map((path, i) => `\tp${i} ${JSON.stringify(path)}`).join('\n')}
)

${MEASURE}
func main() {
\t// As testing.AllocsPerRun has it: other goroutines do not allocate in between.
\truntime.GOMAXPROCS(1)
${imports.map((_, i) => `\tp${i}.${EXPORTED}(allocpathMeasure)`).join('\n')}
\tprint("\\n${MARK} end\\n")
}
`;
}

/** For experiments in a command: its own main is not reached. @param text of packageHarness for it */
export function ownMainHarness(text: string): string {
  return `${text.replace(/^package main\n/, `package main\n\nimport (\n\t"os"\n\t"runtime"\n)\n`)}
${MEASURE}
func init() {
\tif os.Getenv("ALLOCPATH_LAB") == "" {
\t\treturn
\t}
\truntime.GOMAXPROCS(1)
\t${EXPORTED}(allocpathMeasure)
\tprint("\\n${MARK} end\\n")
\tos.Exit(0)
}
`;
}

/** A measurement by the number of its case. */
export interface Measurement {
  readonly allocations: number;
  readonly bytes: number;
  readonly panicked?: string;
}

/** Reads what the program printed. `complete` is false when it did not come to its end. */
export function readMeasurements(text: string): { readonly measured: Map<number, Measurement>; readonly complete: boolean } {
  const measured = new Map<number, Measurement>();
  let complete = false;
  for (const line of text.split('\n')) {
    const match = /^allocpath-lab (?:(\d+) (\d+) (\d+) ([01])(?: (.*))?|(end))$/.exec(line);
    if (match === null) continue;
    if (match[6] !== undefined) complete = true;
    // The first says it: what an experiment prints later in the same words is its own.
    else if (!measured.has(Number(match[1])))
      measured.set(Number(match[1]), {
        allocations: Number(match[2]),
        bytes: Number(match[3]),
        ...(match[4] === '0' ? {} : { panicked: match[5] ?? 'panic' }),
      });
  }
  return { measured, complete };
}

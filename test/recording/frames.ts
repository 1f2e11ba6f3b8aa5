// The functions of recorded stacks, by the program's symbol table.
import { readFileSync } from 'node:fs';
import { GoBinary } from '../../src/read/binary/go-binary.ts';
import { framesOf, type ProcessRecord } from '../../src/read/recording/process-record.ts';

/** Names of machine frames, innermost first. */
export type NamedStack = (stack: number) => string[];

/** Reads the names of a process's stacks in the file that it ran. */
export function stackNames(record: ProcessRecord, program: string | GoBinary): NamedStack {
  const binary = typeof program === 'string' ? GoBinary.open(readFileSync(program), program) : program;
  const slide = record.header.pcHeader - binary.pclntab.header.address;
  return (stack) =>
    framesOf(record, record.stackNode[stack]!).pcs.map((pc) => {
      const index = binary.functionAt(pc - 1 - slide);
      return index < 0 ? '?' : binary.functionName(index);
    });
}

/** What was allocated on stacks that pass through a function. */
export function below(
  record: ProcessRecord,
  names: NamedStack,
  passes: (frames: readonly string[]) => boolean,
): { readonly mallocs: number; readonly bytes: number } {
  let mallocs = 0;
  let bytes = 0;
  for (let stack = 1; stack < record.stackNode.length; stack++) {
    if (record.allocations[stack] === 0 || !passes(names(stack))) continue;
    mallocs += record.allocations[stack]!;
    bytes += record.slotBytes[stack]!;
  }
  return { mallocs, bytes };
}

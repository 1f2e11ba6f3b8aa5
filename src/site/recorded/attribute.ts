// To whom a recorded stack belongs: the innermost frame that is not the runtime's is the one whose call allocated. Its return address is the
// end of exactly one call instruction, so two makes on one line stay apart.
import { framesOf, type ProcessRecord } from '../../read/recording/process-record.ts';
import type { CodePlace, RecordedProgram } from './program.ts';

/** The allocating call of a stack. */
export type Owner =
  /** A call in code that is not the runtime's; `entry` is the runtime function it called. */
  | { readonly kind: 'call'; readonly place: CodePlace; readonly entry: string; readonly at: number }
  /** No frame is outside of the runtime: its own goroutines, and the start of the program. */
  | { readonly kind: 'runtime'; readonly entry: string }
  /** No stack, or no program to read it with. */
  | { readonly kind: 'unknown' };

/** A stack with its places, innermost first. */
export interface PlacedStack {
  readonly places: readonly CodePlace[];
  readonly cut: boolean;
}

/** The frames of a stack of a process. */
export function placeStack(record: ProcessRecord, program: RecordedProgram, slide: number, stack: number): PlacedStack {
  const { pcs, cut } = framesOf(record, record.stackNode[stack]!);
  return { places: pcs.map((pc) => program.place(pc - slide)), cut };
}

/** Whose allocation it is. */
export function ownerOf({ places }: PlacedStack, program: RecordedProgram): Owner {
  if (places.length === 0) return { kind: 'unknown' };
  // The functions of the allocator call one another; one that is met again below other code has started something that allocates for itself,
  // such as waiting for the collector (mgcmark.go: gcAssistAlloc). So has any call that was interrupted to schedule or to grow its stack, and no
  // allocation for the caller is made on another stack.
  let inside = true;
  for (let at = 0; at < places.length; at++) {
    const place = places[at]!;
    if (place.turning || (place.allocator && !inside)) return { kind: 'runtime', entry: program.binary.functionName(place.function) };
    if (!place.allocator) inside = false;
    if (place.runtime) continue;
    if (place.function < 0) return { kind: 'unknown' };
    // Without a runtime frame below it, the call went to the allocator itself.
    const below = places[at - 1];
    return { kind: 'call', place, at, entry: below === undefined ? 'runtime.mallocgc' : program.binary.functionName(below.function) };
  }
  return { kind: 'runtime', entry: places.at(-1)!.function < 0 ? '' : program.binary.functionName(places.at(-1)!.function) };
}

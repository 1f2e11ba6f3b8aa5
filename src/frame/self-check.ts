// Whether the tables of a binary fit the layout that they are read with: for releases that are not known, where nothing else vouches for it.
// A shift by one field shows at once: indexes out of range, maps of arguments and locals of different numbers, offsets outside of the tables.
import { FormatError } from '../base/errors.ts';
import { frameCalls, frameTables, readsArgs, readsLocals } from '../read/binary/frame-tables.ts';
import type { GoBinary } from '../read/binary/go-binary.ts';

/** What was looked at and what was wrong. */
export interface SelfCheck {
  readonly functions: number;
  readonly calls: number;
  /** Calls whose map does not exist, and functions whose tables cannot be read. */
  readonly wrong: number;
}

const MOST_FUNCTIONS = 4000;

/** Checks up to 4,000 functions, spread over the binary. */
export function selfCheck(binary: GoBinary): SelfCheck {
  const step = Math.max(1, Math.floor(binary.functions.count / MOST_FUNCTIONS));
  let [functions, calls, wrong] = [0, 0, 0];
  for (let index = 0; index < binary.functions.count; index += step) {
    functions++;
    try {
      const tables = frameTables(binary, index);
      if (tables.assembly) continue;
      const { args, locals } = tables;
      if (args !== undefined && locals !== undefined && args.count !== locals.count) wrong++;
      for (const call of frameCalls(binary, index)) {
        if (call.map === undefined) continue;
        calls++;
        const outside = (readsLocals(tables, call.spDelta) && call.map >= locals!.count) || (readsArgs(tables) && call.map >= args!.count);
        if (outside || call.spDelta < 0) wrong++;
      }
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      wrong++;
    }
  }
  return { functions, calls, wrong };
}

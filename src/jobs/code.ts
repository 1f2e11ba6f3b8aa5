// The machine instructions around the calls of chosen sites, for --at.
import { disassemble } from '../read/binary/instructions.ts';
import type { Site } from '../site/model.ts';
import type { JoinedBinary } from '../site/join.ts';

/** Instructions shown in front of a call. */
const BEFORE = 6;
/** Bytes looked back at most; the function's own start ends the search earlier. */
const LOOK_BACK = 96;

/** Instructions of the first call of each site that a binary holds: address of the call → instructions up to and with it. */
export async function codeOfSites(binaries: readonly JoinedBinary[], sites: readonly Site[]): Promise<Map<number, { pc: number; text: string }[]>> {
  const found = new Map<number, { pc: number; text: string }[]>();
  for (const site of sites) {
    const call = site.emitted.find((e) => e.pc !== undefined && e.binary !== undefined);
    if (call === undefined || found.has(call.pc!)) continue;
    const binary = binaries[call.binary!]?.binary;
    if (binary === undefined) continue;
    const index = binary.functionAt(call.pc!);
    if (index < 0) continue;
    // Instructions are found by decoding from the start of the function; only the last ones are wanted.
    const all = await disassemble(binary, index, binary.functions.entry[index]!, call.pc! + 1);
    const near = all.filter((i) => i.pc >= call.pc! - LOOK_BACK).slice(-BEFORE - 1);
    if (near.at(-1)?.pc === call.pc)
      found.set(
        call.pc!,
        near.map(({ pc, text }) => ({ pc, text })),
      );
  }
  return found;
}

// Live slots of a call as the runtime reads them from the stack maps, for asking the analysis about them.
// Go source: src/runtime/stkframe.go: getStackMap, src/cmd/compile/internal/liveness/plive.go: hasStackMap, go1.21–go1.27.
import type { GoBinary } from '../../src/read/binary/go-binary.ts';
import { disassemble } from '../../src/read/binary/instructions.ts';
import { FUNCDATA, PCDATA } from '../../src/read/release/func-record.ts';

/** A call that has its own stack map. */
export interface Call {
  readonly pc: number;
  readonly text: string;
}

/** Calls that are no calls to the compiler's liveness analysis: the index at them is the one of the call before. */
const WITHOUT_MAP = /gcWriteBarrier|runtime\.duff|runtime\.morestack|runtime\.wbMove|runtime\.wbZero/;

/** The calls of a function that have a stack map. */
export async function callsOf(binary: GoBinary, index: number): Promise<Call[]> {
  return (await disassemble(binary, index)).filter((one) => one.isCall && !WITHOUT_MAP.test(one.text)).map(({ pc, text }) => ({ pc, text }));
}

/** CFA offsets of the pointer slots that are live at a call. */
export function liveSlots(binary: GoBinary, index: number, pc: number): { readonly locals: number[]; readonly args: number[] } {
  const at = Math.max(0, binary.pcdata(index, PCDATA.StackMapIndex).at(pc));
  const amd64 = binary.goarch === 'amd64';
  const varp = amd64 ? -16 : -8;
  const argp = amd64 ? 0 : 8;
  const locals = bits(binary, index, FUNCDATA.LocalsPointerMaps, at);
  const args = bits(binary, index, FUNCDATA.ArgsPointerMaps, at);
  return {
    locals: binary.spDeltas(index).at(pc) > 0 ? locals.set.map((bit) => varp - (locals.count - bit) * 8) : [],
    args: args.set.map((bit) => argp + bit * 8),
  };
}

function bits(binary: GoBinary, index: number, table: number, map: number): { readonly count: number; readonly set: number[] } {
  const cursor = binary.funcdata(index, table, 'stack map');
  if (cursor === undefined) return { count: 0, set: [] };
  const maps = cursor.i32();
  const count = cursor.i32();
  const size = (count + 7) >> 3;
  if (map >= maps) return { count, set: [] };
  const bytes = cursor.skip(map * size).take(size);
  return { count, set: Array.from({ length: count }, (_, i) => i).filter((bit) => (bytes[bit >> 3]! >> (bit & 7)) & 1) };
}

// Where a frame temporary of the compiler's text lies in the frame, how large it is and while which code it is used. The text names
// temporaries without offsets; laid beside the machine code, the instructions that take their address tell them.
import type { Alignment } from '../frame/align.ts';
import { alignFunction } from '../frame/built-names.ts';
import { FormatError } from '../base/errors.ts';
import { varpOffset } from '../read/binary/frame.ts';
import { frameTables, type FrameTables } from '../read/binary/frame-tables.ts';
import { objectOffset } from '../read/binary/frame.ts';
import type { GoBinary } from '../read/binary/go-binary.ts';
import type { JoinedBinary } from './join.ts';
import type { FrameSlot } from './model.ts';
import type { CompiledFunction } from './twins.ts';

/** A slot's place. */
export type SlotPlace = Required<Pick<FrameSlot, 'offset' | 'live'>> & Pick<FrameSlot, 'size'>;

interface Laid {
  readonly binary: GoBinary;
  readonly tables: FrameTables;
  readonly alignment: Alignment;
}

/** Answers for the functions of an analysis, each laid out once. */
export class FrameSlots {
  readonly #binaries: readonly JoinedBinary[];
  readonly #laid = new Map<CompiledFunction, Laid | undefined>();
  readonly #named = new Map<GoBinary, Map<string, number[]>>();

  constructor(binaries: readonly JoinedBinary[]) {
    this.#binaries = binaries;
  }

  /** The place of a temporary; undefined when no binary holds the function, or text and code cannot be laid side by side. */
  find(compiled: CompiledFunction, symbol: string): SlotPlace | undefined {
    if (!this.#laid.has(compiled)) this.#laid.set(compiled, this.#lay(compiled));
    const laid = this.#laid.get(compiled);
    if (laid === undefined) return undefined;
    const { tables, alignment } = laid;
    const uses = alignment.accesses.filter(({ text }) => text.symbol === symbol);
    const { shape } = tables;
    const bases = new Set(uses.map(({ code, text }) => code.spOffset - text.offset));
    // Two variables can have one name.
    if (bases.size !== 1) return undefined;
    const fpOffset = [...bases][0]! - tables.maxSpDelta - shape.returnAddress;
    const object = tables.objects.find((one) => objectOffset(shape, tables.maxSpDelta, one.offset) === fpOffset);
    const across = alignment.calls.filter(({ text }) => text.live.includes(symbol)).map(({ code }) => code.pc);
    const pcs = [...uses.map(({ code }) => code.pc), ...across];
    const from = Math.min(...pcs);
    const to = Math.max(...pcs);
    return {
      offset: fpOffset - varpOffset(shape, tables.maxSpDelta),
      ...(object === undefined ? {} : { size: object.size }),
      live: { from, to, fromLine: this.#line(laid, from), toLine: this.#line(laid, to), calls: across.length },
    };
  }

  #line(laid: Laid, pc: number): number {
    return laid.binary.outermostLine(laid.tables.index, pc);
  }

  #lay(compiled: CompiledFunction): Laid | undefined {
    const { frame, position } = compiled.dump;
    if (frame === undefined) return undefined;
    let best: Laid | undefined;
    let bestLines = -1;
    for (const { binary } of this.#binaries) {
      for (const index of this.#indexes(binary, compiled.symbol)) {
        const start = binary.startLine(index);
        if (start !== undefined && position.line !== 0 && start !== position.line) continue;
        const found = layOut(binary, index, frame);
        if (found === undefined) continue;
        const lines = found.alignment.calls.filter(({ code, text }) => binary.outermostLine(index, code.pc) === text.line).length;
        if (lines > bestLines) {
          best = found;
          bestLines = lines;
        }
      }
      if (best !== undefined) return best;
    }
    return best;
  }

  #indexes(binary: GoBinary, symbol: string): readonly number[] {
    let named = this.#named.get(binary);
    if (named === undefined) {
      this.#named.set(binary, (named = new Map()));
      for (let i = 0; i < binary.functions.count; i++) {
        const name = binary.functionName(i);
        const list = named.get(name);
        if (list === undefined) named.set(name, [i]);
        else list.push(i);
      }
    }
    return named.get(symbol) ?? [];
  }
}

function layOut(binary: GoBinary, index: number, dump: NonNullable<CompiledFunction['dump']['frame']>): Laid | undefined {
  try {
    const tables = frameTables(binary, index);
    const alignment = alignFunction(binary, index, dump);
    return alignment === undefined ? undefined : { binary, tables, alignment };
  } catch (error) {
    // Code that cannot be decoded leaves the slot without a place.
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

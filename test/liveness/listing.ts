// Holds decoded stack maps against the compiler's assembly listing (-gcflags=all=-S): the index that PCDATA $1 sets before each call,
// and the bytes of the gclocals symbols that FUNCDATA $0 and $1 name.
import { frameCalls, frameTables, mapCount, type FrameTables } from '../../src/read/binary/frame-tables.ts';
import type { GoBinary } from '../../src/read/binary/go-binary.ts';
import { bitString, type PointerMaps } from '../../src/read/binary/pointer-maps.ts';
import { printableName } from '../../src/site/symbol-names.ts';

interface Listed {
  readonly name: string;
  size: number;
  args: string;
  locals: string;
  /** Offset of each call and the index in force, as pairs. */
  readonly calls: number[];
}

/** The functions of a listing, fed line by line. */
export class Listing {
  readonly functions: Map<string, Listed[]> = new Map();
  readonly #contents = new Map<string, number[]>();
  #current: Listed | undefined;
  #symbol: number[] | undefined;
  #index = -1;

  line(text: string): void {
    if (text.charCodeAt(0) !== 9) {
      this.#symbol = undefined;
      this.#current = undefined;
      const head = /^(\S.*?) (STEXT|SRODATA)\b.* size=(\d+)/.exec(text);
      if (head === null) return;
      const name = head[1]!;
      if (head[2] === 'STEXT') {
        this.#current = { name, size: Number(head[3]), args: '', locals: '', calls: [] };
        this.#index = -1;
        const key = printableName(name);
        this.functions.set(key, [...(this.functions.get(key) ?? []), this.#current]);
      } else if (name.startsWith('gclocals·')) {
        this.#symbol = [];
        this.#contents.set(name, this.#symbol);
      }
      return;
    }
    if (this.#symbol !== undefined) {
      const bytes = /^\t0x[0-9a-f]+ ((?:[0-9a-f]{2} )+)/.exec(text)?.[1];
      if (bytes !== undefined) for (const byte of bytes.trim().split(' ')) this.#symbol.push(Number.parseInt(byte, 16));
      return;
    }
    if (this.#current === undefined) return;
    const parts = text.split('\t');
    const [, where, op, operands] = parts;
    if (op === 'PCDATA' && operands?.startsWith('$1, ')) this.#index = Number(operands.slice('$1, $'.length));
    else if (op === 'CALL') this.#current.calls.push(Number.parseInt(where!.slice(2), 16), this.#index);
    else if (op === 'FUNCDATA' && operands?.startsWith('$0, ')) this.#current.args = symbolOf(operands);
    else if (op === 'FUNCDATA' && operands?.startsWith('$1, ')) this.#current.locals = symbolOf(operands);
  }

  /** The bitmaps of a gclocals symbol, bit 0 first; undefined when the listing does not hold it. */
  maps(symbol: string): string[] | undefined {
    const bytes = this.#contents.get(symbol);
    if (bytes === undefined || bytes.length < 8) return undefined;
    const view = new DataView(Uint8Array.from(bytes).buffer);
    const count = view.getInt32(0, true);
    const bits = view.getInt32(4, true);
    return Array.from({ length: count }, (_, map) =>
      Array.from({ length: bits }, (_, bit) => String((bytes[8 + map * ((bits + 7) >>> 3) + (bit >>> 3)]! >>> (bit & 7)) & 1)).join(''),
    );
  }
}

function symbolOf(operands: string): string {
  return operands.slice(operands.indexOf(' ') + 1).replace(/\(SB\)$/, '');
}

/** What a comparison counted. */
export interface ListingTally {
  functions: number;
  calls: number;
  callsEqual: number;
  readonly missing: string[];
  readonly different: string[];
}

/** Compares every compiled function of the binary that makes calls. */
export function compareListing(binary: GoBinary, listing: Listing): ListingTally {
  const tally: ListingTally = { functions: 0, calls: 0, callsEqual: 0, missing: [], different: [] };
  for (let index = 0; index < binary.functions.count; index++) {
    const tables = frameTables(binary, index);
    if (tables.assembly) continue;
    // The listing has DUFFZERO and DUFFCOPY for these.
    const calls = frameCalls(binary, index).filter((call) => !isDuff(binary, call.target));
    if (calls.length === 0) continue;
    // Since go1.27 the symbol table keeps the shapes of generic functions.
    const candidates = (listing.functions.get(printableName(tables.name)) ?? []).filter(
      (one) => !tables.name.includes('[go.shape.') || one.name.replace(/#[^#]*#/g, '') === tables.name,
    );
    if (candidates.length === 0) {
      tally.missing.push(tables.name);
      continue;
    }
    tally.functions++;
    tally.calls += calls.length;
    const pairs = calls.flatMap((call) => [call.pc - tables.entry, binary.stackMapIndex(index, call.returnPc - 1)]);
    const equal = candidates.find((one) => one.calls.length === pairs.length && one.calls.every((v, i) => v === pairs[i]) && sameMaps(listing, one, tables));
    if (equal !== undefined) tally.callsEqual += calls.length;
    else tally.different.push(tables.name);
  }
  return tally;
}

function isDuff(binary: GoBinary, target: number | undefined): boolean {
  const callee = target === undefined ? -1 : binary.functionAt(target);
  return callee >= 0 && binary.functionName(callee).startsWith('runtime.duff');
}

function sameMaps(listing: Listing, listed: Listed, tables: FrameTables): boolean {
  return same(listing.maps(listed.args), tables.args, tables) && same(listing.maps(listed.locals), tables.locals, tables);
}

function same(listed: readonly string[] | undefined, decoded: PointerMaps | undefined, tables: FrameTables): boolean {
  if (listed === undefined) return decoded === undefined || mapCount(tables) === 0;
  return decoded !== undefined && listed.length === decoded.count && listed.every((bits, map) => bits === bitString(decoded, map));
}

// Changes to good inputs, as fast-check arbitraries: seeded, and shrunk to the smallest change that still fails.
// A change is made in place and taken back afterwards: copying a binary for each of 200,000 inputs would take most of the time.
import fc from 'fast-check';
import type { Base } from './bases.ts';
import type { Piece } from './regions.ts';

/** Bytes written at a place of a table. */
export interface Edit {
  readonly region: string;
  readonly piece: number;
  readonly at: number;
  /** Hexadecimal. */
  readonly bytes: string;
}

/** A changed input. */
export interface Input {
  readonly edits: readonly Edit[];
  /** The file ends here. */
  readonly cut?: number;
}

const EXTREMES: readonly bigint[] = [
  '0 1 2 3 4 7 8 0xf 0x10 0x11 0x40 0x7f 0x80 0xff 0x100 0x7fff 0x8000 0xffff 0x10000 0xfffff 0x1000000',
  '0x7ffffff 0x7fffffff 0x80000000 0x80000001 0xfffffff0 0xfffffffe 0xffffffff 0x100000000 0x100000001 0x10000000000',
  '0x1fffffffffffff 0x20000000000000 0x20000000000001 0x4000000000000000 0x7fffffffffffffff 0x8000000000000000 0xfffffffffffffffe 0xffffffffffffffff',
].flatMap((line) => line.split(' ').map(BigInt));
const MAX_RUN = 512;

type Change =
  | { readonly kind: 'flip'; readonly bit: number }
  | { readonly kind: 'byte'; readonly value: number }
  | { readonly kind: 'word' | 'add'; readonly size: 2 | 4 | 8; readonly value: number; readonly aligned: boolean }
  | { readonly kind: 'uvarint'; readonly value: number; readonly length: number }
  | { readonly kind: 'fill'; readonly value: number; readonly count: number }
  | { readonly kind: 'splice'; readonly region: number; readonly piece: number; readonly from: number; readonly count: number }
  | { readonly kind: 'shift'; readonly by: number };

interface Placed {
  readonly region: number;
  readonly piece: number;
  readonly at: number;
  readonly change: Change;
}

const size = fc.constantFrom<(2 | 4 | 8)[]>(2, 4, 8);
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), bit: fc.nat(7) }),
  fc.record({ kind: fc.constant('byte' as const), value: fc.nat(255) }),
  fc.record({ kind: fc.constant('word' as const), size, value: fc.nat(), aligned: fc.boolean() }),
  fc.record({ kind: fc.constant('word' as const), size: fc.constant(4 as const), value: fc.nat(), aligned: fc.constant(true) }),
  fc.record({ kind: fc.constant('add' as const), size, value: fc.nat(40), aligned: fc.constant(true) }),
  fc.record({ kind: fc.constant('uvarint' as const), value: fc.nat(), length: fc.integer({ min: 1, max: 12 }) }),
  fc.record({ kind: fc.constant('fill' as const), value: fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), count: fc.integer({ min: 1, max: 64 }) }),
  fc.record({ kind: fc.constant('splice' as const), region: fc.nat(), piece: fc.nat(), from: fc.nat(), count: fc.integer({ min: 1, max: MAX_RUN }) }),
  fc.record({ kind: fc.constant('shift' as const), by: fc.integer({ min: -9, max: 9 }) }),
);

/** Changed inputs of a base, changed in the given tables (those of them that it has). `other`: what is spliced in besides its own tables. */
export function inputs(base: Base, names: readonly string[], other: Base, maxEdits: number): fc.Arbitrary<Input> {
  const present = names.filter((name) => base.regions.has(name));
  if (present.length === 0) throw new Error(`${base.name} has none of ${names.join(', ')}`);
  const placed: fc.Arbitrary<Placed> = fc.record({ region: fc.nat(present.length - 1), piece: fc.nat(), at: fc.nat(), change });
  const edits = fc.array(placed, { minLength: 1, maxLength: maxEdits }).map((list) => list.map((one) => resolve(one, base, present, other)));
  const cut = fc.record({ region: fc.nat(present.length - 1), piece: fc.nat(), at: fc.nat(), anywhere: fc.boolean() }).map((one) => {
    const piece = pick(base.regions.get(present[one.region]!)!, one.piece);
    return one.anywhere ? one.at % base.bytes.length : piece.start + (one.at % (piece.size + 1));
  });
  return fc.oneof(
    { weight: 15, arbitrary: fc.record({ edits }) },
    { weight: 1, arbitrary: fc.record({ edits: fc.constant<Edit[]>([]), cut }) },
    { weight: 1, arbitrary: fc.record({ edits, cut }) },
  );
}

function pick<T>(list: readonly T[], number: number): T {
  return list[number % list.length]!;
}

function resolve(placed: Placed, base: Base, names: readonly string[], other: Base): Edit {
  const region = names[placed.region]!;
  const pieces = base.regions.get(region)!;
  const piece = placed.piece % pieces.length;
  const { start, size: length } = pieces[piece]!;
  const { change: one } = placed;
  const unit = (one.kind === 'word' || one.kind === 'add') && one.aligned ? one.size : 1;
  const offset = placed.at % length;
  const at = offset - (offset % unit);
  const bytes = written(one, base, pieces[piece]!, start + at, length - at, other);
  return { region, piece, at, bytes: Buffer.from(bytes).toString('hex') };
}

/** The bytes that a change writes at an offset of the input, of which `left` belong to the piece. */
function written(one: Change, base: Base, piece: Piece, offset: number, left: number, other: Base): Uint8Array {
  const { bytes } = base;
  switch (one.kind) {
    case 'flip':
      return Uint8Array.of(bytes[offset]! ^ (1 << one.bit));
    case 'byte':
      return Uint8Array.of(one.value);
    case 'word':
      return word(extreme(base, piece, one.value), one.size);
    case 'add':
      return word(read(bytes, offset, one.size) + BigInt(one.value - 20), one.size);
    case 'uvarint':
      return uvarint(extreme(base, piece, one.value), one.length);
    case 'fill':
      return new Uint8Array(Math.min(one.count, left)).fill(one.value);
    case 'splice': {
      const source = one.region % 4 === 0 ? other : base;
      const from = pick(pick([...source.regions.values()], one.region >>> 2), one.piece);
      const begin = from.start + (one.from % from.size);
      return source.bytes.slice(begin, begin + Math.min(one.count, left));
    }
    default: {
      // Bytes inserted or taken out: what follows in the table moves.
      const rest = bytes.slice(offset, offset + Math.min(left, MAX_RUN));
      return one.by < 0 ? Uint8Array.of(...rest.subarray(-one.by), ...rest.subarray(0, -one.by)).subarray(0, rest.length) : moved(rest, one.by);
    }
  }
}

function moved(bytes: Uint8Array, by: number): Uint8Array {
  const result = bytes.slice();
  result.copyWithin(by, 0);
  return result;
}

function extreme(base: Base, piece: Piece, number: number): bigint {
  const own = [base.bytes.length, base.bytes.length - 1, base.bytes.length + 1, piece.size, piece.size - 1, piece.size + 1, piece.start].map(BigInt);
  return number % 4 === 0 ? pick(own, number >>> 2) : pick(EXTREMES, number >>> 2);
}

function word(value: bigint, length: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, value));
  return bytes.subarray(0, length);
}

function read(bytes: Uint8Array, offset: number, length: number): bigint {
  let value = 0n;
  for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[offset + i] ?? 0);
  return value;
}

/** LEB128, padded to a length when it is shorter. */
function uvarint(value: bigint, length: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; rest >= 0x80n || bytes.length + 1 < length; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Uint8Array.of(...bytes, Number(value >> BigInt(7 * bytes.length)) & 0x7f);
}

/** What the changed tables are about. */
export function aboutOf(base: Base, input: Input): number[] {
  const found = new Set<number>();
  for (const { region, piece } of input.edits) {
    const { about } = pieceOf(base, region, piece);
    if (about !== undefined) found.add(about);
  }
  return [...found];
}

/** Runs with the changed bytes; they are good again afterwards. */
export async function changed<T>(base: Base, input: Input, run: (bytes: Uint8Array) => Promise<T>): Promise<T> {
  const { bytes } = base;
  const undo: [number, Uint8Array][] = [];
  for (const { region, piece, at, bytes: hex } of input.edits) {
    const offset = pieceOf(base, region, piece).start + at;
    const written = Buffer.from(hex, 'hex').subarray(0, Math.max(0, bytes.length - offset));
    undo.push([offset, bytes.slice(offset, offset + written.length)]);
    bytes.set(written, offset);
  }
  try {
    return await run(input.cut === undefined ? bytes : bytes.subarray(0, input.cut));
  } finally {
    for (const [offset, before] of undo.toReversed()) bytes.set(before, offset);
  }
}

/** The corpus names pieces of earlier bases, too: then another piece is changed, which is as good. */
function pieceOf(base: Base, region: string, piece: number): Piece {
  const pieces = base.regions.get(region);
  if (pieces === undefined) throw new Error(`${base.name} has no ${region}`);
  return pick(pieces, piece);
}

// The two comparisons over whole binaries, for bench/liveness.mjs and the tests.
import { inflateSync } from 'node:zlib';
import { CompilerText } from '../../src/read/compiler/compiler-text.ts';
import { GoBinary } from '../../src/read/binary/go-binary.ts';
import { openDwarf } from '../../src/read/dwarf/dwarf.ts';
import { compareLiveness, Texts, type Tally } from './compare.ts';
import { compareListing, Listing, type ListingTally } from './listing.ts';
import { Operands } from './operands.ts';

/** Indexes and bitmaps against the listing. */
export async function checkBits(bytes: Uint8Array, lines: AsyncIterable<string>): Promise<ListingTally> {
  const listing = new Listing();
  for await (const line of lines) listing.line(line);
  return compareListing(GoBinary.open(bytes, 'binary'), listing);
}

export interface NamesTally extends Tally {
  /** Words with one owner of which an operand of the listing has the same name, or none has. */
  operandsRight: number;
  operandsWrong: number;
}

/** Live words against the lists of live variables; `operands` are the lines of a listing of the same compile. */
export async function checkNames(
  bytes: Uint8Array,
  chunks: AsyncIterable<Uint8Array>,
  mains: readonly string[],
  operands?: AsyncIterable<string>,
): Promise<NamesTally> {
  const texts = new Texts();
  const text = new CompilerText(
    () => ({ line: () => {} }),
    () => undefined,
    { onDump: (header, dump) => texts.add(header, dump) },
  );
  for await (const chunk of chunks) text.push(chunk);
  text.finish();
  const named = new Operands();
  if (operands !== undefined) for await (const line of operands) named.line(line);
  const binary = GoBinary.open(bytes, 'binary');
  const dwarf = openDwarf(binary.image, (packed, size) => inflateSync(packed, { maxOutputLength: Math.max(1, size) }));
  let operandsRight = 0;
  let operandsWrong = 0;
  const tally = compareLiveness(binary, texts, mains, dwarf, (tables, pair, solved) => {
    const words = named.functions.get(tables.name);
    pair.alignment.calls.forEach((_, k) => {
      for (const word of pair.words[k]!) {
        const owners = solved.ownersAt(k, word);
        // Operands count locals from varp and arguments from argp, as the listing prints them.
        const listed = words?.get(word < 0 ? word + 16 : word);
        if (owners.length !== 1 || listed === undefined) continue;
        if ([...listed].some((name) => owners[0] === name || owners[0]!.endsWith(`.${name}`))) operandsRight++;
        else operandsWrong++;
      }
    });
  });
  return { ...tally, operandsRight, operandsWrong };
}

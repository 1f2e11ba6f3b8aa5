// Names of frame words in a binary whose compile was watched: the compiler's own lists decide, DWARF adds types and parts.
import { frameAccesses } from '../read/binary/frame-accesses.ts';
import { argsOffset, localsOffset } from '../read/binary/frame.ts';
import { frameCalls, readsArgs, readsLocals, type FrameCall, type FrameTables } from '../read/binary/frame-tables.ts';
import type { GoBinary } from '../read/binary/go-binary.ts';
import { liveBits } from '../read/binary/pointer-maps.ts';
import type { FrameDump } from '../read/compiler/frame-dump.ts';
import { align, basesOf, storedWords, type Alignment } from './align.ts';
import { solveOwnership, wholeName, type LiveWords, type Ownership } from './compiler-names.ts';
import type { SlotName } from './model.ts';
import type { FrameNames } from './namer.ts';

/** Lays a function's text beside its code; undefined when they are not of the same code. FormatError where code cannot be decoded. */
export function alignFunction(binary: GoBinary, index: number, dump: FrameDump): Alignment | undefined {
  const isDeferReturn = (call: FrameCall): boolean => {
    const callee = call.target === undefined ? -1 : binary.functionAt(call.target);
    return callee >= 0 && binary.functionName(callee) === 'runtime.deferreturn';
  };
  return align(dump, frameCalls(binary, index), frameAccesses(binary, index), isDeferReturn);
}

/** The words that are live at each aligned call. */
export function liveWords(tables: FrameTables, alignment: Alignment): LiveWords {
  return alignment.calls.map(({ code }) => {
    const found: number[] = [];
    const map = code.map ?? 0;
    if (readsLocals(tables, code.spDelta) && map < tables.locals!.count) {
      for (const bit of liveBits(tables.locals!, map)) found.push(localsOffset(tables.shape, code.spDelta, tables.locals!.bits, bit));
    }
    if (readsArgs(tables) && map < tables.args!.count) for (const bit of liveBits(tables.args!, map)) found.push(argsOffset(tables.shape, bit));
    return found;
  });
}

/** Who owns which word; `dwarf` tells the arguments' places. */
export function ownershipOf(tables: FrameTables, alignment: Alignment, words: LiveWords, dwarf: FrameNames): Ownership {
  const stored = storedWords(tables, alignment);
  const inArguments = new Set<string>();
  // Every argument and result has words of its own, which DWARF knows without doubt.
  for (const word of new Set(words.flat())) {
    if (word < 0) continue;
    const names = new Set(dwarf.wordAt(word, { pc: -1, returnPc: -1 }).map((name) => name.variable));
    if (names.size !== 1) continue;
    stored.set(word, names);
    const name = [...names][0]!;
    if (dwarf.count(name) === 1) inArguments.add(name);
  }
  return solveOwnership(alignment, words, basesOf(tables, alignment), stored, inArguments, (name) => dwarf.count(name) > 1);
}

/** The names. */
export function builtNames(tables: FrameTables, alignment: Alignment, dwarf: FrameNames): FrameNames {
  const words = liveWords(tables, alignment);
  const owners = ownershipOf(tables, alignment, words, dwarf);
  const atPc = new Map(alignment.calls.map(({ code }, k) => [code.pc, k]));
  const bases = basesOf(tables, alignment);
  return {
    wordAt(fpOffset, call) {
      const k = atPc.get(call.pc);
      const found = dwarf.wordAt(fpOffset, call);
      if (k === undefined) return found;
      return owners.ownersAt(k, fpOffset).map((owner) => describe(owner, found, fpOffset - (bases.get(owner) ?? fpOffset)));
    },
    objectAt(fpOffset, size) {
      const known = dwarf.objectAt(fpOffset, size);
      if (known !== undefined) return known;
      const here = [...bases].filter(([, base]) => base === fpOffset);
      const type = alignment.accesses.find(({ text }) => text.kind === 'address' && text.offset === 0 && text.symbol === here[0]?.[0])?.text.type;
      return here.length === 1 ? { variable: here[0]![0], source: 'compiler', ...(type === undefined ? {} : { type }) } : undefined;
    },
    variables: () => dwarf.variables(),
    count: (name) => dwarf.count(name),
  };
}

// The type and the part are DWARF's where it knows the same variable there.
function describe(owner: string, found: readonly SlotName[], within: number): SlotName {
  const same = found.find((name) => wholeName(name.variable) === wholeName(owner));
  // Words of one temporary differ by where they lie in it.
  if (same === undefined) return { variable: owner, ...(within > 0 ? { part: `+${within}` } : {}), source: 'compiler' };
  return { ...same, variable: wholeName(owner) === owner.replace(/^&/, '') ? owner : wholeName(owner), source: 'compiler' };
}

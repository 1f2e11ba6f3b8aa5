// Names of frame words from the compiler's text: at each call it lists the variables that are live, the stack map the words. A word
// belongs to one variable at a time, and a variable to the same words for its whole life; what follows from that is certain, and where
// several answers remain all of them are given.
// Source: cmd/compile/internal/liveness/plive.go: printDebug; cmd/compile/internal/ssagen/pgen.go: AllocFrame (merged variables, 1.23+).
import type { Alignment } from './align.ts';

/** Words by their offset from fp. */
export interface LiveWords {
  /** Offset of every live word at aligned call k. */
  readonly at: readonly (readonly number[])[];
}

/** Which variables can own which words. */
export interface Ownership {
  /** Variables that can own a word at aligned call k; one: certain. */
  ownersAt(call: number, fpOffset: number): readonly string[];
  /** Whether text and maps can be reconciled at all. */
  readonly consistent: boolean;
  /** Where variables begin whose address is taken, by name. */
  readonly bases: ReadonlyMap<string, number>;
}

const MAX_ROUNDS = 16;

/**
 * Solves for one function.
 * @param known words that a variable can be in at most, from elsewhere (DWARF); absent: no restriction
 * @param baseOf offset from fp of an address that the code computes
 */
export function solveOwnership(
  alignment: Alignment,
  words: LiveWords,
  bases: ReadonlyMap<string, number>,
  known?: (name: string) => ((fpOffset: number) => boolean) | undefined,
): Ownership {
  const possible = new Map<string, Set<number>>();
  alignment.calls.forEach(({ text }, k) => {
    const live = new Set(words.at[k]);
    for (const name of text.live) {
      const before = possible.get(name);
      if (before === undefined) possible.set(name, new Set(live));
      else for (const word of before) if (!live.has(word)) before.delete(word);
    }
  });
  const consistent = alignment.calls.every(
    ({ text }, k) =>
      words.at[k]!.every((word) => text.live.some((name) => possible.get(name)!.has(word))) && text.live.every((name) => possible.get(name)!.size > 0),
  );
  if (consistent) {
    restrict(possible, bases, known);
    narrow(possible, alignment, words);
  }
  return {
    consistent,
    bases,
    ownersAt: (call, fpOffset) => (consistent ? alignment.calls[call]!.text.live.filter((name) => possible.get(name)!.has(fpOffset)) : []),
  };
}

function restrict(
  possible: Map<string, Set<number>>,
  bases: ReadonlyMap<string, number>,
  known?: (name: string) => ((fpOffset: number) => boolean) | undefined,
): void {
  const starts = [...bases.values()].sort((a, b) => a - b);
  for (const [name, set] of possible) {
    const base = bases.get(name);
    const next = base === undefined ? undefined : starts.find((start) => start > base);
    const inside = known?.(name);
    const fits = [...set].filter(
      (word) => (base === undefined || (word >= base && (next === undefined || word < next))) && (inside === undefined || inside(word)),
    );
    // A restriction that leaves nothing is wrong about this variable.
    if (fits.length === 0) continue;
    for (const word of set) if (!fits.includes(word)) set.delete(word);
  }
}

// Whoever is a word's only possible owner at one call owns it wherever it is live; nobody else does at those calls.
function narrow(possible: Map<string, Set<number>>, alignment: Alignment, words: LiveWords): void {
  const owned = new Map<string, Set<number>>();
  for (let round = 0, changed = true; changed && round < MAX_ROUNDS; round++) {
    changed = false;
    alignment.calls.forEach(({ text }, k) => {
      for (const word of words.at[k]!) {
        const owners = text.live.filter((name) => possible.get(name)!.has(word));
        const owner = owners.length === 1 ? owners[0] : owners.find((name) => owned.get(name)?.has(word) === true || possible.get(name)!.size === 1);
        if (owner === undefined) continue;
        const mine = owned.get(owner) ?? new Set();
        owned.set(owner, mine);
        if (!mine.has(word)) changed = true;
        mine.add(word);
        for (const other of owners) if (other !== owner && possible.get(other)!.size > 1 && possible.get(other)!.delete(word)) changed = true;
      }
    });
  }
}

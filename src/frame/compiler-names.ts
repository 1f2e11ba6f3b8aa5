// Names of frame words from the compiler's text: at each call it lists the variables that are live, and the stack map marks the words.
// Which word is whose follows from where variables are known to lie (addresses that the code computes, DWARF) and from what is live
// together and apart. A word gets a name only when one listed variable alone can own it; else all that can are given.
// Source: cmd/compile/internal/liveness/plive.go: printDebug; cmd/compile/internal/ssagen/pgen.go: AllocFrame (words shared since 1.23).
import type { Alignment } from './align.ts';

/** Offsets from fp of the live words at each aligned call. */
export type LiveWords = readonly (readonly number[])[];

/** What is known from elsewhere (DWARF). */
export interface Hints {
  /** Variables that can lie in a word while call `k` runs; empty: nothing is known. */
  at(fpOffset: number, k: number): readonly string[];
  /** Whether several variables have this name, as when a function is inlined twice. */
  isShared(name: string): boolean;
}

/** Who owns which word. */
export interface Ownership {
  /** Variables that can own a live word at call `k`: one is certain, none means that text and maps disagree. */
  ownersAt(k: number, fpOffset: number): readonly string[];
}

const MAX_ROUNDS = 12;

/** Solves for one function. `bases` are offsets from fp of variables whose address the code computes. */
export function solveOwnership(alignment: Alignment, words: LiveWords, bases: ReadonlyMap<string, number>, hints: Hints): Ownership {
  const possible = intersect(alignment, words, hints);
  const state = alignment.calls.map(({ text }, k) => {
    const listed = [...new Set(text.live)];
    return new Map(words[k]!.map((word) => [word, candidates(word, listed, possible, bases)]));
  });
  const owned = new Map<number, Set<string>>();
  propagate(alignment, state, owned);
  // DWARF names a value, and the same value can lie in words of two variables: it decides only what the rest leaves open.
  state.forEach((call, k) => {
    for (const [word, names] of call) {
      if (names.length < 2) continue;
      const hinted = hints.at(word, k).map(wholeName);
      const agreed = names.filter((name) => hinted.includes(wholeName(name)));
      if (agreed.length > 0) call.set(word, agreed);
    }
  });
  propagate(alignment, state, owned);
  return { ownersAt: (k, fpOffset) => state[k]?.get(fpOffset) ?? [] };
}

function propagate(alignment: Alignment, state: readonly Map<number, readonly string[]>[], owned: Map<number, Set<string>>): void {
  for (let round = 0, changed = true; changed && round < MAX_ROUNDS; round++) {
    changed = false;
    state.forEach((call, k) => {
      for (const [word, names] of call) {
        const next = names.length === 1 ? names : choose(word, names, call, alignment.calls[k]!.text.live, owned);
        if (next.length === 1 && owned.get(word)?.has(next[0]!) !== true) {
          owned.set(word, (owned.get(word) ?? new Set()).add(next[0]!));
          changed = true;
        }
        if (next.length !== names.length) {
          call.set(word, next);
          changed = true;
        }
      }
    });
  }
}

// A variable lies in the same words for its whole life: those that are live at every call that lists it. Different variables of one
// name (inlined calls) can share none; then nothing follows.
function intersect(alignment: Alignment, words: LiveWords, hints: Hints): Map<string, Set<number>> {
  const possible = new Map<string, Set<number>>();
  alignment.calls.forEach(({ text }, k) => {
    const live = new Set(words[k]);
    for (const name of text.live) {
      const before = possible.get(name);
      if (before === undefined) possible.set(name, new Set(live));
      else for (const word of before) if (!live.has(word)) before.delete(word);
    }
  });
  const shared = new Set(alignment.calls.flatMap(({ text }) => text.live.filter((name, i) => text.live.indexOf(name) !== i)));
  for (const [name, set] of possible) if (shared.has(name) || hints.isShared(wholeName(name))) set.clear();
  return possible;
}

function candidates(word: number, listed: readonly string[], possible: Map<string, Set<number>>, bases: ReadonlyMap<string, number>): readonly string[] {
  const fitting = listed.filter((name) => {
    const words = possible.get(name)!;
    return (words.size === 0 || words.has(word)) && withinBase(name, word, bases);
  });
  // Nothing fits when one name stands for variables that are not known to be several.
  return fitting.length === 0 ? listed : fitting;
}

// A variable with a known beginning ends before the next one begins.
function withinBase(name: string, word: number, bases: ReadonlyMap<string, number>): boolean {
  const base = bases.get(name);
  if (base !== undefined && word < base) return false;
  for (const [other, start] of bases) {
    if (other === name) continue;
    if (start === word) return base === word;
    if (base !== undefined && start > base && start <= word) return false;
  }
  return true;
}

// Who owned the word before, and is listed here, owns it here. A name that has no other word needs this one; a word that nobody else
// needs can still be part of a larger variable, so nothing follows from a name that has a word already.
function choose(
  word: number,
  names: readonly string[],
  call: ReadonlyMap<number, readonly string[]>,
  live: readonly string[],
  owned: ReadonlyMap<number, ReadonlySet<string>>,
): string[] {
  const before = names.filter((name) => owned.get(word)?.has(name));
  if (before.length === 1) return before;
  const needy = names.filter((name) => {
    let others = 0;
    for (const [other, list] of call) if (other !== word && list.includes(name)) others++;
    return others === 0;
  });
  if (needy.length === 1) return needy;
  // Variables of one word each, all but one of them placed: as many words as names.
  const placed = new Set<string>();
  for (const list of call.values()) if (list.length === 1) placed.add(list[0]!);
  if (call.size === live.length) {
    const open = names.filter((name) => !placed.has(name));
    if (open.length >= 1 && open.length < names.length) return open;
  }
  return [...names];
}

/** The variable that a name belongs to: `s.ptr` to `s`, `&x` to `x`. */
export function wholeName(name: string): string {
  const bare = name.startsWith('&') ? name.slice(1) : name;
  const dot = bare.indexOf('.', 1);
  return dot < 0 ? bare : bare.slice(0, dot);
}

// Names of frame words from the compiler's text: at each call it lists the variables that are live, and the stack map marks the words.
// Which word is whose follows from where variables are known to lie (addresses that the code computes, DWARF) and from what is live
// together and apart. A word gets a name only when one listed variable alone can own it; else all that can are given.
// Source: cmd/compile/internal/liveness/plive.go: printDebug; cmd/compile/internal/ssagen/pgen.go: AllocFrame (words shared since 1.23).
import type { Alignment } from './align.ts';

/** Offsets from fp of the live words at each aligned call. */
export type LiveWords = readonly (readonly number[])[];

/** Who owns which word. */
export interface Ownership {
  /** Variables that can own a live word at call `k`: one is certain, none means that text and maps disagree. */
  ownersAt(k: number, fpOffset: number): readonly string[];
}

const MAX_ROUNDS = 12;
/** Comparisons for one function: more than its text can call for, unless it is forged. */
const MAX_WORK = 2 ** 28;

/**
 * Solves for one function.
 * @param bases offsets from fp of variables whose beginning is known
 * @param stored variables that are stored into a word
 * @param inArguments variables that lie among the arguments, and nowhere else
 * @param isShared whether several variables have this name, as when a function is inlined twice
 */
export function solveOwnership(
  alignment: Alignment,
  words: LiveWords,
  bases: ReadonlyMap<string, number>,
  stored: ReadonlyMap<number, ReadonlySet<string>>,
  inArguments: ReadonlySet<string>,
  isShared: (name: string) => boolean,
): Ownership {
  if (workOf(alignment, words, bases.size) > MAX_WORK) return { ownersAt: () => [] };
  const possible = intersect(alignment, words, isShared);
  for (const [name, set] of possible) if (inArguments.has(name)) for (const word of set) if (word < 0) set.delete(word);
  const own = new Map([...bases].filter(([name]) => possible.get(name)?.size !== 0));
  const state = alignment.calls.map(({ text }, k) => {
    const listed = [...new Set(text.live)];
    return new Map(words[k]!.map((word) => [word, candidates(word, listed, possible, own, stored)]));
  });
  const owned = new Map<number, Set<string>>();
  propagate(state, owned, (name) => possible.get(name)!.size === 0);
  return { ownersAt: (k, fpOffset) => state[k]?.get(fpOffset) ?? [] };
}

function propagate(state: readonly Map<number, readonly string[]>[], owned: Map<number, Set<string>>, isShared: (name: string) => boolean): void {
  for (let round = 0, changed = true; changed && round < MAX_ROUNDS; round++) {
    changed = false;
    state.forEach((call) => {
      for (const [word, names] of call) {
        const next = names.length === 1 ? names : choose(word, names, owned);
        if (next.length === 1 && !isShared(next[0]!) && owned.get(word)?.has(next[0]!) !== true) {
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
function intersect(alignment: Alignment, words: LiveWords, isShared: (name: string) => boolean): Map<string, Set<number>> {
  const possible = new Map<string, Set<number>>();
  alignment.calls.forEach(({ text }, k) => {
    const live = new Set(words[k]);
    for (const name of text.live) {
      const before = possible.get(name);
      if (before === undefined) possible.set(name, new Set(live));
      else for (const word of before) if (!live.has(word)) before.delete(word);
    }
  });
  const shared = new Set(alignment.calls.flatMap(({ text }) => repeated(text.live)));
  for (const [name, set] of possible) if (shared.has(name) || isShared(wholeName(name))) set.clear();
  return possible;
}

function workOf(alignment: Alignment, words: LiveWords, bases: number): number {
  return alignment.calls.reduce((sum, { text }, k) => sum + words[k]!.length * text.live.length * (1 + bases), 0);
}

function repeated(names: readonly string[]): string[] {
  const seen = new Set<string>();
  return names.filter((name) => seen.size === seen.add(name).size);
}

function candidates(
  word: number,
  listed: readonly string[],
  possible: Map<string, Set<number>>,
  bases: ReadonlyMap<string, number>,
  stored: ReadonlyMap<number, ReadonlySet<string>>,
): readonly string[] {
  const known = stored.get(word);
  const certain = known === undefined ? [] : listed.filter((name) => known.has(name));
  if (certain.length === 1) return certain;
  const fitting = listed.filter((name) => {
    const words = possible.get(name)!;
    return (words.size === 0 || words.has(word)) && withinBase(name, word, listed, bases);
  });
  // Nothing fits when one name stands for variables that are not known to be several.
  return fitting.length === 0 ? listed : fitting;
}

// A variable with a known beginning ends before the next one that is live as well begins; others can have the words at another time.
function withinBase(name: string, word: number, listed: readonly string[], bases: ReadonlyMap<string, number>): boolean {
  const base = bases.get(name);
  if (base !== undefined && word < base) return false;
  for (const other of listed) {
    const start = other === name ? undefined : bases.get(other);
    if (start === undefined) continue;
    if (start === word) return base === word;
    if (base !== undefined && start > base && start <= word) return false;
  }
  return true;
}

// Who owned the word before, and is listed here, owns it here.
function choose(word: number, names: readonly string[], owned: ReadonlyMap<number, ReadonlySet<string>>): readonly string[] {
  const before = names.filter((name) => owned.get(word)?.has(name));
  return before.length === 1 ? before : names;
}

/** The variable that a name belongs to: `s.ptr` to `s`, `&x` to `x`. */
export function wholeName(name: string): string {
  const bare = name.startsWith('&') ? name.slice(1) : name;
  const dot = bare.indexOf('.', 1);
  return dot < 0 ? bare : bare.slice(0, dot);
}

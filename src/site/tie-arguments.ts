// Constants that are boxed for one call are read-only data, and the SSA text may give all of them the position of the last (seen since 1.22 or 1.24
// where there are two): then one expression has the data of several, and those before it have none.
import { fileOfKey, lineOfKey } from './position-key.ts';
import type { Draft, Drafts, DraftStorage } from './draft.ts';

/** Lines that a call may stretch over; what stands further above is another statement's. */
const MOST_LINES = 20;
const RULE = 'last-argument';

/** Hands read-only data that is too much for an expression to those that stand before it in its function and have none, in their order. */
export function shareArguments(drafts: Drafts): void {
  for (const draft of drafts.all) {
    if (draft.kind !== 'interface' || draft.function === undefined || !draft.columnKnown) continue;
    for (const boxed of boxedConstants(draft)) {
      if (boxed.length < 2) continue;
      const [rest, own] = [boxed.slice(0, -1), boxed.at(-1)!];
      const empty = withoutCode(drafts, draft, own).slice(-rest.length);
      // The last of them are the nearest.
      for (const [i, other] of empty.entries()) give(draft, other, rest[rest.length - empty.length + i]!);
    }
  }
}

// The data of a draft in one function, by number: the compiler makes them in the order of the arguments.
function boxedConstants(draft: Draft): DraftStorage[][] {
  const byFunction = new Map<string, DraftStorage[]>();
  for (const item of draft.storage) {
    if (item.rule !== undefined || item.inlinedAt.length > 0 || numberOf(item) === undefined) continue;
    byFunction.set(item.symbol, [...(byFunction.get(item.symbol) ?? []), item]);
  }
  return [...byFunction.values()].map((items) => items.sort((a, b) => numberOf(a)! - numberOf(b)!));
}

function numberOf({ storage, reference }: DraftStorage): number | undefined {
  const number = storage === 'static' ? /\.\.stmp_(\d{1,9})$/.exec(reference?.symbol ?? '')?.[1] : undefined;
  return number === undefined ? undefined : Number(number);
}

function withoutCode(drafts: Drafts, draft: Draft, { compiled, symbol }: DraftStorage): Draft[] {
  const [file, line] = [fileOfKey(draft.at), lineOfKey(draft.at)];
  const near = Array.from({ length: MOST_LINES }, (_, i) => drafts.onLine(file, line - i)).flat();
  return near
    .filter(
      (d) =>
        d.package === draft.package &&
        d.kind === 'interface' &&
        d.columnKnown &&
        d.at < draft.at &&
        isSameFunction(d, draft) &&
        d.calls.length === 0 &&
        d.storage.every((s) => s.storage === 'registers' || (s.rule === RULE && s.symbol !== symbol)) &&
        d.own.some((e) => e.compile.header === compiled?.header),
    )
    .sort((a, b) => a.at - b.at);
}

// A closure of a function that is inlined exists once more, with the name of the caller in front.
function isSameFunction(a: Draft, b: Draft): boolean {
  return a.function !== undefined && b.function !== undefined && (`.${a.function}`.endsWith(`.${b.function}`) || `.${b.function}`.endsWith(`.${a.function}`));
}

function give(from: Draft, to: Draft, item: DraftStorage): void {
  from.storage.splice(from.storage.indexOf(item), 1);
  const kept = to.storage.filter((s) => s.storage !== 'registers');
  to.storage.splice(0, to.storage.length, ...kept, { ...item, said: to.own, rule: RULE });
}

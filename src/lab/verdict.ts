// What became of a claim over the releases: one word, the release where it changed, and what changed it.
import { holds, parseHolds } from './holds.ts';
import type { Cell, Experiment, Mechanism, Verdict } from './model.ts';

/** N of a release such as go1.24.13. */
export function minorOfGo(go: string): number {
  return Number(/^go1\.(\d+)/.exec(go)?.[1] ?? 0);
}

// From old to new; a name that is none, such as `local` where it could not be had, first.
function compareReleases(a: string, b: string): number {
  const [x, y] = [a, b].map((go) => (/\d+/g.exec(go) === null ? [] : [...go.matchAll(/\d+/g)].map(Number)));
  for (let i = 0; i < 3; i++) if ((x![i] ?? 0) !== (y![i] ?? 0)) return (x![i] ?? 0) - (y![i] ?? 0);
  return 0;
}

/** The verdicts on the claims of an experiment. @param cells of every release and build, releases from old to new */
export function verdictsOn(experiment: Experiment, cells: readonly Cell[]): Verdict[] {
  const labels = experiment.cases.map((c) => c.label);
  const byRelease = new Map<string, Map<string, Cell>>();
  // A toolchain that could not be had has no processor of its own.
  const goarch = cells.find((cell) => cell.missing === undefined)?.goarch;
  for (const cell of cells) {
    // Other processors are shown; what holds is said of the first, where it was run.
    if (cell.goarch !== goarch && cell.missing === undefined) continue;
    let known = byRelease.get(cell.go);
    if (known === undefined) byRelease.set(cell.go, (known = new Map()));
    known.set(cell.flags, cell);
  }
  return experiment.claims.map((claim, index) => {
    if (claim.holds === undefined) return { claim: index, verdict: 'not checked', held: {}, sentence: 'The claim says nothing that could be checked.' };
    const terms = parseHolds(claim.holds, labels, experiment.variants, `${experiment.file}: ${experiment.function}`);
    const held: [string, boolean][] = [];
    for (const [go, of] of [...byRelease].sort(([a], [b]) => compareReleases(a, b))) {
      const answer = holds(terms, of);
      if (answer !== undefined) held.push([go, answer]);
    }
    return verdict(index, held, byRelease.size, experiment.mechanisms);
  });
}

function verdict(index: number, held: readonly (readonly [string, boolean])[], releases: number, mechanisms: readonly Mechanism[]): Verdict {
  const record = Object.fromEntries(held);
  const missing = releases - held.length;
  const also = missing === 0 ? '' : ` ${missing} of ${releases} releases could not be measured.`;
  if (held.length === 0) return { claim: index, verdict: 'not measured', held: record, sentence: 'No release could be measured.' };
  const changes = held.flatMap(([go, value], i) => (i > 0 && held[i - 1]![1] !== value ? [go] : []));
  const always = mechanisms.find((m) => m.since === undefined) ?? mechanisms.findLast((m) => m.since! <= minorOfGo(held[0]![0]));
  const first = held[0]![1];
  if (changes.length === 0) {
    const word = first ? 'holds' : 'never held';
    return { claim: index, verdict: word, held: record, ...mechanismOf(always), sentence: sentence(word, always, undefined) + also };
  }
  if (changes.length === 1) {
    const changed = minorOfGo(changes[0]!);
    const before = minorOfGo(held[held.findIndex(([go]) => go === changes[0]) - 1]![0]);
    // With releases missing in between, the change lies somewhere from `before` to `changed`.
    const mechanism = mechanisms.find((m) => m.since !== undefined && m.since > before && m.since <= changed);
    const word = first
      ? `held until 1.${span(before, (mechanism?.since ?? changed) - 1, mechanism)}`
      : `holds since 1.${span(before + 1, mechanism?.since ?? changed, mechanism)}`;
    return { claim: index, verdict: word, held: record, ...mechanismOf(mechanism), sentence: sentence(word, mechanism, changed) + also };
  }
  const yes = held.filter(([, value]) => value).map(([go]) => `1.${minorOfGo(go)}`);
  const word = `held with ${yes.join(', ')} only`;
  const mechanism = mechanisms.find((m) => changes.some((go) => minorOfGo(go) === m.since));
  return { claim: index, verdict: word, held: record, ...mechanismOf(mechanism), sentence: sentence(word, mechanism, mechanism?.since) + also };
}

// Releases in between were not measured: where nothing says which of them it was, all of them are named.
function span(first: number, last: number, mechanism: Mechanism | undefined): string {
  return first === last || mechanism !== undefined ? `${last}` : `${first} to 1.${last}`;
}

function mechanismOf(mechanism: Mechanism | undefined): { mechanism?: Mechanism } {
  return mechanism === undefined ? {} : { mechanism };
}

function sentence(word: string, mechanism: Mechanism | undefined, changed: number | undefined): string {
  const head = `${word[0]!.toUpperCase()}${word.slice(1)}`;
  if (mechanism === undefined) return changed === undefined ? `${head}.` : `${head}; what changed with 1.${changed} is not known to the experiment.`;
  return `${head}: ${mechanism.words.en} (${mechanism.file}: ${mechanism.name})`;
}

/** Where a mechanism can be read: the file as a release has it. */
export function sourceLink({ file, since }: Mechanism, newest: string): string {
  const tag = since === undefined ? newest : `go1.${since}${since >= 21 ? '.0' : ''}`;
  return `https://cs.opensource.google/go/go/+/refs/tags/${tag}:src/${file}`;
}

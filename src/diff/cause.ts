// Why a site changed: rules in the order of how much they know. Each looks at evidence of both sides, and a rule that finds none is silent.
import { largestKnownSize } from '../site/sort.ts';
import type { Site } from '../site/model.ts';
import type { DiffCause } from './cause-list.ts';
import type { Difference } from './change.ts';
import type { Change, Side } from './model.ts';

/** A cause, with a sentence that names its evidence. */
export interface FoundCause {
  readonly code: DiffCause;
  readonly sentence: string;
}

/** The question. */
export interface Changed {
  readonly change: Change;
  readonly by?: Difference;
  readonly before: Site | undefined;
  readonly after: Site | undefined;
  readonly rewritten: boolean;
}

type Rule = (changed: Changed, before: Side, after: Side) => FoundCause | undefined;

/** The cause of a change. */
export function causeOf(changed: Changed, before: Side, after: Side): FoundCause {
  for (const rule of RULES) {
    const found = rule(changed, before, after);
    if (found !== undefined) return found;
  }
  return {
    code: 'unknown',
    sentence: 'What changed it was not found: neither the source around it nor what was built differs in a way that is known to matter.',
  };
}

const minorOf = ({ analysis }: Side): number => Number(/go1\.(\d+)/.exec(analysis.target.goVersion)?.[1] ?? 0);
const crosses = (before: Side, after: Side, since: number): 'forwards' | 'backwards' | undefined => {
  const [a, b] = [minorOf(before), minorOf(after)];
  return a < since && b >= since ? 'forwards' : b < since && a >= since ? 'backwards' : undefined;
};

// The size of a make and the hint of a map are in the expression.
const sizes: Rule = ({ before, after, rewritten, by }) => {
  if (before === undefined || after === undefined) return undefined;
  const [a, b] = [lastNumber(before.expression), lastNumber(after.expression)];
  if (rewritten && (before.kind === 'make-map' || (before.kind === 'composite' && before.expression.startsWith('map[')))) {
    const [hintA, hintB] = [a ?? 0, b ?? 0];
    if (hintB > 8 && hintA <= 8)
      return {
        code: 'hint-grew',
        sentence: `The hint of ${code(after.expression)} grew from ${hintA} past 8, what header and first group in the frame have room for.`,
      };
    if (hintA > 8 && hintB <= 8)
      return { code: 'hint-shrank', sentence: `The hint of ${code(after.expression)} shrank to ${hintB}: header and first group of 8 can be in the frame.` };
  }
  const [sizeA, sizeB] = [largestKnownSize(before) ?? slotSize(before), largestKnownSize(after) ?? slotSize(after)];
  if (
    sizeA !== undefined &&
    sizeB !== undefined &&
    sizeA !== sizeB &&
    (rewritten || by === 'size' || after.reason?.cause === 'too-large' || before.reason?.cause === 'too-large')
  )
    return {
      code: sizeB > sizeA ? 'size-grew' : 'size-shrank',
      sentence: `It has ${grouped(sizeB)} bytes instead of ${grouped(sizeA)}${after.reason?.cause === 'too-large' ? ', more than the stack takes' : ''}.`,
    };
  if (rewritten && before.expression !== after.expression)
    return {
      code: 'flow-changed',
      sentence: `${code(before.expression)} became ${code(after.expression)}${after.reason === undefined ? '.' : `: ${lower(after.reason.sentence)}`}`,
    };
  return undefined;
};

// What releases are known to have changed; docs/lab-results.md has each of them measured.
const releases: Rule = ({ before, after, change }, sideA, sideB) => {
  const site = after ?? before;
  if (site === undefined || minorOf(sideA) === minorOf(sideB)) return undefined;
  const better = change === 'better' || change === 'vanished';
  for (const { code: cause, since, applies, is, was } of RELEASE_RULES) {
    const direction = crosses(sideA, sideB, since);
    if (direction === undefined || !applies(before, after)) continue;
    const newer = direction === 'forwards';
    if (NEWER_IS_WORSE.has(cause) ? better === newer : better !== newer) continue;
    return { code: cause, sentence: newer ? is : was };
  }
  return undefined;
};

interface ReleaseRule {
  readonly code: DiffCause;
  readonly since: number;
  readonly applies: (before: Site | undefined, after: Site | undefined) => boolean;
  readonly is: string;
  readonly was: string;
}

const NEWER_IS_WORSE: ReadonlySet<DiffCause> = new Set(['stack-limit']);
const either = (a: Site | undefined, b: Site | undefined, test: (site: Site) => boolean): boolean =>
  (a !== undefined && test(a)) || (b !== undefined && test(b));

const RELEASE_RULES: readonly ReleaseRule[] = [
  {
    code: 'variable-size-on-stack',
    since: 25,
    applies: (a, b) =>
      either(
        a,
        b,
        (s) =>
          s.kind === 'make-slice' &&
          (s.placement === 'conditional' || s.reason?.cause === 'non-constant-size' || s.reason?.cause === 'does-not-escape-but-size-unknown'),
      ),
    is: 'A make whose size is known only when running is tried on the stack since Go 1.25, up to 32 bytes.',
    was: 'Before Go 1.25 a make whose size is known only when running is on the heap.',
  },
  {
    code: 'moved-at-return',
    since: 26,
    applies: (a, b) =>
      either(a, b, (s) => s.kind === 'append' && (s.reason?.cause === 'moved-to-heap-at-return' || s.emitted.some((e) => /\.moveSlice/.test(e.entry)))),
    is: 'Since Go 1.26 a slice that append builds begins in the frame, and is moved to the heap where it is returned.',
    was: 'Before Go 1.26 every step of a slice that append builds and that is returned is on the heap.',
  },
  {
    code: 'append-buffer',
    since: 25,
    applies: (a, b) => either(a, b, (s) => s.kind === 'append' && (s.placement === 'conditional' || s.placement === 'stack')),
    is: 'Since Go 1.25 what append builds in a local slice begins in a buffer of 32 bytes in the frame.',
    was: 'Before Go 1.25 append has no buffer in the frame.',
  },
  {
    code: 'stack-limit',
    since: 24,
    applies: (a, b) => either(a, b, (s) => s.kind === 'moved-to-heap' && s.reason?.cause === 'too-large'),
    is: 'Since Go 1.24 variables of more than 128 KiB are not put on the stack; the limit was 10 MiB.',
    was: 'Before Go 1.24 variables of up to 10 MiB are put on the stack.',
  },
  {
    code: 'zero-copy',
    since: 22,
    applies: (a, b) =>
      either(
        a,
        b,
        (s) =>
          (s.kind === 'string-convert' && s.said.some((m) => m.message.startsWith('zero-copy'))) || (s.kind === 'string-convert' && s.placement === 'gone'),
      ),
    is: 'Since Go 1.22 bytes of a string that are only read are not copied.',
    was: 'Before Go 1.22 a conversion of a string to bytes copies it.',
  },
];

// Calls that the compiler no longer sees through, or sees through now.
const inlining: Rule = ({ before, after, change }, sideA, sideB) => {
  const site = after ?? before;
  if (site === undefined) return undefined;
  const candidates = new Set([`${site.package}.${site.function}`, ...calleesOf(site, before?.reason), ...calleesOf(site, after?.reason)]);
  for (const name of candidates) {
    const a = factOf(sideA, name);
    const b = factOf(sideB, name);
    if (a === undefined || b === undefined || a.inlinable === b.inlinable) continue;
    const worse = change === 'worse' || change === 'appeared';
    if (worse && a.inlinable) return { code: 'callee-not-inlined', sentence: `${short(name)} is no longer inlined${costText(b, sideB)}.` };
    if (!worse && b.inlinable) return { code: 'callee-inlined', sentence: `${short(name)} is inlined${b.cost === undefined ? '' : ` (cost ${b.cost})`}.` };
  }
  return undefined;
};

function costText(fact: { readonly cost?: number; readonly reason?: string }, side: Side): string {
  if (side.flags.some((flag) => /-gcflags=.*(?:^|[ =])-l\b/.test(flag))) return ': inlining is off (-l)';
  const exceeds = /cost (\d+) exceeds budget (\d+)/.exec(fact.reason ?? '');
  if (exceeds !== null) return ` (cost ${exceeds[1]} > ${exceeds[2]})`;
  return fact.reason === undefined ? '' : `: ${fact.reason}`;
}

const dynamicCalls: Rule = ({ before, after, change }, sideA, sideB) => {
  if (before === undefined || after === undefined) return undefined;
  const dynamic = (site: Site): boolean => site.reason?.cause === 'passed-to-unknown-callee' || site.reason?.cause === 'passed-to-call';
  const note = (side: Side, site: Site): string | undefined => noteNear(side, site);
  if (change === 'worse' && dynamic(after) && !dynamic(before)) {
    const was = note(sideA, before);
    return {
      code: 'call-became-dynamic',
      sentence: `It is passed to a call whose callee the compiler does not know${was === undefined ? '' : ` (before: ${was})`}: ${lower(after.reason!.sentence)}`,
    };
  }
  if (change === 'better' && dynamic(before) && !dynamic(after)) {
    const is = note(sideB, after);
    return { code: 'call-became-static', sentence: `The compiler knows the callee that it is passed to${is === undefined ? '' : ` (${is})`}.` };
  }
  return undefined;
};

// A devirtualisation within a few lines of the site, in its package.
function noteNear({ facts }: Side, site: Site): string | undefined {
  const wanted = (site.reason?.steps ?? []).map((s) => s.position.line);
  for (const line of [...wanted, ...Array.from({ length: 12 }, (_, i) => site.position.line + i)]) {
    const note = facts?.devirtualised.get(`${site.package}:${line}`);
    if (note !== undefined) return note;
  }
  return undefined;
}

const parameters: Rule = ({ before, after, change }, sideA, sideB) => {
  const leaking = (side: Side): Map<string, string> => new Map(side.analysis.leakingParameters.map((p) => [`${p.package}.${p.function}`, p.parameter]));
  const worse = change === 'worse' || change === 'appeared';
  const site = worse ? after : before;
  if (site === undefined) return undefined;
  const [now, then] = worse ? [leaking(sideB), leaking(sideA)] : [leaking(sideA), leaking(sideB)];
  for (const name of calleesOf(site, site.reason)) {
    for (const [full, parameter] of now) {
      if (full !== name && !full.endsWith(`/${name}`) && !full.endsWith(`.${name}`)) continue;
      if (then.has(full)) continue;
      return worse
        ? { code: 'parameter-leaks', sentence: `Parameter ${code(parameter)} of ${short(full)} now leaks.` }
        : { code: 'parameter-stays', sentence: `Parameter ${code(parameter)} of ${short(full)} no longer leaks.` };
    }
  }
  return undefined;
};

const interfaces: Rule = ({ before, after, change }, sideA, sideB) => {
  if (change === 'appeared' && after?.kind === 'interface') {
    const was = sideA.source === undefined ? undefined : lineAt(sideA, after, sideB);
    return {
      code: 'became-interface',
      sentence: `${code(after.expression)} is put into an interface${was === undefined ? '' : `; the line was ${code(was)}`}.`,
    };
  }
  if (change === 'vanished' && before?.kind === 'interface')
    return { code: 'no-longer-interface', sentence: `${code(before.expression)} is no longer put into an interface.` };
  return undefined;
};

// The line that stood in the place of a new one, where the file has as many lines.
function lineAt(sideA: Side, site: Site, sideB: Side): string | undefined {
  const name = site.position.file.startsWith(`${sideB.root}/`) ? site.position.file.slice(sideB.root.length + 1) : site.position.file;
  const [a, b] = [sideA.source(`${sideA.root}/${name}`), sideB.source(site.position.file)];
  if (a === undefined || b === undefined || a.length !== b.length) return undefined;
  const [was, is] = [a[site.position.line - 1], b[site.position.line - 1]];
  return was === is || was === undefined || was.trim() === '' ? undefined : was.trim();
}

const flags: Rule = (_, before, after) => {
  const only = [...before.flags.filter((f) => !after.flags.includes(f)), ...after.flags.filter((f) => !before.flags.includes(f))];
  const where = (flag: string): string => (after.flags.includes(flag) ? 'after' : 'before');
  for (const flag of only) {
    if (/-gcflags=.*(?:^|[ =])-l\b/.test(flag)) return { code: 'no-inlining', sentence: `Inlining is off (${flag}, ${where(flag)}).` };
    if (/-gcflags=.*(?:^|[ =])-N\b/.test(flag)) return { code: 'no-optimisation', sentence: `Optimisation is off (${flag}, ${where(flag)}).` };
    if (flag === '-race') return { code: 'race', sentence: `It is built with the race detector (${where(flag)}).` };
    if (flag.startsWith('-pgo')) return { code: 'profile', sentence: `The profile differs (${flag}, ${where(flag)}).` };
    if (flag.startsWith('GOARCH=')) return { code: 'architecture', sentence: `It is built for another processor (${flag}, ${where(flag)}).` };
  }
  return undefined;
};

const flow: Rule = ({ before, after, change }) => {
  if (before === undefined || after === undefined) return undefined;
  const site = change === 'better' ? before : after;
  if (before.reason?.cause === after.reason?.cause || site.reason === undefined) return undefined;
  return change === 'better'
    ? {
        code: 'flow-changed',
        sentence: `Before: ${lower(before.reason?.sentence ?? 'not reported.')}${after.reason === undefined ? '' : ` Now: ${lower(after.reason.sentence)}`}`,
      }
    : { code: 'flow-changed', sentence: site.reason.sentence };
};

const loops: Rule = ({ before, after }, sideA, sideB) => {
  const site = after ?? before;
  if (site?.kind !== 'moved-to-heap' && site?.kind !== 'closure') return undefined;
  // The language version is that of go.mod, which is part of the source.
  const versions = [sideA, sideB].map((side) => languageOf(side));
  const [a, b] = versions;
  if (a === undefined || b === undefined || a === b || !((a < 22 && b >= 22) || (b < 22 && a >= 22))) return undefined;
  return { code: 'loop-variable', sentence: `Language version 1.${b} instead of 1.${a}: since 1.22 each iteration of a loop has a variable of its own.` };
};

function languageOf(side: Side): number | undefined {
  const mod = side.source(`${side.root}/go.mod`);
  const line = mod?.find((l) => /^go\s+1\.\d+/.test(l));
  return line === undefined ? undefined : Number(/1\.(\d+)/.exec(line)![1]);
}

const onlyRelease: Rule = ({ before, after, change, rewritten }, sideA, sideB) =>
  minorOf(sideA) === minorOf(sideB) || rewritten || ((before === undefined || after === undefined) && !sameTree(sideA, sideB)) || change === undefined
    ? undefined
    : {
        code: 'release',
        sentence: `${sideB.analysis.target.goVersion} instead of ${sideA.analysis.target.goVersion}${after?.reason === undefined ? '.' : `: ${lower(after.reason.sentence)}`}`,
      };

const sameTree = (a: Side, b: Side): boolean => a.root === b.root;

const code_: Rule = ({ before, after }, sideA, sideB) => {
  if (sameTree(sideA, sideB)) return undefined;
  if (before === undefined && after !== undefined)
    return { code: 'new-code', sentence: `${code(after.expression)} is new${after.reason === undefined ? '.' : `: ${lower(after.reason.sentence)}`}` };
  if (after === undefined && before !== undefined) return { code: 'removed-code', sentence: `${code(before.expression)} is gone.` };
  return undefined;
};

const RULES: readonly Rule[] = [sizes, releases, inlining, parameters, dynamicCalls, loops, interfaces, flags, code_, flow, onlyRelease];

/** Names that a reason's steps call, as the report spells them: `log.F`, `F`, `(*T).M`. */
function calleesOf(site: Site, reason: Site['reason']): string[] {
  const names: string[] = [];
  for (const { from, why } of reason?.steps ?? []) {
    if (!/call parameter|callee/.test(why) && !from.includes('(')) continue;
    const name = /^([\w./]+(?:\[[^\]]*\])?|\(\*?[\w./]+\)\.\w+)\(/.exec(from)?.[1];
    if (name !== undefined) names.push(name.includes('.') ? name : `${site.package}.${name}`);
  }
  // The sentence names the callee of calls that are reported without steps.
  const named = /passed to ([\w./()*]+)/.exec(reason?.sentence ?? '')?.[1];
  if (named !== undefined) names.push(named.includes('.') ? named : `${site.package}.${named}`);
  return names;
}

function factOf({ facts }: Side, name: string): { readonly inlinable: boolean; readonly cost?: number; readonly reason?: string } | undefined {
  const exact = facts?.functions.get(name);
  if (exact !== undefined || facts === undefined) return exact;
  for (const [full, fact] of facts.functions) if (full.endsWith(`/${name}`)) return fact;
  return undefined;
}

function lastNumber(expression: string): number | undefined {
  const match = /,\s*(\d+)\)$/.exec(expression);
  return match === null ? undefined : Number(match[1]);
}

function slotSize(site: Site): number | undefined {
  return site.emitted.find((e) => e.slot?.size !== undefined)?.slot?.size;
}

function code(text: string): string {
  return `\`${text}\``;
}

function short(name: string): string {
  return name.replace(/^.*\//, '');
}

function lower(sentence: string): string {
  return /^[A-Z][a-z]/.test(sentence) ? sentence[0]!.toLowerCase() + sentence.slice(1) : sentence;
}

function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

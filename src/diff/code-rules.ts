// Causes that lie in the source or in the flags it is built with.
import { largestKnownSize } from '../site/sort.ts';
import type { Site } from '../site/model.ts';
import type { Side } from './model.ts';
import { inlining } from './call-rules.ts';
import { roomOf } from './change.ts';
import type { DiffCause } from './cause-list.ts';
import { code, ended, grouped, lower, sameTree, short, type Rule } from './rule.ts';

/** The size of a make and the hint of a map are in the expression. */
export const sizes: Rule = ({ before, after, rewritten, by, change }) => {
  if (before === undefined || after === undefined) return undefined;
  const [a, b] = [roomOf(before.expression), roomOf(after.expression)];
  if (rewritten && before.kind === 'make-map') {
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
    // What is in the frame now although it grew, or on the heap although it shrank, is there for another reason.
    (by !== 'placement' || (change === 'worse') === sizeB > sizeA) &&
    (rewritten || by === 'size' || after.reason?.cause === 'too-large' || before.reason?.cause === 'too-large')
  )
    return {
      code: sizeB > sizeA ? 'size-grew' : 'size-shrank',
      sentence: `It has ${grouped(sizeB)} bytes instead of ${grouped(sizeA)}${after.reason?.cause === 'too-large' ? ', more than the stack takes' : ''}.`,
    };
  // Of a slice that is in no memory, of maps and of channels nothing is known but the expression.
  if ((rewritten || by === 'size') && a !== undefined && b !== undefined && a !== b)
    return {
      code: b > a ? 'size-grew' : 'size-shrank',
      sentence: `It ${before.kind === 'make-slice' ? 'has' : 'is made for'} ${grouped(b)} elements instead of ${grouped(a)}${after.reason?.cause === 'too-large' ? ', more than the stack takes' : ''}.`,
    };
  if (rewritten && before.expression !== after.expression)
    return {
      code: 'flow-changed',
      sentence: `${code(before.expression)} became ${code(after.expression)}${after.reason === undefined ? '.' : `: ${lower(after.reason.sentence)}`}`,
    };
  return undefined;
};

/** Values that are boxed. */
export const interfaces: Rule = ({ before, after, change, source }, sideA, sideB) => {
  if (source === 'new') return undefined;
  if (change === 'appeared' && after?.kind === 'interface') {
    const was = lineAt(sideA, after, sideB);
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

/** Flags of one side alone. */
export const flags: Rule = (changed, before, after) => {
  if (!sameTree(before, after) && (changed.source === 'changed' || changed.source === 'new')) return undefined;
  const found = flagsOfOne(before, after);
  const callee = inlining(changed, before, after);
  // What a call that is no longer inlined explains is explained by it; of several other flags it may be any.
  const inlined = callee === undefined ? undefined : found.find(([name]) => name === 'no-inlining' || name === 'profile');
  const others = inlined === undefined && found.length > 1 ? found.filter(([name]) => name !== 'no-inlining') : found;
  const [chosen] = inlined === undefined ? others : [inlined];
  if (chosen === undefined) return undefined;
  const [name, words, flag, side] = chosen;
  if (inlined === undefined && others.length > 1)
    return { code: name, sentence: `One of the flags that differ: ${others.map(([, , f, s]) => `${f} (${s})`).join(', ')}.` };
  return { code: name, sentence: `${words} (${flag}, ${side})${callee === undefined ? '.' : `: ${callee.sentence}`}` };
};

type FlagOfOne = readonly [cause: DiffCause, words: string, flag: string, side: 'before' | 'after'];

function flagsOfOne(before: Side, after: Side): FlagOfOne[] {
  const [a, b] = [singleFlags(before), singleFlags(after)];
  return [
    ...a.filter((f) => !b.includes(f)).map((flag) => ({ flag, side: 'before' as const })),
    ...b.filter((f) => !a.includes(f)).map((flag) => ({ flag, side: 'after' as const })),
  ].flatMap(({ flag, side }) => {
    const cause = flagCause(flag);
    return cause === undefined ? [] : [[...cause, flag, side] as const];
  });
}

// `-gcflags=-l -N` is two flags.
function singleFlags({ flags: all }: Side): string[] {
  return all.flatMap((flag) => {
    const list = /^-gcflags=(?:[^-=][^=]*=)?(.*)$/.exec(flag)?.[1];
    return list === undefined ? [flag] : list.split(/\s+/).map((one) => `-gcflags=${one}`);
  });
}

function flagCause(flag: string): readonly [DiffCause, string] | undefined {
  if (flag === '-gcflags=-l') return ['no-inlining', 'Inlining is off'];
  if (flag === '-gcflags=-N') return ['no-optimisation', 'Optimisation is off'];
  if (flag === '-race') return ['race', 'It is built with the race detector'];
  if (flag.startsWith('-pgo=')) return ['profile', 'The profile differs'];
  return flag.startsWith('GOARCH=') ? ['architecture', 'It is built for another processor'] : undefined;
}

/** The same for sides that differ in flags alone: nothing else can be the cause. */
export const flagsAlone: Rule = (changed, before, after) =>
  sameTree(before, after) && before.analysis.target.goVersion === after.analysis.target.goVersion ? flags(changed, before, after) : undefined;

/** Where a value flows. */
export const flow: Rule = ({ before, after, change }) => {
  if (before === undefined || after === undefined) return undefined;
  const site = change === 'better' ? before : after;
  if (before.reason?.cause === after.reason?.cause || site.reason === undefined) return undefined;
  return change === 'better'
    ? {
        code: 'flow-changed',
        sentence: `Before: ${ended(lower(before.reason?.sentence ?? 'not reported.'))}${after.reason === undefined ? '' : ` Now: ${lower(after.reason.sentence)}`}`,
      }
    : { code: 'flow-changed', sentence: site.reason.sentence };
};

/** How deep it is in loops. */
export const nesting: Rule = ({ by, change, before, after }) => {
  const [a, b] = [before?.loopDepth, after?.loopDepth];
  if (by !== 'loop' || a === undefined || b === undefined) return undefined;
  const depth = (n: number): string => (n === 0 ? 'no loop' : n === 1 ? 'a loop' : `${n} loops`);
  const sentence =
    a === b ? `One of its copies is in ${change === 'worse' ? 'more' : 'fewer'} loops than before.` : `It is in ${depth(b)}, before in ${depth(a)}.`;
  return { code: change === 'worse' ? 'entered-loop' : 'left-loop', sentence };
};

/** Variables of loops, by language version. */
export const loops: Rule = ({ before, after }, sideA, sideB) => {
  const site = after ?? before;
  if (site?.kind !== 'moved-to-heap' && site?.kind !== 'closure') return undefined;
  // The language version is that of go.mod, which is part of the source.
  const versions = [sideA, sideB].map((side) => languageOf(side));
  const [a, b] = versions;
  if (a === undefined || b === undefined || a === b || !((a < 22 && b >= 22) || (b < 22 && a >= 22))) return undefined;
  return { code: 'loop-variable', sentence: `Language version 1.${b} instead of 1.${a}: since 1.22 each iteration of a loop has a variable of its own.` };
};

function languageOf(side: Side): number | undefined {
  const asked = side.flags.map((flag) => /-lang=go1\.(\d+)/.exec(flag)?.[1]).find((minor) => minor !== undefined);
  if (asked !== undefined) return Number(asked);
  const mod = side.source(`${side.root}/go.mod`);
  const line = mod?.find((l) => /^go\s+1\.\d+/.test(l));
  return line === undefined ? undefined : Number(/1\.(\d+)/.exec(line)![1]);
}

/** Code that is there on one side alone. */
export const onOneSide: Rule = ({ before, after }, sideA, sideB) => {
  // The same tree has other files with other build tags.
  if (sameTree(sideA, sideB) && tagsOf(sideA) === tagsOf(sideB)) return undefined;
  if (before === undefined && after !== undefined)
    return { code: 'new-code', sentence: `${code(after.expression)} is new${after.reason === undefined ? '.' : `: ${lower(after.reason.sentence)}`}` };
  if (after === undefined && before !== undefined) return { code: 'removed-code', sentence: `${code(before.expression)} is gone.` };
  return undefined;
};

/** A copy in one of the callers, whose code is another. */
export const callers: Rule = ({ by, change, before, after }) => {
  if (by !== 'copies' || before === undefined || after === undefined) return undefined;
  const placed = (site: Site): Map<string, string> => new Map(site.emitted.filter((e) => e.inlinedAt.length > 0).map((e) => [e.function, e.placement]));
  const [a, b] = [placed(before), placed(after)];
  const holder = [...b].find(([name, placement]) => a.has(name) && a.get(name) !== placement)?.[0];
  if (holder === undefined) return undefined;
  return {
    code: 'flow-changed',
    sentence: `The copy that is inlined into ${short(holder)} is ${change === 'worse' ? 'on the heap' : 'no longer on the heap'}: it flows elsewhere there.`,
  };
};

/** The code of the function is another, and no rule knows more. */
export const changedCode: Rule = ({ before, after, source }) => {
  if (source !== 'changed' || before === undefined || after === undefined) return undefined;
  const type =
    before.type === undefined || after.type === undefined || before.type === after.type ? '' : ` It is ${code(after.type)}, before ${code(before.type)}.`;
  return { code: 'code-changed', sentence: `The code of its function is another.${type}` };
};

const tagsOf = ({ flags: all }: Side): string => all.filter((f) => f.startsWith('-tags=')).join(' ');

function slotSize(site: Site): number | undefined {
  return site.emitted.find((e) => e.slot?.size !== undefined)?.slot?.size;
}

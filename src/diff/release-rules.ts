// Causes that are a release's doing.
import type { Site } from '../site/model.ts';
import type { DiffCause } from './cause-list.ts';
import type { Side } from './model.ts';
import { lower, minorOf, sameTree, type Rule } from './rule.ts';

const crosses = (before: Side, after: Side, since: number): 'forwards' | 'backwards' | undefined => {
  const [a, b] = [minorOf(before), minorOf(after)];
  return a < since && b >= since ? 'forwards' : b < since && a >= since ? 'backwards' : undefined;
};

/** What releases are known to have changed; docs/lab-results.md has each of them measured. */
export const releases: Rule = ({ before, after, change, by }, sideA, sideB) => {
  const site = after ?? before;
  if (site === undefined || minorOf(sideA) === minorOf(sideB)) return undefined;
  const better = change === 'better' || change === 'vanished';
  for (const { code: cause, since, effect, applies, is, was } of RELEASE_RULES) {
    const direction = crosses(sideA, sideB, since);
    // What is there on one side alone is explained by what makes it appear.
    if ((before === undefined || after === undefined) && effect !== 'both') continue;
    if (direction === undefined || !(by === 'shared' ? cause === 'variables-merged' : applies(before, after))) continue;
    const newer = direction === 'forwards';
    if (effect !== 'both' && (effect === 'better') !== (better === newer)) continue;
    return { code: cause, sentence: newer ? is : was };
  }
  return undefined;
};

interface ReleaseRule {
  readonly code: DiffCause;
  readonly since: number;
  /** What the newer release does to sites. */
  readonly effect: 'better' | 'worse' | 'both';
  readonly applies: (before: Site | undefined, after: Site | undefined) => boolean;
  readonly is: string;
  readonly was: string;
}

const either = (a: Site | undefined, b: Site | undefined, test: (site: Site) => boolean): boolean =>
  (a !== undefined && test(a)) || (b !== undefined && test(b));

const RELEASE_RULES: readonly ReleaseRule[] = [
  {
    code: 'variable-size-on-stack',
    since: 25,
    effect: 'better',
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
    effect: 'both',
    applies: (a, b) =>
      either(a, b, (s) => s.kind === 'append' && (s.reason?.cause === 'moved-to-heap-at-return' || s.emitted.some((e) => /\.moveSlice/.test(e.entry)))),
    is: 'Since Go 1.26 a slice that append builds begins in the frame, and is moved to the heap where it is returned.',
    was: 'Before Go 1.26 every step of a slice that append builds and that is returned is on the heap.',
  },
  {
    code: 'append-buffer',
    since: 25,
    effect: 'better',
    applies: (a, b) => either(a, b, (s) => s.kind === 'append' && (s.placement === 'conditional' || s.placement === 'stack')),
    is: 'Since Go 1.25 what append builds in a local slice begins in a buffer of 32 bytes in the frame.',
    was: 'Before Go 1.25 append has no buffer in the frame.',
  },
  {
    code: 'stack-limit',
    since: 24,
    effect: 'worse',
    applies: (a, b) => either(a, b, (s) => s.kind === 'moved-to-heap' && s.reason?.cause === 'too-large'),
    is: 'Since Go 1.24 variables of more than 128 KiB are not put on the stack; the limit was 10 MiB.',
    was: 'Before Go 1.24 variables of up to 10 MiB are put on the stack.',
  },
  {
    code: 'constant-in-interface',
    since: 25,
    effect: 'better',
    applies: (a, b) => either(a, b, (s) => s.kind === 'interface' && (s.placement === 'static' || s.placement === 'gone')),
    is: 'Since Go 1.25 a value that is known when compiling, also that of a variable, is put into an interface as read-only data.',
    was: 'Before Go 1.25 only a constant expression is put into an interface as read-only data.',
  },
  {
    code: 'variables-merged',
    since: 25,
    effect: 'better',
    applies: () => false,
    is: 'Since Go 1.25 small variables of one function that move to the heap share an allocation: it is one of them.',
    was: 'Before Go 1.25 each variable that moves to the heap is an allocation of its own.',
  },
  {
    code: 'zero-copy',
    since: 22,
    effect: 'better',
    applies: (a, b) =>
      either(a, b, (s) => s.kind === 'string-convert' && s.expression.startsWith('([]byte)') && (s.placement === 'gone' || s.placement === 'stack')),
    is: 'Since Go 1.22 bytes of a string that are only read are not copied.',
    was: 'Before Go 1.22 a conversion of a string to bytes copies it.',
  },
];

/** Files outside of both trees are those of Go or of other modules; the standard library's are another release's. */
export const library: Rule = ({ before, after, source }, sideA, sideB) => {
  if (minorOf(sideA) === minorOf(sideB) || (before !== undefined && after !== undefined)) return undefined;
  const [site, side] = after === undefined ? [before!, sideA] : [after, sideB];
  if (site.position.file.startsWith(`${side.root}/`) || site.package.split('/')[0]!.includes('.')) return undefined;
  // The same code: the other release inlines it otherwise, or not at all.
  if (source === 'same')
    return {
      code: 'release',
      sentence: `The code of ${site.package}.${site.function} is the same; the other release puts it elsewhere, or does not inline it.`,
    };
  return {
    code: 'library-changed',
    sentence: `Package ${site.package} of ${side.analysis.target.goVersion} has it, that of ${(side === sideA ? sideB : sideA).analysis.target.goVersion} does not.`,
  };
};

/** The release is all that differs. */
export const onlyRelease: Rule = ({ before, after, change, rewritten }, sideA, sideB) =>
  minorOf(sideA) === minorOf(sideB) || rewritten || ((before === undefined || after === undefined) && !sameTree(sideA, sideB)) || change === undefined
    ? undefined
    : {
        code: 'release',
        sentence: `${sideB.analysis.target.goVersion} instead of ${sideA.analysis.target.goVersion}${after?.reason === undefined ? '.' : `: ${lower(after.reason.sentence)}`}`,
      };

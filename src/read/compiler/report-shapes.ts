// The closed list of messages that the compiler prints with -m=2, and with the -d flags a user may add.
//
// Sources, Go 1.21–1.27: cmd/compile/internal/{escape,inline,devirtualize,bloop,loopvar,walk,ssa,ssagen,staticinit,noder,ir}: every
// WarnfAt and Printf that -m or a -d flag reaches. Texts hold string literals of the program, so a shape is known by how a message
// begins or ends, never by a word in its middle, with two exceptions whose middle is searched from the end.
import { endsWith, findLast, matches } from './report-prefix.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What a message is. Numbers, because they stand in columns. */
export const SHAPE = {
  unknown: 0,
  /** `  flow: …`, `    from …`, `  warning: truncated …` */
  flow: 1,
  escapes: 2,
  stays: 3,
  moved: 4,
  zeroCopy: 5,
  escapeBlock: 6,
  leakBlock: 7,
  leakingParam: 8,
  leakingContent: 9,
  mutatesParam: 10,
  callsParam: 11,
  quietParam: 12,
  canInline: 13,
  cannotInline: 14,
  inliningCall: 15,
  capture: 16,
  devirtualizing: 17,
  partlyDevirtualizing: 18,
  cannotDevirtualize: 19,
  pgoDevirtualizing: 20,
  noPgoDevirtualize: 21,
  keptAlive: 22,
  selfAssignment: 23,
  assumingUintptr: 24,
  escapingUintptr: 25,
  bigFunction: 26,
  recursiveInline: 27,
  skipLoopInline: 28,
  /** Rows 18 and 22 and further -d output: recognised, counted, kept as a note. */
  note: 29,
  notAllowed: 30,
} as const;
export type Shape = (typeof SHAPE)[keyof typeof SHAPE];

/** A prefix that decides the shape, and where its text begins. */
interface Rule {
  readonly word: Uint8Array;
  readonly shape: Shape;
}

const PREFIXES: readonly (readonly [string, Shape])[] = [
  ['can inline ', SHAPE.canInline],
  ['cannot inline ', SHAPE.cannotInline],
  ['inlining call to ', SHAPE.inliningCall],
  ['leaking param: ', SHAPE.leakingParam],
  ['leaking param content: ', SHAPE.leakingContent],
  ['mutates param: ', SHAPE.mutatesParam],
  ['calls param: ', SHAPE.callsParam],
  ['moved to heap: ', SHAPE.moved],
  ['devirtualizing ', SHAPE.devirtualizing],
  ['partially devirtualizing ', SHAPE.partlyDevirtualizing],
  ['cannot devirtualize ', SHAPE.cannotDevirtualize],
  ['PGO devirtualizing ', SHAPE.pgoDevirtualizing],
  ['should not PGO devirtualize ', SHAPE.noPgoDevirtualize],
  ['assuming ', SHAPE.assumingUintptr],
  ['marking ', SHAPE.escapingUintptr],
  ['skip inlining within testing.B.loop for ', SHAPE.skipLoopInline],
  ['zero-copy string->[]byte conversion', SHAPE.zeroCopy],
  // bloop/bloop.go, 1.26+
  ['expr is unknown to bloop pass', SHAPE.keptAlive],
  ['unrecognized shape for assign list stmt', SHAPE.keptAlive],
  // Last, so that they only take what nothing above does: -d=ssa/check_bce, -d=nil, -d=loopvar=2, -d=closure, -d=append, -d=slice, -d=defer, -d=wb, -d=typeassert, -d=ssa/prove/debug …
  ['index bounds check elided', SHAPE.note],
  ['Found Is', SHAPE.note],
  ['removed nil check', SHAPE.note],
  ['generated nil check', SHAPE.note],
  ['loop variable ', SHAPE.note],
  ['range loop ending at ', SHAPE.note],
  ['3-clause for loop ending at ', SHAPE.note],
  ['for loop ending at ', SHAPE.note],
  ['closure converted to global', SHAPE.note],
  ['stack closure, captured vars', SHAPE.note],
  ['heap closure, captured vars', SHAPE.note],
  ['alias analysis: ', SHAPE.note],
  ['append: len-only update', SHAPE.note],
  ['slice: omit slice operation', SHAPE.note],
  ['stack-allocated defer', SHAPE.note],
  ['heap-allocated defer', SHAPE.note],
  ['open-coded defer', SHAPE.note],
  ['write barrier', SHAPE.note],
  ['type assertion ', SHAPE.note],
  ['intrinsic substitution for ', SHAPE.note],
  ['convert: ', SHAPE.note],
  ['rewriting OCONVIFACE value ', SHAPE.note],
  ['skipping static copy of ', SHAPE.note],
  ['imprecise interface call', SHAPE.note],
  ['failed to devirtualize ', SHAPE.note],
  ['tail call emitted for the method ', SHAPE.note],
  ['reshaping ', SHAPE.note],
  ['Proved ', SHAPE.note],
  ['Disproved ', SHAPE.note],
  ['Induction variable', SHAPE.note],
  ['Inverted loop iteration', SHAPE.note],
  ['Branch prediction rule ', SHAPE.note],
  ['BP: Block ', SHAPE.note],
  ['Redirect ', SHAPE.note],
  ['Rewrote ', SHAPE.note],
  ['Rewriting ', SHAPE.note],
  ['Rewire ', SHAPE.note],
  ['Skipping rewrite for ', SHAPE.note],
  ['Phase SCCP for ', SHAPE.note],
  ['converted OpPhi ', SHAPE.note],
  ['de-virtualizing call', SHAPE.note],
  ['eliminated phi', SHAPE.note],
  ['load spill for ', SHAPE.note],
  ['split critical edge', SHAPE.note],
  ['combine(', SHAPE.note],
  ['parent=', SHAPE.note],
  ['new limit ', SHAPE.note],
  ['unsat ', SHAPE.note],
  ['known value of ', SHAPE.note],
  ['known bits state ', SHAPE.note],
  ['stack object ', SHAPE.note],
  ['live at ', SHAPE.note],
];

// By first byte, so that a message is compared with a handful of prefixes.
const byFirst: readonly (readonly Rule[] | undefined)[] = (() => {
  const table: Rule[][] = [];
  for (const [text, shape] of PREFIXES) {
    const word = encode(text);
    (table[word[0]!] ??= []).push({ word, shape });
  }
  return table;
})();

const FLOW_WORDS = [encode('  flow: '), encode('    from '), encode('  warning: truncated explanation')] as const;
const PARAMETER = encode('parameter ');
const LEAKS_TO = encode(' leaks to ');
const WITH_DEREFS = encode(' with derefs=');
const FUNCTION = encode('function ');
const BIG = encode(" considered 'big'; reducing max cost of inlinees");
const RECURSIVE = encode(': repeated recursive cycle');
const ESCAPES = encode(' escapes to heap');
const ESCAPES_OLD = encode(' escapes to heap:');
const ESCAPES_IN = encode(' escapes to heap in ');
const STAYS = encode(' does not escape');
const QUIET = encode(' does not escape, mutate, or call');
const KEPT = encode(' will be kept alive');
const CAPTURING = encode(' capturing by ');
const SELF = encode(' ignoring self-assignment in ');
const NOT_ALLOWED = encode(' escapes to heap, not allowed in runtime');

/** The shape of the message `bytes[start, end)`. */
export function shapeOf(bytes: Uint8Array, start: number, end: number): Shape {
  if (bytes[start] === 0x20) {
    for (const word of FLOW_WORDS) if (matches(bytes, start, end, word)) return SHAPE.flow;
    return SHAPE.unknown;
  }
  const rules = byFirst[bytes[start] ?? 0];
  if (rules !== undefined) {
    for (const { word, shape } of rules) {
      if (!matches(bytes, start, end, word)) continue;
      return shape === SHAPE.cannotInline && endsWith(bytes, start, end, RECURSIVE) ? SHAPE.recursiveInline : shape;
    }
  }
  return shapeByEnd(bytes, start, end);
}

function shapeByEnd(bytes: Uint8Array, start: number, end: number): Shape {
  switch (bytes[end - 1]) {
    case 0x70: // p
      if (endsWith(bytes, start, end, ESCAPES)) return SHAPE.escapes;
      break;
    case 0x65: // e
      if (endsWith(bytes, start, end, STAYS)) return SHAPE.stays;
      if (endsWith(bytes, start, end, KEPT)) return SHAPE.keptAlive;
      if (endsWith(bytes, start, end, NOT_ALLOWED)) return SHAPE.notAllowed;
      break;
    case 0x3a: // :
      if (matches(bytes, start, end, PARAMETER) && findLast(bytes, start, end, LEAKS_TO) > 0 && findLast(bytes, start, end, WITH_DEREFS) > 0) {
        return SHAPE.leakBlock;
      }
      if (endsWith(bytes, start, end, ESCAPES_OLD) || findLast(bytes, start, end, ESCAPES_IN) > start) return SHAPE.escapeBlock;
      break;
    case 0x29: // )
      if (findLast(bytes, start, end, CAPTURING) > start) return SHAPE.capture;
      break;
    case 0x6c: // l
      if (endsWith(bytes, start, end, QUIET)) return SHAPE.quietParam;
      break;
    case 0x73: // s
      if (matches(bytes, start, end, FUNCTION) && endsWith(bytes, start, end, BIG)) return SHAPE.bigFunction;
      break;
  }
  // The statement that is assigned to itself is printed last, so nothing is known of the end of this one.
  return findLast(bytes, start, end, SELF) > start ? SHAPE.selfAssignment : SHAPE.unknown;
}

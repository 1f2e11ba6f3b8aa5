// One plain English sentence for a site: where its memory is and why, with the deciding step's variable and line.
// The sentence claims what the report and the code say, nothing more: where the report is silent, it says so.
import type { Position } from '../base/position.ts';
import type { Decision } from './cause.ts';
import type { Placement, SiteKind } from './model.ts';

/** What the sentence is about. */
export interface SentenceFacts {
  readonly kind: SiteKind;
  readonly expression: string;
  readonly variable?: string;
  readonly function?: string;
  readonly placement: Placement;
  /** `up to 32 bytes (4 elements)`. */
  readonly bound?: string;
  /** Bytes, when they are known when compiling. */
  readonly bytes?: number;
  /** False when the size depends on the run; absent when it is not known here. */
  readonly sizeKnown?: boolean;
  /** True when every call lies on the way to a panic. */
  readonly panicPath?: boolean;
  /** Runtime function that allocates, where the report is silent. */
  readonly entry?: string;
}

/** The sentence for a decision. */
export function sentenceFor(facts: SentenceFacts, decision: Decision): string {
  const text = `${headline(facts, decision)}${panicClause(facts, decision)}`;
  return decision.truncated ? `${text} (the compiler cut its explanation short)` : text;
}

function headline(facts: SentenceFacts, decision: Decision): string {
  switch (facts.placement) {
    case 'stack':
      return stackSentence(facts);
    case 'conditional':
      return conditionalSentence(facts, decision);
    case 'static':
      return staticSentence(facts, decision);
    case 'gone':
      return `${subject(facts)} needs no memory: the compiler removed it or keeps it in registers`;
    case 'heap':
      return heapSentence(facts, decision);
    case 'unknown':
      return decision.cause === 'unknown' || decision.cause === 'does-not-escape'
        ? `where ${subject(facts)} is could not be found out`
        : `the report puts ${subject(facts)} on the heap${because(facts, decision)}, but the code for it was not found`;
  }
}

function heapSentence(facts: SentenceFacts, decision: Decision): string {
  const what = subject(facts);
  switch (decision.cause) {
    case 'not-reported':
      if (facts.kind === 'map-assign') return "inserting grows the map on the heap whenever it is full; the compiler's report never mentions that";
      if (facts.kind === 'append')
        return "append takes a larger backing array from the heap whenever the old one is full; the compiler's report does not mention it";
      return `${what} is allocated on the heap${facts.entry === undefined ? '' : ` by ${facts.entry}`}; the compiler's report says nothing about it`;
    case 'does-not-escape':
      return facts.kind === 'append' || facts.kind === 'map-assign'
        ? `${what} is allocated on the heap when it grows, although it never leaves ${owner(facts)}`
        : facts.kind === 'make-map'
          ? `${what} is allocated on the heap, because its hint asks for more than the 8 entries that have room in the frame; it never leaves ${owner(facts)}`
          : `${what} is allocated on the heap, although the report says that it never leaves ${owner(facts)}`;
    case 'does-not-escape-but-size-unknown':
      return `${what} never leaves ${owner(facts)} but is allocated on the heap, because its size is not known when compiling`;
    case 'moved-to-heap-at-return':
      return `${what} is built on the stack and copied to the heap before it is returned or shared${place(decision.at)}`;
    case 'unknown':
    case 'moved':
      return `${what} ${verb(facts)}; the compiler does not explain why`;
    default: {
      const cause = because(facts, decision);
      if (facts.sizeKnown !== false || !sized(facts.kind) || decision.cause === 'non-constant-size') return `${what} ${verb(facts)}${cause}`;
      return `${what} ${verb(facts)}${cause}${cause.includes(', and') ? '; nor is its size known when compiling' : ' and its size is not known when compiling'}`;
    }
  }
}

function stackSentence(facts: SentenceFacts): string {
  const what = subject(facts);
  const stays = `stays on the stack: ${pronounName(facts)} never leaves ${owner(facts)}`;
  if (facts.bytes !== undefined && sized(facts.kind)) return `${what} ${stays}, and ${bytes(facts.bytes)} are known when compiling`;
  return `${what} ${stays}`;
}

function conditionalSentence(facts: SentenceFacts, decision: Decision): string {
  const what = subject(facts);
  const bound = facts.bound ?? 'up to a bound';
  if (decision.cause === 'moved-to-heap-at-return') {
    return `${what} is built on the stack ${bound} and copied to the heap before it is returned or shared${place(decision.at)}; above that it is allocated on the heap`;
  }
  if (facts.kind === 'interface') {
    const otherwise = onHeapCause(decision) ? `, on the heap otherwise,${because(facts, decision)}` : ', and on the heap otherwise';
    return `${what} is boxed into an interface without an allocation ${bound}${otherwise}`;
  }
  const why =
    facts.kind === 'append' || facts.kind === 'map-assign' || facts.kind === 'make-map'
      ? 'because it grows while the program runs'
      : 'because its size is not known when compiling';
  return `${what} is on the stack ${bound} and on the heap above, ${why}${onHeapCause(decision) ? '' : `; it never leaves ${owner(facts)}`}`;
}

function onHeapCause(decision: Decision): boolean {
  return !['does-not-escape', 'does-not-escape-but-size-unknown', 'not-reported', 'unknown'].includes(decision.cause);
}

function staticSentence(facts: SentenceFacts, decision: Decision): string {
  const what = subject(facts);
  switch (decision.cause) {
    case 'zero-size':
      return `${what} allocates nothing: it has no bytes`;
    case 'small-value-cache':
      return `${what} allocates nothing: the runtime keeps boxed values this small ready`;
    default:
      return `${what} allocates nothing: it is constant data of the binary`;
  }
}

function panicClause(facts: SentenceFacts, decision: Decision): string {
  return facts.panicPath === true && facts.placement === 'heap' && decision.cause !== 'panics-with' ? '; only on the way to a panic' : '';
}

/** `, because …` for a decision about the heap. */
function because(facts: SentenceFacts, decision: Decision): string {
  return ` because ${reason(facts, decision)}`;
}

function reason(facts: SentenceFacts, decision: Decision): string {
  switch (decision.cause) {
    case 'too-large':
      return `it is larger than the compiler puts on the stack${facts.bytes === undefined ? '' : ` (${bytes(facts.bytes)})`}`;
    case 'too-aligned':
      return `it needs a larger alignment than the stack gives`;
    case 'non-constant-size':
      return 'its size is not known when compiling';
    case 'zero-sized-element':
      return 'its elements have no size, and the compiler does not put such a slice on the stack';
  }
  const { via } = decision;
  const act =
    via.length > 0 && isReceiver(decision, via.at(-1)!)
      ? `is the receiver of the call ${decision.target!}${place(decision.at)}, and the compiler does not know which method that is`
      : action(decision);
  const tail = decision.onward === undefined ? '' : ending(decision);
  const holder = via.at(-1);
  if (holder === undefined || (decision.address && facts.kind === 'moved-to-heap')) {
    const start = decision.address ? 'its address' : 'it';
    if (holder === undefined) return `${start} ${act}${tail}`;
    const way = via.length === 1 ? `is kept in \`${holder}\`` : `goes through \`${via[0]!}\` to \`${holder}\``;
    return `${start} ${way}, which ${act}${tail}`;
  }
  if (via.length === 1) return `\`${holder}\` ${act}${tail}`;
  return `\`${via[0]!}\` is stored in \`${holder}\`, which ${act}${tail}`;
}

function isReceiver(decision: Decision, holder: string): boolean {
  return decision.cause === 'passed-to-unknown-callee' && decision.target?.startsWith(`${holder}.`) === true;
}

/** What happens to the holder: a verb phrase. */
function action(decision: Decision): string {
  const at = place(decision.at);
  const { target } = decision;
  const name = target === undefined ? undefined : `\`${target}\``;
  const within = decision.inside === undefined ? '' : ` (inside ${decision.inside}, inlined)`;
  switch (decision.cause) {
    case 'returned':
      return `is returned${at}`;
    case 'stored-in-global':
      return `is stored in package variable ${name ?? ''}${at}`;
    case 'stored-in-field':
      return name === undefined ? `is stored outside the function${at}` : `is stored in ${name}${at}`;
    case 'stored-through-pointer':
      return `is stored where ${name ?? 'a pointer'} points to${at}`;
    case 'stored-in-variable':
      return name === undefined
        ? `is kept by something that outlives it${at}`
        : `is stored in ${name}${at}, ${decision.onward === undefined ? 'which outlives it' : 'which'}`;
    case 'stored-in-heap-object':
      return target === '... argument'
        ? `is one of the arguments${at}`
        : `is stored in ${name ?? 'a value'}${at}, ${decision.onward === undefined ? 'which is on the heap' : 'which'}`;
    case 'sent-on-channel':
      return `is sent on ${name === undefined ? 'a channel' : `channel ${name}`}${at}`;
    case 'put-in-map':
      return `is ${decision.role === 'key' ? 'a key' : 'a value'} of ${name ?? 'a map'}${at}`;
    case 'put-in-slice':
      if (decision.role === 'append') return `is appended to ${name ?? 'a slice'}${at}${within}`;
      return `is copied into ${name ?? 'a slice'}${at}${within}`;
    case 'stored-in-element':
      return `is stored in an element of ${name ?? 'a map or slice'}${at}`;
    case 'passed-to-leaking-parameter':
      return `is passed to ${target ?? 'a call'}${within}${at}, whose parameter${decision.parameter === undefined ? '' : ` \`${decision.parameter}\``} leaks`;
    case 'passed-to-unknown-callee':
      return `is passed to ${target ?? 'a call'}${within}${at}, and the compiler does not know which function that is`;
    case 'passed-to-call':
      return `is passed to ${target ?? 'a call'}${within}${at}`;
    case 'converted-to-interface':
      return `is converted to an interface${at}${decision.onward === undefined ? ' that leaves the function' : ', and that'}`;
    case 'captured-by-escaping-closure':
      return `is captured by a closure${at}${decision.onward === undefined ? ' that outlives the call' : ' that'}`;
    case 'captured-by-goroutine':
      return `belongs to the goroutine started${at}`;
    case 'deferred-in-loop':
      return `belongs to the call deferred in a loop${at}`;
    case 'go-or-defer':
      return `is started as a goroutine, or deferred in a loop${at}`;
    case 'unsafe-or-reflect':
      return `goes through ${name ?? 'unsafe.Pointer and uintptr'}${at}`;
    case 'panics-with':
      return `is passed to panic${within}${at}`;
    default:
      return `leaves the function${at}`;
  }
}

/** What happens to the location that the memory became part of. */
function ending(decision: Decision): string {
  const next = decision.onward;
  if (next === undefined) return '';
  const size = {
    'too-large': 'is larger than the compiler puts on the stack',
    'too-aligned': 'needs a larger alignment than the stack gives',
    'non-constant-size': 'has a size that is not known when compiling',
    'zero-sized-element': 'has elements without size',
  } as const;
  const act = next.cause in size ? size[next.cause as keyof typeof size] : action(next);
  const joint = decision.cause === 'stored-in-heap-object' && decision.target === '... argument' ? ', and the arguments are kept: the slice of them ' : ' ';
  return `${joint}${act}${next.onward === undefined ? '' : ending(next)}`;
}

/** How the thing is called at the beginning of the sentence. */
export function subject(facts: SentenceFacts): string {
  const { expression } = facts;
  switch (facts.kind) {
    case 'make-slice':
      return `the backing array of \`${expression}\``;
    case 'make-map':
      return `the map \`${expression}\``;
    case 'make-chan':
      return `the channel \`${expression}\``;
    case 'new':
    case 'composite':
      return /^&?(\[\]|[\w.]*\[\][^{]*\{)/.test(expression)
        ? `the backing array of \`${expression}\``
        : expression.startsWith('map[')
          ? `the map \`${expression}\``
          : `\`${expression}\``;
    case 'append':
      if (expression === 'copy of a stack-built slice') return 'the backing array';
      return expression === 'append' ? 'the backing array that append grows' : `the backing array that \`${expression}\` grows`;
    case 'map-assign':
      return `the table of the map in \`${expression}\``;
    case 'string-concat':
      return `the string \`${expression}\``;
    case 'string-convert':
      return `the copy that \`${expression}\` makes`;
    case 'interface':
      return `\`${expression}\``;
    case 'closure':
      return 'the closure';
    case 'method-value':
      return `the method value \`${expression}\``;
    case 'variadic':
      return 'the slice of variadic arguments';
    case 'moved-to-heap':
      return `\`${facts.variable ?? expression}\``;
    case 'go-defer':
      return 'the closure of the go or defer statement';
    case 'other':
      return `\`${expression}\``;
  }
}

function verb(facts: SentenceFacts): string {
  if (facts.kind === 'interface') return 'is boxed into an interface on the heap';
  return facts.kind === 'moved-to-heap' ? 'moves to the heap' : 'goes to the heap';
}

function pronounName(facts: SentenceFacts): string {
  if (facts.variable !== undefined && facts.kind !== 'moved-to-heap') return `\`${facts.variable}\``;
  return facts.kind === 'make-slice' || facts.kind === 'append' ? 'the slice' : 'it';
}

function owner(facts: SentenceFacts): string {
  return facts.function === undefined ? 'the function' : `\`${facts.function}\``;
}

function sized(kind: SiteKind): boolean {
  return kind === 'make-slice' || kind === 'string-concat' || kind === 'string-convert';
}

function bytes(count: number): string {
  return count === 1 ? '1 byte' : `${count} bytes`;
}

/** ` at main.go:41`: the file's base name, since the full position stands beside the sentence. */
export function place(position: Position | undefined): string {
  if (position === undefined) return '';
  return ` at ${position.file.replace(/^.*[/\\]/, '')}:${position.line}`;
}

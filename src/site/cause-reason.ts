// The Reason of a site: cause, sentence and steps, from its flow blocks and from facts about its code.
import type { FlowBlock } from '../read/compiler/flow.ts';
import { decide, flowSteps, type Decision, type Lookup } from './cause.ts';
import type { Cause } from './cause-list.ts';
import type { Reason } from './model.ts';
import { sentenceFor, type SentenceFacts } from './sentence.ts';

/** What is known of a site when its reason is asked for. */
export interface ReasonInput extends SentenceFacts {
  /** Flow blocks of the report entry; the first one decides (the compiler stops looking once something escapes). */
  readonly flows: readonly FlowBlock[];
  /** What the report says; `none` when it is silent. */
  readonly verdict: 'escapes' | 'stays' | 'moved' | 'none';
  /** Why static: which of the ways in which nothing is allocated. */
  readonly staticBecause?: 'zero-size' | 'constant' | 'small-value';
  /** Built on the stack and copied to the heap at the return (runtime.moveSlice*, 1.26+). */
  readonly movedAtReturn?: boolean;
}

/** Cause, sentence and steps of a site. */
export function reasonOf(input: ReasonInput, lookup: Lookup = {}): Reason {
  const block = input.flows[0];
  const decision = placed(input, block === undefined ? undefined : decide(block, lookup));
  return { cause: finalCause(decision), sentence: sentenceFor(input, decision), steps: block === undefined ? [] : flowSteps(block) };
}

// What a closure captures shares the closure's fate where that is a statement of its own.
function finalCause(decision: Decision): Cause {
  const fate = decision.onward?.cause;
  if (decision.cause !== 'captured-by-escaping-closure') return decision.cause;
  return fate === 'captured-by-goroutine' || fate === 'deferred-in-loop' || fate === 'go-or-defer' ? fate : decision.cause;
}

/** Placement decides first: what the code does outweighs what the report says. */
function placed(input: ReasonInput, flow: Decision | undefined): Decision {
  const plain = (cause: Cause): Decision => ({ via: [], address: false, truncated: false, ...flow, cause });
  if (input.placement === 'static') {
    if (input.staticBecause === 'zero-size') return plain('zero-size');
    return plain(input.staticBecause === 'small-value' ? 'small-value-cache' : 'static-data');
  }
  if (input.placement === 'gone') return plain('removed');
  if (input.placement === 'stack') return plain('does-not-escape');
  if (input.movedAtReturn === true) return plain('moved-to-heap-at-return');
  if (flow !== undefined) return flow;
  switch (input.verdict) {
    case 'stays':
      return plain(input.sizeKnown === false ? 'does-not-escape-but-size-unknown' : 'does-not-escape');
    case 'none':
      return plain('not-reported');
    case 'escapes':
    case 'moved':
      return plain('moved');
  }
}

// From a flow block to the step that decides.
//
// The compiler's explanation walks from the memory to the location that outlives it (read/compiler/flow.ts); the last hop of the last
// edge is where it leaves. Locations that are no heap and no result (another variable, a composite literal, a closure) are on the heap
// for reasons of their own: `follow` finds the explanation of those, and the chain goes on there.
import type { Position } from '../base/position.ts';
import type { FlowBlock, FlowEdge, FlowHop } from '../read/compiler/flow.ts';
import { calleeOf, channelOf, firstArgument, isDynamicCallee, isResult, isTemporary, leftSide, readableCallee, storageOf, targetOf } from './cause-target.ts';
import type { Cause } from './cause-list.ts';
import type { FlowStep } from './model.ts';

/** What is known about a callee, from its own report. */
export type CalleeFacts =
  | { readonly kind: 'leaks'; readonly parameter?: string }
  /** A function value or interface method: nobody knows what it does with its arguments. */
  | { readonly kind: 'dynamic' }
  | { readonly kind: 'known' };

/** Where to look for facts that are not in the block. */
export interface Lookup {
  /** The explanation of another location of the same function: `p`, `{storage for func literal}`. */
  follow?(location: string): FlowBlock | undefined;
  callee?(name: string): CalleeFacts | undefined;
  /** Functions that were inlined into the call at this position, outermost first. */
  inlinedAt?(position: Position): readonly string[];
  /** Which statement the function literal at this position belongs to. */
  statement?(position: Position): 'go' | 'defer' | undefined;
}

/** The step that decides. */
export interface Decision {
  readonly cause: Cause;
  readonly at?: Position;
  /** Variable, field, map, channel or callee that the cause names. */
  readonly target?: string;
  readonly parameter?: string;
  /** Function inlined at `at` inside which the deciding call stands. */
  readonly inside?: string;
  /** How a map or slice is entered. */
  readonly role?: 'key' | 'value' | 'append' | 'copy';
  /** User's variables on the way, from the memory outwards; neither temporaries nor the subject. */
  readonly via: readonly string[];
  /** The address of the subject flows, not its value. */
  readonly address: boolean;
  /** Why the location that is reached is on the heap itself. */
  readonly onward?: Decision;
  /** The compiler cut its explanation. */
  readonly truncated: boolean;
}

const MAX_FOLLOW = 4;

/** Finds the deciding step of a block. */
export function decide(block: FlowBlock, lookup: Lookup = {}): Decision {
  return decideAt(block, lookup, 0);
}

function decideAt(block: FlowBlock, lookup: Lookup, depth: number): Decision {
  const via = variablesOnTheWay(block);
  const base = { via, address: block.edges[0]?.ops.startsWith('&') === true && storageOf(block.edges[0].source) === undefined, truncated: block.truncated };
  const last = block.edges.at(-1);
  if (last === undefined) return { ...base, cause: 'unknown' };
  const decisive = decisiveHop(block.edges);
  if (decisive === undefined) return { ...byLocation(last.destination, undefined), ...base };
  const { hop } = decisive;
  const found = byHop(block, last, hop, lookup);
  const at = hop.position === undefined ? {} : { at: hop.position };
  const decision: Decision = { ...base, ...at, ...found };
  if (!leadsOn(decision.cause) || depth >= MAX_FOLLOW) return decision;
  const next = lookup.follow?.(last.destination);
  if (next === undefined || next === block) return decision;
  return { ...decision, onward: decideAt(next, lookup, depth + 1) };
}

/** Causes that only move the question to another location. */
function leadsOn(cause: Cause): boolean {
  return cause === 'stored-in-variable' || cause === 'stored-in-heap-object' || cause === 'converted-to-interface' || cause === 'captured-by-escaping-closure';
}

/** The last hop; edges without any (`{heap} ← *{temp}`) only unwrap what the edge before brought. */
function decisiveHop(edges: readonly FlowEdge[]): { hop: FlowHop; edge: FlowEdge } | undefined {
  for (let i = edges.length - 1; i >= 0; i--) {
    const edge = edges[i]!;
    const hop = edge.hops.at(-1);
    if (hop !== undefined) return { hop, edge };
  }
  return undefined;
}

type Found = Omit<Decision, 'via' | 'address' | 'truncated'>;

function byHop(block: FlowBlock, last: FlowEdge, hop: FlowHop, lookup: Lookup): Found {
  switch (hop.why) {
    case 'too large for stack':
      return { cause: 'too-large' };
    case 'too aligned for stack':
      return { cause: 'too-aligned' };
    case 'non-constant size':
      return { cause: 'non-constant-size' };
    case 'zero-sized element':
      return { cause: 'zero-sized-element' };
    case 'return':
      return { cause: 'returned' };
    case 'send':
      return { cause: 'sent-on-channel', ...named(channelOf(hop.expression)) };
    case 'call parameter':
      return byCall(last, hop, lookup);
    case 'callee operand':
      return { cause: 'passed-to-unknown-callee', ...named(calleeOf(hop.expression)) };
    case 'appendee slice':
    case 'appended slice...':
      return { cause: 'put-in-slice', role: 'append', ...named(firstArgument(hop.expression)) };
    case 'copied slice':
      return { cause: 'put-in-slice', role: 'copy', ...named(firstArgument(hop.expression)) };
    case 'key of map put':
      return { cause: 'put-in-map', role: 'key', ...named(hop.expression.replace(/\[[^[]*\]$/, '')) };
    case 'map literal key':
      return { cause: 'put-in-map', role: 'key', ...named(hop.expression) };
    case 'map literal value':
      return { cause: 'put-in-map', role: 'value', ...named(hop.expression) };
    case 'conversion to unsafe.Pointer':
    case 'reflect.Header.Data':
    case '//go:uintptrescapes':
      return { cause: 'unsafe-or-reflect', ...named(hop.expression.includes('.autotmp_') ? undefined : hop.expression) };
    case 'captured by a closure':
    case 'reference':
      return { cause: 'captured-by-escaping-closure' };
    case 'spill':
      return spilled(block, last, hop, lookup);
    default:
      return byAssignment(last, hop);
  }
}

// Only goDeferStmt (escape/call.go) gives an expression to the heap without a note of its own.
function spilled(block: FlowBlock, last: FlowEdge, hop: FlowHop, lookup: Lookup): Found {
  if (last.destination !== '{heap}') return byLocation(last.destination, hop);
  const position = hop.position ?? block.position;
  const statement = position === undefined ? undefined : lookup.statement?.(position);
  return { cause: statement === 'go' ? 'captured-by-goroutine' : statement === 'defer' ? 'deferred-in-loop' : 'go-or-defer' };
}

function byCall(last: FlowEdge, hop: FlowHop, lookup: Lookup): Found {
  const raw = calleeOf(hop.expression);
  const inlined = hop.position === undefined ? undefined : lookup.inlinedAt?.(hop.position)[0];
  if (raw === 'panic') return { cause: 'panics-with', ...inside(inlined) };
  if (raw === 'append') return { cause: 'put-in-slice', role: 'append', ...named(firstArgument(hop.expression)), ...inside(inlined) };
  if (raw === 'copy') return { cause: 'put-in-slice', role: 'copy', ...named(firstArgument(hop.expression)), ...inside(inlined) };
  // An argument of a function of the same recursive batch flows to its parameter, a variable like any other.
  if (last.destination !== '{heap}' && last.destination !== '{temp}' && !isResult(last.destination) && storageOf(last.destination) === undefined) {
    return { cause: 'stored-in-variable', target: last.destination };
  }
  // A temporary that is called holds a function value.
  const facts: CalleeFacts | undefined = raw === undefined ? undefined : isDynamicCallee(raw) ? { kind: 'dynamic' } : lookup.callee?.(raw);
  const callee = raw === undefined ? undefined : readableCallee(raw);
  const target = { ...named(callee), ...inside(inlined === callee ? undefined : inlined) };
  if (facts?.kind === 'leaks')
    return { cause: 'passed-to-leaking-parameter', ...target, ...(facts.parameter === undefined ? {} : { parameter: facts.parameter }) };
  if (facts?.kind === 'dynamic') return { cause: 'passed-to-unknown-callee', ...target };
  return { cause: 'passed-to-call', ...target };
}

function byAssignment(last: FlowEdge, hop: FlowHop): Found {
  if (last.destination !== '{heap}') return byLocation(last.destination, hop);
  const left = leftSide(hop.expression);
  if (left === undefined) return hop.why === 'interface-converted' ? { cause: 'converted-to-interface' } : { cause: 'unknown' };
  const target = targetOf(left);
  switch (target.kind) {
    case 'global':
      return { cause: 'stored-in-global', target: target.name };
    case 'pointer':
      return { cause: 'stored-through-pointer', target: target.name };
    case 'map':
      return { cause: 'put-in-map', role: 'value', target: target.name };
    case 'element':
      return { cause: 'stored-in-element', target: target.name };
    case 'field':
    case 'several':
      return { cause: 'stored-in-field', target: target.name };
  }
}

function byLocation(location: string, hop: FlowHop | undefined): Found {
  if (isResult(location)) return { cause: 'returned' };
  const storage = storageOf(location);
  if (storage !== undefined) {
    if (hop?.why === 'interface-converted') return { cause: 'converted-to-interface', target: storage };
    return { cause: 'stored-in-heap-object', target: storage };
  }
  if (location === '{heap}') return { cause: 'unknown' };
  if (isTemporary(location)) return { cause: 'stored-in-variable' };
  return { cause: 'stored-in-variable', target: location };
}

function named(target: string | undefined): { target?: string } {
  return target === undefined ? {} : { target };
}

function inside(name: string | undefined): { inside?: string } {
  return name === undefined ? {} : { inside: readableCallee(name) };
}

/** The user's variables that hold the memory on its way: no temporaries, no variables of inlined code of other packages, no repetitions. */
export function variablesOnTheWay(block: FlowBlock): string[] {
  const names: string[] = [];
  for (const { destination } of block.edges.slice(0, -1)) {
    if (isTemporary(destination) || destination.includes('.') || destination === block.subject) continue;
    if (!names.includes(destination)) names.push(destination);
  }
  return names;
}

/** The variable that first holds the memory, where the flow names one. */
export function firstVariable(block: FlowBlock): string | undefined {
  const destination = block.edges[0]?.destination;
  return destination === undefined || isTemporary(destination) || destination.includes('.') ? undefined : destination;
}

/** The hops as the model shows them; `folded` marks what people need not read. */
export function flowSteps(block: FlowBlock): FlowStep[] {
  const steps: FlowStep[] = [];
  for (const edge of block.edges) {
    const flow = `${edge.destination} ← ${edge.ops}${edge.source}`;
    const silent = isTemporary(edge.destination) && isTemporary(edge.source) && storageOf(edge.source) === undefined && edge.destination !== '{heap}';
    for (const hop of edge.hops) {
      const position = hop.position ?? block.position;
      if (position === undefined) continue;
      const left = leftSide(hop.expression);
      const noise = hop.why === 'spill' && edge.hops.length > 1;
      // Parameters of inlined code of other packages (`fmt.format, fmt.a := …`) are as little the user's as temporaries.
      const foreign = (name: string): boolean => isTemporary(name) || name.includes('.');
      const made =
        hop.why.startsWith('assign-pair') &&
        left !== undefined &&
        left.split(', ').every(foreign) &&
        !isResult(edge.destination) &&
        edge.destination !== '{heap}';
      steps.push({ flow, from: hop.expression, why: hop.why, position, folded: silent || noise || made });
    }
    if (edge.hops.length === 0 && block.position !== undefined) steps.push({ flow, from: '', why: '', position: block.position, folded: true });
  }
  return steps;
}

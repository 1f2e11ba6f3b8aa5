// The `allocpath.analysis/1` document: the model as it is, in a stable key order, one site a line.
// A line per site keeps 20,000 sites fast to write, and lets a plain text diff show which sites changed.
import type { Analysis, Emitted, Reason, Said, Site } from '../site/model.ts';
import type { Position } from '../base/position.ts';
import type { View, ViewOptions } from './view.ts';

export const view: View = {
  name: 'json',
  extension: 'json',
  summary: 'the allocpath.analysis/1 document, see schema/analysis-1.json',
  scope: 'both',
  render: (analysis, options) => [...chunks(analysis, options)].join(''),
  chunks,
};

function* chunks(analysis: Analysis, options: ViewOptions): Generator<string> {
  for (const chunk of documentChunks(analysis, options)) yield harmless(chunk);
}

const STEERING = /[\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/gu;

/** The same JSON value, with the characters that steer terminals and editors written as escapes. */
export function harmless(json: string): string {
  return json.replace(STEERING, (character) => {
    let escaped = '';
    for (let index = 0; index < character.length; index++) escaped += `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
    return escaped;
  });
}

function* documentChunks(analysis: Analysis, options: ViewOptions): Generator<string> {
  const sites = options.selection?.sites ?? analysis.sites;
  yield `{"schema":${JSON.stringify(analysis.schema)},\n`;
  yield `"target":${JSON.stringify(analysis.target)},\n`;
  yield `"completeness":${JSON.stringify(analysis.completeness)},\n`;
  yield* list('gaps', analysis.gaps, (gap) => gap);
  yield* list('binaries', analysis.binaries, (binary) => binary);
  yield* list('sites', sites, orderedSite);
  yield* list('leakingParameters', analysis.leakingParameters, (leak) => leak);
  yield* list('unparsed', analysis.unparsed, (line) => line);
  // Fields of a later model are printed as they come, so nothing is lost on the way through this version.
  for (const [key, value] of Object.entries(analysis)) {
    if (!KNOWN.has(key) && value !== undefined) yield `${JSON.stringify(key)}:${JSON.stringify(value)},\n`;
  }
  yield `"selected":${JSON.stringify({ sites: sites.length, matched: options.selection?.matched ?? sites.length })}}\n`;
}

const KNOWN = new Set(['schema', 'target', 'completeness', 'gaps', 'binaries', 'sites', 'leakingParameters', 'unparsed', 'selected']);

function* list<T>(name: string, values: readonly T[], order: (value: T) => unknown): Generator<string> {
  if (values.length === 0) {
    yield `"${name}":[],\n`;
    return;
  }
  yield `"${name}":[\n`;
  let separator = '';
  for (const value of values) {
    yield separator + JSON.stringify(order(value));
    separator = ',\n';
  }
  yield '\n],\n';
}

/** The site with its keys in the documented order, whatever order it was built in; unknown later fields follow. */
export function orderedSite(site: Site): Site {
  const {
    id,
    package: pkg,
    function: func,
    kind,
    expression,
    variable,
    type,
    position,
    placement,
    bound,
    frequency,
    loopDepth,
    panicPath,
    reason,
    said,
    emitted,
    conflicts,
    ...rest
  } = site;
  return {
    id,
    package: pkg,
    function: func,
    kind,
    expression,
    variable,
    type,
    position: orderedPosition(position),
    placement,
    bound,
    frequency,
    loopDepth,
    panicPath,
    reason: reason && orderedReason(reason),
    said: said.map(orderedSaid),
    emitted: emitted.map(orderedEmitted),
    conflicts: conflicts.map(({ code, message, ...more }) => ({ code, message, ...more })),
    ...rest,
  } as Site;
}

function orderedPosition(position: Position): Position {
  const { file, line, column } = position;
  return { file, line, column } as Position;
}

function orderedReason(reason: Reason): Reason {
  const { cause, sentence, steps, ...rest } = reason;
  return {
    cause,
    sentence,
    steps: steps.map(({ flow, from, why, position, folded, ...more }) => ({ flow, from, why, position: orderedPosition(position), folded, ...more })),
    ...rest,
  };
}

function orderedSaid(said: Said): Said {
  const { message, position, ...rest } = said;
  return { message, position: orderedPosition(position), ...rest };
}

function orderedEmitted(emitted: Emitted): Emitted {
  const {
    pc,
    binary,
    function: func,
    inlinedAt,
    entry,
    type,
    size,
    elementSize,
    pointerFree,
    sizeClass,
    ssa,
    slot,
    tie,
    rule,
    placement,
    loopDepth,
    panicPath,
    ...rest
  } = emitted;
  return {
    pc,
    binary,
    function: func,
    inlinedAt: inlinedAt.map(orderedPosition),
    entry,
    type,
    size,
    elementSize,
    pointerFree,
    sizeClass,
    ssa: ssa && { value: ssa.value, op: ssa.op, text: ssa.text, function: ssa.function },
    slot: slot && { offset: slot.offset, size: slot.size, variable: slot.variable, type: slot.type, live: slot.live },
    tie,
    rule,
    placement,
    loopDepth,
    panicPath,
    ...rest,
  } as Emitted;
}

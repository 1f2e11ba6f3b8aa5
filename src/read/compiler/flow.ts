// One flow block, parsed when somebody looks at the site.
//
// escape/solve.go: explainPath walks from the subject (first step) to the location that outlives it (last step); explainFlow prints
// `  flow: D ← OPS S:` (`D = OPS S` up to 1.24) and its notes, innermost expression first, so the last hop of a step is the one that
// reaches D. `{heap}`, `{temp}`, `{storage for E}` stand for locations without a name.
import type { Position } from '../../base/position.ts';
import type { EscapeReport } from './escape-report.ts';
import { whyRole } from './flow-why.ts';

/** One `from E (WHY) at POS`. */
export interface FlowHop {
  readonly expression: string;
  readonly why: string;
  /** Outermost position; absent where the compiler had none. */
  readonly position?: Position;
}

/** One `flow: D ← OPS S`. */
export interface FlowEdge {
  readonly destination: string;
  readonly source: string;
  /** `&` (the address of S), empty (its value) or one `*` a dereference. */
  readonly ops: string;
  readonly hops: readonly FlowHop[];
}

/** A whole explanation. */
export interface FlowBlock {
  readonly kind: 'escape' | 'leak';
  readonly subject: string;
  readonly position?: Position;
  /** Absent where the release does not name it (≤ 1.24). */
  readonly function?: string;
  /** Leaks only: where to, and through how many dereferences. */
  readonly destination?: string;
  readonly derefs?: number;
  readonly edges: readonly FlowEdge[];
  /** The compiler cut the explanation at an assignment cycle (golang.org/issue/35518). */
  readonly truncated: boolean;
  /** Words that no known release prints, and lines of the block that were not understood. */
  readonly unknownWords: number;
  readonly unknownLines: number;
}

/** Bytes of one explanation that are parsed; a longer one is marked truncated. */
export const MAX_BLOCK_BYTES: number = 1 << 20;

const FLOW = '  flow: ';
const FROM = '    from ';

/** Parses block `block` of the report. */
export function parseFlow(report: EscapeReport, block: number): FlowBlock {
  const { blocks, texts, bodies } = report;
  const start = blocks.bodyStart.at(block);
  const end = Math.min(blocks.bodyEnd.at(block), start + MAX_BLOCK_BYTES);
  const parsed = parseFlowBody(bodies.decode(start, end));
  const leak = blocks.leak.at(block) === 1;
  const owner = blocks.function.at(block);
  const position = positionOf(report, blocks.file.at(block), blocks.line.at(block), blocks.column.at(block));
  return {
    kind: leak ? 'leak' : 'escape',
    subject: texts.text(blocks.subject.at(block)),
    ...(position === undefined ? {} : { position }),
    ...(owner < 0 ? {} : { function: texts.text(owner) }),
    ...(leak ? { destination: texts.text(blocks.destination.at(block)), derefs: blocks.derefs.at(block) } : {}),
    ...parsed,
    truncated: parsed.truncated || end < blocks.bodyEnd.at(block),
  };
}

/** Position of a row; undefined where the compiler had none. */
export function positionOf(report: EscapeReport, file: number, line: number, column: number): Position | undefined {
  if (file < 0) return undefined;
  const name = report.texts.text(file);
  return column === 0 ? { file: name, line } : { file: name, line, column };
}

type Body = Pick<FlowBlock, 'edges' | 'truncated' | 'unknownWords' | 'unknownLines'>;

/** Parses the lines of a block (without position prefixes). */
export function parseFlowBody(body: string): Body {
  const edges: { destination: string; source: string; ops: string; hops: FlowHop[] }[] = [];
  let truncated = false;
  let unknownWords = 0;
  let unknownLines = 0;
  for (const line of body.split('\n')) {
    if (line === '') continue;
    if (line.startsWith(FLOW)) {
      const edge = parseEdge(line.slice(FLOW.length));
      if (edge === undefined) unknownLines++;
      else edges.push({ ...edge, hops: [] });
    } else if (line.startsWith(FROM)) {
      const hop = parseHop(line.slice(FROM.length));
      const edge = edges.at(-1);
      if (hop === undefined || edge === undefined) unknownLines++;
      else {
        edge.hops.push(hop);
        if (whyRole(hop.why) === undefined) unknownWords++;
      }
    } else if (line.startsWith('  warning: truncated explanation')) truncated = true;
    else unknownLines++;
  }
  return { edges, truncated, unknownWords, unknownLines };
}

function parseEdge(text: string): Omit<FlowEdge, 'hops'> | undefined {
  if (!text.endsWith(':')) return undefined;
  const from = text.startsWith('{') ? closingBrace(text) : 0;
  const arrow = text.indexOf(' ← ', from);
  // A name cannot hold a blank, so the first ` = ` behind it is the compiler's; a 1.25+ arrow wins.
  const split = arrow >= 0 ? arrow : text.indexOf(' = ', from);
  if (split < 0) return undefined;
  let at = split + 3;
  const first = at;
  while (text[at] === '&' || text[at] === '*') at++;
  return { destination: text.slice(0, split), ops: text.slice(first, at), source: text.slice(at, -1) };
}

/** Index of the brace that closes the one at 0, string literals skipped. */
function closingBrace(text: string): number {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '"' || char === '`' || char === "'") {
      for (i++; i < text.length && text[i] !== char; i++) if (text[i] === '\\' && char !== '`') i++;
    } else if (char === '{') depth++;
    else if (char === '}' && --depth === 0) return i;
  }
  return 0;
}

function parseHop(text: string): FlowHop | undefined {
  // The first `) at ` whose word is known ends the expression: a path may hold the same characters.
  let close = -1;
  let fallback: FlowHop | undefined;
  while ((close = text.indexOf(') at ', close + 1)) >= 0) {
    const open = text.lastIndexOf(' (', close);
    if (open < 0) continue;
    const why = text.slice(open + 2, close);
    const position = parsePosition(text.slice(close + 5));
    const hop = { expression: text.slice(0, open), why, ...(position === undefined ? {} : { position }) };
    if (whyRole(why) !== undefined && (position !== undefined || /^(<|\?)/.test(text.slice(close + 5)))) return hop;
    fallback = hop;
  }
  return fallback;
}

/** `file:line[:col]` as the compiler prints it; undefined for an unknown one. */
export function parsePosition(text: string): Position | undefined {
  const match = /^(.+?):(\d+)(?::(\d+))?(?:\[.*\])?$/s.exec(text);
  if (match === null) return undefined;
  const line = Math.min(Number(match[2]), 0x7fffffff);
  const column = Math.min(Number(match[3] ?? 0), 0x7fffffff);
  return column === 0 ? { file: match[1]!, line } : { file: match[1]!, line, column };
}

// One function's SSA as the compiler prints it after a pass: blocks, values, and the Go variables that values carry.
// Sources, same shapes 1.21 – 1.27: cmd/compile/internal/ssa/print.go: stringFuncPrinter (`    (-14) v43 = OP <type> …`),
// ssa/value.go: LongString and auxString, ssa/block.go: LongString, ssa/location.go: LocalSlot.String (`s.ptr[*int]`).
// Numbers are reused between passes (ssa/func.go: freeValue, newValue), so v34 of one dump need not be v34 of another. Everything
// is untrusted text: a line of no known shape is kept verbatim and counted, never an error.

/** A value. */
export interface SsaValue {
  /** `v43`. */
  readonly id: string;
  readonly op: string;
  readonly type: string;
  /** Symbol or type in braces: `AuxCall{runtime.makeslice}`, `.autotmp_5`, `type:int`. */
  readonly aux?: string;
  /** What stands in square brackets: a constant, an offset. */
  readonly auxInt?: string;
  /** Values that it uses, the memory state included. */
  readonly uses: readonly string[];
  /** Register or stack slot, once they are allocated. */
  readonly register?: string;
  /** Go variables, or parts of them (`xs.ptr`), that it carries. */
  readonly names: readonly string[];
  /** `b4`. */
  readonly block: string;
  /** Line of its innermost position; 0 when it has none. */
  readonly line: number;
  /** The value as printed, without position. */
  readonly text: string;
}

/** A block, and how it ends. */
export interface SsaBlock {
  readonly id: string;
  readonly predecessors: readonly string[];
  /** `If v10 -> b3 b4 (likely)`; absent when the text ends before. */
  readonly end?: string;
}

/** A function after one pass. */
export interface SsaFunction {
  /** `dyn func(int) int`. */
  readonly header: string;
  readonly blocks: readonly SsaBlock[];
  readonly values: readonly SsaValue[];
  readonly unknownCount: number;
  /** The first lines of no known shape. */
  readonly unknown: readonly string[];
}

const MAX_UNKNOWN = 200;
const MAX_LINE = 1 << 20;
const BLOCK = /^ {2}(b\d+):(?: <-((?: b\d+)+))?(?: DEAD)?$/;
const VALUE = /^ {4}\((\?|[+-]?\d+)\) (v\d+ = .*)$/;
const BLOCK_END = /^ {4}[A-Z]\w*(?: |$)/;

/** Parses the text of one dump. */
export function parseSsaFunction(text: string): SsaFunction {
  const lines = text.split('\n');
  const blocks: { id: string; predecessors: readonly string[]; end?: string }[] = [];
  const values: SsaValue[] = [];
  const unknown: string[] = [];
  let unknownCount = 0;
  for (let i = 1; i < lines.length; i++) {
    const line = lines[i]!.length > MAX_LINE ? lines[i]!.slice(0, MAX_LINE) : lines[i]!;
    const head = VALUE.exec(line);
    const block = blocks.at(-1);
    if (head !== null && block !== undefined) {
      const value = parseValue(head[2]!, block.id, head[1] === '?' ? 0 : Math.abs(Number(head[1])));
      if (value !== undefined) {
        values.push(value);
        continue;
      }
    }
    const start = BLOCK.exec(line);
    if (start !== null) blocks.push({ id: start[1]!, predecessors: start[2]?.trim().split(' ') ?? [] });
    else if (BLOCK_END.test(line) && block !== undefined) block.end = line.trim();
    // `name s[[]int]: [v47 v53]` repeats what the values say.
    else if (line !== '' && !line.startsWith('name ') && line !== 'dependency cycle!') {
      unknownCount++;
      if (unknown.length < MAX_UNKNOWN) unknown.push(line);
    }
  }
  return { header: lines[0] ?? '', blocks, values, unknownCount, unknown };
}

/** Parses `v43 = OP <type> {aux} [auxint] v1 v2 : AX (s.ptr[*int])`; undefined when it has another shape. */
export function parseValue(text: string, block: string, line: number): SsaValue | undefined {
  const head = /^(v\d+) = (\S+) </.exec(text);
  if (head === null) return undefined;
  // No `>` stands in a Go type but in the tag of a struct field, which is quoted.
  const typeEnd = scan(text, head[0].length, (c) => c === '>');
  if (typeEnd < 0) return undefined;
  let at = typeEnd + 1;
  let aux: string | undefined;
  let auxInt: string | undefined;
  for (let open = auxStart(text, at); open >= 0; open = auxStart(text, at)) {
    const close = scan(text, open + 1, (_, depth) => depth < 0);
    if (close < 0) break;
    const content = text.slice(open + 1, close);
    if (text[open] === '{') aux ??= content;
    else auxInt ??= content;
    at = close + 1;
  }
  const operands = /^(?: v\d+)*/.exec(text.slice(at))![0];
  at += operands.length;
  const dead = text.endsWith(' DEAD') ? text.length - 5 : text.length;
  const open = text.startsWith(' (', at) ? at : scan(text, at, (c, depth, i) => depth === 0 && c === ' ' && text[i + 1] === '(');
  const named = open >= 0 && text[dead - 1] === ')';
  const rest = text.slice(at, named ? open : dead);
  const register = /^ : (.*?)(?: tmp=\S+)?$/.exec(rest)?.[1];
  return {
    id: head[1]!, op: head[2]!, type: text.slice(head[0].length, typeEnd),
    ...(aux === undefined ? {} : { aux }), ...(auxInt === undefined ? {} : { auxInt }),
    uses: operands === '' ? [] : operands.slice(1).split(' '),
    ...(register === undefined ? {} : { register }),
    names: named ? slotNames(text.slice(open + 2, dead - 1)) : [],
    block, line, text,
  };
}

// ` {…}`, ` […]`, or `[…]` without a space for flag constants.
function auxStart(text: string, at: number): number {
  if (text[at] === '[') return at;
  return text[at] === ' ' && (text[at + 1] === '{' || text[at + 1] === '[') ? at + 1 : -1;
}

// `s.ptr[*int], n[int], buf+8[byte]`: names without the type in brackets.
function slotNames(list: string): string[] {
  const names: string[] = [];
  for (let at = 0; at < list.length; ) {
    const comma = scan(list, at, (c, depth, i) => depth === 0 && c === ',' && list[i + 1] === ' ');
    const end = comma < 0 ? list.length : comma;
    const bracket = list.indexOf('[', at);
    names.push(list.slice(at, bracket < 0 || bracket > end ? end : bracket));
    at = end + 2;
  }
  return [...new Set(names.filter((name) => name !== ''))];
}

/** Index from `at` on where `found` holds, outside double quotes; `depth` counts open brackets since `at`. −1 when nowhere. */
function scan(text: string, at: number, found: (c: string, depth: number, index: number) => boolean): number {
  let depth = 0;
  let quoted = false;
  for (let i = at; i < text.length; i++) {
    const c = text[i]!;
    if (quoted) {
      if (c === '\\') i++;
      else if (c === '"') quoted = false;
      continue;
    }
    if (c === '"') quoted = true;
    else {
      if (c === ')' || c === ']' || c === '}') depth--;
      if (found(c, depth, i)) return i;
      if (c === '(' || c === '[' || c === '{') depth++;
    }
  }
  return -1;
}

// What the expressions of a flow name: the callee of a call, the left side of an assignment, the channel of a send.
// Expressions are the compiler's rendering (ir/fmt.go), one line, never parsed further than the outermost operator.

/** Names that the compiler made up: results without a name, temporaries, range-over-func state, shape dictionaries. */
export function isTemporary(name: string): boolean {
  return name.startsWith('{') || /^(?:[\w/.-]+\.)?(?:~[rp]\d+|\.autotmp_\d+|\.dict|#[\w]+|~b\d+)$/.test(name) || name === '_' || name === '';
}

/** `{storage for E}` → E. */
export function storageOf(location: string): string | undefined {
  return location.startsWith('{storage for ') ? location.slice('{storage for '.length, -1) : undefined;
}

/** A result without a name, of this function or of one that was inlined. */
export function isResult(location: string): boolean {
  return /^(?:[\w/.-]+\.)?~r\d+$/.test(location);
}

/** The callee of `F(args)`: everything in front of the parenthesis that opens the last argument list; undefined when it is no call. */
export function calleeOf(expression: string): string | undefined {
  if (!expression.endsWith(')')) return undefined;
  const open = openingParenthesis(expression);
  if (open > 0) return expression.slice(0, open);
  // The compiler cuts long string literals together with their closing quote (ir/fmt.go), so brackets may not balance.
  const name = /^(?:\(\*[^)]*\)\.)?[\p{L}_][\p{L}\p{N}_.]*(?=\()/u.exec(expression);
  return name?.[0];
}

/** A callee as people write it: `(*sync.WaitGroup).Wait`, without the shapes of generic code. */
export function readableCallee(callee: string): string {
  if (callee.startsWith('func literal')) return 'a function literal';
  const method = /^\.autotmp_\d+\.(.+)$/.exec(callee);
  if (method !== null) return `method ${method[1]!}`;
  return isTemporary(callee) ? 'a function value' : withoutTypeArguments(callee);
}

/** True when a call of this prints only where the compiler does not know the function: a temporary holds it or its receiver. */
export function isDynamicCallee(callee: string): boolean {
  return isTemporary(callee) || callee.startsWith('.autotmp_');
}

/** `Map[go.shape.int]` → `Map`: instances share their source. */
export function withoutTypeArguments(name: string): string {
  if (!name.includes('[')) return name;
  let depth = 0;
  let out = '';
  for (const char of name) {
    if (char === '[') depth++;
    if (depth === 0) out += char;
    if (char === ']') depth--;
  }
  return out;
}

/** First argument of a call, as far as the first comma outside brackets and literals. */
export function firstArgument(expression: string): string | undefined {
  const open = openingParenthesis(expression);
  if (open < 0) return undefined;
  const end = scan(expression, open + 1, (char, depth) => depth === 0 && (char === ',' || char === ')'));
  const argument = expression.slice(open + 1, end < 0 ? undefined : end);
  return argument === '' ? undefined : argument;
}

/** Left side of `L = R`, `L := R`, `L op= R`; with several, the list. */
export function leftSide(expression: string): string | undefined {
  const end = scan(expression, 0, (char, depth, i) => depth === 0 && char === ' ' && /^ (?::|<<|>>|&\^|[-+*/%&|^])?= /.test(expression.slice(i, i + 5)));
  return end > 0 ? expression.slice(0, end) : undefined;
}

/** The channel of `C <- V`. */
export function channelOf(expression: string): string | undefined {
  const end = scan(expression, 0, (char, depth, i) => depth === 0 && char === ' ' && expression.startsWith(' <- ', i));
  return end > 0 ? expression.slice(0, end) : undefined;
}

/** What an assignment that reaches the heap stores into. */
export type Target =
  | { readonly kind: 'global'; readonly name: string }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'map'; readonly name: string }
  | { readonly kind: 'element'; readonly name: string }
  | { readonly kind: 'pointer'; readonly name: string }
  | { readonly kind: 'several'; readonly name: string };

/** Classifies a left side whose location is `{heap}`: locals have locations of their own, so a bare name is a package variable. */
export function targetOf(left: string): Target {
  const parts = splitList(left);
  // With several left sides the text does not say which one; blanks and temporaries are none.
  const real = parts.filter((part) => !isTemporary(part));
  if (real.length !== 1) return { kind: 'several', name: left };
  const name = real[0]!;
  if (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) return { kind: 'global', name };
  if (name.startsWith('*')) return { kind: 'pointer', name: name.slice(1) };
  if (name.endsWith(']')) {
    const open = matchingOpen(name, name.length - 1);
    if (open > 0) {
      const index = name.slice(open + 1, -1);
      // A string literal indexes nothing but a map.
      return { kind: /^["`]/.test(index) ? 'map' : 'element', name: name.slice(0, open) };
    }
  }
  return { kind: 'field', name };
}

function splitList(list: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (;;) {
    const end = scan(list, from, (char, depth) => depth === 0 && char === ',');
    parts.push(list.slice(from, end < 0 ? undefined : end).trim());
    if (end < 0) return parts;
    from = end + 1;
  }
}

/** The parenthesis that the last character closes, or -1. */
function openingParenthesis(expression: string): number {
  return expression.endsWith(')') ? matchingOpen(expression, expression.length - 1) : -1;
}

// Forwards, because only that way are string literals recognised.
function matchingOpen(text: string, close: number): number {
  const stack: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (char === '"' || char === '`' || char === "'") i = skipLiteral(text, i);
    else if (char === '(' || char === '[' || char === '{') stack.push(i);
    else if (char === ')' || char === ']' || char === '}') {
      const open = stack.pop();
      if (i === close) return open ?? -1;
    }
  }
  return -1;
}

function scan(text: string, from: number, found: (char: string, depth: number, index: number) => boolean): number {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    const char = text[i]!;
    if (found(char, depth, i)) return i;
    if (char === '"' || char === '`' || char === "'") i = skipLiteral(text, i);
    else if (char === '(' || char === '[' || char === '{') depth++;
    else if (char === ')' || char === ']' || char === '}') depth--;
  }
  return -1;
}

function skipLiteral(text: string, from: number): number {
  const quote = text[from];
  for (let i = from + 1; i < text.length; i++) {
    if (text[i] === '\\' && quote !== '`') i++;
    else if (text[i] === quote) return i;
  }
  return text.length;
}

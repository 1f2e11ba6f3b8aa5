// Function names as the three sources spell them.
// The SSA text: `(*T).M`, `Insert[go.shape.int]`, `CountFlags.func1#XPl/3YLu2ZI=#` (content hash, 1.27), without the package.
// pclntab: `example%2ecom/x.(*T).M`, `slices.Insert[...]` (cmd/link/internal/ld/pcln.go: nameToPrintable since 1.21).
// `go list`: the import path; the symbols of a command have the package `main`.

/** Symbol prefix of a package, before the dot: escaped as cmd/internal/objabi/path.go: PathToPrefix does. */
export function symbolPrefix(importPath: string): string {
  const slash = importPath.lastIndexOf('/');
  let out = '';
  for (let i = 0; i < importPath.length; i++) {
    const c = importPath[i]!;
    const code = importPath.charCodeAt(i);
    if (code <= 32 || (c === '.' && i > slash) || c === '%' || c === '"' || code >= 0x7f) {
      out += [...new TextEncoder().encode(c)].map((b) => `%${b.toString(16).padStart(2, '0')}`).join('');
    } else out += c;
  }
  return out;
}

/** The import path that a symbol prefix stands for. */
export function prefixToPath(prefix: string): string {
  return prefix.includes('%') ? prefix.replace(/%([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))) : prefix;
}

/** Replaces type arguments by `...`, at every nesting level outside, and drops content hashes: the spelling of pclntab. */
export function printableName(name: string): string {
  const hash = name.indexOf('#');
  // `f.func1#XPl/3YLu2ZI=#` and what follows it.
  if (hash >= 0) name = name.replace(/#[^#]*#/g, '');
  const open = name.indexOf('[');
  if (open < 0) return name;
  const close = name.lastIndexOf(']');
  return close < open ? name : `${name.slice(0, open)}[...]${name.slice(close + 1)}`;
}

/**
 * An expression of generic code without its shapes, so that all instances read alike: `make([]go.shape.int, n)` → `make([]…, n)`,
 * `&node[go.shape.string]{...}` → `&node[…]{...}`. Which type parameter a shape stands for is not printed.
 */
export function elideShapes(expression: string): string {
  if (!expression.includes('go.shape.')) return expression;
  let out = '';
  for (let i = 0; i < expression.length;) {
    if (expression[i] === '[' && /[\p{L}\p{N}_]/u.test(out.at(-1) ?? '')) {
      const end = closing(expression, i);
      if (end > 0 && expression.slice(i, end).includes('go.shape.')) {
        out += '[…]';
        i = end + 1;
        continue;
      }
    }
    if (expression.startsWith('go.shape.', i)) {
      out += '…';
      i = endOfType(expression, i + 'go.shape.'.length);
    } else out += expression[i++]!;
  }
  return out;
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '[') depth++;
    else if (text[i] === ']' && --depth === 0) return i;
  }
  return -1;
}

// A type ends before the first delimiter outside its own brackets and braces.
function endOfType(text: string, from: number): number {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    const c = text[i]!;
    if (c === '[' || c === '(' || (c === '{' && depth === 0 && /(?:struct|interface) $/.test(text.slice(Math.max(0, i - 10), i))) || (c === '{' && depth > 0))
      depth++;
    else if ((c === ']' || c === ')' || c === '}') && depth > 0) depth--;
    else if (
      depth === 0 &&
      (c === ',' || c === ')' || c === ']' || c === '{' || c === '}' || (c === ' ' && !/(?:struct|interface|chan|func\(.*\))$/.test(text.slice(from, i))))
    )
      return i;
  }
  return text.length;
}

/** Splits a full symbol into package prefix and name: the package ends at the first dot behind the last slash before any bracket. */
export function splitSymbol(symbol: string): { readonly package: string; readonly name: string } {
  const limit = symbol.search(/[[(]/);
  const head = limit < 0 ? symbol : symbol.slice(0, limit);
  const slash = head.lastIndexOf('/');
  const dot = symbol.indexOf('.', slash + 1);
  if (dot < 0) return { package: '', name: symbol };
  return { package: prefixToPath(symbol.slice(0, dot)), name: symbol.slice(dot + 1) };
}

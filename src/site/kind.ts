// What kind of source expression a report entry speaks of, and which kinds a call of an allocation entry can belong to.
// The report prints expressions with cmd/compile/internal/ir/fmt.go; closures as `func literal`, variadic slices as `... argument`.
import type { EntryFamily } from '../read/release/allocation-entries.ts';
import type { SiteKind } from './model.ts';

/** The kind as far as the printed expression tells; `interface` stands for any other value, which is boxed (or a method value). */
export function kindOfExpression(expression: string, moved: boolean): SiteKind {
  if (moved) return 'moved-to-heap';
  if (expression === '... argument') return 'variadic';
  if (expression === 'func literal') return 'closure';
  if (/^append(?:\(|$)/.test(expression)) return 'append';
  if (expression.startsWith('make(')) {
    const type = expression.slice(5);
    return type.startsWith('map[') ? 'make-map' : /^(?:<-)?chan\b/.test(type) ? 'make-chan' : 'make-slice';
  }
  if (expression.startsWith('new(')) return 'new';
  if (expression.startsWith('&') && expression.endsWith('}')) return 'composite';
  if (/^(?:\[\]|map\[)/.test(expression) && expression.endsWith('}')) return 'composite';
  if (/^(?:string|\(?\[\](?:byte|rune|uint8|int32)\)?|\([^()]*\))\(/.test(expression) && isConversion(expression)) return 'string-convert';
  if (isConcatenation(expression)) return 'string-concat';
  return 'interface';
}

// `string(b)`, `([]byte)(s)`, `(MyBytes)(s)`: one pair of parentheses up to the end.
function isConversion(expression: string): boolean {
  if (!expression.endsWith(')')) return false;
  const open = expression.startsWith('(') ? expression.indexOf(')') + 1 : expression.indexOf('(');
  return expression[open] === '(' && matching(expression, open) === expression.length - 1;
}

// A ` + ` outside parentheses, brackets, braces and string literals.
function isConcatenation(expression: string): boolean {
  let depth = 0;
  for (let i = 0; i < expression.length; i++) {
    const c = expression[i]!;
    if (c === '"' || c === '`' || c === "'") i = endOfLiteral(expression, i);
    else if (c === '(' || c === '[' || c === '{') depth++;
    else if (c === ')' || c === ']' || c === '}') depth--;
    else if (c === '+' && depth === 0 && expression[i - 1] === ' ' && expression[i + 1] === ' ') return true;
  }
  return false;
}

function matching(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    const c = text[i]!;
    if (c === '"' || c === '`' || c === "'") i = endOfLiteral(text, i);
    else if (c === '(') depth++;
    else if (c === ')' && --depth === 0) return i;
  }
  return -1;
}

function endOfLiteral(text: string, start: number): number {
  const quote = text[start];
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '\\' && quote !== '`') i++;
    else if (text[i] === quote) return i;
  }
  return text.length;
}

const OBJECT_KINDS: readonly SiteKind[] = [
  'moved-to-heap',
  'composite',
  'new',
  'closure',
  'variadic',
  'method-value',
  'interface',
  'go-defer',
  'make-slice',
  'make-map',
  'string-concat',
  'string-convert',
];

// In order of preference.
const KINDS_OF_FAMILY: Readonly<Record<EntryFamily, readonly SiteKind[]>> = {
  object: OBJECT_KINDS,
  slice: ['make-slice', 'make-map'],
  'slice-copy': ['make-slice'],
  grow: ['append'],
  'move-slice': [],
  map: ['make-map', 'composite', 'make-slice'],
  'map-assign': [],
  chan: ['make-chan', 'make-slice'],
  box: ['interface', 'string-convert', 'string-concat', 'composite', 'make-slice', 'new', 'append', 'variadic'],
  concat: ['string-concat', 'append', 'interface'],
  convert: ['string-convert', 'interface'],
};

/** How well an entry of this kind can be what a call of this family allocates: 0 not at all, larger is better. */
export function fit(family: EntryFamily, kind: SiteKind): number {
  const at = KINDS_OF_FAMILY[family].indexOf(kind);
  return at < 0 ? 0 : 100 - at;
}

/** The kind once the call is known: a named slice, map or channel type prints the same as any other `make(T)`. */
export function refineKind(kind: SiteKind, family: EntryFamily, typeName: string | undefined): SiteKind {
  if (family === 'map' && kind === 'make-slice') return 'make-map';
  if (family === 'chan') return 'make-chan';
  if (family === 'concat') return 'string-concat';
  if (family === 'convert') return 'string-convert';
  if (family === 'box' && (kind === 'string-concat' || kind === 'string-convert' || kind === 'variadic' || kind === 'new' || kind === 'append'))
    return 'interface';
  // A method value's closure has the receiver as its field R (cmd/compile/internal/typecheck/func.go: MethodValueType).
  if (family === 'object' && kind === 'interface' && typeName !== undefined && /^(?:noalg\.)?struct \{ F uintptr; R /.test(typeName)) return 'method-value';
  // A constant converted to bytes is copied into a new array.
  if (family === 'object' && (kind === 'string-concat' || (kind === 'string-convert' && typeName?.startsWith('[') !== true))) return 'interface';
  return kind;
}

/** The kind of an entry without a call, by the type of its frame slot. */
export function kindOfStorage(kind: SiteKind, typeName: string | undefined): SiteKind {
  return kind === 'interface' && typeName !== undefined && /^(?:noalg\.)?struct \{ F uintptr; R /.test(typeName) ? 'method-value' : kind;
}

/** Kind and words for a call that the report does not mention. */
export function unreportedKind(family: EntryFamily, typeName: string | undefined): { readonly kind: SiteKind; readonly expression: string } {
  switch (family) {
    case 'grow':
      return { kind: 'append', expression: 'append' };
    case 'move-slice':
      return { kind: 'append', expression: 'copy of a stack-built slice' };
    case 'map-assign':
      return { kind: 'map-assign', expression: typeName === undefined ? 'map assignment' : `assignment to ${typeName}` };
    case 'chan':
      return { kind: 'make-chan', expression: typeName === undefined ? 'make(chan)' : `make(${typeName})` };
    case 'map':
      return { kind: 'make-map', expression: typeName === undefined ? 'make(map)' : `make(${typeName})` };
    case 'slice':
    case 'slice-copy':
      return { kind: 'make-slice', expression: typeName === undefined ? 'make(slice)' : `make([]${typeName})` };
    case 'concat':
      return { kind: 'string-concat', expression: 'string concatenation' };
    case 'convert':
      return { kind: 'string-convert', expression: 'string conversion' };
    case 'box':
      return { kind: 'interface', expression: typeName === undefined ? 'conversion to interface' : `conversion of ${typeName} to interface` };
    case 'object':
      if (typeName !== undefined && /^(?:noalg\.)?struct \{ F uintptr; R /.test(typeName)) return { kind: 'method-value', expression: 'method value' };
      if (typeName !== undefined && /^(?:noalg\.)?struct \{ F uintptr/.test(typeName)) return { kind: 'closure', expression: 'closure' };
      return { kind: 'other', expression: typeName === undefined ? 'object' : `object of type ${typeName}` };
  }
}

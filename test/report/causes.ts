// Every cause from text that compilers printed: Go 1.24 (`D = S`) and 1.27 (`D ← S`), the escape-kinds programs and std.
import { parseFlowBody, type FlowBlock } from '../../src/read/compiler/flow.ts';
import type { Cause } from '../../src/site/cause-list.ts';
import type { ReasonInput } from '../../src/site/cause-reason.ts';
import type { Lookup } from '../../src/site/cause.ts';

export type Spelling = '=' | '←';

/** A block from `flow` lines (spelled anew) and `from` lines without positions: `E (WHY) LINE`. */
export function block(subject: string, lines: readonly string[], spelling: Spelling, truncated = false): FlowBlock {
  const body = lines
    .map((line) => {
      const flow = /^> (.*)$/.exec(line);
      if (flow !== null) return `  flow: ${flow[1]!.replace(' ← ', ` ${spelling} `)}:`;
      const [, hop, at] = /^(.*) (\d+)$/.exec(line)!;
      return `    from ${hop!} at ./main.go:${at!}:7`;
    })
    .join('\n');
  const parsed = parseFlowBody(`${body}\n${truncated ? '  warning: truncated explanation due to assignment cycle; see golang.org/issue/35518\n' : ''}`);
  if (parsed.unknownLines + parsed.unknownWords > 0) throw new Error(`not understood: ${body}`);
  return { kind: 'escape', subject, position: { file: './main.go', line: 1, column: 1 }, ...parsed };
}

export interface Case {
  readonly cause: Cause;
  readonly subject: string;
  readonly lines: readonly string[];
  readonly input?: Partial<ReasonInput>;
  readonly lookup?: (spelling: Spelling) => Lookup;
  readonly sentence: string;
}

const spill = (subject: string): string => `${subject} (spill) 9`;
const closureFate =
  (lines: readonly string[], more: Lookup = {}) =>
  (spelling: Spelling): Lookup => ({
    follow: (location) => (location === '{storage for func literal}' ? block('func literal', lines, spelling) : undefined),
    ...more,
  });

export const CASES: readonly Case[] = [
  {
    cause: 'returned',
    subject: 'x',
    lines: ['> ~r0 ← &x', '&x (address-of) 37', 'return &x (return) 37'],
    sentence: '`x` moves to the heap because its address is returned at main.go:37',
  },
  {
    cause: 'returned',
    subject: 'make([]byte, n)',
    input: { kind: 'make-slice', expression: 'make([]byte, n)', verdict: 'escapes', sizeKnown: false },
    lines: ['> s ← &{storage for make([]byte, n)}', spill('make([]byte, n)'), 's := make([]byte, n) (assign) 10', '> ~r0 ← s', 'return s (return) 17'],
    sentence: 'the backing array of `make([]byte, n)` goes to the heap because `s` is returned at main.go:17 and its size is not known when compiling',
  },
  {
    cause: 'stored-in-global',
    subject: 'x',
    lines: ['> {heap} ← &x', '&x (address-of) 41', 'global = &x (assign) 41'],
    sentence: '`x` moves to the heap because its address is stored in package variable `global` at main.go:41',
  },
  {
    cause: 'stored-in-field',
    subject: 'x',
    lines: ['> {heap} ← &x', '&x (address-of) 138', 't.next = &x (assign) 138'],
    sentence: '`x` moves to the heap because its address is stored in `t.next` at main.go:138',
  },
  {
    cause: 'stored-through-pointer',
    subject: 'v',
    lines: ['> {heap} ← &v', '&v (address-of) 39', '*p = &v (assign) 39'],
    sentence: '`v` moves to the heap because its address is stored where `p` points to at main.go:39',
  },
  {
    cause: 'stored-in-element',
    subject: 'v',
    lines: ['> {heap} ← &v', '&v (address-of) 58', 'list[f(i, 0)] = &v (assign) 58'],
    sentence: '`v` moves to the heap because its address is stored in an element of `list` at main.go:58',
  },
  {
    cause: 'stored-in-variable',
    subject: 'x',
    lines: ['> p ← &x', '&x (address-of) 161', 'p = &x (assign) 161'],
    sentence: '`x` moves to the heap because its address is stored in `p` at main.go:161, which outlives it',
  },
  {
    cause: 'stored-in-variable',
    subject: 'x',
    lines: ['> y ← &x', '&x (address-of) 137', 'T{...} (struct literal element) 137', 'y := T{...} (assign) 137'],
    lookup: (spelling) => ({ follow: () => block('y', ['> ~r0 ← &y', '&y (address-of) 138', 'return &y (return) 138'], spelling) }),
    sentence: '`x` moves to the heap because its address is stored in `y` at main.go:137, which is returned at main.go:138',
  },
  {
    cause: 'stored-in-heap-object',
    subject: 'a',
    lines: ['> {storage for []*int{...}} ← &a', '&a (address-of) 136', '[]*int{...} (slice-literal-element) 136'],
    lookup: (spelling) => ({
      follow: () => block('[]*int{...}', ['> ~r0 ← &{storage for []*int{...}}', spill('[]*int{...}'), 'return []*int{...} (return) 136'], spelling),
    }),
    sentence: '`a` moves to the heap because its address is stored in `[]*int{...}` at main.go:136, which is returned at main.go:136',
  },
  {
    cause: 'sent-on-channel',
    subject: 'x',
    lines: ['> {heap} ← &x', '&x (address-of) 52', 'gch <- &x (send) 52'],
    sentence: '`x` moves to the heap because its address is sent on channel `gch` at main.go:52',
  },
  {
    cause: 'put-in-map',
    subject: 'x',
    lines: ['> {heap} ← &x', '&x (address-of) 139', 'm["a"] = &x (assign) 139'],
    sentence: '`x` moves to the heap because its address is a value of `m` at main.go:139',
  },
  {
    cause: 'put-in-map',
    subject: 'k',
    input: { kind: 'interface', expression: 'k', verdict: 'escapes' },
    lines: ['> {heap} ← &{storage for k}', spill('k'), 'm[k] (key of map put) 140'],
    sentence: '`k` is boxed into an interface on the heap because it is a key of `m` at main.go:140',
  },
  {
    cause: 'put-in-map',
    subject: 'x',
    lines: ['> {heap} ← &x', '&x (address-of) 5', 'map[string]*int{...} (map literal value) 5'],
    sentence: '`x` moves to the heap because its address is a value of `map[string]*int{...}` at main.go:5',
  },
  {
    cause: 'put-in-slice',
    subject: 'x',
    lines: ['> {heap} ← &x', '&x (address-of) 49', 'append(globalSlice, &x) (call parameter) 49'],
    sentence: '`x` moves to the heap because its address is appended to `globalSlice` at main.go:49',
  },
  {
    cause: 'put-in-slice',
    subject: 'x',
    lines: [
      '> src ← &x',
      '[]*int{...} (slice-literal-element) 4',
      'src := []*int{...} (assign) 4',
      '> {heap} ← *src',
      'copy(dst, src) (call parameter) 145',
      'copy(dst, src) (copied slice) 145',
    ],
    sentence: '`x` moves to the heap because its address is kept in `src`, which is copied into `dst` at main.go:145',
  },
  {
    cause: 'passed-to-leaking-parameter',
    subject: 'x',
    lines: ['> {heap} ← &x', '&x (address-of) 121', 'LeakParam(&x) (call parameter) 121'],
    lookup: () => ({ callee: (name) => (name === 'LeakParam' ? { kind: 'leaks', parameter: 'p' } : undefined) }),
    sentence: '`x` moves to the heap because its address is passed to LeakParam at main.go:121, whose parameter `p` leaks',
  },
  {
    cause: 'passed-to-unknown-callee',
    subject: 'buf',
    lines: ['> {heap} ← &buf', 'buf (address-of) 130', 'buf[:] (slice) 130', 'r.Read(buf[:]) (call parameter) 130'],
    lookup: () => ({ callee: () => ({ kind: 'dynamic' }) }),
    sentence: '`buf` moves to the heap because its address is passed to r.Read at main.go:130, and the compiler does not know which function that is',
  },
  {
    cause: 'passed-to-unknown-callee',
    subject: '&errorString{...}',
    input: { kind: 'composite', expression: '&errorString{...}', verdict: 'escapes' },
    lines: [
      '> err ← &{storage for &errorString{...}}',
      spill('&errorString{...}'),
      '&errorString{...} (interface-converted) 28',
      'err := &errorString{...} (assign) 28',
      '> {heap} ← err',
      'err.Error() (call parameter) 29',
    ],
    lookup: () => ({ callee: () => ({ kind: 'dynamic' }) }),
    sentence:
      '`&errorString{...}` goes to the heap because `err` is the receiver of the call err.Error at main.go:29, and the compiler does not know which method that is',
  },
  {
    cause: 'passed-to-unknown-callee',
    subject: 'x',
    lines: ['> {heap} ← &x', '.autotmp_3(&x) (call parameter) 6'],
    sentence: '`x` moves to the heap because its address is passed to a function value at main.go:6, and the compiler does not know which function that is',
  },
  {
    cause: 'passed-to-call',
    subject: 'n',
    input: { kind: 'interface', expression: 'n', verdict: 'escapes' },
    lines: [
      '> {storage for ... argument} ← &{storage for n}',
      spill('n'),
      '... argument (slice-literal-element) 60',
      '> fmt.a ← &{storage for ... argument}',
      '... argument (spill) 60',
      'fmt.format, fmt.a := "%d %s\\n", ... argument (assign-pair) 60',
      '> {heap} ← *fmt.a',
      'fmt.Fprintf(os.Stdout, fmt.format, fmt.a...) (call parameter) 60',
    ],
    lookup: () => ({ inlinedAt: () => ['fmt.Printf'] }),
    sentence: '`n` is boxed into an interface on the heap because it is passed to fmt.Fprintf (inside fmt.Printf, inlined) at main.go:60',
  },
  {
    cause: 'passed-to-call',
    subject: 'n',
    input: { kind: 'interface', expression: 'n', verdict: 'escapes' },
    lines: [
      '> {storage for ... argument} ← &{storage for n}',
      spill('n'),
      '... argument (slice-literal-element) 61',
      '> {heap} ← {storage for ... argument}',
      '... argument (spill) 61',
      'fmt.Sprint(... argument...) (call parameter) 37',
    ],
    sentence: '`n` is boxed into an interface on the heap because it is passed to fmt.Sprint at main.go:37',
  },
  {
    cause: 'converted-to-interface',
    subject: '... argument',
    input: { kind: 'variadic', expression: '... argument', verdict: 'escapes' },
    lines: [
      '> xs ← &{storage for ... argument}',
      '... argument (spill) 147',
      'xs := ... argument (assign-pair) 147',
      '> {storage for xs} ← xs',
      'xs (interface-converted) 147',
    ],
    lookup: (spelling) => ({ follow: () => block('xs', ['> {heap} ← &{storage for xs}', spill('xs'), 'sink = xs (assign) 147'], spelling) }),
    sentence:
      'the slice of variadic arguments goes to the heap because `xs` is converted to an interface at main.go:147, and that is stored in package variable `sink` at main.go:147',
  },
  {
    cause: 'captured-by-escaping-closure',
    subject: 'x',
    lines: ['> {storage for func literal} ← &x', 'x (captured by a closure) 64', 'x (reference) 64'],
    lookup: closureFate(['> ~r0 ← &{storage for func literal}', 'func literal (spill) 64', 'return func literal (return) 64']),
    sentence: '`x` moves to the heap because its address is captured by a closure at main.go:64 that is returned at main.go:64',
  },
  {
    cause: 'captured-by-goroutine',
    subject: 'x',
    lines: ['> {storage for func literal} ← &x', 'x (captured by a closure) 72', 'x (reference) 72'],
    lookup: closureFate(['> {heap} ← &{storage for func literal}', 'func literal (spill) 72'], { statement: () => 'go' }),
    sentence: '`x` moves to the heap because its address is captured by a closure at main.go:72 that belongs to the goroutine started at main.go:72',
  },
  {
    cause: 'deferred-in-loop',
    subject: 'func literal',
    input: { kind: 'closure', expression: 'func literal', verdict: 'escapes' },
    lines: ['> {heap} ← &{storage for func literal}', 'func literal (spill) 73'],
    lookup: () => ({ statement: () => 'defer' }),
    sentence: 'the closure goes to the heap because it belongs to the call deferred in a loop at main.go:73',
  },
  {
    cause: 'go-or-defer',
    subject: 'x',
    lines: ['> {storage for func literal} ← &x', 'x (captured by a closure) 73', 'x (reference) 73'],
    lookup: closureFate(['> {heap} ← &{storage for func literal}', 'func literal (spill) 73']),
    sentence:
      '`x` moves to the heap because its address is captured by a closure at main.go:73 that is started as a goroutine, or deferred in a loop at main.go:73',
  },
  {
    cause: 'too-large',
    subject: 'a',
    input: { bytes: 20 << 20 },
    lines: ['> {heap} ← &a', 'a (too large for stack) 90'],
    sentence: '`a` moves to the heap because it is larger than the compiler puts on the stack (20971520 bytes)',
  },
  {
    cause: 'too-aligned',
    subject: 'a',
    lines: ['> {heap} ← &a', 'a (too aligned for stack) 90'],
    sentence: '`a` moves to the heap because it needs a larger alignment than the stack gives',
  },
  {
    cause: 'non-constant-size',
    subject: 'make([]byte, n)',
    input: { kind: 'make-slice', expression: 'make([]byte, n)', verdict: 'escapes' },
    lines: ['> {heap} ← &{storage for make([]byte, n)}', 'make([]byte, n) (non-constant size) 79'],
    sentence: 'the backing array of `make([]byte, n)` goes to the heap because its size is not known when compiling',
  },
  {
    cause: 'zero-sized-element',
    subject: 'make([]struct {}, n)',
    input: { kind: 'make-slice', expression: 'make([]struct {}, n)', verdict: 'escapes' },
    lines: ['> {heap} ← &{storage for make([]struct {}, n)}', 'make([]struct {}, n) (zero-sized element) 82'],
    sentence:
      'the backing array of `make([]struct {}, n)` goes to the heap because its elements have no size, and the compiler does not put such a slice on the stack',
  },
  {
    cause: 'unsafe-or-reflect',
    subject: 'v',
    lines: [
      '> .autotmp_1 ← &v',
      '&v (address-of) 108',
      '.autotmp_1 = unsafe.Pointer(&v) (assign) 108',
      '> {heap} ← .autotmp_1',
      'uintptr(.autotmp_1) (//go:uintptrescapes) 108',
    ],
    sentence: '`v` moves to the heap because its address goes through unsafe.Pointer and uintptr at main.go:108',
  },
  {
    cause: 'panics-with',
    subject: 'n',
    input: { kind: 'interface', expression: 'n', verdict: 'escapes', panicPath: true },
    lines: ['> {heap} ← &{storage for n}', spill('n'), 'panic(n) (call parameter) 153'],
    sentence: '`n` is boxed into an interface on the heap because it is passed to panic at main.go:153',
  },
  {
    cause: 'panics-with',
    subject: '"invalid token..."',
    input: { kind: 'interface', expression: '"…"', verdict: 'escapes' },
    lines: [
      '> {heap} ← &{storage for "…"}',
      spill('"…"'),
      'panic("invalid jsontext.Token; it has been voided by a subsequent json.Deco...) (call parameter) 328',
    ],
    sentence: '`"…"` is boxed into an interface on the heap because it is passed to panic at main.go:328',
  },
];

/** Causes that come from the code, not from a flow. */
export const PLACED: readonly { readonly input: Partial<ReasonInput>; readonly cause: Cause; readonly sentence: string }[] = [
  {
    cause: 'does-not-escape',
    input: { placement: 'stack', function: 'f', bytes: 64, kind: 'make-slice', expression: 'make([]int, 8)', verdict: 'stays' },
    sentence: 'the backing array of `make([]int, 8)` stays on the stack: the slice never leaves `f`, and 64 bytes are known when compiling',
  },
  {
    cause: 'does-not-escape',
    input: { placement: 'stack', function: 'f', kind: 'closure', expression: 'func literal', verdict: 'stays' },
    sentence: 'the closure stays on the stack: it never leaves `f`',
  },
  {
    cause: 'does-not-escape',
    input: { placement: 'heap', function: 'f', kind: 'append', expression: 'append', verdict: 'stays' },
    sentence: 'the backing array that append grows is allocated on the heap when it grows, although it never leaves `f`',
  },
  {
    cause: 'does-not-escape-but-size-unknown',
    input: {
      placement: 'conditional',
      function: 'f',
      bound: 'up to 32 bytes (4 elements)',
      kind: 'make-slice',
      expression: 'make([]int, n)',
      verdict: 'stays',
      sizeKnown: false,
    },
    sentence:
      'the backing array of `make([]int, n)` is on the stack up to 32 bytes (4 elements) and on the heap above, because its size is not known when compiling; it never leaves `f`',
  },
  {
    cause: 'does-not-escape-but-size-unknown',
    input: { placement: 'heap', kind: 'make-slice', expression: 'make([]int, n)', verdict: 'stays', sizeKnown: false },
    sentence: 'the backing array of `make([]int, n)` never leaves the function but is allocated on the heap, because its size is not known when compiling',
  },
  {
    cause: 'moved-to-heap-at-return',
    input: { placement: 'conditional', bound: 'up to 32 bytes', kind: 'append', expression: 'append(xs, i)', verdict: 'escapes', movedAtReturn: true },
    sentence:
      'the backing array that `append(xs, i)` grows is built on the stack up to 32 bytes and copied to the heap before it is returned or shared; above that it is allocated on the heap',
  },
  {
    cause: 'static-data',
    input: { placement: 'static', kind: 'interface', expression: '"x"', verdict: 'escapes' },
    sentence: '`"x"` allocates nothing: it is constant data of the binary',
  },
  {
    cause: 'zero-size',
    input: { placement: 'static', staticBecause: 'zero-size', kind: 'new', expression: 'new(struct {})', verdict: 'escapes' },
    sentence: '`new(struct {})` allocates nothing: it has no bytes',
  },
  {
    cause: 'small-value-cache',
    input: { placement: 'static', staticBecause: 'small-value', kind: 'interface', expression: 'b', verdict: 'escapes' },
    sentence: '`b` allocates nothing: the runtime keeps boxed values this small ready',
  },
  {
    cause: 'not-reported',
    input: { placement: 'heap', kind: 'make-chan', expression: 'make(chan int, 3)', verdict: 'none', entry: 'runtime.makechan' },
    sentence: "the channel `make(chan int, 3)` is allocated on the heap by runtime.makechan; the compiler's report says nothing about it",
  },
  {
    cause: 'removed',
    input: { placement: 'gone', kind: 'new', expression: 'new(int)', verdict: 'stays' },
    sentence: '`new(int)` needs no memory: the compiler removed it or keeps it in registers',
  },
  {
    cause: 'moved',
    input: { placement: 'heap', kind: 'moved-to-heap', expression: 'x', verdict: 'moved' },
    sentence: '`x` moves to the heap; the compiler does not explain why',
  },
];

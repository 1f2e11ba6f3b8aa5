// Puts the recorder into the source of a toolchain's package runtime: a few insertions, on the lines that are there, so that no line number
// moves. What is not recognised is refused with the name of the function: an allocation that is not seen would be a wrong count.
//
// Go source: src/runtime/malloc.go: mallocgc (go1.21–go1.27); malloc_generated.go (go1.26, go1.27: size-specialised functions, which
// compiled code calls directly since go1.27); mgcsweep.go: (*sweepLocked).sweep; runtime2.go: p.
import { UserError } from '../base/errors.ts';

/** Source files of package runtime by name. */
export type RuntimeSource = ReadonlyMap<string, string>;

/** How an object leaves a function of the allocator: what was requested and what it took, in the words of that release. */
interface Exit {
  /** Go expressions, in scope at the return. */
  readonly size: string;
  readonly slot: string;
}

interface AllocatorShape {
  /** First and last go1.N that this describes. */
  readonly since: number;
  readonly until: number;
  /** Where mallocgc returns an object, in order. */
  readonly mallocgc: readonly Exit[];
}

// The return inside the tiny allocator shares a block that is already counted, hence no bytes.
const SHAPES: readonly AllocatorShape[] = [
  {
    since: 21,
    until: 21,
    mallocgc: [
      { size: 'dataSize', slot: '0' },
      { size: 'dataSize', slot: 'size' },
    ],
  },
  {
    since: 22,
    until: 23,
    mallocgc: [
      { size: 'dataSize', slot: '0' },
      { size: 'dataSize', slot: 'fullSize' },
    ],
  },
  { since: 24, until: Number.POSITIVE_INFINITY, mallocgc: [{ size: '(size - asanRZ)', slot: 'elemsize' }] },
];

const SIGNATURE = String.raw`\(size uintptr, typ \*_type, needzero bool(?:, spc spanClass, elemsize uintptr)?\) unsafe\.Pointer \{`;
const SPECIALISED = /^mallocgc(?:(?:SmallScanNoHeaderSC|SmallNoScanSC|TinySize|TinySC)\d+|(?:SmallScan|SmallNoScan|Tiny)SlowPath)$/;
// Templates that the generator of malloc_generated.go reads, and the entry of tables for sizes that have no function: never called.
const NOT_CALLED = new Set([
  'malloc0',
  'mallocPanic',
  'mallocStub',
  'smallStub',
  'tinyStub',
  'inlinedMalloc',
  'mallocgcSlowPathStub',
  'smallScanNoHeaderStub',
  'smallNoScanStub',
]);
/** Functions of the allocator that hand their object or span to mallocgc, which is where it is seen. */
const INNER = new Set([
  'mcache.allocLarge',
  'mcentral.grow',
  // GOEXPERIMENT=arenas: memory of package arena, in chunks of 64 MB or 8 MB, which are none of the objects that are counted.
  'newUserArenaChunk',
  'mallocgcTiny',
  'mallocgcSmallNoscan',
  'mallocgcSmallNoScan',
  'mallocgcSmallScanNoHeader',
  'mallocgcSmallScanHeader',
  'mallocgcLarge',
  'mallocgcSmallNoscanReuse',
]);

/** What was changed: files to write, files of the agent not included. */
export interface PatchedRuntime {
  readonly files: ReadonlyMap<string, string>;
  /** Functions that record. */
  readonly functions: readonly string[];
  /** Import paths that the agent's files need. */
  readonly atomic: string;
  readonly syscall: string;
  readonly sys: string;
  /** What gives the stack pointer of the caller: the runtime's own until go1.23. */
  readonly callerSP: 'getcallersp' | 'sys.GetCallerSP';
}

/**
 * The changed files of a package runtime.
 * @param source all files of the directory
 * @param minor N of go1.N
 * @throws UserError `allocator-unknown` that names the function or place which differs
 */
export function patchRuntime(source: RuntimeSource, minor: number): PatchedRuntime {
  const shape = SHAPES.find((s) => s.since <= minor && minor <= s.until);
  if (shape === undefined) throw unknown(minor, 'runtime.mallocgc', 'no such release is known');
  const files = new Map<string, string>();
  const functions: string[] = [];
  const read = (name: string): string => {
    const text = files.get(name) ?? source.get(name);
    if (text === undefined) throw unknown(minor, `src/runtime/${name}`, 'there is no such file');
    return text;
  };
  files.set('malloc.go', patchFunction(read('malloc.go'), 'mallocgc', minor, shape.mallocgc, functions));
  const generated = source.get('malloc_generated.go');
  if (generated !== undefined) files.set('malloc_generated.go', patchGenerated(generated, minor, functions));
  checkOthers(source, functions, minor);
  files.set(
    'runtime2.go',
    insert(
      read('runtime2.go'),
      /^type p struct \{(?:\n.*)*?\n\tmcache +\*mcache(?=\n)/m,
      'type p',
      minor,
      (m) => `${m}; allocpathBudget, allocpathBlock uintptr`,
    ),
  );
  files.set('mgcsweep.go', patchSweep(read('mgcsweep.go'), minor));
  for (const name of ['proc.go', 'panic.go', 'runtime.go', 'signal_unix.go']) {
    files.set(
      name,
      read(name)
        .replace(/^(\t+)exit\(/gm, '$1allocpathExit(')
        .replace(/^(\t+)racefini\(/gm, '$1allocpathRacefini('),
    );
  }
  const find = (what: string, file: string, pattern: RegExp): string => {
    const path = pattern.exec(read(file))?.[1];
    if (path === undefined) throw unknown(minor, `src/runtime/${file}`, `it does not import ${what}`);
    return path;
  };
  return {
    files,
    functions,
    atomic: find('atomic operations', 'os_linux.go', /"((?:runtime\/internal|internal\/runtime)\/atomic)"/),
    syscall: find('system calls', 'os_linux.go', /"((?:runtime\/internal|internal\/runtime)\/syscall(?:\/linux)?)"/),
    sys: find('intrinsics', 'malloc.go', /"((?:runtime\/internal|internal\/runtime)\/sys)"/),
    callerSP: /^func getcallersp\(\) uintptr\b/m.test(read('stubs.go')) ? 'getcallersp' : 'sys.GetCallerSP',
  };
}

/** A file of the agent as that release compiles it. */
export function agentSource(text: string, patched: Pick<PatchedRuntime, 'atomic' | 'syscall' | 'sys' | 'callerSP'>): string {
  return text
    .replace('"allocpath/atomic"', `atomic "${patched.atomic}"`)
    .replace('"allocpath/syscall"', `syscall "${patched.syscall}"`)
    .replace('"allocpath/sys"', `"${patched.sys}"`)
    .replaceAll('sys.GetCallerSP()', `${patched.callerSP}()`);
}

function unknown(minor: number, where: string, what: string): UserError {
  return new UserError(
    'allocator-unknown',
    `The allocator of Go 1.${minor} cannot be recorded: ${where} is not as allocpath knows it (${what}).`,
    'Choose a release that is known with --go, for example --go go1.27.4, or import a heap profile instead (--profile).',
  );
}

function insert(text: string, pattern: RegExp, where: string, minor: number, change: (match: string) => string): string {
  if (!pattern.test(text)) throw unknown(minor, where, 'the place for the recorder was not found');
  return text.replace(pattern, change);
}

function bodyOf(text: string, name: string, minor: number): { readonly start: number; readonly end: number } {
  const found = new RegExp(`^func ${name}${SIGNATURE}$`, 'm').exec(text);
  if (found === null) throw unknown(minor, `runtime.${name}`, 'its signature differs');
  const end = text.indexOf('\n}\n', found.index);
  if (end < 0) throw unknown(minor, `runtime.${name}`, 'it has no end');
  return { start: found.index, end };
}

// Objects of debug.sbrk are not of the heap (preMallocgcDebug); what other functions of the allocator return is recorded there.
const DEBUG_RETURN = /if x := preMallocgcDebug\(size, typ\); x != nil \{\s*$/;
const OTHER_RETURN =
  /^return (?:unsafe\.Pointer\(&zerobase\)|persistentalloc\(size, align, &memstats\.other_sys\)|malloc(?:NoScan|Scan)Table\[size\]\(size, typ, needzero\)|(mallocgc\w+)\(size, typ, needzero(?:, spc, elemsize)?\))$/;

function patchFunction(text: string, name: string, minor: number, exits: readonly Exit[], functions: string[]): string {
  const { start, end } = bodyOf(text, name, minor);
  let seen = 0;
  let before = '';
  const lines = text
    .slice(start, end)
    .split('\n')
    .map((line) => {
      const statement = line.trim();
      const previous = before;
      if (statement !== '') before = statement;
      if (!/\breturn\b/.test(statement) || statement.startsWith('//')) return line;
      if (statement !== 'return x') {
        const other = OTHER_RETURN.exec(statement);
        if (other === null || (other[1] !== undefined && !SPECIALISED.test(other[1]))) throw unknown(minor, `runtime.${name}`, `it returns by "${statement}"`);
        return line;
      }
      if (DEBUG_RETURN.test(previous)) return line;
      const exit = exits[Math.min(seen, exits.length - 1)]!;
      seen++;
      return line.replace('return x', recording(exit));
    });
  if (seen === 0 || (name === 'mallocgc' && seen !== exits.length)) throw unknown(minor, `runtime.${name}`, `it returns objects in ${seen} places`);
  functions.push(name);
  return text.slice(0, start) + lines.join('\n') + text.slice(end);
}

function recording({ size, slot }: Exit): string {
  return (
    `if pp := getg().m.p.ptr(); pp == nil || pp.allocpathBudget <= ${size} { allocpathRecord(x, ${size}, typ, ${slot}, pp) } ` +
    `else { pp.allocpathBudget -= ${size} }; return x`
  );
}

function patchGenerated(text: string, minor: number, functions: string[]): string {
  let patched = text;
  for (const [, name] of text.matchAll(/^func (\w+)\(/gm)) {
    if (!SPECIALISED.test(name!)) throw unknown(minor, `runtime.${name!}`, 'it is new');
    patched = patchFunction(patched, name!, minor, [{ size: 'size', slot: 'elemsize' }], functions);
  }
  return patched;
}

/** What takes a slot or a span from the heap, or says that a slot is shared. */
const TAKES = /\bnextFreeFast\(|\.nextFree\(|\.allocLarge\(|\.nextReusable\w*\(|\.allocUserArenaChunk\(|\bmheap_\.alloc\(|\btinyAllocs\+\+/;

// The tripwire: whatever takes a slot of a span without being one of the functions above would allocate unseen.
function checkOthers(source: RuntimeSource, functions: readonly string[], minor: number): void {
  const known = new Set([...functions, ...INNER, ...NOT_CALLED]);
  for (const [file, text] of source) {
    if (file.endsWith('_test.go') || /^mk\w+\.go$/.test(file)) continue;
    for (const [, receiver, method, body] of text.matchAll(/^func (?:\(\w+ \*?(\w+)\) )?(\w+)\([^\n]*\{\n([\s\S]*?)\n\}$/gm)) {
      const name = receiver === undefined ? method! : `${receiver}.${method}`;
      if (TAKES.test(body!) && !known.has(name)) throw unknown(minor, `runtime.${name}`, `it takes objects from the heap in src/runtime/${file}`);
    }
    for (const [, name] of text.matchAll(new RegExp(`^func (\\w+)${SIGNATURE}$`, 'gm'))) {
      if (!known.has(name!)) throw unknown(minor, `runtime.${name!}`, `it allocates as mallocgc does, in src/runtime/${file}`);
    }
  }
}

function patchSweep(text: string, minor: number): string {
  const where = 'runtime.(*sweepLocked).sweep';
  const looking = insert(text, /(?:traceAllocFreeEnabled\(\) \|\| )?debug\.clobberfree != 0 \|\| raceenabled/, where, minor, (m) => `allocpathFrees || ${m}`);
  return insert(looking, /^\t+if debug\.clobberfree != 0 \{\n\t+clobberfree\(unsafe\.Pointer\(x\), size\)/m, where, minor, (m) =>
    m.replace('if debug', 'if allocpathFrees { allocpathFree(x, size) }; if debug'),
  );
}

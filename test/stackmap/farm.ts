// A GOROOT of symbolic links to a toolchain whose package runtime alone is a copy with files added: the oracle.
// The toolchain and its module cache stay as they are. Kept in the temporary directory under a hash of what went into it.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ADDED = join(import.meta.dirname, 'runtime');
export const CACHE: string = join(tmpdir(), 'allocpath-test-stackmap');

/** A function of the runtime that the oracle calls or wraps: its known forms, and the added file that goes with each. */
interface Needed {
  readonly file: string;
  readonly name: string;
  readonly forms: readonly (readonly [signature: string, added?: string])[];
}

const ANSWER = '(locals, args bitvector, objs []stackObjectRecord)';
const NEEDED: readonly Needed[] = [
  {
    file: 'stkframe.go',
    name: '(frame *stkframe) getStackMap',
    forms: [
      [`(cache *pcvalueCache, debug bool) ${ANSWER}`, 'ask_with_cache.go'],
      [`(debug bool) ${ANSWER}`, 'ask.go'],
    ],
  },
  {
    file: 'stack.go',
    name: '(r *stackObjectRecord) gcdata',
    forms: [
      ['() *byte', 'mask_or_program.go'],
      ['() (uintptr, *byte)', 'mask.go'],
    ],
  },
  {
    file: 'proc.go',
    name: 'stopTheWorld',
    forms: [
      ['(reason stwReason)', 'world_without_value.go'],
      ['(reason stwReason) worldStop', 'world.go'],
    ],
  },
  { file: 'traceback.go', name: '(u *unwinder) init', forms: [['(gp *g, flags unwindFlags)']] },
  { file: 'traceback.go', name: '(u *unwinder) valid', forms: [['() bool']] },
  { file: 'traceback.go', name: '(u *unwinder) next', forms: [['()']] },
  { file: 'proc.go', name: 'forEachG', forms: [['(fn func(gp *g))']] },
  { file: 'proc.go', name: 'readgstatus', forms: [['(gp *g) uint32']] },
  { file: 'stubs.go', name: 'systemstack', forms: [['(fn func())']] },
  { file: 'stubs2.go', name: 'write1', forms: [['(fd uintptr, p unsafe.Pointer, n int32) int32']] },
  { file: 'symtab.go', name: 'step', forms: [['(p []byte, pc *uintptr, val *int32, first bool) (newp []byte, ok bool)']] },
  { file: 'symtab.go', name: 'pcdatastart', forms: [['(f funcInfo, table uint32) uint32']] },
  { file: 'symtab.go', name: 'funcdata', forms: [['(f funcInfo, i uint8) unsafe.Pointer']] },
  { file: 'symtab.go', name: 'activeModules', forms: [['() []*moduledata']] },
  { file: 'symtab.go', name: '(md *moduledata) textAddr', forms: [['(off32 uint32) uintptr']] },
  { file: 'symtab.go', name: 'funcname', forms: [['(f funcInfo) string']] },
  {
    file: 'symtab.go',
    name: 'pcdatavalue',
    forms: [['(f funcInfo, table uint32, targetpc uintptr, cache *pcvalueCache) int32'], ['(f funcInfo, table uint32, targetpc uintptr) int32']],
  },
];

/** The name that the wrapped function has in the copy. */
const ORIGINAL = '(frame *stkframe) oracleOriginal';

/** The added files for a runtime. An Error names the function that has none of the known forms. */
export function addedFiles(read: (file: string) => string, release: string): string[] {
  const added = ['oracle.go', 'tables.go'];
  for (const { file, name, forms } of NEEDED) {
    const found = signatureOf(read(file), name);
    const form = forms.find(([signature]) => signature === found);
    if (form === undefined) {
      throw new Error(`${release}: runtime/${file}: func ${name}: found ${found ?? 'none'}, known ${forms.map(([signature]) => signature).join(' or ')}`);
    }
    if (form[1] !== undefined) added.push(form[1]);
  }
  return added;
}

function signatureOf(source: string, name: string): string | undefined {
  const start = `\nfunc ${name}(`;
  const at = source.indexOf(start);
  if (at < 0) return undefined;
  const from = at + start.length - 1;
  return source
    .slice(from, source.indexOf('\n', from))
    .replace(/\s*\{$|\s*\/\/.*$/, '')
    .trimEnd();
}

/** Directory of the patched GOROOT of a toolchain. */
export function farm(toolchain: string): string {
  const goroot = execFileSync('go', ['env', 'GOROOT'], { cwd: tmpdir(), env: { ...process.env, GOTOOLCHAIN: toolchain }, encoding: 'utf8' }).trim();
  const runtime = join(goroot, 'src', 'runtime');
  const files = addedFiles((file) => readFileSync(join(runtime, file), 'utf8'), toolchain);
  const added = files.map((name) => [name, readFileSync(join(ADDED, name), 'utf8')] as const);
  const hash = createHash('sha256').update(JSON.stringify([goroot, added]));
  hash.update(readFileSync(import.meta.filename));
  const path = join(CACHE, `goroot-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(path)) return path;
  const part = `${path}.${process.pid}`;
  const copy = join(part, 'src', 'runtime');
  mkdirSync(copy, { recursive: true });
  link(goroot, part, 'src');
  link(join(goroot, 'src'), join(part, 'src'), 'runtime');
  link(runtime, copy, 'stkframe.go');
  const source = readFileSync(join(runtime, 'stkframe.go'), 'utf8');
  writeFileSync(join(copy, 'stkframe.go'), source.replace('\nfunc (frame *stkframe) getStackMap(', `\nfunc ${ORIGINAL}(`));
  for (const [name, text] of added) writeFileSync(join(copy, `zz_${name}`), text);
  install(part, path);
  return path;
}

function link(from: string, to: string, except: string): void {
  for (const name of readdirSync(from)) if (name !== except) symlinkSync(join(from, name), join(to, name));
}

/** Another process may have been faster. */
export function install(part: string, path: string): void {
  try {
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    if (!existsSync(path)) throw error;
  }
}

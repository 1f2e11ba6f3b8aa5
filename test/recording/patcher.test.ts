// What is put into a runtime, and what is refused: an allocator that is not known would allocate unseen.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { patchRuntime } from '../../src/drive/patch-runtime.ts';
import { TOOLCHAINS } from '../binary/binaries.ts';
import { minorOf, NEWEST, originalGoroot } from './recorder.ts';

function sourceOf(toolchain: string): Map<string, string> {
  const directory = join(originalGoroot(toolchain), 'src', 'runtime');
  return new Map(readdirSync(directory).flatMap((name) => (name.endsWith('.go') ? [[name, readFileSync(join(directory, name), 'utf8')] as const] : [])));
}

const NUMBER_OF_FUNCTIONS = new Map([
  [26, 67],
  [27, 18],
]);

describe.each(TOOLCHAINS)('%s', (toolchain) => {
  const source = sourceOf(toolchain);
  const minor = minorOf(toolchain);

  it('records where the allocator hands out objects', () => {
    const { functions, files } = patchRuntime(source, minor);
    expect(functions[0]).toBe('mallocgc');
    expect(functions).toHaveLength(NUMBER_OF_FUNCTIONS.get(minor) ?? 1);
    expect(new Set(functions).size).toBe(functions.length);
    expect(functions.filter((name) => !/^mallocgc(?:(?:Small(?:Scan|NoScan|ScanNoHeader)|Tiny)(?:SC\d+|Size\d+|SlowPath))?$/.test(name))).toEqual([]);
    const exits = [...files.values()].join('\n').match(/\ballocpathRecord\(/g)!.length;
    // The tiny allocator returns in two places, and so do functions that may use again what was freed (GOEXPERIMENT=runtimefreegc).
    const two = functions.filter((name) => /^mallocgc(?:Tiny|SmallNoScanSC)/.test(name)).length + (minor < 24 ? 1 : 0);
    expect(exits).toBe(functions.length + two);
  });

  it('moves no line, and changes those alone that it inserts on', () => {
    const { files } = patchRuntime(source, minor);
    const changed: string[] = [];
    for (const [name, text] of files) {
      const before = source.get(name)!.split('\n');
      const after = text.split('\n');
      expect(`${name}: ${after.length}`).toBe(`${name}: ${before.length}`);
      for (const [i, line] of after.entries()) if (line !== before[i]) changed.push(`${before[i]!.trim()} → ${line.trim()}`);
    }
    const inserted = [
      /^return x → if pp := getg\(\)\.m\.p\.ptr\(\); .*; return x$/,
      /^exit\((.*)\) → allocpathExit\(\1\)$/,
      /^racefini\(\)(.*) → allocpathRacefini\(\)\1$/,
      /^mcache +\*mcache → mcache +\*mcache; allocpathBudget, allocpathBlock uintptr$/,
      /^if .*debug\.clobberfree != 0 \|\| raceenabled \|\| msanenabled \|\| asanenabled \{ → if .*allocpathFrees \|\| .*\{$/,
      /^if debug\.clobberfree != 0 \{ → if allocpathFrees \{ allocpathFree\(x, size\) \}; if debug\.clobberfree != 0 \{$/,
    ];
    expect(changed.filter((line) => !inserted.some((pattern) => pattern.test(line)))).toEqual([]);
    for (const pattern of inserted) expect(changed.filter((line) => pattern.test(line)).length).toBeGreaterThan(0);
    // main.main returns, os.Exit, throw, a fatal signal.
    for (const name of ['proc.go', 'runtime.go', 'panic.go', 'signal_unix.go']) expect(files.get(name)).toContain('allocpathExit(');
  });

  it('needs nothing of the C library, and names what it imports as that release does', () => {
    const { atomic, syscall, sys, callerSP } = patchRuntime(source, minor);
    expect({ atomic, syscall, sys, callerSP }).toEqual({
      atomic: minor < 23 ? 'runtime/internal/atomic' : 'internal/runtime/atomic',
      syscall: minor < 23 ? 'runtime/internal/syscall' : minor < 26 ? 'internal/runtime/syscall' : 'internal/runtime/syscall/linux',
      sys: minor < 24 ? 'runtime/internal/sys' : 'internal/runtime/sys',
      callerSP: minor < 24 ? 'getcallersp' : 'sys.GetCallerSP',
    });
  });
});

describe('an allocator that is not known', () => {
  const source = sourceOf(NEWEST);
  const minor = minorOf(NEWEST);
  /** The message with which a change to a file is refused. */
  const refused = (file: string, change: (text: string) => string, as: number = minor, from: ReadonlyMap<string, string> = source): string => {
    const text = from.get(file);
    const changed = change(text ?? '');
    expect(changed).not.toBe(text);
    try {
      patchRuntime(new Map([...from, [file, changed]]), as);
    } catch (error) {
      expect(error).toMatchObject({ code: 'allocator-unknown' });
      return (error as Error).message;
    }
    return 'accepted';
  };
  const added =
    (text: string): ((source: string) => string) =>
    (before) =>
      `${before}\n${text}\n`;

  it.each([
    ['runtime.mallocgc', 'is renamed', 'malloc.go', (s: string) => s.replaceAll(/\bmallocgc\(size/g, 'mallocGC(size')],
    [
      'runtime.mallocgc',
      'has another signature',
      'malloc.go',
      (s: string) => s.replace('func mallocgc(size uintptr, typ *_type, needzero bool)', 'func mallocgc(size uintptr, typ *_type, flags uint8)'),
    ],
    [
      'runtime.mallocgc',
      'returns in a new way',
      'malloc.go',
      (s: string) => s.replace('\t// Post-malloc debug hooks.\n', '\tif size == 8 {\n\t\treturn mallocWord(typ)\n\t}\n'),
    ],
    [
      'runtime.mallocgc',
      'hands on to a function that is not recorded',
      'malloc.go',
      (s: string) => s.replace('return mallocgcTinySC2(size, typ, needzero)', 'return mallocgcTinySC3x(size, typ, needzero)'),
    ],
    [
      'runtime.mallocgc',
      'returns objects in one more place',
      'malloc.go',
      (s: string) => s.replace('\t// Post-malloc debug hooks.\n', '\tif elemsize == 8 {\n\t\treturn x\n\t}\n'),
    ],
    [
      'runtime.mallocgc',
      'returns no object',
      'malloc.go',
      (s: string) =>
        s.replace(
          '\t\tpostMallocgcDebug(x, elemsize, typ)\n\t}\n\treturn x\n',
          '\t\tpostMallocgcDebug(x, elemsize, typ)\n\t}\n\treturn unsafe.Pointer(&zerobase)\n',
        ),
    ],
    [
      'runtime.allocateWord',
      'is new and takes slots',
      'mheap.go',
      added('func allocateWord(c *mcache) uintptr {\n\tv := nextFreeFast(c.alloc[2])\n\treturn uintptr(v)\n}'),
    ],
    [
      'runtime.mcache.allocateWord',
      'is a new method that takes slots',
      'mcache.go',
      added('func (c *mcache) allocateWord() uintptr {\n\tv, _, _ := c.nextFree(2)\n\treturn uintptr(v)\n}'),
    ],
    [
      'runtime.allocateLarge',
      'is new and takes spans',
      'malloc.go',
      added('func allocateLarge(n uintptr) uintptr {\n\ts := mheap_.alloc(n, 0)\n\treturn s.base()\n}'),
    ],
    ['runtime.shareBlock', 'is new and shares slots', 'malloc.go', added('func shareBlock(c *mcache) {\n\tc.tinyAllocs++\n}')],
    [
      'runtime.mallocgcOther',
      'is new and looks like mallocgc',
      'slice.go',
      added('func mallocgcOther(size uintptr, typ *_type, needzero bool) unsafe.Pointer {\n\treturn nil\n}'),
    ],
    [
      'runtime.mallocgcHugeSC9',
      'is new among the specialised ones',
      'malloc_generated.go',
      added('func mallocgcHugeSC9(size uintptr, typ *_type, needzero bool) unsafe.Pointer {\n\tx := h()\n\treturn x\n}'),
    ],
    [
      'runtime.mallocgcSmallNoScanSC7',
      'has another signature',
      'malloc_generated.go',
      (s: string) =>
        s.replace('func mallocgcSmallNoScanSC7(size uintptr, typ *_type, needzero bool)', 'func mallocgcSmallNoScanSC7(typ *_type, needzero bool)'),
    ],
    [
      'runtime.(*sweepLocked).sweep',
      'looks for freed slots in another way',
      'mgcsweep.go',
      (s: string) => s.replace('debug.clobberfree != 0 || raceenabled', 'debug.clobberfree > 0 || raceenabled'),
    ],
    [
      'runtime.(*sweepLocked).sweep',
      'does not clobber',
      'mgcsweep.go',
      (s: string) => s.replace('clobberfree(unsafe.Pointer(x), size)', 'clobber(unsafe.Pointer(x), size)'),
    ],
    ['type p', 'has no mcache', 'runtime2.go', (s: string) => s.replace(/\n\tmcache +\*mcache\n/, '\n')],
    ['src/runtime/os_linux.go', 'has no system calls', 'os_linux.go', (s: string) => s.replace('"internal/runtime/syscall/linux"', '"internal/kernel"')],
    ['src/runtime/os_linux.go', 'has no atomic operations', 'os_linux.go', (s: string) => s.replace('"internal/runtime/atomic"', '"internal/atoms"')],
  ])('%s %s', (name, _, file, change) => {
    const message = refused(file, change);
    expect(message).toContain(`The allocator of Go 1.27 cannot be recorded: ${name} is not as allocpath knows it (`);
  });

  it.each(['malloc.go', 'mgcsweep.go', 'runtime2.go', 'stubs.go', 'os_linux.go'])('%s is missing', (file) => {
    const without = new Map([...source].filter(([name]) => name !== file));
    expect(() => patchRuntime(without, minor)).toThrow(`src/runtime/${file} is not as allocpath knows it (there is no such file)`);
  });

  it('refuses older releases', () => {
    expect(refused('malloc.go', (s) => `${s}\n`, 20)).toContain('The allocator of Go 1.20 cannot be recorded: runtime.mallocgc');
  });

  it('refuses a release that returns as another does', () => {
    const older = sourceOf(TOOLCHAINS[0]!);
    expect(refused('malloc.go', (s) => `${s}\n`, minor, older)).toContain('runtime.mallocgc is not as allocpath knows it (it returns objects in 2 places)');
    expect(refused('malloc.go', (s) => `${s}\n`, minorOf(TOOLCHAINS[0]!))).toContain('runtime.mallocgc is not as allocpath knows it (it returns');
  });

  it('takes a release that is newer and the same', () => {
    expect(patchRuntime(source, minor + 1).functions).toEqual(patchRuntime(source, minor).functions);
  });
});

// The oracle itself: it meets the frames that it should, and refuses a runtime that it does not know.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TOOLCHAINS } from '../binary/binaries.ts';
import { addedFiles } from './farm.ts';
import { record } from './records.ts';

const PLACES = join(import.meta.dirname, 'programs', 'places');

/** The labels in the program's text. */
function labels(newer: boolean): Set<string> {
  const found = new Set<string>();
  for (const name of readdirSync(PLACES)) {
    if (name === 'newer.go' && !newer) continue;
    for (const [, label] of readFileSync(join(PLACES, name), 'utf8').matchAll(/\b(?:stop|oracle\.StopAll)\("([\w-]+)"\)/g)) found.add(label!);
  }
  return found;
}

describe.each(TOOLCHAINS)('%s', (toolchain) => {
  it('stops at every place, with the whole stack below it', { timeout: 600_000 }, () => {
    const run = record({ toolchain, program: 'places', goarch: 'amd64' });
    expect(run.version).toContain(toolchain);
    const met = new Map<string, Set<string>>();
    for (const { label, fn } of run.frames) {
      const functions = met.get(label) ?? new Set();
      met.set(label, functions.add(fn));
    }
    const expected = labels(Number(toolchain.split('.')[1]) >= 23);
    expect(expected.size).toBeGreaterThan(180);
    // Which case a select takes is a matter of luck.
    expect([...expected].filter((label) => !met.has(label) && !label.startsWith('select-'))).toEqual([]);
    for (const [label, functions] of met) {
      if (label !== '') expect({ label, goexit: functions.has('runtime.goexit') }).toEqual({ label, goexit: true });
    }
    // What collections and growing stacks asked for came along.
    expect(met.get('')!.has('main.deep')).toBe(true);
    expect(met.get('goroutines')).toEqual(
      expect.toSatisfy((functions: Set<string>) =>
        ['runtime.gopark', 'runtime.chanrecv', 'runtime.selectgo', 'main.spin'].every((name) => functions.has(name)),
      ),
    );
  });
});

describe('a runtime that is not known', () => {
  const known: Record<string, string> = {
    'stkframe.go': '\nfunc (frame *stkframe) getStackMap(debug bool) (locals, args bitvector, objs []stackObjectRecord) {\n',
    'stack.go': '\nfunc (r *stackObjectRecord) gcdata() (uintptr, *byte) {\n',
    'proc.go': '\nfunc stopTheWorld(reason stwReason) worldStop {\n\nfunc forEachG(fn func(gp *g)) {\n\nfunc readgstatus(gp *g) uint32 {\n',
    'traceback.go': '\nfunc (u *unwinder) init(gp *g, flags unwindFlags) {\n\nfunc (u *unwinder) valid() bool {\n\nfunc (u *unwinder) next() {\n',
    'stubs.go': '\nfunc systemstack(fn func())\n',
    'stubs2.go': '\nfunc write1(fd uintptr, p unsafe.Pointer, n int32) int32\n',
    'symtab.go':
      '\nfunc step(p []byte, pc *uintptr, val *int32, first bool) (newp []byte, ok bool) {\n\nfunc pcdatastart(f funcInfo, table uint32) uint32 {\n' +
      '\nfunc funcdata(f funcInfo, i uint8) unsafe.Pointer {\n\nfunc activeModules() []*moduledata {\n' +
      '\nfunc (md *moduledata) textAddr(off32 uint32) uintptr {\n\nfunc funcname(f funcInfo) string {\n\nfunc pcdatavalue(f funcInfo, table uint32, targetpc uintptr) int32 {\n',
  };

  it('is known without a change', () => {
    expect(addedFiles((file) => known[file]!, 'go1.99')).toEqual(['oracle.go', 'tables.go', 'ask.go', 'mask.go', 'world.go']);
  });

  it.each([
    ['stkframe.go', 'debug bool', 'debug, more bool', '(frame *stkframe) getStackMap: found (debug, more bool) (locals'],
    ['stack.go', 'gcdata', 'mask', '(r *stackObjectRecord) gcdata: found none, known () *byte or () (uintptr, *byte)'],
    ['traceback.go', 'flags unwindFlags', 'flags int', '(u *unwinder) init: found (gp *g, flags int)'],
    ['symtab.go', 'targetpc uintptr', 'pc uintptr', 'pcdatavalue: found (f funcInfo, table uint32, pc uintptr) int32'],
  ])('is refused with the name of the function that differs: %s', (file, from, to, message) => {
    expect(() => addedFiles((name) => (name === file ? known[name]!.replace(from, to) : known[name]!), 'go1.99')).toThrow(
      `go1.99: runtime/${file}: func ${message}`,
    );
  });
});

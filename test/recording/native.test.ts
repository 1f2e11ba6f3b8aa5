// Programs with C in them: C that calls Go on its own threads and on Go's, C that ends the process, libraries in programs that are C's, plugins.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GoBinary } from '../../src/read/binary/go-binary.ts';
import { framesOf, type ProcessRecord } from '../../src/read/recording/process-record.ts';
import { below, stackNames } from './frames.ts';
import { build, NEWEST, PROGRAMS, SOME_RELEASES, type Build } from './recorder.ts';
import { expectExact, run, scratch } from './runs.ts';

const NATIVE = { CGO_ENABLED: '1' };
const own = (toolchain: string, program: string, ...flags: string[]): string => build({ toolchain, program, flags, env: NATIVE });

/** All allocations on stacks whose innermost function that is not the runtime's is this one. */
function by(record: ProcessRecord, file: string, name: string): number {
  return below(record, stackNames(record, file), (frames) => frames.find((f) => !/^(?:internal\/)?runtime[./]/.test(f)) === name).mallocs;
}

describe.each(SOME_RELEASES)('%s', { timeout: 600_000 }, (toolchain) => {
  it.each([{}, { events: true, frees: true }])('counts what is allocated in callbacks, on any thread: %j', (settings) => {
    for (const flags of [[], ['-race'], ['-buildmode=pie', '-ldflags=-s -w']]) {
      if (flags.includes('-race') && toolchain !== NEWEST) continue;
      const program = own(toolchain, 'native', ...flags);
      const result = run(program, { args: ['return'], settings, env: { GORACE: 'atexit_sleep_ms=0' } });
      expect(expectExact(result)).toBeGreaterThan(5000);
      expect(result.code).toBe(0);
      expect(result.gaps).toEqual([]);
      const [record] = result.records;
      expect(by(record!, program, 'main.fromC')).toBeGreaterThan(3000);
      // Frame pointers do not lead through C.
      const names = stackNames(record!, program);
      for (let stack = 1; stack < record!.stackNode.length; stack++) {
        const frames = names(stack);
        if (frames.includes('main.fromC'))
          expect({ bottom: frames.at(-1), cut: framesOf(record!, record!.stackNode[stack]!).cut }).toEqual({ bottom: 'runtime.cgocallback', cut: true });
        else if (frames.at(-1) === 'runtime.goexit') expect(framesOf(record!, record!.stackNode[stack]!).cut).toBe(false);
      }
    }
  });

  it.each([
    ['fault', { code: 2, exit: 2 }],
    ['abort', { code: 2, exit: 2 }],
    // The process ends in C, which tells nobody.
    ['exit', { code: 9, exit: undefined }],
  ])('is complete when C ends it: %s', (name, { code, exit }) => {
    const program = own(toolchain, 'native');
    const result = run(program, { args: [name], env: { GOTRACEBACK: 'all' } });
    expect(expectExact(result)).toBeGreaterThan(5000);
    expect({ code: result.code, exit: result.records[0]!.header.exit }).toEqual({ code, exit });
  });

  it('records a library that C has loaded, and keeps it', () => {
    const library = own(toolchain, 'shared', '-buildmode=c-shared');
    const { path, remove } = scratch();
    try {
      const host = join(path, 'host');
      execFileSync('gcc', ['-o', host, join(PROGRAMS, 'host', 'host.c'), '-ldl']);
      const result = run(host, { args: [library], directory: path });
      expect(result.code).toBe(5);
      expectExact(result);
      const [record] = result.records;
      expect(record!.header.executable).toBe(library);
      expect(record!.header.argv).toEqual([host, library]);
      const kept = join(path, record!.header.program);
      expect(readFileSync(kept).equals(readFileSync(library))).toBe(true);
      // Each string, and the array that holds it; the slice grows too.
      expect(by(record!, kept, 'main.Allocate')).toBeGreaterThanOrEqual((99 * 100) / 2);
    } finally {
      remove();
    }
  });

  it('records a library that is part of a C program', () => {
    const archive = own(toolchain, 'shared', '-buildmode=c-archive');
    const { path, remove } = scratch();
    try {
      const host = join(path, 'host');
      execFileSync('gcc', [
        '-DLINKED',
        '-o',
        host,
        join(PROGRAMS, 'host', 'host.c'),
        '-x',
        'none',
        `-l:${archive.slice(archive.lastIndexOf('/') + 1)}`,
        `-L${dirname(archive)}`,
        '-lpthread',
      ]);
      const result = run(host, { args: ['an argument'], directory: path });
      expect(result.code).toBe(5);
      expectExact(result);
      const [record] = result.records;
      expect(record!.header.executable).toBe(host);
      expect(record!.header.argv).toEqual([host, 'an argument']);
      expect(existsSync(join(path, record!.header.program))).toBe(true);
      expect(by(record!, host, 'main.Allocate')).toBeGreaterThanOrEqual((99 * 100) / 2);
    } finally {
      remove();
    }
  });

  it('finds its settings where the host hands on no arguments', () => {
    // As with a C library whose constructors get none (musl): runtime.argv is nil.
    const edit: Build['edit'] = { file: 'allocpath_start.go', from: 'if argv != nil {', to: 'if argc < 0 {' };
    const program = build({ toolchain, program: 'cases', edit });
    const result = run(program, { args: ['mixed', '100'], env: { LONG: 'x'.repeat(100_000) } });
    expectExact(result);
  });

  it('counts what a plugin allocates', () => {
    const host = own(toolchain, 'pluginhost');
    const plugin = own(toolchain, 'plugged', '-buildmode=plugin');
    const result = run(host, { args: [plugin] });
    expect({ code: result.code, stderr: result.stderr.replace(/FINAL.*\n/, '') }).toEqual({ code: 0, stderr: '' });
    expectExact(result);
    const [record] = result.records;
    expect(record!.header.modules.map((m) => m.name)).toEqual(['recording/plugged']);
    const [module] = record!.header.modules;
    const binary = GoBinary.open(readFileSync(plugin), plugin);
    const names = stackNames(record!, host);
    const inPlugin = below(record!, names, (frames) => frames.includes('?'));
    expect(inPlugin.mallocs).toBeGreaterThan((99 * 100) / 2);
    expect(module!.etext - module!.text).toBe(binary.textEnd - binary.textStart);
    // Its types are in no file that the reader has: they are named in the record.
    expect([...record!.types.values()].map((type) => type.name)).toContain('main.Own');
  });
});

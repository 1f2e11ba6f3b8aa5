// Rules for the Go code that runs inside the allocator, which its compiler does not hold.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { agentSource } from '../../src/drive/patch-runtime.ts';
import { NEWEST, originalGoroot } from './recorder.ts';

const DIRECTORY = join(import.meta.dirname, '..', '..', 'src', 'drive', 'agent');
const files = readdirSync(DIRECTORY).filter((name) => name.endsWith('.go'));

interface GoFunction {
  readonly name: string;
  readonly nosplit: boolean;
  readonly body: string;
}

const functions = files
  .filter((name) => name !== 'machine_arm64.go')
  .flatMap((name): GoFunction[] => {
    const text = readFileSync(join(DIRECTORY, name), 'utf8');
    return [...text.matchAll(/((?:^\/\/.*\n)*)^func (\w+)\((?:[^\n]*\{\n([\s\S]*?)^\}$|[^\n]*\{ (.*) \}$)/gm)].map((m) => ({
      name: m[2]!,
      nosplit: m[1]!.includes('//go:nosplit'),
      body: (m[3] ?? m[4])!.replaceAll(/\/\/.*$/gm, ''),
    }));
  });

describe('the agent', () => {
  it('is formatted', () => {
    const { stdout, status } = spawnSync(join(originalGoroot(NEWEST), 'bin', 'gofmt'), ['-l', DIRECTORY], { encoding: 'utf8' });
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
  });

  it('has short files', () => {
    for (const name of files) expect(readFileSync(join(DIRECTORY, name), 'utf8').split('\n').length, name).toBeLessThan(300);
  });

  // A call of any other function may find the stack too small, which moves it, or the P taken, which gives the counters to another thread. The
  // compiler inlines what is small, but not with -gcflags=all=-l.
  it('calls nothing that can be interrupted, unless it holds the M', () => {
    const nosplit = new Set(functions.filter((f) => f.nosplit).map((f) => f.name));
    expect(functions.length).toBeGreaterThan(50);
    expect([...nosplit]).toEqual(
      expect.arrayContaining([
        'allocpathRecord',
        'allocpathRead',
        'allocpathFold',
        'allocpathEvent',
        'allocpathPutEvent',
        'allocpathTick',
        'allocpathLoad',
        'allocpathExit',
      ]),
    );
    const found: string[] = [];
    for (const { name, body } of functions.filter((f) => f.nosplit)) {
      let held = 0;
      for (const line of body.split('\n')) {
        if (line.includes('acquirem()')) held++;
        if (line.includes('releasem(')) held--;
        for (const [, called] of line.matchAll(/\b(allocpath[A-Z]\w*)\(/g)) {
          if (held === 0 && functions.some((f) => f.name === called) && !nosplit.has(called!)) found.push(`${name} calls ${called}`);
        }
      }
      expect(held, name).toBe(0);
    }
    expect(found).toEqual([]);
  });

  it('allocates nothing, and knows no pointers into the heap', () => {
    for (const { name, body } of functions) {
      expect({ name, allocates: /\b(?:new|make|append)\(|&\w+\{|\bgo func|\bdefer\b/.exec(body)?.[0] }).toEqual({ name, allocates: undefined });
    }
    const state = readFileSync(join(DIRECTORY, 'state.go'), 'utf8');
    for (const [, fields] of state.matchAll(/^type \w+ struct \{\n([\s\S]*?)^\}$/gm)) {
      const types = [...fields!.matchAll(/^\t\w+(?:, \w+)* +(\S+)/gm)].map((m) => m[1]!);
      expect(types.length).toBeGreaterThan(10);
      expect(types.filter((type) => !/^(?:\[\w+\])?(?:uintptr|uint(?:8|16|32|64)|byte)$/.test(type))).toEqual([]);
    }
  });

  it('asks the system for nothing that needs the record again', () => {
    const opens = functions.filter((f) => f.body.includes('allocpathSysOpenat')).map((f) => f.name);
    expect(opens.sort()).toEqual(['allocpathCopy', 'allocpathOpen', 'allocpathReadFile']);
  });

  it('is written for releases that differ in three imports', () => {
    const record = readFileSync(join(DIRECTORY, 'record.go'), 'utf8');
    for (const [sys, callerSP] of [
      ['runtime/internal/sys', 'getcallersp'],
      ['internal/runtime/sys', 'sys.GetCallerSP'],
    ] as const) {
      const text = agentSource(record, { atomic: 'a/atomic', syscall: 's/syscall', sys, callerSP });
      expect(text).toContain(`(${callerSP}())`);
      expect(text).not.toContain('"allocpath/');
      expect(text.split('\n').filter((line) => line.includes(`"${sys}"`))).toHaveLength(1);
    }
  });
});

// What can be explained: patterns, workspaces, tests, flags, targets and releases, through the command line.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allocpath, at, binaryNames, expectExact, explain, gapCodes, sitesAt } from './cli.ts';
import { fixture } from './fixture.ts';

const SLOW = 300_000;
const EXAMPLES = join(import.meta.dirname, '..', '..', 'examples');
const workspace = fixture('workspace');
const b = join(workspace, 'b');
const odd = fixture('odd');

describe('packages', { timeout: SLOW }, () => {
  it('of a workspace, from its root and from a module whose symbols are escaped', async () => {
    const root = await explain(['./a/...', './b/...'], { cwd: workspace });
    expectExact(root.analysis);
    const inside = await explain(['./...'], { cwd: b });
    expectExact(inside.analysis);
    for (const { analysis } of [root, inside]) {
      expect(at(analysis, 'b/main.go', 12)).toContain('composite heap');
      expect(analysis.completeness.notReportedByCompiler).toBeLessThan(analysis.completeness.allocationCalls);
    }
  });

  it('of a library are held by their test binaries, and test code counts only with --test', async () => {
    const plain = await explain(['./sub'], { cwd: b });
    expect(binaryNames(plain.analysis)).toEqual(['example.com/x.y/sub [test]']);
    expect(at(plain.analysis, 'sub/s.go', 5)).toEqual(['composite heap']);
    expect(sitesAt(plain.analysis, 'sub/s_test.go', 5)).toEqual([]);
    const tests = await explain(['--test', './sub'], { cwd: b });
    expect(at(tests.analysis, 'sub/s_test.go', 5)).toEqual(['make-slice conditional']);
    const text = await explain(['--no-test-binaries', './sub'], { cwd: b });
    expect(text.analysis.binaries).toEqual([]);
    expect(text.analysis.completeness.textOnlyCalls).toBe(1);
  });

  it('named main twice, by a file list, by import path, and of the standard library', async () => {
    const twice = await explain(['./cmd/...'], { cwd: odd });
    expect(binaryNames(twice.analysis)).toEqual(['example.com/odd/cmd/a/tool', 'example.com/odd/cmd/b/tool']);
    expectExact(twice.analysis);
    expectExact((await explain(['main.go'], { cwd: b })).analysis);
    expectExact((await explain(['cmd/gofmt'], { cwd: odd })).analysis);
  });

  it('with cgo, build tags and generics from elsewhere', async () => {
    const cgo = await explain(['./cgo'], { cwd: odd });
    expectExact(cgo.analysis);
    expect(at(cgo.analysis, 'cgo/main.go', 12)).toEqual(['moved-to-heap heap']);
    const special = await explain(['--tags', 'special', './tags'], { cwd: odd });
    expect(at(special.analysis, 'tags/special.go', 5)).toEqual(['make-map heap']);
    const generic = await explain(['./genuse', './gen'], { cwd: odd });
    const [node, ...rest] = sitesAt(generic.analysis, 'gen/gen.go', 11);
    expect(rest).toEqual([]);
    expect(node).toMatchObject({ kind: 'composite', placement: 'heap', package: 'example.com/odd/gen' });
    expect(node?.emitted.filter((e) => e.entry.startsWith('runtime.')).length).toBe(2);
  });

  it('that do not compile leave the others explained, with exit code 3', async () => {
    const { analysis } = await explain(['./bad', './cmd/...', './tags'], { cwd: odd, code: 3, stderr: /cannot use "s"/ });
    expect(gapCodes(analysis)).toEqual(['package-not-compiled']);
    expect(binaryNames(analysis)).toHaveLength(2);
    expect(at(analysis, 'tags/plain.go', 5)).toEqual(['make-slice heap']);
  });
});

describe('builds', { timeout: SLOW }, () => {
  for (const [name, args] of [
    ['plain', []],
    ['pie', ['--buildmode=pie']],
    ['external linking', ['--ldflags=-linkmode=external']],
    ['stripped', ['--ldflags=-s -w']],
    ['trimmed paths', ['--trimpath']],
    ['without inlining', ['-l']],
    ['without optimisation', ['-N', '-l']],
    ['flags for all', ['--gcflags', 'all=-l']],
    ['race', ['--race']],
    ['c-shared', ['--buildmode=c-shared']],
    ['everything linked in', ['--deps']],
    ['arm64', ['--goarch=arm64']],
    ['arm64 pie', ['--goarch=arm64', '--buildmode=pie']],
    ['without profile', ['--pgo=off']],
  ] as const) {
    it(`${name}: every call is tied exactly`, async () => {
      const { analysis } = await explain([...args, '.'], { cwd: EXAMPLES });
      expectExact(analysis);
      expect(analysis.gaps).toEqual([]);
    });
  }

  it('keep compiler flags that GOFLAGS carries', async () => {
    const { analysis } = await explain(['.'], { cwd: EXAMPLES, env: { GOFLAGS: '-gcflags=-l' } });
    expect(analysis.target.flags).toContain('-gcflags=-l -m=2 -live=2');
    expect(analysis.sites.every((s) => s.emitted.every((e) => e.inlinedAt.length === 0))).toBe(true);
  });

  it.each([
    ['windows', 'amd64'],
    ['darwin', 'arm64'],
    ['linux', '386'],
    ['linux', 'arm'],
  ])('for %s/%s are tied to their machine code', async (goos, goarch) => {
    const { analysis } = await explain([`--goos=${goos}`, `--goarch=${goarch}`, '.'], { cwd: EXAMPLES });
    expectExact(analysis);
    expect(analysis.gaps).toEqual([]);
  });

  it('for processors that are not read are explained from the text, and say so', async () => {
    const { analysis } = await explain(['--goos=linux', '--goarch=riscv64', '.'], { cwd: EXAMPLES });
    expect(gapCodes(analysis)).toEqual(['binary-not-read']);
    expect(analysis.completeness.textOnlyCalls).toBeGreaterThan(50);
  });

  it('with the JSON log have columns for inner positions and leave nothing behind', async () => {
    const { analysis } = await explain(['--compiler-log', './...'], { cwd: EXAMPLES });
    expectExact(analysis);
    expect(analysis.gaps).toEqual([]);
  });

  for (const release of ['go1.21.13', 'go1.23.12', 'go1.27.4']) {
    it(`with ${release}`, async () => {
      const { analysis } = await explain(['--go', release, './...'], { cwd: EXAMPLES });
      expect(analysis.target.goVersion).toBe(release);
      expectExact(analysis);
    });
  }
});

describe('the packages of FIPS 140-3', { timeout: SLOW }, () => {
  // Other packages box a constant as read-only data; these may not refer to any.
  it.each(['go1.23.12', 'go1.24.13', 'go1.27.4'])('box the constants that they panic with: %s', async (release) => {
    const inside = release === 'go1.23.12' ? [] : ['crypto/internal/fips140/aes'];
    const { analysis } = await explain(['--go', release, 'crypto/aes', ...inside], { cwd: odd });
    const panics = analysis.sites.filter((s) => s.kind === 'interface' && s.expression.startsWith('"crypto/'));
    expect(panics.length).toBeGreaterThan(5);
    for (const { package: path, expression, placement } of panics) {
      expect(`${path} ${expression}: ${placement}`).toBe(`${path} ${expression}: ${path.startsWith('crypto/internal/fips140') ? 'heap' : 'static'}`);
    }
    // Each call stands on its expression, not beside it.
    expect(analysis.sites.filter((s) => s.expression.startsWith('conversion of string to interface'))).toEqual([]);
  });
});

describe('views', { timeout: SLOW }, () => {
  it('show the SSA of a site without touching the module', async () => {
    const { stdout, code } = await allocpath(['explain', '--at', 'slices.go:40', '--ssa', '--json', '.'], { cwd: EXAMPLES });
    expect(code).toBe(0);
    const { ssa, sites } = JSON.parse(stdout) as import('../../src/site/model.ts').Analysis;
    const value = sites[0]?.emitted[0]?.ssa?.value;
    expect(ssa?.[0]?.instructions.find((i) => i.text === 'CALL runtime.makeslice(SB)')?.value).toBe(value);
    const again = await allocpath(['explain', '--at', 'slices.go:40', '--ssa', '.'], { cwd: EXAMPLES });
    expect(again.stdout).toContain('Final instructions of ReturnedSlice');
  });

  it('are text without colours when nobody looks at it', async () => {
    const { stdout, stderr } = await allocpath(['explain', '.'], { cwd: EXAMPLES });
    expect(stdout).not.toContain('\u001b');
    expect(stderr).toBe('');
    expect((await allocpath(['explain', '--color=always', '.'], { cwd: EXAMPLES })).stdout).toContain('\u001b[');
  });

  for (const format of ['markdown', 'mermaid', 'dot', 'svg']) {
    it(`${format} of one site`, async () => {
      const { stdout, code } = await allocpath(['explain', '--at', 'slices.go:64', '--format', format, '.'], { cwd: EXAMPLES });
      expect(code).toBe(0);
      expect(stdout).toContain('growslice');
    });
  }

  it('leaks and what was saved', async () => {
    // The pattern behind the option is a pattern, not the option's value.
    const leaks = await allocpath(['explain', '--callers-of-leak', './...'], { cwd: EXAMPLES });
    expect(leaks.stdout).toContain('leaks to');
    expect(leaks.stdout.split('\n')[0]).toContain('example.com/allocations/stock');
    expect((await allocpath(['explain', '--saved', './...'], { cwd: EXAMPLES })).stdout).toContain('stack');
  });
});

// The experiments that come with allocpath, held against Go: what happened against testing.AllocsPerRun in a test of its own, verdicts against
// the places in Go's source that are named for them.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runLab } from '../../src/jobs/lab.ts';
import type { ExperimentResult, LabResult, Mechanism } from '../../src/lab/model.ts';
import { minorOfGo } from '../../src/lab/verdict.ts';
import { OWN_ENV, ownLab, writeOverlay } from '../../src/drive/lab-files.ts';
import { selectedReleases } from '../markers/releases.ts';

const releases = selectedReleases().map((r) => `go${r}`);
let shared: Promise<LabResult> | undefined;
const lab = (): Promise<LabResult> => (shared ??= runLab({ experiments: [], releases, architectures: [''], gcflags: [] }));

const goroots = new Map<string, string>();
function goroot(go: string): string {
  let root = goroots.get(go);
  if (root === undefined) {
    root = execFileSync('go', ['env', 'GOROOT'], { cwd: ownLab(), env: { ...process.env, ...OWN_ENV, GOTOOLCHAIN: go }, encoding: 'utf8' }).trim();
    goroots.set(go, root);
  }
  return root;
}

describe('experiments', { timeout: 900_000 }, () => {
  it('are measured on every release', async () => {
    const { experiments, gaps } = await lab();
    expect(experiments.length).toBeGreaterThanOrEqual(40);
    expect(new Set(experiments.map((e) => e.id)).size).toBe(experiments.length);
    expect(gaps).toEqual([]);
    for (const e of experiments) {
      for (const cell of e.cells) {
        const where = `${e.id} ${cell.go} ${cell.flags}`;
        if (cell.missing !== undefined) expect(`${where}: ${cell.missing}`).toMatch(/^closures\/loop go1\.21\S+ : .*build constraints/);
        else
          expect(
            cell.happened.map((m) => m.case),
            where,
          ).toEqual(e.cases.map((c) => c.label));
        expect(cell.unmeasured, where).toBeUndefined();
        expect(
          cell.happened.filter((m) => m.panicked !== undefined),
          where,
        ).toEqual([]);
      }
    }
  });

  it('say in both languages what they are about', async () => {
    for (const e of (await lab()).experiments) {
      for (const words of [e.title, ...e.claims.map((c) => c.words), ...e.mechanisms.map((m) => m.words), ...(e.java === undefined ? [] : [e.java])])
        expect(words.zh, `${e.id}: ${words.en}`).toMatch(/\p{Script=Han}/u);
      expect(e.claims.length, e.id).toBeGreaterThan(0);
      expect(
        e.claims.filter((c) => c.holds === undefined),
        e.id,
      ).toEqual([]);
    }
  });

  it('place no variable of a noinline function elsewhere than it allocates', async () => {
    // The placement comes from the binary, the count from the run: what is on the stack or in no code cannot allocate.
    for (const e of (await lab()).experiments)
      for (const cell of e.cells)
        if (cell.placement !== undefined && ['stack', 'gone', 'static'].includes(cell.placement) && e.marks.length > 0 && !ALSO.includes(e.id))
          expect(
            cell.happened.filter((m) => m.allocations > 0),
            `${e.id} ${cell.go} ${cell.flags}`,
          ).toEqual([]);
  });

  it('have a reason in the source of Go for every verdict', async () => {
    const { experiments } = await lab();
    for (const e of experiments) {
      for (const v of e.verdicts) {
        expect(v.mechanism, `${e.id}: ${v.verdict}`).toBeDefined();
        const changed = /^held until 1\.(\d+)$/.exec(v.verdict)?.[1] ?? undefined;
        if (changed !== undefined) expect(v.mechanism!.since, `${e.id}: ${v.verdict}`).toBe(Number(changed) + 1);
        const since = /^holds since 1\.(\d+)$/.exec(v.verdict)?.[1];
        if (since !== undefined) expect(v.mechanism!.since, `${e.id}: ${v.verdict}`).toBe(Number(since));
        expect(v.verdict, e.id).not.toMatch(/only$|^not /);
      }
      for (const m of e.mechanisms) expectInSource(e, m);
    }
  });

  for (const go of releases) {
    it(`allocate with ${go} as often as testing.AllocsPerRun says`, async () => {
      const { experiments } = await lab();
      const newest = go === releases.at(-1);
      const variants = [...new Set(experiments.flatMap((e) => ['', ...e.variants]))].filter((v) => newest || !/-race|-pgo/.test(v));
      let compared = 0;
      for (const variant of variants.filter((v) => v !== '-pgo')) {
        const counted = allocsPerRun(experiments, go, variant);
        for (const e of experiments) {
          const cell = e.cells.find((c) => c.go === go && c.flags === variant);
          if (cell === undefined || cell.missing !== undefined) continue;
          for (const [i, m] of cell.happened.entries()) {
            if (e.cases[i]!.once) continue;
            const other = counted.get(`${e.id}#${i}`);
            expect(other, `${e.id} ${m.case} ${go} ${variant}`).toBeDefined();
            // Buckets and groups of maps with many entries are filled by chance.
            if (CHANCE.includes(e.id)) expect(Math.abs(m.allocations - other!), e.id).toBeLessThanOrEqual(4);
            else expect(m.allocations, `${e.id} ${m.case} ${go} ${variant}`).toBe(other);
            compared++;
          }
        }
      }
      expect(compared).toBeGreaterThan(40);
    });
  }
});

/** Their functions allocate elsewhere too. */
const ALSO: readonly string[] = [];
/** The hash of a map is seeded anew for each. */
const CHANCE = ['maps/local', 'maps/hint100', 'maps/hint9', 'maps/literal30', 'maps/literal9', 'maps/hintVariable'];

function expectInSource(e: ExperimentResult, { file, name, since }: Mechanism): void {
  const go = since === undefined ? releases.at(-1)! : releases.find((r) => minorOfGo(r) === since);
  if (go === undefined) return;
  const path = join(goroot(go), 'src', file);
  expect(existsSync(path), `${e.id}: ${go} ${file}`).toBe(true);
  const text = readFileSync(path, 'utf8');
  const method = /^\(\*?(\w+)\)\.(\w+)$/.exec(name);
  const pattern =
    method === null
      ? new RegExp(`^(?:func (?:\\([^)]*\\) )?${name}[\\[(]|\\s*(?:var |const |type )?${name}\\b)`, 'm')
      : new RegExp(`^func \\(\\w* ?\\*?${method[1]}(?:\\[[^\\]]*\\])?\\) ${method[2]}\\(`, 'm');
  expect(pattern.test(text), `${e.id}: ${go} ${file}: ${name}`).toBe(true);
}

/** The same statements in test functions of the same packages, counted by the testing package. */
function allocsPerRun(experiments: readonly ExperimentResult[], go: string, variant: string): Map<string, number> {
  const root = ownLab();
  const chapters = new Map<string, ExperimentResult[]>();
  for (const e of experiments) {
    const cell = e.cells.find((c) => c.go === go && c.flags === variant);
    if (cell !== undefined && cell.missing === undefined) chapters.set(e.chapter, [...(chapters.get(e.chapter) ?? []), e]);
  }
  const files = new Map<string, string>();
  for (const [chapter, list] of chapters) {
    const package_ = /^package (\w+)/m.exec(readFileSync(join(root, list[0]!.file), 'utf8'))![1]!;
    const lines = list.flatMap((e) =>
      e.cases.flatMap(({ statement, once }, i) => {
        if (once) return [];
        // Through a variable, so that the function is what is measured and not a copy of it in the test.
        const call = /^(\w+)\((.*)\)$/s.exec(statement)!;
        return [
          `\tfmt.Println("counted", ${JSON.stringify(`${e.id}#${i}`)}, func() float64 { f := ${call[1]}; keep(&f); return testing.AllocsPerRun(50, func() { f(${call[2]}) }) }())`,
        ];
      }),
    );
    const text = `package ${package_}\n\nimport (\n\t"fmt"\n\t"testing"\n)\n\n//go:noinline\nfunc keep(any) {}\n\nfunc TestCounted(t *testing.T) {\n${lines.join('\n')}\n}\n`;
    files.set(join(root, chapter, 'counted_test.go'), text);
  }
  const overlay = writeOverlay(files);
  try {
    const out = execFileSync(
      'go',
      [
        'test',
        '-count=1',
        '-v',
        '-run',
        'TestCounted',
        '-pgo=off',
        '-vet=off',
        `-overlay=${overlay.path}`,
        ...(variant === '' ? [] : variant.split(' ')),
        ...[...chapters.keys()].map((c) => `./${c}`),
      ],
      { cwd: root, env: { ...process.env, ...OWN_ENV, GOTOOLCHAIN: go }, encoding: 'utf8', maxBuffer: 1 << 26 },
    );
    return new Map([...out.matchAll(/^counted (\S+) ([\d.]+)$/gm)].map((m) => [m[1]!, Number(m[2])]));
  } finally {
    overlay.dispose();
    rmSync(join(root, 'counted_test.go'), { force: true });
  }
}

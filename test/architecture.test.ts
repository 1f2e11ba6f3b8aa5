// The arrows between the layers, and the house rules that a linter does not know. Each rule says why it is there.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', 'src');

/** Layer → the layers that it may import, besides itself. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  base: [],
  read: ['base'],
  frame: ['base', 'read'],
  site: ['base', 'read', 'frame'],
  lab: ['base', 'read', 'site'],
  diff: ['base', 'read', 'site'],
  drive: ['base', 'read'],
  jobs: ['base', 'read', 'frame', 'site', 'lab', 'diff', 'drive'],
  show: ['base', 'read', 'frame', 'site', 'lab', 'diff'],
  cli: ['base', 'read', 'frame', 'site', 'lab', 'diff', 'drive', 'jobs', 'show'],
};

const WHY: Readonly<Record<string, string>> = {
  base: 'errors, cursors and positions are used by everything, so they know nothing',
  read: 'a reader turns bytes and text into facts; what is done with them is not its business',
  frame: 'what a binary says of its frames needs no build and no analysis of sites',
  site: 'the model and the join are pure: the same input gives the same analysis, in a test as in a run',
  diff: 'a comparison is a function of two analyses',
  lab: 'experiments, claims and verdicts are text and evidence; nothing is built or run here',
  drive: 'starting processes knows nothing of sites, so that readers and join can be tested without a toolchain',
  jobs: 'a use case puts the layers together and prints nothing',
  show: 'a view is a function from the analysis to text; it starts nothing and reads no file',
  cli: 'the command line is the only place that knows terminals and exit codes',
};

interface Source {
  readonly path: string;
  readonly layer: string;
  readonly text: string;
  readonly imports: readonly { readonly from: string; readonly typeOnly: boolean }[];
}

const sources: Source[] = readdirSync(ROOT, { recursive: true, withFileTypes: true })
  .filter((e) => e.isFile() && e.name.endsWith('.ts') && !e.name.endsWith('.test.ts'))
  .map((e) => {
    const file = join(e.parentPath, e.name);
    const path = relative(ROOT, file).split(sep).join('/');
    const text = readFileSync(file, 'utf8');
    const imports = [...text.matchAll(/^(?:import|export)\s+(type\s)?[^;]*?from\s+'([^']+)';|import\('([^']+)'\)/gm)].map((m) => ({
      from: m[2] ?? m[3] ?? '',
      typeOnly: m[1] !== undefined,
    }));
    return { path, layer: path.includes('/') ? path.slice(0, path.indexOf('/')) : '', text, imports };
  });

function layerOf(source: Source, from: string): string {
  const target = relative(ROOT, resolve(ROOT, dirname(source.path), from))
    .split(sep)
    .join('/');
  return target.slice(0, target.indexOf('/'));
}

describe('architecture', () => {
  it('has sources', () => {
    expect(sources.length).toBeGreaterThan(80);
  });

  for (const [layer, allowed] of Object.entries(ARROWS)) {
    it(`${layer} imports only ${['itself', ...allowed].join(', ')}: ${WHY[layer]}`, () => {
      const wrong = sources
        .filter((s) => s.layer === layer)
        .flatMap((s) => s.imports.filter((i) => i.from.startsWith('.')).map((i) => ({ s, to: layerOf(s, i.from) })))
        .filter(({ to }) => to !== layer && !allowed.includes(to))
        .map(({ s, to }) => `${s.path} → ${to}`);
      expect(wrong).toEqual([]);
    });
  }

  it('knows every folder', () => {
    expect([...new Set(sources.map((s) => s.layer))].filter((layer) => layer !== '' && !(layer in ARROWS))).toEqual([]);
  });

  it('read, site and show use nothing of Node but Buffer: they run wherever the bytes are', () => {
    const wrong = sources
      .filter((s) => ['base', 'read', 'frame', 'site', 'show'].includes(s.layer) && s.imports.some((i) => i.from.startsWith('node:')))
      .map((s) => s.path);
    expect(wrong).toEqual([]);
  });

  it('only api.ts re-exports: a name is imported from where it is made', () => {
    const wrong = sources.filter((s) => s.path !== 'api.ts' && /^export\s+(?:type\s+)?(?:\*|\{[^}]*\})\s*from/m.test(s.text)).map((s) => s.path);
    expect(wrong).toEqual([]);
  });

  it('has no room for things without a name', () => {
    expect(sources.map((s) => s.path).filter((p) => /(?:^|\/)(?:utils?|helpers?|common|manager|misc)(?:[.\-/]|$)/.test(p))).toEqual([]);
  });

  it('keeps files short: at most 450 lines', () => {
    const long = sources.map((s) => `${s.path} ${s.text.split('\n').length}`).filter((line) => Number(line.split(' ')[1]) > 450);
    expect(long).toEqual([]);
  });

  it('every file begins with what it is for', () => {
    expect(sources.filter((s) => !/^(?:\/\/|\/\*)/.test(s.text)).map((s) => s.path)).toEqual([]);
  });
});

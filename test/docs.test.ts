// The documents name what is there: files that are linked exist, options and codes that are shown exist and are all explained, and
// every output is what the command prints today.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { explainCommand } from '../src/cli/explain.ts';
import { exportCommand } from '../src/cli/export.ts';
import { diffCommand } from '../src/cli/diff.ts';
import { labCommand } from '../src/cli/lab.ts';
import { runCommand } from '../src/cli/run.ts';
import { DIFF_CAUSES } from '../src/diff/cause-list.ts';
import { RECORDING_FORMATS } from '../src/show/recording/registry.ts';
import { FORMATS } from '../src/show/registry.ts';
import { CAUSES } from '../src/site/cause-list.ts';
import { CONFLICT_CODES } from '../src/site/conflicts.ts';
import { PLACEMENTS, SITE_KINDS } from '../src/site/model.ts';
import { GROUPINGS } from '../src/site/query.ts';
import { SORT_ORDERS } from '../src/site/sort.ts';
import { bundle } from './e2e/bundle.ts';

const ROOT = join(import.meta.dirname, '..');
const pages = [
  'README.md',
  'README.zh-CN.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((f) => f.endsWith('.md'))
    .map((f) => `docs/${f}`),
];
const text = (page: string): string => readFileSync(join(ROOT, page), 'utf8');
const options = explainCommand().options;
const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((f) => f.endsWith('.ts') && !f.endsWith('.test.ts'))
  .map((f) => readFileSync(join(ROOT, 'src', f), 'utf8'))
  .join('\n');

/** Words that stand in single quotes behind `field:` somewhere in the sources. */
function words(field: RegExp): string[] {
  return [...new Set([...sources.matchAll(field)].map((m) => m[1]!))].sort();
}

/** The words of a list that a page does not have as code. */
function missing(page: string, list: readonly string[]): string[] {
  return list.filter((word) => !text(page).includes(`\`${word}\``));
}

function anchorsOf(page: string): Set<string> {
  const headings = [...text(page).matchAll(/^#+ (.+)$/gm)].map((m) => m[1]!);
  const used = new Map<string, number>();
  return new Set(
    headings.map((h) => {
      const anchor = h
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-');
      // Headings that are alike are numbered.
      const before = used.get(anchor) ?? 0;
      used.set(anchor, before + 1);
      return before === 0 ? anchor : `${anchor}-${before}`;
    }),
  );
}

describe('documents', () => {
  it.each(pages)('%s links to files and headings that exist', (page) => {
    const links = [...text(page).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].map((m) => ({ file: m[1]!, anchor: m[2] }));
    const target = (file: string): string => (file === '' ? join(ROOT, page) : resolve(ROOT, dirname(page), file));
    const broken = links.filter(
      ({ file, anchor }) =>
        !existsSync(target(file)) || (anchor !== undefined && !anchorsOf(target(file).slice(ROOT.length + 1)).has(decodeURIComponent(anchor))),
    );
    expect(broken).toEqual([]);
  });
  it.each(pages)('%s shows options that exist', (page) => {
    const shown = [...text(page).matchAll(/allocpath explain[^\n|`]*/g)].flatMap((m) => [...m[0].matchAll(/(?<=\s)--[a-z-]+/g)].map((o) => o[0]));
    expect([...new Set(shown)].filter((o) => o !== '--help' && !options.some((known) => known.long === o))).toEqual([]);
  });
  it('show every option in the command page', () => {
    const page = text('docs/explain.md').replace(/^```[\s\S]*?^```$/gm, '');
    expect(options.filter((o) => !new RegExp(`\`[^\`\n]*${o.long ?? o.short!}[^\`\n]*\``).test(page)).map((o) => o.flags)).toEqual([]);
    expect([...FORMATS, ...SORT_ORDERS, ...GROUPINGS].filter((word) => !page.includes(word))).toEqual([]);
    expect(missing('docs/explain.md', [...SITE_KINDS, ...PLACEMENTS])).toEqual([]);
  });
  it('show every option of run, export and lab in their pages', () => {
    const own = [
      ...runCommand()
        .options.filter((o) => !options.some((known) => known.long === o.long && known.short === o.short))
        .map((o) => ({ page: 'docs/run.md', option: o })),
      ...exportCommand().options.map((o) => ({ page: 'docs/export.md', option: o })),
      ...labCommand().options.map((o) => ({ page: 'docs/lab.md', option: o })),
      ...diffCommand()
        .options.filter((o) => !options.some((known) => known.long === o.long && known.short === o.short))
        .map((o) => ({ page: 'docs/diff.md', option: o })),
    ];
    expect(own.length).toBeGreaterThan(12);
    expect(
      own
        .filter(({ page, option }) => !new RegExp(`(?:\`|\\s)${option.long ?? option.short!}\\b`).test(text(page)))
        .map(({ page, option }) => `${page}: ${option.flags}`),
    ).toEqual([]);
    expect(missing('docs/diff.md', Object.keys(DIFF_CAUSES))).toEqual([]);
    for (const name of Object.keys(RECORDING_FORMATS)) expect(text('docs/export.md')).toContain(`\`${name}\``);
  });
  it('explain every cause, conflict, rule and gap', () => {
    expect(missing('docs/causes.md', Object.keys(CAUSES))).toEqual([]);
    expect(missing('docs/reading-the-output.md', Object.keys(CONFLICT_CODES))).toEqual([]);
    const rules = words(/\brule: '([a-z-]+)'/g).concat(words(/tie\.rule \?\? '([a-z-]+)'/g));
    expect(rules).toContain('same-line');
    expect(missing('docs/reading-the-output.md', rules)).toEqual([]);
    // What UserError and conflicts carry is no gap.
    const gaps = words(/\bcode: '([a-z-]+)',\s*(?:message|affects)/g).filter((code) => !Object.hasOwn(CONFLICT_CODES, code));
    expect(gaps).toContain('binary-not-read');
    expect(missing('docs/reading-the-output.md', gaps)).toEqual([]);
  });
  it.each(['analysis-1', 'diff-1'])('describe every field of the JSON output %s', (name) => {
    const schema = JSON.parse(text(`schema/${name}.json`)) as { properties: object; $defs: Record<string, { properties?: object }> };
    const fields = [schema, ...Object.values(schema.$defs)].flatMap((d) => Object.keys(d.properties ?? {}));
    expect(missing('docs/outputs.md', [...new Set(fields)])).toEqual([]);
  });
  it('name the newest version in the changes', () => {
    expect(text('CHANGELOG.md')).toContain(`## ${(JSON.parse(text('package.json')) as { version: string }).version}`);
  });
  it('have the same two commands for a new machine in both languages', () => {
    for (const page of ['README.md', 'README.zh-CN.md']) {
      expect(text(page)).toContain('npm install && npm run example');
      expect(text(page)).toContain('npm run verify');
    }
  });
  it('show what the command prints', { timeout: 600_000 }, async () => {
    // A plain script without declarations.
    const script: string = '../scripts/docs-outputs.mjs';
    const { regenerate } = (await import(script)) as {
      regenerate: (script: string) => Promise<{ files: Map<string, { now: string; wanted: string }> }>;
    };
    const { files } = await regenerate(await bundle());
    for (const [file, { now, wanted }] of files) expect(now, `${file} is stale: npm run build && node scripts/docs-outputs.mjs`).toBe(wanted);
  });
});

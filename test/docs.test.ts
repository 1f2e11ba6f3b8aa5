// The documents name what is there: files that are linked exist, options that are shown are options.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CAUSES } from '../src/site/cause-list.ts';
import { CONFLICT_CODES } from '../src/site/conflicts.ts';

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
const cli = text('src/cli/explain.ts');

describe('documents', () => {
  it.each(pages)('%s links to files that exist', (page) => {
    const links = [...text(page).matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map((m) => m[1]!);
    expect(links.filter((link) => !existsSync(resolve(ROOT, dirname(page), link)))).toEqual([]);
  });
  it.each(pages)('%s shows options that exist', (page) => {
    const options = [...text(page).matchAll(/allocpath explain[^\n|`]*/g)].flatMap((m) => [...m[0].matchAll(/(?<=\s)--[a-z-]+/g)].map((o) => o[0]));
    expect([...new Set(options)].filter((o) => !cli.includes(`'${o}`) && !cli.includes(`${o} `) && !cli.includes(`${o}'`) && o !== '--help')).toEqual([]);
  });
  it('list every cause and conflict', () => {
    for (const cause of Object.keys(CAUSES)) expect(text('docs/causes.md')).toContain(`\`${cause}\``);
    for (const code of Object.keys(CONFLICT_CODES)) expect(text('docs/explain.md')).toContain(`\`${code}\``);
  });
  it('name the newest version in the changes', () => {
    expect(text('CHANGELOG.md')).toContain(`## ${(JSON.parse(text('package.json')) as { version: string }).version}`);
  });
  it('have two commands for a new machine', () => {
    expect(text('README.md')).toContain('npm install && npm run example');
    expect(text('README.md')).toContain('npm run verify');
  });
});

// Names and strings of the program under analysis must not become syntax, colour or direction in any view.
import { describe, expect, test } from 'vitest';
import { LEAK_VIEWS, SAVED_VIEWS, VIEWS } from '../../src/show/registry.ts';
import type { ViewOptions } from '../../src/show/view.ts';
import { querySites } from '../../src/site/query.ts';
import { displayWidth } from '../../src/show/width.ts';
import { sample } from './samples.ts';

const analysis = sample('hostile');
const sources = new Map(analysis.sites.map((site) => [site.position.file, Array.from({ length: 40 }, () => site.expression)]));
const SHAPES: ViewOptions[] = [
  { width: 80 },
  { width: 64, raw: true },
  { width: 80, detail: true, sources },
  { width: 64, detail: true, raw: true, sources },
  { width: 80, picture: 'flow', raw: true, detail: true, selection: querySites(analysis, {}) },
  { width: 80, selection: querySites(analysis, { group: 'function' }) },
];
const LOADS = { ...VIEWS, ...prefixed('leaks ', LEAK_VIEWS), ...prefixed('saved ', SAVED_VIEWS) };
const outputs: [string, string][] = [];
for (const [name, load] of Object.entries(LOADS)) {
  const view = await load();
  SHAPES.forEach((options, index) => outputs.push([`${name} ${index}`, view.render(analysis, options)]));
}

describe.each(outputs)('%s', (name, text) => {
  test('holds no control, bidirectional or invisible characters', () => {
    expect(text.replaceAll('\n', '').match(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)).toBeNull();
  });
  test('ends lines without spaces and the text with one newline', () => {
    if (!name.startsWith('json')) expect(text).not.toMatch(/[ \t]\n/);
    expect(text).toMatch(/[^\n]\n$/);
  });
  if (/^(leaks |saved )?text/.test(name)) {
    test('fits the width', () => {
      const width = SHAPES[Number(name.at(-1))]!.width!;
      const wide = text.split('\n').filter((line) => displayWidth(line) > width);
      expect(wide).toEqual([]);
    });
  }
  if (name.startsWith('svg')) {
    test('has no element but those the writer makes', () => {
      const tags = new Set([...text.matchAll(/<\/?([a-zA-Z]+)/g)].map((match) => match[1]));
      expect([...tags].sort()).toEqual(['defs', 'desc', 'g', 'marker', 'path', 'rect', 'style', 'svg', 'text', 'title']);
      expect(text.match(/<\/svg>/g)).toHaveLength(1);
    });
  }
  if (name.startsWith('markdown') || name.includes(' markdown')) {
    test('has no HTML from names outside code', () => {
      const outside = text.replace(/```mermaid[\s\S]*?```/g, '').replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, '');
      expect(outside).not.toMatch(/<(?!br>|!-- -->|\/?details>|\/?summary>)/);
      expect(outside).not.toMatch(/@\w|https?:\/\/\w/);
    });
    test('has as many cells in each table row as in its head', () => {
      for (const block of text.match(/(?:^\|.*\n)+/gm) ?? []) {
        const counts = block
          .trim()
          .split('\n')
          .map((row) => row.replace(/\\./g, '').split('|').length);
        expect(new Set(counts).size).toBe(1);
      }
    });
  }
  if (name.startsWith('dot')) {
    test('closes every string on its line', () => {
      for (const line of text.split('\n')) expect(line.replace(/\\./g, '').split('"').length % 2).toBe(1);
    });
  }
  if (name.startsWith('mermaid')) {
    test('keeps names inside labels', () => {
      for (const line of text.trim().split('\n')) {
        expect(line).toMatch(
          /^(?:flowchart TD|  accTitle: [^"\]{};]*(?:#\d+;[^"\]{};]*)*|  subgraph site\d+\["[^"\][{}]*"\]|    n\d+\["[^"\][{}]*"\](?::::\w+)?|  end|  n\d+ -->(?:\|"[^"\]|[{}]*"\|)? n\d+|  classDef .*)$/,
        );
      }
    });
  }
});

function prefixed<T>(prefix: string, values: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value]));
}

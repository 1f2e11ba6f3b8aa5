// Every view of every sample, compared with the file beside the samples. `vitest run test/show -u` writes them anew.
import { describe, expect, test } from 'vitest';
import { LEAK_VIEWS, SAVED_VIEWS, VIEWS } from '../../src/show/registry.ts';
import type { ViewOptions } from '../../src/show/view.ts';
import { parsePlace, querySites } from '../../src/site/query.ts';
import { CWD, sample, SAMPLES, SOURCES } from './samples.ts';

const golden = (name: string): string => `./golden/${name}`;

test('there are samples and views', () => {
  expect(SAMPLES.size).toBeGreaterThan(2);
  expect(Object.keys(VIEWS).length).toBeGreaterThan(5);
});

describe.each([...SAMPLES.keys()])('sample %s', (name) => {
  const analysis = sample(name);
  test.each(Object.keys(VIEWS))('as %s', async (format) => {
    const view = await VIEWS[format]!();
    expect(view.name).toBe(format);
    await expect(view.render(analysis, { cwd: CWD, width: 100 })).toMatchFileSnapshot(golden(`${name}.${view.extension}`));
  });
  test.each(Object.keys(LEAK_VIEWS))('leaks as %s', async (format) => {
    const view = await LEAK_VIEWS[format]!();
    await expect(view.render(analysis, { cwd: CWD, width: 100 })).toMatchFileSnapshot(golden(`${name}-leaks.${view.extension}`));
  });
  test.each(Object.keys(SAVED_VIEWS))('saved as %s', async (format) => {
    const view = await SAVED_VIEWS[format]!();
    await expect(view.render(analysis, { cwd: CWD, width: 100 })).toMatchFileSnapshot(golden(`${name}-saved.${view.extension}`));
  });
});

describe('the demo in other shapes', () => {
  const analysis = sample('demo');
  const at = (place: string, more: ViewOptions = {}): ViewOptions => ({
    cwd: CWD,
    width: 100,
    detail: true,
    sources: SOURCES,
    selection: querySites(analysis, { at: parsePlace(place)! }),
    ...more,
  });
  const shapes: [string, string, ViewOptions][] = [
    ['80 columns', 'text', { cwd: CWD, width: 80 }],
    ['140 columns', 'text', { cwd: CWD, width: 140 }],
    ['colour', 'text', { cwd: CWD, width: 100, color: true }],
    ['raw', 'text', { cwd: CWD, width: 100, raw: true }],
    ['top 3', 'text', { cwd: CWD, width: 100, selection: querySites(analysis, { top: 3 }) }],
    ['by kind', 'text', { cwd: CWD, width: 100, selection: querySites(analysis, { group: 'kind' }) }],
    ['by cause', 'markdown', { cwd: CWD, selection: querySites(analysis, { group: 'cause', top: 4 }) }],
    ['line 19', 'text', at('main.go:19')],
    ['line 27', 'text', at('main.go:27')],
    ['line 27 raw', 'text', at('main.go:27', { raw: true })],
    ['line 46 inlined', 'text', at('main.go:47')],
    ['line 49', 'text', at('main.go:49', { width: 80 })],
    ['line 51', 'text', at('main.go:51')],
    ['line 1', 'text', at('main.go:1')],
    ['line 70', 'text', at('main.go:70')],
    ['line 51', 'markdown', at('main.go:51')],
    ['line 19 path', 'svg', at('main.go:19', { picture: 'path' })],
    ['line 51 flow', 'svg', at('main.go:51', { picture: 'flow' })],
    ['line 51 flow', 'dot', at('main.go:51', { picture: 'flow' })],
    ['line 51 flow raw', 'mermaid', at('main.go:51', { picture: 'flow', raw: true })],
  ];
  test.each(shapes)('%s as %s', async (shape, format, options) => {
    const view = await VIEWS[format]!();
    await expect(view.render(analysis, options)).toMatchFileSnapshot(golden(`demo-${shape.replaceAll(' ', '-')}.${view.extension}`));
  });
});

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { extents, type Extent } from '../../../test/show/extents.ts';
import { asFunctions, DOCUMENT, makeFrame, OPTIONS } from '../../../test/show/frames.ts';
import { everyElement, parseMarkup } from '../../../test/show/markup.ts';
import { HOSTILE_SHAPES, SHAPES } from '../../../test/show/shapes.ts';
import { PAINTS, type PaintName } from './drawing.ts';
import { stackmapHtml } from './html.ts';
import { stackmapSvg } from './svg.ts';
import type { StackmapOptions } from './view.ts';

const shapes = [...SHAPES, ...HOSTILE_SHAPES];
const named = shapes.map((shape) => [JSON.stringify(shape).slice(0, 90), shape] as const);
const SOURCES: ReadonlyMap<string, readonly string[]> = new Map(
  ['/home/u/m/main.go', ''].map((file) => [file, Array.from({ length: 200 }, (_, i) => `\tif a${i} < b && c > "<b>" { // ${'x'.repeat(i)}`)]),
);
const WITH_SOURCES: StackmapOptions = { ...OPTIONS, sources: SOURCES };
const page = async (frames: ReturnType<typeof makeFrame>[]): Promise<string> => {
  let text = '';
  for await (const piece of stackmapHtml(DOCUMENT, asFunctions(frames), WITH_SOURCES, 2)) text += piece;
  return text;
};

describe.each(named)('SVG of %s', async (_, shape) => {
  const text = await stackmapSvg(DOCUMENT, asFunctions([makeFrame(shape)]), WITH_SOURCES);
  const svg = parseMarkup(text);
  const drawn = [...extents(svg)];
  const [left, top, width, height] = svg.attributes.get('viewBox')!.split(' ').map(Number) as [number, number, number, number];
  test('keeps everything within its edges', () => {
    const outside = drawn.filter((one) => one.left < left || one.top < top || one.right > left + width || one.bottom > top + height);
    expect(outside.map(({ element }) => `${element.name} ${element.text} ${[...element.attributes].join(' ')}`)).toEqual([]);
    expect(drawn.length).toBeGreaterThan(10);
  });
  test('writes no text over another', () => {
    const texts = drawn.filter((one) => one.element.name === 'text' && !one.turned);
    expect(overlapping(texts)).toEqual([]);
  });
  test('has names that cannot become markup', () => {
    const all = [...everyElement(svg)];
    expect([...new Set(all.map((one) => one.name))].filter((name) => !ELEMENTS.has(name))).toEqual([]);
    expect(all.flatMap((one) => [...one.attributes.keys()]).filter((name) => /^on|href|style$/i.test(name))).toEqual([]);
    expect(text.replaceAll('\n', '').match(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)).toBeNull();
  });
  test('has a title and a description', () => {
    expect(svg.children.slice(0, 2).map((one) => [one.name, one.attributes.get('id')])).toEqual([
      ['title', 'title'],
      ['desc', 'desc'],
    ]);
  });
});

const ELEMENTS = new Set(['svg', 'title', 'desc', 'style', 'g', 'rect', 'path', 'circle', 'text']);

describe.each(named.filter(([, shape]) => shape.slots * shape.calls < 5000))('page of %s', async (_, shape) => {
  const text = await page([makeFrame(shape), makeFrame({ ...shape, seed: 77 })]);
  const html = parseMarkup(text);
  const all = [...everyElement(html)];
  test('has names that cannot become markup', () => {
    expect(all.flatMap((one) => [...one.attributes.keys()]).filter((name) => /^on|^src|^style$/i.test(name))).toEqual([]);
    expect(all.filter((one) => one.attributes.has('href')).map((one) => one.attributes.get('href'))).toEqual(['#f1', '#f2']);
    expect(all.filter((one) => one.name === 'script')).toHaveLength(1);
    expect(all.filter((one) => one.name === 'img' || one.name === 'iframe' || one.name === 'link')).toEqual([]);
    expect(text.replaceAll('\n', '').match(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)).toBeNull();
  });
  test('has each id once, and every reference leads to one', () => {
    const ids = all.flatMap((one) => one.attributes.get('id') ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const references = all.flatMap((one) => [
      ...(one.attributes.get('aria-labelledby')?.split(' ') ?? []),
      ...(one.attributes.get('href')?.slice(1) ?? '').split(' '),
    ]);
    expect(references.filter((id) => id !== '' && !ids.includes(id))).toEqual([]);
  });
  test('keeps both pictures within their edges', () => {
    const pictures = all.filter((one) => one.name === 'svg');
    expect(pictures).toHaveLength(4);
    for (const svg of pictures) {
      const [left, top, width, height] = svg.attributes.get('viewBox')!.split(' ').map(Number) as [number, number, number, number];
      const outside = [...extents(svg)].filter((one) => one.left < left || one.top < top || one.right > left + width || one.bottom > top + height);
      expect(outside.map(({ element }) => `${element.name} ${element.text}`)).toEqual([]);
    }
  });
  test('has as many cells in each row as in its head', () => {
    for (const table of all.filter((one) => one.name === 'table')) {
      const rows = [...everyElement(table)].filter((one) => one.name === 'tr').map((row) => row.children.length);
      expect(new Set(rows).size).toBe(1);
      expect(rows.length).toBeGreaterThan(1);
    }
  });
  test('says what was left out', () => {
    expect(text).toContain('2 more functions matched and are left out.');
  });
});

test('a page allows its own style and script, by their hashes, and nothing else', async () => {
  const all = [...everyElement(parseMarkup(await page([makeFrame(shapes[2]!)])))];
  const policy = all.find((one) => one.attributes.get('http-equiv') === 'Content-Security-Policy')!.attributes.get('content')!;
  const hash = (name: string): string =>
    createHash('sha256')
      .update(all.find((one) => one.name === name)!.text)
      .digest('base64');
  expect(policy).toBe(`default-src 'none'; style-src 'sha256-${hash('style')}'; script-src 'sha256-${hash('script')}'; base-uri 'none'; form-action 'none'`);
});

test('pictures beyond the limits say how much they leave out', async () => {
  const text = await stackmapSvg(DOCUMENT, asFunctions([makeFrame(SHAPES[7]!)]), OPTIONS, 3);
  const frame = makeFrame(SHAPES[7]!);
  const calls = frame.calls.filter((call) => call.index !== undefined).length - 200;
  expect(text).toContain(`${frame.slots.length - 60} more words and ${calls} more calls`);
  expect(text).toContain('3 more functions matched and are not drawn.');
});

test('several functions stand one below the other', async () => {
  const one = parseMarkup(await stackmapSvg(DOCUMENT, asFunctions([makeFrame(SHAPES[3]!)]), OPTIONS));
  const three = parseMarkup(await stackmapSvg(DOCUMENT, asFunctions(SHAPES.slice(3, 6).map(makeFrame)), OPTIONS));
  const height = (svg: typeof one): number => Number(svg.attributes.get('height'));
  expect(height(three)).toBeGreaterThan(2 * height(one));
  expect(overlapping([...extents(three)].filter((e) => e.element.name === 'text' && !e.turned))).toEqual([]);
});

describe('colours', () => {
  const grounds: PaintName[] = ['ground', 'stripe', 'arguments', 'control', 'pointers', 'object', 'variable', 'other'];
  test.each(['light', 'dark'])('text reads on every %s ground', (scheme) => {
    const at = scheme === 'light' ? 0 : 1;
    for (const ground of grounds) {
      for (const ink of ['ink', 'faint'] as const) {
        expect(contrast(PAINTS[ink].fill![at], PAINTS[ground].fill![at]), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
    expect(contrast(PAINTS.onchip.fill![at], PAINTS.chip.fill![at])).toBeGreaterThanOrEqual(4.5);
  });
  test.each(['light', 'dark'])('marks stand out from %s ground and bars', (scheme) => {
    const at = scheme === 'light' ? 0 : 1;
    for (const mark of ['mark', 'hollow', 'bar', 'tail', 'pin', 'full'] as const)
      expect(contrast(PAINTS[mark].stroke![at], PAINTS.ground.fill![at]), mark).toBeGreaterThanOrEqual(3);
    for (const mark of ['mark', 'dot'] as const) expect(contrast(PAINTS[mark].fill![at], PAINTS.bar.fill![at]), mark).toBeGreaterThanOrEqual(3);
  });
});

function overlapping(texts: readonly Extent[]): string[] {
  const found: string[] = [];
  const sorted = [...texts].sort((a, b) => a.top - b.top);
  sorted.forEach((one, i) => {
    for (let j = i + 1; j < sorted.length && sorted[j]!.top < one.bottom; j++) {
      const other = sorted[j]!;
      if (other.left < one.right && one.left < other.right) found.push(`${one.element.text} / ${other.element.text}`);
    }
  });
  return found;
}

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrast(a: string, b: string): number {
  const luminance = (color: string): number => {
    const [r, g, blue] = [1, 3, 5].map((at) => {
      const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    }) as [number, number, number];
    return 0.2126 * r + 0.7152 * g + 0.0722 * blue;
  };
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

// `stackmap --format svg` and `html` as a user runs them on a program of his, and the page where it is read: in a browser.
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Chromium, findChromium } from '../show/chromium.ts';
import { asFunctions, DOCUMENT, makeFrame, OPTIONS } from '../show/frames.ts';
import { HOSTILE_SHAPES, SHAPES } from '../show/shapes.ts';
import { everyElement, parseMarkup } from '../show/markup.ts';
import { stackmapHtml } from '../../src/show/stackmap/html.ts';
import { stackmapSvg } from '../../src/show/stackmap/svg.ts';
import { allocpath, scratch } from './cli.ts';

const directory = scratch('pictures');
const binary = join(directory, 'demo');

beforeAll(() => {
  cpSync(fileURLToPath(new URL('../../examples', import.meta.url)), directory, { recursive: true });
  execFileSync('go', ['build', '-o', binary, '.'], {
    cwd: directory,
    env: { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-buildvcs=false', GOWORK: 'off' },
  });
});

async function stackmap(...args: string[]): Promise<string> {
  const run = await allocpath(['stackmap', ...args], { cwd: directory });
  expect(run, run.stderr).toMatchObject({ code: 0, stderr: '' });
  return run.stdout;
}

describe('stackmap', () => {
  test('--format svg draws a function beside its source', async () => {
    const svg = parseMarkup(await stackmap(binary, 'main.SortedNames', '--format', 'svg'));
    expect(svg.name).toBe('svg');
    const texts = [...everyElement(svg)].filter((one) => one.name === 'text').map((one) => one.text);
    expect(texts).toContain('main.SortedNames');
    expect(texts).toContain('return address');
    expect(texts.some((text) => /^sort\.|^slices\.|^runtime\./.test(text))).toBe(true);
    expect(texts).toContain('sort.Strings(names)');
  });
  test('--format svg draws all that match', async () => {
    const svg = parseMarkup(await stackmap(binary, 'main.Map*', '--format', 'svg'));
    const titles = [...everyElement(svg)].filter((one) => one.attributes.get('font-size') === '15').map((one) => one.text);
    expect(titles.length).toBeGreaterThan(4);
    expect(titles).toContain('main.MapLiteral');
  });
  test('--format html writes a page with the picture and the tables', async () => {
    const html = parseMarkup(await stackmap(binary, 'main.SortedNames', '--format', 'html'));
    const all = [...everyElement(html)];
    expect(all.filter((one) => one.name === 'svg')).toHaveLength(2);
    expect(all.filter((one) => one.name === 'h3').map((one) => one.text)).toEqual(expect.arrayContaining(['By address', 'Stack objects', 'Inlined calls']));
  });
  test('--format html names the same words at the same calls as --json', async () => {
    const html = parseMarkup(await stackmap(binary, 'main.SortedNames', '--format', 'html'));
    const [frame] = (JSON.parse(await stackmap(binary, 'main.SortedNames', '--format', 'json')) as { functions: ReturnType<typeof makeFrame>[] }).functions;
    const rows = [...everyElement(html)].filter((one) => one.name === 'tr' && one.attributes.get('class') === 'call');
    const live = rows.map((row) => [row.children[0]!.text, row.children[7]!.children.map((word) => word.children[1]!.text)]);
    expect(live).toEqual(frame!.calls.map((call) => [`0x${call.pc.toString(16)}`, call.slots.map((s) => `${s.spOffset < 0 ? '' : '+'}${s.spOffset}(SP)`)]));
  });
  test('source that is newer than the binary is not shown', async () => {
    const file = join(directory, 'maps.go');
    const before = await stackmap(binary, 'main.MapHint9', '--format', 'svg');
    expect(before).toContain('squares[i] = i * i');
    const later = Date.now() / 1000 + 60;
    utimesSync(file, later, later);
    expect(await stackmap(binary, 'main.MapHint9', '--format', 'svg')).not.toContain('squares[i]');
  });
  test('--json is --format json', async () => {
    expect(await stackmap(binary, 'main.MapHint9', '--json')).toBe(await stackmap(binary, 'main.MapHint9', '--format', 'json'));
  });
  test.each([
    [[binary, '--format', 'svg'], /svg shows single functions/],
    [[binary, '--format', 'html'], /html shows single functions/],
    [[binary, 'main.main', '--json', '--format', 'svg'], /name two formats/],
    [[binary, 'main.main', '--format', 'png'], /Allowed choices are text, json, svg, html/],
  ])('refuses %j', async (args, message) => {
    const run = await allocpath(['stackmap', ...args], { cwd: directory });
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toMatch(message);
  });
});

const chromium = findChromium();
const why = chromium === undefined ? ' (skipped: no Chromium on this machine; CHROMIUM may name one)' : '';

describe.skipIf(chromium === undefined)(`in Chromium${why}`, () => {
  let browser: Chromium;
  beforeAll(async () => {
    browser = await Chromium.start(chromium!);
  });
  afterAll(() => browser.close());
  const show = async (name: string, text: string, width: number, scheme: 'light' | 'dark'): Promise<void> => {
    const file = join(directory, name);
    writeFileSync(file, text);
    browser.complaints.length = 0;
    await browser.open(pathToFileURL(file).href, width, scheme);
  };
  const pageOf = async (shape: (typeof SHAPES)[number]): Promise<string> => {
    let text = '';
    for await (const piece of stackmapHtml(DOCUMENT, asFunctions([makeFrame(shape)]), OPTIONS)) text += piece;
    return text;
  };
  // Boxes as the browser measures them with its own fonts.
  const OUTSIDE = `(() => { const found = []; for (const svg of document.querySelectorAll('svg')) { const edge = svg.getBoundingClientRect();
    for (const text of svg.querySelectorAll('text')) { const box = text.getBoundingClientRect();
      if (box.left < edge.left - 1 || box.right > edge.right + 1 || box.top < edge.top - 1 || box.bottom > edge.bottom + 1) found.push(text.textContent); } }
    return found; })()`;

  test.each([...SHAPES.slice(0, 8), ...HOSTILE_SHAPES.slice(0, 4)].map((shape) => [shape.seed, shape] as const))(
    'SVG %s: no text leaves the picture',
    async (_, shape) => {
      await show('one.svg', await stackmapSvg(DOCUMENT, asFunctions([makeFrame(shape)]), OPTIONS), 1200, 'light');
      expect(await browser.evaluate<string>('document.documentElement.tagName')).toBe('svg');
      expect(await browser.evaluate<string[]>('[...document.querySelectorAll("parsererror")].map((e) => e.textContent)')).toEqual([]);
      expect(await browser.evaluate<string[]>(OUTSIDE.replace("document.querySelectorAll('svg')", '[document.documentElement]'))).toEqual([]);
      expect(browser.complaints).toEqual([]);
    },
  );
  test('an SVG turns dark with the reader', async () => {
    const text = await stackmapSvg(DOCUMENT, asFunctions([makeFrame(SHAPES[3]!)]), OPTIONS);
    for (const [scheme, color] of [
      ['light', 'rgb(255, 255, 255)'],
      ['dark', 'rgb(21, 24, 29)'],
    ] as const) {
      await show('one.svg', text, 1200, scheme);
      expect(await browser.evaluate('getComputedStyle(document.querySelector(".ground")).fill')).toBe(color);
    }
  });
  test.each([400, 1400])('a page %d pixels wide scrolls its parts, not itself, and its policy blocks nothing of it', async (width) => {
    for (const shape of [SHAPES[4]!, HOSTILE_SHAPES[2]!]) {
      await show('page.html', await pageOf(shape), width, 'dark');
      expect(await browser.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      expect(await browser.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(21, 24, 29)');
      expect(await browser.evaluate<string[]>(OUTSIDE)).toEqual([]);
      expect(browser.complaints).toEqual([]);
    }
  });
  test('the policy blocks what is not of the page', async () => {
    await show('page.html', (await pageOf(SHAPES[4]!)).replace('</main>', '<script>document.title = "broken in"</script></main>'), 1200, 'light');
    expect(await browser.evaluate('document.title')).not.toBe('broken in');
    expect(browser.complaints.join()).toContain('Content Security Policy');
  });
  test('a word under the pointer lights up in the picture and in the tables', async () => {
    await show('page.html', await pageOf(SHAPES[4]!), 1600, 'light');
    const place = await browser.evaluate<{ x: number; y: number }>(
      `(() => { const band = document.querySelector('.chart-part .slot[data-slot="2"] .band'); band.scrollIntoView({ block: 'center' }); const box = band.getBoundingClientRect(); return { x: box.left + box.width / 2, y: Math.max(5, box.top + 30) }; })()`,
    );
    await browser.point(place.x, place.y);
    const lit = await browser.evaluate<string[]>('[...document.querySelectorAll(".on[data-slot]")].map((e) => e.dataset.slot)');
    expect(new Set(lit)).toEqual(new Set(['2']));
    // Its column, its cell in the frame, and its words in the tables.
    expect(await browser.evaluate('document.querySelectorAll(".chart-part .slot.on").length')).toBe(1);
    expect(await browser.evaluate('document.querySelectorAll(".frame-part .slot.on").length')).toBe(1);
    const rows = await browser.evaluate<boolean>(
      `[...document.querySelectorAll('[data-live]')].every((row) => row.classList.contains('on') === row.dataset.live.split(' ').includes('2'))`,
    );
    expect(rows).toBe(true);
    expect(await browser.evaluate('document.querySelectorAll("tr.on").length')).toBeGreaterThan(1);
    await browser.point(1, 1);
    expect(await browser.evaluate('document.querySelectorAll(".on").length')).toBe(0);
  });
  test('the keyboard reaches every scrolling part and every column', async () => {
    await show('page.html', await pageOf(SHAPES[3]!), 1200, 'light');
    const count = await browser.evaluate<number>('document.querySelectorAll("[tabindex]").length');
    const seen = new Set<string>();
    for (let i = 0; i < count; i++) {
      await browser.press('Tab');
      seen.add(await browser.evaluate<string>('document.activeElement.getAttribute("aria-label")'));
      const slot = await browser.evaluate<string | null>('document.activeElement.dataset.slot ?? null');
      if (slot !== null)
        expect(await browser.evaluate<boolean>(`document.querySelector('.frame-part .slot[data-slot="${slot}"]').classList.contains('on')`)).toBe(true);
    }
    expect(seen).toContain('By address');
    expect([...seen].filter((label) => /^\d+: /.test(label))).toHaveLength(makeFrame(SHAPES[3]!).slots.length);
  });
});

test('the example in the documents is well-formed', () => {
  expect(parseMarkup(readFileSync(fileURLToPath(new URL('../../docs/pictures/frame.svg', import.meta.url)), 'utf8')).name).toBe('svg');
});

// The small parts that views are made of.
import { describe, expect, test } from 'vitest';
import { fileName } from '../../src/show/file-name.ts';
import { flowHops, parseFlow } from '../../src/show/flow-hops.ts';
import { runtimePath, servedFrom } from '../../src/show/runtime-path.ts';
import { sourceWithCaret } from '../../src/show/site-path.ts';
import { escapeDot, escapeMermaid, escapeXml, markdownCode, visible } from '../../src/show/untrusted.ts';
import { displayWidth, shortenMiddle, shortenPath, wrap } from '../../src/show/width.ts';
import type { Emitted, Site } from '../../src/site/model.ts';
import { sample } from './samples.ts';

const call = (entry: string, more: Partial<Emitted> = {}): Emitted => ({ function: 'f', inlinedAt: [], entry, tie: 'exact', placement: 'heap', ...more });

describe('where memory is served from', () => {
  const cases: [string, Emitted, string][] = [
    ['go1.26.1', call('runtime.newobject', { size: 40, type: '*int' }), 'size class 5 (48 bytes, span class 10)'],
    ['go1.26.1', call('runtime.newobject', { size: 40, type: '[5]int' }), 'size class 5 (48 bytes, span class 11)'],
    ['go1.26.1', call('runtime.newobject', { size: 40, type: 'main.T' }), 'size class 5 (48 bytes, span class 10 with pointers, 11 without)'],
    ['go1.26.1', call('runtime.newobject', { size: 40, type: 'main.T', pointerFree: true }), 'size class 5 (48 bytes, span class 11)'],
    ['go1.26.1', call('runtime.newobject', { size: 8, type: 'int' }), 'tiny allocator: shares a 16-byte block (size class 2, span class 5)'],
    ['go1.26.1', call('runtime.convT64', { size: 8, sizeClass: 8 }), 'tiny allocator: shares a 16-byte block (size class 2, span class 5)'],
    ['go1.21.0', call('runtime.newobject', { size: 1024, type: '[128]*int' }), 'size class 32 (1024 bytes, span class 64)'],
    ['go1.22.0', call('runtime.newobject', { size: 1024, type: '[128]*int' }), 'size class 33 (1152 bytes, span class 66)'],
    ['go1.21.0', call('runtime.newobject', { size: 32768, type: '[4096]int' }), 'size class 67 (32768 bytes, span class 135)'],
    ['go1.22.0', call('runtime.newobject', { size: 32768, type: '[4096]int' }), 'large span of 4 pages (32768 bytes)'],
    ['go1.26.1', call('runtime.newobject', { size: 1 << 20, type: '[1048576]byte' }), 'large span of 128 pages (1048576 bytes)'],
    ['go1.26.1', call('runtime.makeslice', { elementSize: 8, type: 'int' }), 'size known only when running: ≤ 32 KiB size classes, above it a span of its own'],
  ];
  test.each(cases)('%s %j', (version, emitted, expected) => {
    expect(runtimePath(emitted, version)).toEqual(['mallocgc', expected]);
  });
  test('entries made for one size class name it', () => {
    expect(servedFrom(call('runtime.mallocgcSmallScanNoHeaderSC5'), 'go1.27.1')).toEqual({ kind: 'class', bytes: 48, sizeClass: 5, noscan: false });
    expect(servedFrom(call('runtime.mallocgcSmallNoScanSC2'), 'go1.27.1')).toEqual({ kind: 'class', bytes: 16, sizeClass: 2, noscan: true });
    expect(servedFrom(call('runtime.mallocgcTinySC2'), 'go1.27.1')).toEqual({ kind: 'tiny' });
    expect(runtimePath(call('runtime.mallocgcSmallScanNoHeaderSC5'), 'go1.27.1')).toHaveLength(1);
    expect(servedFrom(call('runtime.mallocgcSmallScanNoHeaderSC999'), 'go1.27.1')).toEqual({ kind: 'varies', ofType: false });
  });
  test('zero size and what is no call', () => {
    expect(runtimePath(call('runtime.newobject', { size: 0 }), 'go1.26.1')).toEqual(['zero size: the shared address runtime.zerobase']);
    expect(runtimePath(call('frame'), 'go1.26.1')).toEqual([]);
  });
});

describe('flows', () => {
  test.each([
    ['{heap} ← &x', '{heap}', 'x'],
    ['{heap} = **fmt.a', '{heap}', 'fmt.a'],
    ['out ← &{storage for a ← b}', 'out', '{storage for a ← b}'],
    ['nonsense', 'nonsense', 'before'],
  ])('%s', (flow, to, from) => expect(parseFlow(flow, 'before')).toEqual({ from, to }));

  test('hops of temporaries are drawn together, the heap stays', () => {
    const box = sample('demo').sites.find((site) => site.kind === 'interface' && site.expression === 'n')!;
    expect(flowHops(box, false).map((hop) => [hop.from, hop.to])).toEqual([
      ['{storage for n}', '{storage for ... argument}'],
      ['{storage for ... argument}', '{heap}'],
    ]);
    expect(flowHops(box, true)).toHaveLength(3);
    expect(flowHops(box, true)[0]!.fromIsSite).toBe(true);
  });
  test('a flow in a circle ends', () => {
    const step = (flow: string): object => ({ flow, from: 'x', why: 'spill', position: { file: 'a', line: 1 }, folded: true });
    const site = {
      ...sample('demo').sites[0]!,
      reason: { cause: 'c', sentence: 's', steps: [step('a ← b'), step('b ← a'), step('a ← b'), step('{heap} ← a')] },
    } as Site;
    expect(flowHops(site, false).at(-1)!.to).toBe('{heap}');
  });
});

describe('text', () => {
  test('characters that cannot be seen are spelled', () => {
    expect(visible('a\u001b[1m\n\u202e\u200b\u{e0041}\ud800')).toBe('a\\x1b[1m\\n\\u202e\\u200b\\U000e0041\\ud800');
    expect(visible('héé 漢字 🙂')).toBe('héé 漢字 🙂');
  });
  test('each syntax has its escapes', () => {
    expect(escapeXml('<a b="c">&\'')).toBe('&lt;a b=&quot;c&quot;&gt;&amp;&#39;');
    expect(escapeDot('\\N "x" &lt;')).toBe('\\\\N \\"x\\" &amp;lt;');
    expect(escapeMermaid('"];<b>#')).toBe('#34;#93;#59;#60;b#62;#35;');
    expect(markdownCode('a`b|c', true)).toBe('``a`b\\|c``');
  });
  test('long text is shortened in cells', () => {
    expect(shortenMiddle('abcdefghij', 7)).toBe('abcd…ij');
    for (let width = 0; width < 20; width++) expect(displayWidth(shortenMiddle('漢字かな交じり文', width))).toBeLessThanOrEqual(width);
    expect(shortenPath('/home/x/src/a/b.go:12', 12)).toBe('…/a/b.go:12');
    expect(displayWidth(shortenPath('averyverylongname.go:1', 9))).toBe(9);
    expect(wrap('one two  three', 9)).toEqual(['one two', 'three']);
    expect(wrap('x'.repeat(20), 9)).toEqual(['x'.repeat(9), 'x'.repeat(9), 'xx']);
  });
  test('file names as people know them', () => {
    expect(fileName('/w/p/a.go', '/w')).toBe('p/a.go');
    expect(fileName('/w/q/a.go', '/w/p')).toBe('../q/a.go');
    expect(fileName('/elsewhere/a.go', '/w/p')).toBe('/elsewhere/a.go');
    expect(fileName('/wide/a.go', '/w')).toBe('/wide/a.go');
    expect(fileName('C:\\w\\a.go', 'C:\\w')).toBe('a.go');
    expect(fileName('/home/u/go/pkg/mod/golang.org/x/net@v0.1.0/a.go', '/w')).toBe('golang.org/x/net@v0.1.0/a.go');
    expect(fileName('/home/u/go/pkg/mod/golang.org/toolchain@v0.0.1-go1.26.1.linux-amd64/src/fmt/print.go')).toBe('go1.26.1/src/fmt/print.go');
    expect(fileName('/cache/golang.org/toolchain@v0.0.1-go1.26.1.linux-amd64/src/fmt/print.go')).toBe('go1.26.1/src/fmt/print.go');
    expect(fileName('D:\\mod.d\\x\\gopkg.in\\yaml.v3@v3.0.1\\yaml.go')).toBe('mod.d/x/gopkg.in/yaml.v3@v3.0.1/yaml.go');
    expect(fileName('/w/copy@v2/a.go', '/elsewhere')).toBe('/w/copy@v2/a.go');
  });
  test('the caret stands under the byte column', () => {
    const at = (line: number, column: number): Site => ({ ...sample('demo').sites[0]!, position: { file: 'a.go', line, column } });
    expect(sourceWithCaret('\tx := "é" + y', at(7, 13), 60)).toEqual(['7 │ x := "é" + y', '  │           ^']);
    const [line, caret] = sourceWithCaret(`${'a'.repeat(200)}!${'b'.repeat(200)}`, at(7, 201), 60);
    expect(line![caret!.indexOf('^')]).toBe('!');
  });
});

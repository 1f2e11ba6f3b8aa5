// The sample's report, recorded with the last release of the old spelling and with one of the new, against golden sentences;
// and the same sample built with whatever releases are installed.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { reportsOf } from './report-of.ts';
import { toldOf, type Told } from './sentences.ts';

const here = import.meta.dirname;

const render = (told: readonly Told[]): string =>
  told.map(({ line, reason }) => `${line} ${reason.cause}: ${reason.sentence}\n${reason.steps.map((s) => `    ${s.folded ? '~' : ' '} ${s.flow} | ${s.from} (${s.why}) at ${s.position.line}`).join('\n')}`).join('\n') + '\n';

describe.each(['1.24', '1.27'])('recorded report of go%s', (release) => {
  const reports = reportsOf(readFileSync(path.join(here, `report-${release}.txt`)));

  it('is understood to the last line', () => {
    for (const report of reports.values()) {
      expect(report.unparsed).toEqual([]);
      expect(report.diagnostics).toEqual([]);
      expect(report.reportLines).toBe(report.lines);
      expect(report.cut).toBe(false);
    }
  });
  it('tells the golden sentences', async () => {
    await expect(render(toldOf(reports, 'sample'))).toMatchFileSnapshot(path.join(here, `sentences-${release}.txt`));
  });
});

/** Function → cause of its first entry; from the sample's source. */
const CAUSES: Readonly<Record<string, string>> = {
  returned: 'returned', storedInGlobal: 'stored-in-global', storedInField: 'stored-in-field', storedThroughPointer: 'stored-through-pointer',
  storedInVariable: 'stored-in-variable', storedInHeapObject: 'stored-in-heap-object', storedInElement: 'stored-in-element',
  sentOnChannel: 'sent-on-channel', putInMap: 'put-in-map', putInMapAsKey: 'put-in-map', putInSlice: 'put-in-slice',
  passedToLeaking: 'passed-to-leaking-parameter', passedToDynamic: 'passed-to-call', passedToMethod: 'passed-to-call', passedToFmt: 'passed-to-call',
  passedToInlined: 'passed-to-call', convertedToInterface: 'converted-to-interface', captured: 'captured-by-escaping-closure',
  goroutine: 'go-or-defer', deferredInLoop: 'go-or-defer', tooLarge: 'too-large', uintptrEscapes: 'unsafe-or-reflect', panicsWith: 'panics-with',
  concat: 'returned', methodValue: 'returned',
};

const RELEASES = ['1.21.13', '1.22.12', '1.23.12', '1.24.13', '1.25.14', '1.26.11', '1.27.4'];
const installed = (release: string): boolean =>
  existsSync(path.join(process.env['GOMODCACHE'] ?? path.join(process.env['GOPATH'] ?? path.join(homedir(), 'go'), 'pkg', 'mod'), 'golang.org', `toolchain@v0.0.1-go${release}.${process.platform === 'darwin' ? 'darwin' : 'linux'}-${process.arch === 'arm64' ? 'arm64' : 'amd64'}`));

describe.each(RELEASES)('sample built with go%s', (release) => {
  it.skipIf(!installed(release))('has the causes that its functions are named after', async () => {
    const { stderr } = await promisify(execFile)('go', ['build', '-gcflags=-m=2', './...'], {
      cwd: path.join(here, 'sample'),
      env: { ...process.env, GOTOOLCHAIN: `go${release}`, GOFLAGS: '', GOWORK: 'off' },
    });
    const reports = reportsOf(stderr);
    for (const report of reports.values()) expect(report.unparsed).toEqual([]);
    const source = readFileSync(path.join(here, 'sample', 'causes.go'), 'utf8').split('\n');
    const told = toldOf(reports, 'sample');
    const found: Record<string, string> = {};
    for (const name of Object.keys(CAUSES)) {
      const from = source.findIndex((line) => new RegExp(`^func (\\(.*\\) )?${name}\\(`).test(line)) + 1;
      const to = source.findIndex((line, i) => i >= from && /^(func|\/\/|$)/.test(line)) + 1;
      found[name] = told.find(({ line }) => line >= from && line < Math.max(to, from + 1))?.reason.cause ?? 'none';
    }
    expect(found).toEqual(CAUSES);
    const minor = Number(release.split('.')[1]);
    const of = (text: string): string | undefined => told.find((entry) => entry.text === text && entry.line > 90)?.reason.cause;
    expect(of('make([]struct {}, n)')).toBe(minor < 25 ? 'non-constant-size' : 'zero-sized-element');
    expect(of('make([]byte, n)')).toBe(minor < 25 ? 'non-constant-size' : undefined);
    expect(told.filter(({ reason }) => reason.cause === 'unknown' || reason.cause === 'moved')).toEqual([]);
  });
});

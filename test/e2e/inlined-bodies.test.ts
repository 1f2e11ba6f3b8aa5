// What inlined bodies allocate is counted on the expression that allocates it, also where several stand on one line, and where the body is of a
// package whose own report was not asked for.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Analysis, Site } from '../../src/site/model.ts';
import { allocpath } from './cli.ts';
import { fixture, lineOf } from './fixture.ts';

const cwd = fixture('inlined-bodies');

describe.each(['go1.21.13', 'go1.24.13', 'go1.27.4'])('%s', { timeout: 300_000 }, (release) => {
  it('counts a thousand of each', async () => {
    const { stdout, stderr, code } = await allocpath(['run', '--json', '--go', release, '--', 'go', 'run', '.'], { cwd });
    expect(code, stderr).toBe(0);
    const { sites } = JSON.parse(stdout) as Analysis;
    const counted = (own: (site: Site) => boolean): string[] =>
      sites
        .filter((s) => own(s) && s.happened !== undefined)
        .map((s) => `${s.kind} ${s.expression.replace(/\{.*\}$/, '{}')}: ${s.happened!.allocations}`)
        .sort();
    const on = (line: string): string[] => counted((s) => s.package === 'example.com/bodies' && s.position.line === lineOf(join(cwd, 'main.go'), line));
    expect(on('keep(v, n)')).toEqual(['interface n: 1000', 'interface v: 1000', 'variadic ... argument: 1000']);
    expect(on('kept, err =')).toEqual(['composite &failure{}: 1000', 'interface v: 1000']);
    expect(on('kept = []any')).toEqual(['composite []any{}: 1000', 'interface []any{}: 1000', 'interface n: 1000', 'interface v: 1000']);
    expect(on('kept = make')).toEqual(['interface make([]byte, 100): 1000', 'make-slice make([]byte, 100): 1000']);
    expect(on('keep(c, s)')).toEqual(['interface s: 1000', 'variadic ... argument: 1000']);
    // The panic beside the request never came, and the bytes of the buffer are not the buffer.
    expect(counted((s) => s.function === '(*Request).WithContext')).toEqual(['new new(http.Request): 1000']);
    expect(counted((s) => s.function === 'NewBufferString')).toEqual(['composite &bytes.Buffer{}: 1000', 'string-convert ([]byte)(bytes.s): 1000']);
  });
});

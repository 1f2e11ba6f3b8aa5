// The published schema accepts what is printed and refuses what breaks the promise.
import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { view } from '../../src/show/json.ts';
import { PLACEMENTS, SITE_KINDS } from '../../src/site/model.ts';
import { querySites } from '../../src/site/query.ts';
import { sample, SAMPLES } from './samples.ts';

const schema = JSON.parse(readFileSync(new URL('../../schema/analysis-1.json', import.meta.url), 'utf8'));
const validate: ValidateFunction = new Ajv2020({ strict: true, allErrors: true }).compile(schema);

describe.each([...SAMPLES.keys()])('%s', (name) => {
  test('is valid as it is and as printed', () => {
    validate(sample(name));
    expect(validate.errors).toBeNull();
    const printed = JSON.parse(view.render(sample(name), {}));
    validate(printed);
    expect(validate.errors).toBeNull();
    const { selected, ...rest } = printed;
    expect(selected).toEqual({ sites: sample(name).sites.length, matched: sample(name).sites.length });
    expect(rest).toEqual(sample(name));
  });
});

test('a selection narrows the sites and says so', () => {
  const analysis = sample('demo');
  const printed = JSON.parse(view.render(analysis, { selection: querySites(analysis, { kinds: ['interface'], top: 1 }) }));
  validate(printed);
  expect(validate.errors).toBeNull();
  expect(printed.sites).toHaveLength(1);
  expect(printed.selected).toEqual({ sites: 1, matched: 3 });
  expect(printed.completeness.sites).toBe(analysis.sites.length);
});

test('the keys come in the same order whatever order the value has', () => {
  const analysis = sample('demo');
  const reversed = JSON.parse(JSON.stringify(analysis), (_, value) =>
    value !== null && typeof value === 'object' && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).reverse()) : value,
  );
  const inOrder = (text: string): string[] => text.split('\n').filter((line) => line.startsWith('{"id"'));
  expect(inOrder(view.render(reversed, {}))).toEqual(inOrder(view.render(analysis, {})));
});

test('fields of later models are kept and allowed', () => {
  const analysis = { ...sample('demo'), runs: [], later: { x: 1 }, sites: [{ ...sample('demo').sites[0]!, later: 2 }] };
  const printed = JSON.parse(view.render(analysis, {}));
  expect(printed.later).toEqual({ x: 1 });
  expect(printed.sites[0].later).toBe(2);
  validate(printed);
  expect(validate.errors).toBeNull();
});

test('the enumerations are those of the model', () => {
  expect(schema.$defs.site.properties.kind.enum).toEqual([...SITE_KINDS]);
  expect(schema.$defs.placement.enum).toEqual([...PLACEMENTS]);
});

test('every field has a description', () => {
  const bare: string[] = [];
  const walk = (node: unknown, path: string): void => {
    if (node === null || typeof node !== 'object') return;
    for (const [key, value] of Object.entries(node)) {
      if (key === 'properties') {
        for (const [field, definition] of Object.entries(value as Record<string, { description?: string; $ref?: string }>)) {
          if (definition.description === undefined && definition.$ref === undefined) bare.push(`${path}.${field}`);
        }
      }
      walk(value, `${path}.${key}`);
    }
  };
  walk(schema, '');
  expect(bare).toEqual([]);
});

// oxlint-disable-next-line typescript/no-explicit-any -- the document is broken at any depth on purpose
type Json = Record<string, any>;
const BROKEN: [string, (document: Json) => void][] = [
  ['another version', (d) => void (d['schema'] = 'allocpath.analysis/2')],
  ['no target', (d) => void delete d['target']],
  ['no gaps', (d) => void delete d['gaps']],
  ['no release', (d) => void delete d['target'].goVersion],
  ['null for absent', (d) => void (d['sites'][0].variable = null)],
  ['a negative count', (d) => void (d['completeness'].unexplained = -1)],
  ['a fraction', (d) => void (d['completeness'].allocationCalls = 1.5)],
  ['a text pc', (d) => void (d['sites'][0].emitted[0].pc = '0x1')],
  ['size class zero', (d) => void (d['sites'][0].emitted[0].sizeClass = 0)],
  ['an unknown placement', (d) => void (d['sites'][0].placement = 'register')],
  ['an unknown kind', (d) => void (d['sites'][0].kind = 'malloc')],
  ['an unknown tie', (d) => void (d['sites'][0].emitted[0].tie = 'guess')],
  ['no conflicts list', (d) => void delete d['sites'][0].conflicts],
  ['a position without a line', (d) => void delete d['sites'][0].position.line],
  ['a reason without a sentence', (d) => void delete d['sites'][0].reason.sentence],
  ['column zero', (d) => void (d['sites'][0].position.column = 0)],
];
test.each(BROKEN)('refuses %s', (_, breakIt) => {
  const document = JSON.parse(view.render(sample('demo'), {}));
  breakIt(document);
  expect(validate(document)).toBe(false);
});

test('20,000 sites are printed in pieces, in little time', () => {
  const demo = sample('demo');
  const sites = Array.from({ length: 20_000 }, (_, index) => ({ ...demo.sites[index % demo.sites.length]!, id: `s${index}` }));
  const start = performance.now();
  let pieces = 0;
  for (const piece of view.chunks!({ ...demo, sites }, {})) pieces += piece.length > 0 ? 1 : 0;
  expect(pieces).toBeGreaterThan(20_000);
  expect(performance.now() - start).toBeLessThan(5_000);
});

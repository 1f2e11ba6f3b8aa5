import { describe, expect, test } from 'vitest';
import { parseRelease, rowFor, supportOf } from './releases.ts';

describe('parseRelease', () => {
  test.each([
    ['go1.27.4', 27, 4, '', []],
    ['go1.21', 21, 0, '', []],
    ['go1.26rc1', 26, 0, 'rc1', []],
    ['go1.24beta2', 24, 0, 'beta2', []],
    ['devel go1.28-abc1234 Mon Nov 23 09:00:00 2026 +0000', 28, 0, 'devel', []],
    ['go1.28-devel_abc', 28, 0, '', []],
    ['go1.24.3 X:nocoverageredesign,greenteagc', 24, 3, '', ['nocoverageredesign', 'greenteagc']],
    ['go1.25.1-custom', 25, 1, '', []],
  ])('%s', (text, minor, patch, stage, experiments) => {
    expect(parseRelease(text)).toEqual({ text, minor, patch, stage, experiments });
  });

  test.each(['', 'unknown', 'go2.1', 'ago1.20', 'go1.', 'gccgo 1.18', 'go1.9999'])('%s names no release', (text) => {
    expect(parseRelease(text)).toBeUndefined();
  });
});

test('support by release', () => {
  const support = (text: string): string => supportOf(parseRelease(text)!);
  expect(['go1.17', 'go1.18', 'go1.20.14', 'go1.21.0', 'go1.27.4', 'go1.28'].map(support)).toEqual([
    'older',
    'decoded',
    'decoded',
    'explained',
    'explained',
    'newer',
  ]);
});

test('a row holds until the next one', () => {
  const rows = [{ since: 'go1.18' }, { since: 'go1.22' }] as const;
  expect([17, 18, 21, 22, 40].map((minor) => rowFor<(typeof rows)[number]>(rows, minor).since)).toEqual(['go1.18', 'go1.18', 'go1.18', 'go1.22', 'go1.22']);
});

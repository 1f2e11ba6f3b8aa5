// The writer of process records is Go, the reader is not: both state the same numbers. The constants of the one are read from its source here.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as layout from '../../src/read/recording/record-layout.ts';

const AGENT = join(import.meta.dirname, '..', '..', 'src', 'drive', 'agent');

/** Constants of a Go file by name, with `allocpath` taken off. Expressions are sums, products and shifts of numbers and other constants. */
function constants(file: string, known: Map<string, bigint>): Map<string, bigint> {
  const source = readFileSync(join(AGENT, file), 'utf8').replace(/\/\/.*$/gm, '');
  const blocks = [...source.matchAll(/^const \(\n([^]*?)^\)/gm)].map((m) => m[1]!);
  const single = [...source.matchAll(/^const (\w+ +=.*)$/gm)].map((m) => m[1]!);
  const waiting = new Map(
    [...blocks, ...single].flatMap((block) => [...block.matchAll(/^\s*allocpath(\w+)\s+=\s*(.+?)\s*$/gm)].map((m) => [m[1]!, m[2]!] as const)),
  );
  for (let before = -1; waiting.size !== before;) {
    before = waiting.size;
    for (const [name, expression] of waiting) {
      const value = evaluated(expression, known);
      if (value === undefined) continue;
      known.set(name, value);
      waiting.delete(name);
    }
  }
  return known;
}

/** The value of an expression; undefined when it names what is not known. */
function evaluated(expression: string, known: ReadonlyMap<string, bigint>): bigint | undefined {
  const tokens = expression.match(/allocpath\w+|0x[0-9a-f]+|\d+|<<|[-+*/()]/g) ?? [];
  if (tokens.join('') !== expression.replace(/\s/g, '')) return undefined;
  let at = 0;
  // Go binds shifts as closely as products.
  const binary = (operators: readonly string[], operand: () => bigint): bigint => {
    let value = operand();
    while (operators.includes(tokens[at] ?? '')) {
      const operator = tokens[at++];
      const right = operand();
      value =
        operator === '+'
          ? value + right
          : operator === '-'
            ? value - right
            : operator === '*'
              ? value * right
              : operator === '/'
                ? value / right
                : value << right;
    }
    return value;
  };
  const primary = (): bigint => {
    const token = tokens[at++] ?? '';
    if (token === '(') {
      const value = sum();
      at++;
      return value;
    }
    if (!token.startsWith('allocpath')) return BigInt(token);
    const value = known.get(token.slice('allocpath'.length));
    if (value === undefined) throw new RangeError(token);
    return value;
  };
  const sum = (): bigint => binary(['+', '-'], () => binary(['*', '/', '<<'], primary));
  try {
    return sum();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const go = new Map<string, bigint>();
for (const file of ['layout.go', 'state.go', 'chunks.go']) constants(file, go);

/** The constants with a prefix, by what follows it. */
function group(prefix: string): Record<string, number> {
  return Object.fromEntries([...go].filter(([name]) => name.startsWith(prefix)).map(([name, value]) => [name.slice(prefix.length), Number(value)]));
}

test('expressions are understood', () => {
  const known = new Map([['Size', 10n]]);
  expect(evaluated('(allocpathSize - 2) / 4', known)).toBe(2n);
  expect(evaluated('1 << 3 + 0x10', known)).toBe(24n);
  expect(evaluated('allocpathOther', known)).toBeUndefined();
  expect(evaluated('unsafe.Sizeof(x)', known)).toBeUndefined();
});

test.each([
  ['Word', layout.WORD],
  ['Offset', layout.OFFSET],
  ['Kind', layout.KIND],
  ['Mode', layout.MODE],
  ['Tag', layout.TAG],
])('the constants allocpath%s… are those of the reader', (prefix, ours) => {
  expect(group(prefix)).toEqual(ours);
});

test('what troubled the recorder is known', () => {
  const { None, Space, Limit, ...others } = group('Trouble');
  expect({ None, Space, Limit }).toEqual(layout.TROUBLE);
  expect(others).toEqual({});
});

test('sizes and bounds are those of the reader', () => {
  const ours: Readonly<Record<string, number>> = {
    Version: layout.RECORD_VERSION,
    HeaderSize: layout.HEADER_SIZE,
    CommandSize: layout.COMMAND_SIZE,
    ModuleSize: layout.MODULE_SIZE,
    MaxModules: layout.MAX_MODULES,
    MaxChunks: layout.MAX_CHUNKS,
    NodeSize: layout.NODE_SIZE,
    CutNode: layout.CUT_NODE,
    StackSize: layout.STACK_SIZE,
    MostNodes: layout.MOST_NODES,
    MostStacks: layout.MOST_STACKS,
    EntrySize: layout.ENTRY_SIZE,
    EventSize: layout.EVENT_SIZE,
    MaxDepth: layout.MAX_DEPTH,
    EventChunk: layout.EVENT_CHUNK,
    TypeChunk: layout.TYPE_CHUNK,
  };
  expect(Object.fromEntries(Object.keys(ours).map((name) => [name, Number(go.get(name))]))).toEqual(ours);
  const [low, high] = layout.RECORD_MAGIC;
  expect((BigInt(high) << 32n) | BigInt(low)).toBe(go.get('Magic'));
  // Every number that the reader exports is compared above.
  expect(Object.values(layout).filter((value) => typeof value === 'number').length).toBe(Object.keys(ours).length);
});

test('every constant of the layout is compared', () => {
  const own = constants('layout.go', new Map());
  const compared =
    /^(?:Word|Offset|Kind|Mode|Tag|Trouble)[A-Z]|^(?:Magic|Version|HeaderSize|CommandSize|ModuleSize|MaxModules|MaxChunks|NodeSize|CutNode|StackSize|MostNodes|MostStacks|EntrySize|EventSize)$/;
  expect([...own.keys()].filter((name) => !compared.test(name))).toEqual([]);
  expect(own.size).toBeGreaterThan(60);
});

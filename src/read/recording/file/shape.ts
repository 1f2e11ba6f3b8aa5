// Whether a value that came as JSON has the fields that others rely on. Fields that are not named may be there: a newer allocpath adds some.

/** Says what is wrong with a value, with the way to it: `.position.line: a number`; undefined when nothing is. */
export type Shape = (value: unknown) => string | undefined;

export const text: Shape = (value) => (typeof value === 'string' ? undefined : ': a text');
export const number: Shape = (value) => (typeof value === 'number' && Number.isFinite(value) ? undefined : ': a number');
export const flag: Shape = (value) => (typeof value === 'boolean' ? undefined : ': true or false');

/** A whole number from 0 on. */
export const count: Shape = (value) => (Number.isSafeInteger(value) && (value as number) >= 0 ? undefined : ': a whole number');

/** One of some words. */
export function oneOf(words: readonly string[]): Shape {
  const known = new Set<unknown>(words);
  return (value) => (known.has(value) ? undefined : `: one of ${words.join(', ')}`);
}

/** An array of such values. */
export function list(item: Shape): Shape {
  return (value) => {
    if (!Array.isArray(value)) return ': a list';
    for (let i = 0; i < value.length; i++) {
      const wrong = item(value[i]);
      if (wrong !== undefined) return `[${i}]${wrong}`;
    }
    return undefined;
  };
}

/** An object with fields, some of which may be absent. */
export function object(required: Readonly<Record<string, Shape>>, optional: Readonly<Record<string, Shape>> = {}): Shape {
  const needed = Object.entries(required);
  const possible = Object.entries(optional);
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return ': an object';
    const fields = value as Readonly<Record<string, unknown>>;
    for (const [name, shape] of needed) {
      const wrong = Object.hasOwn(fields, name) ? shape(fields[name]) : ': a value';
      if (wrong !== undefined) return `.${name}${wrong}`;
    }
    for (const [name, shape] of possible) {
      const wrong = Object.hasOwn(fields, name) ? shape(fields[name]) : undefined;
      if (wrong !== undefined) return `.${name}${wrong}`;
    }
    return undefined;
  };
}

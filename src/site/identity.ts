// Site identities that survive rebuilds and moved lines: package, function, kind, expression and ordinal; never a position.

/** A 72-bit hash of a text as 12 base64url characters (two runs of the cyrb53 mixing with different seeds). */
export function siteId(parts: readonly string[]): string {
  const text = parts.join('\0');
  const a = mix(text, 0x9e3779b9);
  const b = mix(text, 0x85ebca6b);
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  let out = '';
  for (const word of [a[0], a[1], b[0]]) for (let i = 0; i < 4; i++) out += alphabet[(word >>> (i * 6)) & 63];
  return out;
}

function mix(text: string, seed: number): [number, number] {
  let h1 = 0xdeadbeef ^ seed;
  let h2 = 0x41c6ce57 ^ seed;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    h1 = Math.imul(h1 ^ c, 0x9e3779b1);
    h2 = Math.imul(h2 ^ c, 0x5f356495);
  }
  h1 = Math.imul(h1 ^ (h1 >>> 16), 0x85ebca6b) ^ Math.imul(h2 ^ (h2 >>> 13), 0xc2b2ae35);
  h2 = Math.imul(h2 ^ (h2 >>> 16), 0x85ebca6b) ^ Math.imul(h1 ^ (h1 >>> 13), 0xc2b2ae35);
  return [h1 >>> 0, h2 >>> 0];
}

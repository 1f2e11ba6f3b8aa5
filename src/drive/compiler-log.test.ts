import { describe, expect, it } from 'vitest';
import { CompilerLogs } from './compiler-log.ts';

describe('CompilerLogs', () => {
  it("gives every package a directory of its own, with the user's flags that count for it", () => {
    const logs = new CompilerLogs(['example.com/a', 'example.com/b/c']);
    try {
      const [a, c] = logs.flags(['-l', 'example.com/b/...=-N']);
      expect(a).toMatch(/^-gcflags=example\.com\/a=-l -m=2 -live=2 -json=0,.*\/0$/);
      expect(c).toMatch(/^-gcflags=example\.com\/b\/c=-N -m=2 -live=2 -json=0,.*\/1$/);
    } finally {
      logs.dispose();
    }
  });
  it('has an empty log where nothing was written', () => {
    const logs = new CompilerLogs(['example.com/a']);
    expect(logs.read([]).get('example.com/a')).toEqual([]);
    logs.dispose();
    expect(logs.read([]).get('example.com/a')).toEqual([]);
  });
});

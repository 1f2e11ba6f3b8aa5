import { describe, expect, it } from 'vitest';
import { buildFlags, compilerFlags, gcflagsOf } from './build-flags.ts';

describe('compiler flags', () => {
  it('puts the report flags into every set of compiler flags', () => {
    expect(compilerFlags(['-l', 'all=-N', ''], false)).toEqual([
      '-gcflags=-m=2 -live=2',
      '-gcflags=-l -m=2 -live=2',
      '-gcflags=all=-N -m=2 -live=2',
      '-gcflags=-m=2 -live=2',
    ]);
    expect(compilerFlags([], true)).toEqual(['-gcflags=all=-m=2 -live=2']);
  });
  it('keeps the compiler flags that GOFLAGS carries', () => {
    expect(gcflagsOf(`-mod=vendor -gcflags=-l '-gcflags=all=-N -l' -race`)).toEqual(['-l', 'all=-N -l']);
    expect(buildFlags({ gcflags: [], deps: false, tags: 'a,b', race: true }, '-gcflags=-N')).toEqual([
      '-tags=a,b',
      '-race',
      '-gcflags=-m=2 -live=2',
      '-gcflags=-N -m=2 -live=2',
    ]);
  });
});

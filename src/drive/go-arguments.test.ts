import { describe, expect, it } from 'vitest';
import { UserError } from '../base/errors.ts';
import { checkGoFlags, parseGoArguments } from './go-arguments.ts';

const parse = (line: string): ReturnType<typeof parseGoArguments> => parseGoArguments(line.split(' '));

describe('go test', () => {
  it('takes packages, build flags and test flags apart', () => {
    expect(parse('go test -race -tags a,b -run ^TestX$ -gcflags=-l ./a ./b/... -v -bench . -count=3')).toEqual({
      command: 'test',
      build: { race: true, tags: 'a,b', gcflags: ['-l'], deps: false },
      patterns: ['./a', './b/...'],
      flags: ['-run', '^TestX$', '-v', '-bench', '.', '-count=3'],
      rest: [],
      counted: true,
    });
  });
  it('leaves to the test binary what is its own', () => {
    expect(parse('go test ./a -custom x -v -args -count 2')).toMatchObject({
      patterns: ['./a'],
      rest: ['-custom', 'x', '-v', '-args', '-count', '2'],
      counted: false,
    });
    expect(parse('go test -args -race')).toMatchObject({ patterns: [], build: { gcflags: [] }, rest: ['-args', '-race'] });
    expect(parse('go test -test.run=X .')).toMatchObject({ patterns: ['.'], flags: ['-test.run=X'] });
  });
  it('keeps a wrapper of the user and the directory', () => {
    expect(parse('go test -exec time -C sub ./...')).toMatchObject({ exec: 'time', directory: 'sub', patterns: ['./...'] });
  });
  it('refuses what runs nothing or cannot be recorded', () => {
    for (const line of ['go test -c .', 'go test -n', 'go test -msan .', 'go build .', 'make test', 'go', 'go test -run'])
      expect(() => parse(line), line).toThrow(UserError);
    expect(parse('go test -msan=false .')).toMatchObject({ patterns: ['.'] });
  });
});

describe('go run', () => {
  it('takes files or one package, and leaves the rest to the program', () => {
    expect(parse('go run -race ./cmd/x -v --flag value')).toMatchObject({ build: { race: true }, patterns: ['./cmd/x'], rest: ['-v', '--flag', 'value'] });
    expect(parse('go run a.go b.go c d.go')).toMatchObject({ patterns: ['a.go', 'b.go'], rest: ['c', 'd.go'] });
  });
  it('refuses programs of other modules and unknown flags', () => {
    for (const line of ['go run example.com/x@latest', 'go run', 'go run -run X .']) expect(() => parse(line), line).toThrow(UserError);
  });
  it('takes -C in front of the command, as the go command does', () => {
    expect(parseGoArguments(['go', '-C', 'dir', 'test', './x'])).toMatchObject({ command: 'test', directory: 'dir', patterns: ['./x'] });
    expect(parseGoArguments(['go', '-C=dir', 'run', '.', 'arg'])).toMatchObject({ command: 'run', directory: 'dir', patterns: ['.'], rest: ['arg'] });
    expect(() => parseGoArguments(['go', '-C', 'dir', 'build'])).toThrow('go build');
  });
  it.each(['-asan', '-v -msan=true', '--linkshared'])('refuses GOFLAGS=%s', (flags) => {
    expect(() => checkGoFlags(flags)).toThrow('GOFLAGS has');
  });
  it.each(['', '-asan=false', '-ldflags=-asan', '-mod=mod'])('lets GOFLAGS=%s be', (flags) => {
    expect(() => checkGoFlags(flags)).not.toThrow();
  });
});

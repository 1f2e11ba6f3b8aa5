// Takes `go test …` and `go run …` command lines apart as the go command does, to put the report's flags and the recorder's wrapper into them.
// Go source: src/cmd/go/internal/test/testflag.go: testFlags (packages are the first run of words that are no flags; what follows unknown
// flags is the test binary's), src/cmd/go/internal/run/run.go: runRun, package work of cmd/go, build.go: AddBuildFlags; go1.21–go1.27.
import { UserError } from '../base/errors.ts';
import type { BuildOptions } from './build-flags.ts';

/** A go command line, taken apart. */
export interface GoArguments {
  readonly command: 'test' | 'run';
  /** -C, when given: where the go command runs. */
  readonly directory?: string;
  readonly build: BuildOptions;
  /** Packages or files. */
  readonly patterns: readonly string[];
  /** Flags in front of the packages that are not part of `build`, as given. */
  readonly flags: readonly string[];
  /** What stands behind the packages: flags of tests, or the program's arguments. */
  readonly rest: readonly string[];
  /** The user's own -exec. */
  readonly exec?: string;
  /** Whether tests are to run even when their result is cached: set unless -count is given. */
  readonly counted: boolean;
}

const BUILD_BOOLEANS = ['a', 'n', 'race', 'msan', 'asan', 'cover', 'v', 'work', 'x', 'linkshared', 'modcacherw', 'trimpath', 'i', 'json'];
const BUILD_VALUES = ['C', 'p', 'covermode', 'coverpkg', 'asmflags', 'buildmode', 'compiler', 'gccgoflags', 'gcflags', 'installsuffix'];
const MORE_BUILD_VALUES = ['ldflags', 'mod', 'modfile', 'overlay', 'pgo', 'pkgdir', 'tags', 'toolexec', 'exec', 'o', 'debug-actiongraph', 'debug-trace'];
const TEST_BOOLEANS = ['c', 'failfast', 'short', 'benchmem', 'fullpath', 'artifacts'];
const TEST_VALUES = ['bench', 'benchtime', 'blockprofile', 'blockprofilerate', 'count', 'coverprofile', 'cpu', 'cpuprofile', 'fuzz', 'fuzztime'];
const MORE_TEST_VALUES = ['fuzzminimizetime', 'list', 'memprofile', 'memprofilerate', 'mutexprofile', 'mutexprofilefraction', 'outputdir'];
const LAST_TEST_VALUES = ['parallel', 'run', 'shuffle', 'skip', 'timeout', 'trace', 'vet', 'testlogfile'];

const BOOLEANS: Readonly<Record<GoArguments['command'], ReadonlySet<string>>> = {
  run: new Set([...BUILD_BOOLEANS, 'buildvcs']),
  test: new Set([...BUILD_BOOLEANS, 'buildvcs', ...TEST_BOOLEANS]),
};
const VALUES: Readonly<Record<GoArguments['command'], ReadonlySet<string>>> = {
  run: new Set([...BUILD_VALUES, ...MORE_BUILD_VALUES]),
  test: new Set([...BUILD_VALUES, ...MORE_BUILD_VALUES, ...TEST_VALUES, ...MORE_TEST_VALUES, ...LAST_TEST_VALUES]),
};

/** Flags in GOFLAGS with which nothing could be recorded. @throws UserError */
export function checkGoFlags(goFlags: string): void {
  for (const word of goFlags.split(/\s+/)) {
    const name = /^--?(msan|asan|linkshared)(?:=(?:true|1))?$/.exec(word)?.[1];
    if (name !== undefined) throw new UserError('usage', `GOFLAGS has ${word}. ${REFUSED[name]!}`, 'Unset it for this run.');
  }
}

/** Flags with which nothing could be recorded, and what to say. */
const REFUSED: Readonly<Record<string, string>> = {
  n: 'With -n the go command only prints what it would do.',
  c: 'With -c tests are compiled and not run; use `allocpath explain --test` for what the compiler says.',
  msan: 'The memory sanitizer takes the place of parts of the allocator; its programs are not recorded.',
  asan: 'The address sanitizer takes the place of parts of the allocator; its programs are not recorded.',
  linkshared: 'With -linkshared the runtime is in a shared library that allocpath does not build.',
  compiler: 'Only programs of the gc compiler are recorded.',
  gccgoflags: 'Only programs of the gc compiler are recorded.',
};

/**
 * Takes a command line apart.
 * @param words what stands behind `--`: `go test ./...`
 * @throws UserError when it is no such command, or asks for something with which nothing can be recorded
 */
export function parseGoArguments(words: readonly string[]): GoArguments {
  const [program, ...all] = words;
  // `go -C dir test` is `go test -C dir`.
  const early = all[0] === '-C' || all[0] === '--C' ? all.slice(0, 2) : /^--?C=/.test(all[0] ?? '') ? all.slice(0, 1) : [];
  const [command, ...rest] = all.slice(early.length);
  const args = [...early, ...rest];
  if (program === undefined || !/(?:^|\/)go$/.test(program)) {
    throw new UserError(
      'usage',
      `allocpath run builds the program with a recording runtime, so it takes a go command, not \`${program ?? ''}\`.`,
      'For example: allocpath run -- go test ./..., allocpath run -- go run . args, or allocpath run --build ./cmd/x -- args.',
    );
  }
  if (command !== 'test' && command !== 'run') {
    throw new UserError(
      'usage',
      `\`go ${command ?? ''}\` runs nothing that could be recorded.`,
      'Use go test or go run, or --build PACKAGE -- args for a command of your own.',
    );
  }
  return command === 'test' ? parseTest(args) : parseRun(args);
}

interface Flag {
  readonly name: string;
  readonly value?: string;
  readonly words: readonly string[];
}

// One flag at the front of the words; undefined when there is none.
function takeFlag(words: readonly string[], at: number, command: GoArguments['command']): Flag | undefined {
  const match = /^--?([^-=][^=]*)(?:=([\s\S]*))?$/.exec(words[at]!);
  if (match === null) return undefined;
  const name = match[1]!.replace(/^test\./, '');
  if (match[2] !== undefined) return { name, value: match[2], words: [words[at]!] };
  if (!VALUES[command].has(name)) return { name, words: [words[at]!] };
  if (at + 1 >= words.length) throw new UserError('usage', `go ${command}: flag needs an argument: -${name}`);
  return { name, value: words[at + 1]!, words: [words[at]!, words[at + 1]!] };
}

class Collected {
  readonly flags: string[] = [];
  private readonly gcflags: string[] = [];
  private readonly build: Record<string, unknown> = {};
  exec: string | undefined;
  directory: string | undefined;
  counted = false;

  /** Takes a flag; false when it belongs to nobody that is known. */
  add(flag: Flag, command: GoArguments['command']): void {
    const { name, value } = flag;
    const off = value === 'false' || value === '0';
    const refusal = REFUSED[name];
    if (refusal !== undefined && !off && !(name === 'compiler' && value === 'gc') && (name !== 'c' || command === 'test'))
      throw new UserError('usage', refusal);
    switch (name) {
      case 'C':
        this.directory = value;
        return;
      case 'exec':
        this.exec = value;
        return;
      case 'gcflags':
        this.gcflags.push(value!);
        return;
      case 'race':
      case 'trimpath':
        this.build[name] = !off;
        return;
      case 'tags':
      case 'ldflags':
      case 'buildmode':
      case 'mod':
      case 'modfile':
      case 'overlay':
      case 'pgo':
        this.build[name] = value;
        return;
      case 'count':
        this.counted = true;
        break;
      default:
    }
    this.flags.push(...flag.words);
  }

  options(): BuildOptions {
    return { ...this.build, gcflags: this.gcflags, deps: false };
  }

  result(command: GoArguments['command'], patterns: readonly string[], rest: readonly string[]): GoArguments {
    return {
      command,
      ...(this.directory === undefined ? {} : { directory: this.directory }),
      build: this.options(),
      patterns,
      flags: this.flags,
      rest,
      ...(this.exec === undefined ? {} : { exec: this.exec }),
      counted: this.counted,
    };
  }
}

function parseTest(words: readonly string[]): GoArguments {
  const found = new Collected();
  const patterns: string[] = [];
  const rest: string[] = [];
  let packagesDone = false;
  for (let at = 0; at < words.length;) {
    const word = words[at]!;
    if (word === '-args' || word === '--args') {
      rest.push(...words.slice(at));
      break;
    }
    const flag = takeFlag(words, at, 'test');
    if (flag === undefined) {
      // A word behind a flag that is not known is that flag's value, or the test binary's own.
      if (packagesDone) rest.push(...words.slice(at));
      else {
        while (at < words.length && !words[at]!.startsWith('-')) patterns.push(words[at++]!);
        packagesDone = true;
        continue;
      }
      break;
    }
    if (BOOLEANS.test.has(flag.name) || VALUES.test.has(flag.name)) found.add(flag, 'test');
    else {
      rest.push(...flag.words);
      packagesDone = true;
    }
    at += flag.words.length;
  }
  return found.result('test', patterns, rest);
}

function parseRun(words: readonly string[]): GoArguments {
  const found = new Collected();
  let at = 0;
  while (at < words.length) {
    const flag = takeFlag(words, at, 'run');
    if (flag === undefined) break;
    if (!BOOLEANS.run.has(flag.name) && !VALUES.run.has(flag.name)) throw new UserError('go-flag', `go run: flag provided but not defined: -${flag.name}`);
    found.add(flag, 'run');
    at += flag.words.length;
  }
  const patterns: string[] = [];
  while (at < words.length && words[at]!.endsWith('.go') && !words[at]!.startsWith('-')) patterns.push(words[at++]!);
  if (patterns.length === 0 && at < words.length) patterns.push(words[at++]!);
  if (patterns.length === 0) throw new UserError('usage', 'go run: no go files listed', 'Name a package, for example: allocpath run -- go run .');
  if (patterns[0]!.includes('@')) {
    throw new UserError(
      'usage',
      `${patterns[0]!} is a program outside of this module, which is not built here.`,
      'Fetch its source, and run allocpath in its module.',
    );
  }
  return found.result('run', patterns, words.slice(at));
}

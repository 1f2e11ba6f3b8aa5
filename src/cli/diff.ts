// `allocpath diff`: two sides from the command line, and the differences in the format that was asked for.
import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { EXIT_BUILD_FAILED, UserError } from '../base/errors.ts';
import type { SideBuild } from '../jobs/diff.ts';
import { visibleLines } from '../show/untrusted.ts';
import { OLDEST_EXPLAINED, parseReleases } from '../read/release/releases.ts';
import { CHANGES, type Change, type DiffResult } from '../diff/model.ts';
import type { BuildOptions } from '../drive/build-flags.ts';
import { addBuildOptions, buildOf, type BuildCliOptions } from './build-options.ts';
import { Progress } from './progress.ts';
import { addPrintOptions } from './select-options.ts';
import { onEnding } from './signals.ts';
import { VERSION } from './version.ts';
import { isSameFile, wantsColor, writeOut } from './write.ts';

interface DiffOptions extends BuildCliOptions {
  readonly C?: string;
  readonly go?: readonly string[];
  readonly goos?: string;
  readonly goarch?: string;
  readonly before?: string;
  readonly after?: string;
  readonly deps?: boolean;
  readonly test?: boolean;
  readonly testBinaries: boolean;
  readonly failOn: readonly Change[];
  readonly format: 'text' | 'markdown' | 'json' | 'sarif';
  readonly json?: boolean;
  readonly output?: string;
  readonly color?: string;
  readonly progress: boolean;
}

const EXAMPLES = `
Examples:
  allocpath diff main                               the working tree against main
  allocpath diff v1.2.0 HEAD ./...                  two revisions
  allocpath diff --go 1.24..1.27 ./...              two releases on the same source
  allocpath diff --after=-race ./cmd/server         with and without: -gcflags=-l, -pgo=cpu.pprof, GOARCH=arm64
  allocpath diff before.json after.json             two analyses of explain --json
  allocpath diff a1.allocpath,a2.allocpath b.allocpath    recordings; several of a side show the noise
  allocpath diff main --fail-on worse --format markdown -o comment.md

Exit codes: 0 fine, 1 with --fail-on when there is such a change, 2 wrong usage, 3 a side did not build (the rest is compared),
130 interrupted, 70 a bug of allocpath.`;

/** The command with its options. */
export function diffCommand(): Command {
  const command = new Command('diff')
    .summary('compare two revisions, releases, sets of flags, analyses or recordings')
    .description(
      'Compares the allocation sites of two builds and says which got worse or better, which\nare new or gone, and why. Sites are matched by what they are, not by where they stand:\nmoved lines, renamed files and reformatted code are no change.',
    )
    .argument('[sides and packages...]', 'up to two of: git revision, file of explain --json, recording; then packages (default ./...)')
    .optionsGroup('What is compared:')
    .addOption(new Option('--go <releases>', 'two releases, as 1.24..1.27; one for both sides').argParser(releasesArgument))
    .option('--before <flags>', 'flags of the first side alone: -race, -gcflags=…, -tags=…, -pgo=…, -go=1.24, GOARCH=…')
    .option('--after <flags>', 'flags of the second side alone')
    .option('-C <dir>', 'run in this directory')
    .option('--deps', 'everything that is linked in, the standard library included')
    .option('--test', 'test binaries and test code of the packages too')
    .option('--no-test-binaries', 'do not build test binaries for packages that no command links')
    .option('--goos <os>', 'build for another operating system')
    .option('--goarch <arch>', 'build for another architecture')
    .optionsGroup('What both sides are built with (as the go command has it):');
  addBuildOptions(command);
  command
    .optionsGroup('How it is shown:')
    .addOption(
      new Option('--fail-on <changes>', `exit with 1 when there is such a change: ${CHANGES.join(', ')}, any`).argParser(changesArgument).default([], 'none'),
    )
    .addOption(new Option('--format <format>', 'how it is printed').choices(['text', 'markdown', 'json', 'sarif']).default('text'))
    .option('--json', 'the same as --format json')
    .option('-o, --output <file>', 'write to a file instead of stdout');
  return addPrintOptions(command).addHelpText('after', EXAMPLES).showHelpAfterError('(allocpath diff --help shows the options)').exitOverride().action(run);
}

async function run(args: readonly string[], options: DiffOptions): Promise<void> {
  const { diff, isSaved } = await import('../jobs/diff.ts');
  const cwd = resolve(options.C ?? '.');
  const { names, patterns } = sidesOf(args, options, (name) => isSaved(name, cwd));
  const progress = new Progress(options.progress);
  const abort = new AbortController();
  const off = onEnding(() => abort.abort());
  try {
    const { result, roots, failures } = await diff({
      cwd,
      names,
      sides: [sideOf(options, 0), sideOf(options, 1)],
      patterns: patterns.length === 0 ? ['./...'] : patterns,
      build: buildOf(options),
      tests: options.test === true ? 'all' : options.testBinaries ? 'auto' : 'none',
      version: VERSION,
      signal: abort.signal,
      progress: (message) => progress.show(message),
    });
    progress.clear();
    await writeOut(await chunksOf(result, options, roots), options.output, () => {});
    const found = result.changes.filter((c) => options.failOn.includes(c.change)).length;
    if (found > 0) {
      process.stderr.write(`allocpath: ${found} ${found === 1 ? 'change' : 'changes'} of the kind that --fail-on names.\n`);
      process.exitCode = 1;
    }
    if (failures.length > 0) {
      process.exitCode = EXIT_BUILD_FAILED;
      for (const f of failures) process.stderr.write(visibleLines(`# ${f.side}${f.package === '' ? '' : ` ${f.package}`}\n${f.text}\n`));
      process.stderr.write('allocpath: a side did not build as a whole (above); everything else is compared.\n');
    }
  } finally {
    progress.clear();
    off();
  }
}

async function chunksOf(result: DiffResult, options: DiffOptions, roots: readonly [string, string]): Promise<Iterable<string>> {
  const format = options.json === true ? 'json' : options.format;
  const view = { roots, color: wantsColor(options), width: process.stdout.columns ?? 100 };
  if (format === 'json') {
    const { harmless } = await import('../show/json.ts');
    return [harmless(`${JSON.stringify(result, null, 2)}\n`)];
  }
  if (format === 'sarif') return [(await import('../show/diff/sarif.ts')).diffSarif(result, view, VERSION)];
  if (format === 'markdown') return (await import('../show/diff/markdown.ts')).diffMarkdown(result, view);
  return (await import('../show/diff/text.ts')).diffText(result, view);
}

// What looks like a package pattern is one; files and revisions come first.
function sidesOf(
  args: readonly string[],
  options: DiffOptions,
  saved: (name: string) => boolean,
): { readonly names: readonly [string | undefined, string | undefined]; readonly patterns: readonly string[] } {
  const isPattern = (word: string): boolean => /^\.{1,2}(?:\/|$)|\.\.\.|^(?:std|cmd|all)$|^\//.test(word) && !saved(word);
  const first = args.findIndex(isPattern);
  const sides = first < 0 ? args : args.slice(0, first);
  const patterns = first < 0 ? [] : args.slice(first);
  const stray = patterns.find((word) => !isPattern(word));
  if (stray !== undefined && saved(stray))
    throw new UserError('usage', `${stray} stands behind the packages.`, 'The two sides come first: allocpath diff A B ./...');
  if (sides.length > 2)
    throw new UserError(
      'usage',
      `There are two sides, and ${sides.length} were named: ${sides.join(', ')}.`,
      'Packages begin with ./ or hold ...: allocpath diff main HEAD ./cmd/...',
    );
  const named = sides.filter(saved);
  const lost = sides.find((side) => !saved(side) && /\.(?:json|allocpath)$/.test(side));
  if (lost !== undefined) throw new UserError('no-file', `There is no file ${lost}.`, 'allocpath explain --json -o FILE and run --out FILE write one.');
  const overwritten =
    options.output === undefined
      ? undefined
      : sides.flatMap((side) => side.split(',')).find((side) => saved(side) && isSameFile(resolve(options.C ?? '.', side), options.output!));
  if (overwritten !== undefined) throw new UserError('usage', `${options.output} is one of the sides.`, 'Name another file to write to.');
  if (named.length === 1 && sides.length === 2)
    throw new UserError('usage', `${named[0]} is a file and ${sides.find((s) => !saved(s))} is a revision.`, 'Compare two files or two revisions.');
  if (named.length === 1) throw new UserError('usage', `${named[0]} is one side; the other is missing.`, 'allocpath diff before.json after.json');
  const builds = named.length > 0 && (options.go !== undefined || options.before !== undefined || options.after !== undefined || patterns.length > 0);
  if (builds) throw new UserError('usage', 'Saved files are compared as they are: nothing is built.', 'Leave out releases, flags and packages.');
  if (sides.length === 0 && (options.go?.length ?? 0) < 2 && options.before === undefined && options.after === undefined) {
    throw new UserError(
      'usage',
      'There is nothing to compare.',
      'For example: allocpath diff main, allocpath diff --go 1.24..1.27, allocpath diff --after=-race.',
    );
  }
  // One revision is compared with the working tree.
  return { names: [sides[0], sides[1]], patterns };
}

function sideOf(options: DiffOptions, index: 0 | 1): SideBuild {
  const own = parseFlags((index === 0 ? options.before : options.after) ?? '', index === 0 ? '--before' : '--after');
  const go = own.go ?? options.go?.[Math.min(index, options.go.length - 1)];
  const goos = own.goos ?? options.goos;
  const goarch = own.goarch ?? options.goarch;
  return {
    build: own.build,
    flags: own.flags,
    ...(go === undefined ? {} : { go }),
    ...(goos === undefined ? {} : { goos }),
    ...(goarch === undefined ? {} : { goarch }),
  };
}

function parseFlags(text: string, option: string): SideBuild {
  const flags = [...text.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g)].map((m) => m[0].replace(/'([^']*)'|"([^"]*)"/g, '$1$2'));
  const build: { -readonly [K in keyof BuildOptions]?: BuildOptions[K] } = {};
  const gcflags: string[] = [];
  let go: string | undefined;
  let goos: string | undefined;
  let goarch: string | undefined;
  for (const flag of flags) {
    const match = /^(?:--?([a-zA-Z]+)|(GOOS|GOARCH))(?:=(.*))?$/s.exec(flag);
    const name = match?.[1] ?? match?.[2];
    const value = match?.[3];
    if (name === 'race' && value === undefined) build.race = true;
    else if (name === 'trimpath' && value === undefined) build.trimpath = true;
    else if (name === 'l' || name === 'N') gcflags.push(value === undefined ? `-${name}` : `-${name}=${value}`);
    else if (value === undefined)
      throw new UserError(
        'usage',
        `${option} does not take ${flag}.`,
        'It takes -race, -trimpath, -gcflags=…, -tags=…, -ldflags=…, -pgo=…, -buildmode=…, -mod=…, -go=…, GOOS=… and GOARCH=….',
      );
    else if (name === 'gcflags') gcflags.push(value);
    else if (name === 'tags' || name === 'ldflags' || name === 'pgo' || name === 'buildmode' || name === 'mod' || name === 'modfile')
      build[name] = name === 'pgo' && value !== 'auto' && value !== 'off' ? resolve(value) : value;
    else if (name === 'go') go = parseReleases(value)?.[0];
    else if (name === 'GOOS') goos = value;
    else if (name === 'GOARCH') goarch = value;
    else throw new UserError('usage', `${option} does not take ${flag}.`);
  }
  if (gcflags.length > 0) build.gcflags = gcflags;
  return {
    build,
    flags: flags.map((flag) => (/^-[lN](?:=.*)?$/.test(flag) ? `-gcflags=${flag}` : flag.replace(/^--/, '-'))),
    ...(go === undefined ? {} : { go }),
    ...(goos === undefined ? {} : { goos }),
    ...(goarch === undefined ? {} : { goarch }),
  };
}

function releasesArgument(text: string): string[] {
  const ends = text.split(/\.\.|,/);
  const found = ends.map((end) => parseReleases(end)?.[0]);
  if (ends.length > 2 || found.some((release) => release === undefined)) throw new InvalidArgumentError('Two releases are named as 1.24..1.27, one as 1.27.');
  const old = found.find((release) => Number(/^go1\.(\d+)/.exec(release!)?.[1] ?? OLDEST_EXPLAINED) < OLDEST_EXPLAINED);
  if (old !== undefined) throw new InvalidArgumentError(`${old} is too old: Go 1.${OLDEST_EXPLAINED} is the first that is explained.`);
  return found as string[];
}

function changesArgument(text: string): Change[] {
  const words = text.split(',').map((word) => word.trim());
  if (words.includes('any')) return [...CHANGES];
  const strange = words.find((word) => !(CHANGES as readonly string[]).includes(word));
  if (strange !== undefined) throw new InvalidArgumentError(`${strange} is none of ${CHANGES.join(', ')}, any.`);
  return words as Change[];
}

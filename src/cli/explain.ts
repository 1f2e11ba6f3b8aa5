// `allocpath explain`: options, help, and the way from a result to a view on stdout.
import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { EXIT_BUILD_FAILED, UserError } from '../base/errors.ts';
import type { ExplainRequest } from '../jobs/explain.ts';
import { FORMATS } from '../show/registry.ts';
import { visibleLines } from '../show/untrusted.ts';
import { CAUSES } from '../site/cause-list.ts';
import { PLACEMENTS, SITE_KINDS, type Placement, type SiteKind } from '../site/model.ts';
import { GROUPINGS, parsePlace, type Grouping, type Place, type Query } from '../site/query.ts';
import { SORT_ORDERS, type SortOrder } from '../site/sort.ts';
import { Progress } from './progress.ts';
import { releaseArgument } from './release-argument.ts';

/** Options as commander hands them over. */
export interface ExplainOptions {
  readonly C?: string;
  readonly at?: Place;
  readonly ssa?: boolean;
  readonly format: string;
  readonly json?: boolean;
  readonly output?: string;
  readonly picture?: 'path' | 'flow';
  readonly kind?: SiteKind[];
  readonly placement?: Placement[];
  readonly package?: string[];
  readonly function?: string[];
  readonly cause?: string[];
  readonly conflicts?: boolean;
  readonly top?: number;
  readonly sort: SortOrder;
  readonly group?: Grouping;
  readonly raw?: boolean;
  readonly callersOfLeak?: boolean;
  readonly saved?: boolean;
  readonly deps?: boolean;
  readonly compilerLog?: boolean;
  readonly test?: boolean;
  readonly testBinaries: boolean;
  readonly tags?: string;
  readonly race?: boolean;
  readonly gcflags?: string[];
  readonly l?: boolean;
  readonly N?: boolean;
  readonly ldflags?: string;
  readonly buildmode?: string;
  readonly trimpath?: boolean;
  readonly mod?: string;
  readonly modfile?: string;
  readonly overlay?: string;
  readonly pgo?: string;
  readonly go?: string;
  readonly goos?: string;
  readonly goarch?: string;
  readonly color?: string;
  readonly progress: boolean;
}

const EXAMPLES = `
Examples:
  allocpath explain ./...                        every allocation site of this module, worst first
  allocpath explain --at main.go:17 ./cmd/x      the whole path of what line 17 allocates
  allocpath explain --at main.go:17 --ssa        ... with the SSA values and final instructions of its function
  allocpath explain --deps --kind make-slice     slices of everything that is linked in
  allocpath explain --go go1.24.13 ./...         the same with another Go release
  allocpath explain --at main.go:17 --format svg -o site.svg
  allocpath explain --callers-of-leak ./...      parameters that leak, and who allocates because of it
  allocpath explain --saved ./...                what the compiler kept off the heap, and how
  allocpath explain --json ./... | jq '.sites[] | select(.conflicts != [])'

Exit codes: 0 fine, 2 wrong usage, 3 a package did not build (the others are explained), 70 a bug of allocpath.`;

/** The command with its options. */
export function explainCommand(): Command {
  return new Command('explain')
    .summary('tie every allocation to its source, its reason and its code')
    .description(
      "Builds Go packages with the compiler's report switched on, reads the report and the binary, and shows every allocation site: where it is, what is allocated, where it is placed, and why.",
    )
    .argument('[packages...]', 'packages as the go command names them; default: the one in the current directory')
    .optionsGroup('What is shown:')
    .addOption(new Option('--at <file:line[:column]>', 'the whole path of the site(s) there').argParser(placeArgument))
    .option('--ssa', 'with --at: SSA values and final instructions of the function')
    .addOption(new Option('--format <format>', 'how it is printed').choices(FORMATS).default('text'))
    .option('--json', 'the same as --format json')
    .option('-o, --output <file>', 'write to a file instead of stdout')
    .addOption(new Option('--picture <which>', 'what mermaid, dot and svg draw of a site').choices(['path', 'flow']).default('path'))
    .addOption(listOption('--kind <kinds>', 'only these kinds', SITE_KINDS))
    .addOption(listOption('--placement <placements>', 'only these placements', PLACEMENTS))
    .option('--package <pattern>', 'only packages that match; may be repeated', collect)
    .option('--function <pattern>', 'only functions that match; may be repeated', collect)
    .addOption(listOption('--cause <causes>', 'only these causes', Object.keys(CAUSES)).hideHelp(false))
    .option('--conflicts', 'only sites where the report and the code disagree')
    .addOption(new Option('--top <n>', 'only the first n').argParser(countArgument))
    .addOption(new Option('--sort <order>', 'order of the sites').choices([...SORT_ORDERS]).default('loop'))
    .addOption(new Option('--group <by>', 'in groups').choices([...GROUPINGS]))
    .option('--raw', "the compiler's own lines under each site, and lines that were not understood")
    .option('--callers-of-leak', 'parameters that leak, with the sites that allocate because of it')
    .option('--saved', 'what the compiler kept off the heap, and by which mechanism')
    .optionsGroup('What is built (as the go command has it):')
    .option('-C <dir>', 'run in this directory')
    .option('--deps', 'everything that is linked in, the standard library included')
    .option('--compiler-log', "read the compiler's JSON log as well: inlined positions with columns (compiles the packages anew every time)")
    .option('--test', 'test binaries and test code of the packages too')
    .option('--no-test-binaries', 'do not build test binaries for packages that no command links')
    .option('--go <release>', 'use this Go release, for example go1.24.13')
    .option('--goos <os>', 'build for another operating system')
    .option('--goarch <arch>', 'build for another architecture')
    .option('--tags <list>', 'build tags')
    .option('--race', 'with the race detector')
    .option('--gcflags <[pattern=]flags>', 'compiler flags; may be repeated', collect)
    .option('-l', 'without inlining (--gcflags=-l)')
    .option('-N', 'without optimisation (--gcflags=-N)')
    .option('--ldflags <flags>', 'linker flags')
    .option('--buildmode <mode>', 'for example pie')
    .option('--trimpath', 'without file system paths')
    .option('--mod <mode>', 'readonly, vendor or mod')
    .option('--modfile <file>', 'another go.mod')
    .option('--overlay <file>', 'an overlay file')
    .option('--pgo <file>', 'a profile, auto or off')
    .optionsGroup('How it is printed:')
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'))
    .option('--no-progress', 'no progress on stderr')
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError('(allocpath explain --help shows the options)')
    .exitOverride()
    .action(run);
}

async function run(packages: string[], options: ExplainOptions): Promise<void> {
  checkOptions(options);
  // Loaded here, so that --help and --version need not read the readers and the join.
  const [{ explain }, { show }] = await Promise.all([import('../jobs/explain.ts'), import('./output.ts')]);
  const progress = new Progress(options.progress);
  const abort = new AbortController();
  const onSignal = (): void => abort.abort();
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    const request = requestOf(packages, options, abort.signal, (message) => progress.show(message));
    const result = await explain(request);
    progress.clear();
    await show(result, queryOf(options), options, request);
    if (result.failures.length > 0) {
      process.exitCode = EXIT_BUILD_FAILED;
      for (const f of result.failures) process.stderr.write(visibleLines(`${f.package === '' ? '' : `# ${f.package}\n`}${f.text}\n`));
      process.stderr.write(
        `allocpath: ${result.failures.length === 1 ? 'one part of the build' : `${result.failures.length} parts of the build`} failed (above); everything else is explained.\n`,
      );
      if (result.hint !== undefined) process.stderr.write(`  ${visibleLines(result.hint)}\n`);
    }
  } finally {
    progress.clear();
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}

function checkOptions(options: ExplainOptions): void {
  if (options.ssa === true && options.at === undefined) throw new UserError('usage', '--ssa shows the function of one site.', 'Add --at file.go:LINE.');
  if (options.saved === true && options.callersOfLeak !== undefined)
    throw new UserError('usage', '--saved and --callers-of-leak are two different views.', 'Choose one of them.');
}

function requestOf(packages: string[], options: ExplainOptions, signal: AbortSignal, progress: (message: string) => void): ExplainRequest {
  const own = [options.l === true ? '-l' : '', options.N === true ? '-N' : ''].filter((f) => f !== '').join(' ');
  return {
    cwd: resolve(options.C ?? '.'),
    patterns: packages,
    build: {
      gcflags: [...(options.gcflags ?? []), ...(own === '' ? [] : [own])],
      deps: options.deps === true,
      ...(options.tags === undefined ? {} : { tags: options.tags }),
      ...(options.compilerLog === true ? { compilerLog: true } : {}),
      ...(options.race === true ? { race: true } : {}),
      ...(options.ldflags === undefined ? {} : { ldflags: options.ldflags }),
      ...(options.buildmode === undefined ? {} : { buildmode: options.buildmode }),
      ...(options.trimpath === true ? { trimpath: true } : {}),
      ...(options.mod === undefined ? {} : { mod: options.mod }),
      ...(options.modfile === undefined ? {} : { modfile: options.modfile }),
      ...(options.overlay === undefined ? {} : { overlay: options.overlay }),
      ...(options.pgo === undefined ? {} : { pgo: options.pgo }),
    },
    tests: options.test === true ? 'all' : options.testBinaries ? 'auto' : 'none',
    ...(options.go === undefined ? {} : { go: releaseArgument(options.go) }),
    ...(options.goos === undefined ? {} : { goos: options.goos }),
    ...(options.goarch === undefined ? {} : { goarch: options.goarch }),
    signal,
    progress,
  };
}

function queryOf(options: ExplainOptions): Query {
  return {
    sort: options.sort,
    ...(options.kind === undefined ? {} : { kinds: options.kind }),
    ...(options.placement === undefined ? {} : { placements: options.placement }),
    ...(options.package === undefined ? {} : { packages: options.package }),
    ...(options.function === undefined ? {} : { functions: options.function }),
    ...(options.cause === undefined ? {} : { causes: options.cause }),
    ...(options.conflicts === true ? { conflicts: true } : {}),
    ...(options.at === undefined ? {} : { at: options.at }),
    ...(options.group === undefined ? {} : { group: options.group }),
    ...(options.top === undefined ? {} : { top: options.top }),
  };
}

function collect(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}

// Comma-separated, repeatable, each word one of a closed list.
function listOption(flags: string, text: string, words: readonly string[]): Option {
  return new Option(flags, `${text}: ${words.length > 20 ? 'see docs/causes.md' : words.join(', ')}`).argParser(
    (value: string, before: string[] | undefined) => {
      const parts = value.split(',').map((p) => p.trim());
      for (const part of parts) {
        if (!words.includes(part)) throw new InvalidArgumentError(`"${part}" is none of: ${words.join(', ')}.`);
      }
      return [...(before ?? []), ...parts];
    },
  );
}

function placeArgument(value: string): Place {
  const place = parsePlace(value);
  if (place === undefined) throw new InvalidArgumentError('It has the form file.go:LINE or file.go:LINE:COLUMN.');
  return place;
}

function countArgument(value: string): number {
  if (!/^\d{1,9}$/.test(value) || Number(value) === 0) throw new InvalidArgumentError('It is a number from 1.');
  return Number(value);
}

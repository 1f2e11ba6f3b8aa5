// `allocpath lab`: options, help, and the results in the format that was asked for.
import { Command, InvalidArgumentError, Option } from 'commander';
import { EXIT_BUILD_FAILED, UserError } from '../base/errors.ts';
import { CHECKED_PATCHES, NEWEST_KNOWN, OLDEST_EXPLAINED, parseReleases } from '../read/release/releases.ts';
import { onEnding } from './signals.ts';
import { Progress } from './progress.ts';
import { addPrintOptions, countArgument } from './select-options.ts';
import { wantsColor, writeOut } from './write.ts';

interface LabOptions {
  readonly experiment?: string[];
  readonly go?: string[];
  readonly gcflags?: string[];
  readonly arch?: string[];
  readonly list?: boolean;
  readonly check?: boolean;
  readonly source?: boolean;
  readonly layouts?: boolean;
  readonly format: 'text' | 'markdown' | 'json';
  readonly json?: boolean;
  readonly lang: 'en' | 'zh';
  readonly output?: string;
  readonly jobs?: number;
  readonly fresh?: boolean;
  readonly color?: string;
  readonly progress: boolean;
}

const EXAMPLES = `
Examples:
  allocpath lab                                     every experiment on every release since Go 1.${OLDEST_EXPLAINED}
  allocpath lab --experiment slices --go 1.24..1.27
  allocpath lab --experiment maps/local --source    one, with its source
  allocpath lab --list
  allocpath lab --gcflags=-N --go 1.27              all of them without optimisation
  allocpath lab ./mine --check                      your own: functions with a comment //lab:case (docs/lab.md)

Releases that are not installed are fetched by the go command. Exit codes: 0 fine, 1 with --check when a claim does not hold,
2 wrong usage, 3 an experiment did not compile, 130 interrupted, 70 a bug of allocpath.`;

/** The command with its options. */
export function labCommand(): Command {
  const command = new Command('lab')
    .summary('run experiments on several Go releases: what escape analysis says, what is emitted, what happens')
    .description(
      'Builds and runs small experiments with several Go releases, and puts side by side what\nthe compiler said, what it emitted, and how often it allocated; with a verdict on what\nis claimed of each. Everything is measured when it is asked for.',
    )
    .argument('[directory]', 'Go files with //lab: comments; default: the experiments that come with allocpath')
    .optionsGroup('What is run:')
    .option('--experiment <pattern>', 'only experiments whose name has this in it, or matches with *; may be repeated', collect)
    .addOption(
      new Option('--go <releases>', `releases: 1.24, go1.26.8, 1.24..1.27, local; default: 1.${OLDEST_EXPLAINED}..1.${NEWEST_KNOWN}`).argParser(
        releasesArgument,
      ),
    )
    .option('--gcflags <flags>', 'compiler flags for every build; may be repeated', collect)
    .addOption(new Option('--arch <list>', "processors, for example amd64,arm64; default: the machine's own").argParser((text: string) => text.split(',')))
    .option('--list', 'only list the experiments')
    .option('--check', 'exit with 1 when a claim does not hold on some release, or could not be checked')
    .addOption(new Option('--jobs <n>', 'builds at a time; default: half of the processors, at least 2').argParser(countArgument))
    .option('--fresh', 'build everything anew')
    .optionsGroup('How it is shown:')
    .addOption(new Option('--format <format>', 'how it is printed').choices(['text', 'markdown', 'json']).default('text'))
    .option('--json', 'the same as --format json')
    .option('--layouts', 'the layouts of slices, maps and others too (shown when all experiments that come with allocpath are run)')
    .option('--source', 'the source of each experiment too (text)')
    .addOption(new Option('--lang <language>', 'language of titles, claims and labels').choices(['en', 'zh']).default('en'))
    .option('-o, --output <file>', 'write to a file instead of stdout');
  return addPrintOptions(command).addHelpText('after', EXAMPLES).showHelpAfterError('(allocpath lab --help shows the options)').exitOverride().action(run);
}

async function run(directory: string | undefined, options: LabOptions): Promise<void> {
  const [{ listExperiments, runLab }, { visible }] = await Promise.all([import('../jobs/lab.ts'), import('../show/untrusted.ts')]);
  const experiments = options.experiment ?? [];
  const named = directory === undefined ? { experiments } : { directory, experiments };
  if (options.list === true) {
    const found = listExperiments(named);
    const width = Math.max(...found.map((e) => e.id.length));
    return await writeOut(
      found.map((e) => `${visible(e.id).padEnd(width)}  ${visible(options.lang === 'zh' ? (e.title.zh ?? e.title.en) : e.title.en)}\n`),
      options.output,
      () => {},
    );
  }
  const progress = new Progress(options.progress);
  const abort = new AbortController();
  const off = onEnding(() => abort.abort());
  try {
    const result = await runLab({
      ...named,
      releases: options.go ?? Object.values(CHECKED_PATCHES),
      architectures: options.arch ?? [''],
      gcflags: options.gcflags ?? [],
      ...(options.jobs === undefined ? {} : { jobs: options.jobs }),
      ...(options.fresh === undefined ? {} : { fresh: options.fresh }),
      signal: abort.signal,
      progress: (message) => progress.show(message),
    });
    progress.clear();
    const whole = directory === undefined && experiments.length === 0;
    const shown = whole || options.layouts === true || options.format === 'json' || options.json === true ? result : { ...result, layouts: [] };
    await writeOut(await chunksOf(shown, options), options.output, () => {});
    const refuted = result.experiments.flatMap((e) => e.verdicts.filter((v) => Object.values(v.held).includes(false)));
    const unmeasured = result.experiments.flatMap((e) => e.verdicts.filter((v) => v.verdict === 'not measured'));
    if (options.check === true && refuted.length + unmeasured.length > 0) {
      const all = result.experiments.reduce((n, e) => n + e.claims.length, 0);
      const words = [
        ...(refuted.length === 0 ? [] : [`${refuted.length} of ${all} claims do not hold on every release`]),
        ...(unmeasured.length === 0 ? [] : [`${unmeasured.length} of ${all} could not be checked`]),
      ];
      process.stderr.write(`allocpath: ${words.join('; ')}.\n`);
      process.exitCode = 1;
    }
    const broken = new Set(
      result.experiments.flatMap((e) => e.cells.flatMap((c) => (c.missing?.startsWith('it does not compile') === true ? [`${e.file}: ${c.missing}`] : []))),
    );
    if (broken.size > 0) {
      for (const message of broken) process.stderr.write(`allocpath: ${visible(message)}\n`);
      process.exitCode = EXIT_BUILD_FAILED;
    }
  } finally {
    progress.clear();
    off();
  }
}

async function chunksOf(result: Awaited<ReturnType<typeof import('../jobs/lab.ts').runLab>>, options: LabOptions): Promise<Iterable<string>> {
  const format = options.json === true ? 'json' : options.format;
  if (format === 'json') {
    const { harmless } = await import('../show/json.ts');
    return [harmless(`${JSON.stringify(result, null, 2)}\n`)];
  }
  if (format === 'markdown') return (await import('../show/lab/markdown.ts')).labMarkdown(result, { language: options.lang });
  const { labText } = await import('../show/lab/text.ts');
  return labText(result, { language: options.lang, color: wantsColor(options), width: process.stdout.columns ?? 120, source: options.source === true });
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

function releasesArgument(text: string, before: readonly string[] = []): string[] {
  const found = parseReleases(text);
  if (found === undefined) throw new InvalidArgumentError('Releases are named like 1.24, go1.26.8, 1.24..1.27 or local.');
  const old = found.find((release) => /^go1\.(\d+)/.test(release) && Number(/^go1\.(\d+)/.exec(release)![1]) < OLDEST_EXPLAINED);
  if (old !== undefined) throw new UserError('go-too-old', `${old} is too old: the lab works with Go 1.${OLDEST_EXPLAINED} and newer.`);
  return [...before, ...found];
}

// `allocpath stackmap`: options, help, and the way from a binary to a view on stdout.
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { UserError } from '../base/errors.ts';
import type { ExplainRequest } from '../jobs/explain.ts';
import type { OpenedBinary } from '../jobs/stackmap.ts';
import { onEnding } from './signals.ts';
import { releaseArgument } from './release-argument.ts';
import { wantsColor, writeOut } from './write.ts';
import { Progress } from './progress.ts';
import type { StackmapFormat } from './stackmap-run.ts';

interface StackmapCliOptions {
  readonly pc?: number;
  readonly build?: string;
  readonly arch?: 'amd64' | 'arm64';
  readonly C?: string;
  readonly go?: string;
  readonly goos?: string;
  readonly goarch?: string;
  readonly tags?: string;
  readonly gcflags?: string[];
  readonly deps?: boolean;
  readonly format?: StackmapFormat;
  readonly json?: boolean;
  readonly raw?: boolean;
  readonly dump?: boolean;
  readonly explain?: boolean;
  readonly top: number;
  readonly stores: boolean;
  readonly output?: string;
  readonly color?: string;
  readonly progress: boolean;
}

const FORMATS: readonly StackmapFormat[] = ['text', 'json', 'svg', 'html'];

const EXAMPLES = `
Examples:
  allocpath stackmap ./server                       what the binary's stack maps hold, the largest frames
  allocpath stackmap ./server main.handle           the frame of one function: what is live at each call
  allocpath stackmap ./server '(*Server).Serve'     a method, by the end of its name
  allocpath stackmap ./server 'example.com/m/*'     every function that matches
  allocpath stackmap ./server main.go:41            the function that this line is in
  allocpath stackmap ./server --pc 0x48f2c4         the function at an address
  allocpath stackmap ./server --pc 0x48f2c4 --explain   how the runtime finds what is live there
  allocpath stackmap ./server main.handle --dump    the bytes behind all that
  allocpath stackmap --build ./cmd/server main.handle   with the compiler's own names and the sites that stay in the frame
  allocpath stackmap ./server main.handle --format svg -o frame.svg    a picture; html: a page
  allocpath stackmap ./server --json | jq '.functions[].name'

Exit codes: 0 fine, 2 wrong usage or damaged file, 3 --build failed, 70 a bug of allocpath.`;

/** The command with its options. */
export function stackmapCommand(): Command {
  return new Command('stackmap')
    .summary("decode a binary's stack maps and name what is live at each call")
    .description(
      'Reads the stack maps of a Go executable (go1.18 and newer; stripped ones too): which words of a frame hold live pointers at each call, what they are called, where their lives begin, and how the frame is laid out.',
    )
    .argument('[binary]', 'a Go executable; left out with --build')
    .argument('[function]', 'a name, the end of one, a pattern with * and ?, file.go:LINE; default: an overview of the whole binary')
    .addOption(new Option('--pc <address>', 'the function at this address').argParser(addressArgument))
    .optionsGroup('What is decoded:')
    .option('--build <package>', 'build this package and decode its binary: the compiler then names temporaries too, and sites are shown')
    .addOption(new Option('--arch <goarch>', 'which part of a universal Mach-O file').choices(['amd64', 'arm64']))
    .option('-C <dir>', 'with --build: run in this directory')
    .option('--go <release>', 'with --build: use this Go release, for example 1.24 or go1.24.13')
    .option('--goos <os>', 'with --build: for another operating system')
    .option('--goarch <arch>', 'with --build: for another architecture')
    .option('--tags <list>', 'with --build: build tags')
    .option('--gcflags <[pattern=]flags>', 'with --build: compiler flags; may be repeated', (value: string, before: string[] | undefined) => [
      ...(before ?? []),
      value,
    ])
    .option('--deps', "with --build: the compiler's names in all dependencies too")
    .optionsGroup('How it is printed:')
    .addOption(new Option('--format <name>', 'text (default), json, svg: a picture, html: a page; svg and html need a function').choices(FORMATS))
    .option('--json', 'the same as --format json: everything; without a function, of all functions')
    .option('--dump', 'with a function: the bytes of its tables, each with what it means and where it lies')
    .option('--explain', 'with --pc: how the runtime looks that address up, step by step')
    .option('--raw', 'every change of the tables by pc, those of the line alone too')
    .addOption(new Option('--top <n>', 'how many functions a ranking names').argParser(countArgument).default(10))
    .option('--no-stores', 'do not search for the instructions that stored each live word')
    .option('-o, --output <file>', 'write to a file instead of stdout')
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'))
    .option('--no-progress', 'no progress on stderr')
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError('(allocpath stackmap --help shows the options)')
    .exitOverride()
    .action(run);
}

async function run(first: string | undefined, second: string | undefined, options: StackmapCliOptions): Promise<void> {
  const [path, wanted] = options.build === undefined ? [first, second] : [options.build, first];
  if (path === undefined) throw new UserError('usage', 'Which binary?', 'Name a Go executable, or a package with --build.');
  if (options.build !== undefined && second !== undefined)
    throw new UserError('usage', 'With --build there is one argument: the function.', 'Leave the binary out.');
  if (wanted !== undefined && options.pc !== undefined) throw new UserError('usage', 'A function and --pc name two things.', 'Give one of them.');
  const onlyBuild = Object.entries({
    '--go': options.go,
    '--goos': options.goos,
    '--goarch': options.goarch,
    '--tags': options.tags,
    '-C': options.C,
    '--deps': options.deps,
    '--gcflags': options.gcflags,
  });
  const unused = options.build === undefined ? onlyBuild.find(([, value]) => value !== undefined) : undefined;
  if (unused !== undefined) throw new UserError('usage', `${unused[0]} is about building, and nothing is built.`, 'Add --build PACKAGE, or leave it out.');
  const format = formatOf(options);
  if ((format === 'svg' || format === 'html') && wanted === undefined && options.pc === undefined)
    throw new UserError('usage', `${format} shows single functions.`, 'Name one, or give its address with --pc.');
  if (options.dump === true && wanted === undefined && options.pc === undefined)
    throw new UserError('usage', '--dump shows the tables of one function.', 'Name a function, or an address with --pc.');
  if (options.explain === true && options.pc === undefined) throw new UserError('usage', '--explain explains one address.', 'Name it with --pc 0x….');
  if (format !== 'text' && (options.dump === true || options.explain === true))
    throw new UserError('usage', '--dump and --explain are printed as text.', 'Leave out --json or --format.');
  const progress = new Progress(options.progress);
  try {
    const [{ stackmap }, open] = await Promise.all([import('./stackmap-run.ts'), opener(path, options, (message) => progress.show(message))]);
    const chunks = stackmap({
      open,
      shown: path,
      ...(wanted === undefined ? {} : { wanted }),
      ...(options.pc === undefined ? {} : { pc: options.pc }),
      format,
      newestSource: options.build === undefined ? changed(path) : Number.POSITIVE_INFINITY,
      raw: options.raw === true,
      dump: options.dump === true,
      explain: options.explain === true,
      stores: options.stores,
      top: options.top,
      color: wantsColor(options),
      width: process.stdout.columns ?? 120,
      cwd: process.cwd(),
      progress: (message) => progress.show(message),
    });
    await writeOut(chunks, options.output, () => progress.clear());
  } finally {
    progress.clear();
  }
}

function formatOf(options: StackmapCliOptions): StackmapFormat {
  if (options.json === true && options.format !== undefined && options.format !== 'json')
    throw new UserError('usage', `--json and --format ${options.format} name two formats.`, 'Give one of them.');
  return options.json === true ? 'json' : (options.format ?? 'text');
}

// A file that is not there is reported when it is opened.
function changed(path: string): number {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}

async function opener(path: string, options: StackmapCliOptions, progress: (message: string) => void): Promise<() => Promise<OpenedBinary> | OpenedBinary> {
  if (options.build === undefined) {
    const { openBinary } = await import('../jobs/stackmap.ts');
    return () => openBinary(path, options.arch);
  }
  const { buildAndOpen } = await import('../jobs/stackmap-build.ts');
  const abort = new AbortController();
  const request: ExplainRequest = {
    cwd: resolve(options.C ?? '.'),
    patterns: [options.build],
    build: { gcflags: options.gcflags ?? [], deps: options.deps === true, ...(options.tags === undefined ? {} : { tags: options.tags }) },
    tests: 'auto',
    ...(options.go === undefined ? {} : { go: releaseArgument(options.go) }),
    ...(options.goos === undefined ? {} : { goos: options.goos }),
    ...(options.goarch === undefined ? {} : { goarch: options.goarch }),
    signal: abort.signal,
    progress,
  };
  return async () => {
    const off = onEnding(() => abort.abort());
    try {
      return await buildAndOpen(request);
    } finally {
      // What is decoded and printed afterwards needs nobody to clean up: there a signal ends the process.
      off();
    }
  };
}

function addressArgument(value: string): number {
  const address = /^(?:0x)?[0-9a-f]{1,13}$/i.test(value) ? Number.parseInt(value, 16) : Number.NaN;
  if (Number.isNaN(address)) throw new InvalidArgumentError('It is a hexadecimal address, for example 0x48f2c4.');
  return address;
}

function countArgument(value: string): number {
  if (!/^\d{1,6}$/.test(value) || Number(value) === 0) throw new InvalidArgumentError('It is a number from 1.');
  return Number(value);
}

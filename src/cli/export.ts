// `allocpath export`: a recording in the formats of other tools.
import { Command, Option } from 'commander';
import { UserError } from '../base/errors.ts';
import { STACK_VALUES, type StackValue } from '../show/recording/format.ts';
import { RECORDING_FORMATS } from '../show/recording/registry.ts';
import { countArgument } from './select-options.ts';
import { VERSION } from './version.ts';
import { isSameFile, writeOut } from './write.ts';

interface ExportOptions {
  readonly format: string;
  readonly output?: string;
  readonly value: StackValue;
  readonly process?: number;
}

const EXAMPLES = `
Examples:
  allocpath export run.allocpath --format pprof -o run.pb.gz && go tool pprof -http : run.pb.gz
  allocpath export run.allocpath --format folded | flamegraph.pl > run.svg
  allocpath export run.allocpath --format speedscope -o run.speedscope.json     open it at speedscope.app
  allocpath export run.allocpath --format parquet -o events.parquet             every event as a row (recorded with --events)
  allocpath export run.allocpath --format json | jq -c 'select(.stack)'

Exit codes: 0 fine, 2 wrong usage or a damaged recording, 70 a bug of allocpath.`;

/** The command with its options. */
export function exportCommand(): Command {
  return new Command('export')
    .summary('write a recording as pprof profile, folded stacks, speedscope, JSON or Parquet')
    .description('Reads a recording that `allocpath run --out` has written, and writes it in a format that other tools read. Nothing is built.')
    .argument('<recording>', 'file written by allocpath run --out')
    .addOption(new Option('--format <format>', 'what to write').choices(Object.keys(RECORDING_FORMATS)).default('pprof'))
    .option('-o, --output <file>', 'write to a file instead of stdout')
    .addOption(
      new Option('--value <value>', 'what a stack is worth, in folded: bytes requested, objects, or bytes taken (slot)').choices(STACK_VALUES).default('bytes'),
    )
    .addOption(new Option('--process <n>', 'only this process, counted from 1').argParser(countArgument))
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError('(allocpath export --help shows the options)')
    .exitOverride()
    .action(run);
}

async function run(path: string, options: ExportOptions): Promise<void> {
  const { openRun } = await import('../jobs/open-recording.ts');
  if (options.output !== undefined && isSameFile(path, options.output))
    throw new UserError('usage', `${options.output} is the recording itself.`, 'Name another file to write to.');
  const recording = openRun(path, VERSION);
  const { profiles } = recording;
  if (options.process !== undefined && options.process > profiles.length) {
    throw new UserError(
      'usage',
      `${path} has ${profiles.length === 1 ? 'one process' : `${profiles.length} processes`}; there is no process ${options.process}.`,
    );
  }
  const format = await RECORDING_FORMATS[options.format]!();
  if (format.binary && options.output === undefined && process.stdout.isTTY === true) {
    throw new UserError('usage', `${format.name} is not for a terminal.`, `Write it to a file: -o run.${format.extension}.`);
  }
  const chosen = options.process === undefined ? {} : { process: options.process - 1 };
  for (const gap of recording.gaps) process.stderr.write(`allocpath: ${gap.message}\n`);
  await writeOut(format.chunks(recording, { value: options.value, ...chosen }), options.output, () => {});
}

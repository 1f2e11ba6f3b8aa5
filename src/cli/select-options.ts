// Options of every command that shows sites: which ones, in which order, and how they are printed.
import { InvalidArgumentError, Option, type Command } from 'commander';
import { UserError } from '../base/errors.ts';
import { FORMATS } from '../show/registry.ts';
import { CAUSES } from '../site/cause-list.ts';
import { PLACEMENTS, SITE_KINDS, type Placement, type SiteKind } from '../site/model.ts';
import { GROUPINGS, parsePlace, type Grouping, type Place, type Query } from '../site/query.ts';
import { SORT_ORDERS, type SortOrder } from '../site/sort.ts';

/** These options as commander hands them over. */
export interface SelectOptions {
  readonly at?: Place;
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
  readonly sort?: SortOrder;
  readonly group?: Grouping;
  readonly raw?: boolean;
  readonly callersOfLeak?: boolean;
  readonly saved?: boolean;
  readonly all?: boolean;
  readonly color?: string;
  readonly progress: boolean;
}

/** Adds what is shown. */
export function addSelectOptions(command: Command): Command {
  return command
    .addOption(new Option('--at <file:line[:column]>', 'the whole path of the site(s) there').argParser(placeArgument))
    .addOption(new Option('--format <format>', 'how it is printed').choices(FORMATS).default('text'))
    .option('--json', 'the same as --format json')
    .option('-o, --output <file>', 'write to a file instead of stdout')
    .addOption(new Option('--picture <which>', 'what mermaid, dot and svg draw of a site').choices(['path', 'flow']).default('path'))
    .addOption(listOption('--kind <kinds>', 'only these kinds', SITE_KINDS))
    .addOption(listOption('--placement <placements>', 'only these placements', PLACEMENTS))
    .option('--package <pattern>', 'only packages that match; may be repeated', collect)
    .option('--function <pattern>', 'only functions that match; may be repeated', collect)
    .addOption(listOption('--cause <causes>', 'only these causes', Object.keys(CAUSES)).hideHelp(false))
    .option('--conflicts', 'only sites where the evidence disagrees')
    .addOption(new Option('--top <n>', 'only the first n').argParser(countArgument))
    .addOption(new Option('--sort <order>', 'order of the sites (default: loop; of a recorded run: bytes)').choices([...SORT_ORDERS]))
    .addOption(new Option('--group <by>', 'in groups').choices([...GROUPINGS]))
    .option('--raw', "the compiler's own lines under each site, all stacks, and lines that were not understood")
    .option('--callers-of-leak', 'parameters that leak, with the sites that allocate because of it')
    .option('--saved', 'what the compiler kept off the heap, and by which mechanism');
}

/** Adds how it is printed. */
export function addPrintOptions(command: Command): Command {
  return command
    .optionsGroup('How it is printed:')
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'))
    .option('--no-progress', 'no progress on stderr');
}

/** Throws for combinations that say nothing. */
export function checkSelectOptions(options: SelectOptions): void {
  if (options.saved === true && options.callersOfLeak !== undefined)
    throw new UserError('usage', '--saved and --callers-of-leak are two different views.', 'Choose one of them.');
}

/** @param recorded the analysis has a run: its sites come first, by bytes, and the others only when asked for */
export function queryOf(options: SelectOptions, recorded: boolean): Query {
  const narrow = recorded && options.all !== true && options.at === undefined && options.saved !== true && options.callersOfLeak === undefined;
  return {
    sort: options.sort ?? (recorded && options.at === undefined ? 'bytes' : options.at === undefined ? 'loop' : 'position'),
    ...(narrow ? { happened: true } : {}),
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

/** Rows of the table when nothing was said: sites are ranked, and the rest of the bytes is in its last line. */
const ROWS = 30;

/** The query for a table of a recorded run. */
export function shortened(query: Query, options: SelectOptions): Query {
  const table = options.format === 'text' && options.json !== true && options.at === undefined && options.all !== true;
  return table && query.top === undefined && query.happened === true ? { ...query, top: ROWS } : query;
}

/** For options that may be repeated. */
export function collect(value: string, before: string[] | undefined): string[] {
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

/** A whole number from 1. */
export function countArgument(value: string): number {
  if (!/^\d{1,9}$/.test(value) || Number(value) === 0) throw new InvalidArgumentError('It is a number from 1.');
  return Number(value);
}

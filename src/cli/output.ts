// From an analysis to bytes on stdout or in a file, in the view that was asked for.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../base/errors.ts';
import { codeOfSites } from '../jobs/code.ts';
import { LEAK_VIEWS, SAVED_VIEWS, VIEWS } from '../show/registry.ts';
import type { View, ViewOptions } from '../show/view.ts';
import type { JoinedBinary } from '../site/join.ts';
import type { Analysis, Site } from '../site/model.ts';
import { querySites, type Query, type Selection } from '../site/query.ts';
import type { SelectOptions } from './select-options.ts';
import { wantsColor, writeOut } from './write.ts';

/** What there is to show, and where more can be had from. */
export interface Shown {
  readonly analysis: Analysis;
  /** Directory that file names are shown relative to. */
  readonly cwd: string;
  /** What is shown happened in a run that was not kept: to see more of it, it has to run again. */
  readonly again?: boolean;
  /** For the instructions of a site. */
  readonly binaries?: readonly JoinedBinary[];
  /** For --ssa: the analysis with the SSA values of sites. */
  readonly ssa?: (sites: readonly Site[]) => Promise<Analysis>;
}

/** Prints an analysis. */
export async function show(shown: Shown, query: Query, options: SelectOptions & { readonly ssa?: boolean }): Promise<void> {
  const selection = querySites(shown.analysis, placed(query, shown.cwd));
  const analysis = options.ssa === true && shown.ssa !== undefined ? await shown.ssa(selection.sites) : shown.analysis;
  const view = await chooseView(options);
  const detail = query.at !== undefined;
  if (detail && selection.matched === 0) throw await nothingThere(analysis, query);
  const viewOptions: ViewOptions = {
    selection,
    detail,
    ...(shown.again === true ? { again: true } : {}),
    ...(options.raw === true ? { raw: true } : {}),
    ...(options.picture === undefined ? {} : { picture: options.picture }),
    color: wantsColor(options),
    width: process.stdout.columns ?? 100,
    cwd: shown.cwd,
    ...(detail ? { sources: readSources(selection), code: await codeOfSites(shown.binaries ?? [], selection.sites) } : {}),
  };
  const chunks = view.chunks === undefined ? [view.render(analysis, viewOptions)] : view.chunks(analysis, viewOptions);
  await writeOut(chunks, options.output, () => {});
}

// `../lib/lib.go` is a file from here; other names are ends of file names.
function placed(query: Query, cwd: string): Query {
  if (query.at === undefined || !/^\.\.[/\\]/.test(query.at.file)) return query;
  return { ...query, at: { ...query.at, file: resolve(cwd, query.at.file) } };
}

async function chooseView(options: SelectOptions): Promise<View> {
  const format = options.json === true ? 'json' : options.format;
  const views = options.callersOfLeak !== undefined ? LEAK_VIEWS : options.saved === true ? SAVED_VIEWS : VIEWS;
  const load = views[format];
  if (load === undefined) throw new UserError('usage', `This view cannot be printed as ${format}.`, `Choose --format ${Object.keys(views).join(', ')}.`);
  const view = await load();
  if (view.scope === 'site' && options.at === undefined && options.top === undefined) {
    throw new UserError('usage', `${format} draws single sites.`, 'Name one with --at file.go:LINE, or take the first few with --top 3.');
  }
  return view;
}

async function nothingThere(analysis: Analysis, query: Query): Promise<UserError> {
  const { nearestSites } = await import('../site/query.ts');
  const at = query.at!;
  const near = nearestSites(analysis, at, 3).map((s) => `${s.position.file.replace(/^.*\//, '')}:${s.position.line} (${s.expression})`);
  return new UserError(
    'no-site',
    `There is no allocation site at ${at.file}:${at.line}${at.column === undefined ? '' : `:${at.column}`}.`,
    near.length === 0 ? 'Is the file part of the packages that were named?' : `Sites nearby: ${near.join(', ')}.`,
  );
}

/** Source files larger than this are not shown. */
const MAX_SOURCE = 16 * 1024 * 1024;

function readSources(selection: Selection): Map<string, readonly string[]> {
  const sources = new Map<string, readonly string[]>();
  const files = new Set(selection.sites.flatMap((s) => [s.position.file, ...(s.reason?.steps ?? []).map((step) => step.position.file)]));
  for (const file of files) {
    try {
      const text = readFileSync(file, 'utf8');
      if (text.length < MAX_SOURCE) sources.set(file, text.split('\n'));
    } catch {
      // A file that is gone or generated is shown by its position alone.
    }
  }
  return sources;
}

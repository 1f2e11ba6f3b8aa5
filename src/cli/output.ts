// From an analysis to bytes on stdout or in a file, in the view that was asked for.
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { UserError } from '../base/errors.ts';
import type { ExplainRequest, ExplainResult } from '../jobs/explain.ts';
import { codeOfSites } from '../jobs/code.ts';
import { addSsa } from '../jobs/ssa.ts';
import { LEAK_VIEWS, SAVED_VIEWS, VIEWS } from '../show/registry.ts';
import type { View, ViewOptions } from '../show/view.ts';
import type { Analysis } from '../site/model.ts';
import { querySites, type Query, type Selection } from '../site/query.ts';
import type { ExplainOptions } from './explain.ts';

/** Prints a result. */
export async function show(result: ExplainResult, query: Query, options: ExplainOptions, request: ExplainRequest): Promise<void> {
  const selection = querySites(result.analysis, query);
  const analysis = options.ssa === true ? await addSsa(result, selection.sites, request) : result.analysis;
  const view = await chooseView(options);
  const detail = query.at !== undefined;
  if (detail && selection.matched === 0) throw await nothingThere(analysis, query);
  const viewOptions: ViewOptions = {
    selection,
    detail,
    ...(options.raw === true ? { raw: true } : {}),
    ...(options.picture === undefined ? {} : { picture: options.picture }),
    color: wantsColor(options),
    width: process.stdout.columns ?? 100,
    cwd: request.cwd,
    ...(detail ? { sources: readSources(selection), code: await codeOfSites(result, selection.sites) } : {}),
  };
  const chunks = view.chunks === undefined ? [view.render(analysis, viewOptions)] : view.chunks(analysis, viewOptions);
  if (options.output === undefined) {
    for (const chunk of batched(chunks)) {
      if (!process.stdout.write(chunk)) await new Promise((resolve) => process.stdout.once('drain', resolve));
    }
  } else {
    writeWhole(options.output, [...chunks].join(''));
  }
}

async function chooseView(options: ExplainOptions): Promise<View> {
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

/** NO_COLOR (no-color.org) and a stdout that is no terminal switch colours off, --color decides otherwise. */
function wantsColor(options: ExplainOptions): boolean {
  if (options.color === 'always') return true;
  if (options.color === 'never' || options.output !== undefined) return false;
  if (process.env['NO_COLOR'] !== undefined && process.env['NO_COLOR'] !== '') return false;
  if (process.env['FORCE_COLOR'] !== undefined && process.env['FORCE_COLOR'] !== '0') return true;
  return process.stdout.isTTY === true && process.env['TERM'] !== 'dumb';
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

// A line per site would mean one system call each.
function* batched(chunks: Iterable<string>): Generator<string> {
  let batch = '';
  for (const chunk of chunks) {
    batch += chunk;
    if (batch.length > 1 << 18) {
      yield batch;
      batch = '';
    }
  }
  if (batch !== '') yield batch;
}

// Nothing half written is left behind: the file appears whole, or not at all.
function writeWhole(path: string, text: string): void {
  const temporary = `${path}.allocpath-${process.pid}`;
  try {
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new UserError('output', `${path} could not be written: ${(error as Error).message}`);
  }
}

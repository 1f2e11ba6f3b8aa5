// Runs the bundled command as a user does: in a directory, with an environment, reading what it prints.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { afterAll, expect } from 'vitest';
import type { Analysis, Site } from '../../src/site/model.ts';
import { bundle } from './bundle.ts';

/** How one run of the command ended. */
export interface Run {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  /** Added to a clean environment; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Called with the process as soon as it runs. */
  readonly started?: (child: ChildProcess) => void;
}

const scratches: string[] = [];
/** Binaries of all runs of one test file. */
const CACHE = scratch('cache');
afterAll(() => {
  for (const path of scratches) rmSync(path, { recursive: true, force: true });
});

/** A new directory that is removed when the test file is done. */
export function scratch(name = 'e2e'): string {
  const path = mkdtempSync(join(tmpdir(), `allocpath-test-${name}-`));
  scratches.push(path);
  return path;
}

/** The user's own Go settings must not change what is tested. */
function environment(extra: RunOptions['env']): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    ALLOCPATH_CACHE: CACHE,
    GOTOOLCHAIN: 'local',
    GOFLAGS: '-buildvcs=false',
    GOWORK: '',
    GOEXPERIMENT: '',
    LC_ALL: 'C',
  };
  for (const name of ['NO_COLOR', 'FORCE_COLOR', 'COLUMNS', 'CGO_ENABLED', 'CC', 'GOOS', 'GOARCH']) delete env[name];
  for (const [name, value] of Object.entries(extra ?? {})) {
    if (value === undefined) delete env[name];
    else env[name] = value;
  }
  return env;
}

/** Runs `allocpath args…`. */
export async function allocpath(args: readonly string[], options: RunOptions): Promise<Run> {
  const script = await bundle();
  return await new Promise<Run>((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { cwd: options.cwd, env: environment(options.env), stdio: ['ignore', 'pipe', 'pipe'] });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      resolve({ code, signal, stdout: Buffer.concat(stdout).toString('utf8'), stderr: Buffer.concat(stderr).toString('utf8') });
    });
    options.started?.(child);
  });
}

const schema = JSON.parse(readFileSync(fileURLToPath(new URL('../../schema/analysis-1.json', import.meta.url)), 'utf8')) as object;
const validate: ValidateFunction = new Ajv2020({ strict: true, allErrors: true }).compile(schema);

/** An analysis that was printed, with what was printed beside it. */
export interface Explained {
  readonly analysis: Analysis;
  readonly run: Run;
}

/**
 * Runs `allocpath explain --json args…` and checks what holds for every run: one valid document on stdout, and every
 * allocation call accounted for.
 */
export async function explain(args: readonly string[], options: RunOptions & { readonly code?: number; readonly stderr?: RegExp }): Promise<Explained> {
  const run = await allocpath(['explain', '--json', ...args], options);
  expect(run, run.stderr).toMatchObject({ code: options.code ?? 0, signal: null });
  if (options.stderr === undefined) expect(run.stderr).toBe('');
  else expect(run.stderr).toMatch(options.stderr);
  // JSON.parse refuses a second document and anything else on stdout.
  const analysis = JSON.parse(run.stdout) as Analysis;
  validate(analysis);
  expect(validate.errors).toBeNull();
  const { completeness, binaries, sites } = analysis;
  expect(completeness.tiedExactly + completeness.tiedByRule + completeness.unexplained).toBe(completeness.allocationCalls);
  expect(completeness.unexplained, JSON.stringify(completeness)).toBe(0);
  expect(completeness.unparsedReportLines, JSON.stringify(analysis.unparsed)).toBe(0);
  expect(binaries.reduce((sum, b) => sum + b.allocationCalls, 0)).toBe(completeness.allocationCalls);
  expect(sites).toHaveLength(completeness.sites);
  return { analysis, run };
}

/** Every call is tied by order alone. */
export function expectExact({ completeness }: Analysis): void {
  expect(completeness.tiedExactly, JSON.stringify(completeness)).toBe(completeness.allocationCalls);
  expect(completeness.allocationCalls).toBeGreaterThan(0);
}

/** `package`, and `package [test]` for a test binary, in the order in which they are listed. */
export function binaryNames(analysis: Analysis): string[] {
  return analysis.binaries.map((b) => (b.test ? `${b.package} [test]` : b.package));
}

/** The sites at `file:line`, the file by the end of its path. */
export function sitesAt(analysis: Analysis, file: string, line: number): Site[] {
  return analysis.sites.filter((s) => s.position.line === line && (s.position.file === file || s.position.file.endsWith(`/${file}`)));
}

/** `kind placement` of the sites at `file:line`. */
export function at(analysis: Analysis, file: string, line: number): string[] {
  return sitesAt(analysis, file, line)
    .map((s) => `${s.kind} ${s.placement}`)
    .sort();
}

/** Codes of the gaps, sorted. */
export function gapCodes(analysis: Analysis): string[] {
  return analysis.gaps.map((g) => g.code).sort();
}

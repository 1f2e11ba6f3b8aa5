// Where profiles come from: a file, or a program that serves them with net/http/pprof.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { UserError } from '../base/errors.ts';

/** The bytes of a profile. */
export interface ProfileSource {
  /** As a user would name it: without what could be a password. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface ProfileSourceOptions {
  /** Milliseconds until a server has to have answered in full; profiles over `?seconds=` get those on top. */
  readonly timeout?: number;
  /** Bytes, as they come. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

/** A day. */
const MAX_SECONDS = 86_400;
const DEFAULT_TIMEOUT = 30_000;
/** Profiles of large services have some megabytes. */
const DEFAULT_LIMIT = 512 << 20;

/** Inflates what decodeGoProfile gets. */
export function inflateProfile(bytes: Uint8Array, limit: number): Uint8Array {
  return gunzipSync(bytes, { maxOutputLength: limit });
}

/** True for what is fetched, and not read from a file. */
export function isProfileUrl(source: string): boolean {
  return /^https?:\/\//i.test(source);
}

/**
 * Reads a profile from a file, or fetches it. The page of net/http/pprof stands for its profile of all allocations.
 * @throws UserError when there is none to be had
 */
export async function readProfileSource(source: string, options: ProfileSourceOptions = {}): Promise<ProfileSource> {
  const limit = options.limit ?? DEFAULT_LIMIT;
  return isProfileUrl(source) ? await fetched(source, limit, options) : { name: source, bytes: readFile(source, limit) };
}

function readFile(path: string, limit: number): Uint8Array {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new UserError(
      'profile',
      `${path} could not be read: ${(error as Error).message}`,
      missing ? 'go test -memprofile=FILE writes one; a URL begins with http://.' : undefined,
    );
  }
  try {
    const stat = fstatSync(file);
    if (stat.isDirectory()) throw new UserError('profile', `${path} is a directory.`, 'Name the file of a profile.');
    if (stat.size > limit) throw new UserError('profile', `${path} has ${stat.size} bytes; profiles of at most ${limit} are read.`);
    return readAll(file, path, limit);
  } finally {
    closeSync(file);
  }
}

// Pipes and devices have no size.
function readAll(file: number, path: string, limit: number): Uint8Array {
  const parts: Buffer[] = [];
  for (let length = 0; ;) {
    const part = Buffer.allocUnsafe(1 << 20);
    const count = readSync(file, part, 0, part.length, null);
    if (count === 0) return Buffer.concat(parts);
    length += count;
    if (length > limit) throw new UserError('profile', `${path} has more than ${limit} bytes, which is the most that is read.`);
    parts.push(part.subarray(0, count));
  }
}

/** What to ask for, and how to name it. */
interface Target {
  readonly url: URL;
  readonly name: string;
  readonly headers: Record<string, string>;
}

// fetch takes no URL with a password in it.
function targetOf(source: string): Target {
  let url: URL;
  try {
    url = new URL(source);
  } catch {
    throw new UserError('profile', `${source.replace(/\/\/[^/]*@/, '//')} is not a URL.`, 'For example: http://localhost:6060/debug/pprof');
  }
  const headers: Record<string, string> = {};
  if (url.username !== '' || url.password !== '') {
    headers['authorization'] = `Basic ${Buffer.from(`${unescaped(url.username)}:${unescaped(url.password)}`).toString('base64')}`;
    url.username = '';
    url.password = '';
  }
  url.hash = '';
  if (/\/debug\/pprof\/?$/.test(url.pathname)) url.pathname = url.pathname.replace(/\/?$/, '/allocs');
  return { url, name: url.href, headers };
}

// A percent sign that escapes nothing stays one.
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function fetched(source: string, limit: number, options: ProfileSourceOptions): Promise<ProfileSource> {
  const { url, name, headers } = targetOf(source);
  // What a timer can wait is bounded; a server that is asked for more has to answer sooner.
  const seconds = Number(url.searchParams.get('seconds') ?? 0);
  const timeout = (options.timeout ?? DEFAULT_TIMEOUT) + (seconds > 0 && seconds <= MAX_SECONDS ? seconds * 1000 : 0);
  const late = AbortSignal.timeout(timeout);
  const signal = options.signal === undefined ? late : AbortSignal.any([late, options.signal]);
  try {
    const response = await fetch(url, { headers, signal });
    const { body } = response;
    if (!response.ok) throw await refused(name, response);
    return { name, bytes: body === null ? new Uint8Array(0) : await collected(body as AsyncIterable<Uint8Array>, limit, name) };
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (options.signal?.aborted === true) throw error;
    if (late.aborted) throw new UserError('profile', `${name} did not answer in full within ${timeout / 1000} s.`);
    throw new UserError(
      'profile',
      `${name} could not be fetched: ${reasonOf(error)}`,
      'Does the program run, does it import net/http/pprof and listen there? curl shows what it answers.',
    );
  }
}

// fetch says `fetch failed`, and why in its cause; of several addresses each has a cause of its own.
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  const inner = cause instanceof AggregateError ? cause.errors[0] : cause;
  return inner instanceof Error ? inner.message : message;
}

async function refused(name: string, response: Response): Promise<UserError> {
  const text = await collected((response.body ?? []) as AsyncIterable<Uint8Array>, 1 << 16, name).catch(() => new Uint8Array(0));
  const line = new TextDecoder()
    .decode(text)
    .trim()
    .split('\n')[0]!
    .slice(0, 120)
    .replace(/[^\x20-\x7e]/g, '?');
  const said = line === '' || line.startsWith('<') ? '' : `: ${line}`;
  return new UserError(
    'profile',
    `${name} answered ${response.status} ${response.statusText.replace(/[^\x20-\x7e]/g, '?')}${said}`,
    response.status === 404 ? 'net/http/pprof serves profiles below /debug/pprof, if it is imported and its handler is in use.' : undefined,
  );
}

async function collected(body: AsyncIterable<Uint8Array>, limit: number, name: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body) {
    length += part.length;
    if (length > limit) throw new UserError('profile', `${name} sends more than ${limit} bytes, which is the most that is read.`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../base/errors.ts';
import { isProfileUrl, readProfileSource } from './profile-source.ts';

const directory = mkdtempSync(join(tmpdir(), 'allocpath-test-source-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function failure(promise: Promise<unknown>): Promise<UserError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return error as UserError;
}

describe('a file', () => {
  const path = join(directory, 'mem.out');
  beforeAll(() => writeFileSync(path, 'profile'));

  it('is read', async () => {
    expect(isProfileUrl(path)).toBe(false);
    const { name, bytes } = await readProfileSource(path);
    expect(name).toBe(path);
    expect(new TextDecoder().decode(bytes)).toBe('profile');
  });
  it('can be a pipe', async () => {
    const pipe = join(directory, 'pipe');
    execFileSync('mkfifo', [pipe]);
    // The writer is a process of its own: opening a pipe waits for the other end.
    spawn('sh', ['-c', `printf through > '${pipe}'`]);
    expect(new TextDecoder().decode((await readProfileSource(pipe)).bytes)).toBe('through');
  });
  it('is refused when it is missing, no file, or too large', async () => {
    expect(await failure(readProfileSource(join(directory, 'none')))).toMatchObject({
      message: expect.stringContaining('ENOENT'),
      hint: expect.stringContaining('-memprofile'),
    });
    expect((await failure(readProfileSource(directory))).message).toContain('is a directory');
    expect((await failure(readProfileSource(path, { limit: 3 }))).message).toContain('at most 3');
    expect((await failure(readProfileSource('/dev/zero', { limit: 3 << 20 }))).message).toContain('the most that is read');
  });
});

describe('a server', () => {
  let server: Server;
  let base: string;
  const asked: IncomingMessage[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request);
      if (request.url === '/missing') response.writeHead(404).end('404 page not found\u001b[31m\n');
      else if (request.url === '/slow') response.writeHead(200).write('begin');
      else if (request.url === '/large') response.end(Buffer.alloc(5000));
      else if (request.url === '/html') response.writeHead(500).end('<html>oops</html>');
      else response.end(`profile of ${request.url}`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it.each([
    ['/debug/pprof', '/debug/pprof/allocs'],
    ['/debug/pprof/', '/debug/pprof/allocs'],
    ['/behind/proxy/debug/pprof/?gc=1', '/behind/proxy/debug/pprof/allocs?gc=1'],
    ['/debug/pprof/heap#top', '/debug/pprof/heap'],
    ['/other', '/other'],
  ])('is asked for %s as %s', async (path, wanted) => {
    const { name, bytes } = await readProfileSource(`${base}${path}`);
    expect(new TextDecoder().decode(bytes)).toBe(`profile of ${wanted}`);
    expect(name).toBe(`${base}${wanted}`);
  });
  it('gets a password in a header, and nobody else sees it', async () => {
    const { name } = await readProfileSource(`${base.replace('//', '//me:se%20cret%@')}/debug/pprof`);
    expect(asked.at(-1)!.headers.authorization).toBe(`Basic ${Buffer.from('me:se%20cret%').toString('base64')}`);
    expect(name).not.toContain('cret');
    const { message } = await failure(readProfileSource('http://me:secret@127.0.0.1:1/debug/pprof'));
    expect(message).not.toContain('secret');
    expect((await failure(readProfileSource('http://me:secret@[/debug'))).message).not.toContain('secret');
  });
  it('is quoted when it refuses', async () => {
    const missing = await failure(readProfileSource(`${base}/missing`));
    expect(missing.message).toContain('answered 404 Not Found: 404 page not found?[31m');
    expect(missing.hint).toContain('net/http/pprof');
    expect((await failure(readProfileSource(`${base}/html`))).message).toMatch(/500 Internal Server Error$/);
  });
  it('has to answer in time and within bounds', async () => {
    expect((await failure(readProfileSource(`${base}/slow`, { timeout: 200 }))).message).toContain('within 0.2 s');
    expect((await failure(readProfileSource(`${base}/large`, { limit: 1000 }))).message).toContain('more than 1000 bytes');
    const stop = new AbortController();
    const waiting = readProfileSource(`${base}/slow`, { signal: stop.signal });
    stop.abort();
    await expect(waiting).rejects.toThrow('aborted');
  });
  it('has to be there', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    await new Promise((resolve) => other.close(resolve));
    const error = await failure(readProfileSource(`http://127.0.0.1:${port}/debug/pprof`));
    expect(error.message).toContain('ECONNREFUSED');
    expect(error.hint).toContain('net/http/pprof');
  });
});

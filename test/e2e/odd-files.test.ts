// Files that are no files: what is read and written may be a device, a pipe, a link, or stop in the middle.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync, readlinkSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildProgram, NEWEST } from '../binary/binaries.ts';
import { bundle } from './bundle.ts';
import { allocpath, scratch, type Run } from './cli.ts';

const folder = scratch('odd-files');
let binary = '';

async function stackmap(...args: readonly string[]): Promise<Run> {
  return await allocpath(['stackmap', ...args], { cwd: folder });
}

beforeAll(() => {
  binary = buildProgram({ toolchain: NEWEST, goarch: 'amd64', flavour: 'plain' });
}, 300_000);

describe('what is read', { timeout: 60_000 }, () => {
  it('is refused by its first bytes, before the rest is read', async () => {
    writeFileSync(join(folder, 'image'), '');
    truncateSync(join(folder, 'image'), 1900 * 2 ** 20);
    const core = new Uint8Array(64);
    core.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
    core[16] = 4;
    core[18] = 62;
    writeFileSync(join(folder, 'core'), core);
    truncateSync(join(folder, 'core'), 1900 * 2 ** 20);
    expect(await stackmap('/dev/zero')).toMatchObject({ code: 2, stdout: '' });
    const started = Date.now();
    expect((await stackmap('image')).stderr).toContain('image at offset 0x0: an ELF, Mach-O or PE executable');
    expect((await stackmap('core')).stderr).toContain('an executable, found a core dump');
    expect(Date.now() - started).toBeLessThan(20_000);
  });

  it('may be a pipe, and a link that leads nowhere is told from one', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    symlinkSync('two', join(folder, 'one'));
    symlinkSync('one', join(folder, 'two'));
    const run = stackmap('pipe');
    spawn('sh', ['-c', 'exec cat "$0" > pipe', binary], { cwd: folder, stdio: 'ignore' });
    expect((await run).stdout).toBe((await stackmap(binary)).stdout.replaceAll(binary, 'pipe'));
    const endless = await stackmap('one');
    expect(endless).toMatchObject({ code: 2, stdout: '' });
    expect(endless.stderr).toContain('one could not be read: ELOOP');
  });

  it('is named without steering the terminal', async () => {
    const run = await stackmap('a\u001b[31m\u202eb');
    expect(run.stderr).toContain('There is no file a\\x1b[31m\\u202eb.');
  });
});

describe('what is written', { timeout: 60_000 }, () => {
  it('goes into a pipe or device that is there, not in its place', async () => {
    const path = join(folder, 'target');
    execFileSync('mkfifo', [path]);
    const reader = spawn('cat', [path], { stdio: ['ignore', 'pipe', 'ignore'] });
    const got = text(reader.stdout);
    const run = await stackmap(binary, '-o', 'target');
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(await got).toBe((await stackmap(binary)).stdout);
    expect(lstatSync(path).isFIFO()).toBe(true);
  });

  it('goes where a link points to, and the link stays', async () => {
    writeFileSync(join(folder, 'behind'), 'old');
    symlinkSync('behind', join(folder, 'link'));
    expect(await stackmap(binary, '-o', 'link')).toMatchObject({ code: 0, stderr: '' });
    expect(readlinkSync(join(folder, 'link'))).toBe('behind');
    expect(readFileSync(join(folder, 'behind'), 'utf8')).toBe((await stackmap(binary)).stdout);
  });

  it('is no directory', async () => {
    const run = await stackmap(binary, '-o', '.');
    expect(run).toMatchObject({ code: 2, stderr: 'allocpath: . is a directory.\n  Name a file to write to.\n' });
  });

  it('is not left half written by a signal', async () => {
    const before = readdirSync(folder);
    const run = await allocpath(['stackmap', binary, '--json', '-o', 'all.json'], {
      cwd: folder,
      started(child) {
        const timer = setInterval(() => {
          if (!readdirSync(folder).some((name) => name.startsWith('all.json.'))) return;
          clearInterval(timer);
          child.kill('SIGINT');
        }, 20);
        child.on('exit', () => clearInterval(timer));
      },
    });
    expect(run).toMatchObject({ code: 130, signal: null });
    expect(readdirSync(folder)).toEqual(before);
  });
});

describe.skipIf(process.platform !== 'linux')('a full disk', { timeout: 60_000 }, () => {
  it('is named', async () => {
    const script = 'exec "$0" "$1" stackmap "$2" >/dev/full';
    const run = spawnSync('sh', ['-c', script, process.execPath, await bundle(), binary], { encoding: 'utf8' });
    expect(run.stderr).toBe('allocpath: stdout could not be written: ENOSPC: no space left on device, write\n');
    expect(run.status).toBe(2);
  });
});

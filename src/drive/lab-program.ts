// Runs the program of the experiments, and collects what it prints on stderr.
import { spawn } from 'node:child_process';

const LIMIT_MS = 120_000;
const MAX_TEXT = 8 << 20;

/** What the program printed, and how it ended where that was not well. */
export interface LabRun {
  readonly text: string;
  readonly problem?: string;
}

/** Starts the program; it is stopped after two minutes. */
export async function runLabProgram(path: string, cwd: string, signal: AbortSignal | undefined): Promise<LabRun> {
  return await new Promise<LabRun>((resolve) => {
    const env = { ...process.env, ALLOCPATH_LAB: '1' };
    const child = spawn(path, [], { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
    const chunks: Buffer[] = [];
    let size = 0;
    let late = false;
    const kill = (): void => void child.kill('SIGKILL');
    const timer = setTimeout(() => {
      late = true;
      kill();
    }, LIMIT_MS);
    signal?.addEventListener('abort', kill, { once: true });
    child.stderr.on('data', (chunk: Buffer) => {
      if ((size += chunk.length) <= MAX_TEXT) chunks.push(chunk);
    });
    const end = (problem: string | undefined): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', kill);
      resolve({ text: Buffer.concat(chunks).toString('utf8'), ...(problem === undefined ? {} : { problem }) });
    };
    child.on('error', (error) => end(`it could not be started: ${error.message}`));
    child.on('close', (code, by) => {
      if (late) end(`it ran for more than ${LIMIT_MS / 1000} seconds and was stopped`);
      else if (by !== null) end(`it was ended by ${by}`);
      else end(code === 0 ? undefined : `it ended with exit code ${code}`);
    });
  });
}

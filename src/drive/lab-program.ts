// Runs the program of the experiments, and collects what it prints on stderr.
import { spawn } from 'node:child_process';

const LIMIT_MS = 120_000;
const MAX_LINE = 1 << 16;

/** What the program printed, and how it ended where that was not well. */
export interface LabRun {
  readonly text: string;
  readonly problem?: string;
}

/** Starts the program; it is stopped after two minutes. @param mark what lines begin with that are kept */
export async function runLabProgram(path: string, cwd: string, mark: string, signal: AbortSignal | undefined): Promise<LabRun> {
  return await new Promise<LabRun>((resolve) => {
    const env = { ...process.env, ALLOCPATH_LAB: '1' };
    const child = spawn(path, [], { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
    const kept: string[] = [];
    let rest = '';
    let late = false;
    const kill = (): void => void child.kill('SIGKILL');
    const timer = setTimeout(() => {
      late = true;
      kill();
    }, LIMIT_MS);
    signal?.addEventListener('abort', kill, { once: true });
    // What else is printed is not kept, however much it is.
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop()!.slice(0, MAX_LINE);
      kept.push(...lines.filter((line) => line.startsWith(mark)));
    });
    const end = (problem: string | undefined): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', kill);
      resolve({ text: [...kept, rest].join('\n'), ...(problem === undefined ? {} : { problem }) });
    };
    child.on('error', (error) => end(`it could not be started: ${error.message}`));
    child.on('close', (code, by) => {
      if (late) end(`it ran for more than ${LIMIT_MS / 1000} seconds and was stopped`);
      else if (by !== null) end(`it was ended by ${by}`);
      else end(code === 0 ? undefined : `it ended with exit code ${code}`);
    });
  });
}

// The allocation calls that the compiler says it emitted, by source line: a second opinion on the markers which shares
// no code with what the markers are there to test.

export interface EmittedCall {
  readonly file: string;
  readonly line: number;
  /** Without `runtime.`. */
  readonly entry: string;
  /** The compiled function that holds the call. */
  readonly function: string;
}

const HEADER = /^liveness: (.+)$/;
const CALL = /^\(([^()\s]+?):(\d+)(?::\d+)?\) v\d+ = CALLstatic\w* .*\{AuxCall\{runtime\.(\w+)\}\}/;
const ALLOCATES =
  /^(?:newobject|mallocgc\w*|makeslice\w*|growslice\w*|moveSlice\w*|makemap\w*|mapassign\w*|makechan\w*|convT\w*|concatstring\w*|concatbyte\w*|slicebytetostring|slicerunetostring|intstring|stringtoslicebyte|stringtoslicerune)$/;

/** Calls of allocating runtime functions in the text of -live=2, in files below `directory`. */
export function emittedCalls(text: string, directory: string): EmittedCall[] {
  const calls: EmittedCall[] = [];
  let func = '';
  for (const row of text.split('\n')) {
    func = HEADER.exec(row)?.[1] ?? func;
    const [, path, line, entry] = CALL.exec(row) ?? [];
    if (path === undefined || entry === undefined || !ALLOCATES.test(entry)) continue;
    const file = path.startsWith(`${directory}/`) ? path.slice(directory.length + 1) : path.replace(/^\.\//, '');
    calls.push({ file, line: Number(line), entry, function: func });
  }
  return calls;
}

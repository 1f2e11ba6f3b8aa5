// Cuts what GOSSAFUNC=F+ prints on stdout (every pass of one function) into the three parts that the dump files hold.
// The environment variable takes names that -d=ssa/…/dump cannot, for it is no comma-separated list: shapes of two type arguments.
// Source: cmd/compile/internal/ssa/compile.go: Compile (`compiling F`, `  pass trim end [… ns]`, each followed by the function),
// ssagen/ssa.go: genssa (`genssa F`), 1.21 – 1.27.

/** The parts of a log; absent when the log does not hold them. */
export interface SsaLogParts {
  readonly build?: string;
  /** After the last pass. */
  readonly final?: string;
  readonly genssa?: string;
}

/** Cuts a log. The text can be large (some sixty passes), so it is searched as bytes. */
export function cutSsaLog(log: Buffer, name: string): SsaLogParts {
  const start = lineWith(log, `compiling ${name}\n`, 0);
  if (start < 0) return {};
  const build = functionAfter(log, start);
  const code = lineWith(log, `genssa ${name}\n`, start);
  const end = log.lastIndexOf('\n  pass ', code < 0 ? log.length : code);
  const ended = end < 0 ? -1 : log.indexOf(' end [', end);
  const final = ended < 0 || ended > log.indexOf('\n', end + 1) ? undefined : functionAfter(log, end + 1);
  const genssa = code < 0 ? undefined : instructionsAfter(log, code);
  return { ...(build === undefined ? {} : { build }), ...(final === undefined ? {} : { final }), ...(genssa === undefined ? {} : { genssa }) };
}

function lineWith(log: Buffer, line: string, from: number): number {
  if (from === 0 && log.indexOf(line) === 0) return 0;
  const at = log.indexOf(`\n${line}`, from);
  return at < 0 ? -1 : at + 1;
}

// The function is printed behind the line at `at`, up to the next pass.
function functionAfter(log: Buffer, at: number): string | undefined {
  const from = log.indexOf('\n', at) + 1;
  if (from === 0) return undefined;
  const ends = ['\n  pass ', '\ngenssa '].map((mark) => log.indexOf(mark, from)).filter((end) => end >= 0);
  return log.toString('utf8', from, ends.length === 0 ? log.length : Math.min(...ends));
}

function instructionsAfter(log: Buffer, at: number): string {
  let end = log.indexOf('\n', at) + 1;
  const from = end;
  // Instruction lines begin with a space and have a tab behind the owner.
  while (log[end] === 32 && log.indexOf(9, end) >= 0 && log.indexOf(9, end) < nextLine(log, end)) end = nextLine(log, end);
  return log.toString('utf8', from, end);
}

function nextLine(log: Buffer, at: number): number {
  const end = log.indexOf('\n', at);
  return end < 0 ? log.length : end + 1;
}

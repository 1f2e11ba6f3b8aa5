// Compiles one package again with the SSA dumps of chosen functions switched on. The dumps go to a directory of their own: GOSSADIR is
// honoured by every release from 1.21 to 1.27 (cmd/compile/internal/ssa/func.go: dumpFile), so nothing lands in the user's directory.
// The go command takes GOSSADIR into the key of every package (cmd/go, package work, exec.go: buildActionID), the standard library
// included; handed to the compiler alone, by -toolexec, it leaves the cache as it is.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildFlags, gcflagsOf, REPORT_FLAGS, type BuildOptions } from './build-flags.ts';
import { runGo, type GoContext } from './go-command.ts';
import type { Toolchain } from './toolchain.ts';

/** What one compile printed and wrote. */
export interface SsaText {
  /** The -live=2 text. */
  readonly text: string;
  /** Dump files: name without directory → content. */
  readonly files: ReadonlyMap<string, string>;
}

/** Functions whose name the flag can carry: it is a list separated by commas, and = and : have a meaning in it. */
export function canDump(name: string): boolean {
  return /^[^,=:\s"'+]+$/.test(name);
}

/**
 * Compiles a package with dumps.
 * @param importPath the package; its code is the same as in the build that was explained, as all other flags are
 * @param functions names as the compiler spells them
 */
export async function dumpSsa(
  importPath: string,
  test: boolean,
  functions: readonly string[],
  options: BuildOptions,
  toolchain: Toolchain,
  context: GoContext,
): Promise<SsaText> {
  const directory = mkdtempSync(join(tmpdir(), 'allocpath-ssa-'));
  try {
    const own = [...gcflagsOf(toolchain.goFlags), ...options.gcflags].filter((value) => !/^[^\s=-][^\s=]*=/.test(value)).at(-1) ?? '';
    // A dump that nobody writes makes the flags new, so that the build cache cannot answer for the compile.
    const unique = `allocpath_${process.pid}_${Date.now()}`;
    const dumps = [...functions.flatMap((f) => [`ssa/build/dump=${f}`, `ssa/genssa/dump=${f}`]), `ssa/build/dump=${unique}`].join(',');
    const flags = [...buildFlags({ ...options, deps: false }, toolchain.goFlags), `-gcflags=${`${own} ${REPORT_FLAGS} -d=${dumps}`.trim()}`];
    const dumped = join(directory, 'dumps');
    mkdirSync(dumped);
    const wrapper = compilerWrapper(directory, dumped, flags, toolchain);
    const chunks: Buffer[] = [];
    const all = wrapper === undefined ? flags : [...flags, `-toolexec=${wrapper}`];
    const args = test ? ['test', '-c', '-o', devNull, ...all, importPath] : ['build', '-o', devNull, ...all, importPath];
    await runGo(
      args,
      wrapper === undefined ? { ...context, env: { ...context.env, GOSSADIR: dumped } } : context,
      (chunk) => chunks.push(Buffer.from(chunk)),
      true,
    );
    const files = new Map(readdirSync(dumped).map((name) => [name, readFileSync(join(dumped, name), 'utf8')]));
    return { text: Buffer.concat(chunks).toString('utf8'), files };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

// A script in front of the compiler; where there is no shell, or the user has a wrapper of his own, the environment has to do.
function compilerWrapper(directory: string, dumped: string, flags: readonly string[], toolchain: Toolchain): string | undefined {
  if (process.platform === 'win32' || /[\s'"\\]/.test(directory)) return undefined;
  if ([...flags, ...toolchain.goFlags].some((flag) => /^--?toolexec\b/.test(flag))) return undefined;
  const path = join(directory, 'compile.sh');
  writeFileSync(path, `#!/bin/sh\nGOSSADIR=${dumped} exec "$@"\n`, { mode: 0o755 });
  return path;
}

/** The dump file of a function and pass: names are mangled as in dumpFile (space, slash and colon become `_`). */
export function dumpFileOf(files: ReadonlyMap<string, string>, name: string, pass: 'build' | 'genssa'): string | undefined {
  const mangled = name.replace(/[ /:]/g, '_');
  for (const [file, content] of files)
    if (file.startsWith(`${mangled}_`) && file.endsWith(`__${pass}.dump`) && /^_\d+__/.test(file.slice(mangled.length))) return content;
  return undefined;
}

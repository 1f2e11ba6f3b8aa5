// Options that decide what is built, as the go command has them.
import type { Command } from 'commander';
import type { BuildOptions } from '../drive/build-flags.ts';
import { collect } from './select-options.ts';

/** These options as commander hands them over. */
export interface BuildCliOptions {
  readonly deps?: boolean;
  readonly tags?: string;
  readonly race?: boolean;
  readonly gcflags?: string[];
  readonly l?: boolean;
  readonly N?: boolean;
  readonly ldflags?: string;
  readonly buildmode?: string;
  readonly trimpath?: boolean;
  readonly mod?: string;
  readonly modfile?: string;
  readonly overlay?: string;
  readonly pgo?: string;
}

/** Adds the build flags. */
export function addBuildOptions(command: Command): Command {
  return command
    .option('--tags <list>', 'build tags')
    .option('--race', 'with the race detector')
    .option('--gcflags <[pattern=]flags>', 'compiler flags; may be repeated', collect)
    .option('-l', 'without inlining (--gcflags=-l)')
    .option('-N', 'without optimisation (--gcflags=-N)')
    .option('--ldflags <flags>', 'linker flags')
    .option('--buildmode <mode>', 'for example pie')
    .option('--trimpath', 'without file system paths')
    .option('--mod <mode>', 'readonly, vendor or mod')
    .option('--modfile <file>', 'another go.mod')
    .option('--overlay <file>', 'an overlay file')
    .option('--pgo <file>', 'a profile, auto or off');
}

/** The build that these options ask for. */
export function buildOf(options: BuildCliOptions): BuildOptions {
  const own = [options.l === true ? '-l' : '', options.N === true ? '-N' : ''].filter((f) => f !== '').join(' ');
  return {
    gcflags: [...(options.gcflags ?? []), ...(own === '' ? [] : [own])],
    deps: options.deps === true,
    ...(options.tags === undefined ? {} : { tags: options.tags }),
    ...(options.race === true ? { race: true } : {}),
    ...(options.ldflags === undefined ? {} : { ldflags: options.ldflags }),
    ...(options.buildmode === undefined ? {} : { buildmode: options.buildmode }),
    ...(options.trimpath === true ? { trimpath: true } : {}),
    ...(options.mod === undefined ? {} : { mod: options.mod }),
    ...(options.modfile === undefined ? {} : { modfile: options.modfile }),
    ...(options.overlay === undefined ? {} : { overlay: options.overlay }),
    ...(options.pgo === undefined ? {} : { pgo: options.pgo }),
  };
}

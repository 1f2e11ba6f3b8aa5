// What a view is. A view is a pure function from one value to text: colour, width, folder and source lines come as options,
// so the same view serves a terminal, a file, an editor and a test.
import type { Analysis } from '../site/model.ts';
import type { Selection } from '../site/query.ts';

export interface ViewOptions {
  /**
   * The sites to show, in order; all, in the default order, when absent. Tables for people leave out what cannot allocate
   * unless the query names placements, a place or conflicts.
   */
  readonly selection?: Selection;
  /** Show the whole path of each selected site, not a table row. */
  readonly detail?: boolean;
  /** What is shown happened in a run that was not kept. */
  readonly again?: boolean;
  /** Show the compiler's own lines too. */
  readonly raw?: boolean;
  /** For pictures: the way from the variable to the allocator, or the escape flow alone. */
  readonly picture?: 'path' | 'flow';
  readonly color?: boolean;
  /** Terminal cells a line may take; 100 when absent. */
  readonly width?: number;
  /** Folder that file names are shown relative to. */
  readonly cwd?: string;
  /** Machine instructions around a call, by address of the call. */
  readonly code?: ReadonlyMap<number, readonly { readonly pc: number; readonly text: string }[]>;
  /** Source lines by file name as positions have it. */
  readonly sources?: ReadonlyMap<string, readonly string[]>;
}

export interface View {
  /** The word for --format. */
  readonly name: string;
  /** Of a file that holds the output, without the dot. */
  readonly extension: string;
  /** One line for --help and the docs. */
  readonly summary: string;
  /** `site`: draws single sites, so the user has to choose some. */
  readonly scope: 'analysis' | 'site' | 'both';
  /** The output, ending in a newline. */
  render(analysis: Analysis, options: ViewOptions): string;
  /** The same output in pieces, for views that can be large. */
  chunks?(analysis: Analysis, options: ViewOptions): Iterable<string>;
}

const DEFAULT_WIDTH = 100;
/** Below this a table says too little to be worth breaking up further; the terminal may wrap it. */
const MIN_WIDTH = 64;

/** Cells that lines of the view may take. */
export function widthOf(options: ViewOptions): number {
  return Math.max(MIN_WIDTH, options.width ?? DEFAULT_WIDTH);
}

// What a table for people shows when nothing was said about placements: the sites that can allocate. The rest is counted.
import type { Analysis } from '../site/model.ts';
import { ALLOCATING_PLACEMENTS, querySites, type Selection } from '../site/query.ts';
import type { ViewOptions } from './view.ts';

/** The selection for a table. A place, or a question about conflicts or a run, is about every placement. */
export function tableSelection(analysis: Analysis, options: ViewOptions): Selection {
  const { selection } = options;
  if (selection === undefined) return querySites(analysis, { placements: ALLOCATING_PLACEMENTS });
  const { placements, at, conflicts, happened } = selection.query;
  if (options.detail === true || placements !== undefined || at !== undefined || conflicts === true || happened === true) return selection;
  return querySites(analysis, { ...selection.query, placements: ALLOCATING_PLACEMENTS });
}

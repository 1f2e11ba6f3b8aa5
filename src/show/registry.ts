// Every view by the word for --format. A view is loaded when it is asked for: the SVG layout alone is larger than the rest.
import type { View } from './view.ts';

type Load = () => Promise<View>;

/** Views of the sites of an analysis. To add one: a file that exports `view`, and a line here. */
export const VIEWS: Readonly<Record<string, Load>> = {
  text: async () => (await import('./text.ts')).view,
  json: async () => (await import('./json.ts')).view,
};

/** The choices of --format for `explain`, in the order they are documented. */
export const FORMATS: readonly string[] = Object.keys(VIEWS);

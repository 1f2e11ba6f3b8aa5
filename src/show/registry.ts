// Every view by the word for --format. A view is loaded when it is asked for: the SVG layout alone is larger than the rest.
import type { View } from './view.ts';

type Load = () => Promise<View>;

/** Views of the sites of an analysis. To add one: a file that exports `view`, and a line here. */
export const VIEWS: Readonly<Record<string, Load>> = {
  text: async () => (await import('./text.ts')).view,
  json: async () => (await import('./json.ts')).view,
  markdown: async () => (await import('./markdown.ts')).view,
  mermaid: async () => (await import('./mermaid.ts')).view,
  dot: async () => (await import('./dot.ts')).view,
  svg: async () => (await import('./svg.ts')).view,
};

/** Views of the leaking parameters and the callers that pay for them (--callers-of-leak). */
export const LEAK_VIEWS: Readonly<Record<string, Load>> = {
  text: async () => (await import('./leaks.ts')).textView,
  json: async () => (await import('./leaks.ts')).jsonView,
  markdown: async () => (await import('./leaks.ts')).markdownView,
};

/** Views of what the compiler kept off the heap (--saved). */
export const SAVED_VIEWS: Readonly<Record<string, Load>> = {
  text: async () => (await import('./saved.ts')).textView,
  json: async () => (await import('./saved.ts')).jsonView,
  markdown: async () => (await import('./saved.ts')).markdownView,
};

/** The choices of --format for `explain`, in the order they are documented. */
export const FORMATS: readonly string[] = Object.keys(VIEWS);

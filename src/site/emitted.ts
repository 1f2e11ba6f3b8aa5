// What a piece of emitted code is.
import type { Emitted } from './model.ts';

/** Whether it calls a function that allocates: the others are named `frame`, `static` and `registers`. */
export function isCall({ entry }: Pick<Emitted, 'entry'>): boolean {
  return /^[a-z][\w/]*\.\w/.test(entry);
}

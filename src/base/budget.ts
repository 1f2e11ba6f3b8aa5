// How much reading a file of its size can call for. Tables, entries and lists of real files belong to one function each, or are small;
// in a forged file many functions may refer to the same long ones, so that a small file would take hours.
import type { Cursor } from './cursor.ts';

/** Bytes that may still be read. */
export interface Budget {
  left: number;
}

/** Takes bytes off a budget; FormatError at the cursor when they are too many. */
export function spend(cursor: Cursor, budget: Budget, bytes: number): void {
  budget.left -= bytes;
  if (budget.left < 0) throw cursor.error('tables that are not read over and over');
}

/** Shares one budget among questions; one that is asked again may cost what it did, and is not charged twice. */
export class SharedBudget {
  #left: number;
  readonly #costs: Map<number, number> = new Map();

  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** Runs `read` with what the question with that key may cost. */
  run<T>(key: number, read: (budget: Budget) => T): T {
    const known = this.#costs.get(key);
    const limit = known ?? this.#left;
    const budget = { left: limit };
    try {
      return read(budget);
    } finally {
      if (known === undefined) {
        const cost = Math.min(limit, limit - budget.left);
        this.#costs.set(key, cost);
        this.#left -= cost;
      }
    }
  }
}

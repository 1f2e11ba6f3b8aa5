// Durations over many orders of magnitude: eight buckets an octave, so that a quantile is right to within 9 percent.

const PER_OCTAVE = 8;
/** A microsecond, in milliseconds. */
const SMALLEST = 0.001;

/** Counts of durations in milliseconds. */
export class TimeHistogram {
  readonly #buckets = new Map<number, number>();
  #count = 0;

  add(milliseconds: number): void {
    const bucket = Math.floor(Math.log2(Math.max(milliseconds, SMALLEST) / SMALLEST) * PER_OCTAVE);
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + 1);
    this.#count++;
  }

  /** The duration that a share of all does not exceed; 0 when there are none. */
  quantile(share: number): number {
    let left = share * this.#count;
    for (const [bucket, count] of [...this.#buckets].sort((a, b) => a[0] - b[0])) {
      left -= count;
      if (left <= 0) return Number((SMALLEST * 2 ** ((bucket + 0.5) / PER_OCTAVE)).toPrecision(3));
    }
    return 0;
  }
}

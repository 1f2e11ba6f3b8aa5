// What a sample stands for. Bytes between two samples are distributed exponentially with mean `rate`, so an object of s bytes is sampled
// with probability p = 1 − exp(−s / rate), and 1 / p objects stand behind it (Horvitz and Thompson). The same as pprof does for heap
// profiles: src/runtime/pprof/protomem.go: scaleHeapSample.

/** Chance that an object of that size is sampled; 1 when every allocation is recorded. */
export function chance(size: number, rate: number): number {
  return rate === 0 ? 1 : size === 0 ? 0 : -Math.expm1(-size / rate);
}

/** Adds up an estimate with its variance. */
export class Estimate {
  samples = 0;
  bytes = 0;
  allocations = 0;
  #variance = 0;
  #countVariance = 0;

  /** `count` sampled objects of `size` bytes each. */
  add(count: number, size: number, p: number): void {
    this.samples += count;
    this.bytes += (count * size) / p;
    this.allocations += count / p;
    this.#countVariance += (count * (1 - p)) / (p * p);
    this.#variance += (count * size * size * (1 - p)) / (p * p);
  }

  /** Relative standard error of the number of allocations: small ones are seen seldom, and each then stands for many. */
  get countError(): number {
    return this.allocations === 0 ? 0 : Math.sqrt(this.#countVariance) / this.allocations;
  }

  /** Relative standard error of the bytes. */
  get error(): number {
    return this.bytes === 0 ? 0 : Math.sqrt(this.#variance) / this.bytes;
  }
}

// Shapes of frames from empty to larger than a picture can show.
import type { Shape } from './frames.ts';

export const SHAPES: readonly Shape[] = [
  { seed: 1, slots: 0, calls: 0, objects: 0, others: [], stores: false },
  { seed: 2, slots: 0, calls: 5, objects: 2, others: [40], stores: true },
  { seed: 3, slots: 1, calls: 2, objects: 1, others: [136, 24], stores: true },
  { seed: 4, slots: 7, calls: 30, objects: 5, others: [1, 1, 2, 4, 3], stores: true },
  { seed: 5, slots: 30, calls: 100, objects: 2, others: [16, 8, 8, 1], stores: true },
  { seed: 6, slots: 12, calls: 40, objects: 30, others: [], stores: false },
  { seed: 7, slots: 3, calls: 9, objects: 1, others: [65536, 8200, 1 << 30], stores: true },
  { seed: 8, slots: 80, calls: 240, objects: 4, others: [64], stores: false },
  { seed: 9, slots: 20, calls: 30, objects: 0, others: Array.from({ length: 300 }, (_, i) => (i % 7) + 1), stores: true },
  ...Array.from({ length: 12 }, (_, i) => ({ seed: 100 + i, slots: i * 3, calls: i * 7, objects: i % 5, others: [i * 40 + 1, 8], stores: i % 2 === 0 })),
];

/** Each with other names that try to become markup. */
export const HOSTILE_SHAPES: readonly Shape[] = Array.from({ length: 10 }, (_, i) => ({
  seed: 200 + i,
  slots: 4 + i,
  calls: 6 + i,
  objects: 3,
  others: [24],
  stores: true,
  hostile: true,
}));

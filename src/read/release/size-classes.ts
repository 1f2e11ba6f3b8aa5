// How many bytes the runtime really takes for a request, and from where.
// Go source: src/runtime/sizeclasses.go (go1.18–go1.24), src/internal/runtime/gc/sizeclasses.go (go1.25–go1.27): one table in
// all of them; src/runtime/malloc.go: mallocgc; src/runtime/msize.go: roundupsize; src/runtime/mbitmap.go: heapBitsInSpan.
// Sizes are in bytes, for 64-bit targets. What changed: since go1.22 an object with pointers of more than 512 bytes carries an
// 8-byte header, and small ends 8 bytes earlier (with GOEXPERIMENT=noallocheaders, go1.22 only, it does not).
import type { ReleaseRow } from './releases.ts';
import { rowFor } from './releases.ts';

/** Bytes of an object of each class; class 0 stands for large objects. */
export const CLASS_TO_SIZE: readonly number[] = [
  0, 8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256, 288, 320, 352, 384, 416, 448, 480, 512, 576, 640, 704, 768, 896, 1024,
  1152, 1280, 1408, 1536, 1792, 2048, 2304, 2688, 3072, 3200, 3456, 4096, 4864, 5376, 6144, 6528, 6784, 6912, 8192, 9472, 9728, 10240, 10880, 12288, 13568,
  14336, 16384, 18432, 19072, 20480, 21760, 24576, 27264, 28672, 32768,
];

/** 8 KiB pages of a span of each class. */
export const CLASS_TO_PAGES: readonly number[] = [
  0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 1, 2, 1, 2, 1, 3, 2, 3, 1, 3, 2, 3, 4, 5, 6, 1, 7,
  6, 5, 4, 3, 5, 7, 2, 9, 7, 5, 8, 3, 10, 7, 4,
];

export const PAGE_SIZE = 8192;
const MAX_SMALL = 32768;
const MAX_TINY = 16;
const TINY_CLASS = 2;

interface HeaderRow extends ReleaseRow {
  /** Objects with pointers above this size carry a header. */
  readonly minSizeForMallocHeader: number;
  readonly mallocHeaderSize: number;
}

const HEADERS: readonly [HeaderRow, ...HeaderRow[]] = [
  { since: 'go1.18', minSizeForMallocHeader: Number.POSITIVE_INFINITY, mallocHeaderSize: 0 },
  { since: 'go1.22', minSizeForMallocHeader: 512, mallocHeaderSize: 8 },
];

/** Where an allocation comes from. */
export interface SizeClass {
  /** `zero`: no memory at all. `tiny`: shares a 16-byte block with other pointer-free objects. */
  readonly kind: 'zero' | 'tiny' | 'small' | 'large';
  /** Size class; 0 for large objects and for `zero`. */
  readonly class: number;
  /** class × 2, plus 1 for objects without pointers: the span class, index of the mcache's span. */
  readonly spanClass: number;
  /** Bytes that the object occupies: its slot (of `tiny`: the whole block), or whole pages. */
  readonly bytes: number;
  /** Bytes of the header in front of the object, part of `bytes`. */
  readonly header: number;
  /** Bytes of the span that the slot is cut from. */
  readonly spanBytes: number;
}

/** What runtime.mallocgc does with a request of `size` bytes in go1.`minor`; `noscan`: the type holds no pointers. */
export function sizeClassOf(size: number, noscan: boolean, minor: number): SizeClass {
  const flag = noscan ? 1 : 0;
  if (size === 0) return { kind: 'zero', class: 0, spanClass: 0, bytes: 0, header: 0, spanBytes: 0 };
  const { minSizeForMallocHeader, mallocHeaderSize } = rowFor(HEADERS, minor);
  if (size > MAX_SMALL - mallocHeaderSize) {
    const bytes = Math.ceil(size / PAGE_SIZE) * PAGE_SIZE;
    return { kind: 'large', class: 0, spanClass: flag, bytes, header: 0, spanBytes: bytes };
  }
  if (noscan && size < MAX_TINY) {
    const spanClass = TINY_CLASS * 2 + 1;
    return { kind: 'tiny', class: TINY_CLASS, spanClass, bytes: MAX_TINY, header: 0, spanBytes: PAGE_SIZE };
  }
  const header = !noscan && size > minSizeForMallocHeader ? mallocHeaderSize : 0;
  const index = classFor(size + header);
  return {
    kind: 'small',
    class: index,
    spanClass: index * 2 + flag,
    bytes: CLASS_TO_SIZE[index]!,
    header,
    spanBytes: CLASS_TO_PAGES[index]! * PAGE_SIZE,
  };
}

/** Usable bytes of a request: runtime.roundupsize, which growslice fills with capacity. */
export function roundUpSize(size: number, noscan: boolean, minor: number): number {
  if (size === 0) return 0;
  // growslice rounds with the table alone; the tiny allocator plays no part.
  const { minSizeForMallocHeader, mallocHeaderSize } = rowFor(HEADERS, minor);
  if (size > MAX_SMALL - mallocHeaderSize) return Math.ceil(size / PAGE_SIZE) * PAGE_SIZE;
  const header = !noscan && size > minSizeForMallocHeader ? mallocHeaderSize : 0;
  return CLASS_TO_SIZE[classFor(size + header)]! - header;
}

function classFor(size: number): number {
  let low = 1;
  let high = CLASS_TO_SIZE.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (CLASS_TO_SIZE[middle]! >= size) high = middle;
    else low = middle + 1;
  }
  return low;
}

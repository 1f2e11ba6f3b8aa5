// Where a call into the runtime ends: which size class and span class serve it, or how many pages a large object takes.
// Go source: internal/runtime/gc/sizeclasses.go (runtime/sizeclasses.go before 1.25) and runtime/malloc.go. The class
// table is the same from Go 1.21 to 1.27; since 1.22 an object with pointers above 512 bytes carries an 8-byte header.
import type { Emitted } from '../site/model.ts';
import { knownSize } from '../site/sort.ts';
import { isCall } from '../site/emitted.ts';

// prettier-ignore
const SIZE_CLASSES: readonly number[] = [0, 8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256, 288, 320, 352, 384, 416,
  448, 480, 512, 576, 640, 704, 768, 896, 1024, 1152, 1280, 1408, 1536, 1792, 2048, 2304, 2688, 3072, 3200, 3456, 4096, 4864, 5376, 6144, 6528, 6784,
  6912, 8192, 9472, 9728, 10240, 10880, 12288, 13568, 14336, 16384, 18432, 19072, 20480, 21760, 24576, 27264, 28672, 32768];
const MAX_SMALL = 32768;
const PAGE = 8192;
const MAX_TINY = 16;
const MIN_SIZE_FOR_HEADER = 512;
const HEADER = 8;

const SPECIALIZED = /^runtime\.mallocgcSmall(Scan|NoScan)[A-Za-z]*SC(\d+)$/;
const TINY = /^runtime\.mallocgcTiny(?:SC2|Size\d+)$/;
/** Entries that end in mallocgc but only after work of their own. */
const DIRECT = /^runtime\.mallocgc/;

/** Where an allocation of a known size is served from. */
export type Served =
  | { readonly kind: 'class'; readonly bytes: number; readonly sizeClass: number; readonly noscan: boolean | undefined }
  | { readonly kind: 'tiny' }
  | { readonly kind: 'large'; readonly pages: number }
  | { readonly kind: 'zero' }
  | { readonly kind: 'varies'; readonly ofType: boolean };

/** Where the runtime takes the memory of one allocation call from. `goVersion` as `go1.26.1`. */
export function servedFrom(emitted: Emitted, goVersion: string): Served {
  if (TINY.test(emitted.entry)) return { kind: 'tiny' };
  const specialized = SPECIALIZED.exec(emitted.entry);
  if (specialized !== null) {
    const sizeClass = Number(specialized[2]);
    const bytes = SIZE_CLASSES[sizeClass];
    if (bytes !== undefined) return { kind: 'class', bytes, sizeClass, noscan: specialized[1] === 'NoScan' };
  }
  const noscan = hasNoPointers(emitted);
  const size = knownSize(emitted);
  if (size === undefined) return { kind: 'varies', ofType: emitted.entry === 'runtime.newobject' };
  if (size === 0) return { kind: 'zero' };
  // Pointer-free objects below 16 bytes share a block, whatever class their size alone would have.
  if (size < MAX_TINY && noscan === true) return { kind: 'tiny' };
  if (emitted.sizeClass !== undefined) {
    const sizeClass = SIZE_CLASSES.indexOf(emitted.sizeClass);
    if (sizeClass > 0) return { kind: 'class', bytes: emitted.sizeClass, sizeClass, noscan };
  }
  const headers = Number(/^go1\.(\d+)/.exec(goVersion)?.[1] ?? 99) >= 22;
  if (size > (headers ? MAX_SMALL - HEADER : MAX_SMALL)) return { kind: 'large', pages: Math.ceil(size / PAGE) };
  const room = size + (headers && noscan !== true && size > MIN_SIZE_FOR_HEADER ? HEADER : 0);
  const sizeClass = SIZE_CLASSES.findIndex((bytes) => bytes >= room);
  return { kind: 'class', bytes: SIZE_CLASSES[sizeClass]!, sizeClass, noscan };
}

/** The functions and the pool behind a runtime entry, first to last: `mallocgc`, `size class 5 (48 bytes, span class 10)`. */
export function runtimePath(emitted: Emitted, goVersion: string): string[] {
  if (!isCall(emitted)) return [];
  const served = servedFrom(emitted, goVersion);
  const steps = DIRECT.test(emitted.entry) ? [] : ['mallocgc'];
  if (served.kind === 'zero') return ['zero size: the shared address runtime.zerobase'];
  steps.push(describeServed(served));
  return steps;
}

/** One phrase for where the memory comes from. */
export function describeServed(served: Served): string {
  switch (served.kind) {
    case 'class': {
      const span = served.sizeClass * 2;
      const spanClass = served.noscan === undefined ? `span class ${span} with pointers, ${span + 1} without` : `span class ${span + (served.noscan ? 1 : 0)}`;
      return `size class ${served.sizeClass} (${served.bytes} bytes, ${spanClass})`;
    }
    case 'tiny':
      return 'tiny allocator: shares a 16-byte block (size class 2, span class 5)';
    case 'large':
      return `large span of ${served.pages} ${served.pages === 1 ? 'page' : 'pages'} (${served.pages * PAGE} bytes)`;
    case 'zero':
      return 'zero size: the shared address runtime.zerobase';
    case 'varies':
      return `${served.ofType ? 'the size of its type, which is not known here' : 'size known only when running'}: ≤ 32 KiB size classes, above it a span of its own`;
  }
}

const POINTER_FREE = /^(?:u?int(?:8|16|32|64)?|uintptr|byte|rune|bool|float(?:32|64)|complex(?:64|128))$/;
const WITH_POINTERS = /^(?:\*|\[\]|map\[|chan |func\(|<-chan |interface \{|string$|error$|any$|unsafe\.Pointer$)/;
const BYTES_ONLY = /^runtime\.(?:convT(?:16|32|64|noptr)$|concatstring|concatbyte|slicebytetostring|slicerunetostring|intstring|stringtoslice)/;
const HEADER_WITH_POINTER = /^runtime\.convT(?:string|slice)$/;

// Without a type descriptor: only what the entry or the type's name proves; a named type may be anything.
function hasNoPointers(emitted: Emitted): boolean | undefined {
  if (emitted.pointerFree !== undefined) return emitted.pointerFree;
  if (BYTES_ONLY.test(emitted.entry)) return true;
  if (HEADER_WITH_POINTER.test(emitted.entry)) return false;
  const element = emitted.type?.replace(/^(?:\[\d+\])+/, '');
  if (element === undefined) return undefined;
  if (POINTER_FREE.test(element)) return true;
  return WITH_POINTERS.test(element) ? false : undefined;
}

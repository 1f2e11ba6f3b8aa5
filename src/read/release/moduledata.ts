// The fields of runtime.moduledata in order, and how the order changed.
// Go source: src/runtime/symtab.go: moduledata, go1.18–go1.27. Offsets follow from order and pointer size, so that a row
// states only what a release changed; scripts/check-layouts.mjs compares the offsets with each toolchain's own DWARF.
import type { ReleaseRow } from './releases.ts';
import { minorOf } from './releases.ts';

const WORDS = { word: 1, string: 2, slice: 3 } as const;

type Field = readonly [name: string, kind: keyof typeof WORDS];

interface Row extends ReleaseRow {
  readonly insert?: readonly { readonly after: string; readonly fields: readonly Field[] }[];
  readonly remove?: readonly string[];
}

/** The newest release that writes the text address into the pclntab header; later ones leave 0 (ld/pcln.go). */
export const HEADER_TEXT_START_UNTIL = 25;

const slices = (...names: string[]): Field[] => names.map((name) => [name, 'slice']);
const words = (...names: string[]): Field[] => names.map((name) => [name, 'word']);

const FIRST: readonly Field[] = [
  ...words('pcHeader'),
  ...slices('funcnametab', 'cutab', 'filetab', 'pctab', 'pclntable', 'ftab'),
  ...words('findfunctab', 'minpc', 'maxpc', 'text', 'etext', 'noptrdata', 'enoptrdata', 'data', 'edata'),
  ...words('bss', 'ebss', 'noptrbss', 'enoptrbss', 'end', 'gcdata', 'gcbss', 'types', 'etypes', 'rodata', 'gofunc'),
  ...slices('textsectmap', 'typelinks', 'itablinks', 'ptab'),
  ['pluginpath', 'string'],
  ...slices('pkghashes'),
  ['modulename', 'string'],
];

const ROWS: readonly Row[] = [
  { since: 'go1.18' },
  { since: 'go1.20', insert: [{ after: 'enoptrbss', fields: words('covctrs', 'ecovctrs') }] },
  { since: 'go1.21', insert: [{ after: 'pkghashes', fields: slices('inittasks') }] },
  { since: 'go1.26', insert: [{ after: 'gofunc', fields: words('epclntab') }] },
  {
    since: 'go1.27',
    insert: [
      { after: 'types', fields: words('typedesclen') },
      { after: 'etypes', fields: words('itaboffset', 'itabsize') },
    ],
    remove: ['typelinks', 'itablinks'],
  },
];

/** Byte offsets of the fields of runtime.moduledata up to `modulename`, and the size of that part. */
export interface ModuledataLayout {
  readonly offsets: ReadonlyMap<string, number>;
  readonly size: number;
}

/** The layout in binaries of go1.`minor`. */
export function moduledataLayout(minor: number, pointerSize: number): ModuledataLayout {
  let fields: readonly Field[] = FIRST;
  for (const row of ROWS) {
    if (minorOf(row) > minor) break;
    fields = fields
      .filter(([name]) => !row.remove?.includes(name))
      .flatMap((field) => [field, ...(row.insert?.find((one) => one.after === field[0])?.fields ?? [])]);
  }
  const offsets = new Map<string, number>();
  let size = 0;
  for (const [name, kind] of fields) {
    offsets.set(name, size);
    size += WORDS[kind] * pointerSize;
  }
  return { offsets, size };
}

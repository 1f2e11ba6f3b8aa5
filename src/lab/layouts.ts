// The structures behind slices, maps, strings, interfaces and channels, as the DWARF of a binary has them.
import type { Dwarf } from '../read/dwarf/dwarf.ts';
import type { DwarfType } from '../read/dwarf/types.ts';
import type { Layout, LayoutField, Words } from './model.ts';

interface Wanted {
  readonly id: string;
  readonly title: Words;
  /** Types in the order of preference: the first that the file has is the one of its release. */
  readonly types: readonly string[];
}

/** What is drawn. The names are those of the releases; sizes and offsets come from the file. */
const WANTED: readonly Wanted[] = [
  { id: 'slice', title: { en: 'slice header', zh: '切片头' }, types: ['runtime.slice'] },
  { id: 'string', title: { en: 'string header', zh: '字符串头' }, types: ['runtime.stringStruct'] },
  { id: 'eface', title: { en: 'interface without methods (any)', zh: '无方法的接口（any）' }, types: ['runtime.eface'] },
  { id: 'iface', title: { en: 'interface with methods', zh: '有方法的接口' }, types: ['runtime.iface'] },
  { id: 'map', title: { en: 'map header', zh: 'map 头' }, types: ['internal/runtime/maps.Map', 'runtime.hmap'] },
  {
    id: 'map-group',
    title: { en: 'bucket or group of map[int]int', zh: 'map[int]int 的桶或组' },
    types: ['noalg.map.group[int]int', 'map.group[int]int', 'group<int,int>', 'bucket<int,int>'],
  },
  { id: 'map-table', title: { en: 'table of a map with more than 8 entries', zh: '超过 8 个元素的 map 的表' }, types: ['internal/runtime/maps.table'] },
  { id: 'chan', title: { en: 'channel', zh: 'channel' }, types: ['runtime.hchan'] },
];

/** The layouts of one binary. @param go release, @param goarch of the binary */
export function readLayouts(dwarf: Dwarf, go: string, goarch: string): Layout[] {
  const names = new Set(WANTED.flatMap((w) => w.types));
  const found = dwarf.structuresNamed((name) => names.has(name));
  return WANTED.flatMap(({ id, title, types }) => {
    const name = types.find((t) => found.has(t));
    const type = name === undefined ? undefined : found.get(name);
    if (name === undefined || type?.size === undefined) return [];
    return [{ id, title, type: name, size: type.size, fields: fieldsOf(dwarf, type), go: [go], goarch }];
  });
}

function fieldsOf(dwarf: Dwarf, type: DwarfType): LayoutField[] {
  return dwarf.fieldsOf(type).map(({ name, type: of, offset }) => ({ name, type: of.name, offset, size: of.size ?? 0 }));
}

/** Layouts that are alike over releases become one. */
export function mergeLayouts(layouts: readonly Layout[]): Layout[] {
  const merged = new Map<string, Layout>();
  for (const layout of layouts) {
    const { id, type, size, fields, goarch } = layout;
    const key = JSON.stringify([id, type, size, fields.map((f) => [f.name, f.offset, f.size]), goarch]);
    const known = merged.get(key);
    merged.set(key, known === undefined ? layout : { ...known, go: [...known.go, ...layout.go] });
  }
  const order = WANTED.map((w) => w.id);
  return [...merged.values()].sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
}

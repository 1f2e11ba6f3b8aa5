// The tables of a profile: which columns each has, and in which section they stand. Writer and reader follow this one list.
import type { RecordedProfile } from '../recording.ts';
import type { Column } from './columns.ts';

/** Kinds of columns: bits, whole numbers without a sign or floats. */
export type ColumnKind = 'u8' | 'u16' | 'u32' | 'f64';
const ARRAYS = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, f64: Float64Array } as const;

/** A table as the file has it. `placeFrames` are the frames of all places, which are more than places. */
export type TableName = 'frames' | 'places' | 'placeFrames' | 'nodes' | 'stacks';

/** A table, or some of its rows. */
export type Columns = Readonly<Record<string, Column>>;

/** The section of a table and its columns, in the order in which they are written. */
export interface TableShape {
  readonly tag: string;
  readonly columns: Readonly<Record<string, ColumnKind>>;
}

export const TABLES: Readonly<Record<TableName, TableShape>> = {
  frames: { tag: 'FRAM', columns: { function: 'u32', file: 'u32', line: 'u32' } },
  places: { tag: 'PLAC', columns: { pc: 'f64', firstFrame: 'u32', frameCount: 'u16', runtime: 'u8' } },
  placeFrames: { tag: 'PLFR', columns: { frame: 'u32' } },
  nodes: { tag: 'NODE', columns: { place: 'u32', parent: 'u32' } },
  stacks: {
    tag: 'STAK',
    columns: { node: 'u32', skip: 'u16', type: 'u32', site: 'u32', allocations: 'f64', bytes: 'f64', slotBytes: 'f64', size: 'f64' },
  },
};

export const TABLE_NAMES: readonly TableName[] = Object.keys(TABLES) as TableName[];

/** Empty columns with room for some rows. */
export function newColumns(table: TableName, rows: number): Columns {
  return Object.fromEntries(Object.entries(TABLES[table].columns).map(([name, kind]) => [name, new ARRAYS[kind](rows)]));
}

/** Bytes of a row in memory. */
export function rowBytes(table: TableName): number {
  return Object.values(TABLES[table].columns).reduce((sum, kind) => sum + ARRAYS[kind].BYTES_PER_ELEMENT, 0);
}

/** The columns of a profile, by table. */
export function tablesOf(profile: RecordedProfile): Readonly<Record<TableName, Columns>> {
  const { frame, ...places } = profile.places;
  return { frames: { ...profile.frames }, places, placeFrames: { frame }, nodes: { ...profile.nodes }, stacks: { ...profile.stacks } };
}

/** Rows of a table. */
export function rowsOf(table: Columns): number {
  const [first, ...others] = Object.values(table).map((column) => column.length);
  if (others.some((length) => length !== first)) throw new Error(`columns of different lengths: ${first}, ${others.join(', ')}`);
  return first!;
}

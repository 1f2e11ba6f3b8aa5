// Relative relocations of position-independent ELF files (gABI "Dynamic Section", DT_RELA).
// The Go linker and GNU ld also store the address in place on amd64; others leave zero there, so that pointers in data can
// only be read once the addends are written. DT_REL and DT_RELR keep the addend in place: with base 0 nothing is to do.
import type { DataShape } from '../../base/cursor.ts';
import { Cursor } from '../../base/cursor.ts';
import { FormatError } from '../../base/errors.ts';
import type { Architecture, Segment } from './image.ts';

const DT_NULL = 0;
const DT_RELA = 7;
const DT_RELASZ = 8;
const ENTRY = 24;
const RELATIVE: Readonly<Record<Architecture, number>> = { amd64: 8, arm64: 1027 };

/** The segments with all addends in place; a segment is copied only when a word of it differs. */
export function applyRelativeRelocations(segments: readonly Segment[], dynamic: number, architecture: Architecture, shape: DataShape): readonly Segment[] {
  const table = findTable(segments, dynamic, shape);
  if (table === undefined) return segments;
  const patched = segments.map((segment) => ({
    ...segment,
    view: viewOf(segment.bytes),
    copied: false,
  }));
  let home = patched[0];
  for (let at = 0; at + ENTRY <= table.bytes.length; at += ENTRY) {
    if (table.view.getUint32(at + 8, true) !== RELATIVE[architecture]) continue;
    const address = table.seek(at).u64();
    if (home === undefined || address < home.address || address + 8 > home.address + home.bytes.length) {
      home = patched.find((one) => address >= one.address && address + 8 <= one.address + one.bytes.length);
      if (home === undefined) continue;
    }
    const low = table.view.getUint32(at + 16, true);
    const high = table.view.getUint32(at + 20, true);
    const place = address - home.address;
    if (home.view.getUint32(place, true) === low && home.view.getUint32(place + 4, true) === high) continue;
    if (!home.copied) {
      home.bytes = home.bytes.slice();
      home.view = viewOf(home.bytes);
      home.copied = true;
    }
    home.view.setUint32(place, low, true);
    home.view.setUint32(place + 4, high, true);
  }
  return patched;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function findTable(segments: readonly Segment[], dynamic: number, shape: DataShape): Cursor | undefined {
  const cursor = cursorAt(segments, dynamic, shape);
  let address: number | undefined;
  let size: number | undefined;
  while (cursor !== undefined && cursor.offset + 16 <= cursor.bytes.length) {
    const tag = cursor.u64();
    if (tag === DT_NULL) break;
    if (tag === DT_RELA) address = cursor.u64();
    else if (tag === DT_RELASZ) size = cursor.u64();
    else cursor.skip(8);
  }
  if (address === undefined || size === undefined || size === 0) return undefined;
  const table = cursorAt(segments, address, shape);
  if (table === undefined) throw new FormatError('relocations', `a table at mapped address 0x${address.toString(16)}`);
  return new Cursor(table.take(size), shape, 'relocations', table.fileOffset);
}

function cursorAt(segments: readonly Segment[], address: number, shape: DataShape): Cursor | undefined {
  const home = segments.find((one) => address >= one.address && address < one.address + one.bytes.length);
  if (home === undefined) return undefined;
  const start = address - home.address;
  return new Cursor(home.bytes.subarray(start), shape, 'dynamic section', home.fileOffset + start);
}

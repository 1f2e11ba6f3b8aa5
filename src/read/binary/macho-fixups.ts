// Chained fixups of Mach-O files: pointers in data hold their target, packed with the distance to the next pointer.
// Specification: mach-o/fixup-chains.h of Apple's dyld. Apple's ld writes them for macOS 12 and newer, so externally linked Go
// executables have them; the Go linker of go1.18–go1.27 itself writes addresses and rebase opcodes (src/cmd/link/internal/ld/macho.go).
// Imported pointers become 0: only the loader knows them.
import { Cursor } from '../../base/cursor.ts';
import type { Segment } from './image.ts';

const NONE = 0xffff;
const MULTI = 0x8000;
const MIN_PAGE = 0x1000;
const HIGH = 0x100000000;

interface PointerFormat {
  /** Unit of the distance to the next pointer. */
  readonly stride: number;
  readonly authenticated: boolean;
  /** Whether targets count from the image base; otherwise they are addresses. */
  readonly fromBase: boolean;
}

/** DYLD_CHAINED_PTR_ARM64E, _64, _64_OFFSET, _ARM64E_USERLAND, _ARM64E_USERLAND24. The others are of kernels and 32-bit files. */
const FORMATS: Readonly<Record<number, PointerFormat>> = {
  1: { stride: 8, authenticated: true, fromBase: false },
  2: { stride: 4, authenticated: false, fromBase: false },
  6: { stride: 4, authenticated: false, fromBase: true },
  9: { stride: 8, authenticated: true, fromBase: true },
  12: { stride: 8, authenticated: true, fromBase: true },
};

/**
 * The segments, in the order of their load commands, with addresses in place; a segment with fixups is copied. `base`: the address
 * of the file's header once loaded at its preferred place. FormatError for a format of other files, or a forged chain.
 */
export function applyChainedFixups(segments: readonly Segment[], base: number, fixups: Cursor): Segment[] {
  const patched = [...segments];
  // dyld_chained_fixups_header: fixups_version, starts_offset.
  const starts = fixups.seek(4).u32();
  const count = fixups.seek(starts).u32();
  if (count > segments.length) throw fixups.error(`at most ${segments.length} segments`, starts);
  for (let i = 0; i < count; i++) {
    const offset = fixups.seek(starts + 4 + 4 * i).u32();
    if (offset !== 0) patched[i] = applySegment(segments[i]!, base, fixups.seek(starts + offset));
  }
  return patched;
}

/** The cursor is at a dyld_chained_starts_in_segment. */
function applySegment(segment: Segment, base: number, cursor: Cursor): Segment {
  const at = cursor.offset;
  const pageSize = cursor.skip(4).u16();
  const kind = cursor.u16();
  const format = FORMATS[kind];
  if (format === undefined) throw cursor.error(`a pointer format of 64-bit programs, found ${kind}`, at + 6);
  if (pageSize < MIN_PAGE || (pageSize & (pageSize - 1)) !== 0) throw cursor.error(`pages of at least ${MIN_PAGE} bytes, found ${pageSize}`, at + 4);
  if (base + cursor.u64() !== segment.address) throw cursor.error(`the segment at 0x${segment.address.toString(16)}`, at + 8);
  const pages = cursor.skip(4).u16();
  if (pages > Math.ceil(segment.size / pageSize)) throw cursor.error('pages within the segment', at + 20);
  const bytes = segment.bytes.slice();
  const data = new Cursor(bytes, cursor.shape, 'chained fixups', segment.fileOffset);
  for (let page = 0; page < pages; page++) {
    const start = cursor.u16();
    if (start === NONE) continue;
    if ((start & MULTI) !== 0) throw cursor.error('one chain a page');
    walk(data, page * pageSize, pageSize, start, format, base);
  }
  return { ...segment, bytes };
}

/** Distances are positive and the chain ends with its page, so that it takes no more steps than the page has words. */
function walk(data: Cursor, page: number, pageSize: number, start: number, format: PointerFormat, base: number): void {
  const { view } = data;
  for (let offset = start, next = 1; next !== 0; offset += next * format.stride) {
    if (offset >= pageSize) throw data.error('a chain within its page', page + offset);
    const at = page + offset;
    data.seek(Math.min(at, data.bytes.length)).need(8, 'a chained pointer');
    const low = view.getUint32(at, true);
    const high = view.getUint32(at + 4, true);
    next = (high >>> 19) & (format.authenticated ? 0x7ff : 0xfff);
    const [target, top] = format.authenticated ? authenticated(low, high, format, base) : plain(low, high, format, base);
    view.setUint32(at, target % HIGH, true);
    view.setUint32(at + 4, (Math.floor(target / HIGH) | (top << 24)) >>> 0, true);
  }
}

/** dyld_chained_ptr_64_rebase: target 36 bits, high8 8, reserved 7, next 12, bind 1. */
function plain(low: number, high: number, format: PointerFormat, base: number): [target: number, top: number] {
  if (high >>> 31 === 1) return [0, 0];
  return [low + (high & 0xf) * HIGH + (format.fromBase ? base : 0), (high >>> 4) & 0xff];
}

/** dyld_chained_ptr_arm64e_rebase: target 43 bits, high8 8, next 11, bind 1, auth 1; with auth, target 32 bits from the base. */
function authenticated(low: number, high: number, format: PointerFormat, base: number): [target: number, top: number] {
  if (((high >>> 30) & 1) === 1) return [0, 0];
  if (high >>> 31 === 1) return [low + base, 0];
  return [low + (high & 0x7ff) * HIGH + (format.fromBase ? base : 0), (high >>> 11) & 0xff];
}

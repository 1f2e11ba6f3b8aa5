// Mach-O files as Apple's tools make them, out of those of the Go linker: pointers in chained fixups, universal files.
// The Go linker's rebase opcodes say where the pointers are.

export const PAGE = 0x4000;
const LC_SEGMENT_64 = 0x19;
const LC_DYLD_INFO_ONLY = 0x80000022;
const LC_DYLD_CHAINED_FIXUPS = 0x80000034;

function mustBe(condition: boolean): void {
  if (!condition) throw new Error('not as the Go linker writes it');
}

interface Place {
  readonly segment: number;
  readonly offset: number;
}

interface Layout {
  readonly commands: ReadonlyMap<number, number>;
  readonly segments: readonly { readonly address: number; readonly offset: number; readonly size: number }[];
}

function layoutOf(view: DataView): Layout {
  const commands = new Map<number, number>();
  const segments: { address: number; offset: number; size: number }[] = [];
  const word = (at: number): number => Number(view.getBigUint64(at, true));
  for (let i = 0, at = 32; i < view.getUint32(16, true); i++, at += view.getUint32(at + 4, true)) {
    const command = view.getUint32(at, true);
    commands.set(command, at);
    if (command === LC_SEGMENT_64) segments.push({ address: word(at + 24), offset: word(at + 40), size: word(at + 48) });
  }
  return { commands, segments };
}

/** mach-o/loader.h: REBASE_OPCODE_*, those that ld/macho.go: machorebase writes. */
function rebasePlaces(bytes: Uint8Array, start: number, size: number): Place[] {
  const places: Place[] = [];
  let at = start;
  const uleb = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  for (let segment = 0, offset = 0; at < start + size;) {
    const opcode = bytes[at]! & 0xf0;
    const immediate = bytes[at++]! & 0xf;
    if (opcode === 0) break;
    if (opcode === 0x10) mustBe(immediate === 1);
    else if (opcode === 0x20) {
      segment = immediate;
      offset = uleb();
    } else if (opcode === 0x30) offset += uleb();
    else if (opcode === 0x40) offset += immediate * 8;
    else {
      const times = opcode === 0x50 ? immediate : opcode === 0x80 || opcode === 0x60 ? uleb() : 1;
      const skip = opcode === 0x80 || opcode === 0x70 ? uleb() : 0;
      for (let i = 0; i < times; i++, offset += 8 + skip) places.push({ segment, offset });
    }
  }
  return places;
}

interface Chained {
  readonly stride: number;
  encode(target: bigint, base: bigint, next: bigint, index: number): bigint;
}

const plain = (target: bigint, next: bigint): bigint => target | (next << 51n);
/** mach-o/fixup-chains.h. Every third pointer of arm64e is authenticated, as if it were to a function. */
export const FORMATS: Readonly<Record<number, Chained>> = {
  2: { stride: 4, encode: (target, _base, next) => plain(target, next) },
  6: { stride: 4, encode: (target, base, next) => plain(target - base, next) },
  1: { stride: 8, encode: (target, base, next, i) => (i % 3 === 0 ? signed(target - base, next) : plain(target, next)) },
  9: { stride: 8, encode: (target, base, next, i) => (i % 3 === 0 ? signed(target - base, next) : plain(target - base, next)) },
  12: { stride: 8, encode: (target, base, next, i) => (i % 3 === 0 ? signed(target - base, next) : plain(target - base, next)) },
};
const signed = (offset: bigint, next: bigint): bigint => offset | (0xbeefn << 32n) | (next << 51n) | (1n << 63n);

/** Packs all pointers into chains of a format; `keep` false leaves the command away, as if nothing told of them. */
export function chain(original: Uint8Array, kind: number, keep = true): { bytes: Uint8Array; pointers: number } {
  const { stride, encode } = FORMATS[kind]!;
  const { commands, segments } = layoutOf(new DataView(original.buffer));
  const command = commands.get(LC_DYLD_INFO_ONLY)!;
  const info = new DataView(original.buffer, command);
  const places = rebasePlaces(original, info.getUint32(8, true), info.getUint32(12, true));
  const base = segments.find((one) => one.offset === 0 && one.size > 0)!.address;
  const pages = segments.map(({ size }) => Array.from({ length: Math.ceil(size / PAGE) }, (): number[] => []));
  for (const { segment, offset } of places) pages[segment]![Math.floor(offset / PAGE)]!.push(offset % PAGE);
  const bytes = new Uint8Array(original.length + 65536);
  bytes.set(original);
  const view = new DataView(bytes.buffer);
  const header = original.length;
  let free = 32 + 4 + 4 * segments.length;
  view.setUint32(header + 4, 32, true);
  view.setUint32(header + 32, segments.length, true);
  pages.forEach((list, index) => {
    if (!list.some((one) => one.length > 0)) return;
    const { address, offset } = segments[index]!;
    const starts = header + free;
    view.setUint32(header + 36 + 4 * index, free - 32, true);
    view.setUint32(starts, 22 + 2 * list.length, true);
    view.setUint16(starts + 4, PAGE, true);
    view.setUint16(starts + 6, kind, true);
    view.setBigUint64(starts + 8, BigInt(address - base), true);
    view.setUint16(starts + 20, list.length, true);
    free += (22 + 2 * list.length + 7) & ~7;
    list.forEach((unsorted, page) => {
      const sorted = unsorted.toSorted((a, b) => a - b);
      view.setUint16(starts + 22 + 2 * page, sorted[0] ?? 0xffff, true);
      sorted.forEach((place, i) => {
        const at = offset + page * PAGE + place;
        const distance = ((sorted[i + 1] ?? place) - place) / stride;
        mustBe(Number.isInteger(distance));
        view.setBigUint64(at, encode(view.getBigUint64(at, true), BigInt(base), BigInt(distance), i), true);
      });
    });
  });
  view.setUint32(command, keep ? LC_DYLD_CHAINED_FIXUPS : 0x7f, true);
  view.setUint32(command + 8, header, true);
  view.setUint32(command + 12, free, true);
  return { bytes, pointers: places.length };
}

/** mach-o/fat.h. */
export function universal(wide: boolean, ...parts: readonly (readonly [cpu: number, bytes: Uint8Array])[]): Uint8Array {
  let end = PAGE;
  const places = parts.map(([, part]) => {
    const at = end;
    end += Math.ceil(part.length / PAGE) * PAGE;
    return at;
  });
  const bytes = new Uint8Array(end);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, wide ? 0xcafebabf : 0xcafebabe);
  view.setUint32(4, parts.length);
  parts.forEach(([cpu, part], i) => {
    const at = 8 + i * (wide ? 32 : 20);
    bytes.set(part, places[i]!);
    view.setUint32(at, cpu);
    view.setUint32(at + (wide ? 12 : 8), places[i]!);
    view.setUint32(at + (wide ? 20 : 12), part.length);
  });
  return bytes;
}

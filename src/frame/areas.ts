// The frame as a row of areas from the highest address to the lowest, for its picture. Every byte is in exactly one area.
// Go source: cmd/compile/internal/ssagen/pgen.go: (*ssafn).AllocFrame (pointers nearest to varp), src/cmd/internal/obj/x86/obj6.go,
// src/cmd/internal/obj/arm64/obj7.go (return address and saved frame pointer), go1.18–go1.27.
import { frameBytes, varpOffset } from '../read/binary/frame.ts';
import type { FrameTables } from '../read/binary/frame-tables.ts';
import type { AreaFacts, FrameSite, ObjectFacts, SlotFacts } from './model.ts';
import type { FrameNames } from './namer.ts';

/** The areas of a function's frame, highest address first. */
export function frameAreas(
  tables: FrameTables,
  objects: readonly ObjectFacts[],
  slots: readonly SlotFacts[],
  names: FrameNames,
  sites: readonly FrameSite[],
): AreaFacts[] {
  const { shape } = tables;
  const bottom = -frameBytes(shape, tables.maxSpDelta);
  const top = shape.argp + (tables.argumentBytes ?? 0);
  const varp = varpOffset(shape, tables.maxSpDelta);
  const named = placed(objects, slots, names, sites, shape.pointerSize, bottom, top);
  const fixed: AreaFacts[] = [];
  if (shape.returnAddress > 0) fixed.push({ kind: 'return-address', label: 'return address', fpOffset: -shape.returnAddress, size: shape.returnAddress });
  const saved = -shape.returnAddress - varp;
  if (saved > 0) fixed.push({ kind: 'frame-pointer', label: "caller's frame pointer", fpOffset: varp, size: saved });
  // arm64 keeps the return address at the bottom of the frame (obj7.go: the link register is stored at 0(RSP)), and a word at fp is the caller's.
  if (shape.returnAddress === 0 && tables.maxSpDelta > 0)
    fixed.push({ kind: 'return-address', label: 'return address', fpOffset: bottom, size: shape.pointerSize });
  return fill(apart([...fixed, ...named], bottom, top), bottom, top, shape.argp, varp, tables);
}

/** The areas within the frame that overlap none before them in the list, highest first. */
function apart(areas: readonly AreaFacts[], bottom: number, top: number): AreaFacts[] {
  const taken: AreaFacts[] = [];
  for (const area of areas) {
    const end = area.fpOffset + area.size;
    if (area.fpOffset < bottom || end > top) continue;
    // Those taken lie apart, so that only the neighbours can overlap. Most come in order, and go to the end.
    let low = 0;
    let high = taken.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (taken[middle]!.fpOffset >= area.fpOffset) low = middle + 1;
      else high = middle;
    }
    const above = taken[low - 1];
    const below = taken[low];
    if ((above !== undefined && end > above.fpOffset) || (below !== undefined && below.fpOffset + below.size > area.fpOffset)) continue;
    taken.splice(low, 0, area);
  }
  return taken;
}

function placed(
  objects: readonly ObjectFacts[],
  slots: readonly SlotFacts[],
  names: FrameNames,
  sites: readonly FrameSite[],
  word: number,
  bottom: number,
  top: number,
): AreaFacts[] {
  const found: AreaFacts[] = objects.map((object) => {
    const site = sites.find((one) => one.fpOffset === object.fpOffset);
    const name = object.variable ?? `object of ${object.size} bytes`;
    return { kind: 'object', label: site === undefined ? name : `${name}: ${site.expression}`, fpOffset: object.fpOffset, size: object.size };
  });
  for (const site of sites) {
    if (site.size !== undefined) found.push({ kind: 'variable', label: `${site.slot}: ${site.expression}`, fpOffset: site.fpOffset, size: site.size });
  }
  const variables = names
    .variables()
    .filter((v) => v.size > 0 && v.fpOffset >= bottom && v.fpOffset + v.size <= top)
    .sort((a, b) => b.size - a.size);
  for (const v of variables) found.push({ kind: 'variable', label: v.name, fpOffset: v.fpOffset, size: v.size });
  for (const slot of slots) {
    const label = [...new Set(slot.names.map((n) => n.variable))].join(' / ');
    found.push({ kind: 'pointers', label: label === '' ? 'pointer' : label, fpOffset: slot.fpOffset, size: word });
  }
  return found;
}

function fill(sorted: readonly AreaFacts[], bottom: number, top: number, argp: number, varp: number, tables: FrameTables): AreaFacts[] {
  const found: AreaFacts[] = [];
  let at = top;
  const gap = (to: number): void => {
    // What lies between belongs to the arguments, to the word between them and the frame, or to the locals.
    for (const [edge, kind, label] of [
      [argp, 'arguments', 'arguments, results, spilled registers'],
      [0, 'other', "the caller's"],
      [varp, 'other', 'padding'],
      [bottom, 'other', 'temporaries, numbers, outgoing arguments'],
    ] as const) {
      const low = Math.max(edge, to);
      if (at > low) {
        found.push({ kind, label, fpOffset: low, size: at - low });
        at = low;
      }
    }
  };
  for (const area of sorted) {
    gap(area.fpOffset + area.size);
    found.push(area);
    at = area.fpOffset;
  }
  gap(bottom);
  return tables.maxSpDelta === 0 && tables.argumentBytes === 0 ? found.filter((a) => a.kind === 'return-address') : found;
}

// What is said of the frames of all functions of large binaries must be possible, and agree with their types.
import { describe, expect, test } from 'vitest';
import { describeFrame } from '../../src/frame/describe.ts';
import type { FrameFacts, ObjectFacts } from '../../src/frame/model.ts';
import { frameOverview } from '../../src/frame/overview.ts';
import { openBinary } from '../../src/jobs/stackmap.ts';
import { runGcProgram } from '../../src/read/binary/gc-program.ts';
import type { GoBinary } from '../../src/read/binary/go-binary.ts';
import { pointerWords } from '../../src/read/binary/pointer-mask.ts';
import { KINDS, typeFlags, typeLayout } from '../../src/read/release/type-descriptor.ts';
import { buildOracle, output } from '../binary/binaries.ts';
import { LARGE } from '../binary/large-binaries.ts';

const SLOW = 600_000;
const WORD = 8;
/** amd64: return address, saved frame pointer. */
const RETURN = 8;
const VARP = -16;

describe.each(LARGE.map((one) => [`${one.name}, ${one.toolchain}`, one] as const))('%s', (title, large) => {
  test('frames', { timeout: SLOW }, () => {
    const opened = openBinary(large.path());
    const { binary } = opened;
    const types = large.dwarf ? partsInDwarf(large.path()) : new Map<string, Set<string>>();
    const check = new Checks(types);
    let [maps, inlined, deepest] = [0, 0, 0];
    for (let index = 0; index < binary.functions.count; index++) {
      const frame = describeFrame(binary, index, opened.namesOf(index));
      check.frame(frame);
      if (!frame.asm) maps += frame.maps.length;
      inlined += frame.inlined.length;
      deepest = Math.max(deepest, depth(binary, index, frame));
    }
    const { counts } = check;
    console.log(`${title}: ${JSON.stringify({ maps, ...counts, inlined, deepest })}`);
    // The generated main, which refers to all of the standard library, has more live words at its calls than are listed.
    const wrong = check.wrong.filter((one) => !one.startsWith('Left out: live words at calls beyond'));
    expect(check.wrong.length - wrong.length).toBeLessThanOrEqual(1);
    expect(wrong.slice(0, 20)).toEqual([]);
    expect(frameOverview(binary, 1)).toMatchObject({ functions: counts.functions, objects: counts.objects, inlinedCalls: inlined, deepestInlining: deepest });
    expect(counts.slots).toBeGreaterThan(counts.functions * 8);
    expect(counts.objects).toBeGreaterThan(counts.functions / 4);
    if (large.dwarf) expect(counts.typed).toBeGreaterThan(500);
  });

  test.runIf(large.dwarf)('masks of types, worked out from their parts', { timeout: SLOW }, () => {
    const { binary } = openBinary(large.path());
    const { equal, wrong } = typeMasks(binary, large.path());
    console.log(`${title}: ${equal} masks of types`);
    expect(wrong.slice(0, 10)).toEqual([]);
    expect(equal).toBeGreaterThan(2000);
  });
});

/** Inlined calls around one instruction at most, by following each outwards on its own. */
function depth(binary: GoBinary, index: number, frame: FrameFacts): number {
  if (frame.inlined.length === 0) return 0;
  const { ends } = binary.pcdata(index, 2).runs();
  let most = 0;
  for (const start of [0, ...ends]) {
    const pc = frame.entry + start;
    if (pc < frame.end) most = Math.max(most, binary.inlineFrames(index, pc).length - 1);
  }
  return most;
}

/** Masks by the name of the type, by debug/dwarf. */
function partsInDwarf(path: string): Map<string, Set<string>> {
  const masks = new Map<string, Set<string>>();
  for (const line of output(buildOracle(), ['masks', path]).trimEnd().split('\n')) {
    const blank = line.indexOf(' ');
    const name = line.slice(blank + 1);
    masks.set(name, (masks.get(name) ?? new Set()).add(line.slice(0, blank)));
  }
  return masks;
}

/** Holds the mask of every type that DWARF names a descriptor of against the one that the compiler wrote there. */
function typeMasks(binary: GoBinary, path: string): { equal: number; wrong: string[] } {
  const layout = typeLayout(WORD);
  const flags = typeFlags(binary.layoutMinor);
  const wrong: string[] = [];
  let equal = 0;
  for (const line of output(buildOracle(), ['types', path]).trimEnd().split('\n')) {
    const [at, size, kind, ...rest] = line.split(' ');
    // Most name their descriptor by its distance from the first; some releases write the address of others.
    const value = Number.parseInt(at!, 16);
    const fitting = [value, binary.moduledata.types + value].filter((one) => {
      const found = binary.types.find(one);
      return found?.size === Number(size) && found.kind === KINDS[Number(kind)];
    });
    const address = fitting[0];
    if (address === undefined || fitting.length > 1) continue;
    const { ptrBytes } = binary.types.at(address);
    const mask = pointerWords(binary.types, address, WORD);
    const header = binary.image.cursorAt(address, 'type');
    const isOnDemand = (header.seek(layout.TFlag).u8() & flags.tflagGCMaskOnDemand) !== 0;
    const isProgram = (header.seek(layout.Kind_).u8() & flags.kindGCProg) !== 0;
    // The runtime makes these from the parts, as is done here.
    if (ptrBytes === 0 || isOnDemand) continue;
    const words = ptrBytes / WORD;
    const written = header.seek(layout.GCData).word();
    const bytes = isProgram
      ? runGcProgram(binary.image.cursorAt(written, 'program'), words, mask.length)
      : binary.image.cursorAt(written, 'mask', Math.ceil(words / 8)).bytes;
    const expected = Array.from(mask, (_, word) => (word < words ? (bytes[word >> 3]! >> (word & 7)) & 1 : 0));
    if (expected.join('') === mask.join('')) equal++;
    else wrong.push(`${rest.join(' ')}: written ${expected.join('')}, of its parts ${mask.join('')}`);
  }
  return { equal, wrong };
}

class Checks {
  readonly wrong: string[] = [];
  readonly counts = { functions: 0, assembly: 0, points: 0, calls: 0, slots: 0, objects: 0, masks: 0, named: 0, typed: 0 };
  readonly #types: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(types: ReadonlyMap<string, ReadonlySet<string>>) {
    this.#types = types;
  }

  frame(frame: FrameFacts): void {
    this.counts.functions++;
    for (const gap of frame.gaps) this.wrong.push(gap.message);
    if (frame.asm) {
      this.counts.assembly++;
      return;
    }
    const that = (what: boolean, message: () => string): void => {
      if (!what) this.wrong.push(`${frame.name}: ${message()}`);
    };
    for (const point of frame.points) {
      this.counts.points++;
      that(point.index === -1 || (point.index >= 0 && point.index < frame.maps.length), () => `index ${point.index} of ${frame.maps.length} maps`);
      that(point.spDelta >= 0 && point.spDelta <= frame.frameBytes, () => `depth ${point.spDelta} of ${frame.frameBytes}`);
    }
    const argumentsEnd = frame.args ?? 0;
    for (const call of frame.calls) {
      this.counts.calls++;
      that(call.index === undefined || call.index < Math.max(1, frame.maps.length), () => `call asks for map ${call.index} of ${frame.maps.length}`);
      for (const slot of call.slots) {
        this.counts.slots++;
        const [from, to] = slot.base === 'args' ? [0, argumentsEnd] : [-(call.spDelta + RETURN), VARP];
        that(slot.fpOffset >= from && slot.fpOffset + WORD <= to, () => `${slot.base} slot at ${slot.fpOffset} outside of ${from}…${to}`);
        that(slot.fpOffset % WORD === 0 && slot.spOffset === slot.fpOffset + call.spDelta + RETURN, () => `slot at ${slot.fpOffset} and ${slot.spOffset}`);
      }
    }
    let last = -Infinity;
    for (const object of frame.objects) {
      this.counts.objects++;
      const [from, to] = object.base === 'args' ? [0, argumentsEnd] : [-(frame.frameBytes + RETURN), VARP];
      const end = object.fpOffset + object.size;
      that(object.fpOffset >= Math.max(from, last) && end <= to, () => `object ${object.fpOffset}…${end} outside of ${from}…${to} or over the one before`);
      last = end;
      that(object.mask.length * WORD === object.ptrBytes && object.mask.endsWith('1'), () => `mask ${object.mask} for ${object.ptrBytes} bytes`);
      this.counts.masks++;
      this.#type(frame, object);
    }
  }

  #type(frame: FrameFacts, object: ObjectFacts): void {
    if (object.type === undefined) return;
    this.counts.named++;
    const masks = this.#types.get(object.type);
    if (masks === undefined) return;
    this.counts.typed++;
    if (!masks.has(object.mask))
      this.wrong.push(`${frame.name}: ${object.variable} ${object.type} has mask ${object.mask}, its type ${[...masks].join(' or ')}`);
  }
}

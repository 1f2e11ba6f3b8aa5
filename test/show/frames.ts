// Frames that no compiler made: of any shape, and with names that try to become markup.
import type { AreaFacts, CallFacts, FrameFacts, LiveSlot, ObjectFacts, SlotFacts, SlotStore } from '../../src/frame/model.ts';
import type { StackmapDocument, StackmapOptions } from '../../src/show/stackmap/view.ts';

export const OPTIONS: StackmapOptions = { color: false, width: 100, cwd: '/home/u/m' };

export const DOCUMENT: StackmapDocument = {
  target: { goVersion: 'go1.27.4', goos: 'linux', goarch: 'amd64', flags: [], binary: './server' },
  binary: { format: 'elf', goVersion: 'go1.27.4', goos: 'linux', goarch: 'amd64', stripped: false, pie: false, textStart: 0x401000, dwarf: 5 },
  gaps: [{ code: 'sample', message: 'a gap of the whole file.', affects: './server' }],
};

/** Everything that a name can try. */
export const HOSTILE: readonly string[] = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onload='alert(1)",
  ']]></style></script><!--',
  '&amp;&#x3c;b&gt;',
  'a\u0000b\u001b[31mred\u202egnp.exe\u2066\ufffe',
  '\ud800 lone',
  '名前のとても長い変数'.repeat(12),
  `${'main.very.long.'.repeat(300)}end`,
  '﷽﷽﷽👩‍👩‍👧‍👦',
  '',
];

export interface Shape {
  readonly seed: number;
  readonly slots: number;
  readonly calls: number;
  readonly objects: number;
  /** Sizes of other areas, in bytes. */
  readonly others: readonly number[];
  readonly stores: boolean;
  readonly hostile?: boolean;
}

/** A frame of a shape; the same for the same shape. */
export function makeFrame(shape: Shape): FrameFacts {
  const random = generator(shape.seed);
  const name = (plain: string): string => (shape.hostile === true ? HOSTILE[Math.floor(random() * HOSTILE.length)]! : plain);
  const objects: ObjectFacts[] = [];
  const areas: AreaFacts[] = [];
  const slots: { base: 'locals' | 'args'; fpOffset: number; bit: number; names: SlotFacts['names'] }[] = [];
  const pieces = [
    ...Array.from({ length: shape.slots }, (_, i) => ({ kind: 'pointers' as const, size: 8, order: random(), i })),
    ...Array.from({ length: shape.objects }, (_, i) => ({ kind: 'object' as const, size: 8 * Math.ceil(random() ** 3 * 90 + 1), order: random(), i })),
    ...shape.others.map((size, i) => ({ kind: 'other' as const, size, order: random(), i })),
  ].sort((a, b) => a.order - b.order);
  let at = 16;
  const place = (kind: AreaFacts['kind'], label: string, size: number): number => {
    at -= size;
    areas.push({ kind, label, fpOffset: at, size });
    return at;
  };
  place('arguments', 'arguments, results, spilled registers', 16);
  place('return-address', 'return address', 8);
  place('frame-pointer', "caller's frame pointer", 8);
  for (const piece of pieces) {
    const label = name(`${piece.kind}${piece.i}`);
    const fpOffset = place(piece.kind, label, piece.size);
    if (piece.kind === 'pointers') {
      const names = random() < 0.2 ? [] : [{ variable: label, part: '.ptr', type: name('*T'), source: 'dwarf' as const }];
      slots.push({ base: 'locals', fpOffset, bit: slots.length, names });
    } else if (piece.kind === 'object') {
      const mask = Array.from({ length: piece.size / 8 }, () => (random() < 0.4 ? '1' : '0')).join('');
      objects.push({
        base: 'locals',
        offset: fpOffset,
        fpOffset,
        size: piece.size,
        ptrBytes: piece.size,
        mask,
        variable: label,
        type: name('T'),
        source: 'dwarf',
      });
      // A word inside of an object, as maps and closures have them.
      if (random() < 0.5) slots.push({ base: 'locals', fpOffset: fpOffset + 8 * Math.floor(random() * (piece.size / 8)), bit: slots.length, names: [] });
    }
  }
  slots.sort((a, b) => b.fpOffset - a.fpOffset);
  const file = name('/home/u/m/main.go');
  const calls = Array.from({ length: shape.calls }, (_, i) => makeCall(i, random, slots, shape, file, name));
  return {
    name: name('main.handle'),
    entry: 0x480000,
    end: 0x480000 + (shape.calls + 1) * 16,
    file,
    line: 10,
    args: 16,
    asm: false,
    frameBytes: -at - 8,
    maps: calls.map((_, index) => ({ index, args: '01', locals: '0110' })),
    points: [
      { pc: 0x480000, index: -1, spDelta: 0, file, line: 10 },
      { pc: 0x480008, index: 0, unsafe: -2, spDelta: -at - 8, file, line: 11 },
    ],
    calls,
    objects,
    inlined: [{ index: 0, function: name('strings.Clone'), parentPc: 0x480010 }],
    slots: slots
      .map((slot) => ({ ...slot, liveAt: calls.flatMap((call, i) => (call.slots.some((s) => s.fpOffset === slot.fpOffset) ? [i] : [])) }))
      .filter((slot) => slot.liveAt.length > 0),
    areas,
    sites: [
      {
        id: 's',
        expression: name('make([]int, 3)'),
        kind: 'make-slice',
        placement: 'stack',
        file,
        line: 3,
        slot: name('.autotmp_1'),
        fpOffset: -24,
        fromLine: 3,
        toLine: 9,
      },
    ],
    gaps: [{ code: 'sample', message: `a gap: ${name('of the function')}`, affects: 'main.handle' }],
  };
}

type Slots = readonly { base: 'locals' | 'args'; fpOffset: number; bit: number; names: SlotFacts['names'] }[];

function makeCall(i: number, random: () => number, slots: Slots, shape: Shape, file: string, name: (plain: string) => string): CallFacts {
  const pc = 0x480010 + i * 16;
  const own = random() < 0.7;
  const kinds: SlotStore['kind'][] = ['store', 'zero', 'copy', 'call'];
  const live = random() < 0.05 ? [] : slots.filter((_, s) => Math.sin(s * 3 + i / 5) > 0.2);
  const made = live.map((slot): LiveSlot => {
    const only = slot.names[0];
    const stores = Array.from({ length: Math.floor(random() * 4) }, () => {
      const kind = kinds[Math.floor(random() * 4)]!;
      const from = 0x480000 + Math.floor(random() * (shape.calls + 1)) * 16;
      return {
        pc: kind === 'call' ? from : from + 5,
        kind,
        file,
        line: 12,
        ...(random() < 0.1 ? { possible: true } : {}),
        ...(random() < 0.05 ? { prologue: true } : {}),
      };
    });
    return {
      base: slot.base,
      bit: slot.bit,
      fpOffset: slot.fpOffset,
      spOffset: slot.fpOffset + 4000,
      ...(only === undefined ? (random() < 0.3 ? { candidates: [name('a'), name('b')] } : {}) : only),
      ...(shape.stores ? { stores, ...(random() < 0.1 ? { fromCaller: true } : {}), ...(random() < 0.1 ? { storesUnknown: name('it escapes') } : {}) } : {}),
    };
  });
  const target = random() < 0.1 ? {} : { target: name('runtime.mallocgc') };
  return {
    pc,
    returnPc: pc + 5,
    ...target,
    ...(random() < 0.1 ? {} : { index: i }),
    spDelta: 100,
    file: own ? file : name('/usr/lib/go/src/fmt/print.go'),
    line: 20 + Math.floor(i / 3),
    slots: made,
  };
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** As views want their functions. */
export async function* asFunctions(frames: readonly FrameFacts[]): AsyncGenerator<FrameFacts> {
  yield* frames;
}

import { describe, expect, test } from 'vitest';
import { makeFrame, OPTIONS } from '../../../test/show/frames.ts';
import { HOSTILE_SHAPES, SHAPES } from '../../../test/show/shapes.ts';
import { COLUMN, layOutChart, markOf, MOST_CALLS, MOST_SLOTS, PITCH } from './chart-geometry.ts';
import { textWidth } from './drawing.ts';
import { CHIP, layOutFrame, LEAST, placeOf, WORD } from './frame-geometry.ts';

const frames = [...SHAPES, ...HOSTILE_SHAPES].map((shape) => [JSON.stringify(shape).slice(0, 90), makeFrame(shape)] as const);

describe.each(frames)('frame of %s', (_, frame) => {
  const slots = frame.slots.slice(0, MOST_SLOTS);
  const layout = layOutFrame(frame, 8, slots);
  test('areas follow each other without holes, none lower than a line', () => {
    let y = 0;
    for (const area of layout.areas) {
      expect(area.y).toBeCloseTo(y);
      expect(area.height).toBeGreaterThanOrEqual(LEAST);
      y += area.height;
    }
    expect(layout.height).toBeCloseTo(y);
  });
  test('areas are to scale unless they are marked', () => {
    for (const { area, height, broken } of layout.areas) {
      const exact = (area.size / 8) * WORD;
      if (broken) expect(height).toBeLessThan(exact);
      else expect(height).toBeCloseTo(Math.max(LEAST, exact));
    }
    expect(layout.anyRaised).toBe(layout.areas.some(({ area }) => (area.size / 8) * WORD < LEAST - 1));
    expect(layout.anyBroken).toBe(layout.areas.some(({ broken }) => broken));
  });
  test('a place goes down as its address does', () => {
    let before = Number.NEGATIVE_INFINITY;
    for (const area of frame.areas.slice(0, 100)) {
      for (const offset of [area.fpOffset + area.size, area.fpOffset + area.size / 2]) {
        const y = placeOf(layout.areas, offset);
        expect(y).toBeGreaterThanOrEqual(before);
        before = y;
      }
    }
  });
  test('each word has its number, and numbers stand apart, within the frame', () => {
    expect(layout.words.map((word) => word.number)).toEqual(slots.map((_, i) => i + 1));
    const chips = layout.words.map((word) => word.chip).sort((a, b) => a - b);
    chips.forEach((y, i) => {
      if (i > 0) expect(y - chips[i - 1]!).toBeGreaterThanOrEqual(CHIP - 0.001);
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(layout.height);
    });
    for (const word of layout.words) {
      const area = layout.areas.find(({ area }) => word.slot.fpOffset >= area.fpOffset && word.slot.fpOffset < area.fpOffset + area.size)!;
      expect(word.y).toBeGreaterThanOrEqual(area.y - 0.001);
      expect(word.y + word.height).toBeLessThanOrEqual(area.y + area.height + 2);
    }
  });
  test('fp lies under the arguments, SP at the bottom', () => {
    expect(layout.fp).toBeCloseTo(layout.areas[0]!.height);
    expect(layout.sp).toBeCloseTo(layout.height);
  });
});

describe.each(frames)('chart of %s', (_, frame) => {
  const layout = layOutChart(frame, OPTIONS);
  const mapped = frame.calls.filter((call) => call.index !== undefined);
  test('has a row for every call with a map, in pc order, up to its limit', () => {
    expect(layout.rows.map((row) => row.call.pc)).toEqual(mapped.slice(0, MOST_CALLS).map((call) => call.pc));
    expect(layout.callsLeftOut).toBe(mapped.length - layout.rows.length);
    expect(layout.callsWithoutMap).toBe(frame.calls.length - mapped.length);
    layout.rows.forEach((row, i) => expect(row.y).toBe(layout.top + (i + 0.5) * PITCH));
  });
  test('has a column for every word, up to its limit', () => {
    expect(layout.columns.map((column) => column.slot)).toEqual(frame.slots.slice(0, MOST_SLOTS));
    expect(layout.slotsLeftOut).toBe(frame.slots.length - layout.columns.length);
    layout.columns.forEach((column, i) => {
      if (i > 0) expect(column.x - layout.columns[i - 1]!.x).toBeCloseTo(COLUMN);
      expect(column.x + COLUMN / 2).toBeLessThanOrEqual(layout.x.callee);
      expect(column.x - COLUMN / 2).toBeGreaterThanOrEqual(layout.x.columns - 0.001);
    });
  });
  test('has a dot exactly where a word is live', () => {
    for (const column of layout.columns) {
      const dots = column.bars.flatMap((bar) => bar.dots);
      const live = layout.rows.filter((row) => column.slot.liveAt.includes(row.at)).map((row) => row.y);
      expect(dots).toEqual(live);
    }
  });
  test('has bars that hold their dots and do not touch', () => {
    for (const column of layout.columns) {
      column.bars.forEach((bar, i) => {
        for (const dot of bar.dots) expect(dot > bar.y1 && dot < bar.y2).toBe(true);
        if (i > 0) expect(bar.y1).toBeGreaterThan(column.bars[i - 1]!.y2);
      });
    }
  });
  test('has marks within their column that do not cover each other', () => {
    for (const column of layout.columns) {
      const marks = [...column.marks].sort((a, b) => a.y - b.y || a.x - b.x);
      marks.forEach((mark, i) => {
        expect(Math.abs(mark.x - column.x) + mark.size / 2).toBeLessThanOrEqual(COLUMN / 2);
        const before = marks[i - 1];
        if (before !== undefined && before.y === mark.y) expect(mark.x - before.x).toBeGreaterThanOrEqual(mark.size / 2 + before.size / 2);
        else if (before !== undefined) expect(mark.y - before.y).toBeGreaterThanOrEqual(PITCH);
      });
    }
  });
  test('has a mark for every store that it was told of, between the calls that it lies between', () => {
    for (const column of layout.columns) {
      for (const row of layout.rows) {
        const here = row.call.slots.find((slot) => slot.fpOffset === column.slot.fpOffset);
        for (const store of here?.stores ?? []) {
          const before = layout.rows.filter((one) => one.call.pc <= store.pc).length;
          expect(column.marks).toContainEqual(expect.objectContaining({ kind: markOf(store), y: layout.top + (store.prologue === true ? 0 : before * PITCH) }));
        }
      }
    }
  });
});

test('a bar begins at its store, and a tail leads to a bar further off', () => {
  const file = '/m/main.go';
  const slot = { base: 'locals' as const, bit: 0, fpOffset: -24, spOffset: 8 };
  const call = (pc: number, stored?: number) => ({
    pc,
    returnPc: pc + 5,
    index: 0,
    spDelta: 32,
    file,
    line: 1,
    slots: stored === undefined ? [] : [{ ...slot, stores: [{ pc: stored, file, line: 1, kind: 'store' as const }] }],
  });
  const base = makeFrame(SHAPES[0]!);
  const chart = layOutChart(
    { ...base, calls: [call(10), call(20, 15), call(30), call(40, 15)], slots: [{ base: 'locals', bit: 0, fpOffset: -24, names: [], liveAt: [1, 3] }] },
    OPTIONS,
  );
  const [column] = chart.columns;
  const y = (row: number): number => chart.top + row * PITCH;
  expect(column!.marks).toEqual([{ kind: 'store', x: column!.x, y: y(1), size: 8 }]);
  expect(column!.bars.map((bar) => [bar.y1, bar.y2])).toEqual([
    [y(1), y(1.5) + 8],
    [y(3.5) - 8, y(3.5) + 8],
  ]);
  expect(column!.tails).toEqual([{ y1: y(1), y2: y(3.5) - 8 }]);
});

test('words at the bottom of a broken area keep their numbers apart within the frame', () => {
  const size = 4000;
  const slots = [0, 8, 16, 24].map((at) => ({ base: 'locals' as const, bit: at / 8, fpOffset: at - size, names: [], liveAt: [0] }));
  const layout = layOutFrame({ ...makeFrame(SHAPES[0]!), areas: [{ kind: 'object', label: 'o', fpOffset: -size, size }], slots }, 8, slots);
  expect(layout.areas[0]!.broken).toBe(true);
  const chips = layout.words.map((word) => word.chip).sort((a, b) => a - b);
  expect(chips.at(-1)).toBeLessThan(layout.height);
  chips.forEach((y, i) => expect(i === 0 || y - chips[i - 1]! >= CHIP - 0.001).toBe(true));
});

test('a long name over the last column widens the chart', () => {
  const name = { variable: 'aVariableOfAConsiderableLength', source: 'dwarf' as const };
  const slot = { base: 'locals' as const, bit: 0, fpOffset: -24, spOffset: 8 };
  const call = { pc: 16, returnPc: 21, index: 0, target: 'f', spDelta: 32, file: '', line: 1, slots: [slot] };
  const layout = layOutChart({ ...makeFrame(SHAPES[0]!), calls: [call], slots: [{ ...slot, names: [name], liveAt: [0] }] }, OPTIONS);
  const length = textWidth(layout.columns[0]!.name);
  expect(layout.columns[0]!.name.length).toBeGreaterThan(25);
  expect(layout.width).toBeGreaterThan(layout.columns[0]!.x + length * Math.cos((48 * Math.PI) / 180));
});

test('a word of which nothing is known has no mark, not even of entry', () => {
  const slot = { base: 'locals' as const, bit: 0, fpOffset: -24, spOffset: 8, stores: [], fromCaller: true };
  const calls = [true, false].map((unknown, i) => ({
    pc: 16 + i,
    returnPc: 21,
    index: 0,
    spDelta: 32,
    file: '',
    line: 1,
    slots: [{ ...slot, fpOffset: -24 - 8 * i, ...(unknown ? { storesUnknown: 'written in assembly' } : {}) }],
  }));
  const slots = calls.map((call, i) => ({ base: 'locals' as const, bit: 0, fpOffset: call.slots[0]!.fpOffset, names: [], liveAt: [i] }));
  const [unknown, known] = layOutChart({ ...makeFrame(SHAPES[0]!), calls, slots }, OPTIONS).columns;
  expect(unknown).toMatchObject({ marks: [], tails: [], bars: [{ open: true }] });
  expect(known).toMatchObject({ marks: [{ kind: 'entry' }], bars: [{ open: false }] });
});

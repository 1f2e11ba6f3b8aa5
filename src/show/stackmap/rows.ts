// The rows that views of a frame have in common: what changes from pc to pc, and where the life of each word begins.
import type { CallFacts, FrameFacts, LiveSlot, PointFacts, SlotFacts, SlotStore } from '../../frame/model.ts';
import { nearLine } from '../file-name.ts';
import { visible } from '../untrusted.ts';
import { hex } from './view.ts';

/** A pc at which something changes, or from which is called. */
export interface PcRow {
  readonly pc: number;
  /** What holds there. */
  readonly point: PointFacts;
  readonly call?: CallFacts;
}

/** One row for each call and each change of a table, in pc order; with `raw`, for each change of the line too. */
export function pcRows(frame: FrameFacts, raw: boolean): PcRow[] {
  const calls = new Map(frame.calls.map((call) => [call.pc, call]));
  const pcs = new Set<number>();
  let before: PointFacts | undefined;
  for (const point of frame.points) {
    const changed = before === undefined || before.spDelta !== point.spDelta || before.index !== point.index || before.unsafe !== point.unsafe;
    if (changed || raw) pcs.add(point.pc);
    before = point;
  }
  for (const call of frame.calls) pcs.add(call.pc);
  const rows: PcRow[] = [];
  let at = 0;
  for (const pc of [...pcs].sort((a, b) => a - b)) {
    while (at + 1 < frame.points.length && frame.points[at + 1]!.pc <= pc) at++;
    const point = frame.points[at];
    if (point === undefined) continue;
    const call = calls.get(pc);
    rows.push({ pc, point, ...(call === undefined ? {} : { call }) });
  }
  return rows;
}

/** The word as one call has it; undefined where it is not live. */
export function wordAt(call: CallFacts, slot: Pick<SlotFacts, 'base' | 'fpOffset'>): LiveSlot | undefined {
  return call.slots.find((s) => s.base === slot.base && s.fpOffset === slot.fpOffset);
}

/** Whether anything says which instructions stored the words. */
export function storesAreKnown(frame: FrameFacts): boolean {
  return frame.calls.some((call) => call.slots.some((slot) => slot.stores !== undefined));
}

/** Ways in which the life of a word begins, and the places of the calls that each holds for, without repeats. Escaped. */
export function beginningsOf(frame: FrameFacts, slot: SlotFacts, cwd?: string): { readonly text: string; readonly calls: readonly string[] }[] {
  const groups = new Map<string, Set<string>>();
  for (const at of slot.liveAt) {
    const call = frame.calls[at];
    const here = call === undefined ? undefined : wordAt(call, slot);
    if (call === undefined || here === undefined) continue;
    const text = storeWords(here, frame, cwd);
    const group = groups.get(text) ?? new Set();
    groups.set(text, group);
    group.add(nearLine(call, frame.file, cwd));
  }
  return [...groups].map(([text, calls]) => ({ text, calls: [...calls] }));
}

/** Whether the search for a word's stores found nothing and could not rule anything out: then not even entry is known to reach it. */
export function nothingKnown(slot: LiveSlot): boolean {
  return slot.storesUnknown !== undefined && (slot.stores ?? []).length === 0;
}

/** What each kind of store did. */
export const STORE_WORDS: Readonly<Record<SlotStore['kind'], string>> = {
  store: 'stored',
  zero: 'cleared',
  copy: 'copied',
  call: 'perhaps written by the call',
};

function storeWords(slot: LiveSlot, frame: FrameFacts, cwd: string | undefined): string {
  if (nothingKnown(slot)) return `not known: ${visible(slot.storesUnknown!)}`;
  const parts = (slot.stores ?? []).map((store) => {
    const done = `${store.possible === true && store.kind !== 'call' ? 'perhaps ' : ''}${STORE_WORDS[store.kind]}`;
    return `${done}${store.prologue === true ? ' while the stack grows,' : ''} at ${nearLine(store, frame.file, cwd)} (${hex(store.pc)})`;
  });
  if (slot.fromCaller === true) parts.push(slot.base === 'args' ? 'as the caller passed it' : 'as it was at entry');
  if (slot.storesUnknown !== undefined) parts.push(`perhaps elsewhere: ${visible(slot.storesUnknown)}`);
  return parts.length === 0 ? 'not known' : parts.join('; or ');
}

// What the views of frames share: the document they show, and the words for its parts.
import type { Gap } from '../../base/gap.ts';
import type { BinaryFacts, FrameFacts, LiveSlot, SlotFacts, SlotName } from '../../frame/model.ts';
import type { FrameOverview } from '../../frame/overview.ts';
import { visible } from '../untrusted.ts';

/** What `stackmap` shows. */
export interface StackmapDocument {
  readonly target: { readonly goVersion: string; readonly goos: string; readonly goarch: string; readonly flags: readonly string[]; readonly binary: string };
  readonly binary: BinaryFacts;
  readonly gaps: readonly Gap[];
}

/** How it is shown. */
export interface StackmapOptions {
  readonly color: boolean;
  readonly width: number;
  readonly cwd?: string;
  /** Show every change of the tables by pc, lines included. */
  readonly raw?: boolean;
}

/** Overview of a whole binary. */
export interface OverviewDocument extends StackmapDocument {
  readonly overview: FrameOverview;
}

/** `0x48f2c4`. */
export function hex(address: number): string {
  return `0x${address.toString(16)}`;
}

/** `s.array`, `.autotmp_4`, `a or b`; undefined when nothing names it. Escaped. */
export function slotLabel(slot: LiveSlot): string | undefined {
  if (slot.variable !== undefined) return visible(slot.variable + (slot.part ?? ''));
  if (slot.candidates !== undefined) return slot.candidates.map(visible).join(' or ');
  return undefined;
}

/** The names of a word over the whole function; `?-16` where there is none. Escaped. */
export function slotTitle(slot: Pick<SlotFacts, 'names' | 'fpOffset'>): string {
  if (slot.names.length === 0) return `? fp${signed(slot.fpOffset)}`;
  return [...new Set(slot.names.map(nameText))].join(' / ');
}

function nameText(name: SlotName): string {
  return visible(name.variable + (name.part ?? ''));
}

/** `-16`, `+8`. */
export function signed(value: number): string {
  return value < 0 ? `-${-value}` : `+${value}`;
}

/** Lines that source positions of a function share: the file that most of it is in. */
export function isOwnFile(frame: FrameFacts, file: string): boolean {
  return file === frame.file;
}

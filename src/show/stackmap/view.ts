// What the views of frames share: the document they show, and the words for its parts.
import type { Gap } from '../../base/gap.ts';
import type { DecodedBinary, CallFacts, FrameFacts, LiveSlot, SlotFacts, SlotName } from '../../frame/model.ts';
import type { FrameOverview } from '../../frame/overview.ts';
import { grouped, plural } from '../site-words.ts';
import { visible } from '../untrusted.ts';

/** What `stackmap` shows. */
export interface StackmapDocument {
  readonly target: { readonly goVersion: string; readonly goos: string; readonly goarch: string; readonly flags: readonly string[]; readonly binary: string };
  readonly binary: DecodedBinary;
  readonly gaps: readonly Gap[];
}

/** How it is shown. */
export interface StackmapOptions {
  readonly color: boolean;
  readonly width: number;
  readonly cwd?: string;
  /** Show every change of the tables by pc, lines included. */
  readonly raw?: boolean;
  /** Source lines by file name as positions have it, for pictures. */
  readonly sources?: ReadonlyMap<string, readonly string[]>;
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

/** Release and platform, file, and what the file holds. Escaped. */
export function binaryWords({ binary, target }: StackmapDocument): { readonly release: string; readonly file: string; readonly about: string } {
  const about = [
    binary.format === 'elf' ? 'ELF' : binary.format === 'pe' ? 'PE' : 'Mach-O',
    ...(binary.pie ? ['position-independent'] : []),
    binary.stripped ? 'no symbol table' : 'symbol table',
    binary.dwarf === undefined ? 'no DWARF' : `DWARF ${binary.dwarf}`,
  ];
  return { release: `${visible(binary.goVersion)} ${visible(binary.goos)}/${binary.goarch}`, file: visible(target.binary), about: about.join(', ') };
}

/** How much the frame takes, in one sentence without its full stop. */
export function sizeWords(frame: FrameFacts): string {
  const args = frame.args === undefined ? 'arguments of unknown size' : `${grouped(frame.args)} bytes of arguments, results and spilled registers`;
  return `${grouped(frame.frameBytes)} bytes of frame, ${args}; ${plural(frame.maps.length, 'stack map')}, ${plural(frame.objects.length, 'stack object')}`;
}

/** What stands for an unsafe point. */
export function unsafeWord(value: number | undefined): string {
  switch (value) {
    case undefined:
      return '';
    case -2:
      return '(unsafe point)';
    default:
      return '(restartable sequence)';
  }
}

/** Name of the called function. Escaped. */
export function callee(call: CallFacts): string {
  return call.target === undefined ? '(through a value)' : visible(call.target);
}

/** `args|locals`, `–` for a table that the function has not; empty where the call has no map. */
export function bitmask(frame: FrameFacts, call: CallFacts): string {
  if (call.index === undefined) return '';
  const map = frame.maps[call.index];
  return map === undefined ? '' : `${map.args === '' ? '–' : map.args}|${map.locals === '' ? '–' : map.locals}`;
}

/** `a, b and 3 more`. */
export function someOf(words: readonly string[], most: number): string {
  return words.slice(0, most).join(', ') + (words.length > most ? ` and ${words.length - most} more` : '');
}

// What to say of a recording that was cut off or damaged.
import type { FormatError } from '../../../base/errors.ts';
import type { Gap } from '../../../base/gap.ts';
import type { RecordBytes } from '../record-bytes.ts';
import { RecordingCut } from './sections.ts';

/** How much there should be, and how much was read. */
export interface Progress {
  readonly profiles: { readonly wanted: number; readonly read: number };
  /** Of the profiles whose heads were read. */
  readonly events: { readonly wanted: number; readonly read: number };
}

/** What is missing, in words. */
export function missingOf({ profiles, events }: Progress): string[] {
  const missing: string[] = [];
  if (profiles.read < profiles.wanted) missing.push(`${profiles.wanted - profiles.read} of ${profiles.wanted} processes`);
  if (events.read !== events.wanted) missing.push(`${events.wanted - events.read} of ${events.wanted} events`);
  return missing;
}

/** The gap of a recording whose analysis is whole. */
export function damageGap(from: RecordBytes, damage: FormatError, progress: Progress): Gap {
  const missing = missingOf(progress);
  const what = missing.length === 0 ? 'Everything that was counted is there.' : `What is missing: ${missing.join(', ')}. The analysis is complete.`;
  if (damage instanceof RecordingCut)
    return { code: 'recording-cut', affects: from.name, message: `The recording is cut off after ${from.size} bytes. ${what}` };
  return { code: 'recording-damaged', affects: from.name, message: `The recording is damaged from some place on: ${damage.message}. ${what}` };
}

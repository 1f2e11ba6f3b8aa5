// What a profile by Go cannot tell, and how much of it found no site.
import type { Gap } from '../../base/gap.ts';
import type { GoProfile } from '../../read/recording/pprof-profile.ts';
import type { RecordedTotals } from '../model.ts';
import { LAST_FRAMES_KEPT } from './profile-lines.ts';

/** Share of the allocations in analysed packages from which on another build is the likely reason. */
const OTHER_BUILD = 0.2;

/** The gaps of a profile that was joined. */
export function profileGaps({ name, rate }: GoProfile, recorded: RecordedTotals, minor: number): Gap[] {
  const shifted =
    minor < LAST_FRAMES_KEPT
      ? ' Before Go 1.26 what calls the allocator itself, such as the copy of a slice, is charged to the line that called that function.'
      : '';
  const sampled = rate > 1 ? ` It has one sample in ${count(rate)} bytes; numbers are estimates.` : '';
  const gaps: Gap[] = [
    {
      code: 'profile-limits',
      affects: name,
      message: `A profile by Go knows no types, goroutines or lifetimes, and sizes only as those of size classes. Objects of less than 16 bytes without pointers share blocks, of which it sees the first object alone: such sites allocate more often than it says, and one that it does not have may allocate all the same.${shifted}${sampled}`,
    },
  ];
  const { profile } = recorded;
  if (profile === undefined) return gaps;
  const { ambiguous, unmatched } = profile;
  const lost = ambiguous.allocations + unmatched.allocations;
  if (lost === 0) return gaps;
  const all = recorded.onSites + lost;
  const reasons = [
    ...(ambiguous.allocations === 0 ? [] : [`${count(ambiguous.allocations)} (${count(ambiguous.bytes)} bytes) on lines where several sites fit`]),
    ...(unmatched.allocations === 0 ? [] : [`${count(unmatched.allocations)} (${count(unmatched.bytes)} bytes) on lines where none does`]),
  ];
  const hint = unmatched.allocations > all * OTHER_BUILD ? ' Is the program built from this source, by this release, with these flags?' : '';
  gaps.push({
    code: 'profile-unmatched',
    affects: name,
    message: `${count(lost)} of ${count(all)} allocations in the analysed packages (${((100 * lost) / all).toFixed(1)} %) are on no site: ${reasons.join(', ')}.${hint}`,
  });
  return gaps;
}

function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

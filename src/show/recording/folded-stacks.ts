// Stacks as text, outermost frame first: what stands in front of the number in folded stacks.
import type { RecordedProfile } from '../../read/recording/recording.ts';
import { visible } from '../untrusted.ts';
import { addressName, CUT_FRAME, framesAt, NO_STACK, StackReader } from './stacks.ts';

/** A name as one frame: no semicolon or space is left that a reader would take for the end of it. */
export function foldedName(name: string): string {
  return visible(name).replaceAll(';', '\\x3b').replaceAll(' ', '\\x20');
}

/** The stacks of one process. */
export class FoldedStacks {
  readonly #profile: RecordedProfile;
  readonly #reader: StackReader;
  readonly #ofPlace: (string | undefined)[] = [];

  constructor(profile: RecordedProfile) {
    this.#profile = profile;
    this.#reader = new StackReader(profile);
  }

  /** The frames from the outermost one to that of a node, with semicolons between them. */
  text(node: number): string {
    const { places, cut } = this.#reader.placesFrom(node);
    const frames = places.map((place) => (this.#ofPlace[place] ??= this.#name(place)));
    if (cut) frames.push(CUT_FRAME);
    return frames.length === 0 ? NO_STACK : frames.reverse().join(';');
  }

  #name(place: number): string {
    const { frames, places, strings } = this.#profile;
    const rows = [...framesAt(this.#profile, place)].reverse();
    return rows.length === 0 ? addressName(places.pc[place]!) : rows.map((row) => foldedName(strings[frames.function[row]!]!)).join(';');
  }
}

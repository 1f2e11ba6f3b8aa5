// Older versions of the format, one step at a time: version n is made version n + 1, until it is the one that is read. To add a version: raise
// FORMAT_VERSION, and put in here what makes the sections of the one before into its own. A sample of every version is kept in the tests.
import { FormatError } from '../../../base/errors.ts';
import { FORMAT_VERSION, SECTION } from './layout.ts';
import type { Section } from './sections.ts';

/**
 * Makes a section of one version into those of the next; of events into exactly one, since they are upgraded when they are asked for.
 * The framing of sections, META in front and END behind are the same in every version.
 */
export type Upgrader = (section: Section) => readonly Section[];

/** By the version that they upgrade. Version 1 is the first. */
export const UPGRADERS: ReadonlyMap<number, Upgrader> = new Map();

/** Upgrades sections from a version to the one that is read. */
export class Upgrade {
  readonly #steps: readonly Upgrader[];

  /** @throws FormatError when nothing upgrades that version */
  constructor(name: string, version: number, upgraders: ReadonlyMap<number, Upgrader>) {
    this.#steps = Array.from({ length: FORMAT_VERSION - version }, (_, i) => {
      const step = upgraders.get(version + i);
      if (step === undefined) throw new FormatError(name, `a version of the format that there was, found ${version + i}`, 0);
      return step;
    });
  }

  /** The sections that one has become. */
  all(section: Section): readonly Section[] {
    let sections: readonly Section[] = [section];
    for (const step of this.#steps) sections = sections.flatMap(step);
    return sections;
  }

  /** The section that a section of events has become. */
  events(section: Section): Section {
    const [only, ...others] = this.all(section);
    if (only?.tag !== SECTION.Events || others.length > 0) throw new Error('events are upgraded to events');
    return only;
  }
}
